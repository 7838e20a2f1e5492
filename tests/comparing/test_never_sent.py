"""What a payload has to have a name for that nobody sends: rules that come with a new field of a closed object."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, sent, told

CLOSED = {"additionalProperties": False}
RULES = {
    "needs another": {"dependentRequired": {"keel": ["hull"]}},
    "needs a schema": {"dependentSchemas": {"keel": {"required": ["hull"]}}},
    "if": {"if": {"required": ["keel"]}, "then": {"required": ["hull"]}},
    "not both": {"not": {"required": ["keel", "hull"]}},
    "one way or another": {"anyOf": [{"required": ["hull"]}, {"not": {"required": ["keel"]}}]},
    "shorter beside another": {"if": {"required": ["hull"]}, "then": {"properties": {"keel": {"maxLength": 3}}}},
    "as many as before": {"maxProperties": 2},
}


def boat(*names, **more):
    return {"type": "object", "properties": dict.fromkeys(names, STRING), **more}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@pytest.mark.parametrize("around", [lambda schema: schema, lambda schema: boat() | {"properties": {"boat": schema}}])
def test_a_rule_about_a_new_field_of_a_closed_request_breaks_nobody(rule, around):
    base, revision = boat("hull", "deck", **CLOSED), boat("hull", "deck", "keel", **CLOSED, **rule)
    found = diff(sent(around(base)), sent(around(revision)), audited=True)
    assert {row[1] for row in told(found)} == {"additive"}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_same_rule_breaks_those_who_could_send_the_name(rule):
    base, revision = boat("hull", "deck"), boat("hull", "deck", "keel", **rule)
    found = diff(sent(base), sent(revision), audited=True)
    assert found.verdict == "breaking"
    assert not any(change.undecided for change in found.counted)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_that_goes_with_a_field_of_a_closed_response_breaks_by_the_field_alone(rule):
    base, revision = boat("hull", "deck", "keel", **CLOSED, **rule), boat("hull", "deck", **CLOSED)
    found = diff(received(base), received(revision), audited=True)
    assert [row[0] for row in told(found) if row[1] == "breaking"] == ["property-removed"]


def test_a_rule_about_fields_that_were_there_breaks_beside_a_new_one():
    base, revision = boat("hull", "deck", **CLOSED), boat("hull", "deck", "keel", **CLOSED, maxProperties=1)
    found = diff(sent(base), sent(revision), audited=True)
    broken = [change for change in found.counted if change.cls == "breaking"]
    assert [change.rule for change in broken] == ["max-properties-lowered"]
    assert broken[0].witness.instance.keys() == {"hull", "deck"}


GROWING = [
    ({"dependentRequired": {"hull": ["deck"]}}, {"dependentRequired": {"hull": ["deck"], "keel": ["hull"]}}),
    ({"dependentSchemas": {"hull": {"required": ["deck"]}}}, {"dependentSchemas": {"keel": {"required": ["hull"]}}}),
    ({"if": {"required": ["hull"]}, "then": {"required": ["deck"]}}, {"else": {"properties": {"keel": False}}}),
    ({"dependentRequired": {"hull": ["deck"]}}, {"if": {"required": ["keel"]}, "then": {"required": ["hull"]}}),
]


@pytest.mark.parametrize(("before", "after"), GROWING)
def test_nor_does_a_rule_that_joins_another_one(before, after):
    dependent = {"dependentSchemas": {**before.get("dependentSchemas", {}), **after.get("dependentSchemas", {})}}
    rules = {**before, **after, **({} if dependent == {"dependentSchemas": {}} else dependent)}
    base, revision = boat("hull", "deck", **CLOSED, **before), boat("hull", "deck", "keel", **CLOSED, **rules)
    found = diff(sent(base), sent(revision), audited=True)
    assert {row[1] for row in told(found)} == {"additive"}


ROOM = {
    # an array of nothing that is described here, and one that may have it
    "items": (lambda s, most: {"type": "array", "items": s, "maxItems": most}, 0),
    "beside positions": (lambda s, most: {"prefixItems": [{"type": "integer"}], "items": s, "maxItems": most}, 1),
    "a position": (lambda s, most: {"prefixItems": [{"type": "integer"}, s], "maxItems": most}, 1),
    "the count in another part": (lambda s, most: {"allOf": [{"maxItems": most}, {"type": "array", "items": s}]}, 0),
}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize(("array", "most"), ROOM.values(), ids=ROOM)
@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("around", [lambda schema: schema, lambda schema: boat() | {"properties": {"boat": schema}}])
def test_a_name_of_items_that_no_array_has_breaks_nobody(surface, array, most, shared, around):
    def side(item, most):
        held = around(array({"$ref": "#/components/schemas/Deck"} if shared else item, most))
        return surface(held, schemas={"Deck": item} if shared else {})

    full, less = boat("hull", "deck"), boat("hull")
    assert {change.cls for change in diff(side(full, most), side(less, most), audited=True).counted} == {"neutral"}
    for before, after in ((most + 1, most + 1), (most, most + 1), (most + 1, most)):
        assert diff(side(full, before), side(less, after), audited=True).verdict == "breaking"


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("shared", [True, False])
def test_items_begin_where_their_own_part_lets_them(surface, shared):
    def side(item):
        held = {"$ref": "#/components/schemas/Deck"} if shared else item
        parts = [{"prefixItems": [{"maxProperties": 9}]}, {"items": held}]
        return surface({"allOf": parts, "maxItems": 1}, schemas={"Deck": item} if shared else {})

    assert diff(side(boat("hull", "deck")), side(boat("hull")), audited=True).verdict == "breaking"
