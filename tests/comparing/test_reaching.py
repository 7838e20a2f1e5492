"""Keywords that read their neighbours: `allOf` does not join them, so parting or joining them is asked about."""

from __future__ import annotations

import itertools
import random
from typing import Any

import jsonschema
import jsonschema_rs
import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent

INTEGER = {"type": "integer"}
PARTED = {
    "fields into a member": (
        {"properties": {"a": STRING, "b": STRING}, "additionalProperties": False},
        {"allOf": [{"properties": {"a": STRING}}], "properties": {"b": STRING}, "additionalProperties": False},
    ),
    "a closed member beside a field": (
        {"properties": {"a": STRING, "b": STRING}, "additionalProperties": False},
        {"allOf": [{"properties": {"a": STRING}, "additionalProperties": False}, {"properties": {"b": STRING}}]},
    ),
    "a count joined": (
        {"allOf": [{"contains": STRING}, {"minContains": 2}]},
        {"contains": STRING, "minContains": 2},
    ),
    "a limit joined": (
        {"allOf": [{"contains": STRING}, {"maxContains": 1}]},
        {"contains": STRING, "maxContains": 1},
    ),
    "a condition joined": (
        {"allOf": [{"if": {"required": ["a"]}}, {"then": {"required": ["b"]}}]},
        {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
    ),
    "items that exclude no position": (
        {"prefixItems": [STRING], "items": False},
        {"allOf": [{"prefixItems": [STRING]}, {"items": False}]},
    ),
    "what is unevaluated": (
        {"allOf": [{"properties": {"a": STRING}}], "unevaluatedProperties": False},
        {"allOf": [{"properties": {"a": STRING}}, {"unevaluatedProperties": False}]},
    ),
}


@pytest.mark.parametrize("name", PARTED)
def test_what_reads_its_neighbours_is_asked_about_when_they_move(name):
    base, revision = PARTED[name]
    assert diff(sent(base), sent(revision)).verdict == "breaking"
    assert diff(sent(revision), sent(base)).verdict == "additive"


@pytest.mark.parametrize("name", PARTED)
def test_one_level_down_too(name):
    base, revision = ({"properties": {"in": side}} for side in PARTED[name])
    assert diff(sent(base), sent(revision)).verdict == "breaking"


def test_a_condition_that_comes_apart_lets_more_out():
    revision, base = PARTED["a condition joined"]
    assert diff(received(base), received(revision)).verdict == "breaking"


def test_a_base_that_is_closed_refuses_the_fields_of_its_heirs():
    closed = {"properties": {"a": STRING}, "additionalProperties": False}
    base = {"properties": {"a": STRING, "b": STRING}, "additionalProperties": False}
    revision = sent({"allOf": [ref("Base")], "properties": {"b": STRING}}, schemas={"Base": closed})
    comparison = diff(sent(base, schemas={"Base": closed}), revision)
    assert comparison.verdict == "breaking"
    assert not any(change.rule == "schema-rewritten" for change in comparison.changes)


def test_keywords_that_move_together_stay_the_same():
    base = {"properties": {"a": STRING}, "additionalProperties": False}
    revision = {"allOf": [{"properties": {"a": STRING}, "additionalProperties": False}, {"minProperties": 0}]}
    assert diff(sent(base), sent(revision)).verdict == "neutral"


def test_a_harmless_move_is_told_as_a_rewrite_beside_another_edit():
    members = [{"additionalProperties": False, "properties": {"a": STRING}}, {"additionalProperties": False}]
    base = {"allOf": [*members, {"maxProperties": 5}]}
    revision = {"allOf": [members[1], {"maxProperties": 4}]} | {"properties": {}, "additionalProperties": False}
    rules = {change.rule for change in diff(sent({**base, "minProperties": 0}), sent(revision)).changes}
    assert "max-properties-lowered" in rules


MOVED = {
    "a field": {"properties": {"b": STRING}},
    "an object": {"properties": {"b": {"type": "object", "properties": {"c": INTEGER}}}},
    "a length": {"maxLength": 7},
    "values": {"enum": ["x", "y"]},
    "what is required": {"properties": {"b": STRING}, "required": ["b"]},
}


@pytest.mark.parametrize("name", MOVED)
@pytest.mark.parametrize("surface", [sent, received])
def test_what_moves_between_a_member_and_a_shared_base_is_told_once_as_a_rewrite(name, surface):
    down = surface(
        {"allOf": [ref("Base"), {"minProperties": 1, **MOVED[name]}]}, schemas={"Base": {"description": "all"}}
    )
    up = surface(
        {"allOf": [ref("Base"), {"minProperties": 1}]}, schemas={"Base": {"description": "all", **MOVED[name]}}
    )
    for base, revision in ((down, up), (up, down)):
        comparison = diff(base, revision)
        assert comparison.verdict == "neutral"
        assert {change.rule for change in comparison.changes} == {"schema-rewritten"}


def test_what_moves_between_two_bases():
    heir = {"allOf": [ref("First"), ref("Second")]}
    first, second = {"properties": {"a": STRING}}, {"properties": {"c": STRING}}
    both = {"properties": {"a": STRING, "b": STRING}}, {"properties": {"c": STRING, "b": STRING}}
    base = sent(heir, schemas={"First": both[0], "Second": second})
    revision = sent(heir, schemas={"First": first, "Second": both[1]})
    assert diff(base, revision).verdict == "neutral"


def test_another_heir_of_the_base_gets_the_field_and_is_told():
    named = {"properties": {"b": STRING}}
    base = sent({"allOf": [ref("Base"), named]}, schemas={"Base": {"minProperties": 1}})
    revision = sent({"allOf": [ref("Base")]}, schemas={"Base": {"minProperties": 1, **named}})
    paths = {"/v1/others": {"post": {"requestBody": {"content": {"application/json": {"schema": ref("Base")}}}}}}
    for side in (base, revision):
        paths["/v1/others"]["post"]["responses"] = {"204": {"description": "Done"}}
        side["paths"] |= paths
    comparison = diff(base, revision)
    assert any(change.rule == "property-added" for change in comparison.changes)
    assert not any(change.undecided for change in comparison.changes)


NAMED: dict[str, Any] = {"type": "object", "properties": {"a": STRING}, "required": ["a"]}
COUNTED: dict[str, Any] = {"type": "object", "properties": {"b": INTEGER}}
FLAT = {**NAMED, "properties": NAMED["properties"] | COUNTED["properties"]}


@pytest.mark.parametrize("heir", [{"allOf": [ref("Base")]}, {"allOf": [ref("Base"), {"minProperties": 1}]}])
def test_a_base_that_is_put_together_otherwise_is_a_rewrite_for_its_heirs(heir):
    flat = sent(heir, schemas={"Base": FLAT})
    parted = sent(heir, schemas={"Base": {"allOf": [NAMED, ref("Rest")]}, "Rest": COUNTED})
    for base, revision in ((flat, parted), (parted, flat)):
        assert diff(base, revision).verdict == "neutral"


def test_members_of_members_too():
    base = sent({"allOf": [FLAT]})
    revision = sent({"allOf": [{"allOf": [NAMED, ref("Rest")]}]}, schemas={"Rest": COUNTED})
    assert diff(base, revision).verdict == "neutral"
    assert diff(revision, base).verdict == "neutral"


OBJECT_KEYWORDS = [
    ("properties", {"a": STRING, "b": INTEGER}), ("required", ["a"]), ("additionalProperties", False),
    ("additionalProperties", INTEGER), ("patternProperties", {"^b": INTEGER}), ("unevaluatedProperties", False),
    ("if", {"required": ["a"]}), ("then", {"required": ["b"]}), ("else", {"required": ["c"]}), ("minProperties", 1),
    ("dependentRequired", {"a": ["b"]}), ("propertyNames", {"maxLength": 1}), ("type", "object"),
]  # fmt: skip
ARRAY_KEYWORDS = [
    ("prefixItems", [STRING]), ("items", INTEGER), ("items", False), ("contains", STRING), ("minContains", 2),
    ("maxContains", 1), ("unevaluatedItems", False), ("minItems", 1), ("uniqueItems", True), ("type", "array"),
]  # fmt: skip
INSTANCES = [
    *(dict(zip(names, values, strict=True)) for n in range(4) for names in itertools.combinations("abc", n)
      for values in itertools.product(["x", 1], repeat=n)),
    *(list(items) for n in range(4) for items in itertools.product(["x", 1], repeat=n)),
    "x", 1,
]  # fmt: skip


def parted(keywords, chance):
    """The keywords of one schema object, divided among the members of an `allOf`."""
    parts = [{} for _ in range(chance.choice([1, 2, 2, 3]))]
    for keyword, value in keywords:
        free = [part for part in parts if keyword not in part]
        if not free:
            parts.append(free := {})
            free[keyword] = value
        else:
            chance.choice(free)[keyword] = value
    parts = [part for part in parts if part] or [{}]
    if len(parts) == 1:
        return parts[0]
    return {**parts[0], "allOf": parts[1:]} if chance.random() < 0.4 else {"allOf": parts}


def valid(schema):
    """The instances that two validators agree to be valid."""
    found = []
    slow, fast = jsonschema.Draft202012Validator(schema), jsonschema_rs.Draft202012Validator(schema)
    for index, instance in enumerate(INSTANCES):
        answers = slow.is_valid(instance), fast.is_valid(instance)
        assert answers[0] == answers[1], (schema, instance)
        found += [index] if answers[0] else []
    return set(found)


@pytest.mark.parametrize("seed", range(6))
def test_no_way_to_divide_keywords_hides_a_value_that_came_or_went(seed):
    chance = random.Random(seed)
    for _ in range(25):
        pool = chance.choice([OBJECT_KEYWORDS, ARRAY_KEYWORDS])
        keywords = chance.sample(pool, chance.randint(2, 4))
        base, revision = parted(keywords, chance), parted(keywords, chance)
        verdict = diff(sent(base), sent(revision)).verdict
        gone, came = valid(base) - valid(revision), valid(revision) - valid(base)
        assert verdict == "breaking" or not gone, (base, revision)
        assert verdict in ("breaking", "additive") or not came, (base, revision)


EXCHANGED = {
    "a field": ({"properties": {"b": {"type": ["integer", "string"]}}}, {"properties": {"b": INTEGER}}),
    "fields of one that is a component": (
        {"properties": {"b": {**STRING, "maxLength": 9}, "c": STRING}},
        {"type": "object", "properties": {"b": {**STRING, "minLength": 2}}},
    ),
    "a limit": ({"minProperties": 1}, {"minProperties": 2, "type": "object"}),
    "what has to be there": ({"required": ["a"]}, {"required": ["b"], "type": "object"}),
}


def extracted(surface, inline, shared, *, uses=()):
    """A member is extracted under the name that another member of the same `allOf` had."""
    held = [{"properties": {name: ref("M")}} for name in uses]
    return (
        surface({"allOf": [inline, ref("M"), *held]}, schemas={"M": shared}),
        surface({"allOf": [ref("M"), ref("N"), *held]}, schemas={"M": inline, "N": shared}),
    )


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("parts", EXCHANGED.values(), ids=EXCHANGED)
def test_a_member_that_is_extracted_under_a_name_that_was_taken(surface, parts):
    for sides in (extracted(surface, *parts), extracted(surface, *parts)[::-1]):
        assert {change.cls for change in diff(*sides, audited=True).counted} == {"neutral"}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("parts", EXCHANGED.values(), ids=EXCHANGED)
def test_where_the_name_is_used_alone_another_schema_has_it_now(surface, parts):
    sides = extracted(surface, *parts, uses=["inner"])
    assert "breaking" in {diff(*each, audited=True).verdict for each in (sides, sides[::-1])}


@pytest.mark.parametrize("surface", [sent, received])
def test_members_that_exchange_what_reads_its_neighbours(surface):
    first, second = {"properties": {"a": STRING}}, {"properties": {"b": STRING}}
    closed = {**first, "additionalProperties": False}, {**second, "additionalProperties": STRING}
    swapped = {**first, "additionalProperties": STRING}, {**second, "additionalProperties": False}
    base, revision = (
        surface({"allOf": [ref("A"), ref("B")]}, schemas=dict(zip("AB", each, strict=True)))
        for each in (closed, swapped)
    )
    assert diff(base, revision, audited=True).verdict == "breaking"
