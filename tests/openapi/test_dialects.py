"""Schemas in older drafts, brought to 2020-12."""

from __future__ import annotations

import pytest

from apidiff.openapi.dialects import draft_of, in_current_dialect

DRAFT_04 = "http://json-schema.org/draft-04/schema#"
DRAFT_06 = "http://json-schema.org/draft-06/schema#"
DRAFT_07 = "http://json-schema.org/draft-07/schema#"
DRAFT_2019 = "https://json-schema.org/draft/2019-09/schema"
OLDER = [DRAFT_04, DRAFT_06, DRAFT_07]


def brought(schema, dialect=DRAFT_07):
    document = {"openapi": "3.1.0", "jsonSchemaDialect": dialect, "components": {"schemas": {"A": schema}}}
    return in_current_dialect(document)["components"]["schemas"]["A"]


@pytest.mark.parametrize(
    ("dialect", "draft"),
    [
        (None, 2020),
        ("https://json-schema.org/draft/2020-12/schema", 2020),
        ("https://spec.openapis.org/oas/3.1/dialect/base", 2020),
        ("https://spec.openapis.org/oas/3.2/dialect/2025-09-17", 2020),
        ("http://json-schema.org/draft-07/schema", 7),
        ("https://json-schema.org/draft-07/schema#", 7),
        ("https://json-schema.org/draft/2019-09/schema#", 2019),
        (DRAFT_04, 4),
        ("https://example.com/our-own", None),
        ("", None),
    ],
)
def test_a_dialect_is_known_by_its_address(dialect, draft):
    assert draft_of(dialect) == draft


def test_a_document_in_the_current_dialect_is_the_same_object():
    document = {"openapi": "3.1.0", "components": {"schemas": {"A": {"items": [{}], "additionalItems": False}}}}
    assert in_current_dialect(document) is document


@pytest.mark.parametrize("dialect", OLDER)
def test_what_stands_beside_a_reference_is_ignored(dialect):
    schema = {"$ref": "#/components/schemas/B", "maxLength": 3, "title": "T", "definitions": {"C": {"const": 1}}}
    found = brought(schema, dialect)
    assert found["$ref"] == "#/components/schemas/B"
    assert found["x-maxLength"] == 3
    assert found["title"] == "T"
    assert "maxLength" not in found
    assert brought(schema, DRAFT_2019)["maxLength"] == 3


@pytest.mark.parametrize("dialect", [*OLDER, DRAFT_2019])
def test_a_list_under_items_is_a_tuple(dialect):
    schema = {"items": [{"type": "string"}, {"type": "integer"}], "additionalItems": False}
    assert brought(schema, dialect) == {"prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False}
    assert brought({"items": {"type": "string"}, "additionalItems": False}, dialect) == {
        "items": {"type": "string"},
        "x-additionalItems": False,
    }


@pytest.mark.parametrize("dialect", OLDER)
def test_dependencies_are_of_two_kinds(dialect):
    assert brought({"dependencies": {"a": ["b"], "c": {"required": ["d"]}}}, dialect) == {
        "dependentRequired": {"a": ["b"]},
        "dependentSchemas": {"c": {"required": ["d"]}},
    }


def test_exclusive_bounds_were_booleans():
    schema = {"minimum": 1, "exclusiveMinimum": True, "maximum": 9, "exclusiveMaximum": False}
    assert brought(schema, DRAFT_04) == {"exclusiveMinimum": 1, "maximum": 9}


@pytest.mark.parametrize(
    ("dialect", "keyword"),
    [
        (DRAFT_04, "const"),
        (DRAFT_06, "if"),
        (DRAFT_07, "dependentRequired"),
        (DRAFT_07, "unevaluatedProperties"),
        (DRAFT_07, "prefixItems"),
        (DRAFT_2019, "prefixItems"),
    ],
)
def test_a_keyword_that_a_draft_does_not_know_is_an_annotation(dialect, keyword):
    assert brought({keyword: []}, dialect) == {f"x-{keyword}": []}


def test_a_schema_may_be_in_a_dialect_of_its_own():
    document = {
        "openapi": "3.1.0",
        "components": {
            "schemas": {
                "Old": {"$schema": DRAFT_07, "properties": {"a": {"items": [{}]}}},
                "New": {
                    "prefixItems": [{}],
                    "$defs": {"Old": {"$schema": DRAFT_07, "items": [{}]}, "Same": {"prefixItems": [{}]}},
                },
            }
        },
    }
    schemas = in_current_dialect(document)["components"]["schemas"]
    assert schemas["Old"] == {"properties": {"a": {"prefixItems": [{}]}}}
    assert schemas["New"] == {
        "prefixItems": [{}],
        "$defs": {"Old": {"prefixItems": [{}]}, "Same": {"prefixItems": [{}]}},
    }


def test_a_dialect_that_is_not_known_stays_named():
    assert brought({"properties": {"a": {"items": [{}]}}}, "https://example.com/own") == {
        "$schema": "https://example.com/own",
        "properties": {"a": {"items": [{}]}},
    }


def test_a_reference_into_what_goes_by_another_keyword_follows_it():
    schema = {
        "items": [{"title": "first"}],
        "additionalItems": {"title": "rest"},
        "dependencies": {"a": {"title": "dependent"}},
        "properties": {
            name: {"$ref": f"#/components/schemas/A/{pointer}"}
            for name, pointer in {"x": "items/0", "y": "additionalItems", "z": "dependencies/a"}.items()
        },
    }
    refs = {name: child["$ref"].rpartition("/A/")[2] for name, child in brought(schema)["properties"].items()}
    assert refs == {"x": "prefixItems/0", "y": "items", "z": "dependentSchemas/a"}


def test_anchors_were_addresses():
    assert brought({"$id": "#here"}) == {"$anchor": "here"}
    assert brought({"id": "https://example.com/a"}, DRAFT_04) == {"$id": "https://example.com/a"}


def test_a_recursive_reference_is_a_dynamic_one():
    tree = {
        "$id": "https://example.com/tree",
        "$recursiveAnchor": True,
        "properties": {"children": {"items": {"$recursiveRef": "#"}}},
    }
    assert brought(tree, DRAFT_2019) == {
        "$id": "https://example.com/tree",
        "$dynamicAnchor": "recursive",
        "properties": {"children": {"items": {"$dynamicRef": "#recursive"}}},
    }
    plain = {"$id": "https://example.com/plain", "items": {"$recursiveRef": "#"}}
    assert brought(plain, DRAFT_2019)["items"] == {"$ref": "#"}
