"""Record the decision to ship breaking changes: a waiver in the entry that binds them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from apidiff.errors import InputError, Place
from apidiff.governing.checking import bound_ids, waived_ids
from apidiff.governing.coverage import covers, recorded, whole_id
from apidiff.model.change import SHOWN_DIGITS, Change
from apidiff.model.records import Entry, Waiver
from apidiff.recording.editing import edited
from apidiff.recording.entries import read_text
from apidiff.recording.gate import Gate
from apidiff.recording.writing import write_atomically


@dataclass(frozen=True, slots=True)
class Waived:
    """What was waived in one entry."""

    path: Path
    changes: tuple[Change, ...]
    """Those that were not waived before."""


def waive(gate: Gate, ids: Sequence[str] | None, reason: str, approved_by: str) -> list[Waived]:
    """Waive the changes `ids`, or with `None` every refused breaking change that a pending entry binds.

    The waiver lists its changes one by one, so that what the entry comes to bind later is not waived with them.
    The entry's text stays byte for byte. Either every change is found and waived, or nothing is written.
    The beginning of an id is enough. Raises `InputError` for an unknown id, one that begins several, one that no entry
    binds, one that is not breaking, or an entry that already has a waiver with another reason or by someone else.
    """
    _given(reason, "--reason")
    _given(approved_by, "--approved-by")
    bound = _bound(gate)
    if ids is None:
        wanted = [change for change in _refused(gate) if change.id in bound]
        if not wanted:
            raise _nothing(gate)
    else:
        wanted = [_find(gate, change, bound) for change in dict.fromkeys(ids)]
    with gate.project.lock(gate.project.changelog):
        edits = []
        for entry in dict.fromkeys(bound[change.id] for change in wanted):
            mine = tuple(change for change in wanted if bound[change.id] == entry)
            edits.append(_edit(gate, entry, mine, reason, approved_by))
        for done, text in edits:
            if done.changes:
                write_atomically(done.path, text.encode())
        return [done for done, _ in edits]


def _given(text: str, option: str) -> None:
    if not text.strip():
        raise InputError(
            f"`{option}` is empty", hint=f"Say it in words: it is what a reviewer reads years later. `{option} TEXT`"
        )


def _bound(gate: Gate) -> dict[str, Entry]:
    """Which pending entry answers for an id; the first one where two do."""
    found: dict[str, Entry] = {}
    for entry in gate.check.entries:
        for change in _ids(gate, entry):
            found.setdefault(change, entry)
    return found


def _ids(gate: Gate, entry: Entry) -> frozenset[str]:
    comparison = gate.check.comparison
    versions = tuple(dict.fromkeys((*comparison.base.path_versions, *comparison.revision.path_versions)))
    return bound_ids(entry, gate.project.policy, versions)


def _refused(gate: Gate) -> list[Change]:
    return [
        change
        for version in gate.check.versions
        for refusal in version.refusals
        if refusal.code == "breaking-not-waived"
        for change in refusal.changes
    ]


def _find(gate: Gate, given: str, bound: dict[str, Entry]) -> Change:
    """The breaking change of that id that an entry binds."""
    current = {change.id: change for change in gate.check.comparison.changes}
    id = whole_id(given, current)
    change = None if id is None else current[id]
    if change is None:
        shown = [change.short_id for change in current.values()]
        near = difflib.get_close_matches(given.lower()[:SHOWN_DIGITS], shown, n=3, cutoff=0.6)
        hint = f"Did you mean {' or '.join(f'`{item}`' for item in near)}? " if near else ""
        raise InputError(
            f"no change of now has the id `{given}`", hint=f"{hint}`apidiff check` lists the changes with their ids."
        )
    if change.cls != "breaking":
        raise InputError(
            f"`{change.short_id}` is {change.cls} and needs no waiver: {change.title}",
            hint="Leave it out of the command.",
        )
    if change.id not in bound:
        raise InputError(
            f"no dated entry binds `{change.short_id}` yet: {change.title}",
            place=Place(str(gate.project.changelog)),
            hint="Write the entry first: `apidiff draft --release DATE`, then run this command again.",
        )
    return change


def _nothing(gate: Gate) -> InputError:
    if _refused(gate):
        return InputError(
            "no dated entry binds the refused changes yet",
            place=Place(str(gate.project.changelog)),
            hint="Write the entry first: `apidiff draft --release DATE`, then run this command again.",
        )
    return InputError("there is nothing to waive", hint="`apidiff check` says how each path version stands.")


def _edit(gate: Gate, entry: Entry, changes: tuple[Change, ...], reason: str, approved_by: str) -> tuple[Waived, str]:
    reason, approved_by = " ".join(reason.split()), " ".join(approved_by.split())
    before = waived_ids(entry, _ids(gate, entry))
    fresh = tuple(
        change
        for change in changes
        if change.id not in before or (entry.waiver is not None and not covers(entry.waiver, change))
    )
    text = read_text(entry.path)
    if not fresh:
        return Waived(entry.path, ()), text
    standing = entry.waiver
    if standing is not None and (standing.reason, standing.approved_by) != (reason, approved_by):
        raise InputError(
            f"the entry already has a waiver, by {standing.approved_by}: {standing.reason}",
            place=Place(str(entry.path)),
            hint="Repeat its `--reason` and `--approved-by` to add these changes to it, or edit the waiver by hand.",
        )
    anew = {change.id for change in fresh}
    listed = tuple(dict.fromkeys((*((standing.changes or ()) if standing else ()), *(change.id for change in fresh))))
    kept = tuple((id, names) for id, names in (standing.operations if standing else ()) if id not in anew)
    waiver = recorded(Waiver(reason, approved_by, listed, kept), gate.check.comparison)
    wanted = entry._replace(waiver=waiver)
    titles = {change.id: change.title for change in gate.check.comparison.changes}
    return Waived(entry.path, fresh), edited(text, entry, wanted, titles)
