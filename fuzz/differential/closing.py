"""The alternatives of a base in, the names out that each stays closed to although clients take unknown fields.

A client does know a field that another alternative declares, so that one which is closed to it stays so.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import product
from typing import Any

from fuzz.differential.pairs import Side
from fuzz.differential.walking import below, reached, target

JSON = Any
Parts = list[dict[str, JSON]]
"""Schema objects that hold together."""
DEEPEST, MOST = 8, 100
CLOSING = ("additionalProperties", "unevaluatedProperties")
CONDITIONAL = frozenset(("if", "then", "else", "dependentSchemas"))
"""Keywords that may declare a field or not, so that it is not told whether `unevaluatedProperties` refuses it."""


def kept_closed(side: Side, members: list[JSON]) -> list[set[str]]:
    """By alternative the names that another one declares, and that this one refuses in every way to meet it."""
    ways = [_ways(side, member, DEEPEST) for member in members]
    declared = [
        {name for parts in each or () for part in parts for name in part.get("properties", ())} for each in ways
    ]
    known = set().union(*declared)
    return [{name for name in known if each and all(_refuses(parts, name) for parts in each)} for each in ways]


def needing(side: Side, schema: dict[str, JSON]) -> dict[str, list[JSON]]:
    """The names that only alternatives of an object declare which `unevaluatedProperties` closes, each with those.

    A payload has such a name only if it meets one of them. Of what may let in any name, nothing is said.
    """
    own: Parts = []
    members: list[JSON] = []
    pending: list[JSON] = [schema]
    while pending:
        part = pending.pop()
        if not isinstance(part, dict) or part in own:
            continue
        own.append(part)
        members += [*part.get("anyOf", ()), *part.get("oneOf", ())]
        pending += part.get("allOf", ())
        pending += [side.find(name)] if (name := target(part)) is not None else []
    if any(map(_lets_any_in, own)):
        return {}
    applied = [_applied(side, member, DEEPEST) for member in members]
    named = {name for parts in applied for part in parts or () for name in part.get("properties", ())}
    return {
        name: [
            member
            for member, parts in zip(members, applied, strict=True)
            if parts is None or any(name in part.get("properties", ()) for part in parts)
        ]
        for name in sorted(named - {name for part in own for name in part.get("properties", ())})
    }


def _applied(side: Side, schema: JSON, deep: int) -> Parts | None:
    """The objects that may apply in a schema; `None` where they may let in any name."""
    if not isinstance(schema, dict):
        return []
    if deep == 0 or _lets_any_in(schema):
        return None
    found = [schema]
    name = target(schema)
    inner = [*(schema[each] for each in ("allOf", "anyOf", "oneOf") if each in schema)]
    for member in [*([side.find(name)] if name is not None else []), *(member for each in inner for member in each)]:
        parts = _applied(side, member, deep - 1)
        if parts is None:
            return None
        found += parts
    return found


def _lets_any_in(part: dict[str, JSON]) -> bool:
    may_match = CONDITIONAL | {"patternProperties", "discriminator", "$dynamicRef"}
    return bool(may_match & part.keys()) or any(part.get(each, False) is not False for each in CLOSING)


def newly_declared(base: Side, revision: Side) -> set[str]:
    """The names that an object may have come to have which had none of them.

    Those that more objects of the revision declare than of the base; and all of them if it closes no object any more in
    which some closed one can be known again, since what is opened may have fields that it does not name.
    """
    (before, closed), (after, still) = (_declared(side) for side in (base, revision))
    is_opened = False
    for keyword, names in sorted(closed, key=lambda each: -len(each[1])):
        alike = [each for each in still if each[0] == keyword and (each[1] & names or each[1] == names)]
        is_opened |= not alike
        if alike:
            still.remove(max(alike, key=lambda each: len(each[1] & names)))
    return {name for name in before | after if after[name] > before[name] or is_opened}


def _declared(side: Side) -> tuple[Counter[str], list[tuple[str, frozenset[str]]]]:
    """How many objects declare each name; of each that is closed, by which keyword, and the names that it declares."""
    schemas = [side.root, *[side.schemas[name] for name in reached(side)]]
    spots = [holder[key] for schema in schemas for holder, key in below({"schema": schema}, "schema")]
    objects = [each for each in spots if isinstance(each, dict)]
    closed = [
        (keyword, frozenset(each.get("properties", ())))
        for each in objects
        for keyword in CLOSING
        if each.get(keyword) is False
    ]
    return Counter(name for each in objects for name in each.get("properties", ())), closed


def _ways(side: Side, schema: JSON, deep: int) -> list[Parts] | None:
    """What holds together in each way to meet a schema; `None` where there are too many, or where a tag selects."""
    if not isinstance(schema, dict):
        return [] if schema is False else [[]]
    if deep == 0 or schema.keys() & {"$dynamicRef", "discriminator"}:
        return None
    name = target(schema)
    if name is not None and side.is_old:
        return _ways(side, side.find(name), deep - 1)
    groups = [[member] for member in schema.get("allOf", ())]
    groups += [[side.find(name)]] if name is not None else []
    groups += [schema[keyword] for keyword in ("anyOf", "oneOf") if keyword in schema]
    ways: list[Parts] = [[schema]]
    for group in groups:
        inner: list[Parts] = []
        for member in group:
            found = _ways(side, member, deep - 1)
            if found is None:
                return None
            inner += found
        if len(ways) * len(inner) > MOST:
            return None
        ways = [[*first, *second] for first, second in product(ways, inner)]
    return ways


def _refuses(parts: Parts, name: str) -> bool:
    """Whether no object that all parts hold of has a field of that name."""
    own = [part for part in parts if _speaks_of(part, name)]
    if any(part.get("properties", {}).get(name) is False for part in parts):
        return True
    if any(part.get("additionalProperties") is False and part not in own for part in parts):
        return True
    is_told = not any(CONDITIONAL & part.keys() or "additionalProperties" in part for part in parts)
    return is_told and not own and any(part.get("unevaluatedProperties") is False for part in parts)


def _speaks_of(part: dict[str, JSON], name: str) -> bool:
    return name in part.get("properties", ()) or any(
        re.search(each, name) for each in part.get("patternProperties", ())
    )
