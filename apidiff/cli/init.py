"""`apidiff init`."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from apidiff.cli.options import PresetType, example, quiet_option
from apidiff.cli.output import emit, say_lines

if TYPE_CHECKING:
    from apidiff.governing.presetting import PresetName
    from apidiff.recording.starting import Started

MOST_SHOWN = 5
"""Descriptions that are listed."""


@click.command("init", epilog=example("apidiff init"))
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option(
    "--preset", type=PresetType(), help="A published policy to begin with; `apidiff policy --list` lists them."
)
@quiet_option
def command(folder: Path, preset: PresetName | None, quiet: bool) -> int:
    """Begin to govern the API in FOLDER (else this one): write apidiff.toml and make the folders for the records.

    It looks for the OpenAPI description. If a folder holds other files, init uses a different name and says so. An
    existing file stays as it is; only .gitattributes gains the lines that keep git from converting the records.
    """
    from apidiff.recording.starting import start

    started = start(folder, preset)
    if not quiet:
        said, copied, then = _next(folder, started)
        say_lines([*made(started), *said])
        # Whoever copies it would copy the ends of its lines.
        if copied:
            emit("\n".join(copied))
        if then:
            say_lines(then)
    return 0


def made(started: Started) -> list[str]:
    """What was written, left alone and found."""
    import os
    import shlex

    from apidiff.reporting.escaping import clean

    lines = [
        f"Made {clean(str(path))}/." if path.is_dir() else f"Wrote {clean(str(path))}." for path in started.written
    ]
    lines += [f"{clean(str(path))} exists already, and stays as it is." for path in started.kept]
    for item in started.avoided:
        held = f"{clean(item.files[0])}{', ...' if len(item.files) > 1 else ''}"
        lines.append(
            f"{clean(str(item.folder))}/ holds files that are not apidiff's ({held}), "
            f'so apidiff.toml says: {item.key} = "{item.chosen}".'
        )
    if started.description is not None:
        lines.append(f"The description is {clean(str(started.description))}.")
    if started.fault is not None:
        lines.append(f"It cannot be read yet ({clean(str(started.fault.place or started.description))}):")
        lines += [f"  {clean(started.fault.message)}", f"  {clean(started.fault.hint)}"]
    if started.above is not None:
        shown = clean(os.path.relpath(started.above))
        lines.append(
            f"{shown} governed this folder so far. Until a commit on the main branch has the new one, name it:"
        )
        lines.append(f"  apidiff check --config {clean(shlex.quote(str(started.written[0])))}")
    if started.apis:
        lines.append(f"It governs several APIs: {', '.join(started.apis)}.")
    if started.proposed:
        lines.append("Several descriptions were found, and none was chosen:")
    elif started.others and started.description is None:
        lines.append("apidiff.toml names no description. Found:")
    elif started.others:
        lines.append("Also found, and not used (`description` in apidiff.toml chooses):")
    if started.others:
        lines += [f"  {clean(str(path))}" for path in started.others[:MOST_SHOWN]]
        if len(started.others) > MOST_SHOWN:
            lines.append(f"  and {len(started.others) - MOST_SHOWN:,} more")
    return lines


def _next(folder: Path, started: Started) -> tuple[list[str], list[str], list[str]]:
    """What to do now: what is said of it, lines to copy, and what is said of those."""
    import shlex

    from apidiff.openapi.version import conversion
    from apidiff.recording.starting import api_lines
    from apidiff.reporting.escaping import clean

    lines: list[str] = []
    copied: list[str] = []
    then: list[str] = []
    if started.past is not None and started.description is None and not started.has_records:
        lines.append(
            f"They look like the past of one API. Next, record it: apidiff history {shlex.quote(str(started.past))}"
        )
        lines.append("Then set `description` in apidiff.toml to the file that the API goes by from now on.")
    elif started.proposed:
        lines.append("Of one API, set `description` in apidiff.toml to its main file. Of several, each has its own:")
        copied += ["", *(f"  {line}".rstrip() for line in api_lines(folder, started.proposed[:MOST_SHOWN]))]
        then.append("apidiff.toml has these lines as comments. Next, choose there, and run apidiff init again.")
    elif started.description is None and not started.apis:
        if not started.others:
            lines.append("No OpenAPI 3 description was found.")
        for path in started.swagger[:MOST_SHOWN]:
            lines.append(
                f"{clean(str(path))} is Swagger 2.0: convert it to OpenAPI 3 first, {conversion(path.as_posix())}"
            )
        lines.append("Next, set `description` in apidiff.toml to its main file.")
    elif started.has_records:
        lines.append("Next: apidiff check")
    else:
        first = "correct it, and " if started.fault else ""
        if started.past is not None:
            past = shlex.quote(str(started.past))
            lines.append(f"{clean(str(started.past))}/ looks like its past. Record that first: apidiff history {past}")
        lines.append(f"Next, {first}record the first release: apidiff snapshot --release {datetime.date.today()}")
    return lines, copied, then
