"""Of many alternatives, only those are tried that the constants in them leave open."""

from __future__ import annotations

import random

import jsonschema_rs
import pytest

from apidiff.containment.answer import Budget
from apidiff.containment.choosing import FEW, Known, choice_of
from apidiff.containment.interpreting import is_valid
from apidiff.containment.limits import Meter


def cat(number, **more):
    return {"properties": {"kind": {"const": f"k{number}"}, "n": {"type": "integer"}}, "required": ["kind"], **more}


def unresolved(reference):
    raise AssertionError(reference)


def test_a_value_is_held_against_the_alternatives_of_its_constant_alone():
    choice = choice_of([*map(cat, range(20)), {"required": ["other"]}], unresolved)
    assert choice is not None
    assert list(choice.candidates({"kind": "k7"})) == [7, 20]
    assert list(choice.candidates({"kind": "none"})) == [20]
    assert choice.candidates({"other": 1}) is None


def test_constants_are_found_behind_references_and_beside_others():
    definitions = {"C1": cat(1), "Loop": {"$ref": "Loop"}}
    alternatives = [{"$ref": "C1"}, {"allOf": [{"title": "t"}, {"properties": {"kind": {"enum": ["a", 1, 1.0]}}}]}]
    choice = choice_of([*alternatives, {"$ref": "Loop"}], definitions.__getitem__)
    assert choice is not None
    assert [list(choice.candidates({"kind": value})) for value in ("k1", "a", 1, True)] == [[0, 2], [1, 2], [1, 2], [2]]


def test_alternatives_without_constants_are_not_told_apart():
    assert choice_of([{"type": "string"}] * 20, unresolved) is None
    assert choice_of([], unresolved) is None


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_what_many_alternatives_cost_does_not_depend_on_their_number(keyword):
    spent = []
    for count in (100, 400):
        schema, known = {keyword: list(map(cat, range(count)))}, Known()
        assert is_valid({"kind": "k0"}, schema, "assert", known=known)
        meter = Meter(Budget(1000))
        assert is_valid({"kind": f"k{count - 1}", "n": 1}, schema, "assert", meter, known)
        assert not is_valid({"kind": f"k{count - 1}", "n": ""}, schema, "assert", meter, known)
        spent.append(meter.spent)
        assert len(known.choices) == 1
    assert spent[0] == spent[1]


def test_it_says_what_a_validator_says():
    chance = random.Random(5)
    for _ in range(300):
        alternatives = [_alternative(chance) for _ in range(FEW + 3)]
        schema = {chance.choice(["oneOf", "anyOf"]): alternatives, "$defs": {"D": _alternative(chance, referring=0)}}
        validator = jsonschema_rs.Draft202012Validator(schema)
        for _ in range(10):
            value = {name: chance.choice([0, 1, 1.0, True, "a", None, {}]) for name in "kln" if chance.random() < 0.7}
            assert is_valid(value, schema, "assert") is validator.is_valid(value), (schema, value)


def _alternative(chance, referring=0.1):
    one = {"properties": {chance.choice("kkl"): _member(chance)}}
    if chance.random() < 0.3:
        one["required"] = [chance.choice("kln")]
    if chance.random() < 0.2:
        one = {"allOf": [one, {"properties": {"k": _member(chance)}}]}
    if chance.random() < 0.2:
        one["type"] = chance.choice(["object", "string"])
    return {"$ref": "#/$defs/D", **one} if chance.random() < referring and "allOf" not in one else one


def _member(chance):
    values = [0, 1, True, "a", None, {}]
    return chance.choice(
        [{"const": chance.choice(values)}, {"enum": chance.sample(values, 2)}, {"type": "integer"}, True]
    )
