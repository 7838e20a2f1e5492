"""Repair what an interruption left among the records where that is safe, and report the rest with a hint."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from apidiff.errors import InputError, Place
from apidiff.model.records import ReleaseName
from apidiff.model.verdict import AnchorReport
from apidiff.recording.anchoring import verify_anchored
from apidiff.recording.index import INDEX_NAME, read_index, recorded_bytes
from apidiff.recording.project import Project
from apidiff.recording.publishing import site_folders
from apidiff.recording.rejoining import Rejoined, rejoin
from apidiff.recording.snapshots import snapshot
from apidiff.recording.soundness import Finding, finding_of, quick_findings
from apidiff.recording.writing import clear_leftovers, locked, stale_leftovers, write_atomically


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was done, and what is left for a person to decide."""

    removed: tuple[Path, ...]
    """Files of interrupted writes. None of them was ever a record."""
    recorded: tuple[Path, ...]
    """Snapshots of interrupted runs that have their line in the index now."""
    upgraded: bool
    """Whether an index of `apidiff.index/1` was brought to today's format."""
    rejoined: Rejoined | None
    """What was appended again to the lines of another branch."""
    report: AnchorReport
    findings: tuple[Finding, ...]
    """What `verify` says afterwards, and why a snapshot was not recorded."""


def repair(project: Project, *, anchor: str | None = None, onto: str | None = None) -> Repaired:
    """Remove what interrupted writes left, finish a snapshot that was interrupted before its line was written, and
    upgrade a sound index of `apidiff.index/1`.

    A recorded release, the text of an entry and the configuration are never changed. A snapshot without a line is
    recorded only where it is the single one, newer than every release, and passes the check that a new snapshot does.
    With `onto`, the lines of that revision are taken and one's own appended again. `anchor` is as for `verify`.
    Raises `InputError` where another process is writing, or a folder cannot be written to.
    """
    removed = _remove_leftovers(project)
    rejoined = rejoin(project, onto) if onto else None
    # Each step reads the records anew, since the one before may have written them.
    project = project.reread()
    recorded, refused = _finish(project)
    upgraded = _upgrade(project.reread())
    fresh = project.reread()
    # A snapshot that is refused is told with its reason; `verify` would only say that it has no line.
    named = {finding.place for finding in refused}
    report, found = verify_anchored(fresh, anchor)
    left = [finding for finding in found if finding.place not in named]
    return Repaired(tuple(removed), tuple(recorded), upgraded, rejoined, report, (*refused, *left))


def _remove_leftovers(project: Project) -> list[Path]:
    removed: list[Path] = []
    with locked(project.root):
        for folder in (project.schemas, project.changelog, project.unreleased_folder):
            removed += clear_leftovers(folder)
    # Nobody locks these: a file there may belong to a process that is writing it now, and is left to it.
    for folder in (project.root, *site_folders(project.output)):
        for path in sorted(stale_leftovers(folder)):
            with suppress(OSError):
                path.unlink()
                removed.append(path)
    return removed


def _finish(project: Project) -> tuple[list[Path], list[Finding]]:
    """Record the one snapshot that has no line, if it may be."""
    try:
        index = read_index(project.schemas)
    except InputError:
        return [], []
    listed = {release.file for release in index.releases} | {INDEX_NAME}
    orphans = [(path, name) for path, name in _dated(project.schemas) if path.name not in listed]
    newest = max((release.name for release in index.releases), default=None)
    # Of several, or of one that is not the newest, it is unknown which release each was to follow.
    if len(orphans) != 1 or (newest is not None and orphans[0][1] <= newest):
        return [], []
    path, name = orphans[0]
    try:
        # From the file itself, which holds what was to be recorded; a snapshot takes it over in its place.
        done = snapshot(project, os.fspath(path), name)
    except InputError as error:
        return [], [finding_of(error, path)]
    if done.recorded is not None:
        return [path], []
    reasons = [refusal for version in done.gate.check.versions for refusal in version.refusals]
    message = f"`{path.name}` is in no line of {INDEX_NAME}, and may not be recorded: {reasons[0].message}"
    hint = "Fix that and run this command again; or move the file out of the folder if that release was given up."
    return [], [Finding(message, Place(str(path)), hint)]


def _dated(folder: Path) -> Iterator[tuple[Path, ReleaseName]]:
    # A compressed one is of an interrupted `history`, which takes it over when it is run again.
    for path in sorted(folder.glob("*.json")):
        if name := ReleaseName.parse(path.stem):
            yield path, name


def _upgrade(project: Project) -> bool:
    if not project.schemas.is_dir():
        return False
    with project.lock(project.schemas):
        project = project.reread()
        try:
            # An altered index must not be upgraded: its lines are chained anew, and would be sound.
            if project.index.version != 1 or quick_findings(project):
                return False
        except InputError:
            return False
        write_atomically(project.index.path, recorded_bytes(project.index.path, project.history.lines))
    return True
