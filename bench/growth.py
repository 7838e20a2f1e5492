"""How time and memory grow with one thing while the rest stays: size, changes, sharing, nesting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bench.measure import interleaved
from bench.pairs import generated
from bench.tools import comparing


@dataclass(frozen=True)
class Axis:
    """One thing that grows. `code` makes the pair from `bench.generate`'s names; `{x}` stands for the value."""

    name: str
    title: str
    across: str
    values: tuple[int, ...]
    code: str


AXES = (
    Axis(
        "size",
        "One change in a description that grows",
        "MB of each description",
        (1, 2, 5, 10, 20, 50),
        "(lambda d: (d, revised(d, 1)))(sized({x}))",
    ),
    Axis(
        "changes",
        "A description of 5 MB with ever more changes",
        "changes",
        (1, 10, 100, 1000, 10_000),
        "(lambda d: (d, revised(d, {x})))(sized(5))",
    ),
    Axis(
        "sharing",
        "One change in a schema that ever more operations share",
        "operations that share the schema",
        (10, 100, 1000, 5000),
        "(lambda d: (d, revised(d, 1)))(description(Shape(resources=0, shared={x})))",
    ),
    Axis(
        "nesting",
        "Ten changes in schemas that nest ever deeper and refer to one another",
        "objects inside one another",
        (1, 4, 16, 64),
        "(lambda d: (d, revised(d, 10)))(description(Shape(resources=10, nesting={x}, recursive=True)))",
    ),
)


def measure_axis(axis: Axis, rounds: int) -> list[dict[str, Any]]:
    """A row for each value: `x`, `mb` of both descriptions, and the timing or how it failed."""
    rows = []
    for x in axis.values:
        pair = generated(f"{axis.name}-{x}", axis.code.format(x=x))
        timing = interleaved(comparing(pair.base, pair.revision, with_peers=False), rounds)["apidiff"]
        rows.append({"x": x, "mb": round(pair.size_bytes / 1e6, 1)} | timing.to_dict())
        said = timing.failed or f"{timing.least_s:.2f} s, {timing.peak_mb:.0f} MB"
        print(f"{axis.name:8s} {x:6d} ({pair.size_bytes / 1e6:.1f} MB)   {said}", flush=True)
    return rows
