"""What is recorded: releases in the index, entries of the changelog."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from apidiff.model.change import Broken

if TYPE_CHECKING:
    from pathlib import Path

VersionStatus = Literal["pass", "waived", "refused"]
RecordedStatus = Literal["pass", "waived", "refused", "observed", "baseline"]
"""What a line of the index says of a path version; `observed` if nobody judged it when it was released, `baseline` if
what broke in it was accepted as it was."""

UNRELEASED = "unreleased"
"""The folder of the entries that no release has yet, in that of the entries."""

# `(?a)`, since `\d` would take digits of other scripts; `\Z`, since `$` would take a line break at the end.
_NAME = r"(?a)^(\d{4}-\d{2}-\d{2})(?:\.([1-9]\d{0,3}))?\Z"


# In the order of releases: by the day, and by the number within it.
@dataclass(frozen=True, slots=True, order=True)
class ReleaseName:
    """A release's name: its date, and from the second release of a day on its number, `2026-06-28.2`."""

    date: datetime.date
    number: int = 1

    def __str__(self) -> str:
        return self.date.isoformat() if self.number == 1 else f"{self.date.isoformat()}.{self.number}"

    @classmethod
    def parse(cls, text: str) -> ReleaseName | None:
        """The name that the text is; `None` if it is none. The first release of a day has no number."""
        found = re.match(_NAME, text)
        # `2026-06-23.1` is no name, or one release would have two.
        if found is None or found[2] == "1":
            return None
        try:
            return cls(datetime.date.fromisoformat(found[1]), int(found[2] or 1))
        # `2026-02-30` has the form of a date, and there is no such day.
        except ValueError:
            return None


class Release(NamedTuple):
    """A line of `schemas/index.json` that records a release. `previous` is the hash of the line before, or 64 zeros."""

    release: datetime.date
    file: str
    sha256: str
    """Of the canonical JSON of its description."""
    previous: str
    title: str
    path_versions: tuple[str, ...]
    source_revision: str | None
    verdicts: dict[str, RecordedStatus]
    number: int = 1
    """Which release of its day it is."""
    kind: Literal["release", "observed", "baseline"] = "release"
    """`observed`: of the time before the project was governed. `baseline`: accepted with what had broken by then."""
    after: str | None = None
    """The name of the release that it was compared with, where that is not the one recorded before it."""
    entries: Mapping[str, str] = MappingProxyType({})
    """The entries that it published: the digest of each, by its file's name."""
    changes: str | None = None
    """The digest of the changes that were reported when it was recorded."""
    tool: str | None = None
    """The version of apidiff that recorded it; `None` for a line of `apidiff.index/1`, which did not say."""
    ids: int | None = None
    """The number of the id scheme that its entries' ids are of."""
    policy: str | None = None
    """The digest of the policy that it was judged under."""
    breaches: tuple[str, ...] = ()
    """Of a baseline: the ids of the breaking changes that nobody waived."""

    @property
    def name(self) -> ReleaseName:
        return ReleaseName(self.release, self.number)

    @property
    def is_judged(self) -> bool:
        """Whether the gate was asked when it was recorded."""
        return self.kind != "observed"


class Amendment(NamedTuple):
    """A line of `schemas/index.json` that records how entries of a release read from a day on."""

    release: ReleaseName
    """The release that published them, or that they speak of."""
    date: datetime.date
    """The day on which they were amended."""
    entries: Mapping[str, str]
    """The digest of each, by its file's name."""
    previous: str
    tool: str | None = None


Line = Release | Amendment


class Meaning(NamedTuple):
    """A change of meaning that no schema shows, declared by the maintainer."""

    target: str
    """An operation, event or schema by name, or a field of one: `POST /v1/leads request body.customer.name`."""
    note: str


class Rename(NamedTuple):
    """A rename that comparing could not be sure of, declared by the maintainer."""

    target: str
    """An operation, event or schema by name: `POST /v1/leads`, `schema Lead`."""
    was: str
    to: str


class Waiver(NamedTuple):
    """The recorded decision to ship breaking changes inside a path version."""

    reason: str
    approved_by: str
    changes: tuple[str, ...] | None = None
    """Which of the entry's changes it lets pass; `None`: all that the entry binds, declared meanings included."""
    operations: tuple[tuple[str, tuple[Broken, ...]], ...] = ()
    """Ids of changes, each with the operations that the change broke when the waiver was given."""
    kind: Literal["accepted", "correction"] = "accepted"
    """`correction`: the description was wrong and is right now; the API did not change."""
    until: datetime.date | None = None
    """The last day on which a release may rest on it."""
    ticket: str | None = None
    hide_from_page: bool = False
    """Whether the page does not tell of what it lets pass; reports do."""


class Entry(NamedTuple):
    """A text under `changelog/`, bound to the changes that it covers."""

    path: Path
    date: datetime.date | None
    """`None`: no release has it yet, and the one that takes it dates it."""
    title: str
    version: str | None
    changes: tuple[str, ...]
    meaning: tuple[Meaning, ...]
    waiver: Waiver | None
    body: str
    """Markdown, for the integrator."""
    renames: tuple[Rename, ...] = ()
    review: tuple[str, ...] = ()
    """What changed and was taken back while the text was a person's already: the text may still tell of it."""
    base: str | None = None
    """The base of `check --base` that it speaks of: it counts there alone, and no release publishes it."""

    @property
    def name(self) -> str:
        """Its file, from the folder of the entries: `2026-06-23-notify.md`, `unreleased/notify.md`."""
        return self.path.name if self.date else f"{UNRELEASED}/{self.path.name}"

    @property
    def slug(self) -> str:
        """The anchor of the entry on the page: its file's name without `.md`."""
        return self.path.stem
