"""A description in, the places out whose value is of another JSON type than the specifications ask for.

Prose, examples, extensions and whatever else says nothing on the wire may be of any type. A `null` in place of an
object of OpenAPI is right as well: nothing stands there, as YAML has it for a key without a value.

Sources: the fixed fields of OpenAPI 3.0.4, 3.1.1 and 3.2.0; JSON Schema 2020-12 Core, 8 to 11, and Validation, 6 to 9.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

from apidiff.model.contract import JSON
from apidiff.openapi.canonical import compact_json
from apidiff.openapi.grammar import (
    DATA,
    DISCRIMINATOR,
    EXAMPLE,
    HEADER,
    OPENAPI,
    PARAMETER,
    REFERABLE,
    SCHEMA,
    VALUE,
    Kind,
    is_schema,
    kind_at,
    with_members,
)
from apidiff.openapi.keywords import KEYWORDS, is_extension
from apidiff.openapi.pointers import ABSENT, find, is_part, split
from apidiff.openapi.references import References
from apidiff.openapi.uri import percent_decoded

Test = Callable[[Any], bool]
Expected = tuple[str, Test]
"""What belongs in a place, in words, and whether a value is that."""


def _is_text(value: JSON) -> bool:
    return isinstance(value, str)


def _is_object(value: JSON) -> bool:
    return isinstance(value, dict)


def _is_number(value: JSON) -> bool:
    # In Python `True` is an `int`; in JSON it is no number.
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _is_count(value: JSON) -> bool:
    if not _is_number(value) or value < 0:
        return False
    # `2.0` is an integer (JSON Schema 2020-12 Core, 6.3).
    if isinstance(value, Decimal):
        return value == value.to_integral_value()
    return isinstance(value, int) or value.is_integer()


def _is_scalar(value: JSON) -> bool:
    return value is not None and not isinstance(value, dict | list)


def _list_of(test: Test) -> Test:
    return lambda value: isinstance(value, list) and all(map(test, value))


def _map_of(test: Test) -> Test:
    return lambda value: isinstance(value, dict) and all(map(test, value.values()))


def _or_null(test: Test) -> Test:
    return lambda value: value is None or test(value)


_TEXT: Expected = "a string", _is_text
_FLAG: Expected = "a boolean", lambda value: isinstance(value, bool)
_NUMBER: Expected = "a number", _is_number
_COUNT: Expected = "a whole number of at least 0", _is_count
_NAMES: Expected = "an array of strings", _list_of(_is_text)
_LIST: Expected = "an array", lambda value: isinstance(value, list)
_SCALAR: Expected = "a string", _is_scalar  # a number or a boolean is what its text is
_SCALARS: Expected = "an array of strings", _list_of(_is_scalar)
_MAP: Expected = "an object", _is_object
_OBJECTS: Expected = "an array of objects", _list_of(_is_object)
_SCHEMA: Expected = "a schema (an object or a boolean)", lambda value: isinstance(value, dict | bool)
_KEYWORDS: dict[str, Expected] = {
    **dict.fromkeys(("$schema", "$id", "$anchor", "$dynamicAnchor", "$ref", "$dynamicRef"), _TEXT),
    **dict.fromkeys(("pattern", "format", "contentEncoding", "contentMediaType"), _TEXT),
    **dict.fromkeys(("multipleOf", "minimum", "maximum"), _NUMBER),
    # Booleans in OpenAPI 3.0 and in draft-04.
    **dict.fromkeys(
        ("exclusiveMinimum", "exclusiveMaximum"),
        ("a number", lambda value: _is_number(value) or isinstance(value, bool)),
    ),
    **dict.fromkeys(
        ("minLength", "maxLength", "minItems", "maxItems", "minContains", "maxContains", "minProperties",
         "maxProperties"),
        _COUNT,
    ),
    **dict.fromkeys(("uniqueItems", "deprecated", "readOnly", "writeOnly", "nullable"), _FLAG),
    "type": ("a string or an array of strings", lambda value: _is_text(value) or _NAMES[1](value)),
    "enum": _LIST,
    # Draft-03 had a boolean on the property itself, which many still write. It says nothing since.
    "required": ("an array of strings", lambda value: isinstance(value, bool) or _NAMES[1](value)),
    "dependentRequired": ("an object of arrays of strings", _map_of(_list_of(_is_text))),
    "xml": _MAP,
}  # fmt: skip
_SHAPES: dict[str, Expected] = {"schema": _SCHEMA, "list": ("an array of schemas", _LIST[1]), "map": _MAP}
_KEYWORDS |= {name: _SHAPES[row.shape] for name, row in KEYWORDS.items() if row.shape in _SHAPES}
# Drafts before 2020-12 have a list there as well.
_KEYWORDS["items"] = _SCHEMA[0], lambda value: isinstance(value, dict | bool | list)

TYPES = ("string", "number", "integer", "boolean", "array", "object", "null")
"""JSON Schema 2020-12 Validation, 6.1.1; in every draft since 04 and in OpenAPI 3.0 there are no others."""
A_TYPE = "a type of JSON Schema"


def _is_type(value: JSON) -> bool:
    return all(one in TYPES for one in (value if isinstance(value, list) else [value]))


_VALUES: dict[str, Expected] = {"type": (A_TYPE, _is_type)}
"""Keywords whose value has to be one of a few, besides being of the right JSON type."""

_SERIALISED = {"style": _TEXT, "explode": _FLAG, "allowReserved": _FLAG}
_PARAMETER = {"required": _FLAG, "deprecated": _FLAG, "allowEmptyValue": _FLAG, **_SERIALISED}
_SERVERS: Expected = "an array of objects", _or_null(_OBJECTS[1])

_FIELDS: dict[str, dict[str, Expected]] = {
    "description": {"servers": _SERVERS, "tags": ("an array", _or_null(_LIST[1])),
                    "jsonSchemaDialect": ("a string", _or_null(_is_text)), "$self": _TEXT},
    "path item": {"servers": _SERVERS},
    "operation": {"operationId": ("a string", _or_null(_is_text)), "tags": ("an array", _or_null(_LIST[1])),
                  "deprecated": _FLAG, "servers": _SERVERS},
    "parameter": {"name": _TEXT, "in": _TEXT, **_PARAMETER},
    "header": _PARAMETER,
    "request body": {"required": _FLAG},
    "encoding": {"contentType": _TEXT, **_SERIALISED},
    "link": {"operationRef": _TEXT, "operationId": _TEXT, "parameters": _MAP, "server": _MAP},
    "security scheme": {"type": _TEXT, "name": _TEXT, "in": _TEXT, "scheme": _TEXT, "openIdConnectUrl": _TEXT,
                        "flows": _MAP},
    "flow": {"authorizationUrl": _TEXT, "tokenUrl": _TEXT, "refreshUrl": _TEXT, "deviceAuthorizationUrl": _TEXT,
             "scopes": _MAP},
    "server": {"url": _TEXT, "variables": _MAP},
    "server variable": {"enum": _SCALARS, "default": _SCALAR},
}  # fmt: skip
"""By kind of object: the fields whose type says something. Of what holds schemas or other kinds the grammar knows."""

_VARIABLE = Kind("server variable")
_SERVER = Kind("server")
_SERVER.fields = {"variables": Kind("map of server variables", rest=_VARIABLE)}
_FLOWS = Kind("flows", rest=Kind("flow"), extensible=True)
_SCOPES = Kind("scopes")
_SECURITY = Kind("list of security requirements", item=Kind("security requirement", rest=_SCOPES))
_INNER = {
    ("security", "description"): _SECURITY,
    ("security", "operation"): _SECURITY,
    ("servers", "description"): Kind("list of servers", item=_SERVER),
    ("servers", "path item"): Kind("list of servers", item=_SERVER),
    ("servers", "operation"): Kind("list of servers", item=_SERVER),
    ("server", "link"): _SERVER,
    ("flows", "security scheme"): _FLOWS,
}
"""Objects that the grammar has as plain values, since no reference stands in them."""


class Mistyped(NamedTuple):
    """A value of another type than belongs in its place, or one that the specification does not know there."""

    tokens: tuple[str, ...]
    expected: str
    value: JSON
    schema: tuple[str, ...] | None
    """The place of the schema that it stands in, or in place of; `None`: it stands in none."""
    found: str = ""
    """What it is instead; empty: what the type of the value says."""


def mistyped(
    document: dict[str, JSON], other: JSON, alike: Callable[[JSON, JSON], bool], references: References
) -> Iterator[Mistyped]:
    """Each value of a wrong type in `document`; parts that `alike` finds the same in `other` are not looked at."""
    if any(map(_leads_to_data, references.in_document(document))):
        # Only a reference says of what kind that place is, and the reference may stand in a part that is equal.
        other = ABSENT
    # In 3.0 nothing beside a `$ref` is read (OpenAPI 3.0.4, 4.7.23), so nothing there can be of a wrong type.
    siblings = not (isinstance(document, dict) and str(document.get("openapi")).startswith("3.0"))
    stack: list[_Pending] = [((), document, other, OPENAPI)]
    seen: set[tuple[str, str]] = set()
    while stack:
        tokens, node, partner, kind = stack.pop()
        is_part = len(tokens) > (2 if tokens[:1] == ("components",) else 1)
        if is_part and partner is not ABSENT and alike(node, partner):
            continue
        if isinstance(node, dict) and isinstance(ref := node.get("$ref"), str):
            if (other_kind := _of_another_kind(tokens, ref, kind)) is not None:
                yield other_kind
            # Once for each kind that it stands for: what is right in place of one is wrong in place of another.
            if (ref, kind.name) not in seen:
                seen.add((ref, kind.name))
                stack.extend(_elsewhere(document, ref, kind))
            # Beside a `$ref` fields count in schemas since 3.1, and in path items, whose `$ref` is a field like others.
            if not (siblings and is_schema(kind)) and kind.name != "path item":
                continue
        found, inner = _looked_at(tokens, node, partner, kind)
        yield from found
        # The stack gives back what was put last, so reversed: mistakes come in the order of the description.
        stack.extend(reversed(inner))


@lru_cache(maxsize=16_384)
def _leads_to_data(ref: str) -> bool:
    """Whether the specification has nothing at the place that a reference names; both sides have most of them."""
    return kind_at(split(percent_decoded(ref[1:]))) is DATA


_Pending = tuple[tuple[str, ...], JSON, JSON, Kind]
"""A place, what stands there, what the other side has there, and its kind."""


def _looked_at(tokens: tuple[str, ...], node: JSON, partner: JSON, kind: Kind) -> tuple[list[Mistyped], list[_Pending]]:
    """What is wrong in one object or array, and the objects and arrays in it that are of a kind."""
    found: list[Mistyped] = []
    inner: list[_Pending] = []
    members = _members_of(kind)
    is_object = isinstance(node, dict)
    named = members.named if is_object else {}
    others = members.others if is_object else members.item
    schema = tokens if is_object and is_schema(kind) else None
    pairs = node.items() if is_object else enumerate(node) if isinstance(node, list) else ()
    token: Any
    for token, child in pairs:
        expected, child_kind = named.get(token, others)
        if child_kind is not None and kind.extensible and is_object and is_extension(token):
            continue
        if expected is not None and not expected[1](child):
            way = *tokens, str(token)
            # `schema: 5` of a media type stands in no schema; its own place is then that of the schema which is not
            # known.
            around = way if schema is None and child_kind is not None and is_schema(child_kind) else schema
            found.append(Mistyped(way, expected[0], child, around))
        elif (
            schema is not None and token in _VALUES and not _VALUES[token][1](child) and _step(partner, token) != child
        ):
            # What has been there all along is history: whatever differs beside it is undecided.
            found.append(Mistyped((*tokens, token), _VALUES[token][0], child, schema))
        elif child_kind is not None and isinstance(child, dict | list):
            inner.append(((*tokens, str(token)), child, _step(partner, token), child_kind))
    return found, inner


_Member = tuple[Expected | None, Kind | None]
"""What belongs in a place, and the kind of what is looked at there; `None`: anything may stand there."""


class _Members(NamedTuple):
    """What belongs into an object or array of some kind: by name, under any other name, and as an item."""

    named: dict[str, _Member]
    others: _Member
    item: _Member


@cache
def _members_of(kind: Kind) -> _Members:
    fields = _KEYWORDS if is_schema(kind) else _FIELDS.get(kind.name, {})
    # In a map `$ref` is a name: a property, a tag or a component may be called so.
    if kind.section is not None or kind.fields:
        fields = {"$ref": _TEXT, **fields}
    inner = {**kind.fields, **{field: child for (field, around), child in _INNER.items() if around == kind.name}}
    named = {name: _member(inner.get(name, kind.rest), fields.get(name)) for name in {**inner, **fields}}
    return _Members(named, _member(kind.rest, None), _member(kind.item, None, in_list=True))


def _member(kind: Kind | None, expected: Expected | None, *, in_list: bool = False) -> _Member:
    if kind is None:
        return expected, None
    return expected or _expected(kind, in_list=in_list), None if kind is DATA else kind


_CONTAINERS: Expected = "an object", _or_null(_is_object)
_ARRAYS: Expected = "an array", _or_null(_LIST[1])


def _expected(kind: Kind, *, in_list: bool) -> Expected | None:
    """What belongs in a place by its kind; `None` for data, examples and what reading looks at itself."""
    if is_schema(kind):
        return _SCHEMA
    if kind in (DATA, VALUE, DISCRIMINATOR, EXAMPLE) or kind.rest is EXAMPLE:
        return None
    if kind is _SCOPES:
        return _NAMES[0], _or_null(_NAMES[1])
    if kind.item is not None:
        return _ARRAYS
    # A key without a value leaves something out; an item that is null is a mistake.
    return _MAP if in_list else _CONTAINERS


def _of_another_kind(tokens: tuple[str, ...], ref: str, kind: Kind) -> Mistyped | None:
    """A reference to an object of another kind than the one in whose place it stands.

    Header Objects follow the structure of Parameter Objects (OpenAPI 3.1.1, 4.8.21), so that either is taken for both.
    """
    wanted = SCHEMA if is_schema(kind) else kind
    if wanted not in REFERABLE or not ref.startswith("#/"):
        return None
    there = kind_at(split(percent_decoded(ref[1:])))
    there = SCHEMA if is_schema(there) else there
    if there in (wanted, DATA) or {there, wanted} == {HEADER, PARAMETER}:
        return None
    schema = tokens if wanted is SCHEMA else None
    return Mistyped((*tokens, "$ref"), f"a reference to {_one(wanted)}", ref, schema, f"one to {_one(there)}")


def _one(kind: Kind) -> str:
    return f"{'an' if kind.name[0] in 'aeio' else 'a'} {kind.name}"


def _elsewhere(document: JSON, ref: str, kind: Kind) -> Iterator[_Pending]:
    """The target of a reference where the grammar does not lead: within an extension."""
    if not ref.startswith("#/") or kind is DATA:
        return
    tokens = split(percent_decoded(ref[1:]))
    target = find(document, ref) if kind_at(tokens) is DATA else ABSENT
    if isinstance(target, dict | list):
        yield tokens, target, ABSENT, kind


def _step(node: JSON, token: Any) -> JSON:
    """What stands under a key, or at an index; `ABSENT` if nothing does."""
    if isinstance(node, dict):
        return node.get(token, ABSENT)
    return node[token] if isinstance(node, list) and isinstance(token, int) and token < len(node) else ABSENT


_NULL = re.compile(rb'"([A-Za-z]+)":null')


def has_nulls(compact: bytes) -> bool:
    """Whether a document, written without spaces, may have a field that is `null` in place of an object or a list."""
    return b'":null' in compact and any(found[1].decode() in _emptied() for found in _NULL.finditer(compact))


def without_nulls(document: dict[str, JSON]) -> dict[str, JSON]:
    """The document without the fields of objects of OpenAPI that are `null` in place of an object or a list.

    `parameters:` without a value says as much as no `parameters`, and so it is compared. What is equal is shared.
    """
    full: dict[str, JSON] = _full(document, OPENAPI, ())
    return full


def _full(node: Any, kind: Kind, tokens: tuple[str, ...]) -> Any:
    # In a schema and in an example `null` is a value. The text of a component or path item tells it without a walk.
    if is_schema(kind) or kind in (VALUE, EXAMPLE) or (is_part(tokens) and not has_nulls(compact_json(node))):
        return node
    changed = None
    if isinstance(node, dict):
        named = _members_of(kind).named
        empty = [name for name, value in node.items() if value is None and name in named and _may_be_null(*named[name])]
        if empty:
            changed = {name: value for name, value in node.items() if name not in empty}

    def member(token: Any, child: JSON, child_kind: Kind) -> JSON:
        return _full(child, child_kind, (*tokens, str(token)))

    return with_members(node, kind, member, changed)


def _may_be_null(expected: Expected | None, kind: Kind | None) -> bool:
    return expected is not None and expected[1](None) and (kind is None or not is_schema(kind))


@cache
def _emptied() -> frozenset[str]:
    """The names of fields that may be `null`."""
    found: set[str] = set()
    pending, seen = [OPENAPI], {OPENAPI}
    while pending:
        kind = pending.pop()
        members = _members_of(kind)
        found |= {name for name, member in members.named.items() if not is_schema(kind) and _may_be_null(*member)}
        inner = {each for _, each in (*members.named.values(), members.others, members.item) if each is not None}
        pending += inner - seen
        seen |= inner
    return frozenset(found)
