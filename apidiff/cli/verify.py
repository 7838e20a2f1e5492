"""`apidiff verify`."""

from __future__ import annotations

from collections.abc import Sequence
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
from apidiff.cli.output import emit, progress, say, wrapped

if TYPE_CHECKING:
    from apidiff.errors import Place
    from apidiff.model.verdict import AnchorReport
    from apidiff.recording.project import Project
    from apidiff.recording.soundness import Finding


@click.command("verify", epilog=example("apidiff verify"))
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="The report's form.",
)
@click.option("--rejudge", is_flag=True, help="Judge again what other versions recorded, too, as notes.")
@anchor_option
@signed_option
@click.option("--print-head", is_flag=True, help="Print what is to be signed, if the records are sound.")
@api_option
@quiet_option
@config_option
def command(
    form: str,
    rejudge: bool,
    anchor: str | None,
    signed_by: Path | None,
    print_head: bool,
    quiet: bool,
    config: Path | None,
) -> int:
    """Hold the records against what they should be: hash chain, snapshots, entries, and verdicts.

    They must also continue those of an earlier state, the anchor: with a CI host's variables the target branch of the
    pull request or the commit before the push, else HEAD's first parent. A verdict is computed again if this version of
    apidiff recorded it under the policy of today. Ends with 1 where a record is unsound, and says which and what to do.
    """
    from apidiff.recording.anchoring import verify_anchored
    from apidiff.recording.apis import only

    projects = find_all(config)
    several = are_several(projects)
    if print_head:
        only(projects, "the head of one API's records is signed")
    documents: dict[str, object] = {}

    def verify_one(project: Project) -> int:
        with progress("verifying"):
            report, findings = verify_anchored(project, anchor, rejudge=rejudge)
        if signed_by is not None:
            from apidiff.recording.signing import signature_findings

            findings += signature_findings(project, signed_by)
        unsound = [finding for finding in findings if finding.severity == "unsound"]
        # The head of unsound records is not printed, so that nobody signs it.
        if print_head and not unsound:
            from apidiff.recording.signing import head_text

            emit(head_text(project))
            return 0
        # Told once all are verified: several APIs are one document.
        documents[project.config.api or ""] = _document(report, findings)
        if (unsound or not quiet) and form == "text":
            if several:
                heading(project, first=len(documents) == 1)
            _print_text(project, report, unsound if quiet else findings)
        return 1 if unsound else 0

    code = each(projects, verify_one)
    # Unsound records are told of although it is to be quiet.
    if form == "json" and documents and (code or not quiet):
        one = next(iter(documents.values()))
        document = {"format": "apidiff.verify-all/1", "apis": documents} if several else one
        from apidiff.reporting.json_output import to_json

        emit(to_json(document), form="json")
    return code


def _document(anchor: AnchorReport, findings: Sequence[Finding]) -> dict[str, object]:
    return {
        "format": "apidiff.verify/1",
        "sound": all(finding.severity != "unsound" for finding in findings),
        "anchor": anchor.to_dict(),
        "findings": [finding.to_dict() for finding in findings],
    }


def _print_text(project: Project, anchor: AnchorReport, findings: Sequence[Finding]) -> None:
    from apidiff.reporting.escaping import clean

    for finding in findings:
        emit(
            wrapped(
                f"{finding.severity}: {clean(finding.message)}\n"
                f"  at {clean(_spot(finding.place))}\n"
                f"  hint: {clean(finding.hint)}"
            )
        )
    if all(finding.severity != "unsound" for finding in findings):
        say(_sound(project))
    say(f"Records: {clean(anchor.says)}.")


def _spot(place: Place) -> str:
    """A place as it is looked up: by its line, and by its pointer only where that is not known."""
    return str(place if place.line is None else place._replace(pointer=None))


def _sound(project: Project) -> str:
    from apidiff.recording.verify import is_judged

    releases = [release for release in project.history.recorded if release.is_judged]
    observed = len(project.history.recorded) - len(releases)
    judged = sum(is_judged(release, project) for release in releases)
    count = f"{len(releases)} {'release' if len(releases) == 1 else 'releases'}"
    seen = f"{observed} observed {'release' if observed == 1 else 'releases'}"
    if not releases and observed:
        return f"Sound: {seen}, as recorded."
    also = f"{seen} and " if observed else ""
    if judged == len(releases):
        return f"Sound: {also}{count}, every verdict computed again."
    rest = len(releases) - judged
    # The chain of hashes, the snapshots and the entries are looked at in any case.
    kept = f"the verdicts of {rest} stand as recorded, by another version of apidiff or under another policy"
    if not judged and rest == 1:
        kept = "its verdict stands as recorded, by another version of apidiff or under another policy"
    elif not judged:
        kept = "all verdicts stand as recorded, by other versions of apidiff or under other policies"
    kept = kept if judged else f"every hash, snapshot and entry is as recorded; {kept}"
    again = f"{judged} verdict{'s' if judged != 1 else ''} computed again, " if judged else ""
    return f"Sound: {also}{count}, {again}{kept} (`--rejudge` computes them again)."
