"""`apidiff check [SOURCE]`."""

from __future__ import annotations

from pathlib import Path

import click

from apidiff.cli.options import (
    anchor_option,
    base_option,
    example,
    find,
    find_or_default,
    need_one_stdin,
    report_options,
)
from apidiff.cli.output import progress
from apidiff.cli.reports import Wanted, keep_inputs, placed, report


@click.command("check", epilog=example("apidiff check --base git:origin/main:openapi.yaml"))
@click.argument("source", required=False)
@base_option
@anchor_option
@click.option("--fresh", metavar="FILE", help="Refuse, too, where FILE does not hold the same description as SOURCE.")
@report_options
def command(
    source: str | None,
    base: str | None,
    anchor: str | None,
    fresh: str | None,
    forms: tuple[Wanted, ...],
    output: Path | None,
    verbose: bool,
    colour: bool | None,
    quiet: bool,
    config: Path | None,
) -> int:
    """Say whether the description may ship: pass, waived or refused, for each path version.

    SOURCE is a path, - for standard input, git:REV:PATH, python:MODULE:NAME for an application that is asked for its
    description, or an address (--allow-host); else the description that apidiff.toml names. Breaking changes inside a
    path version need a waiver in an entry that no release has yet. Ends with 1 where refused.

    The records must continue those of an earlier state, the anchor, and the policy there decides: with a CI host's
    variables the target branch of the pull request or the commit before the push, else HEAD's first parent.
    """
    from apidiff.reading.lines import files_read
    from apidiff.recording.anchoring import hold
    from apidiff.recording.gate import gate

    need_one_stdin(source, base, fresh)
    wanted = placed(forms, output)
    project = find_or_default(config) if source and base else find(config)
    inputs = (source, base, fresh, project.config.path, None if source else project.description)
    keep_inputs(wanted, inputs, (project.schemas, project.changelog))
    with progress("checking"):
        held = hold(project, anchor)
        passage = gate(held.project if held else project, source, base=base, anchored=held, fresh=fresh)
    keep_inputs(wanted, files_read(passage.description.locator))
    refused = passage.check.status == "refused"
    quiet = quiet and not refused and not passage.check.unrecorded
    report(
        passage.check,
        wanted,
        colour=colour,
        verbose=verbose,
        templates=project.overrides,
        quiet=quiet,
    )
    return 1 if refused else 0
