"""Whether a waiver may let anything pass: its reason, its approver and its last day. Pure."""

from __future__ import annotations

import datetime
import difflib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from apidiff.model.records import Entry

_NOTHING = """
null nil none nan na nothing empty blank void undefined unknown unset unspecified notset notgiven notapplicable
notavailable true false yes no on off nobody noone anonymous
"""
"""Words for nothing, in small letters and without what stands between letters, as all that follow."""
_LATER = """
todo tbd tba tbc fixme wip tobedone tobedecided tobedetermined tobeannounced tobeconfirmed pending later placeholder
dummy
"""
"""Words that promise one."""
_FIELDS = "reason text string value name approver approvedby"
"""What stands in a command before somebody fills it in."""
_PLACEHOLDERS = frozenset(f"{_NOTHING} {_LATER} {_FIELDS}".split())
_FILLERS = "\u115f\u1160"
"""Letters by their category that nobody sees; the compatibility form knows no others."""


FARTHEST = datetime.timedelta(days=366)
"""How far ahead a release is planned; a later date is a slip, and no release would come to ask about the waiver."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a waiver covers nothing, and what to do about it."""

    code: str
    says: str
    """After the waiver: `expired on 2026-09-30`."""
    hint: str


def says_something(text: str) -> bool:
    """Whether somebody wrote a text to be read: not blank or invisible, and no word that stands for nothing.

    It has a letter, and a word that is no placeholder. Width, case and punctuation do not matter: ``N. A.`` is `n/a`.
    """
    words = [word for word in map(_letters, unicodedata.normalize("NFKC", text).casefold().split()) if word]
    whole = "".join(words)
    if not any(letter.isalpha() for letter in whole) or whole in _PLACEHOLDERS:
        return False
    return not all(word in _PLACEHOLDERS for word in words)


def _letters(word: str) -> str:
    return "".join(letter for letter in word if letter.isalnum() and letter not in _FILLERS)


def is_approver(name: str, approvers: Sequence[str] | None) -> bool:
    """Whether the configuration allows somebody to approve; without a list, it allows everybody."""
    return approvers is None or name in approvers


def approvers_say(name: str, approvers: Sequence[str]) -> str:
    """The hint for a name that is not in the list."""
    if not approvers:
        return "`[approvers]` in apidiff.toml names nobody, so nobody can approve."
    near = difflib.get_close_matches(name, approvers, n=1, cutoff=0.6)
    listed = ", ".join(f"`{each}`" for each in approvers)
    return (f"Did you mean `{near[0]}`? " if near else "") + f"`[approvers]` in apidiff.toml names {listed}."


def fault(entry: Entry, approvers: Sequence[str] | None, on: datetime.date | None) -> Fault | None:
    """What keeps the entry's waiver from covering anything; `None` if it has none, or nothing does.

    `on` is the day of the release, or today where none is named; an entry that is dated later is for that day. `None`
    asks for no day.
    """
    waiver = entry.waiver
    if waiver is None:
        return None
    for name, text in (("reason", waiver.reason), ("approved-by", waiver.approved_by)):
        if not says_something(text):
            return Fault(
                "waiver-unfounded",
                f"has no real `{name}`" + (f": `{text}` says nothing" if text.isprintable() and text.strip() else ""),
                "Say in words why it may ship, and who decided: it is what a reviewer reads years later.",
            )
    if approvers is not None and not is_approver(waiver.approved_by, approvers):
        return Fault(
            "approver-unknown",
            f"was approved by `{waiver.approved_by}`, who is not among the approvers",
            approvers_say(waiver.approved_by, approvers),
        )
    if on is not None and entry.date is not None and entry.date - on > FARTHEST:
        return Fault(
            "waiver-misdated",
            f"is for a release on {entry.date}, more than a year from {on}",
            "Correct the date of the entry, or move it to `unreleased/` without one.",
        )
    day = max(filter(None, (on, entry.date)), default=None) if on else None
    if waiver.until is not None and day is not None and waiver.until < day:
        return Fault(
            "waiver-expired",
            f"expired on {waiver.until}",
            "Decide anew, and set `until` to the last day on which it may be released, or take it out.",
        )
    return None
