"""Tell which files of a folder are apidiff's own, so that it changes no others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from apidiff.errors import InputError
from apidiff.recording.entries import read_entry
from apidiff.recording.stored import FILE_NAME
from apidiff.recording.writing import is_leftover

MARK = b"Written by apidiff render."
"""What every published file says somewhere: a file without it is somebody else's, and never overwritten."""

SIGNATURE = "index.json.sig"
_NEUTRAL = {".gitattributes", ".gitkeep", ".gitignore", "readme.md"}
"""Files that may be in any folder, by their names in lower case."""
_INDEX = re.compile(rb'"format"\s*:\s*"apidiff\.index/')
_HEAD_BYTES = 256 * 1024 * 1024


def is_snapshot_name(name: str) -> bool:
    """Whether a file is named as a snapshot is: `2026-06-28.json`, `2026-06-28.2.json`, `2026-06-28.json.gz`."""
    return FILE_NAME.match(name) is not None


def holds_index(folder: Path) -> bool:
    """Whether the folder is one of releases: its `index.json` says so."""
    return _INDEX.search(_content(folder / "index.json")) is not None


def foreign_to_schemas(folder: Path) -> list[str]:
    """Names in the folder of releases that are not apidiff's; with an index in it, no dated snapshot is foreign."""
    index = holds_index(folder)

    def known(path: Path) -> bool:
        if path.name == "index.json":
            return index
        # Without an index, `2026-06-28.json` may be anybody's.
        return path.name == SIGNATURE or (index and is_snapshot_name(path.name))

    return _foreign(folder, known)


def foreign_to_changelog(folder: Path) -> list[str]:
    """Names in the folder of entries that are neither entries nor the folder of unreleased ones."""

    def known(path: Path) -> bool:
        if path.is_dir() and path.name == "unreleased":
            return not _foreign(path, partial(is_entry, unreleased=True))
        return is_entry(path)

    def is_entry(path: Path, *, unreleased: bool = False) -> bool:
        if path.suffix != ".md" or path.is_dir():
            return False
        try:
            read_entry(path, unreleased=unreleased)
        # Markdown that is no entry may be anybody's.
        except InputError:
            return False
        return True

    return _foreign(folder, known)


def foreign_to_templates(folder: Path) -> list[str]:
    """Names in the folder of templates that override none of the built-in ones."""
    # By its path: `reporting` may import from here, and not the other way round.
    built_in = Path(__file__).parent.parent / "reporting" / "templates"
    return _foreign(folder, lambda path: (built_in / path.name).is_file())


def foreign_to_output(folder: Path, names: Iterable[str] = ("index.html", "CHANGELOG.md")) -> list[str]:
    """Those of the published files' names under which the folder holds a file that apidiff did not write."""
    return [name for name in names if _exists(folder / name) and MARK not in _content(folder / name)]


def _foreign(folder: Path, known: Callable[[Path], bool]) -> list[str]:
    if not folder.is_dir():
        return [folder.name] if _exists(folder) else []
    return sorted(
        path.name
        for path in folder.iterdir()
        if path.name.lower() not in _NEUTRAL and not is_leftover(path.name) and not known(path)
    )


def _exists(path: Path) -> bool:
    # `exists` follows a link, and one that dangles is in the way as well.
    return path.exists() or path.is_symlink()


def _content(path: Path) -> bytes:
    """What the file begins with; nothing if it cannot be read."""
    try:
        with open(path, "rb") as stream:
            return stream.read(_HEAD_BYTES)
    except OSError:
        return b""
