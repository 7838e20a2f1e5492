"""Long lists of values, answered for by hashing: two schemas that differ in their `enum` alone in, an answer out.

A search spends steps on each value, and a list of a hundred thousand would take all of them. Yet which values went is
all that there is to know: one that what stands beside the list admits was valid, and is not any more.
"""

from __future__ import annotations

from typing import Any

from apidiff.comparing.equality import missing, same
from apidiff.containment import Containment
from apidiff.containment.interpreting import NotInterpreted, is_valid
from apidiff.model.contract import JSON

MANY = 1_000
"""How many values a list has that is not left to the search."""
MOST_TRIED = 10_000
"""How many values that went are tried on what stands beside the list."""


def contained_by_values(sub: JSON, sup: JSON, formats: Any) -> Any:
    """Whether one schema is contained in the other, as `Containment` tells it; `None` if that is not told here."""
    if not (_lists_many(sub) or _lists_many(sup)) or not isinstance(sub, dict) or not isinstance(sup, dict):
        return None
    if not isinstance(sub.get("enum"), list) or not isinstance(sup.get("enum"), list):
        return None
    rest = {keyword: value for keyword, value in sub.items() if keyword != "enum"}
    if not same(rest, {keyword: value for keyword, value in sup.items() if keyword != "enum"}):
        return None
    # All else is the same on both sides, so only a value that `sup` does not list can make a difference.
    gone = missing(sub["enum"], sup["enum"])
    return _answer(gone, rest, formats) if len(gone) <= MOST_TRIED else None


def _answer(gone: list[JSON], rest: JSON, formats: Any) -> Any:
    try:
        for value in gone:
            if is_valid(value, rest, formats):
                return Containment("refuted", witness=value)
    except (NotInterpreted, ValueError):
        return None
    return Containment("proved")


def _lists_many(schema: JSON) -> bool:
    values = schema.get("enum") if isinstance(schema, dict) else None
    return isinstance(values, list) and len(values) > MANY
