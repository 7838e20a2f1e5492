"""The contract's references are all plain pointers, whatever the description called its schemas by."""

from __future__ import annotations

import copy

from apidiff.openapi.normal import rare_keywords
from apidiff.reading import contract_of, read, resolve
from tests.reading.support import with_schemas


def normal(schemas, **more):
    description = read(with_schemas(schemas, **more))
    before = copy.deepcopy(description.document)
    contract = contract_of(description)
    assert description.document == before
    return contract.document["components"]["schemas"]


def test_a_document_without_such_keywords_is_the_same_object():
    description = read(with_schemas({"A": {"properties": {"$id": {"type": "string"}}}, "B": {"$ref": "#/components"}}))
    assert contract_of(description).document == description.document
    plain = read(with_schemas({"A": {}}))
    assert contract_of(plain).document is plain.document


def test_ids_and_anchors_become_pointers_and_go():
    schemas = normal(
        {
            "Tree": {
                "$id": "https://example.com/tree",
                "properties": {
                    "next": {"$ref": "#"},
                    "leaf": {"$ref": "leaf"},
                    "own": {"$ref": "#here"},
                    "inner": {"$ref": "#/$defs/I"},
                    "root": {"$ref": "#/components/schemas/Leaf"},
                },
                "$defs": {"I": {"$anchor": "here", "type": "integer"}},
            },
            "Leaf": {"$id": "https://example.com/leaf", "type": "string"},
            "User": {"$ref": "https://example.com/tree#/$defs/I"},
            "Other": {"$ref": "#top", "$defs": {"T": {"$anchor": "top"}}},
        }
    )
    assert schemas["Tree"] == {
        "properties": {
            "next": {"$ref": "#/components/schemas/Tree"},
            "leaf": {"$ref": "#/components/schemas/Leaf"},
            "own": {"$ref": "#/components/schemas/Tree/$defs/I"},
            "inner": {"$ref": "#/components/schemas/Tree/$defs/I"},
            "root": {"$ref": "#/components/schemas/Leaf"},
        },
        "$defs": {"I": {"type": "integer"}},
    }
    assert schemas["Leaf"] == {"type": "string"}
    assert schemas["User"] == {"$ref": "#/components/schemas/Tree/$defs/I"}
    assert schemas["Other"]["$ref"] == "#/components/schemas/Other/$defs/T"


def test_a_dynamic_reference_with_one_target_is_a_reference():
    schemas = normal(
        {
            "Tree": {"$dynamicAnchor": "node", "properties": {"children": {"items": {"$dynamicRef": "#node"}}}},
            "Fixed": {"$dynamicRef": "#/components/schemas/Tree"},
            "Plain": {"$dynamicRef": "#plain", "$defs": {"P": {"$anchor": "plain"}}},
        }
    )
    assert schemas["Tree"] == {"properties": {"children": {"items": {"$ref": "#/components/schemas/Tree"}}}}
    assert schemas["Fixed"] == {"$ref": "#/components/schemas/Tree"}
    assert schemas["Plain"]["$ref"] == "#/components/schemas/Plain/$defs/P"


def test_a_dynamic_reference_that_depends_on_the_way_there_is_bound_for_each_way():
    schemas = normal(
        {
            "List": {
                "$id": "https://example.com/list",
                "items": {"$dynamicRef": "#item"},
                "$defs": {"any": {"$dynamicAnchor": "item"}},
            },
            "Pets": {
                "$id": "https://example.com/pets",
                "$ref": "list",
                "$defs": {"pet": {"$dynamicAnchor": "item", "type": "string"}},
            },
        }
    )
    assert schemas["List"]["items"] == {"$ref": "#/components/schemas/List/$defs/any"}
    assert schemas["Pets"]["$ref"].startswith("#/$copies/~1components~1schemas~1List")
    assert "$dynamicAnchor" not in schemas["Pets"]["$defs"]["pet"]


def test_mapped_names_become_pointers_and_the_description_keeps_its_own():
    schemas = normal(
        {
            "P": {"discriminator": {"propertyName": "k", "mapping": {"c": "Cat", "d": "#/components/schemas/D"}}},
            "Cat": {},
            "D": {},
        }
    )
    assert schemas["P"]["discriminator"]["mapping"] == {
        "c": "#/components/schemas/Cat",
        "d": "#/components/schemas/D",
    }


def test_in_3_0_an_id_is_no_keyword():
    schemas = normal(
        {"A": {"$id": "https://example.com/a", "items": {"$ref": "#/components/schemas/A"}}}, version="3.0.3"
    )
    assert schemas["A"]["$id"] == "https://example.com/a"


def test_every_reference_of_the_normal_form_resolves():
    description = read(
        with_schemas({"A": {"$id": "a", "items": {"$ref": "b"}}, "B": {"$id": "b", "items": {"$ref": "a"}}})
    )
    document = contract_of(description).document
    for name in ("A", "B"):
        assert resolve(document, document["components"]["schemas"][name]["items"]["$ref"])


def test_a_discriminator_is_a_rare_keyword():
    named = b'{"properties":{"mapping":{"type":"object"}}}'
    assert rare_keywords(named) == frozenset()
    assert rare_keywords(named[:-1] + b',"discriminator":{"propertyName":"k"}}') == {"discriminator"}
