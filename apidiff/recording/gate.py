"""Check the current description of a project: the first step of every gating command."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from apidiff.errors import InputError, Place
from apidiff.governing.checking import check
from apidiff.model.change import Change, Comparison
from apidiff.model.contract import Contract, Description, Warned
from apidiff.model.records import Entry, Release, ReleaseName
from apidiff.model.refusals import Reason, Refusal
from apidiff.model.verdict import Check
from apidiff.openapi.canonical import canonical_json
from apidiff.reading import is_path
from apidiff.reading.lines import files_read
from apidiff.reading.references import without_holes
from apidiff.recording.anchoring import Anchored, unheard
from apidiff.recording.branching import unreleased_at
from apidiff.recording.described import configured, described
from apidiff.recording.landed import as_landed
from apidiff.recording.origins import pull_request
from apidiff.recording.project import Project
from apidiff.recording.recorded import compare, contract, notices, snapshot_contract, with_left_out
from apidiff.recording.soundness import Finding, lost_findings, quick_findings
from apidiff.recording.targets import require_targets


@dataclass(frozen=True)
class Gate:
    """What stands at the gate, and the answer."""

    project: Project
    description: Description
    check: Check
    on: datetime.date
    """The day of the release, or today where none is named."""
    contracts: tuple[Contract | None, Contract]
    """The base, if there is one, and the description at hand."""
    base: str | None = None
    """The base that was named."""
    after: Release | None = None
    """The release that was named as the base, where that is not the newest."""

    @property
    def baseline(self) -> bool:
        """Whether nothing is recorded yet and no base was named."""
        return self.check.unrecorded


def gate(
    project: Project,
    source: str | None = None,
    *,
    base: str | None = None,
    release: ReleaseName | None = None,
    after: Release | None = None,
    today: datetime.date | None = None,
    anchored: Anchored | None = None,
    description: Description | None = None,
    fresh: str | None = None,
) -> Gate:
    """Compare the description at hand with the newest snapshot, and give the verdict under the project's policy.

    `source` is the description (default: the configured one), `base` another base than the newest snapshot, `release`
    the one that is to be recorded: entries dated after it do not count. `after` is the release to compare with, where
    it is not the newest. `today` is what a sunset and a waiver's end are measured against where no `release` is given.
    `anchored` is what the anchor has against the records; its project is `project`.
    `description` is what `source` names, where that was read already. `fresh` is a file that has to hold the same
    description. Reads, and writes nothing.
    Raises `InputError` where a description, the index or an entry cannot be read.
    """
    today = today or datetime.date.today()
    description = description or read_description(project, source, beside=base)
    revision = contract(description)
    base_release, base_contract = (after, snapshot_contract(project, after)) if after else _base(project, base, source)
    sides = base_contract, revision
    # Only a release to be recorded leaves out entries that are dated later; sunsets and waivers always have a day that
    # they are held against.
    until = release.date if release else None
    on = until or today
    compared = None if base_contract is None else _whole(project, base_release, base_contract, revision)
    late = after if after != project.newest else None
    counted = _entries(project, base, base_release, compared, until, is_late=late is not None)
    # Of what is pending alone: a published entry may speak of an operation that has gone since.
    require_targets(counted.pending, filter(None, (base_contract, revision)), project.policy)
    dated = [entry.path.name for entry in counted.pending if entry.date]
    # Beside a named base an entry need not belong to a release.
    findings = _findings(project, release, dated, governed=base is None, anchored=anchored)
    unsound = {"": list(map(_unsound, findings))} if findings else {}
    others = {"": [*unsound.get("", ()), *_stale(project, fresh, description)]} if fresh else unsound
    entries = counted.all
    # Without the anchor there is no telling for which operations a waiver was given when it landed.
    if anchored and base_contract is not None:
        entries = as_landed(project, anchored.anchor, entries, base_contract, source)
    if base_contract is None or compared is None:
        answer = _first(project, revision, entries, until, today, others, doubtful=bool(unsound))
    elif base_release is not None and _is_doubtful(project, base_release, findings):
        answer = _doubtful(project, base_release, compared, unsound)
    else:
        judging = _Judging(
            project=project,
            base=base_release,
            base_contract=base_contract,
            since=counted.since,
            until=until,
            on=on,
            # Refusals print commands with it, and standard input cannot be read by a second one.
            source=None if source == "-" else source,
            named=None if base == "-" else base,
            after=str(late.name) if late else None,
            unheard=unheard(anchored, files_read(description.locator)) if anchored else (),
        )
        answer = judging.check(compared, revision, entries, others)
        if anchored:
            then = _Begun(judging, description, revision, compared, is_named=bool(base))
            started = pull_request(project, anchored.anchor, answer, _file_of(source, fresh), then.check)
            answer = answer._replace(pull_request=started)
        return Gate(project, description, _reported(project, answer, anchored), on, sides, base, late)
    return Gate(project, description, _reported(project, answer, anchored), on, sides)


def _doubtful(project: Project, base: Release, compared: Comparison, unsound: Mapping[str, Sequence[Refusal]]) -> Check:
    """The verdict beside a base that is not what was recorded: what differs from it is no change of the description."""
    nothing = compared._replace(changes=())
    # As a first release, so that only what is wrong with the records refuses.
    answer = check(nothing, (), base_release=base, policy=project.policy, baseline=True, others=unsound)
    return answer._replace(doubtful=True)


@dataclass(frozen=True, slots=True)
class _Judging:
    """What the descriptions at hand, and where a pull request began, are judged against alike."""

    project: Project
    base: Release | None
    base_contract: Contract
    since: datetime.date
    until: datetime.date | None
    on: datetime.date
    source: str | None
    named: str | None
    """The base that was named."""
    after: str | None
    """The release that is the base although there is a newer one."""
    unheard: Collection[ReleaseName]

    def check(
        self,
        comparison: Comparison,
        revision: Contract,
        entries: Iterable[Entry],
        others: Mapping[str, Sequence[Refusal]],
    ) -> Check:
        """The verdict on a description with its entries; `others`: what else is refused, by path version."""
        told = notices(
            self.project,
            comparison,
            lambda: revision.document,
            self.on,
            base=self.base,
            document=lambda: self.base_contract.document,
            unheard=self.unheard,
        )
        return check(
            comparison,
            entries,
            base_release=self.base,
            since=self.since,
            until=self.until,
            source=self.source,
            base=self.named,
            after=self.after,
            on=self.on,
            past_sunset=told.past_sunset,
            coming_sunset=told.coming_sunset,
            policy=self.project.policy,
            others=told.refusals | dict(others),
        )


@dataclass(frozen=True, slots=True)
class _Begun:
    """What stood at the gate where a pull request began, judged as what stands there now."""

    judging: _Judging
    description: Description
    revision: Contract
    compared: Comparison
    """`description`, its contract, and what lies between the base and that: as they are now."""
    is_named: bool
    """Whether a base was named."""

    def check(self, before: Description, drawn: Sequence[Entry]) -> Check:
        """The verdict on the description as it was, with the entries that there were."""
        judging, now = self.judging, self.description
        # An unedited description needs no second comparison. The same files under other names, or cut to other paths,
        # make another document.
        same = before.digest == now.digest and before.document == now.document
        then, found = self.revision, self.compared
        if not same:
            then = contract(before)
            found = _whole(judging.project, judging.base, judging.base_contract, then)
        # What is for a named base alone waives nothing where the newest release is the base.
        return judging.check(found, then, [entry for entry in drawn if entry.base is None or self.is_named], {})


def _file_of(source: str | None, fresh: str | None) -> str | None:
    """The file that says what `source` says: of an application, the one that is held against it."""
    return source if source is None or fresh is None or is_path(source) else fresh


def _first(
    project: Project,
    revision: Contract,
    entries: Iterable[Entry],
    until: datetime.date | None,
    today: datetime.date,
    others: Mapping[str, Sequence[Refusal]],
    *,
    doubtful: bool,
) -> Check:
    """The verdict where there is no base: what `others` do not refuse passes. `doubtful`: the records are unsound."""
    whole = without_holes(revision)
    comparison = compare(whole, whole, project)
    # One contract is both sides here, so that each of its warnings comes twice.
    comparison = comparison._replace(warnings=tuple(dict.fromkeys(comparison.warnings)))
    if not doubtful:
        comparison = comparison._replace(warnings=(*comparison.warnings, _unrecorded(project, today)))
    answer = check(comparison, entries, policy=project.policy, until=until, baseline=True, others=others)
    return answer._replace(unrecorded=True, doubtful=doubtful)


@dataclass(frozen=True, slots=True)
class _Entries:
    """The entries that no release has published, and which of them count."""

    all: list[Entry]
    """Without those that are unreleased and do not count."""
    pending: list[Entry]
    since: datetime.date
    """An entry is dated after this day if no release has published it."""


def _entries(
    project: Project,
    base: str | None,
    base_release: Release | None,
    compared: Comparison | None,
    until: datetime.date | None,
    *,
    is_late: bool,
) -> _Entries:
    """The entries for a check; a release that is recorded late has those that bind its changes."""
    among = {change.id for change in compared.changes} if is_late and compared is not None else None
    since = _window(base_release or project.newest)
    unpublished = _asked(project, base)
    pending = _counted(unpublished, since, until, among)
    return _Entries([entry for entry in unpublished if entry.date or entry in pending], pending, since)


def _asked(project: Project, base: str | None) -> list[Entry]:
    """The entries that no release has published, without those that speak of another base.

    One that speaks of a named base counts beside any, as its ids tell what changed; but not beside one that has it
    already: it was for what came between that and the state before.
    """
    of_base = [entry for entry in project.unpublished if entry.base is not None]
    if not of_base:
        return list(project.unpublished)
    had = frozenset[str]()
    if base is not None:
        had = unreleased_at(project, base)
    left_out = [entry for entry in of_base if base is None or entry.path.name in had]
    return [entry for entry in project.unpublished if entry not in left_out]


def _unrecorded(project: Project, today: datetime.date) -> Warned:
    """Every format says it: a gate whose records are not checked out would pass forever."""
    api = f" --api {project.config.api}" if project.config.api else ""
    return Warned(
        "Nothing is recorded yet, so no change can be found",
        Place(str(project.schemas)),
        f"Record the first release: `apidiff snapshot --release {today}{api}`. If there are releases, check them out "
        f"first.",
    )


def _whole(project: Project, base: Release | None, contract: Contract, revision: Contract) -> Comparison:
    """What lies between the base and the revision, and what breaks the promises that the base was not held against."""
    comparison = compare(contract, revision, project)
    left_out = project.history.left_out(base) if base else []
    # A line with `after` was held against that one release (`repair --onto` writes it): what another branch recorded in
    # between made promises as well.
    others = [compare(snapshot_contract(project, each), revision, project) for each in left_out]
    return with_left_out(comparison, others)


def _reported(project: Project, answer: Check, anchored: Anchored | None) -> Check:
    answer = answer._replace(api=project.config.api)
    if anchored is None:
        return answer
    told = tuple(Warned(each.message, each.place, each.hint) for each in anchored.baselines)
    comparison = answer.comparison._replace(warnings=(*answer.comparison.warnings, *told))
    return answer._replace(anchor=anchored.report, comparison=comparison)


def read_description(
    project: Project,
    source: str | None,
    *,
    dangling: Literal["warn", "error"] = "error",
    beside: str | None = None,
) -> Description:
    """The description that `source` names, or else the configured one; the options are those of `described`."""
    if source is None:
        return configured(project, dangling=dangling)
    return described(project, source, dangling=dangling, beside=beside)


def _findings(
    project: Project,
    recording: ReleaseName | None,
    pending: Collection[str],
    *,
    governed: bool,
    anchored: Anchored | None = None,
) -> list[Finding]:
    """What the records' own account holds against them, as far as it is cheap to ask; `verify` asks everything.

    `governed` says that the newest snapshot is the base, so that without one no entry can bind a change.
    """
    found = [*anchored.findings] if anchored else []
    found += quick_findings(project, recording, pending, anchored.anchor.texts if anchored else {})
    # What else is wrong with the records may be why no release is recorded.
    if governed and not found:
        found = list(lost_findings(project))
    return found


def _stale(project: Project, file: str, description: Description) -> Iterator[Refusal]:
    """The refusal of a file that has to hold the description at hand, and holds another one."""
    # Closed: the file stands in the repository, and reading it may neither run nor fetch anything.
    held = described(project, file, dangling="warn", closed=True)
    if canonical_json(held.document) == canonical_json(description.document):
        return
    changes = compare(contract(held), contract(description), project).changes
    told = [change for change in changes if change.cls != "neutral"]
    facts = {"file": file, "description": description.name}
    if told:
        facts |= {"number": _number(told), "title": told[0].title}
    yield Refusal(Reason.STALE_DESCRIPTION if told else Reason.STALE_WORDING, facts=facts)


def _number(changes: Sequence[Change]) -> str:
    return "1 change" if len(changes) == 1 else f"{len(changes)} changes"


def _unsound(finding: Finding) -> Refusal:
    facts = {"place": str(finding.place), "finding": finding.message, "repair": finding.hint}
    return Refusal(Reason.RECORD_UNSOUND, facts=facts)


def _is_doubtful(project: Project, base: Release, findings: Iterable[Finding]) -> bool:
    """Whether the base is not what was recorded, or the index cannot say which release it is."""
    files = {str(project.index.path), str(project.snapshot_path(base))}
    return any(finding.place.file in files for finding in findings)


def require_sound(gate: Gate) -> None:
    """Raise `InputError` where the records cannot say what changed."""
    if gate.check.doubtful:
        refusal = next(refusal for version in gate.check.versions for refusal in version.refusals)
        raise InputError(f"the records are unsound: {refusal.message}", hint=refusal.hint)


def _base(project: Project, base: str | None, source: str | None) -> tuple[Release | None, Contract | None]:
    if base is None:
        newest = project.newest
        return newest, None if newest is None else snapshot_contract(project, newest)
    # Named by its file, the newest release still is that release: the rules for entries and notice hold.
    newest = project.newest
    if newest is not None and Path(base).resolve() == project.snapshot_path(newest).resolve():
        return newest, snapshot_contract(project, newest)
    return None, contract(described(project, base, dangling="warn", beside=source))


def _window(base: Release | None) -> datetime.date:
    """The day after which an entry is dated that no release has published: a second release of a day has some, too."""
    # `date.min` has no day before it.
    return base.release - datetime.timedelta(days=1) if base and base.release > datetime.date.min else datetime.date.min


def _counted(
    entries: Iterable[Entry], since: datetime.date, until: datetime.date | None, among: Collection[str] | None
) -> list[Entry]:
    """The entries that a check draws on: unreleased ones, and those that are dated for it.

    For a release that is recorded late, `among` are its changes: what is unreleased and binds none of them is for
    another one.
    """
    return [
        entry
        for entry in entries
        if (entry.date > since and (until is None or entry.date <= until) if entry.date else _binds(entry, among))
    ]


def _binds(entry: Entry, among: Collection[str] | None) -> bool:
    # An entry may list the beginning of an id, twelve digits or more.
    return among is None or any(id.startswith(begun) for begun in entry.changes for id in among)
