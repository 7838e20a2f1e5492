"""Ask git about a repository that holds what strangers wrote: a question in, bounded bytes out.

Only commands that read objects and names are run. No hook, filter, pager or file monitor is started, and no object is
replaced. A bare repository inside of the checkout, which could hold another history and name programs, is not taken for
the repository. What comes from outside never stands where git expects an option.

Records are read without a transport: nothing is fetched. A revision that the command line names is read as git itself
reads it: out of the repository that GIT_DIR names, as in a server's hooks, and with what a partial clone left out
fetched from where it was cloned.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO

from apidiff.errors import InputError, Place

OPTIONS = (
    "--no-pager",
    # `refs/replace` could put another object in the place of one that a record names by its hash.
    "--no-replace-objects",
    # A file may be called `*.yaml` or `:(top)x`.
    "--literal-pathspecs",
    "-c",
    "safe.bareRepository=explicit",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.fsmonitor=false",
    "-c",
    # `ask` refuses a name upon this warning.
    "core.warnAmbiguousRefs=true",
)
_NO_TRANSPORT = ("-c", "protocol.allow=never")
_FORGOTTEN = ("GIT_INDEX_FILE", "GIT_PREFIX", "GIT_EXTERNAL_DIFF", "GIT_LITERAL_PATHSPECS", "GIT_NO_LAZY_FETCH")
"""Variables that git sets for its hooks, and that change what it answers."""
_WHERE = ("GIT_DIR", "GIT_WORK_TREE")
"""Which repository is meant. Records are in the one that their folder is in, whatever a hook says."""
_AMBIGUOUS = re.compile(r"^warning: refname '(.+)' is ambiguous\.$", re.MULTILINE)
_SHORT = 1024 * 1024
LISTING_BYTES = 64 * 1024 * 1024
FILE_MODES = ("100644", "100755", "100664")
_FOLDER = "040000"
LINK = "120000"
_KINDS = {LINK: "a link", "160000": "a submodule"}


_RENAMES = ("-z", "--find-renames", "--diff-filter=R", "--name-status")


class GitError(Exception):
    """Git could not answer; the text is the last line of what it said."""

    hint = ""
    """What mends it, wherever it is met; empty if that depends on what was asked."""

    @property
    def told(self) -> str:
        """The text, as what git says."""
        return f"git says: {self}"


class NoGit(GitError):
    """There is no git that could be run, so that nothing else about the repository is known."""

    hint = "Install git, or put its folder on `PATH`."

    @property
    def told(self) -> str:
        """The text: git itself said nothing."""
        return str(self)


class NotPlain(GitError):
    """Something is at a path of a commit, and it is not the file or folder that is asked for."""

    def __init__(self, path: str, kind: str) -> None:
        super().__init__(f"`{path}` is {kind}")


@dataclass(frozen=True, slots=True)
class Blob:
    """A plain file in a commit."""

    path: str
    """From the top of the repository."""
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class _Object:
    """A line of a tree."""

    mode: str
    digest: str
    size: str
    """In bytes; `-` for what is no file."""


NOTHING_YET = "nothing is committed in this repository yet"
COMMIT_FIRST = "Commit the description first: `git add` it, then `git commit`."


@dataclass(frozen=True, slots=True)
class Git:
    """The repository that a folder is in."""

    folder: Path
    is_named: bool = False
    """Whether the command line names what is read: GIT_DIR counts then, and a partial clone may fetch."""

    def ask(self, *arguments: str, limit: int = _SHORT, given: bytes = b"") -> bytes:
        """What git answers, at most `limit` bytes. Raises `GitError` where it fails, is missing, or answers more.

        Raises `InputError` for a name that a tag and a branch share: git takes the tag, and whoever may push one would
        choose what a branch is held against.
        """
        # Files, so that neither side waits for the other to read.
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as asked:
            asked.write(given)
            asked.seek(0)
            try:
                process = self.start(*arguments, stdin=asked, stderr=said)
            except OSError as error:
                raise NoGit(f"git cannot be run: {error.strerror}") from None
            assert process.stdout is not None
            with process:
                # One byte more than is allowed: a blob of any size may be behind a name, and must not fill the memory.
                answer = process.stdout.read(limit + 1)
                if len(answer) > limit:
                    process.kill()
                    raise GitError(f"git answers with more than {limit:,} bytes")
            said.seek(0)
            told = said.read(_SHORT).decode(errors="replace")
            if shared := _AMBIGUOUS.search(told):
                raise self._ambiguous(shared[1])
            if process.returncode:
                lines = told.strip().splitlines()
                # Advice may follow the line that says why.
                fatal = (line.removeprefix("fatal: ") for line in lines if line.startswith("fatal: "))
                raise GitError(next(fatal, lines[-1] if lines else f"git {arguments[0]} failed"))
            return answer

    def _ambiguous(self, name: str) -> InputError:
        known = [f"refs/tags/{name}", f"refs/heads/{name}", f"refs/remotes/{name}"]
        try:
            named = os.fsdecode(self.ask("for-each-ref", "--format=%(refname)", *known)).split()
        except GitError:
            named = []
        whole = " or ".join(f"`{each}`" for each in named if each in known)
        return InputError(
            f"`{name}` is ambiguous in this clone: more than one tag, branch or commit has the name",
            place=Place("git"),
            hint=f"Write the whole name of the one that is meant: {whole or 'a branch is `refs/heads/NAME`'}.",
        )

    def start(self, *arguments: str, stdin: int | IO[bytes], stderr: int | IO[bytes]) -> subprocess.Popen[bytes]:
        """Start git in the folder, with the options and in the environment that let it run nothing else."""
        return subprocess.Popen(
            ["git", *OPTIONS, *(() if self.is_named else _NO_TRANSPORT), "-C", os.fspath(self.folder), *arguments],
            env=_environment(self.is_named),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )

    def whereabouts(self) -> tuple[str, bool]:
        """The folder's path from the top of the repository (empty, or with a final `/`), and whether it is shallow.

        Raises `GitError` outside of a repository.
        """
        shallow, _, prefix = self.ask("rev-parse", "--is-shallow-repository", "--show-prefix").partition(b"\n")
        return os.fsdecode(prefix.removesuffix(b"\n")), shallow == b"true"

    def commit(self, revision: str) -> str | None:
        """The commit that a revision names, as its whole hash; `None` if there is none such here.

        Raises `InputError` for an ambiguous name.
        """
        try:
            # `^{commit}` leads from an annotated tag to its commit, and refuses a name of anything else.
            found = self.ask("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
        except GitError:
            return None
        return found.decode().strip() or None

    def branches(self, names: Sequence[str]) -> dict[str, str]:
        """The commits at the tips of branches, given by their whole names (`refs/heads/main`); of those there are."""
        try:
            answer = self.ask("for-each-ref", "--format=%(refname) %(objectname)", "--", *names)
        except GitError:
            return {}
        found = dict(line.rsplit(" ", 1) for line in os.fsdecode(answer).splitlines())
        # A name also stands for all that is below it.
        return {name: found[name] for name in names if name in found}

    @property
    def is_empty(self) -> bool:
        """Whether nothing is committed yet on the branch at hand."""
        return self.commit("HEAD") is None

    def changes_of(self, commit: str, path: str, most: int) -> list[str]:
        """The newest commits up to `commit` that changed what is at a path; `path` is from the git's own folder."""
        # By default `git log` leaves out a merged branch if the other parent has the same content.
        answer = self.ask("log", "--full-history", f"--max-count={most}", "--format=%H", commit, "--", path)
        return answer.decode().split()

    def merge_base(self, one: str, other: str) -> str | None:
        """The newest commit that two commits, given by their hashes, have in common; any one if there are several."""
        return next(iter(self.merge_bases(one, other)), None)

    def merge_bases(self, one: str, other: str) -> list[str]:
        """The newest commits that two commits have in common: several where each was merged into both."""
        try:
            return self.ask("merge-base", "--all", one, other).decode().split()
        # If two commits share no history, git fails and says nothing.
        except GitError:
            return []

    def find(self, commit: str, path: str) -> Blob | None:
        """The plain file at a path in a commit; `None` only where nothing is there.

        Raises `NotPlain` for a folder, and for a link or a submodule there or on the way there: the working tree is
        read through those, and git is not.
        """
        found = dict(self._on_the_way(commit, path)).get(path)
        if found is None:
            return None
        if found.mode not in FILE_MODES:
            raise NotPlain(path, "a folder")
        return Blob(path, found.digest, int(found.size))

    def folder_of(self, commit: str, path: str) -> list[Blob]:
        """The plain files directly in a folder of a commit; none where nothing is there. Raises `NotPlain` as `find`.

        What else is in the folder is left out.
        """
        return [
            Blob(name, each.digest, int(each.size))
            for name, each in self._inside(commit, path)
            if each.mode in FILE_MODES
        ]

    def require_plain(self, commit: str, path: str, suffix: str) -> None:
        """Raise `NotPlain` for the first link or submodule in a folder whose name ends with `suffix`."""
        for name, each in self._inside(commit, path):
            if name.endswith(suffix) and each.mode not in FILE_MODES and each.mode != _FOLDER:
                raise NotPlain(name, _KINDS.get(each.mode, "no plain file"))

    def _inside(self, commit: str, path: str) -> Iterator[tuple[str, _Object]]:
        if path:
            found = dict(self._on_the_way(commit, path)).get(path)
            if found is None:
                return
            if found.mode != _FOLDER:
                raise NotPlain(path, "a file")
        yield from self._list(commit, [f"{path}/"] if path else [])

    def _on_the_way(self, commit: str, path: str) -> Iterator[tuple[str, _Object]]:
        """What a commit has at a path and at each folder above it. Raises `NotPlain` where one of them is no folder."""
        steps = path.split("/")
        asked = ["/".join(steps[:end]) for end in range(1, len(steps) + 1)]
        for name, each in self._list(commit, asked):
            if name not in asked:
                continue  # git lists what is in a folder of the way, too
            if each.mode in FILE_MODES and name != path:
                raise NotPlain(name, "a file")
            if each.mode not in FILE_MODES and each.mode != _FOLDER:
                raise NotPlain(name, _KINDS.get(each.mode, "no plain file"))
            yield name, each

    def _list(self, commit: str, paths: Sequence[str]) -> Iterator[tuple[str, _Object]]:
        for line in _listing(self, commit, tuple(paths)):
            facts, _, name = line.partition("\t")
            mode, _, digest, size = facts.split()
            yield name, _Object(mode, digest, size)

    def paths(self, commit: str) -> list[str]:
        """The path of every file of a commit."""
        answer = self.ask("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, limit=LISTING_BYTES)
        return os.fsdecode(answer).split("\0")[:-1]

    def renames_since(self, revision: str) -> dict[str, str]:
        """The paths in a revision of the files that have another one in the index now, by their paths now.

        Raises `GitError`, as in a bare repository.
        """
        said = self.ask("diff-index", *_RENAMES, "--cached", revision, "--", limit=LISTING_BYTES)
        return {now: before for before, now in _renamed(said)}

    def renamed_before(self, revision: str, path: str) -> str | None:
        """What a file is called since the commit, up to a revision, that gave its path up. Raises `GitError`."""
        # Paths count from the working folder in `log`, and from the top everywhere else.
        last = self.ask("log", "--full-history", "--max-count=1", "--format=%H", revision, "--", f"{self._up()}{path}")
        if not last:
            return None
        said = self.ask("diff-tree", "-r", *_RENAMES, "--no-commit-id", last.decode().strip(), limit=LISTING_BYTES)
        return dict(_renamed(said)).get(path)

    def _up(self) -> str:
        """The path from the folder to the top of the repository: empty, or `../` for each folder."""
        return "../" * self.whereabouts()[0].count("/")

    def content(self, blob: Blob, limit: int) -> bytes:
        """The bytes of a file. Raises `GitError` where it is larger than `limit`, or the clone does not hold it."""
        return self.ask("cat-file", "blob", blob.digest, limit=limit)

    def contents(self, blobs: Sequence[Blob], limit: int) -> list[bytes]:
        """The bytes of several files, from one process. Raises `GitError` as `content`, `limit` being that of all."""
        if not blobs:
            return []
        if (size := sum(blob.size for blob in blobs)) > limit:
            raise GitError(f"{len(blobs)} files have more than {limit:,} bytes")
        asked = "".join(f"{blob.digest}\n" for blob in blobs).encode()
        # Before each blob comes a line with its hash, its type and its size, and after it a line break: 256 is room for
        # that.
        answer = self.ask("cat-file", "--batch", limit=size + 256 * len(blobs), given=asked)
        found, at = [], 0
        for blob in blobs:
            start = answer.find(b"\n", at) + 1
            header = answer[at : start - 1].split()
            # `HASH missing` has two words: a partial clone leaves blobs out.
            if len(header) != 3:
                raise GitError(f"the clone does not hold `{blob.path}`")
            at = start + int(header[2])
            found.append(answer[start:at])
            at += 1
        return found


@lru_cache(maxsize=8)
def _listing(git: Git, commit: str, paths: tuple[str, ...]) -> list[str]:
    """What git lists of a commit, which is asked for again and again: a commit, given by its hash, stays as it is."""
    where = ["-t", "--", *paths] if paths else []
    answer = git.ask("ls-tree", "-z", "--long", "--full-tree", *where[:1], commit, *where[1:], limit=LISTING_BYTES)
    return os.fsdecode(answer).split("\0")[:-1]


def _renamed(said: bytes) -> Iterator[tuple[str, str]]:
    """The paths, before and now, of what git lists with `_RENAMES`: a letter and the two paths, each ended by NUL."""
    words = os.fsdecode(said).split("\0")
    yield from zip(words[1::3], words[2::3], strict=False)


class TooLarge(Exception):
    """An object is larger than was asked for."""


class Objects:
    """The objects of a repository, from one process for all of them.

    What was asked for since the last but one `turn` is kept, so that what neighbouring revisions share is read once.
    """

    def __init__(self, git: Git) -> None:
        self._git = git
        self._process: subprocess.Popen[bytes] | None = None
        self._kept: dict[str, bytes] = {}
        self._before: dict[str, bytes] = {}

    def content(self, digest: str, limit: int) -> bytes:
        """The bytes of an object. Raises `TooLarge`, or `GitError` where the clone does not hold it."""
        known = self._kept.get(digest)
        if known is None:
            known = self._before.get(digest)
        if known is None:
            known = self._read(digest, limit)
        # What is kept may have been asked for under a larger limit.
        if len(known) > limit:
            raise TooLarge
        self._kept[digest] = known
        return known

    def turn(self) -> None:
        """Begin with another revision: what the last one did not ask for is forgotten."""
        self._before, self._kept = self._kept, {}

    def _read(self, digest: str, limit: int) -> bytes:
        if self._process is None:
            self._process = self._git.start("cat-file", "--batch", stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(digest.encode() + b"\n")
        self._process.stdin.flush()
        header = self._process.stdout.readline().split()
        if len(header) != 3:
            self.close()
            raise GitError(f"the clone does not hold {digest}")
        # The object itself waits in the pipe behind its header. Ending the process is the way not to read it.
        if (size := int(header[2])) > limit:
            self.close()
            raise TooLarge
        return self._process.stdout.read(size + 1)[:size]

    def close(self) -> None:
        """End the process; asking again starts it anew."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def repository_of(folder: Path) -> Path | None:
    """The folder at or above `folder` that has a `.git`; no program is asked."""
    real = folder.resolve()
    # `.git` is a file in a worktree and in a submodule.
    return next((each for each in (real, *real.parents) if os.path.lexists(each / ".git")), None)


def _environment(is_named: bool) -> dict[str, str]:
    """The environment of a git that asks nobody and locks nothing; unless `is_named`, it fetches nothing either, and
    finds its own repository."""
    forgotten = _FORGOTTEN if is_named else (*_FORGOTTEN, *_WHERE)
    kept = {name: value for name, value in os.environ.items() if name not in forgotten}
    lazy = {} if is_named else {"GIT_NO_LAZY_FETCH": "1"}
    # The C locale, since `ask` looks for `fatal: ` and for the warning of an ambiguous name in English.
    return kept | lazy | {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
