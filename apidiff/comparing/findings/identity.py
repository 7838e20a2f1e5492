"""Stable ids: the same edit has the same id whatever else changes, and in whatever order files are read.

An id is a digest of the scheme's number, the rule, the path version, the place on the base side, and the edit's own
values on both sides. Another value at the same place is another edit, so that a waiver of one never covers the other.
An edit at some of the uses of a shared part has the uses in its place: at another use it is another edit (see `uses`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from apidiff.comparing.edits import ABSENT, BOTH, NEITHER, Directions, Edit, Spot
from apidiff.comparing.findings.digests import Contents, apart, kind_at
from apidiff.comparing.findings.uses import Use, Uses, Way, narrowed
from apidiff.comparing.schemas.keyword_rules import SHARED
from apidiff.comparing.serialising import text_of
from apidiff.model.change import ID_DIGITS, ID_SCHEME
from apidiff.model.contract import JSON, Contract
from apidiff.model.digest import sha256_of_short
from apidiff.openapi.grammar import DATA, OPENAPI, PARAMETER, SCHEMA, Kind, child_kind, is_schema
from apidiff.openapi.keywords import ALTERNATIVES
from apidiff.openapi.pointers import ABSENT as NOWHERE
from apidiff.openapi.pointers import find, original, split, step
from apidiff.openapi.uri import percent_decoded

EVERYTHING = frozenset({"", "/paths", "/webhooks", "/x-webhooks"})
"""Places that hold nothing in particular: what was added there is placed by where it stands in the revision."""
_MAPS = frozenset({"additionalProperties", "patternProperties", "unevaluatedProperties"})
_MOST_STEPS = 1_000


class Identity:
    """Gives the edits of one comparison their ids."""

    def __init__(
        self, base: Contract, revision: Contract, compared: Mapping[str, Directions], uses: Uses | None = None
    ) -> None:
        """`compared`: the places that are compared with the same place, each with the directions (a bit mask).

        `uses`: where the shared parts of the base were used.
        """
        self._base = base
        self._revision = revision
        self._compared = compared
        self._shared = uses
        self._ways: dict[Edit, list[Way]] = {}
        self._of_base = Contents(base)
        self._of_revision: dict[Directions, Contents] = {}
        self._names: dict[tuple[bool, str], list[JSON]] = {}
        self._uses: dict[bool, dict[str, list[tuple[str, str]]]] = {}
        self._own: dict[tuple[Edit, Directions], JSON] = {}

    def of(self, edit: Edit, path_version: str, mask: Directions) -> list[str]:
        """The ids of an edit with effects in the directions of `mask`: one, or one for each use of a shared part."""
        if edit.met:
            return self._at_each(edit, path_version, mask)
        told: list[JSON] = [ID_SCHEME, edit.rule, path_version, *self._place(edit), self.own(edit, mask)]
        ways = self._ways_of(edit)
        # Made in the part itself: the place says all.
        if not ways or self._shared is None:
            return [_digest(told)]
        # The uses of another path version belong to the change that is told there.
        here = [way for way in ways if self._shared.in_version(way, path_version)] or ways
        uses = (["use", *(self._of_use(use) for use in way)] for way in here)
        return [_digest([*told, use]) for use in uses]

    def _at_each(self, edit: Edit, path_version: str, mask: Directions) -> list[str]:
        """The ids of an edit that was made at several places by itself: one for each of them."""
        met = [original(place) for place in edit.met]
        here = [each for each in met if self._shared is None or self._shared.in_version((Use(each),), path_version)]
        own = self.own(edit, mask)
        # What stands at a place is not followed, as what it refers to is the same at the others.
        places = (self._named(Spot(place, None), revision=False) for place in here or met)
        return [_digest([ID_SCHEME, edit.rule, path_version, "base", *names, own]) for names in places]

    def _of_use(self, use: Use) -> list[JSON]:
        return [*self._named(Spot(use.place, None), revision=False), *use.narrowed]

    def is_apart(self, edit: Edit) -> bool:
        """Whether it was made at some uses of a shared part, and not in the part."""
        return bool(edit.met or self._ways_of(edit))

    def _ways_of(self, edit: Edit) -> list[Way]:
        if self._shared is None:
            return []
        if edit not in self._ways:
            self._ways[edit] = self._shared.ways(edit, self._said_at_any_use)
        return self._ways[edit]

    def _said_at_any_use(self, edit: Edit) -> bytes:
        """What an edit says, the same for one that was made at several uses of a shared part."""
        own = self.own(edit, BOTH)
        if self._shared and self._shared.is_named_by_use(edit) and edit.own is None and isinstance(own, list):
            own = own[1:]
        return text_of(own, sort=True)

    def own(self, edit: Edit, mask: Directions) -> JSON:
        """The edit's own values on both sides, in a form in which only what they say counts."""
        key = edit, mask
        if key not in self._own:
            said = self._values(edit, mask)
            self._own[key] = [*said, edit.params["keyword"]] if edit.rule in SHARED and not edit.causes else said
        return self._own[key]

    def _values(self, edit: Edit, mask: Directions) -> JSON:
        if edit.causes:
            causes = ([cause.rule, *self._place(cause), self.own(cause, mask)] for cause in edit.causes)
            return sorted(causes, key=lambda cause: text_of(cause, sort=True))
        sides = self._of_base, self._contents(mask)
        # `own` says what the edit is where its spots hold more (the whole schema around a mark) or less.
        if edit.own is not None:
            return [_said(contents, value) for contents, value in zip(sides, edit.own, strict=True)]
        first, second = edit.usual or (edit.base, edit.revision)
        old, new = (spot.value if spot else ABSENT for spot in (first, second))
        pointer = next((spot.pointer for spot in (second, first) if spot and spot.value is not ABSENT), "")
        kind, keyword = _kind_of(pointer)
        if edit.name is not None and isinstance(old, dict) and isinstance(new, dict):
            # What stays under a name is written out or referred to, which is no part of what became of the name.
            old, new = (contents.behind(value) for contents, value in zip(sides, (old, new), strict=True))
        values = apart((sides[0], old), (sides[1], new), kind, keyword)
        return [edit.name, edit.renamed_to, values]

    def _contents(self, mask: Directions) -> Contents:
        """The digests of the revision's values, for an edit that counts in these directions.

        What is compared on its own in all of them counts as the base has it: a change in it is told there.
        """
        if mask not in self._of_revision:

            def pinned(reference: str) -> str | None:
                pointer = reference[1:]
                return (
                    self._of_base.of_pointer(pointer) if self._compared.get(pointer, NEITHER) & mask == mask else None
                )

            self._of_revision[mask] = Contents(self._revision, pinned)
        return self._of_revision[mask]

    def _place(self, edit: Edit) -> list[JSON]:
        """Where the edit was made: in the base, or in the revision if the base has no such place."""
        base, revision = edit.usual or (edit.base, edit.revision)
        # The base first: it is the same for every revision, so an id survives edits around it.
        if base is not None and base.pointer not in EVERYTHING and self._stands(base):
            split_out = narrowed(base.pointer, revision.pointer) if revision is not None else ()
            return ["base", *self._named(base, revision=False), *_member(base, revision), *split_out]
        if revision is not None:
            return ["revision", *self._named(revision, revision=True)]
        return ["base", *self._named(base, revision=False)] if base is not None else []

    def _stands(self, spot: Spot) -> bool:
        return spot.value is not ABSENT or find(self._base.document, spot.pointer) is not NOWHERE

    def _named(self, spot: Spot, *, revision: bool) -> list[JSON]:
        """The names on the way to a place; one that only holds what is missing is the one behind its `$ref`."""
        # Of one pointer there are two lists of names, one of them behind its `$ref`; the space keeps them apart.
        key = revision, spot.pointer if spot.value is not ABSENT else f"{spot.pointer} "
        if key not in self._names:
            contract = self._revision if revision else self._base
            contents = self._contents(BOTH) if revision else self._of_base
            names = _names(contract, contents, spot.pointer, follow=spot.value is ABSENT)
            self._names[key] = self._in_use(names, contract, revision)
        return self._names[key]

    def _in_use(self, names: list[JSON], contract: Contract, revision: bool) -> list[JSON]:
        """A place in a path item that one path alone refers to, as one in that path: it may have a file of its own."""
        if names[:2] != ["components", "pathItems"]:
            return names
        if revision not in self._uses:
            self._uses[revision] = _uses(contract)
        uses = self._uses[revision].get(str(names[2]), []) if len(names) > 2 else []
        # Used twice, the item is a shared part and its name is its place.
        return [*uses[0], *names[3:]] if len(uses) == 1 else names


def _member(base: Spot, revision: Spot | None) -> list[JSON]:
    """The name that the revision declares where the base has a schema for every name: it is no edit of that schema."""
    old, new = (_unjoined(split(spot.pointer)) if spot else [] for spot in (base, revision))
    for index, (first, second) in enumerate(zip(old, new, strict=False)):
        if first != second:
            is_map = first in _MAPS and second == "properties"
            return [["member", *new[index + 1 : index + 2]]] if is_map else []
    return []


def _unjoined(tokens: Iterable[str]) -> list[str]:
    """The tokens of a pointer without those of the members of an `allOf`, which all hold at once."""
    found: list[str] = []
    for token in tokens:
        if token.isdigit() and found and found[-1] == "allOf":
            found.pop()
        else:
            found.append(token)
    return found


def _digest(told: JSON) -> str:
    return sha256_of_short(text_of(told, sort=True))[:ID_DIGITS]


def of_members(ids: Iterable[str]) -> str:
    """The id of edits that are told as one change: theirs, if they have one; else a digest of them all."""
    listed = sorted(set(ids))
    return listed[0] if len(listed) == 1 else _digest([ID_SCHEME, *listed])


def _uses(contract: Contract) -> dict[str, list[tuple[str, str]]]:
    """The paths and events that refer to each path item, by its name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for section in ("paths", "webhooks"):
        items = contract.document.get(section)
        for name, item in items.items() if isinstance(items, dict) else ():
            reference = item.get("$ref") if isinstance(item, dict) else None
            if isinstance(reference, str) and reference.startswith("#/components/pathItems/"):
                found.setdefault(split(percent_decoded(reference[1:]))[-1], []).append((section, name))
    return found


def _said(contents: Contents, value: JSON) -> JSON:
    """The form of one side of `Edit.own`: a spot by what it holds, a tuple by its members, anything else as data."""
    if isinstance(value, Spot):
        return "absent" if value.value is ABSENT else contents.form(value.value, *_kind_of(value.pointer))
    if isinstance(value, tuple):
        return [_said(contents, member) for member in value]
    return contents.form(value, DATA)


def _kind_of(pointer: str) -> tuple[Kind, str]:
    return kind_at(pointer), pointer.rpartition("/")[2]


def _names(contract: Contract, contents: Contents, pointer: str, *, follow: bool) -> list[JSON]:
    """A pointer through the shared parts that it leads over, each position in a list replaced by what stands there.

    Names are members of a list, so that no name can look like a step: a property called `a/b` is not `b` in `a`.
    """
    names: list[JSON] = []
    tokens = list(split(pointer))
    node: JSON = contract.document
    kind = OPENAPI
    position = 0
    beside: list[JSON] = []
    # Bounded, since references can lead in a circle.
    for _ in range(_MOST_STEPS):
        last = position == len(tokens)
        reference = node.get("$ref") if isinstance(node, dict) and kind.section else None
        # A token that stands beside the `$ref` is meant there, not in what it leads to.
        if isinstance(reference, str) and (follow or not last) and not (not last and tokens[position] in node):
            target = find(contract.document, reference)
            if target is not NOWHERE:
                tokens = [*split(percent_decoded(reference.removeprefix("#"))), *tokens[position:]]
                # From the shared part on, the way to it says nothing: the id is that of the part, whatever refers to
                # it.
                names, node, kind, position, beside = [], contract.document, OPENAPI, 0, []
                continue
        if last:
            break
        token = tokens[position]
        child = step(node, token)[1]
        child_of = child_kind(kind, token) or DATA
        # Positions are no part of an id, since a list can be put in another order.
        if isinstance(node, list) and kind.item is PARAMETER:
            names.append(_parameter(contract, child, token))
        elif isinstance(node, list) and kind.item is SCHEMA and tokens[position - 1] in ALTERNATIVES:
            # An alternative goes by what it says, wherever in the list it stands.
            names.append(contents.form(child, SCHEMA))
        elif isinstance(node, list) and kind.item is SCHEMA and tokens[position - 1] == "allOf":
            names.pop()  # All members hold at once, so which of them says something is no part of what it says.
            beside += node
        elif token == "allOf" and is_schema(kind):
            beside.append(node)
            names.append(token)
        elif token in ALTERNATIVES and is_schema(kind) and _has_namesake(token, node, beside):
            # An alternative may stand in several groups that hold at once: which of them is told by the others in it.
            forms = [contents.form(each, SCHEMA) for each in child] if isinstance(child, list) else []
            names.append([token, *sorted(forms, key=lambda form: text_of(form, sort=True))])
            beside = []
        else:
            # But for which members it meets: those that its own object does not declare.
            # `additionalProperties: false` in one member refuses what the others declare: with another set of these, it
            # is another edit.
            unread = _unread(contract, node, beside) if token == "additionalProperties" and beside else []
            names.append([token, *unread] if unread else token)
            beside = []
        node, kind = child, child_of
        position += 1
    return names


def _has_namesake(keyword: str, schema: JSON, beside: Iterable[JSON]) -> bool:
    """Whether another schema beside a member of an `allOf` has alternatives of this keyword."""
    return any(isinstance(part, dict) and part is not schema and keyword in part for part in beside)


def _unread(contract: Contract, schema: JSON, beside: list[JSON]) -> list[str]:
    """The properties that the other schemas of an `allOf` declare, and one of its members does not."""
    declared: set[str] = set()
    pending, seen = list(beside), set[str]()
    for _ in range(_MOST_STEPS):
        if not pending:
            break
        part = pending.pop()
        if not isinstance(part, dict):
            continue
        declared.update(_properties(part))
        members, reference = part.get("allOf"), part.get("$ref")
        pending += members if isinstance(members, list) else []
        if isinstance(reference, str) and reference not in seen:
            seen.add(reference)
            pending.append(find(contract.document, reference))
    return sorted(declared.difference(_properties(schema)))


def _properties(schema: JSON) -> Iterable[str]:
    named = schema.get("properties") if isinstance(schema, dict) else None
    return named if isinstance(named, dict) else ()


def _parameter(contract: Contract, value: JSON, token: str) -> JSON:
    """A parameter by its place and its name."""
    for _ in range(_MOST_STEPS):
        if not (isinstance(value, dict) and isinstance(reference := value.get("$ref"), str)):
            break
        value = find(contract.document, reference)
    return [str(value.get("in")), str(value.get("name"))] if isinstance(value, dict) else token
