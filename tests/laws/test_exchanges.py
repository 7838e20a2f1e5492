"""Laws of operations, events and callbacks, over random descriptions of all the ways to write them."""

from __future__ import annotations

import copy
import random

import pytest

import apidiff
from tests.laws import exchanges as write
from tests.laws.exchanges import exchanges, reworded, shuffled

SEEDS = range(60)


def told(comparison):
    return [(c.cls, c.rule, c.title, c.base and c.base.pointer) for c in comparison.counted if c.cls != "neutral"]


@pytest.mark.parametrize("seed", SEEDS)
def test_another_title_is_one_change(seed):
    base = exchanges(seed)
    revision = copy.deepcopy(base) | {"info": {"title": "Another", "version": "1"}}
    changes = apidiff.diff(base, revision, audited=True).changes
    assert [(change.rule, change.cls) for change in changes] == [("documentation-changed", "neutral")]


@pytest.mark.parametrize("seed", SEEDS)
def test_other_words_are_neutral(seed):
    base = exchanges(seed)
    assert told(apidiff.diff(base, reworded(base, random.Random(seed)), audited=True)) == []


@pytest.mark.parametrize("rewrite", [write.with_other_variables, write.with_shared_callbacks, write.with_shared_items])
def test_what_is_written_another_way_is_neutral(rewrite):
    for seed in SEEDS:
        base = exchanges(seed)
        assert told(apidiff.diff(base, rewrite(base), audited=True)) == [], seed
        assert told(apidiff.diff(rewrite(base), base, audited=True)) == [], seed


def test_a_prefix_moved_into_the_paths_is_neutral():
    tried = 0
    for seed in range(400):
        base = exchanges(seed)
        if revision := write.with_prefix_in_paths(base):
            tried += 1
            assert told(apidiff.diff(base, revision, audited=True)) == [], seed
    assert tried > 5


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_keys_changes_no_word(seed):
    base, revision, chance = exchanges(seed), exchanges(seed + 1_000), random.Random(seed)
    expected = apidiff.diff(base, revision).to_dict()["changes"]
    assert apidiff.diff(shuffled(base, chance), shuffled(revision, chance)).to_dict()["changes"] == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_swapping_the_sides_swaps_what_is_added_and_removed(seed):
    base, revision = exchanges(seed), exchanges(seed + 1_000)

    def alone(comparison, verb):
        rules = {f"{kind}-{verb}" for kind in ("operation", "event", "callback")}
        return sorted(name for change in comparison.changes if change.rule in rules for name in change.operations)

    forth, back = apidiff.diff(base, revision), apidiff.diff(revision, base)
    assert alone(forth, "added") == alone(back, "removed")
    assert alone(forth, "removed") == alone(back, "added")
