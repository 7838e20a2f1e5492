"""A seed and a number in, a pair out: the same whenever it is asked for."""

from __future__ import annotations

import random

from fuzz.differential.crossing import crossed, made_crossed
from fuzz.differential.editing import edit
from fuzz.differential.families import is_broken, made_family, made_generic, made_tagged
from fuzz.differential.making import Maker, made
from fuzz.differential.pairs import BODY, STREAM, TEXTS, Pair, Side
from fuzz.differential.rewriting import Rewriter
from fuzz.differential.texts import is_odd_text, made_text, silenced
from fuzz.differential.walking import Draft, is_circular, is_odd

DIALECTS = ("3.0.3", "3.0.4", "3.1.0", "3.1.1", "3.2.0")
EQUAL = 0.35
"""How many pairs are made by rewriting alone."""
TRIES = 8
FAMILIES, GENERICS = 0.08, 0.06
"""How many hold kinds that inherit, or (of 3.1) generics."""
IN_TEXT, STREAMS = 0.15, 0.3
"""How many travel as text; how many of 3.2 are items of a stream."""
CROSSED = "crossed"
"""The family of pairs whose names are crossed between applicators, as it is asked for alone."""
TAGGED = "tagged"
"""The family of alternatives that a discriminator tells apart, whose tags are written in many ways."""
ALONE = (CROSSED, TAGGED)
AMONG_ALL = 0.1
"""How many of all pairs are `crossed`."""


def generated(seed: int, number: int, family: str = "") -> Pair:
    """The `number`-th pair of a seed; or of one family alone."""
    name = f"{family} {seed}:{number}".strip()
    apart = random.Random(f"{family or CROSSED} {seed}:{number}")
    if family == TAGGED:
        return _tagged(name, random.Random(f"{TAGGED} {seed}:{number}"))
    if family == CROSSED or apart.random() < AMONG_ALL:
        return _crossed(name, apart)
    chance = random.Random(f"{seed}:{number}")
    dialect = chance.choice(DIALECTS)
    if chance.random() < IN_TEXT:
        return _in_text(f"{seed}:{number}", chance, dialect)
    base = _base(chance, dialect)
    while is_circular(base) or is_broken(base):
        base = _base(chance, dialect)
    equal = chance.random() < EQUAL
    for _ in range(TRIES):
        revision, edits = (_rewritten if equal else _edited)(base, chance)
        if edits and not (is_circular(revision) or is_odd(revision) or is_broken(revision)):
            break
    else:
        revision, edits = base, []
    place = STREAM if dialect == "3.2.0" and chance.random() < STREAMS else BODY
    return Pair(f"{seed}:{number}", base, revision, equal or not edits, tuple(edits), place)


def _crossed(name: str, chance: random.Random) -> Pair:
    """A pair whose applicators speak of the same names."""
    dialect = chance.choice(DIALECTS)
    base = made_crossed(chance, dialect)
    while is_circular(base):
        base = made_crossed(chance, dialect)
    equal = chance.random() < EQUAL / 2
    for _ in range(TRIES):
        revision, edits = (_rewritten if equal else _crossed_over)(base, chance)
        if edits and not is_circular(revision) and not is_odd(revision):
            return Pair(name, base, revision, equal, tuple(edits))
    return Pair(name, base, base, True)


def _tagged(name: str, chance: random.Random) -> Pair:
    """A pair of alternatives that a discriminator tells apart."""
    dialect = chance.choice(DIALECTS)
    base = made_tagged(Maker(chance, dialect, []), dialect)
    equal = chance.random() < EQUAL
    for _ in range(TRIES):
        revision, edits = (_rewritten if equal else _edited)(base, chance)
        if edits and not (is_circular(revision) or is_odd(revision) or is_broken(revision)):
            return Pair(name, base, revision, equal, tuple(edits))
    return Pair(name, base, base, True)


def _in_text(name: str, chance: random.Random, dialect: str) -> Pair:
    """A pair of what travels as text."""
    place = chance.choice(TEXTS)
    base = made_text(chance, dialect, place)
    while is_odd_text(base, place):
        base = made_text(chance, dialect, place)
    equal = chance.random() < EQUAL
    for _ in range(TRIES):
        revision, edits = _silenced(base, chance, place) if equal else _edited(base, chance)
        # What a `not` leaves of lists is not decided where lists are texts, by design.
        if edits and "negated" not in edits and not is_circular(revision) and not is_odd_text(revision, place):
            return Pair(name, base, revision, equal, tuple(edits), place)
    return Pair(name, base, base, True, (), place)


def _silenced(base: Side, chance: random.Random, place: str) -> tuple[Side, list[str]]:
    found = silenced(chance, base, place)
    if found is None or chance.random() < 0.4:
        return _rewritten(base, chance)
    return found, ["silenced"]


def _base(chance: random.Random, dialect: str) -> Side:
    kind = chance.random()
    if kind < FAMILIES:
        return made_family(Maker(chance, dialect, []), dialect)
    if kind < FAMILIES + GENERICS and not dialect.startswith("3.0"):
        return made_generic(Maker(chance, dialect, []), dialect)
    return made(chance, dialect)


def _rewritten(base: Side, chance: random.Random) -> tuple[Side, list[str]]:
    draft = Draft(base)
    done: list[str] = []
    for _ in range(chance.choice([1, 1, 2, 3, 5])):
        name = Rewriter(draft, chance).rewrite()
        done += [name] if name else []
    return draft.side(), done


def _crossed_over(base: Side, chance: random.Random) -> tuple[Side, list[str]]:
    draft = Draft(base)
    maker = Maker(chance, base.dialect, list(base.schemas))
    done: list[str] = []
    wanted = chance.choice([1, 1, 2, 3])
    for _ in range(20):
        name = (edit if chance.random() < 0.25 else crossed)(draft, maker)
        done += [name] if name else []
        if len(done) == wanted:
            break
    return draft.side(), done


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
