"""Content digests: values of a description in, what they say out, apart from prose, examples, order and layout.

Two values with one digest say the same. A `$ref` counts by the content of its target, so that extracting a schema or
inlining it changes nothing. Each target is digested once, and references that lead in a circle are digested as one
unit, so the cost is that of reading the values once, never that of expanding them.

A target that is compared on its own counts as the *base* has it: what changed in it is told there, and is no part of
what is said here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from apidiff.comparing.edits import ABSENT
from apidiff.comparing.equality import by_value
from apidiff.comparing.schemas.conjunction import EXAMPLES, PROSE
from apidiff.comparing.schemas.differing import only_refers, references
from apidiff.comparing.schemas.listed_values import EXTENSIBLE
from apidiff.comparing.serialising import text_of
from apidiff.model.contract import JSON, Contract
from apidiff.model.digest import sha256_of_short
from apidiff.openapi.announcements import SINCE, SUNSET, VALUES
from apidiff.openapi.circles import circles
from apidiff.openapi.grammar import DATA, HEADER, OPENAPI, PARAMETER, SCHEMA, VALUE, Kind, child_kind, is_schema
from apidiff.openapi.keywords import DEFINITIONS, KEYWORDS, ORDERED
from apidiff.openapi.objects import default_of_parameter
from apidiff.openapi.pointers import ABSENT as NOWHERE
from apidiff.openapi.pointers import find, split
from apidiff.openapi.upgrade import upgrade_schema

_UNSAID = PROSE | EXAMPLES
_IN_ORDER = ORDERED | {"prefixEncoding"}
_READ = frozenset({SUNSET, SINCE, VALUES, EXTENSIBLE})
"""Extensions that have an effect."""
_SETS = frozenset({"enum", "required", "type", "tags", "security"})
"""Lists of data in which order says nothing."""

Pinned = Callable[[str], str | None]
"""The digest that stands for a reference, whatever it leads to; `None`: its target's own."""


class Contents:
    """The digests of one document's values."""

    def __init__(self, contract: Contract, pinned: Pinned = lambda _: None) -> None:
        self._contract = contract
        self._pinned = pinned
        self._targets: dict[str, str] = {}
        self._known: dict[tuple[int, int], tuple[JSON, JSON]] = {}
        """The forms of objects by identity, each with its object, so that no other one gets its identity."""
        self._circle: frozenset[str] = frozenset()
        """The references that count by name at the moment: those of the circle that is being digested."""

    def form(self, value: JSON, kind: Kind, keyword: str = "") -> JSON:
        """The value in a form that is equal for what says the same: objects of the specification by their digests.

        `keyword` is the name that the value has in the object that holds it.
        """
        self._prepare(value)
        return self._form(value, kind, keyword)

    def members(self, value: dict[str, JSON], kind: Kind) -> dict[str, JSON]:
        """What an object says, by its keys: each value's form, and nothing that only people read."""
        self._prepare(value)
        return self._members(value, kind)

    def behind(self, value: dict[str, JSON]) -> JSON:
        """What a value leads to that only refers, over any number of steps; any other value itself."""
        seen: set[str] = set()
        found: JSON = value
        while only_refers(found) and found["$ref"] not in seen and self._pinned(found["$ref"]) is None:
            seen.add(found["$ref"])
            target = find(self._contract.document, found["$ref"])
            if target is NOWHERE:
                break
            found = target
        return found

    def of_pointer(self, pointer: str) -> str:
        """The digest of what stands at a place."""
        reference = f"#{pointer}"
        self._digest(reference)
        return self._targets[reference]

    def _prepare(self, value: JSON) -> None:
        """Digest every target that a value leads to first, so that nothing recurses over references."""
        if isinstance(value, dict | list):
            for reference in sorted(references(value)):
                if self._pinned(reference) is None:
                    self._digest(reference)

    def _digest(self, reference: str) -> None:
        if reference not in self._targets:
            for circle in circles(reference, self._leads_to):
                self._digest_together(circle)

    def _form(self, value: JSON, kind: Kind, keyword: str = "") -> JSON:
        if isinstance(value, dict):
            key = id(value), id(kind)
            # In a circle references count by name, so a form from there holds nowhere else, and none from elsewhere
            # holds there.
            if not self._circle and key in self._known:
                return self._known[key][1]
            members = self._members(value, kind)
            if kind is DATA or kind is VALUE:
                return members
            # A `$ref` alone and what it leads to say the same, and so do a schema and an `allOf` of it alone.
            form = _alone(members)
            if form is None:
                form = sha256_of_short(text_of(members, sort=True))
            if not self._circle:
                self._known[key] = value, form
            return form
        if isinstance(value, list):
            listed = []
            for member in value:
                listed.append(self._form(member, kind.item or DATA))
            if keyword in _IN_ORDER or (kind is DATA and keyword not in _SETS):
                return listed
            listed.sort(key=_text)
            # `type: [string]` is `type: string` (JSON Schema Validation, 6.1.1).
            return listed[0] if keyword == "type" and len(listed) == 1 else listed
        return by_value(value)

    def _members(self, value: dict[str, JSON], kind: Kind) -> dict[str, JSON]:
        found: dict[str, JSON] = {}
        if kind is DATA or kind is VALUE:
            for name, child in value.items():
                found[name] = self._form(child, kind)
            return found
        if is_schema(kind) and self._contract.dialect == "3.0":
            # The same schema in 3.0 and 3.1 has one digest.
            value = upgrade_schema(value)
        # In a map the keys are the author's: a property called `$ref` or `description` is no reference and no prose.
        by_name = not kind.fields and kind.rest is not DATA
        for name, child in value.items():
            if name == "$ref" and isinstance(child, str) and (kind.section is not None or not by_name):
                found[name] = self._of_reference(child)
            elif by_name:
                found[name] = self._form(child, kind.rest or DATA, name)
            elif name in DEFINITIONS and is_schema(kind):
                found |= self._definitions(name, child)
            elif name not in _UNSAID and not _goes_without_saying(name, value, kind):
                found[name] = self._form(child, kind.fields.get(name, kind.rest) or DATA, name)
        return found

    def _definitions(self, name: str, value: JSON) -> dict[str, JSON]:
        """Definitions say nothing where they stand, but for those that a `$dynamicRef` finds by where they stand."""
        if not isinstance(value, dict):
            return {}
        dynamic = {k: self._form(v, SCHEMA) for k, v in value.items() if isinstance(v, dict) and "$dynamicAnchor" in v}
        return {name: dynamic} if dynamic else {}

    def _of_reference(self, reference: str) -> JSON:
        """What stands for a reference: its target's digest; its name inside of a circle, and where it is no pointer."""
        if reference in self._circle:
            return ["by name", reference]
        return self._pinned(reference) or self._targets.get(reference) or ["by name", reference]

    def _leads_to(self, reference: str) -> Iterator[str]:
        """The references in a target that have no digest yet."""
        target = find(self._contract.document, reference)
        # Sorted: the order in which circles are entered is the same in each run.
        for inner in () if target is NOWHERE else sorted(references(target)):
            if inner not in self._targets and self._pinned(inner) is None:
                yield inner

    def _digest_together(self, circle: list[str]) -> None:
        """Digest targets that lead to each other as one unit; a target alone by its own content."""
        # A target that refers to itself is a circle as well.
        if len(circle) == 1 and circle[0] not in self._leads_to(circle[0]):
            self._targets[circle[0]] = self._of_target(circle[0])
            return
        self._circle = frozenset(circle)
        forms = [[reference, self._of_target(reference)] for reference in sorted(circle)]
        self._circle = frozenset()
        unit = sha256_of_short(text_of(forms))
        for reference in circle:
            # By its name as well: two targets of one circle say different things.
            self._targets[reference] = sha256_of_short(text_of([unit, reference]))

    def _of_target(self, reference: str) -> str:
        target = find(self._contract.document, reference)
        if target is NOWHERE:
            return sha256_of_short(text_of(["nowhere", reference]))
        form = self._form(target, kind_at(reference), split(reference)[-1] if "/" in reference else "")
        return form if isinstance(form, str) and isinstance(target, dict) else sha256_of_short(_text(form))


def apart(base: tuple[Contents, JSON], revision: tuple[Contents, JSON], kind: Kind, keyword: str = "") -> list[JSON]:
    """The forms of two values without what both have: the members that were removed, added or changed."""
    first, second = base[1], revision[1]
    if isinstance(first, dict) and isinstance(second, dict):
        old, new = base[0].members(first, kind), revision[0].members(second, kind)
        same = {name for name in old.keys() & new.keys() if _text(old[name]) == _text(new[name])}
        return [{name: form for name, form in side.items() if name not in same} for side in (old, new)]
    forms = [
        ["absent"] if value is ABSENT else ["present", contents.form(value, kind, keyword)]
        for contents, value in (base, revision)
    ]
    if isinstance(first, list) and isinstance(second, list) and keyword not in _IN_ORDER:
        # Counted, since a list can hold the same member twice.
        old_texts, new_texts = (Counter(map(_text, form[1] if isinstance(form[1], list) else form)) for form in forms)
        return [sorted(text.decode() for text in (a - b).elements()) for a, b in
                ((old_texts, new_texts), (new_texts, old_texts))]  # fmt: skip
    return list(forms)


def _goes_without_saying(name: str, holder: dict[str, JSON], kind: Kind) -> bool:
    """Whether a member has no effect: an extension that is not read, or what its absence says as well."""
    if name.startswith("x-"):
        return (is_schema(kind) or kind in (PARAMETER, HEADER)) and name not in _READ
    if is_schema(kind):
        default = KEYWORDS[name].default if name in KEYWORDS else None
    elif kind is PARAMETER or kind is HEADER:
        default = default_of_parameter(name, holder, "header" if kind is HEADER else str(holder.get("in")))
    else:
        return False
    return default is not None and _text(default) == _text(holder[name])


def _text(form: JSON) -> bytes:
    return text_of(form, sort=True)


def kind_at(pointer: str) -> Kind:
    """What the specification has at a place of a description; data where it has nothing."""
    kind = OPENAPI
    for token in split(pointer.removeprefix("#")):
        kind = child_kind(kind, token) or DATA
    return kind


def _alone(members: dict[str, JSON]) -> JSON | None:
    """What a `$ref` without company leads to; and the one member of an `allOf` without company."""
    if len(members) != 1:
        return None
    ((name, form),) = members.items()
    if name == "$ref" and isinstance(form, str):
        return form
    return form[0] if name == "allOf" and isinstance(form, list) and len(form) == 1 else None
