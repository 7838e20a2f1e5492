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


KEEL, MAST = ({"type": "object", "properties": {name: STRING}} for name in ("lead", "stays"))


def joining(dinghy, yacht, *, used=None, **schemas):
    """Two components that each join another one; `used`: one that is used by itself as well."""
    own = {"type": "object", "properties": {"name": STRING}}
    boats = {"Dinghy": {"allOf": [ref(dinghy), own]}, "Yacht": {"allOf": [ref(yacht)]}}
    held = {"small": ref("Dinghy"), "large": ref("Yacht")}
    held |= {"part": {"anyOf": [STRING, used]}} if used else {}
    return {"type": "object", "properties": held}, boats | schemas


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize(
    "after",
    [joining("Mast", "Keel", Mast=KEEL, Keel=MAST), joining("Fin", "Keel", Fin=KEEL, Keel=MAST)],
    ids=["exchanged", "taken"],
)
def test_schemas_that_are_joined_go_by_any_name(surface, after):
    base, revision = (
        surface(schema, schemas=schemas) for schema, schemas in (joining("Keel", "Mast", Keel=KEEL, Mast=MAST), after)
    )
    assert diff(base, revision, audited=True).verdict == "neutral"


def test_what_is_joined_under_another_name_is_compared_there():
    schema, schemas = joining("Mast", "Keel", Mast={"type": "object"}, Keel=MAST)
    before, boats = joining("Keel", "Mast", Keel=KEEL, Mast=MAST)
    comparison = diff(sent(before, schemas=boats), sent(schema, schemas=schemas), audited=True)
    assert [(rule, cls) for rule, cls, _ in told(comparison)] == [("property-removed", "breaking")]


@pytest.mark.parametrize("used", [ref("Keel"), {"type": "array", "items": ref("Keel")}])
def test_what_is_joined_and_used_by_itself_goes_by_its_name_there(used):
    before, boats = joining("Keel", "Mast", used=ref("Keel"), Keel=KEEL, Mast=MAST)
    after, crossed = joining("Mast", "Keel", used=used, Mast=KEEL, Keel=MAST)
    assert diff(sent(before, schemas=boats), sent(after, schemas=crossed), audited=True).verdict == "breaking"


NEW = {"properties": {"b": {"const": 1}}}


@pytest.mark.parametrize(("had", "has"), [({}, NEW), ({"properties": {"c": {}}}, {"properties": {"c": NEW}})])
def test_a_name_that_came_to_a_schema_which_holds_for_another_value_is_asked_about(had, has):
    """It was that of `d`. Now it is that of the whole body, which had the name with any value before."""
    never = {"properties": {"b": {}}, "oneOf": [{}, {"properties": {"d": {}}}]}
    known = {"b": {}, **had.get("properties", {})}
    base = sent({"properties": {**known, "d": ref("Two")}}, schemas={"Two": had})
    revision = sent({"oneOf": [never, ref("Two")]}, schemas={"Two": has})
    assert diff(base, revision, audited=True).verdict == "breaking"


def test_a_name_that_came_to_a_schema_which_stays_where_it_was_is_left_to_the_policy():
    field = {"properties": {"a": {"type": "string"}}}
    more = {"type": "object", "properties": {**field["properties"], "b": {"const": 1}}}
    base = sent({"properties": {"d": ref("Two")}}, schemas={"Two": {"type": "object", **field}})
    for keyword in ("oneOf", "anyOf"):
        union = {keyword: [ref("Two"), {"type": "string"}, {"type": "boolean"}]}
        revision = sent({"properties": {"d": union}}, schemas={"Two": more})
        assert diff(base, revision, audited=True).verdict == "additive"
