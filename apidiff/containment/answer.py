"""The answer to "is this schema contained in that one?", and the budget that bounds the work for it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from apidiff.model.contract import JSON

Formats = Literal["annotate", "assert"]


class Containment(NamedTuple):
    """`status` is the discriminator: the witness of a refuted answer may be JSON's null, which is `None`."""

    status: Literal["proved", "refuted", "undecided"]
    witness: JSON = None
    """Refuted only: an instance valid under `sub` and invalid under `sup`."""
    reason: str | None = None
    """Undecided only: the keyword or the limit that stopped the procedure."""
    steps: int = 0
    """How many steps the answer took; the same on every machine."""


class Options(NamedTuple):
    """How a schema is read. `annotate`: the keyword asks nothing, as JSON Schema has it by default."""

    formats: Formats = "annotate"
    contents: Formats = "annotate"

    @property
    def asserts_contents(self) -> bool:
        """Whether `contentEncoding`, `contentMediaType` and `contentSchema` ask something."""
        return self.contents == "assert"


class Budget(NamedTuple):
    """How many steps may be spent on one question; beyond them the answer is `undecided`.

    A step is a bounded unit of work, of about fifteen microseconds. No clock is read.
    """

    steps: int = 20_000
