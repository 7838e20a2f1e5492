"""`apidiff repair`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from apidiff.cli.options import (
    anchor_option,
    api_option,
    are_several,
    config_option,
    each,
    example,
    find_all,
    heading,
    quiet_option,
    signed_option,
)
from apidiff.cli.output import progress, say

if TYPE_CHECKING:
    from apidiff.recording.project import Project


@click.command("repair", epilog=example("apidiff repair"))
@click.option("--onto", metavar="REV[:PATH]", help="Append what you recorded to the records of another branch.")
@anchor_option
@api_option
@signed_option
@quiet_option
@config_option
def command(onto: str | None, anchor: str | None, signed_by: Path | None, quiet: bool, config: Path | None) -> int:
    """Put right what an interrupted command left among the records, as far as that is safe.

    Removes the files of interrupted writes, and records a snapshot that was interrupted before its line in the index
    was written, if the check lets it pass. Brings a sound index of apidiff.index/1 to today's format. Never changes a
    recorded release, an entry or apidiff.toml. Ends with 1 where something is left to be done, and says what.

    Where two branches each recorded a release, --onto takes the records of the branch that you merge or rebase onto,
    also in the middle of the conflict, and appends yours again.
    """
    from apidiff.recording.repairing import repair
    from apidiff.reporting.escaping import clean

    projects = find_all(config)
    several = are_several(projects)

    def repair_one(project: Project) -> int:
        with progress("repairing"):
            done = repair(project, anchor=anchor, onto=onto)
        unsound = [finding for finding in done.findings if finding.severity == "unsound"]
        if signed_by is not None:
            from apidiff.recording.signing import signature_findings

            # What is signed are the records as they are now that they are repaired.
            unsound += signature_findings(project.reread(), signed_by)
        if several and (unsound or not quiet):
            heading(project, first=project is projects[0])
        if not quiet:
            for path in done.removed:
                say(f"Removed {clean(str(path))}, which an interrupted write left behind.")
            for path in done.recorded:
                say(f"Recorded {clean(str(path))}, whose snapshot was interrupted.")
            if done.rejoined:
                for path in done.rejoined.restored:
                    say(f"Restored {clean(str(path))}.")
                for old, new in done.rejoined.renamed:
                    say(f"Release {old} is taken there: yours is {new} now.")
                appended = ", ".join(done.rejoined.appended)
                nothing = "There was nothing to append: all of it is there."
                say(f"Appended again: {appended}." if appended else nothing)
            if done.upgraded:
                index = clean(str(project.index.path))
                say(f"Upgraded {index} from apidiff.index/1; its lines say what they said.")
            if not unsound:
                did = done.removed or done.recorded or done.upgraded or done.rejoined
                say("Sound." if did else "Sound: there was nothing to repair.")
        for finding in unsound:
            place, hint = clean(str(finding.place)), clean(finding.hint)
            say(f"unsound: {clean(finding.message)}\n  at {place}\n  hint: {hint}")
        if unsound or not quiet:
            say(f"Records: {clean(done.report.says)}.")
        return 1 if unsound else 0

    return each(projects, repair_one)
