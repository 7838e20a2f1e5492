"""Alternatives of what travels as text are read by the types that stand beside them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.comparing.describing import STRING, api, content, diff, ok, received, told

FORM = "application/x-www-form-urlencoded"
INTEGER = {"type": "integer"}


def taking(schema, place="query", **more):
    """A description whose operation has a parameter of the schema."""
    parameter = {"name": "berth", "in": place, "required": place == "path", "schema": schema, **more}
    path = "/v1/things/{berth}" if place == "path" else "/v1/things"
    return api({path: {"get": {"parameters": [parameter], "responses": ok(STRING)}}})


def form(schema, media=FORM, **more):
    body = {"content": {media: {"schema": schema, **more}}}
    return api({"/v1/things": {"post": {"requestBody": body, "responses": {"204": {"description": "Done"}}}}})


def header(schema):
    return api({"/v1/things": {"get": {"responses": ok(STRING, headers={"X-Berth": {"schema": schema}})}}})


TEXTS = {
    # beside the alternatives, an alternative, a narrower one
    "a pattern": (STRING, {"pattern": "^[ab]$"}, {"pattern": "^a$"}),
    "a length": (STRING, {"maxLength": 9}, {"maxLength": 2}),
    "a bound": (INTEGER, {"maximum": 9}, {"maximum": 2}),
    "a step": (INTEGER, {"multipleOf": 2}, {"multipleOf": 4}),
}


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize("place", ["query", "path", "header", "cookie"])
@pytest.mark.parametrize(("beside", "wide", "narrow"), TEXTS.values(), ids=TEXTS)
def test_a_narrower_alternative_is_breaking(keyword, place, beside, wide, narrow):
    def schema(alternative):
        return {**beside, keyword: [alternative, {"enum": [701, "a berth that is long"]}]}

    assert diff(taking(schema(wide), place), taking(schema(narrow), place)).verdict == "breaking"
    assert diff(taking(schema(narrow), place), taking(schema(wide), place)).verdict == "additive"
    assert diff(header(schema(narrow)), header(schema(wide))).verdict == "breaking"
    assert diff(header(schema(wide)), header(schema(narrow))).verdict == "additive"


BERTH: dict[str, Any] = {"type": "object", "properties": {"pier": STRING, "depth": INTEGER, "side": STRING}}


def one_of_names(*names):
    return BERTH | {"anyOf": [{"required": [name]} for name in names]}


@pytest.mark.parametrize(
    "within",
    [
        lambda schema: taking(schema, style="form", explode=True),
        lambda schema: taking(schema, style="deepObject", explode=True),
        form,
        lambda schema: form(schema, "multipart/form-data"),
        lambda schema: form({"type": "object", "properties": {"berth": schema}}, "multipart/form-data"),
    ],
    ids=["loose", "deepObject", "form", "multipart", "a part of multipart"],
)
def test_what_one_of_several_fields_requires(within):
    changes = diff(within(one_of_names("pier", "depth")), within(one_of_names("pier", "side")))
    assert changes.verdict == "breaking", told(changes)
    assert diff(within(one_of_names("pier")), within(one_of_names("pier"))).verdict == "identical"


def test_a_field_that_an_alternative_narrows():
    def schema(limit):
        return BERTH | {"anyOf": [{"properties": {"pier": {"maxLength": limit}}}, {"required": ["depth"]}]}

    assert diff(form(schema(9)), form(schema(2))).verdict == "breaking"
    assert diff(form(schema(2)), form(schema(9))).verdict == "additive"


def test_an_edit_beside_the_alternatives_is_told_once():
    def schema(limit):
        return {"type": "string", "maxLength": limit, "anyOf": [{"pattern": "^a"}, {"pattern": "^b"}]}

    assert [row[0] for row in told(diff(taking(schema(9)), taking(schema(5))))] == ["max-length-lowered"]


@pytest.mark.parametrize("media", [FORM, "multipart/form-data", "multipart/mixed"])
def test_json_in_the_text_of_a_field_is_compared(media):
    def note(**inner):
        text = {"type": "string", "contentMediaType": "application/json", "contentSchema": {"type": "object"} | inner}
        return form({"type": "object", "properties": {"note": text}}, media)

    assert diff(note(), note(required=["x"])).verdict == "breaking"
    assert diff(note(required=["x"]), note()).verdict == "additive"


def test_a_text_of_another_media_type_is_another_one():
    def note(media):
        return form({"type": "object", "properties": {"note": {"type": "string", "contentMediaType": media}}})

    assert diff(note("text/html"), note("application/xml")).verdict == "breaking"


def test_a_file_is_no_text():
    def part(schema):
        return form({"type": "object", "properties": {"file": schema}}, "multipart/form-data")

    before = part({"type": "string", "format": "binary"})
    after = part({"type": "string", "contentMediaType": "application/octet-stream"})
    assert diff(before, after).verdict == "neutral"


def test_alternatives_in_json_are_compared_as_before():
    def schema(limit):
        return {"type": "string", "anyOf": [{"maxLength": limit}, {"pattern": "^z"}]}

    assert diff(received(schema(9)), received(schema(2))).verdict == "additive"
    assert content(STRING)


@pytest.mark.parametrize("written", [{}, True, {"description": "Whatever else."}])
@pytest.mark.parametrize("media", [FORM, "multipart/form-data"])
def test_a_form_that_writes_out_that_it_is_open(written, media):
    comparison = diff(form(BERTH, media), form(BERTH | {"additionalProperties": written}, media), audited=True)
    assert comparison.verdict == "neutral", told(comparison)


COME_AND_GO = {
    # beside the alternatives, those that stay, the one that goes
    "a word among formats": (STRING, [{"format": "date"}], {"enum": ["today"]}),
    "a length": (STRING, [{"pattern": "^b"}, {"format": "date"}], {"minLength": 20}),
    "a constant": (INTEGER, [{"maximum": 5}], {"const": 10}),
    "a step": (INTEGER, [{"maximum": 5}], {"multipleOf": 10}),
    "one of formats": (STRING, [{"format": "uuid"}, {"format": "email"}], {"pattern": "^[0-9]{10}$"}),
}
COMING_AND_GOING = pytest.mark.parametrize(("beside", "kept", "gone"), COME_AND_GO.values(), ids=COME_AND_GO)


@COMING_AND_GOING
@pytest.mark.parametrize("place", ["query", "path", "header", "cookie"])
def test_an_alternative_that_goes_takes_its_texts_with_it(place, beside, kept, gone):
    with_it, without = beside | {"anyOf": [*kept, gone]}, beside | {"anyOf": kept}
    ((rule, cls, _),) = told(diff(taking(with_it, place), taking(without, place)))
    assert (rule, cls) == ("alternative-removed", "breaking")
    assert diff(taking(without, place), taking(with_it, place)).verdict == "additive"


@COMING_AND_GOING
def test_an_alternative_that_goes_from_what_is_within_a_text(beside, kept, gone):
    with_it, without = ({"type": "array", "items": beside | {"anyOf": each}} for each in ([*kept, gone], kept))
    assert diff(taking(with_it), taking(without)).verdict == "breaking"
    fields = [{"type": "object", "properties": {"berth": each}} for each in (with_it["items"], without["items"])]
    for media in (FORM, "multipart/form-data"):
        assert diff(*(form(each, media) for each in fields)).verdict == "breaking"


def test_an_alternative_that_comes_is_more_that_the_server_sends():
    with_it, without = (INTEGER | {"anyOf": each} for each in ([{"maximum": 5}, {"multipleOf": 10}], [{"maximum": 5}]))
    assert diff(header(without), header(with_it)).verdict == "breaking"
    assert diff(header(with_it), header(without)).verdict == "additive"


def test_an_alternative_that_comes_takes_away_what_it_shares_with_another_one():
    without, with_it = (INTEGER | {"oneOf": each} for each in ([{"maximum": 6}], [{"maximum": 6}, {"enum": [1]}]))
    assert diff(taking(without), taking(with_it)).verdict == "breaking"


def test_alternatives_that_exclude_each_other_are_asked_about_each_value_of_a_text():
    both = {"type": ["string", "integer"]}
    sides = (both | {"oneOf": [{"maximum": most}, {"exclusiveMaximum": 8}]} for most in (5, 6))
    assert diff(*map(taking, sides)).verdict == "breaking"


PIER_NEEDS_DEPTH: dict[str, Any] = {"if": {"required": ["pier"]}, "then": {"required": ["depth"]}}


@pytest.mark.parametrize("members", [["minProperties", 2], ["maxProperties", 1], ["required", ["side"]]])
@pytest.mark.parametrize("style", [{}, {"explode": False}, {"style": "deepObject"}])
def test_an_alternative_of_an_object_that_is_dropped(members, style):
    keyword, value = members
    closed = BERTH | {"additionalProperties": False}
    two = [{"required": ["pier"], "properties": {"pier": {"maxLength": 3}}}, {keyword: value}]
    whole, part = (taking(closed | {"anyOf": kept}, **style) for kept in (two, two[:1]))
    assert [row[:2] for row in told(diff(whole, part))] == [("alternative-removed", "breaking")]


@pytest.mark.parametrize("style", [{}, {"explode": False}, {"style": "deepObject"}])
@pytest.mark.parametrize("more", [{"maxProperties": 1}, {"dependentRequired": {"pier": ["depth"]}}, PIER_NEEDS_DEPTH])
def test_what_stands_beside_a_not_in_a_closed_object(style, more):
    closed = {"additionalProperties": False, "not": {"required": ["pier", "depth"]}} | BERTH
    assert diff(taking(closed, **style), taking(closed | more, **style)).verdict == "breaking"
    wider = closed | {"not": {"required": ["depth"]}}
    assert diff(taking(closed, **style), taking(wider, **style)).verdict == "breaking"
