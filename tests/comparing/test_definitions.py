"""Parts of a component that a pointer leads into: its own definitions, extensions that hold schemas."""

from __future__ import annotations

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
