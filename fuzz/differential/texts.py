"""A pair whose schemas are of text in, findings out: a parameter, a header or a form, judged by what is on the wire.

The value `5`, the text `"5"` and, where lists are joined or repeated, `["5"]` are written alike. So a payload is
missed if the text that it is written as has no reading at all that the other side takes. Null has no text, an empty
list is not sent, nor is an empty object in a parameter, and no variable of a path is empty: a payload with one of these
says nothing, and is no witness. Nor does a list in a list say anything.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from itertools import islice, product
from typing import Any

from fuzz.differential.making import NAMES, SCALARS, Maker
from fuzz.differential.pairs import DEEP, FORM, FORMS, PARTS, PREFIX, TO_SERVER, Side
from fuzz.differential.walking import IN_PLACE, below, children, target

JSON = Any
Wire = Any
"""Texts: a list of them where a name is repeated, one where it is not; of a form, by field."""
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
MOST_READINGS = 300
ANY: JSON = object()
WAYS = {"query": "repeated", "cookie": "repeated", "joined query": "joined", "path": "segment", "header": "joined"}
WAYS |= {DEEP: DEEP}
FIELDS = {FORM: {"b": DEEP, "c": "joined", "d": "json"}, PARTS: {"d": "json"}}
"""How the fields of a form are written that its `encoding` speaks of."""


def made_text(chance: random.Random, dialect: str, place: str) -> Side:
    """A schema of one parameter and header, or of the object that a form is."""
    maker = Maker(chance, dialect, [])
    if place == DEEP:
        schema = _object(maker)
    elif place not in FORMS:
        schema = _value(maker)
    else:
        named = {name: _field(maker, FIELDS[place].get(name)) for name in chance.sample(NAMES, chance.randint(1, 3))}
        schema = {"type": "object", "properties": named}
        if maker.some(0.5):
            schema["required"] = sorted(chance.sample(list(named), 1))
        if maker.some(0.2):
            schema["additionalProperties"] = chance.choice([False, maker.string()])
    if maker.some(0.15):
        return Side({"$ref": PREFIX + "One"}, {"One": schema}, dialect)
    return Side(schema, {}, dialect)


def _field(maker: Maker, way: str | None) -> dict[str, JSON]:
    return _object(maker) if way == DEEP and maker.some(0.8) else _value(maker, is_field=True)


def _value(maker: Maker, *, is_field: bool = False) -> dict[str, JSON]:
    kind = maker.chance.random()
    if kind < 0.1:
        return _choice(maker)
    if kind < 0.4:
        return _scalar(maker)
    if kind < 0.6:
        schema = {**maker.typed("array"), "items": _scalar(maker)}
        for name in ("minItems", "maxItems"):
            if maker.some(0.3):
                schema[name] = maker.chance.choice([0, 1, 2])
        if maker.some(0.15):
            schema["uniqueItems"] = True
        return schema
    if kind < 0.75 and not is_field:
        return _object(maker)
    keyword = maker.chance.choice(["anyOf", "anyOf", "oneOf", "allOf", "not"])
    if keyword == "not":
        return {**_scalar(maker), "not": _scalar(maker)}
    if keyword == "allOf":
        return {keyword: [_scalar(maker) for _ in range(2)]}
    null: JSON = {"type": "string", "nullable": True} if maker.old else {"type": "null"}
    members = [_scalar(maker), maker.chance.choice([null, _scalar(maker), {"type": "array", "items": _scalar(maker)}])]
    return {keyword: members}


def _choice(maker: Maker) -> dict[str, JSON]:
    """A scalar whose alternatives have no type of their own."""
    kind = maker.chance.choice(["string", "integer", "number"])
    limits: list[dict[str, JSON]] = [{"minimum": 3}, {"maximum": 1}, {"multipleOf": 2}, {"enum": [7, 10]}]
    if kind == "string":
        limits = [{"format": "date"}, {"pattern": "^a"}, {"maxLength": 2}, {"minLength": 4}, {"enum": ["ab", "today"]}]
    keyword = maker.chance.choice(["anyOf", "anyOf", "oneOf"])
    return {"type": kind, keyword: maker.chance.sample(limits, maker.chance.randint(1, 3))}


def _object(maker: Maker) -> dict[str, JSON]:
    named = {name: _scalar(maker) for name in maker.chance.sample(NAMES, 2)}
    schema = {**maker.typed("object"), "properties": named}
    if maker.some(0.4):
        schema["required"] = sorted(maker.chance.sample(list(named), 1))
    if maker.some(0.4):
        schema["additionalProperties"] = maker.chance.choice([False, _scalar(maker)])
    if maker.some(0.2):
        limits: list[dict[str, JSON]] = [{"required": [name]} for name in named]
        limits += [{"minProperties": 2}, {"maxProperties": 1}, {"properties": {min(named): {"maxLength": 2}}}]
        keyword = maker.chance.choice(["anyOf", "anyOf", "oneOf", "allOf"])
        schema[keyword] = maker.chance.sample(limits, maker.chance.randint(1, 3))
    if maker.some(0.1):
        schema["not"] = {"required": sorted(maker.chance.sample(list(named), maker.chance.randint(1, 2)))}
    return dict(maker.chance.sample([*schema.items()], len(schema)))


def _scalar(maker: Maker) -> dict[str, JSON]:
    kind = maker.chance.random()
    if kind < 0.12 and not maker.old:
        return {"type": maker.chance.sample(["string", "integer", "boolean", "null", "number"], 2)}
    if kind < 0.2:
        return {"enum": maker.chance.sample(SCALARS, 3)}
    if kind < 0.25:
        return {"type": "string", "enum": ["true", "false"]}
    return maker.scalar()


def silenced(chance: random.Random, side: Side, place: str) -> Side | None:
    """The side with something rewritten that changes values, but not the texts that they are written as."""
    is_form = place in FORMS
    name = chance.choice(list(side.root.get("properties", ()))) if is_form and "properties" in side.root else None
    if "$ref" in side.root or (is_form and (name is None or FIELDS[place].get(name) == "json")):
        return None
    schema = side.root["properties"][name] if name else side.root
    makers = [_nulled, _nulled, _worded, _listed, _filled, *([_lengthened] if place == "path" else [])]
    found = chance.choice(makers)(schema, side.is_old)
    if found is None or (found.keys() == {"anyOf"} and name is None and place in (*FORMS, DEEP)):
        return None
    if name is None:
        return Side(found, side.schemas, side.dialect)
    return Side({**side.root, "properties": {**side.root["properties"], name: found}}, side.schemas, side.dialect)


def _nulled(schema: dict[str, JSON], is_old: bool) -> dict[str, JSON] | None:
    """Admit null as well."""
    kind = schema.get("type")
    if is_old:
        plain = isinstance(kind, str) and schema.keys().isdisjoint({"enum", "not", "nullable", "allOf"})
        return {**schema, "nullable": True} if plain else None
    return {"anyOf": [schema, {"type": "null"}]} if kind != "null" else None


def _worded(schema: dict[str, JSON], _: bool) -> dict[str, JSON] | None:
    """A boolean as its two words, and the other way."""
    if schema == {"type": "boolean"}:
        return {"type": "string", "enum": ["true", "false"]}
    return {"type": "boolean"} if schema == {"type": "string", "enum": ["true", "false"]} else None


def _listed(schema: dict[str, JSON], is_old: bool) -> dict[str, JSON] | None:
    """All strings are the texts of numbers and booleans, too."""
    if schema != {"type": "string"}:
        return None
    return {"anyOf": [{"type": "integer"}, schema]} if is_old else {"type": ["integer", "string", "boolean"]}


def _filled(schema: dict[str, JSON], _: bool) -> dict[str, JSON] | None:
    """An empty list is not sent."""
    if schema.get("type") != "array":
        return None
    if schema.get("minItems", 1) == 1 and "minItems" in schema:
        return {keyword: value for keyword, value in schema.items() if keyword != "minItems"}
    return {**schema, "minItems": 1} if schema.get("minItems", 0) == 0 and schema.get("maxItems") != 0 else None


def _lengthened(schema: dict[str, JSON], _: bool) -> dict[str, JSON] | None:
    """A variable of a path is never empty."""
    if schema.get("type") == "string" and schema.get("minLength", 0) == 0 and schema.get("maxLength") != 0:
        return {**schema, "minLength": 1}
    return None


def way_of(place: str, direction: str) -> str:
    """How a value is written: `repeated`, `joined`, or as the fields of a form."""
    if place in FORMS:
        return place
    return WAYS[place] if direction == TO_SERVER else WAYS["header"]


def written(value: JSON, way: str) -> Wire | None:
    """What a value is written as; `None` if it has no text, or if that is not told."""
    if way == "segment":
        return written(value, "joined") or None
    if way in FORMS or way == DEEP:
        if not isinstance(value, dict) or (way == DEEP and not value):
            return None
        fields: dict[str, Wire] = {name: written(each, _way_in(way, name)) for name, each in value.items()}
        return None if None in fields.values() else fields
    if way == "json":
        return [value]
    if way == "text":
        return _text(value)
    if isinstance(value, list):
        parts = [_text(each) for each in value]
        if not parts or None in parts:
            return None
        if way == "repeated":
            return parts
        return None if any("," in part for part in parts if part is not None) else ",".join(map(str, parts))
    if isinstance(value, dict):
        pairs = [part for name, each in value.items() for part in (name, _text(each))]
        told = way == "joined" and pairs and not any(part is None or "," in part for part in pairs)
        return ",".join(map(str, pairs)) if told else None
    text = _text(value)
    return [text] if text is not None and way == "repeated" else text


def _way_in(way: str, name: str) -> str:
    """How a field of a form is written, or a property in a query."""
    return "text" if way == DEEP else FIELDS[way].get(name, "repeated")


def _text(value: JSON) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float) and abs(value) < 10**20:
        return str(int(value)) if value == int(value) else repr(value) if abs(value) > 1e-4 else None
    return None


def readings(wire: Wire, way: str, like: JSON = ANY) -> list[JSON] | None:
    """All values that a text can be read as; `None` if they are too many.

    `like` a value: no list and no string for an object, no object and no empty list for another value. Limits of a
    string are not asked of the joined text of several values.
    """
    if way == "text":
        return _scalars(wire)
    if way == "segment":
        return readings(wire, "joined", like)
    if way in FORMS or way == DEEP:
        inner = [ANY if like is ANY else like[name] for name in wire]
        each = [readings(wire[name], _way_in(way, name), value) for name, value in zip(wire, inner, strict=True)]
        if any(found is None for found in each):
            return None
        return _few(dict(zip(wire, chosen, strict=True)) for chosen in product(*[found or [] for found in each]))
    if way == "json":
        return [wire[0]]
    parts = wire if way == "repeated" else wire.split(",")
    found: list[JSON] = []
    is_several = isinstance(like, dict) or (isinstance(like, list) and len(like) > 1)
    if (way == "joined" and not is_several) or len(parts) == 1:
        found += _scalars(wire if way == "joined" else parts[0])
    if way == "joined" and len(parts) % 2 == 0 and (like is ANY or isinstance(like, dict)):
        values = product(*[_scalars(part) for part in parts[1::2]])
        found += [dict(zip(parts[::2], chosen, strict=True)) for chosen in islice(values, MOST_READINGS)]
    if isinstance(like, dict):
        return found
    lists = _few(list(chosen) for chosen in product(*[_scalars(part) for part in parts]))
    return None if lists is None else [*found, *lists, *([[]] if parts == [""] and like is ANY else [])]


def _few(values: Iterator[JSON]) -> list[JSON] | None:
    found = list(islice(values, MOST_READINGS + 1))
    return found if len(found) <= MOST_READINGS else None


def _scalars(text: str) -> list[JSON]:
    number = [json.loads(text)] if NUMBER.fullmatch(text) else []
    return [text, *number, *([text == "true"] if text in ("true", "false") else [])]


def is_canonical(wire: Wire) -> bool:
    """Whether every text is the one that its value is written as, and without a comma that might separate."""
    if isinstance(wire, dict):
        return all(is_canonical(each) for each in wire.values())
    texts = wire if isinstance(wire, list) else wire.split(",")
    return all(not isinstance(t, str) or _text(json.loads(t)) == t if _is_number(t) else True for t in texts)


def has_doubles(wire: Wire) -> bool:
    """Whether two texts that may be items of one list are the same."""
    if isinstance(wire, dict):
        return any(map(has_doubles, wire.values()))
    texts = wire if isinstance(wire, list) else wire.split(",")
    texts = [each for each in texts if isinstance(each, str)]  # a field of JSON is a value
    return len(set(texts)) < len(texts)


def _is_number(text: JSON) -> bool:
    return isinstance(text, str) and NUMBER.fullmatch(text) is not None


def unread(payload: JSON, way: str, takes: Callable[[JSON], bool]) -> bool:
    """Whether a payload has a text, and no reading of it is taken."""
    wire = written(payload, way)
    read = None if wire is None else readings(wire, way)
    return read is not None and not any(takes(each) for each in read)


def is_not_sent(value: JSON, way: str) -> bool:
    """Whether a value has no text, or only that of nothing at all."""
    if way in FORMS and isinstance(value, dict):
        return any(each in (None, []) and _way_in(way, name) != "json" for name, each in value.items())
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return value in (None, [], {}) or None in members or (way == "segment" and value in ("", [""]))


def is_odd_text(side: Side, place: str) -> bool:
    """Whether a form is no object, or something is said of marks or encodings."""
    text = repr([side.root, *side.schemas.values()])
    if any(f"'{word}'" in text for word in ODD) or ": {}" in text or "[{}" in text or ", {}" in text:
        return True
    if place not in (*FORMS, DEEP):
        return False
    root = _form_of(side)
    return not isinstance(root, dict) or root.get("type") not in (
        "object",
        *([["object", "null"]] if place == DEEP else []),
    )


def _form_of(side: Side) -> JSON:
    return side.find(name) if (name := target(side.root)) is not None else side.root


def is_written_otherwise(payload: JSON, place: str, *sides: Side) -> bool:
    """Whether how a form writes a payload is not told by its values alone.

    An `encoding` says nothing of a name that a side does not declare, and a field without a type is one part, so that
    no list in it is repeated.
    """
    if not isinstance(payload, dict) or place not in FORMS:
        return False
    roots = [root for side in sides if isinstance(root := _form_of(side), dict)]
    if any(name in payload and name not in root.get("properties", {}) for name in FIELDS[place] for root in roots):
        return True
    return any(isinstance(each, list) for each in payload.values()) and any(map(_has_untyped, sides))


def _has_untyped(side: Side) -> bool:
    """Whether some field of a form may have no type."""
    for schema in (side.root, *side.schemas.values()):
        for holder, key in below({"form": schema}, "form"):
            at = holder[key] if isinstance(holder[key], dict) else {}
            fields = [each for keyword in ("properties", "patternProperties") for each in at.get(keyword, {}).values()]
            if any(map(_is_untyped, [*fields, at.get("additionalProperties", False)])):
                return True
    return False


def is_read_by_keywords(side: Side) -> bool:
    """Whether a value may have no type, so that its texts are read by what its keywords speak of (`docs/policy.md`)."""
    for schema in (side.root, *side.schemas.values()):
        for holder, key in below({"value": schema}, "value"):
            value = holder[key]
            if isinstance(value, dict) and not _has_type(side, value) and not (side.is_old and target(value)):
                inner = [value, *(h[k] for word, (h, k) in children(value) if word in IN_PLACE)]
                if any(isinstance(each, dict) and not each.keys().isdisjoint(SPEAKING) for each in inner):
                    return True
    return False


def _has_type(side: Side, schema: JSON) -> bool:
    """Whether a schema says itself which type a value has, or refers to one that does."""
    seen: set[str] = set()
    while isinstance(schema, dict):
        name = target(schema)
        if not schema.keys().isdisjoint(("type", "enum", "const")):
            return True
        if name is None or name in seen:
            break
        seen.add(name)
        schema = side.find(name)
    return False


def _is_untyped(schema: JSON) -> bool:
    return schema is not False and (schema is True or schema.keys().isdisjoint(TELLING))


ODD = (
    "readOnly", "writeOnly", "contentEncoding", "contentMediaType", "byte", "binary", "unevaluatedProperties",
    "unevaluatedItems", "discriminator",
)  # fmt: skip
SPEAKING = (
    "pattern", "minLength", "maxLength", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "multipleOf", "items", "prefixItems", "minItems", "maxItems", "contains", "uniqueItems",
)  # fmt: skip
TELLING = frozenset(("type", "enum", "const", "anyOf", "oneOf", "allOf"))
