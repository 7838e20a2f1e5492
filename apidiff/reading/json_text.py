"""JSON text in, its exact value out: no precision lost, no duplicate key, nothing that JSON does not know."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON
from apidiff.model.pattern import pattern
from apidiff.reading.exact import NumberTooLong, exact_float, exact_int
from apidiff.reading.limits import DEFAULT_LIMITS, Limits
from apidiff.reading.text import line_at

_SURROGATE = pattern(r"\\u[dD][89a-fA-F]")


class _Fault(ValueError):
    """Something that the grammar lets pass and we do not; where it stands is looked up afterwards."""


def parse_json(text: str, file: str | None = None, limits: Limits = DEFAULT_LIMITS) -> JSON:
    """Parse `text` as RFC 8259 has it.

    With the garbage collector paused the standard library's C scanner is as fast as orjson, and it alone shows each
    object's pairs and each number's text, so that no second pass is needed to find duplicates or lost digits.
    Raises `InputError` with the line for a syntax error, a duplicate key, NaN and Infinity, a lone surrogate, and a
    number or a nesting beyond the budget.
    """
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=lambda number: exact_float(number, limits.digits),
            parse_int=lambda number: exact_int(number, limits.digits),
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        raise _syntax_error(error, text, file) from None
    except (_Fault, NumberTooLong, RecursionError):
        _explain(text, file, limits)
    if _SURROGATE.search(text):
        _refuse_lone_surrogates(value, text, file)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise _Fault
    return result


def _refuse_constant(_: str) -> NoReturn:
    raise _Fault


def _explain(text: str, file: str | None, limits: Limits) -> NoReturn:
    from apidiff.reading.json_faults import first_fault

    raise first_fault(text, file, limits)


def _syntax_error(error: json.JSONDecodeError, text: str, file: str | None) -> InputError:
    rest = text[error.pos :].strip()
    if not rest:
        return InputError(
            f"The JSON ends too early: {error.msg.lower()}",
            place=Place(file, line=error.lineno),
            hint="The file looks truncated; write it again in full.",
        )
    found = repr(rest[0]) if not error.msg.startswith("Invalid control") else "a raw control character"
    return InputError(
        f"The JSON is not valid: {error.msg.lower()} at column {error.colno}, found {found}",
        place=Place(file, line=error.lineno),
        hint="Correct the syntax there; JSON allows no comments and no trailing commas.",
    )


def _refuse_lone_surrogates(value: JSON, text: str, file: str | None) -> None:
    """A pair of escapes is one character; a half of a pair is no text and could never be written again."""
    stack = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            try:
                node.encode()
            except UnicodeEncodeError:
                at = _lone_surrogate_offset(text)
                raise InputError(
                    "A string holds half of a surrogate pair, which is no character",
                    place=Place(file, line=line_at(text, at)),
                    hint="Write the character itself, or both halves of its escape.",
                ) from None
        elif isinstance(node, dict):
            stack.extend(node)
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)


_ESCAPE = pattern(r"\\u([dD][89abAB]..)\\u[dD][c-fC-F]..|\\u[dD]([89a-fA-F])..|\\.")


def _lone_surrogate_offset(text: str) -> int:
    return next((found.start() for found in _ESCAPE.finditer(text) if found.group(2)), 0)
