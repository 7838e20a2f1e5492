"""Keeps the findings: each edit once, with the operations that it counts for in each direction."""

from __future__ import annotations

from dataclasses import dataclass, field

from apidiff.comparing.edits import DIRECTIONS, Answer, Edit, Effect, Finding


def _weight(answer: Answer | None) -> int:
    """What weighs most when one edit is met in several places: refuted, undecided, safe, the same."""
    if answer is None or answer.safe is False:
        return 3
    return 2 if answer.safe is None else 0 if answer.same else 1


@dataclass
class Book:
    """Findings by the key of their edit, in the order in which they were noted."""

    findings: dict[tuple[str, str, str, str, str], Finding] = field(default_factory=dict)

    def note(self, edit: Edit, mask: int, operations: int, answer: Answer | None = None) -> None:
        """Note an edit for the directions in `mask`; the answer that weighs most stays, with its operations."""
        finding = self.findings.setdefault(edit.key, Finding(edit, {}))
        for bit, direction in DIRECTIONS:
            if not bit & mask:
                continue
            effect = finding.effects.get(direction)
            if effect is None or _weight(answer) > _weight(effect.answer):
                finding.effects[direction] = Effect(operations, answer)
            elif _weight(answer) == _weight(effect.answer):
                effect.operations |= operations
