"""A document and a payload in, whether each field of the payload is one that the document speaks of there.

Validation alone tells that by `unevaluatedProperties`, but only of what one schema object says. Here it is told for
each object of the payload by all that applies to it, from however far out: what holds of it, and what it is held
against, under `not` and `if`, whether it meets that or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from fuzz.differential.families import ANCHOR
from fuzz.differential.reading import SILENT

JSON = Any
DEEPEST = 40
Place = tuple[str | int, ...]
MAPS = ("additionalProperties", "unevaluatedProperties")
FRESH = ("zz", "z1")
"""Names that no document speaks of."""


class Knowing:
    """Tells of payloads; the validators of parts of the document are made once."""

    def __init__(self, document: JSON) -> None:
        self._document = document
        self._defs = document["$defs"]
        self._made: dict[int, Any] = {}

    def knows(self, payload: JSON) -> bool:
        """Whether the document speaks of every field, or nothing does of any name like it."""
        found: dict[Place, set[str] | None] = {}
        try:
            self._note(self._document, payload, (), found, 0)
        except RecursionError:
            return False
        return all(
            found.get(place, set()) is None or held.keys() - {*FRESH} <= (found.get(place) or set())
            for place, held in _objects(payload, ())
        )

    def _note(self, schema: JSON, value: JSON, at: Place, found: dict[Place, set[str] | None], deep: int) -> None:
        """Note by place the names that a schema speaks of; `None` where it speaks of all."""
        if not isinstance(schema, dict) or deep > DEEPEST:
            return
        for inner in self._applied(schema, value):
            self._note(inner, value, at, found, deep + 1)
        if isinstance(value, dict):
            names = found.setdefault(at, set())
            typed = [name for name in value if self._is_mapped(schema, name)]
            if names is not None:
                names.update(_named(schema), typed)
            for name, member in value.items():
                for inner in _of_member(schema, name):
                    self._note(inner, member, (*at, name), found, deep + 1)
        elif isinstance(value, list):
            first = schema.get("prefixItems", [])
            for index, item in enumerate(value):
                held = [first[index] if index < len(first) else schema.get("items", schema.get("unevaluatedItems"))]
                for inner in (*held, schema.get("contains")):
                    self._note(inner, item, (*at, index), found, deep + 1)

    def _applied(self, schema: dict[str, JSON], value: JSON) -> Iterator[JSON]:
        """What a schema applies to the same value, as far as the value meets it, and all that it is held against."""
        if schema.get("$ref", "").startswith("#/"):
            yield self._target(schema["$ref"])
        yield from schema.get("allOf", ())
        for keyword in ("anyOf", "oneOf"):
            yield from (each for each in schema.get(keyword, ()) if self._is_valid(each, value))
        yield from (schema[keyword] for keyword in ("not", "if") if keyword in schema)
        if "if" in schema:
            yield schema.get("then" if self._is_valid(schema["if"], value) else "else")
        dependent = schema.get("dependentSchemas", {})
        yield from (each for name, each in dependent.items() if isinstance(value, dict) and name in value)

    def _target(self, reference: str) -> JSON:
        at = self._document
        for token in reference.removeprefix("#/").replace("%20", " ").split("/"):
            at = at.get(token, True) if isinstance(at, dict) else True
        return at

    def _is_valid(self, schema: JSON, value: JSON) -> bool:
        if isinstance(schema, bool):
            return schema
        if id(schema) not in self._made:
            whole = {"$defs": self._defs, "allOf": [schema]}
            self._made[id(schema)] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        return bool(self._made[id(schema)].is_valid(value))

    def _is_mapped(self, schema: dict[str, JSON], name: str) -> bool:
        """Whether a map gives a type to a name."""
        patterns = [each for each in schema.get("patternProperties", {}) if re.search(each, name)]
        maps = [schema["patternProperties"][each] for each in patterns]
        if not patterns and name not in schema.get("properties", {}):
            maps += [schema.get(keyword, True) for keyword in MAPS]
        return any(not self._says_nothing(each, 0) for each in maps)

    def _says_nothing(self, schema: JSON, deep: int) -> bool:
        """Whether a schema for fields without a name of their own admits all, or none, by the look of it."""
        if not isinstance(schema, dict) or deep > DEEPEST:
            return True
        if schema.get("$ref", "").startswith("#/") and len(schema) == 1:
            return self._says_nothing(self._target(schema["$ref"]), deep + 1)
        if schema.keys() == {"$dynamicRef"}:
            anchored = (
                each["$defs"].get(ANCHOR) for each in self._defs.values() if isinstance(each, dict) and "$defs" in each
            )
            return any(self._says_nothing(each, deep + 1) for each in anchored if each is not None)
        return SILENT.issuperset(schema)


def _of_member(schema: dict[str, JSON], name: str) -> Iterator[JSON]:
    patterns = [each for pattern, each in schema.get("patternProperties", {}).items() if re.search(pattern, name)]
    named = schema.get("properties", {})
    yield from patterns
    if name in named:
        yield named[name]
    elif not patterns:
        yield from (schema.get(keyword) for keyword in MAPS)


def _named(schema: dict[str, JSON]) -> Iterator[str]:
    yield from schema.get("properties", ())
    yield from schema.get("required", ())
    yield from schema.get("dependentSchemas", ())
    for name, others in schema.get("dependentRequired", {}).items():
        yield from (name, *others)
    for value in (*schema.get("enum", ()), schema.get("const")):
        yield from value if isinstance(value, dict) else ()


def _objects(value: JSON, at: Place) -> Iterator[tuple[Place, dict[str, JSON]]]:
    if isinstance(value, dict):
        yield at, value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from _objects(member, (*at, key))
