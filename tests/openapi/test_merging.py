"""Several documents in one: each keeps its components, and means what it meant."""

from __future__ import annotations

import copy

import pytest

from apidiff import diff
from apidiff.errors import InputError
from apidiff.model.policy import Policy
from apidiff.openapi.merging import Part, merged, names_as_in
from apidiff.openapi.part_names import PARTS

LEAD = "#/components/schemas/Lead"


def ok(schema, **more):
    content = {"application/json": {"schema": schema}}
    return {"get": {"responses": {"200": {"description": "ok", "content": content}}, **more}}


def described(version, schemas, *, path="leads", item=None, **more):
    paths = {f"/{version}/{path}": item or ok({"$ref": LEAD})}
    info = {"title": "Leads", "version": version}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": schemas}, **more}


def fields(*names):
    return {"type": "object", "properties": {name: {"type": "string"} for name in names}}


def in_one(**documents):
    before = copy.deepcopy(documents)
    found = merged([Part(name, f"{name}.yaml", document) for name, document in documents.items()]).document
    assert documents == before
    return found


def told(base, revision):
    """What changed on the wire: each with its class and its path version."""
    changes = diff(base, revision, Policy(), audited=True).changes
    return [(change.rule, change.cls, change.path_version) for change in changes if change.lens == "wire"]


OLD, NEW = (
    described("v1", {"Lead": fields("id", "name")}),
    described("v2", {"Lead": fields("id", "sum"), "X": fields()}),
)


def test_each_document_keeps_components_of_its_own():
    whole = in_one(a=OLD, b=NEW)
    assert list(whole["paths"]) == ["/v1/leads", "/v2/leads"]
    assert whole["components"]["schemas"] == {
        "a.Lead": fields("id", "name"),
        "b.Lead": fields("id", "sum"),
        "b.X": fields(),
    }
    reference = whole["paths"]["/v2/leads"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert reference == {"$ref": "#/components/schemas/b.Lead"}


def test_an_edit_of_one_is_no_edit_of_another():
    edited = described("v2", {"Lead": fields("id"), "X": fields()})
    assert told(in_one(a=OLD, b=NEW), in_one(a=OLD, b=edited)) == [("property-removed", "breaking", "v2")]


def test_one_that_comes_is_a_new_path_version_and_one_that_goes_removes_its_operations():
    assert told(in_one(a=OLD), in_one(a=OLD, b=NEW)) == [("operation-added", "additive", "v2")]
    assert told(in_one(a=OLD, b=NEW), in_one(a=OLD)) == [("operation-removed", "breaking", "v2")]


def test_what_was_one_document_says_the_same_in_parts():
    whole = {**OLD, "paths": OLD["paths"] | {"/v2/leads": ok({"$ref": "#/components/schemas/Other"})}}
    whole["components"] = {"schemas": {"Lead": fields("id", "name"), "Other": fields("id", "sum")}}
    assert {cls for _, cls, _ in told(whole, in_one(a=OLD, b=NEW))} <= {"neutral"}


def pets(version, *kinds, **discriminator):
    schemas = {kind: {"allOf": [{"$ref": LEAD}, fields(kind.lower())]} for kind in kinds}
    parent = fields("kind") | {"discriminator": {"propertyName": "kind", **discriminator}}
    return described(version, {"Lead": parent, **schemas})


def test_tags_that_are_names_stay_what_is_sent():
    one = pets("v1", "Cat", "Dog")
    whole = in_one(a=one)
    mapping = whole["components"]["schemas"]["a.Lead"]["discriminator"]["mapping"]
    assert mapping == {
        "Cat": "#/components/schemas/a.Cat",
        "Dog": "#/components/schemas/a.Dog",
        "Lead": "#/components/schemas/a.Lead",
    }
    assert {cls for _, cls, _ in told(one, whole)} <= {"neutral"}
    assert told(whole, in_one(a=pets("v1", "Cat"))) == [("subtype-removed", "additive", "v1")]


def test_tags_of_alternatives_that_are_names_stay_what_is_sent():
    choice = {"oneOf": [{"$ref": "#/components/schemas/Cat"}], "discriminator": {"propertyName": "kind"}}
    one = described("v1", {"Lead": choice, "Cat": fields("kind")})
    whole = in_one(a=one)
    discriminator = whole["components"]["schemas"]["a.Lead"]["discriminator"]
    assert discriminator["mapping"] == {"Cat": "#/components/schemas/a.Cat"}
    assert {cls for _, cls, _ in told(one, whole)} <= {"neutral"}


@pytest.mark.parametrize("target", ["Cat", "#/components/schemas/Cat"])
def test_a_mapping_names_the_new_component(target):
    discriminator = in_one(a=pets("v1", "Cat", mapping={"c": target}))["components"]["schemas"]["a.Lead"][
        "discriminator"
    ]
    assert discriminator["mapping"]["c"] == "#/components/schemas/a.Cat"


def test_what_holds_for_all_operations_of_a_document_holds_for_no_others():
    schemes = {"key": {"type": "apiKey", "in": "header", "name": "K"}}
    one = described("v1", {"Lead": {}}, security=[{"key": []}], servers=[{"url": "https://one.example"}])
    one["components"]["securitySchemes"] = schemes
    two = described("v2", {"Lead": {}}, servers=[{"url": "https://two.example"}])
    whole = in_one(a=one, b=two)
    assert whole["paths"]["/v1/leads"]["get"]["security"] == [{"a.key": []}]
    assert "security" not in whole["paths"]["/v2/leads"]["get"]
    assert whole["paths"]["/v2/leads"]["servers"] == [{"url": "https://two.example"}]
    assert "servers" not in whole
    assert {cls for _, cls, _ in told(one, in_one(a=one))} <= {"neutral"}
    public = {**one, "security": []}
    assert ("security-relaxed", "additive", "v1") in told(in_one(a=one, b=two), in_one(a=public, b=two))


def test_servers_that_all_have_stay_where_they_are():
    servers = [{"url": "https://one.example"}]
    assert in_one(a={**OLD, "servers": servers}, b={**NEW, "servers": servers})["servers"] == servers


def test_a_link_leads_to_the_operation_of_its_own_document():
    item = ok({}, operationId="getLead")
    item["get"]["responses"]["200"]["links"] = {"self": {"operationId": "getLead"}}
    whole = in_one(a=described("v1", {}, item=item), b=described("v2", {}, item=item))
    link = whole["paths"]["/v2/leads"]["get"]["responses"]["200"]["links"]["self"]
    assert link == {"operationRef": "#/paths/~1v2~1leads/get"}


def test_a_path_of_both_is_the_same_in_both():
    def with_health(document, schema):
        components = {"schemas": document["components"]["schemas"] | {"Health": schema}}
        health = {"/health": ok({"$ref": "#/components/schemas/Health"})}
        return {**document, "paths": document["paths"] | health, "components": components}

    one, same, other = (
        with_health(document, fields(name)) for document, name in ((OLD, "up"), (NEW, "up"), (NEW, "on"))
    )
    assert list(in_one(a=one, b=same)["paths"]) == ["/v1/leads", "/health", "/v2/leads"]
    with pytest.raises(InputError, match="the path `/health` is in") as caught:
        in_one(a=one, b=other)
    assert (caught.value.place.file, caught.value.place.pointer) == ("b.yaml", "/paths/~1health")


@pytest.mark.parametrize("field", ["webhooks", "x-webhooks"])
def test_events_are_put_together_as_paths_are(field):
    sent = {"post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": LEAD}}}}}}
    one, two = {**OLD, field: {"one": sent}}, {**NEW, field: {"two": sent}}
    assert list(in_one(a=one, b=two)[field]) == ["one", "two"]
    with pytest.raises(InputError, match="the event `one`"):
        in_one(a=one, b={**NEW, field: {"one": sent}})


def test_documents_in_two_dialects_become_one_in_the_newer():
    schema = {"type": "object", "properties": {"id": {"type": "string", "nullable": True}}}
    old = {**described("v1", {"Lead": schema}), "openapi": "3.0.3"}
    whole = in_one(a=old, b=NEW)
    assert whole["openapi"] == "3.1.0"
    assert whole["components"]["schemas"]["a.Lead"]["properties"]["id"] == {"type": ["string", "null"]}
    with pytest.raises(InputError, match="`jsonSchemaDialect`"):
        in_one(a=OLD, b={**NEW, "jsonSchemaDialect": "https://example.com/dialect"})


def test_a_reference_into_a_field_of_its_own_leads_there():
    one = {**described("v1", {"Lead": {"$ref": "#/x-common/Id"}}), "x-common": {"Id": fields("id")}}
    two = {**described("v2", {"Lead": {"$ref": "#/x-common/Id"}}), "x-common": {"Id": fields("sum")}}
    whole = in_one(a=one, b=two)
    assert whole["components"]["schemas"]["b.Lead"] == {"$ref": "#/x-b.x-common/Id"}
    assert whole["x-b.x-common"] == {"Id": fields("sum")}


def test_data_that_looks_like_a_reference_stays():
    schema = {"type": "object", "default": {"$ref": LEAD}, "properties": {"$ref": {"type": "string"}}}
    assert in_one(a=described("v1", {"Lead": schema}))["components"]["schemas"]["a.Lead"] == schema


@pytest.mark.parametrize(
    ("field", "value"),
    [("paths", []), ("webhooks", []), ("components", []), ("tags", {}), ("components", {"schemas": []})],
)
def test_what_is_of_another_type_is_not_left_out_in_silence(field, value):
    with pytest.raises(InputError, match="expected an") as caught:
        in_one(a=OLD, b={**NEW, field: value})
    assert caught.value.place.file == "b.yaml"


def test_tags_of_all_are_listed_once():
    one, two = ({**document, "tags": [{"name": "x"}, {"name": name}]} for document, name in ((OLD, "y"), (NEW, "z")))
    assert [tag["name"] for tag in in_one(a=one, b=two)["tags"]] == ["x", "y", "z"]


@pytest.mark.parametrize("alone", [True, False])
def test_tags_of_null_are_none(alone):
    one, two = {**OLD, "tags": None}, NEW if alone else {**NEW, "tags": [{"name": "x"}]}
    assert in_one(a=one, b=two).get("tags", []) == ([] if alone else [{"name": "x"}])


def test_the_order_of_documents_does_not_decide_the_version():
    sent = {"query": {"responses": {"200": {"description": "ok"}}}}
    newest = {**described("v2", {"Lead": fields("id")}, item=sent), "openapi": "3.2.0"}
    assert in_one(a=OLD, b=newest)["openapi"] == in_one(a=newest, b=OLD)["openapi"] == "3.2.0"
    # What differs in the patch alone says the same, and is that of the first.
    assert in_one(a={**OLD, "openapi": "3.1.1"}, b=NEW)["openapi"] == "3.1.1"
    assert in_one(a=OLD, b={**NEW, "openapi": "3.1.1"})["openapi"] == "3.1.0"


BARE = {key: value for key, value in in_one(a=OLD, b=NEW).items() if key != PARTS}


@pytest.mark.parametrize(
    ("whole", "documents", "names", "wanted"),
    [
        (in_one(a=OLD, b=NEW), (OLD, NEW), ["a", "b"], ["a", "b"]),
        (in_one(a=OLD, b=NEW), (OLD, NEW), ["x", "y"], ["a", "b"]),
        (in_one(a=OLD, b=NEW), (NEW, OLD), ["a", "b"], ["b", "a"]),
        (BARE, (OLD, NEW), ["x", "y"], ["a", "b"]),
        (OLD, (OLD, NEW), ["a", "b"], ["", "b"]),
        (in_one(a=OLD), (OLD, NEW), ["b", "a"], ["a", "a-2"]),
        # What had no class on the way is called after its file.
        (in_one(a=described("v1", {}, item=ok({}))), (OLD,), ["b"], ["b"]),
        # A name of the one document could be taken for that of another one's.
        (
            described("v1", {"b.Lead": fields()}, item=ok({"$ref": "#/components/schemas/b.Lead"})),
            (described("v1", {"b.Lead": fields()}, item=ok({"$ref": "#/components/schemas/b.Lead"})), NEW),
            ["a", "b"],
            ["", "b-2"],
        ),
    ],
)
def test_parts_keep_the_names_that_they_had(whole, documents, names, wanted):
    assert names_as_in(whole, documents, names) == wanted


def test_a_part_without_a_name_keeps_its_components():
    found = merged([Part("", "v1.yaml", OLD), Part("b", "v2.yaml", NEW)]).document
    assert list(found["components"]["schemas"]) == ["Lead", "b.Lead", "b.X"]
    assert found[PARTS] == ["b"]
    assert told(OLD, found) == [("operation-added", "additive", "v2")]
