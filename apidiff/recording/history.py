"""The records as one history: the lines of an index in, with those of `apidiff.index/1` as today's; who published what.

An index of the first format is brought to today's by `upgraded`, a pure function of it and of the entries beside it: so
an old index, wherever it is read, stands for the same lines as the upgraded one.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from apidiff.errors import InputError
from apidiff.model.records import Line, Release, ReleaseName
from apidiff.reading.inside import read_plain
from apidiff.recording.entries import MOST_BYTES, entry_paths
from apidiff.recording.index import Index, chained
from apidiff.recording.line_ends import text_digest

FIRST_SCHEME = 1
"""The id scheme of all lines of `apidiff.index/1`."""

_DATE = re.compile(r"^date[ \t]*:[ \t]*[\"']?(\d{4}-\d{2}-\d{2})\b", re.MULTILINE | re.ASCII)
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_NAMED = re.compile(r"^(\d{4}-\d{2}-\d{2})-", re.ASCII)


@dataclass(frozen=True, slots=True)
class Published:
    """How an entry was published."""

    digest: str
    """Of its text as it was last recorded."""
    release: ReleaseName
    amended: datetime.date | None = None


@dataclass(frozen=True)
class History:
    """The lines of an index in the order of recording."""

    lines: tuple[Line, ...] = ()

    @cached_property
    def recorded(self) -> tuple[Release, ...]:
        """The releases in the order of recording."""
        return tuple(line for line in self.lines if isinstance(line, Release))

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """The releases from the oldest to the newest."""
        return tuple(sorted(self.recorded, key=lambda release: release.name))

    @cached_property
    def _late(self) -> frozenset[ReleaseName]:
        found, newest = set(), None
        for release in self.recorded:
            if release.kind == "observed" and newest is not None and release.name < newest:
                found.add(release.name)
            newest = max(newest or release.name, release.name)
        return frozenset(found)

    def is_late(self, release: Release) -> bool:
        """Whether a release was only observed, and recorded when something newer was recorded already.

        It says nothing of what clients were told in time: whoever wants to remove something today could write that it
        was deprecated long ago.
        """
        return release.name in self._late

    @cached_property
    def _told(self) -> Mapping[ReleaseName, datetime.date]:
        found: dict[ReleaseName, datetime.date] = {}
        newest = datetime.date.min
        for release in self.recorded:
            newest = found[release.name] = max(newest, release.release)
        return found

    def told_on(self, release: Release) -> datetime.date:
        """The day from which on what a release announces counts: its own, or that of the newest one recorded before it.

        A day before that is what somebody wrote; that it was recorded later is what the records show.
        """
        return self._told[release.name]

    @cached_property
    def published(self) -> dict[str, Published]:
        """Every entry that a line vouches for, by its file's name."""
        found: dict[str, Published] = {}
        for line in self.lines:
            for name, digest in line.entries.items():
                if isinstance(line, Release):
                    # An entry is published once: a second line that names it is unsound. An amendment speaks of what is
                    # published.
                    found.setdefault(name, Published(digest, line.name))
                else:
                    found[name] = Published(digest, line.release, line.date)
        return found

    @cached_property
    def _by_name(self) -> dict[ReleaseName, tuple[int, Release]]:
        return {release.name: (position, release) for position, release in enumerate(self.recorded)}

    def find(self, name: str) -> Release | None:
        """The release of that name."""
        known = ReleaseName.parse(name)
        return self._by_name[known][1] if known in self._by_name else None

    def left_out(self, release: Release) -> list[Release]:
        """The releases recorded before it, newest first, whose promises nobody held it against, without their bases.

        A line without `after` follows the line before it, and was held against what that one left out. A line that
        names its base was held against it alone: what was recorded since, and is newer than the base, is left out.

        "Before" and "since" count in the order of recording. So of a release that is recorded late, what it leaves out
        includes releases that are newer than itself: clients had them already. What is recorded after it never counts.
        The first of the observed ones that are recorded late has no base and was held against nothing: it, and what
        names it as base, leave out everything newer than it that was recorded already.
        """
        end = self._by_name[release.name][0]
        # Of lines A, B and C `after` A, C was held against A alone: B is left out.
        chain = {release.name}
        root: Release | None = release
        while root is not None and root.after is not None:
            base = self.find(root.after)
            # A line that names itself, or a later one, is unsound, and ends the search.
            root = base if base is not None and base.name not in chain else None
            if root is not None:
                chain.add(root.name)
        # A root that follows nothing was held against nothing.
        start = -1 if root is None or self.base_of(root) is None else self._by_name[root.name][0]
        open_ends = [
            other
            for other in self.recorded[start + 1 : end]
            if other.name not in chain and (root is None or other.name > root.name)
        ]
        found: list[Release] = []
        stood_on: set[ReleaseName] = set()
        for other in sorted(open_ends, key=lambda each: each.name, reverse=True):
            if other.name in stood_on:
                continue
            found.append(other)
            below = self.base_of(other)
            # What a newer release was held against, it has kept: its promises are among the newer one's.
            while below is not None and below.name not in stood_on:
                stood_on.add(below.name)
                below = self.base_of(below)
        return found

    def base_of(self, release: Release) -> Release | None:
        """The release that another one was compared with; `None` for the first one, and for the first of what was
        observed and is recorded late."""
        if release.after is not None:
            return self.find(release.after)
        position = self._by_name[release.name][0]
        return self.recorded[position - 1] if position and release.name not in self._late else None


def history_of(index: Index, texts: Mapping[str, bytes]) -> History:
    """The history that an index tells; `texts` are the entries beside it, which only the first format needs."""
    return History(index.lines if index.version == 2 else upgraded(index, texts))


def upgraded(index: Index, texts: Mapping[str, bytes]) -> tuple[Line, ...]:
    """The lines of `apidiff.index/1` as `apidiff.index/2` has them.

    Each release published the entries that are dated after the one before it and not after itself. What the old format
    did not record stays unknown: the tool, the changes that it reported and the policy.
    """
    # What has no date that can be read was published by no release of the first format.
    left = {name: (date, content) for name, content in texts.items() if (date := entry_date(name, content))}
    lines: list[Line] = []
    for release in index.releases:
        mine = {name: text_digest(content) for name, (date, content) in left.items() if date <= release.release}
        left = {name: value for name, value in left.items() if name not in mine}
        lines.append(release._replace(entries=dict(sorted(mine.items())), ids=FIRST_SCHEME))
    return chained(lines)


def entry_date(name: str, content: bytes) -> datetime.date | None:
    """The date of an entry, read without parsing it: what an old entry says must not depend on today's format."""
    # The date is ASCII, whatever encoding the rest of the text has.
    front = _FRONT_MATTER.match(content.decode(errors="replace"))
    found = (_DATE.search(front[1]) if front else None) or _NAMED.match(name)
    try:
        return datetime.date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def entry_texts(folder: Path) -> dict[str, bytes]:
    """The content of each file that should be an entry, by its name. One that cannot be read is missing."""
    texts = {}
    for path in entry_paths(folder):
        try:
            texts[path.name] = read_plain(folder, path, MOST_BYTES)
        except (OSError, InputError):
            continue
    return texts
