"""How a text is read where no `type` says it: a schema in, the types that its keywords speak of out.

Every text is one of a list of one as well, so that by validation alone a `pattern` without a type would refuse no
text. No server reads a text so: one under a `pattern` is a string, one under a `minimum` a number where it can be one.
"""

from __future__ import annotations

from collections.abc import Callable

from apidiff.comparing.asking.alphabet import restricts
from apidiff.comparing.schemas.types import DEEPEST, Types, types_in
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import KEYWORDS, RANGES, SILENT, with_role

_SILENT = SILENT | with_role("in place", "reference")

_TESTING = frozenset({"not", "if", "then", "else"})


def types_read(schema: JSON, travels: str, target: Callable[[str], JSON], depth: int = 0) -> Types:
    """The types that a text may be read as; `None` if nothing is said of it, or not in every alternative."""
    if not isinstance(schema, dict) or depth > DEEPEST:
        return None
    told = types_in(schema, target)
    if told is not None:
        return told
    found = {kind for keyword in schema if (kind := _spoken_of(keyword, schema, travels))}
    members = schema.get("allOf")
    joined = [*members] if isinstance(members, list) else []
    joined += [target(schema["$ref"])] if isinstance(schema.get("$ref"), str) else []
    for member in joined:
        found |= types_read(member, travels, target, depth + 1) or set()
    for keyword in ("anyOf", "oneOf"):
        members = schema.get(keyword)
        if isinstance(members, list):
            read = [types_read(member, travels, target, depth + 1) for member in members]
            # One alternative that says nothing admits texts of any type.
            found |= set() if None in read else {kind for types in read for kind in types or ()}
    for keyword in _TESTING & schema.keys():
        if types_in(schema[keyword], target) is None:  # a type that is tested is not that of every value
            found |= types_read(schema[keyword], travels, target, depth + 1) or set()
    return frozenset(found) or None


def _spoken_of(keyword: str, schema: dict[str, JSON], travels: str) -> str:
    row = KEYWORDS.get(keyword)
    if keyword == "format" and schema[keyword] in RANGES:
        return "number"
    if restricts(keyword, schema, travels):
        return "string"
    if row is None or keyword in _SILENT or row.role == "form":
        return ""
    return row.applies_to if row.applies_to in ("number", "array", "object") else ""
