"""One edit is told once: all changes in, those out that another one does not tell of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from apidiff.comparing.edits import ABSENT, Edit, Restated, Spot
from apidiff.comparing.findings.digests import kind_at
from apidiff.comparing.findings.gathering import Gathered
from apidiff.comparing.library import CONFIRMED, OF_HOLDER, OUTSIDE
from apidiff.comparing.schemas.keyword_edit import value_text
from apidiff.model.change import CLASSES, Change
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.grammar import is_schema
from apidiff.openapi.pointers import below


def told_once(found: Iterable[tuple[Change, Gathered]]) -> list[Change]:
    """The changes without those of the second lens that say no more than what the wire says of the same edit.

    Of those about values that came, the ones without a word of the wire are left out as well.
    """
    pairs = list(found)
    if any(edit.restates for change, gathered in pairs if change.lens != "wire" for edit in _edits(gathered)):
        on_wire = _OnWire((change, gathered) for change, gathered in pairs if change.lens == "wire")
        pairs = [(change, gathered) for change, gathered in pairs if not on_wire.tells_of(change, gathered)]
    return [change for change, _ in pairs]


class _Telling(NamedTuple):
    """An edit that the wire tells of at a place."""

    rule: RuleId
    weight: int
    """The index of its class in `CLASSES`, where the worst one is first."""
    edit: Edit
    places: frozenset[tuple[str, str]]
    """Where it stands on each side."""

    def stands_behind(self, places: frozenset[tuple[str, str]]) -> bool:
        """Whether it stands at two of some places, one of each side."""
        return {side for side, _ in self.places & places} == {"base", "revision"}


class _OnWire:
    """What the changes on the wire tell of, by path version, side and place."""

    def __init__(self, changes: Iterable[tuple[Change, Gathered]]) -> None:
        self._at: dict[tuple[str, str, str], list[_Telling]] = {}
        self._grown: set[tuple[str, str]] = set()
        for change, gathered in changes:
            weight = CLASSES.index(change.cls)
            for edit in _edits(gathered):
                places = frozenset(_places_of(edit))
                told = _Telling(change.rule, weight, edit, places)
                for side, place in places:
                    self._at.setdefault((change.path_version, side, place), []).append(told)
                if change.cls != "neutral" and edit.revision is not None:
                    self._grown.add((change.path_version, edit.revision.pointer))

    def tells_of(self, change: Change, gathered: Gathered) -> bool:
        """Whether a change of the second lens says no more, at each of its places."""
        edits = _edits(gathered)
        if change.lens == "wire" or not all(edit.restates for edit in edits):
            return False
        return all(self._tells(edit, change.path_version, CLASSES.index(change.cls)) for edit in edits)

    def _tells(self, edit: Edit, version: str, weight: int) -> bool:
        if edit.rule in CONFIRMED and edit.revision and (version, edit.revision.pointer) not in self._grown:
            return True
        return self._holds(edit, version, weight) or all(
            self._says(restated, version, weight) for restated in edit.restates
        )

    def _says(self, restated: Restated, version: str, weight: int) -> bool:
        # A lighter change of the wire leaves the lens its say.
        told = [
            one
            for place in {*restated.places, *restated.behind}
            for one in self._at.get((version, *place), ())
            if one.rule in restated.rules and one.weight <= weight
            if place in restated.places or one.stands_behind(restated.behind)
        ]
        if not restated.names or not told:
            return bool(told)
        return restated.names <= {name for one in told for name in _names(one.edit)}

    def _holds(self, edit: Edit, version: str, weight: int) -> bool:
        """Whether a change of the wire speaks of the two schemas as wholes, whatever is in them."""
        if edit.rule in OUTSIDE:
            return False
        places = {place for restated in edit.restates for place in (*restated.places, *restated.wholes)}
        return any(
            one.weight <= weight and places.issuperset(zip(("base", "revision"), _wholes(one.edit), strict=True))
            for side, place in places
            if side == "base"
            for one in self._at.get((version, side, place), ())
        )


def _edits(gathered: Gathered) -> tuple[Edit, ...]:
    return gathered.finding.edit, *gathered.others


def _names(edit: Edit) -> Iterator[str]:
    """What an edit of listed values speaks of; of one value in the place of another, both."""
    yield from edit.names or (edit.name or "",)
    if edit.rule == "const-changed":
        yield from (value_text(spot.value) for spot in (edit.base, edit.revision) if spot and spot.value is not ABSENT)


def _wholes(edit: Edit) -> tuple[str | None, ...]:
    """The places of the schemas that an edit is about as wholes, on both sides."""
    spots = (edit.base, edit.revision) if edit.own is None else edit.own
    return tuple(spot.pointer if isinstance(spot, Spot) and isinstance(spot.value, dict) else None for spot in spots)


def _places_of(edit: Edit) -> Iterator[tuple[Literal["base", "revision"], str]]:
    """Where the wire tells of an edit, and what it speaks of there."""
    sides: tuple[tuple[Literal["base", "revision"], Spot | None], ...] = (
        ("base", edit.base), ("revision", edit.revision),
    )  # fmt: skip
    for side, spot in sides:
        if spot is None:
            continue
        yield side, spot.pointer
        # The wire tells of a keyword (`/.../format`), the lens of the schema that holds it.
        if edit.rule in OF_HOLDER or not is_schema(kind_at(spot.pointer)):
            yield side, spot.pointer.rpartition("/")[0]
        if edit.rule in _BY_NAME and edit.name:
            # The object that lists what it requires is where the wire tells of it; a field is where the lens does.
            yield side, below(spot.pointer.removesuffix("/required"), "properties", edit.name)


_BY_NAME = frozenset({"property-became-optional", "property-became-required", "required-added", "required-removed"})
