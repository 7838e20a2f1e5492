"""What is reached from which surface, over which references."""

from __future__ import annotations

import pytest

from apidiff.openapi.discriminators import spell_out
from apidiff.openapi.operations import operations
from apidiff.openapi.reach import Reachability, schemas_as_events, surfaces
from apidiff.reading import contract_of, read
from tests.comparing.describing import STRING, api, content, ok, ref


def reach(document, *globs):
    document = spell_out(document, siblings=True)
    return Reachability(document, [*surfaces(operations(document)), *schemas_as_events(document, globs)])


def names(reached, name):
    return [(surface.name, surface.direction) for surface in reached.surfaces_of(f"/components/schemas/{name}")]


def kinds(reached, name):
    return [edge.kind for edge in reached.way_to(f"/components/schemas/{name}")]


def pets(**more):
    schemas = {
        "Pet": {"properties": {"kind": STRING, "owner": ref("Owner")}, "discriminator": {"propertyName": "kind"}},
        "Cat": {"allOf": [ref("Pet"), {"properties": {"food": ref("Food")}}]},
        "Lion": {"allOf": [ref("Cat"), {"properties": {"pride": ref("Pride")}}]},
        "Owner": {},
        "Food": {"$defs": {"Tin": {"properties": {"maker": ref("Maker")}}}},
        "Pride": {},
        "Maker": {},
        "Rock": {},
        "RockWebhook": {"properties": {"rock": ref("Rock")}},
    }
    return api({"/v1/pets": {"get": {"responses": ok(ref("Pet"))}}}, schemas=schemas, **more)


def test_schemas_are_reached_by_reference_and_by_being_a_subtype():
    reached = reach(pets())
    assert kinds(reached, "Pet") == ["$ref"]
    assert kinds(reached, "Owner") == ["$ref", "$ref"]
    assert kinds(reached, "Cat") == ["$ref", "discriminator"]
    assert kinds(reached, "Pride") == ["$ref", "discriminator", "$ref"]
    assert names(reached, "Pride") == [("GET /v1/pets", "from-server")]


def test_what_no_surface_leads_to_is_unreached():
    """A definition that nothing refers to applies nothing, so it reaches nothing either."""
    assert reach(pets()).unreached() == [
        f"/components/schemas/{name}" for name in ("Maker", "Rock", "RockWebhook")
    ]  # fmt: skip


def test_schemas_can_be_declared_to_be_events():
    reached = reach(pets(), "*Webhook")
    assert names(reached, "Rock") == [("webhook RockWebhook", "from-server")]
    assert reached.unreached() == ["/components/schemas/Maker"]


def test_directions_turn_with_events_and_callbacks():
    body = {"requestBody": content(ref("Body")), "responses": ok(ref("Answer"))}
    callback = {"{$request.body#/url}": {"post": {"requestBody": content(ref("Call")), "responses": ok(ref("Reply"))}}}
    document = api(
        {"/v1/a": {"post": {**body, "callbacks": {"told": callback}}}},
        webhooks={"came": {"post": {"requestBody": content(ref("Event")), "responses": ok(ref("Heard"))}}},
        schemas=dict.fromkeys(("Body", "Answer", "Call", "Reply", "Event", "Heard"), STRING),
    )
    reached = reach(document)
    directions = {name: names(reached, name)[0][1] for name in document["components"]["schemas"]}
    assert directions == {
        "Body": "to-server",
        "Answer": "from-server",
        "Call": "from-server",
        "Reply": "to-server",
        "Event": "from-server",
        "Heard": "to-server",
    }


@pytest.mark.parametrize(
    ("section", "part"),
    [
        ("responses", {"responses": {"200": ref("It", "responses")}}),
        ("parameters", {"parameters": [ref("It", "parameters")], "responses": {}}),
        ("requestBodies", {"requestBody": ref("It", "requestBodies"), "responses": {}}),
        ("headers", {"responses": ok(headers={"X": ref("It", "headers")})}),
    ],
)
def test_components_of_every_kind_lead_on(section, part):
    held = content(ref("Leaf")) if section != "headers" else {"schema": ref("Leaf")}
    document = api({"/v1/a": {"post": part}}, schemas={"Leaf": STRING}, **{section: {"It": held, "Other": {}}})
    reached = reach(document)
    assert reached.is_reached("/components/schemas/Leaf")
    assert reached.unreached(section) == [f"/components/{section}/Other"]


def test_a_path_item_elsewhere_is_reached_by_its_operations():
    item = {"get": {"responses": ok(ref("Leaf"))}}
    document = api(
        {"/v1/a": {"$ref": "#/components/pathItems/A"}}, schemas={"Leaf": STRING}, pathItems={"A": item, "B": {}}
    )
    reached = reach(document)
    assert reached.is_reached("/components/schemas/Leaf")
    assert reached.unreached("pathItems") == ["/components/pathItems/B"]


def test_a_reference_into_a_component_reaches_that_part_alone():
    within = {"$ref": "#/components/schemas/Order/$defs/Line"}
    schemas = {"Order": {"properties": {"by": ref("Buyer")}, "$defs": {"Line": {"items": ref("Item")}}}}
    document = api({"/v1/a": {"get": {"responses": ok(within)}}}, schemas=schemas | {"Buyer": {}, "Item": {}})
    reached = reach(document)
    assert reached.is_reached("/components/schemas/Item")
    assert reached.unreached() == ["/components/schemas/Order", "/components/schemas/Buyer"]


def test_a_circle_ends():
    schemas = {"A": {"items": ref("B")}, "B": {"items": ref("A")}}
    reached = reach(api({"/v1/a": {"get": {"responses": ok(ref("A"))}}}, schemas=schemas))
    assert [surface.name for surface in reached.surfaces_of("/components/schemas/B")] == ["GET /v1/a"]


def test_what_stands_beside_a_reference_counts_since_3_1():
    schemas = {"A": {**ref("B"), "properties": {"c": ref("C")}}, "B": {}, "C": {}}
    document = api({"/v1/a": {"get": {"responses": ok(ref("A"))}}}, schemas=schemas)
    for siblings in (True, False):
        found = Reachability(document, surfaces(operations(document)), siblings=siblings)
        assert found.is_reached("/components/schemas/C") is siblings


def test_a_generic_that_is_copied_is_reached():
    schemas = {
        "Page": {"$id": "https://e.com/p", "items": {"$dynamicRef": "#T"}, "$defs": {"any": {"$dynamicAnchor": "T"}}},
        "Pets": {"$id": "https://e.com/pets", "$ref": "p", "$defs": {"t": {"$dynamicAnchor": "T", "type": "string"}}},
    }
    document = contract_of(read(api({"/v1/a": {"get": {"responses": ok(ref("Pets"))}}}, schemas=schemas))).document
    reached = Reachability(document, surfaces(operations(document)))
    assert reached.unreached() == []
    assert "/components/schemas/Pets/$defs/t" in reached.reached()
