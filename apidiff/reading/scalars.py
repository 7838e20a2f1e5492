"""The text of a scalar in, its exact JSON value out: the numbers of JSON, and all of YAML's core schema."""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from apidiff.model.contract import JSON
from apidiff.reading.limits import DEFAULT_LIMITS

FLOAT = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z"
"""A number in YAML's core schema (YAML 1.2.2, 10.3.2)."""
DEFAULT_DIGITS = DEFAULT_LIMITS.digits
_SAFE_DIGITS = 19
"""An integer with fewer characters has at most 64 bits."""
_MOST = 2**63 - 1


class LongInteger(int):
    """An integer beyond 64 bits. Of a plain one, orjson refuses the whole document; of a subclass, it asks."""

    __slots__ = ()


class NumberTooLong(ValueError):
    """The number has more digits than the budget allows; `text` is how it was written."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def exact_int(text: str, digits: int = DEFAULT_DIGITS) -> int:
    """Read a decimal integer of at most `digits` digits; raises `NumberTooLong`."""
    if len(text) > digits:
        raise NumberTooLong(text)
    value = int(text)
    return value if len(text) < _SAFE_DIGITS or -_MOST - 1 <= value <= _MOST else LongInteger(value)


@lru_cache(maxsize=4096)
def exact_float(text: str, digits: int = DEFAULT_DIGITS) -> float | Decimal:
    """Read a decimal fraction; a `Decimal` only where the nearest float is not what was written.

    The exponent counts as digits: 1e999999999 is short to write and long to compare. Raises `NumberTooLong`.
    """
    if len(text) > digits:
        raise NumberTooLong(text)
    value = float(text)
    # A double gives 15 significant digits back as they were (IEEE 754), so nothing needs to be compared.
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


_INT = r"[-+]?[0-9]+\Z"
_OCTAL = r"0o[0-7]+\Z"
_HEX = r"0x[0-9a-fA-F]+\Z"
_NOT_FINITE = r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z"

_NULLS = ("", "~", "null", "Null", "NULL")
_WORDS: dict[str, JSON] = {
    **dict.fromkeys(_NULLS),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_TAG = "tag:yaml.org,2002:"
MERGE_TAG = f"{_TAG}merge"
_TEXTS = ("!", *(f"{_TAG}{name}" for name in ("str", "binary", "timestamp")))
"""Their JSON form is the text: that of bytes in base64, or of a date, is a string."""
_MAPPINGS = ("!", *(f"{_TAG}{name}" for name in ("map", "set")))
_SEQUENCES = ("!", *(f"{_TAG}{name}" for name in ("seq", "omap", "pairs")))
_TYPES: dict[str, tuple[type, ...]] = {
    f"{_TAG}int": (int,),
    f"{_TAG}float": (int, float, Decimal),
    f"{_TAG}bool": (bool,),
    f"{_TAG}null": (type(None),),
}
_ABSENT: Any = object()


class NotJSON(ValueError):
    """A scalar or a tag that has no JSON value."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Resolver:
    """Resolves plain scalars, each distinct text once; with `as_texts`, to themselves or to null."""

    def __init__(self, digits: int = DEFAULT_DIGITS, as_texts: bool = False) -> None:
        self.digits = digits
        self.as_texts = as_texts
        self.known: dict[str, JSON] = dict.fromkeys(_NULLS) if as_texts else dict(_WORDS)

    def plain(self, text: str) -> JSON:
        """The value of a scalar without quotes and without a tag; raises `NotJSON`, `NumberTooLong`."""
        value = self.known.get(text, _ABSENT)
        if value is _ABSENT:
            # Not empty: an empty scalar is null, which is known.
            may_be_number = not self.as_texts and text[0] in "+-.0123456789"
            value = self.known[text] = self._number(text) if may_be_number else text
        return value

    def tagged(self, tag: str, text: str) -> JSON:
        """The value of a scalar with a tag of the core schema or of YAML 1.1; `!` alone makes it a string."""
        if tag in _TEXTS or (self.as_texts and tag in _TYPES):
            return text
        value = self.plain(text)
        # `!!float 1` is a float, although a plain `1` is none.
        if tag == _TAG + "float" and isinstance(value, int) and not isinstance(value, bool):
            return exact_float(f"{value}.0", self.digits)
        expected = _TYPES.get(tag)
        if expected is None:
            raise NotJSON(f"The tag `{_shown(tag)}` has no meaning in JSON", "Remove the tag.")
        # In Python `True` is an `int`.
        if not isinstance(value, expected) or (tag == _TAG + "int" and isinstance(value, bool)):
            raise NotJSON(f"`{text}` is not what its tag `{_shown(tag)}` says", "Remove the tag, or correct the value.")
        return value

    def check_collection(self, tag: str, is_mapping: bool) -> None:
        """Raise `NotJSON` where a mapping or sequence carries a tag other than its own."""
        if tag not in (_MAPPINGS if is_mapping else _SEQUENCES):
            raise NotJSON(f"The tag `{_shown(tag)}` has no meaning in JSON", "Remove the tag.")

    def _number(self, text: str) -> JSON:
        if re.match(_INT, text):
            return exact_int(text, self.digits)
        if re.match(_OCTAL, text) or re.match(_HEX, text):
            if len(text) > self.digits:
                raise NumberTooLong(text)
            value = int(text, 0)
            # The core schema gives octal and hexadecimal numbers no sign, so there is no lower end.
            return value if value <= _MOST else LongInteger(value)
        if re.match(FLOAT, text):
            return exact_float(text, self.digits)
        if re.match(_NOT_FINITE, text):
            raise NotJSON(f"`{text}` is not a JSON number", "Leave the limit out, or quote it where a text is meant.")
        return text


def _shown(tag: str) -> str:
    return f"!!{tag.removeprefix(_TAG)}" if tag.startswith(_TAG) else tag
