"""A revision in git as a folder of files: names in, the bytes that the revision holds out."""

from __future__ import annotations

import os
import posixpath
import shlex
from collections.abc import Sequence
from pathlib import Path

from apidiff.errors import InputError, NoSuchFile, Place
from apidiff.openapi.pointers import nearest
from apidiff.reading.git import (
    COMMIT_FIRST,
    FILE_MODES,
    LINK,
    LISTING_BYTES,
    NOTHING_YET,
    Git,
    GitError,
    Objects,
    TooLarge,
)
from apidiff.reading.sources import Missing, git_name, too_large

_MAX_LINKS = 20
_ENDINGS = (".json", ".yaml", ".yml")
"""Of files that a description may be in."""
_HERE = Git(Path(), is_named=True)
_HINTS = (
    ("bare repository", "Say that it is meant: set `GIT_DIR` to its folder, as git does for the hooks of a server."),
    ("dubious ownership", "Let git trust the folder's owner: `git config --global --add safe.directory FOLDER`."),
)


class GitFiles:
    """The files of one revision under the main file's folder; symbolic links are followed inside that folder only.

    `source` is `git:REVISION:PATH`, or `REVISION:PATH`. PATH counts from the top of the repository, or from the working
    folder where it begins with `./` or `../`, as git itself has it.
    """

    def __init__(self, source: str, limit: int, git: Git = _HERE, objects: Objects | None = None) -> None:
        self.revision, _, path = source.removeprefix("git:").partition(":")
        # Git would take a revision that begins with `-` for an option.
        if not self.revision or self.revision.startswith("-") or not path:
            raise NoSuchFile(
                f"`{source}` names no file of a revision",
                source=source,
                hint="Write `git:REVISION:PATH`, e.g. `git:main:openapi.yaml`.",
            )
        self.source, self.limit, self.git = f"git:{source.removeprefix('git:')}", limit, git
        # Without `git:` it may have been meant as a file, which an error then says as well.
        self.is_guessed = source != self.source
        if path.startswith(("./", "../")):
            path = posixpath.normpath(posixpath.join(self._prefix(), path))
        self.folder, self.main = posixpath.split(path)
        self.tree: dict[str, tuple[str, str]] | None = None
        self.objects = objects or Objects(git)
        self.is_shared = objects is not None
        self.asked: set[str] = set()
        """What was looked for, from the top of the repository, found or not."""

    def read(self, name: str) -> bytes:
        """The bytes of a file; raises `Missing`, and `InputError` where it lies outside of the folder."""
        self._note(name)
        if self.tree is None:
            # One file needs one line of the tree; only a reference to another is worth listing the folder.
            tree = self._list(name, recursive=False) if name == self.main else {}
            if name in tree and tree[name][0] in FILE_MODES:
                return self._blob(name, tree[name][1])
            self.tree = self._list("", recursive=True)
        for _ in range(_MAX_LINKS):
            # Asked at each step: a link in the folder may lead out of it.
            if name.startswith("../") or name == ".." or name.startswith("/"):
                raise InputError(
                    f"`{self.shown(name)}` is outside the description's folder",
                    hint="Move the file under the folder.",
                )
            if name not in self.tree:
                if name == self.main and (error := self._elsewhere()):
                    raise error
                raise Missing(name)
            mode, digest = self.tree[name]
            if mode in FILE_MODES:
                return self._blob(name, digest)
            if mode != LINK:
                break
            target = self._blob(name, digest).decode(errors="replace")
            name = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
            self._note(name)
        raise InputError(
            f"`{self.shown(name)}` is not a plain file", place=Place(self.shown(name)), hint="Put a plain file there."
        )

    def _note(self, name: str) -> None:
        """A link on the way to a file may change where that is."""
        path = posixpath.normpath(posixpath.join(self.folder, name))
        while path.strip("/"):
            self.asked.add(path)
            path = posixpath.dirname(path)

    def shown(self, name: str) -> str:
        """The file's name as the user would write it."""
        if name == self.main:
            return self.source
        return f"git:{self.revision}:{posixpath.normpath(posixpath.join(self.folder, name))}"

    def near(self, name: str) -> list[str]:
        """Names of files in the same folder."""
        if self.tree is None:
            return []
        folder = posixpath.dirname(name)
        return [item for item in self.tree if posixpath.dirname(item) == folder]

    def _list(self, name: str, *, recursive: bool) -> dict[str, tuple[str, str]]:
        """Mode and object of each file, by its name in the folder."""
        path = posixpath.join(self.folder, name) if name else self.folder
        options = ["-r"] if recursive else []
        output = self._ask("ls-tree", "-z", "--full-tree", *options, self.revision, "--", *([path] if path else []))
        tree = {}
        # The name of a file in git need not be UTF-8.
        for line in os.fsdecode(output).split("\0")[:-1]:
            facts, _, found = line.partition("\t")
            mode, _, digest = facts.split(" ")
            tree[posixpath.relpath(found, self.folder) if self.folder else found] = (mode, digest)
        return tree

    def _blob(self, name: str, digest: str) -> bytes:
        try:
            return self.objects.content(digest, self.limit)
        except TooLarge:
            raise too_large(self.shown(name), self.limit) from None
        except GitError:
            raise InputError(
                f"this clone does not hold the content of `{self.shown(name)}`",
                place=Place(self.shown(name)),
                hint="If it is a partial clone, fetch what it left out: `git fetch --refetch --no-filter`. Otherwise "
                "`git fsck` says what is missing.",
            ) from None

    def close(self) -> None:
        """End the process that gives the objects, unless others ask it too."""
        if not self.is_shared:
            self.objects.close()

    def _elsewhere(self) -> InputError | None:
        """The error for a main file that is not in the revision, with what was meant where that is known."""
        path = posixpath.join(self.folder, self.main)
        try:
            prefix, _ = self.git.whereabouts()
            paths = self.git.paths(self.revision)
            from_here = posixpath.normpath(posixpath.join(prefix, path))
            if prefix and from_here in paths:
                hint = (
                    f"A path counts from the top of the repository: write `git:{self.revision}:{from_here}`, or "
                    f"`git:{self.revision}:./{path}` to count from this folder."
                )
                return InputError(
                    f"There is no file `{path}` in `{self.revision}`", place=Place(self.source), hint=hint
                )
            return not_in(self.git, self.revision, path, prefix, paths, self.source)
        except GitError:
            return None

    def _prefix(self) -> str:
        """The path of the working folder from the top of the repository."""
        try:
            return self.git.whereabouts()[0]
        except GitError as error:
            raise self._refusal(error) from None

    def _ask(self, *arguments: str) -> bytes:
        """Ask git; raises `InputError` with what it said."""
        try:
            return self.git.ask(*arguments, limit=LISTING_BYTES)
        except GitError as error:
            raise self._refusal(error) from None

    def _refusal(self, error: GitError) -> InputError:
        """The error for what git cannot answer."""
        # Without its first letter, which is a capital in some of git's messages only.
        if "ot a git repository" in str(error):
            message, hint = "This folder is in no git repository", "Run the command inside of the repository."
        elif "ot a valid object name" in str(error):
            message, hint = f"The repository has no revision `{self.revision}`", self._how_to_fetch()
            if self.git.is_empty:
                message, hint = NOTHING_YET, COMMIT_FIRST
        else:
            known = (hint for said, hint in _HINTS if said in str(error))
            message = error.told
            hint = error.hint or next(known, "Run inside of the repository, and name a revision that `git log` knows.")
        if self.is_guessed:
            given = self.source.removeprefix("git:")
            message = f"There is no file `{given}`, and git cannot read it as `REV:PATH`: {message}"
        return InputError(message, place=Place(self.source), hint=hint)

    def _how_to_fetch(self) -> str:
        """What brings a revision into the clone, as far as its name tells."""
        remote, _, branch = self.revision.removeprefix("refs/remotes/").partition("/")
        try:
            _, shallow = self.git.whereabouts()
            is_remote = bool(branch) and remote in os.fsdecode(self.git.ask("remote")).split()
            if self.git.commit(f"refs/remotes/origin/{self.revision}"):
                return f"A clone has the branches of others under their remote: name `origin/{self.revision}`."
        except GitError:
            shallow = is_remote = False
        what = f"{remote} +refs/heads/{branch}:refs/remotes/{remote}/{branch}" if is_remote else "--tags origin"
        if shallow:
            return (
                f"This clone is shallow. Fetch the rest: `git fetch --unshallow {what}`; in CI, check out the whole "
                f"history (`fetch-depth: 0` on GitHub, `GIT_DEPTH: 0` on GitLab)."
            )
        if is_remote:
            return f"Fetch it, `git fetch {what}`, or name a branch, a tag or a commit that `git log` knows."
        return "Name a branch, a tag or a commit that `git log` knows; `git fetch` brings what others pushed."


def not_in(git: Git, revision: str, path: str, prefix: str, paths: Sequence[str], source: str) -> InputError:
    """The error for a path that is none of `paths`, those of a revision; `prefix` is the working folder's. Asks git."""
    same = [each for each in paths if posixpath.basename(each) == posixpath.basename(path)]
    likely = renamed_in(git, revision, path, paths) or (same[0] if len(same) == 1 else None)
    if likely is None and (git.folder / posixpath.relpath(path, prefix or ".")).is_file():
        hint = "It is in the working tree only: commit it, or name a revision that has it."
    elif likely := likely or nearest(path, [each for each in paths if each.endswith(_ENDINGS)]):
        hint = f"Did you mean {source_in(revision, likely, explicit=True)}?"
    else:
        hint = f"List the files of the revision, {listing(revision)}, and name one of them."
    return InputError(f"There is no file `{path}` in `{revision}`", place=Place(source), hint=hint)


def renamed_in(git: Git, revision: str, path: str, paths: Sequence[str]) -> str | None:
    """The path in a revision, whose files are `paths`, of a file that was called `path` before it, or is since."""
    try:
        renamed = git.renames_since(revision).get(path)
        renamed = renamed or git.renamed_before(revision, path)
    except GitError:
        return None
    return renamed if renamed in paths else None


def source_in(revision: str, path: str, *, explicit: bool = False) -> str:
    """A file of a revision as a source to copy into a shell, in backquotes."""
    source = f"{revision}:{path}"
    # Such as a revision called `python`, or a file that has the whole name.
    is_read_so = not explicit and git_name(source) == f"git:{source}"
    return f"`{shlex.quote(source if is_read_so else f'git:{source}')}`"


def listing(revision: str) -> str:
    """What lists the files of a revision, to copy into a shell, in backquotes."""
    return f"`git ls-tree -r --full-tree --name-only {shlex.quote(revision)}`"
