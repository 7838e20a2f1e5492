"""Alternatives: compared one by one, absorbed by each other, overlapping, beside null."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, only, received, ref, sent, told

CARD = {"type": "object", "properties": {"number": STRING}, "required": ["number"]}
BANK = {"type": "object", "properties": {"iban": STRING}, "required": ["iban"]}
CLOSED = {"additionalProperties": False}


def payment(keyword, card=CARD, bank=BANK, surface=sent):
    return surface({keyword: [ref("Card"), ref("Bank")]}, schemas={"Card": card, "Bank": bank})


def with_field(schema, name="note"):
    return schema | {"properties": schema["properties"] | {name: {"type": "integer"}}}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize("mark", [{}, CLOSED], ids=["open", "closed"])
def test_a_new_optional_field_of_an_alternative_is_additive(surface, keyword, mark):
    base = payment(keyword, CARD | mark, BANK | mark, surface)
    revision = payment(keyword, with_field(CARD | mark), BANK | mark, surface)
    assert [change.rule for change in diff(base, revision).changes] == ["property-added"]
    assert diff(base, revision).verdict == "additive"


@pytest.mark.parametrize("surface", [sent, received])
def test_prose_in_closed_alternatives_is_neutral_though_clients_take_unknown_fields(surface):
    """Opened for tolerant clients, alternatives overlap that exclude each other closed."""
    card, bank = ({"type": "object", "properties": s["properties"]} | CLOSED for s in (CARD, BANK))
    comparison = diff(
        payment("oneOf", card, bank, surface), payment("oneOf", card | {"title": "A card"}, bank, surface)
    )
    assert comparison.verdict == "neutral"


def test_an_alternative_that_comes_to_overlap_another_one_is_told_as_its_cause_with_a_payload_that_matches_both():
    card, bank = ({"type": "object", "properties": s["properties"]} | CLOSED for s in (CARD, BANK))
    change = only(diff(payment("oneOf", CARD | CLOSED, bank), payment("oneOf", card, bank)))
    assert (change.rule, change.cls) == ("property-became-optional", "breaking")
    assert change.witness.instance == {}


def test_one_object_wrapped_into_overlapping_alternatives_of_a_oneof_is_breaking():
    other = {"type": "object", "properties": {"number": STRING, "cvc": STRING}, "required": ["number"]}
    change = only(diff(sent(CARD), sent({"oneOf": [CARD, other]})))
    assert change.cls == "breaking"
    assert change.witness.accepted_by == "base"


def test_one_object_wrapped_into_an_anyof_is_not():
    other = {"type": "object", "properties": {"number": STRING, "cvc": STRING}, "required": ["number"]}
    assert diff(sent(CARD), sent({"anyOf": [CARD, other]})).verdict != "breaking"


def test_a_oneof_narrowed_in_a_response_is_not_breaking():
    tagged = [with_tag(CARD, "card"), with_tag(BANK, "bank")]
    assert diff(received({"oneOf": tagged}), received({"oneOf": tagged[:1]})).verdict == "additive"


def test_a_new_alternative_of_a_response_is_breaking():
    tagged = [with_tag(CARD, "card"), with_tag(BANK, "bank")]
    change = only(diff(received({"oneOf": tagged[:1]}), received({"oneOf": tagged})))
    assert (change.rule, change.cls) == ("alternative-added", "breaking")


def with_tag(schema, tag):
    return schema | {
        "properties": {"kind": {"const": tag}} | schema["properties"],
        "required": ["kind", *schema["required"]],
    }


def test_two_equal_new_alternatives_do_not_vouch_for_each_other():
    null = {"type": "null"}
    assert diff(received({"type": "object"}), received({"anyOf": [null, null]})).verdict == "breaking"


def test_an_alternative_that_takes_over_what_another_one_loses_absorbs_the_edit():
    wide, narrow = {"type": "string", "maxLength": 9}, {"type": "string", "maxLength": 5}
    assert diff(sent({"anyOf": [wide, STRING]}), sent({"anyOf": [narrow, STRING]})).verdict in ("neutral", "additive")


STATES = {"type": "string", "enum": ["open", "won"]}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize(
    "revision",
    [
        {"anyOf": [ref("State"), {"type": "null"}]},
        {"oneOf": [{"type": "null"}, ref("State")]},
        {"type": ["string", "null"], "enum": ["open", "won", None]},
        {"enum": [None, "won", "open"]},
    ],
)
def test_null_written_another_way_is_neutral(surface, revision):
    base = {"anyOf": [STATES, {"type": "null"}]}
    states = {"schemas": {"State": STATES}}
    assert diff(surface(base, **states), surface(revision, **states)).verdict == "neutral"


def test_null_that_another_alternative_of_a_oneof_admits_too_is_no_null():
    """`null` matches both, and so none of them exactly."""
    assert diff(received({"oneOf": [True, {"type": "null"}]}), received(True)).verdict == "breaking"


def test_the_edit_of_an_alternative_stands_at_its_own_place_where_null_comes_first():
    def schema(most):
        return {"anyOf": [{"type": "null"}, {"type": "string", "maxLength": most}, {"type": "array", "items": STRING}]}

    change = only(diff(sent(schema(9)), sent(schema(5))))
    assert change.revision.pointer.endswith("/schema/anyOf/1/maxLength")


OBJECT = {"type": "object"}
NUMBER, TEXT = {"properties": {"a": {"type": "integer"}}}, {"properties": {"a": STRING}}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize(
    "elsewhere",
    [
        {"anyOf": [NUMBER]},
        {"anyOf": [NUMBER, {"properties": {"b": STRING}}]},
        {"if": {"properties": {"k": {"const": 1}}}, "then": NUMBER},
        {"dependentSchemas": {"k": NUMBER}},
    ],
)
def test_a_name_that_is_declared_elsewhere_now_is_still_asked_about(surface, elsewhere):
    base, revision = surface(OBJECT | elsewhere), surface(OBJECT | TEXT)
    for sides in ((base, revision), (revision, base)):
        assert diff(*sides).verdict == "breaking"


@pytest.mark.parametrize("surface", [sent, received])
def test_a_name_that_is_declared_elsewhere_now_with_the_same_values_is_a_rewrite(surface):
    assert diff(surface(OBJECT | NUMBER), surface(OBJECT | {"anyOf": [NUMBER]})).verdict == "neutral"


def test_a_field_that_moves_out_of_an_alternative_is_told_by_its_name():
    narrow = {"type": "string", "maxLength": 4}
    base = OBJECT | {"properties": {"a": narrow}, "anyOf": [{"properties": {"a": STRING}}, {"required": ["b"]}]}
    change = only(diff(sent({k: v for k, v in base.items() if k != "properties"}), sent(base)))
    assert (change.rule, change.name, change.cls) == ("property-redeclared", "a", "breaking")


def test_unevaluated_properties_hang_on_the_alternative_that_matched():
    typed = {"unevaluatedProperties": {"type": "string"}}
    base = typed | {"anyOf": [{"properties": {"a": True}}, {"required": ["b"]}]}
    revision = typed | {"anyOf": [{"properties": {"a": True, "c": True}}, {"required": ["b"]}]}
    breaking = only(diff(received(base), received(revision)), "breaking")
    assert not isinstance(breaking.witness.instance["c"], str)


def test_told_once_for_each_direction():
    base, revision = (payment("oneOf", card) for card in (CARD, with_field(CARD)))
    assert told(diff(base, revision)) == [("property-added", "additive", "`note` added to schema `Card`")]


@pytest.mark.parametrize("surface", [sent, received])
def test_an_edit_that_what_stands_around_makes_up_for_is_neutral_both_ways(surface):
    def around(**alternative):
        return surface({"type": "string", "anyOf": [{"maxLength": 9, **alternative}, {"type": "integer"}]})

    typed, open_ = around(type="string"), around()
    for base, revision in ((typed, open_), (open_, typed)):
        assert diff(base, revision, audited=True).verdict == "neutral"


@pytest.mark.parametrize("surface", [sent, received])
def test_null_added_to_an_alternative_is_an_edit_of_it(surface):
    def number(*types):
        return surface({"anyOf": [{"type": "string", "maxLength": 9}, {"type": list(types), "minimum": 1}]})

    change = only(diff(number("integer"), number("integer", "null")))
    assert change.rule == "null-added"
    assert change.revision.pointer.endswith("/anyOf/1/type")


def test_null_that_moves_from_one_alternative_to_another_is_taken_in_there():
    def nullable(first, second):
        return sent({"anyOf": [{"type": first, "maxLength": 9}, {"type": second, "minimum": 1}]})

    base, revision = nullable(["string", "null"], "integer"), nullable("string", ["integer", "null"])
    for sides in ((base, revision), (revision, base)):
        assert diff(*sides, audited=True).verdict == "neutral"


@pytest.mark.parametrize("written", ["documented", "shared", "in an allOf"])
def test_an_alternative_that_another_one_covers_goes_whatever_the_other_says_in_prose(written):
    narrow = {"type": "object", "properties": {"a": STRING, "b": STRING}, "required": ["a", "b"]}
    wide = {"type": "object", "properties": {"a": STRING}, "required": ["a"]}
    now = {
        "documented": wide | {"description": "Any"},
        "shared": ref("Wide"),
        "in an allOf": {"allOf": [wide]},
    }[written]
    base, revision = sent({"anyOf": [narrow, wide]}), sent({"anyOf": [now]}, schemas={"Wide": wide})
    assert not any(change.rule == "property-removed" for change in diff(base, revision).changes)


SHUT = {"unevaluatedProperties": False}
HULLS = {"type": "object", "properties": {"hull": STRING, "keel": STRING}, "required": ["hull"]}
BARE = {"type": "object", "properties": {"hull": STRING}, "required": ["hull"]}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("shared", [True, False])
def test_a_name_that_one_alternative_loses_beside_what_is_unevaluated_is_told(surface, shared):
    def described(hulls):
        first = ref("Hull") if shared else hulls
        return surface(
            {"oneOf": [first, {"type": "array"}], **SHUT}, **({"schemas": {"Hull": hulls}} if shared else {})
        )

    changes = diff(described(HULLS), described(BARE)).changes
    assert ("property-removed", "keel", "breaking") in {(change.rule, change.name, change.cls) for change in changes}


@pytest.mark.parametrize("surface", [sent, received])
def test_a_name_that_is_lost_where_alternatives_are_compared_as_a_whole_is_told(surface):
    masts = {"type": "object", "properties": {"hull": STRING, "mast": STRING}, "required": ["hull"]}
    base = surface({"oneOf": [HULLS, {"type": "array"}], **SHUT})
    revision = surface({"oneOf": [masts, {"type": "array"}], **SHUT})
    changes = diff(base, revision).changes
    assert ("property-removed", "keel", "breaking") in {(change.rule, change.name, change.cls) for change in changes}


def test_an_alternative_that_went_beside_what_is_unevaluated_takes_its_names_with_it():
    base = received({"oneOf": [HULLS, {"type": "array"}], **SHUT})
    revision = received({"oneOf": [{"type": "array"}], **SHUT})
    assert diff(base, revision).verdict == "additive"


@pytest.mark.parametrize("surface", [sent, received])
def test_what_says_nothing_in_a_shared_alternative_beside_what_is_unevaluated_is_a_rewrite(surface):
    def described(**more):
        shared = {"anyOf": [{**HULLS, **more}, {"type": "array"}]}
        return surface({"allOf": [ref("Hulls"), {**BARE, **SHUT}]}, schemas={"Hulls": shared})

    assert diff(described(), described(minLength=0)).verdict == "neutral"


ERROR = {"type": "object", "properties": {"error": STRING}, **CLOSED}
JOB = {"type": "object", "properties": {"job": {"type": "integer"}, "since": STRING}, "required": ["job", "since"]}


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize("mark", [CLOSED, {"unevaluatedProperties": False}], ids=["additional", "unevaluated"])
@pytest.mark.parametrize("is_shared", [False, True])
@pytest.mark.parametrize(
    ("edited", "rule"),
    [
        ({"properties": {"job": STRING, "since": STRING}}, "type-changed"),
        ({"properties": {"job": {"type": ["integer", "null"]}, "since": STRING}}, "null-added"),
        ({"required": ["job"]}, "property-became-optional"),
    ],
)
def test_a_closed_alternative_takes_no_field_that_another_one_declares(keyword, mark, is_shared, edited, rule):
    """Clients tolerate fields that they do not know: a closed alternative beside the edited one takes none of its."""
    error, base, revision = ERROR | mark, JOB | mark, JOB | mark | edited

    def answered(job):
        if is_shared:
            return received({keyword: [ref("Error"), ref("Job")]}, schemas={"Error": error, "Job": job})
        return received({keyword: [error, job]})

    change = only(diff(answered(base), answered(revision)))
    assert (change.rule, change.cls, change.undecided) == (rule, "breaking", False)
    assert "job" in change.witness.instance


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize(("kind", "verdict"), [({"type": "integer"}, "additive"), (STRING, "breaking")])
def test_a_field_of_another_closed_alternative_is_new_to_one_that_gains_it_as_clients_know_it(keyword, kind, verdict):
    base = received({keyword: [ERROR, JOB | CLOSED]})
    gaining = ERROR | {"properties": {"error": STRING, "job": kind}}
    assert diff(base, received({keyword: [gaining, JOB | CLOSED]})).verdict == verdict


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_alternatives_within_a_closed_alternative_declare_their_fields(keyword):
    nested = {"anyOf": [{"properties": {"job": {"type": "integer"}}}, {"properties": {"since": STRING}}]}
    open_in_parts = {"type": "object", **nested, "unevaluatedProperties": False}
    base = received({keyword: [open_in_parts, ERROR]})
    other = ERROR | {"properties": {"error": STRING | {"title": "What went wrong"}}}
    assert diff(base, received({keyword: [open_in_parts, other]})).verdict == "neutral"


@pytest.mark.parametrize("kind", ["object", ["object", "null"], ["integer", "object"], ["string", "array", "object"]])
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize("surface", [sent, received])
def test_an_alternative_of_the_same_types_is_the_same_one_with_an_edit_within(kind, keyword, surface):
    def either(**more):
        return surface({keyword: [{"type": "boolean"}, {"type": kind, **more}]})

    revision = either(properties={"a": STRING}, required=["a"])
    change = only(diff(either(), revision, audited=True))
    cls = "breaking" if surface is sent else "additive"
    assert (change.rule, change.cls, change.name) == ("required-property-added", cls, "a")
    change = only(diff(revision, either(), audited=True))
    assert (change.rule, change.cls, change.name) == ("property-removed", "breaking", "a")
