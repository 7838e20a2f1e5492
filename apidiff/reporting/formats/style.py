"""Options for how a report looks, for all formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


class Style(NamedTuple):
    """What a form may use; most use little of it."""

    width: int = 80
    """Columns of a terminal."""
    colour: bool = False
    verbose: bool = False
    """Whether neutral changes are listed one by one."""
    templates: Path | None = None
    """The folder whose templates stand in for the built-in ones."""
    root: str = "."
    """The repository's folder: paths in it are what a code host knows a file by."""
