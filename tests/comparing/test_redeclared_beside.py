"""A name that is declared where only a list, an alternative or a condition spoke of it, beside another edit."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, sent

LISTED = [{"port": "Bergen", "quay": 2}, {"port": "Bodø", "quay": 4}]


def rows(surface, base, revision):
    return {(c.rule, c.cls) for c in diff(surface(base), surface(revision), audited=True).counted}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("swapped", [False, True])
def test_what_the_listed_objects_have_anyway_says_nothing(surface, swapped):
    sides = {"enum": LISTED}, {"enum": LISTED, "required": ["quay"], "properties": {"quay": {"type": "integer"}}}
    assert {cls for _, cls in rows(surface, *(sides[::-1] if swapped else sides))} == {"neutral"}


def test_a_declaration_beside_a_listed_object_less():
    base, revision = {"enum": LISTED}, {"enum": LISTED[:1], "properties": {"quay": {"const": 2}}}
    assert rows(sent, base, revision) == {("enum-value-removed", "breaking"), ("property-redeclared", "neutral")}
    assert {cls for _, cls in rows(received, base, revision)} == {"additive"}


def test_a_declaration_that_narrows_is_a_break_of_its_own():
    base, revision = {"enum": LISTED}, {"enum": LISTED[:1], "properties": {"quay": STRING}}
    assert ("property-redeclared", "breaking") in rows(sent, {"enum": LISTED[:1]}, revision)
    assert "breaking" in {cls for _, cls in rows(sent, base, revision)}


def test_a_name_of_an_alternative_beside_a_count():
    alternatives = [{"required": ["pier"], "properties": {"quay": STRING}}, {"required": ["ship"]}]
    base = {"type": "object", "anyOf": alternatives, "properties": {"quay": STRING}, "maxProperties": 5}
    revision = {"type": "object", "anyOf": alternatives}
    assert {cls for _, cls in rows(sent, base, revision)} == {"additive"}
    assert {cls for _, cls in rows(received, revision, base)} == {"additive"}
    assert ("property-redeclared", "breaking") in rows(sent, revision, base)
