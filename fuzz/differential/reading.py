"""A side in, the JSON Schema document out that a validator is asked about, for one direction and one role."""

from __future__ import annotations

from typing import Any

from fuzz.differential.pairs import PREFIX, TO_SERVER, Side
from fuzz.differential.walking import below, target

JSON = Any
RANGES = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
CLOSING = ("additionalProperties", "unevaluatedProperties")
MARK = {TO_SERVER: "readOnly"}


def hidden(side: Side, direction: str) -> set[str]:
    """The names of properties that, wherever they are marked, do not travel in a direction."""
    mark = MARK.get(direction, "writeOnly")
    found: set[str] = set()
    for schema in (side.root, *side.schemas.values()):
        for holder, key in below({"schema": schema}, "schema"):
            at = holder[key]
            for name, child in at.get("properties", {}).items() if isinstance(at, dict) else ():
                if _is_marked(child, mark, side, ()):
                    found.add(name)
    return found


def _is_marked(schema: JSON, mark: str, side: Side, seen: tuple[str, ...]) -> bool:
    if not isinstance(schema, dict):
        return False
    name = target(schema)
    if name is not None and name not in seen and _is_marked(side.schemas.get(name), mark, side, (*seen, name)):
        return True
    return schema.get(mark) is True or any(_is_marked(each, mark, side, seen) for each in schema.get("allOf", ()))


def document(
    side: Side, dialect: str, unasked: set[str], *, sent: bool, opened: bool = False, known_only: bool = False
) -> JSON:
    """The schema as a document of its own.

    Of the names `unasked` nothing is required. `opened`: as a tolerant client reads it. `known_only`: with the fields
    alone that it speaks of. `sent`: by who sends the payload, who keeps to validation and to discriminators; who takes
    it goes by either.
    """
    reader = _Reader(side, dialect.startswith("3.0"), unasked, sent=sent, known_only=known_only)
    defs = {name: reader.read(schema) for name, schema in side.schemas.items()}
    root = reader.read(side.root, opened=opened)
    if opened:
        defs |= {f"open {name}": reader.read(schema, opened=True) for name, schema in side.schemas.items()}
    return reader.knowing({"allOf": [root], "$defs": defs})


class _Reader:
    def __init__(self, side: Side, old: bool, unasked: set[str], *, sent: bool, known_only: bool) -> None:
        self.side = side
        self.sent = sent
        self.known_only = known_only
        self.old = old
        self.unasked = unasked

    def read(self, schema: JSON, *, opened: bool = False) -> JSON:
        if not isinstance(schema, dict):
            return schema
        if self.old:
            schema = _modern(schema)
        out = dict(schema)
        if "$ref" in schema:
            name = schema["$ref"].removeprefix(PREFIX)
            out["$ref"] = f"#/$defs/{'open%20' if opened else ''}{name}"
        for keyword in ("not", "if", "propertyNames"):
            if keyword in schema:
                out[keyword] = self.read(schema[keyword])
        for keyword in ("then", "else"):
            if keyword in schema:
                out[keyword] = self.read(schema[keyword], opened=opened)
        for keyword in ("items", "unevaluatedItems", "additionalProperties", "unevaluatedProperties"):
            if keyword in schema:
                out[keyword] = self.part(schema[keyword], opened)
        if self.known_only:
            for keyword in CLOSING:
                if out.get(keyword) in (True, {}) or schema.get(keyword) in (True, {}):
                    del out[keyword]
        if "contains" in schema:
            out["contains"] = self.read(schema["contains"], opened=opened and "maxContains" not in schema)
        for keyword in ("allOf", "anyOf"):
            if keyword in schema:
                out[keyword] = [self.read(member, opened=opened) for member in schema[keyword]]
        if "prefixItems" in schema:
            out["prefixItems"] = [self.part(member, opened) for member in schema["prefixItems"]]
        for keyword in ("properties", "patternProperties"):
            if keyword in schema:
                out[keyword] = {name: self.part(each, opened) for name, each in schema[keyword].items()}
        if "dependentSchemas" in schema:
            named = schema["dependentSchemas"].items()
            out["dependentSchemas"] = {name: self.read(each, opened=opened) for name, each in named}
        if "oneOf" in schema:
            self._one_of(out, schema["oneOf"], opened)
        if "oneOf" in schema and "discriminator" in schema:
            self._dispatched(out, schema, opened)
        if opened:
            for keyword in CLOSING:
                if out.get(keyword) is False:
                    out[keyword] = True
                    out.pop("maxProperties", None)
        return self._asking(out)

    def part(self, schema: JSON, opened: bool) -> JSON:
        """A schema for a part of the payload: the objects there have their own fields."""
        return self.knowing(self.read(schema, opened=opened))

    def knowing(self, schema: JSON) -> JSON:
        """The schema with no field but those that it speaks of."""
        if not self.known_only or schema is False:
            return schema
        if not isinstance(schema, dict):
            return {"unevaluatedProperties": False}
        return schema if "unevaluatedProperties" in schema else {**schema, "unevaluatedProperties": False}

    def _one_of(self, out: dict[str, JSON], members: list[JSON], opened: bool) -> None:
        closed = [self.read(member) for member in members]
        out["oneOf"] = closed
        if opened:
            any_opened = {"anyOf": [self.read(member, opened=True) for member in members]}
            none_closed = {"not": {"anyOf": closed}}
            del out["oneOf"]
            out["allOf"] = [*out.get("allOf", ()), {"anyOf": [{"oneOf": closed}, {"allOf": [none_closed, any_opened]}]}]

    def _dispatched(self, out: dict[str, JSON], schema: dict[str, JSON], opened: bool) -> None:
        """Of alternatives that a discriminator selects, a payload is the one that its tag names, among those listed."""
        name = schema["discriminator"].get("propertyName")
        mapping = schema["discriminator"].get("mapping", {})
        chosen = []
        for member in schema["oneOf"]:
            to = target(member)
            tags = [tag for tag, reference in mapping.items() if to in (reference, reference.removeprefix(PREFIX))]
            tagged = {"required": [name], "properties": {name: {"enum": tags or [to]}}}
            if to is not None:
                chosen.append({"allOf": [tagged, self.read(member, opened=opened)]})
        dispatched = {"anyOf": chosen} if chosen else True
        if self.sent:
            out["allOf"] = [*out.get("allOf", ()), dispatched]
        else:
            grouped = {key: out.pop(key) for key in ("oneOf", "anyOf", "allOf") if key in out}
            out["anyOf"] = [grouped, *chosen]

    def _asking(self, out: dict[str, JSON]) -> dict[str, JSON]:
        """Without what is required of names that do not travel; the formats of integers as bounds."""
        if "required" in out:
            out["required"] = [name for name in out["required"] if name not in self.unasked]
        if out.get("format") in RANGES:
            low, high = RANGES[out.pop("format")]
            bounds = {"if": {"type": "number"}, "then": {"type": "integer", "minimum": low, "maximum": high}}
            out["allOf"] = [*out.get("allOf", ()), bounds]
        return out


def _modern(schema: dict[str, JSON]) -> dict[str, JSON]:
    """One schema object of OpenAPI 3.0 as one of 2020-12 (OpenAPI 3.0.4, 4.7.24)."""
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    out = dict(schema)
    if out.pop("nullable", False) and isinstance(out.get("type"), str):
        out["type"] = [out["type"], "null"]
    for bound in ("minimum", "maximum"):
        name = "exclusive" + bound.capitalize()
        if isinstance(out.get(name), bool) and out.pop(name) and bound in out:
            out[name] = out.pop(bound)
    return out
