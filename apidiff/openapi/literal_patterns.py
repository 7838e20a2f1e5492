"""A pattern in, the texts that it matches out, where it is an anchored text or a choice among texts."""

from __future__ import annotations

import re

_TEXT = r"(?:[\w\-/@:#~ ]|\\[^\w\s])*"
# `^a$` and `^a\.b$` match one text each; `^a.b$`, `^\d$` and whatever is not anchored match more.
_ONE_TEXT = re.compile(rf"\^({_TEXT})\$")
_CHOICE = re.compile(rf"\^\((?:\?:)?({_TEXT}(?:\|{_TEXT})*)\)\$")
_ESCAPED = re.compile(r"\\(.)")


def only_text(pattern: str) -> str | None:
    """The only text that a pattern matches, where it is anchored and has nothing but characters."""
    found = _ONE_TEXT.fullmatch(pattern)
    return _ESCAPED.sub(r"\1", found[1]) if found else None


def texts_of(pattern: str) -> list[str] | None:
    """All texts that a pattern matches: one, or those of a choice; `None` of any other pattern."""
    if (one := only_text(pattern)) is not None:
        return [one]
    found = _CHOICE.fullmatch(pattern)
    if found is None:
        return None
    return list(dict.fromkeys(_ESCAPED.sub(r"\1", part) for part in re.split(r"(?<!\\)\|", found[1])))
