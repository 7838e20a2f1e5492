"""The payloads of a guide are true: valid before and after by another validator, and told apart where the break is."""

import json

import pytest
from jsonschema import Draft202012Validator

from apidiff.api import contract, diff
from apidiff.model.policy import Policy
from apidiff.recording.examples import MOST_CHARACTERS, MOST_LINES, Examples

TEXT = {"type": "string"}
STRICT = Policy(new_enum_value="breaking")


def described(*, taken=None, sent=None, carried=None, parameters=()):
    """One operation with a body, an answer and parameters, and one event; values are JSON Schemas."""

    def body(schema):
        return {"content": {"application/json": {"schema": schema}}}

    operation = {
        "parameters": list(parameters),
        "requestBody": body(taken or {}),
        "responses": {"200": {"description": "ok", **body(sent or {})}},
    }
    event = {"post": {"requestBody": body(carried or {})}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "x", "version": "1"},
        "paths": {"/v1/leads": {"post": operation}},
        "webhooks": {"lead.won": event},
    }


def record(properties, required=(), **more):
    return {"type": "object", "properties": properties, "required": list(required), **more}


def example_of(base, revision, policy=STRICT):
    """The example of the only breaking change."""
    (change,) = (each for each in diff(base, revision, policy).changes if each.cls == "breaking")
    return Examples(contract(base), contract(revision), policy).of([change])


CLOSED = {"additionalProperties": False}
CASES = {
    "a field is gone": (record({"a": TEXT, "b": TEXT}, ["a"], **CLOSED), record({"a": TEXT}, ["a"], **CLOSED)),
    "a field is required now": (record({"a": TEXT, "b": TEXT}), record({"a": TEXT, "b": TEXT}, ["a"])),
    "a field is new and required": (record({"a": TEXT}), record({"a": TEXT, "b": TEXT}, ["b"])),
    "null is not taken": (record({"a": {"type": ["string", "null"]}}), record({"a": TEXT})),
    "a value is not taken": (record({"a": {"enum": ["x", "y"]}}), record({"a": {"enum": ["x"]}})),
    "a text is shorter": (record({"a": {**TEXT, "maxLength": 9}}), record({"a": {**TEXT, "maxLength": 3}})),
    "a number is larger": (record({"a": {"type": "integer"}}), record({"a": {"type": "integer", "minimum": 10}})),
    "another type": (record({"a": TEXT}), record({"a": {"type": "integer"}})),
    "a pattern": (record({"a": TEXT}), record({"a": {**TEXT, "pattern": "^[A-Z]{3}-[0-9]{4}$"}})),
    "deep in an array": (
        record({"rows": {"type": "array", "items": record({"a": TEXT, "n": {"type": "integer"}}, ["n"])}}),
        record({"rows": {"type": "array", "items": record({"a": TEXT, "n": {"type": "integer"}}, ["n", "a"])}}),
    ),
    "in an alternative": (
        {"oneOf": [record({"k": {"const": "x"}, "a": TEXT}, ["k"]), record({"k": {"const": "y"}}, ["k"])]},
        {"oneOf": [record({"k": {"const": "x"}, "a": TEXT}, ["k", "a"]), record({"k": {"const": "y"}}, ["k"])]},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_request_is_valid_before_and_after(name):
    base, revision = CASES[name]
    made = example_of(described(taken=base), described(taken=revision))
    before, after = made.payloads
    assert (made.name, made.place) == ("POST /v1/leads", "request body")
    assert Draft202012Validator(base).is_valid(before)
    assert Draft202012Validator(revision).is_valid(after)
    assert not Draft202012Validator(revision).is_valid(before), "what was sent is refused"


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("where", ["sent", "carried"])
def test_what_the_server_sends_is_valid_before_and_after(where, name):
    revision, base = CASES[name]  # the other way round it is a break of what is read
    if name == "a field is gone":
        base, revision = revision, base
    if name == "a field is new and required":
        base, revision = record({"a": TEXT, "b": TEXT}, ["b"]), record({"a": TEXT})
    made = example_of(described(**{where: base}), described(**{where: revision}))
    before, after = made.payloads
    assert Draft202012Validator(base).is_valid(before)
    assert Draft202012Validator(revision).is_valid(after)
    assert before != after
    assert made.what == ("What `lead.won` carries" if where == "carried" else "What `POST /v1/leads` answers with")


FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"


def sent_as(media, schema, **more):
    """The description of a request whose body is of a media type; `more` stands beside its schema."""
    made = described()
    made["paths"]["/v1/leads"]["post"]["requestBody"] = {"content": {media: {"schema": schema, **more}}}
    return made


def test_a_form_is_shown_as_a_client_sends_it():
    fields = {"name": {**TEXT, "example": "Ada & Bo"}, "filter[tag]": {"type": "array", "items": TEXT, "minItems": 2}}
    base = record({**fields, "n": {"type": "integer"}}, ["name", "filter[tag]"])
    revision = record({**fields, "n": {"type": "integer", "maximum": 5}}, ["name", "filter[tag]"])
    made = example_of(sent_as(FORM, base), sent_as(FORM, revision))
    assert (made.before, made.after, made.language) == (
        "name=Ada+%26+Bo&filter[tag]=text&filter[tag]=text&n=6",
        "name=Ada+%26+Bo&filter[tag]=text&filter[tag]=text&n=1",
        "http",
    )


def test_a_form_of_parts_is_shown_with_its_parts():
    meta = record({"a": TEXT}, ["a"])
    base, revision = record({"meta": meta, "x": TEXT}, ["meta"]), record({"meta": meta, "x": TEXT}, ["meta", "x"])
    made = example_of(sent_as(PARTS, base), sent_as(PARTS, revision))
    first = [
        "--boundary",
        'Content-Disposition: form-data; name="meta"',
        "Content-Type: application/json",
        "",
        '{"a": "text"}',
    ]
    second = ["--boundary", 'Content-Disposition: form-data; name="x"', "", "text"]
    assert made.before.split("\n") == [*first, "--boundary--"]
    assert made.after.split("\n") == [*first, *second, "--boundary--"]


@pytest.mark.parametrize(
    "field",
    [
        {**TEXT, "format": "binary"},
        {**TEXT, "contentMediaType": "image/png"},
        {},
        {"type": ["null"]},
        {"type": "array", "items": record({"a": TEXT}, ["a"]), "minItems": 1},
    ],
)
def test_a_form_with_what_has_no_text_has_no_example(field):
    base = record({"file": field, "n": {"type": "integer"}}, ["file"])
    revision = record({"file": field, "n": {"type": "integer", "maximum": 5}}, ["file"])
    assert example_of(sent_as(PARTS, base), sent_as(PARTS, revision)) is None


def test_a_form_with_an_encoding_of_its_own_has_no_example():
    encoding = {"n": {"contentType": "application/xml"}}
    base, revision = record({"n": {"type": "integer"}}), record({"n": {"type": "integer", "maximum": 5}})
    sides = (sent_as(PARTS, each, encoding=encoding) for each in (base, revision))
    assert example_of(*sides) is None


def test_an_object_in_a_form_of_one_line_has_no_example():
    base = record({"m": record({"a": TEXT}), "n": TEXT}, ["m"])
    revision = record({"m": record({"a": TEXT}), "n": TEXT}, ["m", "n"])
    assert example_of(sent_as(FORM, base), sent_as(FORM, revision)) is None


@pytest.mark.parametrize("media", ["application/json", FORM])
def test_an_example_of_one_of_two_changes_shows_that_one(media):
    base = record({"n": {"type": "integer"}, "note": TEXT}, ["note"])
    revision = record({"n": {"type": "integer", "maximum": 5}, "notice": TEXT}, ["notice"])
    sides = sent_as(media, base), sent_as(media, revision)
    (lower,) = (each for each in diff(*sides, STRICT).changes if each.rule.startswith("maximum"))
    before, after = Examples(contract(sides[0]), contract(sides[1]), STRICT).of([lower]).payloads
    assert (before["n"], after["n"]) == (6, 1)


def test_it_says_what_the_change_is_about_and_what_is_required_and_no_more():
    more = {f"x{number}": TEXT for number in range(20)}
    base = record({"a": TEXT, "b": TEXT, **more}, ["b"])
    revision = record({"a": TEXT, "b": TEXT, **more}, ["b", "a"])
    made = example_of(described(taken=base), described(taken=revision))
    assert (set(made.payloads[0]), set(made.payloads[1])) == ({"b"}, {"a", "b"})


NUMBERS, INTERNATIONAL = {**TEXT, "pattern": "^[0-9]+$"}, {**TEXT, "pattern": r"^\+[0-9]+$"}


@pytest.mark.parametrize(
    "around",
    [
        lambda text: record({"a": {**text, "type": ["string", "null"]}}),
        lambda text: record({"a": {"anyOf": [text, {"type": "null"}]}}),
        lambda text: {"allOf": [record({"a": TEXT}, ["a"]), record({"a": text})]},
        lambda text: {"allOf": [record({"a": {**TEXT, "minLength": 1}}), record({"a": text})]},
    ],
    ids=["or null", "or a null", "declared twice", "limited twice"],
)
def test_a_text_of_another_pattern_is_shown_as_a_text(around):
    example = example_of(described(taken=around(NUMBERS)), described(taken=around(INTERNATIONAL)))
    assert json.loads(example.before) == {"a": "0"}
    assert json.loads(example.after) == {"a": "+0"}


def test_a_text_of_a_format_and_a_pattern_is_of_both():
    mail = {**TEXT, "format": "email"}
    example = example_of(
        described(taken=record({"a": mail})), described(taken=record({"a": {**mail, "pattern": r"@acme\.com$"}}))
    )
    assert json.loads(example.after) == {"a": "a@acme.com"}


def test_what_the_author_gave_as_example_is_shown():
    base = record({"name": {**TEXT, "examples": ["Ada"]}, "old": {**TEXT, "format": "email"}})
    revision = record({"name": {**TEXT, "examples": ["Ada"]}, "old": {**TEXT, "format": "email"}}, ["name"])
    assert example_of(described(taken=base), described(taken=revision)).payloads == ({}, {"name": "Ada"})


def test_a_rename_keeps_the_value():
    base = record({"auto_convert": {"type": "boolean"}, "n": TEXT}, ["n"])
    revision = record({"auto_converts": {"type": "boolean"}, "n": TEXT}, ["n"])
    before, after = example_of(described(taken=base), described(taken=revision)).payloads
    assert before == {"auto_convert": True, "n": "text"}
    assert after == {"auto_converts": True, "n": "text"}


def test_what_is_renamed_stays_in_its_place():
    base = record({"a": TEXT, "note": TEXT, "z": TEXT}, ["a", "note", "z"])
    revision = record({"a": TEXT, "remark": TEXT, "z": TEXT}, ["a", "remark", "z"])
    sides = described(taken=base), described(taken=revision)
    gone = next(each for each in diff(*sides, STRICT).changes if each.name == "note")
    before, after = Examples(contract(sides[0]), contract(sides[1]), STRICT).of([gone]).payloads
    assert (list(before), list(after)) == (["a", "note", "z"], ["a", "remark", "z"])


@pytest.mark.parametrize(
    ("was", "now", "before", "after"),
    [
        ({"type": "integer", "maximum": 100}, {"type": "integer", "maximum": 50}, "51", "50"),
        ({"type": "integer"}, {"type": "integer", "minimum": 10}, "0", "10"),
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, "b", "a"),
        ({"type": "integer", "maximum": 0}, {"type": "integer", "maximum": -5}, "0", "-5"),
    ],
)
def test_a_value_that_a_parameter_no_longer_takes_is_shown_in_the_line_of_a_request(was, now, before, after):
    made = example_of(*(described(parameters=[{"name": "q", "in": "query", "schema": each}]) for each in (was, now)))
    assert (made.before, made.after) == (f"POST /v1/leads?q={before}", f"POST /v1/leads?q={after}")


def test_a_value_that_a_list_in_the_query_no_longer_takes_is_shown():
    def made(*values):
        items = {"type": "string", "enum": list(values)}
        return described(parameters=[{"name": "q", "in": "query", "schema": {"type": "array", "items": items}}])

    found = example_of(made("a", "b"), made("a"))
    assert (found.before, found.after) == ("POST /v1/leads?q=b", "POST /v1/leads?q=a")


def test_alternatives_that_an_optional_tag_tells_apart_are_shown_with_it():
    def one(tag):
        return record({"type": {"type": "string", "enum": [tag]}, "a": TEXT})

    def made(*tags):
        return described(sent=record({"x": {"oneOf": [one(tag) for tag in tags]}}))

    found = example_of(made("b", "c"), made("b", "c", "d"))
    assert found.payloads == ({"x": {"type": "b"}}, {"x": {"type": "d"}})


def test_of_a_long_payload_the_part_around_the_change_is_shown():
    wide = {f"f{number}": TEXT for number in range(MOST_LINES[1])}
    inner, less = record({"a": TEXT, "b": TEXT}, ["a"]), record({"b": TEXT, "a": TEXT}, ["a", "b"])
    base = record({**wide, "part": inner}, [*wide, "part"])
    revision = record({**wide, "part": less}, [*wide, "part"])
    made = example_of(described(taken=base), described(taken=revision))
    assert (made.within, json.loads(made.before), json.loads(made.after)) == (
        *("part", {"a": "text"}),
        {"a": "text", "b": "text"},
    )
    assert len(made.before + made.after) < 2 * MOST_CHARACTERS


def test_what_does_not_travel_is_not_shown():
    properties = {"id": {**TEXT, "readOnly": True}, "a": TEXT}
    base, revision = record(properties, ["id"]), record(properties, ["id", "a"])
    assert example_of(described(taken=base), described(taken=revision)).payloads == ({}, {"a": "text"})


def test_a_parameter_is_shown_in_the_line_of_a_request():
    def named(name, **more):
        return {"name": name, "in": "query", "schema": {**TEXT, "example": "a b"}, **more}

    made = example_of(
        described(parameters=[named("q")]), described(parameters=[named("q"), named("at", required=True)])
    )
    assert (made.language, made.before, made.after) == ("http", "POST /v1/leads", "POST /v1/leads?at=a%20b")


@pytest.mark.parametrize(
    ("base", "revision"),
    [
        (record({"a": TEXT}), {"not": {}}),
        (record({"a": {"$ref": "#/components/schemas/Endless"}}, ["a"]), record({"b": TEXT}, ["b"])),
    ],
)
def test_where_nothing_true_can_be_made_there_is_none(base, revision):
    sides = described(taken=base), described(taken=revision)
    for side in sides:
        endless = record({"next": {"$ref": "#/components/schemas/Endless"}}, ["next"])
        side["components"] = {"schemas": {"Endless": endless}}
    policy = STRICT
    examples = Examples(contract(sides[0]), contract(sides[1]), policy)
    for change in diff(*sides, policy).changes:
        assert examples.of([change]) is None
