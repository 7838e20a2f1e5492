"""Join the records of two branches: append to the lines of one what only the other has.

The lines of the branch that one goes onto stay as they are, and what they name is brought along. One's own lines follow
with the verdicts that they have: each names the release that it was compared with. A release whose name is taken
becomes the next one of its day.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from apidiff.errors import InputError, Place
from apidiff.model.records import Amendment, Line, Release, ReleaseName
from apidiff.reading.git import Git, GitError
from apidiff.recording.anchor import Anchor, find_anchor
from apidiff.recording.continuing import called
from apidiff.recording.history import History, history_of
from apidiff.recording.index import INDEX_NAME, LIMIT_BYTES, Index, chained, parse_index, recorded_bytes
from apidiff.recording.line_ends import text_digest, unix_ends
from apidiff.recording.project import Project
from apidiff.recording.stored import is_compressed
from apidiff.recording.writing import write_atomically

_MERGED = ("MERGE_HEAD", "REBASE_HEAD", "CHERRY_PICK_HEAD", "HEAD")
"""What git calls the other side of a merge, a rebase or a pick, and this one."""


@dataclass(frozen=True, slots=True)
class Rejoined:
    """What was done."""

    appended: tuple[str, ...]
    """What the lines that were appended again are called."""
    renamed: tuple[tuple[str, str], ...] = ()
    """Releases whose name was taken, with their new one."""
    restored: tuple[Path, ...] = ()
    """Files of the other branch that were missing."""


@dataclass(frozen=True)
class _Sides:
    """The places where one's own records may be: the working tree, the sides of a conflict, the commits merged."""

    project: Project
    git: Git
    folder: str
    """Of the releases, from the top of the repository."""

    def indexes(self) -> Iterator[Index]:
        # The working tree may hold the marks of a conflict, which are no index; one of its sides is found further on.
        path = self.project.schemas / INDEX_NAME
        for content in self.contents(INDEX_NAME):
            try:
                yield parse_index(path, content)
            except InputError:
                continue

    def contents(self, name: str) -> Iterator[bytes]:
        """What a file of the folder holds in each place."""
        with suppress(OSError):
            yield (self.project.schemas / name).read_bytes()
        path = posixpath.join(self.folder, name)
        # The sides of a conflict in git's index (git-ls-files(1)): "ours" and "theirs", which a rebase swaps.
        for stage in (2, 3):
            try:
                yield self.git.ask("cat-file", "blob", f":{stage}:{path}", limit=LIMIT_BYTES)
            except GitError:
                continue
        for revision in _MERGED:
            commit = self.git.commit(revision)
            with suppress(GitError):
                blob = self.git.find(commit, path) if commit else None
                if blob is not None:
                    yield self.git.content(blob, LIMIT_BYTES)


def rejoin(project: Project, onto: str) -> Rejoined:
    """Make the records of `onto`, a `REV[:PATH]`, those of the project, and append the lines that it does not have.

    One's own lines are those of the working tree; in a conflict those of the other side.
    Raises `InputError` where `onto` has no records, or a snapshot of a line is missing: nothing is written.
    """
    with project.lock(project.schemas):
        project = project.reread()
        anchor = find_anchor(project, onto, {})
        if anchor.state != "anchored" or anchor.commit is None:
            raise InputError(
                f"`{onto}` has no records to build on",
                place=Place("--onto"),
                hint="Name the branch that you merge or rebase onto, such as `origin/main`.",
            )
        git = Git(project.schemas)
        sides = _Sides(project, git, git.whereabouts()[0].rstrip("/"))
        mine = list(_own_lines(sides, anchor))
        renamed = _new_names(mine, anchor)
        lines = chained([*anchor.lines, *_placed(mine, renamed, anchor)])
        files = _files(sides, anchor, mine, renamed)
        entries = _entries(project, anchor)
        content = recorded_bytes(project.schemas / INDEX_NAME, lines)
        # Files before the index, as in `snapshot`: no line may name a file that is not there yet.
        for path, other in (files | entries).items():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, other)
        write_atomically(project.schemas / INDEX_NAME, content)
        names = tuple((str(old), str(new)) for old, new in renamed.items())
        return Rejoined(tuple(called(line) for line in lines[len(anchor.lines) :]), names, tuple(files | entries))


def _own_lines(sides: _Sides, anchor: Anchor) -> Iterator[tuple[Line, ReleaseName | None]]:
    """The lines that the anchor does not have, each with the name of the release that it was compared with.

    They are those of the first place that has any: the working tree may hold the anchor's side of a conflict already.
    """
    # A list: lines hold mappings, so that they have no hash.
    known = [_content(line) for line in anchor.lines]
    for index in sides.indexes():
        history = history_of(index, sides.project.texts)
        own = [line for line in history.lines if _content(line) not in known]
        for line in own:
            base = history.base_of(line) if isinstance(line, Release) else None
            # A gate takes no second past beside the anchor's records (docs/history.md).
            if isinstance(line, Release) and line.kind == "observed":
                raise InputError(
                    f"release {line.name} was only observed, and there are other records on that branch already",
                    place=Place(str(index.path)),
                    hint=f"Take the records there (`git checkout {anchor.short} -- {sides.project.schemas}`) and run "
                    "`apidiff history` again.",
                )
            if isinstance(line, Release) and base is None:
                raise InputError(
                    f"release {line.name} began a history of its own, and follows nothing that is recorded there",
                    place=Place(str(index.path)),
                    hint=f"Take the records there (`git checkout {anchor.short} -- {sides.project.schemas}`) and "
                    "record the release anew.",
                )
            yield line, base.name if base else None
        if own:
            return


def _content(line: Line) -> Line:
    """A line without what depends on where it is."""
    # `after` aside, as a line that was appended again names its base even if it did not before.
    return line._replace(previous="", after=None) if isinstance(line, Release) else line._replace(previous="")


def _new_names(mine: Sequence[tuple[Line, ReleaseName | None]], anchor: Anchor) -> dict[ReleaseName, ReleaseName]:
    """A new name for each of one's own releases whose name is taken."""
    taken = {line.name for line in anchor.lines if isinstance(line, Release)}
    own = [line.name for line, _ in mine if isinstance(line, Release)]
    renamed: dict[ReleaseName, ReleaseName] = {}
    for name in own:
        if name in taken:
            # Beyond the numbers of both sides, so that no own release further down loses its name to this one.
            numbers = [each.number for each in (*taken, *own) if each.date == name.date]
            renamed[name] = ReleaseName(name.date, 1 + max(numbers))
            taken.add(renamed[name])
        taken.add(name)
    return renamed


def _placed(
    mine: Sequence[tuple[Line, ReleaseName | None]], renamed: dict[ReleaseName, ReleaseName], anchor: Anchor
) -> Iterator[Line]:
    """One's own lines as they stand behind the anchor's."""
    published = History(anchor.lines).published
    for line, base in mine:
        if isinstance(line, Amendment):
            yield line._replace(release=renamed.get(line.release, line.release))
            continue
        name = renamed.get(line.name, line.name)
        # What the release followed may have been renamed too, unless the anchor has it under that name.
        follows = renamed.get(base, base) if base else None
        placed = line._replace(
            release=name.date,
            number=name.number,
            file=f"{name}.json",
            # Named even where it is the line before: it was not held against what came between.
            after=str(follows) if follows else None,
        )
        if twice := sorted(set(placed.entries) & set(published)):
            raise InputError(
                f"the entry `{twice[0]}` of your release {line.name} was published there already",
                place=Place("--onto"),
                hint=f"Take the records there (`git checkout {anchor.short} -- ...`) and record the release anew.",
            )
        yield placed


def _files(
    sides: _Sides,
    anchor: Anchor,
    mine: Sequence[tuple[Line, ReleaseName | None]],
    renamed: dict[ReleaseName, ReleaseName],
) -> dict[Path, bytes]:
    """The snapshots that the folder lacks or holds otherwise."""
    wanted: dict[Path, bytes] = {}
    schemas = sides.project.schemas
    for line, _ in mine:
        if isinstance(line, Release):
            path = schemas / f"{renamed.get(line.name, line.name)}.json"
            if not _is(path, line.sha256):
                wanted[path] = _found(line, sides.contents(line.file), path)
    for release in History(anchor.lines).recorded:
        path = schemas / release.file
        # The line's digest is of the content, which may take several files to put together.
        if is_compressed(release.file):
            if not _holds(sides.project, release):
                content = next(_anchored_file(sides, anchor, release.file), None)
                if content is None:
                    raise _missing(release, path)
                wanted[path] = content
        elif not _is(path, release.sha256):
            wanted[path] = _found(release, _anchored_file(sides, anchor, release.file), path)
    return wanted


def _anchored_file(sides: _Sides, anchor: Anchor, name: str) -> Iterator[bytes]:
    with suppress(GitError):
        blob = sides.git.find(anchor.commit or "", posixpath.normpath(posixpath.join(anchor.schemas, name)))
        if blob is not None:
            yield sides.git.content(blob, LIMIT_BYTES)


def _found(line: Release, contents: Iterator[bytes], path: Path) -> bytes:
    for content in contents:
        if hashlib.sha256(unix_ends(content)).hexdigest() == line.sha256:
            return unix_ends(content)
    raise _missing(line, path)


def _missing(line: Release, path: Path) -> InputError:
    return InputError(
        f"the snapshot of {line.name} is missing",
        place=Place(str(path)),
        hint="Restore it from the branch that recorded it, and run this command again.",
    )


def _holds(project: Project, release: Release) -> bool:
    try:
        return hashlib.sha256(project.snapshots.content(release.file)).hexdigest() == release.sha256
    except (OSError, InputError):
        return False


def _is(path: Path, digest: str) -> bool:
    try:
        return hashlib.sha256(unix_ends(path.read_bytes())).hexdigest() == digest
    except OSError:
        return False


def _entries(project: Project, anchor: Anchor) -> dict[Path, bytes]:
    """The anchor's published entries that the folder lacks."""
    # Only texts that the anchor's lines vouch for: others would make these records unsound, too.
    return {
        project.changelog / name: anchor.texts[name]
        for name, published in History(anchor.lines).published.items()
        if name not in project.texts and name in anchor.texts and text_digest(anchor.texts[name]) == published.digest
    }
