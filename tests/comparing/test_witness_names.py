"""A witness has members whose names the payload can have: a count of members has no name of its own."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, sent

BARRED = {"properties": {"a": False, "b": STRING}}


@pytest.mark.parametrize(
    ("base", "edited", "rule"),
    [
        (BARRED, {"maxProperties": 0}, "max-properties-lowered"),
        (BARRED, {"maxProperties": 1}, "max-properties-lowered"),
        (BARRED, {"propertyNames": False}, "property-names-changed"),
        ({"properties": {"a": False, "x0": False}}, {"maxProperties": 1}, "max-properties-lowered"),
    ],
)
def test_no_member_of_the_witness_is_one_that_no_payload_had(base, edited, rule):
    revision = {"properties": dict.fromkeys(base["properties"], STRING)} | edited
    found = {change.rule: change for change in diff(sent(base), sent(revision)).changes}
    assert found[rule].cls == "breaking"
    assert (
        found[rule]
        .witness.instance.keys()
        .isdisjoint(name for name, schema in base["properties"].items() if schema is False)
    )


def test_an_edit_of_two_fields_shows_the_one_that_payloads_can_have():
    base = {"properties": {"a": STRING, "b": STRING}, "propertyNames": {"enum": ["b"]}}
    revision = {
        "allOf": [
            {"properties": {"a": {"type": "integer"}, "b": STRING}},
            {"properties": {"a": STRING, "b": {"type": "integer"}}},
        ]
    }
    (change,) = (each for each in diff(sent(base), sent(revision)).changes if each.rule == "type-changed")
    assert change.witness.instance == {"b": ""}


def test_an_edit_of_a_field_that_no_payload_has_is_not_what_breaks_beside_another():
    parts = (
        {"properties": {"a": {"type": "integer"}, "b": STRING}},
        {"properties": {"a": STRING, "b": {"maxLength": 1}}},
    )
    base = {"properties": {"a": STRING, "b": STRING}, "propertyNames": {"enum": ["b"]}}
    found = {change.rule: change for change in diff(sent(base), sent({"allOf": [*parts]})).changes}
    assert found["max-length-lowered"].witness.instance.keys() == {"b"}
    assert found["type-changed"].cls == "additive"
