"""A schema that stands alone in an `allOf`: generators make of it what they make of the schema itself."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import apidiff
from tests.comparing.test_library import COLOURS, INTEGER, NUMBER, STRING, TIME, array, described, ref, rules, thing

MAP = {"type": "object", "additionalProperties": STRING}


def nullable(schema: Any, version: str) -> Any:
    return {**schema, "nullable": True} if version == "3.0.3" else {**schema, "type": [schema["type"], "null"]}


EDITS: dict[str, tuple[Any, Any]] = {
    "another type": (STRING, INTEGER),
    "a number": (INTEGER, NUMBER),
    "a time": (STRING, TIME),
    "an enum": (STRING, COLOURS),
    "a value less": (COLOURS, {"type": "string", "enum": ["red"]}),
    "a set": (array(STRING), array(STRING, uniqueItems=True)),
    "other items": (array(STRING), array(INTEGER)),
    "a class of a map": (MAP, thing(a=STRING)),
    "a required field": (thing(a=STRING), thing(("a",), a=STRING)),
    "a field of another type": (thing(a=INTEGER), thing(a=NUMBER)),
    "no additional fields": (thing(a=STRING) | MAP, thing(a=STRING)),
    "a component": (thing(a=STRING), ref("Kite")),
}


def at(place: str, schema: Any, version: str) -> Any:
    kite = {"Kite": thing(a=STRING)}
    match place:
        case "property":
            return described(request=thing(field=schema), response=thing(field=schema), schemas=kite, version=version)
        case "items":
            return described(request=array(schema), response=array(schema), schemas=kite, version=version)
        case "response":
            return described(response=schema, schemas=kite, version=version)
        case "alternative":
            return described(response=thing(a={"oneOf": [schema, {"type": "boolean"}]}), schemas=kite, version=version)
        case "component":
            parts = {"Part": thing(field=schema), **kite}
            return described(request=ref("Part"), response=ref("Part"), schemas=parts, version=version)
        case _:
            parameter = {"name": "q", "in": "query", "schema": schema}
            return described(parameters=[parameter], schemas=kite, version=version)


def told(base: Any, revision: Any) -> set[tuple[str, str, str, str]]:
    changes = apidiff.diff(base, revision).changes
    return {(change.lens, change.rule, change.cls, change.id) for change in changes if change.cls != "neutral"}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize("place", ["property", "items", "response", "alternative", "component", "parameter"])
def test_what_stands_alone_in_an_all_of_is_what_it_is_without(place: str, version: str) -> None:
    null = {"null": (STRING, nullable(STRING, version)), "no null": (nullable(INTEGER, version), INTEGER)}
    for name, (old, new) in {**EDITS, **null}.items():
        plain = told(at(place, old, version), at(place, new, version))
        for base, revision in ((old, {"allOf": [new]}), ({"allOf": [old]}, new), ({"allOf": [old]}, {"allOf": [new]})):
            sides = (at(place, copy.deepcopy(side), version) for side in (base, revision))
            assert told(*sides) == plain, name


def test_alternatives_alone_in_an_all_of_are_a_class() -> None:
    union = {"oneOf": [thing(a=STRING), thing(b=STRING)]}
    base, revision = (described(response=thing(field=field)) for field in (union, {"allOf": [union]}))
    assert rules(base, revision) == ["generated-type-changed"]


def test_a_wrapped_class_goes_by_the_title_of_the_wrapper() -> None:
    plain, outer, inner = (
        described(response=thing(field=field))
        for field in (
            thing(a=STRING) | {"title": "Mast"},
            {"title": "Mast", "allOf": [thing(a=STRING)]},
            {"allOf": [thing(a=STRING) | {"title": "Mast"}]},
        )
    )
    assert rules(plain, outer) == []
    assert rules(plain, inner) == ["type-inlined"]


def test_a_wrapped_class_that_is_extracted_under_the_name_of_its_place() -> None:
    base = described(response={"allOf": [thing(a=STRING)]}, schemas={})
    revision = described(response=ref("ReadKite200Response"), schemas={"ReadKite200Response": thing(a=STRING)})
    assert rules(base, revision) == []


@pytest.mark.parametrize("new", [INTEGER, {"type": ["integer", "null"]}, TIME | {"type": "integer"}])
def test_another_type_in_a_component_that_came_is_told_on_the_wire_alone(new: Any) -> None:
    """What the use refers to now is what the wire compared."""
    base = described(request=thing(field=COLOURS), response=thing(field=STRING), schemas={})
    revision = described(request=thing(field=ref("New")), response=thing(field=ref("New")), schemas={"New": new})
    assert rules(base, revision) == []
