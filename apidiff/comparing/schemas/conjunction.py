"""A schema as the conjunction that it is: `$ref`s followed, `allOf`s flattened, every keyword with its place."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from apidiff.comparing.edits import Spot
from apidiff.comparing.equality import key_of, missing
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.subtypes import has_kinds, without_kinds
from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import ALTERNATIVES, KEYWORDS, is_silent, negated_twice, with_part, with_role
from apidiff.openapi.objects import EXAMPLE_FIELDS, PROSE_FIELDS
from apidiff.openapi.pointers import find, resolve
from apidiff.openapi.upgrade import upgrade_schema

PROSE = with_part("prose") | PROSE_FIELDS
EXAMPLES = with_part("example") | EXAMPLE_FIELDS
TRANSPARENT = with_role("by name", "by position") - {"additionalItems"} | {"required"}
"""Keywords with rules of their own: what stands under them is compared on its own."""
MAPS = with_role("by name") - {"properties"} | {"unevaluatedProperties"}
"""Keywords that speak of properties without naming them."""
GROUPS = ALTERNATIVES
MOST_PARTS = 2_000
_SEVERAL = 2


class At:
    """A schema and where it was written."""

    __slots__ = ("inherited", "members", "pointer", "schema")

    def __init__(self, schema: JSON, pointer: str, members: tuple[At, ...] = (), *, inherited: bool = False) -> None:
        self.schema = schema
        self.pointer = pointer
        self.members = members
        """Where several schemas were joined into this one: each of them at its own place."""
        self.inherited = inherited
        """Whether a schema with a discriminator inherits from it: then its own discriminator selects nothing."""

    def written_at(self, pointer: str) -> At:
        """The same schema at another place."""
        return At(self.schema, pointer, self.members)

    @property
    def identity(self) -> str:
        """What tells this place from others: the pointer, or the pointers of all that were joined."""
        return "+".join(member.identity for member in self.members) or self.pointer


def followed(contract: Contract, at: At) -> Iterator[At]:
    """A schema, and those that its reference leads to one after the other; a circle ends where it would close."""
    seen: set[str] = set()
    yield at
    while isinstance(at.schema, dict) and isinstance(ref := at.schema.get("$ref"), str) and ref not in seen:
        seen.add(ref)
        at = At(resolve(contract.document, ref), ref[1:])
        yield at


def is_never(schema: JSON) -> bool:
    """Whether a schema says plainly that no value is valid: `false`, `not: {}`, `enum: []`."""
    if not isinstance(schema, dict):
        return schema is False
    return schema.get("enum") == [] or ("not" in schema and schema["not"] in ({}, True))


def forbids(contract: Contract, schema: JSON) -> bool:
    """Whether a schema, a component that it is, or what it joins by `allOf` says plainly that no value is valid."""
    seen: set[str] = set()
    pending = [schema]
    while pending:
        at = pending.pop()
        ref = at.get("$ref") if isinstance(at, dict) else None
        if isinstance(ref, str):
            if ref not in seen and ref.startswith("#"):
                seen.add(ref)
                pending.append(find(contract.document, ref))
            # A Reference Object of 3.0 has no siblings (OpenAPI 3.0.4, 4.7.23).
            if contract.dialect == "3.0":
                continue  # nothing beside it counts
        if is_never(at):
            return True
        if isinstance(at, dict) and isinstance(members := at.get("allOf"), list):
            pending += members
    return False


class Group(NamedTuple):
    """One `anyOf` or `oneOf`, with its alternatives."""

    keyword: str
    alternatives: tuple[At, ...]
    pointer: str


class Conjunction:
    """All that one schema asks of a value, in parts: each part is a schema object without `$ref` and `allOf`."""

    def __init__(self, pointer: str) -> None:
        self.pointer = pointer
        self.parts: list[At] = []
        self.refs: list[str] = []
        """The references that were followed, in order."""
        self.places: set[str] = set()
        """The pointers of all schemas that were joined, empty ones too."""
        self.site = pointer
        """The pointer that a person is told, where it is another than the schema's own."""
        self.joined: dict[str, list[str]] = {}
        """By the pointer of a schema: those of the schemas that it joins by `allOf` and `$ref`."""
        self.counterparts: dict[str, str] = {}
        """By the pointer of a schema that the other side joins: the one of this side in whose place it stands."""
        self.negating: set[str] = set()
        """The pointers of the schemas that join another one by `not: {not: ...}`."""
        self.ignored: set[str] = set()
        """The pointers of keywords that say nothing where they stand, or that 3.0 reads as other ones."""
        self.as_written: Conjunction | None = None
        """The same schema as it is written, where some of the parts are those of the other side; see `restating`."""

    def of_parts(self, parts: list[At]) -> Conjunction:
        """The same schema with other parts, which say the same."""
        other = Conjunction(self.pointer)
        places: set[tuple[str, str | bytes]] = set()
        # In the order as written: the first part that has a keyword is the place that is told.
        order = {part.pointer: index for index, part in enumerate(self.parts)}
        # A schema that is joined in two ways is one part.
        for part in sorted(parts, key=lambda part: order.get(part.pointer, len(order))):
            place = part.pointer, key_of(part.schema)
            if place not in places:
                places.add(place)
                other.parts.append(part)
        # Shared, not copied: they hold for the schema, whatever parts it is read in.
        other.refs, other.places, other.site = self.refs, self.places, self.site
        other.joined, other.negating, other.ignored = self.joined, self.negating, self.ignored
        other.counterparts = self.counterparts
        other.as_written = self
        return other

    @cached_property
    def is_false(self) -> bool:
        return any(is_never(part.schema) for part in self.parts)

    @cached_property
    def speaking(self) -> set[str]:
        """The pointers of the parts that say more than prose."""
        return {
            at.pointer for at in self.parts if not isinstance(at.schema, dict) or not all(map(is_silent, at.schema))
        }

    @cached_property
    def objects(self) -> list[tuple[dict[str, JSON], str]]:
        return [(part.schema, part.pointer) for part in self.parts if isinstance(part.schema, dict)]

    @cached_property
    def properties(self) -> dict[str, At]:
        """Each declared property; one that several parts declare is the conjunction of them."""
        declared: dict[str, list[At]] = {}
        for schema, pointer in self.objects:
            named = schema.get("properties")
            for name, child in named.items() if isinstance(named, dict) else ():
                declared.setdefault(name, []).append(At(child, join(pointer, "properties", name)))
        return {name: children[0] if len(children) == 1 else both(children) for name, children in declared.items()}

    @cached_property
    def required(self) -> dict[str, str]:
        """Each required name, with the place of the list that says so."""
        found: dict[str, str] = {}
        for schema, pointer in self.objects:
            names = schema.get("required")
            listed = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
            found |= dict.fromkeys(listed, join(pointer, "required"))
        return found

    @cached_property
    def groups(self) -> list[Group]:
        """Each `oneOf` and `anyOf` that is more than a list of values; an alternative that is `false` is none."""
        # Every group is in exactly one of `groups` and `choices`; `take_choices_apart` replaces both cached values at
        # once.
        return [group for group in self._all_groups if group not in self.choices]

    @cached_property
    def choices(self) -> list[Group]:
        """Each `oneOf` and `anyOf` that is an enum written another way, most often to give each value a title."""
        return [group for group in self._all_groups if is_choice(group.keyword, [a.schema for a in group.alternatives])]

    def take_choices_apart(self) -> None:
        """Read choices as groups like others, since what the other side has in their place are no values alone."""
        self.groups, self.choices = self._all_groups, []

    @cached_property
    def _all_groups(self) -> list[Group]:
        """Each group once: what is stated again in another part asks nothing more."""
        found = [
            Group(keyword, tuple(_alternatives(schema[keyword], join(pointer, keyword))), pointer)
            for schema, pointer in self.objects
            for keyword in ("oneOf", "anyOf")
            if isinstance(schema.get(keyword), list)
        ]
        if len(found) < _SEVERAL:
            return found
        # Two components that a schema joins may list the same alternatives. Matched twice, each edit in them would be
        # told twice.
        once: dict[tuple[str, str | bytes], Group] = {}
        for group in found:
            once.setdefault((group.keyword, key_of([at.schema for at in group.alternatives])), group)
        return list(once.values())

    def child(self, keyword: str) -> At | None:
        """The schema under `items` or `additionalProperties`; a conjunction where several parts have one."""
        found = [
            At(schema[keyword], join(pointer, keyword))
            for schema, pointer in self.objects
            if isinstance(schema.get(keyword), dict | bool)
        ]
        return None if not found else found[0] if len(found) == 1 else both(found)

    def children(self, keyword: str) -> dict[str, At]:
        """The schemas under `patternProperties` (by pattern) or `prefixItems` (by position); several hold together."""
        found: dict[str, list[At]] = {}
        for schema, pointer in self.objects:
            value = schema.get(keyword)
            named = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
            for name, child in named:
                found.setdefault(str(name), []).append(At(child, join(pointer, keyword, name)))
        return {name: each[0] if len(each) == 1 else both(each) for name, each in found.items()}

    def held_by(self, pointer: str) -> list[dict[str, JSON]]:
        """The parts that a schema object is made of: itself, and what it joins, over any number of steps."""
        reached, pending = {pointer}, [pointer]
        while pending:
            more = [joined for joined in self.joined.get(pending.pop(), ()) if joined not in reached]
            reached.update(more)
            pending.extend(more)
        return [schema for schema, place in self.objects if place in reached]

    def spot(self, part: str) -> Spot:
        """Where something is absent that the other side has in one of its parts: in that part, where both have it."""
        return Spot(self.counterparts.get(part) or (part if part in self.places else self.pointer))

    def written(self, name: str) -> dict[str, JSON]:
        """Each place where a keyword is written, with its value there."""
        return {join(pointer, name): schema[name] for schema, pointer in self.objects if name in schema}

    def keyword(self, name: str) -> tuple[JSON, str] | None:
        """The value of a keyword and its place; where several parts have it, what they ask together as one value."""
        if name not in self.keywords:
            return None
        found = self.written(name)
        pointer, first = next(iter(found.items()))
        # Equal values keep the first place, so that stating a limit again in another member of the `allOf` is no edit.
        if len(found) == 1 or all(value == first for value in found.values()):
            return first, pointer
        return strictest(name, list(found.values())), pointer

    def says_once(self, name: str) -> bool:
        """Whether the value of a keyword is one value, and no list of what several parts ask."""
        found = list(self.written(name).values())
        # `strictest` hands back the very list that it is given where no one value says it, which is what `is` tests.
        return len(found) < 2 or all(value == found[0] for value in found) or strictest(name, found) is not found

    @cached_property
    def keywords(self) -> dict[str, None]:
        """Every keyword that some part has, in order."""
        return dict.fromkeys(keyword for schema, _ in self.objects for keyword in schema)

    @cached_property
    def types(self) -> frozenset[str] | None:
        """The types that a value may have by `type` alone; `None`: any."""
        value = self.keyword("type")
        if value is None:
            return None
        return type_set(value[0])


def line_up(left: Conjunction, right: Conjunction) -> None:
    """Find what each side joins in the place of what the other one joins, by place, by content, then in order."""
    pending, seen = [(left.pointer, right.pointer)], set[tuple[str, str]]()
    while pending:
        old, new = pending.pop()
        if (old, new) in seen:
            continue
        seen.add((old, new))
        first, second = _settled(left, old), _settled(right, new)
        left.counterparts |= dict.fromkeys((new, second), first)
        right.counterparts |= dict.fromkeys((old, first), second)
        before, after = left.joined.get(first, []), right.joined.get(second, [])
        for known in (_settled, _content):
            partners = {known(right, place): place for place in reversed(after)}
            found = {place: partners.pop(known(left, place), None) for place in before}
            pending += [(place, partner) for place, partner in found.items() if partner is not None]
            taken = set(found.values())
            before, after = [p for p in before if found[p] is None], [p for p in after if p not in taken]
        # More on one side came or went, and nothing says which of them.
        if len(before) == len(after):
            pending += zip(before, after, strict=True)


def _content(side: Conjunction, place: str) -> str | bytes:
    """What a joined schema says; its place if it says nothing itself."""
    settled = _settled(side, place)
    said = [at.schema for at in side.parts if at.pointer == settled and settled in side.speaking]
    return key_of(said) if said else settled


def _settled(side: Conjunction, place: str) -> str:
    """What a schema leads to that joins one other schema, and says nothing itself."""
    for _ in range(MOST_PARTS):
        joined = side.joined.get(place, [])
        if len(joined) != 1 or place in side.speaking:
            break
        place = joined[0]
    return place


def is_choice(keyword: str, members: list[JSON]) -> bool:
    """Whether alternatives are values, each of one type, and nothing else: then they are an enum.

    Null is none of them: it is told beside what else there is. Exclusive values must not occur twice.
    """
    values: list[JSON] = []
    for member in members:
        if not isinstance(member, dict) or not all(_lists_or_is_silent(key) for key in member):
            return False
        listed = values_of(member)
        # `{type: string, enum: [1]}` admits nothing: what it lists is no value that can be sent.
        if not listed or None in listed or not all(is_of_type(value, member.get("type")) for value in listed):
            return False
        values += listed
    # A value that is in two members of a `oneOf` matches both and is refused, so an enum of it would promise too much.
    return bool(members) and (keyword == "anyOf" or len(set(map(key_of, values))) == len(values))


def values_of(schema: dict[str, JSON]) -> list[JSON]:
    """The values that a schema lists as its `const` or its `enum`."""
    if "const" in schema:
        # Both together admit the `const` or nothing, and neither list alone says which.
        return [] if "enum" in schema else [schema["const"]]
    values = schema.get("enum")
    return values if isinstance(values, list) else []


def _lists_or_is_silent(keyword: str) -> bool:
    return keyword in ("const", "enum", "type") or is_silent(keyword)


def is_of_type(value: JSON, name: JSON) -> bool:
    """Whether a listed value is of a `type`, which says nothing if it is `None`."""
    # Before the numbers: Python counts `True` as an `int`.
    if isinstance(value, bool):
        found = {"boolean"}
    elif isinstance(value, str):
        found = {"string"}
    elif isinstance(value, (int, float, Decimal)):
        # 1.0 is an integer (Validation, 6.1.1), in draft 4 and in OpenAPI 3.0 too: how it is written is no value.
        found = {"integer", "number"} if _is_integral(value) else {"number"}
    else:
        found = set()
    return name is None or not found.isdisjoint(type_set(name))


def _is_integral(value: int | float | Decimal) -> bool:
    # `Decimal` writes out all digits for a remainder, and gives up on `1e9999`.
    return value == value.to_integral_value() if isinstance(value, Decimal) else value % 1 == 0


def holder(part: str, other: Conjunction, site: str) -> str:
    """The pointer of what a person is told to hold something: the part that both sides have, else the place of use."""
    return part if part in other.places else site


def _alternatives(members: list[JSON], pointer: str) -> Iterator[At]:
    # The index is the one in the document, so members that are left out still count.
    for index, member in enumerate(members):
        if member is not False:
            yield At(member, join(pointer, index))


def type_set(value: JSON) -> frozenset[str]:
    """The types that a `type` names."""
    if isinstance(value, str):
        return frozenset({value})
    return frozenset(name for name in value if isinstance(name, str)) if isinstance(value, list) else frozenset()


def common_types(first: frozenset[str], second: frozenset[str]) -> frozenset[str]:
    """The types that both sets admit; an integer is a number too (JSON Schema Validation, 6.1.1)."""
    common = first & second
    # `number` and `integer` have integers in common, though no name, whatever other types both sets have.
    if "number" not in common and all(types & {"integer", "number"} for types in (first, second)):
        common |= {"integer"}
    return common


def both(children: list[At]) -> At:
    """The conjunction of schemas that were written in several places; one that admits nothing stands for all."""
    closed = next((child for child in children if child.schema is False), None)
    if closed is not None:
        return closed
    return At({"allOf": [child.schema for child in children]}, children[-1].pointer, tuple(children))


def in_context(side: Conjunction, alternative: At) -> At:
    """An alternative of a schema together with what holds beside all of its alternatives.

    A text is read by the types that it may have, and those may be said beside the alternatives.
    """
    beside = [
        At({key: value for key, value in schema.items() if key not in ("anyOf", "oneOf")}, pointer)
        for schema, pointer in side.objects
    ]
    # Prose beside the alternatives asks nothing, and would only make the alternative a joined schema.
    beside = [at for at in beside if not all(is_silent(keyword) for keyword in at.schema)]
    return both([*beside, alternative]) if beside else alternative


_OF_EACH = ("items", "additionalProperties", "propertyNames")
"""Keywords that hold a schema for every member: what several ask is what all of their schemas ask."""


def strictest(name: str, values: list[Any]) -> JSON:
    """What several values of one keyword ask together, for the keywords where one value can say it."""
    bound = KEYWORDS[name].bound if name in KEYWORDS else ""
    if bound and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return max(values) if bound == "lower" else min(values)
    if name == "type":
        first, *others = map(type_set, values)
        for types in others:
            first = common_types(first, types)
        return sorted(first)
    if name == "enum" and all(isinstance(value, list) for value in values):
        kept: list[JSON] = values[0]
        for value in values[1:]:
            # An intersection by JSON's equality, in the order of the first list: 1 and 1.0 are one value, 1 and `true`
            # are two.
            kept = missing(kept, missing(kept, value))
        return kept
    if name in _OF_EACH and all(isinstance(value, dict | bool) for value in values):
        return {"allOf": values}
    return values


def conjunction(contract: Contract, schema: At) -> Conjunction:
    """Flatten a schema. Raises `InputError` where a keyword that holds schemas is of the wrong type."""
    pointer = schema.pointer
    result = Conjunction(pointer)
    pending: list[At] = [schema]
    seen: set[str] = set()
    while pending:
        at = pending.pop(0)
        result.places.add(at.pointer)
        if isinstance(at.schema, bool):
            result.parts.append(at)
            continue
        if not isinstance(at.schema, dict):
            # A string or a number where a schema has to be is refused rather than read as `true`: nothing below it
            # would be compared.
            raise _not_a_schema(contract, at)
        _take_apart(contract, at, result, pending, seen)
        if len(result.parts) > MOST_PARTS:
            raise InputError(
                f"more than {MOST_PARTS} schemas are joined by `allOf` here",
                place=contract.locator.locate([pointer]).get(pointer, Place(contract.name, pointer)),
                hint="Split the schema.",
            )
    return result


def _take_apart(contract: Contract, at: At, result: Conjunction, pending: list[At], seen: set[str]) -> None:
    # A joined schema has a made-up `allOf` of its own; its members are read where they were written instead.
    if at.members:
        pending[:0] = at.members
        return
    if contract.dialect == "3.0" and (read := upgrade_schema(at.schema)) is not at.schema:
        result.ignored |= {join(at.pointer, keyword) for keyword in at.schema.keys() - read.keys()}
    if at.inherited and "discriminator" in at.schema:
        # Who inherits from a schema does not inherit what its discriminator selects among.
        result.ignored.add(join(at.pointer, "discriminator"))
    joining = _joining(contract, at)
    if joining is None:
        result.parts.append(_read(contract, at))
        return
    if joining.rest is not None:
        result.parts.append(joining.rest)
    joined = result.joined.setdefault(at.pointer, [])
    joined += [member.pointer for member in joining.members]
    joined += [] if joining.ref is None else [joining.ref[1:]]
    following: list[At] = []
    # A conjunction asks nothing more when a schema is joined again, so a circle of `allOf` and `$ref` ends here.
    if joining.ref is not None and joining.ref not in seen:
        seen.add(joining.ref)
        result.refs.append(joining.ref)
        following.append(_referred(contract, joining))
    following += joining.members
    if joining.negated is not None:
        result.negating.add(at.pointer)
        following.append(joining.negated)
    # In front, so that parts follow one another in the order in which a reader meets them.
    pending[:0] = following


class _Joining(NamedTuple):
    """What one schema object joins: what it says itself, what it refers to, and its members."""

    rest: At | None
    ref: str | None
    members: list[At]
    negated: At | None
    inherited: bool


def _read(contract: Contract, at: At) -> At:
    """A schema object as it is read: in the dialect of 3.1, and as those have it that inherit from it."""
    schema = upgrade_schema(at.schema) if contract.dialect == "3.0" else at.schema
    return At(without_kinds(schema) if at.inherited else schema, at.pointer)


def _joining(contract: Contract, at: At) -> _Joining | None:
    """What a schema object joins by `allOf`, `$ref` and `not: {not: ...}`; `None` if nothing."""
    schema = upgrade_schema(at.schema) if contract.dialect == "3.0" else at.schema
    # Everything that a schema with a discriminator joins is inherited by it, over any number of steps.
    inherited = at.inherited or has_kinds(schema)
    if at.inherited:
        schema = without_kinds(schema)
    members = schema.get("allOf")
    ref = schema.get("$ref")
    negated = negated_twice(schema)
    if not isinstance(members, list) and not isinstance(ref, str) and negated is None:
        return None
    joining = {"allOf", "$ref"} if negated is None else {"allOf", "$ref", "not"}
    rest = {key: value for key, value in schema.items() if key not in joining}
    return _Joining(
        At(rest, at.pointer) if rest else None,
        ref if isinstance(ref, str) else None,
        [
            At(member, join(at.pointer, "allOf", index), inherited=inherited)
            for index, member in enumerate(members if isinstance(members, list) else ())
        ],
        None if negated is None else At(negated, join(at.pointer, "not", "not"), inherited=inherited),
        inherited,
    )


def _referred(contract: Contract, joining: _Joining) -> At:
    assert joining.ref is not None
    return At(resolve(contract.document, joining.ref), joining.ref[1:], inherited=joining.inherited)


def members_of(contract: Contract, at: At) -> list[At]:
    """The schemas that one joins, a single step down; the schema itself if it joins none."""
    if at.members:
        return list(at.members)
    joining = _joining(contract, at) if isinstance(at.schema, dict) else None
    if joining is None:
        return [at]
    rest = [] if joining.rest is None else [joining.rest]
    referred = [] if joining.ref is None else [_referred(contract, joining)]
    return [*rest, *referred, *joining.members, *([] if joining.negated is None else [joining.negated])]


def _not_a_schema(contract: Contract, at: At) -> InputError:
    return InputError(
        f"expected a schema (an object or a boolean), found {type(at.schema).__name__}",
        place=contract.locator.locate([at.pointer]).get(at.pointer, Place(contract.name, at.pointer)),
        hint="Write a JSON Schema here.",
    )
