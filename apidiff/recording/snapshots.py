"""Record a release: the canonical description and its line in the index, both or neither, if the check lets it pass."""

from __future__ import annotations

import datetime
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from apidiff.errors import InputError, Place
from apidiff.model.records import Release
from apidiff.recording.gate import Gate, contract, gate
from apidiff.recording.index import INDEX_NAME, Index, index_bytes, line_hash, read_index
from apidiff.recording.line_ends import unix_ends
from apidiff.recording.project import Project
from apidiff.recording.writing import write_atomically


@dataclass(frozen=True)
class Snapshot:
    """What a snapshot came to. `recorded` is `None` where the check refused; then nothing was written."""

    gate: Gate
    recorded: Release | None
    adopted: bool = False
    """Whether the file of an interrupted snapshot with the same content was taken over."""


def snapshot(
    project: Project,
    source: str | None,
    release: datetime.date,
    *,
    source_revision: str | None = None,
) -> Snapshot:
    """Record the description at hand as `release`.

    Raises `InputError`, with the records as they were, where the release is recorded already or is not newer than the
    newest, another process is recording, a file cannot be written, or a leftover of other content is in the way.
    """
    with project.lock(project.schemas):
        # Read under the lock: another process may have recorded since `project` was loaded.
        project = project.reread()
        index = read_index(project.schemas)
        _refuse_date(index, release)
        passage = gate(project, source, release=release)
        if passage.check.status == "refused":
            return Snapshot(passage, None)
        content = _content(passage)
        recorded = Release(
            release=release,
            file=f"{release.isoformat()}.json",
            sha256=hashlib.sha256(content).hexdigest(),
            previous=line_hash(index.releases[-1]) if index.releases else index.head,
            title=contract(passage.description).title,
            path_versions=passage.check.comparison.revision.path_versions,
            source_revision=source_revision or _git_revision(source),
            verdicts={version.path_version: version.status for version in passage.check.versions},
        )
        adopted = _write(project.schemas, index, recorded, content)
        return Snapshot(passage, recorded, adopted)


def _content(passage: Gate) -> bytes:
    from apidiff.reading import canonical_json

    return canonical_json(passage.description.document)


def _git_revision(source: str | None) -> str | None:
    """What `git:REV:PATH` names as its revision."""
    return source.split(":", 2)[1] if source and source.startswith("git:") and source.count(":") > 1 else None


def _refuse_date(index: Index, release: datetime.date) -> None:
    newest = index.releases[-1] if index.releases else None
    if newest is None or release > newest.release:
        return
    recorded = next((item for item in index.releases if item.release == release), None)
    if recorded is not None:
        raise InputError(
            f"release {release} is recorded already, and a recorded release is never rewritten",
            place=index.place(recorded),
            hint=f"Choose a date after {newest.release} with `--release`.",
        )
    raise InputError(
        f"release {release} is older than the newest, {newest.release}",
        place=index.place(newest),
        hint=f"Choose a date after {newest.release} with `--release`.",
    )


def _write(schemas: Path, index: Index, recorded: Release, content: bytes) -> bool:
    """The snapshot before the index: a crash between the two leaves a file that the next snapshot adopts."""
    path = schemas / recorded.file
    adopted = _adopt(path, content)
    lines = index_bytes((*index.releases, recorded))
    try:
        if not adopted:
            write_atomically(path, content)
        write_atomically(schemas / INDEX_NAME, lines)
    except InputError:
        # Where the index was written and only the disk's word for it is missing, the release is recorded.
        if not adopted and not _holds(schemas / INDEX_NAME, lines):
            with suppress(OSError):
                path.unlink()
        raise
    return adopted


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _adopt(path: Path, content: bytes) -> bool:
    try:
        standing = path.read_bytes()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise InputError(
            f"a file of that name cannot be read: {error.strerror}", place=Place(str(path)), hint="Move it away."
        ) from None
    if unix_ends(standing) == content:
        return True
    raise InputError(
        f"`{path.name}` exists with other content, and is in no line of {INDEX_NAME}",
        place=Place(str(path)),
        hint="Move it out of the folder and run this command again, or name another folder as `schemas`.",
    )
