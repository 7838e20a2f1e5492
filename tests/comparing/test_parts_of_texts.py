"""What stands in one schema object stays in one, also where an object or a list is read from texts."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, diff, ok, told

WAYS = {
    "loose": {"in": "query"},
    "deepObject": {"in": "query", "style": "deepObject"},
    "header": {"in": "header"},
    "path": {"in": "path", "required": True},
}


def taking(schema, way):
    path = "/v1/boats/{rig}" if way == "path" else "/v1/boats"
    parameter = {"name": "rig", "schema": schema, **WAYS[way]}
    return api({path: {"get": {"parameters": [parameter], "responses": ok(STRING)}}})


def orders(schema):
    """The schema with its keywords in both orders: they mean the same."""
    return [schema, dict(reversed(schema.items()))]


def composed(limit):
    parts = [{"properties": {"mast": STRING}}, {"properties": {"sail": {"type": "string", "maxLength": limit}}}]
    return {"unevaluatedProperties": False, "type": "object", "required": ["sail"], "allOf": parts}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("order", [0, 1])
def test_what_no_part_evaluates_is_left_over_from_all_of_them(way, order):
    wide, narrow = (orders(composed(limit))[order] for limit in (9, 2))
    comparison = diff(taking(wide, way), taking(narrow, way))
    assert [row[:2] for row in told(comparison)] == [("max-length-lowered", "breaking")]
    assert comparison.changes[0].witness is not None
    assert diff(taking(narrow, way), taking(wide, way)).verdict == "additive"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("order", [0, 1])
def test_a_closed_object_knows_its_fields_on_both_sides_of_a_composition(way, order):
    def closed(limit):
        mast = {"type": "integer", "maximum": limit}
        return {
            "type": "object",
            "additionalProperties": False,
            "allOf": [{"required": ["mast"]}],
            "anyOf": [{"maxProperties": 1}],
            "properties": {"mast": mast},
        }

    wide, narrow = (orders(closed(limit))[order] for limit in (9, 2))
    comparison = diff(taking(wide, way), taking(narrow, way))
    assert [(each.rule, each.cls, each.undecided) for each in comparison.changes] == [
        ("maximum-lowered", "breaking", False)
    ]
    assert diff(taking(narrow, way), taking(wide, way)).verdict == "additive"


@pytest.mark.parametrize("order", [0, 1])
def test_a_composed_object_written_as_one_is_a_rewrite(order):
    flat = {"type": "object", "properties": {"mast": STRING, "sail": {"type": "string", "maxLength": 9}}}
    flat |= {"required": ["sail"], "additionalProperties": False}
    base, revision = taking(orders(composed(9))[order], "deepObject"), taking(flat, "deepObject")
    assert diff(base, revision).verdict == diff(revision, base).verdict == "neutral"


@pytest.mark.parametrize("order", [0, 1])
def test_items_that_no_part_evaluates(order):
    def listed(limit):
        first = {"prefixItems": [{"type": "string", "maxLength": limit}]}
        return {"unevaluatedItems": False, "type": "array", "allOf": [first, {"minItems": 1}]}

    wide, narrow = (taking(orders(listed(limit))[order], "header") for limit in (9, 2))
    comparison = diff(wide, narrow)
    assert comparison.verdict == "breaking", told(comparison)
    assert diff(narrow, wide).changes[0].cls != "neutral"


def test_an_encoding_of_an_alternative_is_not_that_of_the_media_type_beside_it():
    def text(media):
        return {"type": "string", "contentMediaType": media, "oneOf": [{"contentEncoding": "base64"}]}

    base, revision = taking(text("text/html"), "header"), taking(text("text/plain"), "header")
    assert diff(base, revision).verdict == "breaking"
