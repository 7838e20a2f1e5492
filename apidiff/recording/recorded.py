"""A recorded release in, its contract out, and what lies between it and another under the project's policy."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping

from apidiff.api import compare as compare_contracts
from apidiff.errors import InputError, Place
from apidiff.governing.deprecation import past_sunset, sunset_refusals
from apidiff.model.change import CLASSES, Change, Comparison
from apidiff.model.contract import JSON, Contract, Description
from apidiff.model.records import Release
from apidiff.model.refusals import Refusal
from apidiff.reading import contract_of, read
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
    return contract(read(str(path), limits=project.limits, bundled=True, dangling="warn"))


def past_sunsets(
    project: Project,
    comparison: Comparison,
    base: Release,
    document: Callable[[], Mapping[str, JSON]],
    on: datetime.date,
) -> frozenset[str]:
    """The ids of the removals whose announced sunset has come; arguments as for `sunsets`."""
    return past_sunset(_gated(comparison), _descriptions(project, base, document), on)


def _gated(comparison: Comparison) -> list[Change]:
    return [change for change in comparison.changes if change.treatment == "gated"]


def _descriptions(
    project: Project, base: Release, document: Callable[[], Mapping[str, JSON]]
) -> Iterator[tuple[datetime.date, Mapping[str, JSON]]]:
    """What was recorded up to the base, the newest first, each read when it is asked for."""
    yield base.release, document()
    for release in reversed(project.releases[: project.releases.index(base)]):
        yield release.release, snapshot_contract(project, release).document


def sunsets(
    project: Project,
    comparison: Comparison,
    base: Release,
    document: Callable[[], Mapping[str, JSON]],
    on: datetime.date,
) -> dict[str, list[Refusal]]:
    """What is removed too soon, by path version; nothing where the policy has no `sunset-days`.

    `document` is that of the base, which is only read where something was removed.
    """
    days = project.policy.sunset_days
    if days is None:
        return {}

    return sunset_refusals(_gated(comparison), _descriptions(project, base, document), on, days)
