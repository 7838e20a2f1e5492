"""Word a change for integrators, who only read what changed. Pure."""

from __future__ import annotations

import re

from apidiff.governing.renaming import without_guess
from apidiff.model.change import Change

_ADDED = frozenset({"operation-added", "event-added", "callback-added"})
# The title of what an entry declares to be renamed goes on behind it, with the name that it is in place of.
_BRINGS = re.compile(r" added with `.*?(?=, in place of `|\Z)", re.DOTALL)


def as_told(change: Change) -> Change:
    """The change without a possible rename, and what is added whole without the names of all that it brings."""
    change = without_guess(change)
    return change._replace(title=_BRINGS.sub(" added", change.title)) if change.rule in _ADDED else change
