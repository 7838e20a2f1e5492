"""`apidiff amend ENTRY...`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from apidiff.cli.options import FilePath, api_option, config_option, example, find_all, quiet_option
from apidiff.cli.output import say
from apidiff.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apidiff.recording.project import Project


@click.command("amend", epilog=example("apidiff amend changelog/2026-06-23-lead-lifecycle.md"))
@click.argument("entries", nargs=-1, required=True, metavar="ENTRY...", type=FilePath())
@api_option
@quiet_option
@config_option
def command(entries: tuple[Path, ...], quiet: bool, config: Path | None) -> int:
    """Record the correction of a published entry, after you have edited it.

    A line in the index says which entry reads otherwise from today on; the line of its release stays as it is. Until
    then `check` and `verify` say that the entry is not what was published.
    """
    from apidiff.recording.amending import amend
    from apidiff.reporting.escaping import clean

    for done in amend(_having(find_all(config), entries), entries):
        if quiet:
            continue
        path = clean(str(done.path))
        if not done.recorded:
            say(f"{path} reads as it was recorded: there is nothing to amend.")
        elif done.new:
            say(f"Published {path} with release {done.release}, in a line of its own.")
        else:
            say(f"Amended {path}, which release {done.release} published.")
    return 0


def _having(projects: Sequence[Project], entries: Sequence[Path]) -> Project:
    """The API whose entries these are. Raises `InputError` where none or several have them."""
    from apidiff.recording.apis import only

    if len(projects) == 1:
        return projects[0]
    # Resolved on both sides, since a path may lead through a link.
    folders = {entry.resolve().parent for entry in entries}
    having = [project for project in projects if project.changelog.resolve() in folders]
    if not having:
        raise InputError(
            "this is not a published entry of an API of this project",
            place=Place(str(entries[0])),
            hint=f"Name a file in {' or '.join(f'`{project.changelog}`' for project in projects)}.",
        )
    return only(having, "the entries of one amendment are those of one API")
