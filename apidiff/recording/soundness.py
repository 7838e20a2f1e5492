"""Whether the records say what was recorded: chain, order, files. Each thing that is wrong is a `Finding`."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from apidiff.errors import InputError, Place
from apidiff.model.records import Release
from apidiff.recording.index import GENESIS, INDEX_NAME, Index, index_bytes, line_hash, read_index
from apidiff.recording.line_ends import unix_ends
from apidiff.recording.ownership import is_snapshot_name
from apidiff.recording.project import Project
from apidiff.recording.writing import is_leftover


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with the records, where, and what to do. A `note` is worth knowing and not wrong."""

    message: str
    place: Place
    hint: str
    severity: Literal["unsound", "note"] = "unsound"

    def to_dict(self) -> dict[str, object]:
        return {
            "severity": self.severity,
            "message": self.message,
            "file": self.place.file,
            "line": self.place.line,
            "hint": self.hint,
        }


def finding_of(error: InputError, file: Path) -> Finding:
    """A record that cannot even be read, as a finding."""
    return Finding(error.message, error.place or Place(str(file)), error.hint)


def quick_findings(project: Project, recording: datetime.date | None = None) -> list[Finding]:
    """What a gate asks on every run: the chain of the whole index, no file beside it, and the newest snapshot's file.

    `recording` is the release that is about to be recorded: a leftover of its own snapshot is `snapshot`'s to judge.
    """
    index = read_index(project.schemas)
    found = list(index_findings(index))
    if index.releases:
        newest = index.releases[-1]
        found += file_findings(index, newest, project.snapshot_path(newest))
    expected = f"{recording}.json"
    found += (item for item in orphan_findings(index, project.schemas) if Path(item.place.file or "").name != expected)
    return [finding for finding in found if finding.severity == "unsound"]


def index_findings(index: Index) -> Iterator[Finding]:
    """Every line against the one before it: its hash, its date, its file's name."""
    hashes = {line_hash(release): release for release in index.releases}
    before: Release | None = None
    previous = GENESIS
    for release in index.releases:
        if release.previous != previous:
            yield Finding(_broken_chain(release, before, hashes), index.place(release), _restore(index))
        if before is not None and release.release <= before.release:
            message = f"release {release.release} stands after {before.release}: the lines are out of order"
            yield Finding(message, index.place(release), _restore(index))
        if release.file != f"{release.release}.json":
            message = f"the line of {release.release} names the file `{release.file}`, not `{release.release}.json`"
            yield Finding(message, index.place(release), _restore(index))
        before, previous = release, line_hash(release)
    if index.head != previous:
        if index.head in hashes:
            message = f"the newest line was {hashes[index.head].release}, and is {before and before.release} now"
        elif before is not None:
            message = f"the line of {before.release} was edited, or a line after it was taken out"
        else:
            message = "every line was taken out"
        yield Finding(message, index.place(before) if before else Place(str(index.path)), _restore(index))


def _broken_chain(release: Release, before: Release | None, hashes: dict[str, Release]) -> str:
    if release.previous in hashes:
        moved = hashes[release.previous].release
        return (
            f"the line of {release.release} was recorded after {moved}: the lines are out of order, or one is missing"
        )
    if before is None:
        return f"the line of {release.release} stands first, and was not recorded first: the one before it is missing"
    return f"the line of {before.release} was edited, or a line between it and {release.release} was taken out"


def form_findings(index: Index) -> Iterator[Finding]:
    """Whether the index is canonical JSON, where it is otherwise in order."""
    if index.text is None:
        return
    if unix_ends(index.text.encode()) != index_bytes(index.releases, index.head):
        yield Finding("the index is not in canonical form: it was edited", Place(str(index.path)), _restore(index))


def file_findings(index: Index, release: Release, path: Path) -> Iterator[Finding]:
    """Whether a release's snapshot is there, and is what was recorded."""
    place = Place(str(path))
    restore = f"Restore it from version control: `git checkout -- {path}`."
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        yield Finding(f"the snapshot of {release.release} is missing", place, restore)
        return
    except OSError as error:
        yield Finding(
            f"the snapshot of {release.release} cannot be read: {error.strerror}", place, "Permit reading it."
        )
        return
    if hashlib.sha256(unix_ends(content)).hexdigest() != release.sha256:
        line = index.line_of(release)
        message = f"the snapshot of {release.release} is not what was recorded (sha256 in {INDEX_NAME}:{line})"
        yield Finding(message, place, restore)


def orphan_findings(index: Index, schemas: Path) -> Iterator[Finding]:
    """Files named as snapshots are that are in no line of the index. Any other file is somebody else's, and ignored."""
    listed = {release.file for release in index.releases} | {INDEX_NAME}
    if not schemas.is_dir():
        return
    for path in sorted(schemas.iterdir()):
        if is_leftover(path.name):
            yield _leftover(path)
        elif is_snapshot_name(path.name) and path.name not in listed:
            hint = (
                f"If a snapshot was interrupted, run `apidiff repair`, or that snapshot again with "
                f"`--release {path.stem}`. If the index was lost, restore it from version control. If the file is not "
                f"apidiff's, name another folder as `schemas` in apidiff.toml."
            )
            yield Finding(f"`{path.name}` is in no line of {INDEX_NAME}", Place(str(path)), hint)


def leftover_findings(folder: Path) -> Iterator[Finding]:
    """Files of interrupted writes in a folder of the records."""
    if folder.is_dir():
        yield from (_leftover(path) for path in sorted(folder.iterdir()) if is_leftover(path.name))


def line_end_findings(index: Index, project: Project) -> Iterator[Finding]:
    """A note where git converted line ends: the records are what they were, and their bytes are not."""
    paths = [index.path, *map(project.snapshot_path, index.releases)]
    converted = [path for path in paths if _is_converted(path)]
    if converted:
        message = (
            f"{converted[0].name}{f' and {len(converted) - 1} more' if len(converted) > 1 else ''} in this folder "
            f"{'have' if len(converted) > 1 else 'has'} CRLF line ends: git converted them, and the content is the same"
        )
        hint = "Run `apidiff init`, which adds the lines to .gitattributes that keep git from it, and check out again."
        yield Finding(message, Place(str(index.path.parent)), hint, "note")


def _is_converted(path: Path) -> bool:
    try:
        with open(path, "rb") as stream:
            return stream.readline(4096).endswith(b"\r\n")
    except OSError:
        return False


def _leftover(path: Path) -> Finding:
    hint = "Run `apidiff repair`, which removes it; the next command that writes there does so too."
    return Finding("an interrupted write left this file behind", Place(str(path)), hint, "note")


def _restore(index: Index) -> str:
    return f"Restore it from version control: `git checkout -- {index.path}`."
