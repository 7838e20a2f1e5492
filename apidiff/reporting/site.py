"""What the changelog page says, as plain data for its templates: built from a project's releases and entries."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from apidiff.governing.announcing import announced_title, is_announced
from apidiff.governing.checking import check
from apidiff.governing.meaning import meaning_id
from apidiff.governing.telling import as_told
from apidiff.model.change import Change, ChangeClass, Comparison
from apidiff.model.contract import UNVERSIONED
from apidiff.model.records import Entry, Release, ReleaseName, Waiver
from apidiff.recording.first_texts import first_text, is_first_text
from apidiff.reporting import words
from apidiff.reporting.directory import Directory, Target, read_directory, slug, unique
from apidiff.reporting.escaping import parts
from apidiff.reporting.prose import code_spans
from apidiff.rules.loading import MOST_NAMES

if TYPE_CHECKING:
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

    @property
    def links(self) -> dict[str, str]:
        """The address of each target, by what the title calls it: an event goes by its bare name, too."""
        return {name: target.url for target in self.targets for name in (target.name, target.bare_name)}


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

    @property
    def links(self) -> dict[str, str]:
        """The address of each operation and event, by what the body calls it."""
        return {name: target.url for name, target in self.speaks_of}

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


@dataclass(frozen=True, slots=True)
class Mention:
    """A line of the index: an operation or event, and the posts that speak of it, newest first."""

    target: Target
    posts: tuple[Post, ...]


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
class _Window:
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


def build(project: Project, compare: Compare) -> Site:
    """Lay the page out. `compare` answers what lies between two snapshot files.

    Raises `InputError` where a record cannot be read.
    """
    releases = project.releases
    newest = project.snapshot_path(releases[-1]) if releases else None
    pattern, events, page = project.policy.version_pattern, project.policy.event_schemas, project.config.page
    policy, snapshots = project.policy, project.snapshots
    directory = read_directory(snapshots, newest, pattern, page.reference_url, events, policy)
    oldest = project.snapshot_path(releases[0]) if releases else None
    first = read_directory(snapshots, oldest, pattern, None, events, policy) if releases else directory
    windows = list(_windows(project, compare))
    posts = _posts(windows, directory, first)
    if all(version == UNVERSIONED for release in releases for version in release.path_versions):
        posts = tuple(replace(post, versions=()) for post in posts)
    published = (entry for entry in project.entries if _publisher(project, entry))
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
    )


def _windows(project: Project, compare: Compare) -> Iterator[_Window]:
    """The releases from the oldest to the newest. What no release has published is no part of the history."""
    history = project.history
    older: Release | None = None
    for release in history.releases:
        mine = tuple(entry for entry in project.entries if _publisher(project, entry) == release.name)
        base = history.base_of(release)
        observed = release.kind == "observed" or (base is None and older is not None)
        # The first one that was governed was judged beside nothing, and is shown beside what was observed before it.
        base, older = base or older, release
        if observed:
            # Nobody decided on it, whatever an entry says.
            mine = tuple(entry._replace(waiver=None) for entry in mine)
        if base is None:
            yield _Window(release, None, mine, frozenset(), first=True, observed=observed)
        else:
            found = compare(project.snapshot_path(base), project.snapshot_path(release))
            yield replace(_governed(project, release, found, mine), observed=observed)


def _publisher(project: Project, entry: Entry) -> ReleaseName | None:
    published = project.history.published.get(entry.path.name)
    return published.release if published else None


def _governed(
    project: Project, release: Release | None, comparison: Comparison | None, entries: tuple[Entry, ...]
) -> _Window:
    """The window with the declared meanings among its changes, and with what its entries waive."""
    if comparison is None:
        return _Window(release, comparison, entries, frozenset())
    # The window holds the right entries already; `since` and `until` would only ask the same again. Who may approve is
    # a question of the day on which it was released.
    checked = check(comparison, entries, policy=project.policy._replace(approvers=None))
    waived = frozenset(words.waivers(checked))
    hidden = frozenset(id for id, entry in words.waivers(checked).items() if _hides(entry))
    return _Window(release, checked.comparison, checked.entries, waived, untold=checked.untold, hidden=hidden)


def _hides(entry: Entry) -> bool:
    return entry.waiver is not None and entry.waiver.hide_from_page


def _posts(windows: Sequence[_Window], directory: Directory, first: Directory) -> tuple[Post, ...]:
    """Newest first; anchors are given from the oldest on, so that they stay when a release is added."""
    taken: set[str] = set()
    posts = [post for window in windows for post in _posts_of(window, directory, first, taken)]
    posts.reverse()  # what stands later in a day comes first, too: sorting keeps the order of equals
    return tuple(sorted(posts, key=lambda post: post.date, reverse=True))


def _posts_of(window: _Window, directory: Directory, first: Directory, taken: set[str]) -> list[Post]:
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
    if posts and not any(map(_is_told, changes)):
        newest = max(range(len(posts)), key=lambda index: (posts[index].date, index))
        posts[newest] = _with_unlisted(posts[newest], changes)
    elif window.release:
        posts.append(_release_post(window.release, window, changes, directory, taken))
    if window.first and posts:
        posts[0] = replace(posts[0], operations=first.count(), events=first.events())
    return posts


def _is_told(change: Change) -> bool:
    return change.cls != "neutral" or is_announced(change)


def _with_unlisted(post: Post, changes: Sequence[Change]) -> Post:
    generated = sum(change.lens == "client-library" for change in changes)
    return replace(post, neutral=post.neutral + len(changes), generated=post.generated + generated)


def _declared(entry: Entry, changes: Sequence[Change]) -> set[str]:
    """The ids of the entry's declared meanings among the changes."""
    versions = {change.path_version for change in changes}
    declared = {meaning_id(version, meaning) for meaning in entry.meaning for version in versions}
    return {change.id for change in changes if change.id in declared}


def _entry_post(
    entry: Entry, window: _Window, changes: Sequence[Change], directory: Directory, taken: set[str]
) -> Post:
    assert entry.date is not None  # It was published.
    post = _post(window, entry.date, changes, directory, taken)
    untold = window.untold.changes if window.untold else ()
    body = "" if _is_as_drafted(entry, changes) or _is_as_drafted(entry, untold) else entry.body
    return replace(
        post,
        anchor=unique(slug(entry.slug), taken),
        title=entry.title,
        versions=(entry.version,) if entry.version else post.versions,
        body=body,
        speaks_of=tuple((name, target) for name in code_spans(body) if (target := directory.find(name))),
        waiver=_note_of(entry.waiver) if entry.waiver and not _hides(entry) else None,
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
    release: Release, window: _Window, changes: Sequence[Change], directory: Directory, taken: set[str]
) -> Post:
    post = _post(window, release.release, changes, directory, taken)
    return replace(
        post,
        anchor=unique(f"release-{release.name}", taken),
        title=_first_title(window) if window.first else _title([as_told(change) for change in changes]),
        versions=release.path_versions if window.first else post.versions,
    )


def _first_title(window: _Window) -> str:
    return "First recorded release" if window.observed else "First release"


def _title(changes: Sequence[Change]) -> str:
    """The title of a release by what is gated; if only the rest of the API changed, by that."""
    gated = [change for change in changes if change.treatment == "gated"]
    return words.release_title(gated if any(map(_is_told, gated)) else changes)


def _post(
    window: _Window, date: datetime.date, changes: Sequence[Change], directory: Directory, taken: set[str]
) -> Post:
    """The post without what only an entry or only a release knows."""
    told = [change for change in changes if _is_told(change) and change.treatment == "gated"]
    aside = [change for change in changes if _is_told(change) and change.treatment != "gated"]
    items = [_item(change, window.waived, directory, taken) for change in told]
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
        reported=tuple(_item(change, window.waived, directory, taken) for change in aside),
        observed=window.observed,
    )
    return _with_unlisted(post, [change for change in changes if not _is_told(change)])


def _is_ungoverned(release: Release | None) -> bool:
    return release is not None and release.kind == "baseline"


def _item(change: Change, waived: frozenset[str], directory: Directory, taken: set[str]) -> Item:
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
    )


def _summaries(
    windows: Sequence[_Window], directory: Directory, releases: Sequence[Release]
) -> Iterator[VersionSummary]:
    """One for each path version that any release had, the newest first."""
    known = dict.fromkeys(version for release in releases for version in release.path_versions)
    current = releases[-1].path_versions if releases else ()
    for version in reversed(known):
        here = [(change, window) for window in windows for change in window.counted if change.path_version == version]
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
        )


def _items(post: Post) -> tuple[Item, ...]:
    return (*post.breaking, *post.additive, *post.deprecated, *post.reported)


def _index(posts: Sequence[Post], directory: Directory) -> tuple[Mention, ...]:
    mentions: dict[str, dict[str, Post]] = {}
    for post in posts:
        changed = [target for item in _items(post) for target in item.targets]
        for target in (*changed, *(target for _, target in post.speaks_of)):
            mentions.setdefault(target.name, {})[post.anchor] = post
    return tuple(Mention(target, tuple(mentions.get(target.name, {}).values())) for target in directory.named())
