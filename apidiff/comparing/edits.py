"""What comparing finds: edits, and the findings that gather them by cause."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from apidiff.model.change import Direction
from apidiff.model.contract import JSON

TO_SERVER = 1
FROM_SERVER = 2
BOTH = TO_SERVER | FROM_SERVER
DIRECTIONS: tuple[tuple[int, Direction], ...] = ((TO_SERVER, "to-server"), (FROM_SERVER, "from-server"))


def reverse(mask: int) -> int:
    """The mask of directions as the other party sees it."""
    return (mask & TO_SERVER) << 1 | (mask & FROM_SERVER) >> 1


class Absent:
    """The value of a keyword that is not there."""

    def __repr__(self) -> str:
        return "absent"


ABSENT = Absent()


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in one document, by JSON Pointer, and the value there; `ABSENT`: the place only holds what is missing."""

    pointer: str
    value: JSON = ABSENT


@dataclass(slots=True)
class Edit:
    """One difference, with the rule that it comes under. `params` fill the rule's sentence."""

    rule: str
    base: Spot | None
    revision: Spot | None
    name: str | None = None
    renamed_to: str | None = None
    params: dict[str, str] = field(default_factory=dict)
    asks: bool = False
    """Whether containment decides it; else the policy's table does."""
    patch: dict[str, JSON] | None = None
    """For one keyword: the revision's value, to be laid over the base alone (`ABSENT`: taken away)."""
    question: tuple[JSON, JSON, Literal["base", "revision", "both"]] | None = None
    """What to ask for this edit alone: two schemas, and whose document their references lead into."""
    mask: int = BOTH
    """The directions in which the edit can be seen at all."""

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """One edit has one key, however many operations lead to it."""
        return (
            self.rule,
            self.base.pointer if self.base else "",
            self.revision.pointer if self.revision else "",
            self.name or "",
            self.renamed_to or "",
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What containment says of an edit in one direction.

    `safe`: no client that tolerates what it must can break (`None`: undecided). `same`: the values are the same set.
    """

    safe: bool | None
    same: bool = False
    witness: JSON = None
    has_witness: bool = False
    at: str = ""
    """What the witness is a payload of."""
    reason: str | None = None


@dataclass(slots=True)
class Effect:
    """What an edit does in one direction: for whom, and what containment says (`None`: it was not asked)."""

    operations: int = 0
    """A bit set over the operations of the comparison."""
    answer: Answer | None = None


@dataclass(slots=True)
class Finding:
    """One edit with its effects; `others` are further copies of the same edit."""

    edit: Edit
    effects: dict[Direction, Effect]
    others: list[Edit] = field(default_factory=list)
