"""What a check refused in, what a baseline accepts of it out: the verdicts that its line records, and the breaches."""

from __future__ import annotations

from apidiff.model.change import Change
from apidiff.model.records import RecordedStatus
from apidiff.model.refusals import ACCEPTED_AS_BASELINE
from apidiff.model.verdict import Check, VersionVerdict


def is_acceptable(version: VersionVerdict) -> bool:
    """Whether a path version is only refused for what happened to the API, which a baseline accepts."""
    return all(refusal.code in ACCEPTED_AS_BASELINE for refusal in version.refusals)


def recorded_verdicts(check: Check) -> dict[str, RecordedStatus]:
    """What the line of a baseline says of each path version."""
    return {
        version.path_version: "baseline" if version.refusals and is_acceptable(version) else version.status
        for version in check.versions
    }


def breaches(check: Check) -> tuple[Change, ...]:
    """The breaking changes that nobody waived, each once."""
    refused = (change for version in check.versions for refusal in version.refusals for change in refusal.changes)
    return tuple({change.id: change for change in refused}.values())


def breaches_of(check: Check) -> tuple[str, ...]:
    """The ids of the breaches, sorted."""
    return tuple(sorted(change.id for change in breaches(check)))
