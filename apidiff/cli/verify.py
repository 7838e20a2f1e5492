"""`apidiff verify`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from apidiff.cli.options import config_option, example, find, quiet_option
from apidiff.cli.output import emit, progress


@click.command("verify", epilog=example("apidiff verify"))
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="The report's form.",
)
@quiet_option
@config_option
def command(form: str, quiet: bool, config: Path | None) -> int:
    """Hold the records against what they should be: hash chain, files, canonical form, entries, and every verdict.

    Reads nothing but the records and apidiff.toml. Ends with 1 where a record is unsound, and says which and what
    to do.
    """
    from apidiff.recording.verify import verify
    from apidiff.reporting.escaping import clean

    project = find(config)
    with progress("verifying"):
        findings = verify(project)
    unsound = [finding for finding in findings if finding.severity == "unsound"]
    if form == "json":
        document = {"format": "apidiff.verify/1", "sound": not unsound, "findings": [f.to_dict() for f in findings]}
        if unsound or not quiet:
            emit(json.dumps(document, indent=2, ensure_ascii=False), form="json")
        return 1 if unsound else 0
    for finding in unsound if quiet else findings:
        emit(
            f"{finding.severity}: {clean(finding.message)}\n"
            f"  at {clean(str(finding.place))}\n"
            f"  hint: {clean(finding.hint)}"
        )
    if not unsound and not quiet:
        count = len(project.releases)
        emit(f"Sound: {count} {'release' if count == 1 else 'releases'}, every verdict computed again.")
    return 1 if unsound else 0
