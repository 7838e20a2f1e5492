"""One edit is one row, whose title says what was edited, and where."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, content, diff, ok, ref, sent


def rows(base, revision):
    return [change.title for change in diff(base, revision, audited=True).counted]


@pytest.mark.parametrize("mark", ["readOnly", "writeOnly", "deprecated"])
def test_a_mark_beside_a_reference_is_one_row(mark):
    sides = [sent({"type": "object", "properties": {"a": a}}, schemas={"A": STRING}) for a in ({}, {mark: True})]
    for side, more in zip(sides, ({}, {mark: True}), strict=True):
        body = side["paths"]["/v1/things"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        body["properties"]["a"] = ref("A") | more
    for old, new in (sides, sides[::-1]):
        assert len(rows(old, new)) == 1


def test_servers_of_a_path_stay_where_its_variable_gets_another_name():
    def described(name):
        parameter = {"name": name, "in": "path", "required": True, "schema": STRING}
        item = {"servers": [{"url": "https://one.example"}], "get": {"parameters": [parameter], "responses": ok()}}
        return api({f"/v1/things/{{{name}}}": item}) | {"servers": [{"url": "https://a.example"}]}

    assert not any("servers" in title for title in rows(described("id"), described("thing")))


def test_a_shared_example_is_told_of_its_component():
    described = [sent(STRING, examples={"One": {"value": value}}) for value in "ab"]
    assert rows(*described) == ["Examples of component `One` changed"]


def test_a_response_that_default_takes_over_is_told_of_its_code():
    problem = {"description": "Problem", **content({"type": "object"})}
    answers = {**ok(), "404": {"description": "Nothing there"}, "default": ref("Problem", "responses")}
    without = {code: answer for code, answer in answers.items() if code != "404"}
    sides = (
        api({"/v1/things": {"get": {"responses": each}}}, responses={"Problem": problem}) for each in (answers, without)
    )
    assert rows(*sides) == [
        "Media type `application/json` added to response `404` of `GET /v1/things`",
        "Response `404` of `GET /v1/things` now described by `default`",
    ]


def test_a_header_of_a_part_is_told_of_the_part():
    def described(**more):
        encoding = {"photo": {"contentType": "image/png", "headers": {"X-A": {"schema": STRING, **more}}}}
        body = {
            "multipart/form-data": {"schema": {"type": "object", "properties": {"photo": {}}}, "encoding": encoding}
        }
        return api({"/v1/things": {"post": {"requestBody": {"content": body}, "responses": ok()}}})

    part = "part `photo` of `multipart/form-data` of the request body of `POST /v1/things`"
    assert rows(described(), described(required=True)) == [f"Header `X-A` of {part} became required"]
    (title,) = rows(described(), described(schema={"type": "integer"}))
    assert title == f'Type of header `X-A` of {part} changed from `"string"` to `"integer"`'


def test_a_callback_by_another_method_is_told_with_both():
    def described(method):
        operation = {"requestBody": content(STRING), "responses": ok()}
        callbacks = {"done": {"{$request.body#/url}": {method: operation}}}
        return api({"/v1/things": {"post": {"callbacks": callbacks, "responses": ok()}}})

    callback = "callback `done` of `POST /v1/things`"
    assert sorted(rows(described("post"), described("put"))) == [
        f"`POST` of {callback} removed",
        f"`PUT` of {callback} added",
    ]


def test_a_shared_body_that_went_is_told_as_that_alone():
    body = content({"type": "object", "properties": {"a": STRING}})
    sides = [
        api({"/v1/things": {"post": {**more, "responses": ok()}}}, requestBodies={"Body": body})
        for more in ({"requestBody": ref("Body", "requestBodies")}, {})
    ]
    assert rows(*sides) == ["Request body removed from `POST /v1/things`"]
    assert rows(*sides[::-1]) == ["Optional request body added to `POST /v1/things` with `a`"]


@pytest.mark.parametrize("kind", ["path", "callback", "schema"])
def test_what_is_written_in_place_of_a_reference_is_told_where_it_stands(kind):
    operation = {"requestBody": content(STRING), "responses": ok()}
    item = {"get": {"responses": ok()}}
    callback = {"{$request.body#/url}": {"post": operation}}

    def described(*, inline):
        made = {"post": {**operation, "callbacks": {"done": callback if inline else ref("Done", "callbacks")}}}
        paths = {
            "path": {"/v1/things": item if inline else ref("Things", "pathItems")},
            "callback": {"/v1/things": made},
            "schema": {"/v1/things": {"post": {**operation, "requestBody": content(STRING if inline else ref("A"))}}},
        }
        return api(paths[kind], pathItems={"Things": item}, callbacks={"Done": callback}, schemas={"A": STRING})

    called = {
        "path": "`/v1/things`",
        "callback": "Callback `done` of `POST /v1/things`",
        "schema": "The request body of `POST /v1/things`",
    }
    for old, new in ((False, True), (True, False)):
        (title,) = rows(described(inline=old), described(inline=new))
        assert title.startswith(f"{called[kind]} ")
        assert "written" in title


def test_items_after_those_of_positions_are_told_as_these():
    pair = {"type": "array", "prefixItems": [STRING, {"type": "integer"}]}
    title = "Items of the request body of `POST /v1/things` after the first 2 limited to `none`"
    assert rows(sent(pair), sent({**pair, "items": False})) == [title]


def test_several_edits_of_one_place_are_told_of_one_place():
    base = sent({"type": "object"}, schemas={"A": STRING})
    revision = sent({"type": "object", "title": "Thing", "description": "A thing"}, schemas={"A": STRING})
    assert rows(base, revision) == ["Documentation of the request body of `POST /v1/things` changed"]
    shared = {"type": "object", "properties": {"s": STRING}}
    own = {"type": "object", "properties": {"w": STRING}}
    sides = (sent({"allOf": each}, schemas={"A": shared}) for each in ([ref("A"), own], [own]))
    assert not any("more place" in title for title in rows(*sides))
