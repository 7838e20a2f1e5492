"""One change per cause, however many places it reaches."""

from __future__ import annotations

import copy

import pytest

from tests.comparing.describing import STRING, api, content, diff, ok, only, ref

CHILDREN = 5


def inheriting():
    """Five schemas that join one by `allOf`, each taken and sent by an operation of its own."""
    base = {
        "type": "object",
        "properties": {"id": {"type": "string", "maxLength": 9}, "code": STRING},
        "required": ["id"],
    }
    schemas = {"Base": base}
    paths = {}
    for number in range(CHILDREN):
        own = {"type": "object", "properties": {f"own{number}": STRING}}
        schemas[f"Child{number}"] = {"allOf": [ref("Base"), own]}
        paths[f"/v1/things{number}"] = {
            "get": {"responses": ok(ref(f"Child{number}"))},
            "post": {"requestBody": content(ref(f"Child{number}")), "responses": {"204": {"description": "Done"}}},
        }
    return api(paths, schemas=schemas)


EDITS = {
    "property added": lambda s: s["properties"].update(fresh=STRING),
    "property removed": lambda s: s["properties"].pop("code"),
    "property renamed": lambda s: s["properties"].update(code_id=s["properties"].pop("code")),
    "property required": lambda s: s["required"].append("code"),
    "property optional": lambda s: s.pop("required"),
    "limit lowered": lambda s: s["properties"]["id"].update(maxLength=5),
    "pattern added": lambda s: s["properties"]["id"].update(pattern="^a"),
    "condition added": lambda s: s.update({"not": {"required": ["secret"]}}),
    "count limited": lambda s: s.update(maxProperties=8),
    "rest typed": lambda s: s.update(additionalProperties=STRING),
    "required property added": lambda s: (s["properties"].update(fresh=STRING), s["required"].append("fresh")),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_of_a_schema_that_others_join_is_one_change_of_that_schema(edit):
    base, revision = inheriting(), inheriting()
    edit(revision["components"]["schemas"]["Base"])
    change = only(diff(base, revision))
    assert "schema `Base`" in change.title
    assert len(change.operations) == 2 * CHILDREN
    for side in (change.base, change.revision):
        assert side.pointer.startswith("/components/schemas/Base")


def test_prose_of_a_schema_that_others_join_is_one_change_of_that_schema():
    base, revision = inheriting(), inheriting()
    revision["components"]["schemas"]["Base"]["description"] = "What all have."
    (change,) = diff(base, revision).changes
    assert change.title == "Documentation of schema `Base` changed"


LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer"}}


def listing(parameter):
    return api(
        {
            f"/v1/things{number}": {"get": {"parameters": [ref("Limit", "parameters")], "responses": ok()}}
            for number in range(4)
        },
        parameters={"Limit": parameter},
    )


@pytest.mark.parametrize(
    ("rule", "edit"),
    [
        ("parameter-became-required", {"required": True}),
        ("parameter-renamed", {"name": "page_limit"}),
        ("parameter-moved", {"in": "header"}),
        ("maximum-lowered", {"schema": {"type": "integer", "maximum": 9}}),
    ],
)
def test_an_edit_of_a_shared_parameter_is_one_change_with_all_its_operations(rule, edit):
    change = only(diff(listing(LIMIT), listing(LIMIT | edit)))
    assert (change.rule, len(change.operations)) == (rule, 4)
    assert change.base.pointer.startswith("/components/parameters/Limit")


def test_a_shared_parameter_dropped_from_every_operation_is_one_change():
    base, revision = listing(LIMIT), listing(LIMIT)
    for item in revision["paths"].values():
        del item["get"]["parameters"]
    change = only(diff(base, revision))
    assert (change.rule, change.name, len(change.operations)) == ("parameter-removed", "limit", 4)


def answering(headers):
    return api(
        {f"/v1/things{number}": {"get": {"responses": ok(headers=headers)}} for number in range(3)},
        headers={"Rate": {"schema": {"type": "integer"}}},
    )


def test_a_shared_header_dropped_from_every_response_is_one_change():
    change = only(diff(answering({"X-Rate": ref("Rate", "headers")}), answering({})))
    assert (change.rule, change.name, len(change.operations)) == ("response-header-removed", "X-Rate", 3)


def inline(limit):
    def schema():
        return {"type": "object", "properties": {"name": {"type": "string", "maxLength": limit}}}

    return api({f"/v1/things{number}": {"get": {"responses": ok(schema())}} for number in range(3)})


def test_the_same_edit_in_many_inline_copies_is_one_change():
    change = only(diff(inline(5), inline(9)))
    assert (change.rule, len(change.operations), len(change.also)) == ("max-length-raised", 3, 2)


def test_another_edit_in_one_of_the_copies_is_a_change_of_its_own():
    base, revision = inline(5), inline(9)
    schema = revision["paths"]["/v1/things1"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    schema["properties"]["name"]["maxLength"] = 7
    assert [len(change.operations) for change in diff(base, revision).changes] in ([2, 1], [1, 2])


def test_a_mark_of_a_schema_that_many_properties_refer_to_is_one_change():
    def described(mark):
        status = {"type": "string", **mark}
        holder = {"type": "object", "properties": {name: ref("Status") for name in ("first", "second", "third")}}
        return api(
            {"/v1/things": {"post": {"requestBody": content(holder), "responses": {"204": {"description": "Done"}}}}},
            schemas={"Status": status},
        )

    change = only(diff(described({}), described({"readOnly": True})))
    assert change.rule == "read-only-changed"
    assert change.revision.pointer == "/components/schemas/Status/readOnly"


def test_the_first_place_by_its_pointer_speaks_for_all():
    base, revision = inline(5), inline(9)
    turned = copy.deepcopy(revision)
    turned["paths"] = dict(reversed(turned["paths"].items()))
    forth, back = (diff(base, side).changes[0] for side in (revision, turned))
    assert (forth.id, forth.title, forth.revision.pointer) == (back.id, back.title, back.revision.pointer)


def test_an_edit_of_what_joined_items_refer_to_is_told_there_alone():
    def joining(code):
        words = {"type": "array", "items": ref("Code")}
        numbered = {"type": "object", "properties": {"codes": {"type": "array", "items": {"maxLength": 9}}}}
        joined = {"allOf": [ref("Numbered"), {"properties": {"codes": words}}]}
        schemas = {"Code": code, "Numbered": numbered, "Joined": joined}
        return api(
            {"/v1/things": {"post": {"requestBody": content(ref("Joined")), "responses": ok()}}}, schemas=schemas
        )

    comparison = diff(joining(STRING), joining(STRING | {"minimum": 5}))
    assert [change.revision.pointer for change in comparison.changes] == ["/components/schemas/Code/minimum"]


def test_nullable_as_it_is_by_default_is_told_where_it_stands_in_a_schema_that_refers_to_itself():
    def recursive(**more):
        node = {"type": "object", "properties": {"next": ref("Node")}, **more}
        paths = {"/v1/things": {"get": {"responses": ok(ref("Node"))}}}
        return api(paths, openapi="3.0.3", schemas={"Node": node})

    (change,) = diff(recursive(), recursive(nullable=False)).changes
    assert (change.cls, change.revision.pointer) == ("neutral", "/components/schemas/Node")


def test_a_schema_closed_beside_its_allof_is_told_where_it_was_closed():
    def joined(**more):
        parts = [{"properties": {"a": STRING}}, {"properties": {"b": STRING}, "additionalProperties": STRING}]
        return api({"/v1/things": {"post": {"requestBody": content({"allOf": parts, **more}), "responses": ok()}}})

    change = only(diff(joined(), joined(additionalProperties=False), audited=True))
    assert change.rule == "additional-properties-closed"
    assert change.revision.pointer.endswith("/schema/additionalProperties")


def test_fields_of_what_stands_in_place_of_a_component_at_some_uses_are_told_one_by_one():
    def using(name):
        fields = {"a": {"type": "string", "maxLength": 9}, "b": {"type": "string", "maxLength": 9}}
        tight = {field: schema | {"maxLength": 5} for field, schema in fields.items()}
        kinds = {kind: {"type": "object", "properties": found} for kind, found in (("Wide", fields), ("Tight", tight))}
        uses = {"/v1/one": name, "/v1/two": name, "/v1/three": "Wide"}
        paths = {path: {"post": {"requestBody": content(ref(kind)), "responses": ok()}} for path, kind in uses.items()}
        return api(paths, schemas=kinds)

    told = [change for change in diff(using("Wide"), using("Tight")).changes if change.rule == "max-length-lowered"]
    assert len(told) == 2
    assert {change.operations for change in told} == {("POST /v1/one", "POST /v1/two")}
    assert len({change.id for change in told}) == 2
