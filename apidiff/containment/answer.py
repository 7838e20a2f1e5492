"""The answer to "is this schema contained in that one?", and the budget that bounds the work for it."""

from __future__ import annotations

from typing import Literal

from apidiff.model.contract import JSON
from apidiff.model.named_tuple import NamedTuple

Formats = Literal["annotate", "assert"]


class Containment(NamedTuple):
    """`status` is the discriminator: the witness of a refuted answer may be JSON's null, which is `None`."""

    status: Literal["proved", "refuted", "undecided"]
    witness: JSON = None
    """Refuted only: an instance valid under `sub` and invalid under `sup`."""
    reason: str | None = None
    """Undecided only: the keyword or the limit that stopped the procedure."""


class Budget(NamedTuple):
    """How much may be spent on one question; whichever ends first makes the answer `undecided`."""

    steps: int = 200_000
    seconds: float = 0.8
