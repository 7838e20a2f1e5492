"""Two documents in, the second out with all that it has in common with the first as the first's own objects.

Most of two releases is equal. What is one object on both sides is known to be equal without being looked at.
"""

from __future__ import annotations

from apidiff.model.contract import JSON
from apidiff.openapi.canonical import compact_json

_LEVELS = 4
"""How far a component or a path item that differs is looked into: each level writes again what differs above."""


def shared(base: dict[str, JSON], revision: dict[str, JSON]) -> dict[str, JSON]:
    """`revision` with each object and array that the base writes the same, at the same place, as the base's own.

    Neither is changed. What is shared is equal in all that a text tells: the order of keys, and `1` beside `1.0`.
    """
    changed: dict[str, JSON] = {}
    for name, section in revision.items():
        other = base.get(name)
        # Components are held by their kinds, path items and events by the section itself.
        new = _shared(other, section, outer=1 if name == "components" else 0, levels=_LEVELS)
        if new is not section:
            changed[name] = new
    return {**revision, **changed} if changed else revision


def _shared(base: JSON, revision: JSON, *, outer: int, levels: int) -> JSON:
    """One value; `outer` is how many levels are no parts yet, too large to be written as a whole."""
    if revision is base or type(base) is not type(revision) or not isinstance(revision, dict | list):
        return revision
    if isinstance(revision, list) or levels < _LEVELS:
        if compact_json(base) == compact_json(revision):
            return base
        if isinstance(revision, list) or not levels:
            return revision
    changed: dict[str, JSON] = {}
    inside = {"outer": outer - 1, "levels": levels} if outer else {"outer": 0, "levels": levels - 1}
    for name, value in revision.items():
        new = _shared(base.get(name), value, **inside)
        if new is not value:
            changed[name] = new
    return {**revision, **changed} if changed else revision
