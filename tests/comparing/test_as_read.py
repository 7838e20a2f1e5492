"""What a stranger reads of an edit as people make it: told once, in words that agree with it."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, content, diff, only, received, ref, sent

NUMBER, INTEGER = {"type": "number"}, {"type": "integer"}
BOUNDS = {
    "raised": ({"minimum": 0}, {"exclusiveMinimum": 0}, "raised from 0 to above 0"),
    "lowered": ({"exclusiveMinimum": 2}, {"minimum": 1}, "lowered from above 2 to 1"),
    "below": ({"maximum": 9}, {"exclusiveMaximum": 9}, "lowered from 9 to below 9"),
    "reached": ({"exclusiveMaximum": 9}, {"maximum": 9}, "raised from below 9 to 9"),
}


@pytest.mark.parametrize(("before", "after", "title"), BOUNDS.values(), ids=BOUNDS)
def test_a_bound_that_turns_exclusive_is_one_edit(before, after, title):
    change = only(diff(sent(NUMBER | before), sent(NUMBER | after), audited=True))
    keyword = "minimum" if "minimum" in str(after).lower() else "maximum"
    assert change.title == f"`{keyword}` of the request body of `POST /v1/things` {title}"
    assert change.cls == ("breaking" if "raised from 0" in title or "lowered from 9" in title else "additive")


def test_a_bound_of_integers_that_says_the_same_is_neutral():
    base, revision = sent(INTEGER | {"minimum": 1}), sent(INTEGER | {"exclusiveMinimum": 0})
    assert diff(base, revision, audited=True).verdict == "neutral"


def test_a_file_in_another_form_is_one_edit():
    def upload(media="multipart/form-data", **file):
        form = {"type": "object", "properties": {"file": {"type": "string", **file}}}
        return api({"/v1/files": {"post": {"requestBody": content(form, media), "responses": {}}}})

    change = only(diff(upload(format="binary"), upload(contentEncoding="base64"), audited=True))
    assert (change.rule, change.cls) == ("content-encoding-changed", "breaking")
    same = upload("application/json", format="byte"), upload("application/json", contentEncoding="base64")
    assert diff(*same, audited=True).verdict == "neutral"


def test_an_alternative_of_one_value_is_called_by_the_value():
    base = {"anyOf": [INTEGER, {"type": "string", "enum": ["none"]}]}
    assert only(diff(sent(base), sent(INTEGER), audited=True)).title.startswith('Alternative `"none"` removed')


def owned(**marks):
    return {"Boat": {"type": "object", "required": ["id"], "properties": {"id": {**STRING, **marks}}}}


def test_a_mark_that_goes_where_only_the_server_sends_the_field_is_the_mark_alone():
    base, revision = (received(ref("Boat"), schemas=owned(**marks)) for marks in ({"readOnly": True}, {}))
    assert [(c.rule, c.cls) for c in diff(base, revision, audited=True).counted] == [("read-only-lifted", "neutral")]


def test_a_mark_that_goes_of_a_required_field_that_clients_send_demands_it():
    base, revision = (sent(ref("Boat"), schemas=owned(**marks)) for marks in ({"readOnly": True}, {}))
    change = only(diff(base, revision, audited=True))
    assert (change.rule, change.cls, change.name) == ("required-property-added", "breaking", "id")


def test_types_that_no_value_has_together_are_all_told():
    def side(shared):
        heir = {"allOf": [ref("Base"), {"type": "object", "properties": {"berth": INTEGER}}]}
        return sent(ref("Heir"), schemas={"Heir": heir, "Base": {"type": "object", "properties": shared}})

    change = only(diff(side({}), side({"berth": STRING}), audited=True), "breaking")
    assert change.title.endswith('changed from `"integer"` to `"string" and "integer"`')


REPLACED = {
    "a name for a number": ({"type": "string", "format": "uuid"}, INTEGER, "breaking"),
    "a number for a name": (INTEGER, {"type": "string", "format": "uuid"}, "breaking"),
    "a text for a number": (INTEGER, STRING, "additive"),
    "texts for numbers": ({"type": "integer", "enum": [1, 2]}, {"type": "string", "enum": ["1", "2", "3"]}, "additive"),
    "a pattern for a range": (
        {"type": "integer", "minimum": 1, "maximum": 9}, {"type": "string", "pattern": "^[1-9]$"}, "neutral",
    ),
}  # fmt: skip


@pytest.mark.parametrize("place", ["query", "path"])
@pytest.mark.parametrize(("before", "after", "cls"), REPLACED.values(), ids=REPLACED)
def test_another_type_of_a_parameter_is_one_edit(before, after, cls, place):
    path = "/v1/boats/{boat}" if place == "path" else "/v1/boats"

    def asking(schema):
        parameter = {"name": "boat", "in": place, "required": place == "path", "schema": schema}
        return api({path: {"get": {"parameters": [parameter], "responses": {}}}})

    comparison = diff(asking(before), asking(after), audited=True)
    assert [(change.rule, change.cls) for change in comparison.counted] == [("type-changed", cls)]


def inherited(name, **fields):
    """Two heirs of a base of some name, each sent by itself."""
    base = {"type": "object", "properties": {"at": STRING, "minutes": {"type": "integer", "minimum": 5}, **fields}}
    heirs = {heir: {"allOf": [ref(name), {"type": "object", "properties": {heir: STRING}}]} for heir in ("Tow", "Haul")}
    document = sent(ref("Tow"), schemas={name: base, **heirs})
    document["paths"]["/v1/hauls"] = sent(ref("Haul"))["paths"]["/v1/things"]
    return document


def test_an_edit_of_a_field_that_is_inherited_is_told_where_it_is_declared():
    quay = {"type": "object", "properties": {"number": INTEGER}}

    def side(schema):
        document = inherited("Job", quay=schema)
        document["components"]["schemas"]["Quay"] = quay
        return document

    change = only(diff(side({"anyOf": [ref("Quay"), {"type": "null"}]}), side(ref("Quay")), audited=True))
    assert change.title == "`quay` of schema `Job` may no longer be `null`"


def test_an_edit_of_a_base_that_is_renamed_is_told_of_its_new_name():
    shorter = inherited("Task", minutes={"type": "integer", "minimum": 10})
    change = only(diff(inherited("Job"), shorter, audited=True))
    assert change.title == "`minimum` of `minutes` of schema `Task` raised from 5 to 10"


def test_another_address_for_tokens_is_told_by_the_address():
    def guarded(address):
        flow = {
            "tokenUrl": f"https://{address}.example.com/oauth2/token",
            "scopes": {"boats.read": "", "boats.write": ""},
        }
        scheme = {"type": "oauth2", "flows": {"clientCredentials": flow}}
        operation = {"responses": {}, "security": [{"login": ["boats.read"]}]}
        return api({"/v1/boats": {"get": operation}}, securitySchemes={"login": scheme})

    title = only(diff(guarded("auth"), guarded("login"), audited=True)).title
    assert "https://auth.example.com" in title
    assert "https://login.example.com" in title
