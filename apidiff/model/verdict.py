"""The result of a check, for each path version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from apidiff.model.change import Change, Comparison
from apidiff.model.records import Entry, Release, VersionStatus
from apidiff.model.refusals import Refusal


def worst(statuses: Iterable[VersionStatus]) -> VersionStatus:
    """Of several verdicts the one that counts for all; `pass` of none."""
    found = set(statuses)
    return "refused" if "refused" in found else "waived" if "waived" in found else "pass"


class VersionVerdict(NamedTuple):
    """The verdict on one path version: its changes, which entry waives which, and why it is refused."""

    path_version: str
    status: VersionStatus
    changes: tuple[Change, ...] = ()
    waived: tuple[tuple[Change, Entry], ...] = ()
    refusals: tuple[Refusal, ...] = ()
    announced: tuple[tuple[Change, Entry], ...] = ()
    """Removals after their announced sunset, each with the entry that tells of it: they need no waiver."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "path_version": self.path_version,
            "status": self.status,
            "changes": [change.id for change in self.changes],
            "waived": [_waived(change, entry) for change, entry in self.waived],
            "refusals": [refusal.to_dict() for refusal in self.refusals],
            "announced": [{"change": change.id, "entry": entry.name} for change, entry in self.announced],
        }


def _waived(change: Change, entry: Entry) -> dict[str, Any]:
    waiver = entry.waiver
    assert waiver is not None
    return {
        "change": change.id,
        "entry": entry.name,
        "kind": waiver.kind,
        "reason": waiver.reason,
        "approved_by": waiver.approved_by,
        "until": waiver.until and waiver.until.isoformat(),
        "ticket": waiver.ticket,
        "hidden_from_page": waiver.hide_from_page,
    }


class AnchorReport(NamedTuple):
    """What a check says of the earlier state that the records must continue."""

    state: Literal["anchored", "first adoption", "not anchored"]
    says: str
    """What to say of it, after `Records:`."""
    commit: str | None = None
    differences: tuple[str, ...] = ()
    """How `apidiff.toml` differs from the anchor's, a sentence each."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "says": self.says,
            "commit": self.commit,
            "differences": list(self.differences),
        }


Origin = Literal["pull-request", "target-branch"]
"""Where a change or a refusal comes from: the pull request, or what its target branch had before it."""


class PullRequest(NamedTuple):
    """What the target branch of a pull request had before it, so that the rest is known to come from the request."""

    target: str
    """The branch that it goes to."""
    commit: str | None = None
    """Where it began from that branch; `None` where that is not known."""
    changes: Mapping[str, frozenset[str]] = MappingProxyType({})
    """The ids of the changes that the branch had there, each with the operations that it affected."""
    refused: frozenset[str] = frozenset()
    """The ids of those that it was refused for."""
    refusals: frozenset[tuple[str, str]] = frozenset()
    """The codes and messages of what else it was refused for."""
    unknown: str | None = None
    """Why nobody can tell; then nothing has an origin."""

    def to_dict(self) -> dict[str, Any]:
        return {"target": self.target, "commit": self.commit, "unknown": self.unknown}


class Check(NamedTuple):
    """The answer of `check`. `base_release` is `None` where the base was named or nothing is recorded yet."""

    comparison: Comparison
    versions: tuple[VersionVerdict, ...]
    base_release: Release | None = None
    entries: tuple[Entry, ...] = ()
    """The entries dated after the base release: those that this check may draw on."""
    source: str | None = None
    """The description, as a command to copy must name it; `None` where it is the configured one."""

    base: str | None = None
    """The base that was named, as a command to copy must name it; `None` where it is the newest snapshot."""

    after: str | None = None
    """The release that was named as the base in place of a newer one, as a command to copy must name it."""

    anchor: AnchorReport | None = None
    """`None` where nobody asked: the records played no part."""

    untold: Comparison | None = None
    """The comparison before the entries' renames were told."""
    doubtful: bool = False
    """Whether the records are unsound in such a way that they cannot say what changed; then there are no changes."""
    unrecorded: bool = False
    """Whether nothing is recorded yet and no base was named: there is nothing to compare with."""
    new_versions: frozenset[str] = frozenset()
    """The path versions that the base does not have: what breaks in them needs an entry and no waiver."""
    pull_request: PullRequest | None = None
    """The pull request that the check runs for; `None` where it runs for none."""
    api: str | None = None
    """Which of several APIs it is about; `None` where the project has only one."""

    @property
    def corrected(self) -> frozenset[str]:
        """The ids of the changes that a waiver calls a correction: the API did not change by them."""
        waived = (pair for version in self.versions for pair in version.waived)
        return frozenset(change.id for change, entry in waived if entry.waiver and entry.waiver.kind == "correction")

    @property
    def status(self) -> VersionStatus:
        return worst(version.status for version in self.versions)

    def origin_of(self, about: Change | Refusal) -> Origin | None:
        """Where a change or a refusal comes from; `None` outside of a pull request, or where that is not known.

        The branch had a change if it had its id, for no fewer operations; a refusal, if it was refused for as much.
        """
        pull = self.pull_request
        if pull is None or pull.unknown is not None:
            return None
        if isinstance(about, Change):
            is_there = about.id in pull.changes and pull.changes[about.id].issuperset(about.operations)
        # By the ids of its changes, since its sentence counts them.
        elif about.changes:
            is_there = pull.refused.issuperset(change.id for change in about.changes)
        else:
            is_there = (about.code, about.message) in pull.refusals
        return "target-branch" if is_there else "pull-request"

    @property
    def is_of_others(self) -> bool:
        """Whether it runs for a pull request from which no change and no refusal comes."""
        if self.pull_request is None or self.pull_request.unknown is not None:
            return False
        origins = {self.origin_of(change) for change in self.comparison.changes}
        origins |= {self.origin_of(refusal) for version in self.versions for refusal in version.refusals}
        return "pull-request" not in origins

    def to_dict(self) -> dict[str, Any]:
        """The document that `check --format json` prints, `apidiff.check/1`: a diff and the verdicts on it."""
        # `format` and `changes` take the place of those that the comparison has.
        return self.comparison.to_dict() | {
            "format": "apidiff.check/1",
            "changes": [change.to_dict() | {"origin": self.origin_of(change)} for change in self.comparison.changes],
            "status": self.status,
            "unrecorded": self.unrecorded,
            "doubtful": self.doubtful,
            "base_release": self.base_release and str(self.base_release.name),
            "anchor": self.anchor and self.anchor.to_dict(),
            **({"api": self.api} if self.api else {}),
            "pull_request": self.pull_request and self.pull_request.to_dict(),
            "versions": [self._version(version) for version in self.versions],
        }

    def _version(self, version: VersionVerdict) -> dict[str, Any]:
        refusals = [refusal.to_dict() | {"origin": self.origin_of(refusal)} for refusal in version.refusals]
        return version.to_dict() | {"refusals": refusals}
