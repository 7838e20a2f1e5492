"""What the differential fuzzer found, each kind in its smallest form."""

from __future__ import annotations

import pytest

from apidiff.model.policy import Policy
from tests.comparing.describing import diff, received, ref, sent, told

READ_ONLY = {"type": "string", "readOnly": True}


def kind(tag):
    return {"type": "object", "properties": {"kind": {"type": "string", "enum": [tag]}}, "required": ["kind"]}


def selected(*members):
    mapping = {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"}
    return {"oneOf": [*members], "discriminator": {"propertyName": "kind", "mapping": mapping}}


KINDS = {"Cat": kind("cat"), "Dog": kind("dog")}


@pytest.mark.parametrize("rest", [[], [{"type": "string"}]])
def test_an_alternative_that_only_the_mapping_still_names_is_removed(rest):
    """All possible schemas are listed; one that is not is no value of the schema (OpenAPI 3.1.1, 4.8.25)."""
    whole, part = selected(ref("Cat"), ref("Dog")), selected(ref("Cat"), *rest)
    comparison = diff(sent(whole, schemas=KINDS), sent(part, schemas=KINDS))
    [change] = [each for each in comparison.changes if each.cls == "breaking"]
    assert (change.rule, change.name, change.witness.instance) == ("subtype-removed", "dog", {"kind": "dog"})
    strict = Policy(new_enum_value="breaking")
    back = diff(received(part, schemas=KINDS), received(whole, schemas=KINDS), policy=strict)
    assert ("subtype-added", "breaking") in [(rule, cls) for rule, cls, _ in told(back)]


def test_a_schema_that_only_the_mapping_names_is_reached_all_the_same():
    wider = {**KINDS, "Dog": {**kind("dog"), "required": []}}
    part = selected(ref("Cat"))
    assert diff(received(part, schemas=KINDS), received(part, schemas=wider)).verdict != "identical"


def test_contains_is_not_opened_where_items_that_match_are_counted():
    def counted(kind):
        item = {"properties": {"a": {"type": kind}}, "additionalProperties": False}
        return {"type": "array", "contains": item, "maxContains": 1}

    assert diff(received(counted("integer")), received(counted(["integer"]))).verdict == "neutral"
    assert diff(received(counted("integer")), received(counted("number"))).verdict == "breaking"


@pytest.mark.parametrize("surface", [sent, received])
def test_items_that_two_parts_limit_are_decided(surface):
    both = {"allOf": [{"items": {"maxLength": 3}}, {"items": {"minLength": 2}}], "maxItems": 5}
    comparison = diff(surface({"type": "array"}), surface({"type": "array", **both}))
    assert not any(change.undecided for change in comparison.changes)


def test_what_is_read_only_is_not_asked_for_when_two_ways_to_write_a_schema_are_compared():
    marked = {"properties": {"ro": READ_ONLY}, "required": ["ro"]}
    base = {**marked, "allOf": [{"additionalProperties": False}, {"anyOf": [{"type": "object"}]}]}
    revision = {"properties": {"ro": READ_ONLY}, "allOf": [{"type": "object"}, {"type": "number"}]}
    assert diff(sent(base), sent(revision)).verdict == "breaking"


@pytest.mark.parametrize("before", [[], ["ro"]])
def test_a_name_that_was_read_only_and_is_required_now_without_its_property_is_breaking(before):
    base = {"type": "object", "properties": {"ro": READ_ONLY}, "required": before}
    alike = {**READ_ONLY, "pattern": "^[^a]*$", "minLength": 1, "format": "date"}
    for properties in ({}, {"renamed": READ_ONLY}, {"renamed": alike}):
        base = {**base, "properties": {"ro": properties.get("renamed", READ_ONLY)}}
        revision = {"type": "object", "properties": properties, "required": ["ro"]}
        assert ("required-property-added", "breaking") in [
            change[:2] for change in told(diff(sent(base), sent(revision)))
        ]
