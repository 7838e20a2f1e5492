"""What is left unevaluated under many conditions is read one by one, however many there are."""

from __future__ import annotations

from itertools import combinations

import jsonschema_rs
import pytest

from apidiff.containment import is_subschema

NAMES = "abcdefghijkl"
STRING, INTEGER = {"type": "string"}, {"type": "integer"}


def under(name, **part):
    return {"if": {"required": [name]}, "then": part}


def closed(*parts, rest=False, **more):
    return {"type": "object", **more, "allOf": list(parts), "unevaluatedProperties": rest}


MANY = [under(name, properties={name.upper(): STRING}) for name in NAMES]
DECLARED = dict.fromkeys(NAMES, True)
ALL_NAMES = {
    "one condition that evaluates all": under("a", additionalProperties=True),
    "one that gives all a type": {"anyOf": [{"additionalProperties": INTEGER, "required": ["b"]}, {}]},
    "one that evaluates by a pattern": under("a", patternProperties={"^x": INTEGER}),
    "alternatives of both": {
        "oneOf": [
            {"required": ["a"], "not": {"required": ["b"]}, "additionalProperties": True},
            {"required": ["b"], "patternProperties": {"^x": True}},
            {"not": {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, "properties": {"y": True}},
        ]
    },
}
VALUES = [
    dict.fromkeys(held, value)
    for size in range(4)
    for held in combinations(["a", "b", "A", "x1", "y", "z"], size)
    for value in (1, "t")
]


@pytest.mark.parametrize("part", ALL_NAMES.values(), ids=ALL_NAMES)
@pytest.mark.parametrize("rest", [False, INTEGER], ids=["closed", "typed"])
def test_properties_under_many_conditions_are_decided(part, rest):
    schema = closed(*MANY, part, properties=DECLARED, rest=rest)
    assert is_subschema(schema, {"description": "the same", **schema}).status == "proved"
    validator = jsonschema_rs.Draft202012Validator(schema)
    for value in VALUES:
        expected = "proved" if validator.is_valid(value) else "refuted"
        assert is_subschema({"const": value}, schema).status == expected, value


ITEMS = {
    "a condition on items": {"if": {"minItems": 3}, "then": {"contains": STRING, "minContains": 0}},
    "another on items": {"if": {"maxItems": 2}, "then": {"contains": INTEGER, "minContains": 0}},
}


def test_items_under_many_conditions_are_decided():
    lengths = [{"if": {"minItems": size}, "then": {"prefixItems": [True] * ((size + 1) // 2)}} for size in range(1, 13)]
    schema = {"type": "array", "allOf": [*lengths, *ITEMS.values()], "unevaluatedItems": False}
    assert is_subschema(schema, {"description": "the same", **schema}).status == "proved"
    validator = jsonschema_rs.Draft202012Validator(schema)
    for value in ([], [1], ["t"], [1, 1], [1, "t"], ["t", "t", "t"], [1, 1, 1], [1, "t", "t", 1], [None, 1, "t"]):
        expected = "proved" if validator.is_valid(value) else "refuted"
        assert is_subschema({"const": value}, schema).status == expected, value
