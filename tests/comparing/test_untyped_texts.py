"""A text whose schema has no type is read by what the schema's keywords speak of."""

from __future__ import annotations

import pytest

from apidiff.comparing.asking.alphabet import readings, represented_instance
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


SAYS_NOTHING = {
    "an if": {"if": {}},
    "an if that nothing follows": {"if": {"type": "integer", "dependentRequired": {"depth": ["unit"]}}},
    "an if that no list meets": {"if": {"type": "string"}, "then": {"type": ["string", "null"]}},
    "a then that an if always reaches": {"if": True, "then": {"description": "any"}},
    "a null in a list": {"not": {"const": [None]}},
}


@pytest.mark.parametrize("silent", SAYS_NOTHING.values(), ids=SAYS_NOTHING)
@pytest.mark.parametrize("way", WAYS)
def test_what_no_text_tells_is_no_difference(silent, way):
    for one, other in (({}, silent), (silent, {})):
        assert diff(header(one), header(other)).verdict == "neutral"
        assert diff(taking(one, way), taking(other, way)).verdict == "neutral"


@pytest.mark.parametrize("kind", [["number", "null"], ["string", "null"], "null"])
@pytest.mark.parametrize("media", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_form_is_never_null(kind, media):
    answers = [
        {"/v1/reefs": {"get": {"responses": {"200": {"description": "OK", "content": {media: {"schema": schema}}}}}}}
        for schema in ({"type": "object"}, {"type": kind})
    ]
    for first, second in (answers, answers[::-1]):
        shown = [change.witness.instance for change in diff(api(first), api(second)).changes if change.witness]
        assert None not in shown


TESTED = {
    "a condition": {"if": {"maxLength": 3}, "then": {"pattern": "^r"}},
    "what is refused": {"not": {"pattern": "^r"}},
    "an if of texts": {"if": {"type": "string", "maxLength": 3}, "else": {"pattern": "^r"}},
    "a number that is refused": {"not": {"minimum": 3}},
    "a number under a condition": {"if": {"minimum": 3}, "then": {"multipleOf": 2}},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("limit", TESTED.values(), ids=TESTED)
def test_a_condition_speaks_of_what_a_text_is(limit, way):
    change = only(diff(taking({}, way), taking(limit, way)))
    assert (change.cls, change.undecided) == ("breaking", False)
    assert diff(taking(limit, way), taking({}, way)).verdict == "additive"
    assert only(diff(header(limit), header({}))).cls == "breaking"


def test_a_type_that_is_tested_is_not_that_of_every_text():
    limit = {"if": {"type": "integer"}, "then": {"type": ["integer", "null"]}}
    assert diff(taking({}), taking(limit)).verdict == "neutral"


OF_OBJECTS = {
    "names": {"required": ["depth"]},
    "no names": {"required": []},
    "a count": {"minProperties": 2},
    "a member": {"properties": {"depth": {"type": "integer"}}},
    "a closed object": {"additionalProperties": False, "properties": {"depth": {}}},
    "dependent names": {"dependentRequired": {"depth": ["unit"]}},
}
LETTING_ALL_TEXTS_THROUGH = {
    "beside a number": lambda of_objects: {"oneOf": [{"type": "integer"}, of_objects]},
    "beside a boolean": lambda of_objects: {"anyOf": [of_objects, {"type": "boolean"}]},
    "beside a bound": lambda of_objects: {"anyOf": [{"type": "integer"}, {"minimum": 3, **of_objects}, of_objects]},
    "in a part": lambda of_objects: {"allOf": [{"anyOf": [{"type": "number"}, {"allOf": [of_objects]}]}]},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("of_objects", OF_OBJECTS.values(), ids=OF_OBJECTS)
@pytest.mark.parametrize("choice", LETTING_ALL_TEXTS_THROUGH.values(), ids=LETTING_ALL_TEXTS_THROUGH)
def test_an_alternative_that_speaks_of_objects_alone_takes_every_text(choice, of_objects, way):
    for one, other in (({}, choice(of_objects)), (choice(of_objects), {})):
        found = diff(taking(one, way), taking(other, way)).counted
        # That a declared name is gone is breaking by itself.
        assert [(c.rule, c.undecided) for c in found if c.cls != "neutral" and c.rule != "property-removed"] == []


@pytest.mark.parametrize("way", WAYS)
def test_a_bound_of_objects_beside_a_bound_of_numbers_refuses_no_other_text(way):
    bound = {"minimum": 3}
    both = bound | {"minProperties": 2, "properties": {}}
    assert diff(taking(both, way), taking(bound, way)).verdict != "breaking"
    for change in diff(taking(bound, way), taking(both, way)).counted:
        assert change.witness is None or isinstance(change.witness.instance, dict)


@pytest.mark.parametrize("way", WAYS)
def test_a_bound_beside_a_number_leaves_other_texts_open(way):
    choice = {"anyOf": [{"type": "integer"}, {"minimum": 3}]}
    assert diff(taking({"minimum": 3}, way), taking(choice, way)).verdict == "additive"
    change = only(diff(taking({}, way), taking(choice, way)))
    assert type(change.witness.instance) is float


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("limit", [{"minItems": 2}, {"items": {"type": "integer"}}, {"uniqueItems": True}])
def test_what_a_condition_asks_of_lists_says_nothing_of_other_texts(limit, way):
    conditions = [{"if": {"type": "integer"}, "then": limit}, {"if": limit, "else": {"required": ["depth"]}}]
    for condition in conditions:
        refused = [c.witness.instance for c in diff(taking({}, way), taking(condition, way)).changes if c.witness]
        assert not [value for value in refused if not isinstance(value, list | dict)]


READ_ALIKE = {
    "one text": (5, "text", [5, "5"]),
    "a word": ("true", "text", ["true", True]),
    "a list of one": ([5], "one or many", [[5], 5, ["5"], "5"]),
    "an item": ("a", "joined", ["a", ["a"]]),
    "a member": ({"depth": 5}, "form", [{"depth": read} for read in (5, [5], "5", ["5"])]),
    "null": (None, "text", [None]),
}


@pytest.mark.parametrize(("value", "way", "read"), READ_ALIKE.values(), ids=READ_ALIKE)
def test_one_text_is_read_in_these_ways(value, way, read):
    assert readings(value, way) == read
    assert {repr(represented_instance(each, way, frozenset())) for each in read} == {
        repr(represented_instance(value, way, frozenset()))
    }


def test_a_text_of_too_many_readings_is_not_read():
    assert readings([1] * 20, "one or many") is None
