"""The operations and events of a recorded description: their names, and where an integrator reads about them."""

from __future__ import annotations

import hashlib
import json
import re
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from apidiff.comparing.schemas.differing import reached_by
from apidiff.errors import InputError, Place
from apidiff.governing.scoping import Side
from apidiff.model.contract import UNVERSIONED
from apidiff.model.policy import Policy
from apidiff.openapi.naming import event_in, event_name, is_callback, is_event, is_operation
from apidiff.openapi.objects import METHODS
from apidiff.openapi.operations import Operation, operations
from apidiff.openapi.payloads import payload_events
from apidiff.openapi.pointers import below
from apidiff.recording.stored import Snapshots
from apidiff.recording.targets import onward
from apidiff.reporting.escaping import safe_url

_LONGEST = 100
"""Characters of a file's name."""


@dataclass(frozen=True, slots=True)
class Target:
    """An operation, event or callback as the page names it and links to it."""

    name: str
    """`POST /v1/leads`, `webhook lead.won`."""
    reference: str
    """Its address in the reference, where one is configured; else empty."""
    page: str
    """Its history, from the site's root."""
    anchor: str
    summary: str
    current: bool
    """Whether the newest release still has it."""

    def address(self, root: str | None) -> str:
        """What a page links to from which `root` leads to the site's root: the reference, else the history.

        Of a text that stands outside of the site, whose `root` is `None`, the reference or nothing.
        """
        return self.reference or (root + self.page if root is not None else "")

    @property
    def bare_name(self) -> str:
        """As prose calls it: an event without `webhook`."""
        return event_in(self.name) if is_event(self.name) else self.name


class Directory:
    """Every operation and event of the newest description, and the anchors of all that the page speaks of."""

    def __init__(
        self,
        document: Mapping[str, Any],
        version_pattern: str,
        reference_url: str | None,
        event_schemas: Sequence[str] = (),
        policy: Policy | None = None,
    ) -> None:
        version = re.compile(version_pattern)
        self._operations: dict[str, Operation] = {}
        scopes = Side(document, policy) if policy is not None else None
        found = list(operations(document, version_of=lambda path: _group(version.search(path)), lenient=True))
        for operation in (*found, *payload_events(document, event_schemas, UNVERSIONED)):
            if scopes is None or scopes.treat(operation).treatment != "excluded":
                # An event may be a webhook and a declared component at once: it is listed once.
                self._operations.setdefault(operation.name, operation)
        self._document = dict(document)
        components = document.get("components")
        schemas = components.get("schemas") if isinstance(components, dict) else None
        self._schemas: Mapping[str, Any] = schemas if isinstance(schemas, dict) else {}
        self._reached: dict[str, set[str]] = {}
        """What the references of an operation lead to, by its name."""
        self._reference = reference_url
        self._targets: dict[str, Target] = {}
        self._anchors: set[str] = set()
        # `operations/index.html` is the list of all of them.
        self._pages: set[str] = {"index"}

    def target(self, name: str) -> Target:
        """The operation called `name`, known or not. The same object every time."""
        if name not in self._targets:
            operation = self._operations.get(name)
            anchor = unique(f"operation-{slug(name)}", self._anchors)
            url = (self._url(name, operation) if operation else None) or ""
            summary = _text(operation, "summary") if operation else ""
            page = f"operations/{self._page(name)}.html"
            self._targets[name] = Target(name, url, page, anchor, summary, operation is not None)
        return self._targets[name]

    def targets(self, names: Iterable[str]) -> tuple[Target, ...]:
        """The operations of these names; a schema, of which a meaning was declared, by those that refer to it now."""
        kinds = is_operation, is_event, is_callback
        found: dict[str, None] = {}
        for name in names:
            found |= dict.fromkeys([name] if any(kind(name) for kind in kinds) else self._reaching(name))
        return tuple(map(self.target, found))

    def _reaching(self, name: str) -> list[str]:
        """The operations from which references lead to a schema, whole or in part: `schema Lead.email`."""
        bare = name.removeprefix("schema ")
        # A component's name may have dots in it, so the longest one counts.
        known = [each for each in self._schemas if onward(bare, each) is not None]
        if not known:
            return []
        wanted = f"#{below('/components/schemas', max(known, key=len))}"
        return [each for each, operation in self._operations.items() if wanted in self._references(operation)]

    def _references(self, operation: Operation) -> set[str]:
        if operation.name not in self._reached:
            parts = [operation.body, operation.item.get("parameters")]
            self._reached[operation.name] = reached_by(self._document, parts)
        return self._reached[operation.name]

    def _page(self, name: str) -> str:
        """A file's name that stays; the second operation whose name comes to the same has a digest in it."""
        found = file_name(name)
        if found in self._pages:
            found = f"{found}-{digest(name)}"
        self._pages.add(found)
        return found

    @property
    def names(self) -> frozenset[str]:
        """Of every operation, event and callback that is described."""
        return frozenset(self._operations)

    @property
    def outside(self) -> frozenset[str]:
        """Those of them that belong to no path version."""
        return frozenset(name for name, each in self._operations.items() if each.path_version == UNVERSIONED)

    def find(self, text: str) -> Target | None:
        """The operation or event that `text` names, as prose does: `POST /v1/leads`, `webhook lead.won`, `lead.won`."""
        names = (text, event_name(text))
        known = (name for name in names if name in self._operations or name in self._targets)
        name = next(known, None)
        return None if name is None else self.target(name)

    def named(self) -> list[Target]:
        """What was asked for so far: operations by path and method, then events and callbacks by name."""
        return sorted(self._targets.values(), key=lambda target: _order(target.name))

    def all(self) -> list[Target]:
        """Those of the newest description, and what else was asked for, in the same order."""
        for name in self._operations:
            self.target(name)
        return self.named()

    def count(self, version: str | None = None) -> int:
        """How many operations there are, in one path version or in all; events and callbacks do not count."""
        versions = [o.path_version for o in self._operations.values() if o.kind == "operation"]
        return len(versions) if version is None else versions.count(version)

    def events(self) -> int:
        return sum(operation.kind == "event" for operation in self._operations.values())

    def _url(self, name: str, operation: Operation) -> str | None:
        """The reference's address of the operation; `None` where the pattern asks for what it does not have."""
        if not self._reference or operation.kind == "callback":
            return None
        values = {
            "method": operation.method.lower(),
            "path": operation.path,
            "operation_id": _text(operation, "operationId"),
            "name": event_in(name) if operation.kind == "event" else name,
            "version": operation.path_version if operation.kind == "operation" else "",
        }
        # What the pattern does not name need not be there.
        wanted = {field for _, field, _, _ in string.Formatter().parse(self._reference) if field}
        # An address with a part missing would lead elsewhere.
        if any(not values[field] for field in wanted):
            return None
        return safe_url(
            self._reference.format(**{key: quote(value, safe="/", errors="replace") for key, value in values.items()})
        )


def read_directory(
    snapshots: Snapshots,
    path: Path | None,
    version_pattern: str,
    reference_url: str | None,
    event_schemas: Sequence[str] = (),
    policy: Policy | None = None,
) -> Directory:
    """Of the snapshot at `path`, without what the policy excludes. Raises `InputError` where it cannot be read."""
    if path is None:
        return Directory({}, version_pattern, reference_url)
    try:
        # Names and texts alone are read, so no number has to be exact.
        document = json.loads(snapshots.content(path.name))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(
            f"the snapshot cannot be read: {error}",
            place=Place(str(path)),
            hint="Restore it from version control; `apidiff verify` says what else is wrong.",
        ) from None
    return Directory(
        document if isinstance(document, dict) else {}, version_pattern, reference_url, event_schemas, policy
    )


def _group(found: re.Match[str] | None) -> str | None:
    return found[1] if found else None


def _text(operation: Operation, field: str) -> str:
    value = operation.body.get(field)
    return value if isinstance(value, str) else ""


def _order(name: str) -> tuple[int, str, int, str]:
    """Operations by path and method, then events, then callbacks."""
    if not is_operation(name):
        return (1 if is_event(name) else 2), name, 0, ""
    method, _, path = name.partition(" ")
    known = method.lower() in METHODS
    # OpenAPI 3.2 allows methods of any name (`additionalOperations`); those come last.
    return 0, path, METHODS.index(method.lower()) if known else len(METHODS), method


def slug(text: str) -> str:
    """`text` as (part of) an anchor: letters, digits, `-`, `_` and `.`."""
    # `GET /v1/leads/{id}` becomes `GET-v1-leads-id`.
    return re.sub(r"[^\w.]+", "-", text).strip("-") or "x"


def file_name(text: str) -> str:
    """`text` as the name of a file or folder on every system: lower case, ASCII, and neither hidden nor reserved.

    What loses more than letter case and punctuation by it has a digest in its name.
    """
    # `GET /v1/leads/{id}` becomes `get-v1-leads-id`.
    found = re.sub(r"[^a-z0-9_]*[^a-z0-9_.-][^a-z0-9_]*|\.{2,}", "-", text.lower()).strip("-.")
    if len(found) > _LONGEST or not text.isascii() or not found or _RESERVED.fullmatch(found):
        # Nothing may be left of the text; then the digest alone is the name.
        found = f"{found[:_LONGEST]}-{digest(text)}".lstrip("-.")
    return found


# Names of devices on Windows, where no file may have them, whatever its ending.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")


def digest(text: str) -> str:
    """What tells two texts apart that come to the same name."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:8]


def unique(anchor: str, taken: set[str]) -> str:
    """`anchor`, numbered where it is taken already, and taken from now on."""
    found, number = anchor, 2
    while found in taken:
        found, number = f"{anchor}-{number}", number + 1
    taken.add(found)
    return found
