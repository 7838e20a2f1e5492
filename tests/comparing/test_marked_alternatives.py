"""`readOnly` and `writeOnly` in the alternatives of a property: any schema that applies may say it."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent

NULL = {"type": "null"}
COUNT = {"type": "integer"}
MARKS = {"readOnly": (sent, "read-only"), "writeOnly": (received, "write-only")}
LAYOUTS = {
    "beside null": lambda schema: {"anyOf": [schema, NULL]},
    "beside null in oneOf": lambda schema: {"oneOf": [{"type": ["null"]}, schema]},
    "alone": lambda schema: {"anyOf": [schema]},
    "in a member": lambda schema: {"allOf": [{"anyOf": [schema, NULL]}]},
    "two steps down": lambda schema: {"oneOf": [{"anyOf": [schema, NULL]}]},
}


def ship(surface, berth, **schemas):
    return surface({"type": "object", "properties": {"berth": berth}}, schemas=schemas)


def told(base, revision):
    changes = diff(base, revision, audited=True).counted
    return sorted((c.rule, c.cls) for c in changes if c.rule != "schema-rewritten")


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_mark_in_an_alternative_is_one_of_the_property(mark, layout):
    surface, rule = MARKS[mark]
    base, revision = (ship(surface, LAYOUTS[layout]({**STRING, **marks})) for marks in ({}, {mark: True}))
    assert told(base, revision) == [(f"{rule}-changed", "breaking")]
    assert told(revision, base) == [(f"{rule}-lifted", "additive")]


@pytest.mark.parametrize("mark", MARKS)
def test_a_component_beside_null_comes_to_be_marked(mark):
    surface, rule = MARKS[mark]
    sides = [ship(surface, {"anyOf": [ref("Berth"), NULL]}, Berth={**COUNT, **marks}) for marks in ({}, {mark: True})]
    assert told(*sides) == [(f"{rule}-changed", "breaking")]


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_that_moves_into_a_lone_alternative_is_a_rewrite(mark):
    surface, _ = MARKS[mark]
    marked = {**STRING, mark: True}
    sides = ship(surface, {"anyOf": [marked]}), ship(surface, marked)
    assert told(*sides) == told(*reversed(sides)) == []


@pytest.mark.parametrize("mark", MARKS)
def test_a_single_schema_becomes_a_marked_alternative(mark):
    surface, rule = MARKS[mark]
    sides = ship(surface, STRING), ship(surface, {"anyOf": [{**STRING, mark: True}]})
    assert told(*sides) == [(f"{rule}-changed", "breaking")]


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_of_one_alternative_among_several_tells_of_that_one(mark):
    surface, rule = MARKS[mark]
    sides = [ship(surface, {"anyOf": [{**STRING, **marks}, COUNT]}) for marks in ({}, {mark: True})]
    assert told(*sides) == [(f"{rule}-changed", "breaking")]
    # Clients may send one kind more, and do not know one that the server comes to send.
    back = {"readOnly": ("read-only-lifted", "additive"), "writeOnly": ("write-only-changed", "breaking")}
    assert told(*reversed(sides)) == [back[mark]]


@pytest.mark.parametrize("mark", MARKS)
def test_the_last_alternative_to_be_marked_takes_the_property_along(mark):
    surface, rule = MARKS[mark]
    sides = [ship(surface, {"anyOf": [{**STRING, mark: True}, {**COUNT, **marks}]}) for marks in ({}, {mark: True})]
    assert told(*sides) == [(f"{rule}-changed", "breaking")]


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_of_a_whole_payload_says_nothing(mark):
    surface, _ = MARKS[mark]
    sides = [surface({"anyOf": [{**STRING, **marks}, COUNT]}) for marks in ({}, {mark: True})]
    assert told(*sides) == []


def test_components_that_lead_back_to_themselves_are_read_to_an_end():
    loop = {"anyOf": [ref("Berth"), {**STRING, "readOnly": True}]}
    assert told(ship(sent, ref("Berth"), Berth=loop), ship(sent, STRING)) is not None
