"""Extensions: a member that was not there is told apart from one that is null, wherever it stands."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, content, diff, ok

POST = {"post": {"requestBody": content(STRING), "responses": ok()}}


def described(place, **more):
    """A description with members of their own at a place."""
    form = {"multipart/form-data": {"schema": {"properties": {"a": STRING}}, "encoding": {**more}}}
    callback = {"{$request.body#/url}": POST, **more}
    return {
        "description": lambda: {**api({"/v1/a": POST}), **more},
        "paths": lambda: api({"/v1/a": POST, **more}),
        "path item": lambda: api({"/v1/a": {**POST, **more}}),
        "operation": lambda: api({"/v1/a": {"post": {**POST["post"], **more}}}),
        "responses": lambda: api({"/v1/a": {"post": {"responses": {**ok(), **more}}}}),
        "response": lambda: api({"/v1/a": {"post": {"responses": ok() | {"200": {"description": "", **more}}}}}),
        "callback": lambda: api({"/v1/a": {"post": {**POST["post"], "callbacks": {"paid": callback}}}}),
        "encoding": lambda: api({"/v1/a": {"post": {"requestBody": {"content": form}, "responses": ok()}}}),
        "components": lambda: api({"/v1/a": POST}) | {"components": {**more}},
        "schema": lambda: api({"/v1/a": {"post": {"responses": ok({**STRING, **more})}}}),
    }[place]()


PLACES = [
    "description", "paths", "path item", "operation", "responses", "response", "callback", "encoding", "components",
    "schema",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("base", "revision", "told"),
    [
        ({}, {"x-foo": {"a": 1}}, 'set to `{"a":1}`'),
        ({"x-foo": {"a": 1}}, {}, 'removed (was `{"a":1}`)'),
        ({}, {"x-foo": None}, "set to `null`"),
        ({"x-foo": None}, {}, "removed (was `null`)"),
        ({"x-foo": None}, {"x-foo": {"a": 1}}, 'changed from `null` to `{"a":1}`'),
    ],
)
def test_what_was_not_there_is_not_null(place, base, revision, told):
    (change,) = diff(described(place, **base), described(place, **revision), audited=True).counted
    assert (change.rule, change.cls) == ("extension-changed", "neutral")
    assert change.title.startswith("`x-foo` of ")
    assert change.title.endswith(told)
