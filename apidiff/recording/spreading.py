"""Work on many items with the machine's cores: items in, the results out that one after the other would give."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO, Any, TypeVar

from apidiff.errors import InputError

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST_PROCESSES = 4
"""Each holds two descriptions of its own, so more of them would take memory rather than time."""

_RUNS = 4
"""Of neighbours for each process: the more there are, the more alike is what each has to do."""


def cores() -> int:
    """How many processes may share work here; 1 where a process cannot be forked safely.

    What is allowed counts (`taskset`), not what there is. On macOS, system libraries break in a forked process.
    """
    if not sys.platform.startswith("linux") or not hasattr(os, "fork"):
        return 1
    return min(MOST_PROCESSES, len(os.sched_getaffinity(0)))


def spread(work: Callable[[Item], Result], items: Sequence[Item], processes: int) -> dict[int, Result]:
    """What `work` returns for the items, by their positions, from this process and forked ones beside it.

    A result is missing where a forked process has failed, so that the caller works on that item itself, and meets the
    error in its own process. Raises what `work` raises for the items of this process.
    """
    count = max(1, min(processes, len(items)))
    shares = _shares(len(items), count)
    others: list[_Other] = []
    try:
        # Where no process or no file can be made, what it would have done is missing as well.
        with suppress(OSError):
            for share in shares[1:]:
                others.append(_Other(work, items, share))
        results = {position: work(items[position]) for position in shares[0]}
        for other in others:
            results |= other.results()
    finally:
        for other in others:
            other.end()
    return results


def _shares(length: int, count: int) -> list[list[int]]:
    """The positions of so many items, dealt out to `count` in runs: neighbours often share what is read for them."""
    run = -(-length // (count * _RUNS))
    return [[at for at in range(length) if at // max(run, 1) % count == number] for number in range(count)]


class _Other:
    """A forked process that works on some of the items.

    Its results go through a file without a name: it never waits for whoever started it, and so ends by itself.
    """

    def __init__(self, work: Callable[[Any], Any], items: Sequence[Any], positions: Sequence[int]) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            self._running = os.fork()
        except OSError:
            self._file.close()
            raise
        if self._running == 0:
            _work(work, items, positions, self._file)

    def results(self) -> dict[int, Any]:
        """Wait for it. Results that it could not write are missing."""
        os.waitpid(self._running, 0)
        self._running = 0
        self._file.seek(0)
        found: dict[int, Any] = {}
        # The last one is half written where the process was killed.
        with suppress(EOFError, pickle.UnpicklingError):
            while True:
                # Written by this program, into a file that nobody else can open.
                position, result = pickle.load(self._file)
                found[position] = result
        return found

    def end(self) -> None:
        """Stop it, if it still runs."""
        if self._running:
            with suppress(OSError):
                os.kill(self._running, signal.SIGKILL)
                os.waitpid(self._running, 0)
            self._running = 0
        self._file.close()


def _work(work: Callable[[Any], Any], items: Sequence[Any], positions: Sequence[int], file: IO[bytes]) -> None:
    """What the forked process does; it ends here, without what this program does at its end."""
    try:
        # Whoever ends the program from a terminal ends this process as well, and hears of it once.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        for position in positions:
            with suppress(InputError):
                result = work(items[position])
                # First as a whole, so that what cannot be pickled leaves nothing half written.
                file.write(pickle.dumps((position, result), pickle.HIGHEST_PROTOCOL))
        file.flush()
    finally:
        os._exit(0)
