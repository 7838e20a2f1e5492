"""What no value tells, under a condition that both sides have: marks, and how strings and XML are written."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, diff, received, ref, sent

KIND = {"if": {"required": ["kind"], "properties": {"kind": {"const": "tug"}}}}
CONDITIONS = {
    "then": lambda schema: {**KIND, "then": schema},
    "else": lambda schema: {**KIND, "else": schema},
    "dependentSchemas": lambda schema: {"dependentSchemas": {"kind": schema}},
    "a condition in a condition": lambda schema: {**KIND, "then": {"dependentSchemas": {"kind": schema}}},
    "an alternative": lambda schema: {**KIND, "then": {"anyOf": [{"required": ["mast"]}, schema]}},
}
PLACES = {
    "a field": lambda schema: schema,
    "a field of a field": lambda schema: {"type": "object", "properties": {"deep": schema}},
    "items": lambda schema: {"type": "array", "items": schema},
    "a map": lambda schema: {"type": "object", "additionalProperties": schema},
}
BYTES = {**STRING, "format": "byte"}
OPEN = {**STRING, "x-extensible-enum": ["red", "green"]}


def vessel(surface, condition, schema, **components):
    held = {"type": "object", "properties": {"hull": schema}}
    whole = {"type": "object", "properties": {"kind": STRING}, **CONDITIONS[condition](held)}
    return surface(whole, schemas=components)


def told(base, revision):
    changes = diff(base, revision, audited=True).counted
    return sorted((c.rule, c.cls) for c in changes if c.rule not in {"condition-changed", "dependent-schemas-changed"})


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("surface", [sent, received])
def test_a_string_that_is_written_otherwise(surface, condition, place):
    sides = [vessel(surface, condition, PLACES[place](schema)) for schema in (BYTES, STRING)]
    assert told(*sides) == told(*reversed(sides)) == [("content-encoding-changed", "breaking")]


def test_the_same_form_in_other_words_is_a_rewrite():
    encoded = {**STRING, "contentEncoding": "base64"}
    changes = diff(vessel(sent, "then", BYTES), vessel(sent, "then", encoded), audited=True).counted
    assert {change.cls for change in changes} == {"neutral"}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_value_that_goes_from_an_open_list(condition, place):
    fewer = {**OPEN, "x-extensible-enum": ["red"]}
    sides = [vessel(sent, condition, PLACES[place](schema)) for schema in (OPEN, fewer)]
    assert told(*sides) == [("extensible-enum-value-removed", "breaking")]


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize(("surface", "mark", "rule"), [
    (sent, "readOnly", "read-only-changed"),
    (received, "writeOnly", "write-only-changed"),
])  # fmt: skip
def test_a_field_that_comes_to_travel_one_way(condition, surface, mark, rule):
    sides = [vessel(surface, condition, schema) for schema in (STRING, {**STRING, mark: True})]
    assert told(*sides) == [(rule, "breaking")]


def test_a_component_that_comes_to_be_read_only_where_a_condition_uses_it():
    sides = [vessel(sent, "then", ref("Hull"), Hull={**STRING, **mark}) for mark in ({}, {"readOnly": True})]
    assert ("read-only-changed", "breaking") in told(*sides)


def test_a_field_that_never_travelled_this_way_says_nothing_new():
    """The object itself declares it `readOnly`, whatever the condition says."""
    sides = []
    for mark in ({}, {"readOnly": True}):
        whole = {"type": "object", "properties": {"kind": STRING, "hull": {"readOnly": True}}}
        sides.append(sent({**whole, **KIND, "then": {"properties": {"hull": {**STRING, **mark}}}}))
    assert {change.cls for change in diff(*sides, audited=True).counted} == {"neutral"}


@pytest.mark.parametrize(("media", "cls"), [("application/xml", "breaking"), ("application/json", "neutral")])
def test_an_element_that_becomes_an_attribute(media, cls):
    def orders(schema):
        return api({"/v1/things": {"post": {
            "requestBody": {"content": {media: {"schema": {"type": "object", **CONDITIONS["then"](
                {"properties": {"hull": schema}})}}}},
            "responses": {"204": {"description": "Done"}}}}})  # fmt: skip

    changes = diff(orders(STRING), orders({**STRING, "xml": {"attribute": True}}), audited=True)
    assert changes.verdict == cls


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_field_that_is_deprecated_is_listed_as_deprecated(condition):
    gone = {**STRING, "deprecated": True, "x-sunset": "2027-01-01"}
    sides = [vessel(received, condition, schema) for schema in (STRING, gone)]
    assert told(*sides) == [("property-deprecated", "neutral")]
    assert told(*reversed(sides))[0] == ("property-undeprecated", "neutral")


@pytest.mark.parametrize("held", [lambda schema: {"dependentSchemas": {"reef": schema}},
                                  lambda schema: {"if": {"required": ["reef"]}, "then": schema}])  # fmt: skip
def test_a_name_that_a_condition_asked_for_and_its_component_comes_to_declare(held):
    def described(schema, depth):
        return sent(held(schema), schemas={"Depth": {"properties": {"depth": depth}} if depth else {}})

    base = described({"required": ["depth"], **ref("Depth")}, None)
    found = diff(base, described(ref("Depth"), {"type": "boolean"}), audited=True)
    (change,) = (change for change in found.counted if change.cls == "breaking")
    assert (change.undecided, change.witness.instance.keys()) == (False, {"reef", "depth"})


@pytest.mark.parametrize("condition", ["then", "else"])
@pytest.mark.parametrize("conditions", [1, 2])
@pytest.mark.parametrize(("surface", "edited", "rule"), [
    (sent, {**STRING, "readOnly": True}, "read-only-changed"),
    (received, {**STRING, "writeOnly": True}, "write-only-changed"),
    (sent, BYTES, "content-encoding-changed"),
])  # fmt: skip
def test_a_condition_that_is_asked_otherwise_hides_nothing(condition, conditions, surface, edited, rule):
    """What stands under an `if` that was edited too is compared with what stood there."""

    def vessels(schema, **asked):
        held = {"properties": {"hull": schema}}
        kinds = ({"if": {"properties": {"kind": {"const": n}, **asked}}, condition: held} for n in range(conditions))
        return surface({"type": "object", "properties": {"kind": {"type": "integer"}}, "allOf": [*kinds]})

    found = diff(vessels(STRING), vessels(edited, port=STRING), audited=True)
    assert (rule, "breaking") in [(change.rule, change.cls) for change in found.counted]
    same = diff(vessels(edited), vessels(edited, port=STRING), audited=True)
    assert rule not in [change.rule for change in same.counted]
