"""Alternatives in, out which names each of them refuses although clients know them from another one.

A tolerant client takes fields that it does not know, so that closed alternatives are opened before containment is
asked. A field that an alternative declares it does know: a closed alternative beside that one stays closed to it, else
it would take whatever becomes of the other one.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from apidiff.comparing.schemas.conjunction import At, conjunction
from apidiff.comparing.schemas.subtypes import has_kinds
from apidiff.comparing.schemas.types import types_of
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import CONDITIONAL

MOST_COMBINED = 100
"""How many ways to meet the alternatives are looked at; of more nothing is said, and they are opened to any name."""
_UNTOLD = frozenset({"patternProperties", "$dynamicRef", "$recursiveRef"})
"""Keywords that may say something of any name."""

Parts = list[dict[str, JSON]]
"""The schema objects that hold together in one way to meet a schema."""


def refused(
    contract: Contract, members: list[JSON], is_left_out: Callable[[dict[str, JSON], str], bool]
) -> list[list[str]]:
    """For each alternative the names that another one declares and that no object may have which meets this one.

    Not a name that `is_left_out` of one of its schema objects, as the policy decides on it.
    """
    ways = [_ways(contract, At(member, "")) if _may_be_object(contract, member) else [] for member in members]
    names = dict.fromkeys(name for each in ways for parts in each or () for part in parts for name in _properties(part))
    return [
        [name for name in names if all(_refuses(parts, name) and not _any(is_left_out, parts, name) for parts in each)]
        if each
        else []
        for each in ways
    ]


def _may_be_object(contract: Contract, schema: JSON) -> bool:
    types = types_of(contract, schema)
    return types is None or "object" in types


def _any(is_left_out: Callable[[dict[str, JSON], str], bool], parts: Parts, name: str) -> bool:
    return any(is_left_out(part, name) for part in parts)


def _ways(contract: Contract, at: At) -> list[Parts] | None:
    """What holds together in each way to meet a schema; `None` where that is not told."""
    whole = conjunction(contract, at)
    own = [schema for schema, _ in whole.objects]
    if has_kinds(at.schema) or not _is_told(own):
        return None
    ways = [own]
    for group in (*whole.groups, *whole.choices):
        inner: list[Parts] = []
        for member in group.alternatives:
            found = _ways(contract, member)
            if found is None:
                return None
            inner += found
        if len(ways) * len(inner) > MOST_COMBINED:
            return None
        ways = [[*first, *second] for first, second in product(ways, inner)]
    return ways


def _is_told(parts: Parts) -> bool:
    """Whether the names that are refused are those that nothing here declares."""
    keywords = {keyword for part in parts for keyword in part}
    is_conditional = "unevaluatedProperties" in keywords and not CONDITIONAL.isdisjoint(keywords)
    return _UNTOLD.isdisjoint(keywords) and not is_conditional and not any(map(has_kinds, parts))


def _refuses(parts: Parts, name: str) -> bool:
    """Whether an object that all parts hold of has no field of that name."""
    own = [named[name] for part in parts if name in (named := _properties(part))]
    closed = any(part.get("additionalProperties") is False and name not in _properties(part) for part in parts)
    # A name that any of the parts declares is evaluated, so that `unevaluatedProperties` does not apply to it.
    return closed or False in own or (not own and any(part.get("unevaluatedProperties") is False for part in parts))


def _properties(part: dict[str, JSON]) -> dict[str, JSON]:
    named = part.get("properties")
    return named if isinstance(named, dict) else {}
