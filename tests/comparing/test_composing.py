"""Laws of comparing by parts, held over generated pairs: nothing that passes is contradicted by a value."""

from __future__ import annotations

from typing import Any

import jsonschema
import jsonschema_rs
from hypothesis import given
from hypothesis import strategies as st

from apidiff.model.policy import Policy
from tests.comparing.describing import diff, received, sent

STRICT = Policy(new_enum_value="breaking")
Schema = dict[str, Any] | bool

LEAVES: list[Schema] = [
    {"type": "string"}, {"type": "integer"}, {"type": ["string", "integer"]}, {"maxLength": 1}, {"minimum": 1},
    {"enum": ["a", 1]}, {"not": {"type": "integer"}}, {}, True, False,
]  # fmt: skip
leaves = st.sampled_from(LEAVES)
counts = st.integers(0, 3)
names = st.sampled_from(["a", "b", "x1"])


def some_of(**keywords: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=keywords)


def arrays(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return some_of(
        prefixItems=st.lists(inner, min_size=1, max_size=2),
        items=inner,
        contains=leaves,
        minContains=counts,
        maxContains=counts,
        minItems=counts,
        maxItems=counts,
        uniqueItems=st.booleans(),
        unevaluatedItems=leaves,
    )


def objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """All declare the same names, so that the policy has no say in which ones come and go."""
    return st.builds(
        lambda named, more: {"properties": named, **more},
        st.fixed_dictionaries({"a": inner, "b": inner, "x1": inner}),
        some_of(
            additionalProperties=st.sampled_from([leaf for leaf in LEAVES if leaf is not False]),
            patternProperties=st.dictionaries(st.sampled_from(["^x", "1$", "b"]), leaves, min_size=1, max_size=2),
            required=st.lists(names, unique=True, max_size=2),
            dependentRequired=st.dictionaries(names, st.lists(names, unique=True, max_size=1), max_size=1),
            propertyNames=st.sampled_from([{"maxLength": 1}, {"enum": ["a", "b"]}]),
            minProperties=counts,
            maxProperties=counts,
        ),
    )


def joined(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A schema in one object, in the members of an `allOf`, or in alternatives beside something else."""
    return parts | st.one_of(
        st.lists(parts, min_size=2, max_size=2).map(lambda each: {"allOf": each}),
        st.tuples(parts, parts, parts).map(lambda each: {**each[0], "anyOf": list(each[1:])}),
        st.tuples(parts, parts).map(
            lambda each: {**each[0], "if": {"minItems": 1, "required": ["a"]}, "then": each[1]}
        ),
    )


def values(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    scalars = st.sampled_from(["", "a", "ab", 0, 1, 2, None, True])
    held = scalars | inner
    return st.lists(held, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "x1", "x2", "c"]), held, max_size=3)


FLAT = {"arrays": joined(arrays(leaves)), "objects": joined(objects(leaves))}
FAMILIES = list(FLAT.values()) + [joined(around(each)) for each in FLAT.values() for around in (arrays, objects)]
"""Each with the same kind of value at the same place, so that no name comes where a schema said nothing at all."""
schemas = st.one_of(FAMILIES)
samples = st.lists(values(values(st.nothing())), min_size=8, max_size=8)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Any, Any]:
    """A schema and another one, most often the same with one keyword of it changed, gone or moved."""
    family = draw(st.sampled_from(FAMILIES))
    base, other = draw(family), draw(family)
    way = draw(st.sampled_from(["keyword", "gone", "apart", "other"]))
    if way == "other" or not base:
        return base, other
    keyword = draw(st.sampled_from(sorted(base)))
    rest = {key: value for key, value in base.items() if key != keyword}
    if way == "gone" and keyword != "properties":
        return base, rest
    if way == "apart":
        return base, {"allOf": [rest, {keyword: base[keyword]}]}
    return base, {**base, **{key: value for key, value in other.items() if key == keyword}}


def breaks(comparison: Any, direction: str) -> bool:
    return any(impact.cls == "breaking" for change in comparison.changes for impact in change.impacts
               if impact.direction == direction)  # fmt: skip


def valid(value: Any, schema: Any) -> bool:
    found = jsonschema_rs.is_valid(schema, value)
    assert found is jsonschema.Draft202012Validator(schema).is_valid(value)
    return bool(found)


def by_reference(surface: Any, schema: Any) -> dict[str, Any]:
    document: dict[str, Any] = surface({"$ref": "#/components/schemas/S"}, schemas={"S": schema})
    return document


@given(pairs(), samples, st.booleans())
def test_what_passes_is_contradicted_by_no_value(pair: tuple[Any, Any], tried: list[Any], referred: bool) -> None:
    base, revision = pair
    place = by_reference if referred else lambda surface, schema: surface(schema)
    there = diff(place(sent, base), place(sent, revision), policy=STRICT)
    back = diff(place(received, revision), place(received, base), policy=STRICT)
    accepted = [value for value in tried if valid(value, base)]
    lost = [value for value in accepted if not valid(value, revision)]
    if lost:
        assert breaks(there, "to-server"), lost
        assert breaks(back, "from-server"), lost


@given(pairs())
def test_every_witness_shown_is_valid_on_one_whole_side_alone(pair: tuple[Any, Any]) -> None:
    base, revision = pair
    for change in diff(sent(base), sent(revision), policy=STRICT).changes:
        if change.witness is not None:
            assert valid(change.witness.instance, base)
            assert not valid(change.witness.instance, revision)
        elif change.cls == "breaking" and change.lens == "wire":
            assert change.undecided or change.rule in BY_NAME, change.title


@given(schemas, st.data())
def test_a_schema_taken_apart_is_the_same(schema: Any, data: st.DataObject) -> None:
    moved = data.draw(st.sampled_from([key for key in sorted(schema) if key in MOVABLE] or [None]))
    apart = {"allOf": [{k: v for k, v in schema.items() if k != moved}, {moved: schema[moved]} if moved else {}]}
    comparison = diff(sent(schema), sent(apart), policy=STRICT)
    told = [change for change in comparison.changes if change.lens == "wire"]
    assert all(change.cls == "neutral" or "contradicts itself" in (change.reason or "") for change in told)


BY_NAME = {"property-removed", "property-renamed", "required-property-added"}
MOVABLE = frozenset({"minItems", "maxItems", "uniqueItems", "required", "dependentRequired", "propertyNames", "anyOf",
                     "minProperties", "maxProperties"})  # fmt: skip
"""Keywords whose reach depends on nothing beside them."""
