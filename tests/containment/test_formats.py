"""`format` is silent unless it is asserted; asserted, it is a closed table."""

from __future__ import annotations

import jsonschema_rs
import pytest

from apidiff.containment import is_subschema
from apidiff.containment.formats import IMPLIES, SAMPLES


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


@pytest.mark.parametrize("name", sorted(SAMPLES))
@pytest.mark.parametrize("other", sorted(SAMPLES))
def test_one_format_is_in_another_only_where_its_definition_says_so(name, other):
    answer = is_subschema(string(name), string(other), formats="assert")
    if name == other or other in IMPLIES.get(name, ()):
        assert answer.status == "proved"
    else:
        assert answer.status in ("refuted", "undecided")


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
