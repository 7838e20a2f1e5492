"""One union in many ways: two kinds of an object that prescribe their tags, and what both have in common.

Each way is a schema and the components that it refers to. All of them admit the same values, so that one way in place
of another is a rewrite, also where some field of the union is edited with it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, NamedTuple

Schema = dict[str, Any]
Way = tuple[Schema, dict[str, Schema]]
"""A schema, and the components that it refers to."""


class Union(NamedTuple):
    """The fields that both kinds have, and those of each; what each of them requires beside its tag."""

    common: Schema
    tug: Schema
    barge: Schema
    required: tuple[str, ...] = ()

    @property
    def kinds(self) -> dict[str, Schema]:
        return {"Tug": self.tug, "Barge": self.barge}


STRING = {"type": "string"}
PLAIN = Union(
    common={"name": {"type": "string", "maxLength": 9}, "port": {"enum": ["north", "south"]}},
    tug={"power": {"type": "integer", "minimum": 1}},
    barge={"load": {"type": "string", "maxLength": 5}, "open": {"type": "boolean"}},
)


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(fields: Schema, *required: str) -> Schema:
    return {"type": "object", "properties": fields, **({"required": sorted(required)} if required else {})}


def _parent(union: Union, **more: Any) -> Schema:
    return {**_object({"kind": STRING, **union.common}, "kind", *union.required), **more}


def _own(name: str, union: Union) -> Schema:
    return _object({"kind": {"const": name}, **union.kinds[name]})


def _whole(name: str, union: Union) -> Schema:
    fields = {**union.common, "kind": {"const": name}, **union.kinds[name]}
    return _object(fields, "kind", *union.required)


MAPPED = {"propertyName": "kind", "mapping": {"Tug": "#/components/schemas/Tug", "Barge": "#/components/schemas/Barge"}}
NAMED = {"propertyName": "kind"}


def _each(write: Callable[[str, Union], Schema], union: Union) -> dict[str, Schema]:
    return {name: write(name, union) for name in union.kinds}


def _inline(union: Union) -> Way:
    return {"oneOf": [*_each(_whole, union).values()]}, {}


def _any(union: Union) -> Way:
    return {"anyOf": [*_each(_whole, union).values()]}, {}


def _shared(union: Union) -> Way:
    return {"oneOf": [_ref(name) for name in union.kinds]}, _each(_whole, union)


def _dispatched(union: Union) -> Way:
    root, schemas = _shared(union)
    return {**root, "discriminator": MAPPED}, schemas


def _as_component(union: Union) -> Way:
    root, schemas = _dispatched(union)
    return _ref("Vessel"), {**schemas, "Vessel": root}


def _inheriting(union: Union) -> Way:
    schemas = _each(lambda name, each: {"allOf": [_ref("Base"), _own(name, each)]}, union)
    return {"oneOf": [_ref(name) for name in union.kinds]}, {**schemas, "Base": _parent(union)}


def _inheriting_wrapped(union: Union) -> Way:
    schemas = _each(lambda name, each: {"allOf": [{"allOf": [_ref("Base")]}, _own(name, each)]}, union)
    return {"oneOf": [_ref(name) for name in union.kinds]}, {**schemas, "Base": _parent(union)}


def _inheriting_inline(union: Union) -> Way:
    return {"oneOf": [{"allOf": [_ref("Base"), _own(n, union)]} for n in union.kinds]}, {"Base": _parent(union)}


def _inheriting_beside(union: Union) -> Way:
    schemas = _each(lambda name, each: {"allOf": [_ref("Base")], **_own(name, each)}, union)
    return {"oneOf": [_ref(name) for name in union.kinds]}, {**schemas, "Base": _parent(union)}


def _inheriting_dispatched(union: Union) -> Way:
    root, schemas = _inheriting(union)
    return {**root, "discriminator": MAPPED}, schemas


def _parent_dispatches(union: Union) -> Way:
    root, schemas = _inheriting(union)
    return root, {**schemas, "Base": _parent(union, discriminator=MAPPED)}


def _both_dispatch(union: Union) -> Way:
    root, schemas = _inheriting(union)
    return {**root, "discriminator": MAPPED}, {**schemas, "Base": _parent(union, discriminator=NAMED)}


def _parent_dispatches_wrapped(union: Union) -> Way:
    root, schemas = _inheriting_wrapped(union)
    return root, {**schemas, "Base": _parent(union, discriminator=MAPPED)}


def _beside(union: Union) -> Way:
    return {**_parent(union), "oneOf": [_own(name, union) for name in union.kinds]}, {}


def _beside_shared(union: Union) -> Way:
    return {"allOf": [_ref("Base")], "oneOf": [_ref(name) for name in union.kinds]}, {
        **_each(_own, union),
        "Base": _parent(union),
    }


WAYS: dict[str, Callable[[Union], Way]] = {
    "inline": _inline,
    "any": _any,
    "shared": _shared,
    "dispatched": _dispatched,
    "a component": _as_component,
    "inheriting": _inheriting,
    "inheriting, wrapped": _inheriting_wrapped,
    "inheriting, inline": _inheriting_inline,
    "inheriting, beside": _inheriting_beside,
    "inheriting, dispatched": _inheriting_dispatched,
    "the parent dispatches": _parent_dispatches,
    "both dispatch": _both_dispatch,
    "the parent dispatches, wrapped": _parent_dispatches_wrapped,
    "beside": _beside,
    "beside, shared": _beside_shared,
}


def _edited(**fields: Any) -> Union:
    """The union with other fields: `tug_power` for `power` of the tug, `None` for one that goes."""
    made = PLAIN._asdict()
    for path, schema in fields.items():
        part, _, name = path.partition("_")
        made[part] = {**copy.deepcopy(made[part]), name: schema}
        if schema is None:
            del made[part][name]
    return Union(**made)


EDITS: dict[str, tuple[Union, str]] = {
    "a shorter text of one kind": (_edited(barge_load={"type": "string", "maxLength": 4}), "max-length"),
    "a longer text of one kind": (_edited(barge_load={"type": "string", "maxLength": 6}), "max-length"),
    "a field less of one kind": (_edited(tug_power=None), "property-removed"),
    "a field more of one kind": (_edited(tug_crew=STRING), "property-added"),
    "another type of one kind": (_edited(barge_open=STRING), "type-changed"),
    "a shorter text of both": (_edited(common_name={"type": "string", "maxLength": 8}), "max-length"),
    "a value less of both": (_edited(common_port={"enum": ["north"]}), "enum-value-removed"),
    "a value more of both": (_edited(common_port={"enum": ["north", "south", "east"]}), "enum-value-added"),
    "a field less of both": (_edited(common_name=None), "property-removed"),
    "a field more of both": (_edited(common_flag=STRING), "property-added"),
    "a demand of both": (PLAIN._replace(required=("name",)), "property-became-required"),
}
"""By name: the union after an edit, and how the rule begins that tells of it."""
