"""From the server, an enum that grew together with the limits beside it that had to follow."""

from __future__ import annotations

import pytest

from apidiff.model.policy import Policy
from tests.comparing.describing import STRING, api, diff, only, received, ref, sent

TOLERANT, STRICT = Policy(new_enum_value="additive"), Policy(new_enum_value="breaking")
INTEGER = {"type": "integer"}
GROWN = {
    "a longer text": (STRING, ["oak"], {"maxLength": 3}, "maple", {"maxLength": 5}),
    "a shorter text": (STRING, ["oak"], {"minLength": 3}, "", {"minLength": 0}),
    "a larger number": (INTEGER, [1, 2], {"maximum": 2}, 3, {"maximum": 3}),
    "a larger number, at an exclusive bound": (INTEGER, [1, 2], {"exclusiveMaximum": 3}, 3, {"exclusiveMaximum": 4}),
    "a smaller number": (INTEGER, [1, 2], {"minimum": 1}, -4, {"minimum": -9}),
    "a number between": ({"type": "number"}, [1, 2], {"multipleOf": 1}, 1.5, {"multipleOf": 0.5}),
    "a text of another pattern": (STRING, ["oak"], {"pattern": "^[a-z]+$"}, "Oak 2", {"pattern": "^[A-Za-z0-9 ]+$"}),
    "a text without its format": (STRING, ["2026-01-01"], {"format": "date"}, "never", {}),
    "a limit that grows beyond it": (STRING, ["oak"], {"maxLength": 3}, "maple", {"maxLength": 500}),
    "two limits": (STRING, ["oak"], {"maxLength": 3, "pattern": "^o"}, "maple", {"maxLength": 5, "pattern": "^[om]"}),
}


def in_place(schema):
    return received({"type": "object", "properties": {"tree": schema}})


def in_a_component(schema):
    return received({"type": "object", "properties": {"tree": ref("Tree")}}, schemas={"Tree": schema})


def in_parts(schema):
    parts = [{key: value for key, value in schema.items() if (key == "enum") == is_list} for is_list in (True, False)]
    return received({"type": "object", "properties": {"tree": {"allOf": parts}}})


def beside_another(schema):
    tree = {"type": "object", "properties": {"kind": {"const": "tree"}, "tree": schema}, "required": ["kind"]}
    rock = {"type": "object", "properties": {"kind": {"const": "rock"}}, "required": ["kind"]}
    return received({"oneOf": [tree, rock]})


def in_a_header(schema):
    answer = {"description": "OK", "headers": {"X-Tree": {"schema": schema}}}
    return api({"/v1/trees": {"get": {"responses": {"200": answer}}}})


@pytest.mark.parametrize("around", [in_place, in_a_component, in_parts, beside_another, in_a_header])
@pytest.mark.parametrize("case", GROWN.values(), ids=list(GROWN))
def test_a_new_value_is_told_once_at_the_enum(around, case):
    kind, values, before, came, after = case
    sides = around({**kind, "enum": values, **before}), around({**kind, "enum": [*values, came], **after})
    found = diff(*sides, policy=TOLERANT, audited=True)
    assert found.verdict == "additive", [(change.rule, change.cls) for change in found.changes]
    change = only(found)
    assert (change.rule, change.cls, change.caution) == ("enum-value-added", "additive", True)
    change = only(diff(*sides, policy=STRICT, audited=True))
    assert (change.rule, change.cls, change.caution) == ("enum-value-added", "breaking", False)


def test_a_limit_that_lets_an_old_value_through_breaks():
    base = in_place({**STRING, "enum": ["oak", "birch"], "maxLength": 3})
    revision = in_place({**STRING, "enum": ["oak", "birch", "maple"], "maxLength": 5})
    change = only(diff(base, revision, policy=TOLERANT), "breaking")
    assert change.rule == "max-length-raised"
    assert change.witness.instance == {"tree": "birch"}
    both = diff(base, revision, policy=STRICT).counted
    assert {change.rule: change.witness.instance for change in both} == {
        "enum-value-added": {"tree": "maple"},
        "max-length-raised": {"tree": "birch"},
    }


def test_another_format_keeps_old_values_out():
    base = in_place({**STRING, "enum": ["2026-01-01"], "format": "date"})
    revision = in_place({**STRING, "enum": ["2026-01-01", "10:00:00Z"], "format": "time"})
    for policy, cls in ((TOLERANT, "additive"), (STRICT, "breaking")):
        found = {change.rule: change.cls for change in diff(base, revision, policy=policy, audited=True).counted}
        assert found == {"enum-value-added": cls, "format-changed": "additive"}


def test_a_value_of_another_type_is_no_value_of_the_enum():
    base = in_place({**STRING, "enum": ["oak"], "maxLength": 3})
    revision = in_place({"type": ["string", "integer"], "enum": ["oak", 7], "maxLength": 5})
    assert diff(base, revision, policy=TOLERANT).verdict == "breaking"


def test_a_limit_that_moves_with_a_list_that_goes_breaks():
    base = in_place({**STRING, "enum": ["oak"], "maxLength": 3})
    assert diff(base, in_place({**STRING, "maxLength": 5}), policy=TOLERANT).verdict == "breaking"


def test_a_value_that_is_out_of_bounds_still_is_never_sent():
    base = in_place({**STRING, "enum": ["oak"], "maxLength": 3})
    revision = in_place({**STRING, "enum": ["oak", "maple"], "maxLength": 4})
    for policy in (TOLERANT, STRICT):
        assert diff(base, revision, policy=policy).verdict == "neutral"


def test_to_the_server_both_are_additive():
    base = sent({**STRING, "enum": ["oak"], "maxLength": 3})
    revision = sent({**STRING, "enum": ["oak", "maple"], "maxLength": 5})
    assert diff(base, revision, audited=True).verdict == "additive"
    assert diff(revision, base, audited=True).verdict == "breaking"


def test_a_limit_that_is_shared_with_a_field_that_lists_no_values_is_no_part_of_the_list():
    def side(values, pattern):
        tree = {"allOf": [ref("Short"), {"enum": values}]}
        schema = {"type": "object", "properties": {"tree": tree, "name": ref("Short")}}
        return received(schema, schemas={"Short": STRING | {"pattern": pattern}})

    found = diff(side(["oak"], "^oak$"), side(["oak", "elm"], "^(oak|elm)$"), policy=TOLERANT, audited=True)
    assert only(found, "breaking").rule == "pattern-changed"
    assert only(found, "breaking").witness.instance == {"name": "elm"}
