"""Pointers of a bundled document in, the places where they were written out, on demand and all in one pass a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress

from apidiff.errors import Place
from apidiff.openapi.pointers import join, split
from apidiff.reading.collector import paused_collector
from apidiff.reading.library import JSON_START, Lines
from apidiff.reading.limits import Limits
from apidiff.reading.sources import Files
from apidiff.reading.text import decode
from apidiff.reading.unit import Unit


class NoLocator:
    """For a document that was never a file: every pointer is where it says, in no file."""

    def locate(self, pointers: Iterable[str]) -> Mapping[str, Place]:
        """Each pointer as its own place."""
        return {pointer: Place(pointer=pointer) for pointer in pointers}


class FileLocator:
    """Reads the files again when a line is asked for; most comparisons ask for few lines, or for none."""

    def __init__(self, files: Files, limits: Limits, root: Unit, known: Mapping[str, Lines]) -> None:
        self.files = files
        self.limits = limits
        self.root = root
        self.known = known
        """Of the files whose reading told where their parts stand."""

    def locate(self, pointers: Iterable[str]) -> Mapping[str, Place]:
        """Map each pointer of the bundled document to its file, its pointer in that file and its line.

        A pointer that stands in no file answers with the nearest ancestor that does.
        """
        wanted = {pointer: self._origin(pointer) for pointer in pointers}
        by_file: dict[str, set[str]] = {}
        for file, inner in wanted.values():
            by_file.setdefault(file, set()).add(inner)
        with paused_collector():
            lines = {file: self._lines(file, inner) for file, inner in by_file.items()}
        self.files.close()
        return {
            pointer: Place(self.files.shown(file), *lines[file][inner]) for pointer, (file, inner) in wanted.items()
        }

    def line(self, file: str, pointer: str) -> int | None:
        """The line of a pointer within one file."""
        found = self._lines(file, {pointer})[pointer][1]
        self.files.close()
        return found

    def _lines(self, file: str, pointers: set[str]) -> dict[str, tuple[str, int | None]]:
        places = {pointer: split(pointer) for pointer in pointers}
        known, wanted = self.known.get(file), set(places.values())
        found = known.find(wanted) if known else _found(self._text(file), wanted)
        return {pointer: (join(tokens[: found[tokens][0]]), found[tokens][1]) for pointer, tokens in places.items()}

    def _text(self, file: str) -> str:
        return decode(self.files.read(file), self.files.shown(file))

    def _origin(self, pointer: str) -> tuple[str, str]:
        """The file that a bundled pointer comes from, and the pointer in it."""
        unit, tokens = self.root, split(pointer)
        at = len(tokens)
        while at and unit.jumps:
            # The longest way into another unit counts: a component may stand in a section that has a file of its own.
            part = unit.jumps.get(join(tokens[:at]))
            if part is None:
                at -= 1
            else:
                unit, tokens = part, tokens[at:]
                at = len(tokens)
        return unit.file, unit.pointer + join(tokens)


def _found(text: str, places: set[tuple[str, ...]]) -> dict[tuple[str, ...], tuple[int, int]]:
    if JSON_START.match(text):
        from apidiff.reading.json_lines import json_lines

        # What begins like JSON may be a flow mapping of YAML, which was read as that.
        with suppress(ValueError, StopIteration, IndexError):
            return json_lines(text, places)
    from apidiff.reading.yaml_lines import yaml_lines

    return yaml_lines(text, places)
