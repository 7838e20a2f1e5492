"""Answers about a pair of which one part is edited."""

from __future__ import annotations

from apidiff.comparing.asking.projection import hidden_in
from apidiff.comparing.asking.questions import CONTRADICTION, Questions, Side
from apidiff.comparing.edits import TO_SERVER, Answer, Directions
from apidiff.comparing.walking.attributing import hidden_by, part_alone, sides
from apidiff.comparing.walking.graph import Node
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.model.contract import JSON


class PartAnswers:
    """What containment says of pairs of which one part is edited; the others are as on the smaller side."""

    def __init__(self, graph: PairGraph) -> None:
        self._graph = graph
        self._questions: Questions = graph.questions
        self._answers: dict[tuple[Node, int, Directions, bool], Answer] = {}
        self.judged: set[tuple[Node, Directions]] = set()
        """The pairs, each in a direction, of which some edit was judged by the part that it was made in."""
        self._sides: dict[tuple[Node, int, Directions, bool], tuple[JSON, JSON]] = {}
        self._hidden: dict[tuple[Node, Directions], dict[str, list[int]]] = {}

    def of_part(self, node: Node, part: int, direction: Directions, *, admitting: bool) -> Answer:
        """What containment says of the whole pair with one part edited."""
        key = (node, part, direction, admitting)
        self.judged.add((node, direction))
        if key not in self._answers:
            # Alone first: the smaller question, whose refutation is one of the whole.
            answer = self._ask_part(node, part, direction, admitting=admitting, alone=True)
            if answer.safe or answer.reason == CONTRADICTION:  # whether all is the same is no question about one part
                answer = self._ask_part(node, part, direction, admitting=admitting, alone=False)
            self._answers[key] = answer
        return self._answers[key]

    def _ask_part(self, node: Node, part: int, direction: Directions, *, admitting: bool, alone: bool) -> Answer:
        base, revision, of = self._one_part(node, part, direction, alone=alone)
        return self._questions.answer(base, revision, direction, node.travels, of=of, admitting=admitting)

    def caused_by(self, node: Node, part: int, direction: Directions, instance: JSON, *, admitting: bool) -> bool:
        """Whether an instance tells the sides apart by an edit in one part."""
        base, revision, of = self._one_part(node, part, direction, alone=True)
        return any(
            self._questions.tells_apart(
                base, revision, direction, instance, node.travels, of, by_name=by_name, admitting=admitting
            )
            for by_name in (False, True)
        )

    def _one_part(self, node: Node, part: int, direction: Directions, *, alone: bool) -> tuple[JSON, JSON, Side]:
        """The two schemas of a question about one part, and where they stand; `alone`: without the other parts."""
        key = node, part, direction, alone
        if key not in self._sides:  # kept, so that each is projected once
            assert node.parts is not None
            if alone:
                smaller = node.base.schema if direction == TO_SERVER else node.revision.schema
                hidden = [name for name, at in self._hidden_by(node, direction).items() if at != [part]]
                self._sides[key] = smaller, part_alone(node.parts, part, direction, hidden)
            else:
                self._sides[key] = sides(node.parts, node, part, direction)
        smaller, other = self._sides[key]
        return (smaller, other, "base") if direction == TO_SERVER else (other, smaller, "both")

    def _hidden_by(self, node: Node, direction: Directions) -> dict[str, list[int]]:
        """The properties that do not travel, each with the parts that say so."""
        key = node, direction
        if key not in self._hidden:
            assert node.parts is not None
            contract = self._graph.base if direction == TO_SERVER else self._graph.revision
            self._hidden[key] = hidden_by(node.parts, direction, lambda at: hidden_in(contract, at, direction))
        return self._hidden[key]
