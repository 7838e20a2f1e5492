"""Pointers of a bundled document in, the places where they were written out, on demand and all in one pass a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, runtime_checkable

from apidiff.errors import Place
from apidiff.model.contract import JSON, Locator
from apidiff.openapi.pointers import join, split
from apidiff.reading.library import FileLibrary
from apidiff.reading.limits import paused_collector

Path = tuple[Any, ...] | None
"""A place within a unit, innermost last: `(parent, token)`; `None` at its root. Cheaper than building pointers."""


class Unit:
    """A part of one file that stands whole in the bundle, and what was written into it from elsewhere."""

    __slots__ = ("file", "jumps", "nodes", "pointer", "value")

    def __init__(self, file: str, pointer: str, value: JSON = None, jumps: dict[str, Unit] | None = None) -> None:
        self.file = file
        self.pointer = pointer
        self.value = value
        self.jumps = {} if jumps is None else jumps
        """By the pointer within this unit: the unit that stands there."""
        self.nodes = 0


def pointer_of(path: Path) -> str:
    """The pointer of a place within a unit."""
    tokens: list[str] = []
    while path is not None:
        path, token = path
        tokens.append(str(token))
    return join(reversed(tokens))


def within(unit: Unit, pointer: str) -> Unit:
    """The part of a unit at `pointer`, as a unit of its own."""
    if pointer in unit.jumps:
        return unit.jumps[pointer]
    # With the slash, since `/a` is not around `/ab`.
    prefix = pointer + "/"
    jumps = {key[len(pointer) :]: part for key, part in unit.jumps.items() if key.startswith(prefix)}
    return Unit(unit.file, unit.pointer + pointer, jumps=jumps)


class NoLocator:
    """For a document that was never a file: every pointer is where it says, in no file."""

    def locate(self, pointers: Iterable[str]) -> Mapping[str, Place]:
        """Each pointer as its own place."""
        return {pointer: Place(pointer=pointer) for pointer in pointers}


@runtime_checkable
class HasFiles(Protocol):
    """A locator that knows which files were read."""

    def files(self) -> list[str]: ...


def files_read(locator: Locator) -> list[str]:
    """The files that a description was read from; none if it was never a file."""
    return locator.files() if isinstance(locator, HasFiles) else []


class CalledLocator:
    """The places of another locator, with another name for one of its files."""

    def __init__(self, locator: Locator, file: str, called: str) -> None:
        self._locator = locator
        self._file = file
        self._called = called

    def files(self) -> list[str]:
        """The files that were read, by their own names."""
        return files_read(self._locator)

    def locate(self, pointers: Iterable[str]) -> Mapping[str, Place]:
        found = self._locator.locate(pointers)
        return {
            pointer: place._replace(file=self._called) if place.file == self._file else place
            for pointer, place in found.items()
        }


class FileLocator:
    """Looks for lines when one is asked for; most comparisons ask for few, or for none."""

    def __init__(self, library: FileLibrary, root: Unit) -> None:
        self.library = library
        self.root = root

    def files(self) -> list[str]:
        """The files that were read, as the user would write their names."""
        return [self.library.shown(name) for name in self.library.read]

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
        return {
            pointer: Place(self.library.shown(file), *lines[file][inner]) for pointer, (file, inner) in wanted.items()
        }

    def lines(self, file: str, pointers: set[str]) -> dict[str, int | None]:
        """The lines of pointers within one file."""
        return {pointer: line for pointer, (_, line) in self._lines(file, pointers).items()}

    def _lines(self, file: str, pointers: set[str]) -> dict[str, tuple[str, int | None]]:
        paths = {pointer: split(pointer) for pointer in pointers}
        found = self.library.read[file].positions(paths.values())
        return {pointer: (join(path[: found[path].depth]), found[path].line) for pointer, path in paths.items()}

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
