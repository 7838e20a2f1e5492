"""A validator that nothing can interrupt is not asked what would keep it for ever."""

from __future__ import annotations

import pytest

from apidiff.containment import Budget, confirm, is_subschema
from apidiff.containment.effort import Effort
from apidiff.containment.limits import Meter

TEXT = {"type": "string"}


def effort(schema, instance):
    return Effort(schema, Meter(Budget())).of(instance)


def doubling(times, keyword="allOf"):
    """A document whose every schema names the next one twice."""
    defs = {f"A{n}": {keyword: [{"$ref": f"#/$defs/A{n + 1}"}] * 2} for n in range(times)}
    return {"$ref": "#/$defs/A0", "$defs": {**defs, f"A{times}": TEXT}}


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf", "prefixItems"])
def test_steps_double_with_each_schema_that_names_another_twice(keyword):
    nested = "a"
    for _ in range(60 if keyword == "prefixItems" else 0):
        nested = [nested, nested]
    assert effort(doubling(10, keyword), nested) < 100_000
    assert effort(doubling(60, keyword), nested) > 2**40


def test_a_circle_is_the_validators_to_refuse():
    assert effort({"$ref": "#"}, "a") < 100
    assert effort({"$ref": "#/$defs/gone"}, "a") == 0


def test_recursion_over_an_instance_ends_with_it():
    tree = {"type": "object", "properties": {"left": {"$ref": "#"}, "right": {"$ref": "#"}}}
    value = {}
    for _ in range(200):
        value = {"left": value}
    assert effort(tree, value) < 100_000


def test_an_ambiguous_dynamic_reference_counts_its_heaviest_target():
    def node(name, body):
        return {"$id": f"https://x.test/{name}", "$defs": {"t": {"$dynamicAnchor": "t", **body}}, "$dynamicRef": "#t"}

    document = {"allOf": [node("a", TEXT), node("b", {"$ref": "https://x.test/d"})], "$defs": {"d": doubling(60)}}
    document["$defs"]["d"]["$id"] = "https://x.test/d"
    assert effort(document, "a") > 2**40


@pytest.mark.parametrize(
    ("light", "heavy"), [("^a{10}$", "^a{4000}$"), ("^a{100}$", "^é{100}$"), ("^(a{9}){9}$", "^(a{9}){99}$")]
)
def test_a_pattern_weighs_what_its_automaton_does(light, heavy):
    assert effort({"pattern": heavy}, "aaaa") > 3 * effort({"pattern": light}, "aaaa")


def test_what_could_not_be_confirmed_within_the_budget_is_undecided():
    wide = doubling(60)
    narrow = {**wide, "$defs": {**wide["$defs"], "A60": {"type": ["string", "integer"]}}}
    assert is_subschema(narrow, wide).status == "refuted"
    narrow["$defs"]["A60"]["pattern"] = ""  # only a validator knows it, which looks at a shared schema each time anew
    answer = is_subschema(narrow, wide)
    assert (answer.status, answer.reason) == ("undecided", "the budget of steps is spent")


@pytest.mark.parametrize(
    "schema",
    [
        {"anyOf": [{"pattern": f"^a{number}"} for number in range(30)]},
        {"anyOf": [{"$ref": "#/$defs/A"}, {"pattern": "^b"}], "$defs": {"A": {"pattern": "^a"}}},
        {
            "$id": "urn:a",
            "anyOf": [{"$ref": "urn:b"}, {"pattern": "^b"}],
            "$defs": {"A": {"$id": "urn:b", "pattern": "^a"}},
        },
    ],
)
def test_a_schema_that_is_known_is_charged_as_one_that_is_not(monkeypatch, schema):
    compiled = []
    validator = confirm.validator
    monkeypatch.setattr(confirm, "validator", lambda *asked: compiled.append(1) or validator(*asked))
    confirm._KNOWN.clear()
    spent = []
    for witness in ("a0", "a0", "b", "c", "a0"):
        meter = Meter(Budget())
        confirm.confirmed(witness, schema, False, "annotate", meter)
        spent.append(meter.charged)
    assert spent[0] == spent[1] == spent[4]
    assert len(compiled) == 1
    confirm._KNOWN.clear()
    meter = Meter(Budget())
    confirm.confirmed("c", schema, False, "annotate", meter)
    assert meter.charged == spent[3]
