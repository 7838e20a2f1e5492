"""The front matter of an entry: its YAML with the line of each value, and edits that leave every other byte alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from apidiff.errors import InputError, Place
from apidiff.reading.limits import Limits
from apidiff.reading.located import located_yaml

if TYPE_CHECKING:
    from apidiff.reading.located import Located

MAX_BYTES = 2 * 1024 * 1024
"""Room for the ids and titles of some fifteen thousand changes."""
MAX_DEPTH = 8

_OPENING = re.compile(r"\A\ufeff?---[ \t]*\r?\n")
_CLOSING = re.compile(r"^---[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_CONFLICT = re.compile(r"^<{7} ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parts:
    """A text in three pieces that joined give the text again: `opening` and `closing` are the two `---` lines."""

    opening: str
    yaml: str
    closing: str
    body: str

    @property
    def text(self) -> str:
        return self.opening + self.yaml + self.closing + self.body


@dataclass(frozen=True, slots=True)
class Value:
    """A YAML node: `data` is a `str`, a `list[Value]`, a `dict[str, Value]`, or `None` where nothing is written."""

    data: Any
    line: int
    """In the entry's file, from 1."""
    key_line: int = 0
    """Of its key, where it stands in a mapping."""


def split(text: str, file: str) -> Parts:
    """Split an entry's text. Raises `InputError` where it has no front matter."""
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        lacks = "no closing `---` line" if opening else "no front matter"
        raise InputError(
            f"the entry has {lacks}",
            place=Place(file, line=1),
            hint="Begin it with a line `---`, then `title:`, then a line `---`.",
        )
    return Parts(opening[0], text[opening.end() : closing.start()], closing[0], text[closing.end() :])


def load(parts: Parts, file: str) -> dict[str, Value]:
    """The keys of the front matter. Every scalar is the string as it is written, so that ids and dates survive.

    Raises `InputError`, with the line, for text that the reader of descriptions refuses, or that is no mapping.
    """
    # Before YAML, which would complain about the marks in other words.
    if conflict := _CONFLICT.search(parts.yaml):
        line = 2 + parts.yaml.count("\n", 0, conflict.start())
        raise _wrong("the entry has the marks of a merge conflict", file, line, "Settle it: keep what is to stay.")
    if len(parts.yaml.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise _wrong("the front matter is larger than 2 MiB", file, 1, "Keep the text below the closing `---`.")
    # The first line of the file is `---`.
    found = located_yaml(parts.yaml, file, first_line=2, as_texts=True, limits=Limits(depth=MAX_DEPTH))
    if found.data is None:
        return {}
    if not isinstance(found.data, dict):
        raise _wrong("the front matter is not a mapping", file, 2, "Write one `key: value` a line.")
    return {key: _value(part) for key, part in found.data.items()}


def _value(part: Located) -> Value:
    data = part.data
    if isinstance(data, list):
        data = [_value(item) for item in data]
    elif isinstance(data, dict):
        data = {key: _value(child) for key, child in data.items()}
    return Value(data, part.line, part.line)


def with_key(parts: Parts, key: str, block: str | None) -> Parts:
    """Set a top-level key to `block` (whole lines, the key's included), or take it out where `block` is `None`.

    Lines of other keys, comments between them and the body stay byte for byte.
    """
    # The file keeps the line ends that it has.
    newline = "\r\n" if parts.opening.endswith("\r\n") else "\n"
    written = "" if block is None else block.replace("\n", newline)
    lines = _lines(parts.yaml)
    span = _span(lines, key)
    if span is None:
        # The last line of a front matter may lack its end.
        head = parts.yaml if not parts.yaml or parts.yaml.endswith("\n") else parts.yaml + newline
        return Parts(parts.opening, head + written, parts.closing, parts.body)
    start, end = span
    return Parts(parts.opening, "".join(lines[:start]) + written + "".join(lines[end:]), parts.closing, parts.body)


def lines_of(parts: Parts, key: str) -> list[str]:
    """The lines of a top-level key and its value, as they are; none where there is no such key."""
    lines = _lines(parts.yaml)
    span = _span(lines, key)
    return [] if span is None else lines[span[0] : span[1]]


def _lines(yaml: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", yaml)  # `splitlines` breaks where YAML does not


def _span(lines: list[str], key: str) -> tuple[int, int] | None:
    """The lines that a top-level key and its value take: to the next top-level key, without comments before that."""
    starts = [number for number, name in _top_keys(lines) if name == key]
    if not starts:
        return None
    start = starts[0]
    end = next((number for number, _ in _top_keys(lines) if number > start), len(lines))
    # A comment above the next key is about that one, and stays with it.
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return start, end


def _top_keys(lines: list[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines):
        # At the beginning of a line alone: what is indented belongs to a value above.
        if found := re.match(r"""(["']?)([A-Za-z][\w-]*)\1\s*:(?:\s|$)""", line):
            yield number, found[2]


def quoted(text: str) -> str:
    """The text as a double-quoted YAML scalar on one line, which every YAML reader reads back as that string."""
    return '"' + "".join(_escaped(letter) for letter in text) + '"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    if letter.isprintable():
        return letter
    code = ord(letter)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def comment(text: str) -> str:
    """The text as it may stand behind a `#`: one line, nothing that a terminal or a YAML reader acts upon."""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()


def _wrong(message: str, file: str, line: int, hint: str) -> InputError:
    return InputError(message, place=Place(file, line=line), hint=hint)
