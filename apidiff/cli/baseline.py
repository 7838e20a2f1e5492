"""`apidiff baseline [SOURCE] --release DATE`."""

from __future__ import annotations

import os
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
    find_or_default,
    heading,
    need_one_api,
    quiet_option,
    release_option,
)
from apidiff.cli.output import progress, say_lines
from apidiff.cli.reports import Wanted, report

if TYPE_CHECKING:
    from apidiff.model.records import ReleaseName
    from apidiff.recording.project import Project
    from apidiff.recording.snapshots import Snapshot


@click.command("baseline", epilog=example("apidiff baseline --release 2026-06-23"))
@click.argument("source", required=False)
@release_option
@api_option
@colour_option
@quiet_option
@config_option
def command(source: str | None, release: ReleaseName, colour: bool | None, quiet: bool, config: Path | None) -> int:
    """Record the description as it is today, with what broke already, and govern the API from here on.

    Without a project it begins one, as `apidiff init` does. Without records it records the first release, and lists
    what is not known of the description. With records it records a release that says of itself that it is a baseline:
    it lists the breaking changes since the newest release that nobody waived, and the page says that they came before
    the API was governed. No waiver is made up. That has to be allowed: `baseline = true` under `[policy]`.

    Of several APIs all are recorded; --api records one by itself.
    """
    from apidiff.governing.finding import project_folder
    from apidiff.recording.snapshots import snapshots

    begun = config is None and project_folder(os.getcwd()) is None
    lines = _begun(source) if begun else []
    projects = find_all(config)
    need_one_api(projects, source)
    with progress("recording"):
        found = snapshots(projects, source, release, baseline=True)
    several = are_several(projects)
    refused = [done.gate.check for done in found if done.gate.check.status == "refused"]
    # One API that is refused keeps all of them from being recorded.
    if not all(done.recorded for done in found):
        if lines:
            say_lines(lines)
        report(refused if several else refused[0], [Wanted("text")], colour=colour)
        return 1
    if quiet:
        return 0
    if lines:
        say_lines(lines)
    for project, done in zip(projects, found, strict=True):
        if several:
            heading(project, first=project is projects[0])
        say_lines(_told(project, done))
    return 0


def _begun(source: str | None) -> list[str]:
    """Begin a project in this folder, as `apidiff init` does, for a description that can be read."""
    from apidiff.cli.init import made
    from apidiff.recording.gate import read_description
    from apidiff.recording.starting import start

    if source is not None:
        # Before anything is made: a description that cannot be read leaves no half a project behind.
        read_description(find_or_default(None), source, dangling="warn")
    return made(start(Path()))


def _told(project: Project, done: Snapshot) -> list[str]:
    """What was recorded, and what has to be known of it."""
    from apidiff.recording.baseline import breaches
    from apidiff.reporting import words
    from apidiff.reporting.escaping import clean

    assert done.recorded is not None
    path = clean(str(project.snapshot_path(done.recorded)))
    lines = []
    if done.recorded.kind == "baseline":
        broken = breaches(done.gate.check)
        lines.append(f"Recorded {done.recorded.name} as {path}: a baseline.")
        lines.append(f"It accepts {words.number(len(broken), 'change')} that nobody waived:")
        lines += [f"  {change.short_id}  {clean(change.title)}" for change in broken]
        lines.append("The page says that they came before the API was governed.")
    elif done.gate.baseline:
        lines.append(f"Recorded {done.recorded.name} as {path}: the first release.")
    else:
        lines.append(f"Recorded {done.recorded.name} as {path}: nothing broke that nobody waived, so it is a release.")
    lines += [f"Moved {clean(str(old))}\n  to {clean(str(new))}." for old, new in done.moved.items()]
    if problems := done.warnings:
        lines.append(
            f"{words.number(len(problems), 'place')} of the description must be corrected before `apidiff check`:"
        )
        for problem in problems:
            lines.append(f"  {clean(problem.message)}")
            lines.append(f"    at {clean(str(problem.place))}")
            lines.append(f"    {clean(problem.hint)}")
        lines.append("What stood there is not known, so the correction is undecided: waive it as one.")
    lines.append("Next: commit this; then `apidiff check` compares with it.")
    return lines
