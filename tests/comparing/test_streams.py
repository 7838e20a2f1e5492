"""OpenAPI 3.2: `itemSchema` of a sequential media type says what `items` of an array in `schema` says."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, diff, only, ref, told

ROW = {"type": "object", "required": ["id"], "properties": {"id": STRING, "note": STRING}}
SHORT = {"type": "object", "required": ["id"], "properties": {"id": STRING}}


def streamed(media_type, *, media="application/jsonl", asked=False, **components):
    content = {"content": {media: media_type}}
    body = {"requestBody": content} if asked else {}
    done = {"description": "D"} | ({} if asked else content)
    return api({"/rows": {"post": {**body, "responses": {"200": done}}}}, openapi="3.2.0", **components)


def listed(items, **more):
    return {"schema": {"type": "array", "items": items, **more}}


SEQUENTIAL = [
    "application/jsonl",
    "application/x-ndjson",
    "application/json-seq",
    "application/geo+json-seq",
    "text/event-stream",
    "multipart/mixed",
]


@pytest.mark.parametrize("media", SEQUENTIAL)
@pytest.mark.parametrize("asked", [False, True])
def test_a_list_in_a_stream_is_its_items(media, asked):
    sides = [streamed(side, media=media, asked=asked) for side in (listed(ROW), {"itemSchema": ROW})]
    assert diff(*sides, audited=True).verdict == "neutral"
    assert diff(*reversed(sides), audited=True).verdict == "neutral"


SAME = {
    "by reference": (listed(ref("Row")), {"itemSchema": ref("Row")}),
    "inlined on the way": (listed(ref("Row")), {"itemSchema": ROW}),
    "the list by reference": ({"schema": ref("Rows")}, {"itemSchema": ref("Row")}),
    "a list that may be null": ({"schema": {"type": ["array", "null"], "items": ROW}}, {"itemSchema": ROW}),
    "of anything": ({"schema": {"type": "array"}}, {"itemSchema": {}}),
    "with prose": (listed(ROW, description="Rows", title="Rows"), {"itemSchema": ROW}),
    "both": (listed(ROW), {**listed(ROW), "itemSchema": ROW}),
}


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME)
def test_the_same_stream(old, new):
    components = {"schemas": {"Row": ROW, "Rows": {"type": "array", "items": ref("Row")}}}
    sides = [streamed(side, **components) for side in (old, new)]
    assert diff(*sides, audited=True).verdict == "neutral"
    assert diff(*reversed(sides), audited=True).verdict == "neutral"


def test_a_field_lost_on_the_way_is_named():
    for old, new in ((listed(ROW), {"itemSchema": SHORT}), ({"itemSchema": ROW}, listed(SHORT))):
        change = only(diff(streamed(old), streamed(new), audited=True))
        assert (change.rule, change.cls, change.name) == ("property-removed", "breaking", "note")


def test_a_field_that_comes_on_the_way_is_named():
    change = only(diff(streamed(listed(SHORT)), streamed({"itemSchema": ROW}), audited=True))
    assert (change.rule, change.cls, change.name) == ("property-added", "additive", "note")


def test_a_length_that_goes_with_the_list_is_told():
    change = only(diff(streamed(listed(ROW, maxItems=9)), streamed({"itemSchema": ROW}), audited=True))
    assert change.cls == "breaking"
    assert change.rule == "max-items-raised"
    change = only(diff(streamed({"itemSchema": ROW}), streamed(listed(ROW, maxItems=9)), audited=True))
    assert change.cls == "additive"


@pytest.mark.parametrize("more", [{"contains": SHORT}, {"allOf": [{"minItems": 2}]}, {"prefixItems": [STRING]}])
def test_what_else_a_list_says_is_never_lost(more):
    asked = [streamed(side, asked=True) for side in ({"itemSchema": ROW}, listed(ROW, **more))]
    assert diff(*asked, audited=True).verdict == "breaking"


def test_an_item_schema_beside_a_schema_that_says_less_is_told():
    sides = [streamed(side, asked=True) for side in (listed({}), {**listed({}), "itemSchema": ROW})]
    assert [cls for _, cls, _ in told(diff(*sides, audited=True))] == ["breaking"]


def test_a_body_that_is_no_sequence_is_as_it_was():
    sides = [streamed(side, media="application/json") for side in (listed(ROW), {"itemSchema": ROW})]
    assert diff(*sides, audited=True).verdict == "breaking"


def test_another_schema_than_a_list_is_no_stream():
    sides = [streamed(side) for side in ({"schema": STRING}, {"itemSchema": STRING})]
    assert diff(*sides, audited=True).verdict == "breaking"


@pytest.mark.parametrize("said", [STRING, {"type": ["string"]}])
@pytest.mark.parametrize("asked", [False, True])
def test_a_stream_that_was_only_said_to_be_text_is_any_stream(asked, said):
    """Before 3.2 there was no keyword for the items of a stream."""
    text, items = (
        streamed(side, media="text/event-stream", asked=asked) for side in ({"schema": said}, {"itemSchema": ROW})
    )
    text["openapi"] = "3.1.1"
    assert diff(text, items, audited=True).verdict == ("breaking" if asked else "additive")
    assert diff(items, text, audited=True).verdict == "breaking"  # the names are gone


@pytest.mark.parametrize("media", SEQUENTIAL[:-1])
@pytest.mark.parametrize("shared", [False, True])
def test_what_stood_for_each_item_before_there_was_a_keyword_for_it(media, shared):
    def sides(before, after):
        row = ref("Row") if shared else None
        old = streamed({"schema": row or before}, media=media, schemas={"Row": before})
        new = streamed({"itemSchema": row or after}, media=media, schemas={"Row": after})
        return old | {"openapi": "3.1.1"}, new

    assert diff(*sides(ROW, ROW), audited=True).verdict == "neutral"
    wider = diff(*sides(SHORT, {"type": "object", "properties": {"id": STRING}}), audited=True)
    assert [(change.rule, change.cls) for change in wider.counted if change.cls != "neutral"] == [
        ("property-became-optional", "breaking")
    ]


def test_an_object_names_the_parts_of_a_body_before_there_was_a_keyword_for_its_items():
    old, new = (streamed(side, media="multipart/mixed") for side in ({"schema": ROW}, {"itemSchema": ROW}))
    assert diff(old | {"openapi": "3.1.1"}, new, audited=True).verdict == "breaking"
