"""A value in, JSON text for people and programs out: every number exact, nothing that a terminal or a log obeys."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

from apidiff.model.contract import JSON
from apidiff.reporting.escaping import SURROGATE

_ESCAPED = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|(?<=#)#")
"""What a terminal or a log would obey (controls, direction, `##[group]`) is written as an escape: the same value."""


def to_json(value: JSON) -> str:
    """Indented JSON that keeps every number exact: integers of any size and `Decimal`s as they were written.

    `json.dumps` knows no `Decimal` and `orjson` no integer beyond 64 bits; both would cost a value its digits. What
    JSON cannot hold becomes what it can: `NaN` and the infinities `null`, a lone surrogate U+FFFD.
    """
    pieces: list[str] = []
    _write(value, "\n", pieces)
    return "".join(pieces)


def one_line(value: JSON) -> str:
    """As `to_json`, on one line: `{"a": 1, "b": [2, 3]}`."""
    pieces: list[str] = []
    _write(value, "", pieces)
    return "".join(pieces)


def brief(value: JSON, *, lines: bool = False) -> str:
    """JSON to be read by people: of a long list or a large object, the first members and the number of the others."""
    pieces: list[str] = []
    _write(value, "\n" if lines else "", pieces, MOST_MEMBERS)
    return "".join(pieces)


MOST_MEMBERS = 8
"""Members of a list or object that are shown; of more, only the first few."""
_FIRST_MEMBERS = 3


def _write(value: JSON, newline: str, out: list[str], most: int | None = None) -> None:
    if isinstance(value, dict):
        members = [(_string(str(key)) + ": ", item) for key, item in value.items()]
        _write_all("{}", members, newline, out, most)
    elif isinstance(value, (list, tuple)):
        _write_all("[]", [("", item) for item in value], newline, out, most)
    else:
        out.append(_scalar(value))


def _write_all(brackets: str, members: list[tuple[str, Any]], newline: str, out: list[str], most: int | None) -> None:
    if not members:
        out.append(brackets)
        return
    # An empty `newline` stays empty, for a text on one line.
    inner = newline and newline + "  "
    separator = "," + (inner or " ")
    out.append(brackets[0] + inner)
    shown = members if most is None or len(members) <= most else members[:_FIRST_MEMBERS]
    for number, (key, item) in enumerate(shown):
        out.append((separator if number else "") + key)
        _write(item, inner, out, most)
    if len(shown) < len(members):
        noun = "items" if brackets == "[]" else "members"
        out.append(f"{separator}... {len(members) - len(shown):,} more {noun}")
    out.append(newline + brackets[1])


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _string(value)
    # By identity, since `1 == True` and `0 == False` in Python.
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        # `repr` is the shortest text that is read as the same number.
        return repr(value) if math.isfinite(value) else "null"
    if isinstance(value, Decimal):
        return str(value) if value.is_finite() else "null"
    raise TypeError(f"{type(value).__name__} is no JSON value")


def _integer(value: int) -> str:
    try:
        return str(value)
    except ValueError:  # beyond Python's limit for printing integers, which guards against quadratic time
        return str(Decimal(value))


def _string(text: str) -> str:
    written = encode_basestring(SURROGATE.sub("\ufffd", text))
    return _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", written)
