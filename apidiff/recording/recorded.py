"""A recorded release in, its contract out, and what lies between it and another under the project's policy."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from apidiff.api import compare as compare_contracts
from apidiff.errors import InputError, Place
from apidiff.governing.deprecation import History, date_refusals, past_sunset, sunset_refusals
from apidiff.model.change import CLASSES, Comparison
from apidiff.model.contract import JSON, Contract, Description
from apidiff.model.records import Release
from apidiff.model.refusals import Refusal
from apidiff.reading import contract_of
from apidiff.recording.project import Project


def contract(description: Description) -> Contract:
    """The contract that comparing works on."""
    return contract_of(description)


def compare(base: Contract, revision: Contract, project: Project) -> Comparison:
    """What lies between the two, under the project's policy, with the path versions of both.

    Audited: what no change explains is an undecided, breaking one, so that a gate fails closed.
    """
    return compare_contracts(base, revision, project.policy, audited=True)


def with_left_out(comparison: Comparison, others: Iterable[Comparison]) -> Comparison:
    """The comparison with what breaks the promises of releases that its base was not held against."""
    changes = list(comparison.changes)
    known = {change.id for change in changes}
    for other in others:
        more = [change for change in other.counted if change.cls == "breaking" and change.id not in known]
        known.update(change.id for change in more)
        changes += more
    if len(changes) == len(comparison.changes):
        return comparison
    changes.sort(key=lambda change: (not change.counted, CLASSES.index(change.cls), change.path_version))
    return comparison._replace(changes=tuple(changes))


def snapshot_contract(project: Project, release: Release) -> Contract:
    """The contract of a recorded release."""
    path = project.snapshot_path(release)
    if not path.is_file():
        raise InputError(
            f"the snapshot of {release.name} is missing",
            place=Place(str(path)),
            hint=f"Restore it from version control (`git checkout -- {path}`), and run `apidiff verify`.",
        )
    return contract(project.snapshots.description(release.file))


@dataclass(frozen=True, slots=True)
class Notices:
    """What the recorded releases say of the notice of changes."""

    refusals: dict[str, list[Refusal]]
    """What lacks notice, by path version."""
    past_sunset: frozenset[str]
    """The ids of the removals whose announced sunset has come."""


def notices(
    project: Project,
    comparison: Comparison,
    revision: Callable[[], Mapping[str, JSON]],
    on: datetime.date,
    *,
    base: Release | None,
    document: Callable[[], Mapping[str, JSON]],
    recording: Release | None = None,
) -> Notices:
    """Ask of the changes whether they were announced in time, for a release `on` a day.

    `document` is that of the base, `revision` that of the description at hand; both are only read where they are asked
    for. `base` is the release that the base is; `None` for another one, beside which the recorded releases speak. If
    nothing is recorded, nothing is known, and nothing is asked. `recording` is the release that is judged again: what
    was recorded after it was not known then.
    """
    if base is None and not project.releases:
        return Notices({}, frozenset())
    recorded = project.history.recorded
    known = recorded[: recorded.index(recording)] if recording else recorded
    heard = (each for each in known if not project.history.is_late(each))
    older = sorted((each for each in heard if base is None or each.name < base.name), key=lambda each: each.name)

    def releases() -> Iterator[tuple[datetime.date, Mapping[str, JSON]]]:
        yield base.release if base else on, document()
        for release in reversed(older):
            yield release.release, snapshot_contract(project, release).document

    history = History(releases(), is_base_recorded=base is not None)
    gated = [change for change in comparison.changes if change.treatment == "gated"]
    found = sunset_refusals(gated, history, on, project.policy)
    for version, refusals in date_refusals(gated, revision, history, on, project.policy).items():
        found.setdefault(version, []).extend(refusals)
    return Notices(found, past_sunset(gated, history, on))
