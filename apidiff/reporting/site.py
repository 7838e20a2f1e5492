"""What the changelog page says, as plain data for its templates: built from a project's releases and entries."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from apidiff.governing.announcing import announced_title, is_announced
from apidiff.governing.calendar import Planned
from apidiff.governing.checking import check
from apidiff.governing.meaning import meaning_id
from apidiff.governing.telling import as_told
from apidiff.model.change import Change, ChangeClass, Comparison, Lens, Side
from apidiff.model.contract import JSON, UNVERSIONED
from apidiff.model.records import Entry, Release, ReleaseName, Waiver
from apidiff.openapi.naming import event_in, is_event
from apidiff.recording.first_texts import first_text, is_first_text
from apidiff.reporting import words
from apidiff.reporting.directory import Directory, Target, digest, file_name, read_directory, slug, unique
from apidiff.reporting.escaping import parts
from apidiff.reporting.prose import code_spans
from apidiff.rules.loading import MOST_NAMES

if TYPE_CHECKING:
    from apidiff.governing.config import Config
    from apidiff.recording.project import Project

Compare = Callable[[Path, Path], Comparison]


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
_VARIABLE = re.compile(r"[{:]|v?\d+(?:\.\d+)*\Z")


def resource(name: str) -> str:
    """What an operation or event is about: the first part of its path that is neither version nor variable."""
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
    rule: str = ""
    lens: Lens = "wire"
    page: str = ""
    """The page that tells of it in full, from the site's root; empty where it has no such page."""
    again: bool = False
    """Whether the page that shows it has its anchor already."""
    before: str = ""
    """What was there before, as JSON; empty where it was not there, or is too long to be shown."""
    after: str = ""
    witness_says: str = ""
    witness: str = ""
    """A payload that shows the break, as JSON."""

    @property
    def permalink(self) -> str:
        """Its address from the site's root."""
        return f"{self.page}#{self.anchor}"

    @property
    def resources(self) -> tuple[str, ...]:
        """What the operations and events that it affects are about: `leads`, `invoice`."""
        return tuple(dict.fromkeys(filter(None, (resource(target.name) for target in self.targets))))

    @property
    def weight(self) -> int:
        """About how many bytes it takes on a page that tells of it in full."""
        listed = sum(2 * len(target.name) + _PER_TARGET for target in self.targets)
        texts = (self.title, self.note, *self.names, self.before, self.after, self.witness, self.witness_says)
        return _PER_ITEM + listed + 2 * sum(map(len, texts))

    def links(self, root: str | None) -> dict[str, str]:
        """The address of each target, by what the title calls it: an event goes by its bare name, too."""
        return {name: one.address(root) for one in self.targets for name in (one.name, one.bare_name)}


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
    page: str = ""
    """The page that tells of it in full, from the site's root."""

    @property
    def permalink(self) -> str:
        """Its address from the site's root."""
        return f"{self.page}#{self.anchor}"

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
            self.with_items(lambda items: [replace(item, **_BARE) for item in items[:1]]), body="", speaks_of=()
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
        listed = bool(self.breaking or self.additive or self.deprecated or self.reported)
        return words.unlisted(self.neutral, self.generated, further=listed)


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
    reported: int = 0
    """Changes of which nothing is promised, or not yet."""
    hides: bool = False
    """Whether some of its changes are not listed."""

    @property
    def folder(self) -> str:
        """Where its page and its feeds are, from the site's root."""
        name = file_name(self.path_version)
        return f"versions/{name if name == self.path_version else f'{name}-{digest(self.path_version)}'}"

    @property
    def since_says(self) -> str:
        """Since when there is the path version, and how much it has."""
        said = f"{'Since' if self.current else 'Gone now; from'} {words.day(self.since)}"
        return f"{said}, {words.number(self.operations, 'operation')}." if self.operations else f"{said}."

    @property
    def standing(self) -> str:
        """What happened to it so far, and whether somebody decided on what broke."""
        aside = f"; {words.number(self.reported, 'change')} outside of this policy" if self.reported else ""
        return f"{self._counted}{aside}."

    @property
    def _counted(self) -> str:
        if not (self.breaking or self.additive):
            return "No changes listed so far" if self.hides else "Unchanged so far"
        told = f"{words.number(self.additive, 'additive change')} {'listed ' if self.hides else ''}so far"
        if not self.breaking:
            return told if self.hides else f"{told}, no breaking one"
        told += f", {words.number(self.breaking, 'breaking one')}"
        if self.waived == self.breaking:
            return f"{told}, waived"
        return f"{told}, {self.waived:,} of them waived" if self.waived else told


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
        compared = (item for since in self.since for group in GROUPS for item in getattr(since, group))
        told = (*self.plans, *compared)
        spoken = (target for entry in self.upcoming for _, target in entry.speaks_of)
        return frozenset(target.name for target in (*spoken, *(one for each in told for one in each.targets)))

    @property
    def observed(self) -> bool:
        """Whether something broke before the API was governed."""
        return any((post.observed or post.ungoverned) and post.breaking for post in self.posts)

    @property
    def breaks(self) -> int:
        """How often a path version broke, with a decision or before there were any."""
        return sum(version.breaking for version in self.versions)

    @property
    def is_unbroken(self) -> bool:
        """Whether nothing broke at all, in what the policy promises and beside it."""
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
        return min(named, key=lambda version: not version.current).path_version if named else ""

    @property
    def years(self) -> tuple[tuple[int, tuple[Post, ...]], ...]:
        """The posts by year, both newest first."""
        years = dict.fromkeys(post.date.year for post in self.posts)
        return tuple((year, tuple(post for post in self.posts if post.date.year == year)) for year in years)


@dataclass(frozen=True, slots=True)
class Window:
    """A release with what lies between it and the one before, and the entries dated in that time.

    `release` is `None` for what is dated after the newest release, `comparison` also for the first release.
    """

    release: Release | None
    comparison: Comparison | None
    entries: tuple[Entry, ...]
    waived: frozenset[str]
    first: bool = False
    untold: Comparison | None = None
    """The comparison before the entries' renames were told."""
    observed: bool = False
    """Whether nobody judged what changed: it is recorded after the fact."""
    hidden: frozenset[str] = frozenset()
    """The ids of what is waived and left off the page."""

    @property
    def counted(self) -> list[Change]:
        """The changes that the page tells of or counts."""
        changes = self.comparison.counted if self.comparison else ()
        return [change for change in changes if change.id not in self.hidden]

    @property
    def left_off(self) -> list[Change]:
        """What clients may notice and the page does not tell of: hidden by a waiver, or excluded by the policy."""
        changes = self.comparison.changes if self.comparison else ()
        return [
            change
            for change in changes
            if is_told(change) and (change.treatment == "excluded" or change.id in self.hidden)
        ]


def build(project: Project, compare: Compare, plans: Sequence[Planned] = (), since: Compare | None = None) -> Site:
    """Lay the site out. `compare` answers what lies between two snapshot files; `plans` are what `planned` finds.

    `since` answers the same of releases that do not follow each other; by default it is `compare`.

    Raises `InputError` where a record cannot be read.
    """
    releases = project.releases
    newest = project.snapshot_path(releases[-1]) if releases else None
    pattern, events, page = project.policy.version_pattern, project.policy.event_schemas, project.config.page
    policy, snapshots = project.policy, project.snapshots
    directory = read_directory(snapshots, newest, pattern, page.reference_url, events, policy)
    oldest = project.snapshot_path(releases[0]) if releases else None
    first = read_directory(snapshots, oldest, pattern, None, events, policy) if releases else directory
    windows = list(windows_of(project, compare))
    left_off = [change for window in windows for change in window.left_off]
    posts = all_posts(windows, directory, first)
    if all(version == UNVERSIONED for release in releases for version in release.path_versions):
        posts = tuple(replace(post, versions=()) for post in posts)
    published = (entry for entry in project.entries if publisher_of(project, entry))
    dates = [*(release.release for release in releases), *(entry.date for entry in published if entry.date)]
    return Site(
        title=project.config.project.title or (releases[-1].title if releases else "") or "API",
        updated=max(dates, default=None),
        audience=page.audience,
        intro=page.intro,
        new_enum_value=project.policy.new_enum_value,
        sunset_days=project.policy.least_sunset_days,
        links=tuple(Link(link.title, link.url) for link in page.links),
        versions=tuple(_summaries(windows, directory, releases)),
        posts=posts,
        index=_index(posts, directory),
        hidden=sum(len(window.hidden) for window in windows),
        url=_url(project.config),
        genesis=project.history.lines[0].sha256 if releases and isinstance(project.history.lines[0], Release) else "",
        upcoming=tuple(_upcoming(project, directory)) if page.upcoming else (),
        planned=tuple(plans),
        plans=tuple(_plan_lines(plans, directory)),
        targets=tuple(directory.all()),
        since=tuple(_since(project, since or compare, directory, windows)),
        api=project.config.api or "",
        hides=tuple(sorted({name for change in left_off for name in change.operations})),
        hides_breaks=any(change.cls == "breaking" for change in left_off),
    )


def _url(config: Config) -> str:
    """Where the site is published: of an API that says nothing itself, below the address of all of them."""
    url = config.page.url or ""
    is_own = config.place_of("page", "url")[0] == "apis"
    return f"{url}{config.api}/" if url and config.api and not is_own else url


def _upcoming(project: Project, directory: Directory) -> Iterator[Upcoming]:
    """What no release has published: by file name, without the decisions, which are not made until it is released."""
    for entry in project.unpublished:
        if entry.base is None and not (entry.waiver and entry.waiver.hide_from_page):
            yield Upcoming(
                entry.title, entry.body, (entry.version,) if entry.version else (), spoken_of(entry.body, directory)
            )


def spoken_of(body: str, directory: Directory) -> tuple[tuple[str, Target], ...]:
    return tuple((name, target) for name in code_spans(body) if (target := directory.find(name)))


def _plan_lines(plans: Sequence[Planned], directory: Directory) -> Iterator[PlanLine]:
    for plan in plans:
        targets = tuple(directory.target(name) for name in plan.operations)
        yield PlanLine(
            plan.what,
            plan.kind,
            plan.since,
            plan.sunset,
            plan.earliest,
            plan.unread,
            targets,
            plan.path_versions,
            plan.or_earlier,
        )


MOST_SINCE = 5_000
"""Changes that lie, release by release, between the newest release and all those that it is compared with."""


def _since(project: Project, compare: Compare, directory: Directory, windows: Sequence[Window]) -> Iterator[Since]:
    """The newest release against each of the releases before it, newest first.

    As many as are asked for, as long as not too much lies in between: each is compared anew after every release.
    """
    releases = project.releases
    rows = {window.release.name: len(window.counted) for window in windows if window.release}
    hidden = frozenset(id for window in windows for id in window.hidden)
    most = project.config.page.compare
    between = total = 0
    for number in range(len(releases) - 2, max(-1, len(releases) - 2 - most), -1):
        release, newest = releases[number], releases[-1]
        between += rows.get(releases[number + 1].name, 0)
        total += between
        if total > MOST_SINCE:
            return
        mine = tuple(
            # What was waived then is not asked again: it tells what changed, not who let it pass.
            entry._replace(waiver=None)
            for entry in project.entries
            if (published := publisher_of(project, entry)) and published > release.name
        )
        found = compare(project.snapshot_path(release), project.snapshot_path(newest))
        window = replace(as_governed(project, newest, found, mine), hidden=hidden)
        post = post_of(window, newest.release, [*window.counted, *_reported(window)], directory, set())
        post = with_library(post, window, directory, set())
        groups = {name: tuple(_without_values(item) for item in getattr(post, name)) for name in GROUPS}
        yield Since(
            release,
            newest,
            groups["breaking"],
            groups["additive"],
            groups["deprecated"],
            post.deprecated_title,
            groups["reported"],
            groups["library"],
            post.unlisted,
            bool(window.left_off),
        )


def _without_values(item: Item) -> Item:
    return replace(item, before="", after="")


def _reported(window: Window) -> tuple[Change, ...]:
    return window.comparison.reported if window.comparison else ()


def with_library(post: Post, window: Window, directory: Directory, taken: set[str]) -> Post:
    """The post with what only generated client libraries see."""
    changes = window.comparison.client_library if window.comparison else ()
    told = [change for change in changes if change.cls != "neutral" and change.id not in window.hidden]
    hides = bool(window.left_off)
    if told and post.title == words.quiet_title(generated=False, hides=hides):
        post = replace(post, title=words.quiet_title(generated=True, hides=hides))
    return replace(post, library=tuple(item_of(change, frozenset(), directory, taken) for change in told))


def windows_of(project: Project, compare: Compare) -> Iterator[Window]:
    """The releases from the oldest to the newest. What no release has published is no part of the history."""
    history = project.history
    older: Release | None = None
    for release in history.releases:
        mine = tuple(entry for entry in project.entries if publisher_of(project, entry) == release.name)
        base = history.base_of(release)
        observed = release.kind == "observed" or (base is None and older is not None)
        # The first one that was governed was judged beside nothing, and is shown beside what was observed before it.
        base, older = base or older, release
        if observed:
            # Nobody decided on it, whatever an entry says.
            mine = tuple(entry._replace(waiver=None) for entry in mine)
        if base is None:
            yield Window(release, None, mine, frozenset(), first=True, observed=observed)
        else:
            found = compare(project.snapshot_path(base), project.snapshot_path(release))
            yield replace(as_governed(project, release, found, mine), observed=observed)


def publisher_of(project: Project, entry: Entry) -> ReleaseName | None:
    published = project.history.published.get(entry.path.name)
    return published.release if published else None


def as_governed(
    project: Project, release: Release | None, comparison: Comparison | None, entries: tuple[Entry, ...]
) -> Window:
    """The window with the declared meanings among its changes, and with what its entries waive."""
    if comparison is None:
        return Window(release, comparison, entries, frozenset())
    # The window holds the right entries already; `since` and `until` would only ask the same again. Who may approve is
    # a question of the day on which it was released.
    checked = check(comparison, entries, policy=project.policy._replace(approvers=None))
    waived = frozenset(words.waivers(checked))
    hidden = frozenset(id for id, entry in words.waivers(checked).items() if hides_waived(entry))
    return Window(release, checked.comparison, checked.entries, waived, untold=checked.untold, hidden=hidden)


def hides_waived(entry: Entry) -> bool:
    return entry.waiver is not None and entry.waiver.hide_from_page


def all_posts(windows: Sequence[Window], directory: Directory, first: Directory) -> tuple[Post, ...]:
    """Newest first; the anchors of a release hang on nothing but the release, so that they stay."""
    posts = [post for window in windows for post in _placed(_posts_of(window, directory, first, set()), window)]
    posts.reverse()  # what stands later in a day comes first, too: sorting keeps the order of equals
    return tuple(sorted(posts, key=lambda post: post.date, reverse=True))


MOST_BYTES = 220_000
"""About how many bytes of posts and changes a page holds; what is more goes to the next page of the release."""


def _placed(posts: Sequence[Post], window: Window) -> Iterator[Post]:
    """The posts of a release with the page of each post and of each of its changes.

    Pages are divided by what the posts hold, and not by how it looks: a template moves nothing to another address.
    """
    if window.release is None:
        return
    name, number, used = str(window.release.name), 1, 0

    def place(weight: int) -> str:
        nonlocal number, used
        if used and used + weight > MOST_BYTES:
            number, used = number + 1, 0
        used += weight
        return f"releases/{name}.html" if number == 1 else f"releases/{name}-p{number}.html"

    for post in posts:
        page = place(post.weight - sum(item.weight for item in post.items))
        placed = post.with_items(lambda items: [replace(item, page=place(item.weight)) for item in items])
        yield replace(placed, page=page, release=name)


GROUPS = ("breaking", "additive", "deprecated", "reported", "library")
"""The lists of changes of a post, in the order in which they are shown."""


def _posts_of(window: Window, directory: Directory, first: Directory, taken: set[str]) -> list[Post]:
    """One post an entry. What no entry binds goes with the only entry, else to a post of its own.

    A post of its own needs something to tell. What no client notices is counted in the release's newest entry.
    """
    compared = window.comparison
    changes = [*window.counted, *compared.reported] if compared else []
    posts = []
    for entry in window.entries:
        bound = {*entry.changes, *_declared(entry, changes)}
        if entry.changes and window.hidden.issuperset(bound):
            continue
        mine = changes if len(window.entries) == 1 else [change for change in changes if change.id in bound]
        changes = [change for change in changes if change not in mine]
        posts.append(_entry_post(entry, window, mine, directory, taken))
    if posts and not any(map(is_told, changes)):
        newest = max(range(len(posts)), key=lambda index: (posts[index].date, index))
        posts[newest] = _with_unlisted(posts[newest], changes)
    elif window.release:
        posts.append(_release_post(window.release, window, changes, directory, taken))
    if window.first and posts:
        posts[0] = replace(posts[0], operations=first.count(), events=first.events())
    if posts:
        posts[-1] = with_library(posts[-1], window, directory, taken)
    return posts


def is_told(change: Change) -> bool:
    return change.cls != "neutral" or is_announced(change)


def _with_unlisted(post: Post, changes: Sequence[Change]) -> Post:
    generated = sum(change.lens == "client-library" for change in changes)
    return replace(post, neutral=post.neutral + len(changes), generated=post.generated + generated)


def _declared(entry: Entry, changes: Sequence[Change]) -> set[str]:
    """The ids of the entry's declared meanings among the changes."""
    versions = {change.path_version for change in changes}
    declared = {meaning_id(version, meaning) for meaning in entry.meaning for version in versions}
    return {change.id for change in changes if change.id in declared}


def _entry_post(entry: Entry, window: Window, changes: Sequence[Change], directory: Directory, taken: set[str]) -> Post:
    assert entry.date is not None  # It was published.
    post = post_of(window, entry.date, changes, directory, taken)
    untold = window.untold.changes if window.untold else ()
    body = "" if _is_as_drafted(entry, changes) or _is_as_drafted(entry, untold) else entry.body
    return replace(
        post,
        anchor=unique(slug(entry.slug), taken),
        title=entry.title,
        versions=(entry.version,) if entry.version else post.versions,
        body=body,
        speaks_of=spoken_of(body, directory),
        waiver=_note_of(entry.waiver) if entry.waiver and not hides_waived(entry) else None,
    )


def _note_of(waiver: Waiver) -> WaiverNote:
    return WaiverNote(waiver.reason, waiver.approved_by, waiver.kind == "correction")


def _is_as_drafted(entry: Entry, changes: Sequence[Change]) -> bool:
    """Whether nobody edited the text of a draft: it lists the changes, which the page lists itself."""
    by_id = {change.id: change for change in changes}
    bound = [by_id[id] for id in entry.changes if id in by_id]
    # Earlier versions drafted possible renames, too.
    return entry.body == first_text(bound) or is_first_text(entry.body, [change.title for change in bound])


def _release_post(
    release: Release, window: Window, changes: Sequence[Change], directory: Directory, taken: set[str]
) -> Post:
    post = post_of(window, release.release, changes, directory, taken)
    return replace(
        post,
        anchor=unique(f"release-{release.name}", taken),
        title=FIRST_TITLE if window.first else _title(window, [as_told(change) for change in changes]),
        versions=release.path_versions if window.first else post.versions,
    )


FIRST_TITLE = "First recorded release"
"""Whether the API is older than its records they do not say."""


def _title(window: Window, changes: Sequence[Change]) -> str:
    """The title of a release by what is gated; if only the rest of the API changed, by that."""
    gated = [change for change in changes if change.treatment == "gated"]
    return words.release_title(gated if any(map(is_told, gated)) else changes, hides=bool(window.left_off))


def post_of(
    window: Window, date: datetime.date, changes: Sequence[Change], directory: Directory, taken: set[str]
) -> Post:
    """The post without what only an entry or only a release knows."""
    told = [change for change in changes if is_told(change) and change.treatment == "gated"]
    aside = [change for change in changes if is_told(change) and change.treatment != "gated"]
    items = [item_of(change, window.waived, directory, taken) for change in told]
    post = Post(
        anchor="",
        date=date,
        title="",
        first=window.first,
        versions=tuple(dict.fromkeys(item.path_version for item in items)),
        body="",
        speaks_of=(),
        waiver=None,
        breaking=tuple(item for item in items if item.cls == "breaking"),
        additive=tuple(item for item in items if item.cls == "additive"),
        deprecated=tuple(item for item in items if item.cls == "neutral"),
        deprecated_title=announced_title(changes),
        neutral=0,
        generated=0,
        operations=0,
        events=0,
        number=window.release.number if window.release else 1,
        ungoverned=_is_ungoverned(window.release) and any(i.cls == "breaking" and not i.waived for i in items),
        reported=tuple(item_of(change, window.waived, directory, taken) for change in aside),
        observed=window.observed,
    )
    return _with_unlisted(post, [change for change in changes if not is_told(change)])


def _is_ungoverned(release: Release | None) -> bool:
    return release is not None and release.kind == "baseline"


def item_of(change: Change, waived: frozenset[str], directory: Directory, taken: set[str]) -> Item:
    change = as_told(change)
    targets = tuple(directory.target(name) for name in change.broken or change.operations)
    named = {piece for kind, piece in parts(change.title) if kind == "code"}
    return Item(
        anchor=unique(f"change-{change.short_id}", taken),
        id=change.short_id,
        cls=change.cls,
        title=change.title,
        note=change.note,
        path_version=change.path_version,
        marks=(
            *([change.cls] if change.treatment != "gated" else []),
            *words.marks(change),
            *filter(None, [words.travels(change)]),
        ),
        waived=change.id in waived,
        targets=targets,
        others=tuple(target for target in targets if not named & {target.name, target.bare_name}),
        names=change.names if len(change.names) > MOST_NAMES else (),
        rule=change.rule,
        lens=change.lens,
        before=_value(change.base, change),
        after=_value(change.revision, change),
        witness_says=words.witness_says(change, change.witness) if change.witness else "",
        witness=_value_text(change.witness.instance) if change.witness else "",
    )


def _value(side: Side | None, change: Change) -> str:
    """What is on one side of a change, where a page can show it."""
    return "" if side is None or change.note else _value_text(side.value)


def _value_text(value: JSON) -> str:
    """As `remembering.light` has it: canonical JSON, which a string holds."""
    return value.strip() if isinstance(value, str) else ""


def _summaries(
    windows: Sequence[Window], directory: Directory, releases: Sequence[Release]
) -> Iterator[VersionSummary]:
    """One for each path version that any release had, the newest first."""
    known = dict.fromkeys(version for release in releases for version in release.path_versions)
    current = releases[-1].path_versions if releases else ()
    for version in reversed(known):
        here = [(change, window) for window in windows for change in window.counted if change.path_version == version]
        aside = [change for window in windows for change in _reported(window) if change.path_version == version]
        breaking = [(change, window) for change, window in here if change.cls == "breaking"]
        yield VersionSummary(
            path_version=version,
            since=next(release.release for release in releases if version in release.path_versions),
            current=version in current,
            # The only path version may stand in the server's address instead of the paths.
            operations=directory.count(None if current == (version,) else version),
            breaking=len(breaking),
            waived=sum(change.id in window.waived for change, window in breaking),
            additive=sum(change.cls == "additive" for change, _ in here),
            reported=sum(map(is_told, aside)),
            hides=any(change.path_version == version for window in windows for change in window.left_off),
        )


def _index(posts: Sequence[Post], directory: Directory) -> tuple[Mention, ...]:
    mentions: dict[str, dict[str, Post]] = {}
    for post in posts:
        line = post.as_line
        changed = [target for item in post.items for target in item.targets]
        for target in (*changed, *(target for _, target in post.speaks_of)):
            mentions.setdefault(target.name, {})[post.permalink] = line
    return tuple(Mention(target, tuple(mentions.get(target.name, {}).values())) for target in directory.named())
