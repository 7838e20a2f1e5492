"""The shortcut of the lens: which edits of a schema certainly show in no type."""

from __future__ import annotations

import pytest

from apidiff.comparing.library.alike import alike

KITE = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "maxLength": 9, "description": "what it is called"},
        "tails": {"type": "array", "items": {"type": "integer"}},
        "description": {"type": "string"},
    },
}


def edited(**properties):
    return KITE | {"properties": KITE["properties"] | properties}


@pytest.mark.parametrize(
    "revision",
    [
        KITE,
        KITE | {"description": "flies"},
        edited(name={"type": "string", "pattern": "^[a-z]+$"}),
        edited(colour={"$ref": "#/components/schemas/Colour"}),
        KITE | {"properties": {"name": {"type": "string"}}},
    ],
)
def test_prose_bounds_and_other_fields_show_in_no_type(revision):
    assert alike(KITE, revision)
    assert alike(revision, KITE)


@pytest.mark.parametrize(
    "revision",
    [
        edited(name={"type": "string", "format": "uuid"}),
        edited(name={"type": ["string", "null"]}),
        edited(description={"type": "integer"}),
        edited(tails={"type": "array", "uniqueItems": True, "items": {"type": "integer"}}),
        edited(tails={"type": "array", "items": {"type": "number"}}),
        KITE | {"required": []},
        KITE | {"title": "Kite"},
        KITE | {"additionalProperties": {"type": "string"}},
        KITE | {"x-enum-varnames": ["A"]},
        KITE | {"properties": {"colour": {"type": "string"}}},
        {key: value for key, value in KITE.items() if key != "properties"},
        [KITE],
        True,
    ],
)
def test_anything_else_may_show(revision):
    assert not alike(KITE, revision)
    assert not alike(revision, KITE)


def test_depth_is_no_matter():
    deep = [KITE, KITE | {"description": "flies"}]
    for _ in range(5_000):
        deep = [{"type": "array", "items": one} for one in deep]
    assert alike(*deep)
