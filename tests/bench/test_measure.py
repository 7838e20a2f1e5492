"""Whole processes are timed, in turns, and one that fails is said to have failed."""

from __future__ import annotations

import sys

from bench.measure import Timing, interleaved

IDLE = [sys.executable, "-S", "-c", "import time; time.sleep(0.05)"]
HUNGRY = [sys.executable, "-S", "-c", "x = b'1' * 60_000_000"]
FAILING = [sys.executable, "-S", "-c", "import sys; sys.exit('no such description')"]


def test_seconds_are_those_of_the_whole_process():
    timing = interleaved({"idle": IDLE}, rounds=2)["idle"]
    assert len(timing.seconds) == 2
    assert 0.05 <= timing.least_s <= timing.median_s


def test_peak_memory_is_that_of_each_child_alone():
    timings = interleaved({"hungry": HUNGRY, "idle": IDLE}, rounds=1)
    assert timings["hungry"].peak_mb > timings["idle"].peak_mb + 40


def test_a_failing_command_is_run_once_and_reported_with_its_last_line():
    timing = interleaved({"failing": FAILING}, rounds=3)["failing"]
    assert timing.failed == "no such description"
    assert timing.to_dict() == {"failed": "no such description"}


def test_figures_are_least_and_median():
    timing = Timing(seconds=[0.3, 0.1, 0.2], peak_mb=12.34)
    assert timing.to_dict() == {"least_s": 0.1, "median_s": 0.2, "peak_mb": 12.3, "rounds": 3}
