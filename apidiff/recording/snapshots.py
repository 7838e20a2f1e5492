"""Record a release: the canonical description and its line in the index, both or neither, if the check lets it pass."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from apidiff._version import __version__
from apidiff.errors import InputError, Place
from apidiff.governing.coverage import with_whole_ids
from apidiff.model.change import ID_SCHEME
from apidiff.model.contract import Description, Warned
from apidiff.model.records import Line, Release, ReleaseName
from apidiff.reading import canonical_json, git_name, read
from apidiff.reading.json_text import parse_json
from apidiff.recording.baseline import breaches_of, is_acceptable, recorded_verdicts
from apidiff.recording.digests import changes_digest
from apidiff.recording.entries import parse_entry, read_text
from apidiff.recording.gate import Gate, gate, read_description
from apidiff.recording.index import INDEX_NAME, head_of, recorded_bytes
from apidiff.recording.line_ends import text_digest, unix_ends
from apidiff.recording.project import Project
from apidiff.recording.recorded import contract, named_release
from apidiff.recording.releasing import move, move_back, moves
from apidiff.recording.writing import write_atomically


@dataclass(frozen=True)
class Snapshot:
    """What a snapshot came to. `recorded` is `None` where the check refused; then nothing was written."""

    gate: Gate
    recorded: Release | None
    adopted: bool = False
    """Whether the file of an interrupted snapshot with the same content was taken over."""
    warnings: tuple[Warned, ...] = ()
    """What is not known of the description, if that was allowed."""
    moved: Mapping[Path, Path] = field(default_factory=dict)
    """Where each entry went that was unreleased until now."""


def snapshot(
    project: Project,
    source: str | None,
    release: ReleaseName | datetime.date,
    *,
    after: str | None = None,
    source_revision: str | None = None,
    baseline: bool = False,
) -> Snapshot:
    """Record the description at hand as `release`.

    It is compared with the newest release, or with the one that `after` names: a release that is recorded late, or a
    hotfix, may be older than the newest. An index of `apidiff.index/1` is upgraded. A `baseline` is recorded although
    it breaks what nobody waived, and says so; as the first release it may hold references that lead to nothing, and as
    a later one the policy has to allow it.
    Raises `InputError`, with the records as they were, where it is not allowed, the release is recorded already or is
    not newer than its base, another process is recording, a file cannot be written, or a leftover of other content is
    in the way.
    """
    return snapshots([project], source, release, after=after, source_revision=source_revision, baseline=baseline)[0]


def snapshots(
    projects: Sequence[Project],
    source: str | None,
    release: ReleaseName | datetime.date,
    *,
    after: str | None = None,
    source_revision: str | None = None,
    baseline: bool = False,
) -> list[Snapshot]:
    """As `snapshot`, for several APIs of one file: where the check refuses one of them, none is recorded."""
    name = release if isinstance(release, ReleaseName) else ReleaseName(release)
    with ExitStack() as locks:
        for project in projects:
            # All APIs of a file have one root, so this is one lock, which may be taken again inside of itself.
            locks.enter_context(project.lock(project.schemas))
        # Read under the lock: another process may have recorded since `projects` were loaded.
        projects = [project.reread() for project in projects]
        if baseline:
            # First, since comparing takes long and its answer could not be recorded.
            for project in projects:
                _require_leave(project)
        judged = [_judged(project, source, name, after, baseline=baseline) for project in projects]
        # All are judged before the first is recorded.
        if not all(_passes(each.gate, baseline) for each in judged):
            return [Snapshot(each.gate, None) for each in judged]
        return [_recorded(each, name, source_revision or _git_revision(source)) for each in judged]


def _require_leave(project: Project) -> None:
    """Raise `InputError` if a baseline would be another release than the first, and the policy allows none."""
    if project.releases and not project.policy.baseline:
        raise InputError(
            "the project has records, and its policy allows no baseline",
            place=Place(str(project.config.path or project.root)),
            hint="Waive what broke (`apidiff draft`, `apidiff waive`); or first land `baseline = true` under "
            "`[policy]`, in a change of its own.",
        )


@dataclass(frozen=True, slots=True)
class _Judged:
    """What is to be recorded, and the check's answer to it."""

    gate: Gate
    base: Release | None
    content: bytes
    warnings: tuple[Warned, ...]


def _judged(project: Project, source: str | None, name: ReleaseName, after: str | None, *, baseline: bool) -> _Judged:
    base = _base(project, name, after)
    tolerant: Literal["warn", "error"] = "warn" if baseline and base is None else "error"
    described = read_description(project, source, dangling=tolerant)
    passage = gate(project, source, release=name, after=base, description=described)
    content = _content(passage)
    # A refusal is reported of the source as it was read, with the lines of its files.
    if _passes(passage, baseline):
        # The line records what is said of the recorded form, whose keys are sorted: whoever asks again hears the same.
        passage = gate(project, source, release=name, after=base, description=_as_recorded(project, content, tolerant))
    return _Judged(passage, base, content, described.warnings)


def _recorded(judged: _Judged, name: ReleaseName, source_revision: str | None) -> Snapshot:
    passage, base, content = judged.gate, judged.base, judged.content
    project = passage.project
    # What is refused comes as far as this in a baseline alone (`_passes`).
    refused = passage.check.status == "refused"
    lines = project.history.lines
    planned = moves(project.changelog, passage.check.entries, name.date)
    recorded = Release(
        release=name.date,
        number=name.number,
        file=f"{name}.json",
        sha256=hashlib.sha256(content).hexdigest(),
        previous=head_of(lines),
        after=_after(project, name, base),
        title=contract(passage.description).title,
        path_versions=passage.check.comparison.revision.path_versions,
        source_revision=source_revision,
        verdicts=recorded_verdicts(passage.check),
        kind="baseline" if refused else "release",
        breaches=breaches_of(passage.check) if refused else (),
        entries=_published(passage, planned),
        changes=changes_digest(passage.check.comparison.counted),
        tool=__version__,
        ids=ID_SCHEME,
        policy=project.policy_digest,
    )
    adopted = _write(project.schemas, (*lines, recorded), recorded, content, planned)
    return Snapshot(passage, recorded, adopted, judged.warnings, planned)


def _passes(passage: Gate, baseline: bool) -> bool:
    """Whether it may be recorded. A baseline accepts what broke, and nothing that is wrong with records or entries."""
    if passage.check.status != "refused":
        return True
    return baseline and not passage.check.doubtful and all(map(is_acceptable, passage.check.versions))


def _published(passage: Gate, planned: Mapping[Path, Path]) -> dict[str, str]:
    """The digest of each entry that the check drew on, read again: somebody may have edited it meanwhile."""
    digests = {}
    for entry in passage.check.entries:
        text = read_text(entry.path)
        ids = {change.id for change in passage.check.comparison.changes}
        if with_whole_ids(parse_entry(text, entry.path, unreleased=entry.date is None), ids) != entry:
            raise InputError(
                "the entry was edited while the release was being recorded",
                place=Place(str(entry.path)),
                hint="Run this command again.",
            )
        digests[planned.get(entry.path, entry.path).name] = text_digest(text.encode())
    return dict(sorted(digests.items()))


def _content(passage: Gate) -> bytes:
    return canonical_json(passage.description.document)


def _as_recorded(project: Project, content: bytes, dangling: Literal["warn", "error"]) -> Description:
    value = parse_json(content.decode(), limits=project.limits)
    return read(value, limits=project.limits, bundled=True, dangling=dangling)


def _git_revision(source: str | None) -> str | None:
    """What `git:REV:PATH`, or `REV:PATH`, names as its revision."""
    named = git_name(source) if source else None
    return named.split(":", 2)[1] if named and named.count(":") > 1 else None


def _base(project: Project, name: ReleaseName, after: str | None) -> Release | None:
    """The release to compare with; `None` for the first one. Raises `InputError` where the name cannot be recorded."""
    newest, place = project.newest, Place(str(project.index.path))
    if newest is None:
        if after is not None:
            raise InputError(
                f"release {after} is not recorded", place=place, hint="Leave `--after` out: it is the first."
            )
        return None
    if (recorded := project.history.find(str(name))) is not None:
        taken = max(each.number for each in project.releases if each.release == name.date)
        late = "" if name.date == newest.release else f" --after {recorded.name}"
        raise InputError(
            f"release {name} is recorded already, and a recorded release is never rewritten",
            # By its position: of an index of the first format, the history has other lines than the file.
            place=project.index.place(project.index.releases[project.history.recorded.index(recorded)]),
            hint=f"Choose a date after {newest.release}, or `--release {ReleaseName(name.date, taken + 1)}{late}` for "
            f"another release of that day.",
        )
    number = 1 + max((each.number for each in project.releases if each.release == name.date), default=0)
    if name.number > number:
        raise InputError(
            f"release {name} has a number, and the release of that day before it is not recorded",
            place=place,
            hint=f"Record it as `--release {ReleaseName(name.date, number)}`.",
        )
    base = named_release(project, after) or newest
    if name < base.name:
        late = "" if after else ", or name the release that it follows with `--after` if it is recorded late"
        raise InputError(
            f"release {name} is older than {base.name}, {'which it follows' if after else 'the newest'}",
            place=place,
            hint=f"Choose a date after {base.release} with `--release`{late}.{_slip(project, base)}",
        )
    return base


def _after(project: Project, name: ReleaseName, base: Release | None) -> str | None:
    """What a line names as its base: a line without `after` follows the line before it, and is newer than any."""
    newest = project.newest
    if base is None or newest is None:
        return None
    return str(base.name) if base != project.history.recorded[-1] or name < newest.name else None


def _slip(project: Project, base: Release) -> str:
    """How to take back a release of a day that has not come."""
    if base.release <= datetime.date.today():
        return ""
    folders = f"{project.schemas} {project.changelog}"
    return f" If {base.name} is a slip and not committed yet, `git stash push -u -- {folders}` takes it back."


def _write(
    schemas: Path, history: tuple[Line, ...], recorded: Release, content: bytes, planned: Mapping[Path, Path]
) -> bool:
    """The snapshot and the entries before the index: after a crash between them, the next snapshot takes them over."""
    path = schemas / recorded.file
    # Before anything is written: a file in the way is an error that leaves all as it was.
    adopted = _adopt(path, content)
    lines = recorded_bytes(schemas / INDEX_NAME, history)
    try:
        if not adopted:
            write_atomically(path, content)
        move(planned)
        # Read again where they are now: an editor may have written to one before it was moved.
        _require_published(recorded, planned)
        write_atomically(schemas / INDEX_NAME, lines)
    except InputError:
        # Where the index was written and only the disk's word for it is missing, the release is recorded.
        if not _holds(schemas / INDEX_NAME, lines):
            move_back(planned)
            if not adopted:
                with suppress(OSError):
                    # A file that was adopted was there before, and stays.
                    path.unlink()
        raise
    return adopted


def _require_published(recorded: Release, planned: Mapping[Path, Path]) -> None:
    """Raise `InputError` where an entry that was moved is not what the line vouches for."""
    for old, new in planned.items():
        if text_digest(read_text(new).encode()) != recorded.entries[new.name]:
            raise InputError(
                "the entry was edited while the release was being recorded",
                place=Place(str(old)),
                hint="Run this command again.",
            )


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except FileNotFoundError:
        return False
    except OSError:
        # What cannot be read may be the new index; its line must not lose the files that it names.
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
    # Git may have converted the line ends of the file since.
    if unix_ends(standing) == content:
        return True
    raise InputError(
        f"`{path.name}` exists with other content, and is in no line of {INDEX_NAME}",
        place=Place(str(path)),
        hint="Move it out of the folder and run this command again, or name another folder as `schemas`.",
    )
