"""What is exponential, deep, odd or wrong ends within its budget, in an answer or in an error that can be fixed."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from decimal import Decimal

import pytest

from apidiff.containment import Budget, is_subschema
from apidiff.errors import InputError


def pigeons(number):
    """Each pigeon in a hole, no two in one: hard for any search by cases."""
    names = [f"p{index}" for index in range(number + 1)]
    homes = {"type": "object", "properties": {n: {"enum": list(range(number))} for n in names}, "required": names}
    pairs = [(one, other) for index, one in enumerate(names) for other in names[:index]]
    same = [{"properties": {one: {"const": h}, other: {"const": h}}} for h in range(number) for one, other in pairs]
    return homes, {"anyOf": same}


HARD = {
    "pigeon holes": pigeons(7),
    "a universal union of exponential automata": (
        {"type": "string", "pattern": "^[ab]{25,}$"},
        {"anyOf": [{"pattern": "^[ab]*a[ab]{22}$"}, {"pattern": "^[ab]*b[ab]{22}$"}]},
    ),
    "many overlapping patterns of names": (
        {"patternProperties": {f"{a}.*{b}": {"minimum": ord(b)} for a in "abcdef" for b in "ghijkl"}},
        {"patternProperties": {f"{b}.*{a}": {"minimum": ord(b)} for a in "abcdef" for b in "ghijkl"}},
    ),
}


@pytest.mark.parametrize(("sub", "sup"), HARD.values(), ids=HARD.keys())
def test_a_hard_question_ends_within_its_budget(sub, sup):
    answer = is_subschema(sub, sup)
    assert answer.steps <= Budget().steps
    assert answer.status != "undecided" or answer.reason


def test_steps_bound_a_question_too():
    answer = is_subschema(*pigeons(4), budget=Budget(steps=10))
    assert (answer.status, answer.reason) == ("undecided", "the budget of steps is spent")


@pytest.mark.parametrize("number", [12, 40])
def test_exclusive_choices_are_counted_not_tried(number):
    choices = [{"oneOf": [{"required": [f"a{i}"]}, {"required": [f"b{i}"]}]} for i in range(number)]
    assert is_subschema({"type": "object", "allOf": choices}, {"minProperties": number}).status == "proved"


def nested(depth, leaf):
    for _ in range(depth):
        leaf = {"type": "object", "properties": {"a": {"type": "array", "items": leaf}}}
    return leaf


@pytest.mark.parametrize("depth", [5, 60])
def test_depth_does_not_exhaust_the_stack(depth):
    assert is_subschema(nested(depth, {"minimum": 1}), nested(depth, {"minimum": 0})).status == "proved"
    assert is_subschema(nested(depth, {"minimum": 0}), nested(depth, {"minimum": 1})).status == "refuted"


def test_what_is_too_deep_is_undecided():
    assert is_subschema(nested(3000, True), nested(3000, False)).status == "undecided"


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"type": "string", "pattern": "(a)\\1"}, "refers back"),
        ({"type": "string", "pattern": "a(?<=bb)c"}, "looks around"),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/a"}]}}}, "$ref"),
    ],
)
def test_undecided_names_the_keyword_that_stopped_it(schema, reason):
    answer = is_subschema(schema, {"const": "x"})
    assert answer.status == "undecided"
    assert reason in answer.reason


def test_an_opaque_pattern_still_equals_itself():
    opaque = {"type": "string", "pattern": "(a)\\1"}
    assert is_subschema({**opaque, "minLength": 3}, opaque).status == "proved"


@pytest.mark.parametrize(
    "schema",
    [
        [],
        "string",
        {"type": "strin"},
        {"type": 5},
        {"properties": []},
        {"required": "a"},
        {"minLength": -1},
        {"maxItems": 1.5},
        {"multipleOf": 0},
        {"minimum": "1"},
        {"pattern": 5},
        {"allOf": {}},
        {"uniqueItems": 1},
        {"$ref": 5},
        {"$ref": "#/$defs/missing"},
        {"$ref": "#missing"},
        {"$ref": "https://elsewhere.test/schema"},
        {"items": {"$ref": "#/$defs/0/a"}, "$defs": [1]},
        {"$ref": "#/allOf/²", "allOf": [True, True, True]},
        {"$ref": "#/allOf/01", "allOf": [True, True]},
        {"$ref": "#/allOf/-1", "allOf": [True, True]},
        {"$ref": "#/allOf/2", "allOf": [True, True]},
        {"$ref": "#/allOf/" + "9" * 5000, "allOf": [True]},
        {1: "a", "b": 1},
    ],
    ids=str,
)
def test_what_is_no_schema_is_an_error_with_a_hint(schema):
    with pytest.raises(InputError) as caught:
        is_subschema(schema, {"type": "null"})
    assert caught.value.hint


@pytest.mark.parametrize(
    "schema",
    [
        {"const": float("nan")},
        {"enum": [object()]},
        {"maximum": float("inf")},
        {"minimum": Decimal("NaN")},
    ],
    ids=["const", "enum", "maximum", "minimum"],
)
def test_what_is_not_json_is_an_error(schema):
    with pytest.raises(InputError):
        is_subschema(schema, {"type": "null"})


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "number", "maximum": Decimal("1e999999999")},
        {"type": "string", "pattern": "^(?:(?:^|$){5000}){5000}a"},
        {"type": "string", "pattern": "(" * 3000 + "a" + ")" * 3000},
        {"type": "string", "pattern": "^((a{900}){900}){900}$"},
        {"type": "array", "contains": {"type": "string"}, "minContains": 10**9},
        {"type": "string", "minLength": 10**12},
        {"type": "array", "minItems": 1e300},
    ],
    ids=lambda schema: str(schema)[:60],
)
def test_what_is_absurd_is_undecided(schema):
    assert is_subschema(schema, {"const": 1}).status == "undecided"


def test_a_lone_surrogate_ends_in_an_answer():
    assert is_subschema({"const": "\ud800"}, {"type": "integer"}).status in ("refuted", "undecided")
    assert is_subschema({"const": "\ud800"}, {"format": "date"}, formats="assert").status in ("refuted", "undecided")


def test_a_malformed_annotation_does_not_stop_a_witness():
    schema = {"type": "object", "$recursiveAnchor": True, "title": 5, "properties": {"title": {"type": "string"}}}
    answer = is_subschema(schema, {"properties": {"title": {"maxLength": 3}}})
    assert answer.witness == {"title": "aaaa"}


def test_many_schemas_that_share_definitions_cost_little():
    shared = {
        f"s{i}": {"type": "object", "properties": {f"p{j}": {"$ref": f"#/$defs/s{j}"} for j in range(0, 60, 7)}}
        for i in range(60)
    }
    narrow = {**shared, "s0": {**shared["s0"], "required": ["p0"]}}
    for i in range(0, 60, 10):
        sub, sup = ({"$ref": f"#/$defs/s{i}", "$defs": defs} for defs in (narrow, shared))
        answer = is_subschema(sub, sup)
        assert (answer.status, answer.steps < 1_000) == ("proved", True)


def test_simple_questions_do_not_load_the_validator():
    code = (
        "import sys; from apidiff.containment import is_subschema as f;"
        "assert f({'type':'integer'},{'type':'number'}).status == 'proved';"
        "assert f({'type':'string'},{'type':'string','maxLength':3}).witness == 'aaaa';"
        "assert f({'enum':['a','b']},{'enum':['a']}).witness == 'b';"
        "assert 'jsonschema_rs' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_of_many_alternatives_those_that_stay_the_same_are_not_gone_into():
    def alternatives(loosened):
        return {
            "oneOf": [
                {
                    "type": "object",
                    "properties": {"kind": {"enum": [f"kind {number}"]}, "value": {"type": "string"}},
                    "required": ["kind"] if number == loosened else ["kind", "value"],
                }
                for number in range(40)
            ]
        }

    assert is_subschema(alternatives(None), alternatives(3), budget=Budget(steps=600)).status == "proved"
    assert is_subschema(alternatives(3), alternatives(None), budget=Budget(steps=600)).witness == {"kind": "kind 3"}


@pytest.mark.parametrize(
    "keywords", [{"pattern": "^(ab)*$"}, {"not": {"pattern": "^c"}}, {"pattern": "a", "format": "x"}]
)
def test_no_string_is_written_out_that_is_longer_than_memory(keywords):
    long = {"type": "string", "minLength": 10**12, **keywords}
    tracemalloc.start()
    try:
        answer = is_subschema(long, {**long, "minLength": 10**12 + 1})
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()
    assert (answer.status, answer.reason) == ("undecided", "`minLength` asks for more than is written out")
    assert is_subschema({**long, "pattern": "^a{3}$"}, False).status == "proved"


def test_long_words_that_are_tried_are_charged():
    """A word that repeats a part of a short one is held against all patterns, each of its characters."""
    spent = [
        is_subschema({"pattern": "^(ab|c{7}d)*$", "type": "string", "minLength": length}, False).steps
        for length in (20_000, 200_000)
    ]
    assert spent[1] > 5 * spent[0]
