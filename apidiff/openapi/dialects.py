"""A 3.1 document whose schemas are in any known dialect in, the same with all schemas in JSON Schema 2020-12 out.

`jsonSchemaDialect` says how the schemas of a document are read, `$schema` how one schema is and what stands in it. A
keyword that a dialect does not know, or ignores where it stands, becomes an extension: it is an annotation there.

Sources: OpenAPI 3.1.1, 4.8.24.3; the drafts 04, 06, 07 and 2019-09 of JSON Schema; 2020-12 Core, appendix F.
"""

import re
from typing import Any, NamedTuple

from apidiff.model.contract import JSON
from apidiff.openapi.grammar import OPENAPI, Kind, is_schema, with_members
from apidiff.openapi.pointers import ABSENT, find, join, split, step
from apidiff.openapi.references import with_reference
from apidiff.openapi.uri import percent_decoded

_DRAFTS = (
    (4, r"https?://json-schema\.org/draft-04/schema#?\Z"),
    (6, r"https?://json-schema\.org/draft-06/schema#?\Z"),
    (7, r"https?://json-schema\.org/draft-07/schema#?\Z"),
    (2019, r"https?://json-schema\.org/draft/2019-09/schema#?\Z"),
    (2020, r"https?://json-schema\.org/draft/2020-12/schema#?\Z"),
    (2020, r"(?i)https?://spec\.openapis\.org/oas/3\.[1-9]/dialect/[^/]+\Z"),
)
CURRENT = 2020
_SINCE = {
    **dict.fromkeys(("const", "contains", "propertyNames", "$id"), 6),
    **dict.fromkeys(("if", "then", "else", "contentEncoding", "contentMediaType"), 7),
    **dict.fromkeys(("dependentRequired", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties"), 2019),
    **dict.fromkeys(("minContains", "maxContains", "$anchor", "contentSchema"), 2019),
    **dict.fromkeys(("$recursiveRef", "$recursiveAnchor"), 2019),
    **dict.fromkeys(("prefixItems", "$dynamicRef", "$dynamicAnchor"), 2020),
}
"""The draft that brought a keyword, for keywords that draft-04 does not have."""
# Definitions stay keywords: pointers lead into them, whatever stands beside them.
_BESIDE_REF = frozenset({"$ref", "$schema", "$defs", "definitions", "title", "description", "$comment"})
_RECURSIVE = "recursive"
"""The name of the anchor that `$recursiveAnchor: true` comes down to."""


class _Scope(NamedTuple):
    """How the schemas around a place are read. `draft` is `None` where their dialect is not known."""

    dialect: JSON
    """The address of the dialect; `None` where nothing names one."""
    draft: int | None
    is_within: bool = False
    """Whether the place is within a schema."""
    is_recursive: bool = False
    """Whether the schema resource has `$recursiveAnchor`."""


def draft_of(dialect: JSON) -> int | None:
    """The draft that an address names; `None` where none is known by it. Without an address it is the current one."""
    if dialect is None:
        return CURRENT
    named = (draft for draft, known in _DRAFTS if isinstance(dialect, str) and re.match(known, dialect))
    return next(named, None)


def in_current_dialect(document: dict[str, JSON]) -> dict[str, JSON]:
    """Bring every schema of a 3.1 document to 2020-12; the document itself is not changed.

    `$schema` goes where its dialect is known. A schema in another one stays as it is, and says so by `$schema`.
    """
    dialect = document.get("jsonSchemaDialect")
    new: dict[str, JSON] = _current(document, OPENAPI, _Scope(dialect, draft_of(dialect)))
    return document if new is document else _redirected(new, document)


def _current(node: JSON, kind: Kind, scope: _Scope) -> JSON:
    new: Any = node
    if isinstance(node, dict) and is_schema(kind):
        if isinstance(node.get("$schema"), str):
            scope = scope._replace(dialect=node["$schema"], draft=draft_of(node["$schema"]))
        # Each `$id` begins another resource, which has the mark of its own root or none (2019-09 Core, 8.2.4.2).
        if isinstance(node.get("$id"), str):
            scope = scope._replace(is_recursive=node.get("$recursiveAnchor") is True)
        if scope.draft is not None:
            new = _brought(node, scope)
        # An unknown `jsonSchemaDialect` is written into each outermost schema, which is then undecided by itself.
        elif not scope.is_within and "$schema" not in node:
            new = {"$schema": scope.dialect, **node}
        scope = scope._replace(is_within=True)
    return with_members(new, kind, lambda _, child, child_kind: _current(child, child_kind, scope))


def _brought(schema: dict[str, JSON], scope: _Scope) -> dict[str, JSON]:
    """One schema object in 2020-12; the same object where there is nothing to do."""
    draft = scope.draft
    assert draft is not None
    if "$schema" not in schema and draft == CURRENT:
        return schema
    new = {key: value for key, value in schema.items() if key != "$schema"}
    # Everything else in such an object is ignored (draft-07 Core, 8.3).
    if draft < 2019 and isinstance(new.get("$ref"), str):
        new = {key if key in _BESIDE_REF else _ignored(key): value for key, value in new.items()}
    # Before what follows, which writes keywords of later drafts: in draft-04 `$id` means nothing, and `id` becomes
    # `$id`.
    new = {_ignored(key) if _SINCE.get(key, 0) > draft else key: value for key, value in new.items()}
    if draft == 4:
        _bring_04(new)
    if draft < 2019:
        _bring_dependencies(new)
        # Drafts 04 to 07 write an anchor as `$id: "#name"` (`id` in draft-04).
        if isinstance(new.get("$id"), str) and new["$id"].startswith("#"):
            new["$anchor"] = new.pop("$id")[1:]
    if draft < CURRENT:
        _bring_items(new)
    if draft == 2019:
        _bring_recursion(new, is_recursive=scope.is_recursive)
    return new


def _ignored(key: str) -> str:
    return key if key.startswith("x-") else f"x-{key}"


def _bring_04(schema: dict[str, JSON]) -> None:
    """Exclusive bounds were booleans, and `$id` was called `id` (draft-04 Validation, 5.1; Core, 7.2)."""
    for exclusive, inclusive in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        flag = schema.get(exclusive)
        if isinstance(flag, bool):
            del schema[exclusive]
            if flag and inclusive in schema:
                schema[exclusive] = schema.pop(inclusive)
    if isinstance(schema.get("id"), str):
        schema["$id"] = schema.pop("id")


def _bring_dependencies(schema: dict[str, JSON]) -> None:
    """One keyword was split in two (2019-09 Validation, 6.5.4; Core, 9.2.2.4)."""
    dependencies = schema.get("dependencies")
    if not isinstance(dependencies, dict):
        return
    del schema["dependencies"]
    required = {name: value for name, value in dependencies.items() if isinstance(value, list)}
    schemas = {name: value for name, value in dependencies.items() if not isinstance(value, list)}
    if required:
        schema["dependentRequired"] = required
    if schemas:
        schema["dependentSchemas"] = schemas


def _bring_items(schema: dict[str, JSON]) -> None:
    """A list under `items` is `prefixItems` now, and `additionalItems` beside it is `items` (appendix F)."""
    additional = schema.pop("additionalItems", ABSENT)
    if isinstance(schema.get("items"), list):
        schema["prefixItems"] = schema.pop("items")
        if additional is not ABSENT:
            schema["items"] = additional
    # Without a list under `items` it is ignored (draft-07 Validation, 6.4.2).
    elif additional is not ABSENT:
        schema[_ignored("additionalItems")] = additional


def _bring_recursion(schema: dict[str, JSON], *, is_recursive: bool) -> None:
    """`$recursiveRef` is a `$dynamicRef` to an anchor that each recursive resource has at its root (appendix F)."""
    if schema.pop("$recursiveAnchor", None) is True and isinstance(schema.get("$id"), str):
        schema["$dynamicAnchor"] = _RECURSIVE
    reference = schema.pop("$recursiveRef", None)
    if reference is None:
        return
    if is_recursive:
        schema["$dynamicRef"] = f"#{_RECURSIVE}"
    # Without the anchor at its own root it is a `$ref` to that root (2019-09 Core, 8.2.4.2).
    else:
        schema |= with_reference(schema, "#")


def _redirected(new: JSON, old: dict[str, JSON]) -> Any:
    """The new document with the pointers that led into a part which goes by another keyword now."""
    moved: dict[str, str] = {}

    def pointer(value: str) -> str:
        if value not in moved:
            # A pointer that led nowhere before leads nowhere still, and is reported as it was written.
            lost = find(new, value) is ABSENT and find(old, value) is not ABSENT
            moved[value] = "#" + join(_found_again(new, split(percent_decoded(value[1:])))) if lost else value
        return moved[value]

    def walked(node: JSON) -> JSON:
        changed: Any = None
        for token, child in node.items() if isinstance(node, dict) else enumerate(node):
            if isinstance(child, dict | list):
                fresh = walked(child)
            elif token == "$ref" and isinstance(child, str) and child.startswith("#/"):
                fresh = pointer(child)
            else:
                continue
            if fresh is not child:
                if changed is None:
                    changed = node.copy()
                changed[token] = fresh
        return node if changed is None else changed

    return walked(new)


def _found_again(document: JSON, tokens: tuple[str, ...]) -> list[str]:
    """Where what used to stand at a place stands now."""
    node, way = document, []
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        for candidate in _names_now(token, following):
            found, child = step(node, candidate)
            if found:
                node, token = child, candidate
                break
        way.append(token)
    return way


def _names_now(token: str, following: str) -> tuple[str, ...]:
    if token == "items" and following.isdigit():
        return ("prefixItems", token)
    others = {"additionalItems": "items", "dependencies": "dependentSchemas"}
    return (token, others[token], _ignored(token)) if token in others else (token, _ignored(token))
