"""A discriminator that is reached only by inheriting from its schema selects nothing."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent, told


def hierarchy(*names, mapping=None, **more):
    """A parent with a discriminator, and children that inherit from it."""
    kinds = {"propertyName": "kind", **({"mapping": mapping} if mapping else {})}
    parent = {"type": "object", "properties": {"kind": STRING}, "required": ["kind"], "discriminator": kinds}
    heirs = {name: {"allOf": [ref("Vessel"), {"type": "object", "properties": {name: STRING}}]} for name in names}
    return {"Vessel": parent, **heirs, **more}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("swapped", [False, True])
def test_a_sibling_that_comes_or_goes_is_none_of_a_childs_business(surface, swapped):
    sides = [surface(ref("Tug"), schemas=hierarchy(*names)) for names in (("Tug",), ("Tug", "Barge"))]
    comparison = diff(*(sides[::-1] if swapped else sides), audited=True)
    assert comparison.verdict == "neutral", told(comparison)
    assert not any(change.undecided for change in comparison.changes)


def test_a_union_of_the_children_is_told_by_the_union():
    def answering(*names):
        kinds = {"propertyName": "kind"}
        return received({"oneOf": [ref(name) for name in names], "discriminator": kinds}, schemas=hierarchy(*names))

    comparison = diff(answering("Tug", "Barge"), answering("Tug", "Barge", "Ferry"), audited=True)
    assert [row[:2] for row in told(comparison)] == [("subtype-added", "additive")]


def test_a_class_under_another_name_in_the_mapping():
    def side(name):
        mapping = {"t": f"#/components/schemas/{name}"}
        union = {"oneOf": [ref(name)], "discriminator": {"propertyName": "kind", "mapping": mapping}}
        return received(union, schemas=hierarchy(name, mapping=mapping))

    before, after = side("Tug"), side("Tugboat")
    after["components"]["schemas"]["Tugboat"]["allOf"][1]["properties"] = {"Tug": STRING}
    comparison = diff(before, after, audited=True)
    assert not [change.title for change in comparison.changes if change.undecided or change.cls == "breaking"]


def test_where_the_parent_is_used_it_is_told_as_before():
    sides = [sent(ref("Vessel"), schemas=hierarchy(*names)) for names in (("Tug", "Barge"), ("Tug",))]
    assert diff(*sides, audited=True).verdict == "breaking"
