"""Find the anchor that a CI host names in its environment variables."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from apidiff.errors import InputError

_SHA = re.compile(r"^[0-9a-f]{7,64}\Z")
_NAME = re.compile(r"^[^\x00-\x20\x7f~^:?*\[\\]+\Z")
"""A branch, as git-check-ref-format(1) restricts names: no blank, no operator of a revision. After `refs/`, `-x` is
no option."""
_MOST_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Named:
    """The earlier state that a CI host names."""

    called: str
    revisions: tuple[str, ...]
    """The first that the clone has is meant."""
    fetch: str
    """What brings it into the clone."""
    merge_base: bool
    """Whether the anchor is the newest commit that it shares with HEAD, or it itself."""
    target: str = ""
    """The branch that a pull request goes to; empty for a push."""


def named_by_host(environ: Mapping[str, str]) -> Named | None:
    """The target branch of a pull request, else the commit that a push started from; `None` outside of a CI host."""
    event = github_event(environ)
    # Requests first: the commit before a push to a branch is the branch's own work.
    for host in (_github_request, _gitlab_request, _azure_request, _bitbucket_request, _jenkins_request):
        if named := host(environ, event):
            return named
    for push in (_github_push, _gitlab_push):
        if named := push(environ, event):
            return named
    return None


def _branch(environ: Mapping[str, str], variable: str, *commits: str | None) -> Named | None:
    """The branch in a variable; `commits` are other names that the host has for its tip."""
    name = environ.get(variable, "").removeprefix("refs/heads/")
    known = tuple(commit for commit in commits if commit and _is_commit(commit))
    if not name and not known:
        return None
    # What is no branch's name is not given to git; the hash that the host has for the tip will do.
    if not _NAME.match(name):
        if known:
            return replace(_commit(f"the commit before ({variable})", *known), target="the target branch")
        raise InputError(
            f"{variable} names no branch: `{name[:100]}`",
            hint="Unset it, or name the earlier state of the records with `--anchor`.",
        )
    remote = f"refs/remotes/origin/{name}"
    return Named(
        called=f"the merge base with `{name}` ({variable})",
        # The remote's branch first: a local one of that name is as old as its last pull.
        revisions=(remote, *known, f"refs/heads/{name}"),
        fetch=f"git fetch --unshallow --no-tags origin +refs/heads/{name}:{remote}",
        merge_base=True,
        target=name,
    )


def _commit(called: str, *commits: str) -> Named:
    return Named(called, commits, f"git fetch --no-tags origin {commits[0]}", merge_base=False)


def _github_request(environ: Mapping[str, str], event: dict[str, Any]) -> Named | None:
    group = _text(event, "merge_group", "base_sha")
    # A merge queue tests a commit on top of others that wait, so its base need not be on the target branch yet.
    if group and _is_commit(group):
        branch = (_text(event, "merge_group", "base_ref") or "").removeprefix("refs/heads/")
        queue = _commit("the base of the merge queue (GITHUB_EVENT_PATH)", group)
        return replace(queue, target=branch if _NAME.match(branch) else "the target branch")
    return _branch(environ, "GITHUB_BASE_REF", _text(event, "pull_request", "base", "sha"))


def _gitlab_request(environ: Mapping[str, str], _: dict[str, Any]) -> Named | None:
    """The target branch. What GitLab calls the base is that of another branch once the request goes elsewhere.

    Source: gitlab.com/gitlab-org/gitlab/-/issues/442031. In a pipeline of a fork the clone's branches are the fork's,
    as old as the fork has them, so the base comes first there.
    """
    # Only of a pipeline for merged results: what is checked is the merge with this commit, and the base is older.
    tip = environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "")
    base = environ.get("CI_MERGE_REQUEST_DIFF_BASE_SHA", "")
    target = _branch(environ, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", base)
    if target is None:
        return None
    if _is_commit(tip):
        return replace(target, revisions=(tip, *target.revisions))
    if _is_fork(environ) and _is_commit(base):
        called = "the base of the merge request (CI_MERGE_REQUEST_DIFF_BASE_SHA)"
        fetch = f"git fetch --unshallow --no-tags origin {base}"
        return replace(target, called=called, fetch=fetch, revisions=(base, *target.revisions))
    return target


def _is_fork(environ: Mapping[str, str]) -> bool:
    """Whether a pipeline of GitLab runs in another project than the one that the merge request goes to."""
    parent = environ.get("CI_MERGE_REQUEST_PROJECT_PATH")
    return bool(parent) and parent != environ.get("CI_PROJECT_PATH", parent)


def _azure_request(environ: Mapping[str, str], _: dict[str, Any]) -> Named | None:
    return _branch(environ, "SYSTEM_PULLREQUEST_TARGETBRANCH")


def _bitbucket_request(environ: Mapping[str, str], _: dict[str, Any]) -> Named | None:
    return _branch(environ, "BITBUCKET_PR_DESTINATION_BRANCH", environ.get("BITBUCKET_PR_DESTINATION_COMMIT"))


def _jenkins_request(environ: Mapping[str, str], _: dict[str, Any]) -> Named | None:
    return _branch(environ, "CHANGE_TARGET")


def _github_push(environ: Mapping[str, str], event: dict[str, Any]) -> Named | None:
    # The `synchronize` event of a pull request has a `before` as well: the head that it had.
    if environ.get("GITHUB_EVENT_NAME", "push") != "push":
        return None
    before = _text(event, "before")
    return _commit("the commit before the push (GITHUB_EVENT_PATH)", before) if before and _is_commit(before) else None


def _gitlab_push(environ: Mapping[str, str], _: dict[str, Any]) -> Named | None:
    before = environ.get("CI_COMMIT_BEFORE_SHA", "")
    return _commit("the commit before the push (CI_COMMIT_BEFORE_SHA)", before) if _is_commit(before) else None


def _is_commit(text: str) -> bool:
    """Whether it is a commit's hash; a host writes zeros where there is none before."""
    return _SHA.match(text) is not None and re.fullmatch("0+", text) is None


def github_event(environ: Mapping[str, str]) -> dict[str, Any]:
    """What GitHub tells of the event; nothing where it cannot be read."""
    path = environ.get("GITHUB_EVENT_PATH")
    if not path:
        return {}
    try:
        with open(Path(path), "rb") as stream:
            event = json.loads(stream.read(_MOST_BYTES))
    # Without the event, the variables still name the target branch.
    except (OSError, ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def _text(value: Any, *keys: str) -> str | None:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else None
