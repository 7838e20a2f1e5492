"""What the entries say to each change, as the verdict on a path version and the refusals that explain it. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from apidiff.governing.coverage import covers, waived_ids
from apidiff.governing.deciding import decided
from apidiff.governing.renaming import around
from apidiff.governing.waivers import Fault
from apidiff.model.change import SHOWN_DIGITS, Change, Comparison
from apidiff.model.contract import UNVERSIONED
from apidiff.model.records import Entry, Rename, VersionStatus
from apidiff.model.verdict import Refusal, VersionVerdict

MOST_IDS = 4
"""Ids that a message's command lists; beyond them `--all` says the same and can be read."""


@dataclass(frozen=True)
class Question:
    """A comparison, the entries that a check draws on, and what is known of them."""

    comparison: Comparison
    pending: tuple[Entry, ...]
    unusable: tuple[Entry, ...]
    """The entries whose `version` is none of either side: no release can have it, so they bind and waive nothing."""
    dated_out: tuple[Entry, ...]
    declared: dict[object, frozenset[str]]
    """By the entry's path: what `bound_ids` says."""
    faults: Mapping[object, Fault]
    """By the entry's path: why its waiver covers nothing."""
    new: frozenset[str]
    source: str | None
    base: str | None
    past_sunset: frozenset[str]

    def verdict(self, version: str, others: Sequence[Refusal], baseline: bool) -> VersionVerdict:
        changes = tuple(change for change in self.comparison.counted if change.path_version == version)
        breaking = [] if baseline else [change for change in changes if change.cls == "breaking"]
        waived = tuple((change, entry) for change in breaking if (entry := self._waiving(change)))
        announced = tuple(
            (change, entry)
            for change in breaking
            if change.id in self.past_sunset and not self._waiving(change) and (entry := self._binding(change))
        )
        passed = {change.id for change, _ in (*waived, *announced)}
        refusals = [*self._unwaived(version, [change for change in breaking if change.id not in passed])]
        refusals += (refusal for refusal in others if not self._is_exempt(refusal, waived))
        if version in self.new and not any(self._speaks_of(entry, version, changes) for entry in self.pending):
            refusals.insert(0, self._unannounced(version))
        status: VersionStatus = "refused" if refusals else "waived" if waived else "pass"
        return VersionVerdict(version, status, changes, waived, tuple(refusals), announced)

    def _binding(self, change: Change) -> Entry | None:
        return next((entry for entry in self.pending if change.id in self.declared[entry.path]), None)

    def _waiving(self, change: Change) -> Entry | None:
        naming = (entry for entry in self._naming(change) if entry.path not in self.faults)
        return next((entry for entry in naming if entry.waiver and covers(entry.waiver, change)), None)

    def _naming(self, change: Change) -> Iterator[Entry]:
        """The entries whose waiver names a change, whatever operations it was given for."""
        return (entry for entry in self.pending if change.id in waived_ids(entry, self.declared[entry.path]))

    def _is_exempt(self, refusal: Refusal, waived: Iterable[tuple[Change, Entry]]) -> bool:
        """Whether a removal needs no notice: what never was there, as a correction says, needs none."""
        if refusal.code != "sunset-too-soon":
            return False
        corrected = {change.id for change, entry in waived if entry.waiver and entry.waiver.kind == "correction"}
        return corrected.issuperset(change.id for change in refusal.changes)

    def _speaks_of(self, entry: Entry, version: str, changes: Iterable[Change]) -> bool:
        return entry.version == version or any(change.id in self.declared[entry.path] for change in changes)

    def _unwaived(self, version: str, changes: Sequence[Change]) -> Iterable[Refusal]:
        bound = [change for change in changes if self._binding(change)]
        unbound = [change for change in changes if not self._binding(change)]
        if version in self.new:
            if unbound:
                yield Refusal(
                    "entry-missing",
                    f"{_count(unbound)}{_inside(version)} without an entry",
                    f"Write the entry: {self._draft}",
                    tuple(unbound),
                )
            return
        if past := tuple(change for change in unbound if change.id in self.past_sunset):
            message = f"{_count(past)}{_inside(version)} whose sunset has come, without an entry"
            yield Refusal("entry-missing", message, f"Write the entry: {self._draft}", past)
            unbound = [change for change in unbound if change not in past]
        if unbound:
            message = f"{_count(unbound)}{_inside(version)} without an entry that waives {_them(unbound)}"
            if late := self._late(unbound):
                message += f"; `{late.name}` names {_them(unbound)}, but its date is outside of this release"
            hint = (
                f"{_keep(version)} To ship all the same, write the entry: {self._draft}, "
                f"then waive: {self._waive(unbound)}"
            )
            yield Refusal("breaking-not-waived", message, hint, tuple(unbound), self._late(unbound))
        for entry in dict.fromkeys(self._binding(change) for change in bound):
            mine = tuple(change for change in bound if self._binding(change) is entry)
            assert entry is not None
            void = [(change, next((e for e in self._naming(change) if e.path in self.faults), None)) for change in mine]
            for other in dict.fromkeys(e for _, e in void if e):
                yield self._void(version, other, tuple(change for change, e in void if e is other))
            mine = tuple(change for change, e in void if e is None)
            if grown := tuple(change for change in mine if any(self._naming(change))):
                yield self._grown(version, entry, grown)
            mine = tuple(change for change in mine if change not in grown)
            if not mine:
                continue
            yield Refusal(
                "breaking-not-waived",
                f"{_count(mine)}{_inside(version)} that `{entry.name}` names but does not waive",
                f"{_keep(version)} To ship all the same: {self._waive(mine, self._standing(entry))}",
                mine,
                entry,
            )

    def _grown(self, version: str, entry: Entry, changes: tuple[Change, ...]) -> Refusal:
        """What is waived, and breaks more operations by now."""
        given = dict(entry.waiver.operations) if entry.waiver else {}
        broken = (name for change in changes for name in change.broken if name not in given.get(change.id, ()))
        more = list(dict.fromkeys(broken))
        listed = ", ".join(f"`{name}`" for name in more[:MOST_IDS])
        rest = f" and {len(more) - MOST_IDS} more" if len(more) > MOST_IDS else ""
        return Refusal(
            "breaking-not-waived",
            f"{_count(changes)}{_inside(version)} that `{entry.name}` waives, but not for {listed}{rest}",
            f"{_keep(version)} To ship all the same: {self._waive(changes, self._standing(entry))}",
            changes,
            entry,
        )

    def _void(self, version: str, entry: Entry, changes: tuple[Change, ...]) -> Refusal:
        """What a waiver names that covers nothing."""
        fault = self.faults[entry.path]
        message = f"the waiver in `{entry.name}` {fault.says}"
        if changes:
            message = f"{_count(changes)}{_inside(version)}: {message}"
            return Refusal(
                fault.code, message, f"{fault.hint} To ship all the same: {self._waive(changes)}", changes, entry
            )
        return Refusal(fault.code, f"{message}; it covers nothing", fault.hint, (), entry)

    def void(self, versions: Sequence[str]) -> Iterable[tuple[str, Refusal]]:
        """The waivers that cover nothing although nothing rests on them, each with the version that it refuses."""
        for entry in self.pending:
            version = _refused_by(entry, versions)
            if version is None or entry.path not in self.faults:
                continue
            named = waived_ids(entry, self.declared[entry.path])
            breaking = (change for change in self.comparison.counted if change.cls == "breaking" and change.id in named)
            if all(map(self._waiving, breaking)):
                yield version, self._void(version, entry, ())

    def _late(self, changes: Sequence[Change]) -> Entry | None:
        ids = [change.id for change in changes]
        named = ((entry, tuple(entry.changes)) for entry in self.dated_out)
        return next((entry for entry, begun in named if begun and any(id.startswith(begun) for id in ids)), None)

    def _unannounced(self, version: str) -> Refusal:
        return Refusal(
            "entry-missing",
            f"the path version {version} is new and has no entry",
            f"Write the entry: {self._draft}",
        )

    def unknown_versions(self, versions: Sequence[str]) -> Iterable[Refusal]:
        """The entries that speak of a path version which there is not."""
        for entry in self.unusable:
            yield Refusal(
                "entry-version-unknown",
                f"`{entry.name}` names the path version `{entry.version}`, which neither side has; it waives nothing",
                f"Correct its `version`: there is {', '.join(versions)}.",
                (),
                entry,
            )

    def stale(self, versions: Sequence[str]) -> Iterable[tuple[str, Refusal]]:
        """Each pending entry that binds or waives what is not there, with the path version that it refuses."""
        current = {change.id for change in self.comparison.changes}
        for entry in self.pending:
            version = _refused_by(entry, versions)
            if version is None:
                continue
            bound = self.declared[entry.path]
            listed = entry.waiver.changes or () if entry.waiver else ()
            for change in listed:
                if change not in bound:
                    yield version, self._stale(entry, change, "waives", "which it does not bind", "waiver-stale")
            waived = waived_ids(entry, bound)
            for change in entry.changes:
                if change not in current:
                    code = "waiver-stale" if change in waived else "entry-stale"
                    verb = "waives" if change in waived else "binds"
                    yield version, self._stale(entry, change, verb, "which is not among the changes any more", code)

    def unreviewed(self, versions: Sequence[str]) -> Iterable[tuple[str, Refusal]]:
        """The entries whose text may tell of what is gone: to publish that would be untrue."""
        for entry in self.pending:
            version = _refused_by(entry, versions)
            if version is None or not entry.review:
                continue
            listed = "; ".join(entry.review[:MOST_IDS])
            more = f"; and {len(entry.review) - MOST_IDS} more" if len(entry.review) > MOST_IDS else ""
            message = f"the text of `{entry.name}` may tell of what is gone: {listed}{more}"
            hint = "Read its title and text, correct them, and take `review` out of the entry."
            yield version, Refusal("text-unreviewed", message, hint, (), entry)

    def unknown_renames(
        self, versions: Sequence[str], unknown: Iterable[tuple[Entry, Rename]]
    ) -> Iterable[tuple[str, Refusal]]:
        """The declared renames of which the comparison shows nothing: to publish one would be untrue."""
        for entry, rename in unknown:
            version = _refused_by(entry, versions)
            if version is None:
                continue
            message = (
                f"`{entry.name}` declares that `{rename.was}` of `{rename.target}` was renamed to `{rename.to}`, "
                f"and no such names went and came there"
            )
            gone, came = (_some(names) for names in around(self.comparison, rename))
            hint = f"Correct it, or take it out of `renames`. Gone from there: {gone}. New there: {came}."
            yield version, Refusal("rename-unknown", message, hint, (), entry)

    def _stale(self, entry: Entry, change: str, verb: str, why: str, code: str) -> Refusal:
        return Refusal(
            code,
            f"`{entry.name}` {verb} `{change[:SHOWN_DIGITS]}`, {why}",
            f"Take it out of the entry by {self._draft_of(entry)}, or by hand.",
            (),
            entry,
        )

    def _standing(self, entry: Entry) -> Entry | None:
        """The entry, if what its waiver says is to be repeated; one that covers nothing is replaced."""
        return entry if entry.waiver and entry.path not in self.faults else None

    @property
    def _draft(self) -> str:
        return f"`apidiff draft {_named(self.source)}{_based(self.base)}".rstrip() + "`"

    def _draft_of(self, entry: Entry) -> str:
        return f"`apidiff draft {_named(self.source)}--release {entry.date}`" if entry.date else self._draft

    def _waive(self, changes: Sequence[Change], entry: Entry | None = None) -> str:
        """The command that waives these; an `entry` with a waiver has one reason, so it repeats that."""
        ids = " ".join(change.short_id for change in changes) if len(changes) <= MOST_IDS else "--all"
        source = f"--source {_named(self.source)}" if self.source else ""
        return f"`apidiff waive {ids} {source}{_based(self.base)}{' '.join(decided(entry and entry.waiver, 'NAME'))}`"


def _refused_by(entry: Entry, versions: Sequence[str]) -> str | None:
    """The path version that an entry's fault refuses: its own, else the first; `None` where there is none."""
    if entry.version in versions:
        return entry.version
    return versions[0] if versions else None


def _some(names: Sequence[str]) -> str:
    listed = ", ".join(f"`{name}`" for name in names[:MOST_IDS])
    return f"{listed} and {len(names) - MOST_IDS} more" if len(names) > MOST_IDS else listed or "nothing"


def _count(changes: Sequence[Change]) -> str:
    return "1 breaking change" if len(changes) == 1 else f"{len(changes)} breaking changes"


def _them(changes: Sequence[Change]) -> str:
    return "it" if len(changes) == 1 else "them"


def _keep(version: str) -> str:
    if version == UNVERSIONED:
        return "Keep the contract, or put the new form under a path version such as `/v2`."
    return f"Keep the contract of {version}, or put the new form under a new path version."


def _inside(version: str) -> str:
    """Where a change is; an API without path versions need not be told that it has none."""
    return "" if version == UNVERSIONED else f" inside {version}"


def _based(base: str | None) -> str:
    return f"--base {shlex.quote(base)} " if base else ""


def _named(source: str | None) -> str:
    return f"{shlex.quote(source)} " if source else ""
