"""Descriptions with many edits of one kind: twice as many take about twice the work."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from apidiff.api import contract
from apidiff.comparing.schemas import alternatives
from apidiff.comparing.schemas.conjunction import At
from apidiff.comparing.schemas.differing import Differing
from tests.comparing.describing import api, calls_of, content, diff, ok, only, ref, sent

FEW = 40


def parts(count, edited):
    """An object that is joined from parts, all of them edited."""
    member = {"type": "string", "maxLength": 9 - edited}
    return sent({"allOf": [_part(f"p{n}", member, ["minProperties"] * edited) for n in range(count)]})


def parts_requiring(count, edited):
    return sent({"allOf": [_part(f"p{n}", {"type": "string"}, [f"q{n}"] * edited) for n in range(count)]})


def _part(name, member, more):
    required = [name, *(each for each in more if each != "minProperties")]
    counted = {"minProperties": 2} if "minProperties" in more else {}
    return {"type": "object", "properties": {name: member}, "required": required} | counted


def positions(count, edited):
    lengths = (9 + number % 7 - edited for number in range(count))
    return sent({"type": "array", "prefixItems": [{"type": "string", "maxLength": length} for length in lengths]})


def required_properties(count, edited):
    named = {f"p{number}": {"type": "string", "maxLength": 9 - edited} for number in range(count)}
    return sent({"type": "object", "properties": named, "required": [*named]})


def aliases(count, edited):
    """Components that are nothing but a reference, each with an operation; every second one refers elsewhere now."""
    schemas = {f"T{kind}": {"type": "object", "properties": {"id": {"type": kind}}} for kind in ("string", "integer")}
    schemas |= {f"S{n}": ref("Tinteger" if edited and n % 2 else "Tstring") for n in range(count)}
    operations = {
        f"/v1/s{n}": {"post": {"requestBody": content(ref(f"S{n}")), "responses": ok()}} for n in range(count)
    }
    return api(operations, schemas=schemas)


def chain(count, edited):
    """Components that each refer to the next one, and say something beside the reference."""
    schemas = {f"S{n}": {**ref(f"S{n + 1}"), "uniqueItems": True} for n in range(count)}
    schemas[f"S{count}"] = {"type": "string", "maxLength": 9 - edited}
    parameter = {"name": "q", "in": "query", "schema": ref("S0")}
    return api({"/s": {"get": {"parameters": [parameter], "responses": ok()}}}, schemas=schemas)


@pytest.mark.parametrize("many", [parts, parts_requiring, positions, required_properties, aliases, chain])
def test_twice_as_many_edits_take_about_twice_the_work(many: Callable):
    def work(count):
        base, revision = many(count, False), many(count, True)
        return calls_of(lambda: diff(base, revision))

    work(FEW)  # imports and compiles what is needed
    assert work(4 * FEW) < 2.5 * work(2 * FEW)


def test_a_part_hides_what_another_one_requires():
    def side(length):
        members = [
            {"properties": {"id": {"readOnly": True}}},
            {"properties": {"a": {"type": "string", "maxLength": length}}, "required": ["id", "a"]},
            {"properties": {"b": {"type": "string", "maxLength": length}}, "required": ["b"]},
        ]
        return sent({"type": "object", "allOf": members})

    change = only(diff(side(9), side(5)))
    assert (change.rule, change.undecided) == ("max-length-lowered", False)
    assert change.witness.instance == {"a": "aaaaaa", "b": ""}


@pytest.mark.parametrize("kind", ["patterns", "objects", "references"])
def test_twice_as_many_alternatives_are_paired_with_about_twice_the_work(kind):
    def alternative(number, edited):
        if kind == "patterns":
            return {"type": "string", "pattern": f"^a{number}{'b' * edited}$"}
        if kind == "references":
            return {"$ref": f"#/components/schemas/S{number}"}
        return {"type": "object", "properties": {f"p{number}": {"type": "string", "maxLength": 5 + edited}}}

    def work(count):
        members = [[At(alternative(n, edited), f"/x/{n}") for n in range(count)] for edited in (False, True)]
        document = sent({})
        document["components"] = {"schemas": {f"S{n}": {"type": "string"} for n in range(count)}}
        side = contract(document)
        differing = Differing(side.document, side.document)
        return calls_of(lambda: alternatives.match(side, side, *members, differing))

    work(FEW)
    assert work(8 * FEW) < 2.5 * work(4 * FEW)
