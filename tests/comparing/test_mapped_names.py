"""A map whose names are listed, in place of fields that are declared."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent

NAMES = ["port", "quay"]


def mapped(names=NAMES, *, by="list", **more):
    allowed = {"list": {"enum": names}, "reference": ref("Name"), "parts": {"allOf": [{"enum": names}]}}[by]
    schema = {"type": "object", "propertyNames": allowed, "additionalProperties": STRING, **more}
    return schema, ({"Name": {"type": "string", "enum": names}} if by == "reference" else {})


def declared(**fields):
    return {"type": "object", "properties": fields, "additionalProperties": False}, {}


def compared(surface, base, revision):
    sides = (surface(schema, schemas=schemas) if schemas else surface(schema) for schema, schemas in (base, revision))
    return [(c.rule, c.cls, c.name, c.undecided) for c in diff(*sides, audited=True).counted if c.cls != "neutral"]


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("by", ["list", "reference", "parts"])
@pytest.mark.parametrize("swapped", [False, True])
def test_the_same_names_of_the_same_values_are_a_rewrite(surface, by, swapped):
    sides = mapped(by=by), declared(port=STRING, quay=STRING)
    assert not compared(surface, *(sides[::-1] if swapped else sides))


@pytest.mark.parametrize("swapped", [False, True])
def test_a_name_with_another_value_is_told(swapped):
    sides = mapped(), declared(port=STRING, quay={"type": "integer"})
    rows = compared(sent, *(sides[::-1] if swapped else sides))
    assert ("property-redeclared", "breaking", "quay", False) in rows
    assert not any(name == "port" or undecided for _, _, name, undecided in rows)


def test_a_name_less_and_a_name_more_are_decided():
    less = compared(sent, mapped(), declared(port=STRING))
    assert ("additional-properties-closed", "breaking", None, False) in less
    more = compared(sent, declared(port=STRING), mapped())
    assert {cls for _, cls, _, _ in more} == {"additive"}


def test_a_name_that_only_a_map_spoke_of_is_told_to_have_been_in_it():
    def described(**fields):
        part = {"type": "object", "properties": fields}
        return sent({"allOf": [part], "unevaluatedProperties": STRING})

    (change,) = diff(described(), described(port={"type": "integer"}), audited=True).counted
    where = "`port` of the request body of `POST /v1/things`"
    assert change.title == f"{where} declared in another part of the schema: by name, no longer by a map alone"
