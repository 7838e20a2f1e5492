"""`apidiff guide V1 V2 [SOURCE]`."""

from __future__ import annotations

from pathlib import Path

import click

from apidiff.cli.options import api_option, colour_option, config_option, example, find, find_or_default, output_option
from apidiff.cli.output import coloured, emit, progress, width
from apidiff.cli.reports import Wanted, keep_inputs, keep_project


@click.command("guide", epilog=example("apidiff guide v1 v2 --format markdown -o moving-to-v2.md"))
@click.argument("old", metavar="V1")
@click.argument("new", metavar="V2")
@click.argument("source", required=False)
@click.option("--format", "form", type=click.Choice(("text", "markdown", "json")), default="text", show_default=True)
@output_option
@colour_option
@api_option
@config_option
def command(
    old: str, new: str, source: str | None, form: str, output: Path | None, colour: bool | None, config: Path | None
) -> int:
    """Say what an integrator has to do to move from one path version to another.

    Both are path versions of one description, as v1 in /v1/leads: of SOURCE, else of the configured one. Operations
    are paired by their paths without the version. It tells what is gone, what is new, and what differs, what breaks
    first, with a request or payload before and after.
    """
    from apidiff.reading.lines import files_read
    from apidiff.recording.gate import read_description
    from apidiff.recording.moving import moving
    from apidiff.recording.recorded import contract
    from apidiff.reporting import moving as reports
    from apidiff.reporting.layout import Terminal

    project = find_or_default(config) if source else find(config)
    wanted = [Wanted(form, output)]
    keep_project(wanted, project, source)
    with progress("comparing"):
        description = read_description(project, source)
        # Which files the `$ref`s lead to is known only now.
        keep_inputs(wanted, files_read(description.locator))
        guide = moving(contract(description), old, new, project.policy, project.entries)
    if form == "json":
        text = reports.document(guide)
    elif form == "markdown":
        text = reports.markdown(guide)
    else:
        text = reports.text(guide, Terminal(width(), coloured(colour, output)))
    emit(text, output, form=form)
    return 0
