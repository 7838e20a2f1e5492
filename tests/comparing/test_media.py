"""Media types: which keys of `content` name the same, and which one covers another."""

from __future__ import annotations

import pytest

from apidiff.comparing.media import match, parse, parse_list
from tests.comparing.describing import STRING, api, diff, only

SAME = [
    ("application/json", "Application/JSON"),
    ("application/json", "application/json; charset=utf-8"),
    ("application/hal+json", "application/hal+json;charset=UTF-8"),
    ("text/csv", "text/csv; charset=UTF-8"),
    ("application/json;version=2;profile=a", 'application/json ; Profile="a" ; VERSION=2'),
    ("application/json;profile=a", r'application/json;profile="\a"'),
    ("multipart/form-data", "multipart/form-data; boundary=x"),
]
OTHER = [
    ("application/json;version=1", "application/json;version=2"),
    ("application/json;version=1", "application/json"),
    ("application/ld+json;profile=x", "application/ld+json;profile=X"),
    ('application/json;a="1;b=2"', "application/json;a=1;b=2"),
    ("text/csv;charset=utf-16", "text/csv;charset=utf-8"),
    ("application/json;charset=utf-16", "application/json;charset=utf-8"),
    ("application/hal+json;charset=iso-8859-1", "application/hal+json"),
    ("text/csv;header=present", "text/csv"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_two_spellings_name_one_media_type(first, second):
    assert parse(first).identity == parse(second).identity


@pytest.mark.parametrize(("first", "second"), OTHER)
def test_two_media_types_are_told_apart(first, second):
    assert parse(first).identity != parse(second).identity


@pytest.mark.parametrize(
    ("wide", "narrow", "covers"),
    [
        ("*/*", "text/plain;charset=utf-16", True),
        ("application/*", "application/json", True),
        ("application/*", "text/json", False),
        ("application/*+json", "application/hal+json", True),
        ("application/*+json", "application/json", False),
        ("application/json", "application/json;version=1", True),
        ("application/json", "application/json;charset=utf-16", False),
        ("application/json;charset=utf-16", "application/json", False),
        ("*/*", "application/json;charset=utf-16", True),
        ("application/json;version=1", "application/json", False),
        ("application/*;version=1", "application/xml;version=1;x=y", True),
    ],
)
def test_a_range_covers_what_it_names(wide, narrow, covers):
    assert parse(wide).covers(parse(narrow)) is covers


def test_a_list_of_content_types_is_split_at_commas_outside_of_quotes():
    assert [media.written for media in parse_list('image/png , a/b;c="d,e"')] == ["image/png", 'a/b;c="d,e"']


def test_the_most_specific_key_applies():
    found = match({"text/plain": {}}, {"*/*": {}, "text/*": {}})
    assert found.pairs == [("text/plain", "text/*")]


def test_two_spellings_on_one_side_are_each_paired():
    found = match({"application/json": {}}, {"application/json": {}, "application/json;charset=utf-8": {}})
    assert len(found.pairs) == 2
    assert found.added == found.removed == found.widened == []


def taken(*media, schema=None):
    body = {"content": {name: {"schema": schema or STRING} for name in media}}
    return api({"/v1/things": {"post": {"requestBody": body, "responses": {"204": {"description": "Done"}}}}})


def sent(*media, schema=None):
    answer = {"description": "OK", "content": {name: {"schema": schema or STRING} for name in media}}
    return api({"/v1/things": {"get": {"responses": {"200": answer}}}})


V1, V2, BARE = "application/json;version=1", "application/json;version=2", "application/json"
NAMES = {
    # base, revision, verdict of a request body, verdict of a response body
    "another version": ([V1], [V2], "breaking", "breaking"),
    "one of two versions gone": ([V1, V2], [V2], "breaking", "breaking"),
    "one more version": ([V1], [V1, V2], "additive", "additive"),
    "a version beside none": ([BARE], [BARE, V1], "additive", "additive"),
    "a version where there was none": ([BARE], [V1], "breaking", "breaking"),
    "no version any more": ([V1], [BARE], "additive", "breaking"),
    "a version gone from beside none": ([BARE, V1], [BARE], "breaking", "breaking"),
    "one of two versions gone from beside none": ([BARE, V1, V2], [BARE, V2], "breaking", "breaking"),
    "a profile in another case": (
        ["application/ld+json;profile=A"], ["application/ld+json;profile=a"], "breaking", "breaking",
    ),
    "parameters in another order": (["a/b;c=1;d=2"], ["a/b;D=2;C=1"], "neutral", "neutral"),
    "a charset of text spelled out": (["text/csv"], ["text/csv;charset=utf-8"], "neutral", "neutral"),
    "another charset of text": (["text/csv;charset=utf-8"], ["text/csv;charset=utf-16"], "breaking", "breaking"),
    "a charset of JSON spelled out": (["application/json"], ["application/json;charset=UTF-8"], "neutral", "neutral"),
    "another charset of JSON": ([BARE], ["application/json;charset=utf-16"], "breaking", "breaking"),
    "another charset of JSON that was spelled out": (
        ["application/json;charset=utf-8"], ["application/json;charset=utf-16"], "breaking", "breaking",
    ),
    "a charset that JSON does not have, gone": (["application/json;charset=utf-16"], [BARE], "breaking", "breaking"),
    "a range narrowed": (["application/*"], ["application/json"], "breaking", "additive"),
    "a range widened": (["application/json"], ["application/*"], "additive", "breaking"),
    "any type narrowed to a range": (["*/*"], ["image/*"], "breaking", "additive"),
    "a range gone, one of its types stays": (["application/json", "*/*"], ["application/json"], "breaking", "additive"),
    "a type beside its range": (["*/*"], ["*/*", "application/json"], "neutral", "neutral"),
    "a charset of text to another": (["text/csv;charset=utf-16"], ["text/csv;charset=utf-8"], "breaking", "breaking"),
    "a suffix": (["application/hal+json"], ["application/json"], "breaking", "breaking"),
}  # fmt: skip


@pytest.mark.parametrize(("base", "revision", "request_verdict", "response_verdict"), NAMES.values(), ids=NAMES)
def test_the_name_of_a_body(base, revision, request_verdict, response_verdict):
    assert diff(taken(*base), taken(*revision), audited=True).verdict == request_verdict
    assert diff(sent(*base), sent(*revision), audited=True).verdict == response_verdict


@pytest.mark.parametrize("way", [taken, sent])
@pytest.mark.parametrize(("base", "revision"), [(["*/*"], [BARE]), ([BARE], ["*/*"]), (["text/*"], ["text/csv", BARE])])
def test_a_range_that_gets_another_width_is_not_told_as_written_anew(way, base, revision):
    rules = {change.rule for change in diff(way(*base), way(*revision), audited=True).changes}
    assert rules
    assert "wire-form-rewritten" not in rules


def test_what_a_range_described_is_compared_with_the_type_that_is_named_now():
    base = taken("*/*")
    described = {"content": {"*/*": {"schema": STRING}, "application/json": {"schema": {"type": "integer"}}}}
    revision = api({"/v1/things": {"post": base["paths"]["/v1/things"]["post"] | {"requestBody": described}}})
    assert diff(base, revision).verdict == "breaking"


def test_each_of_several_media_types_has_a_schema_of_its_own():
    base = taken("application/json", "application/xml")
    revision = taken("application/json", "application/xml")
    content = revision["paths"]["/v1/things"]["post"]["requestBody"]["content"]
    content["application/xml"] = {"schema": STRING | {"maxLength": 3}}
    changes = diff(base, revision, audited=True).changes
    assert [change.cls for change in changes if change.rule == "max-length-lowered"] == ["breaking"]


def test_a_media_type_by_reference_is_followed():
    """OpenAPI 3.2.0: a Media Type Object may be a reference into `components/mediaTypes`."""

    def described(schema):
        content = {"application/json": {"$ref": "#/components/mediaTypes/M"}}
        operation = {"requestBody": {"content": content}, "responses": {"204": {"description": "Done"}}}
        return api({"/v1/things": {"post": operation}}, openapi="3.2.0", mediaTypes={"M": {"schema": schema}})

    assert diff(described(STRING), described(STRING | {"maxLength": 3}), audited=True).verdict == "breaking"
    inline = taken("application/json") | {"openapi": "3.2.0"}
    assert diff(described(STRING), inline, audited=True).verdict == "neutral"


def test_a_media_type_that_loses_its_parameters_is_no_range():
    title = "Media type `application/json` added to response `200` of `GET /v1/things`, with any parameters"
    assert only(diff(sent(V1), sent(BARE))).title == title


def test_a_range_is_called_a_range():
    title = "Media type range `text/*` added to response `200` of `GET /v1/things`"
    assert only(diff(sent(BARE), sent(BARE, "text/*"))).title == title
