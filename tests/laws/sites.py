"""Two uses of one component, and edits of what is used, made at one use or at both.

A kind of use says how a schema stands in a description, and so does each kind of component that holds a schema.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from tests.comparing.describing import api, content, ref

Schema = dict[str, Any]
Operation = dict[str, Any]
SHARED: Schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "maxLength": 9}}}


def _edit(**properties: Schema) -> Schema:
    return {**SHARED, "properties": properties}


EDITS: dict[str, Schema] = {
    "another type": {"type": "array", "items": {"type": "object"}},
    "another type of a property": _edit(a={"type": "integer"}),
    "a lower bound": _edit(a={"type": "string", "maxLength": 3}),
    "no property": {"type": "object", "additionalProperties": False},
    "a property more": {**_edit(a=SHARED["properties"]["a"], b={"type": "integer"}), "required": ["a", "b"]},
}
"""What a use can hold in the place of the component."""


def _body(schema: Schema, operation: Operation) -> None:
    operation["requestBody"] = {"required": True, **content(schema)}


def _response(status: str) -> Callable[[Schema, Operation], None]:
    return lambda schema, operation: operation["responses"].update(
        {status: {"description": "It is.", **content(schema)}}
    )


def _parameter(name: str) -> Callable[[Schema, Operation], None]:
    def put(schema: Schema, operation: Operation) -> None:
        listed = {"name": name, "in": "query", "content": {"application/json": {"schema": schema}}}
        operation.setdefault("parameters", []).append(listed)

    return put


def _header(status: str) -> Callable[[Schema, Operation], None]:
    def put(schema: Schema, operation: Operation) -> None:
        header = {"required": True, "content": {"application/json": {"schema": schema}}}
        operation["responses"].setdefault(status, {"description": "It is."})["headers"] = {"X-Thing": header}

    return put


def _within(put: Callable[[Schema, Schema], None]) -> Callable[[Schema, Operation], None]:
    """A use somewhere in the schema `Holder`, which the operation answers with."""

    def place(schema: Schema, operation: Operation) -> None:
        put(schema, operation["holder"])

    return place


def _field(schema: Schema, holder: Schema, name: str, **around: str) -> None:
    held: Schema = {"properties": {name: schema}} if not around else {}
    for keyword in around.values():
        held = {"properties": {name: {keyword: schema if keyword in ("items", "additionalProperties") else [schema]}}}
    holder["properties"] |= held["properties"]


USES: dict[str, Callable[[Schema, Operation], None]] = {
    "the body": _body,
    "a response": _response("200"),
    "another response": _response("409"),
    "a parameter": _parameter("p"),
    "another parameter": _parameter("q"),
    "a header": _header("201"),
    "another header": _header("202"),
    "a property": _within(lambda schema, holder: _field(schema, holder, "p")),
    "another property": _within(lambda schema, holder: _field(schema, holder, "q")),
    "items": _within(lambda schema, holder: _field(schema, holder, "list", of="items")),
    "values of a map": _within(lambda schema, holder: _field(schema, holder, "map", of="additionalProperties")),
    "a member of an allOf": _within(
        lambda schema, holder: holder["properties"].update(joined={"allOf": [schema, {"minProperties": 1}]})
    ),
    "another member of an allOf": _within(
        lambda schema, holder: holder["properties"].update(both={"allOf": [{"maxProperties": 9}, schema]})
    ),
    "an alternative": _within(
        lambda schema, holder: holder["properties"].update(one={"oneOf": [schema, {"type": "string"}]})
    ),
    "another alternative": _within(
        lambda schema, holder: holder["properties"].update(any={"anyOf": [{"type": "boolean"}, schema]})
    ),
    "an item by its position": _within(
        lambda schema, holder: holder["properties"].update(tuple={"prefixItems": [{"type": "string"}, schema]})
    ),
    "values of a pattern": _within(
        lambda schema, holder: holder["properties"].update(named={"patternProperties": {"^n": schema}})
    ),
    "what a name asks for": _within(
        lambda schema, holder: holder["properties"].update(asking={"dependentSchemas": {"k": schema}})
    ),
    "what a condition asks for": _within(
        lambda schema, holder: holder["properties"].update(so={"if": {"required": ["k"]}, "then": schema})
    ),
    "what nothing else evaluates": _within(
        lambda schema, holder: holder["properties"].update(rest={"unevaluatedProperties": schema})
    ),
    "some item": _within(lambda schema, holder: holder["properties"].update(some={"contains": schema})),
}
AS_A_WHOLE = {"what a name asks for", "what a condition asks for", "some item"}
"""Uses under keywords that are compared as a whole."""


class Case(NamedTuple):
    uses: tuple[str, str]
    edit: str
    named: bool
    """Whether the uses refer to another component then, in which the edit is; else it is written out."""
    kept: bool
    """Whether a third use keeps the component."""

    def __str__(self) -> str:
        first, second = self.uses
        more = ", one is kept" if self.kept else ""
        return f"{first} and {second}: {self.edit}, {'named' if self.named else 'inline'}{more}"

    def side(self, *edited: str) -> dict[str, Any]:
        """The description with the edit made at some of the uses."""
        operation: Operation = {"responses": {"204": {"description": "Done."}}}
        operation["holder"] = {"type": "object", "properties": {}}
        put = EDITS[self.edit]
        for use in self.uses:
            changed = ref("Other") if self.named else put
            USES[use](changed if use in edited else ref("Shared"), operation)
        holder = operation.pop("holder")
        if holder["properties"]:
            operation["responses"]["418"] = {"description": "It is held.", **content(ref("Holder"))}
        paths = {"/things": {"post": operation}}
        if self.kept:
            paths["/kept"] = {"get": {"responses": {"200": {"description": "OK", **content(ref("Shared"))}}}}
        return api(paths, schemas={"Shared": SHARED, "Other": put, "Holder": holder})


def cases() -> Iterator[Case]:
    for uses in itertools.combinations(USES, 2):
        for edit, named, kept in itertools.product(EDITS, (False, True), (False, True)):
            # Under these keywords a field that came is told by the keyword, and changes no value that an answer has.
            if edit == "a property more" and AS_A_WHOLE & {*uses}:
                continue
            yield Case(uses, edit, named, kept)
