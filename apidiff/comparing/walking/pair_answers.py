"""Answers about pairs, held against the whole pair and what surrounds it; each is asked once."""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import cached_property

from apidiff.comparing.asking.questions import CONTRADICTION, Questions, tolerable
from apidiff.comparing.edits import DIRECTIONS, FROM_SERVER, Answer, Directions, Edit
from apidiff.comparing.walking.attributing import of_edge
from apidiff.comparing.walking.graph import SAME_VALUE, Edge, Node
from apidiff.comparing.walking.pair_alone import MOST_EDITS_ALONE, is_written_form, of_keywords, of_question
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.comparing.walking.part_answers import PartAnswers
from apidiff.comparing.walking.spreading import Spread, Users
from apidiff.comparing.walking.witnesses import Witnesses
from apidiff.model.contract import JSON

COUNTS = frozenset(
    {"uniqueItems", "minItems", "maxItems", "contains", "minContains", "maxContains", "minProperties", "maxProperties",
     "propertyNames"}
)  # fmt: skip
"""Keywords that what is asked of the parts can make good: of two values there are no three different ones."""


class PairAnswers:
    """What containment says of each pair, and so of its edits, for the operations that see them."""

    def __init__(self, graph: PairGraph) -> None:
        self.graph = graph
        self.questions: Questions = graph.questions
        # The total of steps is spent in this order, which does not depend on the order of keys in the descriptions.
        self.nodes = sorted(graph.nodes.values(), key=lambda node: node.key)
        self.edited = [node for node in self.nodes if node.edits]
        self.spread = Spread(self.nodes)
        self.users = Users(self.nodes)
        self.witnesses = Witnesses(self.nodes, graph.questions, self._whole_pair, self._caused_through)
        self._whole: dict[tuple[Node, Directions, bool], Answer] = {}
        self.keeping: dict[Node, bool] = {}
        """See `_keeps_names` in `decide`."""
        self.losing_none: dict[Node, bool] = {}
        """See `_loses_no_name` in `decide`."""
        self.told: dict[tuple[Node, Directions], Container[int | None]] = {}
        """The parts in which some edit was made that breaks; `None` is among them if that may be any."""
        self._answers: dict[tuple[Node, Directions], dict[Edit, Answer]] = {}
        self._settled: dict[tuple[Node, Directions], dict[Edit, Answer]] = {}
        self._above_unsafe: dict[Directions, set[Node]] = {}
        self._above_form: dict[Directions, set[Node]] = {}
        """What leads to strings that are written in another way: nothing but equality absorbs that."""
        self.above_edit: dict[Directions, set[Node]] = {}
        self.above_break: dict[Directions, set[Node]] = {}
        self.safe_below: dict[Directions, set[Node]] = {}
        self.parts = PartAnswers(graph)

    def look_around(self) -> None:
        """Find what is above of what, and hold back where something around absorbs what is unsafe."""
        # First what is above of what is unsafe: without anything unsafe below, a pair has nothing to absorb and is not
        # asked.
        for direction, _ in DIRECTIONS:
            reached = [node for node in self.edited if self.spread.reached(node, direction)]
            unsafe = [node for node in reached if self._is_unsafe(node, direction)]
            self._above_unsafe[direction] = self.users.above(unsafe, direction)
            written = [node for node in unsafe if any(map(is_written_form, node.edits))]
            self._above_form[direction] = self.users.above(written, direction)
            changing = [node for node in reached if self.effective(node, direction)]
            self.above_edit[direction] = self.users.above(changing, direction)
        if any(self._above_unsafe.values()):
            self.spread.hold_back(self._absorbs)
        if any(self._levels(*edge) for edge in self._gates()):
            self.spread.level(self._levels)
        # Only now: whether an edit breaks depends on the operations for which it is live.
        for direction, _ in DIRECTIONS:
            live = [node for node in self.edited if self.spread.live(node, direction)]
            broken = [node for node in live if self.breaks(node, direction)]
            self.above_break[direction] = self.users.above(broken, direction)

    @cached_property
    def within(self) -> set[Node]:
        """The nodes that are a member or an item of another one."""
        return {edge.child for node in self.nodes for edge in node.edges if edge.step != SAME_VALUE}

    def settle(self, node: Node, direction: Directions) -> dict[Edit, Answer]:
        """The answers, each refutation held against what surrounds the pair in the operations for which it is live."""
        key = (node, direction)
        if key not in self._settled:
            live = self.spread.live(node, direction)
            answers = self._answers_of(node, direction)
            self._settled[key] = {
                edit: self._reached(edit, node, direction, answers[edit], live)
                for edit in node.edits
                if edit in answers
            }
        return self._settled[key]

    def _reached(self, edit: Edit, node: Node, direction: Directions, answer: Answer, live: int) -> Answer:
        if answer.safe is not False or not answer.has_witness:
            return answer
        reached = self.witnesses.reach(node, direction, answer, live, admitting=not tolerable(edit))
        # Its question alone decides, so it stays a break, though no payload is known that shows it.
        if edit.alone and reached.safe is not False:
            return answer._replace(witness=None, has_witness=False)
        return reached

    def breaks(self, node: Node, direction: Directions) -> bool:
        """Whether some edit of the pair breaks an operation, whatever else is changed around it."""
        answers = self.settle(node, direction)
        return any(
            edit in answers and answers[edit].safe is not True and not self.questions.tolerates(edit, direction)
            for edit in node.edits
        )

    def _is_unsafe(self, node: Node, direction: Directions) -> bool:
        return any(answer.safe is not True for answer in self._answers_of(node, direction).values())

    def effective(self, node: Node, direction: Directions) -> list[Edit]:
        """The edits of the node alone that change which values are valid."""
        answers = self._answers_of(node, direction)
        return [edit for edit in node.edits if edit.mask & direction and edit.asks and not answers[edit].same]

    def _absorbs(self, node: Node, edge: Edge, direction: Directions) -> bool:
        """Whether what stands around takes in what an unsafe edit below lets out."""
        around = self._around(node, edge, direction, self._above_unsafe)
        if around is None or around.safe is not True or not self.witnesses.reads(node, edge, direction):
            return False
        return around.same or edge.child not in self._above_form[direction]

    def _gates(self) -> Iterator[tuple[Node, Edge, Directions]]:
        """The edges at which what stands around could make up for an edit below."""
        for direction, _ in DIRECTIONS:
            above = self.above_edit[direction]
            for node in self.nodes if above else ():
                if node in above and self.spread.reached(node, direction):
                    yield from ((node, edge, direction) for edge in node.edges if edge.gated and edge.mask & direction)

    def _levels(self, node: Node, edge: Edge, direction: Directions) -> bool:
        """Whether the same values are valid around as before, whatever changed below."""
        around = self._around(node, edge, direction, self.above_edit)
        return around is not None and bool(around.safe and around.same)

    def _around(
        self, node: Node, edge: Edge, direction: Directions, above: dict[Directions, set[Node]]
    ) -> Answer | None:
        """What containment says of the pair around one that is `above` something; `None` where it has no say in it."""
        if edge.child not in above[direction] or (edge.step == SAME_VALUE and self.graph.keeps_apart(node)):
            return None
        return self.whole(node, direction)

    def whole(self, node: Node, direction: Directions, *, admitting: bool = False) -> Answer:
        """What containment says of the whole pair, everything in it."""
        key = (node, direction, admitting)
        if key not in self._whole:
            self._whole[key] = self.questions.answer(
                node.base.schema, node.revision.schema, direction, node.travels, admitting=admitting
            )
        return self._whole[key]

    def _whole_pair(self, node: Node, direction: Directions, admitting: bool, edge: Edge | None = None) -> Answer:
        part = None if edge is None or node.parts is None else of_edge(node.parts, node, edge)
        if part is None:
            return self.whole(node, direction, admitting=admitting)
        return self.parts.of_part(node, part, direction, admitting=admitting)

    def _caused_through(self, node: Node, edge: Edge, direction: Directions, instance: JSON) -> bool:
        part = None if node.parts is None else of_edge(node.parts, node, edge)
        return part is None or self.parts.caused_by(node, part, direction, instance, admitting=False)

    def _answers_of(self, node: Node, direction: Directions) -> dict[Edit, Answer]:
        key = (node, direction)
        if key not in self._answers:
            self._answers[key] = self._ask(node, direction)
        return self._answers[key]

    def _ask(self, node: Node, direction: Directions) -> dict[Edit, Answer]:
        asking = [edit for edit in node.edits if edit.asks and edit.mask & direction]
        alone = {edit: of_question(self.questions, edit, node, direction) for edit in asking if edit.question}
        rest = [edit for edit in asking if not edit.question]
        if rest and node.own is not None:
            alone |= of_keywords(self.questions, self.witnesses, node, rest, direction)
        for edit in asking:
            held = self._held(edit, node, direction, alone[edit])
            alone[edit] = self._attributed(edit, node, direction, held)
        changing = [edit for edit in asking if not alone[edit].same and not _is_contradicted(edit, alone[edit])]
        refuted = any(answer.safe is False and answer.has_witness for answer in alone.values())
        absorbing = (node.entangled or _count(changing)) and len(asking) < MOST_EDITS_ALONE
        if changing and absorbing and not refuted:  # what is refuted by a value of the whole pair is never absorbed
            # What is asked of the pair alone lacks keywords that can make good for an edit, so the whole has the last
            # word.
            whole = self.whole(node, direction)
            if whole.safe:
                settled = Answer(safe=True, same=whole.same)
                # How a string is written is no matter of values, so no proof about them makes it safe.
                unsafe = [e for e in changing if alone[e].safe is not True and not is_written_form(e)]
                alone |= dict.fromkeys(changing if whole.same else unsafe, settled)
        return alone | self._contradicted(node, direction, alone)

    def _contradicted(self, node: Node, direction: Directions, answers: dict[Edit, Answer]) -> dict[Edit, Answer]:
        """The answers of edits that let the server send less, if nothing is left that it could send.

        No payload breaks a client then, and yet that is not what anybody meant: what is really sent is not known.
        """
        narrowing = [edit for edit, answer in answers.items() if answer.safe and not answer.same]
        if direction != FROM_SERVER or not narrowing:
            return {}
        contradicts = not self.questions.has_some(node.revision.schema, "revision", direction, node.travels)
        if not contradicts or not self.questions.has_some(node.base.schema, "base", direction, node.travels):
            return {}
        return dict.fromkeys(narrowing, Answer(safe=None, reason=CONTRADICTION))

    def _held(self, edit: Edit, node: Node, direction: Directions, answer: Answer) -> Answer:
        """A refutation of the pair alone, if it is one of the whole pair; else what the whole pair answers.

        What was left out of the question can make up for it.
        """
        if edit.alone or answer.safe is not False or not answer.has_witness:
            return answer
        admitting = not tolerable(edit)
        held = self.witnesses.confirmed(node, direction, answer.witness, admitting=admitting)
        if held is not None:
            return answer._replace(witness=held.instance)
        return self.whole(node, direction, admitting=admitting)

    def _attributed(self, edit: Edit, node: Node, direction: Directions, answer: Answer) -> Answer:
        """The same, or what the one part answers that was edited, if the answer may be due to another part."""
        if edit.alone or answer.safe or node.parts is None or is_written_form(edit):
            return answer
        part = node.parts.of_edit(edit)
        # Made in several parts, or in none that is known: the whole answers for it.
        if part is None:
            return answer
        admitting = not tolerable(edit)
        if answer.has_witness and self.parts.caused_by(node, part, direction, answer.witness, admitting=admitting):
            return answer
        return self.parts.of_part(node, part, direction, admitting=admitting)


def _is_contradicted(edit: Edit, answer: Answer) -> bool:
    """Whether an edit of a name that clients know is about what contradicts itself. Nothing makes up for that."""
    return edit.alone and answer.reason == CONTRADICTION


def _count(edits: list[Edit]) -> bool:
    return any(edit.params["keyword"] in COUNTS for edit in edits)
