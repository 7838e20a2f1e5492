"""Witnesses beside a discriminator whose tag may be left out, where several subtypes take what has none."""

from __future__ import annotations

import jsonschema_rs
import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent

KINDS = [ref("Cat"), ref("Dog")]
TAGGED = {"oneOf": KINDS, "discriminator": {"propertyName": "kind"}}


def holder(union):
    return {"type": "object", "properties": {"pet": union}, "required": ["pet"]}


def is_sent(schema, schemas, pet):
    """Whether a validator takes a pet, or a tag selects what it takes."""
    tag = pet.get("kind") if isinstance(pet, dict) else None
    named = ref(tag) if tag in schemas else schema
    return any(
        jsonschema_rs.validator_for({**each, "components": {"schemas": schemas}}).is_valid(pet)
        for each in (named, schema)
    )


def witnesses(surface, base, revision):
    sides = [surface(holder(schema), schemas=schemas) for schema, schemas in (base, revision)]
    result = diff(*sides)
    assert result.verdict == "breaking"
    return [change.witness for change in result.changes if change.cls == "breaking"]


@pytest.mark.parametrize("revision", [{"oneOf": KINDS}, {"oneOf": [ref("Cat"), {}]}, TAGGED])
def test_a_request_that_shows_a_break_has_a_tag_where_two_subtypes_take_it_without(revision):
    base = {"Cat": {}, "Dog": {}}
    found = witnesses(sent, (TAGGED, base), (revision, {"Cat": {"type": "object", "required": ["a"]}, "Dog": {}}))
    assert found
    for witness in found:
        assert witness is not None
        assert is_sent(TAGGED, base, witness.instance["pet"])


def test_an_answer_that_shows_a_break_has_a_tag_where_two_subtypes_take_it_without():
    now = {"Cat": {}, "Dog": {"type": "object"}}
    was = {"Cat": {"type": "object", "required": ["a"]}, "Dog": {"type": "object", "required": ["a"]}}
    found = witnesses(received, (TAGGED, was), (TAGGED, now))
    assert found
    assert all(is_sent(TAGGED, now, witness.instance["pet"]) for witness in found if witness is not None)
    assert any(witness is not None for witness in found)


def test_what_one_subtype_alone_takes_needs_no_tag():
    base = {"Cat": {"type": "object", "properties": {"a": STRING}}, "Dog": {"type": "string"}}
    revision = {**base, "Cat": {**base["Cat"], "required": ["a"]}}
    found = witnesses(sent, ({"oneOf": KINDS}, base), (TAGGED, revision))
    assert {"pet": {}} in [witness.instance for witness in found]


def test_a_pet_around_the_break_has_a_tag_too():
    schemas = {"Cat": {}, "Dog": {}}
    base = {**schemas, "House": holder(TAGGED)}
    house = {"allOf": [holder(TAGGED), {"properties": {"no": {"type": "integer"}}, "required": ["no"]}]}
    narrowed = {"allOf": [holder(TAGGED), {"properties": {"no": STRING}, "required": ["no"]}]}
    result = diff(sent(house, schemas=base), sent(narrowed, schemas=base))
    found = [change.witness for change in result.changes if change.cls == "breaking" and change.witness]
    assert found
    assert all(is_sent(TAGGED, base, witness.instance["pet"]) for witness in found)


def test_a_request_with_an_unknown_tag_shows_nothing_where_another_subtype_takes_it():
    two = {"properties": {"kind": {"enum": ["Two"]}}}
    three = {"properties": {"kind": {"type": "string", "not": {"pattern": "^[A-Z]"}}}, "required": ["kind"]}
    base = {"Cat": {}, "Two": two, "Three": three, "Dog": {"oneOf": [ref("Two"), ref("Three")]}}
    fewer = {"oneOf": [ref("Cat")], "discriminator": {"propertyName": "kind"}}
    for witness in witnesses(sent, (TAGGED, base), (fewer, base)):
        assert witness is None or is_sent(TAGGED, base, witness.instance["pet"])
