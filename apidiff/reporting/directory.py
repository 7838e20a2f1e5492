"""The operations and events of a recorded description: their names, and where an integrator reads about them."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from apidiff.errors import InputError, Place
from apidiff.model.contract import UNVERSIONED
from apidiff.openapi.objects import METHODS
from apidiff.reporting.escaping import safe_url


@dataclass(frozen=True, slots=True)
class Target:
    """An operation, event or callback as the page names it and links to it."""

    name: str
    """`POST /v1/leads`, `webhook lead.won`."""
    url: str
    """The reference where one is configured, else its line in the page's own index."""
    anchor: str
    summary: str
    current: bool
    """Whether the newest release still has it."""

    @property
    def bare_name(self) -> str:
        """As prose calls it: an event without `webhook`."""
        return self.name.removeprefix("webhook ")


@dataclass(frozen=True, slots=True)
class _Operation:
    method: str
    path: str
    operation_id: str
    summary: str


class Directory:
    """Every operation and event of the newest description, and the anchors of all that the page speaks of."""

    def __init__(self, document: Mapping[str, Any], version_pattern: str, reference_url: str | None) -> None:
        self._operations = dict(_operations(document))
        self._version = re.compile(version_pattern)
        self._reference = reference_url
        self._targets: dict[str, Target] = {}
        self._anchors: set[str] = set()

    def target(self, name: str) -> Target:
        """The operation called `name`, known or not. The same object every time."""
        if name not in self._targets:
            operation = self._operations.get(name)
            anchor = unique(f"operation-{slug(name)}", self._anchors)
            url = (self._url(name, operation) if operation else None) or f"#{anchor}"
            summary = operation.summary if operation else ""
            self._targets[name] = Target(name, url, anchor, summary, operation is not None)
        return self._targets[name]

    def find(self, text: str) -> Target | None:
        """The operation or event that `text` names, as prose does: `POST /v1/leads`, `webhook lead.won`, `lead.won`."""
        known = (name for name in (text, f"webhook {text}") if name in self._operations or name in self._targets)
        name = next(known, None)
        return None if name is None else self.target(name)

    def named(self) -> list[Target]:
        """What was asked for so far: operations by path and method, then events and callbacks by name."""
        return sorted(self._targets.values(), key=lambda target: _order(target.name))

    def count(self, version: str | None = None) -> int:
        """How many operations there are, in one path version or in all; events do not count."""
        paths = [operation.path for name, operation in self._operations.items() if not name.startswith("webhook ")]
        return len(paths) if version is None else sum(self.version_of(path) == version for path in paths)

    def events(self) -> int:
        return sum(name.startswith("webhook ") for name in self._operations)

    def version_of(self, path: str) -> str:
        found = self._version.search(path)
        return (found[1] if found else None) or UNVERSIONED

    def _url(self, name: str, operation: _Operation) -> str | None:
        """The reference's address of the operation; `None` where the pattern asks for what it does not have."""
        if not self._reference:
            return None
        values = {
            "method": operation.method,
            "path": operation.path,
            "operation_id": operation.operation_id,
            "name": name.removeprefix("webhook "),
            "version": self.version_of(operation.path) if operation.path.startswith("/") else "",
        }
        wanted = {field for _, field, _, _ in string.Formatter().parse(self._reference) if field}
        if any(not values[field] for field in wanted):
            return None
        return safe_url(
            self._reference.format(**{key: quote(value, safe="/", errors="replace") for key, value in values.items()})
        )


def read_directory(path: Path | None, version_pattern: str, reference_url: str | None) -> Directory:
    """Of the snapshot at `path`. Raises `InputError` where it cannot be read."""
    if path is None:
        return Directory({}, version_pattern, reference_url)
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(
            f"the snapshot cannot be read: {error}",
            place=Place(str(path)),
            hint="Restore it from version control; `apidiff verify` says what else is wrong.",
        ) from None
    return Directory(document if isinstance(document, dict) else {}, version_pattern, reference_url)


def _operations(document: Mapping[str, Any]) -> Iterable[tuple[str, _Operation]]:
    for key, prefix in (("paths", ""), ("webhooks", "webhook ")):
        items = document.get(key)
        for path, item in items.items() if isinstance(items, dict) else ():
            for method in METHODS:
                operation = item.get(method) if isinstance(item, dict) else None
                if isinstance(operation, dict):
                    name = f"webhook {path}" if prefix else f"{method.upper()} {path}"
                    yield name, _operation(method, path, operation)


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> _Operation:
    identifier, summary = operation.get("operationId"), operation.get("summary")
    return _Operation(
        method, path, identifier if isinstance(identifier, str) else "", summary if isinstance(summary, str) else ""
    )


def _order(name: str) -> tuple[int, str, int]:
    method, _, rest = name.partition(" ")
    if method.lower() in METHODS:
        return 0, rest, METHODS.index(method.lower())
    return (1 if method == "webhook" else 2), rest, 0


def slug(text: str) -> str:
    """`text` as (part of) an anchor: letters, digits, `-`, `_` and `.`."""
    return re.sub(r"[^\w.]+", "-", text).strip("-") or "x"


def unique(anchor: str, taken: set[str]) -> str:
    """`anchor`, numbered where it is taken already, and taken from now on."""
    found, number = anchor, 2
    while found in taken:
        found, number = f"{anchor}-{number}", number + 1
    taken.add(found)
    return found
