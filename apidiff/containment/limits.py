"""What ends a search early: a spent budget, or a keyword outside of what is decided."""

from __future__ import annotations

import time

from apidiff.containment.answer import Budget


class Undecided(Exception):
    """Raised inside the procedure, never out of it: this part of the question cannot be settled, and why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Exhausted(Undecided):
    """The budget is spent: the whole question ends, whatever else could be tried."""


class Meter:
    """Counts steps against a budget. A step is one goal, one leaf or one state of an automaton."""

    def __init__(self, budget: Budget) -> None:
        self._left = budget.steps
        self._deadline = time.perf_counter() + budget.seconds
        self._until_look = 32

    def step(self, number: int = 1) -> None:
        """Spend steps. Raises `Exhausted` where the budget ends."""
        self._left -= number
        if self._left < 0:
            raise Exhausted("the budget of steps is spent")
        self._until_look -= number
        if self._until_look < 0:
            self._until_look = 32
            if time.perf_counter() > self._deadline:
                raise Exhausted("the budget of seconds is spent")
