"""JSON's equality, where Python's own would take `true` for 1."""

from __future__ import annotations

import pytest

from apidiff.comparing.equality import same
from tests.comparing.describing import STRING, diff, received, sent


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (0, False),
        (1, True),
        ([1], [True]),
        ({"a": 0}, {"a": False}),
        ({"a": [{"b": 1.0}]}, {"a": [{"b": True}]}),
        ([], {}),
    ],
)
def test_a_boolean_is_no_number(first, second):
    assert not same(first, second)
    assert not same(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (1, 1.0),
        ([1], [1.0]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"a": [1, {"c": 2}]}, {"a": [1.0, {"c": 2}]}),
        (None, None),
    ],
)
def test_numbers_are_equal_by_value_and_keys_have_no_order(first, second):
    assert same(first, second)


@pytest.mark.parametrize("keyword", ["const", "default", "example", "x-flag"])
def test_a_boolean_in_place_of_a_number_is_told(keyword):
    assert diff(sent({keyword: 0}), sent({keyword: False})).changes


def test_a_listed_boolean_in_place_of_a_number_is_breaking():
    assert diff(received({"enum": [0, 1]}), received({"enum": [False, True]})).verdict == "breaking"


NUMBERS = {
    "minimum": (0, 0.0),
    "maximum": (1, 1.0),
    "multipleOf": (2, 2.0),
    "maxLength": (3, 3.0),
    "const": (1, 1.0),
    "default": (1, 1.0),
    "enum": ([1, 2], [1.0, 2.0]),
    "examples": ([{"a": 1}], [{"a": 1.0}]),
    "x-steps": ({"first": [1]}, {"first": [1.0]}),
}


@pytest.mark.parametrize("keyword", NUMBERS)
def test_a_number_written_another_way_is_no_change_beside_an_edit(keyword):
    """DeepDiff, which checks the account, tells an integer from a float."""
    whole, point = NUMBERS[keyword]
    schemas = [{"properties": {"a": {keyword: value}, "b": edited}} for value, edited in ((whole, {}), (point, STRING))]
    for side in (received, sent):
        found = diff(*map(side, schemas), audited=True).changes
        assert {change.rule for change in found if change.lens == "wire"} == {"type-changed"}
        assert not any(change.undecided for change in found)
