"""Random edits of a description: each says where it was made and what it was.

An edit keeps the description one (mostly) that the specification allows; `scrambled` makes edits that do not.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]
METHODS = frozenset({"get", "put", "post", "delete", "patch"})
MAPS = frozenset({"properties", "patternProperties", "$defs", "schemas"})
HOLDERS = frozenset(
    {"schema", "items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else"}
)
LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
VERBATIM = frozenset({"example", "examples", "default", "enum", "const", "mapping", "scopes", "x-internal"})


@dataclass(frozen=True)
class Mutation:
    """`revision` is the description with one edit, made at `pointer`."""

    revision: Document
    pointer: str
    what: str

    def __str__(self) -> str:
        return f"{self.what} at {self.pointer}"


@dataclass(frozen=True)
class Place:
    """A spot of a known kind: `schema`, `operation`, `parameter`, ..., with its pointer."""

    kind: str
    pointer: str
    value: Any


def token(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def at(document: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        document = document[int(name)] if isinstance(document, list) else document[name]
    return document


def places(node: Any, pointer: str = "", kind: str = "object") -> Iterator[Place]:
    """Every spot of a description that an edit knows how to change."""
    if isinstance(node, list):
        for index, child in enumerate(node):
            yield from places(child, f"{pointer}/{index}", kind)
        return
    if not isinstance(node, dict):
        return
    if "$ref" not in node and kind not in {"map", "object"}:
        yield Place(kind, pointer, node)
    for name, child in node.items():
        if name in VERBATIM and kind not in {"map", "schemas"}:
            continue
        yield from places(child, f"{pointer}/{token(name)}", _kind_of(name, kind, pointer))


def _kind_of(name: str, kind: str, pointer: str) -> str:
    if kind == "schemas":
        return "schema"
    if kind == "map":
        return {"parameters": "parameter", "responses": "response", "headers": "header", "requestBodies": "body"}.get(
            pointer.rpartition("/")[2], "object"
        )
    if kind in {"schema", "parameter", "header", "media", "object"} and (
        name in MAPS or (kind == "schema" and name == "patternProperties")
    ):
        return "schemas"
    if kind == "schema":
        return "schema" if name in HOLDERS | LISTS else "object"
    if name in {"schema", "items"}:
        return "schema"
    if name in METHODS and kind == "object":
        return "operation"
    if name == "parameters" and not pointer.startswith("/components"):
        return "parameter"
    if name in {"responses", "headers", "requestBodies", "parameters"}:
        return "map"
    return {"requestBody": "body", "content": "object"}.get(name, "object")


Edit = Callable[[Any, random.Random], str | None]
"""Changes a value in place and says what it did; `None`: there is nothing of the kind here."""


def _set(name: str, values: tuple[Any, ...]) -> Edit:
    def edit(schema: Any, chance: random.Random) -> str | None:
        others = [v for v in values if v != schema.get(name)]
        if not others:
            return None
        value = chance.choice(others)
        told = f"{name}: {schema.get(name)!r} becomes {value!r}"
        schema[name] = value
        return told

    return edit


def _drop(name: str) -> Edit:
    def edit(schema: Any, _: random.Random) -> str | None:
        return f"{name} dropped: {schema.pop(name)!r}" if name in schema else None

    return edit


def _number(schema: Any, chance: random.Random) -> str | None:
    found = sorted(k for k in schema if k[:3] in ("min", "max") and type(schema[k]) is int)
    if not found:
        return None
    name = chance.choice(found)
    schema[name] = max(0, schema[name] + chance.choice((-1, 1, 7)))
    return f"{name} becomes {schema[name]}"


def _retype(schema: Any, chance: random.Random) -> str | None:
    if not isinstance(schema.get("type"), str):
        return None
    before = schema["type"]
    schema["type"] = chance.choice([t for t in ("string", "integer", "number", "boolean", "object") if t != before])
    return f"type: {before} becomes {schema['type']}"


def _enum_value(schema: Any, chance: random.Random) -> str | None:
    values = schema.get("enum")
    if not values:
        return None
    if len(values) > 1 and chance.random() < 0.5:
        return f"enum value dropped: {values.pop(chance.randrange(len(values)))}"
    values.append("added")
    return "enum value added"


def _property(schema: Any, chance: random.Random) -> str | None:
    named = schema.get("properties")
    if not named:
        return None
    roll = chance.random()
    name = chance.choice(sorted(named))
    if roll < 0.4:
        del named[name]
        if name in schema.get("required", ()):
            schema["required"].remove(name)
            if not schema["required"]:
                del schema["required"]
        return f"property {name} dropped"
    if roll < 0.7:
        named["fresh_thing"] = chance.choice(({"type": "integer"}, {"type": "string"}, {"type": "array", "items": {}}))
        return "property fresh_thing added"
    renamed = {f"new_{key}" if key == name else key: value for key, value in named.items()}
    schema["properties"] = renamed
    return f"property {name} becomes new_{name}"


def _requirement(schema: Any, chance: random.Random) -> str | None:
    named = schema.get("properties")
    if not named:
        return None
    name = chance.choice(sorted(named))
    required = schema.setdefault("required", [])
    if name in required:
        required.remove(name)
    else:
        required.append(name)
    if not required:
        del schema["required"]
    return f"required of {name} turned"


def _alternative(schema: Any, chance: random.Random) -> str | None:
    found = [k for k in ("oneOf", "anyOf") if k in schema]
    if not found:
        return None
    members = schema[found[0]]
    if len(members) > 1 and chance.random() < 0.5:
        members.pop()
        return "alternative dropped"
    members.append(chance.choice(({"type": "boolean"}, {"type": "array", "items": {"type": "number"}})))
    return "alternative added"


def _extra(schema: Any, chance: random.Random) -> str | None:
    keyword, value = chance.choice(
        (
            ("additionalProperties", False),
            ("additionalProperties", {"type": "string"}),
            ("minProperties", 2),
            ("maxProperties", 5),
            ("not", {"required": ["forbidden"]}),
            ("title", "Named"),
            ("x-note", {"a": [1]}),
            ("readOnly", True),
            ("writeOnly", True),
            ("deprecated", True),
            ("externalDocs", {"url": "https://example.com"}),
            ("default", "something"),
            ("example", "an example"),
        )
    )
    if schema.get(keyword) == value:
        return None
    schema[keyword] = value
    return f"{keyword} becomes {value!r}"


def _parameters(owner: Any, chance: random.Random) -> str | None:
    listed = owner.setdefault("parameters", [])
    if listed and chance.random() < 0.5:
        listed.pop(chance.randrange(len(listed)))
        return "parameter dropped"
    listed.append({"name": "fresh", "in": chance.choice(("query", "header", "cookie")), "schema": {"type": "integer"}})
    listed[-1]["required"] = chance.random() < 0.5
    return f"parameter added: {listed[-1]}"


def _status(operation: Any, chance: random.Random) -> str | None:
    responses = operation.get("responses", {})
    if len(responses) > 1 and chance.random() < 0.5:
        status = chance.choice(sorted(responses))
        del responses[status]
        return f"response {status} dropped"
    status = chance.choice([s for s in ("201", "2XX", "404", "4XX", "503") if s not in responses])
    responses[status] = {"description": "New.", "content": {"application/json": {"schema": {"type": "boolean"}}}}
    return f"response {status} added"


def _media(holder: Any, chance: random.Random) -> str | None:
    content = holder.get("content")
    if not content:
        return None
    roll = chance.random()
    name = chance.choice(sorted(content))
    if roll < 0.4:
        content["application/xml"] = copy.deepcopy(content[name])
        return "media type added"
    value = content.pop(name)
    if roll < 0.7:
        content["application/*+json"] = value
        return f"media type {name} becomes application/*+json"
    content[f"{name}; charset=utf-8"] = value
    return f"media type {name} with a charset"


def _header(holder: Any, chance: random.Random) -> str | None:
    headers = holder.setdefault("headers", {})
    if headers and chance.random() < 0.5:
        name = chance.choice(sorted(headers))
        del headers[name]
        return f"header {name} dropped"
    headers["X-Fresh"] = {"required": True, "schema": {"type": "string"}}
    return "header added"


def _rename_parameter(parameter: Any, _: random.Random) -> str | None:
    if parameter.get("in") == "path":
        return None
    parameter["name"] += "_id"
    return f"parameter becomes {parameter['name']}"


_SCHEMA: tuple[Edit, ...] = (
    _number, _number, _retype, _enum_value, _enum_value, _property, _property, _requirement, _alternative,
    _extra, _extra,
    _set("description", ("Told otherwise.", "Told again.")), _drop("format"), _drop("pattern"), _drop("maxLength"),
    _drop("additionalProperties"), _drop("items"), _drop("enum"), _drop("type"), _drop("minimum"), _drop("readOnly"),
    _drop("x-internal"), _drop("discriminator"), _set("pattern", ("^a+$", "^[a-z0-9]*$")), _set("minimum", (5,)),
    _set("maxItems", (2, 20)), _set("uniqueItems", (True,)), _set("multipleOf", (2, 0.5)),
    _set("nullable", (True, False)), _set("format", ("email", "date", "int32")),
)  # fmt: skip
EDITS: dict[str, tuple[Edit, ...]] = {
    "schema": _SCHEMA,
    "operation": (
        _parameters, _status, _set("deprecated", (True,)), _set("operationId", ("another",)), _set("tags", (["x"],)),
        _drop("security"), _set("security", ([], [{"key": []}], [{"oauth": ["read", "write"]}])), _drop("callbacks"),
        _set("servers", ([{"url": "https://other.example.com"}],)), _set("summary", ("Other.",)), _drop("requestBody"),
        _set("x-stable", (True,)),
    ),
    "parameter": (
        _set("required", (True,)), _set("style", ("form", "pipeDelimited", "simple")), _set("explode", (True, False)),
        _set("allowReserved", (True,)), _set("description", ("Other.",)), _rename_parameter,
        _set("deprecated", (True,)), _set("in", ("query", "header")), _set("example", (3,)),
    ),
    "response": (_set("description", ("Other.",)), _media, _header, _drop("content"), _drop("links"), _drop("headers")),
    "body": (_set("required", (True, False)), _media, _set("description", ("Other.",))),
    "header": (_set("required", (True,)), _set("description", ("Other.",)), _set("deprecated", (True,))),
}  # fmt: skip


def places_by_kind(base: Document) -> dict[str, list[Place]]:
    """The places that an edit knows how to change, by their kinds."""
    by_kind: dict[str, list[Place]] = {}
    for place in places(base):
        if place.kind in EDITS:
            by_kind.setdefault(place.kind, []).append(place)
    return by_kind


def mutation(base: Document, chance: random.Random, by_kind: dict[str, list[Place]] | None = None) -> Mutation:
    """One random edit at one random place, the places of one kind being as likely as those of any other.

    `by_kind`: those of `base`, for a caller that makes many.
    """
    by_kind = by_kind or places_by_kind(base)
    kinds = [kind for kind in ("schema", "schema", "schema", *EDITS) if kind in by_kind]
    while True:
        if chance.random() < 0.1:
            found = _of_document(base, chance)
        else:
            place = chance.choice(by_kind[chance.choice(kinds)])
            found = applied(base, place.pointer, chance.choice(EDITS[place.kind]), chance)
        if found is not None and found.revision != base:
            return found


def applied(base: Document, pointer: str, edit: Edit, chance: random.Random) -> Mutation | None:
    """The edit made at a place, all the rest being shared with `base`."""
    revision = _opened(base, pointer)
    what = edit(at(revision, pointer), chance)
    return None if what is None else Mutation(revision, pointer, what)


def _opened(base: Document, pointer: str) -> Document:
    """A copy of the way to a place and of all under it."""
    if not pointer:
        return copy.deepcopy(base)
    revision: Any = dict(base)
    node: Any = revision
    parts = pointer.split("/")[1:]
    for index, part in enumerate(parts):
        name: Any = part.replace("~1", "/").replace("~0", "~")
        name = int(name) if isinstance(node, list) else name
        last = index == len(parts) - 1
        node[name] = copy.deepcopy(node[name]) if last else copy.copy(node[name])
        node = node[name]
    return revision


def _of_document(base: Document, chance: random.Random) -> Mutation | None:
    """Edits of whole paths, events, components and of what stands at the top."""
    revision = copy.deepcopy(base)
    section = chance.choice(("paths", "webhooks", "servers", "security", "info", "components", "method", "scheme"))
    if section in ("paths", "webhooks") and revision.get(section):
        name = chance.choice(sorted(revision[section]))
        item = revision[section].pop(name)
        roll = chance.random()
        if roll < 0.4 and len(revision[section]) > 0:
            return Mutation(revision, f"/{section}/{token(name)}", f"{section}: {name} dropped")
        other = name.replace("/v1/", "/v1/new-") if section == "paths" else f"{name}.new"
        revision[section][other] = item
        return Mutation(revision, f"/{section}", f"{section}: {name} becomes {other}")
    if section == "method" and revision.get("paths"):
        name = chance.choice(sorted(revision["paths"]))
        methods = sorted(METHODS & revision["paths"][name].keys())
        if not methods:
            return None
        method = chance.choice(methods)
        del revision["paths"][name][method]
        return Mutation(revision, f"/paths/{token(name)}/{method}", "operation dropped")
    if section == "servers":
        revision["servers"] = [{"url": chance.choice(("https://b.example.com", "https://api.example.com/base"))}]
        return Mutation(revision, "/servers", "servers changed")
    if section == "security":
        revision["security"] = chance.choice(([], [{"key": []}], [{"oauth": ["read", "write"]}]))
        return Mutation(revision, "/security", f"security becomes {revision['security']}")
    if section == "info":
        revision["info"]["version"] = "2.0.0"
        return Mutation(revision, "/info/version", "version changed")
    schemas = revision.get("components", {}).get("schemas")
    if section == "components" and schemas is not None:
        schemas["Unused"] = {"type": "object", "properties": {"a": {"type": "string"}}}
        return Mutation(revision, "/components/schemas/Unused", "unused component added")
    schemes = revision.get("components", {}).get("securitySchemes")
    if section == "scheme" and schemes:
        name = chance.choice(sorted(schemes))
        schemes[name] = {"type": "http", "scheme": "bearer"}
        return Mutation(revision, f"/components/securitySchemes/{token(name)}", "security scheme replaced")
    return None


JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    "",
    "text",
    [],
    [1],
    ["a", "a"],
    [[]],
    {},
    {"a": 1},
    {"$ref": "#/nowhere"},
)


def scrambled(base: Document, chance: random.Random) -> Mutation:
    """One value anywhere, key or member, replaced by something of another type."""
    spots = list(_spots(base, ""))
    pointer = chance.choice(spots)
    revision = _opened(base, pointer.rpartition("/")[0])
    holder = at(revision, pointer.rpartition("/")[0])
    name: Any = pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    name = int(name) if isinstance(holder, list) else name
    junk = copy.deepcopy(chance.choice(JUNK))
    holder[name] = junk
    return Mutation(revision, pointer, f"replaced by {junk!r}")


def _spots(node: Any, pointer: str) -> Iterator[str]:
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, child in children:
        here = f"{pointer}/{token(str(name))}"
        yield here
        yield from _spots(child, here)
