"""Names of operations, events and callbacks: what they are built of is found in them again."""

from __future__ import annotations

import pytest

from apidiff.openapi.naming import callback_name, event_in, event_name, is_outward, operation_name, path_in

EVENTS = ("lead.won", "lead (won)", "lead of won", "lead (won) of x", "/lead", "lead of POST /x")


@pytest.mark.parametrize("name", EVENTS)
@pytest.mark.parametrize("method", ["POST", "PUT", "X-SEND"])
def test_an_event_has_its_bare_name(name, method):
    told = event_name(name, method, alone=False)
    assert (event_in(told), path_in(told)) == (name, name)


@pytest.mark.parametrize("callback", ["done", "/done", "done (now)"])
@pytest.mark.parametrize("only", [True, False])
@pytest.mark.parametrize(
    ("parent", "path"),
    [*((event_name(name), name) for name in EVENTS), (operation_name("POST", "/v1/a of b"), "/v1/a of b")],
)
def test_a_callback_is_of_the_path_or_the_event_that_holds_it(callback, only, parent, path):
    once = callback_name(callback, parent, "POST", "{$request.body#/url}", alone=True, only=only)
    twice = callback_name(callback, once, "PUT", "{$request.body#/url}", alone=False, only=only)
    assert (path_in(once), path_in(twice)) == (path, path)
    # Each step turns round who sends.
    assert is_outward(once) != is_outward(parent)
    assert is_outward(twice) == is_outward(parent)
