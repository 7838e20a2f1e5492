"""How a value travels outside of JSON: what a schema asks of the text in a query, a header, a form.

In a parameter, a header and a form field every scalar is text (OpenAPI 3.1, 4.8.12; RFC 6570). So an unconstrained
string takes whatever an integer, a number or a boolean would have sent, and a list of one value is the same text as
that value. A body that is neither JSON nor a form, and a file in a form, is whatever was sent: 3.0
calls that a string of format `binary`, 3.1 leaves the schema empty or names a media type (OpenAPI 3.1.1, 4.8.14,
"Migrating Binary Descriptions from OAS 3.0").
"""

from __future__ import annotations

from typing import Any

from apidiff.comparing.parts import type_set
from apidiff.comparing.serialising import text_of as json_text
from apidiff.model.contract import JSON

PLAIN = ""
TEXT = "text"
ONE_OR_MANY = "one or many"
RAW = "raw"
"""How a value travels: as JSON, as text, as a parameter that may be a list, as the whole of another body."""

_STRING_LIMITS = frozenset({"pattern", "minLength", "maxLength", "format", "enum", "const", "contentEncoding"})
_SCALARS = ("string", "integer", "number", "boolean")


def as_text(schema: dict[str, JSON], *, stringify: bool) -> dict[str, JSON]:
    """The schema of the scalars whose text a schema admits; `stringify` turns listed values into their text."""
    if schema.get("format") == "binary" or "contentMediaType" in schema:
        return as_sent(schema)
    listed = type_set(schema.get("type"))
    if "string" in listed and _STRING_LIMITS.isdisjoint(schema):
        return {**schema, "type": sorted({*listed, *_SCALARS})}
    if stringify and ("enum" in schema or "const" in schema):
        values = schema["enum"] if isinstance(schema.get("enum"), list) else [schema.get("const")]
        rest = {key: value for key, value in schema.items() if key not in {"type", "enum", "const"}}
        return {**rest, "enum": [text_of(value) for value in values]}
    return schema


def as_sent(schema: dict[str, JSON]) -> dict[str, JSON]:
    """The schema of a body, or of a file: an unconstrained string, binary or not, is whatever was sent."""
    rest = {key: value for key, value in schema.items() if key != "contentMediaType"}
    if rest.get("format") == "binary":
        del rest["format"]
    if rest.get("type") in ("string", ["string"]) and _STRING_LIMITS.isdisjoint(rest):
        del rest["type"]
    return rest


def one_or_many(schema: dict[str, JSON]) -> dict[str, JSON]:
    """A list in a parameter, which also reads a single value: `?a=x` is a list of one."""
    types = schema.get("type")
    if types != "array" and not (isinstance(types, list) and "array" in types):
        return schema
    if _count(schema.get("minItems"), 0) > 1 or _count(schema.get("maxItems"), 1) < 1 or "contains" in schema:
        return schema
    return {"anyOf": [schema, schema.get("items", True)]}


def _count(value: JSON, default: int) -> int:
    return value if isinstance(value, int) else default


def text_of(value: JSON) -> JSON:
    """The text in which a scalar travels; anything else as it is."""
    if value is None or isinstance(value, str | list | dict):
        return value
    return json_text(value).decode().strip('"')


def mixes_text(*schemas: Any) -> bool:
    """Whether listed values are texts in one place and other scalars in another."""
    kinds: set[bool] = set()
    pending = list(schemas)
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            enum = node.get("enum")
            values = list(enum) if isinstance(enum, list) else []
            values += [node["const"]] if "const" in node else []
            kinds.update(isinstance(value, str) for value in values if value is not None)
            pending.extend(child for key, child in node.items() if key not in {"enum", "const"})
        elif isinstance(node, list):
            pending.extend(node)
    return len(kinds) > 1
