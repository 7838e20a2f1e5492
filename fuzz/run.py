"""`python -m fuzz.run --seconds 60 --seed 1`: hostile and broken descriptions, each to a child within limits."""

from __future__ import annotations

import argparse
import gc
import itertools
import os
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from apidiff.cli import COLLECTED
from fuzz.case import Case
from fuzz.hostile import hostile
from fuzz.mutating import mutated
from fuzz.oracle import Broken, examine, said, warm

CPU_S = 30.0
"""What one command may take of a processor. (Wall time would measure the machine's other work.)

A hang takes forever, and a cost that is no longer near linear takes minutes; but a slow machine takes three times as
long as a fast one, and `snapshot` compares twice.
"""
WALL_S = 120.0
MEMORY_BYTES = 1 << 30
KEPT = Path(__file__).parent / "out"


@dataclass(frozen=True)
class Outcome:
    """What became of a case. `bug` is `None` where all is well, else one line, the same for the same bug."""

    bug: str | None
    detail: str
    seconds: float
    bytes: int


def main(arguments: list[str] | None = None) -> int:
    """Run until the time is over; 0 where nothing was found."""
    asked = _arguments(arguments)
    warm()
    gc.set_threshold(*COLLECTED)
    gc.freeze()
    found: dict[str, str] = {}
    counts: Counter[str] = Counter()
    slowest, largest, begun = (0.0, ""), (0, ""), time.monotonic()
    for case in itertools.islice(_cases(asked), asked.cases):
        if time.monotonic() - begun > asked.seconds:
            counts["stopped by the time"] = 1
            break
        outcome = run(case)
        counts[case.name.partition(":")[0] if ":" in case.name else "hostile"] += 1
        slowest = max(slowest, (outcome.seconds, case.name))
        largest = max(largest, (outcome.bytes, case.name))
        if outcome.bug is None:
            continue
        bug = same(case, outcome)
        counts["failing"] += 1
        if bug not in found:
            found[bug] = case.name
            folder = keep(case, outcome)
            print(f"FOUND {case.name}: {outcome.bug}\n  kept in {folder}", flush=True)
    print(f"{dict(counts)} in {time.monotonic() - begun:.0f} s; seed {asked.seed}")
    print(f"slowest {slowest[0]:.2f} s ({slowest[1]}); most memory {largest[0] >> 20} MiB ({largest[1]})")
    print(f"{len(found)} different findings" + "".join(f"\n  {bug}  [{name}]" for bug, name in found.items()))
    return 1 if found else 0


def run(case: Case) -> Outcome:
    """Examine a case in a forked child with limits, and say what became of it."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    try:
        case.write(folder)
        return _watched(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep(case: Case, outcome: Outcome) -> Path:
    """Put a finding's files beside the fuzzer, for a person to look at."""
    folder = KEPT / "".join(c if c.isalnum() or c in "-." else "_" for c in case.name)[:80]
    case.write(folder)
    (folder / "finding.txt").write_text(f"{case.name}\n{outcome.bug}\n\n{outcome.detail}\n", errors="backslashreplace")
    return folder


def _watched(folder: Path) -> Outcome:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _child(folder, writing)
    os.close(writing)
    text = b""
    begun = time.monotonic()
    killed = False
    while True:
        ready, _, _ = select.select([reading], [], [], max(0.0, begun + WALL_S - time.monotonic()))
        if not ready:
            os.kill(child, signal.SIGKILL)
            killed = True
            break
        piece = os.read(reading, 65536)
        if not piece:
            break
        text += piece
        begun = time.monotonic()
    os.close(reading)
    _, status, used = os.wait4(child, 0)
    return _outcome(text.decode("utf-8", "replace"), status, used, killed)


def _outcome(text: str, status: int, used: resource.struct_rusage, killed: bool) -> Outcome:
    lines = [line for line in text.split("\n") if line.startswith("> ")]
    step = lines[-1][2:] if lines else "start"
    seconds = max([float(line[2:]) for line in text.split("\n") if line.startswith("s ")], default=0.0)
    size = used.ru_maxrss * 1024
    bug = None
    if "\n! " in text:
        bug = text.split("\n! ", 1)[1].split("\n", 1)[0]
        step = ""
    elif killed or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)):
        bug, seconds = f"takes longer than {CPU_S:.0f} s", CPU_S
    elif os.WIFSIGNALED(status):
        bug = f"dies of signal {os.WTERMSIG(status)}"
    elif size > MEMORY_BYTES:
        bug = "takes more than 1 GB"
    elif status:
        bug = f"ends with status {status}"
    return Outcome(f"{step}: {bug}" if bug and step else bug, text, seconds, size)


def same(case: Case, outcome: Outcome) -> str:
    """What tells this finding from others: a hang or a crash has no place in the code, so its case does."""
    bug = outcome.bug or ""
    where_unknown = "takes " in bug or "dies " in bug
    return f"{case.name}: {bug}" if where_unknown and not case.name.startswith("mutated") else bug


def _child(folder: Path, writing: int) -> None:
    last = [_cpu_s()]

    def say(line: str) -> None:
        now = _cpu_s()
        resource.setrlimit(resource.RLIMIT_CPU, (int(now + CPU_S + 1), resource.RLIM_INFINITY))
        os.write(writing, f"s {now - last[0]:.3f}\n> {line}\n".encode())
        last[0] = now

    try:
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        most = _reserved_bytes() + MEMORY_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        examine(folder, say)
        say("done")
    except BaseException as error:  # noqa: BLE001  (whatever a command raises is what is looked for)
        step = "command" if isinstance(error, Broken) else ""
        lines = traceback.format_exc()[-6000:]
        os.write(writing, f"\n! {step + ' ' if step else ''}{said(error)}\n{lines}\n".encode("utf-8", "replace"))
    finally:
        os._exit(0)


def _reserved_bytes() -> int:
    """How much address space the process has: compiled parts reserve a gigabyte each and hardly use it."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _cases(asked: argparse.Namespace) -> Iterator[Case]:
    if asked.case and not asked.case.startswith("mutated:"):
        yield from (case for case in hostile(asked.scale) if case.name == asked.case)
        return
    if asked.case:
        _, seed, index = asked.case.split(":")
        yield mutated(int(seed), int(index))
        return
    random = (mutated(asked.seed, index) for index in itertools.count())
    for made in _share(hostile(asked.scale), asked) if asked.hostile != "none" else ():
        yield made
        if asked.hostile == "mixed":
            yield from itertools.islice(random, 3)
    if asked.hostile != "only":
        yield from random


def _share(cases: Iterable[Case], asked: argparse.Namespace) -> Iterator[Case]:
    """Within a short run a part of the hostile cases, chosen by the seed; within a long one, each of them."""
    for number, case in enumerate(cases):
        if asked.every <= 1 or (number + asked.seed) % asked.every == 0:
            yield case


def _arguments(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fuzz.run", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--cases", type=int, help="no more than so many: the same ones on every machine")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", help="run this one again: the name that a finding was printed with")
    parser.add_argument("--scale", type=float, default=0.02, help="1.0: a million paths")
    parser.add_argument("--hostile", choices=("mixed", "only", "none"), default="mixed")
    parser.add_argument("--every", type=int, default=0, help="of the hostile cases, one in so many; else by the time")
    asked = parser.parse_args(given)
    if not asked.every:
        asked.every = 1 if asked.seconds >= 300 or asked.hostile == "only" else 20
    return asked


if __name__ == "__main__":
    sys.exit(main())
