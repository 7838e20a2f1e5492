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
        self._whole: dict[tuple[int, Directions, bool], Answer] = {}
        self.keeping: dict[int, bool] = {}
        """By the identity of a pair: see `_keeps_names`."""
        self.told: dict[tuple[int, Directions], Container[int | None]] = {}
        """The parts in which some edit was made that breaks; `None` is among them if that may be any."""
        self._answers: dict[tuple[int, Directions], dict[int, Answer]] = {}
        self._settled: dict[tuple[int, Directions], dict[int, Answer]] = {}
        self._above_unsafe: dict[Directions, set[int]] = {}
        self._above_form: dict[Directions, set[int]] = {}
        """What leads to strings that are written in another way: nothing but equality absorbs that."""
        self.above_edit: dict[Directions, set[int]] = {}
        self.above_break: dict[Directions, set[int]] = {}
        self.safe_below: dict[Directions, set[int]] = {}
        self.parts = PartAnswers(graph)

    def look_around(self) -> None:
        """Find what is above of what, and hold back where something around absorbs what is unsafe."""
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
        for direction, _ in DIRECTIONS:
            live = [node for node in self.edited if self.spread.live(node, direction)]
            broken = [node for node in live if self.breaks(node, direction)]
            self.above_break[direction] = self.users.above(broken, direction)

    @cached_property
    def within(self) -> set[int]:
        """The identities of the nodes that are a member or an item of another one."""
        return {id(edge.child) for node in self.nodes for edge in node.edges if edge.step != SAME_VALUE}

    def settle(self, node: Node, direction: Directions) -> dict[int, Answer]:
        """The answers, each refutation held against what surrounds the pair in the operations for which it is live."""
        key = (id(node), direction)
        if key not in self._settled:
            live = self.spread.live(node, direction)
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
        reached = self.witnesses.reach(node, direction, answer, live, admitting=not tolerable(edit))
        if edit.alone and reached.safe is not False:
            return answer._replace(witness=None, has_witness=False)
        return reached

    def breaks(self, node: Node, direction: Directions) -> bool:
        """Whether some edit of the pair breaks an operation, whatever else is changed around it."""
        answers = self.settle(node, direction)
        return any(
            id(edit) in answers and answers[id(edit)].safe is not True and not self.questions.tolerates(edit, direction)
            for edit in node.edits
        )

    def _is_unsafe(self, node: Node, direction: Directions) -> bool:
        return any(answer.safe is not True for answer in self._answers_of(node, direction).values())

    def effective(self, node: Node, direction: Directions) -> list[Edit]:
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
            above = self.above_edit[direction]
            for node in self.nodes if above else ():
                if id(node) in above and self.spread.reached(node, direction):
                    yield from ((node, edge, direction) for edge in node.edges if edge.gated and edge.mask & direction)

    def _levels(self, node: Node, edge: Edge, direction: Directions) -> bool:
        """Whether the same values are valid around as before, whatever changed below."""
        around = self._around(node, edge, direction, self.above_edit)
        return around is not None and bool(around.safe and around.same)

    def _around(
        self, node: Node, edge: Edge, direction: Directions, above: dict[Directions, set[int]]
    ) -> Answer | None:
        """What containment says of the pair around one that is `above` something; `None` where it has no say in it."""
        if id(edge.child) not in above[direction] or (edge.step == SAME_VALUE and self.graph.keeps_apart(node)):
            return None
        return self.whole(node, direction)

    def whole(self, node: Node, direction: Directions, *, admitting: bool = False) -> Answer:
        """What containment says of the whole pair, everything in it."""
        key = (id(node), direction, admitting)
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

    def _answers_of(self, node: Node, direction: Directions) -> dict[int, Answer]:
        key = (id(node), direction)
        if key not in self._answers:
            self._answers[key] = self._ask(node, direction)
        return self._answers[key]

    def _ask(self, node: Node, direction: Directions) -> dict[int, Answer]:
        asking = [edit for edit in node.edits if edit.asks and edit.mask & direction]
        alone = {id(edit): of_question(self.questions, edit, node, direction) for edit in asking if edit.question}
        rest = [edit for edit in asking if not edit.question]
        if rest and node.own is not None:
            alone |= of_keywords(self.questions, self.witnesses, node, rest, direction)
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
                unsafe = [e for e in changing if alone[id(e)].safe is not True and not is_written_form(e)]
                alone |= {id(edit): settled for edit in (changing if whole.same else unsafe)}
        return alone

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
        if part is None:
            return answer
        admitting = not tolerable(edit)
        if answer.has_witness and self.parts.caused_by(node, part, direction, answer.witness, admitting=admitting):
            return answer
        return self.parts.of_part(node, part, direction, admitting=admitting)


class PartAnswers:
    """What containment says of pairs of which one part is edited; the others are as on the smaller side."""

    def __init__(self, graph: PairGraph) -> None:
        self._graph = graph
        self._questions: Questions = graph.questions
        self._answers: dict[tuple[int, int, int, bool], Answer] = {}
        self.judged: set[tuple[int, Directions]] = set()
        """The pairs, each in a direction, of which some edit was judged by the part that it was made in."""
        self._sides: dict[tuple[int, int, Directions, bool], tuple[JSON, JSON]] = {}
        self._hidden: dict[tuple[int, Directions], dict[str, list[int]]] = {}

    def of_part(self, node: Node, part: int, direction: Directions, *, admitting: bool) -> Answer:
        """What containment says of the whole pair with one part edited."""
        key = (id(node), part, direction, admitting)
        self.judged.add((id(node), direction))
        if key not in self._answers:
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
            contract = self._graph.base if direction == TO_SERVER else self._graph.revision
            self._hidden[key] = hidden_by(node.parts, direction, lambda at: hidden_in(contract, at, direction))
        return self._hidden[key]


def of_question(questions: Questions, edit: Edit, node: Node, direction: Directions) -> Answer:
    assert edit.question is not None
    base, revision, side = edit.question
    admitting = not tolerable(edit)
    return questions.answer(base, revision, direction, node.travels, of=side, admitting=admitting)


def of_keywords(
    questions: Questions, witnesses: Witnesses, node: Node, edits: list[Edit], direction: Directions
) -> dict[int, Answer]:
    """The answers about the pair alone, each edit made by itself. What only all together do is put on all."""
    assert node.own is not None
    base, revision = node.own
    by_value = _of_values(witnesses, node, edits, direction)
    if by_value is not None:
        return by_value
    total = questions.answer(base, revision, direction, node.travels)
    if total.safe and total.same:
        return {id(edit): total for edit in edits}
    if direction == FROM_SERVER and (followed := _of_followed(questions, node, edits)) is not None:
        return followed
    grown = [edit for edit in edits if questions.tolerates(edit, direction)]
    written = [edit for edit in edits if is_written_form(edit)]
    answers = {id(edit): _by_itself(questions, edit, node, base, direction) or total for edit in grown}
    if written:
        answers |= dict.fromkeys(map(id, written), _of_written_form(questions, written, node, direction))
    rest = [edit for edit in edits if id(edit) not in answers]
    if grown and rest:  # clients take the new values, so the others are asked about with these
        for edit in grown:
            base = base if (larger := laid_over(base, edit)) is None else larger
        total = questions.answer(base, revision, direction, node.travels)
    return answers | _of_rest(questions, node, rest, base, total, direction)


def _of_followed(questions: Questions, node: Node, edits: list[Edit]) -> dict[int, Answer] | None:
    """From the server, the answers if values came to an enum and limits beside it followed; `None` otherwise.

    What such a limit lets through are the new values, which the enum tells. Only what else it does is its own.
    """
    assert node.own is not None
    base, revision = node.own
    grown = [edit for edit in edits if tolerable(edit)]
    limits = [edit for edit in edits if edit.params["keyword"] in FOLLOWING]
    larger = all_laid_over(base, grown)
    if not grown or not limits or larger is None or any(is_written_form(edit) for edit in edits):
        return None
    lifted = admitting(larger, [v for edit in grown if edit.revision for v in edit.revision.value or ()])
    made = all_laid_over(lifted, limits)
    if made is None:
        return None
    own = questions.answer(base, made, FROM_SERVER, node.travels, of="base", admitting=False)
    if own.safe is not False:
        return None
    answers = dict.fromkeys(map(id, grown), own)
    rest = [edit for edit in edits if id(edit) not in answers]
    others = questions.answer(lifted, revision, FROM_SERVER, node.travels)
    if others.safe:
        return answers | _of_rest(questions, node, rest, lifted, others, FROM_SERVER)
    if len(rest) == 1:
        return answers | {id(rest[0]): others}
    # The limits have to be where the edits of them can be made and undone.
    total = questions.answer(larger, revision, FROM_SERVER, node.travels)
    return answers | _of_rest(questions, node, rest, larger, total, FROM_SERVER)


def _of_values(witnesses: Witnesses, node: Node, edits: list[Edit], direction: Directions) -> dict[int, Answer] | None:
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
        found = (witnesses.confirmed(node, side, value, admitting=False) for value in values[:MOST_VALUES])
        held = next((each for each in found if each is not None), None)
        if held is None:
            return None
        answers[id(edit)] = (
            Answer(safe=False, witness=held.instance, has_witness=True) if narrows else Answer(safe=True)
        )
    return answers


def _of_rest(
    questions: Questions, node: Node, edits: list[Edit], base: JSON, total: Answer, direction: Directions
) -> dict[int, Answer]:
    if edits and not total.safe and node.travels in TEXTUAL and node.edges:
        # What travels as text is asked about with all that it holds, so that the break may be one further in.
        hybrid = all_laid_over(base, edits)
        total = total if hybrid is None else _of_hybrid(questions, node, base, hybrid, direction)
    if len(edits) == 1 or len(edits) > MOST_EDITS_ALONE or (total.safe and total.same):
        return {id(edit): total for edit in edits}
    alone = {id(edit): _by_itself(questions, edit, node, base, direction) for edit in edits}
    answers = {
        key: total if answer is None else Answer(safe=True, same=answer.same) if total.safe else answer
        for key, answer in alone.items()
    }
    together = all(answer.safe for answer in answers.values()), all(answer.same for answer in answers.values())
    if (together[0] and not total.safe) or (together[1] and not total.same):
        return {id(edit): total for edit in edits}
    if total.safe:
        return answers
    return {
        id(edit): _beside_others(questions, edit, edits, node, base, answers[id(edit)], total, direction)
        for edit in edits
    }


def _beside_others(
    questions: Questions,
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
    found = questions.answer(beside(base, made, direction), revision, direction, node.travels)
    return alone if found.safe or (direction == TO_SERVER and found.reason == CONTRADICTION) else found


def _by_itself(questions: Questions, edit: Edit, node: Node, base: JSON, direction: Directions) -> Answer | None:
    """What the base with this edit alone says; `None` if the edit cannot be made alone."""
    hybrid = laid_over(base, edit)
    return None if hybrid is None else _of_hybrid(questions, node, base, hybrid, direction)


def _of_hybrid(questions: Questions, node: Node, base: JSON, hybrid: JSON, direction: Directions) -> Answer:
    return questions.answer(base, hybrid, direction, node.travels, of="base")


def _of_written_form(questions: Questions, edits: list[Edit], node: Node, direction: Directions) -> Answer:
    """How a string is written is agreed on by both sides: any other way breaks both directions, without a witness.

    A validator sees no difference.
    """
    assert node.own is not None
    base, revision = node.own
    hybrid = all_laid_over(base, edits)
    if hybrid is None:
        same = questions.same(base, revision, direction, node.travels)
    else:
        same = questions.same(base, hybrid, direction, node.travels, of="base")
    return Answer(safe=same, same=same)


def decide(pairs: PairAnswers) -> Iterator[tuple[Edit, Directions, int, Answer | None]]:
    """Yield (edit, direction, operations, answer) for each edit and each direction in which it is seen."""
    pairs.look_around()
    for direction, _ in DIRECTIONS:
        for node in pairs.edited:
            yield from _of_node(pairs, node, direction)
            yield from _of_moved(pairs, node, direction)
            yield from _of_kept(pairs, node, direction)
        for node in pairs.nodes:
            told = [*of_whole(pairs, node, direction)] if node.exclusive or node.together else []
            yield from told
            if not told and (id(node), direction) in pairs.parts.judged:
                yield from of_parts(pairs, node, direction)


def compared_places(pairs: PairAnswers) -> dict[str, Directions]:
    """The schemas that were compared with the same place, each with the directions in which operations see it."""
    found: dict[str, Directions] = {}
    for node in pairs.nodes:
        shared = {node.base.pointer} & {node.revision.pointer}
        if node.left and node.right:
            shared |= {ref[1:] for ref in node.left.refs} & {ref[1:] for ref in node.right.refs}
        mask = Directions(sum(direction for direction, _ in DIRECTIONS if pairs.spread.reached(node, direction)))
        for pointer in shared:
            found[pointer] = found.get(pointer, NEITHER) | mask
    return found


def _of_node(
    pairs: PairAnswers, node: Node, direction: Directions
) -> Iterator[tuple[Edit, Directions, int, Answer | None]]:
    reached = pairs.spread.reached(node, direction)
    if not reached:
        hidden = pairs.spread.hidden(node, direction)
        if hidden:
            yield from ((edit, direction, hidden, HIDDEN) for edit in node.edits if not edit.is_half)
        return
    live = pairs.spread.live(node, direction)
    answers = pairs.settle(node, direction) if live else {}
    for edit in node.edits:
        if not edit.mask & direction:
            yield from [] if edit.is_half else [(edit, direction, reached, HIDDEN)]
        elif not edit.asks:
            yield from _of_mark(pairs, edit, node, direction, reached)
        elif live:
            answer = answers[id(edit)]
            if answer.safe and not pairs.spread.noticed(node, direction):
                answer = answer._replace(same=True)
            yield edit, direction, live, answer
        else:
            yield edit, direction, reached, ABSORBED._replace(same=not pairs.spread.noticed(node, direction))


def _of_moved(
    pairs: PairAnswers, node: Node, direction: Directions
) -> Iterator[tuple[Edit, Directions, int, Answer | None]]:
    """The names that are declared elsewhere now, where another edit of the pair breaks something.

    Where none does, the question about the pair holds them; beside a break they could not be told from it.
    """
    told = {id(edit) for edit in node.edits}
    moved = [edit for edit in node.moved.values() if id(edit) not in told]
    live = pairs.spread.live(node, direction) if moved else 0
    if not live or not pairs.breaks(node, direction):
        return
    for edit in moved:
        joined = beside_moved(node, edit, direction)
        if joined is None:
            continue
        answer = pairs.questions.answer(joined, node.revision.schema, direction, node.travels)
        if answer.has_witness:
            answer = pairs.witnesses.reach(node, direction, answer, live)
        if answer.safe is not True and answer.reason != CONTRADICTION:
            yield edit, direction, live, answer


def _of_kept(
    pairs: PairAnswers, node: Node, direction: Directions
) -> Iterator[tuple[Edit, Directions, int, Answer | None]]:
    """The names that a condition declares on one side alone, where nothing of the pair breaks in any direction."""
    reached = pairs.spread.reached(node, direction)
    if reached and _keeps_names(pairs, node):
        same = pairs.whole(node, direction, admitting=True).same
        told = {id(edit) for edit in node.edits}
        kept = (edit for edit in node.moved.values() if id(edit) not in told)
        yield from ((edit, direction, reached, Answer(safe=True, same=same)) for edit in kept)


def _keeps_names(pairs: PairAnswers, node: Node) -> bool:
    """Whether names came under conditions or left them, and the pair as a whole proves that this is safe.

    What no value tells has to be the same on both sides: the names at any depth, whether they travel in both
    directions, and how strings are written.
    """
    left, right = node.left, node.right
    if not node.moved or left is None or right is None:
        return False
    if id(node) not in pairs.keeping:
        sides = (pairs.graph.base, node.base.schema), (pairs.graph.revision, node.revision.schema)
        names, now = (names_below(*side) for side in sides)
        seen = [each for each, _ in DIRECTIONS if pairs.spread.reached(node, each)]
        pairs.keeping[id(node)] = (
            not CONDITIONAL.isdisjoint({*left.keywords, *right.keywords})
            and not any(pairs.breaks(node, each) for each in seen)
            and names is not None
            and now is not None
            and names <= now
            and forms_below(*sides[0]) == forms_below(*sides[1])
            and marks_below(*sides[0]) == marks_below(*sides[1])
            and all(pairs.whole(node, each, admitting=True).safe for each in seen)
        )
    return pairs.keeping[id(node)]


def _of_mark(
    pairs: PairAnswers, edit: Edit, node: Node, direction: Directions, reached: int
) -> Iterator[tuple[Edit, Directions, int, Answer | None]]:
    """What asks nothing of a value says nothing on the wire either, but for `xml` where XML is sent."""
    as_xml = pairs.spread.as_xml(node, direction) if edit.rule == "xml-changed" else 0
    walk = pairs.graph
    if as_xml and written_otherwise(walk.base, walk.revision, node, is_root=id(node) not in pairs.within):
        yield written_as_xml(edit), direction, as_xml, None
        reached &= ~as_xml
    if reached:
        yield edit, direction, reached, None


def of_whole(
    pairs: PairAnswers, node: Node, direction: Directions
) -> Iterator[tuple[Edit, Directions, int, Answer | None]]:
    """What the whole pair says where its parts, each of them safe, do not prove it.

    A schema that contradicts itself did so before, so no part of it is the cause of that.
    """
    live = pairs.spread.live(node, direction)
    if not live:
        return
    if not node.together and (id(node) not in pairs.above_edit[direction] or pairs.graph.keeps_apart(node)):
        return
    told: set[int] = set()
    if id(node) not in pairs.above_break[direction]:
        answer = pairs.whole(node, direction, admitting=True)
    elif id(node) in _above_safe(pairs, direction):
        told = {broken for inner in _below(node, direction) for broken in _breaking(pairs, inner, direction)}
        answer = _whole_beside(pairs, node, direction, told)
    else:
        return
    if answer.safe or answer.reason == CONTRADICTION:
        return
    inside = _below(node, direction)
    below = [edit for inner in inside for edit in _asked(pairs, inner, direction) if id(edit) not in told]
    counts = _matching(pairs, node, direction, answer) if answer.has_witness else None
    edit = _cause(node, below, counts)
    if answer.has_witness:
        answer = pairs.witnesses.reach(node, direction, answer, live)
    if counts is not None and answer.safe is False:
        of = f"{counts[0]} of the alternatives of {phrase(node.site)} in the base and {counts[1]} in the revision"
        answer = answer._replace(reason=f"the value matches {of}, and `oneOf` takes what matches exactly one")
    if answer.safe is not True:
        yield edit, direction, live, answer


def _asked(pairs: PairAnswers, node: Node, direction: Directions) -> list[Edit]:
    """The effective edits of the node alone that clients are not asked to tolerate."""
    return [e for e in pairs.effective(node, direction) if not pairs.questions.tolerates(e, direction)]


def _breaking(pairs: PairAnswers, node: Node, direction: Directions) -> set[int]:
    """The identities of the edits of one pair that break something by themselves."""
    if not pairs.spread.live(node, direction):
        return set()
    answers = pairs.settle(node, direction)
    return {id(edit) for edit in node.edits if id(edit) in answers and answers[id(edit)].safe is not True}


def _above_safe(pairs: PairAnswers, direction: Directions) -> set[int]:
    """What leads to edits that are safe by themselves: beside a break, these alone are asked about."""
    if direction not in pairs.safe_below:
        edited = ((node, {id(edit) for edit in _asked(pairs, node, direction)}) for node in pairs.edited)
        safe = [node for node, asked in edited if asked and asked - _breaking(pairs, node, direction)]
        pairs.safe_below[direction] = pairs.users.above(safe, direction)
    return pairs.safe_below[direction]


def _whole_beside(pairs: PairAnswers, node: Node, direction: Directions, told: set[int]) -> Answer:
    """What the whole pair answers of the edits that are safe by themselves, beside those that are `told`.

    A waiver of those must not cover what the others break: what would be stopped without these. What clients are
    asked to tolerate is made with them.
    """
    inside = _below(node, direction)
    effective = [edit for inner in inside for edit in pairs.effective(inner, direction)]
    told = told | {id(edit) for edit in effective if pairs.questions.tolerates(edit, direction)}
    made = [inner for inner in inside if any(id(edit) in told for edit in inner.edits)]
    others = [n for n in inside if any(id(edit) not in told for edit in pairs.effective(n, direction))]
    above = pairs.users.above(made, direction), pairs.users.above(others, direction)
    try:
        without = Partly(pairs.graph.base, direction, told, above).schema(node)
    except Inseparable:
        return _groups_beside(pairs, node, direction, told)
    joined = beside(node.base.schema, without, direction)
    return pairs.questions.answer(joined, node.revision.schema, direction, node.travels)


def _groups_beside(pairs: PairAnswers, node: Node, direction: Directions, told: set[int]) -> Answer:
    """The same, of alternatives that exclude each other, group by group: none of what is `told` may be in them."""
    for index, (first, second) in enumerate(zip(*pairs.graph.groups(node), strict=False)):
        if "oneOf" not in (first.keyword, second.keyword):
            continue
        inside = [inner for child, of in node.groups if of == index for inner in _below(child, direction)]
        edits = [edit for inner in inside for edit in inner.edits]
        edits += [edit for edit in node.edits if edit.within == (first.pointer, second.pointer)]
        if not any(id(edit) in told for edit in edits):
            old: JSON = {first.keyword: [at.schema for at in first.alternatives]}
            new: JSON = {second.keyword: Foreign([at.schema for at in second.alternatives])}
            if direction == TO_SERVER:
                answer = pairs.questions.answer(node.base.schema, new, direction, node.travels, of="base")
            else:
                answer = pairs.questions.answer(old, node.revision.schema, direction, node.travels)
            if not answer.safe:
                return answer
        elif any(id(edit) not in told for inner in inside for edit in pairs.effective(inner, direction)):
            return Answer(safe=None, reason="the edits of the alternatives cannot be told apart")
    return Answer(safe=True)


def of_parts(
    pairs: PairAnswers, node: Node, direction: Directions
) -> Iterator[tuple[Edit, Directions, int, Answer | None]]:
    """What a part refuses of which no edit tells, where edits were judged by their parts."""
    live = pairs.spread.live(node, direction)
    for part in node.parts.changed if live and node.parts else ():
        if _is_told(pairs, node, part, direction):
            continue
        answer = pairs.parts.of_part(node, part, direction, admitting=True)
        if answer.safe or answer.reason == CONTRADICTION:
            continue
        if answer.has_witness:
            answer = pairs.witnesses.reach(node, direction, answer, live)
        if answer.safe is not True:
            yield unexplained_edit(node), direction, live, answer
            return


def _is_told(pairs: PairAnswers, node: Node, part: int, direction: Directions) -> bool:
    """Whether some edit that breaks may have been made in a part."""
    key = id(node), direction
    if key not in pairs.told:
        pairs.told[key] = {*_breaking_parts(pairs, node, direction)}
    return part in pairs.told[key] or None in pairs.told[key]


def _breaking_parts(pairs: PairAnswers, node: Node, direction: Directions) -> Iterator[int | None]:
    assert node.parts is not None
    answers = pairs.settle(node, direction)
    for edit in node.edits:
        if id(edit) in answers and answers[id(edit)].safe is not True:
            yield node.parts.of_edit(edit)
    for edge in node.edges:
        if edge.mask & direction and id(edge.child) in pairs.above_break[direction]:
            yield of_edge(node.parts, node, edge)


def _matching(pairs: PairAnswers, node: Node, direction: Directions, answer: Answer) -> tuple[int, int] | None:
    """How many alternatives of a `oneOf` the witness matches on each side, where the sides differ in that."""
    for first, second in zip(*pairs.graph.groups(node), strict=False):
        if first.keyword == second.keyword == "oneOf":
            base = [pairs.questions.admits("base", a.schema, answer.witness, direction) for a in first.alternatives]
            revision = [
                pairs.questions.admits("revision", a.schema, answer.witness, direction) for a in second.alternatives
            ]
            if (sum(base) == 1) != (sum(revision) == 1):
                return sum(base), sum(revision)
    return None


def _below(node: Node, direction: Directions) -> list[Node]:
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


def is_written_form(edit: Edit) -> bool:
    return edit.rule == "content-encoding-changed" and edit.params["keyword"] != "contentSchema"


def _count(edits: list[Edit]) -> bool:
    return any(edit.params["keyword"] in COUNTS for edit in edits)
