"""Which JSON types a schema admits, as far as its keywords tell: a schema in, a set that holds all of them out."""

from __future__ import annotations

from collections.abc import Callable

from apidiff.comparing.schemas.conjunction import common_types, type_set
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.pointers import resolve
from apidiff.openapi.upgrade import upgrade_schema

SCALARS = frozenset({"string", "integer", "number", "boolean"})
DEEPEST = 60
"""Levels of composition that are looked into; below, any type is possible."""

Types = frozenset[str] | None
"""The names of types; `None` where any is possible."""


def types_of(contract: Contract, schema: JSON) -> Types:
    """The types that a value of the schema may have, through references, `allOf` and alternatives."""
    return _Reader(lambda ref: resolve(contract.document, ref), upgrade=contract.dialect == "3.0").types(schema)


def types_in(schema: JSON, target: Callable[[str], JSON]) -> Types:
    """The same for a schema of JSON Schema 2020-12; `target` tells what a reference leads to."""
    return _Reader(target, upgrade=False).types(schema)


class _Reader:
    def __init__(self, target: Callable[[str], JSON], *, upgrade: bool) -> None:
        self._target = target
        self._upgrade = upgrade
        self._known: dict[str, Types] = {}

    def types(self, schema: JSON, depth: int = 0) -> Types:
        if not isinstance(schema, dict):
            # `false` admits no type at all, which is not the same as not knowing.
            return frozenset() if schema is False else None
        if depth > DEEPEST:
            return None
        if self._upgrade:
            schema = upgrade_schema(schema)
        found = self._of_reference(schema.get("$ref"), depth)
        if "type" in schema:
            found = meet(found, type_set(schema["type"]))
        found = meet(found, _of_values(schema))
        for member in _members(schema, "allOf"):
            found = meet(found, self.types(member, depth + 1))
        for keyword in ("anyOf", "oneOf"):
            if isinstance(schema.get(keyword), list):
                joined = [self.types(member, depth + 1) for member in _members(schema, keyword)]
                # One alternative of unknown types makes the types of all unknown.
                found = meet(found, None if None in joined else frozenset().union(*(types or () for types in joined)))
        return found

    def _of_reference(self, ref: JSON, depth: int) -> Types:
        if not isinstance(ref, str):
            return None
        if ref not in self._known:
            self._known[ref] = None  # what leads back to itself tells nothing
            self._known[ref] = self.types(self._target(ref), depth + 1)
        return self._known[ref]


def _members(schema: dict[str, JSON], keyword: str) -> list[JSON]:
    value = schema.get(keyword)
    return value if isinstance(value, list) else []


def _of_values(schema: dict[str, JSON]) -> Types:
    if "const" in schema:
        return frozenset({type_of(schema["const"])})
    values = schema.get("enum")
    return frozenset(type_of(value) for value in values) if isinstance(values, list) else None


_TYPES = {str: "string", bool: "boolean", int: "integer", type(None): "null", list: "array", dict: "object"}


def type_of(value: JSON) -> str:
    """The JSON type of a value; a number without a fraction is an integer."""
    found = _TYPES.get(type(value))
    if found is None:
        return "integer" if value == int(value) else "number"
    return found


def meet(first: Types, second: Types) -> Types:
    """The types that both sets admit; an integer is a number too."""
    if first is None or second is None:
        return second if first is None else first
    return common_types(first, second)
