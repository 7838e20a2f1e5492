"""Find the anchor, the earlier state that today's records must continue, and read it out of git.

It is the first of: what the command line names; the merge base with the target branch, or the commit before a push, as
the CI host says; HEAD's first parent. What is named and cannot be read is an error: a gate that shrugged at a shallow
clone would prove nothing.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from apidiff.errors import InputError, Place
from apidiff.governing.config import Config
from apidiff.governing.config_loading import parse_config
from apidiff.governing.finding import CONFIG_NAME
from apidiff.model.records import Line
from apidiff.reading.git import Git, GitError, NotPlain, repository_of
from apidiff.recording.branching import target_branch
from apidiff.recording.history import history_of
from apidiff.recording.hosts import Named, named_by_host
from apidiff.recording.index import INDEX_NAME, LIMIT_BYTES, parse_index
from apidiff.recording.project import Project

_BEGINS = "as in every new project; nothing needs to be done"
State = Literal["anchored", "first adoption", "not anchored"]
# Commits that changed the index, looked at for where lost records went: each of them costs calls of git.
_MOST_CHANGES = 100
_CONFIG_BYTES = 4 << 20
_ENTRIES_BYTES = 512 << 20


@dataclass(frozen=True, slots=True)
class Governed:
    """The records of an API in an earlier state."""

    schemas: str
    """Their folder, from the top of the repository."""
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Anchor:
    """The earlier state of the records, or why there is none."""

    state: State
    called: str
    """What it is, for a person: `the merge base with main`; why there is none where the state is `not anchored`."""
    commit: str | None = None
    named: bool = False
    """Whether the command line or the CI host named it."""
    moved: bool = False
    """Whether the command line said where the records were."""
    root: str = ""
    """The project's folder there, from the top of the repository."""
    schemas: str = ""
    """The folder of the releases there, from the top of the repository."""
    lines: tuple[Line, ...] = ()
    config: Config | None = None
    """What `apidiff.toml` said there of this API; `None` where it said nothing, or it cannot be read today."""
    config_fault: str | None = None
    """Why it cannot be read."""
    lost_since: str | None = None
    """The newest commit before it that has lines of records, if it has none; `None`: there were none before, either."""
    start: Anchor | None = None
    """Where the branch began, if this is a commit of the branch itself, which whoever pushed to it wrote as well."""
    texts: Mapping[str, bytes] = field(default_factory=dict)
    """The entries there, by their file's name."""
    target: str = ""
    """The branch that a pull request goes to, if this is where the request began from it."""
    gone: Mapping[str | None, Governed] = field(default_factory=dict)
    """The APIs of `apidiff.toml` there that today's does not name, by what they were called, as far as they have
    records; `None` calls the only one of a file without `[[apis]]`."""

    @property
    def short(self) -> str:
        return (self.commit or "")[:12]


def find_anchor(project: Project, given: str | None, environ: Mapping[str, str] | None = None) -> Anchor:
    """The anchor of a project; `given` is the command line's `REV[:PATH]`.

    PATH, from the top of the repository, is the folder of the releases there, the index in it, or the project's folder.
    Raises `InputError` where a named anchor cannot be read, with the command that fetches it.
    """
    environ = os.environ if environ is None else environ
    own = _own_repository(project)
    # Without a name, the project's repository is the one that is asked, and tells what became of its records.
    asked = own if own and given is not None else repository_of(project.root)
    _require_not_moved(project, asked, given, environ)
    if repository_of(project.root) is None and own is None:
        if given is not None:
            raise InputError(
                f"there is no git repository to read `{given}` from",
                place=Place("--anchor"),
                hint="Run this in a clone of the repository, or leave `--anchor` out.",
            )
        return Anchor("not anchored", "there is no git repository")
    if given is not None:
        return _given(project, own, given)
    found = _default(project, environ)
    if own is not None and found.state != "anchored":
        # The commit before in the project's repository says nothing about records that another repository holds.
        return Anchor(
            "not anchored", "the records are in a repository of their own; name their earlier state with `--anchor`"
        )
    return found


def _own_repository(project: Project) -> Path | None:
    """The repository of the records, where it is not the project's."""
    if not project.schemas.is_dir():
        return None
    mine = repository_of(project.schemas)
    return None if mine is None or mine == repository_of(project.root) else mine


def _require_not_moved(
    project: Project, repository: Path | None, given: str | None, environ: Mapping[str, str]
) -> None:
    """Raise `InputError` where a repository around that of the records had them itself in an earlier state.

    A change can put a submodule in the place of the records, or of the project. Its history is what its author wrote,
    so records in it could continue anything.
    """
    while repository is not None and (around := repository_of(repository.parent)) is not None:
        git = Git(around)
        config = posixpath.join(_within(around, project.root), _config_name(project))
        for commit in _earlier(git, given, environ):
            try:
                then = _read(project, git, commit, "an earlier state", Folders(config, None), named=False)
            except (InputError, GitError):
                continue  # a submodule was there already, or nothing that can be read
            if then.state == "anchored":
                raise InputError(
                    f"the records were in `{then.schemas}` of this repository at {then.short}, and are in a repository "
                    f"within it now",
                    place=Place(str(repository)),
                    hint="Put them back. A move to a repository of their own lands by itself, by people who may "
                    "overrule this check.",
                )
        repository = around


def _within(repository: Path, folder: Path) -> str:
    """The path of a folder from the top of a repository."""
    return folder.resolve().relative_to(repository).as_posix()


def _earlier(git: Git, given: str | None, environ: Mapping[str, str]) -> list[str]:
    """The commits of a repository that the command line and the CI host name, and HEAD's first parent."""
    host = named_by_host(environ)
    names = [(given or "").partition(":")[0], *(host.revisions if host else ()), "HEAD^1"]
    found = [git.commit(name) for name in names if name and not name.startswith("-")]
    return list(dict.fromkeys(filter(None, found)))


def _given(project: Project, own: Path | None, given: str) -> Anchor:
    revision, _, path = given.partition(":")
    git = Git(project.schemas if own else project.root)
    prefix, shallow = _whereabouts(git, given)
    # A name that begins with `-` would reach git as an option.
    commit = git.commit(revision) if revision and not revision.startswith("-") else None
    if commit is None:
        unshallow = "--unshallow " if shallow else ""
        raise InputError(
            f"the anchor `{revision}` is not a commit in this clone",
            place=Place("--anchor"),
            hint=f"Fetch it (`git fetch {unshallow}--tags origin {revision or 'REV'}`), or name one that is.",
        )
    called = f"`{given}`"
    # Held against HEAD, only what is not committed yet is judged, which a reviewer has to see.
    if commit == git.commit("HEAD"):
        called += " (which is HEAD itself)"
    if not path:
        inside = Folders(None if own else posixpath.join(prefix, _config_name(project)), prefix if own else None)
        return _read(project, git, commit, called, inside, named=True)
    # As in git's `REV:./path`: from the folder in which git is asked. Any other path is from the top of the repository.
    if path.startswith(("./", "../")):
        path = posixpath.join(prefix, path)
    inside = _placed(project, git, commit, posixpath.normpath(path), given)
    return _read(project, git, commit, called, inside, named=True, moved=True)


def _default(project: Project, environ: Mapping[str, str]) -> Anchor:
    """What the CI host names, else HEAD's first parent."""
    git = Git(project.root)
    named = named_by_host(environ)
    try:
        prefix, shallow = git.whereabouts()
        head = git.commit("HEAD")
    except GitError as error:
        if named is not None:
            raise _unreadable(named, str(error), shallow=False, hint=error.hint) from None
        return Anchor("not anchored", ": ".join(filter(None, (error.told, error.hint.removesuffix(".")))))
    inside = Folders(posixpath.join(prefix, _config_name(project)), None)
    if named is not None:
        commit, target = _resolved(git, named, head, shallow=shallow)
        anchor = replace(_read(project, git, commit, named.called, inside, named=True), target=named.target)
        _require_newer(project, git, anchor, head, target or target_branch(git), inside)
        # The merge base is on the target branch. The commit before a push may be the work of the same author.
        return anchor if named.merge_base else _with_start(project, git, anchor, head, inside)
    parent = git.commit("HEAD^1") if head else None
    if parent is None:
        begins = f"{'HEAD has no parent' if head else 'nothing is committed'}, {_BEGINS}"
        return Anchor("not anchored", "the clone is shallow" if shallow else begins)
    try:
        # Nobody named this commit, so that it is no error if it cannot be read: the report says "not anchored".
        anchor = _read(project, git, parent, "HEAD's first parent", inside, named=False)
    except InputError as error:
        return Anchor("not anchored", f"HEAD's first parent cannot be read: {error.message}", parent)
    _require_newer(project, git, anchor, head, target_branch(git), inside)
    return _with_start(project, git, anchor, head, inside)


def _with_start(project: Project, git: Git, anchor: Anchor, head: str | None, inside: Folders) -> Anchor:
    """The anchor with the state that its branch began from, as far as the clone knows the target branch.

    What a push did to the records is refused once; the next push must not find it in the commit before.
    """
    target = target_branch(git)
    if (
        head is None
        or target is None
        or anchor.commit is None
        # Equal: the anchor is on the target branch, and the branch cannot have written it.
        or git.merge_base(target, anchor.commit) == anchor.commit
    ):
        return anchor
    base = git.merge_base(target, head)
    if base is None:
        return anchor
    try:
        start = _read(project, git, base, "the start of the branch", inside, named=False)
    except InputError:
        return anchor  # the branch may have brought the records into order
    return replace(anchor, start=start) if start.state == "anchored" else anchor


def _require_newer(
    project: Project, git: Git, anchor: Anchor, head: str | None, target: str | None, inside: Folders
) -> None:
    """Raise `InputError` where a first adoption is none: the target branch has records, and this branch began before.

    What it changes would be judged by nothing, and would be merged into what is governed.
    """
    # A branch that has all of the target branch lacks no records of it.
    if anchor.state != "first adoption" or head is None or target is None or git.merge_base(target, head) == target:
        return
    if git.merge_base(target, head) == head:
        return  # an earlier state of the target branch itself
    there = _read(project, git, target, "the target branch", inside, named=True)
    if there.state == "anchored":
        raise InputError(
            f"this branch began before the records of the target branch, {there.short}, which has "
            f"{len(there.lines)} {'line' if len(there.lines) == 1 else 'lines'}",
            place=Place("git"),
            hint=f"Bring them in: `git merge {there.short}`, or rebase onto it; then run this command again.",
        )


def _resolved(git: Git, named: Named, head: str | None, *, shallow: bool) -> tuple[str, str | None]:
    """The commit of what the host named, and the tip of the target branch where it named that."""
    commits = [commit for revision in named.revisions if (commit := git.commit(revision))]
    if not commits:
        raise _unreadable(named, f"`{named.revisions[0]}` is not a commit in this clone", shallow=shallow)
    if not named.merge_base:
        return commits[0], None
    bases = git.merge_bases(commits[0], head) if head else []
    if not bases:
        raise _unreadable(named, "it shares no commit with HEAD in this clone", shallow=shallow)
    # Of several, each may lack what another has recorded; the target's tip has it all.
    base = bases[0] if len(bases) == 1 else commits[0]
    branches = (git.commit(name) for name in named.revisions if name.startswith("refs/"))
    return base, next(filter(None, branches), commits[0])


def _unreadable(named: Named, why: str, *, shallow: bool, hint: str = "") -> InputError:
    command = named.fetch if shallow else named.fetch.replace("--unshallow ", "")
    return InputError(
        f"the anchor, {named.called}, cannot be read: {why}",
        place=Place("git"),
        hint=hint
        or f"Fetch it: `{command}`. In CI, check out the whole history (`fetch-depth: 0` on GitHub, `GIT_DEPTH: 0` "
        f"on GitLab), or name another state with `--anchor REV`.",
    )


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a commit has the project's parts."""

    config: str | None
    """The path of the configuration."""
    schemas: str | None
    """The folder of the releases; `None`: where the configuration says."""


def _placed(project: Project, git: Git, commit: str, path: str, given: str) -> Folders:
    """What the path after `--anchor REV:` is: an index, its folder, or the project's folder."""
    path = "" if path == "." else path
    folder = posixpath.dirname(path) if posixpath.basename(path) == INDEX_NAME else path
    # A folder with a configuration is the project's; its releases are where that configuration says.
    if folder == path and _is_there(git, commit, posixpath.join(path, _config_name(project))):
        return Folders(posixpath.join(path, _config_name(project)), None)
    if not _is_there(git, commit, posixpath.join(folder, INDEX_NAME)):
        raise InputError(
            f"there is no index at `{given}`",
            place=Place("--anchor"),
            hint="Name the folder of the releases as it was then, from the top of the repository: `REV:api/schemas`.",
        )
    # The policy of the records is in the nearest folder above them that has a configuration.
    above = folder
    while above:
        above = posixpath.dirname(above)
        config = posixpath.join(above, _config_name(project))
        if _is_there(git, commit, config):
            return Folders(config, folder)
    return Folders(None, folder)


def _is_there(git: Git, commit: str, path: str) -> bool:
    """Whether anything is at a path; what cannot be read as a file is an error where it is read."""
    try:
        return git.find(commit, posixpath.normpath(path)) is not None
    except NotPlain:
        return True


def _read(
    project: Project, git: Git, commit: str, called: str, inside: Folders, *, named: bool, moved: bool = False
) -> Anchor:
    """The records as a commit has them. Raises `InputError` where they are there and cannot be read.

    Nothing at their place is a first adoption. Anything there that is not a file or folder itself is an error: today's
    records would be held against nothing, and today's policy would judge.
    """
    try:
        whole, fault = _config(git, commit, inside.config)
        root = posixpath.dirname(inside.config or "")
        config = None if whole is None else _of_api(project, whole, root, inside.schemas)
        sections = (config or project.config).project
        schemas = inside.schemas if inside.schemas is not None else posixpath.join(root, sections.schemas)
        blob = git.find(commit, posixpath.normpath(posixpath.join(schemas, INDEX_NAME)))
        content = git.content(blob, LIMIT_BYTES) if blob else None
        texts = _texts(git, commit, posixpath.join(root, sections.changelog)) if content is not None else {}
        gone = _gone(project, git, commit, root, whole)
    except NotPlain as error:
        raise InputError(
            f"the anchor, {called}, cannot be read: {error} there, and records and policy are read from files and "
            f"folders themselves",
            place=Place(f"git:{commit[:12]}"),
            hint="Put the file or folder itself there, and hold that change against the last commit that had it so, or "
            "against where it is now: `--anchor REV[:PATH]`. Of records in a submodule, REV is a commit there.",
        ) from None
    except GitError as error:
        raise InputError(
            f"the anchor, {called}, cannot be read: {error}",
            place=Place(f"git:{commit[:12]}"),
            hint=f"If the clone is a partial one, bring its content: `git archive {commit} > /dev/null`.",
        ) from None
    path = posixpath.normpath(posixpath.join(schemas, INDEX_NAME))
    lines = () if content is None else _lines(commit, path, content, texts)
    # An API that has another name in today's file may have its records in another folder, too.
    if not lines and not moved and (before := _before(project, gone)):
        there = Folders(inside.config, before.schemas)
        return _read(project, git, commit, called, there, named=named, moved=True)
    state: State = "anchored" if lines else "first adoption"
    lost = None if lines else _lost_since(git, commit, path)
    return Anchor(
        state,
        called,
        commit,
        named,
        moved,
        root,
        posixpath.normpath(schemas),
        lines,
        config,
        config_fault=fault,
        lost_since=lost,
        texts=texts,
        gone=gone,
    )


def _lines(commit: str, path: str, content: bytes, texts: Mapping[str, bytes]) -> tuple[Line, ...]:
    return history_of(parse_index(Path(f"git:{commit[:12]}:{path}"), content), texts).lines


def _of_api(project: Project, whole: Config, root: str, schemas: str | None) -> Config | None:
    """What an earlier file said of the project's API: by its name, or where its records are named, by those.

    `None` where the file had no such API: then nothing of it is a policy of this one.
    """
    for name, config in _governed(whole):
        there = posixpath.normpath(posixpath.join(root, config.project.schemas))
        if there == posixpath.normpath(schemas) if schemas is not None else name == project.config.api:
            return config
    # A file without `[[apis]]` governs one API, so it is that of the records that the command line names.
    return whole if schemas is not None and not whole.apis else None


def _governed(whole: Config) -> list[tuple[str | None, Config]]:
    """Each API of a file by its name, with its configuration; by `None` the only one of a file without `[[apis]]`."""
    return [(api.name, whole.of_api(api.name)) for api in whole.apis] or [(None, whole)]


def _gone(project: Project, git: Git, commit: str, root: str, whole: Config | None) -> dict[str | None, Governed]:
    """The records of each API that an earlier file governed, and that today's does not name."""
    found: dict[str | None, Governed] = {}
    if whole is None:
        return found
    names = {name for name, _ in _governed(project.config.whole)}
    for name, config in _governed(whole):
        if name in names:
            continue
        schemas = posixpath.normpath(posixpath.join(root, config.project.schemas))
        path = posixpath.join(schemas, INDEX_NAME)
        blob = git.find(commit, path)
        if blob is None:
            continue
        texts = _texts(git, commit, posixpath.join(root, config.project.changelog))
        if lines := _lines(commit, path, git.content(blob, LIMIT_BYTES), texts):
            found[name] = Governed(schemas, lines)
    return found


def _before(project: Project, gone: Mapping[str | None, Governed]) -> Governed | None:
    """The records of an earlier state that those of the project continue, which was called otherwise there."""
    return next((each for each in gone.values() if continues(project, each)), None)


def continues(project: Project, records: Governed) -> bool:
    """Whether a project's lines begin with those of an earlier state, so that they are the same records."""
    return project.history.lines[: len(records.lines)] == records.lines


def _lost_since(git: Git, commit: str, path: str) -> str | None:
    """The newest commit up to this one in which the index at a path has lines. Without any, nothing was recorded."""
    top = Git(repository_of(git.folder) or git.folder)

    def has_lines(commit: str | None) -> bool:
        blob = top.find(commit, path) if commit else None
        return blob is not None and _has_lines(top.content(blob, LIMIT_BYTES))

    try:
        later = None
        # From the newest on. `later` is the change that took the lines out, and its first parent still has them, unless
        # they went in a merge: then the older change is the newest known to have them.
        for earlier in top.changes_of(commit, path, _MOST_CHANGES):
            if has_lines(earlier):
                before = top.commit(f"{later}^") if later else None
                return before if has_lines(before) else earlier
            later = earlier
    except GitError:
        return None  # nothing is fetched, so a clone may not say
    return None


def _has_lines(content: bytes) -> bool:
    try:
        return bool(parse_index(Path(INDEX_NAME), content).lines)
    except InputError:
        # An index that cannot be read is no proof that nothing was recorded.
        return True


def _config(git: Git, commit: str, path: str | None) -> tuple[Config | None, str | None]:
    blob = git.find(commit, posixpath.normpath(path)) if path else None
    if blob is None:
        return None, None
    try:
        text = git.content(blob, _CONFIG_BYTES).decode()
        return parse_config(text, f"git:{commit[:12]}:{blob.path}"), None
    # A fault, and no error: the check refuses with a hint that says how to land what corrects the file.
    except UnicodeDecodeError:
        return None, "it is not UTF-8"
    except InputError as error:
        return None, error.message


def _texts(git: Git, commit: str, folder: str) -> dict[str, bytes]:
    """The entries of a commit."""
    folder = posixpath.normpath(folder)
    git.require_plain(commit, folder, ".md")
    blobs = {posixpath.basename(blob.path): blob for blob in git.folder_of(commit, folder)}
    entries = {name: blob for name, blob in blobs.items() if name.endswith(".md") and name.lower() != "readme.md"}
    return dict(zip(entries, git.contents(list(entries.values()), _ENTRIES_BYTES), strict=True))


def _config_name(project: Project) -> str:
    """The configuration's path from the project's folder."""
    path = project.config.path
    return CONFIG_NAME if path is None else posixpath.normpath(os.path.relpath(path, project.root))


def _whereabouts(git: Git, given: str) -> tuple[str, bool]:
    try:
        return git.whereabouts()
    except GitError as error:
        raise InputError(
            f"the anchor `{given}` cannot be read: {error.told}",
            place=Place("--anchor"),
            hint=error.hint or "Run this in a clone whose owner git trusts (`git config --global safe.directory`).",
        ) from None
