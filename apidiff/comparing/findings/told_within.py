"""Extensions of which other findings tell all that differs: findings in, those but for these out.

A `$ref` may lead into an extension (`#/x-shared/Reef`). What differs there is compared where it is used and told at its
place; that the extension around it differs is then no news. Neither is it of a copy that bundling left in its file, nor
of a date that the deprecation beside it names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from apidiff.comparing.edits import ABSENT, Finding, Spot
from apidiff.comparing.equality import same
from apidiff.comparing.findings.claims import Claims
from apidiff.comparing.findings.definitions import Copies
from apidiff.comparing.findings.differences import differences_at
from apidiff.comparing.pointers import is_below
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.announcements import DATES
from apidiff.openapi.pointers import ABSENT as NOWHERE
from apidiff.openapi.pointers import find
from apidiff.rules import announces, is_published


def told_once(
    base: Contract,
    revision: Contract,
    findings: list[Finding],
    accounted: Iterable[str],
    alike: Callable[[JSON, JSON], bool],
) -> tuple[list[Finding], set[str]]:
    """The findings without those of extensions in which others tell of each difference, and the places of these."""
    told = _named_dates(findings) | _ignored_now(base, revision, findings)
    others = [finding for finding in findings if finding not in told]
    told |= _parts(base.document, revision.document, others, accounted, alike)
    spots = (spot for finding in told for spot in (finding.edit.base, finding.edit.revision))
    places = {spot.pointer for spot in spots if spot is not None and spot.value is not ABSENT}
    return [finding for finding in findings if finding not in told], places


def _named_dates(findings: list[Finding]) -> set[Finding]:
    """The findings of dates that came or went with the mark of a deprecation, where that of the mark names them."""
    dates = [each for each in findings if each.edit.rule == "extension-changed" and _field_of(each) in DATES]
    # Nothing else that is published is about this keyword.
    marks = [each for each in findings if dates and is_published(each.edit.rule) and _field_of(each) == "deprecated"]
    beside: dict[tuple[bool, str], list[Finding]] = {}
    for date in dates:
        for came, spot in ((False, date.edit.base), (True, date.edit.revision)):
            if _is_there(spot):
                beside.setdefault((came, _holder(spot)), []).append(date)
    told: set[Finding] = set()
    for mark in marks:
        brings, came = mark.edit.params.get("brings", ""), announces(mark.edit.rule)
        spot = mark.edit.revision if came else mark.edit.base
        days = {_field_of(date): (date, _value(date, came)) for date in beside.get((came, _holder(spot)), ())}
        named = {field: (date, day) for field, (date, day) in days.items() if f"`{day}`" in brings}
        if named:
            # Another date is another announcement, so the mark's id holds what no other one tells.
            said = {field: day for field, (_, day) in named.items()}
            before, after = mark.edit.base, mark.edit.revision
            mark.edit.own = (before, (after, said)) if came else ((before, said), after)
        told.update(date for date, _ in named.values())
    return told


def _ignored_now(base: Contract, revision: Contract, findings: list[Finding]) -> set[Finding]:
    """The findings of keywords that are an extension on one side by its dialect alone, and were not edited.

    What it does that they are ignored where they stand, or no more, is told of the schema. One that was edited goes by
    the name by which it is written.
    """
    if base.written is None and revision.written is None:
        return set()
    written = base.written or base.document, revision.written or revision.document
    told: set[Finding] = set()
    for finding in findings:
        spots = [spot for spot in (finding.edit.revision, finding.edit.base) if spot and spot.value is not ABSENT]
        if finding.edit.rule != "extension-changed" or not spots:
            continue
        holder, _, name = spots[0].pointer.rpartition("/")
        as_keyword = f"{holder}/{name.removeprefix('x-')}"
        if any(find(side, spots[0].pointer) is not NOWHERE for side in written):
            continue
        values = [find(side, as_keyword) for side in written]
        if NOWHERE not in values and same(*values):
            told.add(finding)
        elif values != [NOWHERE, NOWHERE]:
            finding.edit.params["keyword"] = name.removeprefix("x-")
    return told


def _is_there(spot: Spot | None) -> bool:
    return spot is not None and spot.value is not ABSENT and spot.value is not None


def _field_of(finding: Finding) -> str:
    """The field that an edit is of, on whichever side it is."""
    spot = next(filter(_is_there, (finding.edit.revision, finding.edit.base)), None)
    return spot.pointer.rpartition("/")[2] if spot else ""


def _holder(spot: Spot | None) -> str:
    return spot.pointer.rpartition("/")[0] if spot is not None else ""


def _value(finding: Finding, came: bool) -> JSON:
    spot = finding.edit.revision if came else finding.edit.base
    return spot.value if spot is not None else None


def _parts(
    base: dict[str, JSON],
    revision: dict[str, JSON],
    findings: list[Finding],
    accounted: Iterable[str],
    alike: Callable[[JSON, JSON], bool],
) -> set[Finding]:
    """The findings of extensions that differ in nothing but parts that others tell of."""
    around = [finding for finding in findings if _places(finding) is not None]
    if not around:
        return set()
    others = [finding for finding in findings if _places(finding) is None]
    told = [spot.pointer for each in others for spot in (each.edit.base, each.edit.revision) if spot is not None]
    claims = Claims(others, accounted)
    copied = _Copied(base, revision)

    def is_told(finding: Finding) -> bool:
        places = _places(finding)
        if places is None:
            return False
        if any(is_below(pointer, places[1]) for pointer in told):
            return all(map(claims.hold, differences_at(base, revision, places, alike)))
        return copied.hold(*(spot and spot.value for spot in (finding.edit.base, finding.edit.revision)))

    return {finding for finding in around if is_told(finding)}


class _Copied:
    """What bundling moved from extensions to `components`, and left in these: as long as it follows, it is no news."""

    def __init__(self, base: dict[str, JSON], revision: dict[str, JSON]) -> None:
        self._documents = base, revision

    @cached_property
    def _copies(self) -> tuple[Copies, Copies]:
        return Copies(self._documents[0]), Copies(self._documents[1])

    def hold(self, old: JSON, new: JSON) -> bool:
        """Whether two values differ in nothing but such copies."""
        if not isinstance(old, dict) or not isinstance(new, dict) or same(old, new):
            return same(old, new)
        if self._copies[0].has(old) and self._copies[1].has(new):
            return True
        return old.keys() == new.keys() and all(self.hold(old[name], new[name]) for name in old)


def _places(finding: Finding) -> tuple[str, str] | None:
    """Where both sides have an extension that differs."""
    old, new = finding.edit.base, finding.edit.revision
    if finding.edit.rule != "extension-changed" or old is None or new is None:
        return None
    return None if ABSENT in (old.value, new.value) or None in (old.value, new.value) else (old.pointer, new.pointer)
