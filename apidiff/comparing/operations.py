"""The operations, events and callbacks of a contract, each with its name and its path version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from apidiff.comparing.pointers import join
from apidiff.comparing.serialising import told
from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON, UNVERSIONED, Contract
from apidiff.model.named_tuple import NamedTuple
from apidiff.model.pattern import pattern
from apidiff.model.policy import Policy
from apidiff.openapi.objects import METHODS
from apidiff.openapi.pointers import resolve
from apidiff.openapi.uri import path_of

TEMPLATE = pattern(r"\{([^{}/]*)\}")
"""A variable of a path."""


class Operation(NamedTuple):
    """One exchange. `outward`: the server sends the request (an event, a callback), so directions are reversed."""

    name: str
    kind: str
    path: str
    method: str
    pointer: str
    body: dict[str, JSON]
    item: dict[str, JSON]
    item_pointer: str
    written: str
    """Where the path item is written, before any `$ref` is followed."""
    path_version: str
    outward: bool

    @property
    def key(self) -> tuple[str, str, str]:
        """What identifies it to a client: the names of path parameters are not on the wire."""
        return self.kind, TEMPLATE.sub("{}", self.path), self.method


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
    return InputError(
        f"expected {expected} here, found {_kind(found)}",
        place=contract.locator.locate([pointer]).get(pointer, Place(contract.name, pointer)),
        hint=f"Write {expected}, as the OpenAPI specification asks for.",
    )


def _kind(value: JSON) -> str:
    names = {
        bool: "a boolean",
        str: "a string",
        list: "an array",
        dict: "an object",
        int: "a number",
        float: "a number",
    }
    return names.get(type(value), "null" if value is None else "something else")


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
        target = mapping(resolve(contract.document, ref), pointer, contract)
        siblings = {key: value for key, value in node.items() if key != "$ref"}
        node = {**target, **siblings} if siblings and "/pathItems/" in ref else target
    return node, pointer


def operations(contract: Contract, policy: Policy) -> list[Operation]:
    """Every operation, event and callback, in the order of the description."""
    document = contract.document
    version_of = _versions(contract, policy)
    found: list[Operation] = []
    for path, item in mapping(document.get("paths"), "/paths", contract).items():
        if path.startswith("x-"):
            continue
        for operation in _of_item(contract, item, join("/paths", path), path, "operation", version_of(path)):
            found.append(operation)
            found.extend(_callbacks(contract, operation))
    versions = {operation.path_version for operation in found}
    of_events = policy.events_version or (versions.pop() if len(versions) == 1 else UNVERSIONED)
    for name, item in mapping(document.get("webhooks"), "/webhooks", contract).items():
        if not name.startswith("x-"):
            found.extend(_of_item(contract, item, join("/webhooks", name), name, "event", of_events))
    return found


def _versions(contract: Contract, policy: Policy) -> Any:
    version = re.compile(policy.version_pattern)
    prefix = base_path(contract.document)

    def version_of(path: str) -> str:
        match = version.search(path) or version.search(prefix + path)
        return match.group(1) if match else UNVERSIONED

    return version_of


def base_path(document: dict[str, JSON]) -> str:
    """The path of the first server's URL, with the defaults of its variables; empty where there is none."""
    servers = document.get("servers")
    first = servers[0] if isinstance(servers, list) and servers else None
    return url_path(first) if isinstance(first, dict) else ""


def url_path(server: dict[str, JSON]) -> str:
    return path_of(expand(server)).rstrip("/")


def expand(server: dict[str, JSON]) -> str:
    """A server's URL with each variable replaced by its default (OpenAPI 3.1, 4.8.5)."""
    url = told(server.get("url", ""))
    variables = server.get("variables")
    for name, variable in variables.items() if isinstance(variables, dict) else ():
        if isinstance(variable, dict):
            url = url.replace("{" + name + "}", told(variable.get("default", "")))
    return url


def _of_item(
    contract: Contract, item: JSON, pointer: str, path: str, kind: str, version: str, prefix: str = ""
) -> Iterator[Operation]:
    resolved, item_pointer = deref(contract, item, pointer)
    extra = mapping(resolved.get("additionalOperations"), join(item_pointer, "additionalOperations"), contract)
    methods = [(m.upper(), join(item_pointer, m), resolved[m]) for m in METHODS if m in resolved]
    methods += [(m, join(item_pointer, "additionalOperations", m), body) for m, body in extra.items()]
    several = len(methods) > 1
    for method, where, body in methods:
        if kind == "operation":
            name = f"{method} {path}"
        elif kind == "event":
            name = f"webhook {path}" + (f" ({method})" if several else "")
        else:
            name = prefix + (f" ({method})" if several else "")
        yield Operation(
            name=name,
            kind=kind,
            path=path,
            method=method,
            pointer=where,
            body=mapping(body, where, contract),
            item=resolved,
            item_pointer=item_pointer,
            written=pointer,
            path_version=version,
            outward=kind != "operation",
        )


def _callbacks(contract: Contract, operation: Operation) -> Iterator[Operation]:
    pointer = join(operation.pointer, "callbacks")
    for name, callback in mapping(operation.body.get("callbacks"), pointer, contract).items():
        resolved, where = deref(contract, callback, join(pointer, name))
        for expression, item in resolved.items():
            if expression.startswith("x-"):
                continue
            label = f"callback {name} of {operation.name}"
            yield from _of_item(
                contract,
                item,
                join(where, expression),
                f"{operation.key[1]} {operation.method} {name} {expression}",
                "callback",
                operation.path_version,
                prefix=label,
            )
