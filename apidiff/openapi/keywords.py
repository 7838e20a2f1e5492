"""The keywords of a schema, one row each: what the keyword does, what its value holds, and what its reach depends on.

The table covers JSON Schema 2020-12 and the dialects of OpenAPI 3.0 and 3.1. Whatever walks, projects, compares or
audits schemas reads it from here. A keyword without a row is unknown: an annotation, by JSON Schema 2020-12 Core, 6.5.

Sources: JSON Schema 2020-12 Core, 8 to 11, and Validation, 6 to 9; OpenAPI 3.0.4, 4.7.24; OpenAPI 3.1.1, 4.8.24.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from apidiff.model.contract import JSON

Role = Literal[
    "in place", "by name", "by position", "by count", "to names", "unevaluated",
    "assertion", "form", "annotation", "reference", "identifier", "definitions",
]  # fmt: skip
"""What a keyword does.

- `in place`: applies schemas to the value itself; `by name`: to the members of an object; `by position`: to the items
  of an array; `by count`: to as many items as are counted; `to names`: to the names of members; `unevaluated`: to the
  members or items that no other keyword evaluated.
- `assertion`: refuses values. `form`: says how a value is written. It is an annotation to a validator, but both sides
  of an exchange have to agree on it.
- `annotation`: refuses nothing. `reference`: applies a schema that stands elsewhere to the value itself.
- `identifier`: names a schema or its dialect. `definitions`: holds schemas without applying them.
"""

Shape = Literal["schema", "list", "map", "value"]
"""What the value of a keyword is: one schema, a list of schemas, schemas by name, or no schema at all."""

Dialect = Literal["2020-12", "openapi", "3.0", "older"]
"""Where a keyword is defined: JSON Schema, OpenAPI (all versions), OpenAPI 3.0 alone, or drafts before 2020-12."""

Part = Literal["", "prose", "example", "mark"]
"""What an annotation is to a reader: prose, an example, or a mark that tools act on. Empty for other keywords."""

UNKNOWN_DIALECT = "urn:apidiff:unresolved:"
"""Begins the `$schema` of a schema of which nothing is known but the reference that should lead to it."""

APPLICATORS: frozenset[Role] = frozenset({"in place", "by name", "by position", "by count", "to names", "unevaluated"})
OF_MEMBERS: tuple[Role, ...] = ("by name", "by position", "unevaluated")
"""The roles of keywords whose schemas are those of members and items, in which a client can name something."""
CONDITIONAL = frozenset({"then", "else", "dependentSchemas"})
"""Keywords whose schemas hold where something else does (2020-12 Core, 10.2.2)."""


class Keyword(NamedTuple):
    """One row. `reads` are the neighbours in the same schema object on which the keyword's reach depends."""

    name: str
    role: Role
    applies_to: str = ""
    """The one type of instance that it says anything about; empty: every type. `integer` counts as `number`."""
    shape: Shape = "value"
    reads: tuple[str, ...] = ()
    reverses: bool = False
    """Whether its schema counts the other way round: what narrows the schema inside may widen the one around it."""
    bound: Literal["", "lower", "upper"] = ""
    """For a number that limits: from which side."""
    default: JSON = None
    """The value that means the same as leaving the keyword out, if there is one."""
    ordered: bool = False
    """Whether the order of a list in its value says something."""
    part: Part = ""
    dialect: Dialect = "2020-12"

    @property
    def is_applicator(self) -> bool:
        """Whether it applies the schemas that it holds."""
        return self.role in APPLICATORS


_IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "$ref", "$dynamicRef")

_ROWS = (
    # Core, 8: identifiers, references, definitions
    Keyword("$schema", "identifier"),
    Keyword("$id", "identifier"),
    Keyword("$anchor", "identifier"),
    Keyword("$dynamicAnchor", "identifier"),
    Keyword("$ref", "reference"),
    Keyword("$dynamicRef", "reference"),
    Keyword("$defs", "definitions", shape="map"),
    Keyword("definitions", "definitions", shape="map", dialect="older"),
    Keyword("$comment", "annotation", part="prose"),
    # Core, 10.2: applied to the value itself
    Keyword("allOf", "in place", shape="list"),
    Keyword("anyOf", "in place", shape="list"),
    Keyword("oneOf", "in place", shape="list"),
    Keyword("not", "in place", shape="schema", reverses=True),
    # A value that `if` no longer admits is free of `then`, so that a narrower `if` may widen the whole.
    Keyword("if", "in place", shape="schema", reverses=True, reads=("then", "else")),
    Keyword("then", "in place", shape="schema", reads=("if",)),
    Keyword("else", "in place", shape="schema", reads=("if",)),
    Keyword("dependentSchemas", "in place", "object", shape="map"),
    # Core, 10.3: applied to members, items and names
    Keyword("properties", "by name", "object", shape="map"),
    Keyword("patternProperties", "by name", "object", shape="map"),
    Keyword("additionalProperties", "by name", "object", shape="schema", reads=("properties", "patternProperties")),
    Keyword("propertyNames", "to names", "object", shape="schema"),
    Keyword("prefixItems", "by position", "array", shape="list", ordered=True),
    Keyword("items", "by position", "array", shape="schema", reads=("prefixItems",)),
    Keyword("additionalItems", "by position", "array", shape="schema", reads=("items",), dialect="older"),
    Keyword("contains", "by count", "array", shape="schema", reads=("minContains", "maxContains")),
    # Core, 11: applied to what nothing else evaluated, here or in any schema that is applied in place
    Keyword("unevaluatedProperties", "unevaluated", "object", shape="schema",
            reads=("properties", "patternProperties", "additionalProperties", "dependentSchemas", *_IN_PLACE)),
    Keyword("unevaluatedItems", "unevaluated", "array", shape="schema",
            reads=("prefixItems", "items", "contains", *_IN_PLACE)),
    # Validation, 6
    Keyword("type", "assertion"),
    Keyword("enum", "assertion"),
    # An array within `const` has an order that counts; a list of values under `enum` has none.
    Keyword("const", "assertion", ordered=True),
    Keyword("multipleOf", "assertion", "number"),
    Keyword("minimum", "assertion", "number", bound="lower"),
    Keyword("exclusiveMinimum", "assertion", "number", bound="lower"),
    Keyword("maximum", "assertion", "number", bound="upper"),
    Keyword("exclusiveMaximum", "assertion", "number", bound="upper"),
    Keyword("minLength", "assertion", "string", bound="lower", default=0),
    Keyword("maxLength", "assertion", "string", bound="upper"),
    Keyword("pattern", "assertion", "string"),
    Keyword("minItems", "assertion", "array", bound="lower", default=0),
    Keyword("maxItems", "assertion", "array", bound="upper"),
    Keyword("uniqueItems", "assertion", "array", default=False),
    Keyword("minContains", "assertion", "array", bound="lower", default=1, reads=("contains",)),
    Keyword("maxContains", "assertion", "array", bound="upper", reads=("contains",)),
    Keyword("minProperties", "assertion", "object", bound="lower", default=0),
    Keyword("maxProperties", "assertion", "object", bound="upper"),
    # A name that is required alone is one thing, a name that is declared as well another: `properties` says which.
    Keyword("required", "assertion", "object", reads=("properties",)),
    Keyword("dependentRequired", "assertion", "object"),
    # Validation, 7 and 8: how a value is written
    Keyword("format", "form"),
    Keyword("contentEncoding", "form", "string"),
    Keyword("contentMediaType", "form", "string", reads=("contentEncoding",)),
    Keyword("contentSchema", "form", "string", shape="schema", reads=("contentMediaType", "contentEncoding")),
    # Validation, 9
    Keyword("title", "annotation", part="prose"),
    Keyword("description", "annotation", part="prose"),
    Keyword("examples", "annotation", part="example"),
    Keyword("default", "annotation", part="mark", ordered=True),
    Keyword("deprecated", "annotation", part="mark", default=False),
    Keyword("readOnly", "annotation", part="mark", default=False),
    Keyword("writeOnly", "annotation", part="mark", default=False),
    # OpenAPI's own
    Keyword("discriminator", "annotation", "object", part="mark", reads=("oneOf", "anyOf", "allOf"), dialect="openapi"),
    Keyword("xml", "annotation", part="mark", dialect="openapi"),
    Keyword("externalDocs", "annotation", part="prose", dialect="openapi"),
    Keyword("example", "annotation", part="example", ordered=True, dialect="openapi"),
    # In 3.0 it adds null to the `type` beside it; upgrading writes it out.
    Keyword("nullable", "annotation", part="mark", default=False, reads=("type",), dialect="3.0"),
)  # fmt: skip

KEYWORDS: dict[str, Keyword] = {row.name: row for row in _ROWS}


def is_extension(name: str) -> bool:
    """Whether a field of a schema, or of an OpenAPI object that takes extensions, is one (OpenAPI 3.1.1, 4.9)."""
    return name.startswith("x-")


def with_role(*roles: Role) -> frozenset[str]:
    """The keywords that have one of these roles."""
    return frozenset(row.name for row in _ROWS if row.role in roles)


def with_shape(*shapes: Shape) -> frozenset[str]:
    """The keywords whose value holds schemas in one of these shapes, as the current dialects know them."""
    return frozenset(row.name for row in _ROWS if row.shape in shapes and row.dialect != "older")


def read_with(name: str) -> tuple[str, ...]:
    """A keyword with the keywords of its own role that read it: they share out the same members or items."""
    role = KEYWORDS[name].role
    readers = (row.name for row in _ROWS if name in row.reads and row.role == role and row.dialect != "older")
    return name, *readers


def with_part(part: Part) -> frozenset[str]:
    """The annotations that are this to a reader."""
    return frozenset(row.name for row in _ROWS if row.part == part)


REVERSING = frozenset(row.name for row in _ROWS if row.reverses)
ORDERED = frozenset(row.name for row in _ROWS if row.ordered)
DEFINITIONS = with_role("definitions")
IDENTIFIERS = with_role("identifier")
SILENT = with_role("annotation", "identifier", "definitions")
"""The keywords that ask nothing of a value."""
ALTERNATIVES = frozenset({"anyOf", "oneOf"})
"""The keywords that offer schemas of which not all have to hold."""
FOLLOWING = frozenset(row.name for row in _ROWS if row.applies_to == "number" and row.role == "assertion") | {
    "minLength", "maxLength", "pattern", "format",
}  # fmt: skip
"""What limits scalars, and has to follow where it stands beside a list of values that grows."""
RANGES = {f"int{bits}": (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for bits in (8, 16, 32, 64)} | {
    f"uint{bits}": (0, 2**bits - 1) for bits in (8, 16, 32, 64)
}
"""The formats of integers in the OpenAPI Format Registry, with the least and the greatest value."""
CONTENTS: dict[JSON, dict[str, JSON]] = {
    "byte": {"contentEncoding": "base64"},
    "base64url": {"contentEncoding": "base64url"},
    "binary": {"contentMediaType": "application/octet-stream"},
}
"""The formats of OpenAPI that say how a string is written, in the words of JSON Schema.

Source: OpenAPI 3.1.1, 4.8.14.3, "Migrating Binary Descriptions from OAS 3.0".
"""
ANY_BYTES = "application/octet-stream"
"""The media type of arbitrary bytes, which is no more than an encoding beside it says (RFC 2046, 4.5.1)."""
BASES = ("$id", "$anchor", "$dynamicAnchor", "$dynamicRef")
"""Without these a document has one base URI and no anchors, and every reference in it is a pointer."""


def written_form(schema: dict[str, JSON]) -> dict[str, JSON]:
    """How a string with this schema is written: its encoding and its media type, whatever keywords say so."""
    name = schema.get("format")
    form = dict(CONTENTS.get(name, {})) if isinstance(name, str) else {}
    for keyword in ("contentEncoding", "contentMediaType"):
        if isinstance(value := schema.get(keyword), str):
            form[keyword] = "".join(value.lower().split())
    # Base64 of arbitrary bytes says no more than base64.
    if form.get("contentEncoding") and form.get("contentMediaType") == ANY_BYTES:
        del form["contentMediaType"]
    return form


def groups_of(present: Iterable[str]) -> list[frozenset[str]]:
    """The keywords of a schema (or of both sides of a pair) in groups that have to be compared as one.

    Two keywords are in one group if one reads the other, directly or through keywords that are present as well: what
    `additionalProperties` reaches depends on `properties`, so neither says by itself which values are valid. Unknown
    keywords are groups of one. In the order of `present`.
    """
    names = dict.fromkeys(present)
    neighbours: dict[str, set[str]] = {name: set() for name in names}
    for name in names:
        row = KEYWORDS.get(name)
        for other in row.reads if row else ():
            if other in neighbours:
                neighbours[name].add(other)
                neighbours[other].add(name)
    groups = []
    while names:
        first = next(iter(names))
        reached, pending = {first}, [first]
        while pending:
            more = neighbours[pending.pop()] - reached
            reached |= more
            pending.extend(more)
        groups.append(frozenset(reached))
        for name in reached:
            del names[name]
    return groups


def schemas_in(schema: dict[str, JSON]) -> Iterator[tuple[Keyword, tuple[str, ...], JSON]]:
    """Each schema directly under a schema object: the keyword that holds it, the tokens of its pointer, the schema.

    Values that are no schemas (neither an object nor a boolean) are left out. A list under `items`, as drafts before
    2020-12 have it, counts as a list of schemas.
    """
    for name, value in schema.items():
        row = KEYWORDS.get(name)
        if row is None or row.shape == "value":
            continue
        listed: Iterable[tuple[str | int, JSON]]
        if row.shape == "map":
            listed = value.items() if isinstance(value, dict) else ()
        elif isinstance(value, list):
            listed = enumerate(value) if row.shape == "list" or name == "items" else ()
        elif row.shape == "schema" and isinstance(value, dict | bool):
            yield row, (name,), value
            continue
        else:
            continue
        for token, child in listed:
            if isinstance(child, dict | bool):
                yield row, (name, str(token)), child


def negated_twice(schema: dict[str, JSON]) -> JSON | None:
    """The schema under `not: {not: ...}`, which asks the same as a member of an `allOf`; `None` if there is none.

    (But for what is evaluated: beside `unevaluated*` schemas are asked about as they are written.)
    """
    outer = schema.get("not")
    if not isinstance(outer, dict) or not isinstance(outer.get("not"), dict | bool):
        return None
    return outer["not"] if all(key == "not" or is_silent(key) for key in outer) else None


def is_null_type(schema: JSON) -> bool:
    """Whether null is the only type that a schema lists."""
    return isinstance(schema, dict) and schema.get("type") in ("null", ["null"])


def is_silent(keyword: str) -> bool:
    """Whether a keyword asks nothing of a value, and nothing else reads it."""
    row = KEYWORDS.get(keyword)
    return row is None or (row.role == "annotation" and not row.reads)
