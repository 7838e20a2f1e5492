"""Decides the edits in the graph of pairs: for whom each one counts in each direction, and what containment says of it.

Structure names the edits; the pair alone is asked first, with everything left out that smaller pairs compare. A
refutation counts only if its witness holds on the whole pair, and on every pair around it up to an operation; else the
whole is asked there (see `witnesses`). What several edits do only together is put on all of them. Where the parts do
not prove the whole (see `covering`; alternatives that may overlap), it is asked once all edits are judged safe: what
refutes it then is told of the one edit that can have caused it, or as a change that no edit explains.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import cached_property

from apidiff.comparing.asking.isolate import admitting, all_laid_over, laid_over, undone
from apidiff.comparing.asking.projection import Foreign, hidden_in
from apidiff.comparing.asking.questions import CONTRADICTION, LIMITED_AROUND, Questions, Side, tolerable
from apidiff.comparing.asking.wire import TEXTUAL
from apidiff.comparing.edits import BOTH, DIRECTIONS, FROM_SERVER, NEITHER, TO_SERVER, Answer, Directions, Edit
from apidiff.comparing.pointers import phrase
from apidiff.comparing.schemas.naming import forms_below, marks_below, names_below
from apidiff.comparing.walking.attributing import hidden_by, of_edge, part_alone, sides
from apidiff.comparing.walking.composition import composition_edit, unexplained_edit
from apidiff.comparing.walking.graph import SAME_VALUE, Edge, Node
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.comparing.walking.partly import Inseparable, Partly, beside, beside_moved
from apidiff.comparing.walking.spreading import Spread, Users
from apidiff.comparing.walking.witnesses import Witnesses
from apidiff.comparing.walking.xml_form import written_as_xml, written_otherwise
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import CONDITIONAL, FOLLOWING

ABSORBED = Answer(safe=True, same=False, reason=LIMITED_AROUND)
HIDDEN = Answer(safe=True, same=True, reason="it does not travel in this direction")
MOST_EDITS_ALONE = 12
MOST_VALUES = 10
"""Values that came to an enum, or went, of which one is sought that tells the sides apart."""
_LISTED = frozenset({"enum-value-added", "enum-value-removed", "extensible-enum-value-added"})
COUNTS = frozenset(
    {"uniqueItems", "minItems", "maxItems", "contains", "minContains", "maxContains", "minProperties", "maxProperties",
     "propertyNames"}
)  # fmt: skip
"""Keywords that what is asked of the parts can make good: of two values there are no three different ones."""


class Deciding:
    """Spreads operations over the graph and answers for each edit that some operation sees."""

    def __init__(self, walk: PairGraph) -> None:
        self._walk = walk
        self._questions: Questions = walk.questions
        # The total of steps is spent in this order, which does not depend on the order of keys in the descriptions.
        self._nodes = sorted(walk.nodes.values(), key=lambda node: node.key)
        self._edited = [node for node in self._nodes if node.edits]
        self._spread = Spread(self._nodes)
        self._users = Users(self._nodes)
        self._witnesses = Witnesses(self._nodes, walk.questions, self._whole_pair, self._caused_through)
        self._whole: dict[tuple[int, Directions, bool], Answer] = {}
        self._parts: dict[tuple[int, int, int, bool], Answer] = {}
        """The answers about one part of a whole; the others are as on the smaller side."""
        self._by_parts: set[tuple[int, Directions]] = set()
        """The pairs, each in a direction, of which some edit was judged by the part that it was made in."""
        self._sides: dict[tuple[int, int, Directions, bool], tuple[JSON, JSON]] = {}
        self._hidden: dict[tuple[int, Directions], dict[str, list[int]]] = {}
        self._keeping: dict[int, bool] = {}
        """By the identity of a pair: see `_keeps_names`."""
        self._told: dict[tuple[int, Directions], Container[int | None]] = {}
        """The parts in which some edit was made that breaks; `None` is among them if that may be any."""
        self._answers: dict[tuple[int, Directions], dict[int, Answer]] = {}
        self._settled: dict[tuple[int, Directions], dict[int, Answer]] = {}
        self._above_unsafe: dict[Directions, set[int]] = {}
        self._above_form: dict[Directions, set[int]] = {}
        """What leads to strings that are written in another way: nothing but equality absorbs that."""
        self._above_edit: dict[Directions, set[int]] = {}
        self._above_break: dict[Directions, set[int]] = {}
        self._safe_below: dict[Directions, set[int]] = {}

    def decide(self) -> Iterator[tuple[Edit, Directions, int, Answer | None]]:
        """Yield (edit, direction, operations, answer) for each edit and each direction in which it is seen."""
        self._look_around()
        for direction, _ in DIRECTIONS:
            for node in self._edited:
                yield from self._of_node(node, direction)
                yield from self._of_moved(node, direction)
                yield from self._of_kept(node, direction)
            for node in self._nodes:
                told = [*self._of_whole(node, direction)] if node.exclusive or node.together else []
                yield from told
                if not told and (id(node), direction) in self._by_parts:
                    yield from self._of_parts(node, direction)

    def compared(self) -> dict[str, Directions]:
        """The schemas that were compared with the same place, each with the directions in which operations see it."""
        found: dict[str, Directions] = {}
        for node in self._nodes:
            shared = {node.base.pointer} & {node.revision.pointer}
            if node.left and node.right:
                shared |= {ref[1:] for ref in node.left.refs} & {ref[1:] for ref in node.right.refs}
            mask = Directions(sum(direction for direction, _ in DIRECTIONS if self._spread.reached(node, direction)))
            for pointer in shared:
                found[pointer] = found.get(pointer, NEITHER) | mask
        return found

    def _look_around(self) -> None:
        """Find what is above of what, and hold back where something around absorbs what is unsafe."""
        for direction, _ in DIRECTIONS:
            reached = [node for node in self._edited if self._spread.reached(node, direction)]
            unsafe = [node for node in reached if self._is_unsafe(node, direction)]
            self._above_unsafe[direction] = self._users.above(unsafe, direction)
            written = [node for node in unsafe if any(map(_is_written_form, node.edits))]
            self._above_form[direction] = self._users.above(written, direction)
            changing = [node for node in reached if self._effective(node, direction)]
            self._above_edit[direction] = self._users.above(changing, direction)
        if any(self._above_unsafe.values()):
            self._spread.hold_back(self._absorbs)
        if any(self._levels(*edge) for edge in self._gates()):
            self._spread.level(self._levels)
        for direction, _ in DIRECTIONS:
            live = [node for node in self._edited if self._spread.live(node, direction)]
            broken = [node for node in live if self._breaks(node, direction)]
            self._above_break[direction] = self._users.above(broken, direction)

    def _of_node(self, node: Node, direction: Directions) -> Iterator[tuple[Edit, Directions, int, Answer | None]]:
        reached = self._spread.reached(node, direction)
        if not reached:
            hidden = self._spread.hidden(node, direction)
            if hidden:
                yield from ((edit, direction, hidden, HIDDEN) for edit in node.edits if not edit.is_half)
            return
        live = self._spread.live(node, direction)
        answers = self._settle(node, direction) if live else {}
        for edit in node.edits:
            if not edit.mask & direction:
                yield from [] if edit.is_half else [(edit, direction, reached, HIDDEN)]
            elif not edit.asks:
                yield from self._of_mark(edit, node, direction, reached)
            elif live:
                answer = answers[id(edit)]
                if answer.safe and not self._spread.noticed(node, direction):
                    answer = answer._replace(same=True)
                yield edit, direction, live, answer
            else:
                yield edit, direction, reached, ABSORBED._replace(same=not self._spread.noticed(node, direction))

    def _of_moved(self, node: Node, direction: Directions) -> Iterator[tuple[Edit, Directions, int, Answer | None]]:
        """The names that are declared elsewhere now, where another edit of the pair breaks something.

        Where none does, the question about the pair holds them; beside a break they could not be told from it.
        """
        told = {id(edit) for edit in node.edits}
        moved = [edit for edit in node.moved.values() if id(edit) not in told]
        live = self._spread.live(node, direction) if moved else 0
        if not live or not self._breaks(node, direction):
            return
        for edit in moved:
            joined = beside_moved(node, edit, direction)
            if joined is None:
                continue
            answer = self._questions.answer(joined, node.revision.schema, direction, node.travels)
            if answer.has_witness:
                answer = self._witnesses.reach(node, direction, answer, live)
            if answer.safe is not True and answer.reason != CONTRADICTION:
                yield edit, direction, live, answer

    def _of_kept(self, node: Node, direction: Directions) -> Iterator[tuple[Edit, Directions, int, Answer | None]]:
        """The names that a condition declares on one side alone, where nothing of the pair breaks in any direction."""
        reached = self._spread.reached(node, direction)
        if reached and self._keeps_names(node):
            same = self.whole(node, direction, admitting=True).same
            told = {id(edit) for edit in node.edits}
            kept = (edit for edit in node.moved.values() if id(edit) not in told)
            yield from ((edit, direction, reached, Answer(safe=True, same=same)) for edit in kept)

    def _keeps_names(self, node: Node) -> bool:
        """Whether names came under conditions or left them, and the pair as a whole proves that this is safe.

        What no value tells has to be the same on both sides: the names at any depth, whether they travel in both
        directions, and how strings are written.
        """
        left, right = node.left, node.right
        if not node.moved or left is None or right is None:
            return False
        if id(node) not in self._keeping:
            sides = (self._walk.base, node.base.schema), (self._walk.revision, node.revision.schema)
            names, now = (names_below(*side) for side in sides)
            seen = [each for each, _ in DIRECTIONS if self._spread.reached(node, each)]
            self._keeping[id(node)] = (
                not CONDITIONAL.isdisjoint({*left.keywords, *right.keywords})
                and not any(self._breaks(node, each) for each in seen)
                and names is not None
                and now is not None
                and names <= now
                and forms_below(*sides[0]) == forms_below(*sides[1])
                and marks_below(*sides[0]) == marks_below(*sides[1])
                and all(self.whole(node, each, admitting=True).safe for each in seen)
            )
        return self._keeping[id(node)]

    def _of_mark(
        self, edit: Edit, node: Node, direction: Directions, reached: int
    ) -> Iterator[tuple[Edit, Directions, int, Answer | None]]:
        """What asks nothing of a value says nothing on the wire either, but for `xml` where XML is sent."""
        as_xml = self._spread.as_xml(node, direction) if edit.rule == "xml-changed" else 0
        walk = self._walk
        if as_xml and written_otherwise(walk.base, walk.revision, node, is_root=id(node) not in self._within):
            yield written_as_xml(edit), direction, as_xml, None
            reached &= ~as_xml
        if reached:
            yield edit, direction, reached, None

    @cached_property
    def _within(self) -> set[int]:
        """The identities of the nodes that are a member or an item of another one."""
        return {id(edge.child) for node in self._nodes for edge in node.edges if edge.step != SAME_VALUE}

    def _settle(self, node: Node, direction: Directions) -> dict[int, Answer]:
        """The answers, each refutation held against what surrounds the pair in the operations for which it is live."""
        key = (id(node), direction)
        if key not in self._settled:
            live = self._spread.live(node, direction)
            answers = self._answers_of(node, direction)
            self._settled[key] = {
                id(edit): self._reached(edit, node, direction, answers[id(edit)], live)
                for edit in node.edits
                if id(edit) in answers
            }
        return self._settled[key]

    def _reached(self, edit: Edit, node: Node, direction: Directions, answer: Answer, live: int) -> Answer:
        if answer.safe is not False or not answer.has_witness:
            return answer
        reached = self._witnesses.reach(node, direction, answer, live, admitting=not tolerable(edit))
        if edit.alone and reached.safe is not False:
            return answer._replace(witness=None, has_witness=False)
        return reached

    def _breaks(self, node: Node, direction: Directions) -> bool:
        """Whether some edit of the pair breaks an operation, whatever else is changed around it."""
        answers = self._settle(node, direction)
        return any(
            id(edit) in answers
            and answers[id(edit)].safe is not True
            and not self._questions.tolerates(edit, direction)
            for edit in node.edits
        )

    def _is_unsafe(self, node: Node, direction: Directions) -> bool:
        return any(answer.safe is not True for answer in self._answers_of(node, direction).values())

    def _effective(self, node: Node, direction: Directions) -> list[Edit]:
        """The edits of the node alone that change which values are valid."""
        answers = self._answers_of(node, direction)
        return [edit for edit in node.edits if edit.mask & direction and edit.asks and not answers[id(edit)].same]

    def _absorbs(self, node: Node, edge: Edge, direction: Directions) -> bool:
        """Whether what stands around takes in what an unsafe edit below lets out."""
        around = self._around(node, edge, direction, self._above_unsafe)
        if around is None or around.safe is not True:
            return False
        return around.same or id(edge.child) not in self._above_form[direction]

    def _gates(self) -> Iterator[tuple[Node, Edge, Directions]]:
        """The edges at which what stands around could make up for an edit below."""
        for direction, _ in DIRECTIONS:
            above = self._above_edit[direction]
            for node in self._nodes if above else ():
                if id(node) in above and self._spread.reached(node, direction):
                    yield from ((node, edge, direction) for edge in node.edges if edge.gated and edge.mask & direction)

    def _levels(self, node: Node, edge: Edge, direction: Directions) -> bool:
        """Whether the same values are valid around as before, whatever changed below."""
        around = self._around(node, edge, direction, self._above_edit)
        return around is not None and bool(around.safe and around.same)

    def _around(
        self, node: Node, edge: Edge, direction: Directions, above: dict[Directions, set[int]]
    ) -> Answer | None:
        """What containment says of the pair around one that is `above` something; `None` where it has no say in it."""
        if id(edge.child) not in above[direction] or (edge.step == SAME_VALUE and self._walk.keeps_apart(node)):
            return None
        return self.whole(node, direction)

    def whole(self, node: Node, direction: Directions, *, admitting: bool = False) -> Answer:
        """What containment says of the whole pair, everything in it."""
        key = (id(node), direction, admitting)
        if key not in self._whole:
            self._whole[key] = self._questions.answer(
                node.base.schema, node.revision.schema, direction, node.travels, admitting=admitting
            )
        return self._whole[key]

    def _whole_pair(self, node: Node, direction: Directions, admitting: bool, edge: Edge | None = None) -> Answer:
        part = None if edge is None or node.parts is None else of_edge(node.parts, node, edge)
        if part is None:
            return self.whole(node, direction, admitting=admitting)
        return self._of_part(node, part, direction, admitting=admitting)

    def _caused_through(self, node: Node, edge: Edge, direction: Directions, instance: JSON) -> bool:
        part = None if node.parts is None else of_edge(node.parts, node, edge)
        return part is None or self._caused_by(node, part, direction, instance, admitting=False)

    def _answers_of(self, node: Node, direction: Directions) -> dict[int, Answer]:
        key = (id(node), direction)
        if key not in self._answers:
            self._answers[key] = self._ask(node, direction)
        return self._answers[key]

    def _ask(self, node: Node, direction: Directions) -> dict[int, Answer]:
        asking = [edit for edit in node.edits if edit.asks and edit.mask & direction]
        alone = {id(edit): self._question(edit, node, direction) for edit in asking if edit.question}
        rest = [edit for edit in asking if not edit.question]
        if rest and node.own is not None:
            alone |= self._of_keywords(node, rest, direction)
        for edit in asking:
            held = self._held(edit, node, direction, alone[id(edit)])
            alone[id(edit)] = self._attributed(edit, node, direction, held)
        changing = [edit for edit in asking if not alone[id(edit)].same and not _is_contradicted(edit, alone[id(edit)])]
        refuted = any(answer.safe is False and answer.has_witness for answer in alone.values())
        absorbing = (node.entangled or _count(changing)) and len(asking) < MOST_EDITS_ALONE
        if changing and absorbing and not refuted:  # what is refuted by a value of the whole pair is never absorbed
            whole = self.whole(node, direction)
            if whole.safe:
                settled = Answer(safe=True, same=whole.same)
                unsafe = [e for e in changing if alone[id(e)].safe is not True and not _is_written_form(e)]
                alone |= {id(edit): settled for edit in (changing if whole.same else unsafe)}
        return alone

    def _held(self, edit: Edit, node: Node, direction: Directions, answer: Answer) -> Answer:
        """A refutation of the pair alone, if it is one of the whole pair; else what the whole pair answers.

        What was left out of the question can make up for it.
        """
        if edit.alone or answer.safe is not False or not answer.has_witness:
            return answer
        admitting = not tolerable(edit)
        held = self._witnesses.confirmed(node, direction, answer.witness, admitting=admitting)
        if held is not None:
            return answer._replace(witness=held.instance)
        return self.whole(node, direction, admitting=admitting)

    def _attributed(self, edit: Edit, node: Node, direction: Directions, answer: Answer) -> Answer:
        """The same, or what the one part answers that was edited, if the answer may be due to another part."""
        if edit.alone or answer.safe or node.parts is None or _is_written_form(edit):
            return answer
        part = node.parts.of_edit(edit)
        if part is None:
            return answer
        admitting = not tolerable(edit)
        if answer.has_witness and self._caused_by(node, part, direction, answer.witness, admitting=admitting):
            return answer
        return self._of_part(node, part, direction, admitting=admitting)

    def _of_part(self, node: Node, part: int, direction: Directions, *, admitting: bool) -> Answer:
        """What containment says of the whole pair with one part edited."""
        key = (id(node), part, direction, admitting)
        self._by_parts.add((id(node), direction))
        if key not in self._parts:
            answer = self._ask_part(node, part, direction, admitting=admitting, alone=True)
            if answer.safe or answer.reason == CONTRADICTION:  # whether all is the same is no question about one part
                answer = self._ask_part(node, part, direction, admitting=admitting, alone=False)
            self._parts[key] = answer
        return self._parts[key]

    def _ask_part(self, node: Node, part: int, direction: Directions, *, admitting: bool, alone: bool) -> Answer:
        base, revision, of = self._one_part(node, part, direction, alone=alone)
        return self._questions.answer(base, revision, direction, node.travels, of=of, admitting=admitting)

    def _caused_by(self, node: Node, part: int, direction: Directions, instance: JSON, *, admitting: bool) -> bool:
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
        key = id(node), part, direction, alone
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
        key = id(node), direction
        if key not in self._hidden:
            assert node.parts is not None
            contract = self._walk.base if direction == TO_SERVER else self._walk.revision
            self._hidden[key] = hidden_by(node.parts, direction, lambda at: hidden_in(contract, at, direction))
        return self._hidden[key]

    def _question(self, edit: Edit, node: Node, direction: Directions) -> Answer:
        assert edit.question is not None
        base, revision, side = edit.question
        admitting = not tolerable(edit)
        return self._questions.answer(base, revision, direction, node.travels, of=side, admitting=admitting)

    def _of_keywords(self, node: Node, edits: list[Edit], direction: Directions) -> dict[int, Answer]:
        """The answers about the pair alone, each edit made by itself. What only all together do is put on all."""
        assert node.own is not None
        base, revision = node.own
        by_value = self._of_values(node, edits, direction)
        if by_value is not None:
            return by_value
        total = self._questions.answer(base, revision, direction, node.travels)
        if total.safe and total.same:
            return {id(edit): total for edit in edits}
        if direction == FROM_SERVER and (followed := self._of_followed(node, edits)) is not None:
            return followed
        grown = [edit for edit in edits if self._questions.tolerates(edit, direction)]
        written = [edit for edit in edits if _is_written_form(edit)]
        answers = {id(edit): self._by_itself(edit, node, base, direction) or total for edit in grown}
        if written:
            answers |= dict.fromkeys(map(id, written), self._of_written_form(written, node, direction))
        rest = [edit for edit in edits if id(edit) not in answers]
        if grown and rest:  # clients take the new values, so the others are asked about with these
            for edit in grown:
                base = base if (larger := laid_over(base, edit)) is None else larger
            total = self._questions.answer(base, revision, direction, node.travels)
        return answers | self._of_rest(node, rest, base, total, direction)

    def _of_followed(self, node: Node, edits: list[Edit]) -> dict[int, Answer] | None:
        """From the server, the answers if values came to an enum and limits beside it followed; `None` otherwise.

        What such a limit lets through are the new values, which the enum tells. Only what else it does is its own.
        """
        assert node.own is not None
        base, revision = node.own
        grown = [edit for edit in edits if tolerable(edit)]
        limits = [edit for edit in edits if edit.params["keyword"] in FOLLOWING]
        larger = all_laid_over(base, grown)
        if not grown or not limits or larger is None or any(_is_written_form(edit) for edit in edits):
            return None
        lifted = admitting(larger, [v for edit in grown if edit.revision for v in edit.revision.value or ()])
        made = all_laid_over(lifted, limits)
        if made is None:
            return None
        own = self._questions.answer(base, made, FROM_SERVER, node.travels, of="base", admitting=False)
        if own.safe is not False:
            return None
        answers = dict.fromkeys(map(id, grown), own)
        rest = [edit for edit in edits if id(edit) not in answers]
        others = self._questions.answer(lifted, revision, FROM_SERVER, node.travels)
        if others.safe:
            return answers | self._of_rest(node, rest, lifted, others, FROM_SERVER)
        if len(rest) == 1:
            return answers | {id(rest[0]): others}
        # The limits have to be where the edits of them can be made and undone.
        total = self._questions.answer(larger, revision, FROM_SERVER, node.travels)
        return answers | self._of_rest(node, rest, larger, total, FROM_SERVER)

    def _of_values(self, node: Node, edits: list[Edit], direction: Directions) -> dict[int, Answer] | None:
        """The answers if only listed values came or went and one of each edit tells the sides apart; `None` otherwise.

        With values more, and nothing else changed, all the old ones are admitted still.
        """
        if node.together or not all(edit.rule in _LISTED for edit in edits):
            return None
        answers: dict[int, Answer] = {}
        for edit in edits:
            spot = edit.base if edit.rule == "enum-value-removed" else edit.revision
            values = spot.value if spot and isinstance(spot.value, list) else []
            narrows = (edit.rule == "enum-value-removed") == (direction == TO_SERVER)
            side = direction if narrows else BOTH ^ direction
            found = (self._witnesses.confirmed(node, side, value, admitting=False) for value in values[:MOST_VALUES])
            held = next((each for each in found if each is not None), None)
            if held is None:
                return None
            answers[id(edit)] = (
                Answer(safe=False, witness=held.instance, has_witness=True) if narrows else Answer(safe=True)
            )
        return answers

    def _of_rest(
        self, node: Node, edits: list[Edit], base: JSON, total: Answer, direction: Directions
    ) -> dict[int, Answer]:
        if edits and not total.safe and node.travels in TEXTUAL and node.edges:
            # What travels as text is asked about with all that it holds, so that the break may be one further in.
            hybrid = all_laid_over(base, edits)
            total = total if hybrid is None else self._of_hybrid(node, base, hybrid, direction)
        if len(edits) == 1 or len(edits) > MOST_EDITS_ALONE or (total.safe and total.same):
            return {id(edit): total for edit in edits}
        alone = {id(edit): self._by_itself(edit, node, base, direction) for edit in edits}
        answers = {
            key: total if answer is None else Answer(safe=True, same=answer.same) if total.safe else answer
            for key, answer in alone.items()
        }
        together = all(answer.safe for answer in answers.values()), all(answer.same for answer in answers.values())
        if (together[0] and not total.safe) or (together[1] and not total.same):
            return {id(edit): total for edit in edits}
        if total.safe:
            return answers
        return {id(edit): self._beside(edit, edits, node, base, answers[id(edit)], total, direction) for edit in edits}

    def _beside(
        self,
        edit: Edit,
        edits: list[Edit],
        node: Node,
        base: JSON,
        alone: Answer,
        total: Answer,
        direction: Directions,
    ) -> Answer:
        """What an edit that is safe alone does beside the others, which break something.

        What the base implied by another keyword, the revision may not: a `type` that goes together with the `enum`. The
        edit breaks what would not be broken without it, by a value that the base does not send either.
        """
        assert node.own is not None
        if not alone.safe:
            return alone
        revision = node.own[1]
        rest = [other for other in edits if other is not edit]
        without, side = undone(base, revision, edit), "revision"
        if without is None:
            without, side = all_laid_over(base, rest), "base"
        if without is None:
            return total
        made: JSON = {"allOf": Foreign([without])} if side == "revision" else without
        found = self._questions.answer(beside(base, made, direction), revision, direction, node.travels)
        return alone if found.safe or (direction == TO_SERVER and found.reason == CONTRADICTION) else found

    def _by_itself(self, edit: Edit, node: Node, base: JSON, direction: Directions) -> Answer | None:
        """What the base with this edit alone says; `None` if the edit cannot be made alone."""
        hybrid = laid_over(base, edit)
        return None if hybrid is None else self._of_hybrid(node, base, hybrid, direction)

    def _of_hybrid(self, node: Node, base: JSON, hybrid: JSON, direction: Directions) -> Answer:
        return self._questions.answer(base, hybrid, direction, node.travels, of="base")

    def _of_written_form(self, edits: list[Edit], node: Node, direction: Directions) -> Answer:
        """How a string is written is agreed on by both sides: any other way breaks both directions, without a witness.

        A validator sees no difference.
        """
        assert node.own is not None
        base, revision = node.own
        hybrid = all_laid_over(base, edits)
        if hybrid is None:
            same = self._questions.same(base, revision, direction, node.travels)
        else:
            same = self._questions.same(base, hybrid, direction, node.travels, of="base")
        return Answer(safe=same, same=same)

    def _of_whole(self, node: Node, direction: Directions) -> Iterator[tuple[Edit, Directions, int, Answer | None]]:
        """What the whole pair says where its parts, each of them safe, do not prove it.

        A schema that contradicts itself did so before, so no part of it is the cause of that.
        """
        live = self._spread.live(node, direction)
        if not live:
            return
        if not node.together and (id(node) not in self._above_edit[direction] or self._walk.keeps_apart(node)):
            return
        told: set[int] = set()
        if id(node) not in self._above_break[direction]:
            answer = self.whole(node, direction, admitting=True)
        elif id(node) in self._above_safe(direction):
            told = {broken for inner in self._below(node, direction) for broken in self._breaking(inner, direction)}
            answer = self._whole_beside(node, direction, told)
        else:
            return
        if answer.safe or answer.reason == CONTRADICTION:
            return
        inside = self._below(node, direction)
        below = [edit for inner in inside for edit in self._asked(inner, direction) if id(edit) not in told]
        counts = self._matching(node, direction, answer) if answer.has_witness else None
        edit = _cause(node, below, counts)
        if answer.has_witness:
            answer = self._witnesses.reach(node, direction, answer, live)
        if counts is not None and answer.safe is False:
            of = f"{counts[0]} of the alternatives of {phrase(node.site)} in the base and {counts[1]} in the revision"
            answer = answer._replace(reason=f"the value matches {of}, and `oneOf` takes what matches exactly one")
        if answer.safe is not True:
            yield edit, direction, live, answer

    def _asked(self, node: Node, direction: Directions) -> list[Edit]:
        """The effective edits of the node alone that clients are not asked to tolerate."""
        return [e for e in self._effective(node, direction) if not self._questions.tolerates(e, direction)]

    def _breaking(self, node: Node, direction: Directions) -> set[int]:
        """The identities of the edits of one pair that break something by themselves."""
        if not self._spread.live(node, direction):
            return set()
        answers = self._settle(node, direction)
        return {id(edit) for edit in node.edits if id(edit) in answers and answers[id(edit)].safe is not True}

    def _above_safe(self, direction: Directions) -> set[int]:
        """What leads to edits that are safe by themselves: beside a break, these alone are asked about."""
        if direction not in self._safe_below:
            edited = ((node, {id(edit) for edit in self._asked(node, direction)}) for node in self._edited)
            safe = [node for node, asked in edited if asked and asked - self._breaking(node, direction)]
            self._safe_below[direction] = self._users.above(safe, direction)
        return self._safe_below[direction]

    def _whole_beside(self, node: Node, direction: Directions, told: set[int]) -> Answer:
        """What the whole pair answers of the edits that are safe by themselves, beside those that are `told`.

        A waiver of those must not cover what the others break: what would be stopped without these. What clients are
        asked to tolerate is made with them.
        """
        inside = self._below(node, direction)
        effective = [edit for inner in inside for edit in self._effective(inner, direction)]
        told = told | {id(edit) for edit in effective if self._questions.tolerates(edit, direction)}
        made = [inner for inner in inside if any(id(edit) in told for edit in inner.edits)]
        others = [n for n in inside if any(id(edit) not in told for edit in self._effective(n, direction))]
        above = self._users.above(made, direction), self._users.above(others, direction)
        try:
            without = Partly(self._walk.base, direction, told, above).schema(node)
        except Inseparable:
            return self._groups_beside(node, direction, told)
        joined = beside(node.base.schema, without, direction)
        return self._questions.answer(joined, node.revision.schema, direction, node.travels)

    def _groups_beside(self, node: Node, direction: Directions, told: set[int]) -> Answer:
        """The same, of alternatives that exclude each other, group by group: none of what is `told` may be in them."""
        for index, (first, second) in enumerate(zip(*self._walk.groups(node), strict=False)):
            if "oneOf" not in (first.keyword, second.keyword):
                continue
            inside = [inner for child, of in node.groups if of == index for inner in self._below(child, direction)]
            edits = [edit for inner in inside for edit in inner.edits]
            edits += [edit for edit in node.edits if edit.within == (first.pointer, second.pointer)]
            if not any(id(edit) in told for edit in edits):
                old: JSON = {first.keyword: [at.schema for at in first.alternatives]}
                new: JSON = {second.keyword: Foreign([at.schema for at in second.alternatives])}
                if direction == TO_SERVER:
                    answer = self._questions.answer(node.base.schema, new, direction, node.travels, of="base")
                else:
                    answer = self._questions.answer(old, node.revision.schema, direction, node.travels)
                if not answer.safe:
                    return answer
            elif any(id(edit) not in told for inner in inside for edit in self._effective(inner, direction)):
                return Answer(safe=None, reason="the edits of the alternatives cannot be told apart")
        return Answer(safe=True)

    def _of_parts(self, node: Node, direction: Directions) -> Iterator[tuple[Edit, Directions, int, Answer | None]]:
        """What a part refuses of which no edit tells, where edits were judged by their parts."""
        live = self._spread.live(node, direction)
        for part in node.parts.changed if live and node.parts else ():
            if self._is_told(node, part, direction):
                continue
            answer = self._of_part(node, part, direction, admitting=True)
            if answer.safe or answer.reason == CONTRADICTION:
                continue
            if answer.has_witness:
                answer = self._witnesses.reach(node, direction, answer, live)
            if answer.safe is not True:
                yield unexplained_edit(node), direction, live, answer
                return

    def _is_told(self, node: Node, part: int, direction: Directions) -> bool:
        """Whether some edit that breaks may have been made in a part."""
        key = id(node), direction
        if key not in self._told:
            self._told[key] = {*self._breaking_parts(node, direction)}
        return part in self._told[key] or None in self._told[key]

    def _breaking_parts(self, node: Node, direction: Directions) -> Iterator[int | None]:
        assert node.parts is not None
        answers = self._settle(node, direction)
        for edit in node.edits:
            if id(edit) in answers and answers[id(edit)].safe is not True:
                yield node.parts.of_edit(edit)
        for edge in node.edges:
            if edge.mask & direction and id(edge.child) in self._above_break[direction]:
                yield of_edge(node.parts, node, edge)

    def _matching(self, node: Node, direction: Directions, answer: Answer) -> tuple[int, int] | None:
        """How many alternatives of a `oneOf` the witness matches on each side, where the sides differ in that."""
        for first, second in zip(*self._walk.groups(node), strict=False):
            if first.keyword == second.keyword == "oneOf":
                base = [self._questions.admits("base", a.schema, answer.witness, direction) for a in first.alternatives]
                revision = [
                    self._questions.admits("revision", a.schema, answer.witness, direction) for a in second.alternatives
                ]
                if (sum(base) == 1) != (sum(revision) == 1):
                    return sum(base), sum(revision)
        return None

    def _below(self, node: Node, direction: Directions) -> list[Node]:
        """The node and all that it leads to in a direction."""
        seen = {id(node): node}
        pending = [node]
        while pending:
            for edge in pending.pop().edges:
                if edge.mask & direction and id(edge.child) not in seen:
                    seen[id(edge.child)] = edge.child
                    pending.append(edge.child)
        return list(seen.values())


def _is_contradicted(edit: Edit, answer: Answer) -> bool:
    """Whether an edit of a name that clients know is about what contradicts itself. Nothing makes up for that."""
    return edit.alone and answer.reason == CONTRADICTION


def _cause(node: Node, below: list[Edit], counts: tuple[int, int] | None) -> Edit:
    """The one edit in the pair that changes which values are valid; else that alternatives overlap, or nothing."""
    if len(below) == 1:
        return below[0]
    if counts is None or max(counts) < 2:
        edit = unexplained_edit(node)
    else:
        overlap = ("alternatives that exclude each other", "alternatives that overlap")
        edit = composition_edit(node, *(overlap if counts[0] < counts[1] else reversed(overlap)))
    edit.causes = tuple(below)
    return edit


def _is_written_form(edit: Edit) -> bool:
    return edit.rule == "content-encoding-changed" and edit.params["keyword"] != "contentSchema"


def _count(edits: list[Edit]) -> bool:
    return any(edit.params["keyword"] in COUNTS for edit in edits)
