"""Two edits of one schema, of which one breaks: the other one keeps the class that it has alone."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent


def boat(surface, *required, **more):
    properties = dict.fromkeys(("bow", "hull", "keel", "mast"), STRING)
    return surface({"type": "object", "properties": properties, "required": [*required], **more})


def classes(base, revision):
    changes = diff(base, revision, audited=True).changes
    return {(c.rule, c.name): c.cls for c in changes if c.lens == "wire" and c.rule != "schema-rewritten"}


@pytest.mark.parametrize(("surface", "optional", "required"), [
    (sent, "additive", "breaking"),
    (received, "breaking", "additive"),
])  # fmt: skip
def test_a_field_is_required_in_place_of_another_one(surface, optional, required):
    assert classes(boat(surface, "hull"), boat(surface, "mast")) == {
        ("property-became-optional", "hull"): optional,
        ("property-became-required", "mast"): required,
    }


@pytest.mark.parametrize(("surface", "optional", "required"), [
    (sent, "additive", "breaking"),
    (received, "breaking", "additive"),
])  # fmt: skip
def test_several_fields_are_required_in_place_of_others(surface, optional, required):
    assert classes(boat(surface, "hull", "keel"), boat(surface, "mast", "bow")) == {
        ("property-became-optional", "hull"): optional,
        ("property-became-optional", "keel"): optional,
        ("property-became-required", "bow"): required,
        ("property-became-required", "mast"): required,
    }


def test_what_two_requirements_break_only_together_is_told_of_both():
    """One of them has to be there on both sides, and each edit alone is harmless."""
    base, revision = (boat(sent, minProperties=1), boat(sent, "hull", minProperties=2))
    assert diff(base, revision, audited=True).verdict == "breaking"


def test_an_object_is_opened_and_a_member_of_it_narrowed():
    def harbour(types, **closed):
        whole = {"allOf": [ref("Berth")], "type": "object", "properties": {"pier": STRING}, **closed}
        return sent(whole, schemas={"Berth": {"type": "object", "properties": {"depth": {"type": types}}}})

    base = harbour(["integer", "null"], unevaluatedProperties=False)
    assert classes(base, harbour("integer")) == {
        ("null-removed", None): "breaking",
        ("unevaluated-changed", None): "additive",
    }


def test_an_object_is_shut_and_a_member_of_it_narrowed():
    def harbour(types, **closed):
        whole = {"allOf": [ref("Berth")], "type": "object", "properties": {"pier": STRING}, **closed}
        return sent(whole, schemas={"Berth": {"type": "object", "properties": {"depth": {"type": types}}}})

    base = harbour(["integer", "null"])
    assert set(classes(base, harbour("integer", unevaluatedProperties=False)).values()) == {"breaking"}


def closed_over(*, joined, most=None, shut_apart=False):
    """A closed object that joins a component, in one object or with its own members in a part beside."""
    extra = {"flag": STRING | ({} if most is None else {"maxLength": most})}
    berth = {"type": "object", "properties": {"depth": {"type": "integer"}, "name": STRING}}
    halves = [{"type": "object", "properties": {each: berth["properties"][each]}} for each in ("depth", "name")]
    whole = {"allOf": [ref("Berth")], "properties": extra, "unevaluatedProperties": False}
    if shut_apart:
        whole = {"allOf": [{"properties": extra, "unevaluatedProperties": False}, ref("Berth")]}
    harbour = {"type": "object", "properties": {"quay": whole}}
    return sent(harbour, schemas={"Berth": {"allOf": halves} if joined else berth})


def test_a_component_is_divided_and_a_member_beside_it_narrowed():
    found = classes(closed_over(joined=False), closed_over(joined=True, most=4))
    assert found.pop(("max-length-lowered", None)) == "breaking"
    assert "breaking" not in found.values()


def test_a_part_is_closed_and_a_member_in_it_narrowed():
    """The part no longer takes what the component declares: that breaks whatever the limit does."""
    found = diff(closed_over(joined=False), closed_over(joined=False, most=4, shut_apart=True), audited=True).changes
    assert len([change for change in found if change.cls == "breaking" and change.lens == "wire"]) > 1
