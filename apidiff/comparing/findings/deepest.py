"""Where what is told of a place was edited, if the place itself reads the same on both sides: in what it refers to."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from apidiff.comparing.edits import ABSENT, Edit, Finding, Spot
from apidiff.comparing.equality import same_values
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.showing import shown
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import KEYWORDS, with_shape
from apidiff.openapi.pointers import find
from apidiff.rules import rule

_MAPS = with_shape("map")
_DEEPEST = 200
"""Steps into what is referred to."""

Differs = Callable[[JSON, JSON], bool]


def note_deepest(findings: Iterable[Finding], base: Contract, revision: Contract, differs: Differs) -> None:
    """Note in each edit of a keyword that holds a `$ref` the one place behind it that all that differs is in."""
    for finding in findings:
        edit = finding.edit
        # An edit of a whole schema speaks of its values, wherever in it these come from.
        if edit.base is None or edit.revision is None or not _is_of_keyword(edit, edit.revision):
            continue
        sides = edit.base.value, edit.revision.value
        # What differs where it is told is seen there.
        if not all(isinstance(value, dict | list) for value in sides) or not same_values(*sides):
            continue
        found = _deepest(edit.base, edit.revision, (base, revision), differs)
        if found is not None:
            edit.deepest = found


def _is_of_keyword(edit: Edit, spot: Spot) -> bool:
    return edit.asks and spot.pointer.rpartition("/")[2] == edit.params.get("keyword")


def _deepest(old: Spot, new: Spot, contracts: tuple[Contract, Contract], differs: Differs) -> tuple[Spot, Spot] | None:
    """The deepest place that holds all that differs between two; `None` if that is the place itself."""
    pair = first = (old, new)
    for _ in range(_DEEPEST):
        onward = _referred(pair, contracts, differs) or _member(pair, differs)
        if onward is None:
            break
        pair = onward
    return pair if pair != first else None


def _referred(
    pair: tuple[Spot, Spot], contracts: tuple[Contract, Contract], differs: Differs
) -> tuple[Spot, Spot] | None:
    """What both refer to, unless it is something beside the references that differs."""
    beside: list[JSON] = []
    targets: list[Spot] = []
    for spot, contract in zip(pair, contracts, strict=True):
        ref = spot.value.get("$ref") if isinstance(spot.value, dict) else None
        if not isinstance(spot.value, dict) or not isinstance(ref, str) or not ref.startswith("#/"):
            return None
        beside.append({key: value for key, value in spot.value.items() if key != "$ref"})
        targets.append(Spot(ref[1:], find(contract.document, ref)))
    old, new = targets
    return (old, new) if not differs(*beside) and differs(old.value, new.value) else None


def _member(pair: tuple[Spot, Spot], differs: Differs) -> tuple[Spot, Spot] | None:
    """The one member in which two objects, or two arrays of one length, differ."""
    old, new = (_members(spot.value) for spot in pair)
    if isinstance(pair[0].value, list) and len(old) != len(new):
        return None
    differing = [key for key in {**old, **new} if (key in old) != (key in new) or differs(old[key], new[key])]
    if len(differing) != 1:
        return None
    key = differing[0]
    first, second = (
        Spot(join(spot.pointer, key), members.get(key, ABSENT)) for spot, members in zip(pair, (old, new), strict=True)
    )
    return first, second


def _members(value: JSON) -> dict[str, JSON]:
    if isinstance(value, dict):
        return value
    return {str(index): each for index, each in enumerate(value)} if isinstance(value, list) else {}


def cause(old: Spot, new: Spot) -> str:
    """What differs behind a reference, in words: "`maxLength` of schema `Lead` changed from `9` to `3`"."""
    place = (old if new.value is ABSENT else new).pointer
    around, _, keyword = place.rpartition("/")
    if keyword not in KEYWORDS or keyword in _MAPS or around.rpartition("/")[2] in _MAPS:
        return f"{phrase(place)} changed"
    params = {"keyword": keyword, "where": phrase(around), "base": shown(old.value), "revision": shown(new.value)}
    return rule("condition-changed").title_for(params)
