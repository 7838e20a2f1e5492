"""From a command to its seconds and peak memory as a whole process, several commands interleaved."""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

CHILD = Path(__file__).with_name("child.py")


@dataclass
class Timing:
    """The rounds of one command. `failed` holds the last line of its error stream, where it failed."""

    seconds: list[float] = field(default_factory=list)
    peak_mb: float = 0.0
    failed: str | None = None

    @property
    def least_s(self) -> float:
        return min(self.seconds)

    @property
    def median_s(self) -> float:
        return statistics.median(self.seconds)

    def to_dict(self) -> dict[str, Any]:
        if self.failed is not None:
            return {"failed": self.failed}
        return {
            "least_s": round(self.least_s, 4),
            "median_s": round(self.median_s, 4),
            "peak_mb": round(self.peak_mb, 1),
            "rounds": len(self.seconds),
        }


@cache
def _nowhere() -> str:
    """An empty folder to run in: a project's configuration would be read too, and only by one of the tools."""
    return tempfile.mkdtemp(prefix="apidiff-bench-")


def _environment() -> dict[str, str]:
    """This process's, but Python keeps the bytecode that it compiles, as it does for a user."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def compiled(package: Path) -> None:
    """Compile an editable package as an installer would have done, so that no round pays for it."""
    compileall.compile_dir(package, quiet=2)


def once(command: Sequence[str], timing: Timing) -> None:
    """Run the command, whose first word is a path; add its seconds and its peak resident memory (MB of 2^20 bytes)."""
    child = [sys.executable, "-I", "-S", str(CHILD), *command]
    measured = subprocess.run(child, capture_output=True, check=True, cwd=_nowhere(), env=_environment())
    seconds, peak_kib, code = measured.stdout.split()
    said_so = int(code) == 1 and not measured.stderr.strip()  # how openapi-diff says that something breaks
    if int(code) != 0 and not said_so:
        lines = measured.stderr.decode(errors="replace").strip().splitlines()
        timing.failed = lines[-1][:150] if lines else f"ended with {int(code)}"
        return
    timing.seconds.append(float(seconds))
    timing.peak_mb = max(timing.peak_mb, int(peak_kib) / 1024)


def interleaved(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Timing]:
    """Time each command so many times, taking turns, so that what else the machine does falls on all alike."""
    timings = {name: Timing() for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            if timings[name].failed is None:
                once(command, timings[name])
    return timings
