"""`python -m fuzz.clients --jar FILE --kept DIR`: hold the client-library lens against generated clients."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from fuzz.clients.explained import EXPLAINED
from fuzz.clients.generating import NotGeneratedError, generate
from fuzz.clients.judging import Judged, all_pairs, judged


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jar", type=Path, required=True, help="OpenAPI Generator 7's command line")
    parser.add_argument(
        "--kept", type=Path, default=Path(".clients"), help="where clients are kept (default: .clients)"
    )
    parser.add_argument(
        "--edits", nargs="+", default=[], metavar="NAME", help="judge these alone, as pets/operation_id"
    )
    asked = parser.parse_args()
    pairs = all_pairs()
    if unknown := set(asked.edits) - {pair.name for pair in pairs}:
        parser.error(f"no such edit: {', '.join(sorted(unknown))}")
    chosen = [pair for pair in pairs if not asked.edits or pair.name in asked.edits]
    bases = {f"{pair.name.partition('/')[0]}/same" for pair in chosen}
    try:
        generate([pair for pair in pairs if pair in chosen or pair.name in bases], asked.jar, asked.kept)
    except NotGeneratedError as error:
        print(error)
        return 1
    counts: Counter[str] = Counter()
    for pair in chosen:
        result = judged(pair, asked.kept)
        kind = outcome(result)
        counts[kind] += 1
        if kind not in ("agreed", "explained"):
            _show(kind, result)
    print(f"{len(chosen)} pairs: {', '.join(f'{number} {kind}' for kind, number in sorted(counts.items()))}")
    return 0 if set(counts) <= {"agreed", "explained"} else 1


def outcome(result: Judged) -> str:
    """`agreed`, `missed`, `alarm`, or `explained`; `no longer differs` if a listed difference is gone."""
    if result.name in EXPLAINED:
        return "no longer differs" if result.kind == "agreed" else "explained"
    return result.kind


def _show(kind: str, result: Judged) -> None:
    print(f"{kind}: {result.name}")
    print(f"  told: {', '.join(result.told) or 'nothing breaking'}")
    for language, lost in result.lost.items():
        print(f"  {language}, {len(lost)} lost: {'; '.join(lost[:3])}")


if __name__ == "__main__":
    sys.exit(main())
