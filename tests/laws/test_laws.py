"""The laws, held over generated descriptions, and over real ones where the shared corpus is there.

Some hundred mutations here; `python -m tests.laws.run --mutations 10000` goes on.
"""

from __future__ import annotations

import random
from contextlib import suppress

import pytest

import apidiff
from apidiff.errors import InputError
from tests.laws import real
from tests.laws.descriptions import description
from tests.laws.laws import moved_by_another
from tests.laws.mutations import mutation, scrambled
from tests.laws.rewrites import NEUTRAL, by_the_book, reword, split
from tests.laws.run import complaints, mutations

SEEDS = range(4)
DIALECTS = ("3.0", "3.1")
HARMLESS = {"identical", "neutral"}


def needs_corpus():
    if reason := real.missing():
        pytest.skip(reason)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_description_is_identical_to_itself(seed, dialect):
    assert apidiff.diff(description(seed, dialect), description(seed, dialect)).verdict == "identical"


def test_a_real_description_is_identical_to_itself():
    needs_corpus()
    for name, document in real.descriptions():
        assert apidiff.diff(document, document).verdict == "identical", name


def told(comparison):
    return [(change.cls, change.rule, change.title) for change in comparison.changes if change.cls != "neutral"]


@pytest.mark.parametrize("rewrite", NEUTRAL, ids=lambda rewrite: rewrite.__name__)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_rewrite_is_never_more_than_neutral(rewrite, dialect):
    for seed in range(12):
        base = description(seed, dialect)
        comparison = apidiff.diff(base, rewrite(base, random.Random(seed)), audited=True)
        assert comparison.verdict in HARMLESS, f"seed {seed}: {told(comparison)}"


@pytest.mark.parametrize("seed", range(12))
def test_a_description_brought_from_3_0_to_3_1_by_the_book_is_never_more_than_neutral(seed):
    base = description(seed, "3.0")
    comparison = apidiff.diff(base, by_the_book(base, random.Random(seed)), audited=True)
    assert comparison.verdict in HARMLESS, told(comparison)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_description_split_into_files_is_never_more_than_neutral(seed, tmp_path):
    base = description(seed)
    comparison = apidiff.diff(base, split(base, tmp_path / "split"))
    assert comparison.verdict in HARMLESS, told(comparison)


def test_a_reworded_real_description_is_never_more_than_neutral():
    needs_corpus()
    for name, base in (*real.descriptions(), *real.chain()):
        comparison = apidiff.diff(base, reword(base, random.Random(1)))
        assert comparison.verdict in HARMLESS, f"{name}: {told(comparison)}"


def test_mutations_are_told_at_their_place_and_swap_with_the_sides():
    found = [complaint for made in mutations(60, seed=3) for complaint in complaints(*made)]
    assert not found, "\n".join(found[:20])


def test_mutations_of_real_descriptions_are_told_at_their_place_too():
    needs_corpus()
    chance = random.Random(5)
    for name, base in real.chain():
        for _ in range(12):
            made = mutation(base, chance)
            assert not complaints(name, base, made)


@pytest.mark.parametrize("seed", range(60))
def test_a_change_keeps_its_id_and_class_beside_an_unrelated_edit(seed):
    """The one edit in a path or a schema of its own, the other one in another API's part of the description."""
    chance = random.Random(seed)
    base = description(seed)
    other = description(seed + 1)
    made = mutation(base, chance)
    alone = apidiff.diff(base, made.revision)
    far = next(m for _ in range(9) if (m := mutation(other, chance)).what != made.what)
    together = apidiff.diff(joined(base, other), joined(made.revision, far.revision))
    assert not list(moved_by_another(alone, together)), f"{made}, beside {far}"


def joined(first, second):
    """One description of two, the second one under names of its own."""

    def led(node):
        if isinstance(node, dict):
            return {
                key: value.replace("#/components/schemas/", "#/components/schemas/Other")
                if key == "$ref"
                else led(value)
                for key, value in node.items()
            }
        return [led(child) for child in node] if isinstance(node, list) else node

    moved = led(second)
    return first | {
        "paths": first["paths"] | {f"/v1/other{path}": item for path, item in moved["paths"].items()},
        "components": first["components"]
        | {
            "schemas": first["components"]["schemas"]
            | {f"Other{name}": schema for name, schema in moved["components"]["schemas"].items()}
        },
    }


@pytest.mark.parametrize("seed", range(150))
def test_any_value_anywhere_ends_in_a_comparison_or_in_one_error(seed):
    chance = random.Random(seed)
    base = description(seed % 7, DIALECTS[seed % 2])
    made = scrambled(base, chance)
    with suppress(InputError):
        comparison = apidiff.diff(base, made.revision, audited=True)
        assert comparison.changes or base == made.revision, f"{made}: it differs, and nothing is told"
