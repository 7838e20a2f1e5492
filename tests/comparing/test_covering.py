"""What reaches a part of a value depends on the neighbours: no keyword is judged without those that it reads."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, only, received, sent

INTEGER, NUMBER = {"type": "integer"}, {"type": "number"}
LIST, OBJECT = {"type": "array"}, {"type": "object"}
CLOSED = {"additionalProperties": False}
STRINGS = OBJECT | {"additionalProperties": STRING}
A, B = {"properties": {"a": STRING}}, {"properties": {"b": STRING}}


def tuple_of(*schemas, **more):
    return LIST | {"prefixItems": list(schemas)} | more


def all_of(*parts):
    return {"allOf": list(parts)}


BREAKS_A_REQUEST = {
    "items reach what a longer tuple covered": (tuple_of(INTEGER, items=STRING), LIST | {"items": STRING}),
    "so they do for a short array": (
        tuple_of(INTEGER, items=STRING, maxItems=2),
        LIST | {"items": STRING, "maxItems": 2},
    ),
    "a longer tuple covers what items reached": (LIST | {"items": STRING}, tuple_of(INTEGER, items=STRING)),
    "a tuple grows into its items": (tuple_of(STRING, items=STRING), tuple_of(STRING, INTEGER, items=STRING)),
    "a tuple shrinks from its items": (tuple_of(STRING, INTEGER, items=STRING), tuple_of(STRING, items=STRING)),
    "items moved from beside the tuple": (
        all_of(tuple_of(INTEGER, items=STRING)),
        all_of(tuple_of(INTEGER), LIST | {"items": STRING}),
    ),
    "the tuple of one member, the items of another": (
        all_of(tuple_of(INTEGER), LIST | {"items": NUMBER}),
        all_of(LIST | {"items": STRING}, LIST | {"items": NUMBER}),
    ),
    "two tuples in one": (all_of(tuple_of(True, STRING), tuple_of(INTEGER)), tuple_of(STRING, STRING)),
    "a field of another type in a map": (STRINGS, STRINGS | {"properties": {"n": INTEGER}}),
    "a field of another type beside a map": (all_of(STRINGS), all_of(STRINGS, {"properties": {"n": INTEGER}})),
    "a field that a map of another member reaches": (
        all_of(OBJECT | {"additionalProperties": NUMBER} | {"properties": {"n": True}}),
        all_of(OBJECT | {"properties": {"n": True}}, {"additionalProperties": NUMBER}),
    ),
    "a pattern came over a map": (STRINGS, STRINGS | {"patternProperties": {"^n_": INTEGER}}),
    "a pattern came over a field": (OBJECT | A, OBJECT | A | {"patternProperties": {"^a": INTEGER}}),
    "a pattern went, and its names fall to the map": (STRINGS | {"patternProperties": {"^n_": INTEGER}}, STRINGS),
    "a pattern moved away from the map": (
        all_of(STRINGS | {"patternProperties": {"^n_": INTEGER}}),
        all_of(STRINGS, {"patternProperties": {"^n_": INTEGER}}),
    ),
    "a field under a pattern": (
        OBJECT | {"patternProperties": {"^n_": STRING}},
        OBJECT | {"patternProperties": {"^n_": STRING}, "properties": {"n_1": INTEGER}},
    ),
    "a required name gets a type": (OBJECT | {"required": ["a"]}, OBJECT | A | {"required": ["a"]}),
    "a name that others require gets a type": (
        OBJECT | {"dependentRequired": {"b": ["a"]}},
        OBJECT | A | {"dependentRequired": {"b": ["a"]}},
    ),
    "a name that one of two requires gets a type": (
        OBJECT | {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        OBJECT | A | {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
    ),
    "an alternative narrows a name declared around it": (
        OBJECT | {"properties": {"kind": STRING}, "anyOf": [A, B]},
        OBJECT | {"properties": {"kind": STRING}, "anyOf": [{"properties": {"kind": {"const": "a"}}}]},
    ),
    "an alternative gives a type to a name that a map around it types": (
        STRINGS | {"anyOf": [{"required": ["x"]}, {"required": ["y"]}]},
        STRINGS
        | {"anyOf": [{"required": [name], "properties": {"n": INTEGER}} for name in ("x", "y")]},
    ),
    "what an alternative evaluated is refused": (
        OBJECT | {"anyOf": [A | {"required": ["b"]}, B]} | {"unevaluatedProperties": False},
        OBJECT | {"anyOf": [A | {"required": ["b"]}, {"required": ["b"]}]} | {"unevaluatedProperties": False},
    ),
    "what contains evaluated is refused": (
        LIST | {"contains": STRING, "unevaluatedItems": False},
        LIST | {"contains": STRING | {"minLength": 1}, "unevaluatedItems": False},
    ),
    "fewer fields at most": (OBJECT | A | {"maxProperties": 3}, OBJECT | A | {"maxProperties": 2}),
    "more fields at least": (OBJECT | A | {"minProperties": 1}, OBJECT | A | {"minProperties": 2}),
    "more items must match": (LIST | {"contains": STRING}, LIST | {"contains": STRING, "minContains": 2}),
    "fewer items may match": (LIST | {"contains": STRING}, LIST | {"contains": STRING, "maxContains": 2}),
    "a consequence for an undeclared field": (
        OBJECT | {"dependentSchemas": {"a": {"required": ["b"]}}},
        OBJECT | {"dependentSchemas": {"a": {"required": ["b", "c"]}}},
    ),
    "names limited beside a field": (OBJECT | A, OBJECT | A | {"propertyNames": {"maxLength": 3}}),
    "a null that was never taken": (
        {"anyOf": [STRING, {"type": "null"}]},
        {"type": ["string", "null"], "not": {"type": "null"}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("wrap", [lambda s: s, lambda s: {"type": "array", "items": s}], ids=["whole", "nested"])
@pytest.mark.parametrize(("wide", "narrow"), BREAKS_A_REQUEST.values(), ids=BREAKS_A_REQUEST)
def test_what_a_neighbour_makes_of_it_breaks_a_request(wide, narrow, wrap):
    comparison = diff(sent(wrap(wide)), sent(wrap(narrow)), audited=True)
    assert any(change.cls == "breaking" and change.witness for change in comparison.changes)


@pytest.mark.parametrize("name", ["schema", "member"])
@pytest.mark.parametrize(("wide", "narrow"), BREAKS_A_REQUEST.values(), ids=BREAKS_A_REQUEST)
def test_so_it_does_by_reference_and_as_a_member(wide, narrow, name):
    schema = {"$ref": "#/components/schemas/S"}
    around = schema if name == "schema" else OBJECT | {"properties": {"s": schema}}
    sides = (sent(around, schemas={"S": side}) for side in (wide, narrow))
    assert diff(*sides, audited=True).verdict == "breaking"


BREAKS_A_RESPONSE = {
    "a field of another type in a map": (STRINGS, STRINGS | {"properties": {"n": INTEGER}}),
    "so does one in another member": (all_of(STRINGS), all_of({"properties": {"n": INTEGER}} | STRINGS)),
    "a pattern came over a map": (STRINGS, STRINGS | {"patternProperties": {"^n_": INTEGER}}),
    "items came under a tuple": (LIST | {"items": STRING, "maxItems": 5}, tuple_of(INTEGER, items=STRING, maxItems=2)),
    "a required name came to be optional as it was declared": (OBJECT | {"required": ["a"]}, OBJECT | A),
    "so did one that another member required": (
        all_of(OBJECT | B, {"required": ["a"]}),
        all_of(OBJECT | {"properties": {"a": STRING, "b": STRING}}),
    ),
    "more of the known fields at once": (
        OBJECT | {"properties": {"a": STRING, "b": STRING}, "maxProperties": 1} | CLOSED,
        OBJECT | {"properties": {"a": STRING, "b": STRING}, "maxProperties": 2} | CLOSED,
    ),
    "more of the names of a pattern": (
        OBJECT | {"patternProperties": {"^x": STRING}, "maxProperties": 1} | CLOSED,
        OBJECT | {"patternProperties": {"^x": STRING}, "maxProperties": 2} | CLOSED,
    ),
}


@pytest.mark.parametrize(("base", "revision"), BREAKS_A_RESPONSE.values(), ids=BREAKS_A_RESPONSE)
def test_what_a_neighbour_makes_of_it_breaks_a_response(base, revision):
    assert diff(received(base), received(revision), audited=True).verdict == "breaking"


NEW_FIELDS = {
    "in a closed object that is full": (
        OBJECT | A | CLOSED | {"maxProperties": 1},
        OBJECT | {"properties": {"a": STRING, "b": STRING}, "maxProperties": 2} | CLOSED,
    ),
    "of the type of the map": (STRINGS, STRINGS | {"properties": {"n": STRING}}),
    "in a map of anything": (OBJECT | {"additionalProperties": {}}, OBJECT | {"additionalProperties": {}} | A),
    "in a map that only has a title": (
        OBJECT | {"additionalProperties": {"title": "More"}},
        OBJECT | {"additionalProperties": {"title": "More"}} | A,
    ),
    "that another alternative has": (
        OBJECT | {"oneOf": [A | {"required": ["x"]}, B | {"required": ["y"]}]},
        OBJECT
        | {"oneOf": [{"properties": {"a": STRING, "b": STRING}, "required": ["x"]}, B | {"required": ["y"]}]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize(("base", "revision"), NEW_FIELDS.values(), ids=NEW_FIELDS)
def test_a_new_field_that_no_client_knows_of_is_additive(surface, base, revision):
    assert diff(surface(base), surface(revision), audited=True).verdict == "additive"


THE_SAME = {
    "a tuple of what its items are": (LIST | {"items": STRING}, tuple_of(STRING, items=STRING)),
    "items out of reach": (tuple_of(STRING, items=False), tuple_of(STRING, items=STRING, maxItems=1)),
    "a pattern of what the map is": (STRINGS, STRINGS | {"patternProperties": {"^x": STRING}}),
    "a pattern for every name": (STRINGS, OBJECT | {"patternProperties": {"": STRING}, "additionalProperties": False}),
    "parts of an object in another order": (all_of(A, B), all_of(B, A)),
    "the map in a member of its own": (
        STRINGS | {"properties": {"a": STRING}},
        all_of(OBJECT | {"properties": {"a": STRING}}, {"additionalProperties": STRING}),
    ),
}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("turn", [tuple, lambda sides: tuple(reversed(sides))], ids=["there", "back"])
@pytest.mark.parametrize("sides", THE_SAME.values(), ids=THE_SAME)
def test_the_same_reach_in_another_way_is_neutral(surface, sides, turn):
    base, revision = turn(sides)
    assert diff(surface(base), surface(revision), audited=True).verdict == "neutral"


def test_a_field_that_a_map_typed_is_told_as_a_change_of_its_type():
    change = only(diff(sent(STRINGS), sent(STRINGS | {"properties": {"n": INTEGER}})), "breaking")
    assert (change.rule, change.witness.accepted_by) == ("type-changed", "base")
    assert "`n`" in change.title


def test_alternatives_that_come_to_overlap_through_an_edit_of_several_keywords_are_breaking():
    """Each keyword alone changes nothing here: the type of a tuple beside closed fields refuses every object anyway."""
    schemas = {"Row": tuple_of(INTEGER, items=False)}
    row = {"$ref": "#/components/schemas/Row", "unevaluatedProperties": False}
    base, revision = (
        OBJECT | {"oneOf": [OBJECT | A, second]} for second in (row, {"unevaluatedProperties": False})
    )  # fmt: skip
    change = only(diff(sent(base, schemas=schemas), sent(revision, schemas=schemas)), "breaking")
    assert change.witness.instance == {}


READ_ONLY, WRITE_ONLY = STRING | {"readOnly": True}, STRING | {"writeOnly": True}

TRAVELLING = {
    "a name whose declaration goes is still required": (
        sent,
        OBJECT | {"properties": {"b": OBJECT | {"properties": {"id": READ_ONLY}}}},
        OBJECT | {"properties": {"b": OBJECT | {"required": ["id"]}}},
    ),
    "a required name comes to be declared as one that is not sent": (
        received,
        OBJECT | {"required": ["secret"]},
        OBJECT | {"required": ["secret"], "properties": {"secret": WRITE_ONLY}},
    ),
    "two schemas are the same for the server's side alone": (
        sent,
        {"required": ["id"], "allOf": [A | CLOSED, {"properties": {"id": READ_ONLY}}, {"anyOf": [OBJECT]}]},
        all_of(OBJECT, {"type": "number"}),
    ),
    "one member requires what another one does not send": (
        sent,
        OBJECT | {"not": {"allOf": [{"required": ["id", "a"]}, {"properties": {"id": {}}}]}},
        OBJECT | {"not": {"allOf": [{"required": ["id", "a"]}, {"properties": {"id": READ_ONLY}}]}},
    ),
}


@pytest.mark.parametrize(("surface", "base", "revision"), TRAVELLING.values(), ids=TRAVELLING)
def test_what_travels_in_one_direction_alone_is_judged_by_direction(surface, base, revision):
    assert diff(surface(base), surface(revision)).verdict == "breaking"


def test_counted_items_of_closed_objects_are_compared_as_they_are():
    """Opened for tolerant clients, more items would count, and a larger count refuses more."""
    base, revision = (
        LIST | {"contains": {"properties": {"a": {"type": types}}} | CLOSED, "maxContains": 1}
        for types in ("integer", ["integer"])
    )
    assert diff(received(base), received(revision)).verdict == "neutral"
    more = LIST | {"contains": {"properties": {"a": INTEGER}} | CLOSED, "maxContains": 2}
    assert diff(received(base), received(more)).verdict == "breaking"
