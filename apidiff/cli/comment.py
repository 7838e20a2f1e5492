"""`apidiff comment --host github|gitlab --repo OWNER/NAME --pr N [SOURCE]`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from apidiff.cli.options import (
    FilePath,
    anchor_option,
    api_option,
    base_option,
    config_option,
    each,
    example,
    find_all,
    find_policy,
    need_one_api,
    quiet_option,
)
from apidiff.cli.output import emit, progress
from apidiff.errors import InputError, Place

if TYPE_CHECKING:
    from apidiff.model.verdict import Check
    from apidiff.recording.project import Project
    from apidiff.reporting.hosts.here import HostName


@click.command("comment", epilog=example("apidiff comment --host github --repo example/api --pr 42 --dry-run"))
@click.argument("source", required=False)
@click.option("--host", type=click.Choice(("github", "gitlab")), help="The code host; else the job's.")
@click.option("--repo", metavar="OWNER/NAME", help="The repository or project; else the job's.")
@click.option("--pr", type=click.IntRange(min=1), metavar="N", help="The pull or merge request; else the job's.")
@click.option(
    "--from",
    "report",
    type=FilePath(),
    metavar="FILE",
    help="Post what `check --format json=FILE` reported in another job, and check nothing here.",
)
@base_option
@anchor_option
@click.option("--dry-run", is_flag=True, help="Print the comment, and post nothing.")
@api_option
@quiet_option
@config_option
def command(
    source: str | None,
    host: HostName | None,
    repo: str | None,
    pr: int | None,
    report: Path | None,
    base: str | None,
    anchor: str | None,
    dry_run: bool,
    quiet: bool,
    config: Path | None,
) -> int:
    """Keep one comment on a pull request up to date with what `apidiff check` says.

    The token is read from GITHUB_TOKEN or GH_TOKEN, or from GITLAB_TOKEN, and the address of the API from
    GITHUB_API_URL or CI_API_V4_URL. Several projects of a repository, and the APIs of a project, have a comment each,
    and there is none where no change comes from the pull request. Ends with 0 whatever the verdict: `apidiff check` is
    the gate, and `apidiff check --comment` does both at once.
    """
    from apidiff.cli.commenting import body_of, marker_of, number_of, post, said
    from apidiff.recording.anchoring import hold
    from apidiff.recording.gate import gate
    from apidiff.reporting.hosts.here import here

    job = here(os.environ, host)
    repo, pr = repo or job.repo, pr or job.pr
    # A run for the branch of a fork does not know its pull request; the host is asked which one has its commit.
    known = repo is not None and (pr is not None or (report is not None and job.run is not None))
    if not dry_run and not known:
        what = "merge request" if job.host == "gitlab" else "pull request"
        raise click.UsageError(f"Name the {what} with --repo and --pr, or give --dry-run.")
    if report is not None and (source or base or anchor):
        raise click.UsageError("--from posts what was checked already: leave SOURCE, --base and --anchor out.")

    def comment_on(project: Project, check: Check) -> None:
        text = body_of(check, project, job, received=report is not None)
        if dry_run or repo is None:
            emit("No comment: no change comes from this pull request." if text is None else text)
            return
        with progress("posting"):
            number = pr or number_of(job, repo)
            if number is None:
                line = "No comment: the pull request of the report is closed, or has other commits by now."
            else:
                line = said(post(job, repo, number, text, marker_of(project, check.api)))
        if line and not quiet:
            emit(line)

    if report is not None:
        from apidiff.reporting.received import read_reports

        # The report has the verdict; of the project only its folder and its templates are asked.
        project = find_policy(config)
        # A report may be about several APIs, of which `--api` names one.
        told = read_reports(report)
        wanted = [check for check in told if project.config.api in (None, check.api)]
        if not wanted:
            named = ", ".join(f"`{check.api}`" for check in told if check.api) or "none by a name"
            api = f"no API `{project.config.api}`" if project.config.api else "no API at all"
            hint = f"It tells of {named}. Give `--api` one of these, or leave it out."
            raise InputError(f"the report is about {api}", place=Place(str(report)), hint=hint)
        for check in wanted:
            comment_on(project, check)
        return 0
    projects = find_all(config)
    need_one_api(projects, source, base)

    def comment_one(project: Project) -> int:
        with progress("checking"):
            held = hold(project, anchor)
            check = gate(held.project if held else project, source, base=base, anchored=held).check
        comment_on(project, check)
        return 0

    return each(projects, comment_one)
