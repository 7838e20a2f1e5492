"""What the surfaces of a contract reach, over references: a document in the normal form in.

References are `$ref`s, and the tags of a discriminator (whose normal form has every subtype in its mapping, those that
only inherit too). Dynamic references are plain ones in the normal form. `$defs` and `definitions` apply nothing by
themselves: what stands there is reached if something refers to it.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from apidiff.model.contract import JSON
from apidiff.openapi.grammar import DATA, OPERATION, SCHEMA, Kind, is_schema, members
from apidiff.openapi.keywords import DEFINITIONS
from apidiff.openapi.operations import Operation
from apidiff.openapi.payloads import payload_names
from apidiff.openapi.pointers import ABSENT, below, find, join, original, split
from apidiff.openapi.uri import percent_decoded

Place = tuple[str, Kind]
"""A pointer, and what kind of object stands there."""


def surfaces(operations: Iterable[Operation]) -> list[Place]:
    """Where the requests and the responses of the operations, events and callbacks start."""
    found: list[Place] = []
    for operation in operations:
        # A parameter of the path item counts even where the operation overrides it: more may count as reached than is
        # sent, and nothing that is sent counts as unreached.
        body, fields = operation.pointer, OPERATION.fields
        found += [(below(body, field), fields[field]) for field in ("parameters", "requestBody", "responses")]
        found.append((below(operation.item_at("parameters"), "parameters"), fields["parameters"]))
    return found


def schemas_as_events(document: Mapping[str, JSON], globs: Iterable[str]) -> list[Place]:
    """The components that one of `globs` names, each as the payload of an event."""
    return [(below("/components/schemas", name), SCHEMA) for name in payload_names(document, globs)]


def reached_from(document: Mapping[str, JSON], starts: Iterable[Place], *, siblings: bool = True) -> set[str]:
    """The pointers of all objects that are a start or are referred to on a way from one; of copies, their originals.

    `siblings`: whether keywords beside the `$ref` of a schema count (3.1), or are ignored (3.0). Each part of the
    document is looked through once.
    """
    # The first kind that comes to a place is how it is read: a component is of one kind.
    found = dict(reversed(list(starts)))
    pending = deque(found.items())
    while pending:
        pointer, kind = pending.popleft()
        for target, its_kind in _references(document, pointer, kind, siblings):
            if target not in found:
                found[target] = its_kind
                pending.append((target, its_kind))
    return {original(pointer) for pointer in found}


def _references(document: Mapping[str, JSON], pointer: str, kind: Kind, siblings: bool) -> Iterator[Place]:
    """What the object at a pointer refers to, wherever in it."""
    node = find(document, pointer)
    pending: list[tuple[str, JSON, Kind]] = [] if node is ABSENT else [(pointer, node, kind)]
    while pending:
        at, node, kind = pending.pop()
        ref = node.get("$ref") if isinstance(node, dict) else None
        if isinstance(ref, str) and kind is not DATA:
            if ref.startswith("#/"):
                yield _place(ref), kind
            # Of what is no schema, only a path item and what `components` cannot hold have fields that count beside
            # a `$ref`.
            if not (siblings if is_schema(kind) else kind.section in ("pathItems", None)):
                continue
        if isinstance(node, dict) and is_schema(kind):
            yield from _subtypes(node)
        pending += [
            (below(at, token), child, child_kind)
            for token, child, child_kind in members(node, kind)
            if not (is_schema(kind) and isinstance(node, dict) and token in DEFINITIONS)
        ]


def _subtypes(schema: dict[str, Any]) -> Iterator[Place]:
    discriminator = schema.get("discriminator")
    if not isinstance(discriminator, dict):
        return
    mapping = discriminator.get("mapping")
    for ref in (*(mapping.values() if isinstance(mapping, dict) else ()), discriminator.get("defaultMapping")):
        if isinstance(ref, str) and ref.startswith("#/"):
            yield _place(ref), SCHEMA


def _place(ref: str) -> str:
    """The pointer that a reference names, without percent-encoding."""
    # A place has one text, or `#/components/schemas/A%20B` would be reached under another name.
    return join(split(percent_decoded(ref[1:]))) if "%" in ref else ref[1:]
