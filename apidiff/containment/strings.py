"""A string of some length that some patterns match and others do not: the shortest one, or shown not to be."""

from __future__ import annotations

from contextlib import suppress

from apidiff.containment.answer import Budget
from apidiff.containment.automata import LIKED, Machine, has_dot, machine, shortest
from apidiff.containment.evaluate import Evaluator
from apidiff.containment.formats import IMPLIES, SAMPLES
from apidiff.containment.limits import Exhausted, Meter
from apidiff.containment.regex import Node
from apidiff.containment.terms import Terms
from apidiff.containment.values import Frozen

LONGEST = 300_000
FEW = 8
LONG = 150
ODD_STRINGS = ("", "a", " ", "0", "-", "a b", "%", "\\", "a@", "a" * 64, "a" * 300)


class Words:
    """The literals of strings, gathered."""

    __slots__ = ("excluded", "formats", "least", "matching", "missing", "most", "not_formats")

    def __init__(self) -> None:
        self.least = 0
        self.most: int | None = None
        self.matching: list[Node] = []
        self.missing: list[Node] = []
        self.formats: set[str] = set()
        self.not_formats: set[str] = set()
        self.excluded: set[str] = set()

    def without_formats(self) -> Words:
        """The same literals, as if no format were asserted."""
        words = Words()
        words.least, words.most, words.excluded = self.least, self.most, self.excluded
        words.matching, words.missing = self.matching, self.missing
        return words


def gather(terms: Terms, literals: frozenset[int]) -> Words:
    found = Words()
    for literal in sorted(literals):
        kind, parts = terms.kinds[abs(literal)], terms.parts[abs(literal)]
        if kind == "long":
            if literal > 0:
                found.least = max(found.least, parts[0])
            else:
                found.most = parts[0] - 1 if found.most is None else min(found.most, parts[0] - 1)
        elif kind == "pattern":
            (found.matching if literal > 0 else found.missing).append(parts[0])
        elif kind == "format":
            (found.formats if literal > 0 else found.not_formats).add(parts[0])
        elif kind == "enum":
            found.excluded.update(value[1] for value in parts[0])
    return found


def find_string(terms: Terms, literals: frozenset[int], meter: Meter) -> Frozen | str | None:
    """A string that satisfies the literals; None where there is none; a reason where it could not be told."""
    found = gather(terms, literals)
    if found.most is not None and found.least > found.most:
        return None
    opaque = [tree for tree in found.matching + found.missing if tree[0] == "opaque"]
    if opaque:
        return str(opaque[0][2])
    if found.formats or found.not_formats:
        return _formatted(terms, literals, found, meter)
    return _word(found, meter)


def _word(found: Words, meter: Meter) -> Frozen | str | None:
    if not found.matching and not found.missing:
        return _free(found)
    disputed = any(has_dot(tree) for tree in found.matching + found.missing)
    for strict in (True, False) if disputed else (True,):
        matching = [machine(tree, strict=strict) for tree in found.matching]
        missing = [machine(tree, strict=strict) for tree in found.missing]
        if found.least > LONG:
            pumped = _pumped(matching, missing, found, meter)
            if pumped is not None:
                return ("s", pumped)
        word = shortest(matching, missing, found.least, found.most, found.excluded, meter)
        if word is not None and strict:
            return ("s", _readable(word, matching, missing, found))
        if word is not None:
            return "`pattern`: engines differ on what a dot matches"
    return None


def _pumped(matching: list[Machine], missing: list[Machine], found: Words, meter: Meter) -> str | None:
    """A long word made of a short one by repeating a part of it; None where no such word was found."""

    def fits(word: str) -> bool:
        meter.step(1 + len(word) // 500)
        return all(each.matches(word) for each in matching) and not any(each.matches(word) for each in missing)

    for base_length in (1, 4):
        base = shortest(matching, missing, base_length, None, set(), meter, readable=True) or ""
        spans = [(start, start + size) for size in (1, 2, 3) for start in range(len(base) + 1 - size)]
        for start, end in spans:
            head, part, tail = base[:start], base[start:end], base[end:]
            word = head + part * -(-(found.least - len(head) - len(tail)) // len(part)) + tail
            if found.most is not None and len(word) > found.most:
                continue
            if fits(head + part * 3 + tail) and fits(head + part * 5 + tail) and fits(word):
                return word if word not in found.excluded else None
    return None


def _readable(word: str, matching: list[Machine], missing: list[Machine], found: Words) -> str:
    """A word in printable ASCII instead, where a short search finds one that is not much longer."""
    if all(letter in LIKED for letter in word):
        return word
    most = len(word) + FEW if found.most is None else min(len(word) + FEW, found.most)
    with suppress(Exhausted):
        meter = Meter(Budget(steps=3_000, seconds=0.05))
        other = shortest(matching, missing, found.least, most, found.excluded, meter, readable=True)
        return word if other is None else other
    return word


def _free(found: Words) -> Frozen | str | None:
    """A string that only its length and finitely many exclusions restrict."""
    if found.least > LONGEST:
        return "`minLength` asks for more than is written out"
    for length in range(found.least, found.least + 2):
        if found.most is not None and length > found.most:
            return None
        if length == 0:
            if "" not in found.excluded:
                return ("s", "")
            continue
        for last in [*LIKED, *[chr(0x4E00 + index) for index in range(len(found.excluded) + 1)]]:
            word = "a" * (length - 1) + last
            if word not in found.excluded:
                return ("s", word)
    return None


def _formatted(terms: Terms, literals: frozenset[int], found: Words, meter: Meter) -> Frozen | str | None:
    """With formats: strings known to be of a format are tried; only what implies another is refuted."""
    if any(IMPLIES.get(name, frozenset()) & found.not_formats for name in found.formats):
        return None
    plain = _word(found.without_formats(), meter)
    if plain is None or isinstance(plain, str):
        return plain
    evaluator = Evaluator(terms)
    samples = [sample for name in sorted(found.formats) for sample in SAMPLES[name]]
    if not found.formats:
        samples = [plain[1], *ODD_STRINGS, *[sample for each in SAMPLES.values() for sample in each]]
    for sample in samples:
        if evaluator.all_hold(literals, ("s", sample)):
            return ("s", sample)
    return "`format` together with other keywords of strings"
