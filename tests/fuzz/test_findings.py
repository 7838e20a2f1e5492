"""What the fuzzer found, each as small as it gets: it ends in a result or in one error, both ways."""

from __future__ import annotations

import contextlib
import json

import pytest

import apidiff
from apidiff.errors import InputError
from fuzz.hostile import hostile
from fuzz.run import run


def document(**parts):
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, **parts}


def taking(schema, **schemas):
    body = {"content": {"application/json": {"schema": schema}}}
    operation = {"requestBody": body, "responses": {"200": {"description": "ok", **body}}}
    return document(paths={"/v1/a": {"post": operation}}, components={"schemas": schemas})


def asking(**parameter):
    return document(paths={"/v1/a": {"get": {"parameters": [{"name": "q", "in": "query", **parameter}]}}})


FINDINGS = {
    "components that are a list": (document(), document(components=[])),
    "components that are a text": (document(), document(components="x")),
    "servers whose host is half a bracket": (document(), document(servers=[{"url": "http://["}])),
    "a server's variable with a list as its default": (
        document(),
        document(servers=[{"url": "https://{h}/", "variables": {"h": {"default": [1]}}}]),
    ),
    "explode that is an object": (asking(), asking(explode={"a": 1})),
    "style that is an object": (asking(), asking(style={"a": 1}, explode=True)),
    "a format that is a list": (taking({"type": "string"}), taking({"type": "string", "format": ["x"]})),
    "a format that is an object": (taking({"type": "string"}), taking({"type": "string", "format": {}})),
    "required that holds objects": (
        taking({"type": "object", "properties": {"a": {"readOnly": True}}, "required": ["a"]}),
        taking({"type": "object", "properties": {"a": {"readOnly": True}}, "required": [{"a": 1}, [], None, "a"]}),
    ),
    "required that holds lists": (
        taking({"type": "object", "properties": {"a": {"readOnly": True}}, "required": ["a"]}),
        taking({"type": "object", "properties": {"a": {"readOnly": True}}, "required": [["a"]]}),
    ),
    "a property that left a list of properties": (
        taking({"type": "object", "properties": {"a": True}, "additionalProperties": {"type": "string"}}),
        taking({"type": "object", "properties": [{"a": True}], "additionalProperties": {"type": "string"}}),
    ),
    "prefixItems with a number between": (
        taking({"type": "array", "prefixItems": [True, {"type": "string"}]}),
        taking({"type": "array", "prefixItems": [{"type": "string"}, 5]}),
    ),
    "a type that lists what no type is": (
        asking(schema={"type": "string"}),
        asking(schema={"type": [["string"], {"a": 1}, "string"]}, style="simple"),
    ),
    "a type of another parameter that lists what no type is": (
        asking(schema={"type": "string"}),
        document(paths={"/v1/a": {"get": {"parameters": [{"name": "r", "in": "query", "schema": {"type": [["x"]]}}]}}}),
    ),
    "a mapping of a discriminator whose values are no texts": (
        document(),
        taking(
            {"$ref": "#/components/schemas/A"},
            A={
                "oneOf": [{"$ref": "#/components/schemas/B"}],
                "discriminator": {"propertyName": "k", "mapping": {"b": {}}},
            },
            B={"allOf": [{"$ref": "#/components/schemas/A"}]},
        ),
    ),
    "security that is null": (document(security=[{"a": []}]), document(security=None)),
    "security that holds null": (document(security=[{"a": []}]), document(security=[None])),
    "security of an operation that holds null": (
        document(paths={"/v1/a": {"get": {"security": [{"a": []}]}}}),
        document(paths={"/v1/a": {"get": {"security": [None, {"a": []}]}}}),
    ),
    "security that holds lists": (document(security=[{"a": []}]), document(security=[{"a": [["b"]]}, [], None, 5])),
    "security with scopes that are objects": (document(security=[{"a": []}]), document(security=[{"a": [{"b": 1}]}])),
    "security with scopes that are a number": (document(security=[{"a": []}]), document(security=[{"a": 5}])),
}


@pytest.mark.parametrize("name", list(FINDINGS))
@pytest.mark.parametrize("audited", [False, True], ids=["diff", "audited"])
def test_a_finding_ends_in_a_result_or_in_one_error(name, audited):
    base, revision = FINDINGS[name]
    for old, new in ((base, revision), (revision, base), (revision, revision)):
        with contextlib.suppress(InputError):
            json.dumps(apidiff.diff(old, new, audited=audited).to_dict())


@pytest.mark.parametrize("name", ["shared-allOf", "shared-if", "pattern-many-words-of-keys"])
def test_what_once_took_too_long_ends_in_time(name):
    assert run(next(made for made in hostile(0.0001) if made.name == name)).bug is None
