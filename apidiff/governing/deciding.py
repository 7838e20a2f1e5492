"""Turn a decision into options of a command. Apart from the refusals, so that a report of a `diff` loads less."""

from __future__ import annotations

import shlex

from apidiff.model.records import Waiver


def decided(waiver: Waiver | None, approver: str = '"..."') -> list[str]:
    """The options that say what was decided: as a waiver has it, else to be filled in."""
    # What cannot be shown on a line cannot be copied from it.
    if waiver is None or not (waiver.reason + waiver.approved_by).isprintable():
        return ['--reason "..."', f"--approved-by {approver}"]
    return [f"--reason {shlex.quote(waiver.reason)}", f"--approved-by {shlex.quote(waiver.approved_by)}"]
