"""Read a project's own files: a folder and a path go in, the bytes of a plain file inside of that folder come out.

A repository is input from strangers: a pull request can turn `templates/page.html.j2` into a link to a file of the CI
machine. Links are followed as long as they stay in the folder, as in `sources.py` for the files of a description.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from apidiff.errors import InputError, Place

# Opening a named pipe must not wait for its writer; links were resolved before, so the last name may not be one.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def is_inside(folder: Path, path: Path) -> bool:
    """Whether `path`, with every link in it resolved, is `folder` or in it."""
    real, root = os.path.realpath(path), os.path.realpath(folder)
    return real == root or real.startswith(root.rstrip(os.sep) + os.sep)


def require_inside(folder: Path, path: Path, hint: str) -> Path:
    """Return `path`. Raises `InputError` with `hint` if it leads out of `folder`."""
    if not is_inside(folder, path):
        raise InputError(f"this path leads out of `{folder}`", place=Place(str(path)), hint=hint)
    return path


def read_inside(folder: Path, path: Path, limit_bytes: int) -> bytes:
    """Return the bytes of a plain file of at most `limit_bytes` in `folder`.

    Raises `InputError` if the path leads out of the folder or is no plain file, or if the file is too large;
    `OSError` if it cannot be opened.
    """
    require_inside(folder, path, "Replace the link by the file itself: apidiff reads nothing outside of the project.")
    number = os.open(os.path.realpath(path), _FLAGS)
    try:
        status = os.fstat(number)
        if not stat.S_ISREG(status.st_mode):
            raise InputError("this is not a plain file", place=Place(str(path)), hint="Put a plain file there.")
        if status.st_size > limit_bytes:
            raise InputError(
                f"this file is larger than {limit_bytes:,} bytes", place=Place(str(path)), hint="Make it smaller."
            )
        with os.fdopen(number, "rb", closefd=False) as file:
            return file.read(limit_bytes)
    finally:
        os.close(number)
