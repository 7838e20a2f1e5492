"""Laws that hold whatever the schemas: they find what no list of cases thinks of."""

from __future__ import annotations

import contextlib
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema_rs import canonical

from apidiff.containment import Containment, is_subschema
from tests.containment.schemas import documents, schemas, values

law = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def accepts(schema: Any, value: Any) -> bool:
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=False).is_valid(value)


def checked(sub: Any, sup: Any) -> Containment:
    """The answer, with its witness validated by two validators that share nothing."""
    answer = is_subschema(sub, sup)
    if answer.status == "refuted":
        assert accepts(sub, answer.witness)
        assert not accepts(sup, answer.witness)
        assert jsonschema.Draft202012Validator(sub).is_valid(answer.witness)
        assert not jsonschema.Draft202012Validator(sup).is_valid(answer.witness)
    return answer


@law
@given(documents)
def test_every_schema_contains_itself(schema):
    assert checked(schema, schema).status == "proved"


@law
@given(documents)
def test_every_schema_lies_between_nothing_and_everything(schema):
    assert is_subschema(False, schema).status == "proved"
    assert is_subschema(schema, True).status == "proved"


@law
@given(schemas)
def test_a_schema_and_its_complement_leave_nothing_out_and_share_nothing(schema):
    assert is_subschema(True, {"anyOf": [schema, {"not": schema}]}).status == "proved"
    assert is_subschema({"allOf": [schema, {"not": schema}]}, False).status == "proved"


@law
@given(schemas, schemas)
def test_all_of_narrows_and_any_of_widens(one, other):
    assert is_subschema({"allOf": [one, other]}, one).status == "proved"
    assert is_subschema(one, {"anyOf": [one, other]}).status == "proved"


@law
@given(schemas, schemas)
def test_containment_turns_around_under_not(one, other):
    straight, turned = checked(one, other), checked({"not": other}, {"not": one})
    assert straight.status == turned.status


@law
@given(schemas, schemas)
def test_containment_is_carried_into_properties_and_items(one, other):
    assume(checked(one, other).status == "proved")
    assert is_subschema({"properties": {"a": one}}, {"properties": {"a": other}}).status == "proved"
    assert is_subschema({"items": one}, {"items": other}).status == "proved"


@law
@given(schemas, schemas, schemas)
def test_containment_is_transitive(one, other, third):
    lower, middle, upper = {"allOf": [one, other]}, one, {"anyOf": [one, third]}
    assert is_subschema(lower, middle).status == "proved"
    assert is_subschema(middle, upper).status == "proved"
    assert is_subschema(lower, upper).status == "proved"


@settings(law, max_examples=60)
@given(schemas, schemas, schemas)
def test_what_follows_from_two_answers_is_not_denied(one, other, third):
    assume(is_subschema(one, other).status == is_subschema(other, third).status == "proved")
    assert is_subschema(one, third).status == "proved"


@law
@given(documents, documents, st.lists(values, min_size=20, max_size=40))
def test_what_is_proved_is_never_refuted_by_a_sample(sub, sup, samples):
    if checked(sub, sup).status == "proved":
        assert not [sample for sample in samples if accepts(sub, sample) and not accepts(sup, sample)]


@law
@given(schemas, schemas)
def test_the_algebra_of_the_validator_does_not_deny_what_is_proved(one, other):
    if checked(one, other).status == "proved":
        narrow, wide = (jsonschema_rs.canonicalize(schema) for schema in (one, other))
        with contextlib.suppress(canonical.UnsupportedOperand):
            assert wide.covers(narrow) is not canonical.Containment.NO


@law
@given(documents, values)
def test_a_constant_is_contained_where_the_validator_accepts_it(schema, value):
    assert checked({"const": value}, schema).status == ("proved" if accepts(schema, value) else "refuted")


@law
@given(schemas, schemas)
def test_one_of_two_is_either_but_not_both(one, other):
    either = {"anyOf": [{"allOf": [one, {"not": other}]}, {"allOf": [other, {"not": one}]}]}
    assert checked({"oneOf": [one, other]}, either).status == "proved"
    assert checked(either, {"oneOf": [one, other]}).status == "proved"


@pytest.mark.parametrize("seed", range(3))
def test_answers_do_not_depend_on_what_was_asked_before(seed):
    question = {"type": "object", "additionalProperties": {"type": "string"}}, {"propertyNames": {"maxLength": seed}}
    first = is_subschema(*question)
    for number in range(20):
        is_subschema({"type": "object", "minProperties": number}, {"required": ["a"]})
    assert is_subschema(*question) == first
