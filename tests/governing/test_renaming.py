"""Declared renames: the sentences change, the ids do not."""

from __future__ import annotations

import pytest

from apidiff.governing.renaming import with_renames
from apidiff.model.records import Rename
from tests.comparing.describing import STRING, api, content, diff, ok, received, ref, sent

FLAG = {"type": "boolean"}


def lead(*flags):
    return {"type": "object", "properties": {"name": STRING, **dict.fromkeys(flags, FLAG)}}


def by_rule(comparison):
    return {change.rule: change for change in comparison.changes}


def test_a_declared_rename_of_a_property_is_told_as_one():
    found = diff(sent(lead("auto_convert")), sent(lead("auto_create_customer")))
    told = with_renames(found, [Rename("POST /v1/things", "auto_convert", "auto_create_customer")])
    assert told.unknown == ()
    gone, came = (by_rule(told.comparison)[rule] for rule in ("property-removed", "property-added"))
    where = "the request body of `POST /v1/things`"
    assert gone.title == f"`auto_convert` of {where} renamed to `auto_create_customer`"
    assert (gone.renamed_to, gone.possibly_renamed_to) == ("auto_create_customer", None)
    assert came.title == f"`auto_create_customer` added to {where}, in place of `auto_convert`"
    assert [change.id for change in told.comparison.changes] == [change.id for change in found.changes]
    assert [change.cls for change in told.comparison.changes] == [change.cls for change in found.changes]


def test_a_schema_is_a_target_too():
    sides = (received(ref("Lead"), schemas={"Lead": lead(flag)}) for flag in ("won", "closed"))
    found = diff(*sides)
    told = with_renames(found, [Rename("schema Lead", "won", "closed")])
    assert by_rule(told.comparison)["property-removed"].title == "`won` of schema `Lead` renamed to `closed`"


def listing(*names, header="X-Left"):
    parameters = [{"name": name, "in": "query", "schema": FLAG} for name in names]
    headers = {header: {"schema": {"type": "integer"}}}
    return api({"/v1/things": {"get": {"parameters": parameters, "responses": ok(headers=headers)}}})


def test_parameters_and_headers_are_renamed_too():
    found = diff(listing("open", "new"), listing("shut", "old", header="X-Remaining-Calls"))
    renames = [Rename("GET /v1/things", "open", "shut"), Rename("get /v1/things", "X-Left", "X-Remaining-Calls")]
    titles = {change.title for change in with_renames(found, renames).comparison.changes}
    assert "Query parameter `open` of `GET /v1/things` renamed to `shut`" in titles
    assert "Header `X-Left` of response `200` of `GET /v1/things` renamed to `X-Remaining-Calls`" in titles


def test_operations_and_events_are_renamed_too():
    def described(path, event, flag):
        posted = {"post": {"requestBody": content(lead(flag)), "responses": ok()}}
        return api({path: {"get": {"responses": ok(lead(flag))}}}, webhooks={event: posted})

    found = diff(described("/v1/leads", "lead.won", "a"), described("/v1/offers", "offer.accepted", "b"))
    renames = [Rename("GET /v1/leads", "GET /v1/leads", "GET /v1/offers")]
    renames += [Rename("webhook lead.won", "lead.won", "offer.accepted")]
    told = with_renames(found, renames)
    assert told.unknown == ()
    assert {change.title for change in told.comparison.changes if change.renamed_to} == {
        "Operation `GET /v1/leads` moved to `GET /v1/offers`",
        "Event `lead.won` renamed to `offer.accepted`",
    }


@pytest.mark.parametrize(
    "rename",
    [
        Rename("POST /v1/other", "auto_convert", "auto_create_customer"),
        Rename("POST /v1/things", "auto_converted", "auto_create_customer"),
        Rename("POST /v1/things", "auto_convert", "auto_create"),
        Rename("POST /v1/things", "auto_create_customer", "auto_convert"),
    ],
)
def test_a_rename_of_which_nothing_shows_is_handed_back(rename):
    found = diff(sent(lead("auto_convert")), sent(lead("auto_create_customer")))
    told = with_renames(found, [rename])
    assert (told.comparison, told.unknown) == (found, (rename,))
