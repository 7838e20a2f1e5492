"""The past of a description: a source in, its dated revisions out, oldest first, each with the files to read it from.

A source is a file in git, whose commits are the revisions, or a folder of dated files.
"""

from __future__ import annotations

import bisect
import datetime
import difflib
import os
import posixpath
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from apidiff.errors import InputError, Place
from apidiff.model.records import ReleaseName
from apidiff.reading.git import COMMIT_FIRST, LISTING_BYTES, NOTHING_YET, Git, GitError, Objects
from apidiff.reading.git_history import Commit, closest, commits_of, has_tags, tagged
from apidiff.reading.git_source import GitFiles
from apidiff.reading.limits import Limits
from apidiff.reading.sources import DiskFiles, Files, git_name

Which = Literal["change", "day", "tag", "version"]
"""Which revisions count: every change, the last of each day, those with a tag, those with a new `info.version`."""

# Not as a part of a longer number: `20250-01-015` holds no date.
_DATED = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?:\.([1-9]\d{0,3}))?(?!\d)", re.ASCII)
_SUFFIXES = (".json", ".yaml", ".yml")
_SHOWN_DIGITS = 12
_DAY_S = 24 * 60 * 60
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_LATEST_S = (datetime.date(9999, 1, 1).toordinal() - _EPOCH) * _DAY_S
"""No calendar has a day after that; git has."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A state that the description was in."""

    date: datetime.date
    called: str
    """What to call it: `commit 1f2e3d4c5b6a`, or a file."""
    source: str
    """What a reader would name: `git:COMMIT:PATH`, or a file."""
    commit: Commit | None = None
    name: ReleaseName | None = None
    """The release that its file says it is."""

    @property
    def is_of_main_file(self) -> bool:
        """Whether the main file itself may differ from the one before, and not only what is beside it."""
        commit = self.commit
        return commit is None or commit.changed is None or commit.path in commit.changed


class Past(Protocol):
    """Where revisions come from."""

    @property
    def revisions(self) -> Sequence[Revision]:
        """From the oldest to the newest."""

    @property
    def lacks(self) -> str:
        """What is missing of the past here, and how to get it; empty if nothing is known to be."""

    def files(self, revision: Revision, limits: Limits) -> Files:
        """The files of one revision."""

    def is_untouched(self, revision: Revision) -> bool:
        """Whether nothing changed of what the revision before was read from."""

    def base_of(self, revision: Revision, older: Sequence[str]) -> str | None:
        """Which of the older revisions, by their commits, it follows; `None`: the one before."""

    def close(self) -> None:
        """Let go of what is held open."""


class GitPast:
    """The commits of a file; `source` is `REV:PATH` as git has it, or a path, whose history is that of HEAD."""

    def __init__(self, source: str, which: Which, pattern: str = "*") -> None:
        self._source = source
        revision, folder, path = _split(source)
        top = _top(folder, source)
        self._git = Git(top, is_named=True)
        self._objects = Objects(self._git)
        self._last: GitFiles | None = None
        if git_name(source) is None or path.startswith(("./", "../")):
            # As in git, a path of a revision counts from the top of the repository, unless it begins with `./`. A path
            # without a revision is one of the file system.
            path = posixpath.normpath(posixpath.join(_prefix(folder, source), path))
        commit = self._git.commit(revision)
        if commit is None and self._git.is_empty:
            raise InputError(NOTHING_YET, place=Place(source), hint=COMMIT_FIRST)
        if commit is None:
            raise InputError(
                f"the repository has no revision `{revision}`",
                place=Place(source),
                hint="Name a branch, a tag or a commit that `git log` knows.",
            )
        try:
            commits = commits_of(self._git, commit, path)
            if which == "tag":
                # A tag may be from a time when the file had another name.
                # The newest name first, then the older ones from the newest on.
                known = [path, *reversed(list(dict.fromkeys(each.path for each in commits)))]
                commits = tagged(self._git, pattern, list(dict.fromkeys(known)))
        except GitError as error:
            raise _unanswered(source, error) from None
        if which == "tag" and not commits:
            if not has_tags(self._git):
                hint = "Leave `--by tag` out, to look at every commit, or fetch the tags: `git fetch --tags`."
                raise InputError("the repository has no tags", place=Place(source), hint=hint)
            raise InputError(
                f"no tag matches `{pattern}`", place=Place(source), hint="`git tag --list` shows those that there are."
            )
        self.revisions = _dated(_from_the_first_on(commits))
        if not self.revisions:
            raise InputError(
                f"no commit up to `{revision}` has `{path}`",
                place=Place(source),
                hint=f"{_near(self._git, commit, path)}Correct its name, or name the file as it is there, "
                "from the top of the repository: `git:main:api/openapi.yaml`.",
            )
        self._times = {each.commit.hash: each.commit.seconds for each in self.revisions if each.commit}

    @property
    def lacks(self) -> str:
        if not self._git.whereabouts()[1]:
            return ""
        return "the clone is shallow: `git fetch --unshallow` brings the older revisions"

    def files(self, revision: Revision, limits: Limits) -> Files:
        self._objects.turn()
        self._last = GitFiles(revision.source, limits.file_bytes, self._git, self._objects)
        return self._last

    def is_untouched(self, revision: Revision) -> bool:
        commit = revision.commit
        if commit is None or commit.changed is None or self._last is None:
            return False
        # After a rename the main file has another path than the one that was read.
        return commit.path in self._last.asked and not commit.changed & self._last.asked

    def base_of(self, revision: Revision, older: Sequence[str]) -> str | None:
        # Commits are one line of first parents. Tags need not be: 1.4.1 may come after 2.0.0, and follows 1.4.0.
        if revision.commit is None or revision.commit.tag is None:
            return None
        try:
            return closest(
                self._git, revision.commit.hash, [(each, self._times[each]) for each in older if each in self._times]
            )
        except GitError as error:
            raise _unanswered(self._source, error) from None

    def close(self) -> None:
        self._objects.close()


class FolderPast:
    """Dated files in a folder: `2025-06-05.json`, `openapi-2025-06-05.yaml`, or `2025-06-05/openapi.yaml`."""

    def __init__(self, folder: str, roots: tuple[Path, ...]) -> None:
        self._roots = roots
        found: dict[ReleaseName, str] = {}
        stems: dict[str, str] = {}
        for name, path in _dated_files(folder):
            if name in found:
                raise InputError(
                    f"`{path}` and `{found[name]}` both are of {name}",
                    place=Place(folder),
                    hint=f"Name the second of a day `{name.date}.2`, or keep each API's files in a folder of its own.",
                )
            found[name] = path
            # Two APIs in one folder would be recorded as one, with each description breaking the one before it.
            stems.setdefault(_stem(os.path.relpath(path, folder)), path)
        if len(stems) > 1:
            one, other = sorted(stems.values())[:2]
            raise InputError(
                f"`{one}` and `{other}` are named as those of different APIs",
                place=Place(folder),
                hint="Keep each API's files in a folder of its own.",
            )
        if not found:
            raise InputError(
                "there is no dated description in this folder",
                place=Place(folder),
                hint="Name files `2025-06-05.json` or `openapi-2025-06-05.yaml`, or folders `2025-06-05`.",
            )
        self.revisions = [
            Revision(name.date, os.path.relpath(found[name], folder), found[name], name=name) for name in sorted(found)
        ]

    @property
    def lacks(self) -> str:
        return ""

    def files(self, revision: Revision, limits: Limits) -> Files:
        # A file of another date is another file, so nothing is known about what it shares with the one before.
        return DiskFiles(revision.source, limits.file_bytes, self._roots)

    def is_untouched(self, revision: Revision) -> bool:  # noqa: ARG002
        return False

    def base_of(self, revision: Revision, older: Sequence[str]) -> str | None:  # noqa: ARG002
        return None

    def close(self) -> None:
        """Nothing is held open."""


def past_of(source: str, which: Which, pattern: str, roots: tuple[Path, ...]) -> Past:
    """The revisions that a source has. Raises `InputError` where it has none, or cannot be read."""
    if git_name(source) is None and os.path.isdir(source):
        if which == "tag":
            raise InputError(
                "a folder of dated files has no tags", place=Place(source), hint="Leave `--by tag` out, or name a file."
            )
        return FolderPast(source, roots)
    return GitPast(source, which, pattern)


def _near(git: Git, commit: str, path: str) -> str:
    """The files of a commit that are called almost the same, as the beginning of a hint."""
    try:
        listed = git.ask("ls-tree", "-r", "--name-only", "-z", commit, limit=LISTING_BYTES)
    except GitError:
        return ""
    names = [os.fsdecode(name) for name in listed.split(b"\0") if name]
    # By the whole path, and by the file's name alone: a folder may be left out.
    near = difflib.get_close_matches(path, names, n=3)
    base = os.path.basename(path)
    near += [name for name in names if os.path.basename(name) == base and name not in near][:3]
    if not near:
        suffix = os.path.splitext(path)[1]
        near = [name for name in names if suffix and name.endswith(suffix)][:3]
        return f"It has {', '.join(f'`{name}`' for name in near)}. " if near else ""
    return f"Did you mean {' or '.join(f'`{name}`' for name in near)}? "


def last_of_each_day(revisions: Sequence[Revision]) -> list[Revision]:
    """The last revision of each day; what the others of it changed, it has changed."""
    days: dict[datetime.date, Revision] = {}
    for revision in revisions:
        before = days.get(revision.date)
        days[revision.date] = revision if before is None else _with_changed(revision, before)
    return list(days.values())


def _with_changed(revision: Revision, before: Revision) -> Revision:
    one, other = revision.commit, before.commit
    if one is None or other is None:
        return revision
    # `None` says that the paths are not known, so neither is their union.
    changed = None if one.changed is None or other.changed is None else one.changed | other.changed
    commit = Commit(one.hash, one.seconds, one.path, changed, one.tag)
    return Revision(revision.date, revision.called, revision.source, commit, revision.name)


def _split(source: str) -> tuple[str, Path, str]:
    """Revision, folder to ask git in, and path."""
    named = git_name(source)
    if named is None:
        return "HEAD", Path(os.path.dirname(source) or "."), os.path.basename(source)
    revision, _, path = named.removeprefix("git:").partition(":")
    if not revision or revision.startswith("-") or not path:
        raise InputError(
            f"`{source}` names no file of a revision",
            hint="Write `git:REVISION:PATH`, e.g. `git:main:openapi.yaml`.",
        )
    return revision, Path(), path


def _top(folder: Path, source: str) -> Path:
    """The top of the repository that a folder is in; of a bare one, the folder itself."""
    if not folder.is_dir():
        hint = "Correct the path, or name what is gone by a revision that has it: `v1.4.0:api/openapi.yaml`."
        raise InputError("there is no such folder", place=Place(str(folder)), hint=hint)
    git = Git(folder, is_named=True)
    try:
        # A bare repository has no working tree whose top could be asked for.
        if git.ask("rev-parse", "--is-inside-work-tree").strip() != b"true":
            return folder
        # Only the line end: a folder's name may end in blanks.
        return Path(os.fsdecode(git.ask("rev-parse", "--show-toplevel").removesuffix(b"\n")))
    except GitError as error:
        raise _unanswered(source, error) from None


def _prefix(folder: Path, source: str) -> str:
    try:
        return Git(folder, is_named=True).whereabouts()[0]
    except GitError as error:
        raise _unanswered(source, error) from None


def _unanswered(source: str, error: GitError) -> InputError:
    # git says "Not a git repository" or "not a git repository", by its version.
    if "ot a git repository" in str(error):
        hint = "Name a file in a git repository, or a folder of dated files."
        return InputError("this is in no git repository", place=Place(source), hint=hint)
    hint = error.hint or "Run inside of the repository, and name a revision that `git log` knows."
    return InputError(error.told, place=Place(source), hint=hint)


def _from_the_first_on(commits: Sequence[Commit]) -> Sequence[Commit]:
    """Without what happened in the file's folder before there was the file."""
    for position, commit in enumerate(commits):
        if commit.changed is None or commit.path in commit.changed:
            return commits[position:]
    return []


def _dated(commits: Sequence[Commit]) -> list[Revision]:
    """Each commit with its day in UTC, none before that of the one before it."""
    revisions: list[Revision] = []
    for commit, seconds in zip(commits, _in_order([commit.seconds for commit in commits]), strict=True):
        day = datetime.date.fromordinal(_EPOCH + seconds // _DAY_S)
        called = f"commit {commit.hash[:_SHOWN_DIGITS]}" + (f" ({commit.tag})" if commit.tag else "")
        revisions.append(Revision(day, called, f"git:{commit.hash}:{commit.path}", commit))
    return revisions


def _in_order(times: Sequence[int]) -> list[int]:
    """The times with those that a wrong clock gave set right: to the time before, or at the beginning to that after.

    As few as can be are set, so that one commit from the next century does not take all that follow with it. None is
    after now: what is recorded today cannot be newer.
    """
    latest = min(int(time.time()), _LATEST_S)
    known = [max(0, min(given, latest)) for given in times]
    ends: list[int] = []
    """By length, the last position of the longest row of times that never goes back, with the least time there."""
    before: list[int] = []
    for position, given in enumerate(known):
        # The longest non-decreasing subsequence. `bisect_right` lets equal times follow each other: commits of one
        # second.
        length = bisect.bisect_right(ends, given, key=known.__getitem__)
        before.append(ends[length - 1] if length else -1)
        ends[length : length + 1] = [position]
    kept = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    # What comes before the first time that is kept gets that one.
    last = known[min(kept)] if kept else 0
    # `5, 99, 6, 7` becomes `5, 5, 6, 7`.
    right = []
    for position, given in enumerate(known):
        last = given if position in kept else last
        right.append(last)
    return right


def _dated_files(folder: str) -> Iterator[tuple[ReleaseName, str]]:
    """The descriptions in a folder whose name, or that of their own folder, has a date."""
    for entry in sorted(os.listdir(folder)):
        path = os.path.join(folder, entry)
        named = _DATED.findall(entry)
        # Of two dates in a name, as in `2025-01-01-to-2025-02-01.json`, none is known to be the release's.
        if len(named) != 1 or entry.startswith("."):
            continue
        name = ReleaseName.parse(".".join(filter(None, named[0])))
        if name is None:
            continue
        if os.path.isdir(path):
            yield name, _main_file(path)
        elif entry.lower().endswith(_SUFFIXES):
            yield name, path


def dated_folder(paths: Sequence[Path]) -> Path | None:
    """The folder that has all these files as one API's, each with its date; `None` if they are anything else."""
    if len(paths) < 2:
        return None
    for folder in (paths[0].parent, paths[0].parent.parent):
        found = [Path(path) for _, path in _dated_files(str(folder))]
        if {*paths} <= {*found} and len({_stem(path.name) for path in paths}) == 1:
            return folder
    return None


def _main_file(folder: str) -> str:
    """The description in the folder of a release: `openapi.*`, or else the only file that may be one."""
    files = [name for name in sorted(os.listdir(folder)) if name.lower().endswith(_SUFFIXES)]
    named = [name for name in files if os.path.splitext(name)[0].lower() == "openapi"]
    for candidates in (named, files):
        if len(candidates) == 1:
            return os.path.join(folder, candidates[0])
    # Which one is meant cannot be known; reading says that it is not there.
    return os.path.join(folder, "openapi.yaml")


def _stem(name: str) -> str:
    """A file's name without its date and its ending: what the files of one API have in common."""
    return _DATED.sub("", os.path.splitext(name)[0])
