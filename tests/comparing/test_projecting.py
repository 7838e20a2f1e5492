"""From a schema to the document that containment is asked about."""

from __future__ import annotations

import pytest

from apidiff.comparing.asking.projection import Foreign, Opening, Projection
from apidiff.comparing.edits import TO_SERVER
from apidiff.model.contract import Contract
from apidiff.model.digest import Digest
from apidiff.reading.lines import NoLocator

DOCUMENT = {
    "components": {
        "schemas": {
            "Open": {"properties": {"a": {"$ref": "#/components/schemas/Open"}}},
            "Closed": {"additionalProperties": False},
            "Leads": {"items": {"$ref": "#/components/schemas/Closed"}},
            "a/b c": {"type": "string"},
        }
    }
}
CONTRACT = Contract("contract", Digest(), DOCUMENT, NoLocator())


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize(
    ("schema", "closes"),
    [
        ({}, False),
        (ref("Open"), False),
        (ref("Closed"), True),
        ({"anyOf": [ref("Leads")]}, True),
        ({"unevaluatedProperties": False}, True),
        ({"items": Foreign({"additionalProperties": False})}, True),
    ],
)
def test_a_tolerant_client_takes_more_of_what_closes_an_object_somewhere(schema, closes):
    assert Opening(CONTRACT).of(schema) is closes


@pytest.mark.parametrize("schema", [ref("Open"), ref("Leads"), {"allOf": [ref("a~1b%20c")]}, {"type": "object"}, True])
def test_a_document_that_unfolds_is_the_whole_one_in_the_end(schema):
    whole = Projection(CONTRACT, TO_SERVER).document(schema)
    unfolding = Projection(CONTRACT, TO_SERVER).unfolding(schema)
    defined = unfolding["$defs"]
    wanted = whole.get("$defs", {}) if isinstance(whole, dict) else {}
    assert {name: defined[name] for name in wanted} == wanted
    assert defined == wanted
