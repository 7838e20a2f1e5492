"""The part of a description that is about some of its paths: what they need stays, what only others need goes."""

from __future__ import annotations

import pytest

from apidiff.errors import InputError
from apidiff.openapi.parts import part_of


def referring(ref):
    return {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"$ref": ref}}}}}}}


def schema(name):
    return f"#/components/schemas/{name}"


def document(paths, schemas, **more):
    return {"openapi": "3.1.0", "paths": paths, "components": {"schemas": schemas}, **more}


def kept(*arguments, **options):
    return set(part_of(*arguments, **options)["components"]["schemas"])


def test_a_prefix_ends_at_a_segment():
    paths: dict = {path: {} for path in ("/a", "/a/", "/a/b", "/ab", "/a{id}", "/b/a")}
    assert list(part_of({"paths": {**paths, "x-note": 1}}, "/a")["paths"]) == ["/a", "/a/", "/a/b", "x-note"]


def test_nothing_changes_where_every_path_is_a_part():
    whole = document({"/a/b": {}}, {"Unused": {}})
    assert part_of(whole, "/a") is whole


def test_what_only_others_lead_to_goes_and_everything_else_stays():
    schemas = {
        "Mine": {"properties": {"inner": {"$ref": schema("Inner")}}},
        "Inner": {},
        "Theirs": {"properties": {"shared": {"$ref": schema("Shared")}, "deep": {"$ref": schema("Deep")}}},
        "Deep": {},
        "Shared": {},
        "Unused": {},
    }
    paths = {"/a": referring(schema("Mine")), "/b": referring(schema("Theirs")), "/a/c": referring(schema("Shared"))}
    assert kept(document(paths, schemas), "/a") == {"Mine", "Inner", "Shared", "Unused"}


def test_a_webhook_keeps_what_it_needs():
    paths = {"/a": {}, "/b": referring(schema("Sent"))}
    assert kept(document(paths, {"Sent": {}}, webhooks={"sent": referring(schema("Sent"))}), "/a") == {"Sent"}


def test_a_declared_payload_stays():
    paths = {"/a": {}, "/b": referring(schema("LeadWebhook"))}
    schemas = {"LeadWebhook": {"allOf": [{"$ref": schema("Base")}]}, "Base": {}}
    assert kept(document(paths, schemas), "/a", ["LeadWebhook"]) == {"LeadWebhook", "Base"}


def test_subtypes_stay_whose_parent_does():
    schemas = {
        "Pet": {"discriminator": {"propertyName": "kind"}},
        "Cat": {"allOf": [{"$ref": schema("Pet")}]},
        "Kitten": {"allOf": [{"$ref": schema("Cat")}]},
        "Bird": {},
    }
    paths = {"/a": referring(schema("Pet")), "/b": referring(schema("Kitten"))}
    assert kept(document(paths, schemas), "/a") == set(schemas)
    del schemas["Pet"]["discriminator"]
    assert kept(document(paths, schemas), "/a") == {"Pet", "Bird"}


def test_a_mapping_names_a_schema_with_and_without_a_pointer():
    choice = {"discriminator": {"propertyName": "kind", "mapping": {"x": "Bare", "y": schema("Pointed")}}}
    schemas = {"Choice": choice, "Bare": {}, "Pointed": {}}
    both = {"oneOf": [{"$ref": schema("Bare")}, {"$ref": schema("Pointed")}]}
    paths = {"/a": referring(schema("Choice")), "/b": {"get": {"requestBody": both}}}
    assert kept(document(paths, schemas), "/a") == set(schemas)


def test_a_security_scheme_stays_that_a_requirement_names():
    paths = {"/a": {"get": {"security": [{"key": []}]}}, "/b": {"get": {"security": [{"key": []}, {"token": []}]}}}
    whole = document(paths, {})
    whole["components"]["securitySchemes"] = {"key": {}, "token": {}}
    assert set(part_of(whole, "/a")["components"]["securitySchemes"]) == {"key"}


def test_with_addresses_every_component_stays():
    paths = {"/a": referring("#anchored"), "/b": referring(schema("Anchored"))}
    schemas = {"Anchored": {"$anchor": "anchored"}}
    assert kept(document(paths, schemas), "/a", has_addresses=True) == {"Anchored"}


def test_a_name_is_written_with_escapes():
    paths = {"/a": referring("#/components/schemas/x~1y%20z"), "/b": referring("#/components/schemas/x~1y%20z")}
    assert kept(document(paths, {"x/y z": {}}), "/a") == {"x/y z"}


def test_a_reference_into_a_path_that_goes_is_an_error():
    paths = {"/a": referring("#/paths/~1b/get/x"), "/b": {"get": {"x": {}}}}
    with pytest.raises(InputError, match="no part of this API"):
        part_of(document(paths, {}), "/a")


@pytest.mark.parametrize("odd", [{"paths": []}, {"paths": {"/b": {}}, "components": []}, {}])
def test_what_is_no_description_is_left_to_others_to_report(odd):
    assert part_of(odd, "/a").get("components") == odd.get("components")


@pytest.mark.parametrize("target", [{"operationRef": "#/paths/~1b/get"}, {"operationId": "other"}])
def test_a_link_may_lead_to_another_api(target):
    links = {"get": {"responses": {"200": {"description": "ok", "links": {"next": target}}}}}
    whole = document({"/a": links, "/b": {"get": {"operationId": "other", "responses": {}}}}, {})
    assert part_of(whole, "/a")["paths"] == {"/a": links}
