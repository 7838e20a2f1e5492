"""A field whose declaration goes, and that `required` still names: clients send it and read it as before."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, only, received, ref, sent, told

BERTH = {"type": "object", "required": ["pier"]}


def berth(**fields):
    return {**BERTH, "properties": {"quay": STRING, **fields}}


def rows(surface, base, revision):
    return [row[:2] for row in told(diff(surface(base), surface(revision), audited=True))]


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("empty", [{}, True, {"description": "Where it lies."}])
def test_a_declaration_that_says_nothing_takes_nothing_away(surface, empty):
    assert not rows(surface, berth(pier=empty), berth())


def test_its_values_are_compared_with_any():
    assert rows(sent, berth(pier=STRING), berth()) == [("type-changed", "additive")]
    assert rows(received, berth(pier=STRING), berth()) == [("type-changed", "breaking")]


def test_its_values_are_compared_with_those_of_the_map():
    numbers = {"additionalProperties": {"type": "integer"}}
    assert rows(sent, {**berth(pier=STRING), **numbers}, {**berth(), **numbers}) == [("type-changed", "breaking")]
    assert not rows(received, {**berth(pier={"type": "integer"}), **numbers}, {**berth(), **numbers})


@pytest.mark.parametrize("surface", [sent, received])
def test_its_own_fields_are_gone(surface):
    lead = {"type": "object", "properties": {"name": STRING}}
    assert ("property-removed", "breaking") in rows(surface, berth(pier=lead), berth())


def test_the_mark_of_a_direction_is_gone_with_it():
    assert ("required-property-added", "breaking") in rows(sent, berth(pier={"readOnly": True}), berth())


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("keyword", ["additionalProperties", "unevaluatedProperties"])
def test_what_may_not_be_there_any_more_is_removed(surface, keyword):
    base, revision = ({**schema, keyword: False} for schema in (berth(pier={}), berth()))
    assert ("property-removed", "breaking") in rows(surface, base, revision)


@pytest.mark.parametrize("surface", [sent, received])
def test_what_is_not_required_any_more_is_removed(surface):
    base, revision = berth(pier={}), {**berth(), "required": []}
    assert ("property-removed", "breaking") in rows(surface, base, revision)


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("empty", [{}, True, {"description": "Where it lies."}])
def test_a_declaration_that_says_nothing_adds_nothing_either(surface, empty):
    assert not rows(surface, berth(), berth(pier=empty))


def test_a_name_that_was_required_gets_a_type():
    assert rows(sent, berth(), berth(pier=STRING)) == [("type-changed", "breaking")]
    assert rows(received, berth(), berth(pier=STRING)) == [("type-changed", "additive")]


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("closed", [{}, {"additionalProperties": False}])
def test_a_name_that_a_pattern_listed_alone_is_not_added(surface, closed):
    quay = {"type": "object", "properties": {"quay": STRING}, **closed}
    base = {**quay, "patternProperties": {"^pier$": STRING}}
    revision = {**quay, "properties": {"quay": STRING, "pier": STRING}}
    assert not rows(surface, base, revision)
    assert not rows(surface, revision, base)


def test_a_required_name_that_comes_to_be_declared_as_the_object_around_it():
    """What stands for the undeclared name has the place of the object, which is a pair of its own."""
    before = {"One": {"type": "object", "required": ["a"]}}
    after = {"One": {"type": "object", "properties": {"a": ref("One")}}}
    base, revision = (sent({"properties": {"a": ref("One")}}, schemas=each) for each in (before, after))
    change = only(diff(base, revision, audited=True), "breaking")
    assert (change.rule, change.undecided) == ("type-changed", False)
    assert not isinstance(change.witness.instance["a"]["a"], dict)
