"""What an edit does beside another one: a waiver of the one covers nothing that the other lets through."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, sent

INTEGER = {"type": "integer"}
OBJECT = {"type": "object"}
ONE_NAME = {"propertyNames": {"const": "a"}}
IMPLIED = {
    "a type by an enum": (STRING | {"enum": ["on", "off"]}, STRING, {}),
    "a type by a constant": (INTEGER | {"const": 7}, INTEGER, {}),
    "a limit by an enum": (INTEGER | {"enum": [3, 4], "maximum": 9}, INTEGER | {"maximum": 9}, INTEGER),
    "a limit raised": (INTEGER | {"enum": [3], "maximum": 9}, INTEGER | {"maximum": 9}, INTEGER | {"maximum": 10}),
    "a pattern by an enum": (STRING | {"enum": ["ab"], "pattern": "^a"}, STRING | {"pattern": "^a"}, STRING),
    "a length by a pattern": (
        STRING | {"pattern": "^[a-z]{3}$", "maxLength": 3},
        STRING | {"maxLength": 3},
        STRING,
    ),
    "a step by an enum": (INTEGER | {"enum": [2, 4], "multipleOf": 2}, INTEGER | {"multipleOf": 2}, INTEGER),
    "a count by the names": (OBJECT | {"maxProperties": 1} | ONE_NAME, OBJECT | {"maxProperties": 1}, OBJECT),
    "null by an enum": (STRING | {"enum": ["on"]}, STRING, {"type": ["string", "null"]}),
    "a condition by an enum": (
        {"enum": ["on"], "if": STRING, "then": {"minLength": 2}},
        {"if": STRING, "then": {"minLength": 2}},
        {},
    ),
    "in parts of an allOf": (
        {"allOf": [STRING, {"enum": ["on", "off"]}]},
        {"allOf": [STRING]},
        {},
    ),
    "by what it refers to": (
        {"enum": [{"a": 1}], "not": {"$ref": "#/components/schemas/Text"}},
        {"not": {"$ref": "#/components/schemas/Text"}},
        {},
    ),
}  # fmt: skip


def answered(schema):
    return received(schema, schemas={"Text": STRING})


def asked(schema):
    return sent(schema, schemas={"Text": STRING})


def breaking(base, revision):
    return {
        change.id: change.rule for change in diff(base, revision).changes if change.cls == "breaking" and change.counted
    }


@pytest.mark.parametrize(("base", "one", "both"), IMPLIED.values(), ids=IMPLIED)
def test_what_another_keyword_implied_is_breaking_once_that_goes_as_well(base, one, both):
    first, second = (breaking(answered(base), answered(revision)) for revision in (one, both))
    assert first
    assert second.keys() - first.keys()


@pytest.mark.parametrize(("base", "both"), [(base, both) for base, _, both in IMPLIED.values()], ids=IMPLIED)
def test_a_request_may_say_less_by_several_keywords(base, both):
    assert not breaking(asked(base), asked(both))


def test_a_limit_that_comes_with_what_was_open_breaks_nothing_more():
    found = diff(received(STRING | {"enum": ["on"]}), received(STRING | {"maxLength": 9})).changes
    assert {change.rule for change in found if change.cls == "breaking" and change.counted} == {"enum-removed"}
