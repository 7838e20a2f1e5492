"""Find the change that an id in an entry means, and decide whether a waiver covers it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from apidiff.errors import InputError, Place
from apidiff.governing.meaning import declared_changes
from apidiff.model.change import SHOWN_DIGITS, Broken, Change, Comparison
from apidiff.model.policy import Policy
from apidiff.model.records import Entry, Waiver


def whole_id(given: str, ids: Iterable[str]) -> str | None:
    """The one of `ids` that `given` is, or begins; `None` if there is none.

    Raises `InputError`, which names the candidates, if there are several.
    """
    given = given.lower()
    # An empty beginning would be that of every id.
    found = sorted(id for id in dict.fromkeys(ids) if given and id.startswith(given))
    if given in found or len(found) < 2:
        return given if given in found else next(iter(found), None)
    listed = ", ".join(f"`{id[: max(SHOWN_DIGITS, len(given) + 4)]}`" for id in found[:4])
    more = f" and {len(found) - 4} more" if len(found) > 4 else ""
    raise InputError(
        f"`{given}` begins the ids of {len(found)} changes: {listed}{more}",
        hint="Write more digits of the one you mean.",
    )


def with_whole_ids(entry: Entry, ids: Collection[str]) -> Entry:
    """The entry with each beginning of an id in `ids` completed; what is none of them is left as it is.

    Raises `InputError`, at the entry, for a beginning that several ids have.
    """

    def whole(listed: Iterable[str]) -> tuple[str, ...]:
        # Two beginnings may be of one id.
        return tuple(dict.fromkeys(whole_id(given, ids) or given for given in listed))

    try:
        waiver = entry.waiver
        if waiver is not None:
            operations = tuple((whole_id(given, ids) or given, names) for given, names in waiver.operations)
            listed = None if waiver.changes is None else whole(waiver.changes)
            waiver = waiver._replace(changes=listed, operations=operations)
        return entry._replace(changes=whole(entry.changes), waiver=waiver)
    except InputError as error:
        raise InputError(error.message, place=Place(str(entry.path)), hint=error.hint) from None


def bound_ids(entry: Entry, policy: Policy, comparison: Comparison) -> frozenset[str]:
    """The ids that an entry answers for: those it lists and those of the meanings that it declares."""
    return frozenset(entry.changes) | {change.id for change in declared_changes(entry, policy, comparison)}


def waived_ids(entry: Entry, bound: frozenset[str]) -> frozenset[str]:
    """Those of an entry's `bound` ids that its waiver lets pass."""
    if entry.waiver is None:
        return frozenset()
    return bound if entry.waiver.changes is None else bound & set(entry.waiver.changes)


def covers(waiver: Waiver, change: Change) -> bool:
    """Whether a waiver that names a change lets it pass for all that it breaks.

    What it breaks must have been broken when the waiver was given: the same break in one more operation, or in the
    responses of one whose requests it broke, is not covered.
    A waiver that records no operations for the change was given for what it breaks now; once it has landed,
    `recording.landed` fills in what it broke then.
    """
    return not uncovered(waiver, change)


def uncovered(waiver: Waiver | None, change: Change) -> list[Broken]:
    """What a change breaks that a waiver which names it was not given for."""
    given_for = dict(waiver.operations).get(change.id) if waiver else ()
    if given_for is None:
        return []
    return [each for each in change.breaks if each not in given_for and each._replace(direction=None) not in given_for]


def is_open(waiver: Waiver, change: Change) -> bool:
    """Whether a waiver that names a change does not say for which operations.

    Of a declared change that is its target; one that breaks no operation has none to say.
    """
    return bool(change.broken) and change.id not in dict(waiver.operations)


def recorded(waiver: Waiver, comparison: Comparison) -> Waiver:
    """The waiver with the operations that each listed change breaks now, for those that have none recorded.

    What is recorded stays, and what is recorded of a change that the waiver does not list goes: so this never widens a
    waiver.
    """
    given_for = dict(waiver.operations)
    breaks = {change.id: change.breaks for change in comparison.changes}
    listed = [(id, given_for.get(id, breaks.get(id))) for id in waiver.changes or ()]
    return waiver._replace(operations=tuple((id, names) for id, names in listed if names is not None))
