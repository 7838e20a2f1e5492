"""Verify every record, and judge again what this version recorded.

A line that another version of apidiff recorded, or under another id scheme or policy, is checked by its digests only:
an upgrade, or a stricter policy, never makes a sound history unsound.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from dataclasses import replace

from apidiff._version import __version__
from apidiff.errors import InputError, Place
from apidiff.governing.checking import check
from apidiff.model.change import ID_SCHEME, Comparison
from apidiff.model.contract import JSON
from apidiff.model.records import Entry, RecordedStatus, Release, ReleaseName
from apidiff.model.verdict import Check
from apidiff.openapi.canonical import canonical_json
from apidiff.recording.anchor import Anchor
from apidiff.recording.baseline import breaches_of, recorded_verdicts
from apidiff.recording.digests import changes_digest
from apidiff.recording.entries import entry_paths, read_entry
from apidiff.recording.project import Project
from apidiff.recording.recorded import notices, snapshot_contract, with_left_out
from apidiff.recording.remembering import Remembered
from apidiff.recording.restoring import restore
from apidiff.recording.soundness import (
    Finding,
    entry_findings,
    file_findings,
    finding_of,
    form_findings,
    index_findings,
    leftover_findings,
    line_end_findings,
    lost_findings,
    orphan_findings,
    stray_findings,
)


def verify(
    project: Project,
    progress: Callable[[str], None] = lambda _: None,
    *,
    rejudge: bool = False,
    anchor: Anchor | None = None,
) -> list[Finding]:
    """Everything that is wrong with the records, in the order of the releases; an empty list where they are sound.

    `progress` hears which release is being looked at. With `rejudge`, lines that this version does not judge are judged
    all the same, and what differs is a note. With an `anchor`, whose policy the project has, what was recorded since is
    judged under that policy, whatever policy its line names. Raises nothing for a broken record: each is a finding.
    """
    # Entries first: an index that cannot be read keeps nobody from hearing what is wrong with them.
    entries, found = read_each(project)
    try:
        index = project.index
    except InputError as error:
        return [finding_of(error, project.schemas), *found]
    found += [*stray_findings(project), *index_findings(index), *form_findings(index)]
    found += orphan_findings(index, project.schemas)
    whole = set()
    for release in index.releases:
        wrong = list(file_findings(project, release))
        found += wrong
        if not wrong:
            whole.add(release.name)
    found += entry_findings(project, originals=anchor.texts if anchor else {})
    # What else is wrong may be why no release is recorded.
    if not found:
        found += lost_findings(project)
    found += _hidden(project, entries)
    comparisons = Remembered(project, audited=True)
    fresh = since_anchor(project, anchor)
    for release in project.history.recorded:
        progress(f"release {release.name}")
        base = project.history.base_of(release)
        is_fresh = release in fresh
        judged = is_judged(release, project, fresh=is_fresh)
        own = is_fresh and is_own(release, anchor)
        # The finding about the file is told already; a verdict on other content would only say the same in other words.
        if release.name not in whole or (base is not None and base.name not in whole):
            continue
        # Nobody judged it, so there is no verdict to come to again: only what its line says of its changes.
        if release.kind == "observed":
            if is_observed_here(release, project):
                found += observed_again(project, release, comparisons)
            elif rejudge:
                found += map(_as_note, observed_again(project, release, comparisons))
        elif judged or own or rejudge:
            unheard = recorded_since(project, anchor) if is_fresh else frozenset[ReleaseName]()
            differing = judged_again(project, release, entries, comparisons, fresh=is_fresh, unheard=unheard)
            # What this version has to see alike is unsound, and so is an own line of another version; the rest is worth
            # a note.
            found += differing if judged else of_another_version(differing, anchor) if own else map(_as_note, differing)
    comparisons.save()
    return [*found, *line_end_findings(index, project)]


def _hidden(project: Project, entries: Mapping[str, Entry]) -> Iterator[Finding]:
    """The published waivers that keep their changes off the page, as notes: somebody decided that, and it is told."""
    for name, entry in entries.items():
        waiver = entry.waiver
        if waiver is not None and waiver.hide_from_page and name in project.history.published:
            message = f"the waiver in `{name}` keeps its changes off the page, approved by {waiver.approved_by}: "
            yield Finding(message + waiver.reason, Place(str(entry.path)), "Nothing needs to be done.", "note")


def is_judged(release: Release, project: Project, *, fresh: bool = False) -> bool:
    """Whether this version, under the project's policy, has to come to the same verdict as the line records.

    A `fresh` line has no policy of its own: that of the anchor holds.
    """
    mine = (release.tool, release.ids) == (__version__, ID_SCHEME)
    return release.is_judged and mine and (fresh or release.policy == project.policy_digest)


def is_observed_here(release: Release, project: Project) -> bool:
    """Whether this version observed the release under the project's policy, and so has to see the same in it."""
    mine = (release.tool, release.ids, release.policy) == (__version__, ID_SCHEME, project.policy_digest)
    return release.kind == "observed" and mine


def observed_again(project: Project, release: Release, comparisons: Remembered) -> Iterator[Finding]:
    """The line of an observed release against what its snapshot and that of its base say now. There is no verdict."""
    try:
        comparison = yield from _compared(project, release, comparisons)
    except InputError as error:
        yield finding_of(error, project.snapshot_path(release))
        return
    yield from _misdescribed(project, release, comparison)
    if release.changes not in (None, changes_digest(comparison.counted)):
        yield _other_changes(project, release)


def _compared(project: Project, release: Release, comparisons: Remembered) -> Generator[Finding, None, Comparison]:
    """What the snapshot of a release changes in that of its base; yields what is wrong with how it is written."""
    path, base = project.snapshot_path(release), project.history.base_of(release)
    older = project.snapshot_path(base) if base else path
    not_canonical = [] if comparisons.knows(older, path) else list(_canonical_findings(project, release))
    yield from not_canonical
    comparison = comparisons(older, path)
    # What is remembered is not looked at again, and would hide the finding from the next run.
    if not_canonical:
        comparisons.forget(older, path)
    return comparison


def is_own(release: Release, anchor: Anchor | None) -> bool:
    """Whether a line that was recorded since the anchor is this change's own, whose writer can write it anew.

    It is judged whatever version it names. Since an anchor that nobody named, the tool may have been upgraded.
    """
    return anchor is not None and anchor.named and release.is_judged


def of_another_version(differing: Iterable[Finding], anchor: Anchor | None) -> Iterator[Finding]:
    """What an own line of another version says otherwise than this version."""
    on = f" on the records of {anchor.short}" if anchor else ""
    hint = f"Record it again with this version, {__version__}{on}."
    return (replace(finding, hint=hint) for finding in differing if finding.severity != "note")


def since_anchor(project: Project, anchor: Anchor | None) -> list[Release]:
    """The releases that were recorded since the anchor; none where the records do not continue it."""
    if anchor is None or anchor.state != "anchored":
        return []
    lines, known = project.history.lines, len(anchor.lines)
    # The records are unsound for that, and which of their lines are new cannot be told.
    if lines[:known] != anchor.lines:
        return []
    return [line for line in lines[known:] if isinstance(line, Release)]


def recorded_since(project: Project, anchor: Anchor | None) -> frozenset[ReleaseName]:
    """The releases that are this change's own: those since the anchor, and since where its branch began."""
    begun = [anchor, anchor.start] if anchor else []
    return frozenset(release.name for each in begun for release in since_anchor(project, each))


def _as_amended(finding: Finding) -> Finding:
    hint = "Its entries were amended since, and the verdict rests on what they said then: nothing needs to be done."
    return Finding(finding.message, finding.place, hint, "note")


def _as_note(finding: Finding) -> Finding:
    hint = "It was judged by another version, or under another policy: nothing needs to be done."
    return Finding(finding.message, finding.place, hint, "note")


def read_each(project: Project) -> tuple[dict[str, Entry], list[Finding]]:
    """The entries by their file's name, and what is wrong with those that cannot be read."""
    entries: dict[str, Entry] = {}
    found = [*leftover_findings(project.changelog), *leftover_findings(project.unreleased_folder)]
    for path in entry_paths(project.changelog):
        try:
            entries[path.name] = read_entry(path)
        except InputError as error:
            found.append(finding_of(error, path))
    return entries, found


def judged_again(
    project: Project,
    release: Release,
    entries: dict[str, Entry],
    comparisons: Remembered,
    *,
    fresh: bool = False,
    unheard: Collection[ReleaseName] = (),
) -> Iterator[Finding]:
    """The recorded line against what the snapshots, the entries that it published and the policy say now.

    A line that names its base may have been judged against that alone, or also against what its base left out. That
    entries were amended since excuses a verdict, unless the line is `fresh`. `unheard` releases give no notice.
    """
    path, base = project.snapshot_path(release), project.history.base_of(release)
    # An entry that is missing or cannot be read is a finding of its own; the verdict is that of what is left.
    mine = [entries[name] for name in release.entries if name in entries]
    try:
        comparison = yield from _compared(project, release, comparisons)
        left_out = [project.snapshot_path(each) for each in project.history.left_out(base)] if base else []
        whole = with_left_out(comparison, [comparisons(each, path) for each in left_out])
        answer = _checked(project, release, base, whole, mine, unheard)
        found = list(_differences(project, release, answer, fresh=fresh))
        if found and left_out and release.after is not None:
            alone = _checked(project, release, base, comparison, mine, unheard)
            found = list(_differences(project, release, alone, fresh=fresh))
    except InputError as error:
        yield finding_of(error, path)
        return
    yield from found


def _differences(project: Project, release: Release, answer: Check, *, fresh: bool) -> Iterator[Finding]:
    yield from _misdescribed(project, release, answer.comparison)
    statuses: dict[str, RecordedStatus] = {version.path_version: version.status for version in answer.versions}
    if release.kind == "baseline":
        statuses = recorded_verdicts(answer)
        if release.breaches != breaches_of(answer):
            message = f"the line of {release.name} lists other breaches of its baseline than there are"
            yield Finding(message, _place(project, release), _restore_index(project))
    differing = [
        _differs(release, version, then, now, answer, _place(project, release))
        for version in dict.fromkeys((*release.verdicts, *statuses))
        if (then := release.verdicts.get(version, "pass")) != (now := statuses.get(version, "pass"))
    ]
    amended = not fresh and any(project.history.published[name].amended for name in release.entries)
    yield from (_as_amended(finding) for finding in differing) if amended else differing
    # Under another policy the same verdict may rest on changes of other classes.
    known = release.changes if release.policy == project.policy_digest else None
    # Another verdict says it already, and an amended entry may declare other meanings, which are among the changes.
    if not differing and not amended and known not in (None, changes_digest(answer.comparison.counted)):
        yield _other_changes(project, release)


def _misdescribed(project: Project, release: Release, comparison: Comparison) -> Iterator[Finding]:
    for what, recorded, computed in (
        ("title", release.title, comparison.revision.title),
        ("path versions", release.path_versions, comparison.revision.path_versions),
    ):
        if recorded != computed:
            message = f"the line of {release.name} records the {what} {recorded!r}; its snapshot has {computed!r}"
            yield Finding(message, _place(project, release), _restore_index(project))


def _other_changes(project: Project, release: Release) -> Finding:
    message = f"the changes of release {release.name} are not those that its line records"
    return Finding(message, _place(project, release), _restore_index(project))


def _restore_index(project: Project) -> str:
    return restore(project.index.path)


def _place(project: Project, release: Release) -> Place:
    """Where the index has the release, in whichever format."""
    # By its name: of an index of the first format, the history has other lines than the file.
    return project.index.place(next(line for line in project.index.releases if line.name == release.name))


def _canonical_findings(project: Project, release: Release) -> Iterator[Finding]:
    path = project.snapshot_path(release)
    content = project.snapshots.content(release.file)
    if canonical_json(project.snapshots.description(release.file).document) != content:
        yield Finding(f"the snapshot of {release.name} is not canonical JSON", Place(str(path)), restore(path))


def _differs(
    release: Release, version: str, then: RecordedStatus, now: RecordedStatus, answer: Check, place: Place
) -> Finding:
    message = f"release {release.name}, {version}: recorded as {then}, and computed again it is {now}"
    reasons = [refusal for item in answer.versions if item.path_version == version for refusal in item.refusals]
    if reasons:
        message += f": {reasons[0].message}"
    hint = "Restore the index, the snapshots and the entries of that release from version control."
    return Finding(message, place, hint)


def _checked(
    project: Project,
    release: Release,
    base: Release | None,
    comparison: Comparison,
    entries: list[Entry],
    unheard: Collection[ReleaseName],
) -> Check:
    if base is None:
        # The first release has no base, so nothing in it can break.
        return check(comparison, entries, policy=project.policy, until=release.release, baseline=True)

    def document(of: Release) -> Callable[[], Mapping[str, JSON]]:
        return lambda: snapshot_contract(project, of).document

    found = notices(
        project,
        comparison,
        document(release),
        release.release,
        base=base,
        document=document(base),
        recording=release,
        unheard=unheard,
    )
    return check(
        comparison,
        entries,
        base_release=base,
        # The entries are those that the line published, whatever their dates.
        since=datetime.date.min,
        until=release.release,
        on=release.release,
        past_sunset=found.past_sunset,
        coming_sunset=found.coming_sunset,
        policy=project.policy,
        others=found.refusals,
    )
