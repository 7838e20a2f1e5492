"""What one break must not hide: a second one beside it, that a waiver of the first would let pass."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent

INTEGER = {"type": "integer"}
EITHER = {"type": ["string", "integer"]}


def paying(**more):
    """An object with two ways to pay, told apart by what each requires; `more` is declared in each."""
    ways = [{"type": "object", "required": [name], "properties": {name: STRING, **more}} for name in ("card", "iban")]
    return {"type": "object", "properties": {"ref": EITHER, "note": STRING, "deep": deep(STRING)}, "anyOf": ways}


def with_note(schema, note):
    return {**schema, "properties": {**schema["properties"], "note": note}}


def deep(item):
    return {"type": "object", "properties": {"rows": {"type": "array", "items": item}}}


MASKS = {
    "a limit of a field": lambda schema: with_note(schema, {**STRING, "maxLength": 5}),
    "a type of a field": lambda schema: with_note(schema, INTEGER),
    "a field that is required": lambda schema: {**schema, "required": ["note"]},
    "a number of fields": lambda schema: {**schema, "maxProperties": 3},
    "what depends": lambda schema: {**schema, "dependentRequired": {"note": ["deep"]}},
    "what is negated": lambda schema: {**schema, "not": {"required": ["deep"]}},
    "names": lambda schema: {**schema, "propertyNames": {"maxLength": 5}},
    "far below": lambda schema: {**schema, "properties": {**schema["properties"], "deep": deep(INTEGER)}},
    "an alternative": lambda schema: {
        **schema,
        "anyOf": [{**schema["anyOf"][0], "properties": {**schema["anyOf"][0]["properties"], "card": INTEGER}},
                  schema["anyOf"][1]],
    },
}  # fmt: skip


def broken(base, revision, way=sent):
    return {
        change.id: change for change in diff(way(base), way(revision), audited=True).counted if change.cls == "breaking"
    }


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
@pytest.mark.parametrize("ref", [STRING, {"allOf": [STRING]}])
def test_a_known_name_that_every_alternative_narrows_is_told_beside_another_break(mask, ref):
    alone = broken(paying(), paying(ref=ref))
    assert [change.rule for change in alone.values()] == ["unexplained"]
    waived, both = broken(paying(), mask(paying())), broken(paying(), mask(paying(ref=ref)))
    assert waived
    assert both.keys() - waived.keys()
    assert "unexplained" in {change.rule for change in both.values()}


def with_fee(note=None, other=None):
    """Closed alternatives, of which one reads `fee` as an integer; `other` is what the other one comes to have."""
    card = {"card": STRING, "note": note or {**STRING, "maxLength": 5}, **({"fee": other} if other else {})}
    ways = [{"type": "object", "properties": card, "required": ["card"], "additionalProperties": False},
            {"type": "object", "properties": {"iban": STRING, "fee": INTEGER}, "required": ["iban"]}]  # fmt: skip
    return {"anyOf": [ways[0], {**ways[1], "additionalProperties": False}]}


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize("note", [STRING, INTEGER, {**STRING, "maxLength": 9}])
def test_a_name_that_others_read_as_another_type_is_told_beside_another_break(keyword, note):
    base, waived, revision = ({keyword: each["anyOf"]} for each in (with_fee(), with_fee(note), with_fee(note, STRING)))
    first, both = broken(base, waived, received), broken(base, revision, received)
    assert first
    told = [change for id_, change in both.items() if id_ not in first]
    assert [(change.rule, change.name, change.undecided) for change in told] == [("property-redeclared", "fee", False)]
    assert both.keys() >= first.keys()


@pytest.mark.parametrize("note", [STRING, INTEGER])
def test_nothing_is_told_of_a_name_that_is_read_as_it_is_sent(note):
    first, both = broken(with_fee(), with_fee(note), received), broken(with_fee(), with_fee(note, INTEGER), received)
    assert first.keys() == both.keys()


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize("rest", [{}, {"additionalProperties": True}, {"additionalProperties": INTEGER}])
def test_an_alternative_that_opens_to_a_name_of_another_one_is_told_beside_a_break_there(keyword, rest):
    def described(seal, **card):
        closed = {"type": "object", "properties": {"card": STRING}, "required": ["card"], "additionalProperties": False}
        other = {**closed, "properties": {"seal": seal}, "required": ["seal"]}
        first = {k: v for k, v in closed.items() if k != "additionalProperties"} | card if card else closed
        return {keyword: [first, other]}

    base = described(STRING)
    opened = rest or {"title": "open"}
    waived = broken(base, described({"type": ["string", "null"]}), received)
    both = broken(base, described({"type": ["string", "null"]}, **opened), received)
    told = {change.rule for id_, change in both.items() if id_ not in waived}
    assert waived
    assert told == {"additional-properties-opened"}


@pytest.mark.parametrize("tag", [{**STRING, "pattern": "^[0-9]+$"}, {**STRING, "format": "uuid"}])
def test_a_narrower_tag_is_told_beside_a_break_of_a_subtype(tag):
    def described(method, amount):
        card = {"type": "object", "properties": {"method": STRING}, "required": ["method"]}
        bank = {**card, "properties": {"method": method, "amount": amount}}
        return {"Card": card, "Bank": bank}

    told = {"oneOf": [ref("Card"), ref("Bank")], "discriminator": {"propertyName": "method"}}

    def answered(method, amount):
        return received(told, schemas=described(method, amount))

    sides = {name: answered(*each) for name, each in {
        "base": (STRING, INTEGER), "waived": (STRING, {"type": "number"}), "both": (tag, {"type": "number"})}.items()
    }  # fmt: skip
    waived, both = (
        {change.id for change in diff(sides["base"], sides[name]).counted if change.cls == "breaking"}
        for name in ("waived", "both")
    )
    assert waived
    assert both - waived


def shop(*needed, limit=None):
    """Open alternatives that overlap; `needed` is what each of them requires beside what it has."""
    method = {**STRING, **({"maxLength": limit} if limit else {})}
    names = [("name", ()), ("card", ()), ("bank", ())]
    return {
        "oneOf": [
            {"type": "object", "properties": {"method": method, name: STRING, **dict.fromkeys(more, STRING)},
             "required": [name, *more]}
            for (name, _), more in zip(names, [*needed, *[()] * 3], strict=False)
        ]
    }  # fmt: skip


def test_a_field_that_one_of_overlapping_alternatives_needs_is_told_beside_another_break():
    base = shop()
    alone, waived = broken(base, shop(("fresh",)), received), broken(base, shop(limit=9), received)
    assert alone
    assert broken(base, shop(("fresh",), limit=9), received).keys() - waived.keys()


def test_an_overlap_that_another_field_ends_is_another_break():
    base = shop()
    first, both = broken(base, shop(("fresh",)), received), broken(base, shop(("fresh",), ("other",)), received)
    assert first
    assert both.keys().isdisjoint(first)


def test_a_name_that_another_alternative_breaks_by_hides_no_namesake():
    def chosen(*, needed, more):
        fields = ("c", STRING), ("d", INTEGER)
        string, integer = ({"type": "object", "properties": {name: schema}} for name, schema in fields)
        named = {"type": "object", "properties": {"a": STRING}, **({"required": ["a"]} if needed else {})}
        beside = {"type": "object", "properties": {"b": INTEGER}}
        return {"anyOf": [named, beside], "oneOf": [with_field(string, more), integer]}

    def with_field(schema, more):
        return {**schema, "properties": {**schema["properties"], **more}}

    base = sent(chosen(needed=False, more={}))

    def broken(**edits):
        found = diff(base, sent(chosen(**{"needed": False, "more": {}} | edits)), audited=True)
        return {change.id for change in found.counted if change.cls == "breaking"}

    other = {"a": {"type": "boolean"}}
    assert broken(more=other)
    assert broken(needed=True, more=other) == broken(needed=True) | broken(more=other)
