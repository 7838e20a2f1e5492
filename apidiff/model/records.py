"""What is recorded: releases in the index, entries of the changelog."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Literal

from apidiff.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

VersionStatus = Literal["pass", "waived", "refused"]


class Release(NamedTuple):
    """One line of `schemas/index.json`. `previous` is the hash of the line before it, or 64 zeros."""

    release: datetime.date
    file: str
    sha256: str
    previous: str
    title: str
    path_versions: tuple[str, ...]
    source_revision: str | None
    verdicts: dict[str, VersionStatus]


class Meaning(NamedTuple):
    """A change of meaning that stands in no schema, declared by the maintainer."""

    target: str
    """An operation, event or schema by name: `webhook lead.converted`, `POST /v1/leads`."""
    note: str


class Waiver(NamedTuple):
    """The recorded decision to ship breaking changes inside a path version."""

    reason: str
    approved_by: str
    changes: tuple[str, ...] | None = None
    """Which of the entry's changes it lets pass; `None`: all that the entry binds, declared meanings included."""


class Entry(NamedTuple):
    """A dated text under `changelog/`, bound to the changes that it covers."""

    path: Path
    date: datetime.date
    title: str
    version: str | None
    changes: tuple[str, ...]
    meaning: tuple[Meaning, ...]
    waiver: Waiver | None
    body: str
    """Markdown, for the integrator."""

    @property
    def slug(self) -> str:
        """The anchor of the entry on the page: its file's name without `.md`."""
        return self.path.stem
