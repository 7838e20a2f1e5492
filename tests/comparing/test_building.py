"""A guess at an instance: valid for what schemas usually ask, and never an error."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apidiff.comparing.asking.sample import build

USUAL: list[tuple[dict[str, Any], Any]] = [
    ({}, None),
    ({"type": "string"}, ""),
    ({"type": "string", "minLength": 3}, "aaa"),
    ({"type": ["string", "null"]}, None),
    ({"type": "integer", "minimum": 5}, 5),
    ({"type": "array", "items": {"type": "boolean"}, "minItems": 2}, [False, False]),
    ({"enum": ["b", "a"]}, "b"),
    ({"allOf": [{"enum": ["b", "a"]}, {"enum": ["a", "c"]}]}, "a"),
    ({"const": {"a": 1}}, {"a": 1}),
    ({"type": "object", "properties": {"a": {"type": "string"}}}, {}),
    ({"required": ["b", "a"], "properties": {"a": {"type": "number"}, "b": {"const": 1}}}, {"b": 1, "a": 0}),
    ({"allOf": [{"properties": {"a": {"type": "string"}}}, {"type": "object", "required": ["a"]}]}, {"a": ""}),
    ({"oneOf": [{"type": "boolean"}, {"type": "string"}]}, False),
    ({"$ref": "#/$defs/a~1b", "$defs": {"a/b": {"type": "boolean"}}}, False),
]


@pytest.mark.parametrize(("schema", "instance"), USUAL)
def test_what_is_required_and_nothing_else(schema, instance):
    assert build(schema) == instance
    assert jsonschema_rs.is_valid(schema, build(schema))


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}},
        {"$ref": "#/$defs/a", "$defs": {"a": {"required": ["a"], "properties": {"a": {"$ref": "#/$defs/a"}}}}},
        {"$ref": "#/$defs/a", "$defs": {"a": {"type": "array", "minItems": 9, "items": {"$ref": "#/$defs/a"}}}},
        {"$ref": "#/$defs/none"},
        {"type": "array", "minItems": 10**12, "items": {"type": "string", "minLength": 10**12}},
    ],
)
def test_it_ends_where_there_is_no_end(schema):
    build(schema)


KEYWORDS = st.sampled_from(
    ["type", "enum", "const", "required", "properties", "allOf", "oneOf", "anyOf", "items", "minItems", "minLength",
     "minimum", "$ref", "$defs"]
)  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["object", "a", "#/$defs/a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYWORDS | st.just("a"), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(KEYWORDS, ANYTHING, max_size=5))
def test_keywords_of_any_type_are_no_error(schema):
    build(schema)
