"""Subtypes that refuse the tag that selects them, or list it in another way than `const` and `enum`."""

from __future__ import annotations

import jsonschema_rs
import pytest

from apidiff.model.policy import Policy
from tests.comparing.describing import STRING, diff, only, received, ref, sent, told

INTEGER = {"type": "integer"}
ONE_VALUE = {
    "oneOf": {"oneOf": [{"const": "paid", "description": "It was paid."}]},
    "anyOf": {"anyOf": [{"enum": ["paid"]}]},
    "allOf": {"allOf": [{"anyOf": [{"const": "paid"}]}]},
    "component": {"anyOf": [ref("Tag")]},
    "pattern of one": {"type": "string", "pattern": "^paid$"},
    "or null": {"anyOf": [{"const": "paid"}, {"type": "null"}]},
}
PATTERNS = {
    "pattern": {"type": "string", "pattern": "^pai[d]$"},
    "maxLength": {"type": "string", "maxLength": 4},
    "not": {"type": "string", "not": {"pattern": "^[A-Z]"}},
    "integer": INTEGER,
    "boolean": {"type": "boolean"},
    "array": {"type": "array", "items": STRING},
    "if": {"type": "string", "if": {"minLength": 5}, "then": {"const": "longer"}},
}
MAPPED = {"paid": "#/components/schemas/Paid", "failed": "#/components/schemas/Failed"}
TAGS = pytest.mark.parametrize("tag", [pytest.param(tag, id=name) for name, tag in (ONE_VALUE | PATTERNS).items()])
SURFACES = pytest.mark.parametrize("surface", [sent, received])


def union(tag, fields=None, required=(), *, keyword="oneOf", mapping=None, **more):
    """Paid, whose tag is as given, or Failed, which prescribes its own."""
    paid = {"kind": tag, "sum": INTEGER} if fields is None else {"kind": tag, **fields}
    failed = {"kind": {"const": "failed"}, "why": STRING}
    discriminator = {"propertyName": "kind", **({"mapping": mapping} if mapping else {})}
    return {
        "Tag": {"type": "string", "enum": ["paid"]},
        "Paid": {"type": "object", "required": ["kind", *required], "properties": paid},
        "Failed": {"type": "object", "required": ["kind"], "properties": failed},
        "Event": {keyword: [ref("Paid"), ref("Failed")], "discriminator": discriminator},
        **more,
    }


def at(surface, schemas):
    return surface(ref("Event"), schemas=schemas)


def is_valid(schemas, instance):
    document = {**ref("Event"), "components": {"schemas": schemas}}
    return jsonschema_rs.validator_for(document).is_valid(instance)


def holds(change, base, revision):
    """Whether the witness of a change is a payload that one side alone takes, as a validator reads both."""
    sides = {"base": base, "revision": revision}
    instance = change.witness.instance
    return is_valid(sides[change.witness.accepted_by], instance) and not is_valid(
        sides[change.witness.rejected_by], instance
    )


@TAGS
@SURFACES
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_a_field_of_another_type_is_breaking_whatever_its_tag_looks_like(tag, surface, keyword):
    base = union(tag, keyword=keyword)
    revision = union(tag, {"sum": STRING}, keyword=keyword)
    change = only(diff(at(surface, base), at(surface, revision)))
    assert (change.rule, change.cls) == ("type-changed", "breaking")
    assert "`sum`" in change.title
    assert holds(change, base, revision)


@TAGS
def test_a_field_that_became_required_is_breaking_whatever_the_tag_looks_like(tag):
    base, revision = union(tag), union(tag, required=["sum"])
    change = only(diff(at(sent, base), at(sent, revision)))
    assert (change.rule, change.cls, change.name) == ("property-became-required", "breaking", "sum")
    assert holds(change, base, revision)
    assert diff(at(sent, revision), at(sent, base)).verdict == "additive"


@pytest.mark.parametrize("tag", [{"oneOf": [{"const": "paid"}]}, {"anyOf": [{"const": "paid"}]}])
@SURFACES
def test_another_value_of_a_tag_is_breaking_in_whatever_way_it_is_listed(tag, surface):
    (keyword,) = tag
    revision = union({keyword: [{"const": "payed"}]})
    found = diff(at(surface, union(tag)), at(surface, revision))
    assert found.verdict == "breaking"


@pytest.mark.parametrize(
    "tag", [{"oneOf": [{"const": "paid"}]}, {"anyOf": [{"const": "paid"}]}, PATTERNS["pattern"]], ids=str
)
@SURFACES
def test_a_tag_that_is_written_anew_is_neither_renamed_nor_breaking(tag, surface):
    base, revision = at(surface, union({"const": "paid"})), at(surface, union(tag))
    assert told(diff(base, revision)) == []
    assert told(diff(revision, base)) == []


@SURFACES
def test_a_tag_of_a_mapping_that_the_subtype_refuses_does_not_empty_it(surface):
    tag = {"type": "string", "pattern": "^[a-z]+$"}
    mapping = {"PAID": "#/components/schemas/Paid", "failed": "#/components/schemas/Failed"}
    base, revision = union(tag, mapping=mapping), union(tag, {"sum": STRING}, mapping=mapping)
    change = only(diff(at(surface, base), at(surface, revision)))
    assert (change.rule, change.cls) == ("type-changed", "breaking")
    assert "`sum`" in change.title
    assert holds(change, base, revision)


@pytest.mark.parametrize("tag", [pytest.param(tag, id=name) for name, tag in PATTERNS.items()])
def test_a_subtype_that_refuses_its_tag_is_a_kind_that_can_go(tag):
    base = union(tag)
    more = {"Void": {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "void"}}}}
    base["Event"]["oneOf"] = [ref("Paid"), ref("Failed"), ref("Void")]
    revision = {**union(tag, **more), "Event": {**base["Event"], "oneOf": [ref("Failed"), ref("Void")]}}
    change = only(diff(at(sent, base | more), at(sent, revision)), "breaking")
    assert (change.rule, change.name) == ("subtype-removed", "Paid")


def closed(why, **more):
    """Two closed schemas that declare no tag at all, so that none can be sent."""
    return {
        "Paid": {"type": "object", "additionalProperties": False, "properties": {"sum": INTEGER}},
        "Failed": {
            "type": "object",
            "additionalProperties": False,
            "required": ["why"],
            "properties": {"why": why},
        },
        "Event": {"oneOf": [ref("Paid"), ref("Failed")], "discriminator": {"propertyName": "kind"}},
        **more,
    }


@SURFACES
def test_closed_subtypes_without_the_tag_are_told_apart_by_their_fields(surface):
    base, revision = closed(STRING), closed({"type": "boolean"})
    change = only(diff(at(surface, base), at(surface, revision)))
    assert (change.rule, change.cls) == ("type-changed", "breaking")
    assert "`why`" in change.title
    assert holds(change, base, revision)


def heirs(fields):
    """The subtypes inherit a tag that is none of their names."""
    tag = {"type": "string", "pattern": "^[a-z]+$"}
    base = {"type": "object", "required": ["kind"], "properties": {"kind": tag}}
    return {
        "Event": {**base, "discriminator": {"propertyName": "kind"}},
        "Paid": {"allOf": [ref("Event"), {"required": [*fields], "properties": fields}]},
        "Failed": {"allOf": [ref("Event"), {"required": ["why"], "properties": {"why": INTEGER}}]},
    }


@SURFACES
def test_a_tag_that_the_parent_refuses_does_not_empty_its_heirs(surface):
    found = diff(at(surface, heirs({"sum": INTEGER})), at(surface, heirs({"sum": STRING})))
    assert [(change.rule, change.cls) for change in found.counted] == [("type-changed", "breaking")]


@pytest.mark.parametrize("tag", [pytest.param(tag, id=name) for name, tag in PATTERNS.items()])
def test_a_subtype_more_that_refuses_its_tag_is_sent_with_one_that_no_client_knows(tag):
    void = {"Void": {"type": "object", "required": ["kind"], "properties": {"kind": tag}}}
    base, revision = ({**union({"const": "paid"}), **void} for _ in "ab")
    revision["Event"] = {**base["Event"], "oneOf": [*base["Event"]["oneOf"], ref("Void")]}
    found = diff(at(received, base), at(received, revision), policy=Policy(new_enum_value="additive"))
    assert [(c.rule, c.cls, c.caution) for c in found.counted if c.cls != "neutral"] == [
        ("subtype-added", "additive", True)
    ]
    strict = diff(at(received, base), at(received, revision), policy=Policy(new_enum_value="breaking"))
    assert [(c.rule, c.cls) for c in strict.counted if c.cls != "neutral"] == [("subtype-added", "breaking")]


@SURFACES
@pytest.mark.parametrize("first", ["paid", "Paid"])
def test_a_subtype_has_each_of_the_tags_that_it_alone_lists(surface, first):
    few, many = union({"enum": [first]}), union({"enum": [first, "late"]})
    change = only(diff(at(surface, many), at(surface, few)))
    assert (change.rule, change.cls) == ("enum-value-removed", "breaking" if surface is sent else "additive")
    change = only(diff(at(surface, few), at(surface, many), policy=Policy(new_enum_value="breaking")))
    assert (change.rule, change.cls) == ("enum-value-added", "additive" if surface is sent else "breaking")
    change = only(diff(at(surface, few), at(surface, many), policy=Policy(new_enum_value="additive")))
    assert (change.cls, change.caution) == ("additive", surface is received)


def test_a_subtype_more_that_refuses_its_tag_may_be_no_object():
    more = {"Other": {"properties": {"kind": INTEGER}}}
    base = {**union({"const": "paid"}), **more}
    revision = {**base, "Event": {**base["Event"], "oneOf": [*base["Event"]["oneOf"], ref("Other")]}}
    change = only(diff(at(received, base), at(received, revision)), "breaking")
    assert change.rule == "subtype-added"
    assert holds(change, base, revision)


@pytest.mark.parametrize("surface", [sent, received])
def test_a_discriminator_that_selects_nothing_settles_no_overlap(surface):
    base, revision = (closed(STRING) for _ in "ab")
    for schemas in (base, revision):
        schemas["Event"]["oneOf"] = [{}, ref("Paid")]
    del revision["Event"]["discriminator"]
    assert told(diff(at(surface, base), at(surface, revision))) == []
    revision["Paid"] = {}
    found = {change.rule: change for change in diff(at(sent, base), at(sent, revision)).counted}
    assert holds(found["composition-changed"], base, revision)


def test_a_subtype_that_comes_to_overlap_another_one_that_no_tag_selects_is_breaking():
    base, revision = closed(STRING), closed(STRING)
    del revision["Paid"]["additionalProperties"]
    found = diff(at(sent, base), at(sent, revision))
    broken = [change for change in found.counted if change.cls == "breaking"]
    assert broken
    assert all(holds(change, base, revision) for change in broken if change.witness)


@SURFACES
def test_a_tag_is_not_what_empties_a_subtype_that_nothing_matches(surface):
    """Here it is a date of at most four characters; a limit that says nothing is then still a rewrite."""

    def described(**more):
        schemas = union(STRING | more, {"day": STRING | {"format": "date", "maxLength": 4}}, ["day"])
        schemas["Failed"]["properties"]["kind"] = STRING | {"enum": ["failed"]}
        paid, failed = ({**schemas[name], "nullable": True} for name in ("Paid", "Failed"))
        return surface(ref("Event"), openapi="3.0.3", schemas=schemas | {"Paid": paid, "Failed": failed})

    assert diff(described(), described(minLength=0)).verdict == "neutral"


def test_a_list_of_tags_that_is_negated_twice_is_the_same_list():
    union = {"anyOf": [ref("One"), ref("Two")], "discriminator": {"propertyName": "kind"}}
    tags = {"anyOf": [{"const": "One"}, {"const": "other"}]}
    sides = [
        sent(union, schemas={"One": {"type": "object", "properties": {"kind": kind}}, "Two": {"type": "object"}})
        for kind in (tags, {"not": {"not": tags}})
    ]
    assert told(diff(*sides)) == told(diff(*reversed(sides))) == []


@pytest.mark.parametrize("more", [{"const": "paid"}, {"oneOf": [{"type": "integer"}, {"const": "paid"}]}])
def test_a_tag_that_is_listed_may_be_refused_all_the_same(more):
    """`propertyNames` lets no payload have the tag, so how it is listed changes nothing."""
    base, revision = (union(tag, {"sum": INTEGER}, mapping=MAPPED) for tag in ({"const": "paid"}, more))
    for schemas in (base, revision):
        schemas["Paid"] |= {"propertyNames": {"maxLength": 3}, "required": []}
        schemas["Failed"]["required"] = []
    assert not told(diff(at(sent, base), at(sent, revision)))
    assert not told(diff(at(received, base), at(received, revision)))


def test_a_closed_subtype_that_needs_what_it_does_not_declare_is_read_as_an_open_one():
    base, revision = (union({"type": "boolean"}, required=["note"]) for _ in range(2))
    base["Paid"]["additionalProperties"] = False
    for schemas in (base, revision):
        del schemas["Failed"]["properties"]["why"]  # to what another alternative declares it would stay closed
    assert {cls for _, cls, _ in told(diff(at(received, base), at(received, revision)))} <= {"additive"}


def test_a_value_beside_the_tags_that_two_alternatives_take_is_none_of_a_one_of():
    """Nothing selects `due`, and validation takes what matches one alternative."""
    base, revision = (union({"enum": ["paid", *also]}, mapping=MAPPED) for also in ((), ("due",)))
    for schemas in (base, revision):
        schemas["Failed"] = {"type": "object"}
    assert not told(diff(at(received, base), at(received, revision), policy=Policy(new_enum_value="breaking")))
    for schemas in (base, revision):
        schemas["Failed"]["properties"] = {"kind": {"const": "failed"}}
    change = only(
        diff(at(received, base), at(received, revision), policy=Policy(new_enum_value="breaking")), "breaking"
    )
    assert holds(change, base, revision)


@pytest.mark.parametrize("mapping", [None, MAPPED])
@SURFACES
def test_a_pattern_of_a_few_texts_lists_them(surface, mapping):
    """So what it matches beside the tags may be sent, as what an enum lists beside them."""
    few, more = ({"type": "string", "pattern": pattern} for pattern in ("^paid$", "^(?:paid|due)$"))
    written = union({"enum": ["paid", "due"]}, mapping=mapping), union(more, mapping=mapping)
    assert not told(diff(*(at(surface, each) for each in written)))
    assert not told(diff(*(at(surface, each) for each in written[::-1])))
    base, revision = union(few, mapping=mapping), union(more, mapping=mapping)
    grown, shrunk = (diff(at(surface, a), at(surface, b)) for a, b in ((base, revision), (revision, base)))
    assert (only(grown).cls, only(shrunk).cls) == (("additive", "breaking"), ("breaking", "additive"))[
        surface is received
    ]
    assert {only(grown).rule, only(shrunk).rule} == {"pattern-changed"}


TEXT_ELSEWHERE = {
    "in an allOf": {"pattern": "^paid$", "allOf": [{"type": "string"}]},
    "beside an allOf": {"type": "string", "allOf": [{"pattern": "^paid$"}]},
    "around alternatives": {"type": "string", "anyOf": [{"pattern": "^paid$"}]},
}


@pytest.mark.parametrize("tag", [pytest.param(tag, id=name) for name, tag in TEXT_ELSEWHERE.items()])
@SURFACES
def test_a_pattern_lists_the_same_text_wherever_the_type_stands(tag, surface):
    was, now = (union(each) for each in (ONE_VALUE["pattern of one"], tag))
    assert diff(at(surface, was), at(surface, now)).verdict == "neutral"
    assert diff(at(surface, now), at(surface, was)).verdict == "neutral"
    nested = [
        {**each, "Event": {**each["Event"], "oneOf": [ref("Failed"), ref("Inner")]}, "Inner": {"oneOf": [ref("Paid")]}}
        for each in (was, now)
    ]
    assert diff(*(at(surface, each) for each in nested)).verdict == "neutral"


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_null_beside_the_one_text_of_a_pattern_is_sent_to_clients_that_do_not_know_it(keyword):
    pattern = {"type": "string", "pattern": "^two$"}
    sides = []
    for tag in (pattern, {**pattern, "nullable": True}):
        one = {"type": "object", "required": ["kind"], "properties": {"kind": STRING}}
        two = {"type": "object", "required": ["b"], "properties": {"kind": tag}}
        event = {keyword: [ref("One"), ref("Two")], "discriminator": {"propertyName": "kind"}}
        sides.append(received(ref("Event"), schemas={"One": one, "Two": two, "Event": event}) | {"openapi": "3.0.4"})
    change = only(diff(*sides))
    assert change.cls == "breaking"
    assert change.witness.instance["kind"] is None
