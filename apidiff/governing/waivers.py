"""Check that a waiver is valid: its reason, its approver and its last day. Pure."""

from __future__ import annotations

import datetime
import difflib
import unicodedata
from collections.abc import Sequence

from apidiff.model.policy import Policy
from apidiff.model.records import Entry
from apidiff.model.refusals import Fault, WaiverFault

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
_EMPTY_BRAILLE = "\u2800"

FARTHEST = datetime.timedelta(days=366)
"""How far ahead a release is planned; a later date is a slip, and no release would come to ask about the waiver."""


def says_something(text: str) -> bool:
    """Whether somebody wrote a text to be read: not blank or invisible, and no word that stands for nothing.

    It has a letter, and a word that is no placeholder. Width, case and punctuation do not matter: ``N. A.`` is `n/a`.
    """
    words = [word for word in map(_letters, unicodedata.normalize("NFKC", text).casefold().split()) if word]
    whole = "".join(words)
    # Together as well: `n / a` is two words, and the one placeholder `na`.
    if not any(letter.isalpha() for letter in whole) or whole in _PLACEHOLDERS:
        return False
    return not all(word in _PLACEHOLDERS for word in words)


def _letters(word: str) -> str:
    return "".join(letter for letter in word if letter.isalnum() and letter not in _FILLERS)


def exact(text: str) -> str:
    """A name or a ticket without what nobody sees around it, and with single blanks."""
    words = " ".join(text.split())
    seen = [index for index, letter in enumerate(words) if _is_seen(letter)]
    # Within a word some are a part of its spelling, as the joiners of Persian and of the scripts of India.
    return words[seen[0] : seen[-1] + 1].strip() if seen else ""


def _shown(text: str) -> str:
    """A text with the numbers of those characters that nobody sees."""
    return "".join(letter if letter == " " or _is_seen(letter) else f"<U+{ord(letter):04X}>" for letter in text)


def _is_seen(letter: str) -> bool:
    return letter.isprintable() and unicodedata.normalize("NFKC", letter) not in (" ", *_FILLERS, _EMPTY_BRAILLE)


def approver_fault(name: str, approvers: Sequence[str]) -> WaiverFault:
    """What is wrong with an approver that is not in the list."""
    facts = {"approver": _shown(name), "approvers": ", ".join(f"`{each}`" for each in approvers)}
    if not approvers:
        return WaiverFault(Fault.NO_APPROVERS, facts)
    near = difflib.get_close_matches(name, approvers, n=1, cutoff=0.6)
    if near:
        return WaiverFault(Fault.APPROVER_MISSPELT, facts | {"near": near[0]})
    return WaiverFault(Fault.APPROVER_UNKNOWN, facts)


def fault(entry: Entry, policy: Policy, on: datetime.date | None) -> WaiverFault | None:
    """What keeps the entry's waiver from covering anything; `None` if it has none, or nothing does.

    `on` is the day of the release, or today where none is named; an entry that is dated later is for that day. `None`
    asks for no day.
    """
    waiver = entry.waiver
    if waiver is None:
        return None
    for name, text in (("reason", waiver.reason), ("approved-by", waiver.approved_by)):
        if not says_something(text):
            # A word for nothing is quoted back; what nobody sees is called blank.
            shown = text.isprintable() and text.strip()
            return WaiverFault(Fault.PLACEHOLDER if shown else Fault.BLANK, {"field": name, "text": text})
    for name, text in (("approved-by", waiver.approved_by), ("ticket", waiver.ticket or "")):
        # The list of approvers, and whoever looks for a ticket, compares to the letter.
        if text != exact(text):
            return WaiverFault(Fault.STRAY, {"field": name, "text": _shown(text), "exact": exact(text)})
    if policy.approvers is not None and waiver.approved_by not in policy.approvers:
        return approver_fault(waiver.approved_by, policy.approvers)
    if on is not None and entry.date is not None and entry.date - on > FARTHEST:
        return WaiverFault(Fault.MISDATED, {"date": str(entry.date), "today": str(on)})
    day = max(filter(None, (on, entry.date)), default=None) if on else None
    if waiver.until is not None and day is not None and waiver.until < day:
        return WaiverFault(Fault.EXPIRED, {"until": str(waiver.until)})
    return None
