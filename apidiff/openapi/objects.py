"""The objects of an OpenAPI description: their methods, sections and fixed fields, as several modules need them.

Source: the object sections of the OpenAPI Specification 3.0.4, 3.1.1 and 3.2.0.
"""

from __future__ import annotations

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The fields of a Path Item that hold an operation each (`query` since 3.2)."""

COMPONENT_NOUNS = {
    "schemas": "schema",
    "parameters": "parameter",
    "responses": "response",
    "requestBodies": "request body",
    "headers": "header",
    "callbacks": "callback",
    "pathItems": "path item",
    "links": "link",
    "securitySchemes": "security scheme",
    "examples": "example",
    "mediaTypes": "media type",
}
"""The sections of `components`, each with what a person calls one of its members."""

PROSE_FIELDS = frozenset({"summary", "description", "externalDocs"})
"""Fields of any object that only a person reads."""
EXAMPLE_FIELDS = frozenset({"example", "examples"})

_CONTENT = frozenset({"schema", "content"})
_SERIALISATION = frozenset({"style", "explode", "allowReserved"})

WIRE_FIELDS: dict[str, frozenset[str]] = {
    "path item": frozenset({*METHODS, "additionalOperations", "parameters", "servers"}),
    "operation": frozenset(
        {"operationId", "tags", "deprecated", "parameters", "requestBody", "responses", "callbacks", "security",
         "servers"}
    ),
    "parameter": frozenset({"name", "in", "required", "deprecated", "allowEmptyValue"}) | _CONTENT | _SERIALISATION,
    "header": frozenset({"required", "deprecated", "allowEmptyValue"}) | _CONTENT | _SERIALISATION,
    "request body": frozenset({"required", "content"}),
    "response": frozenset({"headers", "content", "links"}),
    "media type": frozenset({"schema", "itemSchema", "encoding", "prefixEncoding", "itemEncoding"}),
    "encoding": frozenset({"contentType", "headers", "encoding", "prefixEncoding", "itemEncoding"}) | _SERIALISATION,
    "link": frozenset({"operationRef", "operationId", "parameters", "requestBody", "server"}),
}  # fmt: skip
"""By object: the fields that say more than prose, examples and extensions do."""
