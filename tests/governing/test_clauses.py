"""The clause of a change is that of the direction with its class; of several, of the one that asks for caution."""

from __future__ import annotations

import json

import pytest

from apidiff.model.policy import Policy
from apidiff.reporting.formats import machine, markdown, text
from tests.comparing.describing import api, content, diff, ok, only, ref

READY = "clients are ready for values that they do not know"


def both_ways(*values, order=("post", "get")):
    operations = {
        "post": {"requestBody": content(ref("Ticket")), "responses": {"204": {"description": "Done"}}},
        "get": {"responses": ok(ref("Ticket"))},
    }
    schema = {"type": "object", "properties": {"state": {"type": "string", "enum": list(values)}}}
    return api({"/v1/tickets": {name: operations[name] for name in order}}, schemas={"Ticket": schema})


@pytest.mark.parametrize("order", [("post", "get"), ("get", "post")])
def test_a_new_value_of_a_shared_schema_has_the_clause_of_its_caution(order):
    comparison = diff(both_ways("open", order=order), both_ways("open", "closed", order=order))
    change = only(comparison)
    assert (change.rule, change.cls, change.caution) == ("enum-value-added", "additive", True)
    assert READY in change.clause
    assert READY in json.loads(machine.diff(comparison))["changes"][0]["clause"]
    assert READY in " ".join(text.diff(comparison).split())
    assert READY in markdown.diff(comparison)


def test_a_breaking_direction_still_comes_first():
    change = only(diff(both_ways("open"), both_ways("open", "closed"), policy=Policy(new_enum_value="breaking")))
    assert (change.cls, READY in change.clause) == ("breaking", False)


def _ticket(**schema):
    operations = {
        "post": {"requestBody": content(ref("Ticket")), "responses": {"204": {"description": "Done"}}},
        "get": {"responses": ok(ref("Ticket"))},
    }
    return api({"/v1/tickets": operations}, schemas={"Ticket": {"type": "object", "properties": {"code": schema}}})


def test_a_break_in_both_directions_says_what_it_means_in_each():
    comparison = diff(_ticket(type="integer"), _ticket(type="string"))
    change = only(comparison)
    assert (change.cls, change.broken) == ("breaking", ("POST /v1/tickets", "GET /v1/tickets"))
    for sentence in ("A request that used to be valid is rejected now.", "The server may send what it never sent"):
        assert sentence in change.clause
        assert sentence in " ".join(text.diff(comparison).split())
        assert sentence in markdown.diff(comparison)


def test_what_a_break_merely_reaches_is_named_apart():
    comparison = diff(_ticket(type="string"), _ticket(type="string", pattern="^a"))
    change = only(comparison)
    assert (change.operations, change.broken) == (("POST /v1/tickets", "GET /v1/tickets"), ("POST /v1/tickets",))
    assert "The server" not in change.clause
    written = text.diff(comparison)
    assert "breaks    POST /v1/tickets\n    harmless  GET /v1/tickets\n" in written
    assert "breaks `POST /v1/tickets`, and is harmless in `GET /v1/tickets`" in markdown.diff(comparison)


def test_what_is_additive_without_an_addition_says_why():
    responses = {"responses": ok({"type": "object", "properties": {"code": {"type": "string", "maxLength": 9}}})}
    base = api({"/v1/tickets": {"get": responses}})
    written = text.diff(diff(base, json.loads(json.dumps(base).replace("9", "8"))))
    assert "policy    The server sends nothing that it could not send before." in written
