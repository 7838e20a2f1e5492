"""`apidiff repair`."""

from __future__ import annotations

from pathlib import Path

import click

from apidiff.cli.options import config_option, example, find, quiet_option
from apidiff.cli.output import emit, progress


@click.command("repair", epilog=example("apidiff repair"))
@quiet_option
@config_option
def command(quiet: bool, config: Path | None) -> int:
    """Put right what an interrupted command left among the records, as far as that is safe.

    Removes the files of interrupted writes, and records a snapshot that was interrupted before its line in the index
    was written, if the check lets it pass. Brings a sound index of apidiff.index/1 to today's format. Never changes a
    recorded release, an entry or apidiff.toml. Ends with 1 where something is left to be done, and says what.
    """
    from apidiff.recording.repairing import repair
    from apidiff.reporting.escaping import clean

    project = find(config)
    with progress("repairing"):
        done = repair(project)
    unsound = [finding for finding in done.findings if finding.severity == "unsound"]
    if not quiet:
        for path in done.removed:
            emit(f"Removed {clean(str(path))}, which an interrupted write left behind.")
        for path in done.recorded:
            emit(f"Recorded {clean(str(path))}, whose snapshot was interrupted.")
        if done.upgraded:
            emit("Upgraded schemas/index.json from apidiff.index/1; its lines say what they said.")
        if not unsound:
            emit("Sound." if done.removed or done.recorded or done.upgraded else "Sound: there was nothing to repair.")
    for finding in unsound:
        emit(f"unsound: {clean(finding.message)}\n  at {clean(str(finding.place))}\n  hint: {clean(finding.hint)}")
    return 1 if unsound else 0
