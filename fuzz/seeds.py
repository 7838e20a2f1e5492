"""Descriptions to begin from: one that uses every kind of object, and the example pairs of the rules."""

from __future__ import annotations

import copy
import functools
from pathlib import Path
from typing import Any

RULES = Path(__file__).resolve().parent.parent / "tests" / "rules"


def whole(version: str = "3.1.0") -> dict[str, Any]:
    """A fresh description with every kind of object that OpenAPI 3 knows."""
    return {"openapi": version, **copy.deepcopy(_WHOLE)}


@functools.cache
def pairs() -> tuple[tuple[dict[str, Any], dict[str, Any]], ...]:
    """The base and the revision of every rule's example, parsed; none where the tests are not at hand."""
    import yaml

    found = []
    for folder in sorted(RULES.glob("*/")) if RULES.is_dir() else ():
        sides = [folder / "base.yaml", folder / "revision.yaml"]
        if all(side.is_file() for side in sides):
            base, revision = (yaml.load(side.read_bytes(), yaml.BaseLoader) for side in sides)
            found.append((_typed(base), _typed(revision)))
    return tuple(found)


def _typed(value: Any) -> Any:
    """What YAML's base loader left as text, as the numbers and booleans that were meant."""
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    if value in ("true", "false"):
        return value == "true"
    return int(value) if isinstance(value, str) and value.lstrip("-").isdigit() and len(value) < 15 else value


_PET = {"$ref": "#/components/schemas/Pet"}
_WHOLE: dict[str, Any] = {
    "info": {"title": "Pets", "version": "1.0.0", "description": "*All* of it.", "license": {"name": "MIT"}},
    "servers": [
        {
            "url": "https://{host}/{base}",
            "variables": {"host": {"default": "a", "enum": ["a", "b"]}, "base": {"default": "v1"}},
        }
    ],
    "tags": [{"name": "pets", "externalDocs": {"url": "https://example.com"}}],
    "security": [{"key": []}, {"oauth": ["read"]}, {}],
    "paths": {
        "/v1/pets/{id}": {
            "summary": "One pet",
            "parameters": [{"$ref": "#/components/parameters/Id"}],
            "servers": [{"url": "/v1"}],
            "get": {
                "operationId": "getPet",
                "tags": ["pets"],
                "deprecated": True,
                "parameters": [
                    {
                        "name": "q",
                        "in": "query",
                        "style": "form",
                        "explode": False,
                        "schema": {"type": "array", "items": {"type": "string"}},
                    },
                    {
                        "name": "f",
                        "in": "query",
                        "style": "deepObject",
                        "schema": {"type": "object", "properties": {"a": {"type": "integer"}}},
                    },
                    {
                        "name": "X-Trace",
                        "in": "header",
                        "required": True,
                        "schema": {"type": "string", "format": "uuid"},
                    },
                    {
                        "name": "c",
                        "in": "cookie",
                        "content": {"application/json": {"schema": {"type": "integer", "minimum": 1}}},
                    },
                ],
                "responses": {
                    "200": {"$ref": "#/components/responses/Found"},
                    "4XX": {
                        "description": "no",
                        "content": {
                            "application/problem+json": {"schema": {"type": "object", "additionalProperties": True}}
                        },
                    },
                    "default": {"description": "else"},
                },
                "security": [{"key": []}],
            },
            "post": {
                "requestBody": {"$ref": "#/components/requestBodies/Pet"},
                "responses": {
                    "201": {
                        "description": "made",
                        "headers": {"Location": {"$ref": "#/components/headers/Where"}},
                        "links": {"next": {"$ref": "#/components/links/Next"}},
                    }
                },
                "callbacks": {"sold": {"$ref": "#/components/callbacks/Sold"}},
                "externalDocs": {"url": "https://example.com"},
            },
        },
        "/v2/all": {"$ref": "#/components/pathItems/All"},
    },
    "webhooks": {
        "pet.sold": {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": _PET}}},
                "responses": {"2XX": {"description": "ok"}},
            }
        }
    },
    "components": {
        "schemas": {
            "Pet": {
                "type": "object",
                "title": "Pet",
                "required": ["kind", "name"],
                "discriminator": {"propertyName": "kind", "mapping": {"dog": "#/components/schemas/Dog", "cat": "Cat"}},
                "oneOf": [{"$ref": "#/components/schemas/Dog"}, {"$ref": "#/components/schemas/Cat"}],
                "properties": {
                    "kind": {"type": "string", "enum": ["dog", "cat"]},
                    "name": {"type": "string", "minLength": 1, "maxLength": 20, "pattern": "^[a-z]+$"},
                    "age": {
                        "type": ["integer", "null"],
                        "minimum": 0,
                        "exclusiveMaximum": 100,
                        "multipleOf": 1,
                        "default": 3,
                    },
                    "friends": {
                        "type": "array",
                        "items": _PET,
                        "minItems": 1,
                        "maxItems": 9,
                        "uniqueItems": True,
                        "contains": {"type": "object"},
                    },
                    "pair": {"prefixItems": [{"type": "string"}, {"const": 5}], "items": False},
                    "more": {
                        "type": "object",
                        "patternProperties": {"^x-": {}},
                        "propertyNames": {"maxLength": 5},
                        "minProperties": 1,
                    },
                    "id": {"type": "string", "readOnly": True, "format": "date-time"},
                    "pin": {
                        "type": "string",
                        "writeOnly": True,
                        "contentEncoding": "base64",
                        "contentMediaType": "image/png",
                    },
                },
                "if": {"properties": {"kind": {"const": "dog"}}},
                "then": {"required": ["name"]},
                "else": {"not": {"required": ["pin"]}},
                "dependentRequired": {"age": ["name"]},
                "dependentSchemas": {"pin": {"required": ["id"]}},
                "unevaluatedProperties": False,
                "examples": [{"kind": "dog", "name": "rex"}],
            },
            "Dog": {
                "type": "object",
                "properties": {"bark": {"type": "boolean"}},
                "allOf": [{"$ref": "#/components/schemas/Base"}],
            },
            "Cat": {
                "type": "object",
                "anyOf": [{"required": ["name"]}, {"$ref": "#/components/schemas/Base"}],
                "additionalProperties": {"type": "string"},
            },
            "Base": {
                "type": "object",
                "properties": {
                    "parent": _PET,
                    "tags": {"type": "array", "items": {"$ref": "#/components/schemas/Tag"}},
                },
            },
            "Tag": {
                "$id": "https://example.com/tag",
                "$anchor": "tag",
                "type": "string",
                "$defs": {"a": {"const": 1}},
                "xml": {"name": "t"},
            },
        },
        "parameters": {
            "Id": {
                "name": "id",
                "in": "path",
                "required": True,
                "schema": {"type": "integer", "format": "int64"},
                "example": 4,
            }
        },
        "requestBodies": {
            "Pet": {
                "required": True,
                "content": {
                    "application/json": {"schema": _PET, "examples": {"one": {"$ref": "#/components/examples/One"}}},
                    "multipart/form-data": {
                        "schema": {"type": "object", "properties": {"file": {"type": "string"}}},
                        "encoding": {
                            "file": {"contentType": "image/png", "headers": {"X-A": {"schema": {"type": "string"}}}}
                        },
                    },
                },
            }
        },
        "responses": {
            "Found": {
                "description": "found",
                "headers": {"X-Left": {"required": True, "schema": {"type": "integer"}}},
                "content": {"application/json": {"schema": _PET}, "text/*": {"schema": {"type": "string"}}},
            }
        },
        "headers": {"Where": {"schema": {"type": "string", "format": "uri"}, "style": "simple"}},
        "examples": {"One": {"summary": "one", "value": {"kind": "cat", "name": "tom"}}},
        "links": {
            "Next": {
                "operationId": "getPet",
                "parameters": {"id": "$response.body#/id"},
                "requestBody": 4,
                "server": {"url": "/"},
            }
        },
        "callbacks": {
            "Sold": {
                "{$request.body#/url}": {
                    "post": {
                        "requestBody": {"content": {"application/json": {"schema": _PET}}},
                        "responses": {"200": {"description": "ok"}},
                    }
                }
            }
        },
        "pathItems": {"All": {"get": {"responses": {"200": {"description": "ok"}}}}},
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "http": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            "oauth": {
                "type": "oauth2",
                "flows": {
                    "clientCredentials": {"tokenUrl": "https://example.com/t", "scopes": {"read": "r", "write": "w"}}
                },
            },
            "oidc": {"type": "openIdConnect", "openIdConnectUrl": "https://example.com/.well-known"},
        },
    },
}
