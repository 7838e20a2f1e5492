"""What the changelog page says, as plain data for its templates: built from a project's releases and entries."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from apidiff.governing.calendar import Planned
from apidiff.governing.deprecation import Announced
from apidiff.model.change import ChangeClass, Lens
from apidiff.model.contract import UNVERSIONED
from apidiff.model.records import Release
from apidiff.openapi.naming import event_in, is_event
from apidiff.reporting import words
from apidiff.reporting.directory import Target, digest, file_name
from apidiff.rules import listed


@dataclass(frozen=True, slots=True)
class Link:
    """Where an integrator goes next."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class WaiverNote:
    """The recorded decision to ship a breaking change inside its path version."""

    reason: str
    approved_by: str
    correction: bool = False
    """Whether the description alone was wrong, and the API did not change."""


_PER_ITEM, _PER_TARGET = 900, 90
"""Bytes of a page for each change, and for each operation that it names, without the texts themselves."""
# `{id}` and `:id`, and what names a version: `v2`, `2`, `1.0`.
_VARIABLE = re.compile(r"[{:]|v?\d+(?:\.\d+)*\Z")


def resource(name: str) -> str:
    """What an operation or event is about: the first part of its path that is neither version nor variable."""
    # An event is about what stands before its first dot: `lead` in `lead.won`.
    if is_event(name):
        return event_in(name).partition(".")[0]
    path = name.rpartition(" ")[2]
    return next((part for part in path.split("/") if part and not _VARIABLE.match(part)), "")


@dataclass(frozen=True, slots=True)
class Item:
    """One change on the page."""

    anchor: str
    id: str
    cls: ChangeClass
    title: str
    """A sentence with identifiers in backticks."""
    note: str
    """What a declared meaning says."""
    path_version: str
    marks: tuple[str, ...]
    waived: bool
    targets: tuple[Target, ...]
    """Every operation, event and callback that it affects."""
    others: tuple[Target, ...]
    """Those of the targets that the title does not name."""
    names: tuple[str, ...]
    """Every name that it speaks of, where the title shows only the first ones."""
    badge: str = ""
    """What its class is called where it stands beside it: `deprecated`, say, in place of `neutral`."""
    rule: str = ""
    lens: Lens = "wire"
    page: str = ""
    """The page that tells of it in full, from the site's root; empty where it has no such page."""
    left: int = 0
    """How many more operations it affects than `others` has here."""
    left_names: int = 0
    about: tuple[str, ...] | None = None
    """What `resources` are if not all of its targets are here; `None`: what those that are here say."""
    rest: str = ""
    """The address from the site's root where all of its operations are listed."""
    again: bool = False
    """Whether the page that shows it has its anchor already."""
    before: str = ""
    """What was there before, as JSON; empty where it was not there, or is too long to be shown."""
    after: str = ""
    witness_says: str = ""
    witness: str = ""
    """A payload that shows the break, as JSON."""
    announced: Announced | None = None
    """What was announced of a removal whose sunset had come: nobody had to decide on it."""

    @property
    def permalink(self) -> str:
        """Its address from the site's root."""
        return f"{self.page}#{self.anchor}"

    @property
    def announced_says(self) -> str:
        return words.announced_says(self.announced) if self.announced else ""

    @property
    def resources(self) -> tuple[str, ...]:
        """What the operations and events that it affects are about: `leads`, `invoice`."""
        if self.about is not None:
            return self.about
        return tuple(dict.fromkeys(filter(None, (resource(target.name) for target in self.targets))))

    def shortened(self, most: int, rest: str = "") -> Item:
        """It with so many operations and names at most; how many there are and what they are about stays known."""
        if len(self.targets) <= most and len(self.names) <= most:
            return self
        targets, names = self.targets[:most], self.names[:most]
        others = tuple(target for target in self.others if target in targets)
        return replace(
            self,
            targets=targets,
            others=others,
            names=names,
            left=self.left + len(self.others) - len(others),
            left_names=self.left_names + len(self.names) - len(names),
            about=self.resources,
            rest=rest,
        )

    @property
    def weight(self) -> int:
        """About how many bytes it takes on a page that tells of it in full."""
        listed = sum(2 * len(target.name) + _PER_TARGET for target in self.targets) + sum(map(len, self.about or ()))
        texts = (self.title, self.note, *self.names, self.before, self.after, self.witness, self.witness_says)
        return _PER_ITEM + listed + 2 * sum(map(len, texts))

    def links(self, root: str | None) -> dict[str, str]:
        """The address of each target, by what the title calls it: an event goes by its bare name, too."""
        return {name: one.address(root) for one in self.targets for name in (one.name, one.bare_name)}


# What no badge needs: the index of hundreds of operations lists the same posts once for each of them.
_BARE: dict[str, Any] = {
    **dict.fromkeys(("title", "note", "before", "after", "witness", "witness_says"), ""),
    **dict.fromkeys(("targets", "others", "names"), ()),
}


@dataclass(frozen=True, slots=True)
class Post:
    """One dated text of the page: an entry with its changes, or a release that no entry speaks of."""

    anchor: str
    date: datetime.date
    title: str
    first: bool
    """Whether it announces the first release."""
    versions: tuple[str, ...]
    body: str
    """Markdown; empty for a release without an entry."""
    speaks_of: tuple[tuple[str, Target], ...]
    """The operations and events that the body names in code, as it names them."""
    waiver: WaiverNote | None
    breaking: tuple[Item, ...]
    additive: tuple[Item, ...]
    deprecated: tuple[Item, ...]
    """Deprecations, sunsets and changed defaults."""
    deprecated_title: str
    neutral: int
    """How many changes are not listed, since no request and no response changes by them."""
    generated: int
    """How many of these only generated client libraries see."""
    operations: int
    """Of the first release: how many operations it has; else 0."""
    events: int
    number: int = 1
    """Which release of its day it belongs to."""
    ungoverned: bool = False
    """Whether it tells of what broke before the API was governed, so that there is no decision on it."""
    reported: tuple[Item, ...] = ()
    """What changed in parts of the API of which nothing is promised, or not yet."""
    observed: bool = False
    """Whether its release was recorded after the fact: nobody decided on its breaking changes here."""
    library: tuple[Item, ...] = ()
    """What only generated client libraries see, and the policy has reported apart."""
    release: str = ""
    """The name of the release that published it."""
    amended: datetime.date | None = None
    """The day on which its text was amended last, or written where that was after its release."""
    beside: str = ""
    """The name of the release that its own was compared with; empty for the first one."""
    page: str = ""
    """The page that tells of it in full, from the site's root."""
    file: str = ""
    """The name of its entry's file; empty for a release without an entry."""
    entries: tuple[tuple[str, str], ...] = ()
    """The addresses of the entries that the body links to, from the site's root, by what the body writes for them."""

    apart: tuple[str, ...] = ()
    """Its path versions, where another text of its release has the same title."""

    @property
    def heading(self) -> str:
        """Its title where no badge stands beside it: told apart from others of its release."""
        return f"{self.title} ({words.inside(self.apart).removeprefix('inside ')})" if self.apart else self.title

    @property
    def permalink(self) -> str:
        """Its address from the site's root."""
        return f"{self.page}#{self.anchor}"

    @property
    def is_corrected(self) -> bool:
        """Whether all that it tells of is a correction of the description."""
        return all(item.waived for item in self.items)

    @property
    def updated(self) -> datetime.date:
        """The day since which it reads as it does."""
        return max(self.date, self.amended or self.date)

    @property
    def items(self) -> tuple[Item, ...]:
        """Every change that it tells of."""
        return (*self.breaking, *self.additive, *self.deprecated, *self.reported, *self.library)

    @property
    def weight(self) -> int:
        """About how many bytes it takes on a page that tells of it in full."""
        return 2000 + 3 * len(self.body) + sum(item.weight for item in self.items)

    @property
    def as_line(self) -> Post:
        """What a list of titles shows of it, which holds no more than the badges need."""
        return replace(
            self.with_items(lambda items: [replace(item, **_BARE) for item in items[:1]]),
            body="",
            speaks_of=(),
            entries=(),
        )

    def with_items(self, change: Callable[[tuple[Item, ...]], Iterable[Item]]) -> Post:
        """The post with each of its lists of changes made anew, in the order in which they are shown."""
        return replace(
            self,
            breaking=tuple(change(self.breaking)),
            additive=tuple(change(self.additive)),
            deprecated=tuple(change(self.deprecated)),
            reported=tuple(change(self.reported)),
            library=tuple(change(self.library)),
        )

    def links(self, root: str | None) -> dict[str, str]:
        """The address of each operation and event, by what the body calls it."""
        return {name: target.address(root) for name, target in self.speaks_of}

    @property
    def unlisted(self) -> str:
        """The sentence on what is not listed; empty if everything is."""
        return words.unlisted(self.neutral, self.generated, further=bool(self.items), library=bool(self.library))


_EVENTS = 12
"""Those that a sentence names."""


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """What happened to one path version so far."""

    path_version: str
    since: datetime.date
    current: bool
    operations: int
    breaking: int
    waived: int
    additive: int
    announced: int = 0
    """How many of the breaking ones are removals whose announced sunset had come."""
    reported: int = 0
    """Changes of which nothing is promised, or not yet."""
    hides: bool = False
    """Whether some of its changes are not listed."""
    without: datetime.date | None = None
    """Since when it is not the only path version any more, so that `left` are outside of any."""
    is_from_first: bool = False
    """Whether the oldest release on record has it: it may be older than that."""
    is_touched: bool = False
    """Whether something else is listed of it: what is deprecated, a default, what generated client libraries see."""
    left: tuple[str, ...] = ()
    """The bare names of events that belonged to it as long as it was the only path version."""

    @property
    def folder(self) -> str:
        """Where its page and its feeds are, from the site's root."""
        name = file_name(self.path_version)
        # `V1` and `v1` are two versions, and one folder where file names ignore case.
        return f"versions/{name if name == self.path_version else f'{name}-{digest(self.path_version)}'}"

    @property
    def since_says(self) -> str:
        """Since when there is the path version, and how much it has."""
        since = f"{'since' if self.current else 'from'} {words.day(self.since)}"
        # It may be older than its oldest record.
        since = f"recorded {since}" if self.is_from_first else since
        said = since[0].upper() + since[1:] if self.current else f"Gone now; {since} on"
        return f"{said}; {words.number(self.operations, 'operation')} now." if self.operations else f"{said}."

    @property
    def left_says(self) -> str:
        """Which events it had; empty if none left it."""
        if not (self.left and self.without):
            return ""
        several = len(self.left) > 1
        return (
            f"Until {words.day(self.without)} it was the only version, and had the {'events' if several else 'event'} "
            f"{listed(self.left, _EVENTS)}: {'they are' if several else 'it is'} outside of any version since then."
        )

    @property
    def standing(self) -> str:
        """What happened to it so far, and whether somebody decided on what broke."""
        aside = f"; {words.number(self.reported, 'change')} outside of this policy" if self.reported else ""
        return f"{self._counted}{aside}."

    @property
    def _counted(self) -> str:
        if not (self.breaking or self.additive):
            if self.hides:
                return "No changes listed so far"
            return "No additive and no breaking change so far" if self.is_touched else "Unchanged so far"
        told = f"{words.number(self.additive, 'additive change')} {'listed ' if self.hides else ''}so far"
        # What is left off may have broken something, so "no breaking one" is claimed only if all is listed.
        if not self.breaking:
            return told if self.hides else f"{told}, no breaking one"
        told += f", {words.number(self.breaking, 'breaking one')}"
        ways = [(self.waived, "waived"), (self.announced, "as announced")]
        whole = next((way for count, way in ways if count == self.breaking), "")
        of_them = "of them "
        parts = [f"{count:,} {of_them if not number else ''}{way}" for number, (count, way) in enumerate(ways) if count]
        rest = whole or " and ".join(parts)
        return f"{told}, {rest}" if rest else told


@dataclass(frozen=True, slots=True)
class Mention:
    """A line of the index: an operation or event, and the posts that speak of it, newest first."""

    target: Target
    posts: tuple[Post, ...]
    hides: bool = False
    """Whether something changed of it that is not listed."""
    is_linked: bool = False
    """Whether a page leads to its own: what is deprecated has one before any post speaks of it."""

    @property
    def has_page(self) -> bool:
        return bool(self.posts) or self.is_linked


@dataclass(frozen=True, slots=True)
class Upcoming:
    """An entry that no release has yet."""

    title: str
    body: str
    versions: tuple[str, ...]
    speaks_of: tuple[tuple[str, Target], ...]
    entries: tuple[tuple[str, str], ...] = ()
    """As those of a `Post`."""

    def links(self, root: str | None) -> dict[str, str]:
        """The address of each operation and event, by what the body calls it."""
        return {name: target.address(root) for name, target in self.speaks_of}


@dataclass(frozen=True, slots=True)
class PlanLine:
    """Something that is deprecated: what it is, since when, and the day from which it may be gone."""

    what: str
    kind: str
    since: datetime.date | None
    sunset: datetime.date | None
    earliest: datetime.date | None
    unread: str
    targets: tuple[Target, ...]
    path_versions: tuple[str, ...]
    or_earlier: bool = False
    """Whether it was deprecated already in the oldest release on record."""

    def links(self, root: str | None) -> dict[str, str]:
        """The address of each operation and event, by what the sentence calls it."""
        return {name: one.address(root) for one in self.targets for name in (one.name, one.bare_name)}


@dataclass(frozen=True, slots=True)
class Since:
    """What lies between an older release and the newest one, directly compared."""

    release: Release
    newest: Release
    breaking: tuple[Item, ...]
    additive: tuple[Item, ...]
    deprecated: tuple[Item, ...]
    deprecated_title: str
    reported: tuple[Item, ...]
    library: tuple[Item, ...]
    unlisted: str
    hides: bool = False
    """Whether something that a client may notice is not listed."""


@dataclass(frozen=True, slots=True)
class Site:
    """The whole page. Texts are Markdown unless said otherwise; `posts` are newest first."""

    title: str
    updated: datetime.date | None
    audience: str
    intro: str
    new_enum_value: Literal["breaking", "additive"]
    sunset_days: int | None
    links: tuple[Link, ...]
    versions: tuple[VersionSummary, ...]
    posts: tuple[Post, ...]
    index: tuple[Mention, ...]
    hidden: int = 0
    """How many waived changes are left off."""
    url: str = ""
    """Where the site is published; empty if that is not configured."""
    genesis: str = ""
    """What tells this history from any other, whatever it is called and wherever it is published."""
    upcoming: tuple[Upcoming, ...] = ()
    planned: tuple[Planned, ...] = ()
    """What is deprecated in what the policy has published."""
    plans: tuple[PlanLine, ...] = ()
    """The same as the pages show it."""
    targets: tuple[Target, ...] = ()
    """Every operation, event and callback that is there, or was spoken of."""
    since: tuple[Since, ...] = ()
    api: str = ""
    """The name of its folder, beside those of other APIs."""
    hides: tuple[str, ...] = ()
    """The names of the operations and events of which a change is not listed: hidden by a waiver, or excluded."""
    hides_breaks: bool = False
    """Whether something broke that is not listed."""

    @property
    def linked(self) -> frozenset[str]:
        """The names of the operations and events that something on the site leads to, beside its posts."""
        # Comparisons lead to operations that no entry mentions.
        compared = (item for since in self.since for group in GROUPS for item in getattr(since, group))
        told = (*self.plans, *compared)
        spoken = (target for entry in self.upcoming for _, target in entry.speaks_of)
        return frozenset(target.name for target in (*spoken, *(one for each in told for one in each.targets)))

    @property
    def has_days(self) -> bool:
        """Whether the calendar has a day: one that is set for a removal."""
        return any(plan.sunset for plan in self.plans)

    @property
    def observed(self) -> bool:
        """Whether something broke before the API was governed."""
        return any((post.observed or post.ungoverned) and post.breaking for post in self.posts)

    @property
    def breaks(self) -> int:
        """How often a path version broke, with a decision or before there were any."""
        return sum(version.breaking for version in self.versions)

    @property
    def announced(self) -> int:
        """How many removals had been announced for a day that had come."""
        return sum(version.announced for version in self.versions)

    @property
    def decides(self) -> bool:
        """Whether something broke otherwise than on a day that was announced for it."""
        return self.breaks > self.announced or self.hides_breaks

    @property
    def is_unbroken(self) -> bool:
        """Whether nothing broke at all, in what the policy promises and beside it."""
        # What is only reported is counted by no path version, and may have broken all the same.
        reported = (item for post in self.posts for item in post.reported)
        return not (self.breaks or self.hides_breaks or any(item.cls == "breaking" for item in reported))

    @property
    def versioned(self) -> bool:
        """Whether a release had a path version. If none had, the page says nothing of versions."""
        return any(version.path_version != UNVERSIONED for version in self.versions)

    @property
    def example_version(self) -> str:
        """A path version to show as an example, a current one if possible."""
        named = [version for version in self.versions if version.path_version != UNVERSIONED]
        # `False` sorts first: a version that is still there.
        return min(named, key=lambda version: not version.current).path_version if named else ""


MOST_BYTES = 220_000
"""About how many bytes of posts and changes a page holds; what is more goes to the next page of the release."""


GROUPS = ("breaking", "additive", "deprecated", "reported", "library")
"""The lists of changes of a post, in the order in which they are shown."""
