"""Values in a sentence: short, on one line, never cut in a way that changes what they seem to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from apidiff.comparing.edits import ABSENT
from apidiff.comparing.serialising import text_of
from apidiff.model.contract import JSON
from apidiff.rules import listed

LONGEST = 72
MOST_NAMES = 12
MOST_VALUES = 5


def shown(value: JSON, longest: int = LONGEST) -> str:
    """A value in compact JSON with its keys sorted; a long one ends in an ellipsis."""
    text = "absent" if value is ABSENT else text_of(value, sort=True).decode()
    return text if len(text) <= longest else text[: longest - 1] + "…"


def brings(items: Mapping[str, Sequence[str]], most: int = MOST_NAMES) -> str:
    """What an added thing brings with it: " with `a`, `b` (`x`, `y`) and 3 more"; empty where it brings nothing.

    `items` holds names, each with the values that it is limited to.
    """
    if not items:
        return ""
    kept = list(items.items())[:most]
    quoted = [f"`{name}`{_listed(values)}" for name, values in kept]
    rest = len(items) - len(quoted)
    return " with " + ", ".join(quoted) + (f" and {rest} more" if rest else "")


def brings_values(values: Sequence[str]) -> str:
    """To which values an added thing is limited: " with the values `x` and `y`"; empty if it is not."""
    noun = "value" if len(values) == 1 else "values"
    return f" with the {noun} {listed(values, MOST_NAMES)}" if values else ""


def _listed(values: Sequence[str]) -> str:
    """A few short values in parentheses; more of them are looked up, not read."""
    if not 0 < len(values) <= MOST_VALUES or sum(map(len, values)) > LONGEST:
        return ""
    return " (" + ", ".join(f"`{value}`" for value in values) + ")"
