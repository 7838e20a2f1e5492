"""What all alternatives have in common, written once beside them: the same values in other words."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent

INTEGER = {"type": "integer"}


def kind(tag, **properties):
    return {
        "type": "object",
        "properties": {"kind": {"type": "string", "enum": [tag]}, **properties},
        "required": ["kind"],
    }


BERTH, BUOY = kind("berth", depth=INTEGER), kind("buoy", colour=STRING)
COMMON = {"type": "object", "properties": {"note": STRING}}


def with_note(schema, note=STRING):
    return {**schema, "properties": {**schema["properties"], "note": note}}


IN_EACH_AND_ONCE = {
    "inline": ({"oneOf": [with_note(BERTH), with_note(BUOY)]}, {**COMMON, "oneOf": [BERTH, BUOY]}, ({}, {})),
    "of anyOf": ({"anyOf": [with_note(BERTH), with_note(BUOY)]}, {**COMMON, "anyOf": [BERTH, BUOY]}, ({}, {})),
    "in a member": (
        {"oneOf": [with_note(BERTH), with_note(BUOY)]},
        {"allOf": [COMMON, {"oneOf": [BERTH, BUOY]}]},
        ({}, {}),
    ),
    "of shared schemas": (
        {"oneOf": [ref("Berth"), ref("Buoy")]},
        {**COMMON, "oneOf": [ref("Berth"), ref("Buoy")]},
        ({"Berth": with_note(BERTH), "Buoy": with_note(BUOY)}, {"Berth": BERTH, "Buoy": BUOY}),
    ),
    "told apart by a tag": (
        {"oneOf": [ref("Berth"), ref("Buoy")], "discriminator": {"propertyName": "kind"}},
        {**COMMON, "oneOf": [ref("Berth"), ref("Buoy")], "discriminator": {"propertyName": "kind"}},
        (
            {"Berth": with_note(BERTH | {"title": "b"}), "Buoy": with_note(BUOY)},
            {"Berth": BERTH | {"title": "b"}, "Buoy": BUOY},
        ),
    ),
    "what is required": (
        {"oneOf": [BERTH, BUOY]},
        {"type": "object", "required": ["kind"], "oneOf": [BERTH | {"required": []}, BUOY | {"required": []}]},
        ({}, {}),
    ),
}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("name", IN_EACH_AND_ONCE)
def test_what_alternatives_have_in_common_is_written_once_or_in_each(name, surface):
    in_each, once, (before, after) = IN_EACH_AND_ONCE[name]
    sides = surface(in_each, schemas=before), surface(once, schemas=after)
    for base, revision in (sides, sides[::-1]):
        comparison = diff(base, revision)
        assert comparison.verdict == "neutral"
        assert {change.rule for change in comparison.counted} == {"schema-rewritten"}


def test_what_is_narrower_once_than_in_each_breaks():
    base = {"oneOf": [with_note(BERTH), with_note(BUOY)]}
    revision = {"type": "object", "properties": {"note": {"enum": ["low"]}}, "oneOf": [BERTH, BUOY]}
    assert diff(sent(base), sent(revision)).verdict == "breaking"


def test_an_alternative_that_did_not_have_it_takes_less_now():
    base = {"oneOf": [with_note(BERTH), BUOY]}
    revision = {**COMMON, "oneOf": [BERTH, BUOY]}
    assert diff(sent(base), sent(revision)).verdict == "breaking"


def test_a_name_that_only_one_alternative_loses_is_told():
    base = {"oneOf": [with_note(BERTH, {}), with_note(BUOY, {})]}
    revision = {"type": "object", "oneOf": [with_note(BERTH, {}), BUOY]}
    removed = [change for change in diff(sent(base), sent(revision)).changes if change.rule == "property-removed"]
    assert [change.name for change in removed] == ["note"]
