"""A deadline for work that waits for another host."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TypeVar, cast

_T = TypeVar("_T")


def within(work: Callable[[], _T], seconds: float) -> _T:
    """Return what `work` returns. Raises what it raises, and `TimeoutError` if it is not done after `seconds`.

    The timeout of a socket starts anew with each byte, so a server that sends one now and then would never meet it.
    The thread that still waits for such a server is a daemon and ends with the process.
    """
    outcome: queue.SimpleQueue[tuple[_T | None, BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcome.put((work(), None))
        except BaseException as error:  # noqa: BLE001 - handed over to the thread that waits, which raises it
            outcome.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    try:
        value, error = outcome.get(timeout=max(0.0, seconds))
    except queue.Empty:
        raise TimeoutError(f"no whole answer within {max(0.0, seconds):.0f} s") from None
    if error is not None:
        raise error
    return cast(_T, value)
