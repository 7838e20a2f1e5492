"""`python -m fuzz.shrink mutated:1:55`: what is left of a finding's files once all that it does without is gone."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from fuzz.case import Case
from fuzz.hostile import hostile
from fuzz.mutating import mutated, slots
from fuzz.oracle import warm
from fuzz.run import run

BUDGET_S = 60.0


def shrunk(case: Case, budget_s: float = BUDGET_S) -> tuple[Any, Any, str]:
    """The smallest two sides found that still fail in the same way, and how. Raises `ValueError` where none fails."""
    bug = run(case).bug
    if bug is None:
        raise ValueError(f"{case.name} fails no longer")
    sides = [_value(case.base), _value(case.revision)]
    until = time.monotonic() + budget_s

    def fails() -> bool:
        again = [json.dumps(side).encode("utf-8", "surrogatepass") for side in sides]
        return run(Case(case.name, again[0], again[1], case.beside)).bug == bug

    smaller = True
    while smaller and time.monotonic() < until:
        smaller = False
        for side in sides:
            for holder, key in sorted(slots(side), key=lambda slot: -len(json.dumps(slot[0][slot[1]]))):
                if time.monotonic() > until:
                    break
                smaller |= _without(holder, key, fails)
    return sides[0], sides[1], bug


def _without(holder: Any, key: Any, fails: Any) -> bool:
    """Take one thing out, if it fails in the same way without it."""
    before = holder.copy()
    if isinstance(holder, dict):
        if key not in holder:
            return False
        del holder[key]
    elif key < len(holder):
        del holder[key]
    if holder != before and fails():
        return True
    holder.clear()
    holder.update(before) if isinstance(holder, dict) else holder.extend(before)
    return False


def _value(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        import yaml

        return json.loads(json.dumps(yaml.safe_load(data), default=str))


def main() -> None:
    """Print the two sides of each case that the command line names."""
    warm()
    for name in sys.argv[1:]:
        _, _, rest = name.partition("mutated:")
        found = mutated(*map(int, rest.split(":"))) if rest else next(c for c in hostile() if c.name == name)
        base, revision, bug = shrunk(found)
        print(f"{name}: {bug}\n  base     {json.dumps(base)}\n  revision {json.dumps(revision)}", flush=True)


if __name__ == "__main__":
    main()
