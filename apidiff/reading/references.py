"""A bundled document in, the first of its references that goes nowhere out, found without walking the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON
from apidiff.reading.grammar import DATA, OPENAPI, Kind
from apidiff.reading.names import names_a_file
from apidiff.reading.pointers import find_anchor, join, resolve

_REFERENCE = re.compile(rb'"\$ref":"((?:[^"\\]|\\.)*)"')
_MAPPING = re.compile(rb'"mapping":\{([^{}]*)\}')
_STRING = re.compile(rb':"((?:[^"\\]|\\.)*)"')
_MAX_HOPS = 100


def distinct_references(compact: bytes) -> set[str]:
    """Every distinct `$ref` in a document written without spaces; those in examples and other data are among them."""
    return {_text(found) for found in set(_REFERENCE.findall(compact))}


def refers_to_files(compact: bytes, references: set[str]) -> bool:
    """Whether anything in the document may name another file."""
    if any(not reference.startswith("#") for reference in references):
        return True
    return any(
        names_a_file(_text(value)) and not value.startswith(b"#")
        for mapping in set(_MAPPING.findall(compact))
        for value in _STRING.findall(mapping)
    )


def check_references(document: dict[str, JSON], references: set[str]) -> None:
    """Raise `InputError`, with a pointer to the `$ref`, where one goes nowhere or round in a circle of references."""
    for reference in sorted(references):
        fault = _fault(document, reference)
        if fault is None:
            continue
        # A text in an example may look like a reference; only one that stands where a reference may stand is an error.
        for pointer in holders(document, reference):
            raise InputError(fault.message, place=Place(pointer=f"{pointer}/$ref"), mend=fault.mend)


def _fault(document: dict[str, JSON], reference: str) -> InputError | None:
    seen = reference
    for _ in range(_MAX_HOPS):
        if not seen.startswith("#"):
            return None
        try:
            if seen == "#" or seen.startswith("#/"):
                value = resolve(document, seen)
            else:
                find_anchor(document, seen[1:], seen)
                return None
        except InputError as error:
            return InputError(error.message, mend=error.mend)
        if not (isinstance(value, dict) and isinstance(value.get("$ref"), str)):
            return None
        seen = value["$ref"]
        if seen == reference and len(value) == 1:
            break
    else:
        return None
    return InputError(
        f"`{reference}` leads back to itself", mend="Let one of the references in the circle stand for a value."
    )


def holders(document: dict[str, JSON], reference: str) -> Iterator[str]:
    """Pointers of the objects whose `$ref` is `reference`, where the specification knows references."""
    stack: list[tuple[tuple[str, ...], Any, Kind]] = [((), document, OPENAPI)]
    while stack:
        tokens, node, kind = stack.pop()
        if isinstance(node, dict):
            if node.get("$ref") == reference:
                yield join(tokens)
            members: Any = node.items()
            fields, rest = kind.fields, kind.rest
        else:
            members, fields, rest = enumerate(node), {}, kind.item
        for token, child in members:
            child_kind = fields.get(token, rest)
            if isinstance(child, dict | list) and child_kind is not None and child_kind is not DATA:
                stack.append(((*tokens, str(token)), child, child_kind))


def _text(raw: bytes) -> str:
    return str(orjson.loads(b'"%s"' % raw)) if b"\\" in raw else raw.decode()
