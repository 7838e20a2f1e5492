"""What the steps of containment ask of the whole: types, so that no step imports the one that calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from apidiff.containment.document import Document, Scope
from apidiff.containment.values import Frozen
from apidiff.model.contract import JSON

if TYPE_CHECKING:
    from apidiff.containment.evaluate import Evaluator
    from apidiff.containment.limits import Meter
    from apidiff.containment.terms import Terms

Found = Frozen | str | None
"""A value; None where there is none; a text where it could not be told, and why."""

Goal = frozenset[int]
"""Formulas that one value has to satisfy."""


class Solver(Protocol):
    """Finds the values of parts: of items, of properties."""

    terms: Terms
    meter: Meter
    evaluator: Evaluator

    def solve(self, goal: Goal) -> Found:
        """A value that satisfies all formulas of the goal. Raises `Exhausted`."""
        ...


class SchemaReader(Protocol):
    """Reads the subschemas of the schema at hand as formulas."""

    terms: Terms
    meter: Meter
    document: Document
    scope: Scope

    def below(self, schema: JSON, base: str) -> int:
        """The formula of a subschema."""
        ...

    def formula(self, schema: JSON, base: str) -> int:
        """The formula of a schema at the same place of the value."""
        ...

    def names(self, schema: dict[str, JSON]) -> int:
        """The formula over the names that `properties` and `patternProperties` speak of."""
        ...
