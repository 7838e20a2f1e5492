"""What all alternatives have in common, said in each of them or once beside them.

`oneOf: [{a, c}, {b, c}]` and `oneOf: [{a}, {b}]` beside `c` hold the same values. Compared one by one, each alternative
would lose `c`, and the schema would gain it.

Source: JSON Schema 2020-12 Core, 10.2: keywords of one schema object, and the alternatives beside them, hold together.
"""

from __future__ import annotations

from collections.abc import Iterable

from apidiff.comparing.schemas.conjunction import At, Conjunction
from apidiff.comparing.schemas.naming import MOST_NAMED, names_below
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import KEYWORDS

_JOINING = frozenset({"$ref", "allOf", "anyOf", "oneOf"})


def asks_the_same_beside(left: Conjunction, right: Conjunction) -> bool:
    """Whether both sides have the same keywords, of the same names, beside their alternatives."""
    return _beside(left) == _beside(right)


def _beside(side: Conjunction) -> tuple[set[str], set[str], set[str]]:
    keywords = {k for k in side.keywords if k in KEYWORDS and KEYWORDS[k].role != "annotation"} - _JOINING
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
            self.left -= 1 + len(names or ())
            self.complete &= names is not None
            found |= names or set()
        return frozenset(found)
