"""Decides the edits in the graph of pairs: for whom each one counts in each direction, and what containment says of it.

Structure names the edits; the pair alone is asked first, with everything that is compared on its own left out. Where
that is refuted and something around could absorb it, the whole pair is asked. What several edits do only together is
put on all of them; what no edit explains becomes a change of the composition, with its witness.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from apidiff.comparing.cutting import laid_over
from apidiff.comparing.edits import DIRECTIONS, Answer, Edit, Spot
from apidiff.comparing.nodes import Node
from apidiff.comparing.pointers import phrase
from apidiff.comparing.questions import Questions
from apidiff.comparing.schemas import SchemaWalk
from apidiff.comparing.witnesses import Witnesses

ABSORBED = Answer(safe=True, same=False, reason="what stands around it absorbs it")
HIDDEN = Answer(safe=True, same=True, reason="it does not travel in this direction")
MOST_EDITS_ALONE = 12


class Deciding:
    """Spreads operations over the graph and answers for each edit that some operation sees."""

    def __init__(self, walk: SchemaWalk) -> None:
        self._questions: Questions = walk.questions
        self._nodes = list(walk.nodes.values())
        self._witnesses = Witnesses(self._nodes, walk.questions)
        self._live: dict[tuple[int, int], int] = {}
        self._reached: dict[tuple[int, int], int] = {}
        self._hidden: dict[tuple[int, int], int] = {}
        self._whole: dict[tuple[int, int], Answer] = {}
        self._answers: dict[tuple[int, int], dict[int, Answer]] = {}
        self._users_in: dict[int, dict[int, list[Node]]] = {}
        self._above_unsafe: set[tuple[int, int]] = set()
        self._above_edit: set[tuple[int, int]] = set()
        self._above_break: set[tuple[int, int]] = set()

    def decide(self) -> Iterator[tuple[Edit, int, int, Answer | None]]:
        """Yield (edit, direction, operations, answer) for each edit and each direction in which it is seen."""
        self._spread()
        for node in self._nodes:
            for direction, _ in DIRECTIONS:
                yield from self._of_node(node, direction)

    def _of_node(self, node: Node, direction: int) -> Iterator[tuple[Edit, int, int, Answer | None]]:
        reached = self._reached.get((id(node), direction), 0)
        if not reached:
            hidden = self._hidden.get((id(node), direction), 0)
            if hidden:
                yield from ((edit, direction, hidden, HIDDEN) for edit in node.edits)
            return
        live = self._live.get((id(node), direction), 0)
        answers = self._shown(node, direction, live) if live else {}
        for edit in node.edits:
            if not edit.mask & direction:
                yield edit, direction, reached, HIDDEN
            elif not edit.asks:
                yield edit, direction, reached, None
            elif live:
                yield edit, direction, live, answers[id(edit)]
            else:
                yield edit, direction, reached, ABSORBED
        if live and node.exclusive and self._overlaps(node, direction):
            whole = self.whole(node, direction)
            yield self._cause(node, direction), direction, live, replace(whole, at=phrase(node.site))

    def _shown(self, node: Node, direction: int, live: int) -> dict[int, Answer]:
        """The answers, each refutation with the payload that a person is shown."""
        shown: dict[int, Answer] = {}
        for key, answer in self._answers_of(node, direction).items():
            if answer.safe is False and answer.has_witness:
                found = self._witnesses.show(node, direction, answer.witness, live)
                witness = found.instance if found else None
                answer = replace(answer, witness=witness, has_witness=found is not None, at=found.at if found else "")
            shown[key] = answer
        return shown

    def _spread(self) -> None:
        """Carry the operations from the surfaces down the edges, until nothing new arrives.

        First as far as they reach; then, with the unsafe pairs known, as far as nothing on the way absorbs them.
        """
        self._carry(gates=False)
        for direction, _ in DIRECTIONS:
            reached = [node for node in self._nodes if self._reached.get((id(node), direction))]
            self._above_unsafe |= self._above(direction, [n for n in reached if self._is_unsafe(n, direction)])
            self._above_edit |= self._above(direction, [n for n in reached if self._effective(n, direction)])
        self._live.clear()
        self._carry(gates=True)
        for direction, _ in DIRECTIONS:
            live = [node for node in self._nodes if self._live.get((id(node), direction))]
            self._above_break |= self._above(direction, [n for n in live if self._is_unsafe(n, direction)])

    def _above(self, direction: int, start: list[Node]) -> set[tuple[int, int]]:
        """The nodes from which one of `start` is seen in a direction, each with it."""
        if not start:
            return set()
        seen = {id(node) for node in start}
        pending = list(start)
        users = self._users(direction)
        while pending:
            for user in users.get(id(pending.pop()), ()):
                if id(user) not in seen:
                    seen.add(id(user))
                    pending.append(user)
        return {(number, direction) for number in seen}

    def _users(self, direction: int) -> dict[int, list[Node]]:
        if direction not in self._users_in:
            users: dict[int, list[Node]] = defaultdict(list)
            for node in self._nodes:
                for edge in node.edges:
                    if edge.mask & direction:
                        users[id(edge.child)].append(node)
            self._users_in[direction] = users
        return self._users_in[direction]

    def _is_unsafe(self, node: Node, direction: int) -> bool:
        return any(answer.safe is not True for answer in self._answers_of(node, direction).values())

    def _effective(self, node: Node, direction: int) -> list[Edit]:
        """The edits of the node alone that change which values are valid."""
        answers = self._answers_of(node, direction)
        return [edit for edit in node.edits if edit.mask & direction and edit.asks and not answers[id(edit)].same]

    def _carry(self, *, gates: bool) -> None:
        pending: list[Node] = []
        for node in self._nodes:
            for mask, operations, _ in node.seeds:
                for direction, _ in DIRECTIONS:
                    if mask & direction and self._arrive(node, direction, operations, operations):
                        pending.append(node)
        while pending:
            node = pending.pop()
            for edge in node.edges:
                for direction, _ in DIRECTIONS:
                    reached = self._reached.get((id(node), direction), 0)
                    hidden = self._hidden.get((id(node), direction), 0)
                    if not edge.mask & direction:
                        hidden, reached = hidden | reached, 0
                    if hidden and self._hide(edge.child, direction, hidden):
                        pending.append(edge.child)
                    if not reached:
                        continue
                    live = self._live.get((id(node), direction), 0)
                    if live and gates and edge.gated and self._absorbs(node, edge.child, direction):
                        live = 0
                    if self._arrive(edge.child, direction, reached, live):
                        pending.append(edge.child)

    def _hide(self, node: Node, direction: int, operations: int) -> bool:
        key = (id(node), direction)
        before = self._hidden.get(key, 0)
        self._hidden[key] = before | operations
        return self._hidden[key] != before

    def _absorbs(self, node: Node, child: Node, direction: int) -> bool:
        """Whether alternatives take in what an unsafe edit below one of them lets out."""
        return (id(child), direction) in self._above_unsafe and self.whole(node, direction).safe is True

    def _arrive(self, node: Node, direction: int, reached: int, live: int) -> bool:
        key = (id(node), direction)
        before = self._reached.get(key, 0), self._live.get(key, 0)
        after = before[0] | reached, before[1] | live
        self._reached[key], self._live[key] = after
        return before != after

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
        changing = [edit for edit in asking if not alone[id(edit)].same]
        if changing and node.entangled and len(asking) < MOST_EDITS_ALONE:
            whole = self.whole(node, direction)
            if whole.safe:
                settled = Answer(safe=True, same=whole.same)
                alone |= {id(edit): settled for edit in changing if whole.same or alone[id(edit)].safe is not True}
        return alone

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
        if not total.safe and all(answer.safe for answer in answers.values()):
            return {id(edit): total for edit in edits}
        return answers

    def _overlaps(self, node: Node, direction: int) -> bool:
        """Whether alternatives are each safe, and together are not: a value can match two of them now."""
        key = id(node), direction
        if key in self._above_break or key not in self._above_edit:
            return False
        return self.whole(node, direction).safe is not True

    def _cause(self, node: Node, direction: int) -> Edit:
        """What made alternatives overlap: the one edit below them, or else that they are put together so."""
        below = [edit for inner in self._below(node, direction) for edit in self._effective(inner, direction)]
        if len(below) == 1:
            return below[0]
        where = phrase(node.site)
        params = {"where": where, "holder": where, "name": where, "keyword": "oneOf", "base": "", "revision": ""}
        params |= {"base": "alternatives that exclude each other", "revision": "alternatives that overlap"}
        spots = Spot(node.base.pointer, node.base.schema), Spot(node.revision.pointer, node.revision.schema)
        return Edit("composition-changed", *spots, params=params, asks=True)

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
