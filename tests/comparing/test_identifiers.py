"""Addresses, anchors and dialects: an edit of them is told, and what it means is compared on its own."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, ref, sent

D2020 = "https://json-schema.org/draft/2020-12/schema"
OPENAPI = "https://spec.openapis.org/oas/3.1/dialect/base"
D07 = "http://json-schema.org/draft-07/schema#"
AT = "https://shop.example/"
TOLD = {
    "an address": ({"$id": f"{AT}a"}, {"$id": f"{AT}b"}, "$id"),
    "an address more": ({}, {"$id": f"{AT}b"}, "$id"),
    "an address less": ({"$id": f"{AT}a"}, {}, "$id"),
    "an anchor": ({"$anchor": "a"}, {"$anchor": "b"}, "$anchor"),
    "a dynamic anchor": ({"$dynamicAnchor": "a"}, {"$dynamicAnchor": "b"}, "$dynamicAnchor"),
    "the dialect of OpenAPI": ({"$schema": D2020}, {"$schema": OPENAPI}, "$schema"),
    "the dialect by name": ({}, {"$schema": D2020}, "$schema"),
    "an older draft": ({"$schema": D2020}, {"$schema": D07}, "$schema"),
}


def described(schema, **schemas):
    return sent(ref("A"), schemas={"A": schema, **schemas})


def rules(base, revision):
    return sorted((change.rule, change.cls) for change in diff(base, revision, audited=True).changes)


@pytest.mark.parametrize(("old", "new", "keyword"), TOLD.values(), ids=TOLD)
def test_one_that_changes_nothing_else_is_told_and_neutral(old, new, keyword):
    sides = [described(STRING | side) for side in (old, new)]
    (change,) = diff(*sides, audited=True).changes
    assert (change.rule, change.cls, change.undecided) == ("identifier-changed", "neutral", False)
    assert change.title.startswith(f"`{keyword}` of schema `A` ")
    nested = [described({"properties": {"p": {"allOf": [STRING | side]}}}) for side in (old, new)]
    assert rules(*nested) == [("identifier-changed", "neutral")]
    assert diff(sides[0], sides[0]).verdict == "identical"


def test_references_that_follow_are_told_with_it():
    def holding(name):
        return described({"properties": {"p": {"$ref": f"#{name}"}}, "$defs": {"x": STRING | {"$anchor": name}}})

    (change,) = diff(holding("a"), holding("b"), audited=True).changes
    assert (change.rule, len(change.also)) == ("identifier-changed", 1)


@pytest.mark.parametrize("written", [f"{AT}b", "#b"])
def test_a_reference_by_another_way_to_the_same_schema(written):
    named = STRING | {"$id": f"{AT}b"} if written.startswith("https") else STRING | {"$anchor": "b"}
    base = described({"properties": {"p": ref("B")}}, B=named)
    revision = described({"properties": {"p": {"$ref": written}}}, B=named)
    assert rules(base, revision) == [("identifier-changed", "neutral")]


def test_an_address_that_another_schema_has_now_leads_there():
    def swapped(first, second):
        whole = {"properties": {"p": {"$ref": f"{AT}1"}}}
        return described(whole, B={"$id": AT + first, **STRING}, C={"$id": AT + second, "type": "integer"})

    found = rules(swapped("1", "2"), swapped("2", "1"))
    assert ("type-changed", "breaking") in found
    assert ("identifier-changed", "neutral") in found


def test_a_dialect_that_reads_the_schema_otherwise():
    """Draft 07 ignores what stands beside a `$ref`."""
    held = {"properties": {"p": {**ref("B"), "maxLength": 3}}}
    found = rules(*(described(held | {"$schema": draft}, B=STRING) for draft in (D07, D2020)))
    assert ("max-length-lowered", "breaking") in found


@pytest.mark.parametrize("unknown", ["https://dialects.example/own", "urn:own"])
def test_a_dialect_that_nobody_knows_is_undecided_all_the_same(unknown):
    for sides in (({}, {"$schema": unknown}), ({"$schema": unknown}, {"$schema": "urn:other"})):
        comparison = diff(*(described(STRING | side) for side in sides), audited=True)
        assert comparison.verdict == "breaking"
        assert any(change.undecided for change in comparison.changes)


def test_an_edit_beside_it_is_told_as_ever():
    base, revision = described(STRING | {"$id": f"{AT}a"}), described({"type": "integer", "$id": f"{AT}b"})
    assert rules(base, revision) == [("identifier-changed", "neutral"), ("type-changed", "breaking")]
