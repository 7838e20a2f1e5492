"""YAML text in, its value with the line of every part out: for front matter and other small texts that people write."""

from __future__ import annotations

from typing import Any, NamedTuple

from apidiff.model.contract import JSON
from apidiff.reading.limits import DEFAULT_LIMITS, Limits
from apidiff.reading.positions import Marks, offset_of
from apidiff.reading.text import with_newlines
from apidiff.reading.yaml_text import compose_yaml


class Located(NamedTuple):
    """A part of a YAML text. `data` is a scalar, a `list[Located]` or a `dict[str, Located]`."""

    data: Any
    line: int
    """From 1: of its key in a mapping, otherwise of itself; what an alias or a merge supplies is where it is used."""


def located_yaml(
    text: str,
    file: str | None,
    *,
    first_line: int = 1,
    as_texts: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> Located:
    """Read YAML as `compose_yaml` does. `first_line` is the line of `file` that the text begins on.

    With `as_texts`, every scalar is the text that was written, so that `2026-06-23`, `0123` and `12e3` stay what they
    are, and `None` where nothing or a null is written. Raises `InputError` with the line in `file`.
    """
    # Lines are counted as if the text began the file.
    padded = "\n" * (first_line - 1) + text
    value, marks = compose_yaml(padded, file, limits, as_texts=as_texts)
    lines = _Lines(padded)
    return _located(value, marks, first_line, lines)


class _Lines:
    """The lines of offsets that are asked for in ascending order."""

    def __init__(self, text: str) -> None:
        self.text = with_newlines(text)
        self.line, self.offset = 1, 0

    def at(self, offset: int) -> int:
        self.line += self.text.count("\n", self.offset, offset)
        self.offset = offset
        return self.line


def _located(value: JSON, marks: Marks | None, line: int, lines: _Lines) -> Located:
    if not isinstance(value, dict | list):
        return Located(value, line)
    found = []
    for number, child in enumerate(value.values() if isinstance(value, dict) else value):
        # What a merge key supplies comes last, and has no mark of its own.
        mark = marks[number] if marks is not None and number < len(marks) else None
        at = line if mark is None else lines.at(offset_of(mark))
        found.append(_located(child, mark[1] if isinstance(mark, tuple) else None, at, lines))
    return Located(dict(zip(value, found, strict=True)) if isinstance(value, dict) else found, line)
