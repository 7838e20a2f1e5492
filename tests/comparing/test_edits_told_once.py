"""One edit is one row: nothing beside it that nobody wrote, and no row of what it does to what stands around it."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, content, diff, ok, only, ref, sent


def titles(base, revision):
    return [change.title for change in diff(base, revision, audited=True).counted]


def field(schema, **more):
    document = sent({"type": "object", "properties": {"a": schema}}, schemas={"Name": STRING})
    return document | more


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize(
    ("beside", "rule"),
    [
        ({"nullable": True}, "extension-changed"),
        ({"x-team": "harbour"}, "extension-changed"),
        ({"description": "A name."}, "documentation-changed"),
        ({"description": "A name.", "title": "Name"}, "documentation-changed"),
    ],
)
def test_what_stands_beside_a_reference_is_told_alone(beside, rule, swapped):
    sides = field(ref("Name")), field(ref("Name") | beside)
    changes = diff(*(sides[::-1] if swapped else sides), audited=True).counted
    assert {change.rule for change in changes} == {rule}


def test_a_reference_in_place_of_what_it_leads_to_is_still_told():
    assert titles(field(STRING), field(ref("Name")))


DRAFT = {"jsonSchemaDialect": "http://json-schema.org/draft-07/schema#"}
SET = '`jsonSchemaDialect` of the description set to `"http://json-schema.org/draft-07/schema#"`'
PLACE = "`a` of the request body of `POST /v1/things`"


def test_a_dialect_that_ignores_a_keyword_writes_no_extension():
    limited = ref("Name") | {"maxLength": 1}
    assert sorted(titles(field(limited), field(limited, **DRAFT))) == [SET, f"`maxLength` of {PLACE} removed (was 1)"]


def test_a_keyword_that_is_ignored_goes_by_its_name():
    sides = (field(ref("Name") | {"maxLength": length}, **DRAFT) for length in (1, 2))
    assert titles(*sides) == [f"`maxLength` of {PLACE} changed from `1` to `2`"]


def test_an_extension_in_another_dialect_is_told_as_one():
    sides = (field({**STRING, "x-maxLength": length}, **DRAFT) for length in (1, 2))
    assert titles(*sides) == [f"`x-maxLength` of {PLACE} changed from `1` to `2`"]


def test_what_a_dynamic_reference_leads_to_is_told_alone():
    def described(**limits):
        items = {"type": "array", "items": {"$dynamicRef": "#T"}}
        many = {"$id": "https://e.com/list", "properties": {"items": items}, "$defs": {"T": {"$dynamicAnchor": "T"}}}
        whole = {"T": {"$dynamicAnchor": "T", "type": "integer", **limits}}
        integers = {"$id": "https://e.com/integers", "$ref": "list", "$defs": whole}
        return sent(ref("Integers"), schemas={"List": many, "Integers": integers})

    assert titles(described(), described(minimum=1)) == ["`minimum` of `T` of schema `Integers` set to 1"]


@pytest.mark.parametrize("media", ["multipart/form-data", "application/x-www-form-urlencoded", "application/json"])
@pytest.mark.parametrize("items", [{"items": {}}, {"items": True}, {}])
def test_items_that_may_be_anything_are_no_edit_beside_their_type(media, items):
    def described(schema):
        body = content({"type": "object", "properties": {"a": schema}}, media)
        return api({"/v1/things": {"post": {"requestBody": body, "responses": ok()}}})

    changes = diff(described({}), described({"type": "array", **items}), audited=True).counted
    assert [change.rule for change in changes if change.lens == "wire"] == ["type-changed"]


def test_an_address_of_a_callback_in_another_case_is_told_of_the_callback():
    def described(address, **operations):
        called = {"post": {"responses": ok()}, **operations}
        return api({"/v1/things": {"post": {"responses": ok(), "callbacks": {"paid": {address: called}}}}})

    sides = ("https://h.com/{$request.body#/id}", "HTTPS://H.com:443/{$request.body#/id}")
    told = "Callback `paid` of `POST /v1/things` written another way, with the same meaning on the wire"
    assert titles(*map(described, sides)) == [told]
    assert titles(*(described(side, put={"responses": ok()}) for side in sides)) == [told]


def test_a_shared_header_is_named_by_what_it_is_shared_as():
    def described(**more):
        headers = {"X-Page": ref("Page", "headers")}
        media = {"schema": {"type": "object", "properties": {"a": STRING}}, "encoding": {"a": {"headers": headers}}}
        body = {"content": {"multipart/form-data": media}}
        paths = {"/v1/things": {"post": {"requestBody": body, "responses": ok()}}}
        return api(paths, headers={"Page": {"schema": STRING, **more}})

    change = only(diff(described(), described(required=True)))
    assert change.title == "Header `X-Page` of every use of the shared header `Page` became required"


def test_a_link_that_refers_to_another_one_is_told_as_another_link():
    def described(link):
        links = {"Other": {"operationId": "get", "parameters": {"id": "$response.body#/b"}}}
        answer = {"200": {"description": "OK", "links": {"next": link}}}
        return api({"/v1/things": {"get": {"operationId": "get", "responses": answer}}}, links=links)

    inline = {"operationId": "get", "parameters": {"id": "$response.body#/a"}}
    assert only(diff(described(inline), described(ref("Other", "links")), audited=True)).rule == "link-changed"
    changes = diff(described(inline), described(ref("Other", "links")), audited=True).counted
    assert [change.rule for change in changes] == ["link-changed"]


def test_no_style_is_told_where_a_media_type_takes_its_place():
    def described(**more):
        parameter = {"name": "fields", "in": "query", **more}
        return api({"/v1/things": {"get": {"parameters": [parameter], "responses": ok()}}})

    items = {"type": "array", "items": STRING}
    base = described(schema=items, style="form", explode=False)
    changes = diff(base, described(**content(items)), audited=True).counted
    assert [change.rule for change in changes] == ["parameter-serialization-changed"]
    assert changes[0].title.endswith('changed from `schema with style "form"` to `application/json`')
