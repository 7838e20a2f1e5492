"""Closed alternatives that are opened, beside others that declare names or give them a type."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, only, received, ref, told

BOOLEAN = {"type": "boolean"}
INTEGER = {"type": "integer"}
CLOSED = {"additionalProperties": False}


def ship(**properties):
    """An object that needs its first property."""
    return {"type": "object", "properties": properties, "required": [*properties][:1]}


def around(keyword, rest, *alternatives, **more):
    return {keyword: list(alternatives), "unevaluatedProperties": rest, **more}


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize("rest", [INTEGER, True])
@pytest.mark.parametrize("shared", [False, True])
def test_what_is_opened_around_alternatives_that_declare_a_name(keyword, rest, shared):
    alternatives = ship(hull=BOOLEAN), ship(sail=STRING)
    schemas = {"Vessel": {keyword: list(alternatives)}}
    sides = [{**ref("Vessel"), "unevaluatedProperties": each} for each in (False, rest)]
    if not shared:
        sides = [around(keyword, each, *alternatives) for each in (False, rest)]
    base, revision = (received(side, **({"schemas": schemas} if shared else {})) for side in sides)
    change = only(diff(base, revision, audited=True))
    assert (change.rule, change.cls, change.undecided) == ("unevaluated-changed", "breaking", False)
    hull, sail = (change.witness.instance.get(name) for name in ("hull", "sail"))
    assert not (isinstance(hull, bool) and isinstance(sail, str))


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_what_is_opened_to_names_that_no_alternative_declares(keyword):
    base = around(keyword, False, ship(hull=BOOLEAN, deck=STRING), ship(keel=STRING))
    revision = around(keyword, False, ship(hull=BOOLEAN, deck=STRING, mast=INTEGER), ship(keel=STRING))
    assert {row[1] for row in told(diff(received(base), received(revision), audited=True))} == {"additive"}
    named = around(keyword, False, *base[keyword], properties={"flag": STRING})
    assert {row[1] for row in told(diff(received(base), received(named), audited=True))} == {"additive"}


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize("rest", [INTEGER, True])
def test_a_closed_alternative_that_is_opened_beside_one_that_declares_a_name(keyword, rest):
    sail = {**ship(sail=STRING), **CLOSED}
    base = {keyword: [{**ship(hull=BOOLEAN), **CLOSED}, sail]}
    revision = {keyword: [{**ship(hull=BOOLEAN), "additionalProperties": rest}, sail]}
    change = only(diff(received(base), received(revision), audited=True))
    assert (change.rule, change.cls, change.undecided) == ("additional-properties-opened", "breaking", False)
    assert not isinstance(change.witness.instance["sail"], str)


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize(("pattern", "cls"), [("^k", "breaking"), ("l$", "additive")])
def test_a_closed_alternative_with_a_pattern_that_is_opened_beside_one_that_declares_a_name(keyword, pattern, cls):
    """A pattern that the name does not match leaves the alternative closed to it."""
    hull = {**ship(hull=BOOLEAN), **CLOSED}
    sail = ship(sail=STRING)
    others = {"patternProperties": {pattern: True}}
    base = {keyword: [{**hull, **others}, {**sail, **CLOSED}]}
    revision = {keyword: [{**ship(hull=BOOLEAN), **others}, {**sail, **CLOSED}]}
    change = only(diff(received(base), received(revision), audited=True))
    assert (change.rule, change.cls, change.undecided) == ("additional-properties-opened", cls, False)


MAPS = [{"additionalProperties": STRING}, {"patternProperties": {"^k": STRING}}, {"unevaluatedProperties": STRING}]


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize("keeps", MAPS)
@pytest.mark.parametrize(("new", "cls"), [(INTEGER, "breaking"), (STRING, "additive")])
def test_a_closed_alternative_that_gains_a_name_which_a_map_gives_a_type(keyword, keeps, new, cls):
    sail = {**ship(sail=STRING), **keeps}
    base = {keyword: [{**ship(hull=BOOLEAN), **CLOSED}, sail]}
    revision = {keyword: [{**ship(hull=BOOLEAN, keel=new), **CLOSED}, sail]}
    comparison = diff(received(base), received(revision), audited=True)
    assert comparison.verdict == cls
    if cls == "breaking":
        change = only(comparison, "breaking")
        assert (change.rule, change.name) == ("property-redeclared", "keel")
        assert isinstance(change.witness.instance["keel"], int)


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize("rest", [{}, {"type": "integer"}, False])
def test_a_closed_alternative_that_gains_a_name_which_a_map_lets_be(keyword, rest):
    sail = {**ship(sail=STRING), "additionalProperties": rest}
    base = {keyword: [{**ship(hull=BOOLEAN), **CLOSED}, sail]}
    revision = {keyword: [{**ship(hull=BOOLEAN, keel=INTEGER), **CLOSED}, sail]}
    assert diff(received(base), received(revision), audited=True).verdict == "additive"


TOLD = {"propertyName": "kind"}


@pytest.mark.parametrize("first", [{}, {"type": ["object", "array"]}, {"maxItems": 3}])
def test_a_list_that_two_tagged_alternatives_admit_once_all_is_admitted(first):
    """What overlaps as it is written is refused by a `oneOf`, whether or not its objects are opened."""
    sail = {"required": ["hull"], "additionalProperties": False, **first}
    base = {"oneOf": [ref("Sail"), {}], "discriminator": TOLD}
    found = diff(received(base, schemas={"Sail": sail}), received({}, schemas={"Sail": sail}))
    broken = [change for change in found.counted if change.cls == "breaking"]
    assert broken
    assert not any(change.undecided for change in broken)
    assert all(not isinstance(change.witness.instance, dict) for change in broken if change.witness)


def test_an_object_that_overlaps_by_being_opened_alone_is_no_break():
    sail, keel = {**ship(sail=STRING), **CLOSED}, ship(keel=STRING)
    base = {"oneOf": [ref("Sail"), ref("Keel"), ship(mast=STRING)], "discriminator": TOLD}
    schemas = {"Sail": sail, "Keel": {**keel, "properties": {**keel["properties"], "kind": STRING}}}
    wider = {"Sail": {**sail, "properties": {**sail["properties"], "deck": STRING}}, "Keel": schemas["Keel"]}
    found = diff(received(base, schemas=schemas), received(base, schemas=wider), audited=True)
    assert {row[1] for row in told(found)} == {"additive"}


FILLED = {
    "beside it": {"additionalProperties": STRING},
    "in a member": {"allOf": [{"additionalProperties": STRING}]},
    "unevaluated in a member": {"allOf": [{"unevaluatedProperties": STRING}]},
    "in a component": {"allOf": [{"$ref": "#/components/schemas/Open"}]},
    "in each alternative": {"anyOf": [{"additionalProperties": STRING}, {"additionalProperties": True}]},
    "in an alternative of a member": {"allOf": [{"oneOf": [{"additionalProperties": STRING}]}]},
}
LEFT = {
    "around it": {"allOf": [{"unevaluatedProperties": False}], "additionalProperties": STRING},
    "in another member": {"allOf": [{"unevaluatedProperties": False}, {"additionalProperties": STRING}]},
    "negated twice": {"not": {"not": {"additionalProperties": STRING}}, "unevaluatedProperties": False},
}


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize("map_", FILLED.values(), ids=FILLED)
def test_unevaluated_properties_that_a_map_leaves_none_of_close_nothing(keyword, map_):
    """Dropping it says the same, and what is sent there is what was."""
    sides = [{keyword: [ship(hull=BOOLEAN), {**map_, **each}]} for each in ({"unevaluatedProperties": False}, {})]
    base, revision = (received(side, schemas={"Open": {"additionalProperties": STRING}}) for side in sides)
    assert diff(base, revision, audited=True).verdict == "neutral"


@pytest.mark.parametrize("rest", LEFT.values(), ids=LEFT)
def test_a_map_that_what_is_closed_does_not_hold_leaves_it_closed(rest):
    base = {"anyOf": [ship(hull=BOOLEAN), rest]}
    revision = {"anyOf": [ship(hull=BOOLEAN), {}]}
    found = diff(received(base), received(revision), audited=True)
    assert found.verdict == "breaking"
