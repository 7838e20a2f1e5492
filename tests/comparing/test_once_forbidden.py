"""A field that another keyword of the old side lets no payload have is a new one, as in a closed object."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent, told

NO_DEPTH = {"not": {"required": ["depth"]}}


def berth(**fields):
    return {"type": "object", "properties": {"pier": {}, **fields}}


def rows(base, revision, surface=received, **components):
    comparison = diff(surface(base, **components), surface(revision, **components), audited=True)
    return [row[:2] for row in told(comparison)]


FORBIDDING = [
    NO_DEPTH,
    {"not": {"anyOf": [{"required": ["depth"]}, {"required": ["tide", "depth"]}]}},
    {"patternProperties": {"^depth$": False}},
    {"if": {"required": ["pier"]}, "then": {"properties": {"depth": False}}, "else": {"properties": {"depth": False}}},
    {"dependentSchemas": {"depth": {"type": "string"}}},
]


@pytest.mark.parametrize("forbidding", FORBIDDING)
@pytest.mark.parametrize(
    "around",
    [
        lambda schema: schema,
        lambda schema: {"type": "object", "properties": {"berth": schema}},
        lambda schema: {"type": "array", "items": schema},
        lambda schema: {"type": "object", "additionalProperties": schema},
        lambda schema: {"allOf": [schema, {"type": "object"}]},
    ],
)
def test_it_is_new_wherever_the_object_is(forbidding, around):
    base, revision = around({**berth(), **forbidding}), around(berth(depth=STRING))
    assert {cls for _, cls in rows(base, revision)} == {"additive"}
    assert ("property-added", "additive") in rows(base, revision)
    assert {cls for _, cls in rows(base, revision, sent)} == {"additive"}


def test_it_may_have_been_declared():
    assert {cls for _, cls in rows({**berth(depth=STRING), **NO_DEPTH}, berth(depth=STRING))} == {"additive"}


def test_an_object_that_had_nothing_gains_its_fields():
    base, revision = {"type": "object", "maxProperties": 0}, berth(depth=STRING)
    assert {cls for _, cls in rows(base, {**revision, "additionalProperties": False})} == {"additive"}
    assert {cls for _, cls in rows(base, {**berth(), "additionalProperties": {"type": "integer"}})} == {
        "additive",
        "breaking",
    }


def test_clients_must_send_it_from_now_on():
    revision = {**berth(depth=STRING), "required": ["depth"]}
    assert ("required-property-added", "breaking") in rows({**berth(), **NO_DEPTH}, revision, sent)
    assert {cls for _, cls in rows({**berth(), **NO_DEPTH}, revision)} == {"additive"}


def test_what_else_changes_is_told():
    base = {**berth(tide=STRING), **NO_DEPTH}
    revision = berth(tide={"type": ["integer", "string"]}, depth=STRING)
    assert [rule for rule, cls in rows(base, revision) if cls == "breaking"] == ["type-changed"]


def test_what_is_lifted_for_names_that_nothing_declares_is_breaking():
    assert rows({**berth(), **NO_DEPTH}, berth()) == [("not-changed", "breaking")]
    both = {"not": {"anyOf": [{"required": ["depth"]}, {"required": ["tide"]}]}}
    assert ("not-changed", "breaking") in rows({**berth(), **both}, berth(depth=STRING))


def test_a_name_that_some_payloads_had_is_known():
    base = {**berth(), "not": {"required": ["depth", "pier"]}}
    assert ("not-changed", "breaking") in rows(base, berth(depth=STRING))
    base = {**berth(), "not": {"properties": {"depth": STRING}}}
    assert ("not-changed", "breaking") in rows(base, berth(depth=STRING))


def test_an_object_that_is_used_elsewhere_tolerates_no_more_there():
    """The component forbids the field in both uses, and only one of them declares it now."""
    base = {"type": "object", "properties": {"first": ref("Berth"), "second": ref("Berth")}}
    revision = {"type": "object", "properties": {"first": berth(depth=STRING), "second": berth()}}
    comparison = diff(received(base, schemas={"Berth": {**berth(), **NO_DEPTH}}), received(revision), audited=True)
    assert comparison.verdict == "breaking"


def test_what_a_value_is_held_against_is_read_without_the_field_or_not_at_all():
    """Without `depth`, all that a payload of these has matches the pattern, so that it stays refused."""
    base = {**berth(), "allOf": [NO_DEPTH, {"not": {"patternProperties": {"^d": {"type": "integer"}}}}]}
    revision = {**berth(depth=STRING), "not": {"patternProperties": {"^d": {"type": "integer"}}}}
    assert "breaking" in {cls for _, cls in rows(base, revision)}
