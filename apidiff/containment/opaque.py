"""Literals of which nothing is known but that each equals itself: the contents of strings, and legacy keywords.

Nothing is refuted by what such a literal says, but by what stands beside it; and a string is made for one only where
its encoding is a regular language, or its media type that of any bytes. Sources: JSON Schema 2020-12 Validation, 8;
RFC 4648; RFC 2046, 4.5.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from apidiff.containment.patterns import pattern_formula
from apidiff.containment.strings import find_string
from apidiff.containment.terms import OPAQUE, Terms
from apidiff.openapi.keywords import ANY_BYTES

if TYPE_CHECKING:
    from apidiff.containment.asking import Found, Goal, Solver

ENCODINGS = {
    "base64": r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
    "base64url": r"^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}==|[A-Za-z0-9_-]{3}=)?$",
    "base16": r"^(?:[0-9A-F]{2})*$",
}
"""Strings that each encoding may produce."""


def beside(search: Solver, literals: Goal, opaque: list[int]) -> Found:
    """A value of literals some of which are opaque, though without those there is one; a reason if it is not known."""
    terms = search.terms
    inside: dict[tuple[str, str], set[int]] = {}
    for literal in opaque:
        if terms.kinds[abs(literal)] == "inside":
            encoding, media, formula = terms.parts[abs(literal)]
            inside.setdefault((encoding, media), set()).add(formula if literal > 0 else -formula)
    for formulas in inside.values():  # one string has one content, which is all of them
        if search.solve(frozenset(formulas)) is None:
            return None
    encoded = _encoded(terms, opaque)
    found = None if encoded is None else find_string(terms, literals.difference(opaque) | encoded, search.meter)
    return found if isinstance(found, tuple) else OPAQUE[terms.kinds[abs(min(opaque))]]


def _encoded(terms: Terms, opaque: list[int]) -> set[int] | None:
    """Patterns that strings meet for which all of the literals are true; `None` where no such strings are known."""
    patterns: set[int] = set()
    for literal in opaque:
        encoding, media, *_ = (*terms.parts[abs(literal)], "")
        # An encoding alone is a regular language; a schema inside, or the opposite of a literal, is not known.
        if literal < 0 or terms.kinds[literal] != "content":
            return None
        if (encoding, media) == ("", ANY_BYTES):
            continue  # every string is some bytes
        if media or encoding not in ENCODINGS:
            return None
        patterns.add(pattern_formula(terms, ENCODINGS[encoding]))
    return patterns
