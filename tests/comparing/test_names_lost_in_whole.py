"""A name that goes while what holds it is written another way: the values may be more, but the name is gone."""

from __future__ import annotations

import pytest

from tests.comparing.describing import diff, received, ref, sent, told

INTEGER = {"type": "integer"}
ASKED = {"if": {"required": ["kind"]}}


def boat(*names):
    return {"type": "object", "properties": dict.fromkeys(names, INTEGER)}


def harbour(**keywords):
    return {"type": "object", **keywords}


WAYS = {
    # a schema of the form of a boat, and another way to write the same
    "a list and a tuple with a rest": (
        lambda boat: {"type": "array", "items": boat},
        lambda boat: {"type": "array", "prefixItems": [boat], "items": boat},
    ),
    "a tuple and a short list": (
        lambda boat: {"type": "array", "prefixItems": [boat], "maxItems": 1},
        lambda boat: {"type": "array", "items": boat, "maxItems": 1},
    ),
    "a map and a pattern": (
        lambda boat: harbour(additionalProperties=boat),
        lambda boat: harbour(patternProperties={".*": boat}),
    ),
    "a map and what is not evaluated": (
        lambda boat: harbour(additionalProperties=boat),
        lambda boat: harbour(unevaluatedProperties=boat),
    ),
    "two patterns": (
        lambda boat: harbour(patternProperties={"^a": boat}),
        lambda boat: harbour(patternProperties={"^a.*": boat}),
    ),
    "a condition and a dependency": (
        lambda boat: harbour(**ASKED, then=boat),
        lambda boat: harbour(dependentSchemas={"kind": boat}),
    ),
    "a condition in a part": (
        lambda boat: harbour(**ASKED, then=boat),
        lambda boat: harbour(allOf=[{**ASKED, "then": boat}]),
    ),
}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("ways", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("turned", [False, True])
def test_a_name_that_goes_with_another_way_of_writing(ways, surface, turned):
    old, new = reversed(ways) if turned else ways
    same = diff(surface(old(boat("sail", "keel"))), surface(new(boat("sail", "keel"))), audited=True)
    assert same.verdict == "neutral", told(same)
    lost = diff(surface(old(boat("sail", "keel"))), surface(new(boat("sail"))), audited=True)
    assert [change.name for change in lost.changes if change.rule == "property-removed"] == ["keel"]
    assert lost.verdict == "breaking"


@pytest.mark.parametrize("keyword", ["then", "else"])
@pytest.mark.parametrize("in_part", [False, True])
def test_a_name_that_goes_from_a_component_under_a_condition(keyword, in_part):
    condition = {**ASKED, keyword: ref("Boat")}
    schema = harbour(allOf=[condition]) if in_part else harbour(**condition)
    base, revision = (sent(schema, schemas={"Boat": boat(*names)}) for names in (["sail", "keel"], ["sail"]))
    assert ("property-removed", "breaking") in {(rule, cls) for rule, cls, _ in told(diff(base, revision))}


def test_a_name_that_goes_from_what_a_condition_nests():
    base, revision = (
        sent(harbour(**ASKED, then={"properties": {"boat": boat(*names)}})) for names in (["sail", "keel"], ["sail"])
    )
    assert ("property-removed", "breaking") in {(rule, cls) for rule, cls, _ in told(diff(base, revision))}
