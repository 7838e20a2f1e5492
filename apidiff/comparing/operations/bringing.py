"""What an operation brings: its parameters, the fields of its request body and successful responses, their values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from apidiff.comparing.operations.operations import Operation
from apidiff.comparing.schemas.conjunction import At, Conjunction, conjunction
from apidiff.errors import InputError
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.pointers import find, resolve

if TYPE_CHECKING:
    from apidiff.comparing.operations.travelling import Parameter

MOST = 60


def brought(contract: Contract, operation: Operation, parameters: Iterable[Parameter]) -> dict[str, list[str]]:
    """The names, each with the values that it is limited to: of the parameters, then of the properties at the top of
    each body, and of the items where a body is a list. Names are in an order that does not depend on the description's.
    """
    found = {parameter.name: values_of(contract, parameter.body.get("schema")) for parameter in parameters}
    for schema, pointer in _schemas(contract, operation):
        _collect(contract, schema, pointer, found)
        if len(found) > MOST:
            break
    return dict(islice(found.items(), MOST))


def values_of(contract: Contract, schema: JSON) -> list[str]:
    """The texts that a schema, or what it refers to, lists as its values."""
    if isinstance(schema, dict) and isinstance(ref := schema.get("$ref"), str):
        schema = find(contract.document, ref)
    values = schema.get("enum") if isinstance(schema, dict) else None
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def _schemas(contract: Contract, operation: Operation) -> Iterator[tuple[JSON, str]]:
    bodies = [operation.body.get("requestBody")]
    responses = operation.body.get("responses")
    if isinstance(responses, dict):
        bodies += [body for status, body in sorted(responses.items()) if status.startswith("2")]
    for body in bodies:
        resolved = _resolved(contract, body)
        content = resolved.get("content")
        for _, media in sorted(content.items()) if isinstance(content, dict) else ():
            if isinstance(media, dict) and "schema" in media:
                yield media["schema"], operation.pointer
                # One media type of each body is enough: the others have the same fields, as a rule.
                break


def _resolved(contract: Contract, body: JSON) -> dict[str, JSON]:
    if isinstance(body, dict) and isinstance(ref := body.get("$ref"), str):
        body = resolve(contract.document, ref)
    return body if isinstance(body, dict) else {}


def _collect(contract: Contract, schema: JSON, pointer: str, found: dict[str, list[str]]) -> None:
    try:
        side = conjunction(contract, At(schema, pointer))
    # This only fills a sentence: what is malformed is refused where it is compared.
    except InputError:
        return
    _note(contract, side, found)
    listed = [at for at in side.properties.values() if isinstance(at.schema, dict) and "items" in at.schema]
    items = side.child("items") or (listed[0] if len(listed) == 1 else None)
    if items is not None and isinstance(items.schema, dict):
        inner = conjunction(contract, At(items.schema.get("items", items.schema), items.pointer))
        _note(contract, inner, found)


def _note(contract: Contract, side: Conjunction, found: dict[str, list[str]]) -> None:
    for name, at in sorted(side.properties.items()):
        found.setdefault(name, values_of(contract, at.schema))
