"""`apidiff waive CHANGE... --reason TEXT --approved-by NAME`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from apidiff.cli.options import DateType, base_option, config_option, example, find, need_one_stdin, quiet_option
from apidiff.cli.output import emit, progress

if TYPE_CHECKING:
    import datetime


@click.command("waive", epilog=example('apidiff waive 9f3c1a7b20de --reason "nobody used it" --approved-by api-owner'))
@click.argument("changes", nargs=-1, metavar="[CHANGE]...")
@click.option("--all", "every", is_flag=True, help="Every refused change that an entry binds.")
@click.option("--reason", required=True, metavar="TEXT", help="Why it may ship anyway.")
@click.option("--approved-by", required=True, metavar="NAME", help="Who decided.")
@click.option(
    "--kind",
    type=click.Choice(("accepted", "correction")),
    help="correction: the description was wrong, and the API did not change.",
)
@click.option("--until", type=DateType(), metavar="DATE", help="The last day on which it may be released.")
@click.option("--ticket", metavar="TEXT", help="Where it was discussed.")
@click.option("--hide-from-page", is_flag=True, help="Leave it off the page; reports show it all the same.")
@click.option("--source", help="The description; else the one that apidiff.toml names.")
@base_option
@quiet_option
@config_option
def command(
    changes: tuple[str, ...],
    every: bool,
    reason: str,
    approved_by: str,
    kind: Literal["accepted", "correction"] | None,
    until: datetime.date | None,
    ticket: str | None,
    hide_from_page: bool,
    source: str | None,
    base: str | None,
    quiet: bool,
    config: Path | None,
) -> int:
    """Record the decision to ship breaking changes, in the entry that binds them.

    CHANGE is an id as `apidiff check` prints it, or the beginning of one. The waiver lists the changes one by one, each
    with the operations that it breaks, so it covers no later break; the entry's text stays as it is. An entry has one
    waiver: changes with another reason or approver than it says move to an entry of their own.
    """
    from apidiff.recording.gate import gate
    from apidiff.recording.waiving import waive
    from apidiff.reporting.escaping import clean

    if bool(changes) == every:
        raise click.UsageError("Name the changes by their ids, or give --all.")
    need_one_stdin(source, base)
    project = find(config)
    with progress("comparing"), project.lock(project.changelog):
        # Read under the lock: another process may have recorded a release since the project was loaded.
        named = None if every else changes
        passage = gate(project.reread(), source, base=base)
        hide = hide_from_page or None
        done = waive(passage, named, reason, approved_by, kind=kind, until=until, ticket=ticket, hide_from_page=hide)
    if not quiet:
        for item in done:
            if not item.changes:
                emit(f"{item.path} waives that already.")
                continue
            new = ", a new entry for this decision," if item.is_split else ""
            emit(f"{item.path}{new} waives, approved by {clean(approved_by)}:")
            emit("\n".join(f"  {change.short_id}  {clean(change.title)}" for change in item.changes))
        emit(f"Next: apidiff check{f' {source}' if source else ''}{f' --base {base}' if base else ''}")
    return 0
