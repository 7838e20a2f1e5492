"""Put rendered files into a folder: each whole or not at all, only those that differ, and never over another's file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from apidiff.errors import InputError, Place
from apidiff.recording.ownership import foreign_to_output
from apidiff.recording.writing import unwritable, write_atomically


def outdated(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """The names whose file in the folder differs or is missing.

    Raises `InputError` where a file of that name is not apidiff's own: it lacks the mark that every rendered file has.
    """
    changed = [name for name, content in files.items() if not _same(folder / name, content)]
    for name in foreign_to_output(folder, changed):
        raise InputError(
            f"`{name}` was not written by apidiff, and is not overwritten",
            place=Place(str(folder / name)),
            hint="Name another folder, with `--output` or as `output` in apidiff.toml; or move that file.",
        )
    return changed


def publish(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write what differs, and answer with its names. Raises `InputError` as `outdated`, or where it cannot write."""
    changed = outdated(folder, files)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from None
    for name in changed:
        write_atomically(folder / name, files[name])
    return changed


def _same(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False
