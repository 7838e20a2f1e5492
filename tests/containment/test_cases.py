"""Pairs whose answer follows from the specification, each with the sentence that it proves."""

from __future__ import annotations

from itertools import product

import jsonschema
import jsonschema_rs
import pytest

from apidiff.containment import is_subschema

STRING, INTEGER, NUMBER, OBJECT = ({"type": name} for name in ("string", "integer", "number", "object"))


def has(*names):
    return {"type": "object", "required": list(names)}


def tree(leaf, **more):
    return {
        "$ref": "#/$defs/n",
        "$defs": {"n": {"type": "object", "properties": {"v": leaf, "kids": {"items": {"$ref": "#/$defs/n"}}}, **more}},
    }


PROVED = {
    "a half integral multiple is no integer": (
        {"type": "number", "multipleOf": 0.5, "not": INTEGER},
        {"not": {"multipleOf": 1}},
    ),
    "bounds beyond doubles are exact": (
        {"type": "integer", "minimum": 2**60 + 1},
        {"type": "integer", "exclusiveMinimum": 2**60},
    ),
    "a decimal divides exactly": ({"multipleOf": 0.3}, {"multipleOf": 0.1}),
    "the least common multiple decides": (
        {"type": "integer", "allOf": [{"multipleOf": 4}, {"multipleOf": 6}]},
        {"multipleOf": 12},
    ),
    "an exclusive range of integers is empty": (
        {"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 2},
        False,
    ),
    "two cases of a pattern make it whole": (
        {"type": "string", "pattern": "^[a-z]{2}$"},
        {"anyOf": [{"pattern": "^[a-m]"}, {"pattern": "^[n-z]"}]},
    ),
    "a look ahead right after the beginning is an intersection": (
        {"type": "string", "pattern": "^(?=.*[0-9])[a-z0-9]+$"},
        {"pattern": "[0-9]"},
    ),
    "lengths follow from a pattern": ({"pattern": "^(ab){2,3}$"}, {"minLength": 4, "maxLength": 6}),
    "a string of many characters counts code points": ({"const": "😀😀"}, {"maxLength": 2}),
    "a tuple bounds its items": (
        {"type": "array", "prefixItems": [STRING, STRING], "items": False, "minItems": 2},
        {"items": STRING, "minItems": 2, "maxItems": 2},
    ),
    "what must be contained twice needs two places": (
        {"type": "array", "contains": STRING, "minContains": 2},
        {"minItems": 2},
    ),
    "three distinct of two values do not exist": (
        {"type": "array", "items": {"enum": [1, 2]}, "uniqueItems": True},
        {"maxItems": 2},
    ),
    "distinct kinds are distinct items": (
        {"type": "array", "prefixItems": [STRING, INTEGER], "items": False},
        {"uniqueItems": True},
    ),
    "a forbidden property is not required": ({"type": "object", "properties": {"a": False}}, {"not": has("a")}),
    "pattern properties meet properties": (
        {"patternProperties": {"^a": INTEGER, "b$": STRING}},
        {"properties": {"ab": False}},
    ),
    "names limit the number of properties": (
        {"type": "object", "propertyNames": {"enum": ["a", "b"]}},
        {"maxProperties": 2},
    ),
    "enough properties of few names are required": (
        {"type": "object", "propertyNames": {"enum": ["a", "b"]}, "minProperties": 2},
        has("a", "b"),
    ),
    "a dependency chain is followed": (
        {"type": "object", "required": ["a"], "dependentRequired": {"a": ["b"], "b": ["c"]}},
        has("c"),
    ),
    "unevaluated properties see through all of": (
        {"allOf": [{"properties": {"a": INTEGER}}], "properties": {"b": True}, "unevaluatedProperties": False},
        {"propertyNames": {"enum": ["a", "b"]}},
    ),
    "unevaluated items see what is contained": (
        {"type": "array", "contains": STRING, "unevaluatedItems": False},
        {"items": STRING},
    ),
    "a dependent schema evaluates for objects only": (
        {"type": "array", "dependentSchemas": {"a": {"unevaluatedItems": False}}, "unevaluatedItems": STRING},
        {"items": STRING},
    ),
    "a closed object shows who evaluated what": (
        {
            "type": "object",
            "anyOf": [{"properties": {f"a{i}": INTEGER}, "required": [f"a{i}"]} for i in range(15)],
            "unevaluatedProperties": False,
        },
        {"additionalProperties": INTEGER},
    ),
    "an outer resource extends a tree": (
        {
            "$id": "https://a.test/strict",
            "$dynamicAnchor": "node",
            "$ref": "tree",
            "unevaluatedProperties": False,
            "$defs": {
                "tree": {
                    "$id": "tree",
                    "$dynamicAnchor": "node",
                    "properties": {"kids": {"items": {"$dynamicRef": "#node"}}},
                }
            },
        },
        {"properties": {"kids": {"items": {"propertyNames": {"const": "kids"}}}}},
    ),
    "all arrays of eight booleans can be listed": (
        {"type": "array", "items": {"type": "boolean"}, "minItems": 8, "maxItems": 8},
        {"enum": [list(each) for each in product([False, True], repeat=8)]},
    ),
    "then and else are cases": (
        {"if": STRING, "then": {"minLength": 1}, "else": NUMBER},
        {"type": ["string", "number"]},
    ),
    "a one of disjoint tags is an any of": (
        {"anyOf": [{**has("k"), "properties": {"k": {"const": tag}}} for tag in "ab"]},
        {"oneOf": [{**has("k"), "properties": {"k": {"const": tag}}} for tag in "ab"]},
    ),
    "trees of integers are trees of numbers": (tree(INTEGER), tree(NUMBER)),
    "a tree that must go on for ever has no value": (
        {
            "$ref": "#/$defs/n",
            "$defs": {"n": {**has("next"), "properties": {"next": {"$ref": "#/$defs/n"}}}},
        },
        False,
    ),
    "annotations and unknown keywords do not restrict": (
        STRING,
        {**STRING, "format": "date", "discriminator": {"propertyName": "x"}, "x-y": 1, "title": "t"},
    ),
    "an anchor is a target": ({"$ref": "#n", "$defs": {"x": {"$anchor": "n", "type": "integer"}}}, NUMBER),
    "an identifier moves the base": (
        {
            "$id": "https://a.test/root",
            "$ref": "item",
            "$defs": {"i": {"$id": "item", "$ref": "#/$defs/x", "$defs": {"x": {"type": "integer"}}}},
        },
        INTEGER,
    ),
    "one dynamic anchor is a plain target": (
        {"$dynamicRef": "#n", "$defs": {"x": {"$dynamicAnchor": "n", "type": "integer"}}},
        NUMBER,
    ),
}

REFUTED = {
    "true is not one": ({"const": True}, {"const": 1}),
    "null is a witness like any other": ({"type": ["null", "string"]}, STRING),
    "numbers lie between integers": (NUMBER, {"anyOf": [INTEGER, {"maximum": 0}, {"minimum": 1}]}),
    "a required property of another object is missing": (has("a"), has("a", "b")),
    "a new optional property restricts an open object": (OBJECT, {"properties": {"a": STRING}}),
    "a witness stands deep inside": (tree(NUMBER), tree(INTEGER)),
    "overlapping alternatives exclude each other": (OBJECT, {"oneOf": [has("a"), has("b")]}),
    "a repeated item beside one that must be there": (
        {"type": "array", "contains": {"const": "x"}},
        {"anyOf": [{"uniqueItems": True}, {"contains": {"const": "x"}, "minContains": 2}]},
    ),
    "the first character of a class is not the only one": (
        {"type": "string", "pattern": "^[\\u4e00-\\u9fff]$"},
        {"enum": ["\u4e00", "\u4e01"]},
    ),
    "control characters count as characters": ({"pattern": "^[^ -\\uffff]$", "type": "string"}, {"const": "\u0000"}),
    "an unevaluated property is refused": (
        {"properties": {"a": True}},
        {"properties": {"a": True}, "unevaluatedProperties": False},
    ),
    "what a condition evaluates is evaluated, then or not": (  # the library's algebra proves the contrary
        {
            "unevaluatedProperties": False,
            "if": {"anyOf": [{"properties": {"a": True}, "required": ["b"]}, {"properties": {"b": True}}]},
        },
        {"unevaluatedProperties": False},
    ),
    "a name between the patterns": (
        {"additionalProperties": STRING},
        {"patternProperties": {"^[a-y]": STRING}, "additionalProperties": False},
    ),
}


@pytest.mark.parametrize(("sub", "sup"), PROVED.values(), ids=PROVED.keys())
def test_it_is_proved_that(sub, sup):
    assert is_subschema(sub, sup).status == "proved"


@pytest.mark.parametrize(("sub", "sup"), REFUTED.values(), ids=REFUTED.keys())
def test_a_witness_shows_that(sub, sup):
    answer = is_subschema(sub, sup)
    assert answer.status == "refuted"
    for validator in (jsonschema_rs.Draft202012Validator, jsonschema.Draft202012Validator):
        assert validator(sub).is_valid(answer.witness)
        assert not validator(sup).is_valid(answer.witness)


@pytest.mark.parametrize(
    ("sub", "sup", "witness"),
    [
        ({"type": "string"}, {"type": "string", "minLength": 2}, ""),
        ({"type": "integer"}, {"minimum": 0}, -1),
        ({"type": "number"}, {"type": "integer"}, 0.5),
        ({"type": "string", "pattern": "^[a-z]+@[a-z]+$"}, False, "a@a"),
        (has("id"), {"properties": {"id": STRING}}, {"id": None}),
        ({"type": "array", "items": STRING}, {"maxItems": 1}, ["", ""]),
    ],
)
def test_a_witness_is_small_and_readable(sub, sup, witness):
    assert is_subschema(sub, sup).witness == witness
