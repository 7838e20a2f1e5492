"""A union among the alternatives of another one, with a discriminator of its own that goes by the same property."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, only, received, ref, sent, told

INTEGER = {"type": "integer"}
KINDS = ("Cat", "Dog", "Wolf")
SURFACES = pytest.mark.parametrize("surface", [sent, received])


def mapping(*names):
    return {name: f"#/components/schemas/{name}" for name in names}


def animals(*, listed=True, outer=(), inner=(), flat=False, kinds=KINDS):
    """An animal that is a pet or a wolf; a pet is any kind but that.

    `listed`: whether each kind lists its tag; `outer` and `inner`: what the mappings have; `flat`: without the pet.
    """

    def union(names, mapped):
        discriminator = {"propertyName": "kind", **({"mapping": mapping(*mapped)} if mapped else {})}
        return {"oneOf": [ref(name) for name in names], "discriminator": discriminator}

    schemas = {
        name: {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"const": name} if listed else STRING, "age": INTEGER, f"of{name}": STRING},
        }
        for name in kinds
    }
    pets = [name for name in kinds if name != "Wolf"]
    return {
        **schemas,
        "Pet": union(pets, inner),
        "Animal": union([*pets, "Wolf"] if flat else ["Pet", "Wolf"], outer),
    }


FORMS = pytest.mark.parametrize(
    "form",
    [
        {"listed": True},
        {"listed": False},
        {"listed": True, "inner": ("Cat", "Dog")},
        {"listed": False, "inner": ("Cat", "Dog")},
        {"listed": True, "outer": KINDS},
        {"listed": False, "outer": KINDS, "inner": ("Cat", "Dog")},
    ],
)


def compared(surface, base, revision):
    return diff(*(surface(ref("Animal"), schemas=each) for each in (base, revision)), audited=True)


@FORMS
@SURFACES
def test_to_put_kinds_into_it_or_take_them_out_changes_nothing(surface, form):
    flat, nested = animals(flat=True, **form), animals(**form)
    assert not told(compared(surface, flat, nested))
    assert not told(compared(surface, nested, flat))


@FORMS
@SURFACES
def test_an_edit_of_a_kind_in_it_is_found_at_the_kind(surface, form):
    base, revision, flat = animals(**form), animals(**form), animals(flat=True, **form)
    revision["Cat"]["properties"]["age"] = STRING
    assert "of schema `Cat`" in only(compared(surface, base, revision)).title
    assert "of schema `Cat`" in only(compared(surface, flat, revision)).title


@FORMS
@SURFACES
def test_a_kind_that_comes_to_it_is_a_new_subtype(surface, form):
    more = {key: (*value, "Fish") if isinstance(value, tuple) else value for key, value in form.items()}
    base, revision = animals(**form), animals(**more, kinds=(*KINDS, "Fish"))
    added = only(compared(surface, base, revision))
    assert (added.rule, added.name, added.cls) == ("subtype-added", "Fish", "additive")
    removed = only(compared(surface, revision, base))
    assert (removed.rule, removed.cls) == ("subtype-removed", "breaking" if surface is sent else "additive")


@SURFACES
def test_its_own_mapping_says_the_tags_of_its_kinds(surface):
    base, revision = animals(listed=False), animals(listed=False)
    revision["Pet"]["discriminator"]["mapping"] = {"cat": "Cat", "Dog": "Dog"}
    change = only(compared(surface, base, revision))
    assert (change.rule, change.name, change.cls) == ("subtype-added", "cat", "additive")


@SURFACES
def test_one_that_goes_by_another_property_is_a_kind_of_its_own(surface):
    base, revision = animals(), animals(flat=True)
    base["Pet"]["discriminator"]["propertyName"] = "breed"
    assert told(compared(surface, base, revision))


def test_its_own_discriminator_may_go_where_its_kinds_list_their_tags():
    base, revision = animals(), animals()
    del revision["Pet"]["discriminator"]
    assert not told(compared(sent, base, revision))
    assert not told(compared(sent, revision, base))


@SURFACES
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize("twice", [ref("Cat"), ref("Same"), {"anyOf": [ref("Dog"), ref("Cat")]}])
def test_a_kind_that_an_inner_union_lists_twice_is_one_kind(surface, keyword, twice):
    def side(*more):
        schemas = animals(outer=KINDS)
        schemas["Pet"] = {"anyOf": [ref("Cat"), ref("Dog"), *more]}
        schemas["Animal"] = {
            keyword: schemas["Animal"]["oneOf"],
            "discriminator": schemas["Animal"]["discriminator"],
        }
        return {**schemas, "Same": ref("Cat")}

    assert not told(compared(surface, side(), side(twice)))
    assert not told(compared(surface, side(twice), side()))


def test_a_kind_that_an_inner_union_of_one_kind_lists_twice_is_refused():
    """No value matches exactly one of two that are the same."""
    base, revision = animals(), animals()
    revision["Pet"]["oneOf"].append(ref("Cat"))
    assert compared(sent, base, revision).verdict == "breaking"
