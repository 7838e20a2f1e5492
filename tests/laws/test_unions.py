"""The law of unions: one way to write a union is as good as another one, alone and beside an edit of the union."""

from __future__ import annotations

import itertools

import pytest

from tests.comparing.describing import diff, received, sent
from tests.laws.unions import EDITS, PLAIN, WAYS

EVERY = 41
"""A prime, so that each edit meets most pairs of ways."""
PAIRS = [(old, new) for old, new in itertools.product(WAYS, WAYS) if old != new]
BESIDE = [*itertools.islice(itertools.product(PAIRS, EDITS, (sent, received)), 0, None, EVERY)]


def described(surface, way):
    root, schemas = way
    return surface(root, schemas=schemas) if schemas else surface(root)


def told(comparison):
    """What counts and is more than neutral, without the places where it stands."""
    return {(c.rule, c.cls, c.name) for c in comparison.counted if c.cls != "neutral"}


def undecided(comparison):
    return [change.title for change in comparison.counted if change.undecided]


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("old", WAYS)
def test_a_union_written_another_way_is_a_rewrite(old, surface):
    for new in WAYS:
        comparison = diff(described(surface, WAYS[old](PLAIN)), described(surface, WAYS[new](PLAIN)), audited=True)
        assert not told(comparison), new
        assert not undecided(comparison), new


@pytest.mark.parametrize(("pair", "edit", "surface"), BESIDE, ids=lambda each: getattr(each, "__name__", str(each)))
def test_a_union_written_another_way_beside_an_edit_is_the_edit_alone(pair, edit, surface):
    old, new = (WAYS[way] for way in pair)
    edited, expected = EDITS[edit]
    base = described(surface, old(PLAIN))
    alone = told(diff(base, described(surface, old(edited)), audited=True))
    together = diff(base, described(surface, new(edited)), audited=True)
    assert told(together) == alone
    assert not undecided(together)
    assert {rule.startswith(expected) for rule, _, _ in alone} == {True}
