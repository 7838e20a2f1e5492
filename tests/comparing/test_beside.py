"""What an edit does beside another one: a waiver of the one covers nothing that the other lets through."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, sent

INTEGER = {"type": "integer"}
OBJECT = {"type": "object"}
ONE_NAME = {"propertyNames": {"const": "a"}}
IMPLIED = {
    "a type by an enum": (STRING | {"enum": ["on", "off"]}, STRING, {}),
    "a type by a constant": (INTEGER | {"const": 7}, INTEGER, {}),
    "a limit by an enum": (INTEGER | {"enum": [3, 4], "maximum": 9}, INTEGER | {"maximum": 9}, INTEGER),
    "a limit raised": (INTEGER | {"enum": [3], "maximum": 9}, INTEGER | {"maximum": 9}, INTEGER | {"maximum": 10}),
    "a pattern by an enum": (STRING | {"enum": ["ab"], "pattern": "^a"}, STRING | {"pattern": "^a"}, STRING),
    "a length by a pattern": (
        STRING | {"pattern": "^[a-z]{3}$", "maxLength": 3},
        STRING | {"maxLength": 3},
        STRING,
    ),
    "a step by an enum": (INTEGER | {"enum": [2, 4], "multipleOf": 2}, INTEGER | {"multipleOf": 2}, INTEGER),
    "a count by the names": (OBJECT | {"maxProperties": 1} | ONE_NAME, OBJECT | {"maxProperties": 1}, OBJECT),
    "null by an enum": (STRING | {"enum": ["on"]}, STRING, {"type": ["string", "null"]}),
    "a condition by an enum": (
        {"enum": ["on"], "if": STRING, "then": {"minLength": 2}},
        {"if": STRING, "then": {"minLength": 2}},
        {},
    ),
    "in parts of an allOf": (
        {"allOf": [STRING, {"enum": ["on", "off"]}]},
        {"allOf": [STRING]},
        {},
    ),
    "by what it refers to": (
        {"enum": [{"a": 1}], "not": {"$ref": "#/components/schemas/Text"}},
        {"not": {"$ref": "#/components/schemas/Text"}},
        {},
    ),
}  # fmt: skip


def answered(schema):
    return received(schema, schemas={"Text": STRING})


def asked(schema):
    return sent(schema, schemas={"Text": STRING})


def breaking(base, revision):
    return {
        change.id: change.rule for change in diff(base, revision).changes if change.cls == "breaking" and change.counted
    }


@pytest.mark.parametrize(("base", "one", "both"), IMPLIED.values(), ids=IMPLIED)
def test_what_another_keyword_implied_is_breaking_once_that_goes_as_well(base, one, both):
    first, second = (breaking(answered(base), answered(revision)) for revision in (one, both))
    assert first
    assert second.keys() - first.keys()


@pytest.mark.parametrize(("base", "both"), [(base, both) for base, _, both in IMPLIED.values()], ids=IMPLIED)
def test_a_request_may_say_less_by_several_keywords(base, both):
    assert not breaking(asked(base), asked(both))


def test_a_limit_that_comes_with_what_was_open_breaks_nothing_more():
    found = diff(received(STRING | {"enum": ["on"]}), received(STRING | {"maxLength": 9})).changes
    assert {change.rule for change in found if change.cls == "breaking" and change.counted} == {"enum-removed"}


def kind(tag, limit=9, **more):
    return {"type": "object", "properties": {"kind": tag, "note": {"maxLength": limit}}, "required": ["kind"]} | more


def either(*alternatives):
    return {"oneOf": list(alternatives)}


ONE, TWO, THREE = {"const": "one"}, {"const": "two"}, {"const": "three"}
SHORT, SMALL = STRING | {"maxLength": 3}, INTEGER | {"maximum": 3}
OVERLAPS = {
    "a type that goes": (
        either(SHORT, SMALL),
        either(SHORT, INTEGER | {"maximum": 2}),
        either({"maxLength": 3}, SMALL),
        either({"maxLength": 3}, INTEGER | {"maximum": 2}),
    ),
    "both in one alternative": (
        either(SHORT, SMALL),
        either(STRING | {"maxLength": 2}, SMALL),
        either({"maxLength": 3}, SMALL),
        either({"maxLength": 2}, SMALL),
    ),
    "another tag": (
        either(kind(ONE), kind(TWO)),
        either(kind(ONE), kind(TWO, 8)),
        either(kind({"enum": ["one", "two"]}), kind(TWO)),
        either(kind({"enum": ["one", "two"]}), kind(TWO, 8)),
    ),
    "another tag beside a member of it": (
        either(kind(ONE), kind(TWO)),
        either(kind(ONE, 8), kind(TWO)),
        either(kind({"enum": ["one", "two"]}), kind(TWO)),
        either(kind({"enum": ["one", "two"]}, 8), kind(TWO)),
    ),
    "an alternative that goes": (
        either(kind(ONE), kind(TWO), kind(THREE)),
        either(kind(ONE), kind(TWO)),
        either(kind({"enum": ["one", "two"]}), kind(TWO), kind(THREE)),
        either(kind({"enum": ["one", "two"]}), kind(TWO)),
    ),
    "a limit that is raised": (
        either({"type": "integer", "maximum": 4}, {"type": "integer", "minimum": 5, "maximum": 9}),
        either({"type": "integer", "maximum": 4}, {"type": "integer", "minimum": 5, "maximum": 8}),
        either({"type": "integer", "maximum": 6}, {"type": "integer", "minimum": 5, "maximum": 9}),
        either({"type": "integer", "maximum": 6}, {"type": "integer", "minimum": 5, "maximum": 8}),
    ),
    "deep in a member": (
        {"properties": {"of": {"items": either(SHORT, SMALL)}}},
        {"properties": {"of": {"items": either(SHORT, INTEGER | {"maximum": 2})}}},
        {"properties": {"of": {"items": either({"maxLength": 3}, SMALL)}}},
        {"properties": {"of": {"items": either({"maxLength": 3}, INTEGER | {"maximum": 2})}}},
    ),
}


@pytest.mark.parametrize("shared", [False, True], ids=["written out", "components"])
@pytest.mark.parametrize(("base", "one", "other", "both"), OVERLAPS.values(), ids=OVERLAPS)
def test_alternatives_that_come_to_overlap_are_told_beside_another_break(base, one, other, both, shared):
    def asking(schema):
        if not (shared and "oneOf" in schema):
            return sent(schema)
        parts = {f"Part{index}": part for index, part in enumerate(schema["oneOf"])}
        return sent({"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in parts]}, schemas=parts)

    first, second, together = (breaking(asking(base), asking(revision)) for revision in (one, other, both))
    assert first
    assert second
    assert not first.keys() & second.keys()
    assert first.keys() | second.keys() == together.keys()


def test_an_alternative_that_widens_into_nothing_stays_additive_beside_a_break():
    base, revision = either(kind(ONE), kind(TWO)), either(kind({"enum": ["one", "three"]}), kind(TWO, 8))
    assert set(breaking(sent(base), sent(revision)).values()) == {"max-length-lowered"}


def test_alternatives_that_overlap_by_other_edits_are_another_id():
    """Where several edits can be the cause, the alternatives are told of as a whole."""

    def ranges(highest, lowest, longest=4):
        return either(INTEGER | {"maximum": highest}, INTEGER | {"minimum": lowest}, STRING | {"maxLength": longest})

    base, first, second = sent(ranges(4, 5)), sent(ranges(6, 3)), sent(ranges(6, 2))
    found = breaking(base, first), breaking(base, second)
    assert [set(each.values()) for each in found] == [{"composition-changed"}] * 2
    assert not found[0].keys() & found[1].keys()
    assert found[0].keys() < breaking(base, sent(ranges(6, 3, longest=3))).keys()


MOVED = {
    "a name of a condition": (
        {"if": {"required": ["a"]}, "then": {"minProperties": 2}},
        {"maxProperties": 5},
        {"properties": {"a": {"type": "null"}}},
    ),
    "a name that another one asks for": (
        {"dependentRequired": {"a": ["b"]}},
        {"minProperties": 3},
        {"properties": {"a": {"type": "null"}}},
    ),
}


@pytest.mark.parametrize(("base", "one", "other"), MOVED.values(), ids=MOVED)
def test_a_name_that_is_declared_elsewhere_is_told_beside_another_break(base, one, other):
    first, second, together = (breaking(sent(base), sent(base | more)) for more in (one, other, one | other))
    assert set(second.values()) == {"property-redeclared"}
    assert first
    assert together.keys() == first.keys() | second.keys()


def test_parts_that_put_a_keyword_back_keep_it_beside_its_neighbours():
    """What `contains` evaluated is not evaluated any more, and only `unevaluatedItems` minds that."""
    whole, counted = {"items": {"enum": ["a", 1]}}, {"contains": {"const": 1}}
    rest = {"unevaluatedItems": {"const": 5}}
    base = sent({"allOf": [whole, counted]})
    first, both = (breaking(base, sent({"allOf": [whole, part]})) for part in (counted | rest, rest))
    assert set(first.values()) == {"unevaluated-changed"}
    assert both.keys() - first.keys()


def test_shared_parts_are_not_expanded_to_tell_edits_apart():
    """Each level refers to the next one twice, so that there are two to the power of its depth ways to the end."""

    def levels(limit, tag):
        parts = {
            f"Level{n}": {
                "type": "object",
                "properties": {m: {"$ref": f"#/components/schemas/Level{n + 1}"} for m in "lr"},
            }
            for n in range(25)
        }
        parts["Level25"] = either(kind(ONE, limit), kind(tag))
        return sent(either({"$ref": "#/components/schemas/Level0"}, {"required": ["other"]}), schemas=parts)

    found = breaking(levels(9, TWO), levels(8, {"enum": ["one", "two"]}))
    assert {"max-length-lowered", "enum-value-added"} <= set(found.values())
