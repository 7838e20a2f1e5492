"""What all alternatives have in common, said in each of them or once beside them.

`oneOf: [{a, c}, {b, c}]` and `oneOf: [{a}, {b}]` beside `c` hold the same values. Compared one by one, each alternative
would lose `c`, and the schema would gain it.

Source: JSON Schema 2020-12 Core, 10.2: keywords of one schema object, and the alternatives beside them, hold together.
"""

from __future__ import annotations

from collections.abc import Iterable

from apidiff.comparing.schemas.conjunction import At, Conjunction, both, conjunction
from apidiff.comparing.schemas.naming import MOST_NAMED, names_below
from apidiff.comparing.schemas.subtypes import has_kinds, selects_by_keyword
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import KEYWORDS

_JOINING = frozenset({"$ref", "allOf", "anyOf", "oneOf"})


def asks_the_same_beside(left: Conjunction, right: Conjunction) -> bool:
    """Whether both sides have the same keywords, of the same names, beside their alternatives."""
    return _beside(left) == _beside(right)


def shared_out(
    base: Contract, revision: Contract, left: Conjunction, right: Conjunction
) -> tuple[Conjunction, Conjunction] | None:
    """Both sides with what stands beside their alternatives in each of them, as it holds for each.

    `None` if neither side has in all of its alternatives what the other one has beside, or if that cannot be moved:
    what is unevaluated depends on where it stands, and a discriminator on more than the tags that its kinds prescribe.
    """
    if len(left.groups) != 1 or len(right.groups) != 1 or asks_the_same_beside(left, right):
        return None
    for side in (left, right):
        if side.choices or not FIXED.isdisjoint(side.keywords) or not all(map(says_nothing_of_kinds, side.objects)):
            return None
    sides = ((base, left), (revision, right))
    for (_, side), (contract, other) in (sides, sides[::-1]):
        beside = _known(side) - _known(other)
        if beside:  # the names that each alternative of the other side has
            beside.intersection_update(*(_known(conjunction(contract, at)) for at in other.groups[0].alternatives))
        if beside:
            return share_out(left), share_out(right)
    return None


FIXED = frozenset({"unevaluatedProperties", "unevaluatedItems", "$dynamicRef"})


def _known(side: Conjunction) -> set[str]:
    return {*side.properties, *side.required}


def says_nothing_of_kinds(at: tuple[dict[str, JSON], str]) -> bool:
    """Whether a schema has no discriminator, or one of alternatives that prescribe each tag."""
    schema, _ = at
    if "discriminator" not in schema:
        return True
    if not has_kinds(schema) or not selects_by_keyword(schema):
        return False
    found = schema["discriminator"]
    return bool(found.get("prescribed"))


def share_out(side: Conjunction) -> Conjunction:
    """A union with what stands beside it in each of its alternatives."""
    beside = [At(*part) for part in asking(side)]
    group = side.groups[0]
    other = without_what_asks(side)
    alternatives = tuple(both([*beside, at]) for at in group.alternatives)
    other.groups = [group._replace(alternatives=alternatives)]
    return other


def asking(side: Conjunction) -> list[tuple[dict[str, JSON], str]]:
    """What a schema asks beside its alternatives, each part with its place."""
    parts = [({k: v for k, v in schema.items() if _asks(k) and k not in _JOINING}, at) for schema, at in side.objects]
    return [(schema, at) for schema, at in parts if schema]


def without_what_asks(side: Conjunction) -> Conjunction:
    """A schema without alternatives, without what it asks beside them, and without a discriminator of them."""
    dropped = _JOINING | {"discriminator"}
    kept = [
        At(rest, pointer)
        for schema, pointer in side.objects
        if (rest := {key: value for key, value in schema.items() if not _asks(key) and key not in dropped})
    ]
    other = side.of_parts(kept)
    # The cached lists are those of the whole schema, whose alternatives are taken out here.
    other.choices = []
    return other


def _asks(keyword: str) -> bool:
    return keyword in KEYWORDS and KEYWORDS[keyword].role != "annotation"


def _beside(side: Conjunction) -> tuple[set[str], set[str], set[str]]:
    keywords = set(filter(_asks, side.keywords)) - _JOINING
    return keywords, set(side.properties), set(side.required)


def same_names_in_each(
    base: Contract, revision: Contract, left: Conjunction, right: Conjunction, pairs: Iterable[tuple[At, At]]
) -> bool:
    """Whether a client knows the same names of each pair of alternatives, with what stands beside them.

    So no name goes from one alternative because another one still has it. `False` too past the limit of schemas.
    """
    counted = _Names()
    around = counted.of(base, _written_beside(left)), counted.of(revision, _written_beside(right))
    return (
        all(
            counted.of(base, [old.schema]) | around[0] == counted.of(revision, [new.schema]) | around[1]
            for old, new in pairs
        )
        and counted.complete
    )


def _written_beside(side: Conjunction) -> list[JSON]:
    return [{k: v for k, v in schema.items() if k not in _JOINING} for schema, _ in side.objects]


class _Names:
    """The names below schemas, over one budget for all of them."""

    def __init__(self) -> None:
        self.left = MOST_NAMED
        self.complete = True

    def of(self, contract: Contract, schemas: Iterable[JSON]) -> frozenset[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        for schema in schemas:
            names = names_below(contract, schema, self.left) if self.left > 0 else None
            # Also for a schema without names, so that many empty ones use the budget up as well.
            self.left -= 1 + len(names or ())
            self.complete &= names is not None
            found |= names or set()
        return frozenset(found)
