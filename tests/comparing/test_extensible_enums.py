"""A list of values that says that it grows, beside an `enum` or in its place."""

from __future__ import annotations

import pytest

import apidiff
from apidiff.model.policy import Policy
from tests.comparing.describing import diff, only, received, ref, sent

STRICT = Policy(new_enum_value="breaking")


def listed(*values, **more):
    return {"type": "object", "properties": {"kind": {"type": "string", "x-extensible-enum": list(values), **more}}}


def marked(*values):
    return {"type": "object", "properties": {"kind": {"enum": list(values), "x-extensible-enum": True}}}


@pytest.mark.parametrize("policy", [STRICT, Policy()])
@pytest.mark.parametrize("schema", [listed, marked])
def test_it_grows_without_caution_under_either_policy(schema, policy):
    change = only(apidiff.diff(received(schema("a", "b")), received(schema("a", "b", "c")), policy))
    assert (change.rule, change.cls, change.caution) == ("extensible-enum-value-added", "additive", False)


def test_beside_other_breaks_it_is_additive_still():
    base, revision = marked("a"), marked("a", "b")
    base["properties"]["size"] = {"maximum": 5}
    revision["properties"]["size"] = {"maximum": 9}
    changes = apidiff.diff(received(base), received(revision), STRICT).counted
    assert {change.rule: change.cls for change in changes} == {
        "extensible-enum-value-added": "additive",
        "maximum-raised": "breaking",
    }


@pytest.mark.parametrize(("side", "cls"), [(sent, "breaking"), (received, "additive")])
def test_a_value_taken_out_breaks_those_who_send_it(side, cls):
    change = only(apidiff.diff(side(listed("a", "b")), side(listed("a"))))
    assert (change.rule, change.cls, change.names) == ("extensible-enum-value-removed", cls, ("b",))


def test_the_same_values_in_another_order_say_nothing():
    assert apidiff.diff(received(listed("a", "b")), received(listed("b", "a")), audited=True).verdict == "neutral"


def test_a_list_that_comes_or_goes_is_an_annotation():
    plain = {"type": "object", "properties": {"kind": {"type": "string"}}}
    for base, revision in ((plain, listed("a")), (listed("a"), plain)):
        assert apidiff.diff(sent(base), sent(revision), audited=True).verdict == "neutral"


def test_an_enum_without_it_follows_the_policy_with_caution():
    sides = ({"properties": {"kind": {"enum": ["a"]}}}, {"properties": {"kind": {"enum": ["a", "b"]}}})
    for policy, cls in ((STRICT, "breaking"), (Policy(), "additive")):
        change = only(apidiff.diff(*map(received, sides), policy))
        assert (change.rule, change.cls, change.caution) == ("enum-value-added", cls, cls == "additive")


@pytest.mark.parametrize(("old", "new"), [(["a", "b"], ["a", "c"]), (["a"], ["a", 1]), ([1], [True])])
def test_only_a_list_that_grew_is_tolerated(old, new):
    changes = apidiff.diff(received({"enum": old}), received({"enum": new})).changes
    (change,) = (change for change in changes if change.rule == "enum-value-added")
    assert (change.cls, change.caution) == ("breaking", False)
    assert "takes the place of another, or has another type" in change.clause


def test_a_value_in_place_of_another_says_so_in_both_rows():
    sides = ({"properties": {"kind": {"enum": ["a", *old]}}} for old in (["b"], ["c", "d", "e", "f", "g"]))
    titles = [change.title for change in apidiff.diff(*map(received, sides)).counted]
    joined = " | ".join(titles)
    assert "in place of `b`" in joined
    assert "replaced by `c`, `d`, `e` and 2 more" in joined


def test_values_are_told_apart_in_one_pass():
    many = [f"v{n}" for n in range(20_000)]
    change = only(apidiff.diff(received(listed(*many)), received(listed(*many, "more"))))
    assert change.names == ("more",)


@pytest.mark.parametrize("where", ["schema `Other`", "`sail` of response `200` of `GET /v1/things`"])
def test_a_value_that_another_one_replaces_where_lists_are_joined(where):
    """The component has another value beside all that were there; what is joined from it has another one instead."""

    def side(colours, others):
        schemas = {"Colour": {"enum": colours}, "Other": {"enum": others}}
        joined = {"allOf": [ref("Colour"), ref("Other") if "Other" in where else {"enum": others}]}
        return received({"type": "object", "properties": {"hull": ref("Colour"), "sail": joined}}, schemas=schemas)

    comparison = diff(side(["red", "blue"], ["red", "blue"]), side(["red", "blue", "pink"], ["red", "pink"]))
    rows = {(row.rule, row.cls, row.title) for row in comparison.counted}
    assert ("enum-value-added", "additive", "`pink` added to the values of schema `Colour`") in rows
    assert ("enum-value-added", "breaking", f"`pink` added to the values of {where}, in place of `blue`") in rows
