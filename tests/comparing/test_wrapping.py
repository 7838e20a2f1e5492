"""A `oneOf` or `anyOf` of one schema is that schema; alternatives of one type keep their partners beside edits."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, diff, only, received, ref, sent, told

INTEGER = {"type": "integer"}
PIERS = {"type": "string", "enum": ["north", "south"]}


def query(schema):
    parameter = {"name": "pier", "in": "query", "schema": schema}
    return api({"/v1/berths": {"get": {"parameters": [parameter], "responses": {"204": {"description": "Done."}}}}})


@pytest.mark.parametrize("surface", [sent, received, query])
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf", "allOf"])
@pytest.mark.parametrize("schema", [STRING, PIERS, {"type": "object", "properties": {"pier": STRING}}])
def test_a_schema_wrapped_alone_is_one_rewrite(surface, keyword, schema):
    base, revision = surface(schema), surface({keyword: [schema]})
    for sides in ((base, revision), (revision, base)):
        (change,) = diff(*sides, audited=True).changes
        assert (change.rule, change.cls) == ("schema-rewritten", "neutral")


@pytest.mark.parametrize("surface", [sent, received, query])
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_another_type_wrapped_alone_is_told_as_another_type(surface, keyword):
    change = only(diff(surface(STRING), surface({keyword: [INTEGER]}), audited=True))
    assert (change.rule, change.cls) == ("type-changed", "breaking")
    assert change.title.endswith('changed from `"string"` to `"integer"`')


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_what_is_edited_in_a_component_that_is_wrapped_is_told_of_the_component(keyword):
    berth = {"type": "object", "properties": {"pier": STRING, "depth": INTEGER}}
    base = sent(ref("Berth"), schemas={"Berth": berth})
    revision = sent({keyword: [ref("Berth")]}, schemas={"Berth": berth | {"required": ["pier"]}})
    changes = [c for c in diff(base, revision, audited=True).changes if c.cls != "neutral"]
    assert [c.title for c in changes] == ["`pier` of schema `Berth` became required"]


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_an_alternative_wrapped_in_another_one_is_not_one_that_went(keyword):
    base = sent({keyword: [STRING, {"type": "number"}, {"type": "boolean"}]})
    revision = sent({keyword: [{"anyOf": [STRING]}, {"type": "boolean"}]})
    changes = [c for c in diff(base, revision, audited=True).changes if c.cls != "neutral"]
    assert [(c.rule, c.name) for c in changes] == [("alternative-removed", "number")]


def tag(name):
    return {"type": "object", "properties": {"kind": {"const": name}, name: STRING}, "required": ["kind"]}


@pytest.mark.parametrize("edit", [{"description": "Names."}, {"default": []}, {"maxItems": 9}])
def test_two_lists_among_the_alternatives_keep_their_partners_if_both_are_edited(edit):
    names = {"type": "array", "items": STRING}
    both, one = ({"type": "array", "items": {"oneOf": kinds}} for kinds in ([tag("a"), tag("b")], [tag("b")]))
    base, revision = sent({"oneOf": [STRING, names, both]}), sent({"oneOf": [STRING, names | edit, one]})
    rules = {rule for rule, *_ in told(diff(base, revision, audited=True))}
    assert "alternative-removed" in rules
    assert "alternative-added" not in rules
    removed = [c for c in diff(base, revision).changes if c.rule == "alternative-removed"]
    assert [(c.name, c.base.value["properties"]["kind"]) for c in removed] == [('object kind="a"', {"const": "a"})]


def test_texts_among_the_alternatives_are_paired_with_the_nearest():
    base = sent({"anyOf": [STRING | {"pattern": "^a+$"}, STRING | {"format": "uri", "maxLength": 10}, INTEGER]})
    revision = sent({"anyOf": [STRING | {"format": "uri", "maxLength": 12}, STRING | {"pattern": "^a*$"}, INTEGER]})
    rules = {rule for rule, *_ in told(diff(base, revision, audited=True))}
    assert rules == {"max-length-raised", "pattern-changed"}


def test_values_beside_which_another_type_comes_are_an_alternative():
    north, south = PIERS | {"enum": ["north"]}, PIERS | {"enum": ["south"]}
    rows = told(diff(received({"oneOf": [north, south]}), received({"oneOf": [north, south, INTEGER]}), audited=True))
    assert [row[0] for row in rows] == ["alternative-added"]


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_values_with_a_title_each_are_one_rewrite(surface, keyword):
    titled = {keyword: [{"const": "north", "title": "North"}, {"const": "south", "title": "South"}]}
    base, revision = surface(PIERS), surface(titled)
    assert {change.rule for change in diff(base, revision, audited=True).changes} == {"schema-rewritten"}


def test_a_type_that_the_values_say_themselves_is_not_told():
    rows = diff(sent(PIERS), sent({"const": "north"}), audited=True).changes
    assert [row.rule for row in rows] == ["enum-value-removed"]
    (row,) = diff(sent(PIERS), sent({"enum": PIERS["enum"]}), audited=True).changes
    assert row.rule == "schema-rewritten"


def test_a_type_that_a_new_value_is_not_of_is_told():
    rules = {row[0] for row in told(diff(received(PIERS), received({"enum": [*PIERS["enum"], 5]}), audited=True))}
    assert "type-changed" in rules or "enum-value-added" in rules


@pytest.mark.parametrize("surface", [sent, received])
def test_a_list_of_alternatives_more_is_not_called_a_rewrite_with_the_same_values(surface):
    names = {"type": "array", "items": STRING}
    rows = diff(surface(names), surface({"oneOf": [STRING, names]}), audited=True).counted
    assert [row.rule for row in rows] == ["alternative-added"]


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_a_component_that_is_wrapped_alone_is_written_in_its_place(keyword):
    pier = {"type": "object", "properties": {"north": STRING}}
    berth = {"allOf": [ref("Pier")], "properties": {"depth": INTEGER}, "unevaluatedProperties": False}
    schemas = {"Pier": pier, "Berth": berth}
    harbours = [{"type": "object", "properties": {"berth": each}} for each in ({keyword: [ref("Berth")]}, berth)]
    base, revision = (sent(harbour, schemas=schemas) for harbour in harbours)
    for sides in ((base, revision), (revision, base)):
        (change,) = (c for c in diff(*sides, audited=True).changes if c.lens == "wire")
        assert (change.rule, change.cls) == ("schema-rewritten", "neutral")
