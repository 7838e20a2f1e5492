"""Decides the edits in the graph of pairs: for whom each one counts in each direction, and what containment says of it.

Structure names the edits; the pair alone is asked first, with everything left out that smaller pairs compare. A
refutation counts only if its witness holds on the whole pair, and on every pair around it up to an operation; else the
whole is asked there (see `witnesses`). What several edits do only together is put on all of them. Where the parts do
not prove the whole (see `covering`; alternatives that may overlap), it is asked once all edits are judged safe: what
refutes it then is told of the one edit that can have caused it, or as a change that no edit explains.
"""

from __future__ import annotations

from collections.abc import Iterator

from apidiff.comparing.asking.questions import CONTRADICTION, LIMITED_AROUND
from apidiff.comparing.edits import DIRECTIONS, FROM_SERVER, NEITHER, Answer, Directions, Edit
from apidiff.comparing.schemas.naming import forms_below, marks_below, names_below
from apidiff.comparing.walking.graph import Node
from apidiff.comparing.walking.pair_answers import PairAnswers
from apidiff.comparing.walking.pair_whole import apart_from_below, of_parts, of_whole
from apidiff.comparing.walking.partly import beside_moved
from apidiff.comparing.walking.xml_form import written_as_xml, written_otherwise

ABSORBED = Answer(safe=True, same=False, reason=LIMITED_AROUND)
HIDDEN = Answer(safe=True, same=True, reason="it does not travel in this direction")


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
            # What the whole tells covers its parts, so they bring no second row.
            if not told and (node, direction) in pairs.parts.judged:
                yield from of_parts(pairs, node, direction)


def compared_places(pairs: PairAnswers) -> dict[str, Directions]:
    """The schemas that were compared with the same place, each with the directions in which operations see it."""
    found: dict[str, Directions] = {}
    for node in pairs.nodes:
        shared = {node.base.pointer} & {node.revision.pointer}
        # What both sides join is compared there, as if it were written in place.
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
        # Where an edit is not seen it is noted all the same, as without effect, so that no difference is dropped.
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
            answer = apart_from_below(pairs, edit, node, direction, answers[edit])
            # What stands around makes up for it altogether: nothing changes on the wire, so it is neutral and not
            # additive.
            if answer.safe and not pairs.spread.noticed(node, direction):
                answer = answer._replace(same=True)
            yield edit, direction, live, answer
            if answer.safe and edit.loses and not _is_replaced_by_break(edit, node, direction, answers):
                yield from ((lost, direction, live, None) for lost in edit.loses if lost.mask & direction)
        else:
            yield edit, direction, reached, ABSORBED._replace(same=not pairs.spread.noticed(node, direction))
            yield from ((lost, direction, reached, None) for lost in edit.loses if lost.mask & direction)


def _is_replaced_by_break(edit: Edit, node: Node, direction: Directions, answers: dict[Edit, Answer]) -> bool:
    """Whether what came in place of an alternative breaks those who read it, which tells of the names too."""
    came = [each for each in node.edits if each.rule == "alternative-added" and each.within == edit.within]
    return direction == FROM_SERVER and any(each in answers and not answers[each].safe for each in came)


def _of_moved(
    pairs: PairAnswers, node: Node, direction: Directions
) -> Iterator[tuple[Edit, Directions, int, Answer | None]]:
    """The names that are declared elsewhere now, where another edit of the pair breaks something.

    Where none does, the question about the pair holds them; beside a break they could not be told from it. One that
    breaks nothing beside it is told as well, if nothing went with it that no value tells.
    """
    told = set(node.edits)
    moved = [edit for edit in node.moved.values() if edit not in told]
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
        if answer.safe and (edit.name in node.mapped or not _loses_no_name(pairs, node)):
            continue
        # Joined, the two sides can contradict each other, which says nothing of the name.
        if answer.reason != CONTRADICTION:
            yield edit, direction, live, answer


def _of_kept(
    pairs: PairAnswers, node: Node, direction: Directions
) -> Iterator[tuple[Edit, Directions, int, Answer | None]]:
    """The names that are declared elsewhere now, where nothing of the pair breaks in any direction."""
    reached = pairs.spread.reached(node, direction)
    if reached and _keeps_names(pairs, node):
        same = pairs.whole(node, direction, admitting=True).same
        told = set(node.edits)
        kept = (edit for edit in node.moved.values() if edit not in told and edit.name not in node.mapped)
        yield from ((edit, direction, reached, Answer(safe=True, same=same)) for edit in kept)


def _keeps_names(pairs: PairAnswers, node: Node) -> bool:
    """Whether names are declared elsewhere now, and the pair as a whole proves that this is safe."""
    if not node.moved:
        return False
    if node not in pairs.keeping:
        seen = [each for each, _ in DIRECTIONS if pairs.spread.reached(node, each)]
        pairs.keeping[node] = (
            not any(pairs.breaks(node, each) for each in seen)
            and _loses_no_name(pairs, node)
            and all(pairs.whole(node, each, admitting=True).safe for each in seen)
        )
    return pairs.keeping[node]


def _loses_no_name(pairs: PairAnswers, node: Node) -> bool:
    """Whether nothing went with the names of a pair that no value tells.

    That are the other names, at any depth, whether they travel in both directions, and how strings are written.
    """
    if node not in pairs.losing_none:
        sides = (pairs.graph.base, node.base.schema), (pairs.graph.revision, node.revision.schema)
        names, now = (names_below(*side) for side in sides)
        pairs.losing_none[node] = (
            names is not None
            and now is not None
            and names - {("", name) for name in node.moved} <= now
            and forms_below(*sides[0]) == forms_below(*sides[1])
            and marks_below(*sides[0]) == marks_below(*sides[1])
        )
    return pairs.losing_none[node]


def _of_mark(
    pairs: PairAnswers, edit: Edit, node: Node, direction: Directions, reached: int
) -> Iterator[tuple[Edit, Directions, int, Answer | None]]:
    """What asks nothing of a value says nothing on the wire either, but for `xml` where XML is sent."""
    as_xml = pairs.spread.as_xml(node, direction) if edit.rule == "xml-changed" else 0
    walk = pairs.graph
    form = walk.xml_forms.get(edit)
    if as_xml and form is None:
        form = written_otherwise(walk.base, walk.revision, node, is_root=node not in pairs.within)
    if as_xml and form:
        yield written_as_xml(edit), direction, as_xml, None
        # The other operations send the value in media types in which `xml` says nothing.
        reached &= ~as_xml
    if reached:
        yield edit, direction, reached, None
