"""Bodies that are no JSON: files, texts, and how 3.0 and 3.1 describe them."""

from __future__ import annotations

import pytest

from tests.comparing.describing import api, content, diff

BINARY = {"type": "string", "format": "binary"}


def upload(schema, media, openapi="3.1.0"):
    body = content(schema, media)
    return api(
        {"/v1/files": {"post": {"requestBody": body, "responses": {"200": {"description": "OK", **body}}}}},
        openapi=openapi,
    )


@pytest.mark.parametrize(
    ("media", "revision"),
    [
        ("application/octet-stream", {}),
        ("image/png", {"contentMediaType": "image/png"}),
        ("image/png", {"type": "string"}),
    ],
)
def test_a_file_as_3_0_and_as_3_1_describe_it_is_the_same(media, revision):
    """OpenAPI 3.1.1, 4.8.14, "Migrating Binary Descriptions from OAS 3.0"."""
    assert diff(upload(BINARY, media, "3.0.3"), upload(revision, media)).verdict == "neutral"


@pytest.mark.parametrize(
    "revision", [{}, {"contentMediaType": "image/png"}, {"type": "string", "contentMediaType": "image/png"}]
)
def test_a_file_in_a_form_too(revision):
    def form(file):
        return {"type": "object", "properties": {"file": file}}

    media = "multipart/form-data"
    assert diff(upload(form(BINARY), media, "3.0.3"), upload(form(revision), media)).verdict == "neutral"


def test_base64_in_json_as_3_0_and_as_3_1_describe_it_is_the_same():
    base = {"type": "object", "properties": {"file": {"type": "string", "format": "byte"}}}
    revision = {"type": "object", "properties": {"file": {"type": "string", "contentEncoding": "base64"}}}
    assert diff(upload(base, "application/json", "3.0.3"), upload(revision, "application/json")).verdict == "neutral"


BYTE = {"type": "string", "format": "byte"}
BASE64 = {"type": "string", "contentEncoding": "base64"}


@pytest.mark.parametrize(
    ("base", "revision"),
    [
        (BYTE, BASE64 | {"contentMediaType": "image/png"}),
        (BASE64 | {"contentMediaType": "image/png"}, BASE64),
        # What contradicts the key of the content is ignored.
        (BASE64 | {"contentMediaType": "image/png"}, BASE64 | {"contentMediaType": "image/jpeg"}),
    ],
)
def test_what_a_schema_calls_a_whole_body_says_nothing(base, revision):
    old = upload(base, "image/png", "3.0.3" if base is BYTE else "3.1.0")
    assert diff(old, upload(revision, "image/png")).verdict == "neutral"


def test_a_whole_body_that_is_encoded_otherwise_is_another_one():
    assert diff(upload(BASE64, "image/png"), upload({"type": "string"}, "image/png")).verdict == "breaking"
    inner = BASE64 | {"contentMediaType": "image/png"}
    assert diff(upload(inner, "application/json"), upload(BASE64, "application/json")).verdict == "breaking"


def test_a_file_with_a_limit_as_3_0_and_as_3_1_describe_it_is_the_same():
    base = upload(BINARY | {"maxLength": 9}, "application/pdf", "3.0.3")
    revision, shorter = (upload({"maxLength": most}, "application/pdf") for most in (9, 8))
    assert diff(base, revision).verdict == "neutral"
    assert diff(revision, shorter).verdict == "breaking"


def test_a_binary_string_in_json_is_a_string_still():
    assert diff(upload(BINARY, "application/json"), upload({}, "application/json")).verdict == "breaking"


def test_a_limit_on_a_text_body_counts():
    assert (
        diff(upload({"type": "string"}, "text/plain"), upload({"maxLength": 9, "type": "string"}, "text/plain")).verdict
        == "breaking"
    )


@pytest.mark.parametrize("required", [False, True])
def test_a_body_without_media_types_is_none_unless_it_has_to_be_sent(required):
    def described(**body):
        return api({"/v1/things": {"post": {**body, "responses": {"204": {"description": "Done"}}}}})

    empty = described(requestBody={"content": {}, "required": required})
    for base, revision in ((empty, described()), (described(), empty)):
        assert (diff(base, revision, audited=True).verdict == "neutral") is not required
