"""A number between bounds, a multiple of some numbers and of none of others: found exactly, or shown not to be."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor, gcd, lcm

from apidiff.containment.limits import Meter
from apidiff.containment.terms import Terms
from apidiff.containment.values import Frozen

FINEST = 400
MOST_TRIED = 50_000
MOST_BITS = 100_000


class Range:
    """The literals of numbers, gathered."""

    __slots__ = ("divisors", "excluded", "high", "high_open", "low", "low_open", "not_divisors")

    def __init__(self) -> None:
        self.low: Fraction | None = None
        self.low_open = False
        self.high: Fraction | None = None
        self.high_open = False
        self.divisors: list[Fraction] = []
        self.not_divisors: list[Fraction] = []
        self.excluded: set[Fraction] = set()

    def raise_low(self, bound: Fraction, opened: bool) -> None:
        # Of two equal bounds the open one is tighter.
        if self.low is None or (bound, opened) > (self.low, self.low_open):
            self.low, self.low_open = bound, opened

    def lower_high(self, bound: Fraction, opened: bool) -> None:
        if self.high is None or (bound, not opened) < (self.high, not self.high_open):
            self.high, self.high_open = bound, opened

    def admits(self, number: Fraction) -> bool:
        if self.low is not None and (number < self.low or (self.low_open and number == self.low)):
            return False
        if self.high is not None and (number > self.high or (self.high_open and number == self.high)):
            return False
        return number not in self.excluded and all((number / m).denominator != 1 for m in self.not_divisors)


def gather(terms: Terms, literals: frozenset[int]) -> Range:
    found = Range()
    for literal in literals:
        kind, parts = terms.kinds[abs(literal)], terms.parts[abs(literal)]
        if kind in ("ge", "gt"):
            if literal > 0:
                found.raise_low(parts[0], kind == "gt")
            else:
                found.lower_high(parts[0], kind == "ge")
        elif kind == "multiple":
            (found.divisors if literal > 0 else found.not_divisors).append(parts[0])
        elif kind == "enum":
            found.excluded.update(value[1] for value in parts[0])
    return found


def find_number(terms: Terms, literals: frozenset[int], meter: Meter) -> Frozen | str | None:
    """A number that satisfies the literals; None where there is none; a reason where it could not be told."""
    meter.charge(1 + len(literals))
    found = gather(terms, literals)
    low, high = found.low, found.high
    each = _cost(found)
    if low is not None and high is not None and (low > high or (low == high and (found.low_open or found.high_open))):
        return None
    if found.divisors:
        return _multiple(found, each, meter)
    if low is not None and low == high:
        return ("x", low) if found.admits(low) else None
    for number in _decimals(found):
        meter.charge(each)
        if found.admits(number):
            return ("x", number)
    # The bounds differ, so there are other numbers between them: that none of these fits is no proof.
    return "`multipleOf`: no short decimal in the range"


def _common(numbers: list[Fraction]) -> Fraction:
    """The least common multiple of positive fractions."""
    # Of reduced fractions: the least common multiple of the numerators over the greatest common divisor of the
    # denominators. 1/2 and 1/3 have 1.
    top, bottom = 1, 0
    for number in numbers:
        top = lcm(top, number.numerator)
        bottom = gcd(bottom, number.denominator)
    return Fraction(top, bottom)


def _cost(found: Range) -> int:
    """Steps for one number held against the bounds and divisors: more if they are written with many digits."""
    bounds = [bound for bound in (found.low, found.high) if bound is not None]
    long = max([_bits(number) for number in [*bounds, *found.divisors, *found.not_divisors]], default=0)
    return 4 + (2 + 2 * len(found.not_divisors)) * (1 + (long >> 10)) ** 2


def _bits(number: Fraction) -> int:
    return number.numerator.bit_length() + number.denominator.bit_length()


def _multiple(found: Range, each: int, meter: Meter) -> Frozen | str | None:
    unit = Fraction(1)
    for index, divisor in enumerate(found.divisors):
        meter.charge(each)
        unit = _common([unit, divisor]) if index else divisor
        if _bits(unit) > MOST_BITS:
            return "`multipleOf`: the least common multiple is too large to be written out"
    meter.charge(len(found.not_divisors) * each)
    # Every multiple of the unit is a multiple of this divisor as well, so that all of them are excluded.
    if any((unit / divisor).denominator == 1 for divisor in found.not_divisors):
        return None
    # Bounds in units: candidates are integers from here on.
    lowest = None if found.low is None else ceil(found.low / unit)
    if lowest is not None and found.low_open and lowest * unit == found.low:
        lowest += 1
    highest = None if found.high is None else floor(found.high / unit)
    if highest is not None and found.high_open and highest * unit == found.high:
        highest -= 1
    for tried, factor in enumerate(_outwards(lowest, highest)):
        meter.charge(each)
        if found.admits(factor * unit):
            return ("x", factor * unit)
        if tried > MOST_TRIED:
            return "`multipleOf` leaves too many numbers to try"
    return None


def _outwards(lowest: int | None, highest: int | None) -> Iterator[int]:
    """The integers of a range, the ones nearest to zero first."""
    start = 0
    if lowest is not None and highest is not None and lowest > highest:
        return
    if lowest is not None and lowest > 0:
        start = lowest
    elif highest is not None and highest < 0:
        start = highest
    yield start
    up, down = start + 1, start - 1
    while True:
        more_up, more_down = highest is None or up <= highest, lowest is None or down >= lowest
        if not more_up and not more_down:
            return
        if more_up:
            yield up
            up += 1
        if more_down:
            yield down
            down -= 1


def _decimals(found: Range) -> Iterator[Fraction]:
    """Decimals inside of the bounds, those with few digits and near to zero first; the bounds differ."""
    # Enough on each step to get past all the numbers that are excluded.
    tries = 12 + 2 * len(found.excluded)
    for bound in (Fraction(0), Fraction(1, 2), found.low, found.high):
        if bound is not None:
            yield bound
    for digits in range(FINEST):
        step = Fraction(1, 10**digits)
        lowest = None if found.low is None else ceil(found.low / step)
        highest = None if found.high is None else floor(found.high / step)
        for tried, factor in enumerate(_outwards(lowest, highest)):
            if tried > tries:
                break
            yield factor * step
