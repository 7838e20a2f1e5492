"""A schema at its place in, the type that a generator makes of it out.

Source: OpenAPI Generator 7: `DefaultCodegen.getPrimitiveType` and `typeMapping` of the Java, Go, TypeScript and Python
clients; `InlineModelResolver.isModelNeeded` and `resolveModelName`; `OpenAPINormalizer` with its default rules
(`SIMPLIFY_ONEOF_ANYOF`, `SIMPLIFY_BOOLEAN_ENUM`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Set
from functools import cached_property
from typing import Literal, NamedTuple

from apidiff.comparing.library.derived import derived_name
from apidiff.comparing.schemas.conjunction import type_set
from apidiff.comparing.serialising import text_of
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.hierarchy import component_name
from apidiff.openapi.keywords import is_null_type
from apidiff.openapi.naming import class_name
from apidiff.openapi.part_names import part_and_own
from apidiff.openapi.pointers import below, find, original
from apidiff.openapi.uri import percent_decoded

Form = Literal["any", "scalar", "enum", "list", "set", "object", "map", "class", "union"]
"""`object`: one that may hold anything and says nothing of its values; a `map` says something of them, be it `true`."""
NAMED: frozenset[Form] = frozenset({"class", "union", "enum"})
"""What a generator makes a type of its own for. A component of any other form is an alias, and has no class."""

_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_FORMATS = {
    "string": frozenset(
        {"date", "date-time", "date-time-local", "byte", "binary", "file", "uuid", "uri", "password", "object",
         "number", "decimal", "float", "integer", "long"}
    ),
    "integer": frozenset({"int64"}),
    "number": frozenset({"float", "double"}),
}  # fmt: skip
"""The formats that one of the generators has a type for; others, and `int32`, are as if they were not there."""
_NOTES = frozenset(
    {"description", "title", "default", "example", "examples", "deprecated", "readOnly", "writeOnly", "nullable",
     "externalDocs", "xml", "$comment"}
)  # fmt: skip
"""What may stand beside the one member of an `allOf` without making it a class of its own."""
_NO_LETTERS = r"\W"
CONSTANTS = "constants"
"""Stands behind the type of an enum of which a union is made."""
_MOST_HOPS = 60
"""References and wrappers on the way to what a schema says; a chain that is longer says nothing."""
_MOST_LEVELS = 4
"""Lists of lists that a sentence names."""


class Use(NamedTuple):
    """A schema where it is used, before any `$ref` is followed."""

    schema: JSON
    pointer: str

    def child(self, schema: JSON, *tokens: str | int) -> Use:
        return Use(schema, below(self.pointer, *tokens))


class Generated(NamedTuple):
    """What a generator makes of a use."""

    form: Form
    schema: dict[str, JSON]
    """The schema object that says so, behind references and wrappers."""
    pointer: str
    component: str = ""
    """The component in `schemas` that the use refers to, if it refers to one."""
    called: str = ""
    """What that component is called in the document that a generator is given: without the name of a part."""
    title: str = ""
    """The title of an inline class."""
    scalar: str = ""
    """`integer`, or `integer (int64)` with a format that has a type of its own; of an enum, the type of its values."""
    nullable: bool = False
    values: tuple[JSON, ...] = ()
    places: tuple[str, ...] = ()
    """Where it is written, which may be a component, and the places within that it only wraps, down to the schema."""
    noted: bool = False
    """Whether it may be null only by a `nullable` that counts for nothing on the wire."""

    @property
    def name(self) -> str:
        """What its class is called; empty where the class is called after its place, or where there is none."""
        return (self.called or self.title) if self.form in NAMED else ""

    @property
    def in_whole(self) -> str:
        """The same, with the name that the component has among those of all parts."""
        return (self.component or self.title) if self.form in NAMED else ""

    @property
    def inner(self) -> Use | None:
        """What a list, a set or a map holds; `None` for other forms."""
        if self.form not in ("list", "set", "map"):
            return None
        keyword = "additionalProperties" if self.form == "map" else "items"
        return Use(self.schema.get(keyword, True), below(self.pointer, keyword))


class Types:
    """Reads the types of one contract. `parts`: what the names of components begin with that a generator never sees."""

    def __init__(self, contract: Contract, parts: Collection[str] = ()) -> None:
        self._parts = parts
        self._document = contract.document
        # 3.1 knows no `nullable`, so that generators read it in 3.0 alone, and there beside anything but a `$ref`.
        self._as_3_0 = contract.document if contract.dialect == "3.0" else contract.as_3_0
        components = contract.document.get("components")
        schemas = components.get("schemas") if isinstance(components, dict) else None
        self.components: dict[str, JSON] = schemas if isinstance(schemas, dict) else {}
        self._known: dict[str, Generated] = {}

    def part(self, component: str) -> str:
        """The part that a component is of: a document of its own, of which a generator makes a client of its own."""
        return part_and_own(component, self._parts)[0]

    def own(self, component: str) -> str:
        """The name of a component in its document."""
        return part_and_own(component, self._parts)[1]

    def classes(self, part: str) -> Set[str]:
        """The names that the components of a part have as classes; of one that went, those of all others."""
        # Where a document went, its operations did as well, or another one has them now, and their classes.
        return self._classes[part] if part in self._classes else frozenset().union(*self._classes.values())

    @cached_property
    def _classes(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for component in self.components:
            part, own = part_and_own(component, self._parts)
            found.setdefault(part, set()).add(class_name(own))
        return found

    def goes_by(self, generated: Generated, name: str) -> bool:
        """Whether an inline class goes by that name all the same, since a generator derives it from the place."""
        # A wrapper is taken away before classes get names.
        place = generated.places[0] if generated.places else generated.pointer
        return not generated.name and derived_name(self._document, place, self.own) == class_name(name)

    def of(self, use: Use) -> Generated:
        """The type of a use."""
        known = self._known.get(use.pointer)
        if known is None:
            known = self._known[use.pointer] = self._read(use)
        return known

    def _read(self, use: Use) -> Generated:
        schema, pointer, component, nullable, noted = use.schema, use.pointer, "", False, False
        at_component = False
        places, titles = [pointer], list[JSON]()
        for _ in range(_MOST_HOPS):
            if not isinstance(schema, dict):
                break
            ref = schema.get("$ref")
            if isinstance(ref, str):
                schema, pointer = find(self._document, ref), percent_decoded(ref[1:])
                component = component_name(f"#{original(pointer)}") or ""
                # Only right behind the reference: what the component wraps is a place within it.
                at_component = True
                places, titles = [pointer], []
                continue
            wrapped = _wrapped(schema, at_component=at_component)
            if wrapped is None:
                # A class that is wrapped by `allOf` goes by the title of the wrapper, or by the place.
                titles.append(schema.get("title"))
                said = self._said(schema, pointer, component, titles[0])
                noted |= self._says_nullable(schema, pointer) and "type" not in schema
                return said._replace(
                    nullable=nullable or noted or said.nullable,
                    noted=noted and not nullable and not said.nullable,
                    places=tuple(places),
                )
            # By the specification it counts beside a `type` alone, and generators take it for null anywhere.
            noted |= self._says_nullable(schema, pointer)
            nullable |= wrapped.nullable
            if wrapped.keeps_name:
                titles.append(schema.get("title"))
            at_component &= wrapped.keeps_name
            schema, pointer = wrapped.schema, below(pointer, *wrapped.tokens)
            places.append(pointer)
        return Generated("any", {}, pointer, nullable=nullable or noted, noted=noted and not nullable)

    def _said(self, schema: dict[str, JSON], pointer: str, component: str, title: JSON) -> Generated:
        types = type_set(schema.get("type"))
        nullable = "null" in types or (self._says_nullable(schema, pointer) and "type" in schema)
        types -= {"null"}
        form, scalar, values = self._form(schema, types)
        nullable |= form == "union" and _lists_null(schema)
        # An inline enum is called after its property, whatever its title.
        title = title if component or form in ("class", "union") else ""
        return Generated(
            form,
            schema,
            pointer,
            component,
            self.own(component),
            title if isinstance(title, str) and class_name(title) else "",
            scalar,
            nullable or None in values,
            tuple(value for value in values if value is not None),
        )

    def _says_nullable(self, schema: dict[str, JSON], pointer: str) -> bool:
        """Whether a schema has `nullable`, be it where the specification has it count for nothing."""
        if self._as_3_0 is self._document:
            return schema.get("nullable") is True
        written = None if self._as_3_0 is None else find(self._as_3_0, pointer)
        return isinstance(written, dict) and written.get("nullable") is True

    def _form(self, schema: dict[str, JSON], types: frozenset[str]) -> tuple[Form, str, tuple[JSON, ...]]:
        values = _listed(schema)
        listed = [value for value in values if value is not None]
        # An enum of booleans is made a plain boolean (`SIMPLIFY_BOOLEAN_ENUM`).
        if listed and not all(isinstance(value, bool) for value in listed):
            kind = _scalar(schema, types) or _kind(listed[0])
            return "enum", f"{kind} {CONSTANTS}" if _are_constants(schema) else kind, values
        # Alternatives win over the properties beside them, which no client makes fields of the union.
        if _alternatives(schema) and "array" not in types:
            return "union", "", ()
        if isinstance(schema.get("properties"), dict) and schema["properties"] and types <= {"object"}:
            return "class", "", ()
        if isinstance(schema.get("allOf"), list):
            return self._joined(schema)
        if types == {"array"} or (not types and "items" in schema):
            return ("set" if schema.get("uniqueItems") is True else "list"), "", ()
        held = schema.get("additionalProperties")
        if types <= {"object"} and (isinstance(held, dict) or (held is True and types)):
            return "map", "", ()
        if types == {"object"}:
            return "object", "", ()
        if scalar := _scalar(schema, types):
            return "scalar", scalar, ()
        return ("union" if len(types) > 1 else "any"), "", ()

    def _joined(self, schema: dict[str, JSON]) -> tuple[Form, str, tuple[JSON, ...]]:
        """What an `allOf` makes: a class, unless all that it joins is of another form."""
        other: tuple[Form, str, tuple[JSON, ...]] = "any", "", ()
        for member in schema["allOf"][:_MOST_HOPS]:
            ref = member.get("$ref") if isinstance(member, dict) else None
            target = find(self._document, ref) if isinstance(ref, str) else member
            if not isinstance(target, dict):
                continue
            # One member with fields is enough to make a class of the whole.
            if "properties" in target or "allOf" in target or _alternatives(target):
                return "class", "", ()
            types = type_set(target.get("type")) - {"null"}
            if other[0] == "any" and (types or "enum" in target):
                # A chain of references may be a circle, and is not followed.
                other = self._form(target, types) if "$ref" not in target else other
        return other

    def told(self, generated: Generated, levels: int = _MOST_LEVELS, *, in_whole: bool = False) -> str:
        """The type in words: `list of Pet`, `integer (int64)`. `in_whole`: by names that tell parts apart."""
        form, name = generated.form, generated.in_whole if in_whole else generated.name
        if form == "enum" and generated.scalar.endswith(CONSTANTS):
            return name or "inline union of constants"
        if form in NAMED:
            return name or {"class": "inline class", "union": "inline union", "enum": "inline enum"}[form]
        if form in ("list", "set", "map"):
            inner = generated.inner
            return f"{form} of {self.told(self.of(inner), levels - 1, in_whole=in_whole)}" if inner and levels else form
        return generated.scalar or ("object" if form == "object" else "any value")


class _Wrapped(NamedTuple):
    schema: JSON
    tokens: tuple[str, int]
    nullable: bool = False
    keeps_name: bool = False
    """Whether the class is called after the wrapper."""


def _wrapped(schema: dict[str, JSON], *, at_component: bool) -> _Wrapped | None:
    """The one schema that another only wraps: alone in an `allOf`, or alone beside null in an `anyOf` or a `oneOf`.

    A component that wraps another one by `allOf` is a class of its own, and so is an `allOf` of alternatives.
    """
    for keyword in ("anyOf", "oneOf"):
        group = schema.get(keyword)
        if isinstance(group, list) and group and "properties" not in schema:
            others = [index for index, member in enumerate(group) if not is_null(member)]
            # One schema alone, or beside null, is that schema (`SIMPLIFY_ONEOF_ANYOF`).
            if len(others) == 1:
                return _Wrapped(group[others[0]], (keyword, others[0]), len(group) > 1)
    joined = schema.get("allOf")
    if isinstance(joined, list) and len(joined) == 1 and isinstance(joined[0], dict):
        bare = all(key == "allOf" or key in _NOTES or key.startswith("x-") for key in schema)
        if bare and "$ref" in joined[0] and not at_component:
            return _Wrapped(joined[0], ("allOf", 0))
        # Of alternatives that are wrapped so, generators make a class without them.
        if bare and "$ref" not in joined[0] and not _alternatives(joined[0]):
            return _Wrapped(joined[0], ("allOf", 0), keeps_name=True)
    return None


def is_null(member: JSON) -> bool:
    """Whether null is all that a member of a union admits."""
    return is_null_type(member) or (isinstance(member, dict) and member.get("enum") == [None])


def _lists_null(schema: dict[str, JSON]) -> bool:
    """Whether null is one of the alternatives."""
    groups = [schema.get(keyword) for keyword in ("oneOf", "anyOf")]
    return any(is_null(member) for group in groups if isinstance(group, list) for member in group)


def _alternatives(schema: dict[str, JSON]) -> list[dict[str, JSON]]:
    """The members of a `oneOf` or `anyOf` but for null, where there are several; none that only ask for properties."""
    for keyword in ("oneOf", "anyOf"):
        group = schema.get(keyword)
        if isinstance(group, list):
            members = [member for member in group if isinstance(member, dict) and not is_null(member)]
            # `anyOf: [{required: [a]}, {required: [b]}]` says which fields are needed, and no client makes a union of
            # it.
            if len(members) > 1 and not all(member.keys() <= {"required", "not"} | _NOTES for member in members):
                return members
    return []


def has_alternatives(generated: Generated) -> bool:
    """Whether a type is a union of alternatives, and not of the types in a list."""
    return generated.form == "union" and bool(_alternatives(generated.schema))


def wraps_alternatives(generated: Generated) -> bool:
    """Whether a class is made of an `allOf` around alternatives, which are all that the wire shows of it."""
    joined = generated.schema.get("allOf")
    members = joined if isinstance(joined, list) and generated.form == "class" else []
    return len(members) == 1 and isinstance(members[0], dict) and bool(_alternatives(members[0]))


def is_open_enum(union: Generated) -> bool:
    """Whether any string may stand beside the listed ones."""
    members = _alternatives(union.schema)
    strings = all(type_set(member.get("type")) == {"string"} for member in members if "$ref" not in member)
    return strings and any(not {"enum", "const", "$ref"} & member.keys() for member in members)


def _listed(schema: dict[str, JSON]) -> tuple[JSON, ...]:
    """The values that a schema lists, by whatever keyword; none if it lists none."""
    if isinstance(schema.get("enum"), list):
        return tuple(schema["enum"])
    if "const" in schema:  # generators make any value of one without a type
        return (schema["const"],) if "type" in schema else ()
    members = _alternatives(schema)
    if members and all("const" in member for member in members):
        return tuple(member["const"] for member in members)
    return ()


def _are_constants(schema: dict[str, JSON]) -> bool:
    """Whether values are listed one by one, each with its type: a union is made of them, without constants."""
    return "enum" not in schema and "const" not in schema and any("type" in one for one in _alternatives(schema))


def constants(enum: Generated) -> dict[bytes, str]:
    """What the constants of an enum are called, by value: as `x-enum-varnames` says, else after the value."""
    values, names = enum.schema.get("enum"), enum.schema.get("x-enum-varnames")
    if not isinstance(values, list):
        return {}
    # Names that do not fit the values are as if they were not there.
    if not isinstance(names, list) or len(names) != len(values):
        names = [None] * len(values)
    return {
        text_of(value, sort=True): name if isinstance(name, str) else re.sub(_NO_LETTERS, "_", str(value)).upper()
        for value, name in zip(values, names, strict=True)
    }


def _scalar(schema: dict[str, JSON], types: frozenset[str]) -> str:
    """The scalar type with its format, where that has a type of its own; empty for any other type."""
    if len(types) != 1 or not types <= _SCALARS:
        return ""
    (kind,) = types
    format = schema.get("format")
    if kind == "string" and format is None:  # 3.1 says by the encoding what 3.0 says by the format
        format = "byte" if schema.get("contentEncoding") in ("base64", "base64url") else _binary(schema)
    return f"{kind} ({format})" if isinstance(format, str) and format in _FORMATS.get(kind, ()) else kind


def _binary(schema: dict[str, JSON]) -> str | None:
    return "binary" if schema.get("contentMediaType") == "application/octet-stream" else None


def _kind(value: JSON) -> str:
    if isinstance(value, str):
        return "string"
    return "integer" if isinstance(value, int) else "number"
