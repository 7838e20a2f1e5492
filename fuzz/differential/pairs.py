"""A pair of schemas and the two descriptions that carry them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

JSON = Any
TO_SERVER, FROM_SERVER = "to-server", "from-server"
DIRECTIONS = (TO_SERVER, FROM_SERVER)
PREFIX = "#/components/schemas/"


@dataclass(frozen=True)
class Side:
    """The schema of a body, and the components that it refers to."""

    root: JSON
    schemas: dict[str, JSON]


@dataclass(frozen=True)
class Pair:
    """`equal`: the revision was made from the base by rewriting alone. `edits` say how it was made."""

    name: str
    dialect: str
    base: Side
    revision: Side
    equal: bool
    edits: tuple[str, ...] = ()

    def with_sides(self, base: Side, revision: Side) -> Pair:
        return replace(self, base=base, revision=revision)


def description(side: Side, dialect: str) -> dict[str, JSON]:
    """An OpenAPI document whose one operation takes the schema and answers with it."""
    content = {"application/json": {"schema": side.root}}
    operation = {
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "OK", "content": content}},
    }
    return {
        "openapi": dialect,
        "info": {"title": "Things", "version": "1"},
        "paths": {"/v1/things": {"post": operation}},
        "components": {"schemas": side.schemas},
    }
