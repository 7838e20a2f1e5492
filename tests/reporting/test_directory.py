"""What the page knows of the newest description: the same operations that a comparison names."""

from __future__ import annotations

from apidiff.model.policy import Policy
from apidiff.reporting.directory import Directory

ANSWER = {"responses": {"204": {"description": "Done"}}}
PATTERN = Policy().version_pattern


def directory(paths=None, reference=None, **more):
    return Directory({"openapi": "3.2.0", "paths": paths or {}, **more}, PATTERN, reference)


def test_path_items_by_reference_and_other_methods_are_current():
    known = directory(
        {"/v1/docks": {"$ref": "#/components/pathItems/D"}, "/v1/piers": {"additionalOperations": {"LINK": ANSWER}}},
        components={"pathItems": {"D": {"query": ANSWER | {"summary": "Look for docks"}}}},
    )
    assert known.target("QUERY /v1/docks").summary == "Look for docks"
    assert known.target("LINK /v1/piers").current
    assert not known.target("GET /v1/docks").current
    assert (known.count(), known.count("v1"), known.events()) == (2, 2, 0)


def test_callbacks_are_current_and_counted_as_no_operations():
    operation = ANSWER | {"callbacks": {"moved": {"{$request.body#/url}": {"post": ANSWER}}}}
    known = directory({"/v1/docks": {"post": operation}}, "https://yard.example/{operation_id}", webhooks={})
    callback = known.target("callback moved of POST /v1/docks")
    assert callback.current
    assert not callback.reference
    assert known.count() == 1


def test_events_are_counted_wherever_they_stand():
    known = directory(webhooks={"x-moved": {"post": ANSWER}})
    assert known.events() == 1
    assert directory(**{"x-webhooks": {"moved": {"post": ANSWER}}}).find("moved").name == "webhook moved"


def test_a_version_may_stand_in_the_server():
    known = directory({"/docks": {"get": ANSWER}}, "https://yard.example{path}?{version}", servers=[{"url": "/v4"}])
    assert known.count("v4") == 1
    assert known.target("GET /docks").reference == "https://yard.example/docks?v4"


def test_targets_are_in_order_of_path_method_and_kind():
    known = directory()
    names = ["callback a of GET /a", "webhook a", "LINK /a", "POST /a", "GET /a", "GET /b"]
    for name in names:
        known.target(name)
    assert [target.name for target in known.named()] == [
        "GET /a", "POST /a", "LINK /a", "GET /b", "webhook a", "callback a of GET /a",
    ]  # fmt: skip


def test_a_misshapen_description_has_no_operations():
    assert directory({"/v1/docks": [], "/v1/piers": {"get": 3}}).count() == 0
