"""A bundled document in, its references that lead nowhere out, found without walking the document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from apidiff.errors import InputError
from apidiff.model.contract import JSON
from apidiff.model.pattern import pattern
from apidiff.openapi.component_names import names_a_file
from apidiff.openapi.grammar import OPENAPI, Kind, members
from apidiff.openapi.pointers import anchors_of, find_anchor, resolve, shortened

_REFERENCE = pattern(rb'"\$ref":"([^"\\]*(?:\\.[^"\\]*)*)"')
_TEXT = rb'"[^"\\]*(?:\\.[^"\\]*)*"'
_MAPPING = pattern(rb'"(?:mapping":\{(?:' + _TEXT + rb":" + _TEXT + rb',?)*\}|defaultMapping":' + _TEXT + rb")")
_STRING = pattern(rb':"([^"\\]*(?:\\.[^"\\]*)*)"')
_MAX_HOPS = 100


def distinct_references(compact: bytes) -> set[str]:
    """Every distinct `$ref` in a document written without spaces; those in examples and other data are among them."""
    return {_text(found) for found in set(_REFERENCE.findall(compact))}


def refers_to_files(compact: bytes, references: set[str]) -> bool:
    """Whether anything in the document may name another file."""
    if any(not reference.startswith("#") for reference in references):
        return True
    return b'apping":' in compact and any(
        names_a_file(_text(value)) and not value.startswith(b"#")
        for mapping in set(_MAPPING.findall(compact))
        for value in _STRING.findall(mapping)
    )


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A `$ref` that leads to nothing, or round in a circle of references."""

    tokens: tuple[str, ...]
    """The place of its object."""
    reference: str
    kind: Kind
    error: InputError


def unresolved(document: dict[str, JSON], references: set[str]) -> Iterator[Unresolved]:
    """Each reference object whose `$ref` has no value at its end, in document order.

    `references` are all that occur in the document. A text in an example may look like a reference; only one that
    stands where a reference may stand counts.
    """
    anchors: dict[str, tuple[str, ...]] | None = None
    faults: dict[str, InputError] = {}
    for reference in references:
        if anchors is None and reference[1:2] not in ("", "/"):
            anchors = anchors_of(document)
        fault = _fault(document, reference, anchors or {})
        if fault is not None:
            faults[reference] = fault
    for tokens, reference, kind in holders(document) if faults else ():
        if reference in faults:
            yield Unresolved(tokens, reference, kind, faults[reference])


def _fault(document: dict[str, JSON], reference: str, anchors: dict[str, tuple[str, ...]]) -> InputError | None:
    seen = reference
    for _ in range(_MAX_HOPS):
        if not seen.startswith("#"):
            return None
        try:
            if seen != "#" and not seen.startswith("#/"):
                find_anchor(anchors, seen[1:], seen)
                return None
            value = resolve(document, seen)
        except InputError as error:
            return error
        if not (isinstance(value, dict) and isinstance(value.get("$ref"), str)):
            return None
        seen = value["$ref"]
        if seen == reference and len(value) == 1:
            return InputError(
                f"`{shortened(reference)}` leads back to itself",
                hint="Let one of the references in the circle stand for a value.",
            )
    return None


def holders(document: dict[str, JSON]) -> Iterator[tuple[tuple[str, ...], str, Kind]]:
    """Every `$ref` where the specification knows references: the place of its object, the reference, and the kind of
    object that stands there; in document order."""
    stack: list[tuple[tuple[str, ...], JSON, Kind]] = [((), document, OPENAPI)]
    while stack:
        tokens, node, kind = stack.pop()
        if isinstance(node, dict) and isinstance(node.get("$ref"), str):
            yield tokens, node["$ref"], kind
        inner = [((*tokens, str(token)), child, child_kind) for token, child, child_kind in members(node, kind)]
        stack.extend(reversed(inner))


def _text(raw: bytes) -> str:
    return str(orjson.loads(b'"%s"' % raw)) if b"\\" in raw else raw.decode()
