"""What an operation brings: the names of the fields in its request body and its successful responses."""

from __future__ import annotations

from collections.abc import Iterator

from apidiff.comparing.operations import Operation
from apidiff.comparing.parts import At, conjunction
from apidiff.errors import InputError
from apidiff.model.contract import JSON, Contract
from apidiff.reading import resolve

MOST = 60


def fields(contract: Contract, operation: Operation) -> list[str]:
    """The properties at the top of each body, and of the items where a body is a list."""
    found: dict[str, None] = {}
    for schema, pointer in _schemas(contract, operation):
        _collect(contract, schema, pointer, found)
        if len(found) > MOST:
            break
    return list(found)[:MOST]


def _schemas(contract: Contract, operation: Operation) -> Iterator[tuple[JSON, str]]:
    bodies = [operation.body.get("requestBody")]
    responses = operation.body.get("responses")
    if isinstance(responses, dict):
        bodies += [body for status, body in responses.items() if str(status).startswith("2")]
    for body in bodies:
        resolved = _resolved(contract, body)
        content = resolved.get("content")
        for media in content.values() if isinstance(content, dict) else ():
            if isinstance(media, dict) and "schema" in media:
                yield media["schema"], operation.pointer
                break


def _resolved(contract: Contract, body: JSON) -> dict[str, JSON]:
    if isinstance(body, dict) and isinstance(ref := body.get("$ref"), str):
        body = resolve(contract.document, ref)
    return body if isinstance(body, dict) else {}


def _collect(contract: Contract, schema: JSON, pointer: str, found: dict[str, None]) -> None:
    try:
        side = conjunction(contract, At(schema, pointer))
    except InputError:
        return
    found.update(dict.fromkeys(side.properties))
    listed = [at for at in side.properties.values() if isinstance(at.schema, dict) and "items" in at.schema]
    items = side.child("items") or (listed[0] if len(listed) == 1 else None)
    if items is not None and isinstance(items.schema, dict):
        inner = conjunction(contract, At(items.schema.get("items", items.schema), items.pointer))
        found.update(dict.fromkeys(inner.properties))
