"""Parameters that are described in another way, and are the same text on the wire."""

from __future__ import annotations

import pytest

from apidiff.model.policy import Policy
from tests.comparing.describing import STRING, api, content, diff, ok, only

INTEGER = {"type": "integer"}
PLACES = {"query": "/v1/c", "header": "/v1/c", "cookie": "/v1/c", "path": "/v1/c/{p}"}


def asking(*parameters, path="/v1/c"):
    operation = {"parameters": list(parameters), "responses": {"204": {"description": "Done"}}}
    return api({path: {"get": operation}}, openapi="3.2.0")


def one(place, **more):
    parameter = {"name": "p", "in": place, **({"required": True} if place == "path" else {}), **more}
    return asking(parameter, path=PLACES[place])


def verdicts(base, revision):
    return tuple(diff(*sides, audited=True).verdict for sides in ((base, revision), (revision, base)))


# JSON in a parameter


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "schema",
    [INTEGER, {"type": "number"}, {"type": "boolean"}, {"type": ["integer", "boolean"]}, {**INTEGER, "enum": [1]}],
)
def test_json_of_a_number_or_a_boolean_is_its_text(place, schema):
    assert verdicts(one(place, schema=schema), one(place, **content(schema))) == ("neutral", "neutral")
    assert verdicts(one(place, schema=schema), one(place, **content(schema, "application/x+json")))[0] == "neutral"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "schema",
    [STRING, {"type": "array", "items": INTEGER}, {"type": ["integer", "null"]}, {"type": ["integer", "string"]}, {}],
)
def test_json_of_anything_else_is_not(place, schema):
    assert verdicts(one(place, schema=schema), one(place, **content(schema))) == ("breaking", "breaking")


@pytest.mark.parametrize(("place", "style"), [("path", "label"), ("path", "matrix"), ("query", "deepObject")])
def test_a_style_that_writes_more_than_the_text_is_another(place, style):
    assert verdicts(one(place, schema=INTEGER, style=style), one(place, **content(INTEGER))) == ("breaking", "breaking")


def test_what_else_differs_is_told():
    base, revision = one("query", schema=INTEGER), one("query", **content({**INTEGER, "minimum": 1}))
    assert (only(diff(base, revision)).rule, only(diff(base, revision)).cls) == ("minimum-raised", "breaking")
    assert only(diff(revision, base)).cls == "additive"


def test_a_header_of_a_response_is_the_same_text_too():
    def side(**header):
        return api({"/v1/c": {"get": {"responses": ok(STRING, headers={"Limit": header})}}})

    assert verdicts(side(schema=INTEGER), side(**content(INTEGER))) == ("neutral", "neutral")
    assert verdicts(side(schema=STRING), side(**content(STRING))) == ("breaking", "breaking")


# A query string that is a form


FIELDS = {"a": INTEGER, "b": STRING, "c": {"type": "array", "items": STRING}}


def loose(*required, **fields):
    return asking(
        *(
            {"name": name, "in": "query", "required": name in required, "schema": schema}
            for name, schema in fields.items()
        )
    )


def whole(*required, encoding=None, media="application/x-www-form-urlencoded", **fields):
    schema = {"type": "object", "properties": fields, **({"required": list(required)} if required else {})}
    held = {"schema": schema, **({"encoding": encoding} if encoding else {})}
    return asking({"name": "q", "in": "querystring", "required": bool(required), "content": {media: held}})


def test_a_form_is_its_fields_as_parameters():
    assert verdicts(loose(**FIELDS), whole(**FIELDS)) == ("neutral", "neutral")
    assert verdicts(loose("a", **FIELDS), whole("a", **FIELDS)) == ("neutral", "neutral")
    written_out = {"a": {"style": "form"}, "c": {"style": "form", "explode": True}}
    assert verdicts(loose(**FIELDS), whole(**FIELDS, encoding=written_out)) == ("neutral", "neutral")


def test_an_edit_of_a_field_is_told_as_that():
    narrower = {**FIELDS, "a": {**INTEGER, "minimum": 3}}
    assert only(diff(loose(**FIELDS), whole(**narrower))).rule == "minimum-raised"
    assert verdicts(loose(**FIELDS), whole(**narrower)) == ("breaking", "additive")
    assert only(diff(loose(**FIELDS), whole("a", **FIELDS))).rule == "parameter-became-required"


OTHERS = {
    "a field of JSON": whole(**FIELDS, encoding={"a": {"contentType": "application/json"}}),
    "a list in one text": whole(**FIELDS, encoding={"c": {"explode": False}}),
    "JSON": whole(**FIELDS, media="application/json"),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_a_query_string_of_another_form_is_another(other):
    assert verdicts(loose(**FIELDS), other) == ("breaking", "breaking")


@pytest.mark.parametrize("schema", [{"type": "object"}, {"type": "array", "items": {"type": "object"}}, {}])
def test_a_field_that_is_no_scalar_is_written_otherwise(schema):
    assert "breaking" in verdicts(loose(a=INTEGER, o=schema), whole(a=INTEGER, o=schema))


# Reserved characters


PLAIN = [
    {**STRING, "enum": ["a-b", "c"]},
    {**STRING, "pattern": "^[a-z]+$"},
    {**STRING, "format": "uuid"},
    {"type": "array", "items": {**STRING, "format": "date"}},
    {"type": ["integer", "boolean"]},
]
RESERVED = [
    STRING,
    {**STRING, "enum": ["a-b", "a/b"]},
    {**STRING, "format": "date-time"},
    {**STRING, "pattern": "[a-z]+"},
    {"type": "number"},
    {"type": "array", "items": STRING},
    {"type": "object", "additionalProperties": INTEGER},
    {},
]


@pytest.mark.parametrize("schema", PLAIN)
def test_whether_reserved_characters_are_encoded_says_nothing_of_values_without_them(schema):
    sides = one("query", schema=schema), one("query", schema=schema, allowReserved=True)
    assert verdicts(*sides) == ("neutral", "neutral")


@pytest.mark.parametrize("schema", RESERVED)
def test_of_values_that_may_have_them_it_says_how_they_are_sent(schema):
    sides = one("query", schema=schema), one("query", schema=schema, allowReserved=True)
    assert verdicts(*sides) == ("additive", "breaking")


def test_formats_that_nobody_asserts_promise_nothing():
    schema = {**STRING, "format": "uuid"}
    sides = one("query", schema=schema, allowReserved=True), one("query", schema=schema)
    assert diff(*sides, policy=Policy(formats="annotate")).verdict == "breaking"
