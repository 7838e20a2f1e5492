"""A second opinion from the canonical algebra of jsonschema-rs, where the search could not tell.

The algebra runs natively and nothing can interrupt it, so it is asked only about what is small; and it is asked only
about keywords for which no unsound proof of it is known (of `unevaluatedProperties` beside `if` one is).
"""

from __future__ import annotations

from apidiff.containment.algebra import covers
from apidiff.containment.answer import Formats
from apidiff.model.contract import JSON

DISTRUSTED = ('"unevaluated', '"if":', '"dependentSchemas":', '"$dynamicRef":', '"$id":')
LARGEST = 20_000
LARGEST_WHEN_SPENT = 1_500
MOST_ALTERNATIVES = 12


def second_opinion(sub: JSON, sup: JSON, text: str, formats: Formats, *, spent: bool) -> bool:
    """Whether the algebra proves the containment. `text` is that of both; `spent`: the budget is over already."""
    if len(text) > (LARGEST_WHEN_SPENT if spent else LARGEST) or any(word in text for word in DISTRUSTED):
        return False
    if sum(text.count(word) for word in ('"anyOf":', '"oneOf":', '"not":', '"contains":')) > MOST_ALTERNATIVES:
        return False
    return covers(sup, sub, formats)
