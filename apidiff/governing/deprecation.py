"""Ask of everything that goes whether it was announced long enough, and of every date whether it keeps what was said.

What is announced of a part is read from the recorded releases, from the newest back, as far as it needs to be.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from apidiff.comparing.pointers import parameter_name, phrase, with_names
from apidiff.comparing.serialising import told as in_words
from apidiff.governing.scoping import Side
from apidiff.model.change import Change, Gone
from apidiff.model.contract import JSON
from apidiff.model.policy import Policy
from apidiff.model.refusals import Reason, Refusal
from apidiff.model.wording import enumerated
from apidiff.openapi.announcements import DATES, SENDING, VALUES, Announcement, of_values
from apidiff.openapi.operations import operations
from apidiff.openapi.places import Described, Place, Way, json_of
from apidiff.openapi.pointers import ABSENT, find
from apidiff.rules import announces, removes


class Told(NamedTuple):
    """What a description says, and whether clients have been told it."""

    on: datetime.date
    document: Mapping[str, JSON]
    is_heard: bool = True
    """`False`: it goes on with what older ones announce, or ends it, and announces nothing by itself."""
    called: str = ""
    """The release, where it is one that is not heard."""


class Heard(NamedTuple):
    """As `Told`, read."""

    on: datetime.date
    described: Described
    is_heard: bool
    called: str


class History:
    """What was told, with the base first and the oldest last; each is read when it is asked for, and once."""

    def __init__(self, told: Iterable[Told], *, is_base_recorded: bool = True) -> None:
        self._rest = iter(told)
        self._read: list[Heard] = []
        self._is_base_recorded = is_base_recorded
        """Whether the first one is a release; otherwise it is a base that somebody named."""

    def __iter__(self) -> Iterator[Heard]:
        yield from self._read
        for told in self._rest:
            self._read.append(Heard(told.on, Described(told.document), told.is_heard, told.called))
            yield self._read[-1]

    @cached_property
    def base(self) -> Described:
        """The description that the changes are from."""
        return next((heard.described for heard in self), Described({}))

    def never_released(self, place: Place) -> bool:
        """Whether a place of a named base is in no newest release, so that no client was promised it."""
        if self._is_base_recorded:
            return False
        releases = iter(self)
        # The named base comes first, and the newest release after it.
        next(releases, None)
        newest = next(releases, None)
        return newest is not None and newest.described.find(place) is None


class Notice:
    """How long before it happens something has to be announced, by the stability of the operations that have it."""

    def __init__(self, policy: Policy, history: History) -> None:
        self._policy = policy
        self._history = history

    def days(self, operations: Iterable[str]) -> int | None:
        """The longest that any of the operations asks for; `None`: the policy asks for none.

        An operation has the tier that the base gives it. What no operation has, or one that is new, is asked for what
        the policy says of all.
        """
        if not self._policy.tier_sunset_days:
            return self._policy.sunset_days
        by_tier: Mapping[str | None, int] = dict(self._policy.tier_sunset_days)
        # An operation that is new has no tier in the base, and a change without operations has none at all.
        asked = {by_tier.get(self._tiers.get(name), self._policy.sunset_days) for name in operations}
        return max((days for days in asked or {self._policy.sunset_days} if days is not None), default=None)

    @cached_property
    def _tiers(self) -> Mapping[str, str]:
        """The tiers of the base's operations by their names."""
        document = self._history.base.document
        side = Side(document, self._policy)
        return {operation.name: side.tier(operation) for operation in operations(document, lenient=True)}


def sunset_refusals(
    changes: Iterable[Change], history: History, on: datetime.date, policy: Policy
) -> dict[str, list[Refusal]]:
    """The refusals, by path version, for what goes `on` a day without enough notice before it.

    A removal is in time if it was announced in every release of the last days that the policy asks for, or for a day
    that has come. What has no `deprecated` of its own (a response, a media type) is only held to a day that was given.
    """
    found: dict[str, list[Refusal]] = {}
    notice = Notice(policy, history)
    for change in changes:
        days = notice.days(change.operations)
        if days is None:
            continue
        late = [early for gone in _gone(change) if (early := _judge(change, gone, history, on, days)) is not None]
        if late:
            found.setdefault(change.path_version, []).append(_refusal(change, late))
    return found


def past_sunset(changes: Iterable[Change], history: History, on: datetime.date) -> frozenset[str]:
    """The ids of the removals whose announced sunset has come `on` a day: they need an entry and no waiver.

    The base has to name the day, and a release from before it has to have named that day or an earlier one: a day that
    had passed when it was first written down announced nothing. It announced that something goes, and nothing of what
    comes in its place: a name that clients have to send instead is no removal.
    """
    removed = ((change, gone) for change in changes if not change.heir_breaks and (gone := _gone(change)))
    return frozenset(
        change.id
        for change, gone in removed
        if all(_has_set(_place(change, each, history), history, on) for each in gone)
    )


def coming_sunset(changes: Iterable[Change], history: History, on: datetime.date) -> dict[str, datetime.date]:
    """The removals of which `past_sunset` will say that their sunset has come: by their ids, the day from which on."""
    found: dict[str, datetime.date] = {}
    for change in changes:
        if change.heir_breaks:
            continue
        places = [_place(change, each, history) for each in _gone(change)]
        days = [said.sunset for place in places if (said := _said(history.base, place)) and said.sunset]
        # What goes with it may go last.
        if days and max(days) > on and all(_has_set(place, history, max(days)) for place in places):
            found[change.id] = max(days)
    return found


def _said(described: Described, place: Place) -> Announcement | None:
    found = described.find(place)
    return found.announcement if found else None


def date_refusals(
    changes: Iterable[Change],
    revision: Callable[[], Mapping[str, JSON]],
    history: History,
    on: datetime.date,
    policy: Policy,
) -> dict[str, list[Refusal]]:
    """The refusals, by path version, for days that are moved earlier than announced, or nearer than the notice.

    `revision` is the description at hand, which is to be released `on` a day.
    """
    found: dict[str, list[Refusal]] = {}
    described: Described | None = None
    notice = Notice(policy, history)
    for change in changes:
        days = notice.days(change.operations) if change.counted and not change.unreached and _is_dated(change) else None
        if days is None:
            continue
        # Only a change of a date asks for it; most comparisons have none.
        described = described or Described(revision())
        for words, place in _dated(change, described):
            refusal = _judge_date(change, words, place, described, history, on, days)
            told = found.setdefault(change.path_version, [])
            # Several changes may be about one operation, as of headers that give different days.
            if refusal is not None and all((refusal.reason, words) != (o.reason, o.facts["what"]) for o in told):
                told.append(refusal)
    return {version: refusals for version, refusals in found.items() if refusals}


class _Early(NamedTuple):
    """What goes too soon."""

    reason: Reason
    words: str
    earliest: datetime.date
    days: int = 0
    """For how many days it was announced."""
    unheard: str = ""
    """The release that announces it and is not heard."""
    left: str = ""
    """How it left the gate, if it is described still."""


def _gone(change: Change) -> tuple[Gone, ...]:
    """What a breaking change takes away; nothing by any other change."""
    return change.gone if change.cls == "breaking" and change.counted else ()


def _place(change: Change, gone: Gone, history: History) -> Place:
    """Where it was, by names: in the newest description that has the pointer."""
    if not gone.pointer:
        return whole_place(gone.name)
    # A change may be from a release that the base was not held against, whose pointers the base need not have.
    described = next(
        (each.described for each in history if find(each.described.document, gone.pointer) is not ABSENT),
        history.base,
    )
    return described.place(gone.pointer, change.operations, gone.value)


def whole_place(name: str) -> Place:
    """The place of an operation."""
    return Place((Way(name, (), ()),), (name,))


def _judge(change: Change, gone: Gone, history: History, on: datetime.date, days: int) -> _Early | None:
    place = _place(change, gone, history)
    # Of a base that somebody named, clients were told nothing that the newest release does not have.
    if history.never_released(place):
        return None
    since: datetime.date | None = None
    unheard = ""
    words = called(gone, history.base)
    for position, told in enumerate(history):
        found = told.described.find(place)
        said = found and found.announcement
        if said is None:
            break
        # Only the base's day counts: an older release may have given another, which was moved since.
        if position == 0 and said.sunset and said.sunset > on:
            return _Early(Reason.BEFORE_SUNSET, words, said.sunset, left=gone.left)
        # It goes on with what older releases announce, so that the search goes on, but adds no days of notice.
        if not told.is_heard:
            unheard = told.called
            continue
        # Clients learn of a deprecation with the release that has it, whatever earlier day that gives.
        since = max(told.on, said.since or told.on)
        if (on - since).days >= days:
            return None
    # After the loop, as a day that was announced and has come makes up for days of notice.
    if _has_set(place, history, on):
        return None
    notice = datetime.timedelta(days=days)
    if since is not None:
        # `x-deprecated-at` may give a day that is still to come.
        return _Early(Reason.DEPRECATED_LATE, words, since + notice, max((on - since).days, 0), left=gone.left)
    # It cannot be marked as deprecated, so it is only held to a day that was given.
    if removes(change.rule) == "unmarked":
        return None
    reason = Reason.ANNOUNCED_BY_ITSELF if unheard else Reason.NEVER_DEPRECATED
    return _Early(reason, words, on + notice, unheard=unheard, left=gone.left)


def _refusal(change: Change, late: Sequence[_Early]) -> Refusal:
    """One refusal for a change, whatever it takes away: of its parts, those that may go last say when."""
    worst = max(late, key=lambda early: early.earliest)
    alike = [early.words for early in late if early.reason is worst.reason]
    facts = _way_out(worst.left, is_one=len(alike) == 1) | {
        "what": _listed(alike),
        "was": "was" if len(alike) == 1 else "were",
        "it": "it" if len(alike) == 1 else "them",
        "moved": f" (as `{change.renamed_to}`, it is another one to clients)" if change.renamed_to else "",
        "earliest": worst.earliest.isoformat(),
        "days": "1 day" if worst.days == 1 else f"{worst.days} days",
        "unheard": worst.unheard,
    }
    return Refusal(worst.reason, change.path_version, facts, (change,))


def _way_out(left: str, *, is_one: bool) -> dict[str, str]:
    """How a refusal speaks of what goes, and of taking that back: what is removed, or `left` the gate."""
    it = "it" if is_one else "them"
    if left:
        return {"goes": f"left the gate ({left})", "back": f"Put {it} back in the gate", "remove": f"let {it} leave"}
    return {"goes": "is removed" if is_one else "are removed", "back": f"Put {it} back", "remove": f"remove {it}"}


_MOST_TOLD = 4


def _listed(words: Sequence[str]) -> str:
    rest = len(words[_MOST_TOLD:])
    return enumerated([*words[:_MOST_TOLD], *([f"{rest} more"] if rest else [])])


def _has_set(place: Place, history: History, on: datetime.date) -> bool:
    day: datetime.date | None = None
    for told in history:
        found = told.described.find(place)
        said = found.announcement.sunset if found and found.announcement else None
        # The newest description's day. An older release that gave a later one told clients to count on that.
        day = day or said
        if said is None or day is None or day > on or said > day:
            return False
        # A day that had passed when it was written down announced nothing.
        if told.on < day and told.is_heard:
            return True
    return False


def _is_dated(change: Change) -> bool:
    """Whether a change may be about the announcement of something."""
    return change.revision is not None and (announces(change.rule) or _is_in_header(change.revision.pointer))


def _is_in_header(pointer: str) -> bool:
    # Also one whose value is no date, which no change of an announcement tells of.
    return any(f"/headers/{name}/" in f"{pointer.lower()}/" for name in SENDING)


def _dated(change: Change, revision: Described) -> Iterator[tuple[str, Place]]:
    """The parts whose announcement a change tells of, each with what it is called."""
    if change.revision is None:
        return
    for pointer in (change.revision.pointer, *change.also):
        holder, _, field = pointer.rpartition("/")
        is_sent = field in _IN_HEADERS and not isinstance(find(revision.document, pointer), dict)
        if is_sent or not announces(change.rule):
            # A date that a header is sent with (RFC 8594) is about the resource that sends it: the operations.
            yield from ((f"`{name}`", whole_place(name)) for name in change.operations)
            continue
        # The edit is of `deprecated` or a date; what goes is the object that holds it.
        at = holder if field in (*DATES, "deprecated", VALUES) else pointer
        told = [Gone(at, "")]
        if field == VALUES:
            listed = (value for value, _ in of_values(find(revision.document, holder)))
            told = [Gone(at, in_words(each), json_of(each)) for each in listed if in_words(each) == change.name]
        for each in told:
            yield called(each, revision), revision.place(at, change.operations, each.value)


_IN_HEADERS = ("const", "enum")
"""The keywords under which a header holds its one date."""


def _judge_date(
    change: Change,
    words: str,
    place: Place,
    revision: Described,
    history: History,
    on: datetime.date,
    days: int,
) -> Refusal | None:
    found = revision.find(place)
    said = found and found.announcement
    if said is None:
        return None
    facts = {"what": words, "id": change.short_id}
    if said.unread:
        return Refusal(Reason.DATE_UNREAD, change.path_version, facts | {"written": said.unread}, (change,))
    if said.sunset is None:
        return None
    facts["sunset"] = said.sunset.isoformat()
    since, before, _ = announced_since(place, history)
    if before is not None and said.sunset < before:
        return Refusal(Reason.SUNSET_EARLIER, change.path_version, facts | {"before": before.isoformat()}, (change,))
    earliest = (since or on) + datetime.timedelta(days=days)
    # A day that releases have given already was judged when it came in, and stays.
    if said.sunset < earliest and said.sunset != before:
        facts |= {"earliest": earliest.isoformat(), "days": str(days)}
        return Refusal(Reason.SUNSET_NEAR, change.path_version, facts, (change,))
    return None


class Announced(NamedTuple):
    """What releases have announced of something without a break."""

    since: datetime.date | None
    sunset: datetime.date | None
    """The last day that they gave for its end."""
    or_earlier: bool
    """Whether the oldest one on record announces it already, and names no later day: it may be older."""


def announced_since(place: Place, history: History) -> Announced:
    """Since when releases have announced something, from the newest back."""
    since: datetime.date | None = None
    before: datetime.date | None = None
    or_earlier = False
    for told in history:
        found = told.described.find(place)
        said = found and found.announcement
        if said is None:
            or_earlier = False
            break
        or_earlier = said.since is None or said.since <= told.on
        if told.is_heard:
            before = before or said.sunset
            since = max(told.on, said.since or told.on)
    return Announced(since, before, or_earlier and since is not None)


def kept_announcements(changes: Iterable[Change], history: History, on: datetime.date) -> dict[str, Announced]:
    """What was announced of the removals whose sunset had come `on` a day, by their ids."""
    changes = list(changes)
    past = past_sunset(changes, history, on)
    found = {}
    for change in changes:
        if change.id in past:
            told = [announced_since(_place(change, each, history), history) for each in _gone(change)]
            # What goes with it was announced as well: the last of them is what clients could count on.
            found[change.id] = max(told, key=lambda each: (each.sunset or on, each.since or on))
    return found


def called(gone: Gone, described: Described) -> str:
    """What people call it: `` `x` of schema `Lead` ``, ``the value `b` of `kind` of schema `Lead` ``."""
    if not gone.pointer:
        # A backtick in a name would end the code span that it stands in.
        return f"`{gone.name.replace('`', '')}`"
    place = with_names(phrase(gone.pointer), lambda at: parameter_name(described.document, at) or "a parameter")
    value = gone.name if gone.value is not None else described.constant(gone.pointer)
    return place if value is None else f"the value `{value.replace('`', '')}` of {place}"


__all__ = [
    "History",
    "Notice",
    "Told",
    "announced_since",
    "called",
    "coming_sunset",
    "date_refusals",
    "kept_announcements",
    "past_sunset",
    "sunset_refusals",
]
