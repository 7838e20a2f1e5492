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
    assert not [row for row in told(comparison) if row[1] == "breaking"]


def test_where_the_parent_is_used_it_is_told_as_before():
    sides = [sent(ref("Vessel"), schemas=hierarchy(*names)) for names in (("Tug", "Barge"), ("Tug",))]
    assert diff(*sides, audited=True).verdict == "breaking"


def fleet(surface, *, leaf=True, own=False, tags=()):
    """A mapping that leaves out the class in between; whether that has a child, and a tag of its own."""
    mapping = {"tug": "#/components/schemas/Tug"} | dict(tags)
    mapping |= {"yacht": "#/components/schemas/Yacht"} if leaf else {}
    schemas = hierarchy("Tug", "Sailing", mapping=mapping)
    if leaf:
        schemas["Yacht"] = {"allOf": [ref("Sailing"), {"type": "object", "properties": {"mast": STRING}}]}
    if own:
        schemas["Vessel"]["discriminator"]["mapping"]["Sailing"] = "#/components/schemas/Sailing"
    return surface(ref("Vessel"), schemas=schemas)


@pytest.mark.parametrize(("surface", "cls"), [(sent, "breaking"), (received, "additive")])
def test_an_abstract_class_does_not_become_a_tag_with_its_last_child(surface, cls):
    comparison = diff(fleet(surface), fleet(surface, leaf=False), audited=True)
    assert [row[:2] for row in told(comparison)] == [("subtype-removed", cls)], told(comparison)
    swapped = diff(fleet(surface, leaf=False), fleet(surface), audited=True)
    assert [row[0] for row in told(swapped)] == ["subtype-added"], told(swapped)


@pytest.mark.parametrize("surface", [sent, received])
def test_an_abstract_class_that_gets_a_tag_is_a_subtype_more(surface):
    comparison = diff(fleet(surface), fleet(surface, leaf=False, own=True), audited=True)
    assert sorted(row[0] for row in told(comparison)) == ["subtype-added", "subtype-removed"], told(comparison)


def test_another_edit_beside_a_class_that_lost_its_last_child():
    base, revision = fleet(received), fleet(received, leaf=False)
    revision["components"]["schemas"]["Tug"]["allOf"][1]["properties"]["Tug"] = {"type": ["string", "integer"]}
    rows = [row[:2] for row in told(diff(base, revision, audited=True))]
    assert rows == [("type-changed", "breaking"), ("subtype-removed", "additive")]


@pytest.mark.parametrize("surface", [sent, received])
def test_a_mapping_that_names_some_of_the_kinds_leaves_the_others_their_names(surface):
    """Else the class in between would stop being a kind, and its fields could go without a word."""

    def described(mapping, mast):
        schemas = hierarchy("Tug", "Sailing", mapping=mapping)
        schemas["Sailing"] = {"allOf": [ref("Vessel"), {"type": "object", "properties": mast}]}
        schemas["Yacht"] = {"allOf": [ref("Sailing"), {"type": "object", "properties": {"keel": STRING, **mast}}]}
        return surface(ref("Vessel"), schemas=schemas)

    tug = {"Tug": "#/components/schemas/Tug"}
    unmapped, mapped = described({}, {"mast": STRING}), described(tug, {"mast": STRING})
    assert diff(unmapped, mapped, audited=True).verdict == "neutral"
    assert diff(mapped, unmapped, audited=True).verdict == "neutral"
    moved = described(tug, {})
    moved["components"]["schemas"]["Yacht"]["allOf"][1]["properties"]["mast"] = STRING
    assert diff(mapped, moved, audited=True).verdict == "breaking"
