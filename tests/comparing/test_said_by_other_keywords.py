"""A name that is not declared any more, and of which another keyword says the same as its declaration did."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, sent

BERTH = {"type": "object", "properties": {"pier": STRING}}


def declaring(**fields):
    return {"type": "object", "properties": {"pier": STRING, **fields}}


def rows(surface, base, revision):
    comparison = diff(surface(base), surface(revision), audited=True)
    return {(c.rule, c.cls) for c in comparison.counted if c.cls != "neutral"}


SAME = {
    "a pattern of one name": (declaring(quay=STRING), {**BERTH, "patternProperties": {"^quay$": STRING}}),
    "an escaped pattern": (declaring(**{"q.y": STRING}), {**BERTH, "patternProperties": {r"^q\.y$": STRING}}),
    "a listed name": (
        {"propertyNames": {"enum": ["quay"]}, "required": ["quay"], "properties": {"quay": {}}},
        {"propertyNames": {"enum": ["quay"]}, "minProperties": 1, "properties": {}},
    ),
    "a schema that depends": (declaring(quay=False), {**BERTH, "dependentSchemas": {"quay": False}}),
    "a negation": (declaring(quay=False), {**BERTH, "not": {"type": "object", "required": ["quay"]}}),
    "the names": (declaring(quay=False), {**BERTH, "propertyNames": {"not": {"const": "quay"}}}),
    "a pattern that forbids": (declaring(quay=False), {**BERTH, "patternProperties": {"^quay$": False}}),
}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize(("base", "revision"), SAME.values(), ids=SAME)
def test_the_same_values_are_no_break(surface, base, revision):
    base, revision = ({"type": "object", **side} for side in (base, revision))
    assert not rows(surface, base, revision)
    assert diff(surface(revision), surface(base), audited=True).verdict != "breaking"


def test_other_values_of_the_one_name_are_a_break():
    base, revision = declaring(quay=STRING), {**BERTH, "patternProperties": {"^quay$": {"type": "integer"}}}
    for surface in (sent, received):
        assert ("pattern-property-added", "breaking") in rows(surface, base, revision)


@pytest.mark.parametrize("pattern", ["^quay", "quay$", "^(quay|pier)$", "^q.ay$", "^quays$"])
def test_a_pattern_of_other_names_too_does_not_stand_for_one(pattern):
    base, revision = declaring(quay=STRING), {**BERTH, "patternProperties": {pattern: STRING}}
    for surface in (sent, received):
        assert ("property-removed", "breaking") in rows(surface, base, revision)


def test_what_was_forbidden_and_is_not_any_more_is_allowed():
    assert rows(sent, declaring(quay=False), BERTH) == {("property-allowed", "additive")}


@pytest.mark.parametrize("surface", [sent, received])
def test_the_fields_of_the_name_are_not_lost(surface):
    ship = {"type": "object", "properties": {"name": STRING}}
    base, revision = declaring(quay=ship), {**BERTH, "patternProperties": {"^quay$": {"type": "object"}}}
    assert "breaking" in {cls for _, cls in rows(surface, base, revision)}


def test_a_mark_of_the_name_is_not_lost():
    base = declaring(quay={**STRING, "readOnly": True})
    revision = {**BERTH, "required": ["quay"], "patternProperties": {"^quay$": STRING}}
    assert "breaking" in {cls for _, cls in rows(sent, base, revision)}
