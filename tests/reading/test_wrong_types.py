"""A keyword whose value has another type ends in an error with a hint, or is compared; never in a crash."""

from __future__ import annotations

import copy
import random
from contextlib import suppress
from typing import Any

import pytest

import apidiff
from apidiff.errors import InputError
from apidiff.openapi.keywords import KEYWORDS

WRONG: list[Any] = [None, True, 0, -1.5, 10**30, "", "x", [], [None], [[]], {}, {"x": 1}, {"$ref": 1}]


def document(schema, extra=None):
    sent = {"description": "ok", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}
    tree = {"$dynamicAnchor": "node", "properties": {"more": {"$dynamicRef": "#node"}}}
    schemas = {"Pet": schema, "Tree": tree, "Heir": {"allOf": [{"$ref": "#/components/schemas/Pet"}]}}
    taken = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Tree"}}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/v1/a": {"post": {"requestBody": taken, "responses": {"200": sent}}}},
        "components": {"schemas": schemas | (extra or {})},
    }


GOOD = {"type": "object", "properties": {"id": {"type": "string"}, "own": {"$dynamicRef": "#node"}}}


def compared(one, other):
    with suppress(InputError):
        told = apidiff.diff(copy.deepcopy(one), copy.deepcopy(other)).to_dict()["changes"]
        assert told or "$schema" in str(one) + str(other)  # what is no dialect's name counts as none


@pytest.mark.parametrize("keyword", sorted({*KEYWORDS, "$ref", "$id", "$anchor", "$dynamicAnchor", "$dynamicRef"}))
def test_every_keyword_with_every_wrong_type(keyword):
    pick = random.Random(keyword)
    good = document(GOOD)
    for value in WRONG:
        alone = {keyword: value}
        beside = {**GOOD, keyword: value}
        nested = {"allOf": [{"properties": {"id": {keyword: value}}}, GOOD]}
        for wrong in (alone, *pick.sample([beside, nested], 1)):
            bad = document(wrong)
            compared(bad, good)
            compared(good, bad)
            compared(bad, document({**wrong, "title": "t"}))


@pytest.mark.parametrize("value", [value for value in WRONG if not isinstance(value, (dict, bool))])
def test_a_component_that_is_no_schema(value):
    compared(document(GOOD), document(GOOD, {"Wrong": value}))
    compared(document(GOOD, {"Wrong": value}), document(GOOD))
    compared(document(GOOD), document(value))


@pytest.mark.parametrize("value", [None, -1, [], {}])
def test_a_dynamic_anchor_that_is_no_text_leads_nowhere(value):
    bad = document(GOOD)
    bad["components"]["schemas"]["Tree"]["$dynamicAnchor"] = value
    compared(document(GOOD), bad)
    compared(bad, document(GOOD))


def test_an_array_of_strings_with_something_else_says_with_what():
    wrong = document(GOOD | {"required": ["id", 1]})
    with pytest.raises(InputError) as error:
        apidiff.diff(document(GOOD), wrong)
    assert error.value.message == "`required` should be an array of strings, and is an array with a number in it"
