"""What no operation leads to: the description's own prose, components that came, went or are used by nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from functools import cached_property

from apidiff.comparing.book import Book
from apidiff.comparing.edits import ABSENT, BOTH, Edit, Spot
from apidiff.comparing.equality import key_of, same
from apidiff.comparing.findings.definitions import Copies, differing_definitions
from apidiff.comparing.findings.unreached import Component, Unreached
from apidiff.comparing.operations.security import offers_others, same_scheme, without_scopes
from apidiff.comparing.pointers import component_noun, is_below, join, phrase
from apidiff.comparing.schemas.marks import mark_rule, says_nothing
from apidiff.comparing.schemas.subtypes import as_written
from apidiff.comparing.showing import shown
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.model.contract import JSON, Contract
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.keywords import KEYWORDS, is_extension
from apidiff.openapi.objects import COMPONENT_NOUNS, METHODS, is_unknown_field
from apidiff.openapi.operations import EVENT_FIELDS, operations
from apidiff.openapi.payloads import payload_names
from apidiff.openapi.pointers import COPIES, below, find, original
from apidiff.openapi.reach import reached_from, schemas_as_events, surfaces

_WALKED = frozenset({"paths", "components", "security", "servers", *EVENT_FIELDS, COPIES})
_PROSE = frozenset({"info", "tags", "externalDocs", "openapi", "jsonSchemaDialect", "$self"})


_OF_SCHEMES = frozenset({"security-scheme-changed", "security-relaxed"})
"""The rules by which operations tell of an edit of a security scheme, at the scheme."""


def compare_leftovers(
    base: Contract,
    revision: Contract,
    walk: PairGraph,
    book: Book,
    event_schemas: Sequence[str],
    reached: Reached,
    asked: AbstractSet[str],
) -> tuple[list[Component], Unreached]:
    """Note what differs outside of the operations, so that nothing that differs is dropped.

    `event_schemas`: globs of the components that are payloads of events; `asked`: the names of the security schemes
    that operations of both sides ask for. Returns the components that one side at least
    does not lead to, or that are used apart, and that are to be compared, and the places of all such components.
    """
    for keyword in {**base.document, **revision.document}:
        if keyword in _WALKED or not (keyword in _PROSE or says_nothing(keyword)):
            continue
        rule: RuleId = "documentation-changed" if keyword in _PROSE else mark_rule(keyword)
        # `$self` is the address from which references are read (OpenAPI 3.2).
        rule = "identifier-changed" if keyword in ("$self", "jsonSchemaDialect") else rule
        _note_member(book, rule, "", keyword, base.document, revision.document)
    # Operations tell what these change for them. If none does, the same is written another way.
    for keyword in ("security", "servers"):
        old, new = base.document.get(keyword), revision.document.get(keyword)
        if not same(old, new) and not _is_told(book, f"/{keyword}"):
            _note(book, "wire-form-rewritten", Spot(f"/{keyword}", old), Spot(f"/{keyword}", new), keyword)
    _compare_paths(base, revision, walk, book)
    alone = _compare_components(base, revision, walk, book, reached, asked)
    # Before definitions are compared: what is noted of these would claim the component around them.
    claimed = _claimed(book, reached.on_either_side()) if alone else set()
    alone += _compare_definitions(base, revision, walk, book, event_schemas)
    return [component for component in alone if component.pointer not in claimed], Unreached(alone, reached)


def _is_told(book: Book, around: str) -> bool:
    """Whether a finding stands at a place or in it."""
    return any(is_below(place, around) for key in book.findings for place in key[1:3])


def note_rewritten(book: Book, base: Contract, revision: Contract) -> None:
    """Note that the documents differ in nothing but the order of lists and in references to equal things.

    Told at the place that holds all of it.
    """
    at = ""
    old: JSON = base.document
    new: JSON = revision.document
    while isinstance(old, dict) and isinstance(new, dict):
        differing = [name for name in {**old, **new} if not same(old.get(name, ABSENT), new.get(name, ABSENT))]
        if len(differing) != 1 or differing[0] not in old or differing[0] not in new:
            break
        at, old, new = join(at, differing[0]), old[differing[0]], new[differing[0]]
    _note(book, "wire-form-rewritten", Spot(at, old), Spot(at, new), "")


class Used:
    """Which places something refers to, on a way from an operation of either side; worked out when first asked."""

    def __init__(self, base: Contract, revision: Contract, event_schemas: Sequence[str] = ()) -> None:
        self._contracts = (base, revision)
        self._event_schemas = event_schemas

    @cached_property
    def _places(self) -> set[str]:
        found: set[str] = set()
        for contract in self._contracts:
            starts = surfaces(operations(contract.document, lenient=True))
            starts += schemas_as_events(contract.document, self._event_schemas)
            found |= reached_from(contract.document, starts, siblings=contract.dialect != "3.0")
        return found

    @cached_property
    def _within(self) -> set[str]:
        """All places around those."""
        return {place[:end] for place in self._places for end, each in enumerate(place) if each == "/" and end}

    def __contains__(self, pointer: str) -> bool:
        return pointer in self._places or pointer in self._within


def _compare_paths(base: Contract, revision: Contract, walk: PairGraph, book: Book) -> None:
    """Prose of path items, and extensions beside them."""
    # The path items that something is told of: `/paths/~1leads` of `/paths/~1leads/get/responses/200`.
    claimed = {"/".join(pointer.split("/", 3)[:3]) for key in book.findings for pointer in key[1:3]}
    for section in ("paths", *EVENT_FIELDS):
        old, new = (_object(c.document.get(section)) for c in (base, revision))
        for name in {**old, **new}:
            at = join("", section, name)
            if section == "paths" and is_extension(name):
                _note_member(book, "extension-changed", "/paths", name, old, new)
                continue
            if name not in old or name not in new:
                # A path item without operations says nothing on the wire.
                if at not in claimed and at not in walk.accounted:
                    _note_member(book, "documentation-changed", join("", section), name, old, new)
                continue
            first, second = _object(old[name]), _object(new[name])
            if walk.differs.same(first, second):
                continue
            both = first.keys() & second.keys()
            if both.isdisjoint((*METHODS, "additionalOperations")) and "$ref" not in {**first, **second}:
                # What they say for operations is told with those that went and those that came.
                walk.accounted |= {join("", section, name, keyword) for keyword in ("parameters", "servers")}
            for keyword in {**first, **second}:
                prose = (
                    keyword in {"summary", "description"}
                    or is_extension(keyword)
                    or is_unknown_field(keyword)
                    or _is_idle(keyword, first, second)
                )
                if prose:
                    idle = keyword in ("parameters", "servers")
                    rule: RuleId = "documentation-changed" if idle else mark_rule(keyword)
                    _note_member(book, rule, at, keyword, first, second)


def _is_idle(keyword: str, *items: dict[str, JSON]) -> bool:
    """Whether a field of path items is for operations that they do not have."""
    if keyword not in ("parameters", "servers") or any("$ref" in item for item in items):
        return False
    return not any(m in item for item in items for m in (*METHODS, "additionalOperations"))


def _compare_components(
    base: Contract,
    revision: Contract,
    walk: PairGraph,
    book: Book,
    reached: Reached,
    asked: AbstractSet[str],
) -> list[Component]:
    """Note what components say apart from operations. Returns those that differ and that a side does not lead to."""
    old, new = (_object(c.document.get("components")) for c in (base, revision))
    alone: list[Component] = []
    for kind in {**old, **new}:
        if is_extension(kind) or is_unknown_field(kind):
            _note_member(book, "extension-changed", "/components", kind, old, new)
        if kind not in COMPONENT_NOUNS:
            continue
        before, after = _object(old.get(kind)), _object(new.get(kind))
        _came_and_went(kind, before, after, book, walk.renamed(kind) if before.keys() - after.keys() else {})
        for name in before.keys() & after.keys():
            at = join("/components", kind, name)
            equal = walk.differs.same(before[name], after[name]) or (
                # Reading writes out tags, and those of a schema differ when another component comes or goes: the schema
                # was not edited.
                kind == "schemas" and same(as_written(before[name]), as_written(after[name]))
            )
            if equal:
                walk.accounted.add(at)
                continue
            # The walk compared it with itself, where something uses it.
            if at in walk.paired:
                continue
            spots = Spot(at, before[name]), Spot(at, after[name])
            if kind == "examples":
                _note(book, "examples-changed", *spots, name)
            elif kind == "securitySchemes" and same_scheme(base, revision, name):
                # What a scope that came or went does to operations is told of the scheme.
                if offers_others(before[name], after[name]):
                    if any(key[0] in _OF_SCHEMES and at in key[1:3] for key in book.findings):
                        continue
                    if name in reached.schemes:
                        _note(book, "security-rewritten", *spots, name, kind=kind)
                        continue
                prose = same(*(_without_prose(without_scopes(scheme)) for scheme in (before[name], after[name])))
                _note(book, "documentation-changed" if prose else "wire-form-rewritten", *spots, name)
            elif kind == "securitySchemes" and name in reached.schemes:
                # Every pair of operations that asks for it tells what that changes, and so does one that came or went.
                walk.accounted.add(at)
                if name in asked and not any(key[0].startswith("security-") for key in book.findings):
                    _note(book, "security-rewritten", *spots, name, kind=kind)
            elif kind == "securitySchemes":
                _note(book, "security-scheme-changed", *spots, name, kind=kind, unreached=True)
            elif at not in reached:
                alone.append(Component(kind, name, at, before[name], after[name]))
    return alone


def _claimed(book: Book, reached: AbstractSet[str]) -> set[str]:
    """The components that some finding speaks of, other than of a part that something refers to."""
    places = {pointer for key in book.findings for pointer in key[1:3] if pointer.startswith("/components/")}
    return {
        "/".join(place.split("/", 4)[:4])
        for place in places
        if not any(f"#{part}" in reached for part in _within(place))
    }


def _within(pointer: str) -> Iterator[str]:
    """The places within a component that hold a place, itself included."""
    tokens = pointer.split("/")
    return ("/".join(tokens[:end]) for end in range(len(tokens), 4, -1))


class Reached:
    """What the operations of both sides ask for and refer to; searched as far as somebody asks, since few do."""

    def __init__(
        self,
        base: Contract,
        revision: Contract,
        event_schemas: Sequence[str] = (),
    ) -> None:
        self._contracts = (base, revision)
        self._apart: AbstractSet[str] = frozenset()
        self._searches = [(set[str](), reached_references(side.document, event_schemas)) for side in (base, revision)]

    def but_for(self, apart: AbstractSet[str]) -> Reached:
        """The same without components that both sides refer to, but no exchange does on both; searched together."""
        other = copy(self)
        other._apart = apart
        return other

    @cached_property
    def schemes(self) -> set[str]:
        """The security schemes that one of the sides asks for."""
        return set().union(*map(_required_schemes, self._contracts))

    def __contains__(self, pointer: object) -> bool:
        """Whether both sides refer to what stands at a pointer, and an exchange may."""
        if pointer in self._apart:
            return False
        for found, search in self._searches:
            while f"#{pointer}" not in found:
                following = next(search, None)
                if following is None:
                    return False
                found.add(following)
        return True

    def on_either_side(self) -> set[str]:
        """All that one of the sides refers to."""
        for found, search in self._searches:
            found.update(search)
        return set().union(*(found for found, _ in self._searches))


def _required_schemes(contract: Contract) -> set[str]:
    """The names of the security schemes that the description or an operation asks for."""
    owners = [contract.document, *(operation.body for operation in operations(contract.document, lenient=True))]
    lists = [owner.get("security") for owner in owners]
    return {
        name
        for requirements in lists
        for requirement in (requirements if isinstance(requirements, list) else ())
        for name in _object(requirement)
    }


def reached_references(document: dict[str, JSON], event_schemas: Sequence[str] = ()) -> Iterator[str]:
    """The references that lead on from the operations, over any number of steps, those in extensions left out.

    The components that are payloads of events by `event_schemas` are references of their own.

    A plain search of the document, which knows nothing of what the walk visited: what is reached here and was not
    compared stays for the ledger.
    """
    found: set[tuple[str, bool]] = set()
    # Components count where something refers to them, and copies stand for schemas that something refers to.
    start = {name: value for name, value in document.items() if name not in ("components", COPIES)}
    refs: list[JSON] = [f"#{below('/components/schemas', name)}" for name in payload_names(document, event_schemas)]
    pending: list[tuple[JSON, str, bool, bool]] = [(start, "", False, False), (refs, "", False, False)]
    while pending:
        node, keyword, are_names, inherited = pending.pop()
        is_list = isinstance(node, list)
        for key, child in enumerate(node) if is_list else node.items() if isinstance(node, dict) else ():
            is_text = isinstance(child, str)
            if not (child.startswith("#/") if is_text else isinstance(child, _HOLDERS)):
                continue
            name = keyword if is_list else str(key)
            is_named = are_names or (node is start and name in EVENT_FIELDS)
            # An extension refers to nothing, but a property may be called `x-id`.
            if not is_named and (name.startswith("x-") or (inherited and name == "discriminator")):
                continue
            if not is_text:
                pending.append((child, name, not are_names and name in _MAPS, name == "allOf"))
            elif (child, inherited) not in found:
                # Who inherits from a schema by `allOf` does not inherit what its discriminator selects among.
                found.add((child, inherited))
                pending.append((find(document, child), "", False, inherited))
                yield f"#{original(child[1:])}"


_HOLDERS = (dict, list)
# In `responses` and in a callback, `x-` fields are extensions; in other maps every key is a name.
_MAPS = frozenset({*COMPONENT_NOUNS, *EVENT_FIELDS, *(k for k, row in KEYWORDS.items() if row.shape == "map")}) - {
    "callbacks", "responses"
}  # fmt: skip
"""Fields whose members go by names of the author's, of which one may begin with `x-` and be no extension."""


def _compare_definitions(
    base: Contract, revision: Contract, walk: PairGraph, book: Book, event_schemas: Sequence[str]
) -> list[Component]:
    """Definitions that nothing refers to; those that something refers to were compared where that was."""
    alone: list[Component] = []
    reached = {original(ref.removeprefix("#")) for ref in walk.visited}
    used: Used | None = None
    copies: tuple[Copies, Copies] | None = None
    for name, at, old, new in differing_definitions(base.document, revision.document, walk.differs.same):
        if at in reached:
            # A definition that says something itself is a pair of the walk and has edits of its own.
            if all(value is ABSENT or _only_leads_on(value) for value in (old, new)):
                walk.accounted.add(at)  # whoever refers to it was compared with what it leads to
            continue
        used = used or Used(base, revision, event_schemas)
        copies = copies or (Copies(base.document), Copies(revision.document))
        if (copies[0].has(old) and copies[1].has(new)) or at in used:
            walk.accounted.add(at)
        elif old is ABSENT:
            _note(book, "component-added", Spot(at), Spot(at, new), name, kind="definitions", unreached=True)
        elif new is ABSENT:
            _note(book, "component-removed", Spot(at, old), Spot(at), name, kind="definitions", unreached=True)
        else:
            alone.append(Component("definitions", name, at, old, new))
    return alone


def _only_leads_on(value: JSON) -> bool:
    """Whether a schema is a reference and nothing else."""
    return isinstance(value, dict) and "$ref" in value and all(key == "$ref" or says_nothing(key) for key in value)


def _came_and_went(
    kind: str, before: dict[str, JSON], after: dict[str, JSON], book: Book, renamed: Mapping[str, str]
) -> None:
    """Components under other names: they are on no wire, only in generated code.

    `renamed`: those that were compared with one of another name, whatever else was edited in them.
    """
    gone = {name: value for name, value in before.items() if name not in after}
    came = {name: value for name, value in after.items() if name not in before}
    at = join("/components", kind)
    heirs: dict[str | bytes, list[str]] = {}
    # Reversed, since `pop` takes the last one: equal components are paired in the order of the description.
    for name in reversed(came if gone else ()):
        heirs.setdefault(key_of(came[name]), []).append(name)
    for name, value in list(gone.items() if came else ()):
        heir = renamed.get(name)
        alike = heirs.get(key_of(value))
        # What the walk compared wins over what only looks alike.
        if alike and heir not in came:
            heir = alike.pop()
        if heir in came:
            spots = Spot(join(at, name), gone.pop(name)), Spot(join(at, heir), came.pop(heir))
            _note(book, "component-renamed", *spots, name, kind=kind, renamed_to=heir)
    for name, value in gone.items():
        _note(book, "component-removed", Spot(join(at, name), value), Spot(at), name, kind=kind)
    for name, value in came.items():
        _note(book, "component-added", Spot(at), Spot(join(at, name), value), name, kind=kind)


def _note_member(book: Book, rule: RuleId, at: str, name: str, old: dict[str, JSON], new: dict[str, JSON]) -> None:
    """Note a member of two objects that differs; one that is null is told apart from one that is not there."""
    values = old.get(name, ABSENT), new.get(name, ABSENT)
    if not same(*values):
        place = join(at, name)
        _note(book, rule, Spot(place, old.get(name)), Spot(place, new.get(name)), name, texts=values)


def _note(
    book: Book,
    rule: RuleId,
    old: Spot,
    new: Spot,
    name: str,
    kind: str = "",
    renamed_to: str | None = None,
    *,
    unreached: bool = False,
    texts: tuple[JSON, JSON] | None = None,
) -> None:
    """Note an edit; `texts` are the values to show where they are not those of the spots."""
    before, after = texts or (old.value, new.value)
    place = max(old.pointer, new.pointer, key=len)
    where = phrase(place.rpartition("/")[0] if rule in ("extension-changed", "identifier-changed") else place)
    # "Examples of example" says nothing.
    where = f"component `{name}`" if rule == "examples-changed" else where
    params = {
        "where": where,
        "holder": phrase(place.rpartition("/")[0].rpartition("/")[0]) if kind == "definitions" else "the components",
        "name": name,
        "renamed_to": renamed_to or "",
        "keyword": name,
        "kind": component_noun(kind),
        "brings": "",
        "base": shown(before),
        "revision": shown(after),
    }
    edit = Edit(rule, old, new, name if kind else None, renamed_to, params=params)
    book.note(edit, BOTH, 0)
    book.findings[edit.key].unreached |= unreached


def _without_prose(value: JSON) -> JSON:
    return {key: each for key, each in _object(value).items() if not says_nothing(key)}


def _object(value: JSON) -> dict[str, JSON]:
    return value if isinstance(value, dict) else {}
