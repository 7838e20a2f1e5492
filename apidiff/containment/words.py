"""A word that some patterns match and others do not: the shortest one, or shown not to be."""

from __future__ import annotations

from contextlib import suppress

from apidiff.containment.automata import Machine, shortest
from apidiff.containment.limits import Exhausted, Meter
from apidiff.containment.string_literals import LONGEST, Words
from apidiff.containment.values import LIKED, Frozen

FEW = 8
LONG = 150
MOST_CHARGED = 20_000
"""What may be spent on a word that is readable, in sixteenths of a step."""


def matching_word(found: Words, meter: Meter) -> Frozen | str | None:
    """As `find_string`, where there are patterns and no formats."""
    disputed = any(pattern.has_dot for pattern in found.matching + found.missing)
    # First a dot as in ECMA-262, then as in other engines: that there is no word is told only where both find none.
    for strict in (True, False) if disputed else (True,):
        matching = [pattern.machine(strict=strict) for pattern in found.matching]
        missing = [pattern.machine(strict=strict) for pattern in found.missing]
        if found.least > LONGEST:
            if shortest(matching, missing, LONG, None, set(), meter) is not None:
                return "`minLength` asks for more than is written out"
            continue
        # The search goes letter by letter and would spend the budget on the length alone.
        if found.least > LONG:
            pumped = _pumped(matching, missing, found, meter)
            if pumped is not None:
                return ("s", pumped)
        word = shortest(matching, missing, found.least, found.most, found.excluded, meter)
        if word is not None and strict:
            return ("s", _readable(word, matching, missing, found, meter))
        if word is not None:
            return "`pattern`: engines differ on what a dot matches"
    return None


def _pumped(matching: list[Machine], missing: list[Machine], found: Words, meter: Meter) -> str | None:
    """A long word made of a short one by repeating a part of it; None where no such word was found."""

    def fits(word: str) -> bool:
        meter.charge((1 + len(word) >> 4) * (len(matching) + len(missing)))
        return all(each.matches(word) for each in matching) and not any(each.matches(word) for each in missing)

    for base_length in (1, 4):
        base = shortest(matching, missing, base_length, None, set(), meter, readable=True) or ""
        spans = [(start, start + size) for size in (1, 2, 3) for start in range(len(base) + 1 - size)]
        for start, end in spans:
            head, part, tail = base[:start], base[start:end], base[end:]
            word = head + part * -(-(found.least - len(head) - len(tail)) // len(part)) + tail
            if found.most is not None and len(word) > found.most:
                continue
            # Two short repetitions first: the long word is charged by its length.
            if fits(head + part * 3 + tail) and fits(head + part * 5 + tail) and fits(word):
                return word if word not in found.excluded else None
    return None


def _readable(word: str, matching: list[Machine], missing: list[Machine], found: Words, meter: Meter) -> str:
    """A word in printable ASCII instead, where a short search finds one that is not much longer."""
    if all(letter in LIKED for letter in word):
        return word
    most = len(word) + FEW if found.most is None else min(len(word) + FEW, found.most)
    # A readable word is a courtesy: it gets a limited part of the budget, and the first word stands where that ends.
    part = meter.part(MOST_CHARGED)
    other = None
    with suppress(Exhausted):
        other = shortest(matching, missing, found.least, most, found.excluded, part, readable=True)
    meter.charge(part.charged)
    return word if other is None else other
