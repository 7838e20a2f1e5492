"""A pattern in, the only text that it matches out."""

from __future__ import annotations

import re

# `^a$` and `^a\.b$` match one text each; `^a.b$`, `^\d$` and whatever is not anchored match more.
_ONE_TEXT = re.compile(r"\^((?:[\w\-/@:#~ ]|\\[^\w\s])*)\$")
_ESCAPED = re.compile(r"\\(.)")


def only_text(pattern: str) -> str | None:
    """The only text that a pattern matches, where it is anchored and has nothing but characters."""
    found = _ONE_TEXT.fullmatch(pattern)
    return _ESCAPED.sub(r"\1", found[1]) if found else None
