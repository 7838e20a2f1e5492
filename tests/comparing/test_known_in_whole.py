"""Names that are new where one part uses a component, and known where another one is compared as a whole."""

from __future__ import annotations

from typing import Any

import pytest

from tests.comparing.describing import STRING, diff, ref, sent

FIELD = {"properties": {"size": {"type": "integer"}}}
OTHER: dict[str, Any] = {"required": ["other"], "properties": {"other": STRING}}
TYPED_MAP = {"additionalProperties": STRING}


def to_server(base, revision, schemas, before=None, openapi="3.1.0"):
    """What the change is to those who send it; `schemas` are the components of the revision."""
    sides = [sent(schema, openapi=openapi, schemas=of) for schema, of in ((base, before or {}), (revision, schemas))]
    return {change.cls for change in diff(*sides).changes if change.lens == "wire"}


@pytest.mark.parametrize("openapi", ["3.0.3", "3.1.0"])
def test_alternatives_that_a_map_of_the_base_knows(openapi):
    revision = {"additionalProperties": ref("Card"), "allOf": [ref("Card")]}
    assert "breaking" in to_server(TYPED_MAP, revision, {"Card": {"anyOf": [FIELD]}}, openapi=openapi)


def test_a_component_under_a_condition_that_names_the_field_itself():
    """No pair leads to the component, so that it is compared by itself, where the field is new."""
    base = {"dependentSchemas": {"kind": {"properties": {"size": {}}, **ref("Card")}}}
    revision = {"dependentSchemas": {"kind": ref("Card")}}
    assert "breaking" in to_server(base, revision, {"Card": {"anyOf": [FIELD]}}, {"Card": {}})


KNOWN = {
    "map": TYPED_MAP,
    "property": {"properties": {"size": STRING}},
    "pattern": {"patternProperties": {"^s": STRING}},
    "condition": {"if": {"required": ["kind"]}, "then": {"properties": {"size": STRING}}},
    "alternative": {"anyOf": [{"properties": {"size": STRING}}, {"properties": {"size": {"type": "boolean"}}}]},
    "unevaluated": {"unevaluatedProperties": STRING},
}
COMPONENTS = {"object": FIELD, "alternatives": {"anyOf": [FIELD]}, "joined": {"allOf": [FIELD]}}


@pytest.mark.parametrize("component", COMPONENTS.values(), ids=COMPONENTS)
@pytest.mark.parametrize("known", KNOWN.values(), ids=KNOWN)
@pytest.mark.parametrize(
    "whole",
    [
        {"anyOf": [ref("Card"), {**OTHER, "properties": {**OTHER["properties"], **FIELD["properties"]}}]},
        {"oneOf": [ref("Card"), {"type": "array"}]},
        {"if": {"required": ["last"]}, "then": ref("Card")},
        {"dependentSchemas": {"last": ref("Card")}},
    ],
    ids=["anyOf", "oneOf", "then", "dependentSchemas"],
)
def test_a_component_that_also_comes_to_a_member_where_the_field_is_new(whole, known, component):
    named = known.get("properties", {})
    base = {**known, "properties": {**named, "card": {"type": "object"}}}
    joined = {**base, **whole} if base.keys().isdisjoint(whole) else {"allOf": [base, whole]}
    revision = {**joined, "properties": {**named, "card": ref("Card")}}
    assert "breaking" in to_server(base, revision, {"Card": component})


HELD = {
    "member": lambda at: {"anyOf": [{"properties": {"sheet": at}}, OTHER]},
    "unevaluated": lambda at: {"anyOf": [{"unevaluatedProperties": at}, OTHER]},
    "pattern": lambda at: {"patternProperties": {"^sh": at}},
}


@pytest.mark.parametrize("whole", HELD.values(), ids=HELD)
@pytest.mark.parametrize("known", [KNOWN["map"], KNOWN["property"], KNOWN["alternative"]])
def test_what_the_base_knows_of_a_member(known, whole):
    base = {"properties": {"sheet": {"type": "object", **known}, "card": {"type": "object"}}}
    revision = {"properties": {"sheet": base["properties"]["sheet"], "card": ref("Card")}, **whole(ref("Card"))}
    assert "breaking" in to_server(base, revision, {"Card": FIELD})


@pytest.mark.parametrize("known", [{}, {"properties": {"size": {"type": "integer"}}}, {"properties": {"fold": STRING}}])
@pytest.mark.parametrize("whole", [HELD["member"], HELD["pattern"]])
def test_a_field_that_the_base_does_not_know_or_that_takes_what_it_knows_breaks_nothing(known, whole):
    base = {"properties": {"sheet": {"type": "object", **known}, "card": {"type": "object"}}}
    revision = {"properties": {"sheet": base["properties"]["sheet"], "card": ref("Card")}, **whole(ref("Card"))}
    assert "breaking" not in to_server(base, revision, {"Card": FIELD})
