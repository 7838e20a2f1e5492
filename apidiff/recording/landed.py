"""Entries and the anchor in, the entries out: a waiver without operations covers what its change broke when it landed.

A waiver that `waive` wrote says for which operations each change was let pass. One that was written by hand may say
none: then it is for what the change breaks in the state that it comes with. Once it is at the anchor, that is the state
there, and the same break in one more operation is another decision.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from apidiff.api import compare
from apidiff.errors import InputError
from apidiff.governing.coverage import whole_id
from apidiff.model.change import Broken
from apidiff.model.contract import Contract, Description
from apidiff.model.records import UNRELEASED, Entry
from apidiff.reading import contract_of, is_path
from apidiff.reading.git import Git, GitError
from apidiff.recording.anchor import Anchor
from apidiff.recording.described import at_commit
from apidiff.recording.entries import parse_entry
from apidiff.recording.globbing import is_glob, those_like
from apidiff.recording.project import Project

_MOST_BYTES = 64 << 20


def as_landed(
    project: Project, anchor: Anchor, entries: Sequence[Entry], base: Contract, source: str | None = None
) -> list[Entry]:
    """The entries with the operations that their waivers were given for, where they say none and are at the anchor.

    `base` is what the description at hand is compared with, `source` the description where the command line names it.
    If the description at the anchor cannot be read, a waiver that is there already is for nothing.
    """
    # Nearly always so, and then neither entries nor a description are read from git.
    if anchor.commit is None or not any(map(_is_open, entries)):
        return list(entries)
    git = Git(project.root)
    then = entries_at(project, git, anchor)
    landed = {entry.path: found for entry in entries if _is_open(entry) and (found := _before(entry, then))}
    if not landed:
        return list(entries)
    broken = _broken_at(project, git, anchor, base, source)
    return [_closed(entry, landed[entry.path], broken) if entry.path in landed else entry for entry in entries]


def _is_open(entry: Entry) -> bool:
    """Whether the entry waives changes without saying for which operations."""
    waiver = entry.waiver
    if waiver is None:
        return False
    listed = entry.changes if waiver.changes is None else waiver.changes
    return not dict(waiver.operations).keys() >= set(listed)


def _before(entry: Entry, then: Iterable[Entry]) -> Entry | None:
    """The entry at the anchor that has the same waiver, under whatever name."""
    # By its content: a release renames the file of an entry, and an edited waiver is a new decision.
    return next((each for each in then if each.waiver == entry.waiver and set(each.changes) & set(entry.changes)), None)


def _closed(entry: Entry, then: Entry, broken: Mapping[str, tuple[Broken, ...]]) -> Entry:
    waiver = entry.waiver
    assert waiver is not None
    known = dict(waiver.operations)
    # What the entry has come to bind since it landed stays open: that is this change's own decision.
    listed = then.changes if waiver.changes is None else waiver.changes
    for given in listed:
        if given not in known:
            # A change that broke nothing there was waived for no operation.
            known[given] = broken.get(whole_id(given, broken) or given, ())
    return entry._replace(waiver=waiver._replace(operations=tuple(known.items())))


def entries_at(project: Project, git: Git, anchor: Anchor) -> list[Entry]:
    """The entries of the anchor; one that cannot be read waives nothing, and is left out."""
    config = anchor.config or project.config
    folder = posixpath.normpath(posixpath.join(anchor.root, config.project.changelog))
    found: list[Entry] = []
    for inside, unreleased in ((folder, False), (posixpath.join(folder, UNRELEASED), True)):
        try:
            blobs = [blob for blob in git.folder_of(anchor.commit or "", inside) if blob.path.endswith(".md")]
            texts = git.contents(blobs, _MOST_BYTES)
        # The anchor need not have had either folder.
        except GitError:
            continue
        for blob, text in zip(blobs, texts, strict=True):
            try:
                found.append(parse_entry(text.decode(), Path(posixpath.basename(blob.path)), unreleased=unreleased))
            except (InputError, UnicodeDecodeError):
                continue
    return found


def _broken_at(
    project: Project, git: Git, anchor: Anchor, base: Contract, source: str | None
) -> dict[str, tuple[Broken, ...]]:
    """What each breaking change broke at the anchor; nothing where the description there cannot be read."""
    try:
        there = read_at(project, git, anchor, source)
        if there is None:
            return {}
        changes = compare(base, contract_of(there), project.policy, audited=True).counted
    except (InputError, GitError):
        # Fails closed: a waiver that is at the anchor covers no operation then.
        return {}
    return {change.id: change.breaks for change in changes if change.cls == "breaking"}


def read_at(project: Project, git: Git, anchor: Anchor, source: str | None) -> Description | None:
    """The description as the anchor has it; `None` for a source that is no file, or where none is named.

    Raises `InputError` and `GitError` where it cannot be read.
    """
    commit = anchor.commit or ""
    if source is not None:
        path = _path_of(project, git, source)
        return None if path is None else at_commit(project, git, anchor, [path], is_divided=False)
    named = (anchor.config or project.config).project.description
    patterns = () if named is None else (named,) if isinstance(named, str) else named
    is_divided = len(patterns) > 1
    found: dict[str, None] = {}
    for pattern in patterns:
        path = posixpath.normpath(posixpath.join(anchor.root, pattern))
        # A file may have that very name, as `api[1].yaml`.
        if is_glob(path) and git.find(commit, path) is None:
            is_divided = True
            found |= dict.fromkeys(those_like(git.paths(commit), path))
        else:
            found[path] = None
    return at_commit(project, git, anchor, list(found), is_divided=is_divided) if found else None


def _path_of(project: Project, git: Git, source: str) -> str | None:
    """Where a file is from the top of the repository; `None` for a source that is none."""
    if source == "-" or not is_path(source):
        return None
    prefix, _ = git.whereabouts()
    top = project.root.resolve()
    for _step in filter(None, prefix.split("/")):
        top = top.parent
    real = Path(source).resolve()
    return real.relative_to(top).as_posix() if real.is_relative_to(top) else None
