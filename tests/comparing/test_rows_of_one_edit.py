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
