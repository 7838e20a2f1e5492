"""The lines around a change, on both sides, with those that differ marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from apidiff.model.change import Side

BEFORE = 2
"""Lines shown before the place."""
MOST = 16
"""Lines shown of one side."""
HOLDER = 6
"""Lines shown of what only holds the change."""
WIDEST = 160
"""Characters shown of one line."""

Lines = Callable[[str], Sequence[str] | None]
"""The lines of a file by its name; `None` where it cannot be read."""


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One side: where it stands, and the lines there; none where that side has no such place."""

    place: str
    lines: tuple[Line, ...]


def both(base: Side | None, revision: Side | None, of_base: Lines, of_revision: Lines) -> tuple[Excerpt, Excerpt]:
    """The two sides of a change beside each other.

    Where one side has the thing and the other only what held it, or would hold it, the thing as a whole is marked.
    """
    old, new = _cut(base, of_base), _cut(revision, of_revision)
    if _holds(revision, base):
        return _whole(old, base), _start(new, revision)
    if _holds(base, revision):
        return _start(old, base), _whole(new, revision)
    # A value has one line of its own; lines around it may differ for reasons of their own.
    if _is_scalar(base) and _is_scalar(revision):
        return _at(old, base), _at(new, revision)
    matcher = SequenceMatcher(None, [_told(line) for line in old.lines], [_told(line) for line in new.lines], False)
    same_old: set[int] = set()
    same_new: set[int] = set()
    for first, second, size in matcher.get_matching_blocks():
        same_old.update(range(first, first + size))
        same_new.update(range(second, second + size))
    return _marked(old, same_old), _marked(new, same_new)


def _holds(outer: Side | None, inner: Side | None) -> bool:
    if inner is None or outer is None:
        return inner is not None
    return inner.pointer.startswith(f"{outer.pointer}/")


def _start(excerpt: Excerpt, side: Side | None) -> Excerpt:
    """The first lines of what would hold the change, without those of its neighbour above."""
    first = (side and side.line) or 0
    return Excerpt(excerpt.place, tuple(one for one in excerpt.lines if one.number >= first)[:HOLDER])


def _is_scalar(side: Side | None) -> bool:
    return side is not None and side.value is not None and not isinstance(side.value, dict | list)


def _at(excerpt: Excerpt, side: Side | None) -> Excerpt:
    """The lines with that of the value marked, which is on its own."""
    line = side and side.line
    return Excerpt(excerpt.place, tuple(Line(one.number, one.text, one.number == line) for one in excerpt.lines))


def _whole(excerpt: Excerpt, side: Side | None) -> Excerpt:
    first = (side and side.line) or 0
    return Excerpt(excerpt.place, tuple(Line(one.number, one.text, one.number >= first) for one in excerpt.lines))


def _told(line: Line) -> str:
    """What a line says in JSON or YAML, whatever the depth at which it stands; nothing if it only closes something."""
    text = line.text.strip().removesuffix(",").replace('"', "").replace("'", "")
    return text.removeprefix("- ").removesuffix(" {").removesuffix(" [").strip("{}[] ")


def _marked(excerpt: Excerpt, same: set[int]) -> Excerpt:
    lines = (
        # A bracket by itself says nothing that could differ.
        Line(line.number, line.text, number not in same and bool(_told(line)))
        for number, line in enumerate(excerpt.lines)
    )
    return Excerpt(excerpt.place, tuple(lines))


def _cut(side: Side | None, of_file: Lines) -> Excerpt:
    if side is None:
        return Excerpt("", ())
    if side.file is None or side.line is None:
        return Excerpt(side.file or f"#{side.pointer}", ())
    lines = of_file(side.file)
    # The file may have been written anew since it was compared.
    if lines is None or side.line > len(lines):
        return Excerpt(f"{side.file}:{side.line}", ())
    first = max(1, side.line - BEFORE)
    last = min(_end(lines, side.line), first + MOST - 1)
    shown = (Line(number, _shortened(lines[number - 1])) for number in range(first, last + 1))
    return Excerpt(f"{side.file}:{side.line}", tuple(shown))


def _end(lines: Sequence[str], start: int) -> int:
    """The last line of what begins at `start`: what stands deeper belongs to it, and a bracket that closes it."""
    depth = _indent(lines[start - 1])
    end = start
    # No more lines than can be shown are looked at.
    for number in range(start + 1, min(len(lines), start + MOST) + 1):
        text = lines[number - 1]
        if not text.strip():
            continue
        # In JSON, the bracket that closes it is as deep as its own line; in YAML, what is as deep is its neighbour.
        if _indent(text) < depth or (_indent(text) == depth and text.strip()[0] not in "}]"):
            break
        end = number
        if _indent(text) == depth:
            break
    return end


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" \t"))


def _shortened(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[:WIDEST]}…"
