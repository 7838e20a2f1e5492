"""`apidiff next-version [SOURCE]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from apidiff.cli.options import (
    base_option,
    config_option,
    example,
    find,
    find_or_default,
    need_one_stdin,
    one_api_option,
)
from apidiff.cli.output import emit
from apidiff.errors import InputError, Place

if TYPE_CHECKING:
    from pathlib import Path


@click.command("next-version", epilog=example("apidiff next-version"))
@click.argument("source", required=False)
@base_option
@one_api_option
@config_option
def command(source: str | None, base: str | None, config: Path | None) -> int:
    """Print the next `info.version` that the changes since the newest release ask for, by Semantic Versioning.

    SOURCE is as for `check`. What breaks asks for a major version, what is added or deprecated for a minor one, what
    is more than prose for a patch; if nothing asks for one, it is the version of the base. Before the first release
    it is the version of SOURCE. `info-version` in apidiff.toml lets `check` refuse a lower one.
    """
    from apidiff.cli.reports import warn
    from apidiff.governing.judging import unquoted_version
    from apidiff.governing.versioning import next_version, read_version
    from apidiff.recording.gate import gate, require_sound

    need_one_stdin(source, base)
    project = find_or_default(config) if source and base else find(config)
    passage = gate(project, source, base=base)
    require_sound(passage)
    comparison, corrected = passage.check.comparison, passage.check.corrected
    known = comparison.revision if passage.baseline else comparison.base
    side = passage.contracts[1 if passage.baseline else 0]
    if side is not None and (warned := unquoted_version(side)):
        warn(f"{warned.message} ({warned.place})", warned.hint, ())
    found = read_version(known.version) if passage.baseline else next_version(comparison, corrected)
    if found is None:
        raise InputError(
            f"`info.version` is `{known.version}`, which is no semantic version",
            place=Place(known.name),
            hint="Write it as three numbers, as in `1.4.0` (https://semver.org).",
        )
    emit(f"{found}\n")
    return 0
