"""A value that comes to an enum of one alternative, where another alternative has it already: it is no new value."""

from __future__ import annotations

import pytest

from apidiff.model.policy import Policy
from tests.comparing.describing import STRING, calls_of, diff, only, received, ref

TOLERANT = Policy(new_enum_value="additive")
INTEGER = {"type": "integer"}


def thing(shape, size, **more):
    """An object of which `shape` tells how to read `size`."""
    properties = {"shape": shape if isinstance(shape, dict) else {"enum": shape}, "size": size, **more}
    return {"type": "object", "properties": properties, "required": list(properties)}


CIRCLE, WORDS = thing(["circle"], INTEGER), thing(["named", "free"], STRING)


def either(*alternatives, keyword="oneOf", **more):
    return {keyword: list(alternatives), **more}


def verdicts(base, revision, **components):
    found = diff(received(base, **components), received(revision, **components), policy=TOLERANT, audited=True)
    return found.verdict, [(each.rule, each.cls, each.caution, each.names) for each in found.counted]


AROUND = {
    "itself": lambda schema: schema,
    "a list": lambda schema: {"type": "array", "items": schema},
    "an object": lambda schema: {"type": "object", "properties": {"inner": schema}},
    "or null": lambda schema: {"anyOf": [schema, {"type": "null"}]},
}


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize("around", AROUND.values(), ids=list(AROUND))
def test_a_value_that_another_alternative_lists_is_judged_by_containment(around, keyword):
    base = around(either(CIRCLE, WORDS, keyword=keyword))
    revision = around(either(thing(["circle", "named"], INTEGER), WORDS, keyword=keyword))
    change = only(diff(received(base), received(revision), policy=TOLERANT, audited=True))
    assert (change.rule, change.cls, change.names) == ("enum-value-added", "breaking", ("named",))
    assert '"shape": "named"' in str(change.witness.instance).replace("'", '"')


def test_a_value_that_is_new_to_all_alternatives_is_tolerated():
    revision = either(thing(["circle", "square"], INTEGER), WORDS)
    found = verdicts(either(CIRCLE, WORDS), revision)
    assert found == ("additive", [("enum-value-added", "additive", True, ("square",))])


def test_values_of_both_kinds_are_told_apart():
    revision = either(thing(["circle", "square", "free"], INTEGER), WORDS)
    verdict, told = verdicts(either(CIRCLE, WORDS), revision)
    assert verdict == "breaking"
    assert sorted(told) == [
        ("enum-value-added", "additive", True, ("square",)),
        ("enum-value-added", "breaking", False, ("free",)),
    ]


def test_a_value_that_another_alternative_takes_with_all_the_rest_is_no_break():
    lines = thing(["line"], INTEGER)
    assert (
        verdicts(
            either(CIRCLE, lines, keyword="anyOf"), either(CIRCLE, thing(["line", "circle"], INTEGER), keyword="anyOf")
        )[0]
        == "neutral"
    )


def test_a_value_that_moves_to_another_alternative_is_a_break():
    base = either(CIRCLE, WORDS)
    revision = either(thing(["circle", "free"], INTEGER), thing(["named"], STRING))
    assert verdicts(base, revision)[0] == "breaking"


def test_a_value_deeper_in_an_alternative_and_in_a_component():
    def side(*shapes):
        return either(
            thing({"type": "object", "properties": {"of": {"enum": list(shapes)}}, "required": ["of"]}, INTEGER),
            thing({"type": "object", "properties": {"of": ref("Other")}, "required": ["of"]}, STRING),
        )

    other = {"schemas": {"Other": {"type": "string", "enum": ["named", "free"]}}}
    assert verdicts(side("circle"), side("circle", "named"), **other)[0] == "breaking"
    assert verdicts(side("circle"), side("circle", "square"), **other)[0] == "additive"


def test_alternatives_of_an_alternative_know_their_values_too():
    base = either(CIRCLE, either(WORDS, thing(["dot"], {"type": "null"})))
    revision = either(thing(["circle", "dot"], INTEGER), either(WORDS, thing(["dot"], {"type": "null"})))
    assert verdicts(base, revision)[0] == "breaking"


def test_where_something_else_tells_the_alternatives_apart_the_value_is_new():
    def side(*shapes):
        return either(
            thing(list(shapes), INTEGER, kind={"const": "drawn"}), thing(["named"], STRING, kind={"const": "written"})
        )

    found = verdicts(side("circle"), side("circle", "named"))
    assert found == ("additive", [("enum-value-added", "additive", True, ("named",))])


def test_under_a_discriminator_the_value_is_new():
    def schemas(*shapes):
        return {"A": thing(list(shapes), INTEGER, kind=STRING), "B": thing(["named"], STRING, kind=STRING)}

    union = either(ref("A"), ref("B"), discriminator={"propertyName": "kind"})
    sides = (received(union, schemas=schemas(*shapes)) for shapes in (["circle"], ["circle", "named"]))
    change = only(diff(*sides, policy=TOLERANT, audited=True))
    assert (change.cls, change.caution) == ("additive", True)


def test_four_times_the_alternatives_take_less_than_eight_times_the_calls():
    def side(count, *shapes):
        return either(
            *(thing([*shapes, f"shape {index}"], INTEGER, **{f"field{index}": STRING}) for index in range(count))
        )

    def calls(count):
        sides = received(side(count)), received(side(count, "dot"))
        return calls_of(lambda: diff(*sides, policy=TOLERANT))

    assert calls(40) < 8 * calls(10)
