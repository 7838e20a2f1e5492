"""Lay the changelog page out: a project's releases and entries in, the site as plain data out."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from apidiff.governing.announcing import is_announced
from apidiff.governing.calendar import Planned
from apidiff.model.change import Change, Comparison
from apidiff.model.contract import UNVERSIONED
from apidiff.model.records import Release
from apidiff.openapi.naming import event_in, is_event
from apidiff.recording.globbing import natural
from apidiff.reporting.directory import Directory, read_directory
from apidiff.reporting.release_windows import (
    AnnouncedOf,
    Compare,
    Window,
    as_governed,
    is_told,
    publisher_of,
    windows_of,
    with_announced,
)
from apidiff.reporting.site import GROUPS, Item, Link, Mention, PlanLine, Post, Since, Site, Upcoming, VersionSummary
from apidiff.reporting.site_posts import all_posts, entry_links, post_of, spoken_of, with_library

if TYPE_CHECKING:
    from apidiff.governing.config import Config
    from apidiff.recording.project import Project

CompareEach = Callable[[Sequence[Path], Path], Sequence[Comparison]]
"""Several older snapshot files, each compared with the same newer one."""

MOST_SINCE = 5_000
"""Changes that lie, release by release, between the newest release and all those that it is compared with."""


def build(
    project: Project,
    compare: Compare,
    plans: Sequence[Planned] = (),
    since: CompareEach | None = None,
    announced: AnnouncedOf = lambda *_: {},
) -> Site:
    """Lay the site out. `compare` answers what lies between two snapshot files; `plans` are what `planned` finds.

    `since` answers the same of several older snapshot files, each beside the newest; by default `compare` does.
    `announced` answers what was announced of the removals of a release.

    Raises `InputError` where a record cannot be read.
    """
    releases = project.releases
    newest = project.snapshot_path(releases[-1]) if releases else None
    pattern, events, page = project.policy.version_pattern, project.policy.event_schemas, project.config.page
    policy, snapshots = project.policy, project.snapshots
    directory = read_directory(snapshots, newest, pattern, page.reference_url, events, policy)
    oldest = project.snapshot_path(releases[0]) if releases else None
    # Of the oldest release only operations and events are counted, so it needs no addresses.
    first = read_directory(snapshots, oldest, pattern, None, events, policy) if releases else directory
    windows = [with_announced(window, announced) for window in windows_of(project, compare)]
    left_off = [change for window in windows for change in window.left_off]
    posts = all_posts(windows, directory, first)
    # If no release has a path version, a badge `unversioned` says nothing.
    if all(version == UNVERSIONED for release in releases for version in release.path_versions):
        posts = tuple(replace(post, versions=()) for post in posts)
    published = (entry for entry in project.entries if publisher_of(project, entry))
    dates = [
        *(release.release for release in releases),
        *(entry.date for entry in published if entry.date),
        *(post.updated for post in posts),
    ]
    return Site(
        title=project.config.project.title or (releases[-1].title if releases else "") or "API",
        updated=max(dates, default=None),
        audience=page.audience,
        intro=page.intro,
        new_enum_value=project.policy.new_enum_value,
        sunset_days=project.policy.least_sunset_days,
        links=tuple(Link(link.title, link.url) for link in page.links),
        versions=tuple(_summaries(windows, directory, first, releases, policy.events_version)),
        posts=posts,
        index=_index(posts, directory),
        hidden=sum(len(window.hidden) for window in windows),
        url=_url(project.config),
        # The first line of the records never changes, so neither do the ids of entries in feeds.
        genesis=project.history.lines[0].sha256 if releases and isinstance(project.history.lines[0], Release) else "",
        upcoming=tuple(_upcoming(project, directory, posts)) if page.upcoming else (),
        planned=tuple(plans),
        plans=tuple(_plan_lines(plans, directory)),
        targets=tuple(directory.all()),
        since=tuple(_since(project, since or each_by(compare), directory, windows)),
        api=project.config.api or "",
        hides=tuple(sorted({name for change in left_off for name in change.operations})),
        hides_breaks=any(change.cls == "breaking" for change in left_off),
    )


def each_by(compare: Compare) -> CompareEach:
    """Compare one after the other."""
    return lambda bases, newest: [compare(base, newest) for base in bases]


def _url(config: Config) -> str:
    """Where the site is published: of an API that says nothing itself, below the address of all of them."""
    url = config.page.url or ""
    is_own = config.place_of("page", "url")[0] == "apis"
    return f"{url}{config.api}/" if url and config.api and not is_own else url


def _upcoming(project: Project, directory: Directory, posts: Sequence[Post]) -> Iterator[Upcoming]:
    """What no release has published: by file name, without the decisions, which are not made until it is released."""
    pages = {post.file: post.permalink for post in posts if post.file}
    for entry in project.unpublished:
        # An entry with `base` is never published, and what will be hidden is not shown beforehand.
        if entry.base is None and not (entry.waiver and entry.waiver.hide_from_page):
            yield Upcoming(
                entry.title,
                entry.body,
                (entry.version,) if entry.version else (),
                spoken_of(entry.body, directory),
                entry_links(entry.body, pages),
            )


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


def _since(project: Project, compare: CompareEach, directory: Directory, windows: Sequence[Window]) -> Iterator[Since]:
    """The newest release against each of the releases before it, newest first.

    As many as are asked for, as long as not too much lies in between: each is compared anew after every release.
    """
    releases = project.releases
    # What was listed of each release bounds what can lie between it and the newest, without comparing them.
    rows = {window.release.name: len(window.counted) for window in windows if window.release}
    hidden = frozenset(id for window in windows for id in window.hidden)
    chosen: list[Release] = []
    between = total = 0
    for newer, older in islice(pairwise(reversed(releases)), project.config.page.compare):
        between += rows.get(newer.name, 0)
        total += between
        if total > MOST_SINCE:
            break
        chosen.append(older)
    if not chosen:
        return
    newest = releases[-1]
    # From the oldest on, as a snapshot that is stored as a patch is read on from the one before it.
    older_ones = [project.snapshot_path(each) for each in reversed(chosen)]
    found_of_each = compare(older_ones, project.snapshot_path(newest))
    between_them = {each.name: found for each, found in zip(reversed(chosen), found_of_each, strict=True)}
    for release in chosen:
        mine = tuple(
            # What was waived then is not asked again: it tells what changed, not who let it pass.
            entry._replace(waiver=None)
            for entry in project.entries
            if (published := publisher_of(project, entry)) and published > release.name
        )
        found = between_them[release.name]
        # Their waivers are gone above, and what they hid stays hidden.
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


def _summaries(
    windows: Sequence[Window],
    directory: Directory,
    first: Directory,
    releases: Sequence[Release],
    events_version: str | None,
) -> Iterator[VersionSummary]:
    """One for each path version that any release had, the newest first, and last what has none.

    `first` has what the oldest release had.
    """
    first_in: dict[str, int] = {}
    for number, release in enumerate(releases):
        first_in.update(dict.fromkeys(set(release.path_versions) - first_in.keys(), number))
    current = releases[-1].path_versions if releases else ()
    # Neither additive nor breaking on the wire, and listed all the same.
    library = [change for window in windows if window.comparison for change in window.comparison.client_library]
    seen = [*library, *(change for window in windows for change in window.counted if is_announced(change))]

    def age(version: str) -> tuple[bool, int, list[tuple[int, str]]]:
        # Of those that came together, the one with the highest number is the newest.
        return version != UNVERSIONED, first_in[version], natural(version)

    for version in sorted(first_in, key=age, reverse=True):
        here = [(change, window) for window in windows for change in window.counted if change.path_version == version]
        aside = [change for window in windows for change in _reported(window) if change.path_version == version]
        breaking = [(change, window) for change, window in here if change.cls == "breaking"]
        without = None if events_version else _not_alone(version, releases)
        had = {name for change, _ in here if change.rule == "event-added" for name in change.operations} | first.names
        left = directory.outside & had if without else frozenset()
        # Events belonged to the only path version until there was a second one: they are no newer for that.
        is_from_first = not first_in[version] or (version == UNVERSIONED and bool(directory.outside & first.names))
        yield VersionSummary(
            path_version=version,
            without=without,
            left=tuple(sorted(event_in(name) for name in left if is_event(name))),
            since=releases[0].release
            if is_from_first
            else next(release.release for release in releases if version in release.path_versions),
            is_from_first=is_from_first,
            current=version in current,
            # The only path version may stand in the server's address instead of the paths.
            operations=directory.count(None if current == (version,) else version),
            breaking=len(breaking),
            waived=sum(change.id in window.waived for change, window in breaking),
            announced=sum(change.id in window.announced for change, window in breaking),
            additive=sum(change.cls == "additive" for change, _ in here),
            reported=sum(map(is_told, aside)),
            is_touched=any(change.path_version == version and is_told(change) for change in seen),
            hides=any(change.path_version == version for window in windows for change in window.left_off),
        )


def _not_alone(version: str, releases: Sequence[Release]) -> datetime.date | None:
    """When a path version was joined by another one; `None` if it was never alone, or still is."""
    if version == UNVERSIONED:
        return None
    for before, after in pairwise(releases):
        if before.path_versions == (version,) and UNVERSIONED in after.path_versions:
            return after.release
    return None


def _index(posts: Sequence[Post], directory: Directory) -> tuple[Mention, ...]:
    mentions: dict[str, dict[str, Post]] = {}
    for post in posts:
        line = post.as_line
        changed = [target for item in post.items for target in item.targets]
        for target in (*changed, *(target for _, target in post.speaks_of)):
            # By the address of the post: an entry that names an operation twice is listed once.
            mentions.setdefault(target.name, {})[post.permalink] = line
    return tuple(Mention(target, tuple(mentions.get(target.name, {}).values())) for target in directory.named())
