"""Correct a published text: an amendment line records how an entry reads from a day on; the release's line stays."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from apidiff._version import __version__
from apidiff.errors import InputError, Place
from apidiff.model.records import Amendment, Line, ReleaseName
from apidiff.recording.entries import parse_entry, read_text
from apidiff.recording.history import History
from apidiff.recording.index import INDEX_NAME, chained, recorded_bytes
from apidiff.recording.line_ends import text_digest
from apidiff.recording.project import Project
from apidiff.recording.soundness import index_findings
from apidiff.recording.writing import write_atomically


@dataclass(frozen=True, slots=True)
class Amended:
    """What was done about one entry."""

    path: Path
    release: ReleaseName
    """The release that published it, or that it tells of."""
    recorded: bool
    """Whether a line was written: an entry that reads as recorded needs none."""
    new: bool = False
    """Whether no release had published it."""


def amend(project: Project, paths: Sequence[Path], today: datetime.date | None = None) -> list[Amended]:
    """Record how each entry reads now, in one amendment line per release.

    An entry that no release published is given to the release that it tells of by its date; it waives nothing.
    Raises `InputError` where one is no entry of the project or is still unreleased, or the index is unsound.
    """
    with project.lock(project.schemas):
        project = project.reread()
        # An altered index must not be chained anew, which would make it sound.
        for finding in index_findings(project.index):
            raise InputError(finding.message, place=finding.place, hint=finding.hint)
        done: list[Amended] = []
        digests: dict[ReleaseName, dict[str, str]] = {}
        for path in dict.fromkeys(paths):
            amended, digest = _examined(project, path)
            done.append(amended)
            if amended.recorded:
                digests.setdefault(amended.release, {})[path.name] = digest
        if digests:
            day = today or datetime.date.today()
            lines: list[Line] = list(project.history.lines)
            lines += (
                # `chained` puts in the hash of the line before.
                Amendment(release, day, dict(sorted(mine.items())), "", __version__)
                for release, mine in sorted(digests.items())
            )
            write_atomically(project.schemas / INDEX_NAME, recorded_bytes(project.schemas / INDEX_NAME, chained(lines)))
        return done


def _examined(project: Project, path: Path) -> tuple[Amended, str]:
    if path.resolve().parent != project.changelog.resolve():
        raise InputError(
            "this is not a published entry of this project",
            place=Place(str(path)),
            hint=f"Name a file in `{project.changelog}`; edit an unreleased one as you like.",
        )
    text = read_text(path)
    entry = parse_entry(text, path)
    digest = text_digest(text.encode())
    published = project.history.published.get(path.name)
    if published is not None:
        return Amended(path, published.release, recorded=published.digest != digest), digest
    release = _release_on(project.history, entry.date) if entry.date else None
    if release is None:
        raise InputError(
            "no release has published this entry yet",
            place=Place(str(path)),
            hint="Edit it as you like: it is recorded with the release that publishes it.",
        )
    return Amended(path, release, recorded=True, new=True), digest


def _release_on(history: History, date: datetime.date) -> ReleaseName | None:
    """The release that an entry of a date tells of: the first that is not older."""
    return next((release.name for release in history.releases if release.release >= date), None)
