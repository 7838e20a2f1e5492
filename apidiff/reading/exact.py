"""The text of a number in, a number that is exactly it out: `int`, `float`, or `Decimal` where a float would round."""

from __future__ import annotations

import math
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from apidiff.model.pattern import pattern
from apidiff.reading.limits import DEFAULT_LIMITS

FLOAT = pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
"""A number in YAML's core schema (YAML 1.2.2, 10.3.2)."""
DEFAULT_DIGITS = DEFAULT_LIMITS.digits


class NumberTooLong(ValueError):
    """The number has more digits than the budget allows; `text` is how it was written."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def exact_int(text: str, digits: int = DEFAULT_DIGITS) -> int:
    """Read a decimal integer of at most `digits` digits; raises `NumberTooLong`."""
    if len(text) > digits:
        raise NumberTooLong(text)
    return int(text)


@lru_cache(maxsize=4096)
def exact_float(text: str, digits: int = DEFAULT_DIGITS) -> float | Decimal:
    """Read a decimal fraction; a `Decimal` only where the nearest float is not what was written.

    The exponent counts as digits: 1e999999999 is short to write and long to compare. Raises `NumberTooLong`.
    """
    if len(text) > digits:
        raise NumberTooLong(text)
    value = float(text)
    if len(text) <= 15 and "e" not in text and "E" not in text:
        return value
    try:
        decimal = Decimal(text)
    except InvalidOperation:  # an exponent that no machine can hold
        raise NumberTooLong(text) from None
    if decimal and abs(decimal.adjusted()) + len(text) > digits:
        raise NumberTooLong(text)
    if math.isfinite(value) and Decimal(repr(value)) == decimal:
        return value
    return decimal
