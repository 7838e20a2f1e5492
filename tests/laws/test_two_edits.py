"""The law of two edits: together they are as bad as the worse of them, and decided like each of them."""

from __future__ import annotations

from functools import cache
from itertools import islice

import pytest

import apidiff
from tests.laws.two_edits import EDITS, HIDING, REPAIRED, edited, harbour, pairs

EVERY = 7
"""A prime, so that each edit meets most others."""
WEIGHTS = {"identical": 0, "neutral": 0, "additive": 1, "breaking": 2}
BACK = pytest.mark.parametrize("back", [False, True], ids=["made", "taken back"])


def compared(back, *edits):
    """What some edits come to, made or taken back; nothing in it is undecided."""
    sides = harbour(), edited(*edits)
    comparison = apidiff.diff(*(sides[::-1] if back else sides), audited=True)
    assert not [change.title for change in comparison.changes if change.undecided]
    return WEIGHTS[comparison.verdict]


@cache
def alone(back, subject, name):
    return compared(back, EDITS[subject][name])


@BACK
@pytest.mark.parametrize("pair", [*islice(pairs(), 0, None, EVERY)], ids=str)
def test_two_edits_are_as_bad_as_the_worse_one(pair, back):
    subjects = frozenset(edit.subject for edit in pair)
    if back and not subjects.isdisjoint(REPAIRED):
        pytest.skip("what is taken back was a mistake")
    apart = max(alone(back, edit.subject, edit.name) for edit in pair)
    together = compared(back, *(EDITS[edit.subject][edit.name] for edit in pair))
    assert together <= apart if subjects in HIDING else together == apart
