"""Tags that a mapping leaves unsaid, since it has others for the same kinds: clients know them and may be sent them."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent

FEW, MANY = {**STRING, "maxLength": 5}, {**STRING, "maxLength": 50}
CLOSED = {"additionalProperties": False}
BY_NAME = {"Cat": "Cat", "Dog": "Dog"}
RENAMED = {"cat": "Cat", "dog": "Dog"}
PARTLY = {"cat": "Cat"}


def mapped(tags):
    mapping = {tag: f"#/components/schemas/{name}" for tag, name in (tags or {}).items()}
    return {"propertyName": "kind", **({"mapping": mapping} if mapping else {})}


def listed(keyword, closed):
    """Two kinds that a union lists."""

    def side(surface, name, tags):
        kinds = {
            kind: {"type": "object", "properties": {"kind": STRING, **fields}, "required": ["kind"], **closed}
            for kind, fields in (("Cat", {"name": name}), ("Dog", {"bark": STRING}))
        }
        union = {keyword: [ref("Cat"), ref("Dog")], "discriminator": mapped(tags)}
        return surface({"type": "object", "properties": {"pets": {"type": "array", "items": union}}}, schemas=kinds)

    return side


def inheriting(surface, name, tags):
    """Two kinds that build on one schema."""
    pet = {"type": "object", "properties": {"kind": STRING}, "required": ["kind"], "discriminator": mapped(tags)}
    kinds = {
        kind: {"allOf": [ref("Pet"), {"type": "object", "properties": fields}]}
        for kind, fields in (("Cat", {"name": name}), ("Dog", {"bark": STRING}))
    }
    return surface(ref("Pet"), schemas={"Pet": pet, **kinds})


FORMS = {
    "oneOf": listed("oneOf", {}),
    "oneOf of closed kinds": listed("oneOf", CLOSED),
    "anyOf": listed("anyOf", {}),
    "anyOf of closed kinds": listed("anyOf", CLOSED),
    "inheritance": inheriting,
}
MAPPINGS = {
    "a mapping that comes": (None, RENAMED),
    "a mapping of names for another one": (BY_NAME, RENAMED),
    "a mapping of some that comes": (None, PARTLY),
    "a name that leaves": ({**BY_NAME, **RENAMED}, RENAMED),
}
BACK = {
    "a mapping that goes": (RENAMED, None),
    "a mapping for one of names": (RENAMED, BY_NAME),
    "names that come beside": (RENAMED, {**BY_NAME, **RENAMED}),
}


def breaking(base, revision):
    return {change.id: change for change in diff(base, revision, audited=True).counted if change.cls == "breaking"}


@pytest.mark.parametrize(("before", "after"), [*MAPPINGS.values(), *BACK.values()], ids=[*MAPPINGS, *BACK])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize(
    ("surface", "old", "new"),
    [(received, FEW, MANY), (received, FEW, {"type": "integer"}), (sent, MANY, FEW), (sent, FEW, {"type": "integer"})],
)
def test_an_edit_of_a_kind_is_told_as_it_is_alone(form, before, after, surface, old, new):
    alone = breaking(form(surface, old, before), form(surface, new, before))
    both = breaking(form(surface, old, before), form(surface, new, after))
    assert len(alone) == 1
    assert alone.keys() <= both.keys()
    assert not any(change.undecided for change in both.values())


@pytest.mark.parametrize(("before", "after"), MAPPINGS.values(), ids=MAPPINGS)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize(("surface", "old", "new"), [(received, MANY, FEW), (sent, FEW, MANY), (received, FEW, FEW)])
def test_a_harmless_edit_of_a_kind_stays_one(form, before, after, surface, old, new):
    assert not breaking(form(surface, old, before), form(surface, new, after))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_name_that_stands_for_another_kind_is_no_name_of_its_own(form):
    """The tag `Cat` is what the mapping says that it is."""
    crossed = {"Cat": "Dog", "dog": "Cat"}
    assert breaking(form(received, FEW, None), form(received, FEW, crossed))


@pytest.mark.parametrize("mapping", [{"Cat": "Cat"}, {"cat": "Cat"}, {"cat": "Cat", "dog": "Dog"}])
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_a_kind_that_no_alternative_stands_for_any_more_is_gone_though_a_mapping_names_it(keyword, mapping):
    cat, dog = (
        {"type": "object", "properties": {"kind": {"const": name}}, "required": ["kind"]} for name in ("Cat", "Dog")
    )
    other = {"type": "object", "required": ["name"]}
    base, revision = (
        sent({keyword: alternatives, "discriminator": mapped(tags)}, schemas={"Cat": cat, "Dog": dog})
        for alternatives, tags in (([ref("Cat")], None), ([other], mapping))
    )
    assert diff(base, revision).verdict == "breaking"
