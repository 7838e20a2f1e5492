"""The budget counts steps: an answer depends on the question alone, not on clocks, memory, or the order of keys."""

from __future__ import annotations

import ast
import itertools
import json
import os
import random
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings

import apidiff.containment
from apidiff.containment import Budget, is_subschema
from apidiff.containment.decide import forget
from apidiff.containment.terms import STRING, Terms
from tests.containment.schemas import documents
from tests.laws.exchanges import shuffled

law = settings(max_examples=150, deadline=None, derandomize=True)

TEXT = {"type": "string"}
TREE = {"type": "object", "properties": {"next": {"$ref": "#/$defs/tree"}, "size": {"type": "integer"}}}
QUESTIONS = {
    "patterns": ({**TEXT, "pattern": "^[a-c]{2,40}x?$"}, {**TEXT, "pattern": "^[a-c]{2,39}x?$"}),
    "the same patterns the other way": ({**TEXT, "pattern": "^[a-c]{2,39}x?$"}, {**TEXT, "pattern": "^[a-c]{2,40}x?$"}),
    "trees": (
        {"$ref": "#/$defs/tree", "$defs": {"tree": TREE}},
        {"$ref": "#/$defs/tree", "$defs": {"tree": {**TREE, "title": "A tree"}}},
    ),
    "trees of more": (
        {"$ref": "#/$defs/tree", "$defs": {"tree": TREE}},
        {"$ref": "#/$defs/tree", "$defs": {"tree": {**TREE, "required": ["size"]}}},
    ),
    "alternatives": (
        {"oneOf": [{"required": [f"p{n}"], "maxProperties": 2} for n in range(8)]},
        {"anyOf": [{"required": [f"p{n}"]} for n in range(7)]},
    ),
    "distinct items": (
        {"type": "array", "items": {"enum": [*range(12)]}, "uniqueItems": True},
        {"type": "array", "maxItems": 11},
    ),
    "words": ({"enum": [f"w{n}" for n in range(300)]}, {"not": {"enum": ["w299", "x"]}}),
    "a validator": ({"unevaluatedProperties": False, "properties": {"a": TEXT}}, {"maxProperties": 0}),
    "divisors": ({"type": "integer", "multipleOf": 7, "minimum": 8}, {"not": {"multipleOf": 3}}),
}


def asked(names, budget=Budget()):  # noqa: B008 - immutable
    return {name: is_subschema(*QUESTIONS[name], budget=budget) for name in names}


def cold(names, budget=Budget()):  # noqa: B008 - immutable
    answers = {}
    for name in names:
        forget()
        answers[name] = is_subschema(*QUESTIONS[name], budget=budget)
    return answers


def borderline():
    """For each question the budget that just suffices, and the one below it."""
    for name, answer in cold(QUESTIONS).items():
        yield name, answer.steps
        yield name, answer.steps - 1


def test_the_package_reads_no_clock():
    for path in Path(apidiff.containment.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {"time", "datetime"} & {name.split(".")[0] for name in names}, path.name


def faster(clock, factor):
    return lambda: clock() * factor


@pytest.mark.parametrize("factor", [0.01, 100])
def test_answers_do_not_depend_on_the_clock(monkeypatch, factor):
    expected = cold(QUESTIONS)
    for name in ("perf_counter", "monotonic", "process_time", "time"):
        monkeypatch.setattr(time, name, faster(getattr(time, name), factor))
    assert cold(QUESTIONS) == expected


def test_answers_do_not_depend_on_what_was_asked_before():
    expected = cold(QUESTIONS)
    for names in (list(QUESTIONS), [*reversed(QUESTIONS)], random.Random(1).sample(list(QUESTIONS), len(QUESTIONS))):
        forget()
        assert asked(names) == expected
        assert asked(names) == expected


def test_a_borderline_question_has_the_same_status_warm_and_cold():
    for name, steps in borderline():
        budget = Budget(steps)
        expected = cold([name], budget)[name]
        assert (expected.reason == "the budget of steps is spent") == (steps < cold([name])[name].steps), name
        forget()
        asked(QUESTIONS)
        assert asked([name], budget)[name] == expected, name


@law
@given(documents, documents, documents)
def test_random_questions_are_answered_alike_in_any_order(one, two, three):
    pairs = list(itertools.permutations([one, two, three], 2))
    budget = Budget(60)
    expected = []
    for pair in pairs:
        forget()
        expected.append(is_subschema(*pair, budget=budget))
    forget()
    warm = [is_subschema(*pair, budget=budget) for pair in reversed(pairs)]
    assert warm[::-1] == expected


@law
@given(documents, documents)
def test_the_order_of_keys_does_not_matter(sub, sup):
    chance = random.Random(2)
    forget()
    expected = is_subschema(sub, sup, budget=Budget(60))
    forget()
    assert is_subschema(shuffled(sub, chance), shuffled(sup, chance), budget=Budget(60)) == expected


def test_the_order_of_required_and_of_enum_does_not_matter():
    def schema(names):
        return {"required": names, "enum": [dict.fromkeys(names, 1), *names]}

    names = [f"n{index}" for index in range(20)]
    expected = is_subschema(schema(names), {"required": ["m"]})
    assert is_subschema(schema(names[::-1]), {"required": ["m"]}) == expected


def test_objects_that_a_document_shares_cost_what_equal_ones_do():
    part = {"type": "object", "properties": {"a": TEXT, "b": {"pattern": "^a{20}$"}}}
    shared = {"prefixItems": [part] * 10}
    apart = json.loads(json.dumps(shared))
    forget()
    expected = is_subschema(shared, {"maxItems": 9})
    forget()
    assert is_subschema(apart, {"maxItems": 9}) == expected


def test_answers_do_not_depend_on_how_strings_are_hashed():
    code = (
        "import json; from tests.containment.test_steps import QUESTIONS, cold;"
        "print(json.dumps({name: list(answer) for name, answer in cold(QUESTIONS).items()}))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(printed) == 1


def test_answers_do_not_depend_on_how_deep_the_caller_is():
    def nested(depth):
        schema = TEXT
        for _ in range(depth):
            schema = {"items": {"properties": {"a": schema}}}
        return schema

    def below(frames):
        if frames:
            return below(frames - 1)
        return [is_subschema(nested(depth), nested(depth - 1)).status for depth in (60, 150, 1000, 2400)]

    forget()
    expected = below(0)
    forget()
    assert below(700) == expected


def test_a_decimal_number_is_no_text():
    number, text = {"const": Decimal("1.5")}, {"const": "1.5"}
    assert is_subschema(number, text).status == "refuted"
    assert is_subschema(number, {"const": 1.5}).status == "proved"
    assert is_subschema({"const": {"a": Decimal("1e400")}}, {"const": {"a": "1E+400"}}).status == "refuted"


def test_a_refused_charge_is_not_spent():
    hard = {"type": "array", "uniqueItems": True, "items": {"enum": [*range(30)]}, "minItems": 31}
    for steps in (1, 5, 20):
        assert is_subschema(hard, False, budget=Budget(steps)).steps <= steps


def test_types_that_a_schema_leaves_out_are_not_looked_at(monkeypatch):
    looked_at = set()
    special = Terms.special
    monkeypatch.setattr(Terms, "special", lambda self, formula, bit: looked_at.add(bit) or special(self, formula, bit))
    forget()
    assert is_subschema({**TEXT, "maxLength": 3}, {"maxLength": 4}).status == "proved"
    assert looked_at == {STRING}
