"""Show lines of a file that was read."""

from __future__ import annotations

from apidiff.errors import InputError
from apidiff.reading.description import files_of
from apidiff.reading.limits import DEFAULT_LIMITS, Limits
from apidiff.reading.sources import Missing
from apidiff.reading.text import decode, with_newlines


def lines_of(shown: str, limits: Limits = DEFAULT_LIMITS) -> tuple[str, ...] | None:
    """The lines of the file that a side names (`openapi.yaml`, `git:v1:openapi.yaml`), as its places count them.

    `None` where it cannot be read again: standard input, a value, a file that has gone since.
    """
    if shown == "-":
        return None
    try:
        files = files_of(shown, limits, ())
        try:
            data = files.read(files.main)
        finally:
            files.close()
        return tuple(with_newlines(decode(data, shown)).split("\n"))
    # Lines are shown beside a report, which is worth as much without them.
    except (InputError, Missing, OSError, ValueError):
        return None
