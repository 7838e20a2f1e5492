"""What a value that travels as text accepts is a set of texts, whatever the types are called."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apidiff.comparing.asking.alphabet import restricted
from apidiff.comparing.asking.numerals import ANY_INTEGER, integers_between
from apidiff.comparing.asking.texts import Texts
from apidiff.comparing.asking.wire import FORM, JOINED, ONE_OR_MANY, PLAIN, TEXT, form, scalar_in, text_in
from apidiff.containment import is_subschema
from tests.comparing.describing import STRING, api, content, diff, only

INTEGER, NUMBER, BOOLEAN, NULL = ({"type": name} for name in ("integer", "number", "boolean", "null"))
STRINGS = {"type": "array", "items": STRING}


def asked(schema, place="query", **more):
    parameter = {"name": "a", "in": place, "schema": schema, **({"required": True} if place == "path" else {}), **more}
    path = "/v1/things/{a}" if place == "path" else "/v1/things"
    return api({path: {"get": {"parameters": [parameter], "responses": {"204": {"description": "Done"}}}}})


def posted(schema, media="application/x-www-form-urlencoded", **more):
    body = {"content": {media: {"schema": {"type": "object", "properties": {"a": schema}}, **more}}}
    return api({"/v1/things": {"post": {"requestBody": body, "responses": {"204": {"description": "Done"}}}}})


def answered(schema):
    answer = {"description": "OK", "headers": {"X-A": {"schema": schema}}}
    return api({"/v1/things": {"get": {"responses": {"200": answer}}}})


def heard(schema):
    """An event with a header, which the server sends."""
    parameter = {"name": "X-A", "in": "header", "schema": schema}
    return api(webhooks={"e": {"post": {"parameters": [parameter], "responses": {"200": {"description": "Taken"}}}}})


PLACES = {
    **{place: lambda schema, place=place: asked(schema, place) for place in ("query", "path", "header", "cookie")},
    "form": posted,
    "multipart": lambda schema: posted(schema, "multipart/form-data"),
    "response header": answered,
    "event": heard,
}

NULLS = [
    (STRING, {"type": ["string", "null"]}),
    (STRING, {"anyOf": [STRING, NULL]}),
    (STRING | {"title": "A", "default": ""}, {"anyOf": [STRING, NULL], "title": "A"}),
    (INTEGER, {"oneOf": [INTEGER, NULL]}),
    (INTEGER | {"minimum": 1}, {"anyOf": [INTEGER | {"minimum": 1}, NULL], "default": None}),
    ({"enum": ["a"]}, {"enum": ["a", None]}),
    (STRINGS, {"anyOf": [STRINGS, NULL]}),
    (STRINGS, {"type": "array", "items": {"type": ["string", "null"]}}),
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("without", "with_null"), NULLS)
def test_null_has_no_text(place, without, with_null):
    described = PLACES[place]
    assert diff(described(without), described(with_null), audited=True).verdict == "neutral"
    assert diff(described(with_null), described(without), audited=True).verdict == "neutral"


@pytest.mark.parametrize("openapi", ["3.0.0", "3.0.4"])
def test_nullable_says_nothing_of_a_text(openapi):
    sides = [asked(schema) | {"openapi": openapi} for schema in (STRING | {"nullable": True}, STRING)]
    assert diff(*sides, audited=True).verdict == "neutral"


@pytest.mark.parametrize("place", ["query", "path", "header", "cookie"])
@pytest.mark.parametrize("spelled", [{"additionalProperties": True}, {"items": True}, {"items": {}}])
def test_spelling_out_that_parts_are_free_changes_no_text(place, spelled):
    assert diff(asked({}, place), asked(spelled, place)).verdict == "neutral"
    assert diff(asked(spelled, place), asked({}, place)).verdict == "neutral"


def test_null_by_reference_says_nothing_of_a_text():
    base = asked({"$ref": "#/components/schemas/A"}) | {"components": {"schemas": {"A": {"type": ["string", "null"]}}}}
    revision = asked({"$ref": "#/components/schemas/A"}) | {"components": {"schemas": {"A": STRING}}}
    assert diff(base, revision, audited=True).verdict == "neutral"


def test_null_in_json_within_a_parameter_or_a_form_counts():
    def in_json(schema):
        parameter = {"name": "a", "in": "query", "content": {"application/json": {"schema": schema}}}
        return api({"/v1/things": {"get": {"parameters": [parameter], "responses": {"204": {"description": "Done"}}}}})

    nullable = {"type": ["string", "null"]}
    assert diff(in_json(nullable), in_json(STRING), audited=True).verdict == "breaking"
    assert diff(in_json(STRING), in_json(nullable), audited=True).verdict == "additive"
    as_json = {"encoding": {"a": {"contentType": "application/json"}}}
    assert diff(posted(nullable, **as_json), posted(STRING, **as_json), audited=True).verdict == "breaking"
    within = [{"type": "object", "properties": {"b": schema}} for schema in (nullable, STRING)]
    assert diff(*map(posted, within), audited=True).verdict == "breaking"


EQUAL = {
    "a boolean and its texts": (BOOLEAN, {"type": "string", "enum": ["true", "false"]}),
    "a boolean and its texts as alternatives": (BOOLEAN, {"oneOf": [{"const": "true"}, {"const": "false"}]}),
    "one of both": ({"const": True}, {"const": "true"}),
    "integers and their texts": ({"enum": [1, 2]}, {"type": "string", "enum": ["2", "1"]}),
    "numbers written in two ways": ({"enum": [1.0, 2.5]}, {"enum": ["1", "2.5"]}),
    "constants": ({"anyOf": [{"const": 1}, {"const": "x"}]}, {"enum": ["1", "x"]}),
    "a string takes in an integer": (STRING, {"type": ["string", "integer"]}),
    "a string takes in all scalars": ({"oneOf": [STRING, INTEGER, BOOLEAN]}, STRING),
    "a pattern of integers": (INTEGER, {"type": "string", "pattern": ANY_INTEGER}),
    "a pattern beside an integer": (
        {"anyOf": [INTEGER, {"type": "string", "pattern": "^x$"}]},
        {"type": "string", "pattern": "^(x|0|-?[1-9][0-9]*)$"},
    ),
    "an integer of one digit": (
        INTEGER | {"minimum": 0, "exclusiveMaximum": 10},
        {"type": "string", "pattern": "^[0-9]$"},
    ),
    "a list of one": (STRINGS | {"minItems": 1, "maxItems": 1}, STRING),
    "one or a list": ({"anyOf": [STRING, STRINGS]}, STRINGS),
    "one enum or a list of it": (
        {"oneOf": [{"enum": ["a"]}, {"type": "array", "items": {"enum": ["a"]}}]},
        {"type": "array", "items": {"const": "a"}},
    ),
}
NARROWER = {
    "an integer": (INTEGER, NUMBER),
    "a number": (NUMBER, STRING),
    "a boolean": (BOOLEAN, STRING),
    "an integer among digits": (INTEGER | {"minimum": 0}, {"type": "string", "pattern": r"^\d+$"}),
    "an integer as a short text": (INTEGER | {"minimum": -9, "maximum": 99}, STRING | {"maxLength": 2}),
    "an integer of 32 bits": (INTEGER | {"format": "int32"}, STRING | {"maxLength": 11}),
    "one text": ({"const": "1"}, INTEGER),
    "a list of up to two": (STRINGS | {"maxItems": 2}, STRINGS),
    "one in place of many": (STRING, STRINGS),
    "a date": (STRING | {"format": "date"}, STRING),
    "integers in a list": ({"type": "array", "items": INTEGER}, STRINGS),
}
APART = {
    "digits are no integer": ({"type": "string", "pattern": r"^\d+$"}, INTEGER),
    "an integer is no date": (INTEGER, STRING | {"format": "date"}),
    "a longer integer": (INTEGER, STRING | {"maxLength": 5}),
    "a number is no integer": ({"enum": [1.5]}, INTEGER),
    "many are not one": (STRINGS | {"minItems": 2}, STRING),
    "an integer is no boolean": (INTEGER, BOOLEAN),
}
CASES = [
    *((name, first, second, ("neutral", "neutral")) for name, (first, second) in EQUAL.items()),
    *((name, first, second, ("additive", "breaking")) for name, (first, second) in NARROWER.items()),
    *(
        (name, first, second, ("breaking", "breaking"))
        for name, (first, second) in APART.items()
        if "digits" not in name
    ),
]


@pytest.mark.parametrize(("first", "second", "verdicts"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
@pytest.mark.parametrize("place", ["query", "form"])
def test_texts_are_compared(place, first, second, verdicts):
    described = PLACES[place]
    found = [diff(described(a), described(b), audited=True).verdict for a, b in ((first, second), (second, first))]
    assert tuple(found) == verdicts


def test_digits_may_begin_with_a_zero_and_an_integer_may_not():
    digits, integer = {"type": "string", "pattern": r"^\d+$"}, INTEGER | {"minimum": 0}
    assert diff(asked(digits), asked(integer)).verdict == "breaking"


JOINS: dict[str, Any] = {
    "a list joined by commas is one text": ({"explode": False}, {}, STRINGS, STRING, "additive"),
    "in a header too": ({}, {}, STRINGS, STRING, "additive"),
}


def test_a_joined_list_is_one_text():
    assert diff(asked(STRINGS, explode=False), asked(STRING)).verdict == "neutral"
    assert diff(asked(STRINGS, "header"), asked(STRING, "header")).verdict == "neutral"
    assert diff(asked(STRING, "header"), asked(STRINGS | {"maxItems": 2}, "header")).verdict == "breaking"
    assert diff(asked(STRINGS, "header"), asked(INTEGER, "header")).verdict == "breaking"
    assert diff(asked(STRINGS), asked(STRING)).verdict == "breaking"


FREE, MANY = {"type": "array"}, {"type": "array", "items": {"type": ["object", "string"]}}
FREE_LISTS = {
    "of any length": (FREE, STRINGS, "neutral"),
    "of one": (FREE | {"maxItems": 1}, STRINGS | {"maxItems": 1}, "neutral"),
    "of up to two": (FREE | {"maxItems": 2, "items": {}}, STRINGS | {"maxItems": 2}, "neutral"),
    "with a first item": (FREE | {"prefixItems": [INTEGER]}, STRINGS | {"prefixItems": [INTEGER]}, "neutral"),
    "to one of lists of a type": (FREE, {"type": "array", "items": INTEGER}, "breaking"),
    "to one of short texts": (FREE, {"type": "array", "items": STRING | {"maxLength": 3}}, "breaking"),
    "of different values": (FREE | {"uniqueItems": True}, STRINGS | {"uniqueItems": True}, "breaking"),
    "from one that says of what": (MANY, STRINGS, "breaking"),
}


@pytest.mark.parametrize("place", ["query", "path", "header", "cookie"])
@pytest.mark.parametrize(("free", "other", "verdict"), FREE_LISTS.values(), ids=FREE_LISTS)
def test_a_list_that_does_not_say_of_what_is_one_of_texts(place, free, other, verdict):
    assert diff(asked(free, place), asked(other, place), audited=True).verdict == verdict


@pytest.mark.parametrize("described", [answered, heard])
def test_a_header_holds_no_list_of_objects(described):
    short = {"type": "array", "maxItems": 1}
    assert diff(described(short | {"items": STRING}), described(short), audited=True).verdict == "neutral"
    change = only(diff(described(short | {"items": INTEGER}), described(short), audited=True), "breaking")
    assert not any(isinstance(item, dict | list) for item in change.witness.instance)


MEDIA = ["application/x-www-form-urlencoded", "multipart/form-data"]
FILE = STRING | {"format": "binary"}


@pytest.mark.parametrize("file", [FILE, STRING | {"contentMediaType": "application/octet-stream"}])
def test_several_files_are_several_parts(file):
    files = {"type": "array", "items": FILE}
    assert diff(posted(files, MEDIA[1]), posted(file, MEDIA[1])).verdict == "breaking"
    assert diff(posted(FILE, MEDIA[1]), posted({"type": "array", "items": file}, MEDIA[1])).verdict == "additive"


@pytest.mark.parametrize("media", [*MEDIA, "application/json"])
@pytest.mark.parametrize("file", [FILE, STRING | {"contentMediaType": "image/png"}])
def test_more_files_than_are_taken_are_shown_as_texts(file, media):
    files = {"type": "array", "items": file}
    change = only(diff(posted(files, media), posted(files | {"maxItems": 1}, media), audited=True))
    if file is not FILE and media == "application/json":
        assert change.undecided  # no text is known that is a picture
        return
    assert not change.undecided
    assert [type(item) for item in change.witness.instance["a"]] == [str, str]


@pytest.mark.parametrize("file", [FILE, STRING])
def test_a_body_that_is_too_long_is_shown_as_a_text(file):
    def uploaded(schema):
        body = {"content": {"application/octet-stream": {"schema": schema}}}
        return api({"/v1/things": {"post": {"requestBody": body, "responses": {"204": {"description": "Done"}}}}})

    change = only(diff(uploaded(file), uploaded(file | {"maxLength": 3}), audited=True))
    assert len(change.witness.instance) > 3


@pytest.mark.parametrize("media", MEDIA)
def test_an_object_in_a_form_is_json(media):
    sides = [posted({"type": "object", "properties": {"b": schema}}, media) for schema in (INTEGER, STRING)]
    assert diff(*sides).verdict == "breaking"


def test_numbers_with_limits_beside_texts_with_limits_are_not_decided():
    base = {"type": ["number", "string"], "minimum": 0.5, "pattern": "^x"}
    revision = base | {"minimum": 0.25}
    comparison = diff(asked(revision), asked(base))
    assert comparison.verdict == "breaking"
    assert any(change.undecided for change in comparison.changes)


LIMITED = {
    "a number from a fraction on": NUMBER | {"minimum": 0.25},
    "a multiple": INTEGER | {"multipleOf": 3},
    "one of several": {"anyOf": [NUMBER | {"exclusiveMaximum": 2.5}, STRING | {"minLength": 2}, BOOLEAN]},
}


@pytest.mark.parametrize("place", ["query", "header", "cookie", "form"])
@pytest.mark.parametrize("name", LIMITED)
def test_a_limited_number_has_some_of_the_texts_that_any_number_has(place, name):
    described, limited = PLACES[place], LIMITED[name]
    assert diff(described(limited), described(STRING | {"minLength": 1}), audited=True).verdict == "additive"
    assert diff(described(limited), described(STRING | {"minLength": 3}), audited=True).verdict == "breaking"
    assert diff(described(STRING | {"minLength": 1}), described(limited), audited=True).verdict == "breaking"


@pytest.mark.parametrize("narrower", [{"not": {"multipleOf": 3}}, {"oneOf": [{"multipleOf": 3}, {"maxLength": 4}]}])
def test_where_a_limit_excludes_texts_nothing_is_known_of_them(narrower):
    base = {"type": ["integer", "string"], "minLength": 1} | narrower
    comparison = diff(asked(base), asked(STRING | {"minLength": 2}))
    assert comparison.verdict == "breaking"


def test_limits_that_no_number_meets_prove_nothing():
    none = NUMBER | {"minimum": 0.75, "maximum": 0.25}
    comparison = diff(asked(none), asked(STRING | {"minLength": 1}))
    assert comparison.verdict == "breaking"
    assert any(change.undecided for change in comparison.changes)


@pytest.mark.parametrize("place", ["query", "path", "header", "cookie"])
def test_what_holds_of_all_values_holds_of_their_texts(place):
    base = {"type": ["number", "string"], "minimum": 0.5, "pattern": "^x"}
    assert diff(asked(base, place), asked(base | {"minimum": 0.25}, place)).verdict == "additive"
    assert diff(asked(base, place), asked(base | {"additionalProperties": False}, place)).verdict == "neutral"


def test_what_holds_of_all_values_of_a_field_holds_of_its_texts():
    both = [{"type": ["boolean", "null"]}, {"type": "array", "items": BOOLEAN}]
    assert diff(posted({"oneOf": both}), posted({"anyOf": [{"oneOf": both}]})).verdict == "neutral"
    assert diff(posted({"oneOf": both}), posted({})).verdict == "breaking"


def test_null_has_no_text_where_texts_are_not_known_exactly():
    fields = {"type": "object", "properties": {"d": {"type": "number", "minimum": 1, "maximum": 3}}}
    base = fields | {"additionalProperties": {"type": "string", "minLength": 2}}
    assert diff(asked(base), asked(base | {"type": ["object", "null"]})).verdict == "neutral"


@pytest.mark.parametrize("place", ["query", "header"])
def test_a_condition_about_a_list_counts_where_it_has_one_item(place):
    base = {"type": "array", "items": INTEGER, "minItems": 1}
    several = base | {"if": {"type": "array"}, "then": {"minItems": 2}}
    assert diff(asked(base, place), asked(several, place)).verdict == "breaking"
    number = {"if": {"required": ["kind"]}, "then": INTEGER, "else": STRING}
    assert diff(asked(INTEGER, place), asked(number, place)).verdict == "neutral"


@pytest.mark.parametrize("spelled", [{"then": True}, {"else": False}, {"if": INTEGER, "then": True}])
def test_a_condition_that_asks_nothing_changes_no_text(spelled):
    base = {"oneOf": [STRING, {"type": "array", "items": {"minLength": 2}}]}
    assert diff(asked(base), asked(base | spelled)).verdict == "neutral"


def test_the_one_item_of_a_list_is_one_value_to_all_that_it_meets():
    base = {"const": 1.5}
    revision = {"type": "array", "items": {"const": 1.5}, "contains": STRING}
    assert diff(asked(base), asked(revision)).verdict == "breaking"


def test_a_text_in_a_component_of_its_own_is_the_same_text():
    several = {"type": "array", "items": {"type": ["number", "null"]}}
    name = {"components": {"schemas": {"Name": {"type": ["string", "number"]}}}}
    base, revision = (
        {**asked({"anyOf": [first, several]}, explode=False), **name}
        for first in (name["components"]["schemas"]["Name"], {"$ref": "#/components/schemas/Name"})
    )
    assert diff(base, revision).verdict == "neutral"


def test_a_parameter_that_admits_no_value_proves_nothing():
    base = {"type": "number", "minimum": 0.5, "maximum": 0.25, "not": {"type": "string", "minLength": 2}}
    comparison = diff(asked(base), asked(base | {"minimum": 0.75}))
    assert comparison.verdict == "breaking"
    assert all(change.undecided for change in comparison.changes)


def in_parts(first, second):
    """A list and an object that speak of a member in two schemas, by `allOf` and by a pattern."""
    return [
        {"type": "array", "allOf": [{"items": first}, {"items": second}]},
        {"type": "array", "prefixItems": [first], "allOf": [{"items": second}]},
        {"type": "object", "properties": {"k": first}, "allOf": [{"properties": {"k": second}}]},
        {"type": "object", "properties": {"k": first}, "allOf": [{"additionalProperties": second}]},
        {"type": "object", "properties": {"k": first}, "patternProperties": {"^k": second}},
        {"type": "object", "properties": {"k": first}, "anyOf": [{"properties": {"k": second}}]},
        {
            "type": "object",
            "properties": {"k": first},
            "if": {"required": ["k"]},
            "then": {"properties": {"k": second}},
        },
    ]


@pytest.mark.parametrize("place", ["query", "header"])
def test_a_member_of_two_schemas_is_one_value(place):
    """No text is a number to one of them and a string to the other."""
    for base, revision in zip(in_parts(INTEGER, INTEGER), in_parts(INTEGER, STRING), strict=True):
        held = {"minItems": 2} if base["type"] == "array" else {"required": ["k"]}
        assert diff(asked(base | held, place), asked(revision | held, place)).verdict == "breaking", revision


def test_a_field_of_two_schemas_is_one_value():
    alone = {"type": "object", "properties": {"k": BOOLEAN}, "required": ["k"]}
    for also in ({"properties": {"k": STRING}}, {"additionalProperties": STRING}):
        sides = [posted({}), posted({})]
        for side, schema in zip(sides, (alone, {**alone, "allOf": [also]}), strict=True):
            side["paths"]["/v1/things"]["post"]["requestBody"]["content"] = {
                "application/x-www-form-urlencoded": {"schema": schema}
            }
        assert diff(*sides).verdict == "breaking"


def form_of(schema, **more):
    content = {"application/x-www-form-urlencoded": {"schema": {"type": "object", **schema}, **more}}
    responses = {"204": {"description": "Done"}}
    return api({"/v1/things": {"post": {"requestBody": {"content": content}, "responses": responses}}})


def test_what_a_form_refuses_by_the_type_of_a_field_is_not_decided():
    """The text may be read as that type or as another one."""
    refused = {"not": {"properties": {"k": INTEGER}, "required": ["k"]}}
    for sides in ((form_of({}), form_of(refused)), (form_of(refused), form_of({"properties": {"k": False}}))):
        comparison = diff(*sides)
        assert comparison.verdict == "breaking"
        assert all(change.undecided for change in comparison.counted if change.cls == "breaking" and not change.name)
    unnamed = form_of({"not": {"required": ["k", "l"]}})
    assert not any(change.undecided for change in diff(form_of({}), unnamed).changes)


def test_a_field_written_as_json_keeps_its_null_beside_a_map():
    encoding = {"k": {"contentType": "application/json"}}
    base = {"properties": {"k": {}}, "required": ["k"]}
    sides = [form_of(base | more, encoding=encoding) for more in ({}, {"patternProperties": {"^[^a]$": {}}})]
    assert all(change.witness is None for change in diff(*sides).changes)


@pytest.mark.parametrize("place", ["query", "header"])
def test_a_member_of_two_schemas_keeps_its_texts(place):
    named = {"type": "object", "properties": {"k": {"type": ["integer", "string"]}}, "required": ["k"]}
    narrow = {"allOf": [named, {"properties": {"k": INTEGER}}]}
    merged = {**named, "properties": {"k": INTEGER}}
    assert diff(asked(narrow, place), asked(merged, place)).verdict == "neutral"
    wide = {"allOf": [named, {"properties": {"k": {"type": ["integer", "string"], "description": "free"}}}]}
    comparison = diff(asked(narrow, place), asked(wide, place))
    assert comparison.verdict == "additive"
    assert not any(change.undecided for change in comparison.changes)


@pytest.mark.parametrize("place", ["query", "header"])
def test_a_single_alternative_leaves_a_map_what_it_was(place):
    """The map beside it applies to the names that it declares, too."""
    named = {"anyOf": [{"properties": {"k": {"type": ["integer", "boolean"]}}}]}
    base = {"type": "object", "required": ["k"], "additionalProperties": INTEGER}
    # `k` was required before, so it is no new name, and its values are the same.
    assert diff(asked(base, place), asked(base | named, place)).verdict == "neutral"
    assert diff(asked({"type": "object", "required": ["k"], **named}), asked(base | named)).verdict == "breaking"


def test_what_a_list_contains_is_an_item_of_it():
    base = {"type": "array", "items": {"type": ["integer", "string"]}, "contains": INTEGER, "minItems": 2}
    comparison = diff(asked(base, "header"), asked({**base, "items": INTEGER, "contains": STRING}, "header"))
    assert comparison.verdict == "breaking"
    answer = diff(answered({"enum": ["ab"]}), answered({"type": "array", "items": INTEGER, "contains": STRING}))
    assert all(change.witness is None or change.witness.instance != [0, 0] for change in answer.changes)


@pytest.mark.parametrize("place", ["query", "header"])
def test_a_reference_beside_something_that_says_nothing_is_what_it_leads_to(place):
    schemas = {"One": {"oneOf": [{"type": ["string", "null"]}, {"type": "array", "items": NUMBER}]}}
    sides = [asked({"$ref": "#/components/schemas/One", **more}, place) for more in ({}, {"uniqueItems": False})]
    assert diff(*({**side, "components": {"schemas": schemas}} for side in sides)).verdict == "neutral"


@pytest.mark.parametrize("place", ["query", "header"])
def test_a_chain_or_a_circle_of_references_in_text_ends(place):
    names = [f"N{number}" for number in range(400)]
    chain = {name: {"$ref": f"#/components/schemas/{after}", "uniqueItems": True} for name, after in pairwise(names)}
    circle = {"allOf": [{"properties": {"k": {"$ref": "#/components/schemas/C"}}}] * 2, "type": "object"}
    for last in (STRING, {"type": "array", "items": {"$ref": "#/components/schemas/C"}}):
        schemas = {**chain, names[-1]: last, "C": circle}
        sides = [asked({"$ref": "#/components/schemas/N0", **more}, place) for more in ({}, {"minItems": 1})]
        assert diff(*({**side, "components": {"schemas": schemas}} for side in sides)).verdict in (
            "neutral",
            "breaking",
        )


# The law: what is proved holds for every text, and what is refuted has a text that shows it.

scalars = st.sampled_from(
    [
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN,
        NULL,
        {"enum": ["1", "a"]},
        {"enum": [1, 2]},
        {"const": "true"},
        {"const": True},
        {"type": ["integer", "boolean"]},
        {"type": ["string", "null"]},
        INTEGER | {"minimum": 1},
        NUMBER | {"maximum": 2},
        {"enum": [None, "b", 1.5]},
        {"type": "integer", "enum": [1, 10]},
        {},
        {"type": ["number", "string"]},
    ]
)
restricted_scalars = scalars | st.sampled_from(
    [
        STRING | {"maxLength": 1},
        STRING | {"pattern": "^[0-9]$"},
        STRING | {"minLength": 2},
        INTEGER | {"maximum": 9},
        {"type": ["integer", "string"], "maxLength": 1, "minimum": 2},
        STRING | {"pattern": "^a"},
        INTEGER | {"minimum": -1},
    ]
)


def compositions(inner):
    lists = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.builds(lambda s: {"anyOf": s}, lists),
        st.builds(lambda s: {"allOf": s}, lists),
        st.builds(lambda s: {"oneOf": s}, lists),
        st.builds(lambda s: {"not": s}, inner),
        st.builds(lambda a, b: {"if": a, "then": b}, inner, inner),
    )


def arrays(inner):
    return st.builds(
        lambda items, least, most: {
            "type": "array",
            "items": items,
            "minItems": least,
            **({"maxItems": most} if most else {}),
        },
        inner,
        st.integers(0, 2),
        st.integers(0, 3),
    )


schemas = st.recursive(scalars, compositions, max_leaves=4)
restricted_schemas = st.recursive(restricted_scalars, compositions, max_leaves=4)
with_arrays = st.recursive(
    scalars | arrays(scalars),
    lambda inner: st.builds(lambda s: {"anyOf": s}, st.lists(inner, min_size=1, max_size=3)),
    max_leaves=3,
)
TEXTS = ["", "0", "1", "2", "3", "9", "10", "-1", "1.5", "007", "a", "b", "ab", "true", "false", "2.5", "x"]


def values_of(text):
    """Every scalar that is written as a text."""
    read = scalar_in(text)
    return [text] if read == text and isinstance(read, str) else [text, read]


def accepts(schema, texts, travels):
    """Whether some value that is written as these texts is valid: the meaning that `Texts` has to keep."""
    validator = jsonschema.Draft202012Validator(schema)
    repeated = travels == ONE_OR_MANY or len(texts) != 1
    lists = [list(items) for items in product(*(values_of(text) for text in texts)) if repeated]
    return any(validator.is_valid(value) for value in lists + (values_of(texts[0]) if len(texts) == 1 else []))


def texts_of(instance):
    """The texts that an instance stands for, one for each item."""
    items = instance if isinstance(instance, list) else [instance]
    return [text_in(item) for item in items]


def read(schema, travels, strings):
    texts = Texts(schema, travels, strings)
    return texts.document(), texts.exact


def agree(first, second, travels):
    strings = restricted(first, travels) | restricted(second, travels)
    (sub, exact), (sup, also) = read(first, travels, strings), read(second, travels, strings)
    if not (exact and also):
        return
    found = is_subschema(sub, sup)
    if found.status == "refuted":
        texts = texts_of(found.witness)
        if all(
            isinstance(item, str | int | float)
            for item in ([found.witness] if not isinstance(found.witness, list) else found.witness)
        ):
            assert accepts(first, texts, travels), (sub, found.witness)
            assert not accepts(second, texts, travels), (sup, found.witness)
    elif found.status == "proved":
        words = [[text] for text in TEXTS]
        words += [list(pair) for pair in product(TEXTS[:6], repeat=2)] if travels == ONE_OR_MANY else []
        for texts in words:
            assert not accepts(first, texts, travels) or accepts(second, texts, travels), (texts, sub, sup)


LAW = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@LAW
@given(schemas, schemas)
def test_the_law_for_scalars(first, second):
    agree(first, second, TEXT)


@LAW
@given(restricted_schemas, restricted_schemas)
def test_the_law_for_texts_with_limits(first, second):
    agree(first, second, TEXT)


@LAW
@given(with_arrays, with_arrays)
def test_the_law_for_lists(first, second):
    agree(first, second, ONE_OR_MANY)


@pytest.mark.parametrize(
    ("least", "most"), [(None, None), (0, 9), (-5, 1234), (None, -10), (99, None), (7, 7), (-1, 0)]
)
def test_an_expression_of_integers(least, most):
    import re

    expression = re.compile(integers_between(least, most))
    for number in range(-1500, 1500):
        within = (least is None or number >= least) and (most is None or number <= most)
        assert bool(expression.search(str(number))) is within
    assert not any(expression.search(text) for text in ("007", "-0", "1.0", "", "+1"))


def test_no_integers():
    assert integers_between(2, 1) is None


def test_a_document_that_leads_back_to_itself_is_read():
    document = {
        "$ref": "#/$defs/A",
        "$defs": {"A": {"anyOf": [INTEGER, {"type": "array", "items": {"$ref": "#/$defs/A"}}]}},
    }
    for travels in (TEXT, ONE_OR_MANY, JOINED, FORM, form({"a": PLAIN}), form({"a": JOINED})):
        found, exact = read(document, travels, frozenset())
        assert exact
        assert is_subschema(found, found).status == "proved"


@pytest.mark.parametrize("media", ["multipart/form-data", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("limits", [{"minimum": 2, "maximum": 0.5}, {"minimum": 0.5}])
def test_what_is_refused_in_other_words_is_the_same_whatever_its_texts_are(media, limits):
    def described(refused):
        field = {"type": "number", "not": refused, **limits}
        return sent_as(media, {"type": "object", "properties": {"depth": field}})

    short = {"type": "string", "maxLength": 1}
    found = diff(described(short), described({"allOf": [short]}))
    assert (found.verdict, [change for change in found.changes if change.undecided]) == ("neutral", [])


def sent_as(media, schema):
    operation = {"requestBody": content(schema, media), "responses": {"204": {"description": "Done"}}}
    return api({"/v1/reefs": {"post": operation}})
