"""Time apidiff as people run it, as whole processes, and say seconds, peak memory and import time.

    python -m bench.run                     everything but the peers
    python -m bench.run pairs --peers       the real pairs, beside the peers that `python -m bench.peers` installed
    python -m bench.run start               start-up, as ratios to `python -c 'import click'`
    python -m bench.run growth              time against size, changes, sharing and nesting

Prints what it measures; bench/out/ holds the same as JSON, as SVG and, of the pairs, as a Markdown table.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import re
import subprocess
import sys
from typing import Any

from bench import plot
from bench.growth import AXES, measure_axis
from bench.measure import Timing, compiled, interleaved
from bench.pairs import OUT, ROOT, generated, generated_pairs, real_pairs
from bench.tools import apidiff, comparing, have_peers

IMPORT_LINE = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \| (\s*)(\S+)")


def pairs(rounds: int, with_peers: bool) -> dict[str, Any]:
    """Every real pair and every generated one; the real ones are absent where the shared corpus is."""
    if with_peers and not have_peers():
        sys.exit("the peers are not installed: python -m bench.peers")
    measured = [*real_pairs(), *generated_pairs()]
    rows = {}
    for pair in measured:
        timings = interleaved(comparing(pair.base, pair.revision, with_peers=with_peers), rounds)
        rows[pair.name] = {"mb": round(pair.size_bytes / 1e6, 1)} | {n: t.to_dict() for n, t in timings.items()}
        print(_pair_line(pair.name, pair.size_bytes / 1e6, timings), flush=True)
    means = _mean_ratios(rows)
    for peer, ratio in means.items():
        print(f"{peer}: {ratio:.2f} times as long as apidiff, geometric mean over the pairs that both compared")
    _write("pairs", {"pairs": rows, "ratios": means}, _bars(rows))
    (OUT / "pairs.md").write_text(table(rows))
    return {"pairs": rows, "ratios": means}


def _pair_line(name: str, megabytes: float, timings: dict[str, Timing]) -> str:
    cells = []
    for tool, timing in timings.items():
        if timing.failed is not None:
            cells.append(f"{tool} failed: {timing.failed}")
        else:
            cells.append(f"{tool} {timing.least_s:.2f} s, median {timing.median_s:.2f} s, {timing.peak_mb:.0f} MB")
            if tool != "apidiff" and timings["apidiff"].failed is None:
                cells[-1] += f" ({timing.least_s / timings['apidiff'].least_s:.1f}×)"
    return f"{name:18s} {megabytes:6.1f} MB   " + "   ".join(cells)


def table(rows: dict[str, Any]) -> str:
    """The figures as a Markdown table: least seconds and peak MB of each tool."""
    tools = [name for name in next(iter(rows.values()), {}) if name != "mb"]
    lines = [f"| pair | MB | {' | '.join(tools)} |", "|---|--:|" + "--:|" * len(tools)]
    for name, row in rows.items():
        cells = [
            "fails" if "failed" in row[tool] else f"{row[tool]['least_s']:.2f} s, {row[tool]['peak_mb']:.0f} MB"
            for tool in tools
        ]
        lines.append(f"| {name} | {row['mb']} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _mean_ratios(rows: dict[str, Any]) -> dict[str, float]:
    """The geometric mean of each peer's least seconds over apidiff's, where neither failed."""
    ratios: dict[str, list[float]] = {}
    for row in rows.values():
        own = row["apidiff"].get("least_s")
        for tool, timing in row.items():
            if tool not in ("apidiff", "mb") and own and "least_s" in timing:
                ratios.setdefault(tool, []).append(timing["least_s"] / own)
    return {tool: round(math.exp(sum(map(math.log, r)) / len(r)), 2) for tool, r in ratios.items()}


def _bars(rows: dict[str, Any]) -> str:
    groups = {n: {t: v.get("least_s") for t, v in row.items() if t != "mb"} for n, row in rows.items()}
    return plot.bars("One comparison as a whole process, least seconds", "s", groups)


def start(rounds: int) -> dict[str, Any]:
    """What a user waits before anything happens, beside an interpreter that imports click and no more."""
    tiny = generated("tiny", "(lambda d: (d, revised(d, 1)))(description(Shape(resources=1, properties=3)))")
    timings = interleaved(
        {
            "import click": [sys.executable, "-c", "import click"],
            "apidiff --version": apidiff("--version"),
            "apidiff diff, two small files": apidiff("diff", str(tiny.base), str(tiny.revision)),
        },
        rounds * 3,
    )
    result = {}
    for name, timing in timings.items():
        if timing.failed is not None:
            print(f"{name:32s} failed: {timing.failed}")
            continue
        ratio = timing.median_s / timings["import click"].median_s
        result[name] = timing.to_dict() | {"ratio": round(ratio, 2)}
        print(f"{name:32s} {timing.least_s:.3f} s, median {timing.median_s:.3f} s, {ratio:.2f}× of `import click`")
    imports = {module: import_time(module) for module in ("apidiff", "apidiff.cli")}
    for module, times in imports.items():
        slow = ", ".join(f"{name} {ms:.0f}" for name, ms in list(times["slowest_ms"].items())[:6])
        print(f"import {module:25s} {times['total_ms']:.0f} ms; of which: {slow}")
    _write("start", {"start": result, "imports": imports})
    return {"start": result, "imports": imports}


def import_time(module: str) -> dict[str, Any]:
    """Milliseconds to import the module, and the modules that took most with what they import, from `-X importtime`."""
    program = [sys.executable, "-X", "importtime", "-c", f"import {module}"]
    lines = subprocess.run(program, capture_output=True, text=True, check=True, cwd=ROOT).stderr.splitlines()
    found = [m for line in lines if (m := IMPORT_LINE.match(line))]
    cumulative = {m[4]: int(m[2]) / 1000 for m in found}
    last_of_start = next((n for n, m in enumerate(found) if m[4] == "site"), -1)
    own = {m[4] for m in found[last_of_start + 1 :]}
    slowest = sorted(((ms, name) for name, ms in cumulative.items() if name in own and name != module), reverse=True)
    return {"total_ms": cumulative.get(module, 0.0), "slowest_ms": {name: ms for ms, name in slowest[:12]}}


def growth(rounds: int, only: str | None) -> dict[str, Any]:
    """Seconds and memory as one thing grows and the rest stays; each plotted."""
    results = {}
    for axis in AXES:
        if only in (None, axis.name):
            rows = measure_axis(axis, rounds)
            results[axis.name] = rows
            good = [row for row in rows if "least_s" in row]
            if good:
                series = {
                    "seconds": [(row["x"], row["least_s"]) for row in good],
                    "peak GB": [(row["x"], row["peak_mb"] / 1000) for row in good],
                }
                _write(f"growth-{axis.name}", rows, plot.lines(axis.title, axis.across, "", series))
    return results


def _write(name: str, figures: Any, picture: str | None = None) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    machine = {"python": platform.python_version(), "machine": platform.machine()}
    (OUT / f"{name}.json").write_text(json.dumps({"machine": machine, "figures": figures}, indent=2) + "\n")
    if picture is not None:
        (OUT / f"{name}.svg").write_text(picture)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=["pairs", "start", "growth"])
    parser.add_argument("--peers", action="store_true", help="time the peers too, taking turns with apidiff")
    parser.add_argument("--rounds", type=int, default=5, help="how many times each command runs (default 5)")
    parser.add_argument("--axis", choices=[axis.name for axis in AXES], help="of growth, only this one")
    args = parser.parse_args()
    compiled(ROOT / "apidiff")
    if args.what in (None, "start"):
        start(args.rounds)
    if args.what in (None, "pairs"):
        pairs(args.rounds, args.peers)
    if args.what in (None, "growth"):
        growth(max(1, args.rounds // 2), args.axis)


if __name__ == "__main__":
    main()
