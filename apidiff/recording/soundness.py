"""Check the records against themselves: chain, order, files, entries. Each fault is a `Finding`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from apidiff.errors import InputError, Place
from apidiff.model.records import Amendment, Line, Release, ReleaseName
from apidiff.reading.inside import require_plain
from apidiff.recording.continuing import describe_entry
from apidiff.recording.history import History, entry_date
from apidiff.recording.index import GENESIS, INDEX_NAME, Index, index_bytes, line_hash
from apidiff.recording.line_ends import text_digest, unix_ends
from apidiff.recording.ownership import holds_index, is_snapshot_name
from apidiff.recording.project import Project
from apidiff.recording.restoring import restore
from apidiff.recording.stored import is_compressed, release_of
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


def quick_findings(
    project: Project,
    recording: ReleaseName | None = None,
    pending: Collection[str] = (),
    originals: Mapping[str, bytes] = MappingProxyType({}),
) -> list[Finding]:
    """What a gate asks on every run: the chain of the index, that every file is there, the newest one, the entries.

    `recording` is the release that is about to be recorded: a leftover of its own snapshot is `snapshot`'s to judge.
    `pending` names the entries that the check draws on, `originals` are the entries of the anchor.
    """
    index, newest = project.index, project.newest
    found = [*stray_findings(project), *index_findings(index)]
    for release in index.releases:
        # The newest one is what gates compare with. Hashing all of them on every run would read years of snapshots.
        if newest and release.name == newest.name:
            found += file_findings(project, release)
        else:
            found += _place_findings(project, release)
    expected = f"{recording}.json"
    found += (item for item in orphan_findings(index, project.schemas) if Path(item.place.file or "").name != expected)
    found += entry_findings(project, pending, originals)
    # A gate refuses for each of these, and a note refuses nothing: `verify` prints it.
    return [finding for finding in found if finding.severity == "unsound"]


def index_findings(index: Index) -> Iterator[Finding]:
    """Every line against those before it: its hash, its place, its file's name."""
    # So that a line that follows another recorded line can be told from one whose neighbour was edited.
    hashes = {line_hash(line, index.version): line for line in index.lines}
    before: Line | None = None
    previous = GENESIS
    known: set[ReleaseName] = set()
    newest: ReleaseName | None = None
    governed: ReleaseName | None = None
    late: set[ReleaseName] = set()
    """What was observed and is recorded late: nobody vouched for it in time, so nothing governed may rest on it."""
    publishers: dict[str, Release] = {}
    for line in index.lines:
        if line.previous != previous:
            yield Finding(_broken_chain(line, before, hashes), index.place(line), restore(index.path))
        for message in _misplaced(line, known, newest):
            yield Finding(message, index.place(line), restore(index.path))
        if isinstance(line, Release):
            if line.kind == "observed" and governed is not None and line.name > governed:
                message = f"release {line.name} is only observed, and the project was governed from {governed} on"
                yield Finding(message, index.place(line), restore(index.path))
            if line.is_judged and ReleaseName.parse(line.after or "") in late:
                message = f"release {line.name} is recorded after {line.after}, which was only observed, and later"
                yield Finding(message, index.place(line), restore(index.path))
            if line.kind == "observed" and newest is not None and line.name < newest:
                late.add(line.name)
            for name in line.entries:
                if name in publishers:
                    message = (
                        f"the entry `{name}` of release {line.name} was published by {publishers[name].name} already"
                    )
                    yield Finding(message, index.place(line), restore(index.path))
                publishers.setdefault(name, line)
            known.add(line.name)
            newest = max(newest or line.name, line.name)
            if line.is_judged:
                # The oldest governed release, not the newest: nothing after it may pass without a verdict.
                governed = min(governed or line.name, line.name)
        before, previous = line, line_hash(line, index.version)
    if index.head != previous:
        if index.head in hashes:
            message = f"the newest line was {_called(hashes[index.head])}, and is {before and _called(before)} now"
        elif before is not None:
            message = f"the line of {_called(before)} was edited, or a line after it was taken out"
        else:
            message = "every line was taken out"
        yield Finding(message, index.place(before) if before else Place(str(index.path)), restore(index.path))


def _misplaced(line: Line, known: set[ReleaseName], newest: ReleaseName | None) -> Iterator[str]:
    """What is wrong with where a line is, given the releases that were recorded before it and the newest of them."""
    if isinstance(line, Amendment):
        if line.release not in known:
            yield f"an amendment speaks of release {line.release}, and no line before it records that release"
        return
    # Only what was observed may be stored compressed.
    if line.file != f"{line.name}.json" and (line.is_judged or release_of(line.file) != line.name):
        yield f"the line of {line.name} names the file `{line.file}`, not `{line.name}.json`"
    if line.name in known:
        yield f"release {line.name} is recorded twice"
    elif line.after is not None:
        after = ReleaseName.parse(line.after)
        if after is None or after not in known:
            yield f"release {line.name} is recorded after {line.after}, and no line before it records that release"
        elif line.is_judged and after >= line.name:
            yield f"release {line.name} is recorded after {line.after}, which is not older"
    # The oldest of what is recorded late has no base that it could name: it comes after newer lines without `after`.
    elif newest is not None and line.name < newest and not (line.kind == "observed" and line.name < min(known)):
        yield f"release {line.name} comes after {newest}: the lines are out of order"
    if line.is_judged and "refused" in line.verdicts.values():
        yield f"the line of {line.name} says that it was refused, and what is refused is not recorded"


def _called(line: Line) -> str:
    return str(line.name) if isinstance(line, Release) else f"the amendment of {line.date}"


def _broken_chain(line: Line, before: Line | None, hashes: dict[str, Line]) -> str:
    called = _called(line)
    if line.previous in hashes:
        moved = _called(hashes[line.previous])
        return f"the line of {called} was recorded after {moved}: the lines are out of order, or one is missing"
    if before is None:
        return f"the line of {called} is first, and was not recorded first: the one before it is missing"
    return f"the line of {_called(before)} was edited, or a line between it and {called} was taken out"


def form_findings(index: Index) -> Iterator[Finding]:
    """Whether the index is canonical JSON, where it is otherwise in order."""
    if index.text is None:
        return
    # With the head that the file gives: `index_findings` tells of a wrong one.
    if unix_ends(index.text.encode()) != index_bytes(index.lines, index.head, index.version):
        yield Finding("the index is not in canonical form: it was edited", Place(str(index.path)), restore(index.path))


def _place_findings(project: Project, release: Release) -> Iterator[Finding]:
    """Whether a release's snapshot is there, as a plain file."""
    # First, as `exists` and `is_file` follow a link.
    path = project.schemas / release.file
    if path.is_symlink():
        yield Finding(f"the snapshot of {release.name} is a link", Place(str(path)), restore(path))
    elif not path.exists():
        yield Finding(f"the snapshot of {release.name} is missing", Place(str(path)), restore(path))
    elif not path.is_file():
        yield Finding(f"the snapshot of {release.name} is not a plain file", Place(str(path)), restore(path))


def site_findings(project: Project, sha256_of: Callable[[str], str]) -> list[Finding]:
    """What keeps a site from showing what is recorded: the chain of the index, every snapshot, the published entries.

    `sha256_of` is asked for the digest of a snapshot, as `file_findings` asks it.
    """
    index = project.index
    found = list(index_findings(index))
    for release in index.releases:
        found += file_findings(project, release, sha256_of)
    return [*found, *_published_findings(project)]


def file_findings(
    project: Project, release: Release, sha256_of: Callable[[str], str] | None = None
) -> Iterator[Finding]:
    """Whether a release's snapshot is there, and is what was recorded.

    `sha256_of` gives the digest of what a file of a snapshot holds, where somebody knows it already; it raises as
    `Snapshots.content`.
    """
    index, path = project.index, project.schemas / release.file
    # A file that is missing or a link is one finding; its digest would only be a second one for the same.
    if wrong := list(_place_findings(project, release)):
        yield from wrong
        return
    place = Place(str(path))
    try:
        found = sha256_of(release.file) if sha256_of else project.snapshots.sha256(release.file)
    except InputError as error:
        yield finding_of(error, path)
        return
    except OSError as error:
        yield Finding(
            f"the snapshot of {release.name} cannot be read: {error.strerror}", place, "Allow apidiff to read it."
        )
        return
    if found != release.sha256:
        line = index.line_of(release)
        message = f"the snapshot of {release.name} is not what was recorded (sha256 in {INDEX_NAME}:{line})"
        yield Finding(message, place, restore(path))


def entry_findings(
    project: Project, pending: Collection[str] = (), originals: Mapping[str, bytes] = MappingProxyType({})
) -> Iterator[Finding]:
    """Whether each published entry is there and says what it said, and whether each other one can still be published.

    `pending` names those that are about to be published. `originals` are entries of an earlier state, by which a
    finding can say what of an entry was changed.
    """
    yield from _published_findings(project, originals)
    yield from _unpublished_findings(project, project.history, pending)


def _published_findings(project: Project, originals: Mapping[str, bytes] = MappingProxyType({})) -> Iterator[Finding]:
    history, texts = project.history, project.texts
    for name, published in history.published.items():
        path = project.changelog / name
        since = f"release {published.release} published"
        if published.amended:
            since = f"was recorded when it was amended on {published.amended}"
        if name not in texts:
            message = f"the entry `{name}`, which release {published.release} published, is missing"
            yield Finding(message, Place(str(path)), restore(path))
        elif text_digest(texts[name]) != published.digest:
            hint = f"{restore(path)} To correct a published text, edit it and run `apidiff amend {path}`."
            what = describe_entry(name, published.digest, originals.get(name), texts[name])
            yield Finding(
                f"the entry `{name}` is not what {since}{f': {what}' if what else ''}", Place(str(path)), hint
            )


def _unpublished_findings(project: Project, history: History, pending: Collection[str]) -> Iterator[Finding]:
    newest = history.releases[-1] if history.releases else None
    for name, content in project.texts.items():
        date = entry_date(name, content)
        # A second release of the newest one's day may still publish it.
        if newest is None or date is None or name in history.published or name in pending or date >= newest.release:
            continue
        path = project.changelog / name
        message = f"the entry `{name}` is dated {date}, before the newest release {newest.name}, and none published it"
        hint = (
            f"Move it to `unreleased/`, without a date; or, if it tells of a release that is recorded, publish it with "
            f"`apidiff amend {path}`: it then waives nothing."
        )
        yield Finding(message, Place(str(path)), hint)


def lost_findings(project: Project) -> Iterator[Finding]:
    """Entries that bind or waive changes where no release is recorded: the records that they belong to are gone."""
    if project.history.lines:
        return
    for entry in project.entries:
        if entry.changes or entry.waiver:
            message = f"the entry `{entry.path.name}` binds changes of a release, and no release is recorded"
            hint = f"Restore `{project.schemas}` from version control, or take `changes` and `waiver` out of the entry."
            yield Finding(message, Place(str(entry.path)), hint)


def stray_findings(project: Project) -> Iterator[Finding]:
    """Records beside those of the file's `[[apis]]`, which no API continues any more: nothing is held against them.

    Without `[[apis]]`, what else is in the folder of the records is somebody else's.
    """
    whole = project.config.whole
    if not whole.apis:
        return
    folder = require_plain(project.root, project.root / whole.project.schemas)
    names = {api.name for api in whole.apis}
    config = project.config.path or project.root
    if holds_index(folder):
        message = f"`{folder / INDEX_NAME}` is of no API: it was recorded before the file had `[[apis]]`"
        hint = (
            f"Move these records to the API that continues them: the snapshots and the index to `{folder}/NAME`, the "
            f"entries to `{project.root / whole.project.changelog}/NAME`."
        )
        yield Finding(message, Place(str(folder / INDEX_NAME)), hint)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name not in names and path.is_dir() and holds_index(path):
            message = f"`{path}` holds the records of an API, and `[[apis]]` names none that is called `{path.name}`"
            hint = (
                f"Put the API back into {config}, or, if it was retired by a release without operations, remove its "
                f"records as well."
            )
            yield Finding(message, Place(str(path / INDEX_NAME)), hint)


def orphan_findings(index: Index, schemas: Path) -> Iterator[Finding]:
    """Files named as snapshots are that are in no line of the index. Any other file is somebody else's, and ignored."""
    listed = {release.file for release in index.releases} | {INDEX_NAME}
    if not schemas.is_dir():
        return
    for path in sorted(schemas.iterdir()):
        if is_leftover(path.name):
            yield _leftover(path)
        elif is_snapshot_name(path.name) and path.name not in listed:
            again = (
                f"a snapshot was interrupted, run `apidiff repair`, or that snapshot again with `--release {path.stem}`"
            )
            if is_compressed(path.name):
                again = "`apidiff history` was interrupted, run it again"
            hint = (
                f"If {again}. If the index was lost, restore it from version control. If the file is not "
                f"apidiff's, name another folder as `schemas` in apidiff.toml."
            )
            yield Finding(f"`{path.name}` is in no line of {INDEX_NAME}", Place(str(path)), hint)


def leftover_findings(folder: Path) -> Iterator[Finding]:
    """Files of interrupted writes in a folder of the records."""
    if folder.is_dir():
        yield from (_leftover(path) for path in sorted(folder.iterdir()) if is_leftover(path.name))


def line_end_findings(index: Index, project: Project) -> Iterator[Finding]:
    """A note where git converted line ends: the records are what they were, and their bytes are not."""
    # git converts no file with NULs in it, as gzip's are.
    texts = (release.file for release in index.releases if not is_compressed(release.file))
    paths = [index.path, *(project.schemas / file for file in texts)]
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
            # git converts all line ends of a file or none, so the first one tells.
            # Bounded, as a file without line ends is one line.
            return stream.readline(4096).endswith(b"\r\n")
    except OSError:
        return False


def _leftover(path: Path) -> Finding:
    hint = "Run `apidiff repair`, which removes it; the next command that writes there does so too."
    return Finding("an interrupted write left this file behind", Place(str(path)), hint, "note")
