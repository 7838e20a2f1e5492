"""The law of parts: beside a rewrite in one part of a whole, an edit in another part is told as it is told alone."""

from __future__ import annotations

from collections import Counter

import jsonschema
import pytest

from tests.comparing.describing import diff, received, sent
from tests.laws.joined import Case, Whole, cases

EVERY = 61
"""A prime, so that each rewrite meets most edits and places."""
CASES = [case for number, case in enumerate(cases()) if number % EVERY == 0]


def described(surface, whole: Whole):
    root, schemas = whole
    return surface(root, schemas=schemas) if schemas else surface(root)


def told(comparison):
    """What is more than neutral, without the places where it stands."""
    found = [(c.rule, c.cls, c.name, c.undecided) for c in comparison.changes if c.cls != "neutral"]
    return Counter(found)


def quiet(comparison):
    return {change.rule for change in comparison.changes if change.cls == "neutral"}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_rewrite_beside_an_edit_adds_nothing(case: Case, surface):
    before, rewritten, edited, both = (described(surface, whole) for whole in case[1:])
    alone = diff(before, rewritten), diff(before, edited)
    together = diff(before, both)
    assert not told(alone[0])
    assert told(together) == told(alone[1])
    assert quiet(together) <= quiet(alone[0]) | quiet(alone[1]) | {"schema-rewritten"}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_witness_beside_a_rewrite_is_one_of_the_edit_alone(case: Case, surface):
    old, new = (valid_under(whole) for whole in (case.before, case.edited))
    for change in diff(described(surface, case.before), described(surface, case.both)).changes:
        if change.witness is not None:
            value = change.witness.instance
            assert old(value) != new(value), change.title


def valid_under(whole: Whole):
    root, schemas = whole
    validator = jsonschema.Draft202012Validator({**root, "components": {"schemas": schemas}})
    return validator.is_valid
