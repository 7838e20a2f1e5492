"""Keep the comment of a check on its pull request: what `check --comment` and `comment` share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from apidiff.cli.reports import repository_root

if TYPE_CHECKING:
    from apidiff.model.verdict import Check
    from apidiff.recording.project import Project
    from apidiff.reporting.hosts.commenting import Posted
    from apidiff.reporting.hosts.here import Here
    from apidiff.reporting.views import Link

GITHUB_TOKENS = ("GITHUB_TOKEN", "GH_TOKEN")
GITLAB_TOKENS = ("GITLAB_TOKEN",)


def marker_of(project: Project, api: str | None) -> str:
    """What the comment of a project, or of an API of it, begins with, by which the next run finds it."""
    from apidiff.reporting import comment

    return comment.marker_of(_folder(project), api)


def body_of(check: Check, project: Project, job: Here, *, received: bool = False) -> str | None:
    """The text of the comment; `None` if there is to be none, as nothing comes from the pull request.

    `received` says that another job reported the check.
    """
    from apidiff.reporting import comment

    # Also where a comment is there already: it goes once the pull request brings no change any more.
    if check.is_of_others:
        return None
    return comment.body(
        check,
        marker=marker_of(project, check.api),
        limit=comment.GITHUB_LIMIT if job.host == "github" else comment.GITLAB_LIMIT,
        templates=project.overrides,
        link=_link(project, job, received=received),
        received=received,
    )


def post(job: Here, repo: str, pr: int, text: str | None, marker: str) -> Posted:
    """Write the comment, or remove it. Raises `InputError` where the host refuses or does not answer."""
    if job.host == "gitlab":
        from apidiff.reporting.hosts import gitlab

        # A variable that is set and empty counts as not set.
        url = os.environ.get("CI_API_V4_URL") or "https://gitlab.com/api/v4"
        return gitlab.upsert(repo, pr, text, token=_token(GITLAB_TOKENS), marker=marker, api_url=url)
    from apidiff.reporting.hosts import github

    return github.upsert(repo, pr, text, token=_token(GITHUB_TOKENS), marker=marker, api_url=_github_url())


def number_of(job: Here, repo: str) -> int | None:
    """The pull request that the job runs for, by its event; of a run for a fork's branch, GitHub is asked."""
    if job.pr is not None or job.run is None:
        return job.pr
    from apidiff.reporting.hosts import github

    return github.number_of(repo, job.run, token=_token(GITHUB_TOKENS), api_url=_github_url())


def said(posted: Posted) -> str:
    """What became of the comment, in a line; empty where there was nothing to do."""
    if posted.action in ("none", "removed"):
        return "" if posted.action == "none" else "Removed the comment."
    return posted.action.capitalize() + (f": {posted.url}" if posted.url else " the comment.")


def _link(project: Project, job: Here, *, received: bool) -> Link:
    if job.page is None or job.commit is None:
        from apidiff.reporting import words

        return words.no_link
    from apidiff.reporting.hosts.links import Links, ReportedLinks

    if received:
        return ReportedLinks(job.page, _folder(project))
    return Links(job.page, job.commit, repository_root())


def _folder(project: Project) -> str:
    """The project's folder from that of the repository, with slashes."""
    return os.path.relpath(project.root.resolve(), project.repository).replace(os.sep, "/")


def _github_url() -> str:
    return os.environ.get("GITHUB_API_URL") or "https://api.github.com"


def _token(names: tuple[str, ...]) -> str:
    return next((value for name in names if (value := os.environ.get(name))), "")
