"""The operations of a contract with their path versions; the objects in them, each of the type that it has to be."""

from __future__ import annotations

import re
from functools import cache

from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON, UNVERSIONED, Contract
from apidiff.model.policy import Policy
from apidiff.openapi.operations import Operation, unexpected
from apidiff.openapi.operations import operations as walked
from apidiff.openapi.payloads import payload_events
from apidiff.openapi.pointers import resolve


def mapping(value: JSON, pointer: str, contract: Contract) -> dict[str, JSON]:
    """The object at a place; empty where nothing stands there. Raises `InputError` for any other type."""
    if value is None:
        return {}
    if isinstance(value, dict):
        return value
    raise _other("an object", value, pointer, contract)


def sequence(value: JSON, pointer: str, contract: Contract) -> list[JSON]:
    """The array at a place; empty where nothing stands there. Raises `InputError` for any other type."""
    if value is None:
        return []
    if isinstance(value, list):
        return value
    raise _other("an array", value, pointer, contract)


def text(value: JSON, pointer: str, contract: Contract) -> str:
    """The string at a place; empty where nothing stands there. Raises `InputError` for any other type."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    raise _other("a string", value, pointer, contract)


def _other(expected: str, found: JSON, pointer: str, contract: Contract) -> InputError:
    error = unexpected(expected, found, pointer)
    error.place = contract.locator.locate([pointer]).get(pointer, Place(contract.name, pointer))
    return error


def deref(contract: Contract, value: JSON, pointer: str) -> tuple[dict[str, JSON], str]:
    """Follow a chain of `$ref`s (OpenAPI 3.1, 4.8.23): the object at its end, and where that stands."""
    seen: set[str] = set()
    node = mapping(value, pointer, contract)
    while isinstance(ref := node.get("$ref"), str) and ref.startswith("#"):
        if ref in seen:
            raise InputError(
                f"`$ref` {ref} leads back to itself",
                place=contract.locator.locate([pointer]).get(pointer, Place(contract.name, pointer)),
                hint="Let one of the references in the circle hold the object itself.",
            )
        seen.add(ref)
        pointer = ref[1:]
        node = mapping(resolve(contract.document, ref), pointer, contract)
    return node, pointer


def operations(contract: Contract, policy: Policy) -> list[Operation]:
    """Every operation, event and callback, in the order of the description, then the components that are events.

    Raises `InputError`, with its place.
    """
    version = re.compile(policy.version_pattern)

    @cache  # each path has several operations
    def version_of(path: str) -> str | None:
        match = version.search(path)
        return match.group(1) if match else None

    try:
        found = list(walked(contract.document, version_of=version_of, events=policy.events_version))
    except InputError as error:
        pointer = error.place.pointer if error.place else None
        # The walk knows pointers alone; lines come from the file that was read.
        if pointer is not None:
            error.place = contract.locator.locate([pointer]).get(pointer, Place(contract.name, pointer))
        raise
    if policy.event_schemas:
        versions = {operation.path_version for operation in found if operation.kind == "operation"}
        # A component has no path; of a single version it must be part, and of several nothing says which.
        only = versions.pop() if len(versions) == 1 else UNVERSIONED
        found += payload_events(contract.document, policy.event_schemas, policy.events_version or only)
    return found


__all__ = ["Operation", "deref", "mapping", "operations", "sequence", "text"]
