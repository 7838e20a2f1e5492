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
    find_whole,
    named_apis,
    need_one_api,
    quiet_option,
)
from apidiff.cli.output import emit, progress, wrapped
from apidiff.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from apidiff.model.verdict import Check
    from apidiff.recording.project import Project
    from apidiff.reporting.comment import Marker
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
@click.option(
    "--new-apis",
    type=click.IntRange(min=0),
    metavar="N",
    help="With --from, comment also on up to N APIs that the configuration here does not have; else on none.",
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
    new_apis: int | None,
    base: str | None,
    anchor: str | None,
    dry_run: bool,
    quiet: bool,
    config: Path | None,
) -> int:
    """Keep one comment on a pull request up to date with what `apidiff check` says.

    The token is read from GITHUB_TOKEN or GH_TOKEN, or from GITLAB_TOKEN, and the address of the API from
    GITHUB_API_URL or CI_API_V4_URL. Several projects of a repository, and the APIs of a project, have a comment each,
    and there is none where no change comes from the pull request. A comment on an API that the configuration has no
    more is removed. Ends with 0 whatever the verdict: `apidiff check` is
    the gate, and `apidiff check --comment` does both at once.
    """
    from apidiff.cli.commenting import apis_of, body_of, marker_of, number_of, post, said
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
    if report is None and new_apis is not None:
        raise click.UsageError("--new-apis is about a report: give it with --from.")

    def comment_on(project: Project, check: Check, marker: Marker) -> None:
        text = body_of(check, project, job, marker, received=report is not None)
        if dry_run or repo is None:
            # The text of the comment is printed as it is posted.
            emit(wrapped("No comment: no change comes from this pull request.") if text is None else text)
            return
        with progress("posting"):
            number = pr or number_of(job, repo)
            if number is None:
                line = "No comment: the pull request of the report is closed, or has other commits by now."
            else:
                line = said(post(job, repo, number, text, marker))
        if line and not quiet:
            emit(wrapped(line))

    if report is not None:
        from apidiff.reporting.received import read_reports

        # The report has the verdict; of the project only its folder, its templates and the names of its APIs are asked.
        project, named = find_whole(config), named_apis()
        ours, told = apis_of(project), read_reports(report)
        wanted, others = _wanted(told, named or ours, (new_apis or 0) if not named else 0)
        if not told or (named and not wanted):
            raise _about_others(report, told, named)
        # A report of one API by its name may be one of several.
        is_whole = not named and (len(told) > 1 or told[0].api is None)
        apis = {*ours, *(check.api for check in told)} if is_whole else None
        for check in wanted:
            comment_on(project, check, marker_of(project, check.api, apis))
        if others and not named and not quiet:
            emit(wrapped(_not_commented(others)))
        return 0
    projects = find_all(config)
    need_one_api(projects, source, base)

    def comment_one(project: Project) -> int:
        with progress("checking"):
            held = hold(project, anchor)
            check = gate(held.project if held else project, source, base=base, anchored=held).check
        comment_on(project, check, marker_of(project, check.api))
        return 0

    return each(projects, comment_one)


def _wanted(told: list[Check], names: Collection[str | None], new: int) -> tuple[list[Check], list[Check]]:
    """The checks of a report that get a comment, and the others: those by these names, and as many new ones.

    A report is a stranger's, who could name any number of APIs in it, and have a comment for each.
    """
    allowed = {*names, *[check.api for check in told if check.api not in names][:new]}
    return [c for c in told if c.api in allowed], [c for c in told if c.api not in allowed]


def _about_others(report: Path, told: list[Check], names: Sequence[str]) -> InputError:
    listed = ", ".join(f"`{check.api}`" for check in told if check.api) or "none by a name"
    about = " or ".join(f"`{name}`" for name in names)
    hint = f"It tells of {listed}. Give `--api` one of these, or leave it out."
    return InputError(
        f"the report is about no API {about}" if told and about else "the report is about no API at all",
        place=Place(str(report)),
        hint=hint,
    )


def _not_commented(others: list[Check]) -> str:
    names = ", ".join(f"`{check.api}`" if check.api else "an API without a name" for check in others)
    return (
        f"No comment on {names}: the configuration here has no such API. To comment on APIs that a pull request adds, "
        "give `--new-apis`, or `--api` with a name."
    )
