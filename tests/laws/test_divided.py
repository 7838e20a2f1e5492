"""An object and a union by its tag, with random edits, against a validator that tries every small payload."""

from __future__ import annotations

import itertools
import random

import jsonschema_rs
import pytest

from apidiff.model.policy import Policy
from tests.comparing.describing import diff, received, sent

SEEDS = range(200)
TYPES = [
    {"type": "string"},
    {"type": "integer"},
    {"type": "number"},
    {"type": "string", "enum": ["p", "q"]},
    {"type": "string", "enum": ["p"]},
]
VALUES = [..., "p", "q", "z", 1, 1.5]
TAGS = ("ore", "oil", "rye", "tea")
BY_NAME = {"property-removed", "required-property-added", "property-became-optional"}
"""What is breaking by policy, whatever values it changes."""


def an_object(tag, fields, required, closed):
    schema = {"type": "object", "required": ["cargo", *required], "properties": {"cargo": tag, **fields}}
    return {**schema, **({"additionalProperties": False} if closed else {})}


def pair(chance):
    """An object and a union, in either order, and the fields of the object."""
    tags = [*TAGS[: chance.choice([2, 3])]]
    fields = {name: chance.choice(TYPES) for name in "fg" if chance.random() < 0.8}
    required = [name for name in fields if chance.random() < 0.3]
    closed = chance.random() < 0.3
    one = an_object({"enum": tags}, fields, required, closed)
    edit = chance.random()
    kept = tags[:-1] if edit < 0.15 and len(tags) > 2 else [*tags, TAGS[3]] if edit < 0.3 else tags
    kinds = []
    for tag in kept:
        own, needed = dict(fields), list(required)
        if own and chance.random() < 0.3:
            own[chance.choice([*own])] = chance.choice(TYPES)
        if chance.random() < 0.15:
            own["h"] = chance.choice(TYPES)
        if needed and chance.random() < 0.15:
            needed.pop()
        kinds.append(an_object({"const": tag}, own, needed, closed))
    many = {chance.choice(["oneOf", "anyOf"]): kinds}
    return (one, many, fields) if chance.random() < 0.6 else (many, one, fields)


def payloads(fields):
    for tag, *values in itertools.product(TAGS, VALUES, VALUES):
        held = {name: value for name, value in zip("fg", values, strict=True) if value is not ... and name in fields}
        yield {"cargo": tag, **held}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_validator_tells_apart_is_breaking(seed):
    chance = random.Random(seed)
    base, revision, fields = pair(chance)
    surface = chance.choice([sent, received])
    comparison = diff(surface(base), surface(revision), policy=Policy(new_enum_value="breaking"), audited=True)
    sides = {"base": jsonschema_rs.Draft202012Validator(base), "revision": jsonschema_rs.Draft202012Validator(revision)}
    narrow, wide = ("base", "revision") if surface is sent else ("revision", "base")
    broken = [p for p in payloads(fields) if sides[narrow].is_valid(p) and not sides[wide].is_valid(p)]
    breaking = [change for change in comparison.counted if change.cls == "breaking"]
    assert not [change.title for change in breaking if change.undecided]
    assert bool(broken) <= bool(breaking), broken[:3]
    assert broken or all(change.rule in BY_NAME for change in breaking), [change.title for change in breaking]
    for witness in [change.witness for change in breaking if change.witness]:
        assert sides[witness.accepted_by].is_valid(witness.instance)
        assert not sides[witness.rejected_by].is_valid(witness.instance)
