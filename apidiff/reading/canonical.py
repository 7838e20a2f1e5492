"""A JSON value in, its canonical bytes out: the form in which releases are recorded and hashed."""

from __future__ import annotations

import json
from decimal import Decimal

import orjson

from apidiff.model.contract import JSON

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


def canonical_json(document: JSON) -> bytes:
    """UTF-8, keys sorted by code point, two-space indent, a final newline, every number exactly.

    The same value gives the same bytes whatever the order of its keys. `document` holds JSON values only, `Decimal`
    and integers of any size among them.
    """
    try:
        return orjson.dumps(document, option=_OPTIONS)
    except orjson.JSONEncodeError:
        # orjson knows neither decimals nor integers beyond 64 bits, and nests at most 254 deep.
        parts: list[str] = []
        _write(document, "\n", parts)
        return "".join([*parts, "\n"]).encode()


def compact_json(document: JSON) -> bytes:
    """One line without spaces, keys in their order: for searching with regular expressions, not for reading back."""
    try:
        return orjson.dumps(document)
    except orjson.JSONEncodeError:
        return json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def _write(node: JSON, line: str, parts: list[str]) -> None:
    """Append `node` to `parts`; `line` is the line break with the indent of `node`."""
    inner = line + "  "
    if isinstance(node, dict):
        opening, closing = "{", "}"
        items = [(orjson.dumps(key).decode() + ": ", node[key]) for key in sorted(node)]
    elif isinstance(node, list | tuple):
        opening, closing = "[", "]"
        items = [("", item) for item in node]
    else:
        parts.append(_scalar(node))
        return
    parts.append(opening)
    for number, (label, item) in enumerate(items):
        parts.append(("," if number else "") + inner + label)
        _write(item, inner, parts)
    parts.append((line if items else "") + closing)


def _scalar(value: JSON) -> str:
    if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    return orjson.dumps(value).decode()
