"""An operation in, the places where its data crosses the contract out, each with a name and the place of its schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from apidiff.model.contract import JSON
from apidiff.openapi.operations import Operation
from apidiff.openapi.payloads import is_payload
from apidiff.openapi.pointers import ABSENT, below, find

_MOST_STEPS = 20


class Surface(NamedTuple):
    """A place where data crosses the contract."""

    name: str
    """As it stands behind its operation: `request body`, `response 200`, `query parameter limit`."""
    pointer: str
    """Of its schema."""
    to_server: bool
    media: str = ""
    """The media type of a body."""
    parameter: dict[str, JSON] | None = None


def surfaces(document: dict[str, JSON], operation: Operation) -> Iterator[Surface]:
    """The parameters, the body and the responses of an operation; bodies in JSON before those of other media types."""
    inward = not operation.outward
    # Its operation is made up around the component, which is its body wherever it goes.
    if is_payload(operation):
        yield Surface("request body", operation.written, inward, "application/json")
        return
    for pointer in _parameters(document, operation):
        node, where = _followed(document, pointer)
        place, name = str(node.get("in")), str(node.get("name"))
        if "schema" in node:
            kind = "header" if place == "header" else f"{place} parameter"
            yield Surface(f"{kind} {name}", below(where, "schema"), inward, parameter=node)
    if "requestBody" in operation.body:
        node, where = _followed(document, below(operation.pointer, "requestBody"))
        yield from _of_media("request body", node, where, inward)
    responses = operation.body.get("responses")
    for status in responses if isinstance(responses, dict) else ():
        node, where = _followed(document, below(operation.pointer, "responses", status))
        yield from _of_media(f"response {status}", node, where, not inward)


def _of_media(name: str, node: dict[str, JSON], where: str, to_server: bool) -> Iterator[Surface]:
    content = node.get("content")
    known = [media for media, held in content.items() if _has_schema(held)] if isinstance(content, dict) else []
    for media in sorted(known, key=lambda media: not is_json(media)):
        yield Surface(name, below(where, "content", media, "schema"), to_server, media)


def _has_schema(held: JSON) -> bool:
    return isinstance(held, dict) and isinstance(held.get("schema"), dict)


def is_json(media: str) -> bool:
    """Whether a media type is that of JSON (RFC 8259, RFC 6839)."""
    essence = media.partition(";")[0].strip().lower()
    return essence == "application/json" or essence.endswith("+json")


def _parameters(document: dict[str, JSON], operation: Operation) -> Iterator[str]:
    """The pointers of the parameters of an operation; its own override those of the path item (3.1.1, 4.8.9)."""
    taken: set[tuple[str, str]] = set()
    own = operation.body.get("parameters"), below(operation.pointer, "parameters")
    shared = operation.item.get("parameters"), below(operation.item_at("parameters"), "parameters")
    # Its own first: the key of one that the operation overrides is then taken.
    for listed, pointer in (own, shared):
        for number in range(len(listed) if isinstance(listed, list) else 0):
            node, _ = _followed(document, below(pointer, number))
            key = str(node.get("in")), str(node.get("name"))
            if key not in taken:
                taken.add(key)
                yield below(pointer, number)


def _followed(document: dict[str, JSON], pointer: str) -> tuple[dict[str, JSON], str]:
    """The object at a place, through its references, and where it stands; an empty one where there is none."""
    for _ in range(_MOST_STEPS):
        node = find(document, pointer)
        ref = node.get("$ref") if isinstance(node, dict) else None
        if not isinstance(ref, str) or not ref.startswith("#/"):
            return (node if node is not ABSENT and isinstance(node, dict) else {}), pointer
        pointer = ref[1:]
    return {}, pointer
