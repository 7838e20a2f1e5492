"""The small interpreter says what validators say, and leaves to them what it does not know."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from itertools import product

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apidiff.containment.choosing import Known
from apidiff.containment.interpreting import KNOWN, NotInterpreted, is_valid

NUMBERS = st.integers(-3, 3) | st.sampled_from([0.5, 1.0, -2.5, 2**40])
SCALARS = st.none() | st.booleans() | NUMBERS | st.text("ab\U0001f600", max_size=3)
INSTANCES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
TYPES = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])
SIZES = st.integers(0, 3)


def holding(inner):
    some = st.lists(inner, min_size=1, max_size=3)
    keywords = {
        "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
        "enum": st.lists(INSTANCES, min_size=1, max_size=3),
        "const": INSTANCES,
        "minimum": NUMBERS, "maximum": NUMBERS, "exclusiveMinimum": NUMBERS, "exclusiveMaximum": NUMBERS,
        "minLength": SIZES, "maxLength": SIZES, "minItems": SIZES, "maxItems": SIZES,
        "minProperties": SIZES, "maxProperties": SIZES,
        "required": st.lists(st.sampled_from("abc"), max_size=2, unique=True),
        "properties": st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
        "additionalProperties": inner, "propertyNames": inner, "items": inner, "not": inner,
        "prefixItems": some, "allOf": some, "anyOf": some, "oneOf": some,
        "$ref": st.sampled_from(["#/$defs/one", "#/$defs/%23~1t~0o"]),
        "title": st.just("t"), "description": st.just("d"),
    }  # fmt: skip
    return st.lists(st.sampled_from(sorted(keywords)), max_size=4, unique=True).flatmap(
        lambda chosen: st.fixed_dictionaries({keyword: keywords[keyword] for keyword in chosen})
    )


SCHEMAS = st.recursive(st.booleans(), holding, max_leaves=8)


@given(holding(SCHEMAS), SCHEMAS, SCHEMAS, INSTANCES)
def test_it_agrees_with_two_validators(schema, one, two, instance):
    document = {**schema, "$defs": {"one": one, "#/t~o": two}}
    try:
        answer = is_valid(instance, document, "annotate")
    except NotInterpreted:  # a circle of references
        return
    assert answer == jsonschema_rs.Draft202012Validator(document, validate_formats=False).is_valid(instance)
    assert answer == jsonschema.Draft202012Validator(document).is_valid(instance)


@pytest.mark.parametrize(
    "schema",
    [
        {"pattern": "a"},
        {"allOf": [{"unevaluatedProperties": False}]},
        {"$ref": "#/$defs/a", "$defs": {"a": {"uniqueItems": True}}},
        {"$ref": "#/properties/a"},
        {"$ref": "#/$defs/a/not", "$defs": {"a": {"not": True}}},
        {"$ref": "#/$defs/a"},
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}},
        {"$dynamicRef": "#a"},
        {"x-own": 1},
        {"allOf": 1},
        {"$ref": "#/$defs/a", "$defs": 1},
        {"minLength": "a"},
        {"enum": 1},
    ],
)
def test_what_it_does_not_know_it_leaves_to_a_validator(schema):
    with pytest.raises(NotInterpreted):
        is_valid("a", schema, "annotate")


@pytest.mark.parametrize("schema", [{"properties": {"a": {"multipleOf": 2}}}, {"additionalProperties": {"$id": "a"}}])
def test_it_asks_for_what_the_instance_meets_alone(schema):
    assert is_valid("a", schema, "annotate")
    with pytest.raises(NotInterpreted):
        is_valid({"a": 1}, schema, "annotate")


ODD_VALUES = [1, Decimal("1e99999"), "a", True, None, [1], ["a"], {"a": 1}, {"0": {}}, [[]], [{}], {}]


@pytest.mark.parametrize("schema", [{"required": [["a"]]}, {"minProperties": []}, {"properties": {"a": 1}}])
def test_a_keyword_of_another_type_is_left_to_a_validator(schema):
    with pytest.raises(NotInterpreted):
        is_valid({"a": 1}, schema, "annotate")


@pytest.mark.parametrize("keyword", sorted(KNOWN))
def test_no_keyword_of_any_type_is_an_error(keyword):
    for value, instance in product(ODD_VALUES, [1, "a", None, [1], {"a": 1}]):
        with suppress(NotInterpreted):
            is_valid(instance, {keyword: value}, "assert")


def test_an_asserted_format_is_known_where_it_is_a_range():
    assert is_valid(2**31, {"format": "int32"}, "annotate")
    assert not is_valid(2**31, {"format": "int32"}, "assert")
    assert not is_valid(0.5, {"format": "int64"}, "assert")
    assert is_valid("a", {"format": "int64"}, "assert")
    assert is_valid("a", {"format": "uuid"}, "annotate")
    assert is_valid("a", {"format": "float"}, "assert")
    with pytest.raises(NotInterpreted):
        is_valid("a", {"format": "uuid"}, "assert")


def test_what_takes_many_steps_is_left_to_a_validator():
    doubling = {"type": "integer"}
    for _ in range(40):
        doubling = {"allOf": [doubling, doubling]}
    with pytest.raises(NotInterpreted):
        is_valid(1, doubling, "annotate")


def test_a_definition_is_looked_at_once_for_each_value():
    doubling = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(40)}
    whole = {"$ref": "#/$defs/d0", "$defs": {**doubling, "d40": {"type": "integer"}}}
    known = Known()
    assert [is_valid(value, whole, "annotate", known=known) for value in (1, "a", 1, 2)] == [True, False, True, True]
    assert {name for name, _ in known.answers} == {f"d{n}" for n in range(41)}


def test_a_deep_schema_is_left_to_a_validator():
    deep = {"type": "array"}
    for _ in range(5000):
        deep = {"not": deep}
    with pytest.raises(NotInterpreted):
        is_valid(1, deep, "annotate")
