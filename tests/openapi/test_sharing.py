"""What two documents have in common is one object in the second, and nothing else of either changes."""

import copy
import json

from apidiff.openapi.sharing import shared

PART = {"type": "object", "properties": {"id": {"type": "string"}, "tags": {"type": "array", "items": {"minimum": 1}}}}


def described(**schemas):
    operation = {"responses": {"200": {"description": "done"}}}
    return {"openapi": "3.1.0", "paths": {"/leads": {"get": operation}}, "components": {"schemas": schemas}}


def sides(base, revision):
    base, revision = copy.deepcopy(base), copy.deepcopy(revision)
    return base, revision, shared(base, revision)


def test_equal_components_and_path_items_are_the_base_s_own():
    base, _, found = sides(described(Lead=PART), described(Lead=PART, Note={}))
    assert found["components"]["schemas"]["Lead"] is base["components"]["schemas"]["Lead"]
    assert found["paths"]["/leads"] is base["paths"]["/leads"]


def test_equal_members_of_a_component_that_differs_are_shared():
    base, _, found = sides(described(Lead=PART), described(Lead={**PART, "title": "A lead"}))
    old, new = base["components"]["schemas"]["Lead"], found["components"]["schemas"]["Lead"]
    assert (new is old, new["properties"] is old["properties"]) == (False, True)


def test_the_document_is_written_as_before_and_neither_side_changes():
    base, revision = described(Lead=PART, Note={}), described(Note={}, Lead={"properties": {"id": {}}}, Other=[])
    first, second, found = sides(base, revision)
    assert json.dumps(found) == json.dumps(revision)
    assert (json.dumps(first), json.dumps(second)) == (json.dumps(base), json.dumps(revision))


def test_what_is_written_otherwise_is_not_shared():
    for old, new in (({"a": 1, "b": 2}, {"b": 2, "a": 1}), ({"a": 1}, {"a": 1.0}), ({"a": 1}, {"a": True})):
        base, _, found = sides(described(Lead={"x": old}), described(Lead={"x": new}))
        assert found["components"]["schemas"]["Lead"]["x"] is not base["components"]["schemas"]["Lead"]["x"]
        assert json.dumps(found["components"]["schemas"]["Lead"]["x"]) == json.dumps(new)


def test_values_that_are_no_objects_where_objects_belong_are_left():
    base = {"paths": [1], "components": {"schemas": 3}}
    revision = {"paths": {"/a": None}, "components": {"schemas": {}}}
    assert shared(base, revision) == revision
