"""What narrows and what widens, in each direction; what is only another way to write the same."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, only, received, ref, sent

INTEGER, NUMBER = {"type": "integer"}, {"type": "number"}
LIST = {"type": "array"}


def obj(properties=None, required=(), **more):
    schema = {"type": "object", "properties": properties or {}, **more}
    return schema | ({"required": list(required)} if required else {})


A, B, AB = {"a": STRING}, {"b": STRING}, {"a": STRING, "b": STRING}

THE_SAME = {
    "no length at least": (STRING, STRING | {"minLength": 0}),
    "a pattern that matches everything": (STRING, STRING | {"pattern": ".*"}),
    "one pattern in two ways": (STRING | {"pattern": "^[a-z]+$"}, STRING | {"pattern": "^[a-z][a-z]*$"}),
    "a class by its name": (STRING | {"pattern": r"^\w+$"}, STRING | {"pattern": "^[A-Za-z0-9_]+$"}),
    "both booleans": ({"type": "boolean"}, {"enum": [True, False]}),
    "order of values": ({"enum": [1, 2]}, {"enum": [2, 1]}),
    "not not": (STRING, {"not": {"not": STRING}}),
    "a condition that always holds": (STRING, {"if": True, "then": STRING}),
    "a condition without consequence": (STRING, STRING | {"if": {"minLength": 3}}),
    "one alternative": (STRING, {"anyOf": [STRING]}),
    "one exclusive alternative": (STRING, {"oneOf": [STRING]}),
    "an alternative within another": (STRING, {"anyOf": [STRING, STRING | {"maxLength": 3}]}),
    "de Morgan": ({"not": {"anyOf": [STRING, INTEGER]}}, {"allOf": [{"not": STRING}, {"not": INTEGER}]}),
    "required elsewhere": (obj(A, ["a"]), {"allOf": [obj(A), {"required": ["a"]}]}),
    "required if there": (
        obj(AB, dependentRequired={"a": ["b"]}),
        obj(AB, dependentSchemas={"a": {"required": ["b"]}}),
    ),
    "required if and then": (
        obj(AB, dependentRequired={"a": ["b"]}),
        obj(AB) | {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
    ),
    "counted by what is required": (obj(A, ["a"]), obj(A, ["a"], minProperties=1)),
    "closed in two ways": (obj(A, additionalProperties=False), obj(A, unevaluatedProperties=False)),
    "no items": (LIST | {"maxItems": 0}, LIST | {"items": False}),
    "some item": (LIST | {"minItems": 1}, LIST | {"contains": True}),
    "no item needed": (LIST, LIST | {"contains": STRING, "minContains": 0}),
    "one item is unique": (LIST | {"maxItems": 1}, LIST | {"maxItems": 1, "uniqueItems": True}),
    "whole numbers": (INTEGER, {"type": "number", "multipleOf": 1.0}),
    "a limit that no integer is at": (INTEGER | {"exclusiveMinimum": 0}, INTEGER | {"minimum": 1}),
    "a limit between two integers": (INTEGER | {"minimum": 0.5}, INTEGER | {"minimum": 1}),
    "null in two ways": ({"type": "null"}, {"const": None}),
    "every type": ({}, {"type": ["array", "boolean", "integer", "null", "number", "object", "string"]}),
    "any name": (obj(A), obj(A, propertyNames=True)),
    "a map by patterns": (obj(additionalProperties=STRING), obj(patternProperties={"": STRING})),
    "one media type in two ways": (
        STRING | {"contentMediaType": "application/json"},
        STRING | {"contentMediaType": "Application/JSON"},
    ),
    "one encoding in two ways": (STRING | {"format": "byte"}, STRING | {"contentEncoding": "base64"}),
    "bytes in two ways": (STRING | {"format": "binary"}, STRING | {"contentMediaType": "application/octet-stream"}),
    "bytes that are called bytes": (
        STRING | {"contentEncoding": "base64"},
        STRING | {"contentEncoding": "base64", "contentMediaType": "application/octet-stream"},
    ),
    "bytes that are called so where their format went": (
        STRING | {"format": "byte"},
        STRING | {"contentEncoding": "base64", "contentMediaType": "application/octet-stream"},
    ),
    "bytes that are called so in one of two alternatives": (
        {"anyOf": [INTEGER, STRING | {"format": "byte"}]},
        {
            "oneOf": [
                STRING | {"contentEncoding": "base64", "contentMediaType": "Application/Octet-Stream"},
                {"type": "integer", "minimum": 1},
                {"type": "integer", "maximum": 0},
            ]
        },
    ),
    "one schema of contents in two ways": (
        STRING | {"contentMediaType": "application/json", "contentSchema": {"type": "boolean"}},
        STRING | {"contentMediaType": "application/json", "contentSchema": {"enum": [True, False]}},
    ),
    "a format that nobody knows": (STRING, STRING | {"format": "sku"}),
}


@pytest.mark.parametrize(("base", "revision"), THE_SAME.values(), ids=THE_SAME)
@pytest.mark.parametrize("surface", [sent, received])
def test_the_same_values_are_neutral_both_ways(surface, base, revision):
    assert diff(surface(base), surface(revision), audited=True).verdict == "neutral"
    assert diff(surface(revision), surface(base), audited=True).verdict == "neutral"


NARROWED = {
    "number to integer": (NUMBER, INTEGER),
    "pattern tightened": (STRING | {"pattern": "^[a-z]"}, STRING | {"pattern": "^[a-z]{2}"}),
    "format added": (STRING, STRING | {"format": "uuid"}),
    "range of an integer": (INTEGER | {"format": "int64"}, INTEGER | {"format": "int32"}),
    "length limited": (STRING, STRING | {"maxLength": 4}),
    "limit excluded": (NUMBER | {"maximum": 5}, NUMBER | {"exclusiveMaximum": 5}),
    "multiple of more": (INTEGER | {"multipleOf": 2}, INTEGER | {"multipleOf": 4}),
    "coarser steps": (NUMBER | {"multipleOf": 0.01}, NUMBER | {"multipleOf": 0.1}),
    "items made unique": (LIST, LIST | {"uniqueItems": True}),
    "map typed": (obj(A), obj(A, additionalProperties=STRING)),
    "null taken away": ({"type": ["string", "null"]}, STRING),
    "field became required": (obj(A), obj(A, ["a"])),
    "required beside another": (obj(AB), obj(AB, dependentRequired={"a": ["b"]})),
    "names by pattern typed": (obj(), obj(patternProperties={"^x-": STRING})),
    "names limited": (obj(), obj(propertyNames={"maxLength": 3})),
    "more items at least": (LIST | {"minItems": 1}, LIST | {"minItems": 2}),
    "a tuple": (LIST, LIST | {"prefixItems": [STRING]}),
    "a closed tuple": (LIST | {"prefixItems": [STRING]}, LIST | {"prefixItems": [STRING], "items": False}),
    "an item that must be there": (LIST | {"items": STRING}, LIST | {"items": STRING, "contains": {"const": "a"}}),
    "any to exactly one": ({"anyOf": [STRING, {"minLength": 2}]}, {"oneOf": [STRING, {"minLength": 2}]}),
    "any to all": (
        {"anyOf": [STRING | {"minLength": 2}, STRING | {"maxLength": 4}]},
        {"allOf": [STRING | {"minLength": 2}, STRING | {"maxLength": 4}]},
    ),
    "a stricter consequence": (
        obj(AB) | {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
        obj(AB) | {"if": {"required": ["a"]}, "then": {"required": ["b"], "minProperties": 3}},
    ),
}


@pytest.mark.parametrize(("wide", "narrow"), NARROWED.values(), ids=NARROWED)
def test_narrowing_breaks_a_request_and_widening_a_response(wide, narrow):
    assert diff(sent(wide), sent(narrow), audited=True).verdict == "breaking"
    assert diff(sent(narrow), sent(wide), audited=True).verdict == "additive"
    assert diff(received(wide), received(narrow), audited=True).verdict == "additive"
    assert diff(received(narrow), received(wide), audited=True).verdict == "breaking"


WRITTEN = {
    "contentMediaType": (
        STRING | {"format": "byte"},
        STRING | {"contentEncoding": "base64", "contentMediaType": "image/png"},
    ),
    "contentMediaType of a file": (STRING | {"format": "binary"}, STRING | {"contentMediaType": "image/png"}),
    "contentEncoding": (STRING | {"format": "byte"}, STRING | {"contentEncoding": "base16"}),
    "format": (STRING | {"format": "byte"}, STRING | {"format": "binary"}),
}


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("surface", [sent, received])
def test_one_way_to_write_a_string_is_told_by_what_differs(surface, name):
    for sides in (WRITTEN[name], reversed(WRITTEN[name])):
        comparison = diff(*map(surface, sides), audited=True)
        assert [(c.rule, c.cls) for c in comparison.counted] == [("content-encoding-changed", "breaking")]
        assert only(comparison).title.startswith(f"`{name.split()[0]}` of")


APART = {
    "another encoding": (STRING | {"contentEncoding": "base64"}, STRING | {"contentEncoding": "base16"}),
    "an encoding beside a limit": (
        STRING | {"contentEncoding": "base64", "maxLength": 9},
        STRING | {"contentEncoding": "base32", "maxLength": 9},
    ),
    "encoded from now on": (STRING, STRING | {"contentEncoding": "base64"}),
    "bytes for their text": (STRING | {"format": "byte"}, STRING | {"format": "binary"}),
    "another media type within": (
        STRING | {"contentMediaType": "application/json"},
        STRING | {"contentMediaType": "application/xml"},
    ),
    "other contents": (
        STRING | {"contentMediaType": "application/json", "contentSchema": INTEGER},
        STRING | {"contentMediaType": "application/json", "contentSchema": STRING},
    ),
    "another encoding in an alternative": (
        {"anyOf": [INTEGER, STRING | {"contentEncoding": "base64"}]},
        {"anyOf": [INTEGER, STRING | {"contentEncoding": "base16"}]},
    ),
    "another encoding of what may not be": (
        {"not": STRING | {"contentEncoding": "base64"}},
        {"not": STRING | {"contentEncoding": "base16"}},
    ),
    "another type": (LIST, obj()),
    "another format": (STRING | {"format": "date-time"}, STRING | {"format": "date"}),
    "values of a map": (obj(additionalProperties=STRING), obj(additionalProperties=INTEGER)),
    "field removed": (obj(AB), obj(A)),
    "number for a text": ({"enum": [1]}, {"enum": ["1"]}),
}


@pytest.mark.parametrize(("base", "revision"), APART.values(), ids=APART)
@pytest.mark.parametrize("surface", [sent, received])
def test_neither_narrower_nor_wider_is_breaking(surface, base, revision):
    assert diff(surface(base), surface(revision), audited=True).verdict == "breaking"


TOLERATED = {
    "new field": (obj(A), obj(AB)),
    "new field of a closed object": (obj(A, additionalProperties=False), obj(AB, additionalProperties=False)),
    "object opened": (obj(A, additionalProperties=False), obj(A)),
    "counted object without patterns opened": (
        obj(A, additionalProperties=False, maxProperties=1, patternProperties={}),
        obj(A),
    ),
}


@pytest.mark.parametrize(("base", "revision"), TOLERATED.values(), ids=TOLERATED)
@pytest.mark.parametrize("surface", [sent, received])
def test_unknown_fields_are_tolerated(surface, base, revision):
    assert diff(surface(base), surface(revision), audited=True).verdict == "additive"


@pytest.mark.parametrize(
    ("surface", "mark", "verdict"),
    [
        (sent, "readOnly", "breaking"),
        (received, "readOnly", "neutral"),
        (sent, "writeOnly", "neutral"),
        (received, "writeOnly", "breaking"),
    ],
)
def test_a_mark_takes_a_field_out_of_one_direction(surface, mark, verdict):
    assert diff(surface(obj(A)), surface(obj({"a": STRING | {mark: True}})), audited=True).verdict == verdict


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize(
    "more", [{"deprecated": True}, {"default": "x"}, {"title": "A"}, {"examples": ["x"]}, {"x-a": 1}]
)
def test_what_restricts_no_value_is_neutral(surface, more):
    assert diff(surface(obj(A)), surface(obj({"a": STRING | more})), audited=True).verdict == "neutral"


def test_a_mapping_beside_the_names_of_components_adds_a_tag():
    """A value still names the component that it did, unless the mapping says otherwise (OpenAPI 3.1.1, 4.8.25.4)."""
    schemas = {"A": obj({"kind": STRING}, ["kind"]), "B": obj({"kind": STRING, "b": STRING}, ["kind"])}
    base = {"oneOf": [ref("A"), ref("B")], "discriminator": {"propertyName": "kind"}}
    revision = base | {"discriminator": {"propertyName": "kind", "mapping": {"a": "#/components/schemas/A"}}}
    change = only(diff(sent(base, schemas=schemas), sent(revision, schemas=schemas), audited=True))
    assert (change.rule, change.cls, change.name) == ("subtype-added", "additive", "a")


@pytest.mark.parametrize(
    ("base", "more"),
    [
        ({"type": "array", "items": {"enum": [1, 2]}, "uniqueItems": True}, {"maxItems": 2}),
        ({"type": "array", "items": STRING, "maxItems": 1}, {"uniqueItems": True}),
        ({"type": "array", "items": STRING, "minItems": 1}, {"contains": STRING}),
        ({"type": "object", "properties": {"a": STRING}, "additionalProperties": False}, {"maxProperties": 1}),
        (
            {"type": "object", "properties": {"a": STRING}, "additionalProperties": False},
            {"propertyNames": {"maxLength": 3}},
        ),
    ],
)
def test_a_limit_that_the_parts_keep_anyway_is_neutral_both_ways(base, more):
    for sides in ((base, base | more), (base | more, base)):
        assert diff(*map(sent, sides), audited=True).verdict == "neutral"
