"""Generic schemas that `$dynamicAnchor`s bind: each use is compared with what it binds."""

from __future__ import annotations

import json

import pytest

from tests.comparing.describing import STRING, api, diff, ok, only, ref, told

HERE = "https://example.com/"


def described(*, crate=STRING, least=0, dialect=None, ids=True, **more):
    """Two pages of one generic, each of its own items."""
    page = {
        "$id": f"{HERE}page",
        "type": "object",
        "properties": {"items": {"type": "array", "minItems": least, "items": {"$dynamicRef": "#T"}}, **more},
        "$defs": {"any": {"$dynamicAnchor": "T"}},
    }
    schemas = {"Page": page, "Crates": bound("crates", {"c": crate}), "Docks": bound("docks", {"d": STRING})}
    if not ids:
        schemas = {name: {k: v for k, v in schema.items() if k != "$id"} for name, schema in schemas.items()}
        schemas["Crates"]["$ref"] = schemas["Docks"]["$ref"] = "#/components/schemas/Page"
    paths = {f"/v1/{name.lower()}": {"get": {"responses": ok(ref(name))}} for name in ("Crates", "Docks")}
    document = api(paths, schemas=schemas)
    return document if dialect is None else {**document, "jsonSchemaDialect": dialect}


def bound(name, properties):
    item = {"$dynamicAnchor": "T", "type": "object", "properties": properties}
    return {"$id": f"{HERE}{name}", "$ref": "page", "$defs": {"item": item}}


@pytest.mark.parametrize("ids", [True, False])
def test_what_one_use_binds_is_compared_for_that_use(ids):
    change = only(diff(described(ids=ids), described(ids=ids, crate={"type": "integer"})))
    assert (change.rule, change.cls) == ("type-changed", "breaking")
    assert [impact.operations for impact in change.impacts] == [("GET /v1/crates",)]
    assert change.base.pointer == "/components/schemas/Crates/$defs/item/properties/c"


def test_an_edit_of_the_generic_is_one_change_for_all_its_uses():
    change = only(diff(described(least=1), described()))
    assert (change.rule, change.cls) == ("min-items-lowered", "breaking")
    assert [impact.operations for impact in change.impacts] == [("GET /v1/crates", "GET /v1/docks")]
    assert change.base.pointer == "/components/schemas/Page/properties/items/minItems"
    assert change.title == "`minItems` of `items` of schema `Page` lowered from 1 to 0"


def test_prose_in_a_generic_is_neutral_and_accounted_for():
    comparison = diff(
        described(next=STRING), described(next={**STRING, "description": "Where to go on."}), audited=True
    )
    assert told(comparison) == []
    assert [change.rule for change in comparison.changes] == ["documentation-changed"]


def test_the_same_without_a_change_is_identical():
    assert diff(described(), described()).verdict == "identical"


def test_a_use_that_binds_nothing_any_more_is_breaking():
    base, revision = described(), described()
    revision["components"]["schemas"]["Crates"].pop("$defs")
    assert diff(base, revision).verdict == "breaking"


def test_a_recursive_schema_of_2019_is_followed():
    def tree(data):
        schemas = {
            "Tree": {
                "$id": f"{HERE}tree",
                "$recursiveAnchor": True,
                "type": "object",
                "properties": {"children": {"type": "array", "items": {"$recursiveRef": "#"}}},
            },
            "Named": {
                "$id": f"{HERE}named",
                "$recursiveAnchor": True,
                "$ref": "tree",
                "properties": {"data": data},
            },
        }
        document = api({"/v1/trees": {"get": {"responses": ok(ref("Named"))}}}, schemas=schemas)
        return {**document, "jsonSchemaDialect": "https://json-schema.org/draft/2019-09/schema"}

    change = only(diff(tree({"type": "integer"}), tree({"type": "number"})))
    assert (change.rule, change.cls) == ("type-changed", "breaking")


def test_a_generic_in_a_file_of_its_own_is_bound_by_others(tmp_path):
    page = {
        "type": "object",
        "properties": {"items": {"type": "array", "items": {"$dynamicRef": "#T"}}},
        "$defs": {"any": {"$dynamicAnchor": "T"}},
    }
    (tmp_path / "page.json").write_text(json.dumps(page))
    sides = []
    for kind in ("integer", "number"):
        item = {"$dynamicAnchor": "T", "type": kind}
        (tmp_path / f"{kind}.json").write_text(json.dumps({"$ref": "page.json", "$defs": {"item": item}}))
        document = api({"/v1/ages": {"get": {"responses": ok({"$ref": f"{kind}.json"})}}})
        (tmp_path / f"api-{kind}.json").write_text(json.dumps(document))
        sides.append(str(tmp_path / f"api-{kind}.json"))
    assert only(diff(*sides)).cls == "breaking"
