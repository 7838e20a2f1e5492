"""Numbers that are listed: 1.0 is an integer (JSON Schema 2020-12 Validation, 6.1.1)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from apidiff.comparing.schemas.conjunction import is_of_type
from tests.comparing.describing import diff, sent, told


@pytest.mark.parametrize("value", [1, 1.0, Decimal("1.0"), Decimal("1e9999"), -0.0])
def test_a_number_without_a_fraction_is_an_integer(value):
    assert is_of_type(value, "integer")
    assert is_of_type(value, "number")


@pytest.mark.parametrize("value", [1.5, Decimal("0.1"), True, "1", None])
def test_anything_else_is_none(value):
    assert not is_of_type(value, "integer")


def test_integers_that_are_written_with_a_fraction_are_an_enum():
    base, revision = ({"oneOf": [{"type": "integer", "enum": [value]} for value in ends]} for ends in ([1.0], [1.0, 2]))
    assert [row[:2] for row in told(diff(sent(base), sent(revision)))] == [("enum-value-added", "additive")]
    assert not told(diff(sent({"type": "integer", "enum": [1.0, 2]}), sent({"enum": [1.0, 2]})))
