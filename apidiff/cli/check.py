"""`apidiff check [SOURCE]`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from apidiff.cli.failing import asked, fails, reason, tell
from apidiff.cli.options import (
    LevelType,
    anchor_option,
    api_option,
    are_several,
    base_option,
    each,
    example,
    find_all,
    find_all_or_default,
    need_one_api,
    need_one_stdin,
    report_options,
)
from apidiff.cli.output import progress, wrapped
from apidiff.cli.reports import Wanted, keep_inputs, keep_project, of_apis, placed, report, tell_host, warn
from apidiff.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apidiff.model.change import Change, Lens
    from apidiff.model.verdict import Check
    from apidiff.recording.project import Project


@click.command("check", epilog=example("apidiff check --base origin/main:openapi.yaml"))
@click.argument("source", required=False)
@base_option
@anchor_option
@click.option("--fresh", metavar="FILE", help="Refuse, too, where FILE does not hold the same description as SOURCE.")
@click.option(
    "--fail-on",
    type=LevelType(),
    multiple=True,
    help="End with 1, too, for such a change, or a worse one, that no entry waives; never: with 0, even if refused. "
    "With a lens, in place of the level without one: wire:additive. Once for each lens, and once without.",
)
@click.option("--comment", is_flag=True, help="Keep the comment on the job's pull request up to date.")
@api_option
@report_options
def command(
    source: str | None,
    base: str | None,
    anchor: str | None,
    fresh: str | None,
    fail_on: tuple[tuple[Lens | None, str], ...],
    comment: bool,
    forms: tuple[Wanted, ...],
    output: Path | None,
    verbose: bool,
    colour: bool | None,
    quiet: bool,
    config: Path | None,
) -> int:
    """Say whether the description may ship: pass, waived or refused, for each path version.

    SOURCE is a path, - for standard input, REV:PATH as git reads it, python:MODULE:NAME for an application that is
    asked for its description, or an address (--allow-host); else the description that apidiff.toml names. Breaking
    changes inside a path version need a waiver in an entry that no release has yet. Ends with 1 where refused.

    The records must continue those of an earlier state, the anchor, and the policy there decides: with a CI host's
    variables the target branch of the pull request or the commit before the push, else HEAD's first parent.

    --comment needs a token, as `apidiff comment` does. A comment that the host refuses is a warning: the exit code is
    that of the check.

    Of several APIs ([[apis]]) all are checked, each by its own description and records, and one refusal refuses. With
    {api} in its FILE, a format writes a file for each.
    """
    from apidiff.reading.lines import files_read
    from apidiff.recording.anchoring import hold
    from apidiff.recording.gate import gate

    need_one_stdin(source, base, fresh)
    wanted = placed(forms, output)
    # With both sides named there is nothing to ask a project for but its policy, and that has a default.
    projects = find_all_or_default(config) if source and base else find_all(config)
    need_one_api(projects, source, base, fresh)
    several = are_several(projects)
    written = of_apis(wanted, [project.config.api for project in projects if project.config.api])
    for project in projects:
        keep_project(written, project, source, base, fresh)
    checked: list[tuple[Project, Check]] = []
    told: list[str] = []

    def check_one(project: Project) -> int:
        with progress("checking"):
            held = hold(project, anchor)
            # The anchor's policy decides, so that no change can loosen the one that it is judged by.
            judged = held.project if held else project
            levels = asked(fail_on, judged.policy)
            passage = gate(judged, source, base=base, anchored=held, fresh=fresh)
        # Which files the `$ref`s lead to is known only now, and nothing has been written yet.
        keep_inputs(written, files_read(passage.description.locator))
        checked.append((project, passage.check))
        asks, others = _asked(passage.check, levels)
        if fails(others, asks) and passage.check.status != "refused":
            name = f"{project.config.api}: " if several else ""
            told.append(f"{name}{reason(others, asks)}")
        return 1 if fails(others, asks) or (passage.check.status == "refused" and asks is levels) else 0

    code = each(projects, check_one)
    checks = [check for _, check in checked]
    # Each API had an error, which is told already: there is nothing to report of any.
    if not checks:
        return code
    # Quiet is for success alone: whatever is refused, or has nothing to be compared with, is reported.
    quiet = quiet and not code and not any(check.status == "refused" or check.unrecorded for check in checks)
    report(
        checks if several else checks[0],
        wanted,
        colour=colour,
        verbose=verbose,
        # Every API of a file has the same templates.
        templates=projects[0].overrides,
        quiet=quiet,
    )
    tell_host(checks, wanted)
    for said in told:
        tell(said, wanted)
    for project, check in checked if comment else ():
        _comment(check, project, wanted, quiet=quiet)
    return code


def _asked(check: Check, levels: Mapping[Lens | None, str]) -> tuple[Mapping[Lens | None, str], tuple[Change, ...]]:
    """The levels of `--fail-on`, and the changes that they are asked of: those that no entry lets pass."""
    # `never` speaks of all but the lenses that are named by themselves.
    if levels.get(None) == "never":
        return {lens: level for lens, level in levels.items() if lens}, check.comparison.changes
    let_pass = {change.id for version in check.versions for change, _ in (*version.waived, *version.announced)}
    return levels, tuple(change for change in check.comparison.changes if change.id not in let_pass)


def _comment(check: Check, project: Project, wanted: list[Wanted], *, quiet: bool) -> None:
    """Keep the comment up to date; what the host refuses is a warning, since it says nothing of the description."""
    from apidiff.cli.commenting import body_of, marker_of, post, said
    from apidiff.reporting.hosts.here import here

    job = here(os.environ)
    if job.repo is None or job.pr is None:
        request = "merge request" if job.host == "gitlab" else "pull request"
        hint = f"Leave `--comment` out where a job runs for no {request}, or name one: `apidiff comment --pr NUMBER`."
        warn(f"no comment is written, as the job's variables name no {request}", hint, wanted)
        return
    marker = marker_of(project, check.api)
    text = body_of(check, project, job, marker)
    try:
        with progress("posting"):
            line = said(post(job, job.repo, job.pr, text, marker))
    except InputError as error:
        warn(f"the comment is not up to date: {error.message}", error.hint, wanted)
        return
    # On the error stream, since standard output may be a report for a program.
    if line and not quiet:
        click.echo(wrapped(line, sys.stderr), err=True)
