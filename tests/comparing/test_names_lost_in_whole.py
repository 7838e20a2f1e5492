"""A name that goes while what holds it is written another way: the values may be more, but the name is gone."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent, told

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


def held(*needed, **fields):
    return {"type": "object", "properties": fields, "required": [*needed], "additionalProperties": False}


def opened(**fields):
    return {"type": "object", "properties": fields}


FEW = {"type": "integer", "maximum": 3}
REPLACED = {
    # the surface on which all values stay, the alternative, what came in its place
    "a name for another": (received, held("c", c=STRING, b=FEW), held("c", c=STRING, fresh=FEW)),
    "a name for another of another type": (received, held("c", c=STRING, b=FEW), held("c", c=STRING, fresh=STRING)),
    "the only name": (sent, opened(b=FEW), opened(fresh={})),
    "the only name, for one that is not sent": (sent, opened(b=FEW), opened(fresh={**FEW, "readOnly": True})),
}


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize(("surface", "old", "new"), REPLACED.values(), ids=REPLACED)
def test_a_name_that_went_with_a_replaced_alternative_is_told(keyword, surface, old, new):
    other = held("a", a=STRING, b={"type": "integer"}) if surface is received else STRING
    base, revision = (surface({keyword: [other, each]}) for each in (old, new))
    found = diff(base, revision, audited=True)
    lost = [(change.rule, change.name) for change in found.counted if change.cls == "breaking"]
    assert lost == [("property-removed", "b")]


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_a_name_that_came_to_another_alternative_went_nowhere(keyword):
    many = dict.fromkeys("adefgh", STRING)
    base = {keyword: [held("a", **many), held("c", c=STRING, b=FEW)]}
    revision = {keyword: [held("a", **many, b=FEW), held("c", c=STRING, fresh=FEW)]}
    found = diff(received(base), received(revision), audited=True)
    assert "property-removed" not in {change.rule for change in found.counted}


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_what_takes_the_place_of_a_name_by_a_break_is_told_once(keyword):
    sides = ({keyword: [held("a", a=STRING), held("c", **{"c": STRING, name: FEW})]} for name in ("b", "fresh"))
    found = diff(*map(sent, sides), audited=True)
    assert [change.rule for change in found.counted if change.cls == "breaking"] == ["alternative-removed"]
