"""Formulas over one string in, what they ask of it out: lengths, patterns, formats, excluded values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apidiff.containment.terms import Terms

if TYPE_CHECKING:
    from apidiff.containment.automata import Pattern

LONGEST = 300_000
"""Characters of a string that is written out; of longer ones it is only told that there are none."""


class Words:
    """The literals of strings, gathered."""

    __slots__ = ("excluded", "formats", "least", "matching", "missing", "most", "not_formats")

    def __init__(self) -> None:
        self.least = 0
        self.most: int | None = None
        self.matching: list[Pattern] = []
        self.missing: list[Pattern] = []
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
