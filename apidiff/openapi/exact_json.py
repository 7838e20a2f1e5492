"""A JSON value in, its text out, value by value: for what orjson does not write."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import orjson

from apidiff.model.contract import JSON


def exact_json(document: JSON) -> str:
    """The text of `canonical_json` without its final newline, value by value.

    Raises `TypeError` where something is no JSON value, `RecursionError` where it nests too deeply.
    """
    parts: list[str] = []
    _write(document, "\n", parts)
    return "".join(parts)


def as_plain(value: Any) -> Any:
    """What orjson may write in place of a value that it does not know, or whose type is a subclass."""
    if isinstance(value, Decimal) and value.is_finite():
        return orjson.Fragment(_decimal(value))
    # orjson asks about subclasses of `int` only, such as the `LongInteger` beyond 64 bits.
    if isinstance(value, int):
        return orjson.Fragment(str(int(value)))
    for plain in (dict, list):
        if isinstance(value, plain):
            return plain(value)
    return str(value)


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
    # Before `int`, of which `bool` is a subclass.
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
    # Against the float's shortest text: in binary the float `0.1` is not a tenth, and yet it is what was written.
    if math.isfinite(number) and Decimal(repr(number)) == value:
        return orjson.dumps(number).decode()
    sign, digits, exponent = value.as_tuple()
    written = "".join(map(str, digits)).rstrip("0")
    assert isinstance(exponent, int)
    return str(Decimal((sign, tuple(map(int, written)), exponent + len(digits) - len(written))))
