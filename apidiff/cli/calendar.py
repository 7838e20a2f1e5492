"""`apidiff calendar [SOURCE]`."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from apidiff.cli.options import api_option, config_option, example, find, find_or_default, output_option
from apidiff.cli.output import emit, progress, width

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
    """List what is deprecated, and what goes when.

    Of the newest release; of SOURCE, if it is given; of the description that apidiff.toml names, if nothing is recorded
    yet. Since when something is deprecated is read from the recorded releases. With `sunset-days`, what has no date is
    listed with the first day on which it may go.
    """
    from apidiff.recording.planning import plan
    from apidiff.reporting import calendar
    from apidiff.reporting.layout import Terminal

    project = find_or_default(config) if source else find(config)
    today = datetime.date.today()
    with progress("reading"):
        found = plan(project, source, today)
    if form == "json":
        text = calendar.document(found.name, found.release, found.plans)
    elif form == "ics":
        text = calendar.icalendar(found.title, found.plans, found.day)
    else:
        text = calendar.text(found.called, found.plans, today, Terminal(width()))
    emit(text, output, form=_FORMS[form])
    return 0
