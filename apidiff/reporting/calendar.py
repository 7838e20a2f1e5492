"""The calendar of deprecations as text, JSON and iCalendar: what is planned in, a report out."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from apidiff.governing.calendar import Planned
from apidiff.reporting import words
from apidiff.reporting.escaping import clean, without_commands
from apidiff.reporting.json_output import to_json
from apidiff.reporting.layout import Terminal, with_whole_names

_FOLD_BYTES = 75
"""Octets of a line without its end (RFC 5545, 3.1)."""

_COLONS = re.compile(":{3,}")
"""A run of them that a line could not be folded beside without one that begins with two."""
_WHOLE = ("operation", "event", "callback")
"""What is named by itself, and is not a part of an operation."""


def text(title: str, plans: Sequence[Planned], today: datetime.date, terminal: Terminal) -> str:
    """A table: from when on it may be gone, since when it is deprecated, and what it is."""
    if not plans:
        return f"{clean(title)}: nothing is deprecated.\n"
    lines = [f"{clean(title)}: {words.number(len(plans), 'deprecation')}", ""]
    wide = 2 + max(len("not released"), *(len(_since(plan)) for plan in plans))
    lines.append(f"  {'may be gone':<22}{'deprecated':<{wide}}what")
    for plan in plans:
        start = f"  {_goes(plan, today):<22}{_since(plan):<{wide}}"
        lines += terminal.paragraph(with_whole_names(plan.what), first=start, rest=" " * len(start))
        # A whole operation names itself; of a part it is said where that is.
        if any(name not in plan.what for name in plan.operations):
            shown, more = words.first([f"`{name}`" for name in plan.operations])
            reach = with_whole_names(f"in {', '.join(shown)}{f' {more}' if more else ''}")
            lines += terminal.paragraph(reach, first=" " * len(start) + "  ")
    return "\n".join(lines) + "\n"


def _since(plan: Planned) -> str:
    if plan.since is None:
        return "not released"
    return f"{plan.since} or earlier" if plan.or_earlier else plan.since.isoformat()


def _goes(plan: Planned, today: datetime.date) -> str:
    if plan.sunset is not None:
        return f"{plan.sunset}{' (has come)' if plan.sunset <= today else ''}"
    if plan.unread:
        return "no readable date"
    return f"from {plan.earliest} on" if plan.earliest else "no date"


def document(name: str, release: str | None, plans: Iterable[Planned]) -> str:
    """`apidiff.calendar/1`."""
    made: dict[str, Any] = {
        "format": "apidiff.calendar/1",
        "description": name,
        "release": release,
        "deprecations": [
            {
                "what": plan.what,
                "kind": plan.kind,
                "since": plan.since and plan.since.isoformat(),
                "or_earlier": plan.or_earlier,
                "sunset": plan.sunset and plan.sunset.isoformat(),
                "earliest": plan.earliest and plan.earliest.isoformat(),
                "unreadable": plan.unread or None,
                "operations": list(plan.operations),
                "path_versions": list(plan.path_versions),
                "pointer": plan.pointer,
            }
            for plan in plans
        ],
    }
    return to_json(made) + "\n"


_UTC = (
    "BEGIN:VTIMEZONE",
    "TZID:Etc/UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""What a calendar without events holds: it needs one component at least (RFC 5545, 3.6)."""


def icalendar(title: str, plans: Iterable[Planned], stamp: datetime.date, comment: str = "") -> str:
    """An all-day event for each day from which something may be gone, as RFC 5545 has it.

    An event's `UID` is made from the API's title and the name of the thing, so that a calendar moves the event where
    its day changes. `comment` says who wrote it. `stamp` is the day that the
    description is of: the same description gives the same text.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//apidiff//calendar//EN",
        "CALSCALE:GREGORIAN",
        # Readers ignore a property that begins with `X-` and that they do not know (RFC 5545, 3.8.8.2).
        *([f"X-COMMENT:{_escaped(comment)}"] if comment else []),
        f"X-WR-CALNAME:{_escaped(f'{title}: what may be gone when')}",
    ]
    taken: dict[str, int] = {}
    events: list[str] = []
    for plan in plans:
        if plan.sunset is None:
            continue
        key = json.dumps([title, plan.kind, plan.what])
        # Two parts may be called the same; a number keeps their events apart.
        taken[key] = taken.get(key, 0) + 1
        events += _event(plan, hashlib.sha256(f"{key}{taken[key]}".encode()).hexdigest()[:32], title, stamp)
    lines += [*(events or _UTC), "END:VCALENDAR"]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(plan: Planned, uid: str, title: str, stamp: datetime.date) -> list[str]:
    assert plan.sunset is not None
    since = f" Deprecated since {_since(plan)}." if plan.since else ""
    reach = ""
    if plan.kind not in _WHOLE:
        shown, more = words.first(plan.operations, 10)
        reach = f" Affects {', '.join(shown)}{f' {more}' if more else ''}."
    plain = plan.what.replace("`", "")
    begins = words.sentence(f"{plan.what} may be gone from {plan.sunset} on").replace("`", "")
    # The end is the first day after it (RFC 5545, 3.6.1); after the last day that `date` has, there is none.
    ends = plan.sunset + datetime.timedelta(days=1) if plan.sunset < datetime.date.max else plan.sunset
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}@apidiff",
        f"DTSTAMP:{_day(stamp)}T000000Z",
        f"DTSTART;VALUE=DATE:{_day(plan.sunset)}",
        *([f"DTEND;VALUE=DATE:{_day(ends)}"] if ends > plan.sunset else []),
        f"SUMMARY:{_escaped(f'{title}: {plain} may be gone')}",
        f"DESCRIPTION:{_escaped(f'{begins}{since}{reach}')}",
        f"CATEGORIES:{_escaped(plan.kind)}",
        # Nobody is busy on that day (RFC 5545, 3.8.2.7).
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _day(day: datetime.date) -> str:
    """A value of the type DATE (RFC 5545, 3.3.4): `strftime` leaves out the zeros before an early year."""
    return day.isoformat().replace("-", "")


def _escaped(said: str) -> str:
    """A value of the type TEXT (RFC 5545, 3.3.11) on one line, which no code host's log takes for a command."""
    plain = _COLONS.sub("::", without_commands(clean(said)))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """A content line in pieces of at most 75 octets, none of which cuts a character or begins with `::`.

    A log takes a line for a command of GitHub Actions that begins so after a space.
    """
    pieces: list[str] = []
    # A further piece begins with a space, which counts among the octets.
    while len(line.encode()) > (room := _FOLD_BYTES - bool(pieces)):
        # Bytes of a character that does not fit are left to the next piece.
        length = len(line.encode()[:room].decode(errors="ignore"))
        while length > 1 and line[length:].startswith("::"):
            length -= 1
        pieces.append(line[:length])
        line = line[length:]
    return "\r\n ".join([*pieces, line])
