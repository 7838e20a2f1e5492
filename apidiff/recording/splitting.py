"""One entry goes in, two come out: changes that are decided otherwise get an entry of their own, with its waiver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from apidiff.governing.meaning import declared_changes
from apidiff.model.change import Change
from apidiff.model.records import Entry, Waiver
from apidiff.recording.drafting import follows, new_entry, with_own_text
from apidiff.recording.editing import edited
from apidiff.recording.entries import read_text
from apidiff.recording.entry_writing import entry_text
from apidiff.recording.first_texts import with_sentences
from apidiff.recording.gate import Gate


@dataclass(frozen=True, slots=True)
class Split:
    """What is written: the text of the entry that was there, and another entry."""

    rest: str
    path: Path
    text: str


def split_off(gate: Gate, entry: Entry, changes: Sequence[Change], waiver: Waiver) -> Split | None:
    """Move `changes` of an entry, and its declarations that some of them are, into a new one with this waiver.

    `None` where that cannot be: an entry keeps at least one change, or declares one.
    """
    ids = {change.id for change in changes}
    # Each declaration is one change, in their order.
    declared = declared_changes(entry, gate.project.policy, gate.check.comparison)
    meant = [(meaning, change.id in ids) for meaning, change in zip(entry.meaning, declared, strict=True)]
    rest = tuple(id for id in entry.changes if id not in ids)
    left = entry._replace(meaning=tuple(meaning for meaning, moves in meant if not moves))
    if not ids.issubset({*entry.changes, *(change.id for change in declared)}) or not (rest or left.meaning):
        return None
    titles = with_sentences(gate.check.comparison.changes)
    text = read_text(entry.path)
    left = follows(gate, left, rest)
    new = new_entry(gate, entry.date, entry.version, changes, entry.base)._replace(
        changes=tuple(id for id in entry.changes if id in ids),
        meaning=tuple(meaning for meaning, moves in meant if moves),
        waiver=waiver,
    )
    if waiver.kind == "correction":
        new = with_own_text(gate, new)
    return Split(edited(text, entry, left, titles), new.path, entry_text(new, titles))
