"""The result of a check, for each path version."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from apidiff.model.change import Change, Comparison
from apidiff.model.records import Entry, Release, VersionStatus
from apidiff.model.refusals import Refusal


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

    @property
    def status(self) -> VersionStatus:
        statuses = {version.status for version in self.versions}
        return "refused" if "refused" in statuses else "waived" if "waived" in statuses else "pass"

    def to_dict(self) -> dict[str, Any]:
        """The document that `check --format json` prints, `apidiff.check/1`: a diff and the verdicts on it."""
        return self.comparison.to_dict() | {
            "format": "apidiff.check/1",
            "status": self.status,
            "base_release": self.base_release and str(self.base_release.name),
            "anchor": self.anchor and self.anchor.to_dict(),
            "versions": [version.to_dict() for version in self.versions],
        }
