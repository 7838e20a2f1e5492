"""`apidiff import-ignore FILE...`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from apidiff.cli.options import (
    base_option,
    config_option,
    example,
    find_all,
    need_one_stdin,
    one_api_option,
    quiet_option,
    source_option,
    waiver_options,
)
from apidiff.cli.output import progress, say_lines

if TYPE_CHECKING:
    import datetime

    from apidiff.model.change import Change
    from apidiff.recording.gate import Gate
    from apidiff.recording.ignored import Found, Line


@click.command("import-ignore", epilog=example("apidiff import-ignore oasdiff-err-ignore.txt --dry-run"))
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--reason", metavar="TEXT", help="Why what the lines let pass may ship; with --approved-by.")
@click.option("--approved-by", metavar="NAME", help="Who decided.")
@waiver_options
@click.option("--dry-run", is_flag=True, help="Say what the lines let pass; write nothing.")
@source_option
@base_option
@one_api_option
@quiet_option
@config_option
def command(
    files: tuple[Path, ...],
    reason: str | None,
    approved_by: str | None,
    kind: Literal["accepted", "correction"] | None,
    until: datetime.date | None,
    ticket: str | None,
    dry_run: bool,
    source: str | None,
    base: str | None,
    quiet: bool,
    config: Path | None,
) -> int:
    """Take over what ignore files of oasdiff (--err-ignore, --warn-ignore) let pass of today's changes.

    Each line is held against the changes since the newest snapshot. The changes get a draft, as by `apidiff draft`, and
    with --reason and --approved-by, those that lines let pass are waived. A line is neither a reason nor a decision, so
    without both options nothing is waived, and the command that does it is printed.

    A waiver covers all that a change breaks, so a change is taken over only if a line names each operation that it
    breaks. Lines that match no change are listed: nothing is kept of them, and what they once let pass is in the newest
    snapshot.
    """
    from apidiff.recording.apis import only
    from apidiff.recording.drafting import draft
    from apidiff.recording.gate import gate, require_sound
    from apidiff.recording.waiving import waive
    from apidiff.reporting.escaping import clean
    from apidiff.reporting.words import number

    if (reason is None) != (approved_by is None):
        raise click.UsageError("Give --reason and --approved-by together: a waiver says why, and who decided.")
    if reason is None and (kind or until or ticket):
        raise click.UsageError("--kind, --until and --ticket are of a waiver: give --reason and --approved-by, too.")
    need_one_stdin(source, base)
    lines, prose = _read(files)
    project = only(find_all(config), "an ignore file is of one API")
    said: list[str] = []

    def tell(lines: Iterable[str]) -> None:
        if not quiet:
            said.extend(lines)

    def take_over() -> None:
        asked = gate(project.reread(), source, base=base)
        require_sound(asked)
        found, whole, partly = _matched(lines, asked)
        tell(_told(found, prose, asked, partly))
        if dry_run or not whole:
            return
        drafted = draft(asked)
        tell(f"{one.action.capitalize()}: {clean(str(one.path))}" for one in drafted if one.action != "unchanged")
        if reason is None or approved_by is None:
            ids = " ".join(change.short_id for change in whole)
            said.append("Nothing is waived yet. Say why, and who decided:")
            said.append(f"  apidiff waive {ids} --reason TEXT --approved-by NAME")
            return
        # Asked again, since a change is only waived in an entry that binds it.
        asked = gate(project.reread(), source, base=base, description=asked.description)
        ids_of = [change.id for change in whole]
        done = waive(asked, ids_of, reason, approved_by, kind=kind, until=until, ticket=ticket)
        tell(f"{clean(str(one.path))} waives {number(len(one.changes), 'more change')}." for one in done)
        tell(["Next: apidiff check"])

    try:
        # One lock from the first question to the waivers: what is told and waived is what the records say, and between
        # the draft and the waivers no other process edits the entry. A dry run waits for nobody.
        with progress("comparing"), nullcontext() if dry_run else project.lock(project.changelog):
            take_over()
    finally:
        # Also where the waivers are refused: the draft is there by then.
        if said:
            say_lines(said)
    return 0


def _matched(lines: Sequence[Line], asked: Gate) -> tuple[list[Found], list[Change], dict[str, tuple[str, ...]]]:
    """What each line lets pass; the changes that lines cover wholly, and of others what no line names."""
    from apidiff.recording.ignored import covered, find, uncovered

    changes = asked.check.comparison.changes
    found = find(lines, changes)
    passed = covered(found)
    wanted = [change for change in changes if change.id in passed and _needs_waiver(asked, change)]
    partly = {change.id: left for change in wanted if (left := uncovered(change, passed[change.id]))}
    return found, [change for change in wanted if change.id not in partly], partly


def _read(files: Sequence[Path]) -> tuple[list[Line], int]:
    """The lines of all files, and how many others say something that oasdiff does not read."""
    from apidiff.errors import InputError, Place
    from apidiff.recording.ignored import read_lines

    lines: list[Line] = []
    prose = 0
    for file in files:
        try:
            # With a byte order mark, the first line would name no endpoint.
            text = file.read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise InputError(
                f"the ignore file cannot be read: {error.strerror}",
                place=Place(str(file)),
                hint="Name the file that oasdiff gets as `--err-ignore` or `--warn-ignore`.",
            ) from None
        except UnicodeDecodeError:
            raise InputError("the ignore file is not UTF-8", place=Place(str(file)), hint="Save it as UTF-8.") from None
        mine = list(read_lines(str(file), text))
        prose += sum(bool(line.strip()) for line in text.splitlines()) - len(mine)
        lines += mine
    return lines, prose


def _needs_waiver(asked: Gate, change: Change) -> bool:
    # What breaks inside a new path version needs an entry, and no waiver.
    is_old = change.path_version not in asked.check.new_versions
    return change.cls == "breaking" and change.counted and change.treatment == "gated" and is_old


def _told(found: Sequence[Found], prose: int, asked: Gate, partly: dict[str, tuple[str, ...]]) -> Iterator[str]:
    from apidiff.reporting.escaping import clean
    from apidiff.reporting.words import number

    listed: set[str] = set()
    for one in found:
        for change in one.changes:
            if change.id in listed:
                continue
            listed.add(change.id)
            yield f"{change.short_id}  {clean(change.title)}"
            lines = [each.line for each in found if change in each.changes]
            yield f"  by {', '.join(f'{clean(line.file)}:{line.number}' for line in lines[:8])}"
            if change.id in partly:
                left = partly[change.id]
                yield f"  Not taken over: no line names {clean(', '.join(left[:8]))}, which it breaks as well."
            elif not _needs_waiver(asked, change):
                yield "  It needs no waiver."
    without = [one.line for one in found if not one.changes]
    if without:
        yield (
            "Lines that match no change since the newest snapshot:" if asked.base is None else "Lines without a change:"
        )
        yield from (f"  {clean(line.file)}:{line.number}: {clean(line.text)}" for line in without)
    told = f"{number(len(found) - len(without), 'line')} of {len(found)} matched {number(len(listed), 'change')}"
    yield f"{told}; {number(prose, 'line')} of prose." if prose else f"{told}."
