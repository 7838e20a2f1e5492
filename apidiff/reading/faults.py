"""The errors that reading JSON and reading YAML have in common."""

from __future__ import annotations

from apidiff.errors import InputError, Place
from apidiff.model.pattern import pattern
from apidiff.openapi.pointers import shortened
from apidiff.reading.limits import Limits

_SURROGATE = pattern(r"\\u[dD][89a-fA-F]")
_PAIR = pattern(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..")


def duplicate_key(key: str, first_line: int | None, place: Place) -> InputError:
    """The error for a key that an object has twice; `place` is the second one's object and line."""
    return InputError(
        f"The key `{shortened(key)}` stands twice in one object"
        + (f", first on line {first_line}" if first_line else ""),
        place=place,
        hint="Keep one of the two; readers differ in which one they take.",
    )


def long_number(text: str, limits: Limits, place: Place) -> InputError:
    """The error for a number beyond the budget."""
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    return InputError(
        f"The number {shown} has more than {limits.digits} digits",
        place=place,
        hint="Leave the limit out, or write the largest number that you mean.",
    )


def too_deep(limits: Limits, place: Place) -> InputError:
    """The error for a document that nests deeper than the budget."""
    return InputError(
        f"The document is nested more than {limits.depth} levels deep",
        place=place,
        hint="Move the inner schemas to `components` and refer to them.",
    )


def lone_surrogate(place: Place) -> InputError:
    """The error for half of a surrogate pair, which is no character and could never be written again."""
    return InputError(
        "A string holds half of a surrogate pair, which is no character",
        place=place,
        hint="Write the character itself, or both halves of its escape.",
    )


def lone_surrogate_at(text: str) -> int | None:
    r"""The offset of the first `\u` escape in `text` that is half of a surrogate pair."""
    pair_ends = 0
    for found in _SURROGATE.finditer(text):
        at = begins = found.start()
        while begins and text[begins - 1] == "\\":
            begins -= 1
        if at < pair_ends or (at - begins) % 2:
            continue
        pair = _PAIR.match(text, at)
        if pair is None:
            return at
        pair_ends = pair.end()
    return None
