"""From a command to its seconds and peak memory as a whole process, several commands interleaved."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Timing:
    """The rounds of one command. `failed` holds the last line of its error stream, where it did not end with 0."""

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


def once(command: Sequence[str], timing: Timing) -> None:
    """Run the command and add its seconds (start to end) and its peak resident memory (MB of 2^20 bytes).

    The peak is the kernel's `ru_maxrss` of that child alone. A child's figure cannot fall below what this process holds
    as it starts it, so this process loads nothing large.
    """
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            errors.seek(0)
            lines = errors.read().decode(errors="replace").strip().splitlines()
            timing.failed = lines[-1][:150] if lines else f"ended with {child.returncode}"
            return
    timing.seconds.append(seconds)
    timing.peak_mb = max(timing.peak_mb, usage.ru_maxrss / 1024)


def interleaved(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Timing]:
    """Time each command so many times, taking turns, so that what else the machine does falls on all alike."""
    timings = {name: Timing() for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            if timings[name].failed is None:
                once(command, timings[name])
    return timings
