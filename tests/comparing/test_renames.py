"""A rename is found from both sides, or from neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apidiff.comparing.renames import likeness, name_likeness, pair

STRING, INTEGER = {"type": "string"}, {"type": "integer"}
names = st.lists(st.sampled_from(["a", "id", "lead", "value", "message", "type", "X"]), min_size=1, max_size=4).map(
    "_".join
) | st.text(alphabet="abcdefgh_", max_size=9)


@given(names, names)
def test_likeness_is_the_same_from_both_sides(old, new):
    assert name_likeness(old, new) == name_likeness(new, old)
    assert likeness(old, STRING, new, STRING | {"maxLength": 5}) == likeness(
        new, STRING | {"maxLength": 5}, old, STRING
    )


@given(st.dictionaries(names, st.sampled_from([STRING, INTEGER]), max_size=3), st.dictionaries(names, st.just(STRING)))
def test_pairs_are_the_same_from_both_sides(removed, added):
    assert pair(removed, added) == {old: new for new, old in pair(added, removed).items()}


@pytest.mark.parametrize(
    ("old", "new"), [("customer_was_created", "was_created"), ("type", "lead_type"), ("siteId", "site_id")]
)
def test_the_word_that_matters_makes_a_rename(old, new):
    assert pair({old: STRING}, {new: STRING}) == {old: new}


@pytest.mark.parametrize(
    ("old", "new"), [("first_name", "last_name"), ("start_date", "end_date"), ("width", "height"), ("value", "message")]
)
def test_a_doubtful_rename_is_none(old, new):
    assert pair({old: STRING}, {new: STRING}) == {}
    assert pair({old: STRING | {"maxLength": 9}}, {new: STRING | {"maxLength": 9}}) == {}


def test_two_that_are_alike_leave_it_open():
    assert pair({"name": STRING}, {"first_name": STRING, "last_name": STRING}) == {}


def test_another_type_is_another_thing():
    assert pair({"count": INTEGER}, {"count_text": STRING}) == {}


def test_what_few_things_hold_makes_a_rename_of_unlike_names():
    held = {"type": "string", "enum": ["draft", "paid", "void"], "description": "Where the invoice stands."}
    assert pair({"state": held}, {"status": held}) == {"state": "status"}
    assert pair({"recipient": STRING}, {"receiver": STRING}) == {"recipient": "receiver"}
