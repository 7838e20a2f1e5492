"""What has no text, or is never sent, tells nothing apart where values travel as text."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, diff, ok, only, told

FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
INTEGER = {"type": "integer"}
TAGS = {"type": "array", "items": STRING}


def taking(schema, place="query", **more):
    path = "/v1/nests/{egg}" if place == "path" else "/v1/nests"
    parameter = {"name": "egg", "in": place, "required": place == "path", "schema": schema, **more}
    return api({path: {"get": {"parameters": [parameter], "responses": ok(STRING)}}})


def header(schema):
    return api({"/v1/nests": {"get": {"responses": ok(STRING, headers={"X-Egg": {"schema": schema}})}}})


def form(schema, media=FORM, **encoding):
    fields = {"type": "object", "properties": {"egg": schema}, "required": ["egg"]}
    body = {"content": {media: {"schema": fields, **({"encoding": {"egg": encoding}} if encoding else {})}}}
    return api({"/v1/nests": {"post": {"requestBody": body, "responses": {"204": {"description": "Done"}}}}})


PLACES = {
    "query": taking,
    "joined": lambda schema: taking(schema, explode=False),
    "path": lambda schema: taking(schema, "path"),
    "header": lambda schema: taking(schema, "header"),
    "cookie": lambda schema: taking(schema, "cookie"),
    "response header": header,
    "form": form,
    "multipart": lambda schema: form(schema, PARTS),
    "joined field": lambda schema: form(schema, style="form", explode=False),
}


@pytest.mark.parametrize("place", PLACES)
def test_an_empty_list_is_not_sent(place):
    described = PLACES[place]
    sides = described(TAGS), described(TAGS | {"minItems": 1})
    assert diff(*sides, audited=True).verdict == diff(*sides[::-1], audited=True).verdict == "neutral"


@pytest.mark.parametrize("place", [name for name in PLACES if name != "response header"])
def test_a_list_of_one_is_sent(place):
    described = PLACES[place]
    change = only(diff(described(TAGS), described(TAGS | {"minItems": 2})))
    witness = change.witness.instance
    value = witness["egg"] if isinstance(witness, dict) else witness
    assert (change.cls, isinstance(value, list), len(value)) == ("breaking", True, 1)


def test_an_empty_list_in_json_counts():
    as_json = {"contentType": "application/json"}
    assert diff(form(TAGS, **as_json), form(TAGS | {"minItems": 1}, **as_json)).verdict == "breaking"
    in_field = [{"type": "object", "properties": {"tags": tags}} for tags in (TAGS, TAGS | {"minItems": 1})]
    assert diff(*map(form, in_field)).verdict == "breaking"


@pytest.mark.parametrize("place", ["query", "joined", "path", "header"])
def test_an_empty_object_in_a_parameter_is_not_sent(place):
    closed = {"type": "object", "properties": {"size": STRING}, "additionalProperties": False}
    described = PLACES[place]
    assert diff(described(closed), described(closed | {"required": ["size"]})).verdict == "neutral"
    assert diff(described(closed), described(closed | {"minProperties": 1})).verdict == "neutral"
    assert diff(form(closed), form(closed | {"required": ["size"]})).verdict == "breaking"


def test_a_witness_in_a_parameter_holds_no_null():
    open_ended = {"type": "object", "properties": {"size": STRING}}
    change = only(diff(taking(open_ended), taking(open_ended | {"required": ["size"]})))
    assert change.cls == "breaking"
    assert change.witness.instance
    assert None not in change.witness.instance.values()


@pytest.mark.parametrize("schema", [STRING, TAGS, {"type": ["string", "integer"]}])
def test_a_variable_of_a_path_is_never_empty(schema):
    longer = schema | ({"items": STRING | {"minLength": 0}} if schema is TAGS else {"minLength": 1})
    sides = taking(schema, "path"), taking(longer, "path")
    assert diff(*sides, audited=True).verdict == diff(*sides[::-1], audited=True).verdict == "neutral"


def test_no_value_of_a_path_is_the_empty_one():
    sides = taking({"enum": ["", "blue"]}, "path"), taking({"enum": ["blue"]}, "path")
    assert diff(*sides).verdict == diff(*sides[::-1]).verdict == "neutral"


def test_empty_texts_are_sent_elsewhere():
    for described in (taking, form, PLACES["header"]):
        change = only(diff(described(STRING), described(STRING | {"minLength": 1})))
        assert (change.cls, change.witness.instance) in [("breaking", ""), ("breaking", {"egg": ""})]
    matrix = [taking(schema, "path", style="matrix") for schema in (STRING, STRING | {"minLength": 1})]
    assert diff(*matrix).verdict == "breaking"


def test_a_length_in_a_path_still_counts_past_one():
    assert diff(taking(STRING, "path"), taking(STRING | {"minLength": 2}, "path")).verdict == "breaking"
    longer = TAGS | {"items": STRING | {"minLength": 1}}
    assert diff(taking(TAGS, "path"), taking(longer, "path")).verdict == "breaking"  # `a,`


def test_a_limit_of_the_list_is_not_told_for_one_of_its_items():
    narrow = {"type": "array", "minItems": 1, "items": STRING | {"minLength": 1}}
    for described in (taking, form):
        assert [row[:2] for row in told(diff(described(TAGS), described(narrow)))] == [
            ("min-length-raised", "breaking")
        ]


@pytest.mark.parametrize("media", [FORM, PARTS])
@pytest.mark.parametrize("anything", [{}, True, {"description": "Whatever else."}])
def test_a_field_without_a_name_of_its_own_may_be_a_list_until_it_has_a_type(media, anything):
    """`{}` is a file where a field is declared; of all others it says as little as `true`."""

    def described(rest):
        fields = {"type": "object", "properties": {"egg": STRING}, "additionalProperties": rest}
        body = {"content": {media: {"schema": fields}}}
        return api({"/v1/nests": {"post": {"requestBody": body, "responses": {"204": {"description": "Done"}}}}})

    change = only(diff(described(anything), described({"type": ["string"]})), "breaking")
    [sent] = change.witness.instance.values()
    assert sent
    assert None not in sent
    assert diff(described({"type": ["string"]}), described(anything)).verdict == "additive"


def test_alternatives_that_say_nothing_send_nothing_more():
    sides = header({}), header({"anyOf": [{}, {}]})
    assert diff(*sides).verdict == diff(*sides[::-1]).verdict == "neutral"
