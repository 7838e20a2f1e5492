"""`python -m fuzz.differential --pairs 5000 --seed 1`: judge pairs, print what is found; exit 1 if anything is."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

from fuzz.differential.generating import ALONE, generated
from fuzz.differential.judging import Finding, Judged, judged
from fuzz.differential.pairs import Pair
from fuzz.differential.shrinking import shrunk

Found = tuple[Pair, Finding]
KINDS = ("crash", "missed", "removed", "written", "false alarm", "false addition", "witness", "part")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="the number of the first pair")
    parser.add_argument("--family", choices=ALONE, default="", help="make pairs of this family alone")
    parser.add_argument("--only", type=int, help="judge this pair of the seed alone, and print it")
    parser.add_argument("--shown", type=int, default=20, help="how many findings are made small and printed")
    asked = parser.parse_args()
    if asked.only is not None:
        return _one(generated(asked.seed, asked.only, asked.family), asked.seed)
    counts: Counter[str] = Counter()
    found: list[Found] = []
    for pair, result in _judged(asked.start, asked.pairs, asked.seed, asked.family):
        counts.update(_tally(pair, result))
        found += [(pair, finding) for finding in result.findings]
    found.sort(key=lambda each: KINDS.index(each[1].kind.partition(" (")[0]))
    for pair, finding in found[: asked.shown]:
        _show(*smallest(pair, finding, asked.seed))
    for name, number in sorted(counts.items()):
        print(f"{number:8d} {name}")
    print(f"{asked.pairs} pairs of seed {asked.seed}, {len(found)} findings")
    return 1 if found else 0


def _judged(start: int, pairs: int, seed: int, family: str) -> Iterator[tuple[Pair, Judged]]:
    for number in range(start, start + pairs):
        pair = generated(seed, number, family)
        yield pair, judged(pair, seed)


def _tally(pair: Pair, result: Judged) -> Iterator[str]:
    yield "pairs equal by construction" if pair.equal else "pairs edited"
    yield from (f"{direction} {cls}" for direction, cls in result.classes.items())
    if result.undecided:
        yield "pairs undecided"
    yield from ["directions in which a payload shows a break"] * result.told_apart
    yield from (f"FINDING {finding.kind}" for finding in result.findings)


def smallest(pair: Pair, finding: Finding, seed: int) -> Found:
    """The pair made small, and the finding as it is there."""

    def again(candidate: Pair) -> Finding | None:
        found = judged(candidate, seed, finding.payload).findings
        return next((each for each in found if (each.kind, each.direction) == (finding.kind, finding.direction)), None)

    small = shrunk(pair, lambda candidate: again(candidate) is not None)
    return small, again(small) or finding


def _show(pair: Pair, finding: Finding) -> None:
    versions = f"{pair.base.dialect} to {pair.revision.dialect}"
    print(f"{finding.kind} {finding.direction}: pair {pair.name} ({pair.place}, {versions}, {', '.join(pair.edits)})")
    print(f"  {finding.told}")
    for name, side in (("base", pair.base), ("revision", pair.revision)):
        print(f"  {name}: {_text(side.root)}{' ' + _text(side.schemas) if side.schemas else ''}")
    if finding.payload is not None or finding.kind == "missed":
        print(f"  payload: {_text(finding.payload)}")


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _one(pair: Pair, seed: int) -> int:
    result = judged(pair, seed)
    print(result.classes)
    _show(pair, Finding("as it was made", "", ""))
    for finding in result.findings:
        _show(*smallest(pair, finding, seed))
    return 1 if result.findings else 0


if __name__ == "__main__":
    sys.exit(main())
