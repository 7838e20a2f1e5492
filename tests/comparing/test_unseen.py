"""Shared schemas within something that was written in a way that leaves it without a counterpart."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent, told

BERTH = {"type": "object", "properties": {"pier": STRING, "depth": {"type": "integer"}}, "required": ["pier"]}
LIST = {"type": "array", "items": ref("Berth")}
WAYS = {
    "one or several": (LIST, {"anyOf": [ref("Berth"), LIST]}),
    "in a map": (LIST, {"anyOf": [LIST, {"type": "object", "additionalProperties": ref("Berth")}]}),
}


def sides(way, surface, edited):
    before, after = WAYS[way]
    return surface(before, schemas={"Berth": BERTH}), surface(after, schemas={"Berth": edited})


@pytest.mark.parametrize("way", WAYS)
def test_a_harmless_edit_in_it_stays_harmless(way):
    for edited in (
        BERTH | {"deprecated": True},
        BERTH | {"properties": BERTH["properties"] | {"note": STRING}},
        BERTH | {"required": []},
    ):
        comparison = diff(*sides(way, sent, edited))
        assert comparison.verdict == "additive", told(comparison)
        assert not any(change.undecided for change in comparison.changes)


@pytest.mark.parametrize("way", WAYS)
def test_a_break_in_it_is_told_at_its_place(way):
    edited = BERTH | {"properties": BERTH["properties"] | {"depth": STRING}}
    changes = diff(*sides(way, sent, edited)).changes
    assert "Type of `depth` of schema `Berth` changed" in " ".join(c.title for c in changes if c.cls == "breaking")


def test_a_direction_that_does_not_use_it_says_nothing():
    edited = BERTH | {"required": []}  # breaking where the server sends it
    assert diff(*sides("one or several", received, edited)).verdict == "breaking"
    assert diff(*sides("one or several", sent, edited)).verdict == "additive"
