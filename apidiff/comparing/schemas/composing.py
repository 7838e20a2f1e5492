"""Schemas put together from parts, some of which admit everything (`true`) or nothing (`false`)."""

from __future__ import annotations

from collections.abc import Callable

from apidiff.comparing.schemas.conjunction import type_set
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import KEYWORDS, Keyword

IN_PLACE = frozenset({"allOf", "anyOf", "oneOf", "not", "if", "then", "else"})
_FLAT = frozenset({"in place", "assertion", "form", "annotation"})


def each(row: Keyword, value: JSON, read: Callable[[JSON], JSON]) -> JSON:
    """The schemas that a keyword holds, in the shape in which it holds them."""
    if row.shape == "map" and isinstance(value, dict):
        return {name: read(child) for name, child in value.items()}
    if row.shape == "list" and isinstance(value, list):
        return [read(member) for member in value]
    return read(value)


def simplified(keyword: str, found: JSON, *, tells: bool) -> JSON:
    """A composition of parts of which some admit all or nothing. `tells`: what they evaluate may count around them."""
    if not isinstance(found, list):
        return not found if keyword == "not" and isinstance(found, bool) else {keyword: found}
    if keyword == "allOf":
        left = [part for part in found if part is not True]
        if any(part is False for part in left):
            return False
        # An empty `allOf` is no valid schema (JSON Schema 2020-12 Core, 10.2.1.1).
        return {keyword: left} if left else True
    left = [part for part in found if part is not False]
    if not left:
        return False
    # In a `oneOf` the others still matter beside `true`: a value that matches one of them matches two.
    if any(part is True for part in left) and (len(left) == 1 or (keyword == "anyOf" and not tells)):
        return True
    return left[0] if len(left) == 1 else {keyword: left}


def is_shallow(part: JSON) -> bool:
    """Whether nothing in a part is about the members or the items of a value."""
    pending: list[JSON] = [part]
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending.extend(node)
        elif isinstance(node, dict):
            if any(keyword in KEYWORDS and KEYWORDS[keyword].role not in _FLAT for keyword in node):
                return False
            pending.extend(value for keyword, value in node.items() if keyword in IN_PLACE)
    return True


def both(first: dict[str, JSON], second: JSON) -> dict[str, JSON]:
    """A schema that asks for both."""
    if not isinstance(second, dict):
        return first if second is True else {"allOf": [first, second]}
    shared = first.keys() & second.keys()
    # One object, where no keyword says two things: it is shorter and asks the same of a value.
    if all(first[keyword] == second[keyword] for keyword in shared):
        return {**first, **second}
    return {"allOf": [first, second]}


def typed(name: str, part: JSON) -> JSON:
    return part if part is False else both({"type": name}, part)


def no_list(item: JSON) -> JSON:
    """The item of a list of one, unless it is a list itself: how that would travel is defined nowhere."""
    if not isinstance(item, dict) or ("type" in item and "array" not in type_set(item["type"])):
        return item
    return {"allOf": [item, {"not": {"type": "array"}}]}


def unless_false(schema: JSON) -> list[JSON]:
    return [] if schema is False else [schema]


def or_true(found: JSON, schema: JSON) -> JSON:
    """An item of which nothing is asked leaves open what it is."""
    return True if schema is True or schema == {} else found
