"""A list of all booleans says what the type says, however it is written, and a shorter list grows to either."""

from __future__ import annotations

from itertools import product

import pytest

from apidiff.model.policy import Policy
from tests.comparing.describing import api, diff, ok, received, sent

ONE = [{"enum": [True]}, {"const": True}, {"type": "boolean", "enum": [True]}]
ALL = [
    {"enum": [True, False]},
    {"type": "boolean", "enum": [False, True]},
    {"oneOf": [{"const": True}, {"const": False}]},
    {"anyOf": [{"type": "boolean", "const": True}, {"type": "boolean", "const": False}]},
    {"type": "boolean"},
]


def answered(schema):
    """A description whose one operation answers with a header of the schema."""
    return api({"/v1/things": {"get": {"responses": ok(headers={"X-A": {"schema": schema}})}}})


def within(schema):
    return received({"type": "object", "properties": {"a": schema}})


PLACES = pytest.mark.parametrize("place", [sent, received, within, answered])


@PLACES
@pytest.mark.parametrize("same", [ONE, ALL])
def test_equal_sets_are_neutral(place, same):
    found = {diff(place(old), place(new)).verdict for old, new in product(same, same)}
    assert found == {"neutral", "identical"}


@PLACES
@pytest.mark.parametrize("strict", [False, True])
def test_a_list_that_grows_to_all_of_them_is_one_that_grows(place, strict):
    policy = Policy(new_enum_value="breaking" if strict else "additive")
    found = {diff(place(old), place(new), policy=policy).verdict for old, new in product(ONE, ALL)}
    assert found == {"breaking" if strict and place is not sent else "additive"}


def test_null_is_a_value_of_another_type():
    base, revision = {"enum": [True]}, {"type": ["boolean", "null"]}
    assert diff(received(base), received(revision)).verdict == "breaking"
    assert diff(received({"enum": [True, None]}), received(revision)).verdict == "additive"
