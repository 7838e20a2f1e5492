"""What only is written another way stays a rewrite beside a break, which is told alone."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, diff, only, received, ref, sent, told


def tagged(limit, *, tag="kind"):
    """Two objects that tell themselves apart; the text of the first has a limit."""
    first = {"type": "object", "required": [tag], "properties": {tag: {"const": "dinghy"}, "sail": text(limit)}}
    second = {"type": "object", "required": [tag], "properties": {tag: {"const": "canoe"}}}
    return [first, second]


def text(limit, **more):
    return {"type": "string", "maxLength": limit, **more}


DISJOINT = {
    "types": lambda limit: [{"type": "integer"}, text(limit)],
    "constants": tagged,
    "patterns": lambda limit: [text(limit, pattern="^a"), {"type": "string", "pattern": "^b"}],
}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("alternatives", DISJOINT.values(), ids=DISJOINT)
@pytest.mark.parametrize(("before", "after"), [("oneOf", "anyOf"), ("anyOf", "oneOf")])
def test_the_keyword_of_alternatives_that_exclude_each_other(surface, alternatives, before, after):
    limits = (12, 10) if surface is sent else (10, 12)
    base, revision = (surface({k: alternatives(limit)}) for k, limit in zip((before, after), limits, strict=True))
    rows = told(diff(base, revision, audited=True))
    assert [row[:2] for row in rows] == [(f"max-length-{'lowered' if surface is sent else 'raised'}", "breaking")]


def test_the_keyword_of_alternatives_that_overlap_is_told():
    base, revision = (sent({k: [text(12), {"type": "string", "minLength": 2}]}) for k in ("anyOf", "oneOf"))
    assert [row[:2] for row in told(diff(base, revision, audited=True))] == [("composition-changed", "breaking")]


def union(limit, *, discriminated, prescribed=True):
    first, second = tagged(limit)
    if not prescribed:
        first["properties"]["kind"] = second["properties"]["kind"] = STRING
    boat = {"oneOf": [ref("Dinghy"), ref("Canoe")]}
    if discriminated:
        mapping = {"dinghy": "#/components/schemas/Dinghy", "canoe": "#/components/schemas/Canoe"}
        boat["discriminator"] = {"propertyName": "kind", "mapping": mapping}
    return sent(ref("Boat"), schemas={"Boat": boat, "Dinghy": first, "Canoe": second})


@pytest.mark.parametrize("comes", [False, True])
def test_a_discriminator_of_children_that_prescribe_their_tags(comes):
    base, revision = union(5, discriminated=not comes), union(4, discriminated=comes)
    assert [row[:2] for row in told(diff(base, revision, audited=True))] == [("max-length-lowered", "breaking")]
    assert diff(base, union(5, discriminated=comes), audited=True).verdict == "neutral"


def test_a_discriminator_that_alone_told_the_children_apart():
    base = union(5, discriminated=True, prescribed=False)
    revision = union(4, discriminated=False, prescribed=False)
    assert ("discriminator-removed", "additive") in [row[:2] for row in told(diff(base, revision, audited=True))]


def listing(*values, **more):
    schema = {"type": "array", "items": {"type": "string", "enum": list(values)}, **more}
    operation = {"parameters": [{"name": "berths", "in": "query", "schema": schema}], "responses": {}}
    return api({"/v1/boats": {"get": operation}})


@pytest.mark.parametrize("idle", [{"minItems": 0}, {"uniqueItems": False}, {"minItems": 0, "uniqueItems": False}])
@pytest.mark.parametrize("comes", [False, True])
def test_a_keyword_that_asks_for_nothing_in_what_travels_as_text(idle, comes):
    before, after = ({}, idle) if comes else (idle, {})
    rows = told(diff(listing("quay", "buoy", **before), listing("quay", **after), audited=True))
    assert [row[:2] for row in rows] == [("enum-value-removed", "breaking")]


def test_a_constant_that_all_alternatives_share_tells_none_of_them_apart():
    def quay(tag, limit):
        fields = {"kind": {"const": tag}, "port": {"enum": ["north"]}, "berth": text(limit)}
        return {"type": "object", "required": ["kind"], "properties": fields}

    base = sent({"oneOf": [quay("buoy", 9), quay("berth", 5)]})
    revision = sent({"oneOf": [quay("berth", 5), quay("buoy", 8)]})
    change = only(diff(base, revision, audited=True))
    assert (change.rule, change.witness.instance["kind"]) == ("max-length-lowered", "buoy")
