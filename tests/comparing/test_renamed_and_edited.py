"""A property under another name whose schema was edited too: what is edited is told as it is without the rename."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent

AROUND = {
    "nothing": {},
    "alternatives": {"anyOf": [{"required": ["email"]}, {"required": ["x"]}]},
    "alternatives that exclude each other": {"oneOf": [{"required": ["x"]}, {"required": ["y"]}]},
    "closed": {"additionalProperties": False},
    "closed to what nothing evaluates": {"unevaluatedProperties": False},
    "negated": {"not": {"required": ["x", "y"]}},
    "conditional": {"if": {"required": ["x"]}, "then": {"required": ["y"]}},
    "names": {"propertyNames": {"maxLength": 20}},
    "patterns": {"patternProperties": {"^x-": STRING}},
    "counted": {"minProperties": 1},
    "dependent": {"dependentRequired": {"x": ["y"]}},
    "another part": {"allOf": [{"properties": {"z": STRING}}]},
}
NARROWED = {sent: 6, received: 12}
WIDENED = {sent: 12, received: 6}


def text(most):
    return {**STRING, "maxLength": most}


def described(name, most, around):
    named = {name: text(most), "email": STRING, "x": STRING, "y": STRING}
    return {"type": "object", "properties": named, **around}


def told(surface, base, revision, **schemas):
    found = diff(*(surface(each, schemas=schemas) for each in (base, revision)), audited=True)
    return {change.rule: change for change in found.counted}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
@pytest.mark.parametrize(
    "held", [lambda s: s, lambda s: {"type": "array", "items": {"properties": {"inner": s}}}], ids=["here", "deeper"]
)
def test_the_edit_is_told_as_it_is_alone(surface, around, held):
    base = held(described("phone", 9, around))
    alone = told(surface, base, held(described("phone", NARROWED[surface], around)))
    rename = told(surface, base, held(described("phoneNew", 9, around)))
    both = told(surface, base, held(described("phoneNew", NARROWED[surface], around)))
    assert [change.cls for change in both.values()] == ["breaking", "breaking"]
    assert {change.id for change in both.values()} == {
        change.id for each in (alone, rename) for change in each.values()
    }
    assert not any(change.undecided for change in both.values())


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
def test_a_harmless_edit_stays_one(surface, around):
    found = told(surface, described("phone", 9, around), described("phoneNew", WIDENED[surface], around))
    assert sorted(change.cls for change in found.values()) == ["additive", "breaking"]


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
def test_a_rename_alone_is_one_change(surface, around):
    found = told(surface, described("phone", 9, around), described("phoneNew", 9, around))
    assert [*found] == ["property-renamed"]


def alternatives(name, most):
    card = {"type": "object", "properties": {"pan": STRING, "cvc": STRING}, "required": ["pan"]}
    bank = {"type": "object", "properties": {"iban": STRING, "bic": STRING, name: text(most)}, "required": ["iban"]}
    return {"oneOf": [{**each, "additionalProperties": False} for each in (card, bank)]}


@pytest.mark.parametrize("surface", [sent, received])
def test_an_edit_in_an_alternative_is_told(surface):
    found = told(surface, alternatives("phone", 9), alternatives("phoneNew", NARROWED[surface]))
    assert [change.cls for change in found.values()] == ["breaking", "breaking"]
    assert [*told(surface, alternatives("phone", 9), alternatives("phoneNew", 9))] == ["property-renamed"]


@pytest.mark.parametrize("surface", [sent, received])
def test_what_other_parts_limit_already_is_no_break(surface):
    def limited(name, most):
        return {"allOf": [{"properties": {name: text(most), "email": STRING}}, {"properties": {name: text(5)}}]}

    found = told(surface, limited("phone", 9), limited("phoneNew", NARROWED[surface]))
    assert [change.rule for change in found.values() if change.cls == "breaking"] == ["property-renamed"]


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("around", [{}, {"minProperties": 1, "not": {"required": ["x", "y"]}}])
def test_a_schema_that_takes_the_place_of_two_hides_no_edit(surface, around):
    def both(first, second):
        return {"type": "object", "properties": {"first": ref(first), "second": ref(second)}}

    schemas = {
        "One": described("phone", 9, around),
        "Other": described("phoneNow", 9, around),
        "New": described("phoneNew", NARROWED[surface], around),
    }
    found = diff(*(surface(both(*each), schemas=schemas) for each in (("One", "Other"), ("New", "New"))), audited=True)
    edits = [change.cls for change in found.counted if change.rule.startswith("max-length")]
    assert edits
    assert {*edits} == {"breaking"}


BARRING = {
    "names": {"propertyNames": {"maxLength": 5}},
    "a closed part": {"allOf": [{"properties": dict.fromkeys(["email", "x"], STRING), "additionalProperties": False}]},
    "a count": {"required": ["x"], "maxProperties": 1},
    "a condition": {"if": {"required": ["phoneNew"]}, "then": False},
}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("barring", BARRING.values(), ids=BARRING)
def test_a_name_that_nothing_may_have_takes_the_place_of_none(surface, barring):
    around = {"required": ["x"]}
    rename = told(surface, described("phone", 9, around), described("phoneNew", 9, around))
    gone = told(surface, described("phone", 9, around), described("phoneNew", 9, {**around, **barring}))
    breaking = {change.id for change in gone.values() if change.cls == "breaking"}
    assert breaking
    assert breaking - {change.id for change in rename.values()}
    assert "property-renamed" not in gone
