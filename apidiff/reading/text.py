"""Bytes of a file in, its text out: UTF-8, or UTF-16 and UTF-32 that say so with a byte order mark."""

from __future__ import annotations

import codecs

from apidiff.errors import InputError, Place

# UTF-32 first: its little-endian mark starts with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MARKS = tuple(mark for mark, _ in _MARKS)


def decode(data: bytes, file: str | None) -> str:
    """Decode `data` without its byte order mark.

    Raises `InputError` with the line where the bytes are not text, or hold a NUL (RFC 8259, 8.1; YAML 1.2, 5.1-5.2).
    """
    encoding = "utf-8"
    for mark, name in _MARKS:
        if data.startswith(mark):
            data, encoding = data[len(mark) :], name
            break
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"The file is not valid {encoding.upper()}: {error.reason} at byte {error.start}",
            place=Place(file, line=line),
            hint="Save the file as UTF-8.",
        ) from None
    if b"\0" in data and "\0" in text:
        raise InputError(
            "The file holds a NUL character: it is binary, or UTF-16 without a byte order mark",
            place=Place(file, line=line_at(text, text.index("\0"))),
            hint="Save the file as UTF-8 text.",
        )
    return text


def line_at(text: str, offset: int) -> int:
    """The line, counted from 1, that the character at `offset` stands on."""
    return with_newlines(text).count("\n", 0, offset) + 1


def with_newlines(text: str) -> str:
    """`text` with each line ended by a newline alone, and every character where it was."""
    return text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text
