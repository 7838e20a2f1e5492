"""JSON text in, its exact value out: no precision lost, no duplicate key, nothing that JSON does not know."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, NoReturn

from apidiff.errors import InputError, Place, escape_token
from apidiff.model.contract import JSON
from apidiff.model.pattern import pattern
from apidiff.reading.exact import NumberTooLong, exact_float, exact_int
from apidiff.reading.faults import duplicate_key, lone_surrogate, lone_surrogate_at, long_number, too_deep
from apidiff.reading.json_tokens import Fault, Token, Tokens
from apidiff.reading.limits import DEFAULT_LIMITS, Limits
from apidiff.reading.text import line_at

_SURROGATE = pattern(r"\\u[dD][89a-fA-F]")


def parse_json(text: str, file: str | None = None, limits: Limits = DEFAULT_LIMITS) -> JSON:
    """Parse `text` as RFC 8259 has it.

    The standard library's C scanner shows each object's pairs and each number's text, so one pass finds duplicates and
    keeps every digit. Raises `InputError` with the line for a syntax error, a duplicate key, NaN and Infinity, a lone
    surrogate, and a number or a nesting beyond the budget: always for the first of them in the text.
    """
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=lambda number: exact_float(number, limits.digits),
            parse_int=lambda number: exact_int(number, limits.digits),
            parse_constant=_refuse,
        )
    except (ValueError, RecursionError):
        raise first_error(text, file, limits) from None
    if _SURROGATE.search(text) and lone_surrogate_at(text) is not None:
        raise first_error(text, file, limits)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError
    return result


def _refuse(_: str) -> NoReturn:
    raise ValueError


@dataclass(slots=True, eq=False, repr=False)
class _Open:
    """An object or array that is not closed yet."""

    is_object: bool
    keys: dict[str, int] = field(default_factory=dict)
    """The offset of each key."""
    token: str = ""
    index: int = -1


def first_error(text: str, file: str | None, limits: Limits) -> InputError:
    """The error for the first thing in `text` that `parse_json` refuses."""
    tokens = Tokens(text)
    stack: list[_Open] = []
    try:
        while token := tokens.next():
            if error := _error(token, tokens, stack, file, limits):
                return error
    except Fault as fault:
        return _syntax_error(fault, text, file)
    return InputError(
        "The JSON is nested too deeply to be read",
        place=Place(file),
        hint="Move the inner schemas to `components` and refer to them.",
    )


def _error(token: Token, tokens: Tokens, stack: list[_Open], file: str | None, limits: Limits) -> InputError | None:
    """Follow one token; the error that it is, if any."""
    kind, text, top = token.kind, tokens.text, stack[-1] if stack else None
    if kind in ("}", "]"):
        stack.pop()
        return None
    if top is not None and not top.is_object:
        top.index += 1
    written = text[token.offset : token.end]
    if kind in ("{", "["):
        if len(stack) >= limits.depth:
            return too_deep(limits, Place(file, line=line_at(text, token.offset)))
        stack.append(_Open(is_object=kind == "{"))
    elif kind == "key" and top is not None:
        key = tokens.string(token)
        if key in top.keys:
            first = line_at(text, top.keys[key])
            return duplicate_key(key, first, _place(file, text, token.offset, stack[:-1]))
        top.keys[key], top.token = token.offset, key
    elif kind == "number":
        try:
            exact_float(written, limits.digits)
        except NumberTooLong:
            return long_number(written, limits, _place(file, text, token.offset, stack))
    if kind in ("key", "string") and (half := lone_surrogate_at(written)) is not None:
        return lone_surrogate(_place(file, text, token.offset + half, stack))
    return None


def _syntax_error(fault: Fault, text: str, file: str | None) -> InputError:
    place = Place(file, line=line_at(text, fault.offset))
    if fault.offset == len(text):
        return InputError(
            f"The JSON ends too early: {fault.message}",
            place=place,
            hint="The file looks truncated; write it again in full.",
        )
    column = fault.offset - text.rfind("\n", 0, fault.offset)
    return InputError(f"The JSON is not valid: {fault.message} at column {column}", place=place, hint=fault.hint)


def _place(file: str | None, text: str, offset: int, stack: list[_Open]) -> Place:
    pointer = "".join(f"/{escape_token(item.token) if item.is_object else item.index}" for item in stack)
    return Place(file, pointer, line_at(text, offset))
