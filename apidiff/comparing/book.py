"""Keeps the findings: each edit once, with the operations that it counts for in each direction."""

from __future__ import annotations

from apidiff.comparing.edits import DIRECTIONS, Answer, Edit, Effect, Finding


class Book:
    """Findings by the key of their edit, in the order in which they were noted."""

    def __init__(self) -> None:
        self.findings: dict[tuple[str, str, str, str, str], Finding] = {}

    def note(self, edit: Edit, mask: int, operations: int, answer: Answer | None = None) -> None:
        """Note an edit for the operations, in the directions in `mask`."""
        finding = self.findings.setdefault(edit.key, Finding(edit, {}))
        for bit, direction in DIRECTIONS:
            if bit & mask:
                finding.note(direction, Effect(operations, answer))
