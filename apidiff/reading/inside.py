"""Read a project's own files: a folder and a path go in, the bytes of a plain file inside of that folder come out.

A repository is input from strangers: a pull request can turn `templates/page.html.j2` into a link to a file of the CI
machine. Links are followed as long as they stay in the folder, as in `sources.py` for the files of a description.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from apidiff.errors import InputError, Place
from apidiff.reading.sources import PLAIN_FLAGS

PUT_IT_THERE = "Put the file or folder itself there, in place of the link."


def is_inside(folder: Path, path: Path) -> bool:
    """Whether `path`, with every link in it resolved, is `folder` or in it."""
    real, root = os.path.realpath(path), os.path.realpath(folder)
    # With the separator: `/project-private` is not in `/project`.
    return real == root or real.startswith(root.rstrip(os.sep) + os.sep)


def require_inside(folder: Path, path: Path, hint: str) -> Path:
    """Return `path`. Raises `InputError` with `hint` if it leads out of `folder`."""
    if not is_inside(folder, path):
        raise InputError(f"this path leads out of `{folder}`", place=Place(str(path)), hint=hint)
    return path


def require_plain(folder: Path, path: Path) -> Path:
    """Return `path`. Raises `InputError` if it leads out of `folder`, or if a link is on the way from there to it.

    Git keeps a link as its text. What is read from a commit and from the working tree has to be the same, so records
    and policy are read from no link at all.
    """
    require_inside(folder, path, PUT_IT_THERE)
    for step in _below(folder, path):
        if step.is_symlink():
            raise InputError(
                f"`{step.name}` is a link, and records and policy are read from files and folders themselves",
                place=Place(str(step)),
                hint=PUT_IT_THERE,
            )
    return path


def is_plain(folder: Path, path: Path) -> bool:
    """Whether a file or folder is at `path`, with no link on the way from `folder` to it."""
    return os.path.lexists(path) and not any(step.is_symlink() for step in _below(folder, path))


def _below(folder: Path, path: Path) -> Iterator[Path]:
    """The steps from the folder to the path, which ends with the path itself."""
    step = folder
    names = path.relative_to(folder).parts if path.is_relative_to(folder) else os.path.relpath(path, folder).split("/")
    for name in names:  # as they are written: `..` after a link leads elsewhere
        step = step / name
        yield step


def read_plain(folder: Path, path: Path, limit_bytes: int) -> bytes:
    """As `read_inside`, but a link raises `InputError` wherever it leads."""
    return read_inside(folder, require_plain(folder, path), limit_bytes)


def read_inside(folder: Path, path: Path, limit_bytes: int) -> bytes:
    """Return the bytes of a plain file of at most `limit_bytes` in `folder`.

    Raises `InputError` if the path leads out of the folder or is no plain file, or if the file is too large;
    `OSError` if it cannot be opened.
    """
    require_inside(folder, path, "Replace the link by the file itself: apidiff reads nothing outside of the project.")
    number = os.open(os.path.realpath(path), PLAIN_FLAGS)
    try:
        status = os.fstat(number)
        if not stat.S_ISREG(status.st_mode):
            raise InputError("this is not a plain file", place=Place(str(path)), hint="Put a plain file there.")
        if status.st_size > limit_bytes:
            raise InputError(
                f"this file is larger than {limit_bytes:,} bytes", place=Place(str(path)), hint="Make it smaller."
            )
        with os.fdopen(number, "rb", closefd=False) as file:
            # No more than was looked at, since the file may grow meanwhile.
            return file.read(limit_bytes)
    finally:
        os.close(number)
