"""Names in, parts of an English sentence out: what the titles, the entries and the reports all say in one way."""

from __future__ import annotations

from collections.abc import Sequence


def enumerated(items: Sequence[str], conjunction: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; empty without items."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"


def plural(noun: str) -> str:
    """`fields` of `field`, `properties` of `property`; empty if the noun is."""
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s" if noun else ""


def bare(text: str) -> str:
    """A name as it may stand in a code span, which a backtick would end."""
    return text.replace("`", "'")
