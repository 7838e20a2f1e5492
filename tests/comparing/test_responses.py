"""Responses by status, range and `default`, with their headers; beside references, prose."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, content, diff, ok, ref, told

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
    "a range gone beside one of its codes": (
        DONE | {"4XX": response(), "404": response()},
        DONE | {"404": response()},
        "additive",
        "breaking",
    ),
    "a range gone beside one of its codes and a default that says less": (
        DONE | {"4XX": response(STRING), "404": response(STRING), "default": response()},
        DONE | {"404": response(STRING), "default": response()},
        "breaking",
        "breaking",
    ),
    "a range gone beside one of its codes and a default that says the same": (
        DONE | {"4XX": response(STRING), "404": response(STRING), "default": response(STRING)},
        DONE | {"404": response(STRING), "default": response(STRING)},
        "neutral",
        "neutral",
    ),
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


def named(*statuses, schema=STRING):
    return {status: response(schema) for status in statuses}


RANGES = [f"{first}XX" for first in range(1, 6)]
DIVISIONS = {
    # base, revision, verdict of what the server sends, verdict of what a client answers to an event
    "into all ranges": (named("default"), named(*RANGES), "neutral", "neutral"),
    "into all ranges beside a code": (named("200", "default"), named("200", *RANGES), "neutral", "neutral"),
    "beside a range that stays": (
        named("2XX", "default"), named("2XX", "1XX", "3XX", "4XX", "5XX"), "neutral", "neutral",
    ),
    "into all ranges in lower case": (named("default"), named(*map(str.lower, RANGES)), "neutral", "neutral"),
    "into the ranges of errors": (named("200", "default"), named("200", "4XX", "5XX"), "additive", "breaking"),
    "into codes": (named("200", "default"), named("200", "400", "500"), "additive", "breaking"),
    "into codes with the successful one": (named("default"), named("201", "4XX", "503"), "additive", "breaking"),
    "without the answer of success": (named("default"), named("4XX", "5XX"), "breaking", "breaking"),
    "without the errors of servers": (named("200", "default"), named("200", "4XX"), "breaking", "breaking"),
    "into nothing": (named("200", "default"), named("200"), "breaking", "breaking"),
}  # fmt: skip


@pytest.mark.parametrize(("base", "revision", "sent", "heard"), DIVISIONS.values(), ids=DIVISIONS)
def test_a_default_that_is_divided(base, revision, sent, heard):
    assert diff(answering(base), answering(revision), audited=True).verdict == sent
    assert diff(hearing(base), hearing(revision), audited=True).verdict == heard


def test_a_default_that_is_divided_is_told_once():
    base, revision = named("200", "default"), named("200", "4XX", "5XX")
    assert [change.rule for change in diff(answering(base), answering(revision)).changes] == ["response-range-narrowed"]
    (change,) = diff(answering(named("default")), answering(named(*RANGES))).changes
    assert change.rule == "response-taken-over"
    assert change.title.endswith("now described by `1XX, 2XX, 3XX, 4XX, 5XX`")


def test_what_one_part_of_a_divided_default_loses_is_told():
    revision = named(*RANGES) | named("4XX", schema=INTEGER) | {"422": response({"type": "boolean"})}
    changes = diff(answering(named("default")), answering(revision), audited=True).changes
    assert {c.rule for c in changes if c.cls != "neutral"} == {"type-changed"}
    assert len([c for c in changes if c.rule == "type-changed"]) == 2


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


ERROR = {"type": "object", "properties": {"fault": STRING}}
BERTH = {"type": "object", "properties": {"pier": STRING, "depth": INTEGER}}


def test_a_success_is_not_taken_over_by_the_default_of_errors():
    base = {"200": response(BERTH), "201": response(BERTH), "default": response(ERROR)}
    revision = {status: base[status] for status in ("201", "default")}
    assert [row[0] for row in told(diff(answering(base), answering(revision), audited=True))] == ["response-removed"]


@pytest.mark.parametrize("status", ["200", "404"])
def test_a_default_that_says_the_same_takes_a_status_over(status):
    base = {status: response(ERROR), "201": response(BERTH), "default": response(ERROR) | {"description": "Fault."}}
    revision = {name: base[name] for name in ("201", "default")}
    assert diff(answering(base), answering(revision), audited=True).verdict == "neutral"


BESIDE = {
    "an error without a body": {"418": response()},
    "an error in another media type": {"404": {"description": "R", **content(ERROR, "application/xml")}},
    "an error of another type": {"404": response(STRING)},
    "an error in a list": {"404": response({"type": "array", "items": ERROR})},
    "an error by reference": {"404": ref("Gone", "responses")},
}


@pytest.mark.parametrize("more", BESIDE.values(), ids=BESIDE)
def test_a_status_that_is_described_apart_from_the_default_is_told_once(more):
    base = {"200": response(BERTH), "default": response(ERROR)}
    gone = {"Gone": response(ref("Lost")), "Kept": response(ERROR)}
    parts = {"responses": gone, "schemas": {"Lost": {"type": "object", "properties": {"lost": STRING}}}}
    sides = [api({"/v1/things": {"get": {"responses": each}}}, **parts) for each in (base, base | more)]
    (change,) = (c for c in diff(*sides, audited=True).changes if c.cls != "neutral")
    assert (change.rule, change.cls, change.undecided) == ("response-described-apart", "breaking", False)
    assert change.title.endswith("no longer described by `default`")


def test_a_status_that_says_more_than_the_default_is_only_added():
    base = {"200": response(BERTH), "default": response(ERROR)}
    more = ERROR | {"properties": {"fault": STRING, "hint": STRING}}
    rules = {row[0] for row in told(diff(answering(base), answering(base | {"404": response(more)}), audited=True))}
    assert rules == {"response-added", "property-added"}


@pytest.mark.parametrize(
    "gone", [response(BERTH), response(STRING), {"description": "R", **content(ERROR, "text/csv")}]
)
def test_an_error_is_not_taken_over_by_a_default_that_says_nothing_of_it(gone):
    rest = {"200": response(BERTH), "default": response(ERROR)}
    rows = told(diff(answering(rest | {"404": gone}), answering(rest), audited=True))
    assert [row[0] for row in rows] == ["response-removed"]


@pytest.mark.parametrize("status", ["201", "204", "304", "101"])
def test_a_code_that_no_default_of_errors_described(status):
    base = {"200": response(BERTH), "default": response(ERROR)}
    came = {"description": "Nothing."} if status != "201" else response(BERTH)
    comparison = diff(answering(base), answering(base | {status: came}), audited=True)
    assert [row[:2] for row in told(comparison)] == [("response-added", "additive")]


@pytest.mark.parametrize("status", ["204", "304", "101"])
def test_content_where_http_has_none(status):
    base = {"200": response(BERTH)}
    described, edited = ({**base, status: response(schema)} for schema in (STRING, INTEGER))
    for revision in (edited, {**base, status: {"description": "D"}}):
        comparison = diff(answering(described), answering(revision), audited=True)
        assert comparison.verdict == "neutral", told(comparison)


def test_a_head_has_no_content():
    def asked(schema):
        return api({"/v1/things": {"head": {"responses": {"200": response(schema)}}}})

    assert diff(asked(STRING), asked(INTEGER), audited=True).verdict == "neutral"


@pytest.mark.parametrize("status", ["200", "404"])
@pytest.mark.parametrize("now", [ERROR, {"type": "object", "properties": {"length": INTEGER}}])
def test_a_status_that_a_new_default_says_less_of_is_removed_as_a_whole(status, now):
    base = {"202": response(), status: response(BERTH)}
    comparison = diff(answering(base), answering({"202": response(), "default": response(now)}), audited=True)
    assert [(rule, cls) for rule, cls, _ in told(comparison)] == [
        ("response-removed", "breaking"), ("response-added", "additive"),
    ]  # fmt: skip


def test_an_edit_of_what_a_new_default_takes_over_is_told_at_its_place():
    base = {"200": response(BERTH)}
    revision = {"default": response(BERTH | {"maxProperties": 1})}
    assert diff(answering(base), answering(revision), audited=True).verdict == "additive"
    assert [c.rule for c in diff(answering(revision), answering(base), audited=True).changes if c.cls == "breaking"]
