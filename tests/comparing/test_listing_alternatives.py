"""Alternatives that list values, with null among them: a value that comes is a new value and no new alternative."""

import pytest

from tests.comparing.describing import diff, received, ref, sent, told

VALUES = {
    "Size": {"type": "string", "enum": ["small", "large"]},
    "Blank": {"enum": [""]},
    "Huge": {"type": "string", "enum": ["huge"]},
}
NULLS = {"Null": {"enum": [None]}, "Nothing": {"type": "null"}, "Constant": {"const": None}}


def one_of(way, names, null, *, by_reference):
    members = [*names, *([null] if null else [])]
    schemas = {**VALUES, **NULLS}
    listed = [ref(name) if by_reference else schemas[name] for name in members]
    return way({"type": "object", "properties": {"size": {"oneOf": listed}}}, schemas=schemas)


@pytest.mark.parametrize("by_reference", [True, False])
@pytest.mark.parametrize("null", [*NULLS, None])
@pytest.mark.parametrize("before", [["Size"], ["Size", "Blank"]])
def test_a_value_that_comes_in_an_alternative(before, null, by_reference):
    base, revision = (one_of(received, names, null, by_reference=by_reference) for names in (before, [*before, "Huge"]))
    assert [(rule, cls) for rule, cls, _ in told(diff(base, revision))] == [("enum-value-added", "additive")]


@pytest.mark.parametrize("null", [*NULLS, None])
def test_a_value_that_goes_with_its_alternative(null):
    base, revision = (
        one_of(sent, names, null, by_reference=True) for names in (["Size", "Blank", "Huge"], ["Size", "Blank"])
    )
    assert [(rule, cls) for rule, cls, _ in told(diff(base, revision))] == [("enum-value-removed", "breaking")]


@pytest.mark.parametrize("null", NULLS)
def test_null_that_comes_or_goes_is_told_as_that(null):
    some = one_of(received, ["Size", "Blank"], None, by_reference=True)
    null_too = one_of(received, ["Size", "Blank"], null, by_reference=True)
    assert [(rule, cls) for rule, cls, _ in told(diff(some, null_too))] == [("null-added", "breaking")]
    assert [(rule, cls) for rule, cls, _ in told(diff(null_too, some))] == [("null-removed", "additive")]


def test_a_list_that_admits_nothing_is_no_null():
    nothing = {"type": "string", "enum": [None]}
    base, revision = (sent({"oneOf": [VALUES["Size"], each]}) for each in (nothing, NULLS["Null"]))
    assert diff(base, revision).verdict == "additive"
    assert diff(revision, base).verdict == "breaking"


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_one_schema_among_alternatives_is_not_rewritten_where_another_comes_or_goes(keyword):
    shared = {"Cat": {"type": "object", "required": ["claws"]}, "Dog": {"type": "object", "required": ["bark"]}}
    one, two = (sent({keyword: list(map(ref, names))}, schemas=shared) for names in (["Cat"], ["Cat", "Dog"]))
    for base, revision in ((one, two), (two, one)):
        assert "schema-rewritten" not in {change.rule for change in diff(base, revision).changes}


OTHERS = {
    "an object": {"type": "object", "required": ["kind"]},
    "a number": {"type": "number"},
    "another list": {"type": "string", "enum": ["tiny"]},
}


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize("other", OTHERS)
def test_a_value_that_comes_beside_an_alternative_of_another_kind(other, keyword):
    def described(*values):
        return received({keyword: [{"const": value} for value in values] + [OTHERS[other]]})

    found = diff(described("small"), described("small", "large"))
    assert [(rule, cls) for rule, cls, _ in told(found)] == [("enum-value-added", "additive")]
    gone = diff(described("small", "large"), described("small"))
    assert [(rule, cls) for rule, cls, _ in told(gone)] == [("enum-value-removed", "additive")]
    assert diff(described(), described("small")).verdict == ("additive" if other == "another list" else "breaking")
    # Of a type that no value had, it is another kind of value, unless it could be sent already.
    other_type = {"oneOf": "additive", "anyOf": "neutral"}[keyword] if other == "a number" else "breaking"
    assert diff(described("small"), described("small", 5)).verdict == other_type


def test_a_value_that_another_alternative_of_a_oneof_admits_is_refused():
    text = {"type": "string", "minLength": 3}
    base, revision = (
        received({"oneOf": [text, *({"const": value} for value in values)]}) for values in ("a", ("a", "bbb"))
    )
    assert diff(revision, base).verdict == "breaking"
