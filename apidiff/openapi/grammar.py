"""The grammar of OpenAPI descriptions: the kind of object at each place, and where a `$ref` may replace it.

Sources: the object sections of the OpenAPI Specification 3.0.4, 3.1.1 and 3.2.0, and JSON Schema 2020-12, 10 and 11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from apidiff.model.contract import JSON
from apidiff.openapi.keywords import BASES, KEYWORDS, is_extension
from apidiff.openapi.objects import METHODS
from apidiff.openapi.pointers import COPIES

ADDRESSING = (*BASES, "$self")
"""What gives a place another base URI or a name, in schemas and, since 3.2, in the description itself."""


class Kind:
    """A kind of object: the kinds of its fields, of its other members (in a map), and of its items (in an array)."""

    __slots__ = ("extensible", "fields", "item", "name", "rest", "section")

    def __init__(
        self,
        name: str,
        section: str | None = None,
        *,
        rest: Kind | None = None,
        item: Kind | None = None,
        extensible: bool = False,
    ) -> None:
        self.name = name
        self.section = section
        """Where in `components` such an object may stand; `None`: a `$ref` in its place is written out."""
        self.fields: dict[str, Kind] = {}
        self.rest = rest
        self.item = item
        self.extensible = extensible
        """Whether members that `rest` speaks of may be extensions beside it, which are data."""

    def member(self, token: Any) -> Kind | None:
        """The kind of the member `token` of an object; `None` if nothing of interest can stand there."""
        if self.extensible and is_extension(token):
            return DATA
        return self.fields.get(token, self.rest)


DATA = Kind("data")
"""Data: examples, defaults, extensions. A `$ref` there may be a plain value."""
DATA.rest = DATA.item = DATA

VALUE = Kind("value")
"""An object that no `components` section holds, such as `info` or a server."""
VALUE.rest = VALUE.item = VALUE

SCHEMA = Kind("schema", "schemas")
RESPONSE = Kind("response", "responses")
PARAMETER = Kind("parameter", "parameters")
EXAMPLE = Kind("example", "examples")
REQUEST_BODY = Kind("request body", "requestBodies")
HEADER = Kind("header", "headers")
SECURITY_SCHEME = Kind("security scheme", "securitySchemes")
LINK = Kind("link", "links")
CALLBACK = Kind("callback", "callbacks", extensible=True)
PATH_ITEM = Kind("path item", "pathItems")
MEDIA_TYPE = Kind("media type")
ENCODING = Kind("encoding")
OPERATION = Kind("operation")
DISCRIMINATOR = Kind("discriminator")
REQUIREMENT = Kind("security requirement")
"""Its keys are names of components or, since 3.2, URIs of security schemes; nothing in it refers to anything else."""
COMPONENTS = Kind("components")
ANYTHING = Kind("schema or map of schemas")
"""The root of a file that may be a schema, or hold schemas at any depth."""
OPENAPI = Kind("description")


def map_of(kind: Kind) -> Kind:
    """An object whose every member is of `kind`."""
    return Kind(f"map of {kind.name}s", rest=kind)


def list_of(kind: Kind) -> Kind:
    """An array whose every item is of `kind`."""
    return Kind(f"list of {kind.name}s", item=kind)


SCHEMAS = map_of(SCHEMA)
_SCHEMA_LIST = list_of(SCHEMA)
_ITEMS = Kind("schema", "schemas", item=SCHEMA)
"""`items` is one schema, or a list of them in the dialects before 2020-12."""
_BY_SHAPE = {"schema": SCHEMA, "list": _SCHEMA_LIST, "map": SCHEMAS}
SCHEMA.fields = {
    **{row.name: _BY_SHAPE[row.shape] for row in KEYWORDS.values() if row.shape in _BY_SHAPE},
    "items": _ITEMS,
    "discriminator": DISCRIMINATOR,
    "externalDocs": VALUE,
    "xml": VALUE,
}
# Whatever else stands in a schema (`default`, `enum`, `example`, `x-...`, what nobody knows) is data.
SCHEMA.rest = DATA
ANYTHING.fields, ANYTHING.rest, ANYTHING.item = SCHEMA.fields, ANYTHING, ANYTHING
_ITEMS.fields, _ITEMS.rest = SCHEMA.fields, DATA

_EXAMPLES = map_of(EXAMPLE)
_HEADERS = map_of(HEADER)
_CONTENT = map_of(MEDIA_TYPE)
_SERVERS = list_of(VALUE)
_WITH_SCHEMA = {"schema": SCHEMA, "content": _CONTENT, "examples": _EXAMPLES}

PARAMETER.fields = _WITH_SCHEMA
HEADER.fields = _WITH_SCHEMA
REQUEST_BODY.fields = {"content": _CONTENT}
RESPONSE.fields = {"headers": _HEADERS, "content": _CONTENT, "links": map_of(LINK)}
MEDIA_TYPE.fields = {
    "schema": SCHEMA,
    "itemSchema": SCHEMA,
    "examples": _EXAMPLES,
    "encoding": map_of(ENCODING),
    "prefixEncoding": list_of(ENCODING),
    "itemEncoding": ENCODING,
}
ENCODING.fields = {
    "headers": _HEADERS,
    "encoding": map_of(ENCODING),
    "prefixEncoding": list_of(ENCODING),
    "itemEncoding": ENCODING,
}
# `parameters` and `requestBody` of a link are values or runtime expressions: a `$ref` in them is data.
LINK.fields = {"server": VALUE}
CALLBACK.rest = PATH_ITEM
OPERATION.fields = {
    "parameters": list_of(PARAMETER),
    "requestBody": REQUEST_BODY,
    # Members of these that begin with `x-` are extensions; in a map, such as `callbacks`, they are names.
    "responses": Kind("responses", rest=RESPONSE, extensible=True),
    "callbacks": map_of(CALLBACK),
    "servers": _SERVERS,
    "security": list_of(REQUIREMENT),
    "externalDocs": VALUE,
}
PATH_ITEM.fields = {
    **dict.fromkeys(METHODS, OPERATION),
    "additionalOperations": map_of(OPERATION),
    "parameters": list_of(PARAMETER),
    "servers": _SERVERS,
}
COMPONENTS.fields = {
    "schemas": SCHEMAS,
    "responses": map_of(RESPONSE),
    "parameters": map_of(PARAMETER),
    "examples": _EXAMPLES,
    "requestBodies": map_of(REQUEST_BODY),
    "headers": _HEADERS,
    "securitySchemes": map_of(SECURITY_SCHEME),
    "links": map_of(LINK),
    "callbacks": map_of(CALLBACK),
    "pathItems": map_of(PATH_ITEM),
    "mediaTypes": _CONTENT,
}
OPENAPI.fields = {
    "info": VALUE,
    "servers": _SERVERS,
    "tags": list_of(VALUE),
    "externalDocs": VALUE,
    "security": list_of(REQUIREMENT),
    "paths": Kind("paths", rest=PATH_ITEM, extensible=True),
    "webhooks": map_of(PATH_ITEM),
    "x-webhooks": map_of(PATH_ITEM),
    "components": COMPONENTS,
    # In the normal form alone: the copies that dynamic references lead to are walked like components.
    COPIES: SCHEMAS,
}
# A field that the specification does not name holds data: a `$ref` in it is no reference.
for _kind in (PARAMETER, HEADER, REQUEST_BODY, RESPONSE, MEDIA_TYPE, ENCODING, LINK, OPERATION, PATH_ITEM, OPENAPI):
    _kind.rest = DATA
for _kind in (EXAMPLE, SECURITY_SCHEME, DISCRIMINATOR, COMPONENTS):
    _kind.rest = DATA


REFERABLE = (
    SCHEMA, RESPONSE, PARAMETER, EXAMPLE, REQUEST_BODY, HEADER, SECURITY_SCHEME, LINK, CALLBACK, PATH_ITEM, MEDIA_TYPE,
    OPERATION,
)  # fmt: skip
"""The kinds of objects in whose place a reference may stand, each to another object of its kind. That of an operation
is not in the specification; tools follow it."""


def child_kind(kind: Kind, token: str) -> Kind | None:
    """The kind of the member `token`; `None` where nothing of interest can stand."""
    # `items` may be a schema or a list of them, and no field of a schema is a number.
    return kind.item if token.isdigit() and kind.item and token not in kind.fields else kind.member(token)


def kind_at(tokens: Iterable[str]) -> Kind:
    """What the specification has at a place of a description; `DATA` where it has nothing."""
    kind: Kind = OPENAPI
    for token in tokens:
        kind = child_kind(kind, token) or DATA
    return kind


def is_schema(kind: Kind) -> bool:
    """Whether an object of `kind` is a schema."""
    # `items`, which may also be a list, and the root of a file are other kinds with the fields of a schema.
    return kind.fields is SCHEMA.fields


def members(node: JSON, kind: Kind) -> list[tuple[Any, JSON, Kind]]:
    """The objects and arrays under `node` that are more than data, with their kinds."""
    if isinstance(node, dict):
        fields, rest = kind.fields, kind.rest
        pairs: Any = node.items()
    elif isinstance(node, list):
        fields, rest, pairs = {}, kind.item, enumerate(node)
    else:
        return []
    extensible = kind.extensible and isinstance(node, dict)
    found = []
    for token, child in pairs:
        if isinstance(child, dict | list):
            child_kind = fields.get(token, rest)
            # In data, as in an example, what looks like a reference is a value.
            if child_kind is None or child_kind is DATA or (extensible and is_extension(token)):
                continue
            found.append((token, child, child_kind))
    return found


def anchors_of(document: JSON, kind: Kind) -> dict[str, tuple[str, ...]]:
    """The place of each schema of an object of `kind` that has an `$anchor` or `$dynamicAnchor`, by that name.

    Of several with one name, which JSON Schema 2020-12 (8.2.2) leaves undefined, it is the first in the document, and a
    plain one before a dynamic one, as `bases` has it.
    """
    plain: dict[str, tuple[str, ...]] = {}
    dynamic: dict[str, tuple[str, ...]] = {}
    stack: list[tuple[tuple[str, ...], JSON, Kind]] = [((), document, kind)]
    while stack:
        tokens, node, kind = stack.pop()
        if isinstance(node, dict) and is_schema(kind):
            for keyword, found in (("$anchor", plain), ("$dynamicAnchor", dynamic)):
                if isinstance(node.get(keyword), str):
                    found.setdefault(node[keyword], tokens)
        children = [((*tokens, str(token)), child, kind) for token, child, kind in members(node, kind)]
        # The last that is put on a stack is taken first.
        stack.extend(reversed(children))
    return dynamic | plain


def with_members(
    node: Any, kind: Kind, rewritten: Callable[[Any, JSON, Kind], JSON], changed: dict[str, JSON] | None = None
) -> Any:
    """`node` with each of its `members` as `rewritten` answers; the same object where all stay as they are.

    `changed`: the node with something changed already.
    """
    copy: Any = changed
    for token, child, child_kind in members(node, kind):
        new = rewritten(token, child, child_kind)
        if new is not child:
            if copy is None:
                copy = node.copy()
            copy[token] = new
    return node if copy is None else copy
