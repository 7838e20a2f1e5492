"""Objects that come to a value or leave it as one kind among others: no payload loses or gains a field by that."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, sent, told

OBJECT = {"required": ["id"], "properties": {"id": STRING}}


def listed(*types):
    return {"type": list(types), **OBJECT} if "object" in types else {"type": list(types)}


def apart(keyword, *types):
    return {keyword: [{"type": kind, **(OBJECT if kind == "object" else {})} for kind in types]}


_HELD = {
    "the value": lambda schema: schema,
    "a field": lambda schema: {"type": "object", "properties": {"cargo": schema}},
    "an item": lambda schema: {"type": "array", "items": schema},
    "a map": lambda schema: {"type": "object", "additionalProperties": schema},
    "a part": lambda schema: {"allOf": [{"description": "The cargo."}, schema]},
}
_KINDS = [["string"], ["string", "number"], ["null"], ["boolean"], ["array"]]


@pytest.mark.parametrize("kinds", _KINDS, ids=" ".join)
@pytest.mark.parametrize("shape", _HELD.values(), ids=_HELD.keys())
def test_a_kind_is_compared_alike_however_it_is_listed(shape, kinds):
    for surface, widened, narrowed in ((sent, "additive", "breaking"), (received, "breaking", "additive")):
        ways = [
            (shape(write(*kinds)), shape(write(*kinds, "object")))
            for write in (listed, lambda *t: apart("anyOf", *t), lambda *t: apart("oneOf", *t))
        ]
        for old, new in ways:
            assert diff(surface(old), surface(new), audited=True).verdict == widened
            assert diff(surface(new), surface(old), audited=True).verdict == narrowed


@pytest.mark.parametrize("base", [STRING, {"enum": ["crate", "pallet"]}, {"const": 5}, {"type": "array"}])
@pytest.mark.parametrize("more", [{}, {"description": "The cargo."}], ids=["alone", "described"])
def test_a_value_of_any_type_comes_with_required_fields(base, more):
    assert diff(sent(base), sent({**OBJECT, **more}), audited=True).verdict == "additive"
    # The way back, the fields went that clients read: no `type` says that they were one kind of several.
    assert diff(received({**OBJECT, **more}), received(base), audited=True).verdict == "breaking"


def test_the_new_field_is_told_as_an_addition():
    rows = told(diff(sent({"type": "string"}), sent(listed("string", "object"))))
    assert {row[:2] for row in rows} == {("type-changed", "additive"), ("property-added", "additive")}


@pytest.mark.parametrize("surface", [sent, received])
def test_where_no_object_is_allowed_names_say_nothing(surface):
    plain = {"type": ["string", "null"], "maxLength": 5}
    assert diff(surface(plain), surface({**plain, **OBJECT}), audited=True).verdict == "neutral"
    assert diff(surface({**plain, **OBJECT}), surface(plain), audited=True).verdict == "neutral"


def test_what_an_object_was_asked_for_is_told_as_before():
    """An untyped schema admits objects."""
    rows = told(diff(sent({"maxLength": 5}), sent({"maxLength": 5, **OBJECT})))
    assert ("required-property-added", "breaking") in [row[:2] for row in rows]
    rows = told(diff(received(listed("string", "object")), received({"type": ["string", "object"]})))
    assert ("property-removed", "breaking") in [row[:2] for row in rows]


@pytest.mark.parametrize("surface", [sent, received])
def test_a_schema_that_contradicts_itself_proves_nothing(surface):
    never = {"allOf": [{"type": "integer"}, {"type": "object"}]}
    rows = told(diff(surface({**never, **OBJECT}), surface(never)))
    assert ("property-removed", "breaking") in [row[:2] for row in rows]


@pytest.mark.parametrize("surface", [sent, received])
def test_a_field_that_no_object_may_do_without_or_have_is_removed(surface):
    """No edit of another keyword tells that no object is left, though other values are."""
    closed = {"required": ["id"], "additionalProperties": False}
    rows = told(diff(surface({**closed, "properties": {"id": {}}}), surface(closed), audited=True))
    assert [row[:2] for row in rows] == [("property-removed", "breaking")]


def test_fields_that_no_type_stands_beside_are_those_of_an_object():
    rows = told(diff(received({"properties": {"id": {}}}), received({"type": "string"})))
    assert ("property-removed", "breaking") in [row[:2] for row in rows]
