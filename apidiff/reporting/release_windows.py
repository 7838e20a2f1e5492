"""What lies between each release and the one before, with the entries dated in that time."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from apidiff.governing.announcing import is_announced
from apidiff.governing.checking import check
from apidiff.governing.deprecation import Announced
from apidiff.model.change import Change, Comparison
from apidiff.model.records import Entry, Release, ReleaseName
from apidiff.reporting import words

if TYPE_CHECKING:
    from apidiff.recording.project import Project


Compare = Callable[[Path, Path], Comparison]


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
    amended: Mapping[str, datetime.date] = field(default_factory=dict)
    """The day on which an entry was amended last, or written after its release, by its file's name."""
    hidden: frozenset[str] = frozenset()
    """The ids of what is waived and left off the page."""
    base: str = ""
    """The name of the release that it is shown beside; empty for the first one."""
    announced: Mapping[str, Announced] = field(default_factory=dict)
    """What was announced of the removals that nobody had to waive, as their sunset had come; by their ids."""

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


def windows_of(project: Project, compare: Compare) -> Iterator[Window]:
    """The releases from the oldest to the newest. What no release has published is no part of the history."""
    amended = {name: one.amended for name, one in project.history.published.items() if one.amended}
    for release, base, observed in _with_bases(project):
        mine = tuple(entry for entry in project.entries if publisher_of(project, entry) == release.name)
        if observed:
            # Nobody decided on it, whatever an entry says.
            mine = tuple(entry._replace(waiver=None) for entry in mine)
        if base is None:
            yield Window(release, None, mine, frozenset(), first=True, observed=observed, amended=amended)
        else:
            found = compare(project.snapshot_path(base), project.snapshot_path(release))
            window = as_governed(project, release, found, mine)
            yield replace(window, observed=observed, amended=amended, base=str(base.name))


def neighbours(project: Project) -> list[tuple[Path, Path]]:
    """The snapshot files that `windows_of` compares, in its order."""
    return [
        (project.snapshot_path(base), project.snapshot_path(release))
        for release, base, _ in _with_bases(project)
        if base is not None
    ]


def _with_bases(project: Project) -> Iterator[tuple[Release, Release | None, bool]]:
    """Each release with the one that it is shown beside, and whether it was observed."""
    history = project.history
    older: Release | None = None
    for release in history.releases:
        base = history.base_of(release)
        observed = release.kind == "observed" or (base is None and older is not None)
        # The first one that was governed was judged beside nothing, and is shown beside what was observed before it.
        yield release, base or older, observed
        older = release


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


AnnouncedOf = Callable[[Release, Sequence[Change]], Mapping[str, Announced]]
"""What was announced of changes of a release whose sunset had come with it, by their ids."""


def with_announced(window: Window, announced: AnnouncedOf) -> Window:
    """The window with what was announced of its removals; asked only of what broke and was passed without a waiver."""
    if window.release is None or window.observed:
        return window
    passed = [
        change
        for change in window.counted
        if change.cls == "breaking" and change.gone and change.treatment == "gated" and change.id not in window.waived
    ]
    return replace(window, announced=announced(window.release, passed)) if passed else window


def hides_waived(entry: Entry) -> bool:
    return entry.waiver is not None and entry.waiver.hide_from_page


def is_told(change: Change) -> bool:
    return change.cls != "neutral" or is_announced(change)
