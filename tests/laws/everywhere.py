"""Rewrites of everything at once in a description: none of them changes what is on the wire.

They are held over pairs whose verdict is known: whatever else a pair changes, the verdict stays where one side, or both
alike, are written otherwise.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from apidiff.openapi.keywords import schemas_in
from tests.laws.mutations import Document

Rewrite = Callable[[Document], None]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def _operations(document: Document) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    for path, item in document.get("paths", {}).items():
        if isinstance(item, dict):
            yield from ((f"{path}{m}", item, item[m]) for m in METHODS if isinstance(item.get(m), dict))


def _media(document: Any) -> Iterator[dict[str, Any]]:
    """Every Media Type Object of JSON with a schema, outside of components of schemas."""
    if isinstance(document, dict):
        for name, child in document.items():
            if name == "content" and isinstance(child, dict):
                yield from (m for kind, m in child.items() if "json" in kind and isinstance(m, dict) and "schema" in m)
            if name not in ("schema", "schemas", "example", "examples"):
                yield from _media(child)
    elif isinstance(document, list):
        for child in document:
            yield from _media(child)


def _schemas(document: Document) -> Iterator[dict[str, Any]]:
    """Every schema object without a `$ref`."""
    pending = [media["schema"] for media in _media(document)]
    pending += document.get("components", {}).get("schemas", {}).values()
    while pending:
        schema = pending.pop()
        if isinstance(schema, dict):
            if "$ref" not in schema:
                yield schema
            pending.extend(child for _, _, child in schemas_in(schema))


def document_all(document: Document) -> None:
    for schema in list(_schemas(document)):
        schema["description"] = "In other words."
    for _, _, operation in _operations(document):
        operation["summary"] = "In other words"


def extend_all(document: Document) -> None:
    for schema in list(_schemas(document)):
        schema["x-note"] = [{"by": "hand"}]
    for _, _, operation in _operations(document):
        operation["x-note"] = {"by": "hand"}


def share_bodies(document: Document) -> None:
    """Every schema of a body in a component of its own."""
    for index, media in enumerate(list(_media(document))):
        document.setdefault("components", {}).setdefault("schemas", {})[f"Shared{index}"] = media["schema"]
        media["schema"] = {"$ref": f"#/components/schemas/Shared{index}"}


def join_bodies(document: Document) -> None:
    """Every schema of a body as the one member of an `allOf`."""
    for media in _media(document):
        if isinstance(media["schema"], dict):
            media["schema"] = {"allOf": [media["schema"]]}


def share_parts(document: Document) -> None:
    """Every request body, response and parameter in a component of its own."""
    components = document.setdefault("components", {})

    def moved(kind: str, name: str, value: Any) -> Any:
        if not isinstance(value, dict) or "$ref" in value:
            return value
        components.setdefault(kind, {})[name] = value
        return {"$ref": f"#/components/{kind}/{name}"}

    for place, _, operation in _operations(document):
        name = "".join(sign if sign.isalnum() else "_" for sign in place)
        if "requestBody" in operation:
            operation["requestBody"] = moved("requestBodies", name, operation["requestBody"])
        if isinstance(operation.get("responses"), dict):
            operation["responses"] = {
                code: moved("responses", f"{name}_{code}", value) for code, value in operation["responses"].items()
            }
        if isinstance(operation.get("parameters"), list):
            operation["parameters"] = [
                moved("parameters", f"{name}_{p.get('in')}_{p.get('name')}", p) for p in operation["parameters"]
            ]


def list_for_the_path(document: Document) -> None:
    """The parameters of an only operation as those of its path."""
    for _, item, operation in _operations(document):
        if "parameters" not in item and "parameters" in operation and sum(m in item for m in METHODS) == 1:
            item["parameters"] = operation.pop("parameters")


ON_ONE_SIDE: tuple[Rewrite, ...] = (
    document_all, extend_all, share_bodies, join_bodies, share_parts, list_for_the_path,
)  # fmt: skip


def _held(hold: Callable[[Any, str], Any]) -> Rewrite:
    def rewrite(document: Document) -> None:
        for index, media in enumerate(list(_media(document))):
            media["schema"] = hold(media["schema"], f"Held{index}")
            if isinstance(media["schema"], tuple):
                name, component, media["schema"] = media["schema"]
                document.setdefault("components", {}).setdefault("schemas", {})[name] = component

    return rewrite


in_a_field = _held(lambda schema, _: {"type": "object", "properties": {"held": schema}, "required": ["held"]})
in_a_list = _held(lambda schema, _: {"type": "array", "items": schema})
in_a_map = _held(lambda schema, _: {"type": "object", "additionalProperties": schema})
in_a_tree = _held(
    lambda schema, name: (
        name,
        {"type": "object", "properties": {"leaf": schema, "next": {"$ref": f"#/components/schemas/{name}"}}},
        {"$ref": f"#/components/schemas/{name}"},
    )
)
ON_BOTH_SIDES: dict[str, Rewrite] = {
    "in a field": in_a_field, "in a list": in_a_list, "in a map": in_a_map, "in a tree": in_a_tree,
}  # fmt: skip


def rewritten(document: Document, rewrite: Rewrite) -> Document:
    made = copy.deepcopy(document)
    rewrite(made)
    return made
