"""Dynamic references come down to plain ones that admit the same values, whatever way leads to them."""

from __future__ import annotations

import itertools

import jsonschema_rs
import pytest

from apidiff.errors import InputError
from apidiff.openapi.pointers import COPIES, original
from apidiff.reading import contract_of, read
from tests.reading.support import with_schemas

HERE = "https://example.com/"
PAGE = {
    "$id": f"{HERE}page",
    "type": "object",
    "properties": {"items": {"type": "array", "items": {"$dynamicRef": "#T"}}},
    "$defs": {"any": {"$dynamicAnchor": "T"}},
}


def page_of(name, item, **more):
    return {"$id": f"{HERE}{name}", "$ref": "page", "$defs": {"bound": {"$dynamicAnchor": "T", **item}}, **more}


TREE = {
    "$id": f"{HERE}tree",
    "$dynamicAnchor": "node",
    "type": "object",
    "properties": {"data": True, "children": {"type": "array", "items": {"$dynamicRef": "#node"}}},
}
STRICT = {"$id": f"{HERE}strict", "$dynamicAnchor": "node", "$ref": "tree", "unevaluatedProperties": False}
CASES = {
    "a generic and two that bind it": {
        "Page": PAGE,
        "Pets": page_of("pets", {"type": "string"}),
        "Ages": page_of("ages", {"type": "integer"}),
    },
    "a tree that is extended": {"Tree": TREE, "Strict": STRICT},
    "a binding by reference": {
        "Page": PAGE,
        "Pet": {"$id": f"{HERE}pet", "type": "object", "required": ["name"]},
        "Pets": page_of("pets", {"$ref": "pet"}),
    },
    "the outermost binding counts": {
        "Page": PAGE,
        "Pets": page_of("pets", {"type": "string"}),
        "Ages": {"$id": f"{HERE}ages", "$ref": "pets", "$defs": {"b": {"$dynamicAnchor": "T", "type": "integer"}}},
    },
    "a generic within a generic": {
        "Page": PAGE,
        "List": {"$id": f"{HERE}list", "items": {"$ref": "page"}, "type": "array"},
        "Pets": {
            "$id": f"{HERE}pets",
            "properties": {"all": {"$ref": "list"}, "one": {"$ref": "page"}},
            "$defs": {"b": {"$dynamicAnchor": "T", "type": "string"}},
        },
    },
    "two anchors": {
        "Pair": {
            "$id": f"{HERE}pair",
            "properties": {"items": {"$dynamicRef": "#A"}, "data": {"$dynamicRef": "#B"}},
            "$defs": {"a": {"$dynamicAnchor": "A"}, "b": {"$dynamicAnchor": "B"}},
        },
        "Half": {"$id": f"{HERE}half", "$ref": "pair", "$defs": {"a": {"$dynamicAnchor": "A", "type": "array"}}},
        "Whole": {"$id": f"{HERE}whole", "$ref": "half", "$defs": {"b": {"$dynamicAnchor": "B", "type": "string"}}},
    },
    "a reference that is not dynamic in the end": {
        "Page": {**PAGE, "$defs": {"any": {"$anchor": "T"}}},
        "Pets": page_of("pets", {"type": "string"}),
    },
    "a resource within another": {
        "Outer": {
            "$id": f"{HERE}outer",
            "$defs": {
                "own": {"$dynamicAnchor": "T", "type": "string"},
                "inner": {
                    "$id": f"{HERE}inner",
                    "properties": {"data": {"$dynamicRef": "#T"}},
                    "$defs": {"own": {"$dynamicAnchor": "T", "type": "integer"}},
                },
            },
            "properties": {"items": {"type": "array", "items": {"$ref": "inner"}}},
        },
        "Direct": {"$id": f"{HERE}direct", "$ref": "inner"},
    },
}
VALUES = [1, "a", [], ["a"], [1], {"name": "a"}]
INSTANCES = [
    *VALUES,
    *({"items": value} for value in VALUES),
    *({"items": [value]} for value in VALUES),
    *({"data": value} for value in VALUES),
    *({"items": [{"data": value}]} for value in VALUES),
    *({"children": [{key: value}]} for key, value in itertools.product(("data", "daat"), VALUES)),
    *({"one": {"items": [value]}} for value in VALUES),
    *({"all": [{"items": [value]}]} for value in VALUES),
]


def normal(schemas):
    return contract_of(read(with_schemas(schemas))).document


@pytest.mark.parametrize("schemas", CASES.values(), ids=CASES)
def test_the_normal_form_admits_what_the_description_does(schemas):
    document = normal(schemas)
    assert "$dynamicRef" not in str(document)
    for name, schema in schemas.items():
        written = jsonschema_rs.Draft202012Validator({"$defs": schemas, "$ref": schema["$id"]})
        plain = jsonschema_rs.Draft202012Validator({**document, "$ref": f"#/components/schemas/{name}"})
        for instance in INSTANCES:
            assert written.is_valid(instance) == plain.is_valid(instance), (name, instance)


def test_one_copy_serves_all_ways_that_bind_alike():
    users = {f"U{n}": {"$id": f"{HERE}u{n}", "properties": {"pets": {"$ref": "pets"}}} for n in range(3)}
    document = normal({"Page": PAGE, "Pets": page_of("pets", {"type": "string"}), **users})
    assert len(document[COPIES]) == 1


def test_without_addresses_the_schema_around_an_anchor_binds_it():
    """Two anchors of one name in one resource mean nothing to a validator; this is what they are written for."""
    page = {key: value for key, value in PAGE.items() if key != "$id"}
    pets = {"$ref": "#/components/schemas/Page", "$defs": {"t": {"$dynamicAnchor": "T", "type": "string"}}}
    document = normal({"Page": page, "Pets": pets})
    validator = jsonschema_rs.Draft202012Validator({**document, "$ref": "#/components/schemas/Pets"})
    assert validator.is_valid({"items": ["a"]})
    assert not validator.is_valid({"items": [1]})


def test_a_copy_knows_its_original():
    document = normal(CASES["a generic and two that bind it"])
    for schema in document["components"]["schemas"].values():
        if schema.get("$ref", "").startswith(f"#/{COPIES}"):
            assert original(schema["$ref"][1:] + "/properties/items") == "/components/schemas/Page/properties/items"
    assert original("/components/schemas/Page") == "/components/schemas/Page"


def test_more_copies_than_can_be_looked_at_are_an_error(monkeypatch):
    monkeypatch.setattr("apidiff.openapi.dynamic._MOST_VISITED", 20)
    with pytest.raises(InputError, match="too many ways"):
        normal(CASES["a generic and two that bind it"])


@pytest.mark.parametrize("more", [{}, {"Other": {"$anchor": "other"}}, {"Other": {"$dynamicAnchor": "other"}}])
def test_a_dynamic_reference_without_an_anchor_points_to_nothing(more):
    schemas = {"Ship": {"type": "object", "properties": {"next": {"$dynamicRef": "#node"}}}, **more}
    with pytest.raises(InputError, match="`#node` points to nothing") as raised:
        contract_of(read(with_schemas(schemas)))
    assert raised.value.place.pointer == "/components/schemas/Ship/properties/next/$dynamicRef"
