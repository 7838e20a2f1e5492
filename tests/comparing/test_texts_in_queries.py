"""A string in a query, which is one text in several ways to describe it."""

from __future__ import annotations

import pytest

from tests.comparing.describing import api, diff, ok

STRING = {"type": "string"}


def asked(place="query", **parameter):
    needed = {"required": True} if place == "path" else {}
    listed = [{"name": "q", "in": place, **needed, **parameter}]
    path = "/v1/things/{q}" if place == "path" else "/v1/things"
    return api({path: {"get": {"parameters": listed, "responses": ok(STRING)}}})


def plain(schema, media="text/plain"):
    return {"content": {media: {"schema": schema}}}


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize(
    ("schema", "content", "verdict"),
    [
        ({"schema": STRING}, plain(STRING), "neutral"),
        ({"schema": {**STRING, "maxLength": 9}}, plain({**STRING, "maxLength": 9}), "neutral"),
        ({"schema": STRING}, plain(STRING, "application/json"), "breaking"),
        ({"schema": STRING}, plain(STRING, "text/csv"), "breaking"),
        ({"schema": STRING, "allowReserved": True}, plain(STRING), "breaking"),
        ({"schema": STRING, "style": "pipeDelimited"}, plain(STRING), "breaking"),
        ({"schema": {}}, plain(STRING), "breaking"),
    ],
)
def test_a_string_under_plain_text_is_what_the_style_writes(schema, content, verdict, swapped):
    sides = (content, schema) if swapped else (schema, content)
    assert diff(*(asked(**side) for side in sides), audited=True).verdict == verdict


def test_a_limit_that_comes_with_plain_text_is_told():
    base, revision = asked(schema=STRING), asked(**plain({**STRING, "maxLength": 9}))
    comparison = diff(base, revision, audited=True)
    assert [c.rule for c in comparison.counted if c.cls == "breaking"] == ["max-length-lowered"]
