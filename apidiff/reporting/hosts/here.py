"""Find the pull request that a CI job runs for, and where its files are shown, by the job's environment variables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from apidiff.recording.hosts import github_event
from apidiff.reporting.escaping import safe_url

HostName = Literal["github", "gitlab"]
# A whole hash, of SHA-1 or of SHA-256.
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")


class Run(NamedTuple):
    """The workflow run that a job of GitHub follows (`on: workflow_run`): which branch it ran for, of whose repository.

    GitHub says no number there where the branch is in a fork.
    """

    owner: str
    branch: str
    commit: str


class Here(NamedTuple):
    """The host, the repository as it names it, and the pull request's number; `None` for what it does not say."""

    host: HostName
    repo: str | None
    pr: int | None
    page: str | None = None
    """The address under which the host shows the files of the pull request's last commit; it ends with a slash."""
    commit: str | None = None
    """That commit."""
    run: Run | None = None


def here(environ: Mapping[str, str], host: HostName | None = None) -> Here:
    """What the environment of GitHub Actions or GitLab CI says; `host` where the command line names one."""
    # GitLab sets GITLAB_CI in every job; what runs elsewhere is taken for GitHub's.
    if host == "gitlab" or (host is None and environ.get("GITLAB_CI")):
        return _gitlab(environ)
    return _github(environ)


def _github(environ: Mapping[str, str]) -> Here:
    event = github_event(environ)
    repo = environ.get("GITHUB_REPOSITORY") or None
    run = _run(event)
    # In a run for a pull request GITHUB_SHA is a merge that nobody pushed, so it comes last.
    commit = _commit(_at(event, "pull_request", "head", "sha"), run and run.commit, environ.get("GITHUB_SHA"))
    server = environ.get("GITHUB_SERVER_URL") or "https://github.com"
    page = _page(f"{server}/{repo}/blob/", commit) if repo else None
    number = _at(event, "pull_request", "number")
    return Here("github", repo, number if isinstance(number, int) and number > 0 else None, page, commit, run)


def _run(event: dict[str, Any]) -> Run | None:
    told = [
        _at(event, "workflow_run", *keys)
        for keys in (("head_repository", "owner", "login"), ("head_branch",), ("head_sha",))
    ]
    owner, branch, commit = (value if isinstance(value, str) else "" for value in told)
    return Run(owner, branch, commit) if owner and branch and _COMMIT.match(commit) else None


def _gitlab(environ: Mapping[str, str]) -> Here:
    # GitLab sets the first in pipelines for merged results alone, where the second is the merge.
    commit = _commit(environ.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"), environ.get("CI_COMMIT_SHA"))
    # The last commit of a request from a fork may be in the fork alone.
    project = environ.get("CI_MERGE_REQUEST_SOURCE_PROJECT_URL") or environ.get("CI_PROJECT_URL")
    return Here(
        "gitlab",
        # A fork's pipeline runs in the fork, and the request is one of the project that it goes to.
        environ.get("CI_MERGE_REQUEST_PROJECT_PATH") or environ.get("CI_PROJECT_PATH") or None,
        _number(environ.get("CI_MERGE_REQUEST_IID", "")),
        _page(f"{project}/-/blob/", commit) if project else None,
        commit,
    )


def _commit(*candidates: Any) -> str | None:
    """The first that is a commit's whole hash."""
    return next((each for each in candidates if isinstance(each, str) and _COMMIT.match(each)), None)


def _page(address: str, commit: str | None) -> str | None:
    if commit is None or not address.startswith(("https://", "http://")):
        return None
    return safe_url(quote(f"{address}{commit}/", safe="/:@"))


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 and int(text) > 0 else None
