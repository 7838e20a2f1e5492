"""Every rule has one example, and the comparison yields exactly what the example says."""

from __future__ import annotations

from random import Random

import pytest

import apidiff
from apidiff.reading import read
from apidiff.rules import rule, rule_ids
from tests.laws.exchanges import shuffled
from tests.rules.golden import changes_of, example_folders, expected_of


def by_name(folder):
    return folder.name


def test_every_rule_has_an_example_and_every_example_a_rule():
    assert [folder.name for folder in example_folders()] == list(rule_ids())


@pytest.mark.parametrize("folder", example_folders(), ids=by_name)
def test_an_example_shows_its_rule(folder):
    assert folder.name in {change["rule"] for change in expected_of(folder)}


@pytest.mark.parametrize("folder", example_folders(), ids=by_name)
def test_rule_example(folder):
    assert changes_of(folder) == expected_of(folder), f"if it is right: `python -m tests.rules.golden {folder.name}`"


OPPOSITES = (
    ("added", "removed"),
    ("raised", "lowered"),
    ("required", "optional"),
    ("opened", "closed"),
    ("tightened", "relaxed"),
    ("deprecated", "undeprecated"),
    ("declared", "undeclared"),
)


def pairs_of_opposites():
    """Rules that say the same of the two directions in time, such as `items-added` and `items-removed`."""
    for verb, opposite in OPPOSITES:
        for id in rule_ids():
            stem, _, last = id.rpartition("-")
            # What a lens would say of the way back, the wire may say already.
            if last == verb and f"{stem}-{opposite}" in rule_ids() and rule(id).lens == "wire":
                yield id, f"{stem}-{opposite}"
                yield f"{stem}-{opposite}", id


@pytest.mark.parametrize(("id", "opposite"), list(pairs_of_opposites()))
def test_swapping_the_sides_swaps_the_rule(id, opposite):
    folder = next(folder for folder in example_folders() if folder.name == id)
    swapped = apidiff.diff(str(folder / "revision.yaml"), str(folder / "base.yaml"))
    assert opposite in {change.rule for change in swapped.changes}


@pytest.mark.parametrize("folder", example_folders(), ids=by_name)
def test_no_side_differs_from_itself(folder):
    for side in ("base.yaml", "revision.yaml"):
        assert apidiff.diff(str(folder / side), str(folder / side)).verdict == "identical"


@pytest.mark.parametrize("folder", example_folders(), ids=by_name)
def test_the_order_of_keys_changes_no_word(folder):
    base, revision = (read(str(folder / f"{side}.yaml")).document for side in ("base", "revision"))
    expected = apidiff.diff(base, revision).to_dict()["changes"]
    for seed in range(2):
        sides = (shuffled(side, Random(seed + index)) for index, side in enumerate((base, revision)))
        assert apidiff.diff(*sides).to_dict()["changes"] == expected
