"""The tag of a subtype as a field of it, which comes or goes while a mapping names the subtype all the same."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, only, received, ref, sent

KIND = {"kind": {"type": "string", "enum": ["card"]}}


def payment(card):
    mapping = {"card": ref("Card")["$ref"], "iban": ref("Iban")["$ref"]}
    iban = {"type": "object", "properties": {"kind": {"const": "iban"}, "iban": STRING}, "required": ["kind"]}
    union = {"oneOf": [ref("Card"), ref("Iban")], "discriminator": {"propertyName": "kind", "mapping": mapping}}
    return {"Payment": union, "Card": card, "Iban": iban}


def card(properties, required):
    return {"type": "object", "properties": {**properties, "number": STRING}, "required": required}


DECLARED = card(KIND, ["kind", "number"])
OPTIONAL = card(KIND, ["number"])
GONE = card({}, ["number"])
NEEDED = card({}, ["kind", "number"])


def compared(surface, base, revision):
    return diff(*(surface(ref("Payment"), schemas=payment(each)) for each in (base, revision)), audited=True)


@pytest.mark.parametrize("surface", [sent, received])
def test_a_tag_that_is_no_field_any_more_is_told_as_removed(surface):
    gone = only(compared(surface, DECLARED, GONE))
    assert (gone.rule, gone.cls, gone.name) == ("property-removed", "breaking", "kind")
    assert gone.id not in {change.id for change in compared(surface, DECLARED, OPTIONAL).changes}


def test_a_tag_that_becomes_optional_is_told_so():
    change = only(compared(received, DECLARED, OPTIONAL))
    assert (change.rule, change.cls) == ("property-became-optional", "breaking")


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("swapped", [False, True])
def test_a_tag_that_only_required_names_says_nothing_more(surface, swapped):
    sides = (NEEDED, DECLARED) if swapped else (DECLARED, NEEDED)
    assert {change.cls for change in compared(surface, *sides).counted} == {"neutral"}


@pytest.mark.parametrize(("surface", "cls"), [(sent, "breaking"), (received, "additive")])
def test_a_tag_that_comes_as_a_field_that_is_needed(surface, cls):
    assert compared(surface, GONE, DECLARED).verdict == cls


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("swapped", [False, True])
def test_an_optional_tag_that_is_only_listed_says_nothing_more(surface, swapped):
    sides = (GONE, OPTIONAL) if swapped else (OPTIONAL, GONE)
    assert {change.cls for change in compared(surface, *sides).counted} == {"neutral"}
