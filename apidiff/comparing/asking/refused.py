"""Alternatives in, out which names each of them refuses although clients know them from another one.

A tolerant client takes fields that it does not know, so that closed alternatives are opened before containment is
asked. A field that an alternative declares it does know: a closed alternative beside that one stays closed to it, else
it would take whatever becomes of the other one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import product
from typing import NamedTuple

from apidiff.comparing.schemas.conjunction import At, conjunction
from apidiff.comparing.schemas.subtypes import has_kinds
from apidiff.comparing.schemas.types import types_of
from apidiff.containment.patterns import matches
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import CONDITIONAL

MOST_COMBINED = 100
"""How many ways to meet the alternatives are looked at; of more nothing is said, and they are opened to any name."""
_LEADING = frozenset({"$dynamicRef", "$recursiveRef"})
"""Keywords that lead to what is not known here, and may say something of any name."""
_UNTOLD = _LEADING | {"patternProperties"}
"""Keywords that may say something of any name."""

_DEEPEST = 20
"""How many alternatives in alternatives are looked into for the names that they declare."""

Parts = list[dict[str, JSON]]
"""Schema objects that hold together."""


class Way(NamedTuple):
    """One way to meet a schema."""

    parts: Parts
    filled: frozenset[int] = frozenset()
    """By `id`, the parts whose `unevaluatedProperties` is left no name: a map in what they hold evaluates them all."""


def refused(
    contract: Contract,
    members: list[JSON],
    is_left_out: Callable[[dict[str, JSON], str], bool],
    mapped: Iterable[str] = (),
    *,
    written_in: Sequence[Contract] = (),
) -> list[list[str]]:
    """For each alternative the names that another one declares and that no object may have which meets this one.

    Likewise the `mapped` names, which another one knows by a map. Not a name that `is_left_out` of one of its schema
    objects, as the policy decides on it. `written_in`: by alternative, the contract that its references lead into, if
    that is another one.
    """
    contracts = written_in or [contract] * len(members)
    ways = [
        _ways(of, At(member, "")) if _may_be_object(of, member) else []
        for of, member in zip(contracts, members, strict=True)
    ]
    # What is not told refuses no name, but what it declares is known from it all the same.
    objects = [
        [part for way in each for part in way.parts] if each is not None else _own(of, member)
        for of, each, member in zip(contracts, ways, members, strict=True)
    ]
    names = dict.fromkeys(name for parts in objects for part in parts for name in _properties(part))
    names |= dict.fromkeys(mapped)
    return [
        [name for name in names if all(_refuses(way, name) and not _any(is_left_out, way.parts, name) for way in each)]
        if each
        else []
        for each in ways
    ]


class Needed(NamedTuple):
    """Names that an object may have only if it matches one of the alternatives that declare them."""

    names: list[str]
    members: list[JSON]


def needing(
    contract: Contract, schema: JSON, hidden: AbstractSet[str], is_left_out: Callable[[dict[str, JSON], str], bool]
) -> list[Needed]:
    """What `unevaluatedProperties: false` says of the names that alternatives declare, and nothing around them.

    Not of a name that is `hidden`, or `is_left_out` of a schema object, as the policy decides on it.
    """
    whole = conjunction(contract, At(schema, ""))
    own = [part for part, _ in whole.objects]
    groups = (*whole.groups, *whole.choices)
    if not groups or any(map(_evaluates_any, own)):
        return []
    members = [at.schema for group in groups for at in group.alternatives]
    parts = [_applied(contract, At(member, ""), 0) for member in members]
    left_out = [part for each in (own, *parts) for part in each or ()]
    by_members: dict[tuple[int, ...], list[str]] = {}
    for name in dict.fromkeys(name for each in parts for part in each or () for name in _properties(part)):
        if name in hidden or any(name in _properties(part) for part in own) or _any(is_left_out, left_out, name):
            continue
        having = (i for i, each in enumerate(parts) if each is None or any(name in _properties(part) for part in each))
        by_members.setdefault(tuple(having), []).append(name)
    if len(by_members) > MOST_COMBINED:
        return []
    return [Needed(names, [members[index] for index in having]) for having, names in by_members.items()]


def _applied(contract: Contract, at: At, depth: int) -> Parts | None:
    """The schema objects that may apply in a schema; `None` where they may evaluate any name."""
    whole = conjunction(contract, at)
    own = [part for part, _ in whole.objects]
    if depth > _DEEPEST or has_kinds(at.schema) or any(map(_evaluates_any, own)):
        return None
    for group in (*whole.groups, *whole.choices):
        for member in group.alternatives:
            inner = _applied(contract, member, depth + 1)
            if inner is None:
                return None
            own += inner
    return own


def _evaluates_any(part: dict[str, JSON]) -> bool:
    """Whether a schema object may evaluate names that it does not declare."""
    return not part.keys().isdisjoint(_UNTOLD | CONDITIONAL) or has_kinds(part) or _evaluate_all([part])


def _own(contract: Contract, schema: JSON) -> Parts:
    return [part for part, _ in conjunction(contract, At(schema, "")).objects]


def _may_be_object(contract: Contract, schema: JSON) -> bool:
    types = types_of(contract, schema)
    return types is None or "object" in types


def _any(is_left_out: Callable[[dict[str, JSON], str], bool], parts: Parts, name: str) -> bool:
    return any(is_left_out(part, name) for part in parts)


def _ways(contract: Contract, at: At) -> list[Way] | None:
    """Each way to meet a schema; `None` where that is not told."""
    whole = conjunction(contract, at)
    own = [schema for schema, _ in whole.objects]
    if has_kinds(at.schema) or not _is_told(own):
        return None
    closing = [
        (part, whole.held_by(pointer)) for part, pointer in whole.objects if part.get("unevaluatedProperties") is False
    ]
    ways = [Way(own, frozenset(id(part) for part, held in closing if _evaluate_all(held)))]
    for group in (*whole.groups, *whole.choices):
        inner: list[Way] = []
        for member in group.alternatives:
            found = _ways(contract, member)
            if found is None:
                return None
            inner += found
        if len(ways) * len(inner) > MOST_COMBINED:
            return None
        holders = {id(part) for part, pointer in whole.objects if pointer == group.pointer}
        around = frozenset(id(part) for part, held in closing if not holders.isdisjoint(map(id, held)))
        ways = [_joined(first, second, around) for first, second in product(ways, inner)]
    return ways


def _joined(outer: Way, inner: Way, around: frozenset[int]) -> Way:
    """Both ways together, where the parts `around` hold the second one."""
    filled = outer.filled | inner.filled | (around if _evaluate_all(inner.parts) else frozenset())
    return Way([*outer.parts, *inner.parts], filled)


def _evaluate_all(parts: Parts) -> bool:
    """Whether a map among the parts evaluates every name (JSON Schema 2020-12, 11.3)."""
    return any(
        part.get(keyword, False) is not False
        for part in parts
        for keyword in ("additionalProperties", "unevaluatedProperties")
    )


def _is_told(parts: Parts) -> bool:
    """Whether the names that are refused are those that nothing here declares."""
    keywords = {keyword for part in parts for keyword in part}
    is_conditional = "unevaluatedProperties" in keywords and not CONDITIONAL.isdisjoint(keywords)
    return _LEADING.isdisjoint(keywords) and not is_conditional and not any(map(has_kinds, parts))


def _refuses(way: Way, name: str) -> bool:
    """Whether an object that all parts of a way hold of has no field of that name."""
    parts, filled = way
    declared = [named[name] for part in parts if name in (named := _properties(part))]
    spoken = [name in _properties(part) or _may_match(part, name) for part in parts]
    is_closed = any(
        part.get("additionalProperties") is False and not own for part, own in zip(parts, spoken, strict=True)
    )
    # A name that any of the parts speaks of is evaluated, so that `unevaluatedProperties` does not apply to it.
    is_left = not any(spoken) and any(
        part.get("unevaluatedProperties") is False and id(part) not in filled for part in parts
    )
    return is_closed or False in declared or is_left


def _may_match(part: dict[str, JSON], name: str) -> bool:
    """Whether a pattern of a schema object applies to a name, as far as that is told."""
    patterns = part.get("patternProperties")
    return isinstance(patterns, dict) and any(matches(pattern, name) is not False for pattern in patterns)


def _properties(part: dict[str, JSON]) -> dict[str, JSON]:
    named = part.get("properties")
    return named if isinstance(named, dict) else {}
