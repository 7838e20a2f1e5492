"""`apidiff diff BASE REVISION`."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import click

from apidiff.cli.failing import asked, fails, reason, tell
from apidiff.cli.options import (
    LevelType,
    api_option,
    example,
    find_or_default,
    find_policy,
    judged_by,
    need_one_stdin,
    report_options,
)
from apidiff.cli.output import progress
from apidiff.cli.reports import Wanted, keep_inputs, placed, report
from apidiff.errors import InputError, NoSuchFile, Place

if TYPE_CHECKING:
    from pathlib import Path

    from apidiff.model.change import Lens
    from apidiff.model.contract import Description


@click.command("diff", epilog=example("apidiff diff v1.4.0:openapi.yaml openapi.yaml --fail-on breaking"))
@click.argument("base")
@click.argument("revision")
@click.option(
    "--fail-on",
    type=LevelType(),
    multiple=True,
    help="End with 1 for such a change, or a worse one; of one lens, in place of the level without one: "
    "client-library:breaking. Once for each lens, and once without.",
)
@click.option(
    "--called",
    metavar="PATH",
    help="What both files are called, before and now, where git hands over copies of them.",
)
@click.option("--audit", is_flag=True, help="Let DeepDiff check that every difference is claimed, as `check` does.")
@api_option
@report_options
def command(
    base: str,
    revision: str,
    fail_on: tuple[tuple[Lens | None, str], ...],
    called: str | None,
    audit: bool,
    forms: tuple[Wanted, ...],
    output: Path | None,
    verbose: bool,
    colour: bool | None,
    quiet: bool,
    config: Path | None,
) -> int:
    """Say what changed from BASE to REVISION.

    Each is an OpenAPI description: a path, - for standard input, REV:PATH as git reads it, the date of a recorded
    release, python:MODULE:NAME for an application that is asked for its description, or an address (--allow-host). The
    policy is that of the nearest apidiff.toml, else the built-in one. Ends with 0 whatever it finds, unless --fail-on
    says otherwise.
    """
    from apidiff.api import compare
    from apidiff.reading import contract_of, read, read_pair
    from apidiff.reading.lines import CalledLocator, files_read

    need_one_stdin(base, revision)
    wanted = placed(forms, output)
    if called is not None and any(each.name == "html" for each in wanted):
        # It shows both files' lines, and would look for them under the one name.
        raise click.UsageError("--called goes with every format but html")
    keep_inputs(wanted, (base, revision, config))
    policy, reading = judged_by(config)
    levels = asked(fail_on, policy)
    with progress("comparing"):
        released = [_released(source, config) for source in (base, revision)]
        try:
            # Together, so that files which both sides share are parsed once.
            if released == [None, None]:
                read_sides = read_pair(base, revision, **reading)
            else:
                read_sides = (
                    # The base may be history, which nobody can correct: a reference without a target is a warning
                    # there.
                    released[0] or read(base, dangling="warn", **reading),
                    released[1] or read(revision, **reading),
                )
        except NoSuchFile as error:
            raise _meant(error, revision if error.source == base else base, config) from None
        sides = [
            contract_of(side)._replace(name=f"release {source}" if of_release else side.name)
            for side, source, of_release in zip(read_sides, (base, revision), released, strict=True)
        ]
        if called is not None:
            sides = [
                side._replace(name=f"{called} {when}", locator=CalledLocator(side.locator, source, called))
                for side, source, when in zip(sides, (base, revision), ("before", "now"), strict=True)
            ]
        comparison = compare(sides[0], sides[1], policy, audited=audit)
    # Which files the `$ref`s lead to is known only now.
    keep_inputs(wanted, [file for side in sides for file in files_read(side.locator)])
    failed = fails(comparison.changes, levels)
    report(comparison, wanted, colour=colour, verbose=verbose, quiet=quiet and not failed)
    if failed:
        tell(reason(comparison.changes, levels), wanted)
    return 1 if failed else 0


def _released(source: str, config: Path | None) -> Description | None:
    """The description of the recorded release that a source names by its date, unless a file has that name."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}(\.\d+)?", source, re.ASCII) or os.path.lexists(source):
        return None
    project = find_or_default(config)
    release = project.history.find(source)
    if release is None:
        newest = f", such as {project.newest.name}" if project.newest else ""
        raise InputError(
            f"there is no file `{source}`, and no release of that date is recorded",
            place=Place(str(project.index.path)),
            hint=f"Name a release that is recorded{newest}, or a description.",
        )
    from apidiff.recording.restoring import restore

    project.snapshot_path(release)  # a link is none
    try:
        return project.snapshots.description(release.file)
    except FileNotFoundError:
        path = project.schemas / release.file
        message = f"the snapshot of {release.name} is missing"
        raise InputError(message, place=Place(str(path)), hint=restore(path)) from None


def _meant(error: NoSuchFile, other: str, config: Path | None) -> InputError:
    """The error for a source that is no file, beside another source, which may be none either."""
    from apidiff.reading import git_name
    from apidiff.recording.described import meant

    is_known = bool(git_name(other)) or os.path.lexists(other)
    return meant(find_policy(config), error, other if is_known else None)
