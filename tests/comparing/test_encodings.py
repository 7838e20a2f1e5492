"""Encodings of forms and of bodies in parts, in each direction, by name and by position."""

from __future__ import annotations

from typing import Any

import pytest

from tests.comparing.describing import STRING, api, diff, only

BINARY = STRING | {"format": "binary"}
STRINGS = {"type": "array", "items": STRING}
OBJECT = {"type": "object", "properties": {"a": STRING}}
FIELDS = {
    "text": STRING, "count": {"type": "integer"}, "data": OBJECT, "objects": {"type": "array", "items": OBJECT},
    "file": BINARY, "files": {"type": "array", "items": BINARY}, "list": STRINGS,
    "base64": STRING | {"contentEncoding": "base64"}, "any": {},
}  # fmt: skip
MULTIPART, URLENCODED = "multipart/form-data", "application/x-www-form-urlencoded"


def described(encoding, media=MULTIPART, *, openapi="3.1.0", answered=False, keyword="encoding", **schemas):
    body = {"schema": {"type": "object", "properties": FIELDS}} if keyword == "encoding" else {}
    body |= schemas | ({} if encoding is None else {keyword: encoding})
    operation = {"responses": {"200": {"description": "OK"}}}
    (operation["responses"]["200"] if answered else operation.setdefault("requestBody", {}))["content"] = {media: body}
    return api({"/v1/things": {"post": operation}}, openapi=openapi)


DEFAULTS = {
    "text": {"contentType": "text/plain"},
    "count": {"contentType": "text/plain"},
    "data": {"contentType": "application/json"},
    "file": {"contentType": "application/octet-stream"},
    "files": {"contentType": "application/octet-stream"},
    "list": {"contentType": "Text/Plain; charset=utf-8"},
    "objects": {"contentType": "application/json"},
    "base64": {"contentType": "application/octet-stream"},
    "any": {"contentType": "application/octet-stream"},
}


@pytest.mark.parametrize("openapi", ["3.0.3", "3.1.1", "3.2.0"])
@pytest.mark.parametrize("media", [MULTIPART, URLENCODED])
@pytest.mark.parametrize("name", DEFAULTS)
def test_a_default_spelled_out_says_nothing(name, media, openapi):
    """OpenAPI 3.1.1, 4.8.15.1.1; a schema without `type` has a default since 3.1 only."""
    if openapi == "3.0.3" and name in ("any", "base64"):
        return
    base, revision = (described(e, media, openapi=openapi) for e in (None, {name: DEFAULTS[name]}))
    assert diff(base, revision, audited=True).verdict == "neutral"
    assert diff(revision, base, audited=True).verdict == "neutral"


CHANGES = {
    # before, after, verdict of a request, verdict of a response
    "a text as JSON": ({}, {"text": {"contentType": "application/json"}}, "breaking", "breaking"),
    "an object as XML": ({}, {"data": {"contentType": "application/xml"}}, "breaking", "breaking"),
    "any file to images": ({}, {"file": {"contentType": "image/*"}}, "breaking", "additive"),
    "one image more": (
        {"file": {"contentType": "image/png"}}, {"file": {"contentType": "image/jpeg, image/png"}},
        "additive", "breaking",
    ),
    "images to one of them": (
        {"file": {"contentType": "image/*"}}, {"file": {"contentType": "image/png"}}, "breaking", "additive",
    ),
    "the order of a list": (
        {"file": {"contentType": "image/gif,image/png"}}, {"file": {"contentType": "image/png, image/gif"}},
        "neutral", "neutral",
    ),
    "prose": ({"file": {}}, {"file": {"x-note": "n"}}, "neutral", "neutral"),
    "an extension beside the fields": ({}, {"x-note": {"contentType": "a/b"}}, "neutral", "neutral"),
    "a header": ({"file": {}}, {"file": {"headers": {"X-A": {"schema": STRING}}}}, "additive", "additive"),
    "a header that must be sent": (
        {"file": {}}, {"file": {"headers": {"X-A": {"schema": STRING, "required": True}}}}, "breaking", "additive",
    ),
    "a header gone": ({"file": {"headers": {"X-A": {"schema": STRING}}}}, {"file": {}}, "breaking", "breaking"),
    "a header narrowed": (
        {"file": {"headers": {"X-A": {"schema": STRING}}}},
        {"file": {"headers": {"x-a": {"schema": STRING | {"maxLength": 3}}}}}, "breaking", "additive",
    ),
    "the ignored header": (
        {"file": {}}, {"file": {"headers": {"content-type": {"schema": STRING, "required": True}}}},
        "neutral", "neutral",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "request_verdict", "response_verdict"), CHANGES.values(), ids=CHANGES)
def test_the_encoding_of_a_part(before, after, request_verdict, response_verdict):
    assert diff(described(before), described(after), audited=True).verdict == request_verdict
    sides = (described(encoding, answered=True) for encoding in (before, after))
    assert diff(*sides, audited=True).verdict == response_verdict


STYLES = {
    "the default of a list": ({}, {"list": {"style": "form", "explode": True}}, "neutral"),
    "a list joined": ({}, {"list": {"explode": False}}, "breaking"),
    "a list joined by pipes": ({}, {"list": {"style": "pipeDelimited"}}, "breaking"),
    "a style of a scalar": ({}, {"text": {"style": "form", "explode": False}}, "neutral"),
    "an object as fields": ({}, {"data": {"style": "form"}}, "breaking"),
    "an object in brackets": ({"data": {"style": "form"}}, {"data": {"style": "deepObject"}}, "breaking"),
    "a style makes the content type say nothing": (
        {"list": {"style": "pipeDelimited"}}, {"list": {"style": "pipeDelimited", "contentType": "a/b"}}, "neutral",
    ),
    "reserved characters taken": ({"text": {"style": "form"}}, {"text": {"allowReserved": True}}, "additive"),
    "reserved characters refused": ({"text": {"allowReserved": True}}, {"text": {"style": "form"}}, "breaking"),
    "headers are of no use": ({}, {"text": {"headers": {"X-A": {"required": True, "schema": STRING}}}}, "neutral"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "verdict"), STYLES.values(), ids=STYLES)
def test_the_style_of_a_field(before, after, verdict):
    sides = (described(encoding, URLENCODED) for encoding in (before, after))
    assert diff(*sides, audited=True).verdict == verdict


def test_a_body_in_no_parts_has_no_encodings():
    base, revision = (described(e, "application/json") for e in (None, {"text": {"contentType": "image/png"}}))
    assert diff(base, revision, audited=True).verdict == "neutral"


def test_a_header_of_a_part_by_reference_is_followed():
    def part(**header):
        document = described({"file": {"headers": {"X-A": {"$ref": "#/components/headers/A"}}}})
        return document | {"components": {"headers": {"A": {"schema": STRING, **header}}}}

    comparison = diff(part(), part(required=True), audited=True)
    assert [(c.rule, c.cls) for c in comparison.changes] == [("parameter-became-required", "breaking")]
    assert diff(part(), part(description="About it."), audited=True).verdict == "neutral"


def test_a_file_that_becomes_a_text_is_written_otherwise():
    file, text = ({"type": "object", "properties": {"f": schema}} for schema in (BINARY, STRING))
    base, revision = described(None, schema=file), described(None, schema=text)
    assert diff(base, revision).verdict == diff(revision, base).verdict == "breaking"


POSITIONS: dict[str, Any] = {
    "an item": ("itemEncoding", {"contentType": "text/plain"}, {"contentType": "image/png"}, "breaking"),
    "an item's default": ("itemEncoding", None, {"contentType": "text/plain"}, "neutral"),
    "an item takes more": ("itemEncoding", {"contentType": "a/b"}, {"contentType": "a/*"}, "additive"),
    "a first part": ("prefixEncoding", [{"contentType": "a/b"}], [{"contentType": "c/d"}], "breaking"),
    "one more than the items": ("prefixEncoding", [{}], [{}, {"contentType": "c/d"}], "breaking"),
    "one more with the default": ("prefixEncoding", [{}], [{}, {"contentType": "text/plain"}], "neutral"),
}


@pytest.mark.parametrize(("keyword", "before", "after", "verdict"), POSITIONS.values(), ids=POSITIONS)
@pytest.mark.parametrize("schemas", [{"itemSchema": STRING}, {"schema": STRINGS}])
def test_encodings_by_position(keyword, before, after, verdict, schemas):
    sides = [described(e, "multipart/mixed", openapi="3.2.0", keyword=keyword, **schemas) for e in (before, after)]
    assert diff(*sides, audited=True).verdict == verdict


@pytest.mark.parametrize("kind", ["requestBodies", "mediaTypes"])
def test_encodings_by_position_in_a_shared_part(kind):
    def shared(contentType):
        media = {"itemSchema": STRING, "itemEncoding": {"contentType": contentType}}
        part = media if kind == "mediaTypes" else {"content": {"multipart/mixed": media}}
        at = {"$ref": f"#/components/{kind}/P"}
        body = {"content": {"multipart/mixed": at}} if kind == "mediaTypes" else at
        operation = {"requestBody": body, "responses": {"204": {"description": "Done"}}}
        return api({"/v1/things": {"post": operation}}, openapi="3.2.0", **{kind: {"P": part}})

    assert diff(shared("text/plain"), shared("image/png"), audited=True).verdict == "breaking"


def nested(contentType, outer="multipart/mixed"):
    return {"data": {"contentType": outer, "encoding": {"a": {"contentType": contentType}}}}


def test_encodings_within_encodings():
    sides = [described(nested(inner), openapi="3.2.0") for inner in ("text/csv", "text/plain")]
    assert diff(*sides, audited=True).verdict == "breaking"
    sides = [described(nested(inner, "application/json"), openapi="3.2.0") for inner in ("text/csv", "text/plain")]
    assert diff(*sides, audited=True).verdict == "neutral"


def query_string(encoding, name="q"):
    form = {"schema": {"type": "object", "properties": FIELDS}, "encoding": encoding}
    parameter = {"name": name, "in": "querystring", "content": {URLENCODED: form}}
    operation = {"parameters": [parameter], "responses": {"204": {"description": "Done"}}}
    return api({"/v1/things": {"get": operation}}, openapi="3.2.0")


def test_the_query_string_as_a_whole_has_encodings():
    base = query_string({"list": {"style": "form"}})
    assert diff(base, query_string({"list": {"style": "pipeDelimited"}}), audited=True).verdict == "breaking"
    assert diff(base, query_string({}), audited=True).verdict == "neutral"


def test_the_name_of_the_query_string_is_not_on_the_wire():
    assert diff(query_string({}), query_string({}, name="other"), audited=True).verdict == "neutral"


PNG = STRING | {"contentMediaType": "image/png"}
PARTS = {
    # before, after, verdict
    "a file as 3.0 and as 3.1 describe it": (BINARY, PNG, "neutral"),
    "a file without a type": (BINARY, {}, "neutral"),
    "an image of another type": (PNG, STRING | {"contentMediaType": "image/jpeg"}, "breaking"),
    "an image of any type": (PNG, {"contentMediaType": "image/*"}, "additive"),
    "an image to a text": (PNG, STRING, "breaking"),
    "a file that may be left out": (BINARY, {"anyOf": [BINARY, {"type": "null"}]}, "neutral"),
    "one file to several": (BINARY, {"type": "array", "items": BINARY}, "additive"),
    "several files to one": ({"type": "array", "items": BINARY}, BINARY, "breaking"),
    "several files to one without a type": ({"type": "array", "items": {}}, {}, "breaking"),
}


@pytest.mark.parametrize(("before", "after", "verdict"), PARTS.values(), ids=PARTS)
def test_a_part_is_what_its_schema_says(before, after, verdict):
    sides = (described(None, schema={"type": "object", "properties": {"f": schema}}) for schema in (before, after))
    assert diff(*sides).verdict == verdict


def test_a_default_of_alternatives_is_that_of_each():
    fields = {"schema": {"type": "object", "properties": {"f": {"anyOf": [OBJECT, {"type": "null"}]}}}}
    base, revision = described(None, **fields), described({"f": {"contentType": "application/json"}}, **fields)
    assert diff(base, revision, audited=True).verdict == "neutral"


SPACED = {"berths": {"style": "spaceDelimited", "explode": False}}


@pytest.mark.parametrize(
    ("schema", "verdict"),
    [
        ({"properties": {"pier": STRING}}, "neutral"),
        ({"properties": {"pier": STRING}, "additionalProperties": False}, "neutral"),
        ({"properties": {"pier": STRING}, "additionalProperties": STRINGS}, "breaking"),
        ({"patternProperties": {"^b": STRINGS}}, "breaking"),
        ({"anyOf": [{"properties": {"berths": STRINGS}}, {"properties": {"pier": STRING}}]}, "breaking"),
        ({"properties": {"berths": STRINGS}}, "breaking"),
    ],
)
def test_an_encoding_of_a_name_that_is_no_field_says_nothing(schema, verdict):
    body = {"type": "object", **schema}
    sides = [
        api(
            {
                "/v1/piers": {
                    "post": {"requestBody": {"content": {URLENCODED: {"schema": body, **encoding}}}, "responses": {}}
                }
            }
        )
        for encoding in ({}, {"encoding": SPACED})
    ]
    assert diff(*sides).verdict == verdict
    assert diff(*sides[::-1]).verdict == verdict


DEEP, AS_FIELDS, IN_ONE = {"style": "deepObject"}, {"style": "form"}, {"style": "form", "explode": False}


def basket(kind, encoding, media=URLENCODED, openapi="3.1.0"):
    held = {"type": "object", "properties": {"eggs": kind}}
    return described({"basket": encoding}, media, schema={"type": "object", "properties": {"basket": held}}) | {
        "openapi": openapi
    }


@pytest.mark.parametrize("media", [URLENCODED, "multipart/form-data"])
@pytest.mark.parametrize("style", [DEEP, AS_FIELDS, IN_ONE, {"allowReserved": True}])
def test_an_object_in_a_style_holds_texts(style, media):
    """As in a query: `basket[eggs]=5` is the text `5` (OpenAPI 3.1.1, 4.8.15.1.2)."""
    integer, flag = {"type": "integer"}, {"type": "boolean"}
    assert diff(basket(integer, style, media), basket(STRING, style, media)).verdict == "additive"
    assert diff(basket(STRING, style, media), basket(integer, style, media)).verdict == "breaking"
    words = {"type": "string", "enum": ["true", "false"]}
    assert diff(basket(flag, style, media), basket(words, style, media)).verdict == "neutral"


def test_an_object_without_a_style_or_where_styles_are_ignored_is_json():
    integer = {"type": "integer"}
    for encoding in ({"contentType": "application/json"}, {}):
        assert diff(basket(integer, encoding), basket(STRING, encoding)).verdict == "breaking"
    parts = "multipart/form-data", "3.0.4"
    assert diff(basket(integer, DEEP, *parts), basket(STRING, DEEP, *parts)).verdict == "breaking"
    assert diff(basket(integer, DEEP, *parts), basket(integer, AS_FIELDS, *parts)).verdict == "neutral"


def test_members_of_an_object_in_a_style_that_several_parts_speak_of():
    def composed(limit):
        parts = [
            {"properties": {"eggs": {"type": ["integer", "string"]}}},
            {"properties": {"eggs": {"maximum": limit}}},
        ]
        return {"type": "object", "properties": {"basket": {"type": "object", "allOf": parts}}}

    wide, narrow = (described({"basket": DEEP}, URLENCODED, schema=composed(limit)) for limit in (9, 2))
    assert diff(wide, wide).verdict == "identical"
    assert diff(narrow, wide).verdict != "breaking"


HEADERS = {"headers": {"X-Sum": {"schema": STRING}}}
PNG, OCTETS = ({"type": "string", "contentMediaType": name} for name in ("image/png", "application/octet-stream"))
PARTS_BY_DEFAULT = {
    # before, after, an encoding that both have, the verdict
    "a file": (BINARY, STRING, HEADERS, "breaking"),
    "files": ({"type": "array", "items": BINARY}, STRINGS, HEADERS, "breaking"),
    "a file without a type": ({}, STRING, {}, "breaking"),
    "a file in two ways": ({}, BINARY, {}, "neutral"),
    "a file of one type": (OCTETS, PNG, {}, "breaking"),
    "a file that is commented on": (BINARY, PNG, {}, "neutral"),
    "a type that the encoding names": (BINARY, STRING, {"contentType": "text/csv"}, "neutral"),
}


@pytest.mark.parametrize(("before", "after", "encoding", "verdict"), PARTS_BY_DEFAULT.values(), ids=PARTS_BY_DEFAULT)
def test_the_default_type_of_a_part_depends_on_its_schema(before, after, encoding, verdict):
    sides = [
        described({"nest": encoding} if encoding else None, schema={"type": "object", "properties": {"nest": schema}})
        for schema in (before, after)
    ]
    assert diff(*sides).verdict == verdict
    if verdict == "breaking":
        assert diff(*sides[::-1]).verdict == "breaking"


WORDS = {"enum": ["twig", "moss"]}
UNTYPED_PARTS = {
    # before, after, the verdict, that of the way back
    "words": (WORDS, {}, "additive", "breaking"),
    "one word": ({"const": "twig"}, {}, "additive", "breaking"),
    "words with titles": (
        {"oneOf": [{"const": "twig", "title": "Twig"}, {"const": "moss"}]},
        {},
        "additive",
        "breaking",
    ),
    "a list of words": ({"type": "array", "items": WORDS}, {"type": "array", "items": {}}, "additive", "breaking"),
    "words that have a type": ({"type": "string", **WORDS}, {}, "breaking", "breaking"),
    "a type in each alternative": (
        {"anyOf": [{"type": "string", **WORDS}, {"const": "fern"}]},
        {},
        "breaking",
        "breaking",
    ),
    "a list of words that have a type": (
        {"type": "array", "items": {"type": "string", **WORDS}},
        {"type": "array", "items": {}},
        "breaking",
        "breaking",
    ),
    "words of another media type": ({"contentMediaType": "text/csv", **WORDS}, {}, "breaking", "breaking"),
}


@pytest.mark.parametrize(("before", "after", "there", "back"), UNTYPED_PARTS.values(), ids=UNTYPED_PARTS)
@pytest.mark.parametrize("openapi", ["3.1.0", "3.2.0"])
def test_a_part_without_a_type_has_one_default_whatever_its_values(before, after, there, back, openapi):
    sides = [
        described(None, schema={"type": "object", "properties": {"nest": schema}}) | {"openapi": openapi}
        for schema in (before, after)
    ]
    assert diff(*sides).verdict == there
    assert diff(*sides[::-1]).verdict == back


def test_a_header_of_a_part_names_the_part():
    def described(**more):
        encoding = {"contentType": "image/png", "headers": {"X-Sum": {"schema": {"type": "string", **more}}}}
        media = {"schema": {"type": "object", "properties": {"file": {}}}, "encoding": {"file": encoding}}
        body = {"content": {"multipart/form-data": media}}
        return api({"/v1/things": {"post": {"requestBody": body, "responses": {"204": {"description": "Done"}}}}})

    change = only(diff(described(), described(maxLength=3)))
    where = "`multipart/form-data` of the request body of `POST /v1/things`"
    assert change.title == f"`maxLength` of header `X-Sum` of part `file` of {where} set to 3"
