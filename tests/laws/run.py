"""Hold the laws over many mutations: `python -m tests.laws.run --mutations 10000 --seed 1`.

Prints each mutation that breaks a law and exits with 1 if there is one.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

from apidiff.api import contract
from apidiff.errors import InputError
from apidiff.model.contract import Contract
from tests.laws import real
from tests.laws.descriptions import description
from tests.laws.laws import broken
from tests.laws.mutations import Mutation, mutation, places_by_kind

EACH = 20
"""Mutations of one description before the next one is made."""


def bases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Generated descriptions without end, in turn with real ones where the corpus is there."""
    found = real.descriptions()
    for number in count():
        for dialect in ("3.1", "3.0"):
            yield f"generated {dialect} {number}", description(number, dialect)
        if found:
            yield found[number % len(found)]


def mutations(many: int, seed: int) -> Iterator[tuple[str, dict[str, Any], Mutation, Contract]]:
    """`many` mutations, the same for the same seed: the name of the base, the base, the mutation, the base as read."""
    chance = random.Random(seed)
    source = bases()
    for number in range(many):
        if number % EACH == 0:
            name, base = next(source)
            read, by_kind = contract(base), places_by_kind(base)
        yield f"{name}, mutation {number}", base, mutation(base, chance, by_kind), read


def complaints(name: str, base: dict[str, Any], made: Mutation, read: Contract | None = None) -> list[str]:
    try:
        return [f"{name}: {made}: {told}" for told in broken(base, made, read=read)]
    except InputError as error:
        return [f"{name}: {made}: refused: {error} at {error.place}"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutations", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began, failed = time.monotonic(), 0
    for name, base, made, read in mutations(options.mutations, options.seed):
        found = complaints(name, base, made, read)
        failed += bool(found)
        for told in found:
            print(told)
    seconds = time.monotonic() - began
    print(f"{options.mutations} mutations, {failed} break a law, {seconds:.0f} s", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
