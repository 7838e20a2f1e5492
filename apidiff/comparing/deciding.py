"""Decides the edits in the graph of pairs: for whom each one counts in each direction, and what containment says of it.

Structure names the edits; the pair alone is asked first, with everything that is compared on its own left out. Where
that is refuted and something around could absorb it, the whole pair is asked. What several edits do only together is
put on all of them; what no edit explains becomes a change of the composition, with its witness.
"""

from __future__ import annotations

from collections.abc import Iterator

from apidiff.comparing.cutting import laid_over
from apidiff.comparing.edits import DIRECTIONS, Answer, Edit
from apidiff.comparing.nodes import SAME_VALUE, Edge, Node
from apidiff.comparing.pointers import phrase
from apidiff.comparing.questions import Questions
from apidiff.comparing.schema_edits import composition_edit
from apidiff.comparing.schemas import SchemaWalk
from apidiff.comparing.spreading import Spread, Users
from apidiff.comparing.witnesses import Witnesses

ABSORBED = Answer(safe=True, same=False, reason="what stands around it absorbs it")
HIDDEN = Answer(safe=True, same=True, reason="it does not travel in this direction")
MOST_EDITS_ALONE = 12
COUNTS = frozenset(
    {"uniqueItems", "minItems", "maxItems", "contains", "minContains", "maxContains", "minProperties", "maxProperties",
     "propertyNames"}
)  # fmt: skip
"""Keywords that what is asked of the parts can make good: of two values there are no three different ones."""


class Deciding:
    """Spreads operations over the graph and answers for each edit that some operation sees."""

    def __init__(self, walk: SchemaWalk) -> None:
        self._walk = walk
        self._questions: Questions = walk.questions
        # The total of steps is spent in this order, which does not depend on the order of keys in the descriptions.
        self._nodes = sorted(walk.nodes.values(), key=lambda node: node.key)
        self._edited = [node for node in self._nodes if node.edits]
        self._spread = Spread(self._nodes)
        self._users = Users(self._nodes)
        self._witnesses = Witnesses(self._nodes, walk.questions)
        self._whole: dict[tuple[int, int], Answer] = {}
        self._answers: dict[tuple[int, int], dict[int, Answer]] = {}
        self._above_unsafe: dict[int, set[int]] = {}
        self._above_edit: dict[int, set[int]] = {}
        self._above_break: dict[int, set[int]] = {}

    def decide(self) -> Iterator[tuple[Edit, int, int, Answer | None]]:
        """Yield (edit, direction, operations, answer) for each edit and each direction in which it is seen."""
        self._look_around()
        for direction, _ in DIRECTIONS:
            for node in self._edited:
                yield from self._of_node(node, direction)
            for node in self._nodes:
                if node.exclusive and self._overlaps(node, direction):
                    answer = self.whole(node, direction)._replace(at=phrase(node.site))
                    yield self._cause(node, direction), direction, self._spread.live(node, direction), answer

    def _look_around(self) -> None:
        """Find what is above of what, and hold back where something around absorbs what is unsafe."""
        for direction, _ in DIRECTIONS:
            reached = [node for node in self._edited if self._spread.reached(node, direction)]
            unsafe = [node for node in reached if self._is_unsafe(node, direction)]
            self._above_unsafe[direction] = self._users.above(unsafe, direction)
            changing = [node for node in reached if self._effective(node, direction)]
            self._above_edit[direction] = self._users.above(changing, direction)
        if any(self._above_unsafe.values()):
            self._spread.hold_back(self._absorbs)
        if any(self._levels(*edge) for edge in self._gates()):
            self._spread.level(self._levels)
        for direction, _ in DIRECTIONS:
            live = [node for node in self._edited if self._spread.live(node, direction)]
            unsafe = [node for node in live if self._is_unsafe(node, direction)]
            self._above_break[direction] = self._users.above(unsafe, direction)

    def _of_node(self, node: Node, direction: int) -> Iterator[tuple[Edit, int, int, Answer | None]]:
        reached = self._spread.reached(node, direction)
        if not reached:
            hidden = self._spread.hidden(node, direction)
            if hidden:
                yield from ((edit, direction, hidden, HIDDEN) for edit in node.edits)
            return
        live = self._spread.live(node, direction)
        answers = self._shown(node, direction, live) if live else {}
        for edit in node.edits:
            if not edit.mask & direction:
                yield edit, direction, reached, HIDDEN
            elif not edit.asks:
                yield edit, direction, reached, None
            elif live:
                answer = answers[id(edit)]
                if answer.safe and not self._spread.noticed(node, direction):
                    answer = answer._replace(same=True)
                yield edit, direction, live, answer
            else:
                yield edit, direction, reached, ABSORBED._replace(same=not self._spread.noticed(node, direction))

    def _shown(self, node: Node, direction: int, live: int) -> dict[int, Answer]:
        """The answers, each refutation with the payload that a person is shown."""
        shown: dict[int, Answer] = {}
        for key, answer in self._answers_of(node, direction).items():
            if answer.safe is False and answer.has_witness:
                found = self._witnesses.show(node, direction, answer.witness, live)
                witness = found.instance if found else None
                answer = answer._replace(witness=witness, has_witness=found is not None, at=found.at if found else "")
            shown[key] = answer
        return shown

    def _is_unsafe(self, node: Node, direction: int) -> bool:
        return any(answer.safe is not True for answer in self._answers_of(node, direction).values())

    def _effective(self, node: Node, direction: int) -> list[Edit]:
        """The edits of the node alone that change which values are valid."""
        answers = self._answers_of(node, direction)
        return [edit for edit in node.edits if edit.mask & direction and edit.asks and not answers[id(edit)].same]

    def _absorbs(self, node: Node, edge: Edge, direction: int) -> bool:
        """Whether what stands around takes in what an unsafe edit below lets out."""
        around = self._around(node, edge, direction, self._above_unsafe)
        return around is not None and around.safe is True

    def _gates(self) -> Iterator[tuple[Node, Edge, int]]:
        """The edges at which what stands around could make up for an edit below."""
        for direction, _ in DIRECTIONS:
            above = self._above_edit[direction]
            for node in self._nodes if above else ():
                if id(node) in above and self._spread.reached(node, direction):
                    yield from ((node, edge, direction) for edge in node.edges if edge.gated and edge.mask & direction)

    def _levels(self, node: Node, edge: Edge, direction: int) -> bool:
        """Whether the same values are valid around as before, whatever changed below."""
        around = self._around(node, edge, direction, self._above_edit)
        return around is not None and bool(around.safe and around.same)

    def _around(self, node: Node, edge: Edge, direction: int, above: dict[int, set[int]]) -> Answer | None:
        """What containment says of the pair around one that is `above` something; `None` where it has no say in it."""
        if id(edge.child) not in above[direction] or (edge.step == SAME_VALUE and self._walk.keeps_apart(node)):
            return None
        return self.whole(node, direction)

    def whole(self, node: Node, direction: int) -> Answer:
        """What containment says of the whole pair, everything in it."""
        key = (id(node), direction)
        if key not in self._whole:
            self._whole[key] = self._questions.answer(node.base.schema, node.revision.schema, direction, node.travels)
        return self._whole[key]

    def _answers_of(self, node: Node, direction: int) -> dict[int, Answer]:
        key = (id(node), direction)
        if key not in self._answers:
            self._answers[key] = self._ask(node, direction)
        return self._answers[key]

    def _ask(self, node: Node, direction: int) -> dict[int, Answer]:
        asking = [edit for edit in node.edits if edit.asks and edit.mask & direction]
        alone = {id(edit): self._question(edit, node, direction) for edit in asking if edit.question}
        rest = [edit for edit in asking if not edit.question]
        if rest and node.own is not None:
            alone |= self._of_keywords(node, rest, direction)
        if rest and not all(self._holds(node, direction, alone[id(edit)]) for edit in rest):
            whole = self.whole(node, direction)
            if whole.safe:
                alone |= {id(edit): Answer(safe=True, same=whole.same) for edit in rest if not alone[id(edit)].same}
        changing = [edit for edit in asking if not alone[id(edit)].same]
        if changing and (node.entangled or _count(changing)) and len(asking) < MOST_EDITS_ALONE:
            whole = self.whole(node, direction)
            if whole.safe:
                settled = Answer(safe=True, same=whole.same)
                alone |= {id(edit): settled for edit in changing if whole.same or alone[id(edit)].safe is not True}
        return alone

    def _holds(self, node: Node, direction: int, answer: Answer) -> bool:
        """Whether a refutation of the pair alone is one of the whole pair too: what was left out could prevent it."""
        if answer.safe is not False or not answer.has_witness:
            return True
        return self._witnesses.confirmed(node, direction, answer.witness) is not None

    def _question(self, edit: Edit, node: Node, direction: int) -> Answer:
        assert edit.question is not None
        base, revision, side = edit.question
        return self._questions.answer(base, revision, direction, node.travels, of=side)

    def _of_keywords(self, node: Node, edits: list[Edit], direction: int) -> dict[int, Answer]:
        assert node.own is not None
        base, revision = node.own
        total = self._questions.answer(base, revision, direction, node.travels)
        if len(edits) == 1 or len(edits) > MOST_EDITS_ALONE or (total.safe and total.same):
            return {id(edit): total for edit in edits}
        answers: dict[int, Answer] = {}
        for edit in edits:
            hybrid = laid_over(base, edit)
            if hybrid is None:
                answers[id(edit)] = total
                continue
            answer = self._questions.answer(base, hybrid, direction, node.travels, of="base")
            answers[id(edit)] = Answer(safe=True, same=answer.same) if total.safe else answer
        together = all(answer.safe for answer in answers.values()), all(answer.same for answer in answers.values())
        if (together[0] and not total.safe) or (together[1] and not total.same):
            return {id(edit): total for edit in edits}
        return answers

    def _overlaps(self, node: Node, direction: int) -> bool:
        """Whether alternatives are each safe, and together are not: a value can match two of them now."""
        if id(node) in self._above_break[direction] or id(node) not in self._above_edit[direction]:
            return False
        if not self._spread.live(node, direction) or self._walk.keeps_apart(node):
            return False
        return self.whole(node, direction).safe is not True

    def _cause(self, node: Node, direction: int) -> Edit:
        """What made alternatives overlap: the one edit below them, or else that they are put together so."""
        below = [edit for inner in self._below(node, direction) for edit in self._effective(inner, direction)]
        if len(below) == 1:
            return below[0]
        return composition_edit(node, "alternatives that exclude each other", "alternatives that overlap")

    def _below(self, node: Node, direction: int) -> list[Node]:
        """The node and all that it leads to in a direction."""
        seen = {id(node): node}
        pending = [node]
        while pending:
            for edge in pending.pop().edges:
                if edge.mask & direction and id(edge.child) not in seen:
                    seen[id(edge.child)] = edge.child
                    pending.append(edge.child)
        return list(seen.values())


def _count(edits: list[Edit]) -> bool:
    return any(edit.params["keyword"] in COUNTS for edit in edits)
