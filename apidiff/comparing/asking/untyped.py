"""How a text is read where no `type` says it: a schema in, the types that its keywords speak of out.

Every text is one of a list of one as well, so that by validation alone a `pattern` without a type would refuse no
text. No server reads a text so: one under a `pattern` is a string, one under a `minimum` a number where it can be one.
Keywords of objects say nothing of how a text is read, since every text that is no object passes them.
"""

from __future__ import annotations

from collections.abc import Callable

from apidiff.comparing.asking.alphabet import restricts
from apidiff.comparing.schemas.types import DEEPEST, Types, types_in
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import KEYWORDS, RANGES, SILENT, with_role

_SILENT = SILENT | with_role("in place", "reference")

OTHERS = "others"
"""Stands among types for all that a text can be that is no number."""

_NUMBERS = frozenset({"number", OTHERS})
_TESTING = frozenset({"not", "if", "then", "else"})


def types_read(schema: JSON, travels: str, target: Callable[[str], JSON]) -> Types:
    """The types that a text may be read as; `None` if nothing is said of it, or not in every alternative.

    With `OTHERS` among them, a text that is no number may be of any other type.
    """
    return _read(schema, travels, target, 0)


def _read(schema: JSON, travels: str, target: Callable[[str], JSON], depth: int) -> Types:
    told, spoken = _said(schema, travels, target, depth)
    # Under keywords of objects alone every text is valid, as a string if as nothing else.
    return spoken or None if told or not spoken <= {"object"} else None


def _said(schema: JSON, travels: str, target: Callable[[str], JSON], depth: int) -> tuple[bool, frozenset[str]]:
    """Whether the types are told by `type` or by values, and else which ones the keywords speak of."""
    if not isinstance(schema, dict) or depth > DEEPEST:
        return False, frozenset()
    told = types_in(schema, target)
    if told is not None:
        return True, told
    # All of these hold of the one value.
    found = [_spoken_of(keyword, schema, travels) for keyword in schema]
    members = schema.get("allOf")
    joined = [*members] if isinstance(members, list) else []
    joined += [target(schema["$ref"])] if isinstance(schema.get("$ref"), str) else []
    found += [_said(member, travels, target, depth + 1)[1] for member in joined]
    for keyword in _TESTING & schema.keys():
        is_told, spoken = _said(schema[keyword], travels, target, depth + 1)
        # A type that is tested is not that of every value, and what is no list passes what is asked of lists.
        found += [] if is_told else [spoken - {"array"} if spoken <= {"array", "object"} else spoken]
    for keyword in ("anyOf", "oneOf"):
        members = schema.get(keyword)
        if isinstance(members, list):
            read = [_read(member, travels, target, depth + 1) for member in members]
            # One alternative that says nothing admits texts of any type.
            found += [] if None in read else [frozenset().union(*(types or () for types in read))]
    # A text that is no number is left open only if nothing else says what it is.
    is_open = all(OTHERS in types for types in found if not types <= {"object"})
    return False, frozenset().union(*found) - (frozenset() if is_open else {OTHERS})


def _spoken_of(keyword: str, schema: dict[str, JSON], travels: str) -> frozenset[str]:
    row = KEYWORDS.get(keyword)
    if keyword == "format" and schema[keyword] in RANGES:
        return _NUMBERS
    if restricts(keyword, schema, travels):
        return frozenset({"string"})
    if row is None or keyword in _SILENT or row.role == "form":
        return frozenset()
    if row.applies_to == "number":
        return _NUMBERS
    return frozenset({row.applies_to}) if row.applies_to in ("array", "object") else frozenset()
