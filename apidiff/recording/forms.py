"""A payload of a form in, its text out: as `application/x-www-form-urlencoded`, or as `multipart/form-data`.

Only what travels in one way is written: values of declared types without an encoding of their own. A form with anything
else, such as a file, has no text here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

from apidiff.comparing.media import parse
from apidiff.model.contract import JSON
from apidiff.openapi.pointers import find
from apidiff.openapi.surfaces import Surface
from apidiff.recording.payloads import Side

_URLENCODED, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_BOUNDARY = "--boundary"
_NO_TEXT = ("contentMediaType", "contentEncoding", "contentSchema")
_BYTES = ("binary", "byte")


def is_form(media: str) -> bool:
    """Whether a media type is that of a form."""
    return parse(media).essence in (_URLENCODED, _MULTIPART)


def form_text(side: Side, surface: Surface, payload: JSON) -> str | None:
    """The body as it is sent; `None` where a field travels in another way than is known here."""
    if not isinstance(payload, dict) or not payload:
        return None
    encodings = find(side.contract.document, surface.pointer.rpartition("/")[0] + "/encoding")
    declared = dict[str, list[str]]()
    for name, place in side.members.properties(surface.pointer):
        declared.setdefault(name, []).append(place)
    fields: list[tuple[str, JSON]] = []
    for name, value in payload.items():
        if name not in declared or (isinstance(encodings, dict) and name in encodings):
            return None
        if not all(_is_text(side, place) for place in declared[name]):
            return None
        # Each item of a list is a field of its own: `explode` is the default of `style: form` (OpenAPI 3.1.1, 4.8.15).
        values = value if isinstance(value, list) else [value]
        # Of an object within a list the versions of OpenAPI say different things, and null has no text.
        if any(each is None or isinstance(each, list) for each in values):
            return None
        if any(isinstance(each, dict) for each in values) and isinstance(value, list):
            return None
        fields += [(name, each) for each in values]
    multipart = parse(surface.media).essence == _MULTIPART
    # An object in a form of one line is written by a style, of which several are in use.
    if not fields or (not multipart and any(isinstance(value, dict) for _, value in fields)):
        return None
    try:
        return "\n".join(_parts(fields)) if multipart else "&".join(_pairs(fields))
    # A number that would be written as another one, or half of a pair of surrogates.
    except (TypeError, UnicodeEncodeError):
        return None


def _pairs(fields: list[tuple[str, JSON]]) -> Iterator[str]:
    # Brackets stay as people write them in names such as `filter[name]`.
    return (f"{quote_plus(name, safe='[]')}={quote_plus(_written(value))}" for name, value in fields)


def _parts(fields: list[tuple[str, JSON]]) -> Iterator[str]:
    """As RFC 7578 has it, with a boundary that says what it is."""
    for name, value in fields:
        yield _BOUNDARY
        # Its names are percent-encoded where they would end the header (HTML, multipart form data).
        shown = name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
        yield f'Content-Disposition: form-data; name="{shown}"'
        if isinstance(value, dict):
            yield "Content-Type: application/json"
        yield from ("", _written(value))
    yield f"{_BOUNDARY}--"


def _written(value: JSON) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text.encode()
    return text


def _is_text(side: Side, place: str) -> bool:
    """Whether a field's type is declared and its value no file: what has no type is one in a part (3.1.1, 4.8.14.3)."""
    schemas: list[dict[str, Any]] = [schema for _, schema in side.members.parts(place)]
    is_typed = any("type" in schema or "enum" in schema or "const" in schema for schema in schemas)
    return is_typed and not any(
        schema.get("format") in _BYTES or any(keyword in schema for keyword in _NO_TEXT) for schema in schemas
    )
