"""Lines for a terminal: wrapped to a width by what they show, with hanging indents, coloured last."""

# Without `from __future__ import annotations`: of those that stay texts, a named tuple compiles one for each field
# (docs/decisions.md).
import re
from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import combining, east_asian_width

from apidiff.reporting.escaping import clean, log_line

GLUE = "\u00a0"
"""Stands for a space at which a line must not end."""

_SPAN = r"`[^`]*`"
"""Every code span, so that a long one does not make its end look like the start of the next."""
# A command is copied, so it is whole up to 300 characters; of names, only the shorter ones are.
_WHOLE = r"(?s)`(?:(?:apidiff|git) .{1,300}|.{1,50})`"
"""A code span that stays on one line."""

_COMMAND = r"apidiff (?:[^.]|\.(?! )){1,300}\Z"
"""A command up to the end of a line; no sentence follows it."""
_AT_END = rf"(?<=: ){_COMMAND}"

PAINTS = {
    "breaking": "1;31",
    "refused": "1;31",
    "undecided": "1;31",
    "waived": "1;33",
    "caution": "1;33",
    "additive": "32",
    "pass": "1;32",
    "identical": "1;32",
    "neutral": "2",
    "label": "2",
    "strong": "1",
    "command": "36",
}
"""ECMA-48 SGR parameters by what they mean; the terminal's own palette, so that light and dark both work."""


class Terminal(NamedTuple):
    """Where text is written to: `width` in columns; `colour` only where it is wanted."""

    width: int = 80
    colour: bool = False

    def paint(self, text: str, paint: str | None) -> str:
        return f"\x1b[{PAINTS[paint]}m{text}\x1b[0m" if self.colour and paint and text else text

    def paragraph(self, text: str, *, first: str = "", rest: str | None = None, paint: str | None = None) -> list[str]:
        """`text` on lines that start with `first`, then `rest` (by default as wide as `first`, blank)."""
        hang = " " * cells(first) if rest is None else rest
        # However narrow the terminal is, there is room for a word beside the label.
        room = max(20, self.width - max(cells(first), cells(hang)))
        lines = list(wrap(_clean(text), room)) or [""]
        # The glue has held while lines were broken, and is a space again.
        return [
            ((hang if number else first) + self.paint(line.replace(GLUE, " "), paint)).rstrip()
            for number, line in enumerate(lines)
        ]

    def row(self, label: str, text: str, *, indent: int = 4, column: int = 14, paint: str | None = None) -> list[str]:
        """A labelled line: the label in its column, the text hanging beside it."""
        start = " " * indent + label.ljust(column - indent)
        lines = self.paragraph(text, first=start, rest=" " * column, paint=paint)
        lines[0] = lines[0].replace(label, self.paint(label, "label"), 1)
        return lines


def with_whole_names(sentence: str) -> str:
    """An identifier in backticks is not broken over two lines unless it is long, and a command to copy never is."""

    def glue(span: re.Match[str]) -> str:
        return span.group().replace(" ", GLUE) if re.fullmatch(_WHOLE, span.group()) else span.group()

    return re.sub(_SPAN, glue, clean(sentence))


def with_whole_command(line: str, *, alone: bool) -> str:
    """A command to copy that ends a line, behind a colon, stays on one line; `alone`: it may be the whole line."""
    found = re.search(_AT_END if not alone else rf"^{_COMMAND}|{_AT_END}", line)
    return line[: found.start()] + found.group().replace(" ", GLUE) if found else line


def glued(text: str) -> str:
    """`text` that stays on one line."""
    return clean(text).replace(" ", GLUE)


def _clean(text: str) -> str:
    # `clean` would take the glue for white space, so the pieces between it are cleaned.
    return GLUE.join(clean(piece) if piece else "" for piece in text.split(GLUE)) if GLUE in text else clean(text)


def cells(text: str) -> int:
    """How many columns `text` takes: East Asian wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def wrap(text: str, room: int) -> Iterator[str]:
    """Break at spaces; a word that is wider than `room` stands whole on a line of its own, so that it can be copied."""
    line = ""
    used = 0
    for word in text.split(" "):
        size = cells(word)
        if line and used + 1 + size > room:
            yield line
            line, used = word, size
        else:
            line, used = (f"{line} {word}", used + 1 + size) if line else (word, size)
    if line:
        yield line


def chop(text: str, room: int) -> Iterator[str]:
    """As `wrap`, but a word that is too wide is cut: for values, which are read and not copied."""
    for line in wrap(text, room):
        start = used = 0
        for end, char in enumerate(line):
            size = cells(char)
            if used + size > room:
                yield line[start:end]
                start, used = end, 0
            used += size
        yield line[start:]


def finish(lines: list[str]) -> str:
    """The lines as one text, none of which a code host reads as a command."""
    return "".join(log_line(line.rstrip()) + "\n" for line in lines)
