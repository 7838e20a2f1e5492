"""Record the decision to ship breaking changes: a waiver in the entry that binds them."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from apidiff.errors import InputError, Place
from apidiff.governing.coverage import bound_ids, covers, is_open, recorded, waived_ids, whole_id
from apidiff.governing.waivers import approver_fault, exact, fault, says_something
from apidiff.model.change import SHOWN_DIGITS, Change
from apidiff.model.records import Entry, Waiver
from apidiff.model.refusals import OF_NOTICE, UNWAIVED, Refusal
from apidiff.recording.drafting import with_own_text
from apidiff.recording.editing import edited
from apidiff.recording.entries import read_text
from apidiff.recording.first_texts import with_sentences
from apidiff.recording.frontmatter import comment
from apidiff.recording.gate import Gate, require_sound
from apidiff.recording.splitting import split_off
from apidiff.recording.writing import write_atomically


@dataclass(frozen=True, slots=True)
class Waived:
    """What was waived in one entry."""

    path: Path
    changes: tuple[Change, ...]
    """Those that were not waived before."""
    kept: Waiver | None = None
    """Where nothing is new: the waiver that stays, although it may say something else than was decided now."""
    is_split: bool = False
    """Whether they were moved here, since the entry that bound them has a waiver that says something else."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, by whom and why. `None`: nothing was said of it."""

    reason: str
    approved_by: str
    kind: Literal["accepted", "correction"] | None = None
    until: datetime.date | None = None
    ticket: str | None = None
    hide_from_page: bool | None = None

    @property
    def waiver(self) -> Waiver:
        """The decision as a waiver that lists no change yet."""
        return Waiver(
            self.reason,
            self.approved_by,
            kind=self.kind or "accepted",
            until=self.until,
            ticket=self.ticket,
            hide_from_page=bool(self.hide_from_page),
        )

    def agrees_with(self, waiver: Waiver) -> bool:
        """Whether the waiver records this decision, as far as it was said."""
        told = (
            (self.kind, waiver.kind),
            (self.until, waiver.until),
            (self.ticket, waiver.ticket),
            (self.hide_from_page, waiver.hide_from_page),
        )
        same = (self.reason, self.approved_by) == (waiver.reason, waiver.approved_by)
        return same and all(mine is None or mine == recorded for mine, recorded in told)


def waive(
    gate: Gate,
    ids: Sequence[str] | None,
    reason: str,
    approved_by: str,
    *,
    kind: Literal["accepted", "correction"] | None = None,
    until: datetime.date | None = None,
    ticket: str | None = None,
    hide_from_page: bool | None = None,
) -> list[Waived]:
    """Waive the changes `ids`, or with `None` every refused breaking change that a pending entry binds.

    The waiver lists its changes one by one, so that what the entry comes to bind later is not waived with them.
    The entry's text stays byte for byte. Either every change is found and waived, or nothing is written.
    The beginning of an id is enough. Raises `InputError` for an unknown id, one that begins several, one that no entry
    binds, one that is not breaking or that a waiver cannot help, a reason that says nothing, or somebody who may not
    approve.

    An entry has one waiver: what is decided otherwise than it says moves to an entry of its own. Where that cannot be,
    as of a change that is waived already, it is an error.
    """
    require_sound(gate)
    # As entries are read, so that a decision can be compared with a waiver that is there.
    # Names as a check compares them: what nobody sees around one is not written.
    reason, approved_by = " ".join(reason.split()), exact(approved_by)
    ticket = exact(ticket) if ticket is not None else None
    decision = Decision(reason, approved_by, kind, until, ticket, hide_from_page)
    _require(gate, decision)
    bound = _bound(gate)
    lacking = _early(gate)
    # A correction says that it never was in the API: then there was nothing to announce.
    early = lacking if kind != "correction" else {}
    if ids is None:
        refused = _refused(gate)
        if kind == "correction":
            known = {change.id for change in refused}
            noticed = (change for refusal in lacking.values() for change in refusal.changes)
            refused += {change.id: change for change in noticed if change.id not in known}.values()
        # With what is waived without operations, so that these are written down, too.
        wanted = [change for change in (*refused, *_open(gate)) if change.id in bound and change.id not in early]
        if not wanted and not any(change.id in early for change in refused) and not _refused(gate):
            # What is waived already is named as it is by its ids: that its waiver stays is said of each entry.
            wanted = _standing(gate, bound)
        if not wanted:
            # What lacks notice is told first: neither an entry nor a waiver would help it.
            raise next((_too_early(early[change.id]) for change in refused if change.id in early), _nothing(gate))
    else:
        wanted = [_find(gate, change, bound) for change in dict.fromkeys(ids)]
        for change in wanted:
            if change.id in early:
                raise _too_early(early[change.id])
    with gate.project.lock(gate.project.changelog):
        # Every text is made before the first is written: a change that cannot be waived leaves all files as they are.
        edits: list[tuple[Waived, str]] = []
        for entry in dict.fromkeys(bound[change.id] for change in wanted):
            mine = tuple(change for change in wanted if bound[change.id] == entry)
            edits += _edit(gate, entry, mine, decision)
        for done, text in edits:
            if text:
                write_atomically(done.path, text.encode())
        # What is left of a divided entry has nothing newly waived.
        return [done for done, _ in edits if done.changes or not done.is_split]


def _require(gate: Gate, decision: Decision) -> None:
    """Raise `InputError` for a decision that a check would not accept."""
    for option, text in (("--reason", decision.reason), ("--approved-by", decision.approved_by)):
        if not says_something(text):
            shown = f"`{option} {comment(text)}` says nothing" if comment(text) else f"`{option}` is empty"
            raise InputError(shown, hint="Say it in words: it is what a reviewer reads years later.")
    approvers = gate.project.policy.approvers
    if approvers is not None and decision.approved_by not in approvers:
        raise InputError(
            f"`{comment(decision.approved_by)}` is not among the approvers",
            place=Place(str(gate.project.config.path or gate.project.root)),
            hint=approver_fault(decision.approved_by, approvers).hint,
        )
    # Against the day of the release, as a check asks it.
    if decision.until is not None and decision.until < gate.on:
        raise InputError(
            f"a waiver until {decision.until} covers nothing: that day has passed",
            hint="Name the last day on which it may be released.",
        )


def _early(gate: Gate) -> dict[str, Refusal]:
    """What lacks notice, by the change's id: no decision of today makes up for it."""
    refusals = (refusal for version in gate.check.versions for refusal in version.refusals)
    return {c.id: refusal for refusal in refusals if refusal.code in OF_NOTICE for c in refusal.changes}


def _too_early(refusal: Refusal) -> InputError:
    hint = refusal.hint
    if refusal.code == "sunset-too-soon":
        hint += " If it never was in the API, waive it with `--kind correction`."
    return InputError(f"a waiver does not help: {refusal.message}", hint=hint)


def _bound(gate: Gate) -> dict[str, Entry]:
    """Which pending entry answers for an id; the first one where two do."""
    found: dict[str, Entry] = {}
    for entry in gate.check.entries:
        for change in _ids(gate, entry):
            found.setdefault(change, entry)
    return found


def _ids(gate: Gate, entry: Entry) -> frozenset[str]:
    return bound_ids(entry, gate.project.policy, gate.check.comparison)


def _refused(gate: Gate) -> list[Change]:
    return [
        change
        for version in gate.check.versions
        for refusal in version.refusals
        # A waiver lifts no other refusal: a stale entry, say, has to be corrected.
        if refusal.code in UNWAIVED
        for change in refusal.changes
    ]


def _open(gate: Gate) -> list[Change]:
    """What is waived without the operations that it is waived for."""
    waived = (pair for version in gate.check.versions for pair in version.waived)
    return [change for change, entry in waived if entry.waiver and is_open(entry.waiver, change)]


def _standing(gate: Gate, bound: dict[str, Entry]) -> list[Change]:
    """What is waived."""
    waived = (change for version in gate.check.versions for change, _ in version.waived)
    return [change for change in waived if change.id in bound]


def _find(gate: Gate, given: str, bound: dict[str, Entry]) -> Change:
    """The breaking change of that id that an entry binds."""
    current = {change.id: change for change in gate.check.comparison.changes}
    id = whole_id(given, current)
    change = None if id is None else current[id]
    if change is None:
        # By the digits that people see, since those are what they type.
        shown = [change.short_id for change in current.values()]
        near = difflib.get_close_matches(given.lower()[:SHOWN_DIGITS], shown, n=3, cutoff=0.6)
        hint = f"Did you mean {' or '.join(f'`{item}`' for item in near)}? " if near else ""
        raise InputError(
            f"no change in this comparison has an id that begins with `{given}`",
            hint=f"{hint}`apidiff check` lists the changes with their ids.",
        )
    if change.cls != "breaking" and id not in _early(gate):
        raise InputError(
            f"`{change.short_id}` is {change.cls} and needs no waiver: {change.title}",
            hint="Leave it out of the command.",
        )
    if change.treatment != "gated":
        raise InputError(
            f"`{change.short_id}` is {change.treatment} by {change.treated_by}, so it needs no waiver: {change.title}",
            hint="Leave it out of the command; `apidiff policy` shows the scopes and tiers of apidiff.toml.",
        )
    if not change.counted:
        raise InputError(
            f"`{change.short_id}` is reported and not counted, so it needs no waiver: {change.title}",
            hint='Leave it out of the command, or set `client-library = "gate"` in apidiff.toml.',
        )
    if change.path_version in gate.check.new_versions:
        raise InputError(
            f"`{change.short_id}` needs no waiver: the path version {change.path_version} is new, and an entry will do",
            hint="Leave it out of the command.",
        )
    if change.id not in bound:
        raise InputError(
            f"no entry binds `{change.short_id}` yet: {change.title}",
            place=Place(str(gate.project.changelog)),
            hint="Write the entry first: `apidiff draft`, then run this command again.",
        )
    return change


def _nothing(gate: Gate) -> InputError:
    if _refused(gate):
        return InputError(
            "no entry binds the refused changes yet",
            place=Place(str(gate.project.changelog)),
            hint="Write the entry first: `apidiff draft`, then run this command again.",
        )
    return InputError("there is nothing to waive", hint="`apidiff check` says how each path version stands.")


def _edit(gate: Gate, entry: Entry, changes: tuple[Change, ...], decision: Decision) -> list[tuple[Waived, str]]:
    """What was waived in each file, with the file's new text; empty where it stays as it is."""
    # What covers nothing is replaced: the decision is made anew, for what is named now.
    standing = None if fault(entry, gate.project.policy, gate.on) else entry.waiver
    before = waived_ids(entry._replace(waiver=standing), _ids(gate, entry))
    fresh = tuple(
        change
        for change in changes
        if change.id not in before
        or (standing is not None and (is_open(standing, change) or not covers(standing, change)))
    )
    text = read_text(entry.path)
    if not fresh:
        return [(Waived(entry.path, (), None if standing is None or decision.agrees_with(standing) else standing), "")]
    if standing is not None and not decision.agrees_with(standing):
        return _apart(gate, entry, fresh, decision, standing, before)
    # These are recorded with what they break now; of the others stays what they were waived for.
    anew = {change.id for change in fresh}
    covered = standing.changes if standing else ()
    # A waiver that lists nothing covers all that the entry binds, and would cover what is named now alone.
    if covered is None:
        covered = tuple(change.id for change in gate.check.comparison.changes if change.id in before)
    listed = tuple(dict.fromkeys((*covered, *(change.id for change in fresh))))
    kept = tuple((id, names) for id, names in (standing.operations if standing else ()) if id not in anew)
    waiver = recorded((standing or decision.waiver)._replace(changes=listed, operations=kept), gate.check.comparison)
    if standing is not None and gate.base is not None:
        waiver = _with_before(waiver, standing)
    wanted = entry._replace(waiver=waiver)
    if waiver.kind == "correction":
        wanted = with_own_text(gate, wanted)  # nobody has to move for what did not change
    titles = with_sentences(gate.check.comparison.changes)
    return [(Waived(entry.path, fresh), edited(text, entry, wanted, titles))]


def _apart(
    gate: Gate,
    entry: Entry,
    fresh: tuple[Change, ...],
    decision: Decision,
    standing: Waiver,
    before: frozenset[str],
) -> list[tuple[Waived, str]]:
    """The changes moved to an entry of their own, whose waiver records the decision."""
    listed = tuple(change.id for change in fresh)
    waiver = recorded(decision.waiver._replace(changes=listed), gate.check.comparison)
    # What the standing waiver names already stays with it, even if it is for fewer operations.
    split = None if before & set(listed) else split_off(gate, entry, fresh, waiver)
    if split is None:
        raise InputError(
            f"the entry already has a waiver, by {standing.approved_by}: {standing.reason}",
            place=Place(str(entry.path)),
            hint="Repeat what it says, or change it there: what it waives already stays in it.",
        )
    return [
        (Waived(entry.path, (), is_split=True), split.rest),
        (Waived(split.path, fresh, is_split=True), split.text),
    ]


def _with_before(waiver: Waiver, before: Waiver) -> Waiver:
    """The waiver with the operations that it had before as well: beside another base a change breaks other ones."""
    had = dict(before.operations)
    both = ((id, tuple(dict.fromkeys((*had.get(id, ()), *names)))) for id, names in waiver.operations)
    return waiver._replace(operations=tuple(both))
