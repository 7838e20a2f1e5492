"""The compact text of a value in, the references in it out: read at C speed, without a walk."""

from __future__ import annotations

import re

import orjson

from apidiff.model.contract import JSON
from apidiff.openapi.canonical import compact_json

_REFERENCE = re.compile(rb'"\$ref":"([^"\\]*(?:\\.[^"\\]*)*)"')
LOCAL = re.compile(rb':"(#(?:/[^"\\]*(?:\\.[^"\\]*)*)?)"')


def distinct_references(compact: bytes) -> set[str]:
    """Every distinct `$ref` in a value written without spaces; those in examples and other data are among them."""
    return {unquoted(found) for found in set(_REFERENCE.findall(compact))}


def local_references(compact: bytes) -> set[str]:
    """Every distinct local reference (`#/...`), in a `$ref` and in what tags are mapped to."""
    return {unquoted(found) for found in set(LOCAL.findall(compact))}


class References:
    """The local references in parts of documents, such as components and path items; each part is looked at once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[JSON, set[str], bool]] = {}
        """By its identity, a part itself, what it refers to, and whether a list in it may hold such a text."""

    def of(self, part: JSON) -> set[str]:
        """Every local reference in an object or array, in a `$ref` and in what tags are mapped to."""
        return self._of(part)[1]

    def may_list(self, part: JSON) -> bool:
        """Whether a list in an object or array may hold the text of a reference as an item, which refers to nothing."""
        return self._of(part)[2]

    def in_document(self, document: dict[str, JSON]) -> set[str]:
        """Every local reference in a document, whose parts may be another document's as well."""
        # The document and its sections are each document's own; what lies in them may be one object on both sides,
        # which is looked at once.
        sections = dict(document)
        components = sections.pop("components", None)
        kinds = components.values() if isinstance(components, dict) else ()
        holders = [held for held in (document, *sections.values(), components, *kinds) if isinstance(held, dict)]
        known = {id(holder) for holder in holders}
        found: set[str] = set()
        for value in (value for holder in holders for value in holder.values()):
            if isinstance(value, dict | list) and id(value) not in known:
                found |= self.of(value)
            elif isinstance(value, str) and (value == "#" or value.startswith("#/")):
                found.add(value)
        return found

    def _of(self, part: JSON) -> tuple[JSON, set[str], bool]:
        known = self._known.get(id(part))
        if known is None:
            # The part is kept beside its id: while it lives, no other object gets that id.
            text = compact_json(part)
            known = self._known[id(part)] = part, local_references(text), b'["#/' in text or b',"#/' in text
        return known


def unquoted(raw: bytes) -> str:
    """The text that stands between two quotes."""
    return str(orjson.loads(b'"%s"' % raw)) if b"\\" in raw else raw.decode()


def with_reference(schema: dict[str, JSON], reference: JSON) -> dict[str, JSON]:
    """The schema with one more reference that holds in place: as its `$ref`, or where it has one, in its `allOf`."""
    if "$ref" not in schema:
        return {**schema, "$ref": reference}
    others = schema.get("allOf")
    return {**schema, "allOf": [*(others if isinstance(others, list) else ()), {"$ref": reference}]}
