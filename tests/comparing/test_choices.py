"""Alternatives that are values are an enum, written so that each value can have a title."""

from __future__ import annotations

import pytest

from apidiff.model.policy import Policy
from tests.comparing.describing import STRING, diff, only, received, ref, sent

TOLERANT, STRICT = Policy(new_enum_value="additive"), Policy(new_enum_value="breaking")
NULL = {"type": "null"}


def choice(*values, keyword="oneOf", **more):
    return {keyword: [{"const": value, "title": f"Title of {value}"} for value in values], **more}


def in_field(schema):
    return {"type": "object", "properties": {"state": schema}}


FORMS = {
    "exclusive": lambda *values: choice(*values, type="string"),
    "any": lambda *values: choice(*values, keyword="anyOf"),
    "with types": lambda *values: {"oneOf": [{"type": "string", "const": value} for value in values]},
    "lists": lambda *values: {"anyOf": [{"enum": [value]} for value in values]},
    "in an allOf": lambda *values: {"allOf": [STRING, choice(*values)]},
    "or null": lambda *values: {"anyOf": [*choice(*values)["oneOf"], NULL]},
    "an enum": lambda *values: {"enum": list(values)},
}
forms = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
wraps = pytest.mark.parametrize("wrap", [lambda schema: schema, in_field], ids=["whole", "field"])


@forms
@wraps
def test_a_new_value_is_a_new_value_of_an_enum(form, wrap):
    base, revision = wrap(form("open", "won")), wrap(form("open", "won", "lost"))
    change = only(diff(sent(base), sent(revision)))
    assert (change.rule, change.cls, change.name, change.caution) == ("enum-value-added", "additive", "lost", False)
    change = only(diff(received(base), received(revision), policy=STRICT))
    assert (change.rule, change.cls, change.name, change.caution) == ("enum-value-added", "breaking", "lost", False)
    assert change.witness.accepted_by == "revision"
    change = only(diff(received(base), received(revision), policy=TOLERANT))
    assert (change.rule, change.cls, change.caution) == ("enum-value-added", "additive", True)


@forms
@wraps
def test_a_value_less_is_a_value_less_of_an_enum(form, wrap):
    base, revision = wrap(form("open", "won", "lost")), wrap(form("open", "won"))
    change = only(diff(sent(base), sent(revision)))
    assert (change.rule, change.cls, change.name) == ("enum-value-removed", "breaking", "lost")
    change = only(diff(received(base), received(revision)))
    assert (change.rule, change.cls, change.name) == ("enum-value-removed", "additive", "lost")


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("before", [name for name in FORMS if name != "or null"])
@pytest.mark.parametrize("after", [name for name in FORMS if name != "or null"])
def test_one_list_in_two_ways_is_neutral(surface, before, after):
    base, revision = surface(FORMS[before]("open", "won")), surface(FORMS[after]("won", "open"))
    assert diff(base, revision, audited=True).verdict == "neutral"


@pytest.mark.parametrize("before", [name for name in FORMS if name != "or null"])
@pytest.mark.parametrize("after", [name for name in FORMS if name != "or null"])
def test_a_new_value_is_told_whatever_way_the_list_is_written(before, after):
    base, revision = received(FORMS[before]("open", "won")), received(FORMS[after]("won", "open", "lost"))
    change = only(diff(base, revision, policy=TOLERANT))
    assert (change.rule, change.cls, change.name) == ("enum-value-added", "additive", "lost")


def test_the_title_of_a_value_is_prose():
    base, revision = choice("open", "won"), choice("won", "open")
    revision["oneOf"][0]["title"] = "Closed with a contract"
    comparison = diff(received(base), received(revision), audited=True)
    assert {change.rule for change in comparison.changes} == {"documentation-changed", "schema-rewritten"}


def test_values_that_two_exclusive_alternatives_list_are_no_enum():
    """`open` matches both, so it is not admitted."""
    twice = {"oneOf": [{"enum": ["open", "won"]}, {"enum": ["open", "lost"]}]}
    assert diff(received(twice), received({"enum": ["won", "lost"]})).verdict == "neutral"
    assert diff(received(twice), received({"enum": ["open", "won", "lost"]}), policy=STRICT).verdict == "breaking"


BROKEN = {"type": "object", "properties": {"state": {"enum": ["open"]}, "note": STRING}, "required": ["note"]}
GROWN = {"type": "object", "properties": {"state": {"enum": ["open", "won"]}, "note": STRING}}


def test_a_new_value_that_clients_tolerate_hides_no_break_beside_it():
    """Each alternative alone is safe. Together they come apart, so that what matched both is sent now."""

    def either(*values, **more):
        known = {"type": "object", "properties": {"state": {"enum": list(values)}}, "required": ["a"]}
        schemas = {"A": known, "B": {"type": "object", "required": ["b"], "properties": {"c": more}}}
        return received({"oneOf": [ref("A"), ref("B")]}, schemas=schemas)

    change = only(diff(either("open"), either("open", type="string")))
    assert (change.cls, change.witness.instance.keys()) == ("breaking", {"a", "b", "c"})
    comparison = diff(either("open"), either("open", "won", type="string"), policy=TOLERANT)
    assert [change.rule for change in comparison.counted if change.cls == "breaking"] == ["type-changed"]


def test_a_new_value_that_clients_tolerate_invents_no_break_around_it():
    def either(*values):
        kinds = [{"type": "object", "properties": {"state": {"enum": list(values)}}, "required": [n]} for n in "ab"]
        return received({"oneOf": kinds})

    comparison = diff(either("open"), either("open", "won"), policy=TOLERANT)
    assert comparison.verdict == "additive"
    assert {change.rule for change in comparison.counted} == {"enum-value-added"}


def test_a_break_beside_a_new_value_is_told_alone():
    comparison = diff(received(BROKEN), received(GROWN), policy=TOLERANT)
    assert [(c.rule, c.cls) for c in comparison.counted] == [
        ("property-became-optional", "breaking"),
        ("enum-value-added", "additive"),
    ]


def test_many_values_are_compared_one_by_one():
    values = [f"v{index}" for index in range(20_000)]
    change = only(diff(sent({"enum": values}), sent({"enum": values[:7_000] + values[7_001:]})))
    assert (change.rule, change.name) == ("enum-value-removed", "v7000")


SHARED = {"Open": {"type": "string", "enum": ["open", "held"]}, "Done": {"type": "string", "enum": ["won"]}}


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_an_alternative_that_is_a_shared_list_of_values_is_told_by_these(keyword):
    more = SHARED | {"Lost": {"type": "string", "enum": ["lost", "dropped"]}}
    base, revision = {keyword: [ref("Open"), ref("Done")]}, {keyword: [ref("Open"), ref("Done"), ref("Lost")]}
    change = only(diff(received(base, schemas=SHARED), received(revision, schemas=more), audited=True))
    assert (change.rule, change.cls, change.caution) == ("enum-value-added", "additive", True)
    assert change.names == ("lost", "dropped")
    change = only(diff(sent(revision, schemas=more), sent(base, schemas=SHARED), audited=True))
    assert (change.rule, change.cls, change.names) == ("enum-value-removed", "breaking", ("lost", "dropped"))


def test_a_shared_list_beside_an_open_alternative_is_told_by_its_values():
    base = {"anyOf": [ref("Open"), {"type": "integer"}]}
    revision = {"anyOf": [ref("Open"), {"type": "integer"}, ref("Done")]}
    change = only(diff(received(base, schemas=SHARED), received(revision, schemas=SHARED), audited=True))
    assert (change.rule, change.cls, change.caution) == ("enum-value-added", "additive", True)


def test_a_shared_list_of_another_type_is_no_value_to_cope_with():
    more = SHARED | {"Codes": {"type": "integer", "enum": [1, 2]}}
    base, revision = {"anyOf": [ref("Open"), ref("Done")]}, {"anyOf": [ref("Open"), ref("Done"), ref("Codes")]}
    change = only(diff(received(base, schemas=SHARED), received(revision, schemas=more), audited=True))
    assert (change.rule, change.cls) == ("enum-value-added", "breaking")
