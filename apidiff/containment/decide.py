"""From two schemas to one answer: the trivial cases, then the algebra, then a witness."""

from __future__ import annotations

from apidiff.containment.algebra import covers, validator
from apidiff.containment.answer import Budget, Containment, Formats
from apidiff.model.contract import JSON

PROVED = Containment("proved")
SAMPLES: tuple[JSON, ...] = (None, True, False, 0, 1, -1, 0.5, "", "a", [], {})


def is_subschema(
    sub: JSON,
    sup: JSON,
    *,
    budget: Budget = Budget(),  # noqa: B008 - immutable, and the default is part of the documented signature
    formats: Formats = "annotate",
) -> Containment:
    """Decide whether every instance valid under `sub` is valid under `sup`.

    Both are self-contained JSON Schema 2020-12 documents. `format` is an annotation unless `formats` is `assert`.
    A refuted answer carries a witness that the validator confirmed on both sides; it may be `None`, JSON's null.

    Raises `InputError` where a schema is not one, or a `$ref` has no target.
    """
    narrow, wide = validator(sub, formats), validator(sup, formats)
    if sub is False or sup is True or sub == sup:
        return PROVED
    for sample in SAMPLES:
        if narrow.is_valid(sample) and not wide.is_valid(sample):
            return Containment("refuted", witness=sample)
    if budget.steps > 0 and covers(sup, sub, formats):
        return PROVED
    return Containment("undecided", reason="no witness found")
