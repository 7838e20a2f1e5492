"""`apidiff snapshot [SOURCE] --release DATE`."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from apidiff.cli.options import (
    api_option,
    are_several,
    colour_option,
    config_option,
    example,
    find_all,
    heading,
    need_one_api,
    quiet_option,
    release_option,
)
from apidiff.cli.output import progress, say
from apidiff.cli.reports import Wanted, report

if TYPE_CHECKING:
    from apidiff.model.records import ReleaseName
    from apidiff.recording.project import Project
    from apidiff.recording.snapshots import Snapshot


@click.command("snapshot", epilog=example("apidiff snapshot --release 2026-06-23"))
@click.argument("source", required=False)
@release_option
@click.option("--after", metavar="RELEASE", help="The release that it follows, where that is not the newest.")
@click.option("--git-revision", metavar="TEXT", help="The commit that the description was read at, to be recorded.")
@api_option
@colour_option
@quiet_option
@config_option
def command(
    source: str | None,
    release: ReleaseName,
    after: str | None,
    git_revision: str | None,
    colour: bool | None,
    quiet: bool,
    config: Path | None,
) -> int:
    """Record the description as the release of a date, under schemas/.

    Unreleased entries are dated: they move from changelog/unreleased/ to changelog/. A recorded release is never
    rewritten, and what `check` refuses is not recorded: then it ends with 1 and the same report. The first release is
    the baseline, and is only recorded. A second release of a day is 2026-06-23.2, and one that is recorded late names
    the release that it follows: --after 2026-06-17.

    Of several APIs all are recorded, or none where one is refused; --api records one by itself.
    """
    from apidiff.errors import InputError
    from apidiff.governing.waivers import FARTHEST
    from apidiff.recording.apis import named
    from apidiff.recording.snapshots import snapshots

    projects = find_all(config)
    need_one_api(projects, source)
    # A slip in the year would block every later release, which must not be older than this one.
    ahead = release.date - datetime.date.today()
    if ahead > FARTHEST:
        raise InputError(
            f"release {release} is more than a year ahead, and no release can be older than the newest",
            hint="Correct the year in `--release`.",
        )
    with progress("recording"):
        found = snapshots(projects, source, release, after=after, source_revision=git_revision)
    several = are_several(projects)
    refused = [done.gate.check for done in found if done.gate.check.status == "refused"]
    if refused:
        report(refused if several else refused[0], [Wanted("text")], colour=colour)
        passing = [project for project, done in zip(projects, found, strict=True) if done.gate.check not in refused]
        if passing:
            say(f"\nNot recorded either: {named(passing)}. `--api NAME` records one by itself.")
        return 1
    if not quiet:
        if ahead > datetime.timedelta():
            say(f"Note: {release} is after today. If that is a slip, undo it before it is committed:")
            say("  `git checkout` the index and what moved, and remove the snapshot.")
        for project, done in zip(projects, found, strict=True):
            if several:
                heading(project, first=project is projects[0])
            _tell(project, done)
    return 0


def _tell(project: Project, done: Snapshot) -> None:
    """Say what was recorded, and what else was done."""
    from apidiff.reporting.escaping import clean
    from apidiff.reporting.views import version_views

    if done.recorded is None:
        return
    verdicts = {view.path_version: view.status for view in version_views(done.gate.check)}
    statuses = ", ".join(f"{clean(version)} {status}" for version, status in verdicts.items())
    adopted = ", completing a snapshot that was interrupted" if done.adopted else ""
    path = clean(str(project.snapshot_path(done.recorded)))
    say(f"Recorded {done.recorded.name} ({statuses or 'no operations'}) as {path}{adopted}.")
    for old, new in done.moved.items():
        say(f"Moved {clean(str(old))}\n  to {clean(str(new))}.")
    for entry in done.gate.project.unreleased:
        if entry.base is not None:
            left = f"Left {clean(str(entry.path))}, which is for `check --base` alone."
            say(f"{left}\n  Remove it once its branch is merged.")
