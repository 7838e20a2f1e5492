"""What no value tells of one part of a schema, where another part of it is only written another way."""

import pytest

from tests.comparing.describing import diff, received, sent

TEXT = {"type": "string"}
HULL = {"type": "object", "properties": {"name": TEXT}}


def when(kind, **more):
    return {"properties": {"kind": {"const": kind}}, "required": ["kind"], **more}


def held(mark):
    return {"properties": {"hull": HULL | mark}}


UNDER = {
    "then": lambda mark: {"if": when("sail"), "then": held(mark)},
    "else": lambda mark: {"if": when("sail"), "else": held(mark)},
    "dependentSchemas": lambda mark: {"dependentSchemas": {"kind": held(mark)}},
    "an alternative": lambda mark: {"anyOf": [held(mark), {"required": ["kind"]}]},
    "deeper": lambda mark: {
        "if": when("sail"), "then": {"properties": {"hull": {"properties": {"name": TEXT | mark}}}}
    },
    "items": lambda mark: {
        "if": when("sail"), "then": {"properties": {"decks": {"items": {"properties": {"name": TEXT | mark}}}}}
    },
    "an item that is sought": lambda mark: {
        "if": when("sail"), "then": {"properties": {"decks": {"contains": {"properties": {"name": TEXT | mark}}}}}
    },
}  # fmt: skip
ANEW = {"a title": {"title": "Motor"}, "what holds anyway": {"minProperties": 1}}


def boat(under, mark, more):
    beside = {"if": when("motor", **more), "then": {"properties": {"hull": HULL}}}
    fields = {"kind": TEXT, "hull": HULL, "decks": {"type": "array", "items": HULL}}
    return {"type": "object", "properties": fields, **UNDER[under](mark), "allOf": [beside]}


@pytest.mark.parametrize("under", UNDER)
@pytest.mark.parametrize("anew", ANEW)
@pytest.mark.parametrize(("surface", "mark"), [(sent, "readOnly"), (received, "writeOnly")])
def test_a_mark_under_a_condition_is_told_beside_a_condition_that_is_written_anew(under, anew, surface, mark):
    base = surface(boat(under, {}, {}))
    alone = diff(base, surface(boat(under, {mark: True}, {})), audited=True)
    both = diff(base, surface(boat(under, {mark: True}, ANEW[anew])), audited=True)
    expected = {(change.rule, change.cls) for change in alone.changes if change.cls == "breaking"}
    assert {(change.rule, change.cls) for change in both.changes if change.cls == "breaking"} == expected


@pytest.mark.parametrize(("surface", "mark"), [(sent, "readOnly"), (received, "writeOnly")])
def test_a_mark_that_goes_from_one_condition_to_another_is_told(surface, mark):
    def side(first, second, more):
        conditions = {"if": when("sail"), "then": held(first), "else": held(second)}
        return surface(boat("then", {}, more) | conditions)

    alone = diff(side({mark: True}, {}, {}), side({}, {mark: True}, {}), audited=True)
    both = diff(side({mark: True}, {}, {}), side({}, {mark: True}, ANEW["a title"]), audited=True)
    assert alone.verdict == both.verdict == "breaking"


IS_SAIL = when("sail")


@pytest.mark.parametrize("negated", [{"not": IS_SAIL}, {"properties": {"kind": {"not": {"const": "sail"}}}}])
@pytest.mark.parametrize(("surface", "mark"), [(sent, "readOnly"), (received, "writeOnly")])
def test_a_mark_that_comes_while_a_condition_is_negated_is_told(surface, mark, negated):
    def side(condition, branch, more):
        return surface({"type": "object", "properties": {"kind": TEXT}, "if": condition, branch: held(more)})

    base = side(IS_SAIL, "then", {})
    assert diff(base, side(negated, "else", {})).verdict == "neutral"
    assert diff(base, side(negated, "else", {mark: True})).verdict == "breaking"


def test_a_mark_is_told_where_both_branches_of_a_negated_condition_change_places():
    base = {"if": IS_SAIL, "then": held({}), "else": {"maxProperties": 3}}
    revision = {"if": {"not": IS_SAIL}, "else": held({"readOnly": True}), "then": {"maxProperties": 3}}
    found = diff(sent({"type": "object", **base}), sent({"type": "object", **revision}))
    assert "read-only-changed" in {change.rule for change in found.changes if change.cls == "breaking"}


WORDS = {
    # the same values, said in other words
    "a condition": lambda mark: {"if": IS_SAIL, "then": held(mark)},
    "alternatives": lambda mark: {"anyOf": [{"not": IS_SAIL}, held(mark)]},
    "one of two": lambda mark: {"oneOf": [{"not": IS_SAIL}, {**IS_SAIL, "allOf": [held(mark)]}]},
    "a dependency": lambda mark: {"dependentSchemas": {"kind": {"anyOf": [{"not": IS_SAIL}, held(mark)]}}},
    "nothing": lambda _: {"title": "Boat"},
}
MARKED = [(sent, "readOnly", "read-only"), (received, "writeOnly", "write-only")]


@pytest.mark.parametrize("before", WORDS)
@pytest.mark.parametrize("after", WORDS)
@pytest.mark.parametrize(("surface", "mark", "rule"), MARKED)
def test_a_mark_is_told_where_the_schema_is_said_in_other_words(before, after, surface, mark, rule):
    if before == after:
        return
    fields = {"type": "object", "properties": {"kind": TEXT, "hull": HULL}}
    unmarked, same, marked = (
        surface(fields | WORDS[words](given)) for words, given in ((before, {}), (after, {}), (after, {mark: True}))
    )
    wire = [change for change in diff(unmarked, same, audited=True).changes if change.lens == "wire"]
    assert {change.cls for change in wire} <= {"neutral"}
    expected = set() if after == "nothing" else {(f"{rule}-changed", "breaking")}
    came = diff(unmarked, marked, audited=True)
    assert {(change.rule, change.cls) for change in came.counted if change.cls != "neutral"} == expected
    went = diff(marked, unmarked, audited=True)
    lifted = {change.cls for change in went.counted if change.rule == f"{rule}-lifted"}
    assert lifted == (set() if after == "nothing" else {"additive"})


@pytest.mark.parametrize(("surface", "mark"), [(sent, "readOnly"), (received, "readOnly"), (received, "writeOnly")])
def test_a_mark_of_all_alternatives_that_is_written_once_says_the_same(surface, mark):
    def field(schema):
        return surface({"type": "object", "properties": {"kind": schema}})

    listed = [{"type": "string", "enum": [name], mark: True} for name in ("sail", "motor")]
    fewer, each = field(listed[0]), field({"anyOf": listed})
    found = diff(each, fewer, audited=True)
    assert {change.cls for change in found.counted} <= {"additive", "neutral"}
    assert not any(change.undecided for change in found.changes)
    once = {"type": "string", "enum": ["sail", "motor"], mark: True}
    assert diff(each, field(once), audited=True).verdict == "neutral"
    unmarked = field({"type": "string", "enum": ["sail", "motor"]})
    assert {change.rule for change in diff(unmarked, field(once)).counted} >= {
        f"{mark.removesuffix('Only')}-only-changed"
    }
