"""Every schema of a side, with what holds it, so that it can be replaced in place."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from fuzz.differential.pairs import HERE, PREFIX, Side

JSON = Any
ONE = (
    "additionalProperties", "unevaluatedProperties", "propertyNames", "items", "contains", "unevaluatedItems", "not",
    "if", "then", "else", "contentSchema",
)  # fmt: skip
MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
NAMED = ("properties", "patternProperties", "dependentSchemas", "$defs")
IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas")
Spot = tuple[Any, Any]
"""An object or array, and the key or index at which it holds a schema."""


def children(schema: JSON) -> Iterator[tuple[str, Spot]]:
    """The schemas directly below one, each with its keyword."""
    if not isinstance(schema, dict):
        return
    for keyword in ONE:
        if keyword in schema:
            yield keyword, (schema, keyword)
    for keyword in MANY:
        for index in range(len(schema.get(keyword, ()))):
            yield keyword, (schema[keyword], index)
    for keyword in NAMED:
        for name in schema.get(keyword, ()):
            yield keyword, (schema[keyword], name)


def below(holder: Any, key: Any) -> Iterator[Spot]:
    """A schema and all below it."""
    todo = [(holder, key)]
    while todo:
        spot = todo.pop()
        yield spot
        todo.extend(child for _, child in children(spot[0][spot[1]]))


class Draft:
    """A copy of a side that may be changed."""

    def __init__(self, side: Side) -> None:
        self.dialect = side.dialect
        self.holder = {"root": copy.deepcopy(side.root)}
        self.schemas = copy.deepcopy(side.schemas)

    def side(self) -> Side:
        return Side(self.holder["root"], self.schemas, self.dialect)

    def spots(self) -> list[Spot]:
        """Every schema that is reached, the root first."""
        found = [*below(self.holder, "root")]
        return found + [spot for name in reached(self.side()) for spot in below(self.schemas, name)]


def reached(side: Side) -> list[str]:
    """The names of the components that the root leads to, in the order in which they are met."""
    found: dict[str, None] = {}
    todo = [side.root]
    while todo:
        for holder, key in below({"schema": todo.pop()}, "schema"):
            name = (target(holder[key]) or "").partition("/")[0]
            if name not in found and name in side.schemas:
                found[name] = None
                todo.append(side.schemas[name])
    return list(found)


def target(schema: JSON) -> str | None:
    """The component that a schema refers to, or the part of one."""
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    return reference.removeprefix(PREFIX).removeprefix(HERE) if isinstance(reference, str) else None


def is_odd(side: Side) -> bool:
    """Whether a discriminator has nothing to select among, or the same thing twice."""
    for holder, key in Draft(side).spots():
        schema = holder[key]
        if isinstance(schema, dict) and "discriminator" in schema:
            members = [target(member) for member in (*schema.get("oneOf", ()), *schema.get("anyOf", ()))]
            named = [followed(side, name) for name in members if name is not None]
            if not members or len(named) != len(set(named)):
                return True
    return False


def followed(side: Side, name: str) -> str:
    """The component that a name stands for in the end, where components are references alone."""
    for _ in side.schemas:
        schema = side.find(name)
        further = target(schema) if isinstance(schema, dict) and (len(schema) == 1 or side.is_old) else None
        if further is None:
            break
        name = further
    return name


def is_circular(side: Side) -> bool:
    """Whether a reference leads back to itself without entering the instance, which has no meaning."""

    def circles(schema: JSON, open_names: tuple[str, ...]) -> bool:
        name = target(schema)
        if name is not None:
            if name in open_names or side.find(name) is None:
                return True
            if circles(side.find(name), (*open_names, name)):
                return True
        return any(circles(h[k], open_names) for keyword, (h, k) in children(schema) if keyword in IN_PLACE)

    todo = [side.root, *side.schemas.values()]
    return any(circles(h[k], ()) for schema in todo for h, k in below({"s": schema}, "s"))
