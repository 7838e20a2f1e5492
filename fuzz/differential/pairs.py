"""A pair of schemas and the two descriptions that carry them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

JSON = Any
TO_SERVER, FROM_SERVER = "to-server", "from-server"
DIRECTIONS = (TO_SERVER, FROM_SERVER)
PREFIX = "#/components/schemas/"
HERE = "https://example.com/"
"""Begins the `$id` of a component that has one; its name follows."""


@dataclass(frozen=True)
class Side:
    """The schema of a body, and the components that it refers to, in a version of OpenAPI."""

    root: JSON
    schemas: dict[str, JSON]
    dialect: str = "3.1.0"

    @property
    def is_old(self) -> bool:
        return self.dialect.startswith("3.0")

    def find(self, name: str) -> JSON:
        """What a name stands for: a component, or a part of one by its pointer; `None` if there is no such thing."""
        at: JSON = self.schemas
        for token in name.split("/"):
            at = at.get(token) if isinstance(at, dict) else None
        return at


@dataclass(frozen=True)
class Pair:
    """`equal`: the revision was made from the base by rewriting alone. `edits` say how it was made."""

    name: str
    base: Side
    revision: Side
    equal: bool
    edits: tuple[str, ...] = ()

    def with_sides(self, base: Side, revision: Side) -> Pair:
        return replace(self, base=base, revision=revision)


def description(side: Side) -> dict[str, JSON]:
    """An OpenAPI document whose one operation takes the schema and answers with it."""
    content = {"application/json": {"schema": side.root}}
    operation = {
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "OK", "content": content}},
    }
    return {
        "openapi": side.dialect,
        "info": {"title": "Things", "version": "1"},
        "paths": {"/v1/things": {"post": operation}},
        "components": {"schemas": side.schemas},
    }
