"""Decide by the entries whether each path version passes, and give the refusals that explain it. Pure."""

from __future__ import annotations

import datetime
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from apidiff.governing.coverage import covers, uncovered, waived_ids
from apidiff.governing.deciding import decided
from apidiff.governing.meaning import RULE as MEANING
from apidiff.governing.renaming import around
from apidiff.model.change import SHOWN_DIGITS, Change, Comparison
from apidiff.model.records import Entry, Rename, VersionStatus
from apidiff.model.refusals import MOST_LISTED, OF_NOTICE, Reason, Refusal, WaiverFault
from apidiff.model.verdict import VersionVerdict
from apidiff.rules.loading import listed


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
    faults: Mapping[object, WaiverFault]
    """By the entry's path: why its waiver covers nothing."""
    new: frozenset[str]
    source: str | None
    base: str | None
    after: str | None
    past_sunset: frozenset[str]
    coming_sunset: Mapping[str, datetime.date]
    """By the change's id: the day that was announced for a removal, where it has not come `on` the day of the check."""
    on: datetime.date | None

    def verdict(self, version: str, others: Sequence[Refusal], baseline: bool) -> VersionVerdict:
        changes = tuple(change for change in self.comparison.counted if change.path_version == version)
        breaking = [] if baseline else [change for change in changes if change.cls == "breaking"]
        waived = tuple((change, entry) for change in breaking if (entry := self._waiving(change)))
        announced = tuple(
            (change, entry)
            for change in breaking
            # A waiver says why and by whom, so it is named where a change has both.
            if change.id in self.past_sunset and not self._waiving(change) and (entry := self._binding(change))
        )
        passed = {change.id for change, _ in (*waived, *announced)}
        refusals = [*self._unwaived(version, [change for change in breaking if change.id not in passed])]
        # A date that a correction names is no break, so that `waived` lacks it; the notices that it exempts are among
        # `others`.
        corrected = tuple(self._corrected(others))
        refusals += (refusal for refusal in others if not self._is_exempt(refusal, (*waived, *corrected)))
        waived += corrected
        if version in self.new and not any(self._speaks_of(entry, version, changes) for entry in self.pending):
            refusals.insert(0, Refusal(Reason.NEW_VERSION, version, self._drafting))
        status: VersionStatus = "refused" if refusals else "waived" if waived else "pass"
        return VersionVerdict(version, status, changes, waived, tuple(refusals), announced)

    def corrected(self) -> frozenset[str]:
        """The ids of the changes that a waiver calls a correction: the API did not change by them."""
        waiving = ((change, self._waiving(change)) for change in self.comparison.counted if change.cls == "breaking")
        return frozenset(
            change.id for change, entry in waiving if entry and entry.waiver and entry.waiver.kind == "correction"
        )

    def _binding(self, change: Change) -> Entry | None:
        return next((entry for entry in self.pending if change.id in self.declared[entry.path]), None)

    def _waiving(self, change: Change) -> Entry | None:
        naming = (entry for entry in self._naming(change) if entry.path not in self.faults)
        return next((entry for entry in naming if entry.waiver and covers(entry.waiver, change)), None)

    def _naming(self, change: Change) -> Iterator[Entry]:
        """The entries whose waiver names a change, whatever operations it was given for."""
        return (entry for entry in self.pending if change.id in waived_ids(entry, self.declared[entry.path]))

    def _is_exempt(self, refusal: Refusal, waived: Iterable[tuple[Change, Entry]]) -> bool:
        """Whether no notice is needed: what never was there, as a correction says, needs none."""
        if refusal.code not in OF_NOTICE:
            return False
        corrected = {change.id for change, entry in waived if entry.waiver and entry.waiver.kind == "correction"}
        # If one of them is no correction, it still needs its notice.
        return corrected.issuperset(change.id for change in refusal.changes)

    def _corrected(self, refusals: Iterable[Refusal]) -> Iterator[tuple[Change, Entry]]:
        """The changes of a date that a correction names: no break, so that nothing else waives them."""
        noticed = (refusal for refusal in refusals if refusal.code in OF_NOTICE)
        dated = {change.id: change for refusal in noticed for change in refusal.changes if change.cls != "breaking"}
        for change in dated.values():
            entry = self._waiving(change)
            if entry is not None and entry.waiver is not None and entry.waiver.kind == "correction":
                yield change, entry

    def _speaks_of(self, entry: Entry, version: str, changes: Iterable[Change]) -> bool:
        return entry.version == version or any(change.id in self.declared[entry.path] for change in changes)

    def _unwaived(self, version: str, changes: Sequence[Change]) -> Iterable[Refusal]:
        bound = [change for change in changes if self._binding(change)]
        unbound = [change for change in changes if not self._binding(change)]
        # Nobody builds on a new path version yet: an entry is enough, and no waiver is asked for.
        if version in self.new:
            if unbound:
                yield Refusal(Reason.NEW_VERSION_BREAKS, version, self._drafting, tuple(unbound))
            return
        if past := tuple(change for change in unbound if change.id in self.past_sunset):
            yield Refusal(Reason.PAST_SUNSET, version, self._drafting, past)
            unbound = [change for change in unbound if change not in past]
        if unbound:
            late = self._late(unbound)
            for day, mine in self._by_day(unbound):
                early = Reason.BEFORE_ITS_DAY if day else Reason.UNBOUND
                facts = self._drafting | self._waiving_by(mine) | self._days(day)
                yield Refusal(Reason.BOUND_AT_ANOTHER_DATE if late else early, version, facts, mine, late)
        # One refusal for each entry, since the command that waives them is one.
        for entry in dict.fromkeys(entry for change in bound if (entry := self._binding(change))):
            yield from self._bound(version, entry, [change for change in bound if self._binding(change) is entry])

    def _bound(self, version: str, entry: Entry, changes: Sequence[Change]) -> Iterable[Refusal]:
        """What an entry binds and no waiver lets pass: by what is wrong with the waiver, or that there is none."""
        # The waiver that names a change may be in another entry than the one that binds it.
        void = [(change, next((e for e in self._naming(change) if e.path in self.faults), None)) for change in changes]
        for other in dict.fromkeys(e for _, e in void if e):
            named = tuple(change for change, e in void if e is other)
            facts, fault = self._waiving_by(named), self.faults[other.path]
            yield Refusal(Reason.VOID_WAIVER, version, facts, named, other, fault)
        sound = tuple(change for change, e in void if e is None)
        if grown := tuple(change for change in sound if any(self._naming(change))):
            facts = {"operations": listed(_unlisted(entry, grown), MOST_LISTED)}
            facts |= self._waiving_by(grown, self._standing(entry))
            yield Refusal(Reason.WAIVED_FOR_LESS, version, facts, grown, entry)
        for day, mine in self._by_day(change for change in sound if change not in grown):
            reason = Reason.UNWAIVED_BEFORE_ITS_DAY if day else Reason.UNWAIVED
            yield Refusal(reason, version, self._waiving_by(mine) | self._days(day), mine, entry)

    def _by_day(self, changes: Iterable[Change]) -> list[tuple[datetime.date | None, tuple[Change, ...]]]:
        """The changes by the day that was announced for them and is still to come; first those without one."""
        found: dict[datetime.date | None, list[Change]] = {}
        for change in changes:
            found.setdefault(self.coming_sunset.get(change.id), []).append(change)
        days = sorted(found, key=lambda day: day or datetime.date.min)
        return [(day, tuple(found[day])) for day in days]

    def _days(self, sunset: datetime.date | None) -> dict[str, str]:
        return {"sunset": str(sunset), "on": str(self.on)} if sunset else {}

    def void(self, versions: Sequence[str]) -> Iterable[tuple[str, Refusal]]:
        """The waivers that cover nothing although nothing rests on them, each with the version that it refuses."""
        for entry in self.pending:
            version = _refused_by(entry, versions)
            if version is None or entry.path not in self.faults:
                continue
            named = waived_ids(entry, self.declared[entry.path])
            breaking = (change for change in self.comparison.counted if change.cls == "breaking" and change.id in named)
            # Otherwise `_bound` refuses the changes that rest on it, with the same fault.
            if all(map(self._waiving, breaking)):
                fault = self.faults[entry.path]
                yield version, Refusal(Reason.IDLE_VOID_WAIVER, version, entry=entry, fault=fault)

    def _late(self, changes: Sequence[Change]) -> Entry | None:
        ids = [change.id for change in changes]
        # Only pending entries have their ids completed: these may list the 12 digits that people see.
        named = ((entry, tuple(entry.changes)) for entry in self.dated_out)
        return next((entry for entry, begun in named if begun and any(id.startswith(begun) for id in ids)), None)

    def unknown_versions(self, versions: Sequence[str]) -> Iterable[Refusal]:
        """The entries that speak of a path version which there is not."""
        for entry in self.unusable:
            facts = {"named": str(entry.version), "versions": ", ".join(versions)}
            yield Refusal(Reason.UNKNOWN_VERSION, facts=facts, entry=entry)

    def stale(self, versions: Sequence[str]) -> Iterable[tuple[str, Refusal]]:
        """Each pending entry that binds or waives what is not there, with the path version that it refuses."""
        current = {change.id for change in self.comparison.changes}
        for entry in self.pending:
            version = _refused_by(entry, versions)
            if version is None:
                continue
            bound = self.declared[entry.path]
            for change in (entry.waiver.changes or ()) if entry.waiver else ():
                if change not in bound:
                    yield version, self._stale(Reason.WAIVES_UNBOUND, version, entry, change)
            waived = waived_ids(entry, bound)
            for change in entry.changes:
                if change not in current:
                    reason = Reason.WAIVES_GONE if change in waived else Reason.BINDS_GONE
                    yield version, self._stale(reason, version, entry, change)

    def unreviewed(self, versions: Sequence[str]) -> Iterable[tuple[str, Refusal]]:
        """The entries whose text may tell of what is gone: to publish that would be untrue."""
        for entry in self.pending:
            version = _refused_by(entry, versions)
            if version is None or not entry.review:
                continue
            passages = "; ".join(entry.review[:MOST_LISTED])
            if len(entry.review) > MOST_LISTED:
                passages += f"; and {len(entry.review) - MOST_LISTED} more"
            yield version, Refusal(Reason.UNREVIEWED, version, {"passages": passages}, entry=entry)

    def unknown_renames(
        self, versions: Sequence[str], unknown: Iterable[tuple[Entry, Rename]]
    ) -> Iterable[tuple[str, Refusal]]:
        """The declared renames of which the comparison shows nothing: to publish one would be untrue."""
        for entry, rename in unknown:
            version = _refused_by(entry, versions)
            if version is None:
                continue
            gone, came = (listed(names, MOST_LISTED) or "nothing" for names in around(self.comparison, rename))
            facts = {"was": rename.was, "target": rename.target, "to": rename.to, "gone": gone, "came": came}
            yield version, Refusal(Reason.UNKNOWN_RENAME, version, facts, entry=entry)

    def doubled_meanings(self, versions: Sequence[str]) -> Iterable[tuple[str, Refusal]]:
        """The targets of which the pending entries declare more than one meaning: one release would publish both."""
        declared = {change.id: change for change in self.comparison.changes if change.rule == MEANING}
        first: dict[tuple[str, str], tuple[Entry, Change]] = {}
        for entry in self.pending:
            # Sorted: a set has another order in each run.
            for change in (declared[id] for id in sorted(self.declared[entry.path] & declared.keys())):
                key = change.path_version, change.name or ""
                other, known = first.setdefault(key, (entry, change))
                if known.id == change.id or change.path_version not in versions:
                    continue
                named = "that entry does as well" if other is entry else f"`{other.name}` does"
                facts = {"target": key[1], "other": named, "note": change.note, "other_note": known.note}
                yield (
                    change.path_version,
                    Refusal(Reason.MEANING_DOUBLED, change.path_version, facts, (known, change), entry),
                )

    def _stale(self, reason: Reason, version: str, entry: Entry, change: str) -> Refusal:
        facts = {"change": change[:SHOWN_DIGITS], "draft": self._draft_of(entry)}
        return Refusal(reason, version, facts, entry=entry)

    def _standing(self, entry: Entry) -> Entry | None:
        """The entry, if what its waiver says is to be repeated; one that covers nothing is replaced."""
        return entry if entry.waiver and entry.path not in self.faults else None

    @property
    def _draft(self) -> str:
        return f"apidiff draft {_named(self.source)}{_based(self.base, self.after)}".rstrip()

    @property
    def _drafting(self) -> dict[str, str]:
        return {"draft": self._draft}

    def _draft_of(self, entry: Entry) -> str:
        after = _based(None, self.after)
        return f"apidiff draft {_named(self.source)}{after}--release {entry.date}" if entry.date else self._draft

    def _waiving_by(self, changes: Sequence[Change], entry: Entry | None = None) -> dict[str, str]:
        """The command that waives these; `entry`: its waiver names them already, so it repeats what that says."""
        ids = " ".join(change.short_id for change in changes) if len(changes) <= MOST_LISTED else "--all"
        source = f"--source {_named(self.source)}" if self.source else ""
        options = " ".join(decided(entry and entry.waiver, "NAME"))
        return {"waive": f"apidiff waive {ids} {source}{_based(self.base, self.after)}{options}"}


def _unlisted(entry: Entry, changes: Iterable[Change]) -> list[str]:
    """The operations that waived changes break by now, and that the waiver does not list, or not in that direction."""
    known = {each.name for _, names in entry.waiver.operations for each in names} if entry.waiver else frozenset()
    broken = (each for change in changes for each in uncovered(entry.waiver, change))
    return list(dict.fromkeys(f"{each.name} {each.direction}" if each.name in known else each.name for each in broken))


def _refused_by(entry: Entry, versions: Sequence[str]) -> str | None:
    """The path version that an entry's fault refuses: its own, else the first; `None` where there is none."""
    if entry.version in versions:
        return entry.version
    return versions[0] if versions else None


def _based(base: str | None, after: str | None) -> str:
    return f"--base {shlex.quote(base)} " if base else f"--after {shlex.quote(after)} " if after else ""


def _named(source: str | None) -> str:
    return f"{shlex.quote(source)} " if source else ""
