"""A seed in, a realistic OpenAPI description out: the same one for the same seed."""

from __future__ import annotations

import random
from typing import Any

Schema = dict[str, Any]

NOUNS = ("lead", "invoice", "customer", "offer", "payment", "project", "site", "device", "tariff", "meter")
FIELDS = (
    "id", "name", "status", "email", "created_at", "amount", "currency", "notes", "owner", "tags", "address", "score",
    "reference", "kind", "phone", "due_date", "active", "external_id", "priority", "country",
)  # fmt: skip
WORDS = ("open", "closed", "pending", "won", "lost", "draft", "archived", "paid", "failed", "retry")
SCALARS: tuple[Schema, ...] = (
    {"type": "string"},
    {"type": "string", "minLength": 1, "maxLength": 40},
    {"type": "string", "pattern": "^[A-Z]{2,5}$"},
    {"type": "string", "format": "date-time"},
    {"type": "string", "format": "uuid"},
    {"type": "integer", "minimum": 0, "maximum": 1000},
    {"type": "integer", "format": "int64"},
    {"type": "number", "minimum": 0, "multipleOf": 0.01},
    {"type": "boolean"},
    {"type": "string", "default": "none", "description": "A word."},
)


class Maker:
    """Makes one description in dialect `3.0` or `3.1`, small enough to compare in milliseconds."""

    def __init__(self, seed: int, dialect: str) -> None:
        self.random = random.Random(f"{dialect} {seed}")
        self.dialect = dialect
        self.nouns = self.random.sample(NOUNS, 3)
        self.components: list[str] = []

    def document(self) -> dict[str, Any]:
        schemas = self._schemas()
        paths: dict[str, Any] = {}
        for noun in self.nouns:
            paths |= self._paths(noun)
        document: dict[str, Any] = {
            "openapi": "3.0.3" if self.dialect == "3.0" else "3.1.0",
            "info": {"title": "Generated", "version": "1.0.0", "description": "For the laws."},
            "servers": [{"url": "https://api.example.com", "description": "production"}],
            "security": [{"key": []}, {"oauth": ["read"]}],
            "tags": [{"name": noun, "description": f"All about a {noun}."} for noun in self.nouns],
            "paths": paths,
            "components": {
                "schemas": schemas,
                "parameters": {
                    "Limit": {
                        "name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100},
                    },
                    "Trace": {"name": "X-Trace", "in": "header", "schema": {"type": "string", "format": "uuid"}},
                },
                "responses": {"Failed": self._response("Problem")},
                "requestBodies": {"Upload": {"content": {"text/csv": {"schema": {"type": "string", "maxLength": 9}}}}},
                "headers": {"Rate": {"schema": {"type": "integer", "minimum": 0}, "description": "Calls left."}},
                "securitySchemes": {
                    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
                    "oauth": {
                        "type": "oauth2",
                        "flows": {
                            "clientCredentials": {
                                "tokenUrl": "https://api.example.com/token",
                                "scopes": {"read": "Read.", "write": "Write."},
                            }
                        },
                    },
                },
            },
        }  # fmt: skip
        if self.dialect == "3.1":
            document["webhooks"] = {
                f"{noun}.{self.random.choice(WORDS)}": {"post": self._event(noun)} for noun in self.nouns[:2]
            }
        return document

    def _schemas(self) -> dict[str, Schema]:
        self.components = [*(noun.title() for noun in self.nouns), "Status", "Problem"]
        first, second, third = self.components[:3]
        schemas: dict[str, Schema] = {name: self._object(depth=2) for name in self.components[:3]}
        schemas["Status"] = {"type": "string", "enum": self.random.sample(WORDS, 4)}
        schemas["Problem"] = {
            "type": "object",
            "required": ["code"],
            "properties": {"code": {"type": "integer"}, "message": {"type": "string"}},
        }
        schemas["Node"] = {
            "type": "object",
            "properties": {
                "value": self._scalar(),
                "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
            },
        }
        schemas["Either"] = {
            "oneOf": [self._tagged("first", first), self._tagged("second", second)],
            "discriminator": {"propertyName": "which"},
        }
        schemas["Extended"] = {"allOf": [self._ref(third), self._object(depth=1)], "description": "More of the same."}
        return schemas

    def _tagged(self, tag: str, component: str) -> Schema:
        which: Schema = {"type": "string", "enum": [tag]}
        held: Schema = {"which": which, "held": self._ref(component)}
        return {"type": "object", "required": ["which"], "properties": held}

    def _ref(self, name: str) -> Schema:
        return {"$ref": f"#/components/schemas/{name}"}

    def _scalar(self) -> Schema:
        schema = dict(self.random.choice(SCALARS))
        if self.random.random() < 0.15:
            schema = self._nullable(schema)
        if self.random.random() < 0.1:
            schema["x-internal"] = self.random.randrange(9)
        return schema

    def _nullable(self, schema: Schema) -> Schema:
        return schema | ({"nullable": True} if self.dialect == "3.0" else {"type": [schema["type"], "null"]})

    def _object(self, depth: int) -> Schema:
        names = self.random.sample(FIELDS, self.random.randrange(3, 7))
        schema: Schema = {"type": "object", "properties": {name: self._field(depth) for name in names}}
        required = sorted(self.random.sample(names, self.random.randrange(0, 3)))
        if required:
            schema["required"] = required
        roll = self.random.random()
        if roll < 0.2:
            schema["additionalProperties"] = False
        elif roll < 0.3:
            schema["additionalProperties"] = self._scalar()
        elif roll < 0.4:
            schema["minProperties"] = 1
        return schema

    def _field(self, depth: int) -> Schema:
        roll = self.random.random()
        if depth and roll < 0.12:
            return self._object(depth - 1)
        if depth and roll < 0.27:
            return {"type": "array", "items": self._field(depth - 1), "maxItems": self.random.randrange(3, 9)}
        if roll < 0.37:
            return self._ref("Status")
        if roll < 0.44:
            return {"type": "string", "enum": self.random.sample(WORDS, 3)}
        if roll < 0.5 and depth:
            return {"anyOf": [{"type": "string", "maxLength": 9}, {"type": "integer", "minimum": 1}]}
        if roll < 0.56:
            return self._scalar() | {"readOnly": True}
        if roll < 0.6:
            return self._scalar() | {"writeOnly": True}
        if roll < 0.64:
            return {"type": "object", "additionalProperties": self._scalar()}
        return self._scalar()

    def _paths(self, noun: str) -> dict[str, Any]:
        name = noun.title()
        item_id = {"name": f"{noun}_id", "in": "path", "required": True, "schema": {"type": "string"}}
        return {
            f"/v1/{noun}s": {
                "parameters": [{"$ref": "#/components/parameters/Trace"}],
                "get": self._operation(noun, "list", [{"$ref": "#/components/parameters/Limit"}, self._query()]),
                "post": self._operation(noun, "create", [], body=self.random.choice([name, "Either", "Extended"])),
            },
            f"/v1/{noun}s/{{{noun}_id}}": {
                "parameters": [item_id],
                "get": self._operation(noun, "read", [self._query(), self._listed()]),
                "patch": self._operation(noun, "update", [], body="inline"),
                "delete": {
                    "operationId": f"delete_{noun}",
                    "security": [{"oauth": ["write"]}],
                    "responses": {"204": {"description": "Gone."}, "404": {"$ref": "#/components/responses/Failed"}},
                },
            },
        }

    def _query(self) -> dict[str, Any]:
        name = self.random.choice(("q", "since", "page", "order"))
        return {"name": name, "in": "query", "schema": dict(self.random.choice(SCALARS)), "description": "A filter."}

    def _listed(self) -> dict[str, Any]:
        items = {"type": "array", "items": {"type": "string", "enum": list(WORDS[:3])}, "maxItems": 5}
        return {"name": "fields", "in": "query", "explode": self.random.random() < 0.5, "schema": items}

    def _operation(self, noun: str, verb: str, parameters: list[Any], body: str = "") -> dict[str, Any]:
        name = noun.title()
        operation: dict[str, Any] = {
            "operationId": f"{verb}_{noun}",
            "tags": [noun],
            "summary": f"{verb.title()} a {noun}.",
            "parameters": parameters,
            "responses": {
                "200": self._response(self.random.choice([name, "Node", "Extended", "Either"])),
                "default": {"$ref": "#/components/responses/Failed"},
            },
        }
        if body:
            schema = self._object(depth=1) if body == "inline" else self._ref(body)
            operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
        if verb == "create" and self.random.random() < 0.6:
            operation["callbacks"] = {"done": {"{$request.body#/url}": {"post": self._event(noun)}}}
        if verb == "create" and self.random.random() < 0.3:
            operation["requestBody"] = {"$ref": "#/components/requestBodies/Upload"}
        if verb == "list":
            operation["responses"]["200"]["content"]["application/json"]["schema"] = {
                "type": "array", "items": self._ref(name),
            }  # fmt: skip
        return operation

    def _response(self, name: str) -> dict[str, Any]:
        response: dict[str, Any] = {"description": "An answer."}
        response["content"] = {"application/json": {"schema": self._ref(name)}}
        if self.random.random() < 0.4:
            response["headers"] = {
                "X-Rate": {"$ref": "#/components/headers/Rate"},
                "X-Next": {"schema": {"type": "string"}},
            }
        if self.random.random() < 0.2:
            response["links"] = {"self": {"operationId": f"read_{self.nouns[0]}"}}
        return response

    def _event(self, noun: str) -> dict[str, Any]:
        payload = self._object(depth=1)
        payload["properties"]["data"] = self._ref(noun.title())
        return {
            "summary": "It happened.",
            "requestBody": {"content": {"application/json": {"schema": payload}}},
            "responses": {"200": {"description": "Taken."}},
        }


def description(seed: int, dialect: str = "3.1") -> dict[str, Any]:
    """A description of six paths, about fifteen operations and eight shared schemas."""
    return Maker(seed, dialect).document()
