"""The 3.0 dialect becomes the 3.1 dialect, one schema at a time or all of them."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apidiff.reading import contract_of, read, upgrade_document, upgrade_schema, upgrade_schema_deep
from tests.reading.support import with_schemas


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"nullable": True, "enum": ["a"]}, {"enum": ["a"]}),
        ({"type": "string", "nullable": True, "enum": ["a"]}, {"type": ["string", "null"], "enum": ["a"]}),
        ({"allOf": [{"type": "string"}], "nullable": True}, {"allOf": [{"type": "string"}]}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
        ({"exclusiveMaximum": True}, {}),
        ({"maximum": 5, "exclusiveMaximum": True, "minimum": 1}, {"exclusiveMaximum": 5, "minimum": 1}),
        ({"type": "string", "example": "x"}, {"type": "string", "examples": ["x"]}),
        ({"example": None}, {"examples": [None]}),
        ({"$ref": "#/a", "nullable": True, "description": "d"}, {"$ref": "#/a"}),
        ({"type": "string", "format": "byte"}, {"type": "string", "format": "byte"}),
        ({"type": "object", "nullable": "yes"}, {"type": "object"}),
        ({"type": ["string"], "nullable": True}, {"type": ["string"]}),
    ],
)
def test_a_keyword_of_3_0_is_said_in_the_words_of_3_1(old, new):
    before = copy.deepcopy(old)
    assert upgrade_schema(old) == new
    assert old == before
    assert upgrade_schema(new) == new


@pytest.mark.parametrize(
    "schema", [{}, {"type": "string"}, {"$ref": "#/a"}, {"items": {"nullable": True, "type": "string"}}, {"minimum": 1}]
)
def test_where_nothing_is_to_be_done_the_same_object_comes_back(schema):
    assert upgrade_schema(schema) is schema


def test_deep_reaches_schemas_only_and_shares_what_does_not_change():
    kept = {"type": "object", "properties": {"nullable": {"type": "boolean"}, "example": {"type": "string"}}}
    schema = {
        "properties": {"nullable": {"type": "string", "nullable": True}, "kept": kept},
        "default": {"type": "string", "nullable": True},
        "enum": [{"type": "string", "nullable": True}],
        "items": {"oneOf": [{"type": "string", "example": 1}]},
    }
    new = upgrade_schema_deep(schema)
    assert new["properties"]["nullable"] == {"type": ["string", "null"]}
    assert new["properties"]["kept"] is kept
    assert (new["default"], new["enum"]) == (schema["default"], schema["enum"])
    assert new["items"] == {"oneOf": [{"type": "string", "examples": [1]}]}
    assert upgrade_schema_deep(kept) is kept


def test_a_whole_contract_is_upgraded_only_when_asked():
    nullable = {"type": "string", "nullable": True}
    description = read(
        with_schemas(
            {"A": nullable},
            version="3.0.3",
            paths={"/p": {"get": {"parameters": [{"name": "q", "in": "query", "schema": nullable, "example": "e"}]}}},
        )
    )
    contract = contract_of(description)
    assert (contract.dialect, contract.document) == ("3.0", description.document)
    upgraded = upgrade_document(contract)
    assert upgraded.dialect == "3.1"
    parameter = upgraded.document["paths"]["/p"]["get"]["parameters"][0]
    assert (parameter["schema"], parameter["example"]) == ({"type": ["string", "null"]}, "e")
    assert upgraded.document["components"]["schemas"]["A"] == {"type": ["string", "null"]}
    assert description.document["components"]["schemas"]["A"] == nullable
    assert upgrade_document(upgraded) is upgraded


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "nullable", "exclusiveMinimum", "minimum", "example", "$ref", "items", "properties"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(ANY)
def test_upgrading_twice_is_upgrading_once_and_changes_no_argument(value):
    before = copy.deepcopy(value)
    once = upgrade_schema_deep(value)
    assert upgrade_schema_deep(once) == once
    assert value == before
