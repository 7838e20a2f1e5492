"""Objects in a query and the loose parameters that they travel as."""

from __future__ import annotations

import pytest

import apidiff
from tests.comparing.describing import STRING, api, diff, only, ref

INTEGER = {"type": "integer"}
PAGING = {"type": "object", "properties": {"page": INTEGER, "size": INTEGER}}


def asked(*parameters, openapi="3.1.0", **components):
    operation = {"parameters": list(parameters), "responses": {"204": {"description": "Done"}}}
    return api({"/v1/things": {"get": operation}}, openapi=openapi, **components)


def query(name, schema=INTEGER, **more):
    return {"name": name, "in": "query", "schema": schema, **more}


LOOSE = [query("page"), query("size")]
REQUIRED = PAGING | {"required": ["page"]}
EITHER = {"oneOf": [REQUIRED | {"additionalProperties": False, "properties": {"page": INTEGER}},
                    {"type": "object", "properties": {"size": INTEGER}, "required": ["size"],
                     "additionalProperties": False}]}  # fmt: skip
ANY = {"type": "object", "anyOf": [{"properties": {name: INTEGER}, "required": [name]} for name in ("page", "size")]}
SCHEMAS = {"Paging": PAGING, "Either": EITHER, "Any": ANY}
LISTED = {"type": "object", "properties": {"page": INTEGER}, "enum": [{"page": 1}, {"page": 2}]}
DEEP = {"style": "deepObject", "explode": True}
CASES = {
    # one side, the other, verdict of a change from one to the other, verdict of the reverse
    "an object": (LOOSE, [query("paging", PAGING)], "neutral", "neutral"),
    "spelled out": (LOOSE, [query("paging", PAGING, style="form", explode=True)], "neutral", "neutral"),
    "another name": ([query("paging", PAGING)], [query("pageable", PAGING)], "neutral", "neutral"),
    "by reference": (LOOSE, [query("paging", ref("Paging"))], "neutral", "neutral"),
    "under the name of a part": (LOOSE, [query("page", PAGING)], "neutral", "neutral"),
    "an object of listed values": ([query("page", {"enum": [1, 2]})], [query("paging", LISTED)], "neutral", "additive"),
    "an object of fewer values": ([query("page")], [query("paging", LISTED)], "breaking", "additive"),
    "of one part, under its name": (
        [query("page")],
        [query("page", {"type": "object", "properties": {"page": INTEGER}})],
        "neutral",
        "neutral",
    ),
    "that went for one of its name": (
        [query("page", {"type": "object", "properties": {"size": INTEGER}})],
        [query("page")],
        "breaking",
        "breaking",
    ),
    "in parts": (
        LOOSE,
        [query("paging", {"allOf": [ref("Paging"), {"description": "A page."}]})],
        "neutral",
        "neutral",
    ),
    "one more": (LOOSE, [query("paging", PAGING), query("sort", STRING)], "additive", "breaking"),
    "a part of it": ([query("paging", PAGING)], [query("page")], "breaking", "additive"),
    "a part narrowed": (
        LOOSE,
        [query("paging", {"type": "object", "properties": {"page": INTEGER | {"minimum": 1}, "size": INTEGER}})],
        "breaking",
        "additive",
    ),
    "a part moved out": (
        [query("paging", PAGING)],
        [query("paging", {"type": "object", "properties": {"page": INTEGER}}), query("size")],
        "neutral",
        "neutral",
    ),
    "a part from one object to another": (
        [query("a", PAGING), query("b", {"type": "object", "properties": {"sort": STRING}})],
        [
            query("a", {"type": "object", "properties": {"page": INTEGER}}),
            query("b", {"type": "object", "properties": {"sort": STRING, "size": INTEGER}}),
        ],
        "neutral",
        "neutral",
    ),
    "all that is required": (
        [query("page", required=True), query("size")],
        [query("paging", REQUIRED, required=True)],
        "neutral",
        "neutral",
    ),
    "required beside another part": (LOOSE, [query("paging", REQUIRED)], "breaking", "additive"),
    "required beside another part in brackets": (
        [query("paging[page]"), query("paging[size]")],
        [query("paging", REQUIRED, **DEEP)],
        "breaking",
        "additive",
    ),
    "one part beside the other": (
        LOOSE,
        [query("paging", PAGING | {"dependentRequired": {"size": ["page"]}})],
        "breaking",
        "additive",
    ),
    "either part": (
        LOOSE,
        [query("paging", PAGING | {"oneOf": [{"required": ["page"]}, {"required": ["size"]}]})],
        "breaking",
        "additive",
    ),
    "either part, each declared apart": (LOOSE, [query("paging", ref("Either"))], "breaking", "additive"),
    "any part": (LOOSE, [query("paging", ref("Any"), required=True)], "breaking", "additive"),
    "one kind of values with the other part": (
        LOOSE,
        [query("paging", PAGING | {"not": {"required": ["size"], "properties": {"page": {"minimum": 5}}}})],
        "breaking",
        "additive",
    ),
    "never both": (
        LOOSE,
        [query("paging", PAGING | {"not": {"required": ["page", "size"]}})],
        "breaking",
        "additive",
    ),
    "a part that the other one asks for, and that came": (
        [query("page")],
        [query("paging", REQUIRED)],
        "additive",
        "breaking",
    ),
    "all of an object in brackets": (
        [query("paging[page]"), query("paging[size]")],
        [query("paging", PAGING | {"maxProperties": 1}, **DEEP)],
        "breaking",
        "additive",
    ),
    "a limit that both ask": (
        [query("paging", PAGING | {"maxProperties": 1})],
        [query("pageable", PAGING | {"maxProperties": 1})],
        "neutral",
        "neutral",
    ),
    "required beside nothing": (
        [query("page")],
        [query("paging", {"type": "object", "properties": {"page": INTEGER}, "required": ["page"]})],
        "neutral",
        "neutral",
    ),
    "required as before": ([query("paging", REQUIRED)], [query("pageable", REQUIRED)], "neutral", "neutral"),
    "a list in it": (
        [query("tags", {"type": "array", "items": STRING})],
        [query("filter", {"type": "object", "properties": {"tags": {"type": "array", "items": STRING}}})],
        "neutral",
        "neutral",
    ),
    "null": (LOOSE, [query("paging", PAGING | {"type": ["object", "null"]})], "neutral", "neutral"),
    "joined": (LOOSE, [query("paging", PAGING, explode=False)], "breaking", "breaking"),
    "in brackets": (LOOSE, [query("paging", PAGING, **DEEP)], "breaking", "breaking"),
    "brackets written out": (
        [query("paging[page]"), query("paging[size]")],
        [query("paging", PAGING, **DEEP)],
        "neutral",
        "neutral",
    ),
    "another name in brackets": (
        [query("paging", PAGING, **DEEP)],
        [query("pageable", PAGING, **DEEP)],
        "breaking",
        "breaking",
    ),
    "a count of its members": (
        LOOSE,
        [query("paging", PAGING | {"minProperties": 1})],
        "neutral",
        "neutral",
    ),
    "a count of what has to be sent": (
        LOOSE,
        [query("paging", PAGING | {"minProperties": 1}, required=True)],
        "breaking",
        "additive",
    ),
    "a count of both": (
        LOOSE,
        [query("paging", PAGING | {"minProperties": 2})],
        "breaking",
        "additive",
    ),
    "names that are not listed": (
        LOOSE,
        [query("paging", PAGING | {"additionalProperties": INTEGER})],
        "breaking",
        "breaking",
    ),
    "an object in a header": (
        [{"name": "page", "in": "header", "schema": INTEGER}],
        [{"name": "paging", "in": "header", "schema": PAGING}],
        "breaking",
        "breaking",
    ),
}


@pytest.mark.parametrize(("first", "second", "there", "back"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("openapi", ["3.0.4", "3.1.1", "3.2.0"])
def test_an_object_and_loose_parameters(first, second, there, back, openapi):
    if openapi == "3.0.4" and any(word in str(second) for word in ("null", "dependentRequired")):
        return
    one, other = (asked(*side, openapi=openapi, schemas=SCHEMAS) for side in (first, second))
    found = diff(one, other, audited=True)
    assert found.verdict == there, [change.title for change in found.changes]
    found = diff(other, one, audited=True)
    assert found.verdict == back, [change.title for change in found.changes]


def test_a_shared_object_is_spread_too():
    base = asked(*LOOSE)
    revision = asked(ref("Paging", "parameters"), parameters={"Paging": query("paging", PAGING)})
    assert diff(base, revision, audited=True).verdict == "neutral"
    assert diff(revision, base, audited=True).verdict == "neutral"


def test_what_a_part_lost_is_told_by_its_name():
    change = only(diff(asked(query("paging", PAGING)), asked(query("page"))))
    assert (change.rule, change.name) == ("parameter-removed", "size")


def test_an_object_that_stays_one_is_compared_as_one():
    narrower = {"type": "object", "properties": {"page": INTEGER}}
    change = only(diff(asked(query("paging", PAGING)), asked(query("paging", narrower))))
    assert (change.rule, change.name) == ("property-removed", "size")


def test_what_an_object_asks_of_its_parts_together_is_told_of_the_object():
    base, revision = asked(*LOOSE), asked(query("paging", REQUIRED))
    change = only(diff(base, revision, audited=True))
    assert (change.rule, change.witness.accepted_by) == ("composition-changed", "base")
    assert change.title == (
        "Composition of query parameter `paging` of `GET /v1/things` changed from loose parameters to one object"
    )
    assert change.witness.instance == {"size": 0}
    assert only(diff(revision, base, audited=True)).title.endswith("changed from one object to loose parameters")


def test_a_part_that_narrowed_beside_fewer_demands_is_told_once():
    narrower = [query("page", INTEGER | {"minimum": 1}), query("size")]
    base = asked(query("paging", PAGING | {"maxProperties": 1}))
    change = only(diff(base, asked(*narrower), audited=True), "breaking")
    assert change.rule == "minimum-raised"


def test_objects_divided_otherwise_are_undecided_where_one_limits_its_parts_together():
    base = asked(query("paging", PAGING | {"maxProperties": 1}), query("sort", STRING))
    both = {"type": "object", "properties": {**PAGING["properties"], "sort": STRING}}
    change = only(diff(base, asked(query("all", both)), audited=True))
    assert (change.rule, change.cls, change.undecided) == ("composition-changed", "breaking", True)


def test_a_part_that_was_a_parameter_of_an_operation_is_told_by_that():
    base = asked(query("paging", ref("Paging")), schemas=SCHEMAS)
    revision = asked(*(query(name, deprecated=True) for name in ("page", "size")), schemas=SCHEMAS)
    titles = [change.title for change in diff(revision, base, audited=True).changes]
    assert "Query parameter `page` of `GET /v1/things` no longer marked as deprecated" in titles, titles


def test_a_part_of_a_shared_object_is_told_by_the_schema():
    sides = []
    for marks in ({}, {"deprecated": True}):
        paging = {"type": "object", "properties": {"page": {"type": "integer", **marks}}}
        sides.append(asked(query("paging", ref("Paging")), schemas={"Paging": paging}))
    (change,) = diff(*sides, audited=True).changes
    assert change.title.startswith("`page` of schema `Paging`")


def test_an_object_of_unknown_parts_may_be_called_otherwise():
    """Its own name is nowhere in `?page=1&size=2`."""
    counted = {
        "type": "object",
        "properties": {"page": {"type": "integer"}},
        "additionalProperties": {"type": "integer"},
    }
    base, revision = (
        {
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "paths": {
                "/v1/ships": {
                    "get": {
                        "parameters": [{"name": name, "in": "query", "schema": counted}],
                        "responses": {"204": {"description": "Done"}},
                    }
                }
            },
        }
        for name in ("paging", "slice")
    )
    assert apidiff.diff(base, revision, audited=True).verdict == "neutral"


def in_query_string(**fields):
    form = {"application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": fields}}}
    return asked({"name": "q", "in": "querystring", "content": form}, openapi="3.2.0")


NULL = {"type": "null"}
TEXTS = {"type": "array", "items": STRING}
NULLABLE = {
    "a type more": ({"type": ["integer", "null"]}, INTEGER),
    "an alternative": ({"anyOf": [STRING, NULL]}, STRING),
    "a list or null": ({"type": ["array", "null"], "items": STRING}, TEXTS),
    "an alternative of a list": ({"anyOf": [TEXTS, NULL]}, TEXTS),
}


@pytest.mark.parametrize(("nullable", "plain"), NULLABLE.values(), ids=NULLABLE)
def test_null_is_in_no_query_string(nullable, plain):
    """Null has no text, so a field that may be null is written as one that may not."""
    string = in_query_string(page=nullable, size=INTEGER)
    for schema in (nullable, plain):
        held = {"type": "object", "properties": {"page": schema, "size": INTEGER}}
        for parameters in ([query("page", schema), query("size")], [query("paging", held)]):
            loose = asked(*parameters, openapi="3.2.0")
            assert {apidiff.diff(*sides).verdict for sides in ((string, loose), (loose, string))} == {"neutral"}


@pytest.mark.parametrize(
    "schema",
    [NULL, {}, {"type": ["object", "null"]}, {"type": "array", "items": {"type": ["integer", "null"]}}],
)
def test_a_field_of_a_query_string_that_is_written_otherwise_stays_in_it(schema):
    string, loose = in_query_string(page=schema), asked(query("page", schema), openapi="3.2.0")
    assert apidiff.diff(string, loose).verdict == "breaking"


def test_a_nullable_field_of_a_query_string_is_compared_as_a_parameter():
    string = in_query_string(page={"type": ["integer", "null"]})
    found = apidiff.diff(string, asked(query("page", {**INTEGER, "maximum": 5}), openapi="3.2.0"))
    assert [change.rule for change in found.changes if change.cls == "breaking"] == ["maximum-lowered"]


def test_a_part_of_an_object_is_named_as_a_field_of_it():
    spread = {
        "name": "filter",
        "in": "querystring",
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {"type": "object", "properties": {"page": INTEGER | {"minimum": 1}, "size": INTEGER}}
            }
        },
    }
    change = only(diff(asked(*LOOSE, openapi="3.1.1"), asked(spread, openapi="3.2.0")))
    assert "`page` of `application/x-www-form-urlencoded`" in change.title
    assert ".schema" not in change.title
