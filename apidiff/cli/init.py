"""`apidiff init`."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from apidiff.cli.options import example, quiet_option
from apidiff.cli.output import emit


@click.command("init", epilog=example("apidiff init"))
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@quiet_option
def command(folder: Path, quiet: bool) -> int:
    """Begin to govern the API in FOLDER (else this one): write apidiff.toml and make the folders for the records.

    It looks for the OpenAPI description. A folder with files of others is left alone, and another one is named. An
    existing file stays as it is; only .gitattributes gains the lines that keep git from converting the records.
    """
    from apidiff.recording.starting import start

    started = start(folder)
    if quiet:
        return 0
    lines = [f"Made {path}/." if path.is_dir() else f"Wrote {path}." for path in started.written]
    lines += [f"{path} exists already, and stays as it is." for path in started.kept]
    lines += [
        f"{item.folder}/ holds files that are not apidiff's ({item.files[0]}{', ...' if len(item.files) > 1 else ''}), "
        f'so apidiff.toml says: {item.key} = "{item.chosen}".'
        for item in started.avoided
    ]
    if started.others:
        lines.append(f"Also found: {', '.join(map(str, started.others))}; `description` in apidiff.toml chooses.")
    if started.description is None:
        lines.append("No description was found: name its main file as `description` in apidiff.toml.")
    today = datetime.date.today()
    lines.append(f"Next, record the first release: apidiff snapshot --release {today}")
    emit("\n".join(lines))
    return 0
