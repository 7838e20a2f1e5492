"""Find the pull request that a CI job runs for, by its environment variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from apidiff.recording.hosts import github_event

HostName = Literal["github", "gitlab"]


class Here(NamedTuple):
    """The host, the repository as it names it, and the pull request's number; `None` for what it does not say."""

    host: HostName
    repo: str | None
    pr: int | None


def here(environ: Mapping[str, str], host: HostName | None = None) -> Here:
    """What the environment of GitHub Actions or GitLab CI says; `host` where the command line names one."""
    if host == "gitlab" or (host is None and environ.get("GITLAB_CI")):
        return Here(
            "gitlab",
            environ.get("CI_MERGE_REQUEST_PROJECT_PATH") or environ.get("CI_PROJECT_PATH") or None,
            _number(environ.get("CI_MERGE_REQUEST_IID", "")),
        )
    return Here("github", environ.get("GITHUB_REPOSITORY") or None, _of_event(github_event(environ)))


def _of_event(event: dict[str, Any]) -> int | None:
    """The number of the pull request that GitHub's event is about."""
    about = event.get("pull_request")
    number = about.get("number") if isinstance(about, dict) else None
    return number if isinstance(number, int) and number > 0 else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 and int(text) > 0 else None
