"""A waiver given for one edit ships no other edit, nor the same one with another value."""

from __future__ import annotations

import pytest

from tests.laws.waivers import SURFACES, cases, shipped


@pytest.mark.parametrize("surface", SURFACES)
def test_a_waiver_covers_no_edit_of_a_neighbour_and_no_other_value(surface):
    found = [f"{case}: {shipped(case, surface)}" for case in cases(120, seed=7) if shipped(case, surface)]
    assert not found, "\n".join(found[:5])
