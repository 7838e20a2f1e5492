"""`apidiff snapshot [SOURCE] --release DATE`."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from apidiff.cli.options import colour_option, config_option, example, find, quiet_option, release_option
from apidiff.cli.output import emit, progress
from apidiff.cli.reports import Wanted, report

if TYPE_CHECKING:
    from apidiff.model.records import ReleaseName


@click.command("snapshot", epilog=example("apidiff snapshot --release 2026-06-23"))
@click.argument("source", required=False)
@release_option
@click.option("--after", metavar="RELEASE", help="The release that it follows, where that is not the newest.")
@click.option("--git-revision", metavar="TEXT", help="The commit that the description was read at, to be recorded.")
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
    """
    from apidiff.errors import InputError
    from apidiff.governing.waivers import FARTHEST
    from apidiff.recording.snapshots import snapshot
    from apidiff.reporting.escaping import clean
    from apidiff.reporting.views import version_views

    project = find(config)
    ahead = release.date - datetime.date.today()
    if ahead > FARTHEST:
        raise InputError(
            f"release {release} is more than a year ahead, and no release can be older than the newest",
            hint="Correct the year in `--release`.",
        )
    with progress("recording"):
        done = snapshot(project, source, release, after=after, source_revision=git_revision)
    if done.recorded is None:
        report(done.gate.check, [Wanted("text")], colour=colour)
        return 1
    if not quiet:
        verdicts = {view.path_version: view.status for view in version_views(done.gate.check)}
        statuses = ", ".join(f"{clean(version)} {status}" for version, status in verdicts.items())
        statuses = statuses or "no operations"
        adopted = ", completing a snapshot that was interrupted" if done.adopted else ""
        if ahead > datetime.timedelta():
            emit(f"Note: {release} is after today. If that is a slip, undo it before it is committed:")
            emit("  `git checkout` the index and what moved, and remove the snapshot.")
        emit(f"Recorded {release} ({statuses}) as {project.snapshot_path(done.recorded)}{adopted}.")
        for old, new in done.moved.items():
            emit(f"Moved {clean(str(old))}\n  to {clean(str(new))}.")
        for entry in done.gate.project.unreleased:
            if entry.base is not None:
                left = f"Left {clean(str(entry.path))}, which is for `check --base` alone."
                emit(f"{left}\n  Remove it once its branch is merged.")
    return 0
