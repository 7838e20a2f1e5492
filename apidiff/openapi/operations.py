"""The one walk over a description: every operation, event and callback, with its name, its place and its direction.

Sources: OpenAPI 3.0.4, 4.7.8 (paths), 4.7.9 (path item), 4.7.18 (callback); OpenAPI 3.1.1, 4.8.1 (`webhooks`);
OpenAPI 3.2.0, 4.9 (`query`, `additionalOperations`).

Patterned fields decide what is an extension: `x-` members of the Paths Object and of a Callback Object are; `webhooks`,
`callbacks` of an operation and `additionalOperations` are maps, in which every key is a name. `x-webhooks`, which tools
read in OpenAPI 3.0, is `webhooks`.

A callback's request goes the other way than its parent's. The API provider sends the callbacks of an operation that
clients call (3.1.1, 4.8.18). Where the provider sends the parent's request itself, as for an event or a callback, the
address in that request is the provider's own, so that the client sends the callback. Directions turn at each level.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import NoneType
from typing import Any, Literal, NamedTuple

from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON, UNVERSIONED
from apidiff.openapi.expressions import normal_address
from apidiff.openapi.keywords import is_extension
from apidiff.openapi.naming import callback_name, event_name, operation_name, shape, variables
from apidiff.openapi.objects import METHODS
from apidiff.openapi.pointers import below, resolve
from apidiff.openapi.servers import base_path

EVENT_FIELDS = ("webhooks", "x-webhooks")
DEEPEST = 8
"""Levels of callbacks in callbacks that are walked in full; below, and beyond `MOST`, each place is met once."""
MOST = 10_000

Kind = Literal["operation", "event", "callback"]


class Operation(NamedTuple):
    """One exchange: a request and its responses."""

    name: str
    kind: Kind
    path: str
    """The path template, the name of the event, or the callback's expression."""
    method: str
    """As it is sent: `POST`."""
    pointer: str
    body: dict[str, JSON]
    item: dict[str, JSON]
    """Its path item, with what references and their siblings bring."""
    places: Mapping[str, str]
    """The pointer of the object that holds each field of the path item."""
    written: str
    """Where the path item is written, before any `$ref` is followed."""
    outward: bool
    """Whether the server sends the request, so that directions are reversed."""
    callback: str = ""
    """The name under which the parent has the callback."""
    parent: Operation | None = None
    depth: int = 0
    """How many levels of callbacks it is below its top."""
    path_version: str = UNVERSIONED
    referred: bool = False
    """Whether a `$ref` stands in the path item in place of the operation."""

    # One is another one wherever it stands, whatever it says; and what it says has no hash.
    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return object.__hash__(self)

    @property
    def template(self) -> str:
        """The path without the names of its variables, which are not on the wire. An event's name has none."""
        if self.kind == "event":
            return self.path
        return shape(normal_address(self.path) if self.kind == "callback" else self.path)

    @property
    def variables(self) -> list[str]:
        """The names of the variables in the path, in order."""
        return [] if self.kind == "event" else variables(self.path)

    @property
    def is_additional(self) -> bool:
        """Whether it is one of `additionalOperations`, and has no field of its own."""
        return self.method.lower() not in self.item

    @property
    def item_pointer(self) -> str:
        """Where the part of the path item stands that has the operation."""
        return self.item_at("additionalOperations" if self.is_additional else self.method.lower())

    @property
    def listed(self) -> str:
        """Where the path item has it, before a `$ref` in its place is followed."""
        tokens = ("additionalOperations", self.method) if self.is_additional else (self.method.lower(),)
        return below(self.item_pointer, *tokens)

    def item_at(self, field: str) -> str:
        """The pointer of the object that holds a field of the path item."""
        return self.places.get(field, self.written)

    @property
    def top(self) -> Operation:
        """The operation or event at the root of its callbacks; itself if it is no callback."""
        found = self
        while found.parent is not None:
            found = found.parent
        return found


def operations(
    document: Mapping[str, Any],
    *,
    version_of: Callable[[str], str | None] | None = None,
    events: str | None = None,
    lenient: bool = False,
) -> Iterator[Operation]:
    """Every operation, event and callback in the order of the description, each callback after its parent.

    `version_of` finds the path version in a path. An operation whose path has none is looked for again with the base
    path of its server in front. Events belong to the version `events`, or else to the only one that operations have.

    Raises `InputError`, at a pointer, where something is not of the type that the specification asks for, or a `$ref`
    of a path item or callback leads nowhere or round in a circle; with `lenient`, that is left out.
    """
    walk = _Walk(document, version_of, lenient)
    versions: set[str] = set()
    for path, item in walk.members(document.get("paths"), "/paths"):
        if is_extension(path):
            continue
        for operation in walk.in_item(item, below("/paths", path), "operation", path):
            if operation.kind == "operation":
                versions.add(operation.path_version)
            yield operation
    # After the paths, since the version of events is told by those of operations.
    walk.events_version = events or (versions.pop() if len(versions) == 1 else UNVERSIONED)
    for field in EVENT_FIELDS:
        for name, item in walk.members(document.get(field), f"/{field}"):
            yield from walk.in_item(item, below(f"/{field}", name), "event", name)


class _Walk:
    def __init__(
        self, document: Mapping[str, Any], version_of: Callable[[str], str | None] | None, lenient: bool
    ) -> None:
        self._document = document
        self._version_of = version_of
        self._lenient = lenient
        self.events_version = UNVERSIONED
        self._nested = 0
        self._seen: set[tuple[str, bool]] = set()
        """The places of all callbacks so far, each with its direction."""

    def in_item(self, item: JSON, pointer: str, kind: Kind, path: str) -> Iterator[Operation]:
        """The operations of a path item, each with its callbacks."""
        # A stack, not recursion: callbacks may nest as deep as the description does. Reversed, it gives document order.
        pending = list(self._of_item(item, pointer, kind, path))[::-1]
        while pending:
            operation = pending.pop()
            yield operation
            if "callbacks" in operation.body:
                pending.extend(list(self._callbacks_of(operation))[::-1])

    def _of_item(
        self,
        item: JSON,
        written: str,
        kind: Kind,
        path: str,
        callback: str = "",
        parent: Operation | None = None,
        only: bool = True,
    ) -> Iterator[Operation]:
        merged, places = self._item(item, written)
        methods = [(m.upper(), below(places[m], m), merged[m]) for m in METHODS if m in merged]
        at = below(places.get("additionalOperations", written), "additionalOperations")
        # A method that a field of its own describes must not stand here (3.2.0, 4.9): it is no second operation.
        taken = {method for method, _, _ in methods}
        members = self.members(merged.get("additionalOperations"), at)
        methods += [(m, below(at, m), body) for m, body in members if m not in taken]
        alone = len(methods) == 1
        for method, pointer, value in methods:
            # `get:` with nothing behind it is null in YAML, and an operation of which nothing is said.
            body = {} if value is None else self._object(value, pointer)
            if body is None:
                continue
            referred = "$ref" in body
            if referred:
                # The specification allows no reference here, but tools follow it, so that what it leads to counts.
                body, pointer = self._followed(body, pointer)
            if parent:
                name = callback_name(callback, self._told(parent), method, path, alone=alone, only=only)
                version = parent.path_version
            elif kind == "event":
                name, version = event_name(path, method, alone=alone), self.events_version
            else:
                name, version = operation_name(method, path), self._version(path, body, merged)
            outward = not parent.outward if parent else kind == "event"
            depth = parent.depth + 1 if parent else 0
            # All fields by position: a description has thousands of operations, and this is the fast way to make one.
            yield Operation(
                name, kind, path, method, pointer, body, merged, places, written, outward, callback, parent, depth,
                version, referred,
            )  # fmt: skip

    def _callbacks_of(self, parent: Operation) -> Iterator[Operation]:
        # In full, a callback that several operations refer to is met below each of them, and only one that would be its
        # own ancestor is left out. If many refer to one another, the ways grow without measure: deep down, or beyond
        # `MOST`, each place is met once.
        full = not parent.depth or (parent.depth < DEEPEST and self._nested < MOST)
        above = self._above(parent) if full else set()
        at = below(parent.pointer, "callbacks")
        for name, value in self.members(parent.body.get("callbacks"), at):
            callback, where = self._followed(value, below(at, name))
            items = [(key, item) for key, item in callback.items() if not is_extension(key)]
            for expression, item in items:
                for found in self._of_item(
                    item, below(where, expression), "callback", expression, name, parent, len(items) == 1
                ):
                    # The same callback below a webhook goes the other way, so that it is another operation there.
                    place = found.pointer, found.outward
                    if place in (above if full else self._seen):
                        continue
                    # Those right below operations are as many as are written; only callbacks of callbacks multiply.
                    self._seen.add(place)
                    self._nested += parent.depth > 0
                    yield found

    def _above(self, operation: Operation) -> set[tuple[str, bool]]:
        """The places of an operation and of all that it is a callback of."""
        found = set()
        level: Operation | None = operation
        while level is not None:
            found.add((level.pointer, level.outward))
            level = level.parent
        return found

    def _told(self, parent: Operation) -> str:
        """What a callback is said to belong to; deep down, the levels between it and the top are left out."""
        if parent.depth < DEEPEST:
            return parent.name
        return f"… of {parent.top.name if parent.depth == DEEPEST else parent.name.partition(' of … of ')[2]}"

    def _version(self, path: str, body: dict[str, JSON], item: dict[str, JSON]) -> str:
        if self._version_of is None:
            return UNVERSIONED
        return self._version_of(path) or self._version_of(base_path(self._document, item, body) + path) or UNVERSIONED

    def _item(self, item: JSON, pointer: str) -> tuple[dict[str, JSON], dict[str, str]]:
        """A path item with what its `$ref` leads to, and who holds each field; its own fields win over the others.

        The specification leaves it undefined what holds where both have a field (OpenAPI 3.1.1, 4.8.9).
        """
        merged: dict[str, JSON] = {}
        places: dict[str, str] = {}
        for node, where in self._chain(item, pointer):
            for field, value in node.items():
                if field not in merged and field != "$ref":
                    merged[field] = value
                    places[field] = where
            if "$ref" not in node and all(place == where for place in places.values()):
                return node, places  # the object itself, so that sides that share it are quickly the same
        return merged, places

    def _followed(self, value: JSON, pointer: str) -> tuple[dict[str, JSON], str]:
        """The object at the end of a chain of references (OpenAPI 3.1.1, 4.8.23), and where it stands."""
        *_, last = self._chain(value, pointer)
        return last

    def _chain(self, value: JSON, pointer: str) -> Iterator[tuple[dict[str, JSON], str]]:
        """The object at a place, what it refers to, what that refers to, and so on."""
        seen: set[str] = set()
        node = self._object(value, pointer) or {}
        yield node, pointer
        # Any other reference leads to a file, which bundling has written out already where it could.
        while isinstance(ref := node.get("$ref"), str) and ref.startswith("#"):
            try:
                if ref in seen:
                    raise InputError(
                        f"`$ref` {ref} refers back to itself",
                        place=Place(pointer=pointer),
                        hint="Replace one of the references in the circle by the object itself.",
                    )
                target = resolve(self._document, ref, place=Place(pointer=pointer))
            except InputError:
                if self._lenient:
                    return
                raise
            seen.add(ref)
            pointer = ref[1:]
            node = self._object(target, pointer) or {}
            yield node, pointer

    def members(self, value: JSON, pointer: str) -> Iterator[tuple[str, JSON]]:
        """The members of the object at a place; none if nothing stands there."""
        return iter((self._object(value, pointer) or {}).items())

    def _object(self, value: JSON, pointer: str) -> dict[str, JSON] | None:
        if isinstance(value, dict):
            return value
        if value is None or self._lenient:
            return None
        raise unexpected("an object", value, pointer)


def unexpected(expected: str, found: JSON, pointer: str) -> InputError:
    """The error for a value of another type than the specification asks for."""
    return InputError(
        f"expected {expected} here, found {type_name(found)}",
        place=Place(pointer=pointer),
        hint=f"Write {expected}, as the OpenAPI specification asks for.",
    )


_NAMES = ((bool, "a boolean"), (str, "a string"), (list, "an array"), (dict, "an object"), (NoneType, "null"))


def type_name(value: JSON) -> str:
    """What type of JSON value something is, as a person says it."""
    return next((name for kind, name in _NAMES if isinstance(value, kind)), "a number")
