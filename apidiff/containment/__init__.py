"""Is this JSON Schema contained in that one? A proof, a witness, or `undecided` with its reason."""

from apidiff.containment.answer import Budget, Containment
from apidiff.containment.decide import is_same_formula, is_subschema

__all__ = ["Budget", "Containment", "is_same_formula", "is_subschema"]
