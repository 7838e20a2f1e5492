"""JSON values as hashable terms with JSON Schema's equality: 1.0 equals 1, true does not, objects have no order.

A frozen value is a tuple led by one letter: `("n",)` null, `("b", bool)`, `("x", Fraction)`, `("s", str)`,
`("a", (items...))`, `("o", ((name, value), ...))` sorted by name.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from apidiff.containment.limits import Undecided
from apidiff.model.contract import JSON

Frozen = tuple[Any, ...]

LARGEST_EXPONENT = 5_000
NULL: Frozen = ("n",)
FALSE: Frozen = ("b", False)
TRUE: Frozen = ("b", True)
LIKED = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_ .,:/@#+!?=&%$*~^|;'\"()[]{}<>\\`"
"""The characters of a witness, those first that a person likes to read."""


def exact(number: int | float | Decimal) -> Fraction:
    """The number that was written: a float stands for its shortest decimal, so 0.1 is one tenth.

    Raises ValueError for infinities and NaN, which are not JSON, and `Undecided` for an exponent past all use.
    """
    if isinstance(number, int):
        return Fraction(number)
    if isinstance(number, float):
        return Fraction(repr(number))
    # A fraction writes out all digits: `1e999999999` would fill the memory.
    if number.is_finite() and abs(number.adjusted()) > LARGEST_EXPONENT:
        raise Undecided("a number is too large or too small to be written out")
    if not number.is_finite():
        raise ValueError("infinities and NaN are not JSON")
    return Fraction(number)


def freeze(value: JSON) -> Frozen:
    """The frozen form of a JSON value. Raises ValueError for what is not JSON."""
    if value is None:
        return NULL
    # Before numbers: in Python a boolean is an `int`.
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, str):
        return ("s", value)
    if isinstance(value, (int, float, Decimal)):
        return ("x", exact(value))
    if isinstance(value, (list, tuple)):
        return ("a", tuple([freeze(item) for item in value]))
    if isinstance(value, dict):
        return ("o", tuple(sorted([(str(name), freeze(item)) for name, item in value.items()], key=_name)))
    raise ValueError(f"{type(value).__name__} is not a JSON value")


def size_of(value: Frozen) -> int:
    """How many values and names a frozen value holds, in the thousands of characters and digits too."""
    tag = value[0]
    if tag == "s":
        return 1 + (len(value[1]) >> 10)
    if tag == "x":
        return 1 + (int(value[1].numerator.bit_length() + value[1].denominator.bit_length()) >> 6)
    if tag == "a":
        return 1 + sum([size_of(item) for item in value[1]])
    if tag == "o":
        return 1 + sum([1 + size_of(item) for _, item in value[1]])
    return 1


def _name(pair: tuple[str, Frozen]) -> str:
    return pair[0]


def thaw(value: Frozen) -> JSON:
    """The JSON value of a frozen one; integral numbers become `int`, others `float` where that loses nothing."""
    tag = value[0]
    if tag == "n":
        return None
    if tag == "x":
        return plain(value[1])
    if tag == "a":
        return [thaw(item) for item in value[1]]
    if tag == "o":
        return {name: thaw(item) for name, item in value[1]}
    return value[1]


def plain(number: Fraction) -> int | float | Decimal:
    """A fraction with a finite decimal expansion as a JSON number."""
    if number.denominator == 1:
        return number.numerator
    as_float = float(number)
    if Fraction(repr(as_float)) == number:
        return as_float
    return decimal_of(number)


def decimal_of(number: Fraction) -> Decimal:
    """The exact decimal of a fraction whose denominator divides a power of ten."""
    digits, scale = number.denominator, 0
    while digits != 1 and scale < 2000:
        scale += 1
        digits = (number * 10**scale).denominator
    return Decimal((number * 10**scale).numerator).scaleb(-scale)
