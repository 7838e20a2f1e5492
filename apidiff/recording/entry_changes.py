"""Say in words what differs between two versions of an entry's file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from apidiff.errors import InputError
from apidiff.model.records import Entry
from apidiff.recording.entries import parse_entry
from apidiff.recording.line_ends import unix_ends

_LABELS = {
    "body": "text",
    "approved_by": "approver",
    "meaning": "declared meanings",
    "changes": "list of changes",
}
_LONG = ("body", "changes", "meaning", "renames", "review")
_MOST = 60
"""Characters of a value that are shown."""


def entry_changes(name: str, old: bytes, new: bytes) -> list[str]:
    """Each part that differs: ``its approver was `owner` and is `intern` ``; nothing where one cannot be read."""
    try:
        then, now = (parse_entry(unix_ends(text).decode(), Path(name)) for text in (old, new))
    except (InputError, UnicodeDecodeError):
        return []
    # Both say the same, and their digests differ.
    return _entry_changes(then, now) or ["its formatting changed"]


def _entry_changes(then: Entry, now: Entry) -> list[str]:
    found = []
    for name in Entry._fields:
        one, other = getattr(then, name), getattr(now, name)
        if one == other:
            continue
        if name == "waiver" and one is not None and other is not None:
            parts = [part for part in one._fields if getattr(one, part) != getattr(other, part)]
            found += [_said(part, getattr(one, part), getattr(other, part), "waiver's ") for part in parts]
        elif name == "waiver":
            found.append("its waiver was taken out" if other is None else "a waiver was put in")
        else:
            found.append(_said(name, one, other))
    return found


def _said(name: str, one: Any, other: Any, whose: str = "") -> str:
    label = _LABELS.get(name, name.replace("_", "-"))
    # An entry has no other approver and no other reason.
    whose = "" if name in ("approved_by", "reason") else whose
    if name in _LONG:
        return f"its {whose}{label} changed"
    return f"its {whose}{label} was {_shown(one)} and is {_shown(other)}"


def _shown(value: Any) -> str:
    if value is None:
        return "not given"
    text = str(value)
    return f"`{text if len(text) <= _MOST else text[: _MOST - 1] + '…'}`"
