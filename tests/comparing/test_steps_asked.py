"""One comparison has a total of steps: beyond it every question is undecided, whatever the order of names."""

from __future__ import annotations

import pytest

from apidiff.comparing.asking import questions
from apidiff.comparing.walking import witnesses
from tests.comparing.describing import diff, sent


def body(names, loosened):
    """Each property is a question of its own; `loosened` by one."""
    limits = {name: 10 * sum(map(ord, name)) - loosened for name in names}
    return sent(
        {"type": "object", "properties": {name: {"type": "string", "minLength": limits[name]} for name in names}}
    )


def alternatives(names, *, nested):
    """Each property has alternatives; where they are nested, the walk itself asks whether that is the same."""
    written = {}
    for name in names:
        long, short, number = {"minLength": 10 * sum(map(ord, name))}, {"maxLength": 3}, {"minimum": 1}
        types = {"type": ["string", "integer"]}
        parts = [long, {**types, "anyOf": [short, number]}] if nested else [long, short, number]
        written[name] = {**types, "anyOf": parts}
    return sent({"type": "object", "properties": written})


def outcome(comparison):
    rows = [(change.name, change.title, change.undecided, str(change.witness)) for change in comparison.changes]
    return comparison.verdict, sorted(rows, key=str)


def test_beyond_the_total_everything_is_undecided(monkeypatch):
    monkeypatch.setattr(questions, "MOST_STEPS_ASKED", 0)
    comparison = diff(body("ab", 0), body("ab", 1))
    assert comparison.verdict == "breaking"
    assert all(change.undecided for change in comparison.changes)
    assert {change.reason for change in comparison.changes} == {"the comparison has taken all the steps that it may"}


def test_which_questions_are_within_the_total_does_not_hang_on_the_order_of_names(monkeypatch):
    monkeypatch.setattr(questions, "MOST_STEPS_ASKED", 25)
    names = [f"n{number}" for number in range(12)]
    expected = outcome(diff(body(names, 0), body(names, 1)))
    assert {undecided for _, _, undecided, _ in expected[1]} == {True, False}
    for order in (names[::-1], names[5:] + names[:5]):
        assert outcome(diff(body(order, 0), body(order, 1))) == expected
        assert outcome(diff(body(names, 0), body(order, 1))) == expected


def test_what_the_walk_asks_does_not_hang_on_the_order_of_names(monkeypatch):
    monkeypatch.setattr(questions, "MOST_STEPS_ASKED", 60)
    names = [f"n{number}" for number in range(12)]
    expected = outcome(diff(alternatives(names, nested=True), alternatives(names, nested=False)))
    assert {undecided for _, _, undecided, _ in expected[1]} == {True, False}
    for order in (names[::-1], names[5:] + names[:5]):
        assert outcome(diff(alternatives(order, nested=True), alternatives(names, nested=False))) == expected


def test_which_operations_are_within_the_total_does_not_hang_on_the_order_of_paths(monkeypatch):
    monkeypatch.setattr(questions, "MOST_STEPS_ASKED", 25)

    def several(paths, loosened):
        items = {path: body([path], loosened)["paths"]["/v1/things"] for path in paths}
        return {**body("a", 0), "paths": items}

    paths = [f"/v1/p{number}" for number in range(12)]
    expected = outcome(diff(several(paths, 0), several(paths, 1)))
    assert {undecided for _, _, undecided, _ in expected[1]} == {True, False}
    assert outcome(diff(several(paths[::-1], 0), several(paths, 1))) == expected
    assert outcome(diff(several(paths[::-1], 0), several(paths[::-1], 1))) == expected


def test_a_tuple_is_sampled_once_for_all_of_its_positions(monkeypatch):
    asked = []
    some = questions.Questions.some
    monkeypatch.setattr(
        questions.Questions, "some", lambda self, *rest, **named: asked.append(1) or some(self, *rest, **named)
    )
    sides = [{"type": "array", "prefixItems": [{"type": name}] * 40} for name in ("string", "integer")]
    comparison = diff(*map(sent, sides))
    assert comparison.verdict == "breaking"
    assert len(asked) < 10


@pytest.mark.parametrize("named", [False, True])
def test_a_tuple_too_long_to_be_sampled_takes_few_questions(monkeypatch, named):
    """For one of thousands of positions no steps are left: shorter arrays are asked for by halving, not one by one."""
    asked = []
    some = questions.Questions.some

    def short(self, schema, direction, also=True):
        asked.append(also)
        return None if also.get("minItems", 0) > 20 else some(self, schema, direction, also)

    monkeypatch.setattr(questions.Questions, "some", short)

    def side(name):
        tuple_of = {"type": "array", "prefixItems": [{"type": name}] * 200}
        return {**sent(ref("T")), "components": {"schemas": {"T": tuple_of}}} if named else sent(tuple_of)

    comparison = diff(side("string"), side("integer"))
    assert comparison.verdict == "breaking"
    assert len(asked) < 30


def test_a_way_to_a_surface_is_not_searched_for_anew_from_each_schema(monkeypatch):
    looked = []
    surfaces = witnesses._surfaces
    monkeypatch.setattr(witnesses, "_surfaces", lambda *rest: looked.append(1) or surfaces(*rest))

    def looks(count):
        looked.clear()
        assert diff(*(_graph(count, leaf) for leaf in ("string", "integer"))).verdict == "breaking"
        return len(looked)

    assert looks(80) <= 2.2 * looks(40)


def _graph(count, leaf):
    """Schemas that refer to some of the others each, with a leaf of their own."""
    names = [f"G{number}" for number in range(count)]
    schemas = {
        name: {
            "type": "object",
            "properties": {f"p{each}": ref(names[(number * 7 + each * 13 + 1) % count]) for each in range(6)}
            | {f"z{number}": {"type": leaf}},
        }
        for number, name in enumerate(names)
    }
    return {**sent(ref("G0")), "components": {"schemas": schemas}}


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def test_that_a_schema_admits_some_value_is_no_question_if_one_is_easily_guessed(monkeypatch):
    asked = []
    is_asked = questions._asked
    monkeypatch.setattr(questions, "_asked", lambda sub, sup, formats: asked.append(sup) or is_asked(sub, sup, formats))
    assert (
        diff(sent({"type": "string", "maxLength": 3}), sent({"type": "string", "maxLength": 4})).verdict == "additive"
    )
    assert len(asked) == 2
    assert False not in asked
    asked.clear()
    odd = [{"type": "string", "pattern": "^[bc]+$", "maxLength": length} for length in (3, 4)]
    assert diff(*map(sent, odd)).verdict == "additive"
    assert False in asked
