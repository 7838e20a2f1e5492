"""Neutral changes that are published anyway: deprecations, sunsets, changed defaults. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from apidiff.model.change import Change
from apidiff.rules import is_published


def is_announced(change: Change) -> bool:
    """Whether a change is told to everyone although no client breaks by it: its rule is `published`."""
    return change.cls == "neutral" and is_published(change.rule) and not change.unreached


ANNOUNCED_TITLES = ("Deprecated", "Changed defaults", "Deprecated, and changed defaults")
"""The headings over what is announced."""


def announced_title(changes: Iterable[Change]) -> str:
    """The heading over what is announced."""
    rules = {change.rule for change in changes if is_announced(change)}
    if rules == {"default-changed"}:
        return ANNOUNCED_TITLES[1]
    return ANNOUNCED_TITLES[2 if "default-changed" in rules else 0]
