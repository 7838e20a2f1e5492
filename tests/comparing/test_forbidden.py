"""A named field that may hold nothing any more is gone to those who read it, whatever the set of values says."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, only, received, ref, sent

NEVER = {
    "false": False,
    "not anything": {"not": {}},
    "no value": {"enum": []},
    "a component": ref("Never"),
}


def thing(**fields):
    return {"type": "object", "properties": {"id": STRING, **fields}}


def changed(old, new, way):
    return diff(*(way(schema, schemas={"Never": {"not": {}}}) for schema in (old, new)), audited=True)


@pytest.mark.parametrize("never", NEVER.values(), ids=NEVER)
def test_a_field_that_is_forbidden_is_gone_from_what_clients_read(never):
    change = only(changed(thing(name=STRING), thing(name=never), received), "breaking")
    assert (change.rule, change.name) == ("property-removed", "name")


@pytest.mark.parametrize("never", NEVER.values(), ids=NEVER)
def test_in_a_request_its_values_tell_so(never):
    comparison = changed(thing(name=STRING), thing(name=never), sent)
    assert only(comparison, "breaking").rule != "property-removed"
    assert all(change.rule != "property-removed" for change in comparison.changes)


def test_what_was_forbidden_already_stays_so():
    assert changed(thing(name=False), thing(name={"not": {}}), received).verdict == "neutral"
