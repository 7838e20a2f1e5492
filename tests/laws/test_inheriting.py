"""The law of classes: where a class stands in a chain of `allOf` says nothing, beside an edit and beside new prose."""

from __future__ import annotations

import random

import pytest

import apidiff
from tests.laws.inheriting import described, refactored, retyped, reworded

SEEDS = range(150)


def told(comparison):
    """What is more than neutral on the wire."""
    return [change for change in comparison.changes if change.lens == "wire" and change.cls != "neutral"]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_refactoring_with_new_prose_is_neutral(seed):
    rng = random.Random(seed)
    base = described(rng)
    revision = refactored(base, rng)
    for _ in range(rng.randint(0, 2)):
        reworded(revision, rng)
    assert not told(apidiff.diff(base, revision))


@pytest.mark.parametrize("seed", SEEDS)
def test_an_edit_beside_a_refactoring_is_told_alone(seed):
    rng = random.Random(seed)
    base = described(rng)
    revision = refactored(base, rng)
    retyped(revision, rng)
    found = told(apidiff.diff(base, revision))
    assert len(found) <= 1, [change.title for change in found]
    assert not any(change.undecided for change in found)
