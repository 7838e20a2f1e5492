"""The verdict of each rule's example stays, whatever is written otherwise on one side or on both."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import apidiff
from apidiff.reading import read
from tests.laws.everywhere import ON_BOTH_SIDES, ON_ONE_SIDE, rewritten

EXAMPLES = sorted(path.parent for path in (Path(__file__).parents[1] / "rules").glob("*/expected.json"))


@cache
def pair(folder):
    sides = [next(folder.glob(f"{side}.*")) for side in ("base", "revision")]
    return [read(side).document for side in sides]


def verdict(base, revision):
    found = apidiff.diff(base, revision).verdict
    return "neutral" if found == "identical" else found


def shifted(rewrites):
    """Each example with the rewrites that are its turn: over all examples, each rewrite meets a third of them."""
    return [
        (folder, rewrites[(index + turn) % len(rewrites)]) for index, folder in enumerate(EXAMPLES) for turn in (0, 1)
    ]


@pytest.mark.parametrize(
    ("folder", "rewrite"),
    shifted(ON_ONE_SIDE),
    ids=lambda value: value.name if isinstance(value, Path) else value.__name__,
)
def test_one_side_written_otherwise(folder, rewrite):
    base, revision = pair(folder)
    known = verdict(base, revision)
    assert verdict(base, rewritten(revision, rewrite)) == known
    assert verdict(rewritten(base, rewrite), revision) == known


@pytest.mark.parametrize(
    ("folder", "name"), shifted(list(ON_BOTH_SIDES)), ids=lambda value: value.name if isinstance(value, Path) else value
)
def test_both_sides_written_otherwise_alike(folder, name):
    base, revision = pair(folder)
    assert verdict(*(rewritten(side, ON_BOTH_SIDES[name]) for side in (base, revision))) == verdict(base, revision)
