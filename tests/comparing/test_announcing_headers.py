"""What the response headers `Sunset` and `Deprecation` announce is told of the operation, and as no other change."""

from __future__ import annotations

import copy

import pytest

from apidiff.governing.announcing import is_announced
from tests.comparing.describing import api, diff, only, ref

DAY, LATER = "Thu, 31 Dec 2026 23:59:59 GMT", "Wed, 30 Jun 2027 23:59:59 GMT"
SINCE, SINCE_LATER = "@1767225600", "@1769904000"
NAME = "GET /v1/things"


def fixed(value, *, way="const"):
    return {"type": "string", **({"enum": [value]} if way == "enum" else {"const": value})}


def sending(headers=(), /, *, error=(), marks=None, **components):
    """An operation whose response has these headers, by the schema or as they are."""

    def listed(some):
        return {name: value if {"$ref", "schema"} & value.keys() else {"schema": value} for name, value in some.items()}

    responses = {"200": {"description": "OK", "headers": listed(dict(headers))}}
    responses["404"] = {"description": "not there", "headers": listed(dict(error))}
    return api({"/v1/things": {"get": {"responses": responses, **(marks or {})}}}, **components)


def told(base, revision):
    """Every change but for headers that came: all sides of what is announced, and of what is not."""
    comparison = diff(base, revision, audited=True)
    return [(c.rule, c.cls, c.title) for c in comparison.changes if c.rule != "response-header-added"]


@pytest.mark.parametrize("way", ["const", "enum"])
@pytest.mark.parametrize("days", [(DAY, LATER), (LATER, DAY)])
def test_another_day_is_told_as_another_sunset_and_nothing_else(days, way):
    old, new = (sending({"Sunset": fixed(day, way=way)}) for day in days)
    dates = {DAY: "2026-12-31", LATER: "2027-06-30"}
    title = f"Sunset of `{NAME}` changed from `{dates[days[0]]}` to `{dates[days[1]]}`"
    assert told(old, new) == [("sunset-changed", "neutral", title)]


def test_the_day_is_told_where_it_is_written():
    (change,) = diff(sending({"Sunset": fixed(DAY)}), sending({"Sunset": fixed(LATER)})).changes
    assert change.revision is not None
    assert change.revision.pointer == "/paths/~1v1~1things/get/responses/200/headers/Sunset/schema/const"
    assert change.revision.value == LATER
    assert is_announced(change)


def test_another_deprecation_date_is_told_as_that():
    old, new = (sending({"deprecation": fixed(day)}) for day in (SINCE, SINCE_LATER))
    title = f"Deprecation date of `{NAME}` changed from `2026-01-01` to `2026-02-01`"
    assert told(old, new) == [("deprecation-date-changed", "neutral", title)]


def test_another_hour_of_the_day_is_told_as_it_is_written():
    noon = DAY.replace("23:59:59", "12:00:00")
    title = f"Sunset of `{NAME}` changed from `{DAY}` to `{noon}`"
    assert told(sending({"Sunset": fixed(DAY)}), sending({"Sunset": fixed(noon)})) == [
        ("sunset-changed", "neutral", title)
    ]


def test_both_ways_to_write_one_value_are_the_same():
    assert told(sending({"Sunset": fixed(DAY)}), sending({"Sunset": fixed(LATER, way="enum")})) == [
        ("sunset-changed", "neutral", f"Sunset of `{NAME}` changed from `2026-12-31` to `2027-06-30`")
    ]


def test_what_is_said_beside_the_day_is_told_as_ever():
    old = sending({"Sunset": {"schema": fixed(DAY) | {"example": DAY, "description": "The end"}}})
    new = sending({"Sunset": {"schema": fixed(LATER) | {"example": LATER, "description": "Its end"}}})
    rules = [(rule, cls) for rule, cls, _ in told(old, new)]
    assert sorted(rules) == [
        ("documentation-changed", "neutral"), ("examples-changed", "neutral"), ("sunset-changed", "neutral")
    ]  # fmt: skip


def test_several_responses_with_one_day_are_told_once():
    old, new = (sending({"Sunset": fixed(day)}, error={"Sunset": fixed(day)}) for day in (DAY, LATER))
    assert told(old, new) == [
        ("sunset-changed", "neutral", f"Sunset of `{NAME}` changed from `2026-12-31` to `2027-06-30`")
    ]


@pytest.mark.parametrize("kind", ["headers", "responses"])
def test_a_shared_header_is_told_once_for_all_operations_that_send_it(kind):
    def shared(day):
        header = {"schema": fixed(day)}
        if kind == "headers":
            made = sending({"Sunset": ref("End", "headers")}, headers={"End": header})
        else:
            made = sending(responses={"Ends": {"description": "OK", "headers": {"Sunset": header}}})
            made["paths"]["/v1/things"]["get"]["responses"]["200"] = ref("Ends", "responses")
        made["paths"]["/v1/others"] = copy.deepcopy(made["paths"]["/v1/things"])
        return made

    (change,) = diff(shared(DAY), shared(LATER), audited=True).changes
    named = "header `End`" if kind == "headers" else "response `Ends`"
    assert change.title == (
        f"Sunset of every operation with the shared {named} changed from `2026-12-31` to `2027-06-30`"
    )
    assert (change.rule, change.cls) == ("sunset-changed", "neutral")
    assert change.operations == ("GET /v1/others", "GET /v1/things")


DATED = {"Deprecation": fixed(SINCE), "Sunset": fixed(DAY)}
ENDS = f"Operation `{NAME}` marked as deprecated from `2026-01-01`, sunset on `2026-12-31`"


def test_headers_that_come_say_that_the_operation_is_deprecated():
    assert told(sending(), sending(DATED)) == [("operation-deprecated", "neutral", ENDS)]
    assert told(sending(), sending(DATED, error=DATED)) == [("operation-deprecated", "neutral", ENDS)]
    comparison = diff(sending(), sending(DATED))
    assert [c.title for c in comparison.changes if is_announced(c)] == [ENDS]
    # The headers themselves are what they are without it.
    assert [c.cls for c in comparison.changes if c.rule == "response-header-added"] == ["additive"] * 2


def test_the_mark_that_comes_with_the_headers_names_their_days():
    assert told(sending(), sending(DATED, marks={"deprecated": True})) == [("operation-deprecated", "neutral", ENDS)]


def test_a_header_beside_a_mark_sets_the_sunset():
    mark = {"deprecated": True}
    assert told(sending(marks=mark), sending({"Sunset": fixed(DAY)}, marks=mark)) == [
        ("sunset-changed", "neutral", f"Sunset of `{NAME}` set to `2026-12-31`")
    ]


def test_a_header_beside_a_sunset_of_the_operation_says_nothing_new():
    mark = {"x-sunset": "2026-12-31"}
    assert told(sending(marks=mark), sending({"Sunset": fixed(DAY)}, marks=mark)) == []


@pytest.mark.parametrize("kind", ["inline", "shared"])
def test_a_sunset_that_the_operation_and_its_header_move_alike_is_told_once(kind):
    def both(header, day):
        marks = {"x-sunset": day}
        if kind == "inline":
            return sending({"Sunset": fixed(header)}, marks=marks)
        made = sending({"Sunset": ref("End", "headers")}, marks=marks)
        return made | {"components": {"headers": {"End": {"schema": fixed(header)}}}}

    moved = ("sunset-changed", "neutral", f"Sunset of `{NAME}` changed from `2026-12-31` to `2027-06-30`")
    assert told(both(DAY, "2026-12-31"), both(LATER, "2027-06-30")) == [moved]
    # What they say otherwise is told of each.
    found = told(both(DAY, "2026-12-31"), both(LATER, "2027-03-31"))
    assert [rule for rule, _, _ in found] == ["sunset-changed"] * 2


def test_a_shared_header_that_comes_to_have_one_date_deprecates_what_sends_it():
    def shared(schema):
        made = sending({"Sunset": ref("End", "headers")})
        made["paths"]["/v1/others"] = copy.deepcopy(made["paths"]["/v1/things"])
        return made | {"components": {"headers": {"End": {"schema": schema}}}}

    changes = diff(shared({"type": "string"}), shared(fixed(DAY)), audited=True).changes
    assert {change.name for change in changes if change.rule == "operation-deprecated"} == {NAME, "GET /v1/others"}
    assert {change.cls for change in changes} == {"neutral", "additive"}


@pytest.mark.parametrize("required", [False, True])
def test_headers_that_go_take_the_announcement_back_and_are_gone(required):
    base = sending({"Sunset": {"schema": fixed(DAY), "required": required}})
    assert told(base, sending()) == [
        ("response-header-removed", "breaking", f"Header `Sunset` removed from response `200` of `{NAME}`"),
        (
            "operation-undeprecated",
            "neutral",
            f"Operation `{NAME}` no longer marked as deprecated (its sunset was `2026-12-31`)",
        ),
    ]


def test_a_header_that_may_have_any_day_says_no_day():
    anything = {"type": "string"}
    assert [rule for rule, _, _ in told(sending(), sending({"Sunset": anything}))] == []
    widened = diff(sending({"Sunset": fixed(DAY)}), sending({"Sunset": anything}), audited=True)
    assert only(widened).cls == "breaking"
    assert [c.rule for c in widened.changes if is_announced(c)] == ["operation-undeprecated"]
    narrowed = diff(sending({"Sunset": anything}), sending({"Sunset": fixed(DAY)}), audited=True)
    assert narrowed.verdict == "additive"
    assert [c.rule for c in narrowed.changes if is_announced(c)] == ["operation-deprecated"]


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        (fixed("soon"), fixed("later"), "breaking"),
        (fixed(DAY), fixed("later"), "breaking"),
        (fixed(DAY, way="enum"), {"type": "string", "enum": [DAY, LATER]}, "additive"),
        (fixed(DAY) | {"maxLength": 40}, fixed(LATER) | {"maxLength": 41}, "breaking"),
        ({"const": DAY}, {"const": LATER, "anyOf": [{"type": "string"}, {"type": "integer"}]}, "breaking"),
    ],
    ids=["no dates", "no date any more", "several dates", "a limit beside it", "a keyword beside it"],
)
def test_what_is_more_than_another_day_is_what_it_is_of_any_header(old, new, verdict):
    assert diff(sending({"Sunset": old}), sending({"Sunset": new}), audited=True).verdict == verdict


def test_another_header_with_the_schema_of_a_sunset_stays_a_header():
    def shared(day):
        made = sending({"Sunset": ref("End", "headers"), "X-End": ref("End", "headers")})
        return made | {"components": {"headers": {"End": {"schema": fixed(day)}}}}

    comparison = diff(shared(DAY), shared(LATER), audited=True)
    assert comparison.verdict == "breaking"
    assert "sunset-changed" in {change.rule for change in comparison.changes}


def test_what_the_receiver_of_an_event_answers_announces_nothing():
    def event(headers):
        made = sending(headers)
        return made | {"webhooks": {"lead.won": {"post": made.pop("paths")["/v1/things"]["get"]}}, "paths": {}}

    assert [c.rule for c in diff(event({}), event(DATED)).changes if is_announced(c)] == []
    assert diff(event({"Sunset": fixed(DAY)}), event({"Sunset": fixed(LATER)})).verdict == "breaking"


def test_of_several_days_the_last_one_counts():
    base = sending({"Sunset": fixed(DAY)}, error={"Sunset": fixed(LATER)})
    assert told(sending(), base) == [
        ("operation-deprecated", "neutral", f"Operation `{NAME}` marked as deprecated, sunset on `2027-06-30`")
    ]
