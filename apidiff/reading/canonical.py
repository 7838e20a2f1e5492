"""A JSON value in, its canonical bytes out: the form in which releases are recorded and hashed."""

from __future__ import annotations

import itertools
import json
import math
import re
from decimal import Decimal
from typing import Any

import orjson

from apidiff.model.contract import JSON

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE

ORJSON_DEPTH = 254
"""How many levels orjson writes before it gives up."""


def canonical_json(document: JSON) -> bytes:
    """UTF-8, keys sorted by code point, two-space indent, a final newline, every number exactly.

    The same value gives the same bytes whatever the order of its keys. `document` holds JSON values only, `Decimal`
    and integers of any size among them.
    """
    try:
        return orjson.dumps(document, option=_OPTIONS)
    except orjson.JSONEncodeError:
        # orjson knows neither decimals nor integers beyond 64 bits, and nests at most 254 deep.
        return (exact_json(document) + "\n").encode()


def exact_json(document: JSON) -> str:
    """The text of `canonical_json` without its final newline, value by value.

    Raises `TypeError` where something is no JSON value, `RecursionError` where it nests too deeply.
    """
    parts: list[str] = []
    _write(document, "\n", parts)
    return "".join(parts)


def fast_compact_json(document: JSON) -> bytes | None:
    """One line without spaces, keys in their order; `None` where orjson cannot write it."""
    try:
        return orjson.dumps(document)
    except orjson.JSONEncodeError:
        return None


def compact_json(document: JSON, *, sort: bool = False) -> bytes:
    """One line without spaces, each number exactly; with `sort`, keys in order.

    What orjson refuses (an integer beyond 64 bits, half of a surrogate pair, too many levels) is written member by
    member, so that all beside it is still written by orjson. Raises `RecursionError` where it nests too deeply.
    """
    try:
        return orjson.dumps(document, default=_decimal_or_text, option=orjson.OPT_SORT_KEYS if sort else None)
    except orjson.JSONEncodeError:
        return _member_by_member(document, sort)


def _member_by_member(value: JSON, sort: bool) -> bytes:
    if isinstance(value, dict):
        keys: list[Any] = sorted(value) if sort else list(value)
        members = [compact_json(str(key)) + b":" + compact_json(value[key], sort=sort) for key in keys]
        return b"{%s}" % b",".join(members)
    if isinstance(value, list | tuple):
        return b"[%s]" % b",".join(compact_json(item, sort=sort) for item in value)
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _decimal_or_text(value: Any) -> Any:
    is_decimal = isinstance(value, Decimal) and value.is_finite()
    return orjson.Fragment(_decimal(value)) if is_decimal else str(value)


_TEXT = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"')
_STEPS = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}
_OTHER = bytes(set(range(256)) - _STEPS.keys())


def depth_of_compact(compact: bytes) -> int:
    """How many objects and arrays nest in a document that was written without spaces."""
    brackets = _TEXT.sub(b"", compact).translate(None, _OTHER)
    return max(itertools.accumulate(map(_STEPS.__getitem__, brackets)), default=0)


def depth_of(value: JSON) -> int:
    """How many objects and arrays nest in `value`, itself included."""
    deepest, stack = 0, [(1, value)]
    while stack:
        depth, node = stack.pop()
        if isinstance(node, dict | list):
            deepest = max(deepest, depth)
            stack.extend((depth + 1, child) for child in (node.values() if isinstance(node, dict) else node))
    return deepest


def _write(node: JSON, line: str, parts: list[str]) -> None:
    """Append `node` to `parts`; `line` is the line break with the indent of `node`."""
    inner = line + "  "
    if isinstance(node, dict):
        opening, closing = "{", "}"
        items = [(_key(key) + ": ", node[key]) for key in sorted(node)]
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


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"the key {key!r} is no text")
    return orjson.dumps(key).decode()


def _scalar(value: JSON) -> str:
    if value is None or isinstance(value, str | bool):
        return orjson.dumps(value).decode()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal) and value.is_finite():
        return _decimal(value)
    if isinstance(value, float) and math.isfinite(value):
        return orjson.dumps(value).decode()
    raise TypeError(f"{value!r} of type {type(value).__name__} is no JSON value")


def _decimal(value: Decimal) -> str:
    """One text for equal decimals: that of the float, where a float is exactly it, else without trailing zeros."""
    number = float(value)
    if math.isfinite(number) and Decimal(repr(number)) == value:
        return orjson.dumps(number).decode()
    sign, digits, exponent = value.as_tuple()
    written = "".join(map(str, digits)).rstrip("0")
    assert isinstance(exponent, int)
    return str(Decimal((sign, tuple(map(int, written)), exponent + len(digits) - len(written))))
