"""Find the unreleased entries of this branch: those that the branch it started from does not have."""

from __future__ import annotations

import posixpath

from apidiff.model.records import UNRELEASED
from apidiff.reading import git_name
from apidiff.reading.git import Git, GitError
from apidiff.recording.project import Project

_TARGETS = (
    "refs/remotes/origin/HEAD",
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/heads/main",
    "refs/heads/master",
)
"""What a branch is merged into, the first that there is; by their whole names, which no tag can have."""


def target_branch(git: Git) -> str | None:
    """The commit at the tip of what a branch is merged into, as far as the clone can say."""
    return next(iter(git.branches(_TARGETS).values()), None)


def unreleased_at(project: Project, source: str) -> frozenset[str]:
    """The names of the unreleased entries in the revision that a source of git names; none for another source."""
    revision, colon, _ = (git_name(source) or "").removeprefix("git:").partition(":")
    if not revision or not colon:
        return frozenset()
    git = Git(project.root)
    try:
        prefix, _ = git.whereabouts()
        commit = git.commit(revision)
        return _unreleased(project, git, prefix, commit) if commit else frozenset()
    except GitError:
        return frozenset()


def _unreleased(project: Project, git: Git, prefix: str, commit: str) -> frozenset[str]:
    folder = posixpath.normpath(posixpath.join(prefix, project.config.project.changelog, UNRELEASED))
    return frozenset(posixpath.basename(blob.path) for blob in git.folder_of(commit, folder))


def settled(project: Project) -> frozenset[str]:
    """The names of unreleased entries that were there before this branch; none outside of git, or if it cannot say.

    Another change has to write to a file of its own, or the two conflict when they are merged.
    """
    git = Git(project.root)
    try:
        prefix, _ = git.whereabouts()
        head = git.commit("HEAD")
        target = target_branch(git)
        start = git.merge_base(head, target) if head and target else None
        # Unrelated histories, or a clone too shallow to show where they met.
        if start is None:
            return frozenset()
        return _unreleased(project, git, prefix, start)
    except GitError:
        return frozenset()
