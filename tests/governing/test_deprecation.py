"""An operation is removed only after its deprecation, where the policy asks for one."""

from datetime import date, timedelta

import pytest

from apidiff.governing.deprecation import History, Told
from apidiff.governing.deprecation import sunset_refusals as refusals_of
from apidiff.model.change import Change, Gone, Impact
from apidiff.model.policy import Policy
from apidiff.openapi.places import Described

ON = date(2026, 6, 30)


def sunset_refusals(changes, releases, on, days):
    return refusals_of(changes, History(Told(*each) for each in releases), on, Policy(sunset_days=days))


def removed(name="GET /v1/pets"):
    impacts = (Impact("to-server", "breaking", (name,)),)
    gone = (Gone("", name),)
    return Change("0" * 12, "operation-removed", "breaking", "gone", path_version="v1", impacts=impacts, gone=gone)


def described(**operation):
    return {"paths": {"/v1/pets": {"get": operation}}}


def history(*releases):
    """Days before the removal with what the operation said then, the newest first."""
    return [(ON - timedelta(days=days), described(**operation)) for days, operation in releases]


DEPRECATED = {"deprecated": True}


@pytest.mark.parametrize(
    ("releases", "message"),
    [
        ([(10, {})], "`GET /v1/pets` is removed and was never deprecated"),
        ([(10, DEPRECATED), (40, {})], "`GET /v1/pets` is removed 10 days after the deprecation"),
        ([(10, DEPRECATED), (50, {}), (400, DEPRECATED)], "`GET /v1/pets` is removed 10 days after the deprecation"),
        ([(10, DEPRECATED | {"x-sunset": "2026-07-01"})], "`GET /v1/pets` is removed before the announced sunset"),
    ],
)
def test_too_soon(releases, message):
    (refusal,) = sunset_refusals([removed()], history(*releases), ON, 90)["v1"]
    assert (refusal.code, refusal.message, refusal.changes) == ("sunset-too-soon", message, (removed(),))
    assert "at the earliest" in refusal.hint


@pytest.mark.parametrize(
    "releases",
    [
        [(90, DEPRECATED), (100, {})],
        [(10, DEPRECATED), (50, DEPRECATED), (95, DEPRECATED)],
        [(1, {"x-sunset": "2026-06-30"})],
    ],
)
def test_in_time(releases):
    assert sunset_refusals([removed()], history(*releases), ON, 90) == {}


def test_the_day_that_it_may_go_is_named():
    (refusal,) = sunset_refusals([removed()], history((10, DEPRECATED), (40, {})), ON, 90)["v1"]
    assert "2026-09-18" in refusal.hint


def test_an_event_is_asked_like_an_operation():
    document = {"webhooks": {"pet.sold": {"post": {"deprecated": True}}}}
    change = removed("webhook pet.sold")
    assert sunset_refusals([change], [(ON - timedelta(days=91), document)], ON, 90) == {}
    assert Described(document).body("webhook pet.sold") == {"deprecated": True}


def test_history_is_read_only_where_something_was_removed():
    def unread():
        raise AssertionError
        yield

    kept = Change("0" * 12, "property-removed", "breaking", "x")
    assert sunset_refusals([kept], unread(), ON, 90) == {}


@pytest.mark.parametrize("document", [{}, {"paths": []}, {"paths": {"/v1/pets": None}}, {"webhooks": 1}])
def test_a_misshapen_description_has_no_such_operation(document):
    assert Described(document).body("GET /v1/pets") is None


LATE = {"deprecated": True, "responses": {}}
WRITTEN_OTHERWISE = {
    "a path item by reference": (
        {
            "paths": {"/v1/pets": {"$ref": "#/components/pathItems/P"}},
            "components": {"pathItems": {"P": {"get": LATE}}},
        },
        "GET /v1/pets",
    ),
    "another method": ({"paths": {"/v1/pets": {"additionalOperations": {"LINK": LATE}}}}, "LINK /v1/pets"),
    "3.2's query": ({"paths": {"/v1/pets": {"query": LATE}}}, "QUERY /v1/pets"),
    "a variable by another name": ({"paths": {"/v1/pets/{key}": {"get": LATE}}}, "GET /v1/pets/{id}"),
    "x-webhooks": ({"x-webhooks": {"pet.sold": {"post": LATE}}}, "webhook pet.sold"),
    "an event that had one method": ({"webhooks": {"pet.sold": {"put": LATE}}}, "webhook pet.sold (PUT)"),
    "an event that had several": ({"webhooks": {"pet.sold": {"put": LATE, "post": LATE}}}, "webhook pet.sold (PUT)"),
}


@pytest.mark.parametrize(("document", "name"), WRITTEN_OTHERWISE.values(), ids=WRITTEN_OTHERWISE)
def test_a_deprecation_is_seen_wherever_the_operation_stands(document, name):
    assert Described(document).body(name) == LATE
    assert sunset_refusals([removed(name)], [(ON - timedelta(days=91), document)], ON, 90) == {}


def test_of_templates_of_one_shape_the_one_that_is_named_counts():
    document = {"paths": {"/v1/pets/{key}": {"get": {}}, "/v1/pets/{id}": {"get": LATE}}}
    assert Described(document).body("GET /v1/pets/{id}") == LATE
