"""What a schema is marked with, where it comes to stand beside null or among alternatives: told once, if it changed."""

from __future__ import annotations

import pytest

from apidiff.model.policy import Override, Policy
from tests.comparing.describing import STRING, api, diff, received, ref, sent

NULL = {"type": "null"}
MARKS = {
    "default": ["calm", "rough"],
    "x-sunset": ["2031-05-01", "2031-06-01"],
    "x-extensible-enum": [["calm"], ["calm", "rough"]],
    "x-unit": ["knots", "metres"],
    "description": ["The sea.", "The open sea."],
    "title": ["Sea", "Open sea"],
    "examples": [["calm"], ["rough"]],
}
TRAVELLING = {"readOnly": received, "writeOnly": sent, "deprecated": received}
LAYOUTS = {
    "a list of types": lambda marks: {"type": ["string", "null"], **marks},
    "anyOf": lambda marks: {"anyOf": [STRING, NULL], **marks},
    "null first": lambda marks: {"oneOf": [NULL, STRING], **marks},
    "in the alternative": lambda marks: {"anyOf": [{**STRING, **marks}, NULL]},
}


def field(schema):
    return {"type": "object", "properties": {"sea": schema}}


def query(schema):
    parameter = {"name": "sea", "in": "query", "schema": schema}
    return api({"/v1/tides": {"get": {"parameters": [parameter], "responses": {"204": {"description": "Done."}}}}})


def form(schema):
    body = {"content": {"application/x-www-form-urlencoded": {"schema": field(schema)}}}
    return api({"/v1/tides": {"post": {"requestBody": body, "responses": {"204": {"description": "Done."}}}}})


def in_body(schema):
    return sent(field(schema))


def in_answer(schema):
    return received(field(schema))


SURFACES = [query, form, in_body, in_answer]


def rows(base, revision):
    changes = diff(base, revision, audited=True).changes
    return sorted(c.rule for c in changes if c.rule != "schema-rewritten" and c.lens == "wire")


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_that_stays_is_not_told_where_null_comes_to_be_written_otherwise(surface, mark):
    marks = {mark: MARKS[mark][0]}
    for name, layout in LAYOUTS.items():
        for other, another in LAYOUTS.items():
            assert rows(surface(layout(marks)), surface(another(marks))) == [], (name, other)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_that_stays_is_not_told_where_null_comes(surface, mark):
    marks = {mark: MARKS[mark][0]}
    for name, layout in LAYOUTS.items():
        plain, nullable = surface(STRING | marks), surface(layout(marks))
        assert rows(plain, nullable) == ["null-added"], name
        assert rows(nullable, plain) == ["null-removed"], name


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_that_changes_as_null_comes_is_told_once(surface, mark):
    old, new = ({mark: value} for value in MARKS[mark])
    for name, layout in LAYOUTS.items():
        for first, second in ((old, new), ({}, new), (old, {})):
            plain, nullable = surface(STRING | first), surface(layout(second))
            assert len(rows(plain, nullable)) == 2, (name, first, second)
            assert len(rows(nullable, plain)) == 2, (name, first, second)


def test_a_default_that_changes_as_null_comes_says_what_it_was():
    base, revision = in_body(STRING | {"default": "calm"}), in_body(LAYOUTS["anyOf"]({"default": "rough"}))
    (change,) = (c for c in diff(base, revision, audited=True).changes if c.rule == "default-changed")
    assert change.title.endswith('changed from `"calm"` to `"rough"`')


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_that_stays_is_not_told_where_another_type_comes(surface, mark):
    marks = {mark: MARKS[mark][0]}
    plain = surface(STRING | marks)
    for alternatives in ({"oneOf": [STRING, {"type": "array"}], **marks},
                         {"anyOf": [STRING, {"type": "array"}, NULL], **marks},
                         {"oneOf": [STRING | marks, {"type": "array"}]}):  # fmt: skip
        told = [*rows(plain, surface(alternatives)), *rows(surface(alternatives), plain)]
        assert all(rule.startswith(("alternative-", "null-")) for rule in told), told


@pytest.mark.parametrize("mark", TRAVELLING)
def test_a_marked_field_that_comes_to_take_null_is_one_row(mark):
    surface = TRAVELLING[mark]
    plain, nullable = (surface(field(each)) for each in (STRING | {mark: True}, LAYOUTS["anyOf"]({mark: True})))
    for sides, rule in (((plain, nullable), "null-added"), ((nullable, plain), "null-removed")):
        changes = [c for c in diff(*sides, audited=True).changes if c.lens == "wire"]
        assert [c.rule for c in changes if c.rule != "schema-rewritten"] == [rule]
        assert len(changes) == 1


def test_a_mark_that_comes_with_null_is_told_of_the_field():
    base = received(field(STRING))
    for mark, rule in (("deprecated", "property-deprecated"), ("writeOnly", "write-only-changed")):
        assert rule in rows(base, received(field(LAYOUTS["anyOf"]({mark: True}))))


def test_what_a_component_says_of_itself_stays_where_null_comes_beside_it():
    sea = {"Sea": {"type": "object", "title": "Sea", "description": "The sea.", "properties": {"name": STRING}}}
    for beside in ({}, {"description": "Of the tide."}):
        base = sent(field(ref("Sea")), schemas=sea)
        revision = sent(field({"anyOf": [ref("Sea"), NULL], **beside}), schemas=sea)
        told = ["documentation-changed"] if beside else []
        assert rows(base, revision) == [*told, "null-added"]
        assert rows(revision, base) == [*told, "null-removed"]


def test_a_policy_that_refuses_other_defaults_passes_one_that_stays():
    strict = Policy(overrides=(Override("breaking", "default-changed"),))
    base, revision = (
        query({"type": "integer", "default": 5}),
        query({"anyOf": [{"type": "integer"}, NULL], "default": 5}),
    )
    assert diff(base, revision, policy=strict).verdict == "neutral"
    revision["paths"]["/v1/tides"]["get"]["parameters"][0]["schema"]["default"] = 6
    assert diff(base, revision, policy=strict).verdict == "breaking"


@pytest.mark.parametrize("mark", [{"deprecated": True}, {"description": "A pier."}, {"x-sunset": "2027-01-31"}])
def test_a_mark_beside_null_that_stays_is_no_rewrite(mark):
    old = {"type": "object", "properties": {"pier": {"anyOf": [ref("Pier"), {"type": "null"}]}}}
    new = {"type": "object", "properties": {"pier": old["properties"]["pier"] | mark}}
    changes = diff(*(received(schema, schemas={"Pier": STRING}) for schema in (old, new)), audited=True).changes
    assert [c.rule for c in changes if c.rule == "schema-rewritten"] == []
    assert changes


# Beside a reference, and around the alternatives that the reference comes to be one of

PIER = {"type": "object", "properties": {"depth": STRING}}
BESIDE = [{"x-team": "harbour"}, {"x-sunset": "2027-01-01"}, {"deprecated": True}, {"description": "Where it lies."}]
FORMS = {
    "beside null": lambda **marks: {"anyOf": [ref("Pier"), {"type": "null"}], **marks},
    "alone in anyOf": lambda **marks: {"anyOf": [ref("Pier")], **marks},
    "alone in allOf": lambda **marks: {"allOf": [ref("Pier")], **marks},
    "inline": lambda **marks: PIER | marks,
}


def marks_told(old, new, pier=PIER):
    base, revision = (received({"properties": {"pier": schema}}, schemas={"Pier": pier}) for schema in (old, new))
    found = diff(base, revision, audited=True).changes
    return [c.rule for c in found if c.rule not in ("null-added", "null-removed", "schema-rewritten") and c.counted]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("marks", BESIDE, ids=lambda marks: next(iter(marks)))
def test_what_stood_beside_a_reference_is_what_stands_around_it_now(form, marks):
    beside = ref("Pier") | marks
    assert marks_told(beside, form(**marks)) == []
    assert marks_told(form(**marks), beside) == []


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("marks", BESIDE, ids=lambda marks: next(iter(marks)))
def test_what_went_from_beside_a_reference_is_told(form, marks):
    beside = ref("Pier") | marks
    assert len(marks_told(beside, form())) == 1
    assert len(marks_told(form(), beside)) == 1


def test_prose_of_the_component_itself_changes_none_beside_its_reference():
    described, marks = PIER | {"description": "A pier."}, {"description": "Where it lies."}
    beside, around = ref("Pier") | marks, FORMS["beside null"](**marks)
    assert marks_told(beside, around, described) == []
    assert marks_told(around, beside, described) == []
