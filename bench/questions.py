"""How many schema questions real pairs ask of containment, how they are answered, and the seconds spent on them.

    python -m bench.questions [FOLDER]

FOLDER holds one folder a pair with `base.*` and `revision.*`; without it, the pairs of the shared corpus's changelogs.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.pairs import ROOT, unpacked

LABELS = ROOT.parent / "shared" / "corpus" / "labels-twilio.tar.xz"


def pairs(folder: Path) -> Iterator[tuple[Path, Path]]:
    """The base and revision of each pair."""
    for pair in sorted(path for path in folder.iterdir() if path.is_dir()):
        yield next(pair.glob("base*")), next(pair.glob("revision*"))


class Clock:
    """Counts and times every call of a function."""

    def __init__(self, function: Any) -> None:
        self.function = function
        self.seconds: list[float] = []

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        begun = time.perf_counter()
        try:
            return self.function(*arguments, **options)
        finally:
            self.seconds.append(time.perf_counter() - begun)


def main() -> None:
    import apidiff.containment
    from apidiff.api import compare
    from apidiff.comparing import contracts
    from apidiff.model.policy import Policy
    from apidiff.reading import contract_of, read_pair

    folder = Path(sys.argv[1]) if sys.argv[1:] else unpacked(LABELS) / "pairs"
    clock = apidiff.containment.is_subschema = Clock(apidiff.containment.is_subschema)
    answers: Counter[str] = Counter()
    found = contracts.compare
    begun, number, changes = time.perf_counter(), 0, 0

    def counted(*arguments: Any, **options: Any) -> Any:
        result = found(*arguments, **options)
        answers.update(result.questions)
        return result

    contracts.compare = counted
    for base, revision in pairs(folder):
        sides = [contract_of(side) for side in read_pair(str(base), str(revision))]
        changes += len(compare(sides[0], sides[1], Policy()).changes)
        number += 1
    took = time.perf_counter() - begun
    told = ", ".join(f"{answers[answer]} {answer}" for answer in ("proved", "refuted", "undecided"))
    print(f"{number} pairs, {changes} changes, {took:.1f} s; schema questions: {told}")
    print(f"containment took {sum(clock.seconds):.2f} s, the slowest question {max(clock.seconds, default=0):.3f} s")


if __name__ == "__main__":
    main()
