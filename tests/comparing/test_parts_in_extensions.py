"""Shared parts that stand in an extension: an edit of one is told at its place, and not of the extension again."""

from __future__ import annotations

import json

import pytest

from tests.comparing.describing import STRING, api, diff, ok, ref, sent

REEF = {"type": "object", "properties": {"name": STRING}}


def at_root(reef, **others):
    answers = ok({"$ref": "#/x-shared/Reef"})
    return api({"/v1/reefs": {"get": {"responses": answers}}}) | {"x-shared": {"Reef": reef, **others}}


def in_schema(reef, **others):
    name = {"$ref": "#/components/schemas/Coast/x-parts/Reef"}
    coast = {"type": "object", "properties": {"reef": name}, "x-parts": {"Reef": reef, **others}}
    return sent(ref("Coast"), schemas={"Coast": coast})


def in_unused(reef, **others):
    unused = {"Unused": {"type": "object", "x-parts": {"Reef": reef, **others}}}
    return sent({"$ref": "#/components/schemas/Unused/x-parts/Reef"}, schemas=unused)


EDITS = {
    "a type": {"type": "object", "properties": {"name": {"type": "integer"}}},
    "a field that goes": {"type": "object"},
    "a field that comes": {"type": "object", "properties": {"name": STRING, "depth": STRING}},
    "two edits": {"type": "object", "properties": {"depth": STRING}, "minProperties": 1},
    "prose": {"description": "A reef", **REEF},
}


def of_extensions(base, revision):
    return [change for change in diff(base, revision).changes if change.rule == "extension-changed"]


@pytest.mark.parametrize("described", [at_root, in_schema, in_unused])
@pytest.mark.parametrize("edited", EDITS.values(), ids=EDITS)
def test_an_edit_of_a_part_in_an_extension_is_told_once(described, edited):
    for base, revision in ((REEF, edited), (edited, REEF)):
        found = diff(described(base), described(revision), audited=True)
        assert [change for change in found.changes if change.rule == "extension-changed"] == []
        assert found.changes
        assert not any(change.undecided for change in found.changes)


@pytest.mark.parametrize("described", [at_root, in_schema, in_unused])
def test_what_else_an_extension_says_is_told_of_it(described):
    edited = EDITS["a type"]
    assert len(of_extensions(described(REEF, note="old"), described(edited, note="new"))) == 1
    assert len(of_extensions(described(REEF), described(edited, Unused=REEF))) == 1
    assert len(of_extensions(described(REEF, Unused=REEF), described(REEF, Unused=edited))) == 1


def test_a_part_of_a_file_that_is_a_component_now_is_told_once(tmp_path):
    cart = {"type": "object", "properties": {"lines": {"type": "array", "items": {"$ref": "#/x-parts/line"}}}}
    found = {}
    for name, limits in {"base": {}, "revision": {"minimum": 1}, "noted": {"minimum": 1}}.items():
        folder = tmp_path / name
        folder.mkdir()
        parts = {"line": {"type": "object", "properties": {"n": {"type": "integer", **limits}}}}
        parts |= {"note": name} if name == "noted" else {}
        (folder / "cart.json").write_text(json.dumps({**cart, "x-parts": parts}))
        found[name] = folder / "api.json"
        found[name].write_text(json.dumps(sent({"$ref": "cart.json"})))
    sides = diff(found["base"], found["revision"], audited=True), diff(found["base"], found["noted"], audited=True)
    assert [[change.rule for change in side.counted] for side in sides] == [
        ["minimum-raised"],
        ["minimum-raised", "extension-changed"],
    ]
