"""The past of a file in git: a commit and a path in, the commits that may have changed it out, renames followed."""

from __future__ import annotations

import fnmatch
import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from apidiff.reading.git import LISTING_BYTES, Git, GitError

_HEADER = re.compile(r"\x01([0-9a-f]{40,64}) (-?\d+)\Z", re.ASCII)
_STATUS = re.compile(r"[A-Z]\d*\Z", re.ASCII)
# A configuration may have `log` show signatures, whose lines would stand among the names. A rename is looked for in the
# commit that adds the file only, since that compares contents.
_LOG = ("log", "--first-parent", "--name-status", "--no-renames", "--no-show-signature", "-z", "--format=%x01%H %ct")


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that may have changed a file, or one of those that it refers to."""

    hash: str
    seconds: int
    """When it was committed, since 1970 in UTC."""
    path: str
    """Where the file is in it, from the top of the repository."""
    changed: frozenset[str] | None = None
    """The paths in the file's folder that it changed; `None`: not known."""
    tag: str | None = None


def commits_of(git: Git, revision: str, path: str) -> list[Commit]:
    """The commits up to `revision` that changed something in the folder of `path`, from the oldest to the newest.

    They are those on the line of first parents: the states that a branch was in, not those of what was merged into it.
    Where the file was renamed, the older commits have its older path. `git` is that of the repository's top.
    Raises `GitError`.
    """
    found: list[Commit] = []
    start: str | None = revision
    while start is not None:
        older, start = start, None
        for commit, seconds, changed in _log(git, older, posixpath.dirname(path)):
            found.append(Commit(commit, seconds, path, frozenset(changed)))
            # Git's own `--follow` knows one path and not its folder, and the files beside it matter as well.
            if changed.get(path) == "A" and (renamed := _renamed_from(git, commit, path)) is not None:
                start, path = f"{commit}^1", renamed
                break
    return found[::-1]


def has_tags(git: Git) -> bool:
    """Whether the repository has a tag. Raises `GitError`."""
    return bool(git.ask("for-each-ref", "--count=1", "--format=%(refname)", "refs/tags", limit=LISTING_BYTES).strip())


def tagged(git: Git, pattern: str, paths: list[str]) -> list[Commit]:
    """The commits with a tag whose name the glob matches, from the oldest to the newest; one with several once.

    Each has the first of `paths` that there is. Raises `GitError`.
    """
    answer = git.ask("for-each-ref", "--format=%(refname:strip=2)", "refs/tags", limit=LISTING_BYTES)
    names = os.fsdecode(answer).splitlines()
    tags: dict[str, str] = {}
    for name in names:
        commit = git.commit(f"refs/tags/{name}") if fnmatch.fnmatchcase(name, pattern) else None
        if commit is not None:
            tags[commit] = name
    if not tags:
        return []
    answer = git.ask(
        *("log", "--no-walk=unsorted", "--no-show-signature", "--format=%H %ct", "--stdin"),
        limit=LISTING_BYTES,
        given="".join(f"{commit}\n" for commit in tags).encode(),
    )
    dated = ((commit, int(seconds)) for commit, seconds in map(str.split, answer.decode().splitlines()))
    return [
        Commit(commit, seconds, _path_in(git, commit, paths), tag=tags[commit])
        for commit, seconds in sorted(dated, key=lambda each: each[1])
    ]


def closest(git: Git, commit: str, older: list[tuple[str, int]]) -> str | None:
    """The one of some older commits, each with its time, from which a commit went away last: what a release follows.

    On one line it is the commit before. Of a hotfix it is the release that it mends, not the newer one of another line.
    `None` if it shares nothing with any.
    """
    best: tuple[int, bool, str] | None = None
    for other, seconds in sorted(older, key=lambda each: -each[1]):
        if best is not None and seconds < best[0]:
            break  # Where two lines part is not newer than either.
        base = git.merge_base(other, commit)
        if base is None:
            continue
        parted = int(git.ask("log", "-1", "--no-show-signature", "--format=%ct", base))
        if best is None or (parted, base == other) > best[:2]:
            best = parted, base == other, other
    return best[2] if best else None


def _path_in(git: Git, commit: str, paths: list[str]) -> str:
    for path in paths:
        try:
            if git.find(commit, path) is not None:
                return path
        except GitError:
            continue
    return paths[0]


def _log(git: Git, revision: str, folder: str) -> Iterator[tuple[str, int, dict[str, str]]]:
    """Commits from the newest to the oldest, each with its time and the status of each path that it changed."""
    paths = ["--", folder] if folder else []
    answer = git.ask(*_LOG, revision, *paths, limit=4 * LISTING_BYTES)
    tokens = iter(os.fsdecode(answer).split("\0"))
    header: re.Match[str] | None = None
    changed: dict[str, str] = {}
    for token in tokens:
        told = token.removeprefix("\n")
        if new := _HEADER.match(told):
            if header:
                yield header[1], int(header[2]), changed
            header, changed = new, {}
        elif _STATUS.match(told):
            changed[next(tokens, "")] = told
    if header:
        yield header[1], int(header[2]), changed


def _renamed_from(git: Git, commit: str, path: str) -> str | None:
    """What a file was called before the commit that brought it under this name; `None` if it is new there."""
    try:
        answer = git.ask(
            *("diff-tree", "-r", "-M", "--diff-filter=R", "--name-status", "-z", f"{commit}^1", commit),
            limit=LISTING_BYTES,
        )
    except GitError:
        return None  # The first commit has nothing before it.
    tokens = os.fsdecode(answer).split("\0")
    renames = zip(tokens[1::3], tokens[2::3], strict=False)
    return next((old for old, new in renames if new == path), None)
