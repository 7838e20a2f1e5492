"""A source that is no file in, the error out that says what was meant: a file of the revision that it names."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path

from apidiff.errors import InputError, NoSuchFile, Place
from apidiff.reading.git import Git, GitError
from apidiff.reading.git_source import listing, not_in, renamed_in, source_in
from apidiff.reading.sources import git_name, is_path


def in_a_revision(error: NoSuchFile, description: str | None) -> InputError:
    """The error for a source that is no file: another one where git has a revision of that name.

    `description` is the source of the one that is at hand. Where it is `None`, or no file and none of a revision, the
    hint cannot say which file of the revision is meant.
    """
    named = error.source.removeprefix("git:").removesuffix(":")
    # Git takes a `-` for an option, and `^main` for what is not in `main`.
    if not named or ":" in named or named.startswith(("-", "^")):
        return error
    git = Git(Path(), is_named=True)
    revision = next((each for each in (named, f"origin/{named}") if git.commit(each)), None)
    if revision is None:
        return error
    try:
        hint = _hint(git, revision, description)
    except InputError as missing:
        return missing
    except GitError:
        return error
    return InputError(
        f"`{named}` is a revision in git, and a description is a file of it", place=Place(error.source), hint=hint
    )


def _hint(git: Git, revision: str, description: str | None) -> str:
    """Which file of a revision to name. Raises `InputError` for one that it does not have, and `GitError`."""
    prefix, _ = git.whereabouts()
    path = _in_repository(description, prefix) if description else None
    if path is None:
        return f"Name the file, {source_in(revision, 'PATH')}; {listing(revision)} lists them."
    paths = git.paths(revision)
    if path in paths:
        return f"Name the file: {source_in(revision, path)}."
    if (before := renamed_in(git, revision, path, paths)) is not None:
        return f"`{path}` is called `{before}` there. Name the file: {source_in(revision, before)}."
    raise not_in(git, revision, path, prefix, paths, f"{revision}:{path}")


def _in_repository(source: str, prefix: str) -> str | None:
    """The path of a description from the top of the repository; `None` for one that is not in it."""
    if named := git_name(source):
        path = named.removeprefix("git:").partition(":")[2]
        return posixpath.normpath(posixpath.join(prefix, path)) if path.startswith("./") else path or None
    if source == "-" or not is_path(source):
        return None
    try:
        here = os.path.relpath(source).replace(os.sep, "/")
    # On Windows nothing leads from one drive to another.
    except ValueError:
        return None
    path = posixpath.normpath(posixpath.join(prefix, here))
    return None if path.startswith("../") else path
