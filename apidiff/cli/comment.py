"""`apidiff comment --host github|gitlab --repo OWNER/NAME --pr N [SOURCE]`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from apidiff.cli.options import anchor_option, base_option, config_option, example, find, quiet_option
from apidiff.cli.output import emit, progress

if TYPE_CHECKING:
    from apidiff.reporting.hosts.commenting import Posted
    from apidiff.reporting.hosts.here import HostName

GITHUB_TOKENS = ("GITHUB_TOKEN", "GH_TOKEN")
GITLAB_TOKENS = ("GITLAB_TOKEN",)


@click.command("comment", epilog=example("apidiff comment --host github --repo cooledge/api --pr 42 --dry-run"))
@click.argument("source", required=False)
@click.option("--host", type=click.Choice(("github", "gitlab")), help="The code host; else the job's.")
@click.option("--repo", metavar="OWNER/NAME", help="The repository or project; else the job's.")
@click.option("--pr", type=click.IntRange(min=1), metavar="N", help="The pull or merge request; else the job's.")
@base_option
@anchor_option
@click.option("--dry-run", is_flag=True, help="Print the comment, and post nothing.")
@quiet_option
@config_option
def command(
    source: str | None,
    host: HostName | None,
    repo: str | None,
    pr: int | None,
    base: str | None,
    anchor: str | None,
    dry_run: bool,
    quiet: bool,
    config: Path | None,
) -> int:
    """Keep one comment on a pull request up to date with what `apidiff check` says.

    The token is read from GITHUB_TOKEN or GH_TOKEN, or from GITLAB_TOKEN, and the address of the API from
    GITHUB_API_URL or CI_API_V4_URL. Several projects of a repository have a comment each. Ends with 0 whatever the
    verdict: `apidiff check` is the gate.
    """
    from apidiff.recording.anchoring import hold
    from apidiff.recording.gate import gate
    from apidiff.reporting import comment
    from apidiff.reporting.hosts.here import here

    job = here(os.environ, host)
    repo, pr = repo or job.repo, pr or job.pr
    if not dry_run and (repo is None or pr is None):
        what = "merge request" if job.host == "gitlab" else "pull request"
        raise click.UsageError(f"Name the {what} with --repo and --pr, or give --dry-run.")
    project = find(config)
    marker = comment.marker_of(os.path.relpath(project.root.resolve(), project.repository).replace(os.sep, "/"))
    with progress("checking"):
        held = hold(project, anchor)
        passage = gate(held.project, source, base=base, anchored=held) if held else gate(project, source, base=base)
    text = comment.body(
        passage.check,
        marker=marker,
        limit=comment.GITHUB_LIMIT if job.host == "github" else comment.GITLAB_LIMIT,
        templates=project.overrides,
    )
    if dry_run or repo is None or pr is None:
        emit(text)
        return 0
    with progress("posting"):
        posted = _post(job.host, repo, pr, text, marker)
    if not quiet:
        emit(f"{posted.action.capitalize()}: {posted.url}")
    return 0


def _post(host: HostName, repo: str, pr: int, text: str, marker: str) -> Posted:
    if host == "gitlab":
        from apidiff.reporting.hosts import gitlab

        url = os.environ.get("CI_API_V4_URL") or "https://gitlab.com/api/v4"
        return gitlab.upsert(repo, pr, text, token=_token(GITLAB_TOKENS), marker=marker, api_url=url)
    from apidiff.reporting.hosts import github

    url = os.environ.get("GITHUB_API_URL") or "https://api.github.com"
    return github.upsert(repo, pr, text, token=_token(GITHUB_TOKENS), marker=marker, api_url=url)


def _token(names: tuple[str, ...]) -> str:
    return next((value for name in names if (value := os.environ.get(name))), "")
