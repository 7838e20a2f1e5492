"""The objects of an OpenAPI description: their methods, sections and fixed fields, as several modules need them.

Source: the object sections of the OpenAPI Specification 3.0.4, 3.1.1 and 3.2.0.
"""

from __future__ import annotations

from collections.abc import Mapping

from apidiff.model.contract import JSON
from apidiff.openapi.keywords import KEYWORDS

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

_STYLE = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_OFF = frozenset({"required", "deprecated", "allowEmptyValue", "allowReserved"})
_ELSEWHERE = """
openapi info jsonSchemaDialect servers paths webhooks components security tags externalDocs $self
title termsOfService contact license version identifier
url name email variables enum default parent kind
dataValue serializedValue externalValue value
expression mapping defaultMapping propertyName xml
type scheme bearerFormat flows openIdConnectUrl oauth2MetadataUrl
implicit password clientCredentials authorizationCode deviceAuthorization
authorizationUrl deviceAuthorizationUrl tokenUrl refreshUrl scopes
swagger host basePath schemes consumes produces definitions securityDefinitions collectionFormat format items flow
readOnly
"""
"""The fields of the other objects, and those of OpenAPI 2.0."""
_OTHER_METHODS = """
acl bind checkin checkout connect copy label link lock merge mkactivity mkcalendar mkcol mkredirectref mkworkspace
move orderpatch pri propfind proppatch purge rebind report search unbind uncheckout unlink unlock update
updateredirectref view version-control baseline-control
"""
"""Methods of HTTP that no version has a field for (the registry of RFC 9110, 16.1): an operation may be meant."""
FIELDS = frozenset({*COMPONENT_NOUNS, *PROSE_FIELDS, *EXAMPLE_FIELDS, *_ELSEWHERE.split()}).union(*WIRE_FIELDS.values())
"""The fields of all objects of OpenAPI, but the keywords of schemas."""
_METHODS = frozenset((*METHODS, *_OTHER_METHODS.split()))


def is_unknown_field(name: str) -> bool:
    """Whether no object of any version of OpenAPI has such a field, so that every tool passes over it.

    One that some object or some version has may be read where it does not belong, and is not meant here.
    """
    return (
        name not in FIELDS
        and name not in KEYWORDS
        # In any case: whoever writes `GET` in capitals may mean an operation.
        and name.lower() not in _METHODS
        and not name.startswith(("$", "x-"))
    )


def default_of_parameter(field: str, parameter: Mapping[str, JSON], place: str) -> JSON:
    """What a field of a parameter or a header says where it is not written; `None` where that is nothing.

    `place` is the parameter's `in`; a header's is `header` (OpenAPI 3.1.1, 4.8.12.2 and 4.8.21; 3.2.0, 4.12.2).
    """
    style = parameter.get("style", _STYLE.get(place, "simple"))
    if field == "style":
        return _STYLE.get(place, "simple")
    if field == "explode":
        # `form` explodes by default, and so does `cookie`, which 3.2 adds.
        return style in ("form", "cookie")
    return False if field in _OFF else None
