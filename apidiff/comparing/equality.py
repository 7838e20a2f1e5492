"""Equality of JSON values: as JSON Schema has it, where Python's own takes `true` for 1 and `false` for 0.

Source: JSON Schema 2020-12 Core, 4.2.2 (numbers are equal by value, whatever way they are written).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from apidiff.comparing.serialising import text_of
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import ORDERED

_MOST_DIGITS = 1_000
"""A whole number with more digits is left as it is written."""


def same(first: JSON, second: JSON) -> bool:
    """Whether two JSON values are equal; the order of keys says nothing."""
    if first is second:
        return True
    # Equal texts are the usual case, and are compared faster than values.
    return (_both_hold(first, second) and text_of(first) == text_of(second)) or same_values(first, second)


def same_values(first: JSON, second: JSON) -> bool:
    """The same for values whose texts differ, if only in the order of their keys."""
    if first != second:
        return False
    # That no boolean stands for a number is told by a text too, unless a number is written in two ways.
    by_text = _both_hold(first, second) and text_of(first, sort=True) == text_of(second, sort=True)
    return by_text or _no_boolean_for_a_number(first, second)


def missing(values: Iterable[JSON], others: Iterable[JSON]) -> list[JSON]:
    """The values that equal none of the others, in their order."""
    known = {key_of(other) for other in others}
    return [value for value in values if key_of(value) not in known]


def key_of(value: JSON) -> str | bytes:
    """What equal values share: a string itself, of anything else a text."""
    return value if isinstance(value, str) else text_of(by_value(value), sort=True)


def by_value(value: JSON) -> JSON:
    """A JSON value with each number as an integer if it is one, however it is written."""
    if isinstance(value, dict):
        return {name: by_value(child) for name, child in value.items()}
    if isinstance(value, list):
        return [by_value(child) for child in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Decimal) and value.is_finite():
        whole = value.adjusted() < _MOST_DIGITS and value == value.to_integral_value()
        return int(value) if whole else value.normalize()
    return value


def _both_hold(first: JSON, second: JSON) -> bool:
    """Whether both are objects, or both arrays."""
    return isinstance(first, dict | list) and type(first) is type(second)


def _no_boolean_for_a_number(first: JSON, second: JSON) -> bool:
    """Of two values that Python calls equal."""
    pending = [(first, second)]
    while pending:
        one, other = pending.pop()
        if isinstance(one, dict):
            pending.extend((value, other[name]) for name, value in one.items())
        elif isinstance(one, list):
            pending.extend(zip(one, other, strict=True))
        elif isinstance(one, bool) != isinstance(other, bool):
            return False
    return True


def in_one_order(value: JSON, keyword: str = "") -> JSON:
    """The value of a keyword with each list sorted that has no order of its own."""
    if isinstance(value, dict):
        return {name: in_one_order(child, name) for name, child in value.items()}
    if isinstance(value, list):
        children = [in_one_order(child) for child in value]
        return children if keyword in ORDERED else sorted(children, key=lambda child: text_of(child, sort=True))
    return value
