"""`apidiff history [SOURCE]`."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from apidiff.cli.options import (
    DateType,
    api_option,
    are_several,
    config_option,
    each,
    example,
    find_all,
    heading,
    need_one_api,
    quiet_option,
)
from apidiff.cli.output import Counting, say, say_lines

if TYPE_CHECKING:
    import datetime

    from apidiff.model.change import Comparison
    from apidiff.recording.backfilling import Backfill, Outcome
    from apidiff.recording.project import Project
    from apidiff.recording.revisions import Revision, Which

_BY: dict[str, Which] = {"change": "change", "day": "day", "tag": "tag", "version": "version"}


class ByType(click.ParamType["tuple[Which, str]"]):
    """Which revisions: `change`, `day`, `version`, `tag`, or `tag=GLOB`."""

    name = "by"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002
        return "[change|day|version|tag[=GLOB]]"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Which, str]:
        if isinstance(value, tuple):
            return value
        name, given, pattern = str(value).partition("=")
        if name not in _BY or (given and (name != "tag" or not pattern)):
            self.fail(f"{value!r} is none of change, day, version, tag and tag=GLOB.", param, ctx)
        return _BY[name], pattern or "*"


class RegexType(click.ParamType["re.Pattern[str]"]):
    """A regular expression of Python."""

    name = "regex"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> re.Pattern[str]:
        if isinstance(value, re.Pattern):
            return value
        try:
            return re.compile(str(value))
        except re.error as error:
            return self.fail(f"{value!r} is not a regular expression: {error}.", param, ctx)


@click.command("history", epilog=example("apidiff history HEAD:openapi.json --by tag='v*'"))
@click.argument("source", required=False)
@click.option("--by", type=ByType(), default="change", show_default=True, help="Which revisions become releases.")
@click.option("--pattern", type=RegexType(), metavar="REGEX", help="With --by version: what of it has to be new.")
@click.option("--since", type=DateType(), metavar="DATE", help="Leave out what is older.")
@click.option("--until", type=DateType(), metavar="DATE", help="Leave out what is newer.")
@click.option("--dry-run", is_flag=True, help="Say what would be recorded, and write nothing.")
@api_option
@quiet_option
@config_option
def command(
    source: str | None,
    by: tuple[Which, str],
    pattern: re.Pattern[str] | None,
    since: datetime.date | None,
    until: datetime.date | None,
    dry_run: bool,
    quiet: bool,
    config: Path | None,
) -> int:
    """Record what an API was before it was governed: a release for each revision that changed something for clients.

    SOURCE is a description in git, as HEAD:openapi.json or its path alone, or a folder of dated files
    (2025-06-05.json, openapi-2025-06-05.yaml, 2025-06-05/openapi.yaml); else the configured description. Of several
    APIs each has the past of its own description, and SOURCE is that of one: --api.

    What it finds is recorded as observed, not as judged: nothing is waived, and nobody has approved it. Each release
    gets drafts of its entries. A revision that cannot be read is reported and passed over. Stop it at any time: the
    next run goes on from the newest observed release.
    """
    from apidiff.recording.backfilling import Backfill, Wanted
    from apidiff.recording.revisions import past_of

    which, glob = by
    if pattern is not None and which != "version":
        raise click.UsageError("--pattern is for --by version.")
    projects = find_all(config)
    need_one_api(projects, source)
    several = are_several(projects)

    def run_one(project: Project) -> int:
        past = past_of(source or _configured(project), which, glob, project.roots)
        run = Backfill(project, past, Wanted(which, since, until, pattern), dry=dry_run)
        if several and not quiet:
            heading(project, first=project is projects[0])
        _run(run, quiet=quiet)
        return 0

    return each(projects, run_one)


def _run(run: Backfill, *, quiet: bool) -> None:
    counted: Counter[str] = Counter()
    with Counting("reading", len(run.todo), sys.stderr, quiet=quiet) as counting:
        if run.past.lacks and not quiet:
            counting.say(f"note: {run.past.lacks}")
        for outcome in run.run():
            counted[outcome.kind] += 1
            if outcome.kind == "passed over":
                counting.say(_passed_over(outcome))
            elif outcome.kind == "recorded" and not quiet:
                # What is printed would go on behind the line that shows how far it is.
                counting.clear()
                say_lines([_recorded(outcome)])
            counting.count()
        if run.unquoted is not None:
            counting.say(_unquoted(run.unquoted))
    if not quiet:
        say(_summary(run, counted))


def _configured(project: Project) -> str:
    """The description that the configuration names. Raises `InputError` where it names none, or several files."""
    from apidiff.errors import InputError, Place

    place = Place(str(project.config.path or project.root))
    if project.description is None:
        hint = 'Name one on the command line, or set `description = "openapi.yaml"` under `[project]`.'
        raise InputError("no description is named", place=place, hint=hint)
    if project.is_divided:
        hint = "Name one file, or a folder of dated files that each hold all of it."
        raise InputError("the description is in several files, and a past is that of one", place=place, hint=hint)
    return str(project.description)


def _recorded(outcome: Outcome) -> str:
    from apidiff.reporting.escaping import clean

    assert outcome.comparison is not None
    told = _counts(outcome.comparison) if outcome.comparison.changes else "the first"
    return f"{outcome.name}  {told}  ({clean(outcome.revision.called)})"


def _counts(comparison: Comparison) -> str:
    """How many changes of each class: what is announced by its kind, as it is the reason for a release of its own."""
    from apidiff.governing.announcing import is_announced
    from apidiff.model.wording import enumerated
    from apidiff.reporting.words import announced_say, counts, number

    announced = [change.rule for change in comparison.counted if is_announced(change)]
    if not announced:
        return counts(comparison.summary)
    summary = dict(comparison.summary)
    neutral = summary.pop("neutral", 0) - len(announced)
    told = [counts(summary)] if any(summary.values()) else []
    told += [announced_say(announced)]
    return enumerated([*told, *([number(neutral, "other neutral change")] if neutral else [])])


def _passed_over(outcome: Outcome) -> str:
    from apidiff.reporting.escaping import clean

    assert outcome.error is not None
    revision, place = outcome.revision, str(outcome.error.place or "")
    at = f", at {place}" if place else ""
    return clean(f"passed over {revision.called} of {revision.date}: {outcome.error.message}{at}")


def _unquoted(revision: Revision) -> str:
    from apidiff.reporting.escaping import clean

    return clean(
        f"note: `info.version` of {revision.called} is a number without quotes, and a number loses zeros at its end: "
        "versions such as 1.1 and 1.10 are one here"
    )


def _none_within(run: Backfill) -> str:
    """That no revision is of the days that are asked for, and of which days there are some."""
    days = [each.date for each in run.past.revisions if each.is_of_main_file]
    wanted = run.wanted
    asked = [f"since {wanted.since}" if wanted.since else "", f"until {wanted.until}" if wanted.until else ""]
    told = " ".join(filter(None, ["No revision is dated", *asked]))
    return f"{told}: the oldest is of {min(days)}, the newest of {max(days)}." if days else "There is no revision."


def _summary(run: Backfill, counted: Counter[str]) -> str:
    # A commit of something else is no revision of the description.
    total = sum(counted.values()) - counted["untouched"]
    same = counted["equal"] + counted["prose"]
    differ = "differs" if counted["prose"] == 1 else "differ"
    prose = f" ({counted['prose']} {differ} in prose only)" if counted["prose"] else ""
    parts = [
        f"{counted['recorded']} {'would be recorded' if run.dry else 'recorded'}",
        f"{same} the same to clients{prose}",
        f"{counted['unwanted']} of a version that is not asked for" if counted["unwanted"] else "",
        f"{counted['repeated']} of the version of the one before" if counted["repeated"] else "",
        f"{counted['passed over']} passed over",
    ]
    lines = [f"{total:,} {'revision' if total == 1 else 'revisions'}: {', '.join(filter(None, parts))}."]
    if run.is_none_within:
        lines = [_none_within(run)]
    elif run.done_before and not total:
        before = "1 revision was" if run.done_before == 1 else f"{run.done_before:,} revisions were"
        lines = [f"Nothing new: {before} dealt with before."]
    elif run.done_before:
        lines.append(f"{run.done_before:,} more {'was' if run.done_before == 1 else 'were'} dealt with before.")
    if run.governed:
        lines.append(f"{run.governed:,} more are not older than {run.governed_since}: the project was governed then.")
    return "\n".join(lines)
