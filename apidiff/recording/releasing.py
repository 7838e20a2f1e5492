"""Unreleased entries become those of a release: each moves to a name that begins with the date, as it is."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from apidiff.errors import InputError, Place
from apidiff.model.records import Entry
from apidiff.recording.writing import sync_folder, unwritable


def moves(changelog: Path, entries: Iterable[Entry], date: datetime.date) -> dict[Path, Path]:
    """Where each unreleased entry goes with a release of `date`: a free name each, the same for the same folder.

    Raises `InputError` for a link: what a release publishes is a text, not what a name leads to today.
    """
    found: dict[Path, Path] = {}
    for entry in entries:
        if entry.date is not None:
            continue
        if entry.path.is_symlink():
            raise InputError(
                "the entry is a link, and a release publishes files",
                place=Place(str(entry.path)),
                hint="Put the file itself there, in place of the link.",
            )
        stem, number = f"{date}-{entry.path.stem}", 2
        path = changelog / f"{stem}.md"
        # `lexists`, so that a dangling link is in the way, too: renaming would replace it.
        while path in found.values() or os.path.lexists(path):
            path = changelog / f"{stem}-{number}.md"
            number += 1
        found[entry.path] = path
    return found


def move(planned: Mapping[Path, Path]) -> None:
    """Move all files or none; a crash leaves each in one of its places.

    Raises `InputError` where the system refuses.
    """
    done: dict[Path, Path] = {}
    try:
        for old, new in planned.items():
            os.rename(old, new)
            done[old] = new
        # A name is durable once its folder is (fsync(2)).
        for folder in {path.parent for pair in planned.items() for path in pair}:
            sync_folder(folder)
    except OSError as error:
        move_back(done)
        # Where all were moved, a folder could not be synced.
        at = next((old for old in planned if old not in done), next(iter(planned)))
        raise unwritable(at, error) from None


def move_back(done: Mapping[Path, Path]) -> None:
    """Undo `move`, as far as the system allows it; where it does not, an entry is dated, and nothing is lost."""
    for old, new in done.items():
        with suppress(OSError):
            # Somebody may have written a new file there since.
            if not os.path.lexists(old):
                os.rename(new, old)
