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


def dependent(*, closed):
    """An object that speaks of berths only where it has a field that it does not declare."""
    return {
        "type": "object",
        "properties": {"pier": STRING},
        "additionalProperties": not closed,
        "dependentSchemas": {"mooring": {"properties": {"berth": ref("Berth")}}},
    }


NARROWER, WIDER = BERTH | {"required": ["depth", "pier"]}, BERTH | {"required": []}


@pytest.mark.parametrize("edited", [NARROWER, WIDER, {"type": "string"}])
def test_what_the_whole_absorbs_is_no_break(edited):
    sides = [sent(dependent(closed=True), schemas={"Berth": berth}) for berth in (BERTH, edited)]
    assert diff(*sides).verdict == "neutral"


@pytest.mark.parametrize(("surface", "breaking"), [(sent, NARROWER), (received, WIDER)])
def test_what_the_whole_lets_out_is_one(surface, breaking):
    for edited in (NARROWER, WIDER):
        sides = [surface(dependent(closed=False), schemas={"Berth": berth}) for berth in (BERTH, edited)]
        comparison = diff(*sides)
        assert comparison.verdict == ("breaking" if edited == breaking else "additive"), told(comparison)
        shown = [change.witness.instance for change in comparison.changes if change.cls == "breaking"]
        assert all("mooring" in each and "berth" in each for each in shown)


def test_what_moves_to_another_surface_counts_by_itself():
    """Each side holds it, but no pair of surfaces does."""
    base = sent(LIST, schemas={"Berth": BERTH})
    operation = next(iter(base["paths"].values()))["post"]
    moved = {"in": "query", "name": "berths", "required": True, "content": operation["requestBody"]["content"]}
    revision = sent(STRING, schemas={"Berth": BERTH | {"type": "string"}})
    next(iter(revision["paths"].values()))["post"]["parameters"] = [moved]
    titles = " ".join(change.title for change in diff(base, revision).changes if change.cls == "breaking")
    assert "schema `Berth`" in titles
