"""The keyword table: complete for the vocabularies it covers, consistent in itself, and read right by its helpers."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from apidiff.comparing.schemas import keyword_rules as compared
from apidiff.containment import translate
from apidiff.openapi.keywords import APPLICATORS, KEYWORDS, groups_of, schemas_in, with_role, with_shape

_META = "https://json-schema.org/draft/2020-12/"


def _vocabulary(name: str) -> dict[str, object]:
    from jsonschema_specifications import REGISTRY
    from referencing.jsonschema import EMPTY_REGISTRY

    registry = EMPTY_REGISTRY.with_resources((uri, REGISTRY[uri]) for uri in REGISTRY)
    contents: Any = registry.contents(f"{_META}meta/{name}")
    found: dict[str, object] = contents["properties"]
    return found


@pytest.mark.parametrize(
    "name", ["core", "applicator", "unevaluated", "validation", "format-annotation", "content", "meta-data"]
)
def test_every_keyword_of_2020_12_has_a_row(name):
    assert _vocabulary(name).keys() - {"$vocabulary"} <= KEYWORDS.keys()


@pytest.mark.parametrize("name", ["core", "applicator", "unevaluated", "content"])
def test_a_keyword_that_the_meta_schema_gives_schemas_holds_schemas_in_the_table(name):
    shapes = {}
    for keyword, schema in _vocabulary(name).items():
        text = str(schema)
        shape = "list" if "schemaArray" in text else "schema" if "$dynamicRef" in text else "value"
        shapes[keyword] = "map" if shape == "schema" and schema.get("type") == "object" else shape
    shapes.pop("$vocabulary", None)
    assert shapes == {keyword: KEYWORDS[keyword].shape for keyword in shapes}


def test_only_keywords_with_schemas_are_applicators():
    for row in KEYWORDS.values():
        holds = row.shape != "value"
        assert holds == (row.is_applicator or row.role == "definitions" or row.name == "contentSchema"), row.name


def test_what_a_keyword_reads_is_a_keyword_of_the_same_type_or_of_any():
    for row in KEYWORDS.values():
        for other in row.reads:
            assert KEYWORDS[other].applies_to in ("", row.applies_to) or not row.applies_to, (row.name, other)


def test_what_compares_keywords_knows_every_assertion():
    assert with_role("assertion", "form") - {"required"} <= compared.HANDLED | {"required"}


def test_containment_translates_what_asks_something_of_a_value():
    rows = [row for row in KEYWORDS.values() if row.dialect == "2020-12" and row.role in APPLICATORS | {"assertion"}]
    beside_others = {"unevaluatedProperties", "unevaluatedItems", "then", "else", "minContains", "maxContains"}
    assert {row.name for row in rows} - beside_others <= translate.KEYWORDS.keys()


def test_neighbours_are_compared_as_one():
    present = ["type", "properties", "additionalProperties", "items", "minLength"]
    assert groups_of(present) == [
        {"type"}, {"properties", "additionalProperties"}, {"items"}, {"minLength"},
    ]  # fmt: skip


def test_a_neighbour_that_is_absent_joins_nothing():
    assert groups_of(["properties", "patternProperties"]) == [{"properties"}, {"patternProperties"}]
    assert groups_of(["items", "prefixItems", "contains"]) == [{"items", "prefixItems"}, {"contains"}]


def test_unevaluated_keywords_depend_on_all_that_is_in_place():
    assert groups_of(["allOf", "properties", "$ref", "unevaluatedProperties", "x-owner"]) == [
        {"allOf", "properties", "$ref", "unevaluatedProperties"}, {"x-owner"},
    ]  # fmt: skip


def test_the_schemas_of_a_schema_come_with_their_keyword_and_pointer():
    schema = {
        "properties": {"a/b": {"type": "string"}, "c": True},
        "items": [{"type": "integer"}],
        "allOf": [{"minimum": 1}],
        "not": False,
        "enum": [{"properties": {}}],
        "default": {"type": "string"},
    }
    found = [(row.name, tokens) for row, tokens, _ in schemas_in(schema)]
    assert found == [
        ("properties", ("properties", "a/b")), ("properties", ("properties", "c")), ("items", ("items", "0")),
        ("allOf", ("allOf", "0")), ("not", ("not",)),
    ]  # fmt: skip


def test_a_schema_of_the_wrong_type_is_left_out():
    assert not list(schemas_in({"properties": [], "allOf": {}, "items": "x", "not": 1, "anyOf": [3]}))


def test_the_shapes_are_those_of_the_current_dialects():
    assert "additionalItems" not in with_shape("schema")
    assert with_shape("schema", "list", "map") >= {"items", "allOf", "properties", "$defs"}
    assert jsonschema.Draft202012Validator.META_SCHEMA["$id"].startswith(_META)
