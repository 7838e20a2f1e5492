"""A seed and a number in, a pair out: the same whenever it is asked for."""

from __future__ import annotations

import random

from fuzz.differential.editing import edit
from fuzz.differential.making import Maker, made
from fuzz.differential.pairs import Pair, Side
from fuzz.differential.rewriting import Rewriter
from fuzz.differential.walking import Draft, is_circular, is_odd

DIALECTS = ("3.0.3", "3.1.0", "3.1.1")
EQUAL = 0.35
"""How many pairs are made by rewriting alone."""


def generated(seed: int, number: int) -> Pair:
    """The `number`-th pair of a seed."""
    chance = random.Random(f"{seed}:{number}")
    dialect = chance.choice(DIALECTS)
    base = made(chance, dialect)
    while is_circular(base):
        base = made(chance, dialect)
    equal = chance.random() < EQUAL
    revision, edits = (_rewritten if equal else _edited)(base, chance)
    if is_circular(revision) or is_odd(revision):
        revision, edits = base, []
    return Pair(f"{seed}:{number}", base, revision, equal or not edits, tuple(edits))


def _rewritten(base: Side, chance: random.Random) -> tuple[Side, list[str]]:
    draft = Draft(base)
    done = [Rewriter(draft, chance).rewrite() for _ in range(chance.choice([1, 1, 2, 3, 5]))]
    return draft.side(), [each for each in done if each]


def _edited(base: Side, chance: random.Random) -> tuple[Side, list[str]]:
    draft = Draft(base)
    maker = Maker(chance, base.dialect, list(base.schemas))
    done: list[str] = []
    wanted = chance.choice([1, 1, 1, 2, 3])
    for _ in range(20):
        name = edit(draft, maker)
        done += [name] if name else []
        if len(done) == wanted:
            break
    if chance.random() < 0.25:
        name = Rewriter(draft, chance).rewrite()
        done += [f"rewritten: {name}"] if name and done else []
    return draft.side(), done
