"""An edit in what a keyword refers to is told at its place, and not again of a keyword that is compared as a whole."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent

KIND = {"properties": {"kind": {"const": "a"}}, "required": ["kind"]}
HOLDERS = {
    "dependentSchemas": lambda held: {"dependentSchemas": {"kind": {"properties": {"sub": held}}}},
    "then": lambda held: {"if": KIND, "then": {"properties": {"sub": held}}},
    "else": lambda held: {"if": KIND, "else": {"properties": {"sub": held}}},
    "contains": lambda held: {"properties": {"list": {"type": "array", "contains": held}}},
}
EDITS = {
    "narrower": (STRING, STRING | {"maxLength": 5}),
    "wider": (STRING | {"maxLength": 5}, STRING),
    "prose": (STRING, STRING | {"description": "What it is"}),
}


def using(holder, shared, way=sent, **more):
    properties = {"kind": STRING, "own": ref("Shared")}
    held = HOLDERS[holder](ref("Shared"))
    properties |= held.get("properties", {})
    return way({"type": "object", **held, "properties": properties, **more}, schemas={"Shared": shared})


@pytest.mark.parametrize("way", [sent, received])
@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("holder", HOLDERS)
def test_an_edit_that_a_property_shares_is_told_once(holder, edit, way):
    before, after = (using(holder, shared, way) for shared in EDITS[edit])
    (change,) = diff(before, after, audited=True).changes
    assert "schema `Shared`" in change.title
    assert change.revision.pointer.startswith("/components/schemas/Shared")
    assert not change.undecided


@pytest.mark.parametrize("holder", ["dependentSchemas", "then", "else"])
def test_what_the_keyword_itself_says_is_told_of_it(holder):
    def described(shared, minimum):
        held = {"allOf": [ref("Shared"), {"minLength": minimum}]}
        keywords = HOLDERS[holder](held)
        properties = {"kind": STRING, "own": ref("Shared")}
        return sent({"type": "object", **keywords, "properties": properties}, schemas={"Shared": shared})

    found = diff(described(STRING, 1), described(STRING | {"maxLength": 5}, 2), audited=True)
    rules = {change.rule for change in found.changes}
    assert "max-length-lowered" in rules
    assert rules & {"dependent-schemas-changed", "condition-changed"}


def test_what_breaks_only_under_the_keyword_is_told_of_it():
    """A property that limits itself hides the edit that a condition shows."""

    def described(shared):
        short = {"allOf": [ref("Shared"), {"maxLength": 3}]}
        schema = {
            "type": "object",
            "properties": {"own": short},
            "if": KIND,
            "then": {"properties": {"sub": ref("Shared")}},
        }
        return sent(schema, schemas={"Shared": shared})

    found = diff(described(STRING), described(STRING | {"maxLength": 5}), audited=True)
    assert found.verdict == "breaking"
    assert "condition-changed" in {change.rule for change in found.changes if change.cls == "breaking"}
