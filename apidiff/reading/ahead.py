"""YAML parsed in a process of its own, while this one reads something else: two cores take half the time.

A child that fails in any way leaves the work, and the error, to whoever asked.
"""

from __future__ import annotations

import marshal
import os
from contextlib import suppress

from apidiff.reading.key_lines import KeyLines
from apidiff.reading.library import Read, read_text
from apidiff.reading.limits import Limits

LEAST_BYTES = 100_000
"""Below, starting a process takes longer than it saves."""


def pays(data: bytes) -> bool:
    """Whether another processor is there for it, and the text is long."""
    if len(data) < LEAST_BYTES or not hasattr(os, "fork"):
        return False
    return len(os.sched_getaffinity(0)) > 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) > 1


class Ahead:
    """One text on its way. Only for a process without other threads, as a command is."""

    def __init__(self, data: bytes, shown: str, limits: Limits) -> None:
        self.data = data
        self._from_child, to_parent = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            os.close(self._from_child)
            _work(data, shown, limits, to_parent)
        os.close(to_parent)

    def result(self) -> Read | None:
        """What the text says; `None` where the child could not tell, for whatever reason."""
        with open(self._from_child, "rb") as pipe:
            answer = pipe.read()
        _, status = os.waitpid(self._child, 0)
        if status or not answer:
            return None
        root, containers, lines, aliases, written = marshal.loads(answer)
        noted = KeyLines()
        noted.root, noted.containers, noted.lines, noted.aliases = root, containers, lines, aliases
        return Read(root, written, noted)


def _work(data: bytes, shown: str, limits: Limits, to_parent: int) -> None:
    """In the child: parse, answer and end, without anything that the parent does at its end."""
    status = 1
    with suppress(BaseException):
        value, written, lines = read_text(data, shown, limits)
        if isinstance(lines, KeyLines):
            # Identities survive in one answer: what holds the lines is what stands in the value.
            answer = marshal.dumps((value, lines.containers, lines.lines, lines.aliases, written))
            with open(to_parent, "wb") as pipe:
                pipe.write(answer)
            status = 0
    os._exit(status)
