"""Unions that stand as alternatives beside a discriminator, written in another form that asks the same."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent

INNER = {"anyOf": [ref("Two"), ref("Three")]}
FORMS = {
    "negated twice": {"not": {"not": INNER}},
    "a reference negated twice": {"not": {"not": ref("Other")}},
    "in an allOf": {"allOf": [INNER]},
    "a reference in an allOf": {"allOf": [ref("Other")]},
    "in an allOf, negated twice": {"allOf": [{"not": {"not": INNER}}]},
}
FORM = pytest.mark.parametrize("form", [pytest.param(form, id=name) for name, form in FORMS.items()])
SURFACES = pytest.mark.parametrize("surface", [sent, received])
MAPPING = {name.lower(): f"#/components/schemas/{name}" for name in ("One", "Two", "Three")}


def kind(**fields):
    return {"type": "object", "properties": {"kind": STRING, **fields}, "required": ["kind"]}


def described(surface, inner, keyword="oneOf", **more):
    schemas = {"One": kind(a=STRING), "Two": kind(b=STRING), "Three": kind(c=STRING), "Other": INNER, **more}
    discriminator = {"propertyName": "kind", "mapping": MAPPING}
    event = {keyword: [ref("One"), ref("Inner")], "discriminator": discriminator}
    return surface(ref("Event"), schemas={**schemas, "Inner": inner, "Event": event})


@FORM
@SURFACES
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_a_union_in_another_form_has_the_same_subtypes(form, surface, keyword):
    sides = [described(surface, inner, keyword) for inner in (INNER, form)]
    assert diff(*sides).verdict == "neutral"
    assert diff(*reversed(sides)).verdict == "neutral"


@FORM
@SURFACES
def test_what_changes_in_a_subtype_is_told_through_another_form(form, surface):
    result = diff(described(surface, INNER), described(surface, form, Two=kind(b={"type": "integer"})))
    assert result.verdict == "breaking"
    assert "type-changed" in [change.rule for change in result.changes if change.cls == "breaking"]


@FORM
@SURFACES
def test_a_subtype_that_leaves_the_union_is_told_through_another_form(form, surface):
    fewer = {"not": {"not": {"anyOf": [ref("Two")]}}}
    result = diff(described(surface, form), described(surface, fewer))
    assert result.verdict == ("breaking" if surface is sent else "additive")
    assert {"subtype-removed", "alternative-removed"} & {each.rule for each in result.changes}


def test_a_form_that_leads_back_to_itself_comes_to_an_end():
    sides = [described(sent, inner) for inner in ({"not": {"not": ref("Inner")}}, {"allOf": [ref("Inner")]})]
    assert diff(*sides).verdict != ""
