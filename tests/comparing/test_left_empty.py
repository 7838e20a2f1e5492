"""A key without a value, which YAML reads as null, in place of an object or a list: as if the key were not there."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, diff, ok

QUERY = {"name": "q", "in": "query", "schema": STRING}
EMPTY = {
    "description": ("servers", "tags", "security", "webhooks"),
    "components": ("schemas", "responses", "parameters", "pathItems"),
    "path item": ("parameters", "servers", "post", "delete"),
    "operation": ("parameters", "requestBody", "callbacks", "tags", "servers", "security", "operationId"),
    "response": ("content", "headers", "links"),
}
CASES = [(kind, name) for kind, names in EMPTY.items() for name in names]


def described(**fields):
    """A description with one operation, and `fields` in the objects of each kind."""
    response = {"description": "Done", **fields.get("response", {})}
    operation = {"responses": {"200": response}, **fields.get("operation", {})}
    whole = api({"/v1/things": {"get": operation, **fields.get("path item", {})}})
    return {**whole, "components": fields.get("components", {}), **fields.get("description", {})}


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_it_is_as_if_it_were_not_there(kind, name):
    sides = described(), described(**{kind: {name: None}})
    for base, revision in (sides, sides[::-1]):
        assert not diff(base, revision, audited=True).changes


def test_what_comes_in_its_place_is_told_as_added():
    base, revision = (described(**{"path item": {"parameters": value}}) for value in (None, [QUERY]))
    assert [change.rule for change in diff(base, revision, audited=True).changes] == ["parameter-added"]
    assert [change.rule for change in diff(revision, base, audited=True).changes] == ["parameter-removed"]


def test_null_is_a_value_in_an_example_and_in_a_schema():
    for made in (
        lambda value: ok({"example": {"tags": value}}),
        lambda value: ok({"const": {"parameters": value}}),
        lambda value: ok({"enum": [{"content": value}]}),
    ):
        base, revision = (api({"/v1/things": {"get": {"responses": made(value)}}}) for value in (None, [1]))
        assert diff(base, revision, audited=True).changes
