"""An object becomes a union by its tag, or back, and something else changes: that is told, and no tag that stays."""

from __future__ import annotations

import copy

import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent

TAGS = ("rail", "road")
BASE = {"weight": {"type": "number"}, "note": {"type": "string", "maxLength": 9}}


def flat(tags=TAGS, **fields):
    return {
        "type": "object",
        "required": ["by", "weight"],
        "properties": {"by": {"type": "string", "enum": [*tags]}, **BASE, **fields},
    }


def kind(tag, fields=None):
    return {
        "type": "object",
        "required": ["by", "weight"],
        "properties": {"by": {"const": tag}, **copy.deepcopy(BASE), **(fields or {})},
    }


def flat_inline(tags=TAGS):
    return flat(tags), {}


def flat_inheriting(tags=TAGS):
    own = {"type": "object", "required": ["by"], "properties": {"by": ref("By")}}
    by = {"type": "string", "enum": [*tags]}
    rest = {key: value for key, value in flat()["properties"].items() if key != "by"}
    parent = {"type": "object", "required": ["weight"], "properties": rest}
    return {"allOf": [ref("Parent"), own]}, {"Parent": parent, "By": by}


def union_inline(kinds):
    return {"oneOf": [*kinds.values()]}, {}


def union_shared(kinds):
    schemas = {tag.title(): schema for tag, schema in kinds.items()}
    return {"anyOf": [ref(name) for name in schemas]}, schemas


def union_dispatched(kinds):
    root, schemas = union_shared(kinds)
    mapping = {name.lower(): f"#/components/schemas/{name}" for name in schemas}
    return {"oneOf": root["anyOf"], "discriminator": {"propertyName": "by", "mapping": mapping}}, schemas


def union_beside(kinds):
    """What all kinds have stands beside the alternatives."""
    fields = [schema["properties"] for schema in kinds.values()]
    common = {key: value for key, value in BASE.items() if all(each[key] == value for each in fields)}
    own = [{**schema, "properties": {k: v for k, v in schema["properties"].items() if k not in common}}
           for schema in kinds.values()]  # fmt: skip
    return {"type": "object", "properties": common, "oneOf": own}, {}


FLAT = [flat_inline, flat_inheriting]
UNIONS = [union_inline, union_shared, union_dispatched, union_beside]
EDITS = {
    "nothing": ({"rail": {}, "road": {}}, []),
    "a field more": ({"rail": {}, "road": {"axles": {"type": "integer"}}}, ["property-added"]),
    "a field of both": ({"rail": {"id": STRING}, "road": {"id": STRING}}, ["property-added"]),
    "another type": ({"rail": {}, "road": {"weight": STRING}}, ["type-changed"]),
    "a shorter text": ({"rail": {"note": {"type": "string", "maxLength": 5}}, "road": {}}, ["max-length-lowered"]),
}
"""By name: the fields of each kind in the union, and the rules that tell of the object's division into it."""


def described(surface, way):
    root, schemas = way
    return surface(root, schemas=schemas) if schemas else surface(root)


def told(comparison):
    return sorted(change.rule for change in comparison.counted if change.cls != "neutral")


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("one", FLAT)
@pytest.mark.parametrize("many", UNIONS)
def test_what_changes_with_the_division_is_told_alone(surface, edit, one, many):
    fields, rules = EDITS[edit]
    kinds = {tag: kind(tag, more) for tag, more in fields.items()}
    comparison = diff(described(surface, one()), described(surface, many(kinds)), audited=True)
    assert told(comparison) == rules
    assert not [change.title for change in comparison.counted if change.undecided]


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("many", UNIONS)
@pytest.mark.parametrize("one", FLAT)
def test_what_changes_with_the_union_of_kinds_into_an_object_is_told_alone(surface, one, many):
    kinds = {"rail": kind("rail"), "road": kind("road", {"axles": {"type": "integer"}})}
    base, revision = described(surface, many(kinds)), described(surface, one())
    assert told(diff(base, revision, audited=True)) == ["property-removed"]


@pytest.mark.parametrize("one", FLAT)
@pytest.mark.parametrize("many", UNIONS)
def test_a_tag_that_goes_with_the_division(one, many):
    kinds = {tag: kind(tag) for tag in TAGS}
    base, revision = described(sent, one((*TAGS, "sea"))), described(sent, many(kinds))
    (change,) = [change for change in diff(base, revision, audited=True).counted if change.cls == "breaking"]
    assert (change.rule, change.name, change.witness.instance["by"]) == ("enum-value-removed", "sea", "sea")


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("one", FLAT)
@pytest.mark.parametrize("many", UNIONS)
def test_a_tag_that_comes_with_the_division(surface, one, many):
    kinds = {tag: kind(tag) for tag in (*TAGS, "sea")}
    comparison = diff(described(surface, one()), described(surface, many(kinds)), audited=True)
    assert told(comparison) == ["alternative-added"]
    assert comparison.verdict == ("additive" if surface is sent else "breaking")


def test_an_object_that_need_not_have_a_tag_is_no_union_by_it():
    optional = {**flat(), "required": ["weight"]}
    comparison = diff(sent(optional), sent(union_inline({tag: kind(tag) for tag in TAGS})[0]))
    assert comparison.verdict == "breaking"
