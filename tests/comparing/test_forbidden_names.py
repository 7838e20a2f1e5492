"""A property that is declared with a schema that admits no value is no new field."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, sent, told

NEVER = [False, {"not": {}}, {"not": True}]


def berth(**more):
    return {"type": "object", "properties": {"pier": STRING, **more}}


@pytest.mark.parametrize("never", NEVER)
def test_it_narrows_what_is_taken(never):
    base, revision = sent(berth()), sent(berth(depth=never))
    assert [row[:2] for row in told(diff(base, revision, audited=True))] == [("property-forbidden", "breaking")]
    assert diff(received(berth()), received(berth(depth=never))).verdict == "additive"


@pytest.mark.parametrize("never", NEVER)
def test_alternatives_that_begin_to_exclude_each_other(never):
    side = {"type": "object", "properties": {"side": STRING}}
    base = {"anyOf": [berth(), side]}
    revision = {"anyOf": [berth(side=never), {**side, "properties": {"side": STRING, "pier": never}}]}
    comparison = diff(sent(base), sent(revision))
    assert {row[:2] for row in told(comparison)} == {("property-forbidden", "breaking")}
    assert diff(received(base), received(revision)).verdict == "additive"


def test_a_new_field_is_additive_as_before():
    assert [row[:2] for row in told(diff(sent(berth()), sent(berth(depth=STRING))))] == [("property-added", "additive")]
