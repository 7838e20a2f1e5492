"""What is deprecated is told with its date, wherever it stands."""

from __future__ import annotations

import pytest

from apidiff.governing.announcing import announced_title, is_announced
from apidiff.reporting.words import announced_say
from tests.comparing.describing import STRING, api, content, diff, ok

DATE = "2027-03-31"


def described(where="", **marks):
    """An operation with a parameter, a field and a header; the marks stand at one of them."""

    def at(name, value):
        return {**value, **(marks if name == where else {})}

    parameter = at("parameter", {"name": "sort", "in": "query", "schema": STRING})
    header = at("header", {"schema": {"type": "integer"}})
    field = at("field", {"type": "string"})
    operation = {
        "parameters": [parameter],
        "requestBody": content({"type": "object", "properties": {"note": field}}),
        "responses": ok(headers={"X-Left": header}),
    }
    return api({"/v1/things": {"post": at("operation", operation)}})


WHERE = {
    "operation": ("operation-deprecated", "Operation `POST /v1/things` marked as deprecated"),
    "parameter": ("parameter-deprecated", "Query parameter `sort` of `POST /v1/things` marked as deprecated"),
    "field": ("property-deprecated", "`note` of the request body of `POST /v1/things` marked as deprecated"),
    "header": (
        "response-header-deprecated",
        "Header `X-Left` of response `200` of `POST /v1/things` marked as deprecated",
    ),
}


def announced(base, revision):
    return [(change.rule, change.title) for change in diff(base, revision).changes if is_announced(change)]


@pytest.mark.parametrize(("where", "rule", "title"), [(where, *told) for where, told in WHERE.items()])
def test_a_deprecation_is_announced_with_its_sunset(where, rule, title):
    plain = described()
    assert announced(plain, described(where, deprecated=True)) == [(rule, title)]
    dated = described(where, deprecated=True, **{"x-sunset": DATE})
    assert announced(plain, dated) == [(rule, f"{title}, sunset on `{DATE}`")]
    # The date is told by the mark, and by nothing else.
    assert [(each.rule, each.cls) for each in diff(plain, dated, audited=True).counted] == [(rule, "neutral")]


def test_what_a_deprecation_does_not_name_is_told_beside_it():
    for field in ({"x-sunset": 5}, {"x-reason": DATE}):
        rules = {change.rule for change in diff(described(), described("operation", deprecated=True, **field)).counted}
        assert rules == {"operation-deprecated", "extension-changed"}


@pytest.mark.parametrize("where", WHERE)
def test_another_sunset_is_announced(where):
    sides = (described(where, deprecated=True, **{"x-sunset": date}) for date in (DATE, "2027-09-30"))
    ((rule, title),) = announced(*sides)
    assert rule == "sunset-changed"
    assert title.endswith(f"changed from `{DATE}` to `2027-09-30`")


@pytest.mark.parametrize("where", WHERE)
def test_a_sunset_that_is_set_later_is_announced(where):
    marked = described(where, deprecated=True)
    ((rule, title),) = announced(marked, described(where, deprecated=True, **{"x-sunset": DATE}))
    assert (rule, title.endswith(f" set to `{DATE}`")) == ("sunset-changed", True)


def test_another_default_is_announced_under_a_heading_of_its_own():
    changes = diff(described("field", default="a"), described("field", default="b")).changes
    assert [(change.rule, change.cls) for change in changes if is_announced(change)] == [("default-changed", "neutral")]
    assert announced_title(changes) == "Changed defaults"
    marked = diff(described("field", default="a"), described("field", default="b", deprecated=True)).changes
    assert announced_title(marked) == "Deprecated, and changed defaults"


@pytest.mark.parametrize("where", WHERE)
def test_what_stays_after_all_is_not_called_deprecated(where):
    lifted = diff(described(where, deprecated=True), described()).changes
    assert announced_title(lifted) == "No longer deprecated"
    assert announced_say(change.rule for change in lifted) == "1 lifted deprecation"
    other = diff(described(), described("operation", deprecated=True)).changes
    assert announced_title([*lifted, *other]) == "Deprecated, and no longer deprecated"
    assert announced_say(change.rule for change in (*lifted, *other)) == "1 deprecation notice and 1 lifted deprecation"


def test_what_is_kept_after_all_is_announced():
    assert [rule for rule, _ in announced(described("operation", deprecated=True), described())] == [
        "operation-undeprecated"
    ]


def test_a_date_cannot_write_markup():
    dated = described("operation", deprecated=True, **{"x-sunset": "`x` <b>" + "9" * 99})
    ((_, title),) = announced(described(), dated)
    assert title.count("`") == 4
    assert len(title) < 120


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("explicit", [{}, {"deprecated": False}])
def test_what_is_kept_after_all_is_announced_once_with_the_day_that_it_had(where, explicit):
    dated = described(where, deprecated=True, **{"x-sunset": DATE})
    ((rule, title),) = announced(dated, described(where, **explicit))
    assert rule == WHERE[where][0].replace("-deprecated", "-undeprecated")
    assert title == f"{WHERE[where][1].replace(' marked', ' no longer marked')} (its sunset was `{DATE}`)"
    found = diff(dated, described(where, **explicit), audited=True).counted
    assert [(each.rule, each.cls) for each in found] == [(rule, "neutral")]
    # The id holds the day, as that of the deprecation does.
    later = diff(described(where, deprecated=True, **{"x-sunset": "2028-01-01"}), described(where, **explicit)).counted
    assert found[0].id != later[0].id


@pytest.mark.parametrize("where", WHERE)
def test_a_day_that_stays_or_moves_without_the_mark_is_told_by_itself(where):
    dated = described(where, deprecated=True, **{"x-sunset": DATE})
    rules = [rule for rule, _ in announced(dated, described(where, **{"x-sunset": DATE}))]
    assert rules == [WHERE[where][0].replace("-deprecated", "-undeprecated")]
    moved = [rule for rule, _ in announced(dated, described(where, **{"x-sunset": "2028-01-01"}))]
    assert sorted(moved) == sorted([*rules, "sunset-changed"])


NO_DATES = ("2026-13-44", "soon", "2026-02-30")


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("written", NO_DATES)
def test_a_sunset_that_is_no_date_asks_for_caution(where, written):
    for base in ({}, {"deprecated": True}, {"deprecated": True, "x-sunset": DATE}):
        revision = described(where, deprecated=True, **{"x-sunset": written})
        found = [each for each in diff(described(where, **base), revision).changes if each.caution]
        assert len(found) == 1, base
        assert f"`{written}` is no date" in (found[0].reason or "")
        assert found[0].cls == "neutral"
    dated = diff(described(where), described(where, deprecated=True, **{"x-sunset": DATE})).changes
    assert not any(each.caution for each in dated)
    taken_back = diff(described(where, deprecated=True, **{"x-sunset": written}), described(where)).changes
    assert not any(each.caution for each in taken_back)


def test_a_value_whose_sunset_is_no_date_asks_for_caution():
    def listed(day):
        return described("field", enum=["a", "b"], **{"x-deprecated-values": {"b": day}})

    plain = described("field", enum=["a", "b"])
    assert [each.caution for each in diff(plain, listed("soon")).counted] == [True]
    assert [each.caution for each in diff(listed(DATE), listed("soon")).counted] == [True]
    assert [each.caution for each in diff(plain, listed(DATE)).counted] == [False]


def test_a_place_is_named_once_however_many_places_of_the_base_it_is_held_against():
    def made(**marks):
        field = {"$ref": "#/components/schemas/Info", "description": "Details.", **marks}
        holder = {"type": "object", "properties": {"sofort": field}}
        paths = {
            "/v1/a": {"get": {"responses": ok({"$ref": "#/components/schemas/A"})}},
            "/v1/b": {"get": {"responses": ok({"$ref": "#/components/schemas/B"})}},
        }
        return api(paths, schemas={"A": holder, "B": holder, "Info": {"type": "object"}})

    for change in diff(made(), made(deprecated=True, **{"x-deprecatedInVersion": "1"})).changes:
        places = [change.revision.pointer, *change.also]
        assert len(places) == len(set(places)), change.title
