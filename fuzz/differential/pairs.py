"""A pair of schemas and the two descriptions that carry them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

JSON = Any
TO_SERVER, FROM_SERVER = "to-server", "from-server"
DIRECTIONS = (TO_SERVER, FROM_SERVER)
PREFIX = "#/components/schemas/"
STREAMED = "application/jsonl"
"""The media type of a stream."""
BODY, STREAM, FORM, PARTS, DEEP = "body", "stream", "form", "multipart", "deep query"
TEXTS = ("query", "joined query", "path", "header", "cookie", FORM, PARTS, DEEP)
"""Where a value travels as text."""
FORMS = (FORM, PARTS)
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
    place: str = BODY
    """Where the schema stands: a JSON body, the items of a stream, or one of `TEXTS`."""

    def with_sides(self, base: Side, revision: Side) -> Pair:
        return replace(self, base=base, revision=revision)


def description(side: Side, place: str = BODY) -> dict[str, JSON]:
    """An OpenAPI document whose one operation takes the schema and answers with it."""
    operation: dict[str, JSON] = {"responses": {"200": {"description": "OK"}}}
    path = "/v1/things"
    if place in (BODY, STREAM, *FORMS):
        content = _content(side, place)
        operation["requestBody"] = {"required": True, "content": content}
        operation["responses"]["200"]["content"] = content
    else:
        location = place.rpartition(" ")[2]
        forms: dict[str, dict[str, JSON]] = {
            "joined query": {"explode": False},
            DEEP: {"style": "deepObject", "explode": True},
        }
        form = forms.get(place, {})
        operation["parameters"] = [{"name": "p", "in": location, "required": True, "schema": side.root, **form}]
        operation["responses"]["200"]["headers"] = {"X-P": {"required": True, "schema": side.root}}
        path += "/{p}" if location == "path" else ""
    return {
        "openapi": side.dialect,
        "info": {"title": "Things", "version": "1"},
        "paths": {path: {"post": operation}},
        "components": {"schemas": side.schemas},
    }


def _content(side: Side, place: str) -> dict[str, JSON]:
    if place == STREAM:
        return {STREAMED: {"itemSchema": side.root}}
    if place == FORM:
        encoding: dict[str, JSON] = {
            "b": {"style": "deepObject", "explode": True},
            "c": {"style": "form", "explode": False},
        }
        encoding["d"] = {"contentType": "application/json"}
        return {"application/x-www-form-urlencoded": {"schema": side.root, "encoding": encoding}}
    if place == PARTS:
        return {"multipart/form-data": {"schema": side.root, "encoding": {"d": {"contentType": "application/json"}}}}
    return {"application/json": {"schema": side.root}}
