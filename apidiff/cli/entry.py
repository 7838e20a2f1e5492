"""`apidiff entry [SOURCE]`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from apidiff.cli.options import (
    api_option,
    are_several,
    base_option,
    config_option,
    each,
    example,
    find_all,
    heading,
    need_one_api,
    need_one_stdin,
    output_option,
)
from apidiff.cli.output import emit, progress, width
from apidiff.cli.reports import Wanted, keep_inputs, keep_project

if TYPE_CHECKING:
    from apidiff.recording.entry_state import EntryState
    from apidiff.recording.project import Project


@click.command("entry", epilog=example("apidiff entry --format json"))
@click.argument("source", required=False)
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option(
    "--days",
    type=click.IntRange(0, 36_500),
    default=30,
    show_default=True,
    metavar="N",
    help="A waiver ends soon if it does within so many days.",
)
@base_option
@output_option
@api_option
@config_option
def command(
    source: str | None, form: str, days: int, base: str | None, output: Path | None, config: Path | None
) -> int:
    """List what is to be done about the entries, and those that wait for a release.

    Breaking changes without an entry; ids that entries bind and that are gone; changes that several entries bind;
    entries that no release has; waivers that have expired, or will soon; what drafts ask and nobody has answered.

    Ends with 0 whatever it finds: `apidiff check` is the gate.
    """
    from apidiff.reading.lines import files_read
    from apidiff.recording.entry_state import entry_state
    from apidiff.recording.gate import gate, require_sound
    from apidiff.reporting import entries
    from apidiff.reporting.layout import Terminal

    need_one_stdin(source, base)
    projects = find_all(config)
    need_one_api(projects, source, base)
    wanted = [Wanted(form, output)]
    for project in projects:
        keep_project(wanted, project, source, base)
    found: list[EntryState] = []

    def look(project: Project) -> int:
        with progress("comparing"):
            asked = gate(project, source, base=base)
        # Which files the `$ref`s lead to is known only now, and no file has been written yet.
        keep_inputs(wanted, files_read(asked.description.locator))
        # Records that are unsound may say what is not so.
        require_sound(asked)
        state = entry_state(asked, days)
        found.append(state)
        # As text each API is told at once; JSON and a file are one document of all.
        if form == "text" and output is None:
            if are_several(projects):
                heading(project, first=project is projects[0])
            emit(entries.text(state, Terminal(width())))
        return 0

    code = each(projects, look)
    if form == "json" and found:
        emit(entries.document(found, several=are_several(projects)), output, form="json")
    elif output is not None:
        emit("\n".join(entries.text(state, Terminal(width())) for state in found), output)
    return code
