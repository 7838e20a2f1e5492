"""Keeps the findings: each edit once, with the operations that it counts for in each direction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from apidiff.comparing.edits import DIRECTIONS, Answer, Directions, Edit, Effect, Finding
from apidiff.openapi.pointers import original

T = TypeVar("T")


class Book:
    """Findings by the key of their edit, in the order in which they were noted."""

    def __init__(self) -> None:
        self.findings: dict[tuple[str, ...], Finding] = {}
        self._answers: dict[str, Any] = {}

    def once(self, question: str, answer: Callable[[], T]) -> T:
        """Work out once what holds for all operations of the comparison, by the name of the question."""
        if question not in self._answers:
            self._answers[question] = answer()
        found: T = self._answers[question]
        return found

    def note(self, edit: Edit, mask: Directions, operations: int, answer: Answer | None = None) -> None:
        """Note an edit for the operations, in the directions in `mask`."""
        edit.relocate(original)
        finding = self.findings.setdefault(edit.key, Finding(edit, {}))
        # In one place values can come beside all that were there, and joined with another list in place of some.
        finding.edit.grows &= edit.grows
        for bit, direction in DIRECTIONS:
            if bit & mask:
                finding.note(direction, Effect(operations, answer))
