"""A text whose schema has no type is read by what the schema's keywords speak of."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, diff, ok, only

WAYS = {
    "query": {"in": "query"},
    "joined": {"in": "query", "explode": False},
    "header": {"in": "header"},
    "path": {"in": "path", "required": True},
    "cookie": {"in": "cookie"},
}


def taking(schema, way="header", **components):
    path = "/v1/reefs/{name}" if way == "path" else "/v1/reefs"
    parameter = {"name": "name", "schema": schema, **WAYS[way]}
    return api({path: {"get": {"parameters": [parameter], "responses": ok(STRING)}}}, **components)


def form(schema, media="application/x-www-form-urlencoded"):
    body = {"content": {media: {"schema": {"type": "object", "properties": {"name": schema}}}}}
    return api({"/v1/reefs": {"post": {"requestBody": body, "responses": {"204": {"description": "Done"}}}}})


def header(schema):
    return api({"/v1/reefs": {"get": {"responses": ok(STRING, headers={"X-Name": {"schema": schema}})}}})


NARROWED = {
    "a pattern": ({"pattern": "^r"}, {"pattern": "^re"}),
    "a length": ({"maxLength": 9}, {"maxLength": 4}),
    "a format": ({"minLength": 2}, {"minLength": 2, "format": "date"}),
    "a part": ({"allOf": [{"pattern": "^r"}]}, {"allOf": [{"pattern": "^re"}]}),
    "an alternative": ({"anyOf": [{"pattern": "^r"}, {"pattern": "^s"}]}, {"anyOf": [{"pattern": "^r"}]}),
    "a bound": ({"minimum": 3}, {"minimum": 5}),
    "an item": ({"items": {"pattern": "^r"}}, {"items": {"pattern": "^re"}}),
    "a count": ({"minItems": 2}, {"minItems": 3}),
}


@pytest.mark.parametrize(("wide", "narrow"), NARROWED.values(), ids=NARROWED)
@pytest.mark.parametrize("way", WAYS)
def test_a_limit_that_is_narrowed_is_breaking(wide, narrow, way):
    change = only(diff(taking(wide, way), taking(narrow, way)))
    assert (change.cls, change.undecided) == ("breaking", False)
    assert diff(taking(narrow, way), taking(wide, way)).verdict == "additive"


@pytest.mark.parametrize(("wide", "narrow"), NARROWED.values(), ids=NARROWED)
@pytest.mark.parametrize("described", [form, lambda schema: form(schema, "multipart/form-data")])
def test_so_is_one_of_a_field(wide, narrow, described):
    assert diff(described(wide), described(narrow)).verdict == "breaking"
    assert diff(header(narrow), header(wide)).verdict == "breaking"


@pytest.mark.parametrize("way", WAYS)
def test_other_ways_to_say_it_are_rewrites(way):
    limit = {"pattern": "^[a-c]"}
    by_reference = taking({"$ref": "#/components/schemas/Name"}, way, schemas={"Name": limit})
    for other in (by_reference, taking({"allOf": [limit]}, way), taking(limit | {"minLength": 1}, way)):
        assert diff(taking(limit, way), other).verdict == diff(other, taking(limit, way)).verdict == "neutral"


def test_values_of_other_types_still_count():
    """By validation alone a `pattern` lets any number and any list through."""
    limit = {"pattern": "^[a-c]"}
    assert diff(taking(limit), taking(limit | STRING)).verdict == "breaking"
    assert diff(header(limit | STRING), header(limit)).verdict == "breaking"
    assert diff(taking(limit | STRING), taking(limit)).verdict == "additive"


def test_a_text_that_is_no_number_may_be_any_other_under_a_bound():
    assert diff(taking({"minimum": 3}), taking({"type": "number", "minimum": 3})).verdict == "breaking"
    assert diff(taking({"type": "number", "minimum": 3}), taking({"minimum": 3})).verdict == "additive"


def test_alternatives_of_which_one_says_nothing_are_left_open():
    opened = {"anyOf": [{"type": "string", "maxLength": 3}, {}]}
    assert diff(taking(opened), taking({})).verdict == diff(taking({}), taking(opened)).verdict == "neutral"


def test_a_witness_has_a_text():
    change = only(diff(taking({"minItems": 2}), taking({"minItems": 3})))
    assert [type(item) in (str, bool, int) for item in change.witness.instance] == [True, True]
