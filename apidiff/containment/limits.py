"""What ends a search early: a spent budget, or a keyword outside of what is decided."""

from __future__ import annotations

from apidiff.containment.answer import Budget

CHARGES = 16


class Stopped(Exception):
    """Raised inside the procedure, never out of it: it cannot go on, and why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Undecided(Stopped):
    """This part of the question cannot be settled; the others are tried."""


class Exhausted(Stopped):
    """The budget is spent: the whole question ends, whatever else could be tried."""


class Meter:
    """Counts steps against a budget.

    All work is charged where it is done, in sixteenths of a step: one for what takes Python about a microsecond (a
    formula, a goal, an edge of an automaton, a value held against a formula), more where work grows with its operands.
    """

    __slots__ = ("left", "limit")

    def __init__(self, budget: Budget) -> None:
        self.limit = budget.steps * CHARGES
        self.left = self.limit

    @property
    def spent(self) -> int:
        """The steps spent so far; never more than the budget."""
        return -(-self.charged // CHARGES)

    @property
    def charged(self) -> int:
        """The same in sixteenths."""
        return self.limit - self.left

    def charge(self, number: int = 1) -> None:
        """Spend sixteenths of a step. Raises `Exhausted` where the budget ends."""
        if number > self.left:
            raise Exhausted("the budget of steps is spent")
        self.left -= number

    def part(self, most: int) -> Meter:
        """A meter for a part of the work that may be given up; what it charges is to be charged here afterwards."""
        meter = Meter(Budget(0))
        meter.limit = meter.left = min(most, self.left)
        return meter
