"""The law of uses: one edit made at one use of a component, at another one, and at both are three edits."""

from __future__ import annotations

from itertools import islice

import pytest

import apidiff
from tests.laws.sites import cases

EVERY = 7
"""A prime, so that each kind of use meets each edit."""


def told(case, *edited):
    return {change.id for change in apidiff.diff(case.side(), case.side(*edited)).counted if change.cls != "neutral"}


@pytest.mark.parametrize("case", [*islice(cases(), 0, None, EVERY)], ids=str)
def test_a_waiver_for_an_edit_of_one_use_covers_no_other_use(case):
    first, second = case.uses
    found = [told(case, *edited) for edited in ((first,), (second,), (first, second))]
    assert all(found), found
    assert not found[0] & found[1]
    assert not found[2] <= found[0]
    assert not found[2] <= found[1]
