"""JSON text that was refused in, the first reason with its place out: the slow, exact reader behind `json_text`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from apidiff.errors import InputError, Place, escape_token
from apidiff.model.pattern import pattern
from apidiff.openapi.pointers import shortened
from apidiff.reading.exact import NumberTooLong, exact_float
from apidiff.reading.limits import Limits

_TOKEN = pattern(
    r'[ \t\r\n]*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<punct>[{}\[\],:])'
    r"|(?P<constant>-?Infinity|NaN)|(?P<number>-?[0-9][0-9.eE+-]*)|(?P<word>[a-z]+))",
    re.DOTALL,
)


@dataclass(slots=True, eq=False, repr=False)
class _Open:
    """An object or array that is not closed yet."""

    is_object: bool
    keys: dict[str, int] = field(default_factory=dict)
    token: str = ""
    index: int = 0
    expects_key: bool = False


def first_fault(text: str, file: str | None, limits: Limits) -> InputError:
    """Find the first duplicate key, constant, long number or deep nesting in `text`, token by token."""
    stack: list[_Open] = []
    offset, line = 0, 1
    while found := _TOKEN.match(text, offset):
        start = found.start(found.lastgroup or 0)
        line += text.count("\n", offset, start)
        offset = found.end()
        if fault := _fault(found.lastgroup, found.group(found.lastgroup or 0), stack, limits, Place(file, line=line)):
            return fault
    return InputError(
        "The JSON is nested too deeply to be read",
        place=Place(file),
        hint=f"Nest at most {limits.depth} objects and arrays.",
    )


def too_deep(limits: Limits, place: Place) -> InputError:
    """The error for a document that nests deeper than the budget."""
    return InputError(
        f"The document is nested more than {limits.depth} levels deep",
        place=place,
        hint="Move the inner schemas to `components` and refer to them.",
    )


def _fault(kind: str | None, token: str, stack: list[_Open], limits: Limits, place: Place) -> InputError | None:
    if kind == "punct":
        return _step(token, stack, limits, place)
    if kind == "string":
        return _key(token, stack, place)
    if kind == "constant":
        return InputError(
            f"`{token}` is no JSON number",
            place=place._replace(pointer=_pointer(stack)),
            hint="Leave the limit out, or write the largest number that you mean.",
        )
    return _number(token, limits, place._replace(pointer=_pointer(stack))) if kind == "number" else None


def _step(token: str, stack: list[_Open], limits: Limits, place: Place) -> InputError | None:
    if token in "{[":
        if len(stack) >= limits.depth:
            return too_deep(limits, place)
        stack.append(_Open(is_object=token == "{", expects_key=token == "{"))
    elif token in "}]":
        stack.pop()
    elif token == ",":
        stack[-1].index += 1
        stack[-1].expects_key = stack[-1].is_object
    return None


def _key(token: str, stack: list[_Open], place: Place) -> InputError | None:
    if not (stack and stack[-1].expects_key):
        return None
    top = stack[-1]
    key = json.loads(token, strict=False)
    if key in top.keys:
        return duplicate_key(key, top.keys[key], place._replace(pointer=_pointer(stack[:-1])))
    top.keys[key], top.token, top.expects_key = place.line or 0, key, False
    return None


def duplicate_key(key: str, first_line: int | None, place: Place) -> InputError:
    """The error for a key that an object has twice; `place` is the second one's object and line."""
    return InputError(
        f"The key `{shortened(key)}` stands twice in one object"
        + (f", first on line {first_line}" if first_line else ""),
        place=place,
        hint="Keep one of the two; readers differ in which one they take.",
    )


def _number(token: str, limits: Limits, place: Place) -> InputError | None:
    try:
        exact_float(token, limits.digits)
    except NumberTooLong:
        return long_number(token, limits, place)
    except ValueError:
        return None
    return None


def long_number(text: str, limits: Limits, place: Place) -> InputError:
    """The error for a number beyond the budget."""
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    return InputError(
        f"The number {shown} has more than {limits.digits} digits",
        place=place,
        hint="Leave the limit out, or write the largest number that you mean.",
    )


def _pointer(stack: list[_Open]) -> str:
    return "".join(f"/{escape_token(item.token) if item.is_object else item.index}" for item in stack)
