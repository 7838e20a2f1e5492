"""Which subschemas meet the same part of a value on both sides: what a pair may leave to smaller pairs.

Two schemas are compared part by part: some of what they ask is left out of the question about the pair and asked of
smaller pairs. That proves the whole under one condition, whichever side is the smaller one. Call that side `sub` and
the other one `sup`, and read both as conjunctions of all that their keywords ask.

1. What is left out of `sub` makes `sub` larger. A proof about the larger one holds for `sub` too.
2. What is left out of `sup` has to be covered: for each part of a value (a member, an item) that a schema left out of
   `sup` applies to, some smaller pair holds a schema that `sub` applies to that same part, and this schema.

Both directions are asked of the same pairs, so 2 has to hold with the sides exchanged. It does

- for `properties` of one name, since both sides apply theirs to that name, in whatever member of an `allOf` they stand;
- for one pattern of `patternProperties` that both sides have, likewise;
- for `additionalProperties`, to the names that no side declares, if the same patterns stand beside it wherever it
  stands. A declared name that it applies to all the same (from another member of an `allOf`, or on one side only) is a
  pair of its own: all that the one side applies to the name, and all that the other does;
- for `propertyNames`, to every name that an object has;
- for `contentSchema`, to what a string holds, if the same media type and encoding stand beside it wherever it stands;
- for `unevaluatedProperties` and `unevaluatedItems`, if nothing is applied in place, `allOf` included, and both sides
  declare the same members: then the same ones are left;
- for `items` and `prefixItems`, if `items` begins at the same position wherever it stands, and the longest
  `prefixItems` of both sides are of one length.

Everything else stays in the question about the pair. What is unevaluated depends on all that stands beside it, so a
pair with `unevaluated*` is asked as it is written, too. The dependencies are the column `reads` of `openapi.keywords`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.conjunction import MAPS, At, Conjunction, both, conjunction, followed
from apidiff.comparing.schemas.naming import listed_names
from apidiff.comparing.schemas.subtypes import has_kinds
from apidiff.containment.patterns import matches
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import ALTERNATIVES, KEYWORDS, SILENT, is_extension, schemas_in, with_role
from apidiff.openapi.pointers import resolve

UNEVALUATED = with_role("unevaluated")
_NAMING = frozenset({"required", "dependentRequired", "dependentSchemas", "propertyNames", *MAPS})


def maps_correspond(left: Conjunction, right: Conjunction) -> bool:
    """Whether `additionalProperties` stands beside the same patterns in each part that has it, on both sides."""
    beside = {patterns for side in (left, right) for patterns in _beside_maps(side)}
    return len(beside) <= 1


def _beside_maps(side: Conjunction) -> list[frozenset[str]]:
    """For each part with `additionalProperties`: the patterns that it reads."""
    return [
        frozenset(_members(schema, "patternProperties"))
        for schema, _ in side.objects
        if isinstance(schema.get("additionalProperties"), dict | bool)
    ]


def same_maps(left: Conjunction, right: Conjunction) -> bool:
    """Whether `additionalProperties` reads the same patterns on both sides, part by part."""
    return sorted(map(sorted, _beside_maps(left))) == sorted(map(sorted, _beside_maps(right)))


def items_correspond(left: Conjunction, right: Conjunction) -> bool:
    """Whether each position of an array is met by the same keyword on both sides: one begins where the other does."""
    starts = {start for side in (left, right) for start in starts_of_items(side)}
    return len(starts) <= 1 and _longest(left) == _longest(right)


def starts_of_items(side: Conjunction) -> list[int]:
    """For each part with `items`: the position at which it begins."""
    return [len(_listed(s, "prefixItems")) for s, _ in side.objects if isinstance(s.get("items"), dict | bool)]


def _longest(side: Conjunction) -> int:
    return max((len(_listed(schema, "prefixItems")) for schema, _ in side.objects), default=0)


def contents_correspond(left: Conjunction, right: Conjunction) -> bool:
    """Whether `contentSchema` is of the same media type, in the same encoding, wherever it stands."""
    forms = {
        tuple(str(schema.get(keyword, "")).lower() for keyword in ("contentMediaType", "contentEncoding"))
        for side in (left, right)
        for schema, _ in side.objects
        if "contentSchema" in schema
    }
    # Without a media type `contentSchema` says nothing (Validation, 8.5).
    return len(forms) == 1 and all(media for media, _ in forms)


def rest_corresponds(left: Conjunction, right: Conjunction) -> bool:
    """Whether the same members and items are left unevaluated on both sides: those that no keyword here declares."""
    declared = []
    for side in (left, right):
        # With a second part, or with a keyword that evaluates more than it lists, what is left over is not known from
        # what is declared.
        if len(side.objects) != 1 or not _EVALUATING.isdisjoint(side.keywords):
            return False
        declared.append((side.properties.keys(), side.children("patternProperties").keys(), _longest(side)))
    return declared[0] == declared[1]


_EVALUATING = with_role("in place", "reference") - {"allOf"} | {"additionalProperties", "items", "contains"}
"""What evaluates members and items that are not declared one by one."""
HELD: dict[str, Callable[[Conjunction, Conjunction], bool]] = {
    "propertyNames": lambda *_: True,
    "contentSchema": contents_correspond,
    "unevaluatedProperties": rest_corresponds,
    "unevaluatedItems": rest_corresponds,
}
"""Keywords that are one edit of their own where the two sides do not correspond."""
_CORRESPOND = {"items": items_correspond, "additionalProperties": maps_correspond, **HELD}


def paired(left: Conjunction, right: Conjunction) -> Iterator[str]:
    """The keywords whose single subschema is an object on both sides, so that the two are a pair of their own."""
    for keyword, correspond in _CORRESPOND.items():
        first, second = left.child(keyword), right.child(keyword)
        if first is None or second is None or not correspond(left, right):
            continue
        if isinstance(first.schema, dict) and isinstance(second.schema, dict):
            yield keyword


def items_as_written(side: Conjunction) -> list[JSON]:
    """What the parts say about items by position, part by part."""
    found = [[schema.get("prefixItems"), schema.get("items")] for schema, _ in side.objects]
    return [each for each in found if each != [None, None]]


def met(side: Conjunction, name: str, common: frozenset[str] = frozenset()) -> list[At] | None:
    """The schemas for unnamed members that a side applies to a name all the same; `None` if that cannot be told.

    Those of the patterns in `common` are left out: the pairs of these patterns compare them for every name.
    """
    found: list[At] = []
    for schema, pointer in side.objects:
        matching = []
        for each, child in _members(schema, "patternProperties").items():
            is_met = matches(each, name)
            # A pattern that is not followed might match, and then `additionalProperties` would not apply.
            if is_met is None:
                return None
            if is_met:
                matching.append((each, At(child, join(pointer, "patternProperties", each))))
        found += [at for each, at in matching if each not in common]
        others = schema.get("additionalProperties")
        # `additionalProperties` reads its own schema object only (Core, 10.3.2.3): the other members of an `allOf`
        # declare names for themselves.
        if isinstance(others, dict | bool) and not matching and name not in _members(schema, "properties"):
            found.append(At(others, join(pointer, "additionalProperties")))
    return found


def says_nothing(contract: Contract, schema: JSON) -> bool:
    """Whether a schema admits every value by the look of it: it has no keyword that asks for anything."""
    for at in followed(contract, At(schema, "")):
        schema = at.schema
        if isinstance(schema, dict) and not all(key == "$ref" or _is_silent(key) for key in schema):
            return False
    # With a reference at the end, the chain is a circle.
    return schema is True or (isinstance(schema, dict) and "$ref" not in schema)


def _is_silent(keyword: str) -> bool:
    return keyword in SILENT or keyword not in KEYWORDS or is_extension(keyword)


class Known:
    """What schemas that hold in place say about the names of members: a client of theirs knows these names."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._seen: set[str] = set()
        self.names: set[str] = set()
        self.types_any = False
        """Whether some map in them gives a type to names that it does not list."""

    def __contains__(self, name: object) -> bool:
        return self.types_any or name in self.names

    def __bool__(self) -> bool:
        return self.types_any or bool(self.names)

    def add(self, schemas: list[JSON]) -> None:
        """Take in schemas, and all that they apply to the same value, negated or not."""
        pending = list(schemas)
        while pending:
            at = pending.pop()
            if not isinstance(at, dict):
                continue
            # The set is kept between calls: what is known from a component once need not be collected again.
            if isinstance(ref := at.get("$ref"), str) and ref not in self._seen:
                self._seen.add(ref)
                pending.append(resolve(self._contract.document, ref))
            # Where a `$dynamicRef` leads is not followed here, so it may type any name.
            self.types_any |= "$dynamicRef" in at or any(self._is_typed(child) for child in _maps(at))
            self.names.update(named(at), listed_names(at))
            pending.extend(_kinds_of(at))
            pending.extend(child for row, _, child in schemas_in(at) if row.role == "in place")

    def _is_typed(self, schema: JSON) -> bool:
        return isinstance(schema, dict) and not says_nothing(self._contract, schema)


def known_elsewhere(contract: Contract, side: Conjunction, *, kinds: bool) -> Known:
    """The names that a side knows other than by declaring them or by a map of its own: in alternatives, conditions.

    `kinds`: also those that heirs declare which a discriminator selects. Where the other side selects by tags as well,
    each heir is compared under its own tag, and who sends another one does not send its names.
    """
    known = Known(contract)
    for schema, _ in side.objects:
        known.add([child for row, _, child in schemas_in(schema) if row.role == "in place"])
        known.add(_kinds_of(schema) if kinds else [])
        known.names |= _named_by_conditions(schema) | listed_names(schema)
        known.types_any |= known._is_typed(schema.get("unevaluatedProperties")) or "$dynamicRef" in schema
    return known


def known_around(contract: Contract, side: Conjunction, group: int) -> Known:
    """The names that a side knows outside of one of its groups of alternatives: what holds beside each of them."""
    known = Known(contract)
    known.add([{k: v for k, v in schema.items() if k not in ALTERNATIVES} for schema, _ in side.objects])
    for index, other in enumerate(side.groups):
        if index != group:
            known.add([at.schema for at in other.alternatives])
    return known


def mapped_names(contract: Contract, side: Conjunction) -> set[str]:
    """The names of which `propertyNames` lists each: a map of them knows them as properties that are declared."""
    found: set[str] = set()
    for schema, _ in side.objects:
        allowed = schema.get("propertyNames")
        for part in conjunction(contract, At(allowed, "")).parts if isinstance(allowed, dict) else ():
            if isinstance(part.schema, dict):
                found.update(_texts([*_listed(part.schema, "enum"), part.schema.get("const")]))
    return found


def selects_heirs(side: Conjunction) -> bool:
    """Whether a side is one of several kinds that inherit from it, told apart by their tags."""
    found = (schema["discriminator"] for schema, _ in side.objects if has_kinds(schema))
    return any(each["mapping"] and not each.get("loose") for each in found)


def _kinds_of(schema: dict[str, JSON]) -> list[JSON]:
    """The schemas that a discriminator selects among: who sends one of these knows its names."""
    refs = schema["discriminator"]["mapping"].values() if has_kinds(schema) else ()
    return [{"$ref": ref} for ref in refs if isinstance(ref, str) and ref.startswith("#/")]


def _maps(schema: dict[str, JSON]) -> Iterator[JSON]:
    yield schema.get("additionalProperties")
    yield schema.get("unevaluatedProperties")
    yield from _members(schema, "patternProperties").values()


def named(schema: dict[str, JSON]) -> set[str]:
    """The names that a schema object declares or asks for."""
    return {*_members(schema, "properties"), *asked_for(schema)}


def asked_for(schema: dict[str, JSON]) -> set[str]:
    """The names that a schema object speaks of without saying what they hold."""
    return {*_texts(_listed(schema, "required")), *_named_by_conditions(schema)}


def _named_by_conditions(schema: dict[str, JSON]) -> set[str]:
    if _NAMING.isdisjoint(schema):
        return set()
    names = {*_members(schema, "dependentSchemas"), *_members(schema, "dependentRequired")}
    for listed in _members(schema, "dependentRequired").values():
        names.update(_texts(listed if isinstance(listed, list) else []))
    allowed = schema.get("propertyNames")
    if isinstance(allowed, dict):
        names.update(_texts([*_listed(allowed, "enum"), allowed.get("const")]))
    return names


def _texts(values: list[JSON]) -> list[str]:
    return [value for value in values if isinstance(value, str)]


def _members(schema: dict[str, JSON], keyword: str) -> dict[str, JSON]:
    value = schema.get(keyword)
    return value if isinstance(value, dict) else {}


def _listed(schema: dict[str, JSON], keyword: str) -> list[JSON]:
    value = schema.get(keyword)
    return value if isinstance(value, list) else []


def joined(found: list[At]) -> At:
    """All that a side applies to one part of a value, as one schema."""
    return found[0] if len(found) == 1 else both(found)


def reads_unevaluated(left: Conjunction, right: Conjunction) -> bool:
    return any(not UNEVALUATED.isdisjoint(side.keywords) for side in (left, right))
