"""Where a part of the bundle was written: a part of one file, and what was written into it from elsewhere."""

from __future__ import annotations

from typing import Any

from apidiff.model.contract import JSON
from apidiff.openapi.pointers import join

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
    prefix = pointer + "/"
    jumps = {key[len(pointer) :]: part for key, part in unit.jumps.items() if key.startswith(prefix)}
    return Unit(unit.file, unit.pointer + pointer, jumps=jumps)
