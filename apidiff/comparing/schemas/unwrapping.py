"""Alternatives that are none: a `oneOf` or `anyOf` with one member in, what it joins like an `allOf` out.

A value that has to match one of one schema has to match that schema, under either keyword. So such a wrapper is looked
through where the other side does not have it. Beside a `discriminator` it is not: there the member is a named kind.

Source: JSON Schema 2020-12 Core, 10.2.1.
"""

from __future__ import annotations

from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.conjunction import At
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import ALTERNATIVES

MOST_LEVELS = 20


def unwrapped(base: At, revision: At) -> tuple[At, At] | None:
    """Two schemas with lone alternatives joined to what is beside them; `None` if both sides have the same wrappers."""
    counts = [_groups(at.schema) for at in (base, revision)]
    if not any(_lone(at.schema) for at in (base, revision)):
        return None
    # `oneOf: [A]` against `oneOf: [A, B]` is an alternative that came, and is compared as that.
    if len(counts[0]) == len(counts[1]) and (counts[0] == counts[1] or not _all_lone(base, revision)):
        return None
    return _taken_apart(base, 0), _taken_apart(revision, 0)


def seen_through(at: At) -> At:
    """One schema with lone alternatives joined to what is beside them."""
    return _taken_apart(at, 0)


def lone_reference(at: At) -> At | None:
    """What a schema refers to in a `oneOf` or `anyOf` of one member, if it says nothing else."""
    if not isinstance(at.schema, dict) or len(at.schema) != 1:
        return None
    found = ((keyword, member) for keyword, member in _lone(at.schema).items() if isinstance(member, dict))
    keyword, member = next(found, ("", {}))
    return At(member, join(at.pointer, keyword, 0)) if isinstance(member.get("$ref"), str) else None


def _taken_apart(at: At, level: int) -> At:
    lone = _lone(at.schema)
    if not lone or level > MOST_LEVELS or not isinstance(at.schema, dict):
        return at
    rest = {keyword: value for keyword, value in at.schema.items() if keyword not in lone}
    beside = (At(rest, at.pointer),) if rest else ()
    members = (_taken_apart(At(member, join(at.pointer, keyword, 0)), level + 1) for keyword, member in lone.items())
    return At(at.schema, at.pointer, (*beside, *members), inherited=at.inherited)


def _groups(schema: JSON) -> set[str]:
    return {k for k in ALTERNATIVES if isinstance(schema.get(k), list)} if isinstance(schema, dict) else set()


def _lone(schema: JSON) -> dict[str, JSON]:
    """The only member of each group that has one alone."""
    if not isinstance(schema, dict) or "discriminator" in schema:
        return {}
    groups = {keyword: schema[keyword] for keyword in _groups(schema)}
    return {keyword: group[0] for keyword, group in sorted(groups.items()) if len(group) == 1}


def _all_lone(*sides: At) -> bool:
    return all(_lone(at.schema).keys() == _groups(at.schema) for at in sides)
