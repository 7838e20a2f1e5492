"""Two parts of one whole: one that is written another way or edited, and another one in which something is edited.

Each rewrite is two ways to write one schema, each place joins two parts into a whole, each edit changes one part.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any, NamedTuple

Schema = dict[str, Any]
Part = tuple[Schema, Schema]
"""A part: a schema, and the components that it refers to."""
Whole = tuple[Schema, Schema]
"""The same of a whole."""
STRING = {"type": "string"}
INTEGER = {"type": "integer"}


def _object(required: list[str] | None = None, **properties: Any) -> Schema:
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


def _joined(*members: Schema) -> Schema:
    return {"allOf": list(members)}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_HULL = _object(["hull"], hull=STRING, draught=INTEGER)
_SAIL = _object(["sail"], sail=STRING, motor=False)
_MOTOR = _object(["motor"], motor=STRING)
_KIND = [_object(["kind"], kind={"const": each}, **{f"{each}_no": INTEGER}) for each in ("buoy", "berth")]
_BARE = [{"properties": {"kind": {"const": each}, f"{each}_no": INTEGER}} for each in ("buoy", "berth")]

REWRITES: dict[str, tuple[Part, Part]] = {
    "oneOf as anyOf": (({"oneOf": [_SAIL, _MOTOR]}, {}), ({"anyOf": [_SAIL, _MOTOR]}, {})),
    "what is common once": (
        ({"oneOf": _KIND}, {}),
        ({"type": "object", "required": ["kind"], "oneOf": _BARE}, {}),
    ),
    "one alternative": ((_HULL, {}), ({"anyOf": [_HULL]}, {})),
    "one exclusive alternative": ((_HULL, {}), ({"oneOf": [_HULL]}, {})),
    "one member": ((_HULL, {}), ({"allOf": [_HULL]}, {})),
    "negated twice": ((_HULL, {}), ({"not": {"not": _HULL}}, {})),
    "extracted": ((_HULL, {}), (_ref("Extracted"), {"Extracted": _HULL})),
    "extracted behind a negation": ((_HULL, {}), ({"not": {"not": _ref("Extracted")}}, {"Extracted": _HULL})),
    "split in two": (
        (_HULL, {}),
        ({"allOf": [_object(hull=STRING), _object(["hull"], draught=INTEGER)]}, {}),
    ),
    "stated again": ((_HULL, {}), ({**_HULL, "allOf": [_HULL]}, {})),
    "alternatives stated again": (
        (_object(sails={"type": "array", "items": {"oneOf": [_SAIL, _MOTOR]}}), {}),
        (
            {
                **_object(sails={"type": "array", "items": {"oneOf": [_SAIL, _MOTOR]}}),
                "allOf": [_object(sails={"type": "array", "items": {"oneOf": [_SAIL, _MOTOR]}})],
            },
            {},
        ),
    ),
    "a condition as a demand": (
        ({**_object(sail=STRING, mast=STRING), "if": {"required": ["sail"]}, "then": {"required": ["mast"]}}, {}),
        ({**_object(sail=STRING, mast=STRING), "dependentRequired": {"sail": ["mast"]}}, {}),
    ),
    "a demand of what is there": (
        ({**_object(["sail"], sail=STRING, mast=STRING), "dependentRequired": {"sail": ["mast"]}}, {}),
        (_object(["sail", "mast"], sail=STRING, mast=STRING), {}),
    ),
    "constants as an enum": (
        (_object(kind={"oneOf": [{"const": "buoy"}, {"const": "berth"}]}), {}),
        (_object(kind={"enum": ["buoy", "berth"]}), {}),
    ),
    "a constant as an enum": ((_object(kind={"const": "buoy"}), {}), (_object(kind={"enum": ["buoy"]}), {})),
    "a bound of integers": (
        (_object(draught={"type": "integer", "minimum": 1}), {}),
        (_object(draught={"type": "integer", "exclusiveMinimum": 0}), {}),
    ),
    "types as alternatives": (
        (_object(hull={"type": ["string", "integer"]}), {}),
        (_object(hull={"anyOf": [STRING, INTEGER]}), {}),
    ),
    "nullable alternatives": (
        (_object(hull={"type": ["string", "null"]}), {}),
        (_object(hull={"anyOf": [STRING, {"type": "null"}]}), {}),
    ),
    "shared alternatives": (
        ({"oneOf": [_ref("Sail"), _ref("Motor")]}, {"Sail": _SAIL, "Motor": _MOTOR}),
        ({"anyOf": [_ref("Sail"), _ref("Motor")]}, {"Sail": _SAIL, "Motor": _MOTOR}),
    ),
    "alternatives in another order": (({"anyOf": [_SAIL, _MOTOR]}, {}), ({"anyOf": [_MOTOR, _SAIL]}, {})),
    "an alternative twice": (({"anyOf": [_SAIL, _MOTOR]}, {}), ({"anyOf": [_SAIL, _MOTOR, _SAIL]}, {})),
    "names as patterns": (
        ({"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}}, {}),
        ({"type": "object", "patternProperties": {"^[a-z]+$": True}, "additionalProperties": False}, {}),
    ),
}

_BERTH = _object(["berth"], berth=STRING)
_QUAY = _object(["quay"], quay=STRING)
_OPEN = _object(berth=STRING, quay=STRING)
EDITS: dict[str, tuple[Schema, Schema]] = {
    "a shorter text": (_object(berth=STRING), _object(berth={**STRING, "maxLength": 5})),
    "a longer text": (_object(berth={**STRING, "maxLength": 5}), _object(berth=STRING)),
    "another text": (_object(berth={**STRING, "pattern": "^a"}), _object(berth={**STRING, "pattern": "^b"})),
    "a name more": (_object(berth=STRING), _object(berth=STRING, quay=STRING)),
    "a name less": (_object(berth=STRING, quay=STRING), _object(berth=STRING)),
    "a demand more": (_object(berth=STRING), _object(["berth"], berth=STRING)),
    "a demand less": (_object(["berth"], berth=STRING), _object(berth=STRING)),
    "another type": (_object(berth=STRING), _object(berth=INTEGER)),
    "a value more": (_object(berth={"enum": ["n", "s"]}), _object(berth={"enum": ["n", "s", "e"]})),
    "a value less": (_object(berth={"enum": ["n", "s"]}), _object(berth={"enum": ["n"]})),
    "another default": (_object(berth={**STRING, "default": "a"}), _object(berth={**STRING, "default": "b"})),
    "more members": ({**_object(berth=STRING), "maxProperties": 9}, _object(berth=STRING)),
    "another type of value": (
        _object(berth={"oneOf": [STRING, {"type": "boolean"}]}),
        _object(berth={"oneOf": [STRING, {"type": "boolean"}, {"type": "array"}]}),
    ),
    "an alternative more": ({"anyOf": [_BERTH]}, {"anyOf": [_BERTH, _QUAY]}),
    "an alternative less": ({"anyOf": [_BERTH, _QUAY]}, {"anyOf": [_BERTH]}),
    "a narrower alternative": (
        {"anyOf": [_BERTH, _QUAY]},
        {"anyOf": [_object(["berth"], berth={**STRING, "maxLength": 3}), _QUAY]},
    ),
    "exclusive alternatives": ({"anyOf": [_BERTH, _QUAY]}, {"oneOf": [_BERTH, _QUAY]}),
    "a demand of another": (_OPEN, {**_OPEN, "dependentRequired": {"berth": ["quay"]}}),
    "no demand of another": ({**_OPEN, "dependentRequired": {"berth": ["quay"]}}, _OPEN),
    "another condition": (
        {**_OPEN, "if": {"required": ["berth"]}, "then": {"required": ["quay"]}},
        {**_OPEN, "if": {"required": ["berth"]}, "then": {"required": ["berth_no"]}},
    ),
    "a name refused": (_OPEN, {**_OPEN, "not": {"required": ["quay"]}}),
}
OTHERS: dict[str, tuple[Schema, Schema]] = {
    name: json.loads(json.dumps(sides).replace("berth", "dock").replace("quay", "pier"))
    for name, sides in EDITS.items()
    if name != "more members"
}
"""The same edits of other names, so that two of them have nothing to do with each other: a count is of all names."""
_THIRD = _object(["third"], third={"type": "boolean"})
PLACES: dict[str, Callable[[Schema, Schema], Whole]] = {
    "inherited": lambda one, other: (_joined(_ref("One"), other), {"One": one}),
    "inheriting": lambda one, other: (_joined(_ref("Other"), one), {"Other": other}),
    "both inline": lambda one, other: (_joined(one, other), {}),
    "both shared": lambda one, other: (_joined(_ref("Other"), _ref("One")), {"One": one, "Other": other}),
    "beside a reference": lambda one, other: ({**_ref("One"), **other}, {"One": one}),
    "beside an allOf": lambda one, other: ({**_joined(_ref("One")), **other}, {"One": one}),
    "around an allOf": lambda one, other: (_around(one), {"Other": other}),
    "two levels up": lambda one, other: (
        _joined(_ref("Mid"), other),
        {"Mid": _joined(_ref("One"), _THIRD), "One": one},
    ),
    "in a list": lambda one, other: ({"type": "array", "items": _joined(_ref("One"), other)}, {"One": one}),
    "of a name": lambda one, other: (_object(part=_joined(_ref("One"), other)), {"One": one}),
    "among three": lambda one, other: (_joined(_ref("One"), _THIRD, other), {"One": one}),
}
"""How two parts are joined: both parts in, the whole out."""


def _around(one: Schema) -> Schema:
    if "allOf" in one:
        return {**{key: value for key, value in one.items() if key != "allOf"}, "allOf": [*one["allOf"], _ref("Other")]}
    return {**one, "allOf": [_ref("Other")]}


class Case(NamedTuple):
    """Two steps in two parts of a whole: the whole before, after each of the two, and after both."""

    name: str
    before: Whole
    one: Whole
    other: Whole
    both: Whole


def rewritten() -> Iterator[Case]:
    """Every rewrite, forwards and backwards, beside every edit, in every place; the edit is the other step."""
    ways = {**REWRITES, **{f"{name}, back": sides[::-1] for name, sides in REWRITES.items()}}
    for (rewrite, parts), (edit, sides), (place, joined) in product(ways.items(), EDITS.items(), PLACES.items()):
        yield _case(f"{rewrite}, {edit}, {place}", parts, sides, joined)


def edited_twice() -> Iterator[Case]:
    """Every edit beside every edit of other names, in every place."""
    for (first, sides), (second, others), (place, joined) in product(EDITS.items(), OTHERS.items(), PLACES.items()):
        yield _case(f"{first}, {second}, {place}", ((sides[0], {}), (sides[1], {})), others, joined)


def _case(
    name: str, parts: tuple[Part, Part], others: tuple[Schema, Schema], joined: Callable[[Schema, Schema], Whole]
) -> Case:
    before, one, other, both = (_whole(part, other, joined) for other in others for part in parts)
    return Case(name, before, one, other, both)


def _whole(part: Part, other: Schema, joined: Callable[[Schema, Schema], Whole]) -> Whole:
    root, shared = joined(part[0], other)
    return copy.deepcopy((root, {**part[1], **shared}))
