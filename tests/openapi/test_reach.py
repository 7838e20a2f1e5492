"""What is reached from which surface, over which references."""

from __future__ import annotations

import pytest

from apidiff.openapi.discriminators import spell_out
from apidiff.openapi.operations import operations
from apidiff.openapi.reach import reached_from, schemas_as_events, surfaces
from apidiff.reading import contract_of, read
from tests.comparing.describing import STRING, api, content, ok, ref


def reach(document, *globs):
    document = spell_out(document, siblings=True)
    return reached_from(document, [*surfaces(operations(document)), *schemas_as_events(document, globs)])


def unreached(document, *globs, section="schemas"):
    reached = reach(document, *globs)
    return [name for name in document["components"][section] if f"/components/{section}/{name}" not in reached]


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
    """A definition that nothing refers to applies nothing, so it reaches nothing either."""
    assert unreached(pets()) == ["Maker", "Rock", "RockWebhook"]


def test_schemas_can_be_declared_to_be_events():
    assert unreached(pets(), "*Webhook") == ["Maker"]


def test_events_and_callbacks_reach_what_they_send_and_take():
    body = {"requestBody": content(ref("Body")), "responses": ok(ref("Answer"))}
    callback = {"{$request.body#/url}": {"post": {"requestBody": content(ref("Call")), "responses": ok(ref("Reply"))}}}
    document = api(
        {"/v1/a": {"post": {**body, "callbacks": {"told": callback}}}},
        webhooks={"came": {"post": {"requestBody": content(ref("Event")), "responses": ok(ref("Heard"))}}},
        schemas=dict.fromkeys(("Body", "Answer", "Call", "Reply", "Event", "Heard", "Other"), STRING),
    )
    assert unreached(document) == ["Other"]


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
    assert unreached(document) == []
    assert unreached(document, section=section) == ["Other"]


def test_a_path_item_elsewhere_is_reached_by_its_operations():
    item = {"get": {"responses": ok(ref("Leaf"))}}
    document = api(
        {"/v1/a": {"$ref": "#/components/pathItems/A"}}, schemas={"Leaf": STRING}, pathItems={"A": item, "B": {}}
    )
    assert unreached(document) == []
    assert "/components/pathItems/A/get/responses" in reach(document)


def test_a_reference_into_a_component_reaches_that_part_alone():
    within = {"$ref": "#/components/schemas/Order/$defs/Line"}
    schemas = {"Order": {"properties": {"by": ref("Buyer")}, "$defs": {"Line": {"items": ref("Item")}}}}
    document = api({"/v1/a": {"get": {"responses": ok(within)}}}, schemas=schemas | {"Buyer": {}, "Item": {}})
    assert unreached(document) == ["Order", "Buyer"]


def test_a_circle_ends():
    schemas = {"A": {"items": ref("B")}, "B": {"items": ref("A")}}
    assert unreached(api({"/v1/a": {"get": {"responses": ok(ref("A"))}}}, schemas=schemas)) == []


def test_what_stands_beside_a_reference_counts_since_3_1():
    schemas = {"A": {**ref("B"), "properties": {"c": ref("C")}}, "B": {}, "C": {}}
    document = api({"/v1/a": {"get": {"responses": ok(ref("A"))}}}, schemas=schemas)
    for siblings in (True, False):
        found = reached_from(document, surfaces(operations(document)), siblings=siblings)
        assert ("/components/schemas/C" in found) is siblings


def test_a_generic_that_is_copied_is_reached():
    schemas = {
        "Page": {"$id": "https://e.com/p", "items": {"$dynamicRef": "#T"}, "$defs": {"any": {"$dynamicAnchor": "T"}}},
        "Pets": {"$id": "https://e.com/pets", "$ref": "p", "$defs": {"t": {"$dynamicAnchor": "T", "type": "string"}}},
    }
    document = contract_of(read(api({"/v1/a": {"get": {"responses": ok(ref("Pets"))}}}, schemas=schemas))).document
    reached = reached_from(document, surfaces(operations(document)))
    assert {"/components/schemas/Page", "/components/schemas/Pets", "/components/schemas/Pets/$defs/t"} <= reached
