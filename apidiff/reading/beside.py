"""A file parsed in a thread of its own, while something else is done: yaml-rs needs no lock of the interpreter."""

from __future__ import annotations

from contextlib import closing, suppress
from threading import Thread
from typing import TYPE_CHECKING

from apidiff.errors import InputError
from apidiff.reading.library import Begun, Read, read_quickly
from apidiff.reading.limits import Limits
from apidiff.reading.sources import DiskFiles, Missing
from apidiff.reading.yaml_fast import can_load

if TYPE_CHECKING:
    from pathlib import Path

LEAST_BYTES = 100_000
"""Below, a thread takes longer than it saves."""


class Beside:
    """The bytes of a YAML file, on their way. Whatever goes wrong there is left to whoever reads the file."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        self._found: Read | None = None
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()

    def _work(self) -> None:
        with suppress(Exception):
            self._found = read_quickly(self._data, self._limits)

    def begun(self) -> Begun:
        """Wait for it: the bytes, and what they say, if that could be told."""
        self._thread.join()
        return Begun(self._data, self._found)


def started(name: str, limits: Limits, roots: tuple[Path, ...]) -> Beside | None:
    """Start with the YAML file of that name, where it is a large one on the disk."""
    if ":" in name or not can_load():
        return None
    with suppress(InputError, Missing), closing(DiskFiles(name, limits.file_bytes, roots)) as files:
        data = files.read(files.main)
        if len(data) >= LEAST_BYTES:
            # Here, and not in the thread: see `can_load`.
            import yaml_rs  # noqa: F401

            return Beside(data, limits)
    return None
