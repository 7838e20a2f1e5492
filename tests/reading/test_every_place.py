"""A value of a wrong type at any place of a description: one error with its place, or a comparison that tells of it."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

import apidiff
from apidiff.errors import InputError

TEXT = {"type": "string"}
PET = {"$ref": "#/components/schemas/Pet"}
DONE = {"204": {"description": "done"}}
WRONG: list[Any] = [None, True, -1.5, "x", [None], {"x": 1}, [], {}, 0, 10**30, [[]], ["x"], {"$ref": 1}, ""]


def rich(version):
    """A description with every field of OpenAPI, and every keyword of its schemas, at least once."""
    pet = {
        "type": "object",
        "required": ["id", "kind"],
        "properties": {
            "id": {"type": "string", "format": "uuid", "minLength": 1, "maxLength": 40, "pattern": "^a"},
            "kind": TEXT,
            "count": {"type": "integer", "minimum": 0, "maximum": 9, "multipleOf": 1},
            "names": {"type": "array", "items": TEXT, "minItems": 1, "maxItems": 4, "uniqueItems": True},
            "size": {"enum": ["s", "l"]},
            "read": {"type": "string", "readOnly": True},
            "written": {"type": "string", "writeOnly": True, "deprecated": True, "xml": {"name": "w"}},
        },
        "additionalProperties": TEXT,
        "minProperties": 1,
        "maxProperties": 20,
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}},
    }
    schemas = {
        "Pet": pet,
        "Cat": {"allOf": [PET, {"properties": {"meows": {"type": "boolean"}}}]},
        "Any": {"anyOf": [TEXT, {"type": "integer"}], "not": {"enum": [3]}},
        "One": {"oneOf": [TEXT, {"type": "integer"}]},
    }
    if version != "3.0.3":
        schemas["New"] = {
            "$id": "https://schemas.example/new",
            "$anchor": "new",
            "$defs": {"a": TEXT},
            "type": ["object", "null"],
            "if": {"required": ["a"]},
            "then": {"required": ["b"]},
            "else": {"required": ["c"]},
            "dependentSchemas": {"a": {"required": ["b"]}},
            "dependentRequired": {"a": ["b"]},
            "patternProperties": {"^x": TEXT},
            "propertyNames": {"maxLength": 9},
            "properties": {
                "pair": {"prefixItems": [TEXT], "contains": TEXT, "minContains": 1, "unevaluatedItems": False},
                "file": {"contentEncoding": "base64", "contentMediaType": "application/json", "contentSchema": PET},
                "rate": {"type": "number", "exclusiveMinimum": 0},
            },
            "unevaluatedProperties": False,
        }
        schemas["Tree"] = {"$dynamicAnchor": "node", "properties": {"more": {"$dynamicRef": "#node"}}}
        schemas["Named"] = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}
    everything = {"type": "object", "properties": {n: {"$ref": f"#/components/schemas/{n}"} for n in schemas}}
    form = {"schema": {"type": "object", "properties": {"f": TEXT}}}
    encoding = {"contentType": "text/plain", "style": "form", "explode": True, "headers": {"X-A": {"schema": TEXT}}}
    content = {"application/json": {"schema": everything}, "multipart/form-data": form | {"encoding": {"f": encoding}}}
    query = {"name": "q", "in": "query", "required": False, "style": "form", "explode": True, "schema": TEXT}
    post = {
        "operationId": "make",
        "tags": ["t"],
        "deprecated": False,
        "parameters": [query, {"$ref": "#/components/parameters/P"}],
        "requestBody": {"required": True, "content": content},
        "responses": {
            "200": {
                "description": "ok",
                "headers": {"X-H": {"required": True, "schema": TEXT}},
                "content": copy.deepcopy(content),
                "links": {"self": {"operationId": "make", "parameters": {"id": "$response.body#/id"}}},
            },
            "default": {"$ref": "#/components/responses/R"},
        },
        "callbacks": {"on": {"{$request.body#/id}": {"post": {"responses": DONE}}}},
        "security": [{"key": []}, {"oauth": ["read"]}],
        "servers": [{"url": "https://{h}.example/", "variables": {"h": {"default": "a", "enum": ["a", "b"]}}}],
    }
    flow = {"clientCredentials": {"tokenUrl": "https://t.example", "scopes": {"read": "reads"}}}
    document = {
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://a.example/"}],
        "security": [{"key": []}],
        "tags": [{"name": "t"}],
        "paths": {
            "/v1/a/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": TEXT}],
                "post": post,
            }
        },
        "components": {
            "schemas": schemas,
            "parameters": {"P": {"name": "p", "in": "header", "schema": TEXT}},
            "responses": {"R": {"description": "other", "content": {"application/json": {"schema": PET}}}},
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X"},
                "oauth": {"type": "oauth2", "flows": flow},
            },
        },
    }
    if version != "3.0.3":
        document["webhooks"] = {"made": {"post": {"requestBody": {"content": {"application/json": {"schema": PET}}}}}}
        document["components"]["pathItems"] = {"I": {"get": {"responses": DONE}}}
        document["paths"]["/v1/b"] = {"$ref": "#/components/pathItems/I"}
    if version == "3.2.0":
        stream = {"200": {"description": "d", "content": {"application/jsonl": {"itemSchema": PET}}}}
        others = {"COPY": {"responses": DONE}}
        document["paths"]["/v1/s"] = {"query": {"responses": stream}, "additionalOperations": others}
    return document


def places(value, at=()):
    if at:
        yield at
    for key, child in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(child, (*at, key))


def put(document, at, value):
    changed = copy.deepcopy(document)
    node = changed
    for token in at[:-1]:
        node = node[token]
    old, node[at[-1]] = node[at[-1]], value
    return changed, old


def told(base, revision):
    """The changes, or `None` for an error, which then has a place and a hint."""
    try:
        comparison = apidiff.diff(base, revision)
    except InputError as error:
        place, hint = error.place, error.hint
    else:
        json.dumps(comparison.to_dict())
        return comparison.changes
    assert place is not None
    assert place.pointer is not None
    assert hint
    return None


# Every second place that two versions share is tried in the one, and every other in the other.
HALVES = {at: ("3.1.1", "3.2.0")[number % 2] for number, at in enumerate(places(rich("3.1.1")))}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.1", "3.2.0"])
def test_every_place_with_wrong_types_in_turn(version):
    good = rich(version)
    assert told(good, copy.deepcopy(good)) == ()
    turn = 0
    for at in list(places(good)):
        if version != "3.0.3" and HALVES.get(at, version) != version:
            continue
        wrong, old = put(good, at, WRONG[turn % len(WRONG)])
        turn += 1
        if old == wrong or old == WRONG[(turn - 1) % len(WRONG)]:
            continue
        for sides in ((good, wrong), (wrong, good)):
            found = told(*sides)
            assert found is None or found, (at, sides)


def schema_with(**keywords):
    return ("components", "schemas", "Pet"), keywords


IN_SCHEMAS = [
    schema_with(allOf=True),
    schema_with(allOf=0),
    schema_with(required={}),
    schema_with(properties=[]),
    schema_with(minLength="1"),
    schema_with(minItems=True),
    schema_with(type=7),
    schema_with(enum="a"),
    schema_with(readOnly="true"),
    schema_with(pattern=None),
    schema_with(additionalProperties="no"),
    (("components", "schemas", "Tree", "$dynamicAnchor"), -1),
    (("components", "schemas", "New", "$id"), 5),
    (("components", "schemas", "New", "$anchor"), None),
    (("components", "schemas", "Named", "$schema"), []),
    (("components", "schemas", "Pet"), 0),
    (("components", "schemas", "Pet", "properties", "kind"), None),
]


@pytest.mark.parametrize(("at", "value"), IN_SCHEMAS)
def test_a_wrong_type_in_a_schema_is_an_error_in_the_revision_and_a_warning_in_the_base(at, value):
    good = rich("3.1.1")
    wrong, _ = put(good, at, value)
    with pytest.raises(InputError, match=r"should be|is not an object") as caught:
        apidiff.diff(good, wrong)
    assert caught.value.place.pointer.startswith("/" + "/".join(at))
    comparison = apidiff.diff(wrong, good)
    assert comparison.warnings
    assert any(change.undecided for change in comparison.changes)


ELSEWHERE: list[Any] = [
    (("security",), {}),
    (("security", 0), None),
    (("paths", "/v1/a/{id}", "post", "security", 1, "oauth"), "read"),
    (("servers",), {"url": "/"}),
    (("paths", "/v1/a/{id}", "post", "parameters", 0, "required"), "true"),
    (("paths", "/v1/a/{id}", "post", "parameters", 0), None),
    (("paths", "/v1/a/{id}", "post", "parameters", 1, "$ref"), 1),
    (("paths", "/v1/a/{id}", "post", "requestBody", "required"), 1),
    (("paths", "/v1/a/{id}", "post", "deprecated"), "yes"),
    (("paths", "/v1/a/{id}", "post", "security"), {"key": []}),
    (("components", "securitySchemes", "oauth", "flows", "clientCredentials", "scopes"), ["read"]),
    (("components", "securitySchemes", "key", "name"), {}),
]


@pytest.mark.parametrize(("at", "value"), ELSEWHERE)
def test_a_wrong_type_elsewhere_is_an_error_on_both_sides(at, value):
    good = rich("3.1.1")
    wrong, _ = put(good, at, value)
    for sides in ((good, wrong), (wrong, good)):
        with pytest.raises(InputError) as caught:
            apidiff.diff(*sides)
        assert caught.value.place.pointer == "/" + "/".join(str(t).replace("/", "~1") for t in at)


def test_a_wrong_type_in_an_extension_that_a_reference_leads_to_is_an_error():
    good = rich("3.0.3")
    good["paths"]["/v1/c"] = {"$ref": "#/x-paths/c"}
    query = {"name": "q", "in": "query", "required": False, "schema": TEXT}
    good["x-paths"] = {"c": {"get": {"parameters": [query], "responses": DONE}}}
    wrong, _ = put(good, ("x-paths", "c", "get", "parameters", 0, "required"), "true")
    with pytest.raises(InputError, match="`required` should be a boolean, and is a string") as caught:
        apidiff.diff(good, wrong)
    assert caught.value.place.pointer == "/x-paths/c/get/parameters/0/required"
    assert caught.value.hint == "Write `true` without quotes."


def test_the_file_and_the_line_are_told(tmp_path):
    base, revision = tmp_path / "base.json", tmp_path / "revision.json"
    good = rich("3.1.1")
    wrong, _ = put(good, ("components", "schemas", "Any", "not"), 5)
    base.write_text(json.dumps(good, indent=1))
    revision.write_text(json.dumps(wrong, indent=1))
    with pytest.raises(InputError) as caught:
        apidiff.diff(str(base), str(revision))
    line = next(n for n, text in enumerate(revision.read_text().splitlines(), 1) if '"not": 5' in text)
    assert caught.value.place == (str(revision), "/components/schemas/Any/not", line)


@pytest.mark.parametrize(
    "value", [{"required": True}, {"deprecated": False, "title": 5}, {"default": None}, {"example": {"allOf": 5}}]
)
def test_what_says_nothing_may_be_of_any_type(value):
    good = rich("3.0.3")
    changed = copy.deepcopy(good)
    changed["components"]["schemas"]["Pet"]["properties"]["kind"] = {**TEXT, **value}
    assert told(changed, {**changed, "info": {"title": "t", "version": 2.0}})


def test_a_dangling_reference_in_an_extension_that_a_reference_leads_to_is_an_error(tmp_path):
    path = tmp_path / "openapi.yaml"
    path.write_text(
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /v1/a: {$ref: '#/x-paths/a'}\n"
        "x-paths:\n  a:\n    get:\n      responses:\n        '200': {$ref: '#/components/responses/R'}\n"
    )
    with pytest.raises(InputError, match="points to nothing") as caught:
        apidiff.diff(str(path), str(path))
    assert (caught.value.place.line, caught.value.place.pointer) == (9, "/x-paths/a/get/responses/200/$ref")


@pytest.mark.parametrize(
    ("at", "ref", "message"),
    [
        (
            ("components", "schemas", "Any"),
            "#/components/responses/R",
            "a reference to a schema, and is one to a response",
        ),
        (
            ("paths", "/v1/a/{id}", "post", "responses", "default"),
            "#/components/parameters/P",
            "a reference to a response, and is one to a parameter",
        ),
        (
            ("paths", "/v1/a/{id}", "post", "parameters", 0),
            "#/components/schemas/Any",
            "a reference to a parameter, and is one to a schema",
        ),
        (("paths", "/v1/b"), "#/paths/~1v1~1a~1{id}/post", "a reference to a path item, and is one to an operation"),
    ],
)
def test_a_reference_to_another_kind_of_object_is_an_error(at, ref, message):
    good = rich("3.1.1")
    wrong, _ = put(good, at, {"$ref": ref})
    with pytest.raises(InputError, match=r"`\$ref` should be ") as caught:
        apidiff.diff(good, wrong)
    assert message in caught.value.message
    assert caught.value.place.pointer.endswith("/$ref")


def test_a_dynamic_reference_to_nothing_is_an_error_in_the_revision_and_a_warning_in_the_base():
    good = rich("3.1.1")
    for ref in ("#/", "#/components/schemas/Gone"):
        wrong, _ = put(good, ("components", "schemas", "Tree", "properties", "more", "$dynamicRef"), ref)
        with pytest.raises(InputError, match="points to nothing") as caught:
            apidiff.diff(good, wrong)
        assert caught.value.place.pointer == "/components/schemas/Tree/properties/more/$dynamicRef"
        comparison = apidiff.diff(wrong, good)
        assert comparison.warnings
        assert any(change.undecided for change in comparison.changes)


def test_references_to_the_same_kind_at_any_place_are_right():
    good = rich("3.0.3")
    changed = copy.deepcopy(good)
    post = changed["paths"]["/v1/a/{id}"]["post"]
    post["parameters"].append({"$ref": "#/paths/~1v1~1a~1{id}/parameters/0"})
    post["responses"]["400"] = {"$ref": "#/paths/~1v1~1a~1{id}/post/responses/200"}
    changed["components"]["headers"] = {"H": {"$ref": "#/components/parameters/P"}}
    changed["components"]["schemas"]["Deep"] = {"$ref": "#/components/schemas/Pet/properties/names/items"}
    assert told(good, changed)


def test_what_a_base_lost_in_an_extension_is_taken_from_the_revision_without_its_schemas():
    good = rich("3.0.3")
    good["paths"]["/v1/c"] = {"$ref": "#/x-paths/c"}
    good["components"]["requestBodies"] = {"B": {"content": {"application/json": {"schema": PET}}}}
    good["x-paths"] = {"c": {"put": {"requestBody": {"$ref": "#/components/requestBodies/B"}, "responses": DONE}}}
    base = copy.deepcopy(good)
    del base["components"]["requestBodies"]
    comparison = apidiff.diff(base, good)
    assert [warning.place.pointer for warning in comparison.warnings] == ["/x-paths/c/put/requestBody/$ref"]
    assert any(change.undecided for change in comparison.changes)
