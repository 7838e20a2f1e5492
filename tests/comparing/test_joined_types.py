"""Types that several members of an `allOf` name: a value has a type of each, and an integer is a number too."""

import pytest

from apidiff.comparing.schemas.conjunction import common_types, strictest
from tests.comparing.describing import diff, received, sent

TYPES = [
    (["number", "string"], ["integer", "string"], ["integer", "string"]),
    (["number"], ["integer", "string"], ["integer"]),
    (["integer", "number"], ["string"], []),
    (["integer", "number"], ["number"], ["number"]),
    (["number", "null"], ["number", "string"], ["number"]),
    (["boolean"], ["string"], []),
]


@pytest.mark.parametrize(("first", "second", "common"), TYPES)
def test_what_both_admit(first, second, common):
    assert sorted(common_types(frozenset(first), frozenset(second))) == common
    assert strictest("type", [first, second]) == strictest("type", [second, first]) == common


def joined(first, second):
    return {"allOf": [{"type": first}, {"type": second}]}


def test_integers_that_are_lost_beside_another_type_are_a_break_in_a_request():
    base = joined(["number", "string"], ["integer", "string"])
    for narrowed in (joined(["number", "string"], "string"), {"type": "string"}):
        (change,) = (change for change in diff(sent(base), sent(narrowed)).counted if change.cls == "breaking")
        assert change.rule == "type-changed"
        assert diff(sent(narrowed), sent(base)).verdict == "additive"
        assert diff(received(narrowed), received(base)).verdict == "breaking"


def test_the_same_types_written_in_one_list_say_the_same():
    base, one = joined(["number", "string"], ["integer", "string"]), {"type": ["integer", "string"]}
    assert diff(sent(base), sent(one)).verdict == diff(received(one), received(base)).verdict == "neutral"
