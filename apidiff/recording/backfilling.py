"""Record what an API was before it was governed: revisions of its description in, `observed` releases and drafts out.

One revision after the other is read, and compared with the one recorded before it while both are in memory. Each that
changed something for a client becomes a release: its snapshot, the drafts of its entries, its line of the index, under
the lock and in this order, as `snapshot` writes them. So a run may be stopped anywhere; the next one goes on from the
newest observed release.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from apidiff._version import __version__
from apidiff.errors import InputError, Place
from apidiff.governing.announcing import is_announced
from apidiff.model.change import ID_SCHEME, Change, Comparison
from apidiff.model.contract import Contract
from apidiff.model.records import Entry, Line, Release, ReleaseName
from apidiff.openapi.canonical import canonical_json
from apidiff.openapi.version import loses_zeros
from apidiff.reading import read
from apidiff.reading.json_text import parse_json
from apidiff.reading.library import Parsed
from apidiff.recording.digests import changes_digest
from apidiff.recording.drafting import possible_renames, worth_an_entry
from apidiff.recording.entries import MOST_BYTES
from apidiff.recording.entry_writing import entry_text, slugify
from apidiff.recording.first_texts import first_text, first_title, with_sentences
from apidiff.recording.index import INDEX_NAME, head_of, read_index, recorded_bytes
from apidiff.recording.line_ends import text_digest
from apidiff.recording.project import Project
from apidiff.recording.recorded import compare, contract
from apidiff.recording.remembering import Remembered, light
from apidiff.recording.restoring import restore
from apidiff.recording.revisions import Past, Revision, Which, last_of_each_day
from apidiff.recording.soundness import index_findings
from apidiff.recording.stored import PACKED, PATCH, Stored, is_compressed, packed, release_of, unpacked
from apidiff.recording.writing import make_folder, write_atomically

_NOT_YET = InputError("its day has not come, and what comes is no past", hint="Run this again after that day.")
_AUDIT_RULE = "unexplained"
_LONGEST_VERSION = 200
_FEW_FILES = 64


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which revisions are to be recorded."""

    which: Which = "change"
    since: datetime.date | None = None
    until: datetime.date | None = None
    pattern: re.Pattern[str] | None = None
    """Of `info.version`: what it finds, or what its first group does, has to be new."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one revision."""

    revision: Revision
    kind: Literal["recorded", "equal", "prose", "unwanted", "repeated", "passed over", "untouched"]
    """`equal`: the same description as the one recorded before; `prose`: another one, and the same to every client;
    `unwanted`: its `info.version` is none that is asked for; `repeated`: it is that of the one before;
    `untouched`: a commit of something else."""
    name: ReleaseName | None = None
    comparison: Comparison | None = None
    error: InputError | None = None
    """Why it was passed over."""


@dataclass(frozen=True, slots=True)
class Known:
    """A release that is recorded, as the next one is compared with it."""

    name: ReleaseName
    file: str
    stored: Stored
    contract: Contract


class Backfill:
    """One run over a past."""

    def __init__(self, project: Project, past: Past, wanted: Wanted, *, dry: bool = False) -> None:
        """`dry`: nothing is written. Raises `InputError` where the records are unsound."""
        for finding in index_findings(project.index):
            raise InputError(finding.message, place=finding.place, hint=finding.hint)
        self.project, self.past, self.wanted, self.dry = project, past, wanted, dry
        newest = self._newest()
        within = self._within(past.revisions)
        todo = self._within(_after(past.revisions, newest))
        self.is_none_within = not any(each.is_of_main_file for each in within)
        """Whether no revision is of the days that are asked for."""
        self.done_before = sum(each.is_of_main_file for each in within[: len(within) - len(todo)])
        """How many revisions an earlier run has dealt with."""
        governed = [release.release for release in project.releases if release.is_judged]
        self.governed_since = min(governed, default=None)
        """The day from which on the project was governed; what is not older is not observed."""
        older = [each for each in todo if self.governed_since is None or each.date < self.governed_since]
        self.governed = sum(each.is_of_main_file for each in todo[len(older) :])
        """How many revisions are of that time."""
        self.todo = last_of_each_day(older) if wanted.which == "day" else older
        """The revisions that are looked at."""
        self._lines: tuple[Line, ...] = project.history.lines
        self._head = project.index.head
        self._shown: dict[str, bytes] = {}
        """In a dry run, the snapshots that would have been written, packed, by their files."""
        self._last = self._known(newest) if newest is not None and self.todo else None
        self._learnt: list[tuple[str, str, Comparison]] = []
        self.unquoted: Revision | None = None
        """The first revision, by version, whose version is a number: `1.1` and `1.10` are one."""
        self.today = datetime.date.today()
        self._files_before = 0
        """How many files besides the main one the revision before had."""

    def _newest(self) -> Release | None:
        """The newest observed release, from which this run goes on."""
        return next((each for each in reversed(self.project.releases) if each.kind == "observed"), None)

    def _within(self, revisions: Sequence[Revision]) -> list[Revision]:
        since, until = self.wanted.since or datetime.date.min, self.wanted.until or datetime.date.max
        return [revision for revision in revisions if since <= revision.date <= until]

    def run(self) -> Iterator[Outcome]:
        """Deal with one revision after the other. Raises `InputError` where the records cannot be written."""
        parsed: Parsed = {}
        version = self._wanted_version(self._last.stored) if self._last else None
        try:
            for revision in self.todo:
                # First, since nothing has to be read for it: a commit may change only what lies beside the description.
                if self.past.is_untouched(revision):
                    yield Outcome(revision, "untouched")
                    continue
                if revision.date > self.today:
                    yield Outcome(revision, "passed over", error=_NOT_YET)
                    continue
                try:
                    stored = self._read(revision, parsed)
                    if self.wanted.which == "version":
                        told = self._wanted_version(stored)
                        if self.unquoted is None and loses_zeros(stored.document):
                            self.unquoted = revision
                        if told is None or told == version:
                            yield Outcome(revision, "unwanted" if told is None else "repeated")
                            continue
                    outcome = self._observed(revision, stored)
                # A subclass of `InputError` that is not about this revision: it ends the run.
                except NotRecorded:
                    raise
                except InputError as error:
                    yield Outcome(revision, "passed over", error=error)
                    continue
                # Only now: a revision that was passed over must not make the next one with its version look old.
                if self.wanted.which == "version":
                    version = told
                yield outcome
        # A run may be stopped anywhere, and what it has compared so far is of use.
        finally:
            self.past.close()
            self._remember()

    def _read(self, revision: Revision, parsed: Parsed) -> Stored:
        """The description of a revision as it would be recorded. Raises `InputError` where there is none to record."""
        limits = self.project.limits
        description = read(
            revision.source,
            limits=limits,
            roots=self.project.roots,
            parsed=parsed,
            files=self.past.files(revision, limits),
        )
        if len(parsed) > _FEW_FILES + 2 * self._files_before:
            # What older revisions were made of is of no more use.
            parsed.clear()
        self._files_before = len(parsed)
        content = canonical_json(description.document)
        # A line tells what is said of the recorded form, whose keys are sorted: whoever asks again hears the same.
        return Stored(content, parse_json(content.decode(), revision.source, limits))

    def _wanted_version(self, stored: Stored) -> str | None:
        """What has to be new in `info.version`; `None` where the version is none that is asked for."""
        info = stored.document.get("info")
        version = info.get("version") if isinstance(info, dict) else None
        text = version if isinstance(version, str) else "" if version is None else str(version)
        if self.wanted.pattern is None:
            return text
        found = self.wanted.pattern.search(text[:_LONGEST_VERSION])
        if found is None:
            return None
        return (found[1] if found.re.groups else found[0]) or ""

    def _observed(self, revision: Revision, stored: Stored) -> Outcome:
        base = self._base(revision)
        if base is not None and base.stored.content == stored.content:
            return Outcome(revision, "equal")
        name = self._name(revision)
        found = self._contract(name, stored)
        # The first release is compared with itself: its line needs the path versions, and nothing changed.
        comparison = compare(base.contract if base else found, found, self.project)
        if base is not None and not any(map(_is_told, comparison.changes)):
            return Outcome(revision, "prose")
        known = self._record(revision, name, stored, found, comparison, base)
        self._last = known
        return Outcome(revision, "recorded", name, comparison)

    def _base(self, revision: Revision) -> Known | None:
        """What a revision is compared with: the one recorded before it, or that which its commit follows."""
        if self._last is None:
            return None
        observed = {
            line.source_revision: line
            for line in self._lines
            if isinstance(line, Release) and line.kind == "observed" and line.source_revision is not None
        }
        commit = self.past.base_of(revision, list(observed))
        release = observed.get(commit) if commit else None
        if release is None or release.name == self._last.name:
            return self._last
        return self._known(release)

    def _known(self, release: Release) -> Known:
        """A release that an earlier step recorded. Raises `NotRecorded` where its snapshot is not what was recorded."""
        path = self.project.schemas / release.file
        try:
            if release.file in self._shown:
                content = unpacked(self._shown[release.file], path, self.project.limits.file_bytes)
            else:
                content = self.project.snapshots.content(release.file)
        except (OSError, InputError):
            content = b""
        if hashlib.sha256(content).hexdigest() != release.sha256:
            raise NotRecorded(
                f"the snapshot of {release.name} is missing, or not what was recorded",
                place=Place(str(path)),
                hint=f"{restore(path)} Then run `apidiff verify`.",
            )
        stored = Stored(content, parse_json(content.decode(), release.file, self.project.limits))
        return Known(release.name, release.file, stored, self._contract(release.name, stored))

    def _contract(self, name: ReleaseName, stored: Stored) -> Contract:
        return contract(self.project.snapshots.described(name, stored.content))

    def _name(self, revision: Revision) -> ReleaseName:
        """The date of a revision, with a number from the second release of that day on."""
        if revision.name is not None:
            return revision.name
        # Clocks of commits may be wrong, and a release is never older than the one that it goes on from.
        day = max(revision.date, self._last.name.date) if self._last else revision.date
        taken = [line.number for line in self._lines if isinstance(line, Release) and line.release == day]
        return ReleaseName(day, 1 + max(taken, default=0))

    def _record(
        self,
        revision: Revision,
        name: ReleaseName,
        stored: Stored,
        found: Contract,
        comparison: Comparison,
        base: Known | None,
    ) -> Known:
        """Write the release, or in a dry run only say which it would be."""
        before = [line for line in self._lines if isinstance(line, Release)]
        is_newest = all(each.name < name for each in before)
        # `after` is left out where the base is the line before, as `snapshot` does it.
        is_next = not before or (is_newest and base is not None and before[-1].name == base.name)
        line = Release(
            release=name.date,
            number=name.number,
            file=f"{name}{PACKED}",
            sha256=hashlib.sha256(stored.content).hexdigest(),
            previous=head_of(self._lines),
            after=None if is_next or base is None else str(base.name),
            title=found.title,
            path_versions=comparison.revision.path_versions,
            source_revision=revision.commit.hash if revision.commit else None,
            verdicts=dict.fromkeys(comparison.revision.path_versions, "observed"),
            kind="observed",
            changes=changes_digest(comparison.counted),
            tool=__version__,
            ids=ID_SCHEME,
            policy=self.project.policy_digest,
        )
        if self.dry:
            self._lines = (*self._lines, line)
            if self.wanted.which == "tag":  # Only there may an older one be a base.
                self._shown[line.file] = packed(stored.content)
            return Known(name, line.file, stored, found)
        try:
            line = self._write(line, stored, comparison, base)
        except InputError as error:
            # Any error of writing ends the run; as a plain `InputError` it would pass over this revision and go on.
            raise NotRecorded(error.message, place=error.place, hint=error.hint) from None
        if base is not None:
            self._learnt.append((base.file, line.file, light(comparison)))
        return Known(name, line.file, stored, found)

    def _drafts(self, name: ReleaseName, comparison: Comparison) -> dict[Path, bytes]:
        """The entries of a release, one a path version, as `draft` would write them: nothing in them is waived."""
        versions: dict[str, list[Change]] = {}
        for change in comparison.counted:
            if worth_an_entry(change):
                versions.setdefault(change.path_version, []).append(change)
        taken = {entry for line in self._lines for entry in line.entries}
        drafts: dict[Path, bytes] = {}
        for version, changes in versions.items():
            title = first_title(version, changes, new=version not in comparison.base.path_versions)
            text = _draft(title, name.date, version, changes)
            number, stem = 1, f"{name.date}-{slugify(title)}"
            path = self.project.changelog / f"{stem}.md"
            # A line vouches for a file's name even if the file is gone: another text must not come to stand under it.
            while path in drafts or path.name in taken or not _is_free(path, text):
                number += 1
                path = self.project.changelog / f"{stem}-{number}.md"
            drafts[path] = text
        return drafts

    def _write(self, line: Release, stored: Stored, comparison: Comparison, base: Known | None) -> Release:
        """Snapshot and entries before the index: after a crash between them, the next run takes them over."""
        project = self.project
        with project.lock(project.schemas):
            # Each release takes the lock anew, so that another command may have recorded in between.
            if read_index(project.schemas).head != self._head:
                raise InputError(
                    "another command changed the records meanwhile",
                    place=Place(str(project.schemas / INDEX_NAME)),
                    hint="Run this command again: it goes on from the newest observed release.",
                )
            # Under the lock: a name that is free now is free when the entry is written.
            drafts = {} if base is None else self._drafts(line.name, comparison)
            file, content = project.snapshots.stored(line.name, stored, (base.file, base.stored) if base else None)
            entries = {path.name: text_digest(text) for path, text in sorted(drafts.items())}
            # Only now it is known whether the snapshot is stored as a patch, and under which names the drafts are.
            line = line._replace(file=file, entries=entries)
            lines = (*self._lines, line)
            index = recorded_bytes(project.schemas / INDEX_NAME, lines)
            _clear(project, line)
            written: list[Path] = []
            try:
                make_folder(project.changelog if drafts else project.schemas)
                for path, text in {project.schemas / file: content, **drafts}.items():
                    if not _holds(path, text):
                        # What is taken back is what this run wrote; a file that an interrupted run left stays for the
                        # next one.
                        written.append(path)
                        write_atomically(path, text)
                write_atomically(project.schemas / INDEX_NAME, index)
            except InputError:
                # Where the index was written and only the disk's word for it is missing, the release is recorded.
                if not _holds(project.schemas / INDEX_NAME, index):
                    for path in written:
                        with suppress(OSError):
                            path.unlink()
                raise
            self._lines, self._head = lines, head_of(lines)
            return line

    def _remember(self) -> None:
        """Spare `verify` and `render` the comparisons that were made here."""
        if not self._learnt:
            return
        verified, compared = Remembered(self.project, audited=True), Remembered(self.project)
        for older, newer, comparison in self._learnt:
            paths = self.project.schemas / older, self.project.schemas / newer
            verified.learn(*paths, comparison)
            # Without the audit nothing else would be said, unless the audit found something.
            if all(change.rule != _AUDIT_RULE for change in comparison.changes):
                compared.learn(*paths, comparison)
        verified.save()
        compared.save()


class NotRecorded(InputError):
    """The records cannot be written or gone on from, which ends a run; what is wrong with one revision does not."""


def _after(revisions: Sequence[Revision], newest: Release | None) -> Sequence[Revision]:
    """The revisions after the newest observed release: after its commit, or else those that are dated after it."""
    if newest is None:
        return revisions
    for position, revision in enumerate(revisions):
        if revision.commit is not None and revision.commit.hash == newest.source_revision:
            return revisions[position + 1 :]
    return [each for each in revisions if (each.name or ReleaseName(each.date)) > newest.name]


def _is_told(change: Change) -> bool:
    """Whether a change is one to a client: not prose, an example or another way to write the same."""
    return change.cls != "neutral" or is_announced(change)


def _draft(title: str, date: datetime.date, version: str, changes: Sequence[Change]) -> bytes:
    ids = tuple(change.id for change in changes)
    entry = Entry(Path(), date, title, version, ids, (), None, first_text(changes))
    text = entry_text(entry, with_sentences(changes), possible_renames(changes)).encode("utf-8", "replace")
    if len(text) > MOST_BYTES:
        # The page lists the changes in any case.
        text = entry_text(entry._replace(body="\n")).encode()
    return text


def _is_free(path: Path, text: bytes) -> bool:
    """Whether a draft may have the name: nothing is there, or the same, which an interrupted run has left."""
    return not (path.exists() or path.is_symlink()) or _holds(path, text)


def _clear(project: Project, line: Release) -> None:
    """Make room for a snapshot: remove that of an interrupted run under this name, and nothing that is not of one.

    Raises `InputError` where something else is in its place.
    """
    for suffix in (PACKED, PATCH):
        path = project.schemas / f"{line.name}{suffix}"
        if not (path.exists() or path.is_symlink()):
            continue
        if path.is_symlink() or not _is_own(project, path):
            raise InputError(
                f"`{path.name}` is there already, and is in no line of {INDEX_NAME}",
                place=Place(str(path)),
                hint="Move it out of the folder and run this command again, or name another folder as `schemas`.",
            )
        # The interrupted run may have chosen the other form, patch or whole; one of the form that is written now is
        # replaced.
        if path.name != line.file:
            with suppress(OSError):
                path.unlink()


def _is_own(project: Project, path: Path) -> bool:
    """Whether a file without a line is a compressed snapshot, as only this command writes them."""
    with suppress(OSError, InputError):
        unpacked(path.read_bytes(), path, project.limits.file_bytes)
        return is_compressed(path.name) and release_of(path.name) is not None
    return False


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False
