"""A patch leads from one value to the other exactly, and one that does not fit is refused."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apidiff.openapi.canonical import canonical_json
from apidiff.openapi.patching import PatchError, patch_from, patched

SCALARS = (
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.0, 1.0, 0.5]) | st.text("a/~0", max_size=3)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text("a/~0-", max_size=2), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES, VALUES)
def test_a_patch_makes_the_second_value_of_the_first(base, revision):
    operations = patch_from(base, revision)
    assert canonical_json(patched(copy.deepcopy(base), operations)) == canonical_json(revision)


@given(VALUES, VALUES, VALUES)
def test_what_takes_patches_back_makes_the_first_value_again(base, second, third):
    undo: list[object] = []
    document = patched(copy.deepcopy(base), patch_from(base, second), undo)
    document = patched(document, patch_from(second, third), undo)
    assert canonical_json(patched(document, undo)) == canonical_json(base)


def test_adding_a_member_that_is_there_is_taken_back_as_well():
    undo: list[object] = []
    changed = patched({"a": 1}, [{"op": "add", "path": "/a", "value": 2}], undo)
    assert patched(changed, undo) == {"a": 1}


@given(VALUES)
def test_nothing_lies_between_a_value_and_itself(value):
    assert patch_from(value, copy.deepcopy(value)) == []


@pytest.mark.parametrize(("one", "other"), [(1, True), (1, 1.0), (0, False), (0.0, -0.0), (1, Decimal(1))])
def test_what_python_takes_for_equal_is_replaced(one, other):
    assert patch_from({"a": one}, {"a": other}) == [{"op": "replace", "path": "/a", "value": other}]


def test_a_value_that_comes_in_the_middle_of_a_list_is_one_operation():
    assert patch_from(list("abcd"), list("abxcd")) == [{"op": "add", "path": "/2", "value": "x"}]


@pytest.mark.parametrize(
    "operation",
    [
        "x",
        {"op": "add"},
        {"op": "add", "path": "a", "value": 1},
        {"op": "copy", "from": "/a", "path": "/b"},
        {"op": "add", "path": "/b"},
        {"op": "remove", "path": ""},
        {"op": "remove", "path": "/b"},
        {"op": "replace", "path": "/b", "value": 1},
        {"op": "replace", "path": "/a/2", "value": 1},
        {"op": "add", "path": "/a/3", "value": 1},
        {"op": "add", "path": "/a/-", "value": 1},
        {"op": "add", "path": "/a/01", "value": 1},
        {"op": "add", "path": "/x/y", "value": 1},
        {"op": "add", "path": "/a/0/y", "value": 1},
    ],
)
def test_a_patch_that_does_not_fit_is_refused(operation):
    with pytest.raises(PatchError):
        patched({"a": [1, 2]}, [operation])
