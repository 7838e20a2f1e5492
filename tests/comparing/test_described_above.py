"""Names that are new in a component, and that an alternative or a condition further out knows of the same member."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, only, received, ref, sent, told

INTEGER = {"type": "integer"}


def thing(**properties):
    return {"type": "object", "properties": properties}


def needing(required, **properties):
    return {**thing(**{required: STRING, **properties}), "required": [required]}


def gained(schema, new=INTEGER, way=sent, **components):
    """What is told of the component `Hull` that gained the field `colour`."""
    sides = [{"size": INTEGER}, {"size": INTEGER, "colour": new}]
    return diff(*(way(schema, schemas={"Hull": thing(**side), **components}) for side in sides), audited=True)


COLOURED = thing(colour=STRING)
IF_OWNED = {"if": {"required": ["owner"]}}
KNOWING = {
    "then": {**thing(owner=STRING, hull=ref("Hull")), **IF_OWNED, "then": thing(hull=COLOURED)},
    "else": {**thing(owner=STRING, hull=ref("Hull")), **IF_OWNED, "else": thing(hull=COLOURED)},
    "dependentSchemas": {**thing(hull=ref("Hull")), "dependentSchemas": {"owner": thing(hull=COLOURED)}},
    "anyOf": {**thing(hull=ref("Hull")), "anyOf": [thing(hull=COLOURED), {"required": ["owner"]}]},
    "overlapping": {"anyOf": [needing("a", hull=ref("Hull")), needing("b", hull=COLOURED)]},
    "exclusive": {"oneOf": [needing("a", hull=ref("Hull")), needing("b", hull=COLOURED)]},
    "joined": {"allOf": [thing(hull=ref("Hull")), {**IF_OWNED, "then": thing(hull=COLOURED)}]},
    "deeper": {**thing(at=thing(hull=ref("Hull"))), **IF_OWNED, "then": thing(at=thing(hull=COLOURED))},
    "items": {**thing(hulls={"items": ref("Hull")}), **IF_OWNED, "then": thing(hulls={"items": COLOURED})},
    "positions": {**thing(at={"items": ref("Hull")}), **IF_OWNED, "then": thing(at={"prefixItems": [COLOURED]})},
    "a map": {"additionalProperties": ref("Hull"), **IF_OWNED, "then": thing(hull=COLOURED)},
    "a pattern": {**thing(hull=ref("Hull")), **IF_OWNED, "then": {"patternProperties": {"^h": COLOURED}}},
    "a name beside a pattern": {**thing(hull=COLOURED), "patternProperties": {"^h": ref("Hull")}},
    "contained": thing(at={"items": ref("Hull"), "contains": COLOURED}),
    "named only": {**thing(hull=ref("Hull")), **IF_OWNED, "then": thing(hull={"required": ["colour"]})},
    "any name": {**thing(hull=ref("Hull")), **IF_OWNED, "then": thing(hull={"additionalProperties": STRING})},
}


@pytest.mark.parametrize("around", KNOWING.values(), ids=KNOWING)
def test_a_component_gains_a_name_that_is_known_from_further_out(around):
    comparison = gained(around)
    change = only(comparison, "breaking")
    assert (change.rule, change.name, change.undecided) == ("property-redeclared", "colour", False)
    assert change.witness.accepted_by == "base"
    assert told(gained(around, way=received))[0][1] == "additive"


@pytest.mark.parametrize("around", KNOWING.values(), ids=KNOWING)
def test_a_field_that_takes_what_clients_send_under_a_known_name_is_new(around):
    assert [row[:2] for row in told(gained(around, new={}))] == [("property-added", "additive")]


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_alternatives_that_a_constant_tells_apart_do_not_lend_each_other_names(keyword):
    kinds = [needing("kind", hull=ref("Hull")), needing("kind", hull=COLOURED)]
    for kind, value in zip(kinds, ("a", "b"), strict=True):
        kind["properties"]["kind"] = {"const": value}
    assert [row[:2] for row in told(gained({keyword: kinds}))] == [("property-added", "additive")]


def test_alternatives_that_a_discriminator_selects_do_not_lend_each_other_names():
    kinds = {"Sail": needing("kind", hull=ref("Hull")), "Steam": needing("kind", hull=COLOURED)}
    union = {"oneOf": [ref(kind) for kind in kinds], "discriminator": {"propertyName": "kind"}}
    assert [row[:2] for row in told(gained(union, **kinds))] == [("property-added", "additive")]
    change = only(gained({**union, **IF_OWNED, "then": thing(hull=COLOURED)}, **kinds), "breaking")
    assert change.name == "colour"


def test_a_name_that_is_known_of_another_member_is_new():
    around = {**thing(hull=ref("Hull")), **IF_OWNED, "then": thing(deck=COLOURED)}
    assert [row[:2] for row in told(gained(around))] == [("property-added", "additive")]


def test_another_edit_of_the_component_is_told_for_itself():
    around = {**thing(hull=ref("Hull")), **IF_OWNED, "then": thing(hull=COLOURED)}
    sides = [thing(size={**INTEGER, "maximum": 9}), thing(size={**INTEGER, "maximum": 5}, colour=STRING)]
    comparison = diff(*(sent(around, schemas={"Hull": side}) for side in sides), audited=True)
    assert [row[:2] for row in told(comparison)] == [
        ("maximum-lowered", "breaking"),
        ("property-added", "additive"),
    ]


@pytest.mark.parametrize("test", ["if", "contains"])
def test_a_name_that_is_new_in_what_a_value_is_held_against_can_be_known(test):
    held = {
        "if": {**thing(hull=COLOURED), "if": thing(hull=ref("Hull")), "else": {"required": ["owner"]}},
        "contains": {"type": "array", "items": COLOURED, "contains": ref("Hull")},
    }
    change = only(gained(thing(spare=ref("Hull"), ship=held[test])), "breaking")
    assert change.witness.accepted_by == "base"
    assert [row[:2] for row in told(gained(thing(spare=ref("Hull"), ship=held[test]), new={}))] == [
        ("property-added", "additive")
    ]


def test_a_name_that_a_condition_asks_by_is_no_new_one_under_it():
    """Who sends `owner` sends anything under it, and meets what stands there."""
    base = {"type": "object", "dependentSchemas": {"owner": thing(size=INTEGER)}}
    revision = {"type": "object", "dependentSchemas": {"owner": thing(size=INTEGER, owner=INTEGER)}}
    change = only(diff(sent(base), sent(revision)), "breaking")
    assert "owner" in change.witness.instance
    assert diff(received(base), received(revision)).verdict == "additive"


@pytest.mark.parametrize("around", [{"additionalProperties": STRING}, {"patternProperties": {"^c": STRING}}])
@pytest.mark.parametrize(
    "under",
    [
        lambda schema: {**IF_OWNED, "then": schema},
        lambda schema: {**IF_OWNED, "else": schema},
        lambda schema: {"dependentSchemas": {"owner": schema}},
    ],
    ids=["then", "else", "dependentSchemas"],
)
def test_a_name_that_a_map_holds_is_no_new_one_under_a_condition(around, under):
    old = sent({"type": "object", **around, **under({})})
    for new, verdict in ((INTEGER, "breaking"), ({"type": ["string", "integer"]}, "neutral")):
        assert (
            diff(old, sent({"type": "object", **around, **under(thing(colour=new))}), audited=True).verdict == verdict
        )


RED = {**thing(colour={"const": "red"}), "required": ["colour"]}
ASKED = {"required": ["colour"]}
ONLY_TESTED = {
    "not": {"not": RED},
    "a test of the rest": {"if": RED, "then": thing(size=INTEGER)},
    "a test that nothing follows": {"if": ASKED},
    "an alternative that asks": {"anyOf": [ASKED, {"required": ["size"]}]},
    "a refusal under a condition": {**IF_OWNED, "then": {"not": RED}},
    "a refusal under a refusal": {"not": {"anyOf": [RED, {"required": ["weight"]}]}},
    "what is asked for beside it": {"dependentRequired": {"colour": ["size"]}},
    "what holds beside it": {"dependentSchemas": {"colour": thing(size=INTEGER)}},
}
AROUND = {
    "joined": lambda part: {"allOf": [thing(hull=ref("Hull")), thing(hull=part)]},
    "an alternative": lambda part: {**thing(hull=ref("Hull")), "anyOf": [thing(hull=part), {"required": ["owner"]}]},
    "a condition": lambda part: {**thing(hull=ref("Hull")), **IF_OWNED, "then": thing(hull=part)},
    "a refusal": lambda part: {
        **thing(hull=ref("Hull")),
        "not": {**thing(hull={"required": ["weight"], "allOf": [part]}), "required": ["hull"]},
    },
    "a test": lambda part: {**thing(hull=ref("Hull")), "if": thing(hull=part), "then": thing(size=STRING)},
    "items": lambda part: thing(hulls={"allOf": [{"items": ref("Hull")}, {"items": part}]}),
    "contained": lambda part: thing(hulls={"items": ref("Hull"), "contains": part, "minContains": 0}),
}


@pytest.mark.parametrize("part", ONLY_TESTED.values(), ids=ONLY_TESTED)
@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
def test_a_name_that_is_only_tested_is_known(around, part):
    """Who knows it from a `not` or an `if` may send anything under it."""
    change = only(gained(around(part)), "breaking")
    assert (change.rule, change.name, change.undecided) == ("property-redeclared", "colour", False)
    assert gained(around(part), new={}).verdict in ("additive", "neutral")


@pytest.mark.parametrize("spare", [{}, {"spare": ref("Hull")}], ids=["alone", "used elsewhere"])
@pytest.mark.parametrize(
    ("tested", "way"),
    [
        ({"not": {"allOf": [ref("Hull"), {"required": ["size"]}]}}, received),
        ({"if": ref("Hull"), "then": {"required": ["owner"]}}, received),
        ({"if": ref("Hull"), "else": {"required": ["owner"]}}, sent),
        ({"if": ref("Hull"), "else": {"required": ["owner"]}, "allOf": [{"if": ASKED}]}, sent),
        ({**IF_OWNED, "then": {"not": {"allOf": [ref("Hull"), {"required": ["size"]}]}}}, received),
    ],
    ids=["not", "then", "else", "several tests", "under a condition"],
)
def test_a_name_that_is_new_in_what_is_tested_is_asked_about(tested, way, spare):
    """Whether the component is used elsewhere says nothing of what is refused here."""
    comparison = gained({**thing(**spare), **tested}, way=way)
    change = only(comparison, "breaking")
    assert "colour" in change.witness.instance


def test_a_name_that_is_new_in_what_is_refused_twice_is_no_more_than_new():
    around = {**thing(spare=ref("Hull")), "not": {"not": thing(hull=ref("Hull"))}}
    for way in (sent, received):
        assert [row[:2] for row in told(gained(around, way=way))] == [("property-added", "additive")]


@pytest.mark.parametrize("known", [COLOURED | ASKED, {"allOf": [COLOURED | ASKED]}], ids=["beside", "joined"])
def test_a_name_that_is_declared_and_asked_for_is_known_by_its_type(known):
    around = {**thing(hull=ref("Hull")), **IF_OWNED, "then": thing(hull=known)}
    assert [row[:2] for row in told(gained(around, new=STRING))] == [("property-added", "additive")]
