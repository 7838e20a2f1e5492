"""A component that one object has in several places, some of which no payload has: each way up is gone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.comparing.describing import api, content, diff, ok, only, ref

TWO = ref("Two")
NO_D = {"not": {"required": ["d"]}}
SHAPES = {
    "beside": {"properties": {"d": TWO, "c": TWO}, **NO_D},
    "the live one first": {"properties": {"c": TWO, "d": TWO}, **NO_D},
    "in an allOf": {"properties": {"d": TWO}, "allOf": [{"properties": {"c": TWO}, **NO_D}]},
    "in an anyOf": {"properties": {"d": TWO}, "anyOf": [{"properties": {"c": TWO}, **NO_D}]},
    "in a oneOf": {"properties": {"d": TWO}, "oneOf": [{"properties": {"c": TWO}, **NO_D}]},
    "forbidden around": {"properties": {"d": TWO}, **NO_D, "anyOf": [{"properties": {"c": TWO}}]},
    "forbidden within": {"properties": {"d": TWO, "c": TWO}, "anyOf": [NO_D]},
    "by count": {"properties": {"d": TWO, "c": TWO}, "required": ["c"], "maxProperties": 1},
    "in a list": {"properties": {"d": TWO, "c": {"type": "array", "items": TWO}}, **NO_D},
    "three": {"properties": {"d": TWO, "e": TWO, "c": TWO}, "not": {"anyOf": [{"required": [n]} for n in "de"]}},
}
ANYTHING: dict[str, Any] = {"properties": {"k": {}}}
TEXT = {"properties": {"k": {"type": "string"}}}


def described(schema, two, *, sent=False):
    post = {"responses": ok(schema)} if sent else {"requestBody": content(schema), "responses": ok()}
    return api({"/v1/things": {"post": post}}, schemas={"Two": two})


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_what_breaks_over_one_of_the_ways_is_breaking(shape):
    change = only(diff(described(shape, ANYTHING), described(shape, TEXT)))
    assert (change.rule, change.undecided) == ("type-changed", False)
    assert change.witness is not None
    assert only(diff(described(shape, TEXT, sent=True), described(shape, ANYTHING, sent=True))).rule == "type-changed"


def test_what_no_way_has_breaks_nobody():
    shape = {"properties": {"d": TWO, "c": TWO}, "not": {"anyOf": [{"required": [name]} for name in "dc"]}}
    assert diff(described(shape, ANYTHING), described(shape, TEXT)).verdict != "breaking"
