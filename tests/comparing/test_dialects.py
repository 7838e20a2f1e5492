"""Two sides whose schemas are in different dialects: the same keywords, and what they mean in each."""

from __future__ import annotations

import json

import pytest

from tests.comparing.describing import STRING, diff, only, received, ref, sent

DRAFT_04 = "http://json-schema.org/draft-04/schema#"
DRAFT_07 = "http://json-schema.org/draft-07/schema#"
CURRENT = "https://json-schema.org/draft/2020-12/schema"
BASE = "https://spec.openapis.org/oas/3.1/dialect/base"
OWN = "https://example.com/own"


def described(dialect, schema, *, surface=sent):
    document = surface(schema, schemas={"Name": STRING})
    return {**document, "jsonSchemaDialect": dialect} if dialect else document


LIMITED = {**ref("Name"), "maxLength": 3}


@pytest.mark.parametrize("dialect", [None, CURRENT, BASE])
def test_a_limit_beside_a_reference_counts_since_2019(dialect):
    base, revision = described(DRAFT_07, LIMITED), described(dialect, LIMITED)
    change = only(diff(base, revision))
    assert (change.rule, change.cls) == ("max-length-lowered", "breaking")
    assert only(diff(revision, base)).cls == "additive"


def test_a_schema_that_names_its_own_dialect_is_read_in_that():
    base, revision = (described(None, {"$schema": dialect, **LIMITED}) for dialect in (DRAFT_07, CURRENT))
    assert only(diff(base, revision)).cls == "breaking"


@pytest.mark.parametrize(
    ("older", "schema", "cls"),
    [
        (DRAFT_04, {"type": "integer", "minimum": 0, "exclusiveMinimum": True}, None),
        (DRAFT_07, {"type": "array", "prefixItems": [{"type": "integer"}]}, "breaking"),
        (DRAFT_07, {"type": "object", "dependentRequired": {"a": ["b"]}}, "breaking"),
        (DRAFT_04, {"type": "string", "const": "a"}, "breaking"),
        (DRAFT_07, {"type": "string", "const": "a"}, "neutral"),
        (DRAFT_07, {"type": "object", "properties": {"a": STRING}}, "neutral"),
    ],
)
def test_what_a_draft_does_not_know_restricts_nothing_in_it(older, schema, cls):
    comparison = diff(described(older, schema), described(CURRENT, schema))
    assert cls is None or comparison.verdict == cls


def test_the_same_meaning_in_two_dialects_is_neutral():
    old = {"type": "array", "items": [STRING], "additionalItems": False, "dependencies": {"a": ["b"]}}
    new = {"type": "array", "prefixItems": [STRING], "items": False, "dependentRequired": {"a": ["b"]}}
    assert diff(described(DRAFT_07, old), described(CURRENT, new)).verdict == "neutral"
    assert diff(described(DRAFT_07, old), described(None, new)).verdict == "neutral"


@pytest.mark.parametrize("schema", [{"type": "string"}, {"type": "object", "properties": {"a": STRING}}])
@pytest.mark.parametrize("pair", [(None, OWN), (OWN, CURRENT), (OWN, "https://example.com/other")])
def test_a_dialect_that_is_not_known_is_undecided_where_it_differs(schema, pair):
    changes = diff(*(described(dialect, schema) for dialect in pair)).changes
    assert ("breaking", True) in {(change.cls, change.undecided) for change in changes}


def test_the_same_unknown_dialect_on_both_sides_is_no_difference():
    base, revision = described(OWN, {"type": "string"}), described(OWN, {"type": "string", "title": "A name"})
    assert diff(base, revision).verdict == "neutral"


def test_what_an_unknown_dialect_makes_of_an_edit_is_undecided():
    change = only(diff(described(OWN, {"type": "string"}), described(OWN, {"type": "string", "maxLength": 3})))
    assert (change.cls, change.undecided) == ("breaking", True)


@pytest.mark.parametrize("surface", [sent, received])
def test_3_0_to_3_1_is_neutral(surface):
    old = surface({"type": "number", "minimum": 0, "exclusiveMinimum": True, "nullable": True})
    new = surface({"type": ["number", "null"], "exclusiveMinimum": 0})
    assert diff({**old, "openapi": "3.0.3"}, new).verdict == "neutral"
    assert diff({**old, "openapi": "3.0.3"}, {**new, "jsonSchemaDialect": BASE}).verdict == "neutral"


@pytest.mark.parametrize("mark", ["readOnly", "writeOnly"])
@pytest.mark.parametrize("surface", [sent, received])
def test_a_mark_beside_a_reference_counts_since_3_1(surface, mark):
    plain, marked = (
        surface({"type": "object", "properties": {"a": {**ref("Name"), **beside}}}, schemas={"Name": STRING})
        for beside in ({}, {mark: True})
    )
    old = [{**each, "openapi": "3.0.4"} for each in (plain, marked)]
    assert diff(*old).verdict == "neutral"
    assert diff(plain, marked).verdict == ("breaking" if (mark == "readOnly") == (surface is sent) else "neutral")
    # A mark within the schema referred to counts in 3.0, too.
    inner = surface({"type": "object", "properties": {"a": ref("Name")}}, schemas={"Name": {**STRING, mark: True}})
    assert diff(old[0], {**inner, "openapi": "3.0.4"}).verdict == diff(plain, marked).verdict


def test_a_part_of_a_file_is_in_the_dialect_of_its_file(tmp_path):
    for name, last in (("base", "integer"), ("revision", "string")):
        pair = {"type": "array", "items": [STRING, {"type": last}]}
        shapes = {"$schema": DRAFT_07, "definitions": {"Pair": pair}}
        (tmp_path / f"{name}-shapes.json").write_text(json.dumps(shapes))
        document = sent({"$ref": f"{name}-shapes.json#/definitions/Pair"})
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    assert only(diff(str(tmp_path / "base.json"), str(tmp_path / "revision.json"))).cls == "breaking"


@pytest.mark.parametrize("ignored", [{"readOnly": True}, {"enum": ["a"]}, {"allOf": [{"type": "boolean"}]}])
def test_what_3_0_ignores_beside_a_reference_says_nothing_beside_another_edit(ignored):
    def described(beside, shared):
        parts = [{**ref("One"), **beside}, ref("Two")]
        schemas = {"One": shared, "Two": {**ref("Three"), **beside}, "Three": {"type": "string"}}
        return {**sent({"allOf": parts}, schemas=schemas), "openapi": "3.0.3"}

    base = described({}, {"type": "string", "maxLength": 5})
    revision = described(ignored, {"type": "string", "allOf": [{"maxLength": 5}]})
    assert diff(base, revision).verdict == "neutral"
