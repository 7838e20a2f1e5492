"""Print a report: to a file or the terminal, with its width and colours; and show progress while a command runs."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

from apidiff.errors import InputError, Place

if TYPE_CHECKING:
    from pathlib import Path

WIDEST = 100
NARROWEST = 40
PIPE_WIDTH = 80
PROGRESS_AFTER_S = 1.0
STEPS_PER_LINE = 25
"""Of a long run whose progress goes to a file."""
SUMMARY_BYTES = 1_000_000
"""GitHub takes 1 MiB of a step's summary (docs.github.com, "Workflow commands", job summaries)."""


def wrapped(text: str, stream: TextIO | None = None) -> str:
    """Each line as wide as the terminal, if it goes to one; elsewhere it stays one line, for whoever searches."""
    stream = stream or sys.stdout
    if not stream.isatty():
        return text
    from apidiff.reporting.layout import Terminal, with_whole_command, with_whole_names

    terminal = Terminal(width(stream))
    lines: list[str] = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        kept = with_whole_command(with_whole_names(line.lstrip()), alone=bool(indent))
        lines += terminal.paragraph(kept, first=indent, rest=indent + "  ")
    return "\n".join(lines)


def say(text: str) -> None:
    """Print sentences, each line as wide as the terminal."""
    emit(wrapped(text))


def say_lines(lines: Iterable[str]) -> None:
    """Print lines, with those wrapped that are wider than the terminal; the others keep their columns."""
    emit("\n".join(fitted(lines)))


def fitted(lines: Iterable[str], stream: TextIO | None = None) -> Iterator[str]:
    """The lines, with those wrapped that are wider than the terminal; the others keep their columns."""
    stream = stream or sys.stdout
    room = terminal_width(stream)
    if room is None:
        yield from lines
        return
    from apidiff.reporting.layout import cells

    for line in lines:
        yield from wrapped(line, stream).split("\n") if cells(line) > room else (line,)


def terminal_width(stream: TextIO | None = None) -> int | None:
    """As `width`; `None` if it goes to no terminal, where lines are as long as they are."""
    stream = stream or sys.stdout
    return width(stream) if stream.isatty() else None


def width(stream: TextIO | None = None) -> int:
    """The columns of the terminal that a stream (standard output) goes to, within reason; 80 if it goes to none."""
    stream = stream or sys.stdout
    if not stream.isatty():
        return PIPE_WIDTH
    said = os.environ.get("COLUMNS", "")
    try:
        # `COLUMNS` first: whoever sets it wants another width than that of the terminal.
        columns = int(said) if said.isascii() and said.isdigit() else os.get_terminal_size(stream.fileno()).columns
    except OSError:
        columns = PIPE_WIDTH
    return max(NARROWEST, min(WIDEST, columns))


def coloured(wanted: bool | None, output: Path | None = None) -> bool:
    """What `--color` or `--no-color` says; else colour on a terminal, unless NO_COLOR (no-color.org) is set."""
    if wanted is not None:
        return wanted
    # A dumb terminal shows the codes of colours as text.
    if output is not None or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()


def emit(text: str, output: Path | None = None, *, form: str = "text") -> None:
    """Print the text, or write it to a file. A reader that has gone (`| head`) is no error.

    Standard output may be a CI host's log, so what is printed there holds no command of one, whatever its form: `json`
    has an escape of its own for that, and a `script` of ours or our own `commands` are printed as they are.
    Raises `InputError` if the file cannot be written.
    """
    if output is not None:
        # Half of a surrogate pair, which JSON can escape, cannot be encoded.
        _write(output, text.encode("utf-8", "replace"))
        return
    from apidiff.reporting.escaping import log_json, log_text

    if form not in ("script", "commands"):
        text = log_json(text) if form == "json" else log_text(text)
    try:
        sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")
        # Here, so that an error of the last write is told, and does not come at the end of the process.
        sys.stdout.flush()
    except BrokenPipeError:
        drop(sys.stdout.fileno())
    except OSError as error:
        drop(sys.stdout.fileno())
        raise InputError(
            f"the report cannot be written: {error.strerror}",
            place=Place("standard output"),
            hint="Free space or allow writing there.",
        ) from None


def _write(path: Path, content: bytes) -> None:
    """Write a report to a file, whole or not at all; into a device or a pipe as it is, which must not become a file.

    A link is refused: one that a stranger put there would say which file is overwritten.
    """
    from apidiff.recording.writing import unwritable, write_atomically

    shown = Place(str(path))
    try:
        status = os.stat(path)
    except OSError:
        status = None
    if status is not None and stat.S_ISDIR(status.st_mode):
        raise InputError("this is a folder", place=shown, hint="Name a file for the report.")
    # `/dev/stdout` is a link, even to a plain file where output is redirected: what it leads to is written as it is.
    if (status is not None and not stat.S_ISREG(status.st_mode)) or os.path.abspath(path).startswith("/dev/"):
        try:
            # Appended: standard output may be redirected to a file that holds something already.
            with open(os.open(path, os.O_WRONLY | os.O_APPEND), "wb") as stream:
                stream.write(content)
        except BrokenPipeError:
            return
        except OSError as error:
            raise unwritable(path, error, "Free space or allow writing there.") from None
        return
    if os.path.islink(path):
        raise InputError("this is a link", place=shown, hint="Name the file itself instead of the link.")
    write_atomically(path, content, "Free space or allow writing there.")


def append(text: str, file: str, variable: str) -> None:
    """Add a text to the end of a CI host's file, which a variable names, cut to what the host takes of a summary.

    Raises `InputError` if it cannot be written.
    """
    data = text.encode("utf-8", "replace")
    # At the end of a line, so that no character of several bytes is cut.
    if len(data) > SUMMARY_BYTES:
        data = data[:SUMMARY_BYTES].rpartition(b"\n")[0] + b"\n\nThe rest is left out: it is too long for a summary.\n"
    try:
        with open(file, "ab") as out:
            out.write(data)
    except OSError as error:
        raise InputError(
            f"the job's {'outputs' if variable == 'GITHUB_OUTPUT' else 'summary'} cannot be written: {error.strerror}",
            place=Place(file),
            hint=f"{variable} names it; unset that to go without.",
        ) from None


def drop(descriptor: int) -> None:
    """Whoever read this has gone: let the rest, and the interpreter's own last flush, go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)


class Counting:
    """Say on the error stream how far a long run is: a line that is written again on a terminal, else one now and then.

    `total` is how many steps there are.
    """

    def __init__(self, label: str, total: int, stream: TextIO, *, quiet: bool = False) -> None:
        self._label, self._total, self._stream = label, total, stream
        self._is_live = stream.isatty() and not quiet
        self._is_quiet = quiet
        self._done = 0
        self._shown = ""

    def __enter__(self) -> Counting:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def count(self) -> None:
        """One step is done."""
        self._done += 1
        told = f"{self._label} {self._done:,} of {self._total:,}"
        if self._is_live:
            self.clear()
            self._shown = told
            self._write(told)
        # The end is told by what the command prints.
        elif not self._is_quiet and self._done % STEPS_PER_LINE == 0 and self._done < self._total:
            self._write(f"{told}\n")

    def say(self, text: str) -> None:
        """A line that stays."""
        from apidiff.reporting.escaping import log_text

        self.clear()
        self._write(f"{log_text(wrapped(text, self._stream))}\n")

    def clear(self) -> None:
        """Take the line away, so that something else can be printed."""
        if self._shown:
            self._write("\r" + " " * len(self._shown) + "\r")
            self._shown = ""

    def _write(self, text: str) -> None:
        with suppress(OSError):  # nobody can be told
            self._stream.write(text)
            self._stream.flush()


@contextmanager
def progress(label: str) -> Iterator[None]:
    """Say on the error stream what is being done, where it takes more than a second and someone is looking."""
    if not sys.stderr.isatty():
        yield
        return
    said = f"{label} ..."

    shown = []

    def show() -> None:
        # Noted first, so that a line which is half written is wiped as well.
        shown.append(said)
        sys.stderr.write(said)
        sys.stderr.flush()

    from threading import Timer  # only who looks on sees it

    timer = Timer(PROGRESS_AFTER_S, show)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        # It may be writing right now: what is wiped has to be there first.
        timer.cancel()
        timer.join()
        if shown:
            sys.stderr.write("\r" + " " * len(said) + "\r")
            sys.stderr.flush()
