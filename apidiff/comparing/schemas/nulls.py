"""Null beside something else: the ways to write it, and what stands beside it.

`type: [string, "null"]`, `nullable: true` (3.0) and `anyOf: [X, {type: "null"}]` (as Pydantic writes it) say the same.
"""

from typing import Literal, NamedTuple

from apidiff.comparing.schemas.conjunction import At, Conjunction, both, conjunction, type_set
from apidiff.comparing.schemas.listed_values import listed
from apidiff.comparing.schemas.marks import asks_of_values
from apidiff.comparing.schemas.subtypes import has_kinds
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import is_null_type


class Nullable(NamedTuple):
    """`core` is the schema without null; `wrapped` where null is an alternative of its own."""

    core: At
    nullable: bool
    wrapped: bool
    kind: Literal["plain", "single", "group"] = "plain"


def without_null(contract: Contract, side: Conjunction, at: At) -> Nullable | None:
    """Take null out of a schema; `None` where it stands beside nothing, or beside anything.

    `nullable` is what types and values tell.
    """
    wrapped = _unwrap(contract, side)
    if wrapped is not None:
        return wrapped
    types = side.types
    values = listed(side)
    if types is None and values is None:
        # Alternatives whose types are not told: whether they take null, the caller asks.
        return Nullable(at, nullable=False, wrapped=False) if side.groups else None
    # Nothing but null: there is no core to compare.
    if types == frozenset({"null"}) or (values and all(value is None for value in values)):
        return None
    nullable = (types is None or "null" in types) and (values is None or None in values)
    if not nullable and (types is None or "null" not in types):
        return Nullable(at, nullable=False, wrapped=False)
    # Null goes out of every part that admits it; parts that do not stay as they are.
    cores = [At(_not_null(schema), pointer) for schema, pointer in side.objects]
    core = cores[0].written_at(at.pointer) if len(cores) == 1 else both(cores)
    return Nullable(core, nullable, wrapped=False)


def _not_null(schema: dict[str, JSON]) -> dict[str, JSON]:
    """A schema object without null among its types and its listed values."""
    core = dict(schema)
    types = sorted(type_set(schema.get("type")) - {"null"})
    if types:
        core["type"] = types[0] if len(types) == 1 else types
    if isinstance(core.get("enum"), list):
        core["enum"] = [value for value in core["enum"] if value is not None]
    return core


def _unwrap(contract: Contract, side: Conjunction) -> Nullable | None:
    """Read `anyOf`/`oneOf` of null and the rest, where nothing but prose and marks stands beside it.

    In a `oneOf` null counts only if no other alternative admits it too.
    """
    if len(side.groups) != 1 or any(has_kinds(schema) for schema, _ in side.objects):
        return None
    # What stands beside the alternatives may refuse null, or hold for the rest.
    if any(map(asks_of_values, side.keywords.keys() - {side.groups[0].keyword})):
        return None
    group = side.groups[0]
    rest = [a for a in group.alternatives if not is_null(contract, a)]
    if len(rest) == len(group.alternatives) or not rest:
        return None
    if group.keyword == "oneOf" and (
        len(rest) < len(group.alternatives) - 1 or any(_admits_null(contract, a) for a in rest)
    ):
        return None
    if len(rest) == 1:
        inner = without_null(contract, conjunction(contract, rest[0]), rest[0])
        # `anyOf: [{type: [string, "null"]}, {type: "null"}]` says null twice.
        core = inner.core if inner and inner.nullable else rest[0]
        return Nullable(core, nullable=True, wrapped=True, kind="single")
    # `false` keeps the place of null, so that the others keep theirs.
    cores = {group.keyword: [False if is_null(contract, a) else a.schema for a in group.alternatives]}
    return Nullable(At(cores, group.pointer), nullable=True, wrapped=True, kind="group")


def _admits_null(contract: Contract, at: At, met: set[str] | None = None) -> bool:
    """As far as types and listed values tell, those of alternatives too; yes of what is met twice."""
    side = conjunction(contract, at)
    values = listed(side)
    if values is not None and None not in values:
        return False
    if side.types is not None:
        return "null" in side.types
    met = set() if met is None else met
    if at.identity in met:
        return True
    met.add(at.identity)
    return all(any(_admits_null(contract, each, met) for each in group.alternatives) for group in side.groups)


def is_null(contract: Contract, at: At) -> bool:
    """Whether a schema admits null alone, as far as its type and the values that it lists tell."""
    if is_null_type(at.schema):
        return True
    side = conjunction(contract, at)
    if side.types is not None and "null" not in side.types:
        return False
    values = listed(side)
    return side.types == frozenset({"null"}) or (bool(values) and all(value is None for value in values or ()))
