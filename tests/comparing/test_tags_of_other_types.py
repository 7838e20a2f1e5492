"""Tags that are no texts: what a kind lists for its tag may be a number, a boolean or null."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, ref

TAGGED = {"oneOf": [ref("Sail")], "discriminator": {"propertyName": "kind"}}
OTHER_TYPES = pytest.mark.parametrize("value", [1.5, 2, True, None], ids=str)


def sail(kind):
    return {"Sail": {"properties": {"kind": kind}}}


def wire(base, revision):
    return {change.cls for change in diff(base, revision).changes if change.lens == "wire"}


@OTHER_TYPES
def test_a_value_of_another_type_that_comes_with_a_discriminator_breaks_who_reads_a_text(value):
    revision = received(TAGGED, schemas=sail({"anyOf": [{"const": value}, {"enum": ["other"]}]}))
    assert "breaking" in wire(received(ref("Sail"), schemas=sail(STRING)), revision)


@OTHER_TYPES
def test_the_one_tag_of_a_kind_becomes_a_value_of_another_type(value):
    sides = [received({"properties": {"hull": TAGGED}}, schemas=sail({"const": each})) for each in ("sail", value)]
    assert "breaking" in wire(*sides)


@OTHER_TYPES
def test_the_same_listed_in_another_way_breaks_nothing(value):
    sides = [received(TAGGED, schemas=sail(kind)) for kind in ({"const": value}, {"enum": [value]})]
    assert "breaking" not in wire(*sides)
