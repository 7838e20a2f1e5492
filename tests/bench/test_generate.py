"""The generated descriptions are the same for everyone, and what they say of themselves is so."""

from __future__ import annotations

import json

import pytest

from bench.generate import Shape, description, revised, sized


def operations(document):
    return [operation for item in document["paths"].values() for operation in item if operation != "parameters"]


def test_the_same_shape_and_seed_give_the_same_description():
    shape = Shape(resources=5, nesting=2, shared=3, recursive=True)
    assert json.dumps(description(shape, 7)) == json.dumps(description(shape, 7))
    assert description(shape, 7) != description(shape, 8)


def test_the_same_changes_are_made_each_time():
    base = description(Shape(resources=5), 3)
    assert json.dumps(revised(base, 9, 4)) == json.dumps(revised(base, 9, 4))
    assert revised(base, 9, 4) != revised(base, 9, 5)


def test_making_a_revision_leaves_its_base_alone():
    base = description(Shape(resources=3))
    before = json.dumps(base)
    revised(base, 10)
    assert json.dumps(base) == before


def test_no_changes_give_an_equal_description():
    base = description(Shape(resources=3))
    assert revised(base, 0) == base


@pytest.mark.parametrize("changes", [1, 6, 40])
def test_each_change_touches_a_property_of_its_own(changes):
    base = description(Shape(resources=10))
    revision = revised(base, changes)
    touched = 0
    for name, schema in base["components"]["schemas"].items():
        other = revision["components"]["schemas"][name]
        before, after = set(schema["properties"]), set(other["properties"])
        touched += len(after - before) + len(before - after) - len([n for n in after if n.endswith("_renamed")])
        for shared in before & after:
            told = schema["properties"][shared] != other["properties"][shared]
            touched += told or (shared in schema["required"]) != (shared in other["required"])
    assert touched == changes


def test_more_changes_than_there_are_properties_are_refused():
    base = description(Shape(resources=1, properties=2))
    with pytest.raises(ValueError, match="only"):
        revised(base, 1000)


@pytest.mark.parametrize("megabytes", [0.2, 1.0])
def test_a_description_has_about_the_size_asked_for(megabytes):
    assert len(json.dumps(sized(megabytes))) == pytest.approx(megabytes * 1_000_000, rel=0.1)


def test_the_shape_is_what_was_asked_for():
    document = description(Shape(resources=4, properties=3, nesting=5, shared=6))
    assert len(operations(document)) == 4 * 5 + 6
    depth, schema = 1, document["components"]["schemas"]["Shared"]
    while "inside" in schema["properties"]:
        depth, schema = depth + 1, schema["properties"]["inside"]
    assert depth == 5


def test_every_reference_has_its_target():
    document = description(Shape(resources=6, shared=2, recursive=True))
    text = json.dumps(document)
    for name in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert name in document["components"]["schemas"]
