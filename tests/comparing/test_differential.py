"""What the differential fuzzer found, each kind in its smallest form."""

from __future__ import annotations

import pytest

from apidiff.model.policy import Policy
from tests.comparing.describing import diff, received, ref, sent, told

READ_ONLY = {"type": "string", "readOnly": True}


def kind(tag):
    return {"type": "object", "properties": {"kind": {"type": "string", "enum": [tag]}}, "required": ["kind"]}


def selected(*members):
    mapping = {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"}
    return {"oneOf": [*members], "discriminator": {"propertyName": "kind", "mapping": mapping}}


KINDS = {"Cat": kind("cat"), "Dog": kind("dog")}


@pytest.mark.parametrize("rest", [[], [{"type": "string"}]])
def test_an_alternative_that_only_the_mapping_still_names_is_removed(rest):
    """All possible schemas are listed; one that is not is no value of the schema (OpenAPI 3.1.1, 4.8.25)."""
    whole, part = selected(ref("Cat"), ref("Dog")), selected(ref("Cat"), *rest)
    comparison = diff(sent(whole, schemas=KINDS), sent(part, schemas=KINDS))
    [change] = [each for each in comparison.counted if each.cls == "breaking"]
    assert (change.rule, change.name, change.witness.instance) == ("subtype-removed", "dog", {"kind": "dog"})
    strict = Policy(new_enum_value="breaking")
    back = diff(received(part, schemas=KINDS), received(whole, schemas=KINDS), policy=strict)
    assert ("subtype-added", "breaking") in [(rule, cls) for rule, cls, _ in told(back)]


def test_a_schema_that_only_the_mapping_names_is_reached_all_the_same():
    wider = {**KINDS, "Dog": {**kind("dog"), "required": []}}
    part = selected(ref("Cat"))
    assert diff(received(part, schemas=KINDS), received(part, schemas=wider)).verdict != "identical"


def test_contains_is_not_opened_where_items_that_match_are_counted():
    def counted(kind):
        item = {"properties": {"a": {"type": kind}}, "additionalProperties": False}
        return {"type": "array", "contains": item, "maxContains": 1}

    assert diff(received(counted("integer")), received(counted(["integer"]))).verdict == "neutral"
    assert diff(received(counted("integer")), received(counted("number"))).verdict == "breaking"


@pytest.mark.parametrize("surface", [sent, received])
def test_items_that_two_parts_limit_are_decided(surface):
    both = {"allOf": [{"items": {"maxLength": 3}}, {"items": {"minLength": 2}}], "maxItems": 5}
    comparison = diff(surface({"type": "array"}), surface({"type": "array", **both}))
    assert not any(change.undecided for change in comparison.changes)


def test_what_is_read_only_is_not_asked_for_when_two_ways_to_write_a_schema_are_compared():
    marked = {"properties": {"ro": READ_ONLY}, "required": ["ro"]}
    base = {**marked, "allOf": [{"additionalProperties": False}, {"anyOf": [{"type": "object"}]}]}
    revision = {"properties": {"ro": READ_ONLY}, "allOf": [{"type": "object"}, {"type": "number"}]}
    assert diff(sent(base), sent(revision)).verdict == "breaking"


@pytest.mark.parametrize("before", [[], ["ro"]])
def test_a_name_that_was_read_only_and_is_required_now_without_its_property_is_breaking(before):
    base = {"type": "object", "properties": {"ro": READ_ONLY}, "required": before}
    alike = {**READ_ONLY, "pattern": "^[^a]*$", "minLength": 1, "format": "date"}
    for properties in ({}, {"renamed": READ_ONLY}, {"renamed": alike}):
        base = {**base, "properties": {"ro": properties.get("renamed", READ_ONLY)}}
        revision = {"type": "object", "properties": properties, "required": ["ro"]}
        assert ("required-property-added", "breaking") in [
            change[:2] for change in told(diff(sent(base), sent(revision)))
        ]


# Rewrites that are proved as a whole

TEXT = {"type": "string", "maxLength": 9}
HOLDING = {"type": "object", "properties": {"a": TEXT}}
EMPTY_LIST = {"type": "array", "minItems": 2, "unevaluatedItems": False}
FIXED = {"type": "object", "properties": {"a": {"const": 1}}, "required": ["a"], "additionalProperties": False}
REWRITES = {
    "negated twice": (HOLDING, {"not": {"not": HOLDING}}),
    "negated twice beside other demands": (
        HOLDING | {"minProperties": 1},
        {"minProperties": 1, "not": {"description": "twice", "not": HOLDING}},
    ),
    "a constant object": ({"const": {"a": 1}}, FIXED),
    "a list of constant objects": ({"enum": [{"a": 1}]}, FIXED),
    "a constant array": (
        {"const": [1]},
        {"type": "array", "prefixItems": [{"const": 1}], "minItems": 1, "maxItems": 1},
    ),
    "a contradiction under one alternative": (EMPTY_LIST, {"anyOf": [EMPTY_LIST]}),
    "types that another part refuses": (
        {"allOf": [{"type": ["object", "null"], "required": ["b"]}, {"type": "integer"}]},
        {"allOf": [{"anyOf": [{"type": "object"}, {"type": "null"}], "required": ["b"]}, {"type": "integer"}]},
    ),
    "a condition as alternatives": (
        {"if": {"type": "string"}, "then": {"maxLength": 9}},
        {"anyOf": [{"not": {"type": "string"}}, {"maxLength": 9}]},
    ),
    "a length that the format implies": (
        {"type": "string", "format": "date-time"},
        {"type": "string", "format": "date-time", "minLength": 20},
    ),
}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("way", ["plain", "back", "in allOf", "referred to", "field"])
@pytest.mark.parametrize("name", REWRITES)
def test_another_way_to_write_a_schema_is_no_change(name, way, surface):
    one, other = REWRITES[name][:: -1 if way == "back" else 1]
    around = {
        "in allOf": lambda schema: ({"allOf": [ref("One")]}, schema),
        "referred to": lambda schema: (ref("One"), schema),
        "field": lambda schema: ({"type": "object", "properties": {"f": schema}}, {}),
    }.get(way, lambda schema: (schema, {}))
    sides = [surface(root, schemas={"One": part}) for root, part in map(around, (one, other))]
    assert diff(*sides).verdict == "neutral"
    assert diff(sides[0], sides[0] | {"info": {"title": "T2", "version": "1"}}).verdict == "neutral"


@pytest.mark.parametrize("null", [{"type": "null"}, {"const": None}])
def test_null_beside_a_part_of_an_all_of_is_rewritten(null):
    own = {"properties": {"d": {"type": "integer"}}, "required": ["ab"]}
    listed, beside = {"type": ["object", "null"], **own}, {"anyOf": [{"type": "object", **own}, null]}
    for root in (ref("One"), {"allOf": [ref("One")]}, {"allOf": [ref("One"), {"title": "x"}]}):
        base, revision = (received(root, schemas={"One": one}) for one in (listed, beside))
        assert diff(base, revision).verdict == diff(revision, base).verdict == "neutral"
        assert diff(base, received(root, schemas={"One": {"type": "object", **own}})).verdict == "additive"


@pytest.mark.parametrize("surface", [sent, received])
def test_what_only_looks_like_a_rewrite_is_told(surface):
    """The same shapes with other values."""
    for base, revision in (
        ({"not": {"not": HOLDING}}, {"type": "object", "properties": {"a": {"type": "integer"}}}),
        ({"const": {"a": 1}}, {**FIXED, "properties": {"a": {"const": 2}}}),
        (EMPTY_LIST, {"anyOf": [{**EMPTY_LIST, "minItems": 0}]}),
    ):
        assert diff(surface(base), surface(revision)).verdict == "breaking"
    shorter = {"type": "string", "format": "email", "minLength": 4}
    assert diff(sent({"type": "string", "format": "email"}), sent(shorter)).verdict == "breaking"


def test_a_field_that_goes_under_a_double_negation_is_removed():
    comparison = diff(received({"not": {"not": HOLDING}}), received({"not": {"not": {"type": "object"}}}))
    assert ("property-removed", "breaking") in [each[:2] for each in told(comparison)]


def test_constants_that_turn_into_alternatives_are_rewritten_wherever_they_stand():
    listed, named = {"enum": ["b", 0, 1.5]}, {"oneOf": [{"const": "b", "title": "B"}, {"const": 0}, {"const": 1.5}]}
    for root in (ref("One"), {"allOf": [ref("One")]}, {"items": {"allOf": [ref("One"), {"type": "string"}]}}):
        for sides in ((listed, named), (named, listed)):
            base, revision = (sent(root, schemas={"One": one}) for one in sides)
            assert diff(base, revision).verdict == "neutral"


# A component of which only a part is referred to

PART = {"$ref": "#/components/schemas/One/$defs/inner"}


@pytest.mark.parametrize("rest", [{"uniqueItems": False}, {"maxLength": 3}, {"properties": {"a": TEXT}}])
@pytest.mark.parametrize(("inner", "verdict"), [({}, "neutral"), (TEXT, "breaking")])
def test_what_nothing_refers_to_is_unreached_beside_a_part_that_is(rest, inner, verdict):
    base, revision = {"$defs": {"inner": {}}}, {"$defs": {"inner": inner}, **rest}
    comparison = diff(sent(PART, schemas={"One": base}), sent(PART, schemas={"One": revision}))
    assert comparison.verdict == verdict
    assert not any(change.undecided for change in comparison.changes)
    assert any(change.unreached for change in comparison.changes)


def test_a_part_of_a_part_is_compared():
    deep = {"$ref": "#/components/schemas/One/properties/a/items"}
    sides = [
        sent(deep, schemas={"One": {"title": title, "properties": {"a": {"items": items, "maxItems": most}}}})
        for title, items, most in (("x", {}, 1), ("y", TEXT, 2))
    ]
    changes = diff(*sides).counted
    assert not any(change.undecided for change in changes)
    assert {(change.rule, change.unreached) for change in changes} == {
        ("type-changed", False),
        ("max-length-lowered", False),
        ("max-items-raised", True),
        ("documentation-changed", True),
    }


# How a string is written, beside what absorbs other edits

BASE64, PLAIN = {"type": "string", "contentEncoding": "base64"}, {"type": "string"}
AROUND = {
    "the string itself": lambda text: {**text, "patternProperties": {"b": {}}},
    "a field beside a pattern": lambda text: {"type": "object", "properties": {"a": text}, "patternProperties": {}},
    "an alternative": lambda text: {"anyOf": [{"type": "object", "properties": {"a": text}}, {"type": "array"}]},
    "items beside a condition": lambda text: {"type": "array", "items": text, "not": {"maxItems": 0}},
}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("name", AROUND)
@pytest.mark.parametrize("forms", [(BASE64, PLAIN), (PLAIN, BASE64), (BASE64, {**PLAIN, "contentEncoding": "base16"})])
def test_another_encoding_is_absorbed_by_nothing_around_it(name, surface, forms):
    sides = [surface(AROUND[name](form)) for form in forms]
    found = [(rule, cls) for rule, cls, _ in told(diff(*sides))]
    assert ("content-encoding-changed", "breaking") in found


def test_a_condition_on_how_a_string_is_written_is_rewritten_with_its_values():
    condition = {"type": "string", "contentMediaType": "application/json", "contentSchema": {"type": "object"}}
    listed = {"type": "string", "enum": ["A", "b"]}, {"type": "string", "oneOf": [{"const": "b"}, {"const": "A"}]}
    base, revision = ({"items": {"if": condition, "then": each}} for each in listed)
    assert diff(sent(base), sent(revision)).verdict == "neutral"
    assert diff(sent(base), sent({"items": {"if": condition, "then": {**PLAIN, "enum": ["A"]}}})).verdict == "breaking"


# What moves in the documents while the schema stays the same


@pytest.mark.parametrize("back", [False, True])
def test_a_reference_as_a_member_of_an_all_of_is_the_same_over_any_number_of_names(back):
    base = sent({"allOf": [ref("One")]}, schemas={"One": ref("Three"), "Three": ref("Two"), "Two": PLAIN})
    last = {"Three": ref("Two"), "Two": {**PLAIN, "minProperties": 0}}
    schemas = {"One": {"allOf": [ref("Four")]}, "Four": ref("Three"), **last}
    sides = [base, sent(ref("One"), schemas=schemas)]
    assert diff(*sides[:: -1 if back else 1]).verdict == "neutral"


def test_a_part_that_is_split_in_a_contradiction_is_rewritten():
    text = {"type": "string", "nullable": True, "minLength": 1, "maxLength": 4}
    split = {"allOf": [{"type": "string", "nullable": True}, {"maxLength": 4, "minLength": 1}]}
    base, revision = (
        {**sent({"properties": {"a": {"allOf": [part, other]}}}), "openapi": "3.0.3"}
        for part, other in ((text, {"type": "integer"}), (split, {"type": "integer", "minItems": 0}))
    )
    assert diff(base, revision).verdict == "neutral"


@pytest.mark.parametrize("more", [True, {}, {"type": "string"}, {"maxLength": 9}])
@pytest.mark.parametrize("keyword", ["additionalProperties", "items"])
def test_what_a_second_part_says_again_of_each_member_is_rewritten(keyword, more):
    inner = {"allOf": [{keyword: TEXT}]}
    base, revision = sent(inner), sent({**inner, keyword: more})
    assert diff(base, revision).verdict == diff(revision, base).verdict == "neutral"
    narrower = sent({**inner, keyword: {"maxLength": 3}})
    assert diff(base, narrower).verdict == "breaking"
    assert not any(change.undecided for change in diff(base, narrower).changes)


# What inherits from a schema with alternatives


@pytest.mark.parametrize("mapping", [{}, {"two": "#/components/schemas/Two"}])
def test_what_inherits_from_alternatives_that_are_no_components_keeps_to_them(mapping):
    parent = {"oneOf": [{"type": "string"}], "discriminator": {"propertyName": "kind", "mapping": mapping}}
    schemas = {"One": parent, "Two": {"allOf": [ref("One")]}}
    comparison = diff(sent({}, schemas=schemas), sent(ref("Two"), schemas=schemas))
    assert comparison.verdict == "breaking"


def test_what_is_one_of_the_alternatives_that_it_inherits_from_is_no_circle():
    parent = {"type": "object", "oneOf": [ref("Two"), ref("Three")], "discriminator": {"propertyName": "kind"}}
    schemas = {
        "One": parent,
        "Two": {"allOf": [ref("One"), kind("Two")]},
        "Three": {"allOf": [ref("One"), kind("Three")]},
    }
    shorter = {**schemas, "Two": {"allOf": [ref("One"), kind("Two"), {"required": ["a"]}]}}
    found = [each[:2] for each in told(diff(sent(ref("One"), schemas=schemas), sent(ref("One"), schemas=shorter)))]
    assert found == [("required-added", "breaking")]


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize("listed", [{"const": 1.5}, {"enum": [1.5]}, {"allOf": [{"const": 1.5}]}])
def test_alternatives_that_do_not_list_a_constant_refuse_it(keyword, listed):
    refused = {**listed, keyword: [{"enum": ["ab"]}]}
    comparison = diff(sent({"properties": {"c": listed}}), sent({"properties": {"c": refused}}))
    assert comparison.verdict == "breaking"
    assert diff(sent(listed), sent({**listed, keyword: [{"enum": [1.5]}]})).verdict == "neutral"


@pytest.mark.parametrize("surface", [sent, received])
def test_a_field_that_is_gone_below_what_is_written_otherwise_is_removed(surface):
    base = {"properties": {"a": {"properties": {"c": {}}}}}
    for revision in ({"dependentRequired": {}, "properties": {"a": {}}}, {"anyOf": [{"properties": {"a": {}}}, False]}):
        found = [each[:2] for each in told(diff(surface(base), surface(revision)))]
        assert ("property-removed", "breaking") in found


def test_what_a_kind_declares_is_known_where_its_parent_was_expected():
    parent = {"type": "object", "properties": {"kind": {"type": "string"}}, "required": ["kind"]}
    parent["discriminator"] = {"propertyName": "kind"}
    schemas = {"One": parent, "Two": {"allOf": [ref("One"), {"properties": {"b": {"type": "string"}}}]}}
    listed = {"type": "object", "properties": {"kind": {"type": "string"}, "b": {"type": "string", "enum": ["x"]}}}
    assert diff(sent(ref("One"), schemas=schemas), sent(listed, schemas=schemas)).verdict == "breaking"


def test_a_default_that_two_parts_write_out_is_rewritten():
    written = {"properties": {"x": {"allOf": [{"uniqueItems": False}], "uniqueItems": False}}}
    assert diff(sent({"properties": {"x": {"allOf": [{}]}}}), sent(written)).verdict == "neutral"
