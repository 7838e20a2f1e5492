"""`apidiff draft [SOURCE]`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from apidiff.cli.options import (
    ReleaseType,
    after_option,
    api_option,
    are_several,
    base_option,
    config_option,
    each,
    example,
    find_all,
    heading,
    need_one_api,
    need_one_base,
    need_one_stdin,
    quiet_option,
)
from apidiff.cli.output import emit, progress, wrapped
from apidiff.errors import InputError

if TYPE_CHECKING:
    from apidiff.model.records import Meaning, ReleaseName
    from apidiff.recording.drafting import Drafted
    from apidiff.recording.gate import Gate
    from apidiff.recording.project import Project


@click.command("draft", epilog=example('apidiff draft --title "Lead events reworked"'))
@click.argument("source", required=False)
@click.option(
    "--release",
    type=ReleaseType(),
    metavar="DATE",
    help="Write an entry that is dated for this release, under changelog/.",
)
@click.option("--title", help="The entry's heading, and its file's name; else one is made from the changes.")
@click.option(
    "--meaning",
    "meanings",
    nargs=2,
    multiple=True,
    metavar="TARGET NOTE",
    help="Declare what no schema shows: 'POST /v1/leads request body.price' 'is in cents'. Repeatable.",
)
@click.option("--guide/--no-guide", default=True, help="Tell clients how to move over from what breaks, or not.")
@base_option
@after_option
@api_option
@quiet_option
@config_option
def command(
    source: str | None,
    release: ReleaseName | None,
    title: str | None,
    meanings: tuple[tuple[str, str], ...],
    guide: bool,
    base: str | None,
    after: str | None,
    quiet: bool,
    config: Path | None,
) -> int:
    """Write the entry for what changed since the newest snapshot, to be edited.

    It goes to changelog/unreleased/, one file for each path version that changed; `apidiff snapshot` dates it. What is
    there from other pull requests only loses changes that are gone.

    Run it again when the description changes: the entry's list of changes is brought up to date, and a text that you
    have edited stays as it is. A waiver never comes to cover more by it.

    With --meaning, the entry declares a change that is in no schema: of an operation, an event, a schema, or a field of
    one. It counts as breaking.

    With --after, the entry is for `apidiff snapshot --after` of the same release, which records one late.

    With --base, what is refused beside that base alone gets an entry of its own, which no release publishes.
    """
    from apidiff.recording.apis import only
    from apidiff.recording.drafting import declare
    from apidiff.recording.gate import gate
    from apidiff.recording.recorded import named_release

    need_one_base(base, after)
    need_one_stdin(source, base)
    projects = find_all(config)
    need_one_api(projects, source, base)
    if meanings:
        only(projects, "a change of meaning is one of one API")
    several = are_several(projects)

    def draft_one(project: Project) -> int:
        with progress("comparing"), project.lock(project.changelog):
            # Read under the lock: another process may have recorded a release since the project was loaded.
            current = project.reread()
            asked = gate(current, source, base=base, after=named_release(current, after))
            # Before anything is written, since an unknown target is an error.
            declared = [_meaning(asked, target, note) for target, note in meanings]
            # First the draft, into which goes what is declared.
            done = _draft(asked, release, title, guide=guide)
            if declared:
                done = _with_declared(
                    done, declare(asked, declared, release.date if release else None, title, guide=guide)
                )
        if not quiet:
            if several:
                heading(project, first=project is projects[0])
            emit(wrapped("\n".join(map(_line, done))) if done else "No changes need an entry; none was written.")
        return 0

    return each(projects, draft_one)


def _meaning(gate: Gate, target: str, note: str) -> Meaning:
    """A meaning to declare. Raises `InputError` where there is no such target, or nothing is said."""
    from apidiff.governing.waivers import says_something
    from apidiff.model.records import Meaning
    from apidiff.openapi.naming import normal_name
    from apidiff.recording.targets import Targets

    if not says_something(note):
        hint = "Say what it meant before and what it means now, in a few words."
        raise InputError(f"the note on `{target}` says nothing", hint=hint)
    meaning = Meaning(normal_name(target), " ".join(note.split()))
    Targets(filter(None, gate.contracts), gate.project.policy).require([meaning], None)
    return meaning


def _with_declared(done: list[Drafted], declared: list[Drafted]) -> list[Drafted]:
    """One line for each file, although it was drafted first and declared in afterwards."""
    from dataclasses import replace

    found = {one.path: one for one in done}
    for one in declared:
        before = found.get(one.path)
        # A file that drafting left alone was written by declaring in it.
        if before is None or before.action == "unchanged":
            found[one.path] = one
        else:
            found[one.path] = replace(before, declared=one.declared)
    return list(found.values())


_KEPT = "Its text was edited, and stays as it is"
_REVIEW = (
    f"{_KEPT}. It may tell of what is gone: correct its title and text, then take `review` out.\n"
    "  Until then `apidiff check` refuses."
)


def _draft(gate: Gate, release: ReleaseName | None, title: str | None, *, guide: bool) -> list[Drafted]:
    from apidiff.recording.drafting import draft

    if release is None:
        return draft(gate, title=title, guide=guide)
    return draft(gate, release.date, title, again=release.number > 1, guide=guide)


def _line(done: Drafted) -> str:
    from apidiff.reporting.escaping import clean

    path = clean(str(done.path))
    changes = f"{done.bound} {'change' if done.bound == 1 else 'changes'}"
    count = f"{done.questions} possible {'rename' if done.questions == 1 else 'renames'}"
    declares = f"declares {done.declared} {'change' if done.declared == 1 else 'changes'} of meaning"
    declared = f"It {declares}." if done.declared else ""
    says = f"binds {changes}"
    # What binds no change and never did need not be told that it does not.
    if done.declared and not (done.bound or done.dropped):
        says, declared = declares, ""
    asks = f"It asks about {count}, in comments." if done.questions else ""
    if done.action == "written":
        wrote = f"Wrote {path}, which {says}.\n  Edit its title and text for your integrators."
        return "\n  ".join(filter(None, (wrote, declared, asks)))
    if done.action == "removed":
        return f"Removed {path}: nothing that it told of is left, and nobody had edited it."
    if done.action == "unchanged":
        return "\n  ".join(filter(None, (f"{path} is up to date: it {says}.", declared)))
    said = [f"{done.added} added" if done.added else "", f"{done.dropped} gone" if done.dropped else ""]
    how = "" if says == declares else f" ({', '.join(filter(None, said)) or 'as before'})"
    notes = [
        f"Updated {path}: it {says}{how}.",
        _REVIEW if done.review else f"{_KEPT}: see that it still says what changed." if done.prose_kept else "",
        "Remove the entry if it has nothing left to tell." if not (done.bound or done.declared) else "",
        "The waiver keeps its remaining changes; new changes are not waived." if done.waiver_narrowed else "",
        "The waiver is gone: nothing that it let pass is left." if done.waiver_gone else "",
        declared,
        asks,
    ]
    return "\n  ".join(filter(None, notes))
