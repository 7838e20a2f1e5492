"""Bytes of a file in, its text out; and what is said of a text, whether it is JSON or YAML: lines and errors."""

from __future__ import annotations

import codecs
import re

from apidiff.errors import InputError, Place
from apidiff.openapi.pointers import shortened
from apidiff.reading.limits import Limits

# UTF-32 first: its little-endian mark starts with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MARKS = tuple(mark for mark, _ in _MARKS)
_SURROGATE = r"\\u[dD][89a-fA-F]"
_PAIR = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..")


def decode(data: bytes, file: str | None) -> str:
    """Decode `data` without its byte order mark.

    Raises `InputError` with the line where the bytes are not text, or hold a NUL (RFC 8259, 8.1; YAML 1.2, 5.1-5.2).
    """
    data, encoding = _unmarked(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"The file is not valid {encoding.upper()}: {error.reason} at byte {error.start}",
            place=Place(file, line=line),
            hint="Save the file as UTF-8.",
        ) from None
    # In UTF-16 every letter of ASCII has a NUL byte; a NUL character is what counts.
    if b"\0" in data and "\0" in text:
        raise InputError(
            "The file holds a NUL character: it is binary, or UTF-16 without a byte order mark",
            place=Place(file, line=line_at(text, text.index("\0"))),
            hint="Save the file as UTF-8 text.",
        )
    return text


def beginning(data: bytes) -> bytes:
    """The beginning of a file, which may be cut anywhere, in UTF-8 and without its byte order mark."""
    data, encoding = _unmarked(data)
    return data if encoding == "utf-8" else data.decode(encoding, "ignore").encode()


def _unmarked(data: bytes) -> tuple[bytes, str]:
    """The bytes behind the byte order mark, and the encoding that it stands for."""
    return next(((data[len(mark) :], name) for mark, name in _MARKS if data.startswith(mark)), (data, "utf-8"))


def line_at(text: str, offset: int) -> int:
    """The line, counted from 1, that the character at `offset` stands on."""
    return with_newlines(text).count("\n", 0, offset) + 1


def with_newlines(text: str) -> str:
    """`text` with each line ended by a newline alone, and every character where it was."""
    return text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text


def duplicate_key(key: str, first_line: int | None, place: Place) -> InputError:
    """The error for a key that an object has twice; `place` is the second one's object and line."""
    return InputError(
        f"The key `{shortened(key)}` appears twice in one object"
        + (f", first on line {first_line}" if first_line else ""),
        place=place,
        hint="Keep one of the two; readers differ in which one they take.",
    )


def long_number(text: str, limits: Limits, place: Place) -> InputError:
    """The error for a number beyond the budget."""
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    return InputError(
        f"The number {shown} has more than {limits.digits} digits",
        place=place,
        hint="Leave the limit out, or write the largest number that you mean.",
    )


def too_deep(limits: Limits, place: Place) -> InputError:
    """The error for a document that nests deeper than the budget."""
    return InputError(
        f"The document is nested more than {limits.depth} levels deep",
        place=place,
        hint=f"Nest at most {limits.depth}; in a description, move inner schemas to `components` and refer to them.",
    )


def lone_surrogate(place: Place) -> InputError:
    """The error for half of a surrogate pair, which is not a character and could never be written again."""
    return InputError(
        "A string holds half of a surrogate pair, which is not a character",
        place=place,
        hint="Write the character itself, or both halves of its escape.",
    )


def lone_surrogate_at(text: str) -> int | None:
    r"""The offset of the first `\u` escape in `text` that is half of a surrogate pair."""
    pair_ends = 0
    for found in re.finditer(_SURROGATE, text):
        at = begins = found.start()
        while begins and text[begins - 1] == "\\":
            begins -= 1
        # The second half of a pair, or an escaped backslash before letters: `\\ud800`.
        if at < pair_ends or (at - begins) % 2:
            continue
        pair = _PAIR.match(text, at)
        if pair is None:
            return at
        pair_ends = pair.end()
    return None
