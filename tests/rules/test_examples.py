"""Every rule has one example, and the comparison yields exactly what the example says."""

from __future__ import annotations

import pytest

from apidiff.rules import rule_ids
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
