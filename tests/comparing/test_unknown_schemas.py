"""A side of which not everything is known: what the other side has beside it is not told as added or removed."""

from __future__ import annotations

import pytest

from tests.comparing.describing import api, content, diff, ok

KEPT = {"x-unit": "m", "description": "How long it is.", "minimum": 0, "maximum": 90}
KNOWN = {"type": "integer", **KEPT}
ITEM = {"type": "object", "properties": {"left": {"type": "string"}}, "required": ["left"]}


def described(schema, version="3.1.0"):
    whole = {"type": "object", "properties": {"length": schema, "other": {"type": "string"}}}
    return api({"/v1/things": {"post": {"requestBody": content(whole), "responses": ok(whole)}}}, openapi=version)


def rules(base, revision, version="3.1.0"):
    found = diff(described(base, version), described(revision, version)).counted
    assert all(change.undecided for change in found if change.rule == "schema-changed")
    return [change.rule for change in found]


@pytest.mark.parametrize("version", ["3.0.4", "3.1.0"])
@pytest.mark.parametrize(("known", "kept"), [(KNOWN, KEPT), ({**ITEM, "x-a": 1}, {**ITEM, "x-a": 1})])
def test_an_unknown_type_hides_nothing_beside_it(known, kept, version):
    unknown = {**kept, "type": "int64"}
    assert rules(known, unknown, version) == ["schema-changed"]
    assert rules(unknown, known, version) == ["schema-changed"]


def test_what_both_sides_say_beside_an_unknown_type_is_compared():
    unknown = {**KEPT, "type": "int64", "description": "In metres.", "maximum": 80}
    assert sorted(rules(KNOWN, unknown)) == ["documentation-changed", "maximum-lowered", "schema-changed"]
    assert sorted(rules(ITEM, {**ITEM, "type": "objct", "properties": {**ITEM["properties"], "right": {}}})) == [
        "property-added",
        "schema-changed",
    ]


@pytest.mark.parametrize("version", ["3.0.4", "3.1.0"])
@pytest.mark.parametrize("known", [KNOWN, ITEM, {"type": "array", "items": ITEM, "minItems": 1}, {"enum": ["a", "b"]}])
def test_what_a_reference_to_nothing_stood_for_is_not_told_part_by_part(known, version):
    assert rules({"$ref": "#/components/schemas/Gone"}, known, version) == ["schema-changed"]


@pytest.mark.parametrize(("keyword", "value"), [("maximum", "90"), ("properties", []), ("required", "left")])
def test_a_value_of_a_wrong_type_in_the_base_was_there(keyword, value):
    known = {**ITEM, **KEPT}
    assert rules({**known, keyword: value}, known) == ["schema-changed"]
