"""Compare a project with its anchor: choose the policy that judges, and find what breaks the continuity of records."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

from apidiff.errors import InputError, Place
from apidiff.governing.config_differences import differences, judged_by
from apidiff.governing.finding import CONFIG_NAME, upwards
from apidiff.model.records import Release, ReleaseName
from apidiff.model.verdict import AnchorReport
from apidiff.reading.git import Git, GitError, NotPlain, repository_of
from apidiff.reading.inside import is_plain
from apidiff.recording.anchor import Anchor, Governed, continues, find_anchor
from apidiff.recording.apis import each_of
from apidiff.recording.continuing import breaches
from apidiff.recording.line_ends import unix_ends
from apidiff.recording.project import Project
from apidiff.recording.remembering import Remembered
from apidiff.recording.soundness import Finding, file_findings
from apidiff.recording.verify import (
    is_judged,
    is_own,
    judged_again,
    of_another_version,
    read_each,
    recorded_since,
    since_anchor,
    verify,
)

_LAND_FIRST = "Land a change of the policy before the changes that it is to judge."
_COUNTS_FROM = "It counts once the anchor has it: the target branch of a pull request, else HEAD's first parent."


@dataclass(frozen=True)
class Anchored:
    """A project held against its anchor."""

    project: Project
    """Its policy is the anchor's, where that has one."""
    anchor: Anchor
    rows: tuple[Finding, ...]
    """How `apidiff.toml` differs from the anchor's, as notes."""
    findings: tuple[Finding, ...]
    """What keeps the records from continuing the anchor's."""
    baselines: tuple[Finding, ...] = ()
    """What was recorded since the anchor and accepts breaks that nobody waived, as notes: every report says so."""

    @property
    def report(self) -> AnchorReport:
        said = [row.message for row in self.rows]
        # Rows about `[project]` and `[[apis]]` say where things are, and judge nothing: the sentence is for the
        # policy's alone.
        if any(row.hint == _LAND_FIRST for row in self.rows):
            said.append(f"{_LAND_FIRST} {_COUNTS_FROM}")
        return AnchorReport(self.anchor.state, describe(self.anchor), self.anchor.commit, tuple(said))


def anchored(project: Project, given: str | None = None, environ: Mapping[str, str] | None = None) -> Anchored:
    """Find the anchor and hold the project against it; `given` is the command line's `--anchor`.

    Raises `InputError` where a named anchor cannot be read, or today's index cannot.
    """
    anchor = find_anchor(project, given, environ)
    rows = tuple(_rows(project, anchor))
    # A change must not loosen the policy that judges it.
    judged = project
    if anchor.config is not None:
        judged = replace(project, config=judged_by(project.config, anchor.config))
    return Anchored(judged, anchor, rows, tuple(_findings(judged, anchor)), tuple(_baselines(project, anchor)))


def hold(project: Project, given: str | None) -> Anchored | None:
    """As `anchored`, for a gate: what was recorded since the anchor is judged, too.

    `None` without a configuration, unless the anchor has one.
    """
    if project.config.path is None:
        return _unconfigured(project, given)
    held = anchored(project, given)
    return replace(held, findings=(*held.findings, *fresh_findings(held)))


def unheard(held: Anchored, files: Iterable[str]) -> frozenset[ReleaseName]:
    """The releases that announce nothing to what a check asks about, since the same change records them.

    `files` are those of the description at hand. Where nobody names an anchor it is HEAD's first parent, as if the
    change were committed; one that is not committed yet comes after what HEAD has.
    """
    own = recorded_since(held.project, held.anchor)
    if not own or held.anchor.named or _are_committed(held.project, files):
        return own
    return recorded_since(held.project, find_anchor(held.project, "HEAD"))


def _are_committed(project: Project, files: Iterable[str]) -> bool:
    """Whether HEAD has the files as they are; line ends aside, which git may convert."""
    git, top = Git(project.root), repository_of(project.root)
    head = git.commit("HEAD")
    if top is None or head is None:
        return True
    for file in files:
        path = Path(file).resolve()
        try:
            blob = git.find(head, path.relative_to(top).as_posix())
            then = git.content(blob, project.limits.file_bytes) if blob else None
            now = path.read_bytes()
        except (GitError, OSError, ValueError):
            return True  # nothing is known that speaks for the change
        if then is None or unix_ends(then) != unix_ends(now):
            return False
    return True


def _unconfigured(project: Project, given: str | None) -> Anchored | None:
    """A folder without a configuration, held against an anchor where one governs it; otherwise `None`."""
    try:
        held = anchored(project, given)
    # Without a configuration nobody asked for a gate here, so an anchor that only the host or HEAD names may be
    # unreadable.
    except InputError:
        if given is not None:
            raise
        return None
    anchor = held.anchor
    if anchor.commit is None:
        return None
    top = repository_of(project.root)
    here = project.root.resolve()
    for path in _gone_paths(project, anchor, CONFIG_NAME):
        # A configuration governs what is below its folder: one that is gone elsewhere in the repository is no loss
        # here.
        if top is not None and here.is_relative_to((top / path).parent):
            shown = os.path.relpath(top / path)
            message = f"the configuration is gone since the anchor ({anchor.short}), and with it the policy"
            hint = f"Restore it: `git checkout {anchor.short} -- {shown}`. If it moved, name it with `--config`."
            return replace(held, findings=(Finding(message, Place(shown), hint),))
    return None


def verify_anchored(
    project: Project, given: str | None, environ: Mapping[str, str] | None = None, *, rejudge: bool = False
) -> tuple[AnchorReport, list[Finding]]:
    """The anchor, and everything that is wrong with the records: first how the policy differs, then all of `verify`.

    Raises `InputError` where a named anchor cannot be read.
    """
    try:
        held = anchored(project, given, environ)
    except InputError:
        # The anchor is compared with today's index. If that cannot be read, `verify` says where; the anchor is not at
        # fault.
        if not _is_readable(project):
            report = AnchorReport("not anchored", "not anchored (the index cannot be read)")
            return report, verify(project, rejudge=rejudge)
        raise
    found = verify(held.project, rejudge=rejudge, anchor=held.anchor)
    return held.report, [*held.rows, *held.baselines, *held.findings, *found]


def _is_readable(project: Project) -> bool:
    try:
        return project.index is not None
    except InputError:
        return False


def describe(anchor: Anchor) -> str:
    """What to say of the anchor, after `Records:`."""
    if anchor.state == "not anchored":
        return f"not anchored ({anchor.called})"
    if anchor.state == "first adoption":
        says = f"{anchor.called}, {anchor.short}, has no records that these could contradict"
        return f"first adoption ({says}); nothing needs to be done"
    count = "line that is" if len(anchor.lines) == 1 else f"{len(anchor.lines)} lines that are"
    return f"anchored (the {count} recorded at {anchor.called}, {anchor.short}, did not change)"


def fresh_findings(held: Anchored) -> list[Finding]:
    """What was recorded since the anchor, judged anew under its policy, as a gate asks it.

    A line of another version is judged too if the anchor is named: it is this change's own, and not yet history.
    """
    project = held.project
    fresh = since_anchor(project, held.anchor)
    if not fresh:
        return []
    entries, _ = read_each(project)
    # Audited, as by the gate that recorded the line: what no edit explains counts as breaking there, too.
    comparisons = Remembered(project, audited=True)
    unheard = recorded_since(project, held.anchor)
    found: list[Finding] = []
    for release in fresh:
        judged = is_judged(release, project, fresh=True)
        if not (judged or is_own(release, held.anchor)):
            continue
        # A verdict that rests on an altered snapshot would name changes that nobody made.
        found += (broken := _broken_files(project, release))
        if broken:
            continue
        found_again = judged_again(project, release, entries, comparisons, fresh=True, unheard=unheard)
        own = found_again if judged else of_another_version(found_again, held.anchor)
        # Notes refuse nothing; `verify` prints them.
        found += (finding for finding in own if finding.severity != "note")
    comparisons.save()
    return found


def _broken_files(project: Project, release: Release) -> list[Finding]:
    """What is wrong with the snapshots that a verdict on the release rests on."""
    # A verdict lies between two snapshots, so an altered base falsifies it as much as an altered release does.
    both = [release, project.history.base_of(release)]
    return [finding for each in both if each is not None for finding in file_findings(project, each)]


def _rows(project: Project, anchor: Anchor) -> Iterator[Finding]:
    """How the configuration differs from the anchor's."""
    place = Place(str(project.config.path or project.root / CONFIG_NAME))
    at = f"at the anchor ({anchor.short})"
    if anchor.config is None:
        return
    for key, then, now in differences(anchor.config, project.config):
        # What these keys name today is what is read, so the row is for the reviewer and no policy overrules it.
        if key.startswith(("project.", "apis.")):
            hint = "See that it names what it should."
            yield Finding(f"`{key}` in {CONFIG_NAME} is {now}, and {then} {at}", place, hint, "note")
        else:
            hint = _LAND_FIRST
            message = f"`{key}` in {CONFIG_NAME} is {now}, and {then} {at}: the anchor's policy judges"
            yield Finding(message, place, hint, "note")


def _baselines(project: Project, anchor: Anchor) -> Iterator[Finding]:
    """The baselines that the anchor does not have: what broke in them was accepted without a decision on it."""
    # Without records at the anchor, every line is this change's.
    lines = since_anchor(project, anchor) if anchor.state == "anchored" else project.history.recorded
    for release in lines:
        if release.kind == "baseline":
            number = "1 breach" if len(release.breaches) == 1 else f"{len(release.breaches)} breaches"
            message = f"release {release.name} is a baseline: it accepts {number} of the policy that nobody waived"
            yield Finding(message, _line_place(project, release), "See that this is what was agreed on.", "note")


def _findings(project: Project, anchor: Anchor) -> Iterator[Finding]:
    index = project.index
    here = Place(str(index.path))
    if anchor.config_fault:
        message = f"{CONFIG_NAME} at the anchor ({anchor.short}) cannot be read, so no policy can judge: "
        hint = "Name the newest state whose policy can be read, `--anchor REV`, to land what corrects it."
        yield Finding(message + anchor.config_fault, Place(str(project.config.path or here.file)), hint)
    yield from _gone_apis(project, anchor)
    yield from _diverted(project, anchor)
    if anchor.state == "first adoption":
        yield from _gone(project, anchor)
        if anchor.lost_since is not None:
            since = anchor.lost_since[:12]
            message = f"there are no records at the anchor ({anchor.short}), and {since} before it has some"
            hint = (
                f"Restore them, `git checkout {since} -- {project.schemas} {project.changelog}`, and name the state "
                f"that they must continue: `--anchor {since}`."
            )
            yield Finding(message, here, hint)
    if anchor.state != "anchored":
        return
    # Where `--anchor REV:PATH` says that the folder moved, it is expected to differ.
    if anchor.config is not None and not anchor.moved:
        then, now = (posixpath.normpath(config.project.schemas) for config in (anchor.config, project.config))
        if then != now:
            message = f"`schemas` in {CONFIG_NAME} points to `{now}`, and the records were in `{then}` at the anchor"
            hint = f"Point it back; if the folder moved, say where it was: `--anchor {anchor.short}:{anchor.schemas}`."
            yield Finding(message, Place(str(project.config.path or here.file)), hint)
    yield from _left_behind(project, anchor)
    # An observed line is judged by nobody, so beyond the newest governed release it would be a way around the gate.
    newest = max((line.name for line in anchor.lines if isinstance(line, Release)), default=None)
    for release in since_anchor(project, anchor):
        if release.kind == "observed" and newest is not None and release.name > newest:
            message = f"release {release.name} is only observed, and newer than {newest}, the newest of the anchor"
            yield Finding(message, _line_place(project, release), "Record it with `apidiff snapshot`, which judges it.")
        if release.kind == "baseline" and not project.policy.baseline:
            message = f"release {release.name} is a baseline, and the policy at the anchor ({anchor.short}) allows none"
            hint = (
                "Waive what broke and record it with `apidiff snapshot`; or first land `baseline = true` under "
                f"`[policy]` in {CONFIG_NAME}, in a change of its own."
            )
            yield Finding(message, _line_place(project, release), hint)
    # If the anchor is a commit of the branch itself, the push before may have rewritten its lines: the state that the
    # branch began from still has them.
    for held in (anchor, anchor.start):
        if held is None:
            continue
        restore = (
            f"Restore the records of the anchor: `git checkout {held.short} -- {project.schemas}`. If two branches "
            f"each recorded a release, `apidiff repair --onto {held.short}` keeps both."
        )
        found = breaches(held.lines, project.history.lines, held.texts, project.texts)
        for breach in found:
            place = here
            # An index of the first format is compared as its upgrade, whose lines the file does not have: the place is
            # the file then.
            if breach.line is not None and breach.line in index.lines:
                place = index.place(breach.line)
            yield Finding(f"{breach.message} (since {held.short})", place, restore)
        # One state to restore is enough: hints for both would name two commits.
        if found:
            return


def _left_behind(project: Project, anchor: Anchor) -> Iterator[Finding]:
    """The descriptions that the anchor's file names, where today's names others and they are still there.

    A copy that nobody edits would pass for ever beside the description that clients are given.
    """
    if anchor.config is None:
        return
    now = {path.resolve() for path in _descriptions(project)}
    contents = {path.read_bytes() for path in now if path.is_file()}
    for path in _descriptions(replace(project, config=anchor.config)):
        # A copy with the same content is judged under its other name, so it cannot fall behind unseen.
        if path.resolve() in now or not path.is_file() or path.read_bytes() in contents:
            continue
        names = ", ".join(f"`{name}`" for name in project.described_by) or "nothing"
        left = os.path.relpath(path, project.root)
        message = (
            f"`description` in {CONFIG_NAME} names {names}, and `{left}`, which it named at the anchor, is still there"
        )
        hint = (
            "Point it back. If the description moved, remove what it was; if both stay, land that by itself, with "
            "`--anchor HEAD`."
        )
        yield Finding(message, Place(str(project.config.path or CONFIG_NAME)), hint)


def _descriptions(project: Project) -> tuple[Path, ...]:
    try:
        return project.descriptions
    except InputError:
        return ()  # of today's, told where it is read; of the anchor's, gone


def _line_place(project: Project, release: Release) -> Place:
    index = project.index
    return next((index.place(line) for line in index.releases if line.name == release.name), Place(str(index.path)))


def _gone_apis(project: Project, anchor: Anchor) -> Iterator[Finding]:
    """The APIs of the anchor's file that nothing governs any more: what is taken out of it is taken out of the gate.

    One may go that was retired before, as anything is removed: by a release without operations, which was judged.
    """
    # Each project knows its own part of the file alone, and any of the APIs may have taken the records over under
    # another name.
    whole = replace(project, config=project.config.whole)
    place = Place(str(project.config.path or project.root / CONFIG_NAME))
    # What one push took out is not forgotten in the next.
    gone = {name: (held, records) for held in (anchor.start, anchor) if held for name, records in held.gone.items()}
    for name, (held, records) in gone.items():
        releases = [line for line in records.lines if isinstance(line, Release)]
        newest = max(releases, key=lambda release: release.name)
        # A release without operations has no path versions: that API was retired before.
        if not newest.path_versions or any(map(_continuing(records), each_of(whole))):
            continue
        called = f"the API `{name}`" if name else "the API of a file without `[[apis]]`"
        message = (
            f"{called} is gone since the anchor ({held.short}), and with it the promises of its release {newest.name}"
        )
        hint = (
            f"Put it back into {CONFIG_NAME}. If it has another name now, move its records there from "
            f"`{records.schemas}`. To retire it, record a release without operations first. If it moved elsewhere, "
            f"land that by itself, with `--anchor HEAD`."
        )
        yield Finding(message, place, hint)


def _continuing(records: Governed) -> Callable[[Project], bool]:
    def has(project: Project) -> bool:
        try:
            return continues(project, records)
        except InputError:
            return False  # told where that project is read

    return has


def _gone(project: Project, anchor: Anchor) -> Iterator[Finding]:
    """A project that was at the anchor and is not any more, where this one is new: it may have moved."""
    top = repository_of(project.root)
    # A project whose configuration the anchor has is not new, and of one that moved the command line says so.
    if anchor.moved or anchor.config is not None or top is None:
        return
    name = Path(project.config.path).name if project.config.path else CONFIG_NAME
    for path in _gone_paths(project, anchor, name):
        folder = posixpath.dirname(path) or "."
        message = f"the project in `{folder}` is gone since the anchor ({anchor.short}), and this one is new"
        hint = f"If it moved, say so: `--anchor {anchor.short}:{folder}`. Otherwise remove it by itself."
        yield Finding(message, Place(str(top / path)), hint)


def _diverted(project: Project, anchor: Anchor) -> Iterator[Finding]:
    """Another configuration that governed the folder at hand at the anchor.

    Where none is named the nearest one is read, so that a change could choose what judges it: by one more that is
    nearer, or by taking the nearest away.
    """
    top = repository_of(project.root)
    if project.start is None or anchor.moved or anchor.commit is None or top is None:
        return
    if project.schemas.is_dir() and repository_of(project.schemas) != top:
        return  # the anchor is a commit of another repository
    top, root = top.resolve(), project.root.resolve()
    nearer = takewhile(lambda folder: folder != root, map(Path, upwards(str(project.start))))
    then = next((folder for folder in nearer if _had(project, anchor.commit, top, folder)), None)
    if then is not None:
        message = f"this configuration governed the folder at the anchor ({anchor.short}), and is gone"
        hint = f"Restore it: `git checkout {anchor.short} -- {CONFIG_NAME}` in its folder. Whoever may overrule this "
        hint += "check removes it by itself."
        yield Finding(message, Place(os.path.relpath(then / CONFIG_NAME)), hint)
    elif anchor.config is None and root != top and not _had(project, anchor.commit, top, root):
        further = takewhile(lambda folder: folder != top.parent, map(Path, upwards(str(root.parent))))
        then = next((folder for folder in further if _had(project, anchor.commit, top, folder)), None)
        if then is not None:
            shown = os.path.relpath(then / CONFIG_NAME)
            message = f"this configuration is new, and `{shown}` governed the folder at the anchor ({anchor.short})"
            hint = "Check that project from its own folder. Name this one if it is of another API: "
            hint += f"`--config {os.path.relpath(root / CONFIG_NAME)}`; it needs no name once the anchor has it."
            yield Finding(message, Place(os.path.relpath(root / CONFIG_NAME)), hint)


def _had(project: Project, commit: str, top: Path, folder: Path) -> bool:
    """Whether a commit has a configuration in a folder, or anything else by its name."""
    try:
        return Git(project.root).find(commit, (folder / CONFIG_NAME).relative_to(top).as_posix()) is not None
    except NotPlain:
        return True
    except GitError:
        return False


def _gone_paths(project: Project, anchor: Anchor, name: str) -> list[str]:
    """The configurations of the anchor, from the top of the repository, that are there no more."""
    top = repository_of(project.root)
    if anchor.commit is None or top is None:
        return []
    try:
        paths = Git(project.root).paths(anchor.commit)
    except GitError:
        return []
    # A link in place of the file counts as gone: records and policy are read through none.
    return [path for path in paths if posixpath.basename(path) == name and not is_plain(top, top / path)]
