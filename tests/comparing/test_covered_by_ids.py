"""What the id of a break covers: what hangs on it, and nothing that the same edit did not do when it was waived."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, content, diff, ok, received, ref, sent

CLOSED = {"additionalProperties": False}


def card(pan, *others):
    return {
        "type": "object",
        "properties": {"pan": pan, **dict.fromkeys(others, STRING)},
        "required": ["pan"],
        **CLOSED,
    }


BANK = {"type": "object", "properties": {"iban": STRING}, "required": ["iban"], **CLOSED}
LONG, SHORT = {**STRING, "maxLength": 19}, {**STRING, "maxLength": 10}


def broken(base, revision, **schemas):
    found = diff(sent(base, schemas=schemas), sent(revision, schemas=schemas), audited=True)
    return {change.id: change for change in found.counted if change.cls == "breaking"}


def assert_apart(first, second, both):
    """Neither of two edits of one kind is covered by the ids of the other, nor are both together."""
    assert first
    assert second - first
    assert both - first
    assert both - second


def union(*alternatives, keyword="oneOf"):
    return {keyword: [*alternatives]}


WAIVED = union(card(LONG, "code"), BANK)
OTHERS = {
    "shorter in what took its place": union(card(SHORT, "code"), BANK),
    "another field less": union(card(LONG), BANK),
    "gone": union(BANK),
}


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_an_alternative_that_is_replaced_covers_no_other_replacement(keyword, other):
    base, waived, revision = ({keyword: each["oneOf"]} for each in (union(card(LONG, "cvc"), BANK), WAIVED, other))
    first, second = broken(base, waived), broken(base, revision)
    assert first
    assert second.keys() - first.keys()


def test_what_came_in_its_place_may_be_moved_and_extracted():
    base = union(card(LONG, "cvc"), BANK)
    first = broken(base, WAIVED)
    assert first.keys() == broken(base, union(BANK, card(LONG, "code"))).keys()
    assert first.keys() == broken(base, union(ref("Card"), BANK), Card=card(LONG, "code")).keys()


def test_a_union_in_a_union_that_loses_an_alternative_covers_nothing_else_in_it():
    def nested(*members):
        return union({"anyOf": [*members]}, BANK)

    base = nested(card(LONG, "cvc"), card(LONG, "code"))
    first = broken(base, nested(card(LONG, "code")))
    assert broken(base, nested(card(SHORT, "code"))).keys() - first.keys()


@pytest.mark.parametrize("other", [{"type": "integer"}, {**STRING, "maxLength": 3}])
def test_a_field_that_has_to_be_sent_now_covers_no_other_schema_of_it(other):
    def described(field):
        return {"type": "object", "properties": {"key": field}, "required": ["key"]}

    base = described({**STRING, "readOnly": True})
    first = broken(base, described(STRING))
    assert [change.rule for change in first.values()] == ["required-property-added"]
    assert broken(base, described(other)).keys().isdisjoint(first)


@pytest.mark.parametrize("openapi", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("swapped", [False, True])
def test_another_type_covers_no_null(openapi, swapped):
    null = {"nullable": True} if openapi < "3.1" else {}
    numbers = {"type": "integer"}, {"type": ["integer", "null"] if not null else "integer", **null}
    before, after = ((number, STRING) if swapped else (STRING, number) for number in numbers)

    def ids(pair):
        sides = ({**sent({"type": "object", "properties": {"key": each}}), "openapi": openapi} for each in pair)
        return {change.id for change in diff(*sides, audited=True).counted if change.rule == "type-changed"}

    assert ids(before)
    assert ids(before).isdisjoint(ids(after))


NUMBERS = {"type": "integer", "enum": [4, 8, 12]}
NARROWER = {
    "a constant": {**NUMBERS, "const": 8},
    "a member of allOf": {**NUMBERS, "allOf": [{"enum": [8]}]},
    "alternatives": {**NUMBERS, "oneOf": [{"const": 8}, {"const": 12}]},
    "a constant in allOf": {**NUMBERS, "allOf": [{"const": 4}]},
}


@pytest.mark.parametrize("other", NARROWER.values(), ids=NARROWER)
def test_a_list_of_values_covers_no_second_one_beside_it(other):
    def held(schema):
        return {"type": "object", "properties": {"n": schema}}

    base = held({"type": "integer"})
    first, second = broken(base, held(NUMBERS)), broken(base, held(other))
    assert first
    assert second.keys() - first.keys()


@pytest.mark.parametrize("other", NARROWER.values(), ids=NARROWER)
def test_a_list_of_values_that_goes_from_a_response_covers_no_second_one(other):
    def answered(schema):
        return received({"type": "object", "properties": {"n": schema}})

    found = []
    for schema in (NUMBERS, other):
        comparison = diff(answered(schema), answered({"type": "integer"}), audited=True)
        found.append({change.id for change in comparison.counted if change.cls == "breaking"})
    assert found[0]
    assert found[1] - found[0]


BOUNDS = {
    "a maximum": ({}, {"maximum": 9}, {"exclusiveMaximum": 9}),
    "a lower maximum": ({"maximum": 20}, {"maximum": 9}, {"exclusiveMaximum": 9}),
    "a minimum": ({}, {"minimum": 9}, {"exclusiveMinimum": 9}),
    "a higher minimum": ({"exclusiveMinimum": 2}, {"minimum": 9}, {"exclusiveMinimum": 9}),
}


def breaking_ids(old, new):
    return {change.id for change in diff(old, new, audited=True).counted if change.cls == "breaking"}


def number(bound):
    return {"type": "object", "properties": {"n": {"type": "integer", **bound}}}


@pytest.mark.parametrize(("before", "waived", "other"), BOUNDS.values(), ids=BOUNDS)
def test_a_bound_that_a_number_may_reach_covers_none_that_it_may_not(before, waived, other):
    first, second = (breaking_ids(sent(number(before)), sent(number(each))) for each in (waived, other))
    assert first
    assert second - first


@pytest.mark.parametrize("bound", [{"maximum": 9}, {"minimum": 9}])
def test_a_bound_of_a_response_that_goes_is_another_one_if_no_number_reaches_it(bound):
    ((keyword, value),) = bound.items()
    exclusive = {"exclusive" + keyword.capitalize(): value}
    first, second = (breaking_ids(received(number(each)), received(number({}))) for each in (bound, exclusive))
    assert first
    assert second - first


def test_an_exclusive_bound_has_one_id_in_every_version():
    bounds = {"3.0.3": {"maximum": 9, "exclusiveMaximum": True}, "3.1.0": {"exclusiveMaximum": 9}}
    found = [
        breaking_ids(sent(number({}), openapi=openapi), sent(number(bound), openapi=openapi))
        for openapi, bound in bounds.items()
    ]
    assert found[0] == found[1] != breaking_ids(sent(number({})), sent(number({"maximum": 9})))


CLOSING = {"unevaluatedProperties": False}, {"unevaluatedItems": False}


@pytest.mark.parametrize("both", [False, True])
def test_an_edit_of_one_keyword_covers_none_of_another_by_the_same_rule(both):
    waived, other = CLOSING
    first, second = (broken({}, each) for each in (waived, {**waived, **other} if both else other))
    assert first
    assert second.keys() - first.keys()


def test_alternatives_that_overlap_cover_none_that_exclude_each_other():
    needed = [{"required": ["a"]}, {"required": ["b"]}]
    first, second = (broken({"type": "object"}, {"type": "object", keyword: needed}) for keyword in ("anyOf", "oneOf"))
    assert first
    assert second.keys() - first.keys()


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_an_alternative_covers_no_equal_one_in_another_group(keyword):
    def groups(first, second):
        one, two = ({"required": ["e"], "properties": {"a": schema}} for schema in (first, second))
        members = [{keyword: [one, {"required": ["f"]}]}, {keyword: [two, {"required": ["g"]}]}]
        return {"type": "object", "properties": {"p": {"type": "object", "allOf": members}}}

    base = groups(LONG, LONG)
    first, second, both = (
        broken(base, groups(*each)).keys() for each in ((SHORT, LONG), (LONG, SHORT), (SHORT, SHORT))
    )
    assert_apart(first, second, both)
    assert first.isdisjoint(second)


def test_a_definition_that_one_use_left_edited_covers_no_edit_of_the_definition():
    def described(*, billing="A", **definitions):
        places = {"billing": billing, "shipping": "A"}
        uses = {name: {"$ref": f"#/components/schemas/W/$defs/{of}"} for name, of in places.items()}
        return sent(ref("W"), schemas={"W": {"type": "object", "properties": uses, "$defs": definitions}})

    held, edited = ({"type": "object", "properties": {"zip": {"type": kind}}} for kind in ("string", "integer"))
    base = described(A=held)
    at_one = breaking_ids(base, described(billing="B", A=held, B=edited))
    assert at_one
    assert breaking_ids(base, described(A=edited)) - at_one
    assert breaking_ids(base, described(billing="B", A=edited, B=edited)) - at_one
    # Under another name at all of its uses, or written out there, it is the same edit.
    renamed = described(B=edited)
    for use in renamed["components"]["schemas"]["W"]["properties"].values():
        use["$ref"] = "#/components/schemas/W/$defs/B"
    assert breaking_ids(base, renamed) == breaking_ids(base, described(A=edited))


ANSWER = {"type": "object", "properties": {"code": {"type": "integer"}}}
OTHER = {"type": "object", "properties": {"code": STRING}}


@pytest.mark.parametrize("range_", ["default", "4XX"])
@pytest.mark.parametrize("shared", [False, True])
def test_what_was_split_out_of_a_range_of_responses_covers_nothing_else_in_it(range_, shared):
    def answering(**statuses):
        named = {"Old": ANSWER, "New": OTHER}
        told = {
            status.removeprefix("s"): {"description": "x", **content(ref(name) if shared else named[name])}
            for status, name in statuses.items()
        }
        return api({"/v1/things": {"get": {"responses": told}}}, schemas=named)

    base = answering(**{range_: "Old"})
    first = breaking_ids(base, answering(s404="New", **{range_: "Old"}))
    assert first
    for other in (
        answering(s404="New", **{range_: "New"}),
        answering(s404="New", s409="New", **{range_: "Old"}),
        answering(s409="New", **{range_: "Old"}),
        answering(**{range_: "New"}),
    ):
        assert breaking_ids(base, other) - first


def test_what_was_split_out_of_a_range_of_media_types_covers_nothing_else_in_it():
    def taking(**media):
        written = {name.replace("_", "/").replace("any", "*"): {"schema": schema} for name, schema in media.items()}
        operation = {"requestBody": {"content": written}, "responses": ok()}
        return api({"/v1/things": {"post": operation}})

    base = taking(application_any=ANSWER)
    first = breaking_ids(base, taking(application_json=OTHER, application_any=ANSWER))
    assert first
    assert breaking_ids(base, taking(application_any=OTHER)) - first
    assert breaking_ids(base, taking(application_json=OTHER, application_xml=OTHER, application_any=ANSWER)) - first


def test_a_tag_that_left_its_schema_for_an_edited_copy_covers_no_other_tag():
    def kind(schema):
        return {"type": "object", "required": ["t"], "properties": {"t": STRING, "p": schema}}

    def union(x, z):
        used = dict.fromkeys(["X", x, z])
        mapping = {"x": f"#/components/schemas/{x}", "z": f"#/components/schemas/{z}"}
        found = {"oneOf": [*map(ref, used)], "discriminator": {"propertyName": "t", "mapping": mapping}}
        return sent(ref("Sh"), schemas={"Sh": found, "X": kind({"type": "integer"}), "Z": kind(STRING)})

    base = union("X", "X")
    assert_apart(*(breaking_ids(base, union(*each)) for each in (("X", "Z"), ("Z", "X"), ("Z", "Z"))))


def test_keywords_that_are_read_together_cover_none_of_another_part():
    def listing(*counts):
        members = [{"contains": {"const": at}, "minContains": count} for at, count in enumerate(counts)]
        return {"type": "object", "properties": {"a": {"type": "array", "allOf": members}}}

    base = listing(1, 1)
    assert_apart(*(broken(base, listing(*each)).keys() for each in ((2, 1), (1, 2), (2, 2))))


def test_a_condition_covers_no_other_condition():
    def conditions(*limits):
        members = [
            {"if": {"required": [name]}, "else": {"maxProperties": limit}}
            for name, limit in zip("ab", limits, strict=True)
        ]
        return {"type": "object", "properties": {"p": {"type": "object", "allOf": members}}}

    base = conditions(9, 9)
    assert_apart(*(broken(base, conditions(*each)).keys() for each in ((3, 9), (9, 3), (3, 3))))
