"""Unions in unions: alternatives that one side gathers in a union of their own, read beside the others."""

from __future__ import annotations

from collections.abc import Iterator

from apidiff.comparing.schemas.alternatives import Matched, apart
from apidiff.comparing.schemas.conjunction import At, Conjunction, conjunction
from apidiff.comparing.schemas.hoisting import FIXED, asking, share_out
from apidiff.model.contract import Contract

_DEEPEST = 20
"""Unions within unions that are looked into."""
_MOST = 500
"""Alternatives of one union; past it, it stays as it is written."""


def unnested(
    base: Contract, revision: Contract, left: Conjunction, right: Conjunction, matched: Matched
) -> tuple[Conjunction, Conjunction] | None:
    """Both sides with the alternatives of unions that the other side does not have; `None` if there are none.

    `matched`: the alternatives of both. What is moved means the same there: `anyOf` within `anyOf`, or alternatives of
    which no value can match two.
    """
    if not all(map(_is_plain, (left, right))):
        return None
    sides = (base, left, matched.removed), (revision, right, matched.added)
    flat = [_flat(contract, side, alone) for contract, side, alone in sides]
    if flat == [None, None]:
        return None
    old, new = (share_out(found or side) for found, side in zip(flat, (left, right), strict=True))
    return old, new


def _is_plain(side: Conjunction) -> bool:
    """Whether a schema is one union, and no keyword reads what its alternatives are."""
    return (
        len(side.groups) == 1
        and not side.choices
        and FIXED.isdisjoint(side.keywords)
        and "discriminator" not in side.keywords
    )


def _flat(contract: Contract, side: Conjunction, alone: list[At]) -> Conjunction | None:
    """A union with the members of those of its alternatives that are unions; `None` if none is, or it would differ."""
    group = side.groups[0]
    found: list[At] = []
    keywords = {group.keyword}
    for at in group.alternatives:
        found += _members(contract, at, keywords, 0) if at in alone else [at]
        if len(found) > _MOST:
            return None
    if len(found) == len(group.alternatives):
        return None
    if keywords != {"anyOf"} and not apart(contract, [at.schema for at in found]):
        return None
    other = side.of_parts(side.parts)
    other.groups, other.choices = [group._replace(alternatives=tuple(found))], []
    return other


def _members(contract: Contract, at: At, keywords: set[str], depth: int) -> Iterator[At]:
    """The alternatives of a union that asks nothing else, and those of unions in it; `keywords` gains what they use."""
    inner = conjunction(contract, at)
    if depth == _DEEPEST or not _is_plain(inner) or asking(inner):
        yield at
        return
    keywords.add(inner.groups[0].keyword)
    for each in inner.groups[0].alternatives:
        yield from _members(contract, each, keywords, depth + 1)
