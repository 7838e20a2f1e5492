"""Values that differ in one member are held against what reads that member alone, and judged as by a validator."""

from __future__ import annotations

import random

import jsonschema_rs
import pytest

from apidiff.containment.answer import Budget
from apidiff.containment.choosing import Known
from apidiff.containment.interpreting import NotInterpreted, is_valid
from apidiff.containment.limits import Meter
from apidiff.containment.varied import Variant, readers_of


def variant_of(like, at, member, known):
    value = like.copy()
    value[at] = member
    known.variants[id(value)] = Variant(value, like, at)
    return value


@pytest.mark.parametrize("written", ["object", "parts", "tuple"])
def test_what_one_more_variant_costs_does_not_depend_on_the_number_of_members(written):
    spent = []
    for count in (100, 400):
        text = {"type": "string", "maxLength": 3}
        if written == "tuple":
            schema, like, at = {"prefixItems": [text] * count}, ["a"] * count, count - 1
        else:
            like, at = {f"p{number}": "a" for number in range(count)}, f"p{count - 1}"
            schema = {"properties": dict.fromkeys(like, text), "required": [*like]}
            if written == "parts":
                schema = {
                    "allOf": [{"properties": {name: text}, "required": [name], "minProperties": 2} for name in like]
                }
        known, meter = Known(), Meter(Budget(1000))
        assert is_valid(variant_of(like, at, "b", known), schema, "assert", known=known)
        assert is_valid(variant_of(like, at, "c", known), schema, "assert", meter, known)
        assert not is_valid(variant_of(like, at, "long", known), schema, "assert", meter, known)
        spent.append(meter.charged)
    assert spent[0] == spent[1]


def test_one_value_is_held_against_one_document_once():
    known, meter = Known(), Meter(Budget(1000))
    value, schema = {"a": [1, 2, 3]}, {"properties": {"a": {"items": {"type": "integer"}}}}
    assert is_valid(value, schema, "assert", meter, known)
    before = meter.charged
    assert is_valid(value, schema, "assert", meter, known)
    assert meter.charged == before


def test_what_took_too_long_is_not_tried_with_each_variant():
    known, meter = Known(), Meter(Budget(100_000))
    like, schema = list(range(100_000)), {"items": {"type": "integer"}}
    for number in range(5):
        with pytest.raises(NotInterpreted):
            is_valid(variant_of(like, number, 0, known), schema, "assert", meter, known)
    assert meter.spent < 4_000


def test_parts_are_known_by_the_names_that_they_look_at():
    definitions = {"D": {"allOf": [{"properties": {"c": True}}], "maxProperties": 9}}
    parts = [
        {"properties": {"a": True}, "required": ["b"]}, {"$ref": "D"}, {"additionalProperties": False}, True,
        {"not": {"required": ["a"]}},
    ]  # fmt: skip
    readers = readers_of(parts, definitions.__getitem__)
    assert readers.by_name == {"a": (0,), "b": (0,), "c": (1,)}
    assert (readers.counting, readers.of_any) == ((1,), (2, 4))


def test_it_says_what_a_validator_says():
    chance = random.Random(8)
    for _ in range(400):
        schema = {**_schema(chance, 3), "$defs": {"D": _schema(chance, 0)}}
        validator = jsonschema_rs.Draft202012Validator(schema)
        known = Known()
        for _ in range(6):
            like = {name: _value(chance) for name in "abcdefgh" if chance.random() < 0.6}
            if chance.random() < 0.3:
                like = list(like.values()) or [1]
            for _ in range(4):
                at = chance.randrange(len(like)) if isinstance(like, list) else chance.choice("abcdefghi")
                value = variant_of(like, at, _value(chance), known)
                assert is_valid(value, schema, "assert", known=known) is validator.is_valid(value), (schema, value)


def _value(chance):
    return chance.choice([0, 1, "a", "long", None, True, {}, {"a": 1}, [1]])


def _schema(chance, level):
    names = chance.sample("abcdefghi", 3)
    found = {
        "properties": {name: _member(chance, level) for name in names},
        "required": chance.sample("abc", chance.randrange(2)),
        "prefixItems": [_member(chance, level) for _ in range(3)],
        "items": _member(chance, level),
        "additionalProperties": _member(chance, level),
        "minProperties": chance.randrange(4),
        "maxProperties": 3 + chance.randrange(6),
        "type": ["object", "array"],
        "propertyNames": {"maxLength": 1},
    }
    found = {keyword: value for keyword, value in found.items() if chance.random() < 0.35}
    if level:
        more = {
            "allOf": [_schema(chance, 0) for _ in range(10)],
            "anyOf": [_schema(chance, level - 1) for _ in range(2)],
            "not": _schema(chance, 0),
            "$ref": "#/$defs/D",
        }
        found |= {keyword: value for keyword, value in more.items() if chance.random() < 0.3 and value}
    return found


def _member(chance, level):
    plain = [{"type": "integer"}, {"type": ["string", "object"]}, {"maxLength": 2}, {"const": 1}, True]
    return (
        chance.choice([*plain, {"properties": {"a": {"const": 1}}, "required": ["a"]}])
        if level
        else plain[chance.randrange(4)]
    )
