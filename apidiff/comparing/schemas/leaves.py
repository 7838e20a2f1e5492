"""Pairs of leaves: whether two schemas are of scalars, and hold no other schemas, so that there is little to compare.

Most schemas of a description are leaves: a type, limits, prose. Whatever is about members, items, alternatives, null as
one of them and rewrites with them has nothing to say about two of these.
"""

from __future__ import annotations

from apidiff.comparing.equality import same
from apidiff.comparing.schemas.conjunction import At, Conjunction
from apidiff.openapi.keywords import KEYWORDS, is_extension

_SCALARS = frozenset({"boolean", "integer", "null", "number", "string"})
_OF_SCALARS = frozenset(
    row.name
    for row in KEYWORDS.values()
    if row.shape == "value"
    and not row.reads
    and row.role in ("assertion", "form", "annotation")
    and row.applies_to not in ("array", "object")
)
"""Keywords that a leaf may have: they hold no schemas, and hang on no neighbour."""
_LISTS = ("const", "enum")
"""What can be written in other words: equal on both sides, or the two are compared as other schemas are."""


def are_leaves(base: At, revision: At, left: Conjunction, right: Conjunction) -> bool:
    """Whether both schemas are leaves that list the same values, if any."""
    # Joined schemas have parts at several places, each of which may be told.
    if base.members or revision.members or not (_is_leaf(left) and _is_leaf(right)):
        return False
    return all(same(*(side.objects[0][0].get(keyword) for side in (left, right))) for keyword in _LISTS)


def _is_leaf(side: Conjunction) -> bool:
    if len(side.objects) != 1 or len(side.parts) != 1 or side.refs or side.joined:
        return False
    schema = side.objects[0][0]
    known = all(keyword in _OF_SCALARS or is_extension(keyword) for keyword in schema)
    # Without a `type` a value may be an object or an array, which is no leaf.
    return known and bool(side.types) and not (side.types or set()) - _SCALARS
