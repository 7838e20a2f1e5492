"""Alternatives that one side gathers in a union of their own, while one of them is edited as well."""

import itertools

import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent, told

ANIMALS = ("Cat", "Dog", "Cow")


def animal(kind, **more):
    return {"type": "object", "properties": {"kind": {"const": kind}, **more}, "required": ["kind"]}


def union(way, keyword, members, gathered=None, **edited):
    schemas = {name: animal(name) for name in ANIMALS} | edited
    if gathered is not None:
        schemas["Pet"] = {"title": "A pet", gathered: [ref("Cat"), ref("Dog")]}
    return way({"type": "object", "properties": {"animal": {keyword: list(map(ref, members))}}}, schemas=schemas)


NESTED = list(itertools.product(("anyOf", "oneOf"), repeat=2))


@pytest.mark.parametrize(("outer", "inner"), NESTED)
@pytest.mark.parametrize("way", [sent, received])
def test_an_alternative_that_gains_a_field_as_it_is_gathered(way, outer, inner):
    listed = union(way, outer, ANIMALS)
    gathered = union(way, outer, ["Pet", "Cow"], inner, Cat=animal("Cat", name=STRING))
    assert [rule for rule, _, _ in told(diff(listed, gathered))] == ["property-added"]
    back = union(way, outer, ["Pet", "Cow"], inner), union(way, outer, ANIMALS, Cat=animal("Cat", name=STRING))
    assert [rule for rule, _, _ in told(diff(*back))] == ["property-added"]


@pytest.mark.parametrize(("outer", "inner"), NESTED)
def test_a_break_is_told_at_its_place_as_its_alternative_is_gathered(outer, inner):
    base = union(sent, outer, ANIMALS, Cat=animal("Cat", name=STRING))
    revision = union(sent, outer, ["Pet", "Cow"], inner, Cat=animal("Cat", name=STRING | {"maxLength": 3}))
    assert told(diff(base, revision)) == [
        ("max-length-lowered", "breaking", "`maxLength` of `name` of schema `Cat` set to 3")
    ]


def test_an_alternative_that_is_not_gathered_is_gone():
    base = union(sent, "oneOf", ANIMALS, Cat=animal("Cat", name=STRING))
    revision = union(sent, "oneOf", ["Pet"], "oneOf", Cat=animal("Cat", name=STRING, age=STRING))
    assert ("alternative-removed", "breaking") in {(rule, cls) for rule, cls, _ in told(diff(base, revision))}


def test_alternatives_that_overlap_are_not_the_same_where_one_alone_may_match():
    def open_to(schema):
        return {"Cat": schema, "Dog": {"type": "object", "required": ["age"]}}

    base = union(sent, "anyOf", ANIMALS, **open_to({"type": "object", "properties": {"name": STRING}}))
    edited = {"type": "object", "properties": {"name": STRING, "more": STRING}}
    revision = union(sent, "anyOf", ["Pet", "Cow"], "oneOf", **open_to(edited))
    assert diff(base, revision).verdict == "breaking"


def test_unions_in_unions_in_unions():
    def nested(depth, cat):
        union = {"anyOf": [ref("Cat"), ref("Dog")]}
        for _ in range(depth):
            union = {"anyOf": [union]}
        return sent({"anyOf": [union, ref("Cow")]}, schemas={name: animal(name) for name in ANIMALS} | {"Cat": cat})

    base = sent({"anyOf": list(map(ref, ANIMALS))}, schemas={name: animal(name) for name in ANIMALS})
    for depth in (0, 3, 60):
        found = told(diff(base, nested(depth, animal("Cat", name=STRING))))
        assert [rule for rule, _, _ in found] == ["property-added"]
