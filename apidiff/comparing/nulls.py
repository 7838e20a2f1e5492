"""Null beside something else: the ways to write it, and what stands beside it.

`type: [string, "null"]`, `nullable: true` (3.0) and `anyOf: [X, {type: "null"}]` (as Pydantic writes it) say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from apidiff.comparing.keywords import listed, mark_rule
from apidiff.comparing.parts import At, Conjunction
from apidiff.comparing.pointers import join
from apidiff.model.contract import JSON


@dataclass(frozen=True, slots=True)
class Nullable:
    """`core` is the schema without null; `wrapped` where null is an alternative of its own."""

    core: At
    nullable: bool
    wrapped: bool
    kind: Literal["plain", "single", "group"] = "plain"


def without_null(side: Conjunction, at: At) -> Nullable:
    """Take null out of a schema, where it stands beside something else."""
    wrapped = _unwrap(side)
    if wrapped is not None:
        return wrapped
    types = side.types
    values = listed(side)
    nullable = types is not None and "null" in types and (values is None or None in values)
    if not isinstance(at.schema, dict) or types is None or "null" not in types or types == {"null"}:
        return Nullable(at, nullable or types is None, wrapped=False)
    core: dict[str, JSON] = {}
    for schema, _ in side.objects:
        core.update(schema)
    core["type"] = sorted(types - {"null"})[0] if len(types) == 2 else sorted(types - {"null"})
    if isinstance(core.get("enum"), list):
        core["enum"] = [value for value in core["enum"] if value is not None]
    return Nullable(At(core, at.pointer), nullable, wrapped=False)


def _unwrap(side: Conjunction) -> Nullable | None:
    """Read `anyOf`/`oneOf` of null and the rest, where nothing but prose stands beside it."""
    if len(side.groups) != 1:
        return None
    asking = {k for k in side.keywords if mark_rule(k) == "extension-changed" and not k.startswith("x-")}
    if asking - {side.groups[0].keyword}:
        return None
    group = side.groups[0]
    rest = [a for a in group.alternatives if not _is_null(a.schema)]
    if len(rest) == len(group.alternatives) or not rest:
        return None
    if len(rest) == 1:
        return Nullable(rest[0], nullable=True, wrapped=True, kind="single")
    core = {group.keyword: [a.schema for a in rest]}
    return Nullable(At(core, join(group.pointer)), nullable=True, wrapped=True, kind="group")


def _is_null(schema: JSON) -> bool:
    if not isinstance(schema, dict):
        return False
    return schema.get("type") in ("null", ["null"]) or schema.get("const", 0) is None or schema.get("enum") == [None]
