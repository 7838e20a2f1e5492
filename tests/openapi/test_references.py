"""The references of a document are those of its parts, each part looked at once."""

import json

import pytest

from apidiff.openapi.canonical import compact_json
from apidiff.openapi.references import References, local_references

LEAD = {"properties": {"note": {"$ref": "#/components/schemas/Note"}, "kind": {"mapping": {"a": '#/x~1y/"z'}}}}
DOCUMENTS = [
    {},
    {
        "openapi": "3.1.0",
        "paths": {"/leads": {"get": {"$ref": "#/components/x"}}},
        "components": {"schemas": {"L": LEAD}},
    },
    {"x-top": "#/paths", "components": "#/odd", "info": {"title": "#", "description": "#no pointer"}},
    {"components": {"schemas": {"Text": "#/a", "List": [LEAD, "#/item"]}, "x-own": [{"$ref": "#/b"}], "odd": 3}},
    {"paths": {"components": {"schemas": {"L": LEAD}}}, "tags": [{"$ref": "#/c"}], "servers": []},
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=range(len(DOCUMENTS)))
def test_the_references_of_a_document_are_those_of_its_text(document):
    assert References().in_document(document) == local_references(compact_json(document))


def test_a_part_that_is_a_section_as_well_is_looked_into():
    section = {"schemas": {"L": LEAD}}
    document = {"paths": {"same": section}, "x-own": section, "components": section}
    assert References().in_document(document) == local_references(compact_json(document))


def test_a_text_in_a_list_is_told_and_no_reference():
    references = References()
    first, later = (json.loads(text) for text in ('{"enum": ["#/a"]}', '{"enum": ["a", "#/a"]}'))
    assert [(references.of(part), references.may_list(part)) for part in (first, later, LEAD)] == [
        (set(), True),
        (set(), True),
        ({"#/components/schemas/Note", '#/x~1y/"z'}, False),
    ]
