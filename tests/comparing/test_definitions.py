"""Parts of a component that a pointer leads into: its own definitions, extensions that hold schemas."""

from __future__ import annotations

import json

import pytest

from tests.comparing.describing import STRING, api, diff, ok, only, received, ref, sent

NARROW = {"type": "object", "required": ["sku"], "properties": {"sku": STRING, "count": {"type": "integer"}}}
NARROWER = NARROW | {"required": ["sku", "count"]}


def order(line, keyword, *, surface=sent, **more):
    """An order whose line stands in the order's own schema."""
    within = {"properties": {"line": {"$ref": f"#/components/schemas/Order/{keyword}/Line"}}, keyword: {"Line": line}}
    return surface(ref("Order"), schemas={"Order": {"type": "object", **within, **more}})


@pytest.mark.parametrize("keyword", ["$defs", "definitions", "x-parts"])
def test_a_field_of_an_own_definition_that_became_required_is_breaking(keyword):
    change = only(diff(order(NARROW, keyword), order(NARROWER, keyword)))
    assert (change.rule, change.cls, change.name) == ("property-became-required", "breaking", "count")


def test_an_own_definition_is_found_over_another_definition():
    def chain(leaf):
        own = "#/components/schemas/Order/$defs"
        defs = {
            "A": {"type": "array", "items": {"$ref": f"{own}/B"}},
            "B": {"allOf": [{"$ref": f"{own}/C"}]},
            "C": leaf,
        }
        schema = {"type": "object", "properties": {"a": {"$ref": f"{own}/A"}}, "$defs": defs}
        return sent(ref("Order"), schemas={"Order": schema})

    change = only(diff(chain({"type": "number"}), chain({"type": "integer"})))
    assert (change.rule, change.cls) == ("type-changed", "breaking")


def test_an_own_definition_referred_to_by_its_id_is_compared():
    def by_id(line):
        line = {"$id": "https://example.com/line", **line}
        schema = {
            "type": "object",
            "properties": {"line": {"$ref": "https://example.com/line"}},
            "$defs": {"Line": line},
        }
        return sent(ref("Order"), schemas={"Order": schema})

    assert only(diff(by_id(NARROW), by_id(NARROWER))).cls == "breaking"


def test_a_definition_of_an_inline_schema_is_compared():
    def inline(line):
        pointer = "#/paths/~1v1~1things/get/responses/200/content/application~1json/schema/$defs/Line"
        return received({"properties": {"line": {"$ref": pointer}}, "$defs": {"Line": line}})

    assert only(diff(inline(NARROWER), inline(NARROW))).cls == "breaking"
    assert diff(inline(NARROW), inline(NARROWER)).verdict == "additive"


def test_a_part_of_another_component_is_compared_where_both_changed():
    def described(line, title):
        schemas = {
            "Order": {"title": title, "$defs": {"Line": line}},
            "Basket": {"title": title, "properties": {"line": {"$ref": "#/components/schemas/Order/$defs/Line"}}},
        }
        return api({"/v1/baskets": {"get": {"responses": ok(ref("Basket"))}}}, schemas=schemas)

    comparison = diff(described(NARROWER, "a"), described(NARROW, "b"))
    assert [(c.rule, c.cls) for c in comparison.changes if c.cls != "neutral"] == [
        ("property-became-optional", "breaking")
    ]


# What nothing refers to


def unused(definition, keyword="$defs", *, component=None, openapi="3.1.0"):
    schema = {"type": "object", "properties": {"line": ref("Line")}, keyword: {"Line": definition}}
    schemas = {"Order": schema, "Line": component or STRING}
    return {**sent(ref("Order"), schemas=schemas), "openapi": openapi}


@pytest.mark.parametrize("keyword", ["$defs", "definitions"])
def test_a_definition_that_nothing_refers_to_is_told_as_such(keyword):
    comparison = diff(unused(NARROW, keyword), unused(NARROWER, keyword), audited=True)
    (change,) = comparison.changes
    assert (change.rule, change.cls, change.unreached) == ("property-became-required", "neutral", True)
    assert change.base.pointer == f"/components/schemas/Order/{keyword}/Line"


@pytest.mark.parametrize("openapi", ["3.0.3", "3.1.0"])
def test_the_copy_that_bundling_left_behind_is_no_second_change(openapi):
    base, revision = (unused(line, "definitions", component=line, openapi=openapi) for line in (NARROW, NARROWER))
    assert [change.rule for change in diff(base, revision, audited=True).changes] == ["property-became-required"]


def test_a_copy_that_is_gone_is_no_change_either():
    base, revision = (unused(NARROW, "definitions", component=NARROW) for _ in range(2))
    del revision["components"]["schemas"]["Order"]["definitions"]
    assert diff(base, revision, audited=True).verdict == "neutral"


def test_a_definition_of_an_inline_schema_that_nothing_refers_to_is_told():
    base, revision = (sent({"type": "object", "$defs": {"Line": line}}) for line in (NARROW, NARROWER))
    (change,) = diff(base, revision, audited=True).changes
    assert (change.rule, change.unreached) == ("property-became-required", True)


def test_a_files_own_definitions_are_compared_once(tmp_path):
    sides = []
    for name, line in (("base", NARROW), ("revision", NARROWER)):
        order = {"type": "object", "properties": {"l": {"$ref": "#/definitions/Line"}}, "definitions": {"Line": line}}
        folder = tmp_path / name
        folder.mkdir()
        (folder / "order.json").write_text(json.dumps(order))
        (folder / "openapi.json").write_text(json.dumps(sent({"$ref": "order.json"})))
        sides.append(str(folder / "openapi.json"))
    assert [change.rule for change in diff(*sides, audited=True).changes] == ["property-became-required"]


def test_an_example_that_a_response_refers_to_is_used():
    def described(value):
        media = {"schema": STRING, "examples": {"one": {"$ref": "#/components/examples/One"}}}
        responses = {"200": {"description": "OK", "content": {"application/json": media}}}
        return api({"/v1/a": {"get": {"responses": responses}}}, examples={"One": {"value": value}})

    assert [change.rule for change in diff(described("a"), described("b")).changes] == ["examples-changed"]


def test_nothing_is_called_unreached_that_something_uses():
    """Alternatives written in another way are asked about as a whole, and what they refer to is not compared again."""
    base = {"anyOf": [ref("A"), {"type": "integer"}]}
    revision = {"anyOf": [{"type": "integer"}, {"anyOf": [ref("A"), {"type": "string", "maxLength": 3}]}]}
    comparison = diff(sent(base, schemas={"A": STRING}), sent(revision, schemas={"A": {**STRING, "title": "A"}}))
    assert not any(change.unreached for change in comparison.changes)
