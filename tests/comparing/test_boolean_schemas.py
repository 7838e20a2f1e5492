"""A schema may be `true` or `false` wherever a schema may be (JSON Schema 2020-12, 4.3.2)."""

from __future__ import annotations

import pytest

from tests.comparing.describing import diff, received, ref, sent

_BESIDE = {
    "a property": lambda flag: {"properties": {"any": flag, "name": ref("Name")}},
    "a pattern": lambda flag: {"patternProperties": {"^x-": flag}, "properties": {"name": ref("Name")}},
    "other properties": lambda flag: {"additionalProperties": flag, "properties": {"name": ref("Name")}},
    "unevaluated properties": lambda flag: {"unevaluatedProperties": flag, "properties": {"name": ref("Name")}},
    "names": lambda flag: {"propertyNames": flag, "additionalProperties": ref("Name")},
    "a dependent schema": lambda flag: {"dependentSchemas": {"id": flag}, "properties": {"name": ref("Name")}},
    "items": lambda flag: {"items": flag, "prefixItems": [ref("Name"), flag]},
    "contained items": lambda flag: {"contains": flag, "items": ref("Name")},
    "unevaluated items": lambda flag: {"unevaluatedItems": flag, "prefixItems": [ref("Name")]},
    "a part": lambda flag: {"allOf": [flag, ref("Name")]},
    "an alternative": lambda flag: {"anyOf": [flag, ref("Name")]},
    "an exclusive alternative": lambda flag: {"oneOf": [flag, ref("Name")]},
    "a negation": lambda flag: {"not": flag, "allOf": [ref("Name")]},
    "a condition": lambda flag: {"if": flag, "then": ref("Name"), "else": flag},
    "a definition": lambda flag: {"$defs": {"any": flag}, "allOf": [ref("Name")]},
    "a sibling": lambda flag: {"properties": {"outer": {"$ref": "#/components/schemas/Name", "items": flag}}},
}


@pytest.mark.parametrize("flag", [True, False])
@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("shape", _BESIDE.values(), ids=_BESIDE.keys())
def test_a_boolean_schema_stands_beside_a_changed_reference(shape, surface, flag):
    base = surface(shape(flag), schemas={"Name": {"type": "string"}})
    revision = surface(shape(flag), schemas={"Name": {"type": "string", "maxLength": 5}})
    assert diff(base, revision).changes


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("shape", _BESIDE.values(), ids=_BESIDE.keys())
def test_a_boolean_schema_that_changes_is_told(shape, surface):
    base = surface(shape(True), schemas={"Name": {"type": "string"}})
    revision = surface(shape(False), schemas={"Name": {"type": "string", "maxLength": 5}})
    assert diff(base, revision).changes


@pytest.mark.parametrize("surface", [sent, received])
def test_a_component_may_be_a_boolean(surface):
    assert diff(surface(ref("Any"), schemas={"Any": True}), surface(ref("Any"), schemas={"Any": False})).changes
    assert diff(surface(ref("Any"), schemas={"Any": True}), surface(True, schemas={"Any": True})).verdict == "neutral"


_HELD = {
    "a property": lambda schema: {"type": "object", "properties": {"berth": schema}},
    "a pattern": lambda schema: {"type": "object", "patternProperties": {"^x-": schema}},
    "other properties": lambda schema: {"type": "object", "additionalProperties": schema},
    "a position": lambda schema: {"type": "array", "prefixItems": [schema]},
    "items": lambda schema: {"type": "array", "items": schema},
    "a part": lambda schema: {"allOf": [{"type": ["array", "string"]}, schema]},
    "an alternative": lambda schema: {"anyOf": [{"type": "integer"}, schema]},
    "a component": lambda schema: (ref("Berth"), schema),
}


@pytest.mark.parametrize("audited", [False, True])
@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize(
    "limit", [{"type": "string"}, {"maxLength": 3}, {"type": "object", "properties": {"pier": {}}}]
)
@pytest.mark.parametrize("shape", _HELD.values(), ids=_HELD.keys())
def test_true_is_the_schema_without_keywords(shape, limit, surface, audited):
    """Source: JSON Schema 2020-12 core, 4.3.2."""

    def described(schema):
        held = shape(schema)
        return surface(held[0], schemas={"Berth": held[1]}) if isinstance(held, tuple) else surface(held)

    def classes(before, after):
        comparison = diff(described(before), described(after), audited=audited)
        return comparison.verdict, {change.undecided for change in comparison.changes}

    assert classes(True, limit) == classes({}, limit)
    assert classes(limit, True) == classes(limit, {})
