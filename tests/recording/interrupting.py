"""Run a command in a forked process whose writing is killed, or refused by the disk, at its n-th step."""

from __future__ import annotations

import builtins
import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from apidiff.cli.edge import run

STEPS = ("mkdir", "open", "write", "flush", "fsync", "chmod", "replace", "unlink", "rmdir")
KILLED = -signal.SIGKILL
NEVER = 10**6
AT_BOTH_ENDS = 16
EVERY = 6


def killed_at(step: int, folder: Path, *arguments: str) -> int:
    """The exit code of the command, or `KILLED`: `kill -9` strikes before the step, or in the middle of a write."""

    def strike() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    return _forked(step, folder, arguments, strike)


def refused_at(step: int, folder: Path, *arguments: str) -> int:
    """The exit code of the command where the disk is full at one step, and has room again at the next."""

    def strike() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    return _forked(step, folder, arguments, strike)


def steps_of(folder: Path, *arguments: str) -> list[int]:
    """The steps to strike at, of those that a command takes, and one more, at which nothing strikes.

    All of the first and the last ones; of those between, where one file is written like another, every sixth.
    """
    read, write = os.pipe()
    try:
        assert _forked(NEVER, folder, arguments, lambda: None, write) in (0, 1)
        taken = int(os.read(read, 20))
    finally:
        os.close(read)
        os.close(write)
    ends = {*range(1, AT_BOTH_ENDS + 1), *range(taken - AT_BOTH_ENDS, taken + 2)}
    return sorted(step for step in ends | {*range(1, taken, EVERY)} if step > 0)


def _forked(
    step: int, folder: Path, arguments: tuple[str, ...], strike: Callable[[], None], told: int | None = None
) -> int:
    """The exit code of the command; how many steps it took is written to the open file `told`."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            os.chdir(folder)
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            steps = Steps(step, strike)
            _patch(steps)
            code = run(list(arguments))
            if told is not None:
                os.write(told, str(step - steps.left).encode())
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


class Steps:
    """Counts the steps of every write, and strikes at one of them."""

    def __init__(self, at: int, strike: Callable[[], None]) -> None:
        self.left = at
        self.strike = strike

    def taken(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.strike()


class _File:
    """A file whose writing is struck when half of it has been written."""

    def __init__(self, file: Any, steps: Steps) -> None:
        self.file, self.steps = file, steps

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def write(self, content: bytes) -> int:
        half = len(content) // 2
        self.file.write(content[:half])
        self.file.flush()
        self.steps.taken()
        return half + self.file.write(content[half:])

    def flush(self) -> None:
        self.steps.taken()
        self.file.flush()


def _patch(steps: Steps) -> None:
    """Within the forked process alone."""

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            steps.taken()
            return function(*arguments, **named)

        return call

    for name in ("fsync", "chmod", "replace", "rename", "unlink", "rmdir", "mkdir"):
        setattr(os, name, counted(getattr(os, name)))
    plain = builtins.open

    def opened(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if not {"w", "x"} & set(mode) or os.fspath(file) == os.devnull:
            return plain(file, mode, *rest, **named)
        steps.taken()
        return _File(plain(file, mode, *rest, **named), steps)

    builtins.open = opened
