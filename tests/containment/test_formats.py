"""`format` is silent unless it is asserted; asserted, it is a closed table."""

from __future__ import annotations

import random

import jsonschema_rs
import pytest
from hypothesis import given, strategies

from apidiff.containment import is_subschema
from apidiff.containment.formats import HOLDS, IMPLIES, SAMPLES, WITHIN
from apidiff.containment.patterns import matches


def string(name):
    return {"type": "string", "format": name}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_sample_is_of_its_format(name):
    validator = jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True)
    assert all(validator.is_valid(sample) for sample in SAMPLES[name])


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_format_narrows_only_where_it_is_asserted(name):
    assert is_subschema({"type": "string"}, string(name)).status == "proved"
    assert is_subschema(string(name), {"type": "string"}, formats="assert").status == "proved"
    answer = is_subschema({"type": "string"}, string(name), formats="assert")
    assert answer.status == "refuted"
    assert not jsonschema_rs.Draft202012Validator(string(name), validate_formats=True).is_valid(answer.witness)


PLAIN = ("date", "duration", "hostname", "ipv4", "uuid")
"""Formats whose strings hold nothing that a reference has to encode."""


@pytest.mark.parametrize("name", sorted(SAMPLES))
@pytest.mark.parametrize("other", sorted(SAMPLES))
def test_one_format_is_in_another_only_where_its_definition_says_so(name, other):
    answer = is_subschema(string(name), string(other), formats="assert")
    by_grammar = name in PLAIN and other in ("uri-reference", "iri-reference")
    if name == other or other in IMPLIES.get(name, ()) or by_grammar:
        assert answer.status == "proved"
    else:
        assert answer.status in ("refuted", "undecided")


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("email", "uri"), ("email", "iri"), ("email", "idn-hostname"), ("idn-email", "uri"), ("idn-email", "uuid"),
        ("idn-email", "date"), ("idn-hostname", "date-time"), ("idn-hostname", "uri"), ("idn-hostname", "ipv6"),
    ],
)  # fmt: skip
def test_formats_that_exclude_each_other_are_either_form_of_alternatives(name, other):
    one_of, any_of = ({keyword: [string(name), string(other)]} for keyword in ("oneOf", "anyOf"))
    assert is_subschema(any_of, one_of, formats="assert").status == "proved"


@pytest.mark.parametrize(
    ("sub", "sup", "status"),
    [
        ("int32", "int64", "proved"),
        ("int64", "int32", "refuted"),
        (None, "int64", "refuted"),
        ("int32", None, "proved"),
    ],
)
def test_integer_formats_are_ranges(sub, sup, status):
    narrow, wide = ({"type": "integer", **({"format": name} if name else {})} for name in (sub, sup))
    assert is_subschema(narrow, wide, formats="assert").status == status


@pytest.mark.parametrize("name", ["byte", "binary", "password", "float", "double", "unheard-of"])
def test_other_formats_stay_annotations(name):
    assert is_subschema({}, {"format": name}, formats="assert").status == "proved"


def test_a_constant_is_held_against_a_format():
    assert is_subschema({"const": "2024-02-29"}, string("date"), formats="assert").status == "proved"
    assert is_subschema({"const": "2023-02-29"}, string("date"), formats="assert").status == "refuted"


@pytest.mark.parametrize("name", sorted(HOLDS))
@given(data=strategies.data())
def test_what_holds_a_format_is_of_it(name, data):
    letters = strategies.characters(codec="utf-8")
    text = data.draw(strategies.from_regex(HOLDS[name].replace("$", r"\Z"), alphabet=letters))
    assert jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True).is_valid(text)


@pytest.mark.parametrize("name", sorted(WITHIN))
def test_every_string_of_a_format_is_within_its_grammar(name):
    chance = random.Random(name)
    validator = jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True)
    known = list(SAMPLES[name])
    dated = name in ("date", "date-time", "time")  # of these, the validator takes many a sign for a digit
    for _ in range(2_000):
        text = list(chance.choice(known))
        for _ in range(chance.randint(0, 3)):
            place = chance.randint(0, len(text))
            if not dated:
                text[place : place + chance.randint(0, 1)] = [chance.choice("0123459aAfFzZ:.TtPDMYWH@/~_% é#[+-")]
            elif text[place : place + 1] and text[place].isdigit():
                text[place] = chance.choice("0123456789")
        written = "".join(text)
        if validator.is_valid(written):
            known += [written] if len(known) < 500 else []
            assert matches(WITHIN[name], written), written


@pytest.mark.parametrize(
    ("keywords", "other", "status"),
    [
        ({"format": "uuid"}, {"format": "uuid", "maxLength": 36}, "proved"),
        ({"format": "uuid"}, {"maxLength": 35}, "refuted"),
        ({"format": "ipv4"}, {"maxLength": 15, "minLength": 7}, "proved"),
        ({"format": "ipv6"}, {"pattern": ":"}, "proved"),
        ({"format": "ipv6"}, {"not": {"format": "ipv4"}}, "proved"),
        ({"format": "ipv6"}, {"not": {"pattern": "^[0-9.]+$"}}, "proved"),
        ({"format": "ipv6"}, {"pattern": "^[0-9a-f]+:"}, "refuted"),
        ({"format": "ipv6"}, {"oneOf": [{"format": "ipv4"}, {"format": "ipv6"}]}, "proved"),
        (
            {"anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]},
            {"oneOf": [{"format": "ipv4"}, {"format": "ipv6"}]},
            "proved",
        ),
        ({"oneOf": [{"format": "ipv4"}, {"format": "ipv6"}]}, {"pattern": "[.:]"}, "proved"),
        ({"format": "date"}, {"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}, "proved"),
        ({"format": "date"}, {"pattern": "-(0[1-9]|1[0-2])-"}, "proved"),
        ({"format": "date"}, {"pattern": "-(0[1-9]|[12][0-9])$"}, "refuted"),
        ({"pattern": "^2[0-9]{3}-0[13]-[0-2][1-9]$"}, {"format": "date"}, "proved"),
        ({"pattern": "^[0-9]{4}-02-29$"}, {"format": "date"}, "refuted"),
        ({"pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}, {"format": "uuid"}, "proved"),
        ({"format": "email"}, {"pattern": "@"}, "proved"),
        ({"format": "uri"}, {"format": "uri", "maxLength": 2000}, "refuted"),
        ({"format": "date-time"}, {"minLength": 20}, "proved"),
        ({"format": "date-time"}, {"pattern": "Z$"}, "refuted"),
    ],
)
def test_a_format_is_held_against_lengths_and_patterns_by_its_grammar(keywords, other, status):
    sub, sup = {"type": "string", **keywords}, {"type": "string", **other}
    answer = is_subschema(sub, sup, formats="assert")
    assert answer.status == status
    if status == "refuted":
        old, new = (jsonschema_rs.Draft202012Validator(side, validate_formats=True) for side in (sub, sup))
        assert old.is_valid(answer.witness)
        assert not new.is_valid(answer.witness)


def test_a_host_name_is_an_internationalized_one():
    """JSON Schema 2020-12 Validation, 7.3.3."""
    old, new = ({"type": "string", "format": name} for name in ("hostname", "idn-hostname"))
    assert is_subschema(old, new, formats="assert").status == "proved"
    assert is_subschema(new, old, formats="assert").status == "refuted"
