"""Every record held against what it should be, and every recorded verdict computed again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from apidiff.errors import InputError, Place
from apidiff.governing.checking import check
from apidiff.model.contract import Contract
from apidiff.model.records import Entry, Release, VersionStatus
from apidiff.model.verdict import Check
from apidiff.recording.entries import entry_paths, read_entry
from apidiff.recording.gate import compare, contract, sunsets
from apidiff.recording.index import Index, read_index
from apidiff.recording.line_ends import unix_ends
from apidiff.recording.project import Project
from apidiff.recording.soundness import (
    Finding,
    file_findings,
    finding_of,
    form_findings,
    index_findings,
    leftover_findings,
    line_end_findings,
    orphan_findings,
)

_WEIGHT: Mapping[VersionStatus, int] = {"pass": 0, "waived": 1, "refused": 2}


def verify(project: Project, progress: Callable[[str], None] = lambda _: None) -> list[Finding]:
    """Everything that is wrong with the records, in the order of the releases; an empty list where they are sound.

    `progress` hears which release is being looked at. Raises nothing for a broken record: each is a finding.
    """
    entries, found = _entries(project)
    try:
        index = read_index(project.schemas)
    except InputError as error:
        return [finding_of(error, project.schemas), *found]
    found = [*index_findings(index), *form_findings(index), *orphan_findings(index, project.schemas), *found]
    previous: tuple[Release, Contract] | None = None
    for release in index.releases:
        progress(f"release {release.release}")
        current, wrong = _release(project, index, release)
        found += wrong
        if current is not None and not wrong:
            if previous or release is index.releases[0]:
                found += _verdicts(project, index, release, current, previous, entries)
            previous = (release, current)
        else:
            previous = None
    return [*found, *line_end_findings(index, project)]


def _entries(project: Project) -> tuple[list[Entry], list[Finding]]:
    entries: list[Entry] = []
    found = list(leftover_findings(project.changelog))
    for path in entry_paths(project.changelog):
        try:
            entries.append(read_entry(path))
        except InputError as error:
            found.append(finding_of(error, path))
    return sorted(entries, key=lambda entry: (entry.date, entry.path.name)), found


def _release(project: Project, index: Index, release: Release) -> tuple[Contract | None, list[Finding]]:
    """A release's contract, and what is wrong with its file."""
    from apidiff.reading import canonical_json, read

    path = project.snapshot_path(release)
    found = list(file_findings(index, release, path))
    if found:
        return None, found
    try:
        description = read(str(path), limits=project.limits, bundled=True)
        if canonical_json(description.document) != unix_ends(path.read_bytes()):
            hint = f"Restore it from version control: `git checkout -- {path}`."
            found.append(Finding(f"the snapshot of {release.release} is not canonical JSON", Place(str(path)), hint))
        return contract(description), found
    except InputError as error:
        return None, [finding_of(error, path)]


def _verdicts(
    project: Project,
    index: Index,
    release: Release,
    current: Contract,
    previous: tuple[Release, Contract] | None,
    entries: list[Entry],
) -> Iterator[Finding]:
    """The recorded line against what the contracts, the entries of that time and the policy say today."""
    try:
        answer = _checked(project, release, current, previous, entries)
    except InputError as error:
        yield finding_of(error, project.snapshot_path(release))
        return
    source = answer.comparison.revision
    place = index.place(release)
    for what, recorded, computed in (
        ("title", release.title, current.title),
        ("path versions", release.path_versions, source.path_versions),
    ):
        if recorded != computed:
            message = f"the line of {release.release} records the {what} {recorded!r}; its snapshot has {computed!r}"
            yield Finding(message, place, f"Restore the index: `git checkout -- {index.path}`.")
    statuses: dict[str, VersionStatus] = {version.path_version: version.status for version in answer.versions}
    for version in dict.fromkeys((*release.verdicts, *statuses)):
        then, now = release.verdicts.get(version, "pass"), statuses.get(version, "pass")
        if then != now:
            yield _differs(release, version, then, now, answer, place)


def _differs(
    release: Release, version: str, then: VersionStatus, now: VersionStatus, answer: Check, place: Place
) -> Finding:
    message = f"release {release.release}, {version}: recorded as {then}, and computed again it is {now}"
    if _WEIGHT[now] < _WEIGHT[then]:
        hint = "The policy is milder today than it was then; nothing needs to be done."
        return Finding(message, place, hint, "note")
    reasons = [refusal for item in answer.versions if item.path_version == version for refusal in item.refusals]
    if reasons:
        message += f": {reasons[0].message}"
    hint = (
        f"Restore the entries of that release and `apidiff.toml` from version control; or, if the policy became "
        f"stricter, record the decision in an entry dated {release.release}."
    )
    return Finding(message, place, hint)


def _checked(
    project: Project,
    release: Release,
    current: Contract,
    previous: tuple[Release, Contract] | None,
    entries: list[Entry],
) -> Check:
    if previous is None:
        comparison = compare(current, current, project)
        return check(comparison, entries, policy=project.policy, until=release.release, baseline=True)
    base, base_contract = previous
    comparison = compare(base_contract, current, project)
    return check(
        comparison,
        entries,
        base_release=base,
        until=release.release,
        policy=project.policy,
        others=sunsets(project, comparison, base, base_contract.document, release.release),
    )
