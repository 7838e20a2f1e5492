"""An id survives whatever does not change the edit, and nothing that does."""

from __future__ import annotations

import random
from functools import cache

import pytest

import apidiff
from apidiff.rules import rule
from tests.laws.descriptions import description
from tests.laws.ids import pairs, shared
from tests.laws.mutations import mutation
from tests.laws.rewrites import extract, inline, reorder_keys, reorder_lists, reword, split, wrap, wrap_reference

REWRITES = (inline, extract, wrap, wrap_reference, reorder_keys, reorder_lists)


@cache
def edited(seed, dialect):
    """A description, an edit of it, and its ids; none that moves an operation, which is known again by its text."""
    base, chance = description(seed, dialect), random.Random(seed)
    made = next(made for _ in range(99) if "becomes" not in (made := mutation(base, chance)).what)
    return base, made, ids(base, made.revision).keys()


def ids(base, revision):
    """The ids of what is told one by one, each with its rule and title."""
    found = [change for change in apidiff.diff(base, revision).changes if change.counted]
    return {change.id: (change.rule, change.title) for change in found if rule(change.rule).gather != "rule"}


def test_another_value_at_the_same_place_is_another_id():
    found = [what for base, what, *sides in pairs(100, seed=2) if shared(base, what, *sides)]
    assert not found, "\n".join(found[:9])


@pytest.mark.parametrize("rewrite", REWRITES, ids=lambda rewrite: rewrite.__name__)
@pytest.mark.parametrize("dialect", ["3.0", "3.1"])
def test_extracting_inlining_and_reordering_leave_an_id(rewrite, dialect):
    for seed in range(20):
        base, made, alone = edited(seed, dialect)
        rewritten = ids(base, rewrite(made.revision, random.Random(seed)))
        assert alone <= rewritten.keys(), f"seed {seed}, {made}: {ids(base, made.revision)} {rewritten}"


def test_other_prose_leaves_an_id():
    for seed in range(20):
        base, made, alone = edited(seed, "3.1")
        assert alone <= ids(base, reword(made.revision, random.Random(seed))).keys()


@pytest.mark.parametrize("seed", range(6))
def test_the_layout_in_files_leaves_an_id(seed, tmp_path):
    base, made, alone = edited(seed, "3.1")
    assert alone <= ids(base, str(split(made.revision, tmp_path / "revision"))).keys()
    sides = str(split(base, tmp_path / "base")), str(split(made.revision, tmp_path / "revised"))
    assert alone <= ids(*sides).keys()
