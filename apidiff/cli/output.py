"""Where a command's report goes, how wide and in which colours; and the line that says what takes so long."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

from apidiff.errors import InputError, Place

if TYPE_CHECKING:
    from pathlib import Path

WIDEST = 100
NARROWEST = 40
PIPE_WIDTH = 80
PROGRESS_AFTER_S = 1.0


def width() -> int:
    """The columns of the terminal, within reason; 80 where the output is no terminal."""
    if not sys.stdout.isatty():
        return PIPE_WIDTH
    said = os.environ.get("COLUMNS", "")
    try:
        columns = int(said) if said.isdigit() else os.get_terminal_size().columns
    except OSError:
        columns = PIPE_WIDTH
    return max(NARROWEST, min(WIDEST, columns))


def coloured(wanted: bool | None, output: Path | None = None) -> bool:
    """What `--color` or `--no-color` says; else colour on a terminal, unless NO_COLOR (no-color.org) is set."""
    if wanted is not None:
        return wanted
    if output is not None or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()


def emit(text: str, output: Path | None = None, *, form: str = "text") -> None:
    """Print the text, or write it to a file. A reader that has gone (`| head`) is no error.

    Standard output may be a CI host's log, so what is printed there holds no command of one, whatever its form: `json`
    has an escape of its own for that, and a `script` of ours is printed as it is.
    Raises `InputError` if the file cannot be written.
    """
    if output is not None:
        from apidiff.recording.writing import write_atomically

        write_atomically(output, text.encode("utf-8", "replace"))
        return
    from apidiff.reporting.escaping import log_json, log_text

    if form != "script":
        text = log_json(text) if form == "json" else log_text(text)
    try:
        sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        _drop()
    except OSError as error:
        _drop()
        raise InputError(
            f"the report cannot be written: {error.strerror}",
            place=Place("standard output"),
            hint="Make room where it goes, or write it elsewhere.",
        ) from None


def _drop() -> None:
    """Let what is still to be flushed go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def progress(label: str) -> Iterator[None]:
    """Say on the error stream what is being done, where it takes more than a second and someone is looking."""
    if not sys.stderr.isatty():
        yield
        return
    said = f"{label} ..."

    shown = []

    def show() -> None:
        shown.append(said)
        sys.stderr.write(said)
        sys.stderr.flush()

    timer = Timer(PROGRESS_AFTER_S, show)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        if shown:
            sys.stderr.write("\r" + " " * len(said) + "\r")
            sys.stderr.flush()
