"""A validator that nothing can interrupt is not asked what would keep it for ever."""

from __future__ import annotations

import pytest

from apidiff.containment import is_subschema
from apidiff.containment.effort import Effort

TEXT = {"type": "string"}


def doubling(times, keyword="allOf"):
    """A document whose every schema names the next one twice."""
    defs = {f"A{n}": {keyword: [{"$ref": f"#/$defs/A{n + 1}"}] * 2} for n in range(times)}
    return {"$ref": "#/$defs/A0", "$defs": {**defs, f"A{times}": TEXT}}


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf", "prefixItems"])
def test_steps_double_with_each_schema_that_names_another_twice(keyword):
    nested = "a"
    for _ in range(60 if keyword == "prefixItems" else 0):
        nested = [nested, nested]
    assert Effort(doubling(10, keyword)).is_within(nested)
    assert not Effort(doubling(60, keyword)).is_within(nested)


def test_a_circle_is_the_validators_to_refuse():
    assert Effort({"$ref": "#"}).is_within("a")
    assert Effort({"$ref": "#/$defs/gone"}).is_within("a")


def test_recursion_over_an_instance_ends_with_it():
    tree = {"type": "object", "properties": {"left": {"$ref": "#"}, "right": {"$ref": "#"}}}
    value = {}
    for _ in range(200):
        value = {"left": value}
    assert Effort(tree).is_within(value)


def test_what_could_not_be_confirmed_in_time_is_undecided():
    wide = doubling(60)
    narrow = {**wide, "$defs": {**wide["$defs"], "A60": {"type": ["string", "integer"]}}}
    answer = is_subschema(narrow, wide)
    assert (answer.status, answer.reason) == ("undecided", "the validator does not confirm the witness that was found")
