"""`apidiff calendar [SOURCE]`."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from apidiff.cli.options import (
    api_option,
    are_several,
    config_option,
    each,
    example,
    find_all,
    find_all_or_default,
    heading,
    need_one_api,
    output_option,
)
from apidiff.cli.output import emit, progress, width
from apidiff.cli.reports import Wanted, keep_inputs, keep_project

if TYPE_CHECKING:
    from apidiff.recording.project import Project

_FORMS = {"text": "text", "json": "json", "ics": "commands"}
"""The forms, each with how it is printed: an iCalendar's lines end as its own, and hold no command of a CI host."""


@click.command("calendar", epilog=example("apidiff calendar --format ics -o deprecations.ics"))
@click.argument("source", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(tuple(_FORMS)),
    default="text",
    show_default=True,
    help="ics: iCalendar, an event for each day on which something goes.",
)
@output_option
@api_option
@config_option
def command(source: str | None, form: str, output: Path | None, config: Path | None) -> int:
    """List what is deprecated, and when it may be gone.

    Of the newest release; of SOURCE, if it is given; of the description that apidiff.toml names, if nothing is recorded
    yet. Since when something is deprecated is read from the recorded releases. With `sunset-days`, what has no date is
    listed with the first day on which it may go. Of several APIs all are printed, and a file,
    JSON or an iCalendar is of one.
    """
    from apidiff.recording.apis import only
    from apidiff.recording.planning import plan
    from apidiff.reporting import calendar
    from apidiff.reporting.layout import Terminal

    projects = find_all_or_default(config) if source else find_all(config)
    need_one_api(projects, source)
    if form != "text" or output is not None:
        only(projects, "what is written to a file, or as a document, is the calendar of one API")
    # A file with a single `[[apis]]` has headings as well, and no document may begin with one.
    several = are_several(projects) and form == "text" and output is None
    today = datetime.date.today()
    wanted = [Wanted(form, output)]

    def plan_one(project: Project) -> int:
        keep_project(wanted, project, source)
        with progress("reading"):
            found = plan(project, source, today)
        # Which files the `$ref`s lead to is known only now.
        keep_inputs(wanted, found.files)
        if form == "json":
            text = calendar.document(found.name, found.release, found.plans)
        elif form == "ics":
            text = calendar.icalendar(found.title, found.plans, found.day)
        else:
            text = calendar.text(found.called, found.plans, today, Terminal(width()))
        if several:
            heading(project, first=project is projects[0])
        emit(text, output, form=_FORMS[form])
        return 0

    return each(projects, plan_one)
