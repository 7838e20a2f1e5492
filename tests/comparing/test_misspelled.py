"""A keyword that nobody knows asks for nothing; one that nearly is another is hardly meant so."""

from __future__ import annotations

import pytest

from tests.comparing.describing import api, content, diff, ok


def described(field, name="a"):
    whole = {"type": "object", "properties": {name: field}}
    return api({"/v1/things": {"post": {"requestBody": content(whole), "responses": ok(whole)}}})


@pytest.mark.parametrize(
    ("written", "meant"),
    [("maxLenght", "maxLength"), ("requred", "required"), ("readonly", "readOnly"), ("enums", "enum")],
)
def test_a_new_keyword_near_a_known_one_is_warned_of(written, meant):
    comparison = diff(described({"type": "string"}), described({"type": "string", written: 3}))
    assert [(w.message, w.hint) for w in comparison.warnings] == [
        (f"`{written}` is no keyword of JSON Schema, and asks for nothing", f"Did you mean `{meant}`?")
    ] * 2
    assert all(w.place.pointer.endswith(f"/a/{written}") for w in comparison.warnings)


@pytest.mark.parametrize("written", ["x-maxLenght", "units", "faker", "maxLength", "label"])
def test_what_is_called_otherwise_is_nobodys_mistake(written):
    comparison = diff(described({"type": "string"}), described({"type": "string", written: 3}))
    assert comparison.warnings == ()


def test_what_was_there_already_and_a_field_of_that_name_are_not_warned_of():
    old, new = ({"type": "string", "maxLenght": length} for length in (3, 4))
    assert diff(described(old), described(new)).warnings == ()
    assert diff(described({"type": "string"}), described({"type": "string"}, "maxLenght")).warnings == ()


def test_a_new_field_that_no_version_of_openapi_knows_is_warned_of():
    def side(**more):
        return api({"/v1/things": {"get": {"responses": ok(), **more}}})

    def said(base, revision):
        return [(w.message, w.hint) for w in diff(base, revision).warnings]

    typo = ("`descripton` is no field of OpenAPI, and says nothing", "Did you mean `description`?")
    vendor = ("`limits` is no field of OpenAPI, and says nothing", "What is for tools of your own begins with `x-`.")
    assert said(side(), side(descripton="All of them.", limits=3)) == [typo, vendor]
    assert said(side(limits=3), side(limits=4)) == said(side(limits=3), side()) == []
    assert said(side(), side(**{"x-limits": 3})) == []
