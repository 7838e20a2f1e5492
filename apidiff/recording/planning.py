"""A project in, what is deprecated in it and goes when out: of its newest release, or of a description at hand."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from apidiff.governing.calendar import Planned, planned
from apidiff.governing.deprecation import Announced, History, kept_announcements
from apidiff.model.change import Change
from apidiff.model.records import Release
from apidiff.reading.lines import files_read
from apidiff.recording.gate import read_description
from apidiff.recording.project import Project
from apidiff.recording.recorded import contract, snapshot_contract, told_by


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes when, of one description."""

    title: str
    """The API's."""
    name: str
    """The description's."""
    release: str | None
    day: datetime.date
    """The day that the description is of."""
    plans: list[Planned]
    files: tuple[str, ...] = ()
    """What a description at hand was read from."""

    @property
    def called(self) -> str:
        """What the description is called."""
        return f"{self.title}, release {self.release}" if self.release else f"{self.title}, {self.name}"


def announced(project: Project, release: Release, changes: Sequence[Change]) -> dict[str, Announced]:
    """What was announced of those `changes` of a recorded release whose sunset had come with it, by their ids.

    Raises `InputError` where a snapshot cannot be read.
    """
    base = project.history.base_of(release)
    if base is None:
        return {}
    told = told_by(project, base, lambda: snapshot_contract(project, base).document, release.release, recording=release)
    return kept_announcements(changes, History(told), release.release)


def plan(project: Project, source: str | None, today: datetime.date) -> Plan:
    """Plan for the newest release, or for `source`; if nothing is recorded, for the configured description.

    Raises `InputError` where a description or the index cannot be read.
    """
    newest = project.newest if source is None else None
    if newest is not None:
        described, files = snapshot_contract(project, newest), []
    else:
        at_hand = read_description(project, source)
        described, files = contract(at_hand), files_read(at_hand.locator)
    told = told_by(project, newest, lambda: described.document, today)
    history = History(told, is_base_recorded=newest is not None)
    return Plan(
        title=project.config.project.title or described.title or "API",
        name=described.name,
        release=str(newest.name) if newest else None,
        day=newest.release if newest else today,
        plans=planned(described, history, project.policy),
        files=tuple(files),
    )
