"""What one object of a description says of its end: that it is deprecated, since when, and when it goes.

Sources: OpenAPI 3.1.1 and JSON Schema Validation 9.3 (`deprecated`); RFC 8594 (the Sunset header, here `x-sunset`);
RFC 9745 (the Deprecation header, here `x-deprecated-at`). A response header `Sunset` or `Deprecation` counts where its
schema allows one value only: any other says that there may be a date, and not which. The server says it, so that what
the receiver of an event answers announces nothing.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from apidiff.model.contract import JSON

SUNSET = "x-sunset"
"""The date from which something may be gone, as the header of RFC 8594 announces it."""
SINCE = "x-deprecated-at"
"""The date from which something is deprecated, as the header of RFC 9745 announces it."""
VALUES = "x-deprecated-values"
"""Beside an `enum`: the values that are deprecated, as a list, or as an object that has the sunset of each."""
DATES = (SUNSET, SINCE)

SENDING = {"sunset": SUNSET, "deprecation": SINCE}
"""The response headers that announce a date, in small letters, each with the extension that says the same."""
# As texts, which `re` compiles when they are first used: most descriptions announce nothing.
_SECONDS = r"(?a)@(\d{1,11})\Z"
_WITH_TIME = r"(?a)\d{4}-\d{2}-\d{2}(?:[Tt ].*)?\Z"


class Announcement(NamedTuple):
    """That something is to go: said by a mark, by a date, or by both."""

    since: datetime.date | None = None
    """The day from which it is deprecated, if that is written down."""
    sunset: datetime.date | None = None
    """The day from which it may be gone."""
    unread: str = ""
    """What stands in the place of a date and is none."""


def announcement(node: JSON) -> Announcement | None:
    """What an object says of its own end; `None` if it says nothing."""
    if not isinstance(node, dict) or not (node.get("deprecated") is True or any(date in node for date in DATES)):
        return None
    return dated(node.get(SINCE), node.get(SUNSET))


def dated(since: JSON, sunset: JSON) -> Announcement:
    """An announcement with its dates as they are written; `None` for one that is not."""
    days = day_of(since), day_of(sunset)
    wrong = (text for text, day in zip((since, sunset), days, strict=True) if text is not None and day is None)
    return Announcement(*days, unread=next((str(text)[:40] for text in wrong), ""))


class Sent(NamedTuple):
    """The one date that a response header is sent with."""

    field: str
    """The extension that says the same: `SUNSET` or `SINCE`."""
    written: str
    day: datetime.date
    keyword: str
    """Under which keyword of the header's schema it is written: `const` or `enum`."""


def sent_date(name: str, header: JSON) -> Sent | None:
    """The date that a response header of that name announces; `None` if it announces none, or not one alone."""
    field = SENDING.get(name.lower())
    keyword, value = _only_value(header) if field else ("", None)
    day = day_of(value)
    return Sent(field, value, day, keyword) if field and isinstance(value, str) and day is not None else None


def latest(sent: Iterable[Sent]) -> dict[str, Sent]:
    """What headers say by field. Of several days the last one counts: a client may have been told that one."""
    found: dict[str, Sent] = {}
    for each in sent:
        if each.field not in found or each.day > found[each.field].day:
            found[each.field] = each
    return found


def of_operation(body: Mapping[str, JSON], headers: Iterable[tuple[str, JSON]]) -> Announcement | None:
    """What an operation says of its end; `headers` are those that the server sends in its responses, as objects."""
    # Its own sunset is enough; without one, the headers of its responses tell the dates that it leaves out.
    own = announcement(body)
    if own is not None and own.sunset is not None:
        return own
    known = list(headers)
    sent = latest(date for name, header in known if (date := sent_date(name, header)))
    texts = (_only_value(header)[1] for name, header in known if name.lower() in SENDING)
    unread = next((str(text)[:40] for text in texts if text is not None and day_of(text) is None), "")
    if not sent and not unread:
        return own
    since, sunset = (sent[field].day if field in sent else None for field in (SINCE, SUNSET))
    if own is None:
        return Announcement(since, sunset, unread)
    return Announcement(own.since or since, sunset, own.unread or unread)


def _only_value(header: JSON) -> tuple[str, JSON]:
    """The one value of a header's schema, after the keyword that says so."""
    schema = header.get("schema") if isinstance(header, dict) else None
    if not isinstance(schema, dict):
        return "", None
    values = schema.get("enum")
    return ("enum", values[0]) if isinstance(values, list) and len(values) == 1 else ("const", schema.get("const"))


def of_values(node: JSON) -> Iterator[tuple[JSON, Announcement]]:
    """The values that `x-deprecated-values` of a schema lists, each with what is said of its end."""
    listed = node.get(VALUES) if isinstance(node, dict) else None
    if isinstance(listed, dict):
        # Without a date the value is deprecated all the same.
        yield from ((value, dated(None, when if isinstance(when, str) else None)) for value, when in listed.items())
    elif isinstance(listed, list):
        yield from ((value, Announcement()) for value in listed)


def day_of(written: JSON) -> datetime.date | None:
    """The day that a date means; `None` for anything else.

    `2026-12-31`, also with a time; `Thu, 31 Dec 2026 23:59:59 GMT` (RFC 9110, 5.6.7); `@1798761599` (RFC 9651, 3.3.7).
    """
    if not isinstance(written, str):
        return None
    text = written.strip()
    try:
        if re.match(_WITH_TIME, text):
            return datetime.date.fromisoformat(text[:10])
        if seconds := re.match(_SECONDS, text):
            return datetime.datetime.fromtimestamp(int(seconds[1]), datetime.UTC).date()
        if text.endswith("GMT"):
            # 18 ms for a form that few write.
            from email.utils import parsedate_to_datetime

            return parsedate_to_datetime(text).date()
    except (ValueError, OverflowError, OSError):
        pass
    return None
