"""Does one value satisfy one formula? Exact, and independent of how the value was found."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from apidiff.containment.limits import Undecided
from apidiff.containment.terms import BIT_OF_TAG, OPAQUE, TYPED, Terms
from apidiff.containment.validating import has_format
from apidiff.containment.values import Frozen

if TYPE_CHECKING:
    from apidiff.containment.automata import Pattern

Items = tuple[Frozen, ...]
Members = tuple[tuple[str, Frozen], ...]

DISPUTED = ("\r", "\u2028", "\u2029")
"""Characters that a dot excludes by ECMA-262 and that other engines let it match."""


class Evaluator:
    """Evaluates formulas of one table of terms."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._meter = terms.meter

    def holds(self, formula: int, value: Frozen) -> bool:
        """Whether `value` satisfies `formula`. Raises `Undecided` where that depends on what is not modelled."""
        if formula < 0:
            return not self.holds(-formula, value)
        self._meter.charge()
        kind, parts = self.terms.kinds[formula], self.terms.parts[formula]
        bit = TYPED.get(kind)
        if bit is not None:
            if BIT_OF_TAG[value[0]] != bit:
                return True
            if kind in OPAQUE:
                raise Undecided(OPAQUE[kind])
            return bool(getattr(self, f"_{kind}")(value[1], *parts))
        if kind == "and":
            return all(self.holds(part, value) for part in parts)
        if kind == "type":
            return bool(parts[0] & BIT_OF_TAG[value[0]])
        if kind == "enum":
            return value in parts[0]
        if kind == "one":
            return sum(self.holds(part, value) for part in parts) == 1
        return self.holds(self.terms.bodies[formula], value)

    def all_hold(self, formulas: frozenset[int] | list[int], value: Frozen) -> bool:
        return all(self.holds(formula, value) for formula in formulas)

    @staticmethod
    def _ge(number: Fraction, bound: Fraction) -> bool:
        return number >= bound

    @staticmethod
    def _gt(number: Fraction, bound: Fraction) -> bool:
        return number > bound

    @staticmethod
    def _multiple(number: Fraction, divisor: Fraction) -> bool:
        return (number / divisor).denominator == 1

    @staticmethod
    def _long(text: str, least: int) -> bool:
        return len(text) >= least

    @staticmethod
    def _pattern(text: str, pattern: Pattern) -> bool:
        if pattern.opaque:
            raise Undecided(pattern.opaque)
        if pattern.has_dot and any(sign in text for sign in DISPUTED):
            raise Undecided("`pattern`: engines differ on what a dot matches")
        # To ECMA-262 only ASCII letters make a word, to other engines `é` does as well.
        if not text.isascii() and pattern.has_boundary:
            raise Undecided("`pattern`: engines differ on what letters make a word")
        return pattern.machine().matches(text)

    def _format(self, text: str, name: str) -> bool:
        self._meter.charge(2 + (len(text) >> 5))
        return has_format(text, name)

    def _at(self, items: Items, index: int, formula: int) -> bool:
        return index >= len(items) or self.holds(formula, items[index])

    def _count(self, items: Items, start: int, formula: int, number: int) -> bool:
        return sum(self.holds(formula, item) for item in items[start:]) >= number

    def _unique(self, items: Items) -> bool:
        self._meter.charge(len(items))
        return len(set(items)) == len(items)

    @staticmethod
    def _many(members: Members, number: int) -> bool:
        return len(members) >= number

    def _has(self, members: Members, name: str) -> bool:
        self._meter.charge(len(members) >> 4)
        return any(key == name for key, _ in members)

    def _prop(self, members: Members, name: str, formula: int) -> bool:
        self._meter.charge(len(members) >> 4)
        return all(key != name or self.holds(formula, value) for key, value in members)

    def _each(self, members: Members, names: int, formula: int) -> bool:
        return all(not self.holds(names, ("s", key)) or self.holds(formula, value) for key, value in members)
