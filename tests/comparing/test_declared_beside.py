"""Names that are new in one place and known from another: alternatives, kinds, and the parents they inherit from."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, only, received, ref, sent, told

INTEGER = {"type": "integer"}


def thing(required, **properties):
    return {"type": "object", "required": [required], "properties": {required: STRING, **properties}}


def union(keyword, *alternatives):
    return {keyword: list(alternatives)}


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize("new", [INTEGER, {"type": "string", "maxLength": 3}, {"type": "string", "enum": ["red"]}])
def test_a_name_that_another_alternative_allows_more_under_is_held_against_that(keyword, new):
    base = union(keyword, thing("hull"), thing("sail", colour=STRING))
    revision = union(keyword, thing("hull", colour=new), thing("sail", colour=STRING))
    change = only(diff(sent(base), sent(revision), audited=True))
    assert (change.rule, change.cls, change.name) == ("property-redeclared", "breaking", "colour")
    assert isinstance(change.witness.instance["colour"], str)
    assert [row[:2] for row in told(diff(received(base), received(revision)))] == [("property-added", "additive")]


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize("new", [STRING, {}, {"type": ["string", "null"]}, {"type": "string", "maxLength": 9}])
def test_a_name_that_takes_what_the_other_alternative_allows_is_new(keyword, new):
    sail = thing("sail", colour={"type": "string", "maxLength": 5})
    base, revision = union(keyword, thing("hull"), sail), union(keyword, thing("hull", colour=new), sail)
    assert [row[:2] for row in told(diff(sent(base), sent(revision), audited=True))] == [("property-added", "additive")]


def test_alternatives_that_gain_each_others_names():
    base = union("anyOf", thing("hull"), thing("sail"))
    revision = union("anyOf", thing("hull", sail=INTEGER), thing("sail", hull=INTEGER))
    changes = [c for c in diff(sent(base), sent(revision), audited=True).counted if c.cls != "neutral"]
    assert [(c.rule, c.cls, c.name) for c in changes] == [
        ("property-redeclared", "breaking", "sail"), ("property-redeclared", "breaking", "hull"),
    ]  # fmt: skip
    assert {type(value) for c in changes for value in c.witness.instance.values()} == {str}


def test_one_alternative_that_gains_the_others_required_name_changes_nothing_for_it():
    """What has both names is the other alternative as before."""
    base = union("anyOf", thing("hull"), thing("sail"))
    revision = union("anyOf", thing("hull", sail=INTEGER), thing("sail"))
    assert [row[:2] for row in told(diff(sent(base), sent(revision), audited=True))] == [("property-added", "additive")]


def test_a_shared_alternative_tells_its_new_field_where_it_is_used_alone():
    def side(**properties):
        schemas = {"Hull": thing("hull", **properties), "Sail": thing("sail", colour=STRING)}
        document = sent(union("anyOf", ref("Hull"), ref("Sail")), schemas=schemas)
        document["paths"]["/v1/hulls"] = sent(ref("Hull"))["paths"]["/v1/things"]
        return document

    found = {change.rule: change.operations for change in diff(side(), side(colour=INTEGER), audited=True).changes}
    assert found["property-redeclared"] == ("POST /v1/things",)
    assert "POST /v1/hulls" in found["property-added"]


def kinds(parent, tug, barge, *, mapped=False):
    """A parent with a discriminator, its fields, and those of its two children."""
    named = {"tug": "#/components/schemas/Tug", "barge": "#/components/schemas/Barge"}
    discriminator = {"propertyName": "kind", **({"mapping": named} if mapped else {})}
    vessel = {"type": "object", "required": ["kind"], "properties": {"kind": STRING, **parent}}
    schemas = {
        name: {"allOf": [ref("Vessel"), {"type": "object", "properties": fields}]}
        for name, fields in (("Tug", tug), ("Barge", barge))
    }
    return {"Vessel": {**vessel, "discriminator": discriminator}, **schemas}


NAME, POWER = {"name": STRING}, {"power": INTEGER}


@pytest.mark.parametrize("mapped", [False, True])
@pytest.mark.parametrize("surface", [sent, received])
def test_an_optional_field_of_one_child_that_the_parent_takes_over_is_new_for_the_others(surface, mapped):
    base = surface(ref("Vessel"), schemas=kinds({}, NAME | POWER, {}, mapped=mapped))
    revision = surface(ref("Vessel"), schemas=kinds(NAME, POWER, {}, mapped=mapped))
    assert [row[:2] for row in told(diff(base, revision, audited=True))] == [("property-added", "additive")]


def test_a_field_that_the_parent_takes_over_with_another_type_is_told_of_the_child():
    base = sent(ref("Vessel"), schemas=kinds({}, NAME | POWER, {}))
    revision = sent(ref("Vessel"), schemas=kinds({"name": INTEGER}, POWER, {}))
    rules = [row[:2] for row in told(diff(base, revision, audited=True))]
    assert rules == [("type-changed", "breaking"), ("property-added", "additive")]


def test_a_field_that_the_parent_takes_over_and_a_sibling_has_with_another_type():
    base = sent(ref("Vessel"), schemas=kinds({}, NAME, {"name": INTEGER}))
    revision = sent(ref("Vessel"), schemas=kinds(NAME, {}, {"name": INTEGER}))
    change = only(diff(base, revision, audited=True), "breaking")
    assert (change.rule, change.witness.instance["kind"]) == ("type-changed", "Barge")


CLOSED = {"additionalProperties": False}


@pytest.mark.parametrize("mark", [CLOSED, {"maxProperties": 3}], ids=["closed", "open"])
@pytest.mark.parametrize("is_shared", [False, True])
def test_a_field_that_lets_an_alternative_of_a_oneof_match_what_another_one_matches_is_breaking(mark, is_shared):
    def asked(sail):
        hull = thing("hull", sail=STRING) | mark
        schemas = {"Hull": hull, "Sail": sail}
        return sent(union("oneOf", *(map(ref, schemas) if is_shared else schemas.values())), schemas=schemas)

    sail = thing("sail") | CLOSED
    change = only(diff(asked(sail), asked(thing("sail", hull=STRING) | CLOSED), audited=True), "breaking")
    assert (change.rule, change.name) == ("property-redeclared", "hull")
    assert change.witness.instance.keys() == {"hull", "sail"}


@pytest.mark.parametrize("new", [INTEGER, {"type": "string", "maxLength": 3}])
def test_a_field_of_a_oneof_that_takes_nothing_of_what_the_other_alternative_does_is_new(new):
    hull = {"type": "object", "properties": {"hull": {"type": "string", "minLength": 4}, "sail": STRING}, **CLOSED}
    base = union("oneOf", hull | {"required": ["hull"]}, thing("sail") | CLOSED)
    revision = union("oneOf", hull | {"required": ["hull"]}, thing("sail", hull=new) | CLOSED)
    assert [row[:2] for row in told(diff(sent(base), sent(revision), audited=True))] == [("property-added", "additive")]


def test_alternatives_of_a_oneof_that_an_optional_tag_tells_apart_gain_each_others_fields():
    """Formally what lacks the tag may match both; who sends one of them says which one."""

    def ship(kind, **properties):
        return {"type": "object", "properties": {"kind": {"type": "string", "enum": [kind]}, **properties}, **CLOSED}

    base = union("oneOf", ship("tug", owner=STRING), ship("barge", load=INTEGER))
    revision = union("oneOf", ship("tug", owner=STRING), ship("barge", load=INTEGER, owner=STRING))
    assert [row[:2] for row in told(diff(sent(base), sent(revision), audited=True))] == [("property-added", "additive")]


RED = {"properties": {"colour": {"const": "red"}}, "required": ["colour"]}


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize(
    "tested",
    [
        {"not": RED},
        {"if": RED, "then": {"required": ["weight"]}},
        {"allOf": [{"not": {"anyOf": [RED, {"required": ["weight"]}]}}]},
        {"dependentRequired": {"colour": ["weight"]}},
    ],
    ids=["not", "if", "joined", "dependentRequired"],
)
def test_a_name_that_another_alternative_only_tests_is_known(keyword, tested):
    sides = [union(keyword, thing("hull", **more), thing("sail") | tested) for more in ({}, {"colour": INTEGER})]
    change = only(diff(*map(sent, sides), audited=True), "breaking")
    assert (change.rule, change.name, change.undecided) == ("property-redeclared", "colour", False)


def test_a_name_of_a_condition_in_another_alternative_is_known_by_its_type():
    sail = thing("sail", weight=INTEGER) | {"if": {"required": ["weight"]}, "then": {"properties": {"colour": STRING}}}
    for new, cls in ((STRING, "additive"), (INTEGER, "breaking")):
        revision = union("anyOf", thing("hull", colour=new), sail)
        assert diff(sent(union("anyOf", thing("hull"), sail)), sent(revision), audited=True).verdict == cls


CLOSED = {"additionalProperties": False}


def either(keyword, *alternatives, **more):
    return {keyword: [{"type": "object", "properties": dict(each), **more} for each in alternatives]}


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_a_closed_alternative_that_gains_a_name_which_clients_read_as_another_type(keyword):
    base = either(keyword, {"pier": STRING}, {"depth": STRING}, **CLOSED)
    revision = either(keyword, {"pier": STRING, "depth": INTEGER}, {"depth": STRING}, **CLOSED)
    change = only(diff(received(base), received(revision), audited=True), "breaking")
    assert (change.rule, change.name) == ("property-redeclared", "depth")
    assert isinstance(change.witness.instance["depth"], int)


APART = {"kind": {"const": "a"}}, {"kind": {"const": "b"}}


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize(
    ("depth", "more", "apart"),
    [(STRING, CLOSED, ({}, {})), (INTEGER, {}, ({}, {})), (INTEGER, CLOSED, APART)],
    ids=["of a type that they know", "that was open", "that a constant tells apart"],
)
def test_a_new_field_of_an_alternative_that_clients_cope_with(keyword, depth, more, apart):
    other = {"depth": STRING, **apart[1]}
    base = either(keyword, {"pier": STRING, **apart[0]}, other, **more)
    revision = either(keyword, {"pier": STRING, "depth": depth, **apart[0]}, other, **more)
    assert diff(received(base), received(revision), audited=True).verdict == "additive"


@pytest.mark.parametrize("rest", [False, STRING])
@pytest.mark.parametrize("known", [{}, STRING])
def test_a_new_field_that_leaves_another_one_unevaluated(known, rest):
    """`{hull, sail}` met both alternatives; where `sail` is no boolean it meets the second alone, and `hull` none."""
    old, new = {"properties": {"hull": {}}}, {"properties": {"hull": {}, "sail": {"type": "boolean"}}}
    limit = {"unevaluatedProperties": rest}
    base = union("anyOf", {"properties": {"sail": known}}, old) | limit
    revision = union("anyOf", {"properties": {"sail": known}}, new) | limit
    change = only(diff(sent(base), sent(revision), audited=True))
    assert (change.rule, change.cls, change.undecided) == ("property-redeclared", "breaking", False)
    assert change.witness.instance.keys() == {"hull", "sail"}
    without = [{k: v for k, v in side.items() if k != "unevaluatedProperties"} for side in (base, revision)]
    assert diff(*map(sent, without)).verdict == "additive"
