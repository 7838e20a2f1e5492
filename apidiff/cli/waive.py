"""`apidiff waive CHANGE... --reason TEXT --approved-by NAME`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from apidiff.cli.options import (
    after_option,
    api_option,
    base_option,
    config_option,
    example,
    find_all,
    need_one_api,
    need_one_base,
    need_one_stdin,
    quiet_option,
    source_option,
    waiver_options,
)
from apidiff.cli.output import emit, progress, say, say_lines
from apidiff.errors import InputError

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from apidiff.recording.gate import Gate
    from apidiff.recording.project import Project


@click.command("waive", epilog=example('apidiff waive 9f3c1a7b20de --reason "nobody used it" --approved-by api-owner'))
@click.argument("changes", nargs=-1, metavar="[CHANGE]...")
@click.option("--all", "every", is_flag=True, help="Every refused change that an entry binds.")
@click.option("--reason", required=True, metavar="TEXT", help="Why it may ship anyway.")
@click.option("--approved-by", required=True, metavar="NAME", help="Who decided.")
@waiver_options
@click.option("--hide-from-page", is_flag=True, help="Leave it off the page; reports show it all the same.")
@source_option
@base_option
@after_option
@api_option
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
    after: str | None,
    quiet: bool,
    config: Path | None,
) -> int:
    """Record the decision to ship breaking changes, in the entry that binds them.

    CHANGE is an id as `apidiff check` prints it, or the beginning of one. The waiver lists the changes one by one, each
    with the operations that it breaks, so it covers no later break; the entry's text stays as it is. An entry has one
    waiver: changes with another reason or approver than it says move to an entry of their own.

    Of several APIs it is the one that has the changes; --all, or an id that two have, needs --api.
    """
    from apidiff.recording.apis import only
    from apidiff.recording.waiving import waive
    from apidiff.recording.writing import locked
    from apidiff.reporting.escaping import clean

    need_one_base(base, after)
    if bool(changes) == every:
        raise click.UsageError("Name the changes by their ids, or give --all.")
    need_one_stdin(source, base)
    projects = find_all(config)
    need_one_api(projects, source, base)
    if every:
        only(projects, "`--all` waives what one API breaks")
    # One lock for all APIs, since only what is compared under it tells which of them has the changes.
    with progress("comparing"), locked(projects[0].root):
        # Read under the lock: another process may have recorded a release since the project was loaded.
        named = None if every else changes
        passage = _passage(projects, changes, source, base, after)
        # `None` leaves what the entry says of it; `False` would take that back.
        hide = hide_from_page or None
        done = waive(passage, named, reason, approved_by, kind=kind, until=until, ticket=ticket, hide_from_page=hide)
    if not quiet:
        for item in done:
            path = clean(str(item.path))
            if not item.changes:
                say(f"{path} waives that already.")
                if item.kept is not None:
                    said = f"approved by {clean(item.kept.approved_by)}: {clean(item.kept.reason)}"
                    say(f"  Its waiver stays as it is, {said}")
                    say("  To change what it says, edit `waiver` in that file.")
                continue
            new = ", a new entry for this decision," if item.is_split else ""
            say(f"{path}{new} waives, approved by {clean(approved_by)}:")
            say_lines(f"  {change.short_id}  {clean(change.title)}" for change in item.changes)
        api = f" --api {passage.check.api}" if passage.check.api else ""
        said = f" {source}" if source else ""
        if after is not None:
            emit(f"Next: apidiff snapshot{said} --release DATE --after {after}{api}")
        else:
            emit(f"Next: apidiff check{said}{f' --base {base}' if base else ''}{api}")
    return 0


def _passage(
    projects: Sequence[Project], changes: Sequence[str], source: str | None, base: str | None, after: str | None
) -> Gate:
    """What one of the APIs has at the gate: the one that has the changes. Raises `InputError` where several do."""
    from apidiff.recording.apis import only
    from apidiff.recording.gate import gate
    from apidiff.recording.recorded import named_release

    def asked(project: Project) -> Gate:
        return gate(project, source, base=base, after=named_release(project, after))

    if len(projects) == 1:
        return asked(projects[0].reread())
    having: list[Gate] = []
    faults: list[InputError] = []
    for project in projects:
        try:
            passage = asked(project.reread())
        except InputError as error:  # of another API, if one that can be read has the changes
            faults.append(error)
            continue
        # One of the ids is enough: an id that this API lacks is told as unknown when it is looked up there.
        if any(change.id.startswith(given.lower()) for change in passage.check.comparison.changes for given in changes):
            having.append(passage)
    if having:
        only([passage.project for passage in having], "the changes of one waiver are those of one API")
        return having[0]
    if faults:
        raise faults[0]
    raise InputError(
        f"no API has a change whose id begins with {' or '.join(f'`{given}`' for given in changes)}",
        hint="`apidiff check` lists the changes of each with their ids.",
    )
