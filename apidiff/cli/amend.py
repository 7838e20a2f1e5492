"""`apidiff amend ENTRY...`."""

from __future__ import annotations

from pathlib import Path

import click

from apidiff.cli.options import FilePath, config_option, example, find, quiet_option
from apidiff.cli.output import emit


@click.command("amend", epilog=example("apidiff amend changelog/2026-06-23-lead-lifecycle.md"))
@click.argument("entries", nargs=-1, required=True, metavar="ENTRY...", type=FilePath())
@quiet_option
@config_option
def command(entries: tuple[Path, ...], quiet: bool, config: Path | None) -> int:
    """Record the correction of a published entry, after you have edited it.

    A line in the index says which entry reads otherwise from today on; the line of its release stays as it is. Until
    then `check` and `verify` say that the entry is not what was published.
    """
    from apidiff.recording.amending import amend
    from apidiff.reporting.escaping import clean

    project = find(config)
    for done in amend(project, entries):
        if quiet:
            continue
        path = clean(str(done.path))
        if not done.recorded:
            emit(f"{path} reads as it was recorded: there is nothing to amend.")
        elif done.new:
            emit(f"Published {path} with release {done.release}, in a line of its own.")
        else:
            emit(f"Amended {path}, which release {done.release} published.")
    return 0
