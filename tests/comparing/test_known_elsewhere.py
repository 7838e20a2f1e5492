"""Components that stay where they were and come to another place: their names are new in that place alone."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, only, ref, sent, told

CARD = {"properties": {"size": {"const": 0}, "fold": {"const": 1}}}
COUNT = {"type": "object", "properties": {"card": {"type": "integer"}}}


def sheet(last):
    """One of two: a sheet whose card is not `last`, or a card."""
    first = {"properties": {"fold": {"type": "object"}, "card": ref("Card")}, "oneOf": [{}, last]}
    return {"type": "object", "oneOf": [first, ref("Card")]}


def test_a_value_that_no_alternative_takes_any_more_is_a_break():
    later = {"type": "object", "properties": {"card": ref("Card")}}
    comparison = diff(sent(sheet(COUNT), schemas={"Card": CARD}), sent(sheet(later), schemas={"Card": CARD}))
    assert only(comparison, "breaking").rule == "type-changed"


def test_an_alternative_that_comes_says_all_of_its_names():
    base = sent({"properties": {"fold": {}, "card": ref("Card")}}, schemas={"Card": {}})
    first = {"properties": {"fold": {}}, "oneOf": [{}, {"properties": {"card": ref("Card")}}]}
    revision = sent({"oneOf": [first, ref("Card")]}, schemas={"Card": {"properties": {"fold": {"const": 1}}}})
    assert "breaking" in [cls for _, cls, _ in told(diff(base, revision))]


@pytest.mark.parametrize("alias", [False, True])
def test_its_names_are_new_where_the_base_has_something_else(alias):
    to = ref("Alias") if alias else ref("Card")
    schemas = {"Card": {"type": "object", "properties": {"size": STRING}}, "Alias": ref("Card")}
    sides = [
        sent({"type": "object", "properties": {"kept": ref("Card"), "moved": moved}}, schemas=schemas)
        for moved in ({"type": "object"}, to)
    ]
    assert only(diff(*sides)).rule == "property-added"
