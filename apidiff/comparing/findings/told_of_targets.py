"""Keywords that are compared as a whole and refer to what others tell of: findings in, those but for these out.

That a condition says something else, or another keyword that is compared as a whole, is no news where its text is the
same, and all that differs is told of what it refers to.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet

from apidiff.comparing.edits import ABSENT, Finding, Spot
from apidiff.comparing.equality import same
from apidiff.comparing.findings.claims import Claims
from apidiff.comparing.findings.differences import differences_at
from apidiff.comparing.pointers import is_below
from apidiff.comparing.schemas.differing import reached_by
from apidiff.comparing.schemas.keyword_rules import SIMPLE, UNITS
from apidiff.model.contract import JSON

_WHOLE = frozenset(SIMPLE.values()) | UNITS.keys()
"""The rules of keywords that are compared as a whole."""


def told_of_targets(
    base: dict[str, JSON],
    revision: dict[str, JSON],
    findings: list[Finding],
    alike: Callable[[JSON, JSON], bool],
    directly: AbstractSet[str],
) -> list[Finding]:
    """The findings without those of keywords whose targets are told, and break as much there.

    `directly`: the references whose targets differ by their own text.
    """
    wholes = {each: refs for each in findings if (refs := _leading_to(base, revision, each) & directly)}
    if not wholes:
        return findings
    others = [finding for finding in findings if finding not in wholes]
    claims = Claims(others, ())

    def is_told(finding: Finding) -> bool:
        places = [ref[1:] for ref in wholes.get(finding, ())]
        differing = [item for at in places for item in differences_at(base, revision, (at, at), alike)]
        there = [each for each in others if any(is_below(at, place) for at in _places(each) for place in places)]
        return bool(differing) and all(map(claims.hold, differing)) and _weigh_as_much(there, finding)

    return [finding for finding in findings if not is_told(finding)]


def _leading_to(base: dict[str, JSON], revision: dict[str, JSON], finding: Finding) -> set[str]:
    """The references through which alone a keyword says something else; none if it is written otherwise."""
    edit = finding.edit
    old, new = edit.own or (edit.base, edit.revision)
    if edit.rule not in _WHOLE or not isinstance(old, Spot) or not isinstance(new, Spot):
        return set()
    if ABSENT in (old.value, new.value) or not same(old.value, new.value):
        return set()
    return reached_by(base, old.value) | reached_by(revision, new.value)


def _places(finding: Finding) -> list[str]:
    return [spot.pointer for spot in (finding.edit.base, finding.edit.revision) if spot is not None]


def _weigh_as_much(others: list[Finding], finding: Finding) -> bool:
    """Whether what a finding does to an operation in a direction, another one that is asked about does too."""
    for direction, effects in finding.effects.items():
        for effect in effects:
            heavier = [
                other.operations
                for each in others
                for other in each.effects.get(direction, ())
                if other.answer is not None and other.weight >= effect.weight
            ]
            left = effect.operations
            for operations in heavier:
                left &= ~operations
            if effect.weight and (effect.answer is None or not heavier or left):
                return False
    return True
