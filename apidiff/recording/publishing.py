"""Put rendered files into a folder: each whole or not at all, and only those that differ."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from apidiff.recording.writing import unwritable, write_atomically


def outdated(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """The names whose file in the folder differs or is missing."""
    return [name for name, content in files.items() if not _same(folder / name, content)]


def publish(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write what differs, and answer with its names. Raises `InputError` where the folder cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from None
    changed = outdated(folder, files)
    for name in changed:
        write_atomically(folder / name, files[name])
    return changed


def _same(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False
