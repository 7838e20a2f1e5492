"""Keep the comment of a check on its pull request: what `check --comment` and `comment` share."""

from __future__ import annotations

import os
import posixpath
from contextlib import suppress
from typing import TYPE_CHECKING

from apidiff.cli.reports import repository_root
from apidiff.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from apidiff.model.verdict import Check
    from apidiff.recording.project import Project
    from apidiff.reporting.comment import Marker
    from apidiff.reporting.hosts.commenting import Posted
    from apidiff.reporting.hosts.here import Here
    from apidiff.reporting.views import Link

GITHUB_TOKENS = ("GITHUB_TOKEN", "GH_TOKEN")
GITLAB_TOKENS = ("GITLAB_TOKEN",)


def marker_of(project: Project, api: str | None, apis: Iterable[str | None] | None = None) -> Marker:
    """What the comment of a project, or of an API of it, begins with, by which the next run finds it.

    `apis` are all that there are, where the project's configuration does not say it.
    """
    from apidiff.governing.finding import CONFIG_NAME
    from apidiff.reporting.comment import Marker

    folder, path = _folder(project), project.config.path
    if path is None:
        return Marker(folder, api)
    known = frozenset(apis_of(project) if apis is None else apis)
    if path.name == CONFIG_NAME:
        return Marker(folder, api, apis=known)
    # A file and a folder cannot have one name, so no project in a folder is called like this one.
    return Marker(posixpath.normpath(f"{folder}/{path.name}"), api, folder if _is_alone(path) else None, known)


def apis_of(project: Project) -> frozenset[str | None]:
    """What the project's configuration calls its APIs; `None` is the only one of a file without `[[apis]]`."""
    return frozenset(api.name for api in project.config.whole.apis) or frozenset((None,))


def _is_alone(path: Path) -> bool:
    """Whether a folder has no other configuration. All of a folder were called by it in older comments."""
    from apidiff.governing.config_loading import load_config

    for other in path.parent.glob("*.toml"):
        # Whatever is read as a configuration may have been named as one: `pyproject.toml` is not.
        with suppress(InputError):
            if not (path.exists() and other.samefile(path)) and load_config(other):
                return False
    return True


def body_of(check: Check, project: Project, job: Here, marker: Marker, *, received: bool = False) -> str | None:
    """The text of the comment; `None` if there is to be none, as nothing comes from the pull request.

    `received` says that another job reported the check.
    """
    from apidiff.reporting import comment

    # Also where a comment is there already: it goes once the pull request brings no change any more.
    if check.is_of_others:
        return None
    return comment.body(
        check,
        marker=marker,
        limit=comment.GITHUB_LIMIT if job.host == "github" else comment.GITLAB_LIMIT,
        templates=project.overrides,
        link=_link(project, job, received=received),
        received=received,
    )


def post(job: Here, repo: str, pr: int, text: str | None, marker: Marker) -> Posted:
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
    from apidiff.reporting.escaping import clean

    told, url = [], clean(posted.url)
    if posted.action == "removed":
        told.append("Removed the comment.")
    elif posted.action != "none":
        told.append(posted.action.capitalize() + (f": {url}" if url else " the comment."))
    if posted.outdated:
        one = posted.outdated == 1
        told.append(
            "Removed a comment on an API that the configuration has no more."
            if one
            else f"Removed {posted.outdated} comments on APIs that the configuration has no more."
        )
    return "\n".join(told)


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
