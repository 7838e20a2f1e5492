"""Responses by status, range and `default`, with their headers; beside references, prose."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, content, diff, ok, ref

INTEGER = {"type": "integer"}


def response(schema=None, **more):
    return {"description": "R", **(content(schema) if schema is not None else {}), **more}


def answering(responses, *, openapi="3.1.0", **components):
    return api({"/v1/things": {"get": {"responses": responses}}}, openapi=openapi, **components)


def hearing(responses):
    """An event, to which a client answers."""
    return api(webhooks={"e": {"post": {"responses": responses}}})


DONE = {"204": response()}
STATUSES = {
    # base, revision, verdict of what the server sends, verdict of what a client answers to an event
    "a status more": (DONE, DONE | {"404": response()}, "additive", "additive"),
    "a status less": (DONE | {"404": response()}, DONE, "breaking", "breaking"),
    "taken over by a range": (DONE | {"404": response()}, DONE | {"4XX": response()}, "additive", "additive"),
    "taken over by the default": (DONE | {"404": response()}, DONE | {"default": response()}, "additive", "additive"),
    "a range to one of its codes": (DONE | {"4XX": response()}, DONE | {"409": response()}, "additive", "breaking"),
    "a range gone": (DONE | {"4XX": response()}, DONE | {"500": response()}, "breaking", "breaking"),
    "a range in another case": (DONE | {"4xx": response()}, DONE | {"4XX": response()}, "neutral", "neutral"),
    "a range narrows what it takes over": (
        DONE | {"404": response(INTEGER)},
        DONE | {"4XX": response(STRING)},
        "breaking",
        "breaking",
    ),
    "a code described as the range was": (
        DONE | {"4XX": response(STRING)},
        DONE | {"4XX": response(STRING), "404": response(STRING)},
        "additive",
        "additive",
    ),
    "an extension": (DONE, DONE | {"x-note": {"404": "n"}}, "neutral", "neutral"),
    "prose": (DONE, {"204": response() | {"description": "Other."}}, "neutral", "neutral"),
}


@pytest.mark.parametrize(("base", "revision", "sent", "heard"), STATUSES.values(), ids=STATUSES)
def test_statuses(base, revision, sent, heard):
    assert diff(answering(base), answering(revision), audited=True).verdict == sent
    assert diff(hearing(base), hearing(revision), audited=True).verdict == heard


HEADERS = {
    "gone": ({"X-A": {"schema": STRING}}, {}, "breaking"),
    "come": ({}, {"X-A": {"schema": STRING, "required": True}}, "additive"),
    "in another case": ({"X-A": {"schema": STRING}}, {"x-a": {"schema": STRING}}, "neutral"),
    "widened": ({"X-A": {"schema": INTEGER}}, {"X-A": {"schema": STRING}}, "breaking"),
    "narrowed": ({"X-A": {"schema": STRING}}, {"X-A": {"schema": INTEGER}}, "additive"),
    "the media type of a body": (
        {"Content-Type": {"schema": STRING, "required": True}},
        {"content-type": {"schema": INTEGER}},
        "neutral",
    ),
    "the media type gone": ({"Content-Type": {"schema": STRING, "required": True}}, {}, "neutral"),
    "cookies": ({"Set-Cookie": {"schema": STRING}}, {}, "breaking"),
    "the default style": ({"X-A": {"schema": STRING}}, {"X-A": {"schema": STRING, "style": "simple"}}, "neutral"),
    "how a list is joined": (
        {"X-A": {"schema": {"type": "array", "items": STRING}}},
        {"X-A": {"schema": {"type": "array", "items": STRING}, "explode": True}},
        "neutral",
    ),
    "how an object is joined": (
        {"X-A": {"schema": {"type": "object"}}},
        {"X-A": {"schema": {"type": "object"}, "explode": True}},
        "breaking",
    ),
    "as JSON": ({"X-A": {"schema": STRING}}, {"X-A": content(STRING)}, "breaking"),
    "JSON narrowed": ({"X-A": content(STRING)}, {"X-A": content(STRING | {"maxLength": 3})}, "additive"),
}


@pytest.mark.parametrize(("before", "after", "verdict"), HEADERS.values(), ids=HEADERS)
def test_headers(before, after, verdict):
    base, revision = (answering(ok(headers=headers)) for headers in (before, after))
    assert diff(base, revision, audited=True).verdict == verdict


@pytest.mark.parametrize("openapi", ["3.0.4", "3.1.1", "3.2.0"])
@pytest.mark.parametrize("kind", ["responses", "headers", "parameters", "requestBodies"])
def test_prose_beside_a_reference_says_nothing(kind, openapi):
    parts = {
        "responses": response(STRING),
        "headers": {"schema": STRING},
        "parameters": {"name": "a", "in": "query", "schema": STRING},
        "requestBodies": content(STRING),
    }

    def described(**beside):
        part = ref("P", kind) | beside
        operation = {"responses": {"204": response()}}
        if kind == "responses":
            operation["responses"]["200"] = part
        elif kind == "headers":
            operation["responses"]["204"]["headers"] = {"X-A": part}
        else:
            operation["parameters" if kind == "parameters" else "requestBody"] = (
                [part] if kind == "parameters" else part
            )
        return api({"/v1/things": {"post": operation}}, openapi=openapi, **{kind: {"P": parts[kind]}})

    revision = described(description="About it.", summary="It.", required=True)
    comparison = diff(described(), revision, audited=True)
    assert comparison.verdict == "neutral"
    assert "documentation-changed" in {change.rule for change in comparison.changes}
