"""What a whole pair refuses though its edits are safe: told of the one edit that can have caused it, or unexplained."""

from __future__ import annotations

from collections.abc import Iterator

from apidiff.comparing.asking.projection import Foreign
from apidiff.comparing.asking.questions import CONTRADICTION
from apidiff.comparing.edits import TO_SERVER, Answer, Directions, Edit
from apidiff.comparing.pointers import phrase
from apidiff.comparing.walking.attributing import of_edge
from apidiff.comparing.walking.composition import composition_edit, unexplained_edit
from apidiff.comparing.walking.graph import Node
from apidiff.comparing.walking.pair_answers import PairAnswers
from apidiff.comparing.walking.partly import Inseparable, Partly, beside
from apidiff.model.contract import JSON


def of_whole(
    pairs: PairAnswers, node: Node, direction: Directions
) -> Iterator[tuple[Edit, Directions, int, Answer | None]]:
    """What the whole pair says where its parts, each of them safe, do not prove it.

    A schema that contradicts itself did so before, so no part of it is the cause of that.
    """
    live = pairs.spread.live(node, direction)
    if not live:
        return
    # Alternatives that exclude each other make an unsafe whole of safe parts only if something in them changed, and not
    # if types or constants keep them apart anyway.
    if not node.together and (node not in pairs.above_edit[direction] or pairs.graph.keeps_apart(node)):
        return
    told: set[Edit] = set()
    if node not in pairs.above_break[direction]:
        answer = pairs.whole(node, direction, admitting=True)
    elif node in _above_safe(pairs, direction):
        # Beside a break the whole is refuted in any case. For the edits that seemed safe it is asked with the breaks
        # made in the base already.
        told = {broken for inner in _below(node, direction) for broken in _breaking(pairs, inner, direction)}
        answer = _whole_beside(pairs, node, direction, told)
    else:
        return
    if answer.safe or answer.reason == CONTRADICTION:
        return
    inside = _below(node, direction)
    below = [edit for inner in inside for edit in _asked(pairs, inner, direction) if edit not in told]
    counts = _matching(pairs, node, direction, answer) if answer.has_witness else None
    known = {*told, *below}
    named = [edit for inner in inside for edit in inner.edits if edit.name in inner.asked_names and edit not in known]
    edit = _cause(node, below, named, counts)
    if answer.has_witness:
        answer = pairs.witnesses.reach(node, direction, answer, live)
    # Without the counts nobody sees why a value that each alternative treats as before is refused.
    if counts is not None and answer.safe is False:
        of = f"{counts[0]} of the alternatives of {phrase(node.site)} in the base and {counts[1]} in the revision"
        answer = answer._replace(reason=f"the value matches {of}, and `oneOf` takes what matches exactly one")
    if answer.safe is not True:
        yield edit, direction, live, answer


def _asked(pairs: PairAnswers, node: Node, direction: Directions) -> list[Edit]:
    """The effective edits of the node alone that clients are not asked to tolerate."""
    return [e for e in pairs.effective(node, direction) if not pairs.questions.tolerates(e, direction)]


def _breaking(pairs: PairAnswers, node: Node, direction: Directions) -> set[Edit]:
    """The edits of one pair that break something by themselves."""
    if not pairs.spread.live(node, direction):
        return set()
    answers = pairs.settle(node, direction)
    return {edit for edit in node.edits if edit in answers and answers[edit].safe is not True}


def _above_safe(pairs: PairAnswers, direction: Directions) -> set[Node]:
    """What leads to edits that are safe by themselves: beside a break, these alone are asked about."""
    if direction not in pairs.safe_below:
        edited = ((node, set(_asked(pairs, node, direction))) for node in pairs.edited)
        safe = [node for node, asked in edited if asked and asked - _breaking(pairs, node, direction)]
        # Of a new name no edit asks that is asked about all the same.
        safe += (node for node in pairs.nodes if node.asked_names)
        pairs.safe_below[direction] = pairs.users.above(safe, direction)
    return pairs.safe_below[direction]


def _whole_beside(pairs: PairAnswers, node: Node, direction: Directions, told: set[Edit]) -> Answer:
    """What the whole pair answers of the edits that are safe by themselves, beside those that are `told`.

    A waiver of those must not cover what the others break: what would be stopped without these. What clients are
    asked to tolerate is made with them.
    """
    answer = _without(pairs, node, direction, told)
    return _groups_beside(pairs, node, direction, told) if answer is None else answer


def _without(pairs: PairAnswers, node: Node, direction: Directions, told: set[Edit]) -> Answer | None:
    """What the whole pair answers of all that is not `told`; `None` where that cannot be taken apart."""
    inside = _below(node, direction)
    effective = [edit for inner in inside for edit in pairs.effective(inner, direction)]
    told = told | {edit for edit in effective if pairs.questions.tolerates(edit, direction)}
    made = [inner for inner in inside if any(edit in told for edit in inner.edits)]
    others = [n for n in inside if _names_left(pairs, n, direction, told) or _edits_left(pairs, n, direction, told)]
    above = pairs.users.above(made, direction), pairs.users.above(others, direction)
    try:
        without = Partly(pairs.graph.base, direction, told, above).schema(node)
    except Inseparable:
        return None
    joined = beside(node.base.schema, without, direction)
    return pairs.questions.answer(joined, node.revision.schema, direction, node.travels)


def apart_from_below(pairs: PairAnswers, edit: Edit, node: Node, direction: Directions, answer: Answer) -> Answer:
    """What an edit that cannot be made alone does, where what smaller pairs break may be all that its pair breaks."""
    if answer.safe is not False or edit.patch is not None or edit.question is not None or not node.together:
        return answer
    below = [inner for inner in _below(node, direction) if inner is not node]
    told = {broken for inner in below for broken in _breaking(pairs, inner, direction)}
    found = _without(pairs, node, direction, told) if told else None
    return Answer(safe=True, same=found.same) if found is not None and found.safe else answer


def _groups_beside(pairs: PairAnswers, node: Node, direction: Directions, told: set[Edit]) -> Answer:
    """The same, of alternatives that exclude each other, group by group: none of what is `told` may be in them."""
    for index, (first, second) in enumerate(zip(*pairs.graph.groups(node), strict=False)):
        if "oneOf" not in (first.keyword, second.keyword):
            continue
        inside = [inner for child, of in node.groups if of == index for inner in _below(child, direction)]
        edits = [edit for inner in inside for edit in inner.edits]
        # Alternatives that came or went are edits of the pair itself, made in this group.
        edits += [edit for edit in node.edits if edit.within == (first.pointer, second.pointer)]
        if not any(edit in told for edit in edits):
            old: JSON = {first.keyword: [at.schema for at in first.alternatives]}
            new: JSON = {second.keyword: Foreign([at.schema for at in second.alternatives])}
            if direction == TO_SERVER:
                answer = pairs.questions.answer(node.base.schema, new, direction, node.travels, of="base")
            else:
                answer = pairs.questions.answer(old, node.revision.schema, direction, node.travels)
            if not answer.safe:
                return answer
        elif any(_edits_left(pairs, inner, direction, told) for inner in inside):
            return Answer(safe=None, reason="the edits of the alternatives cannot be told apart")
    inside = _below(node, direction)
    if any(_names_left(pairs, inner, direction, told) for inner in inside):
        return Answer(safe=None, reason="what new names do cannot be told apart from the other edits")
    # Kinds that a tag tells apart are in no group.
    if any(node.tag_names) and any(_edits_left(pairs, inner, direction, told) for inner in inside):
        return Answer(safe=None, reason="the edits of the subtypes cannot be told apart")
    return Answer(safe=True)


def _names_left(pairs: PairAnswers, node: Node, direction: Directions, told: set[Edit]) -> set[str]:
    """The names that are asked about in a pair and that none of these edits tells: in it, around it or below it."""
    if not node.asked_names:
        return set()
    # Not by the name alone: another alternative may have an edit of the same one.
    near = {*_below(node, direction), *pairs.users.above([node], direction)}
    edits = (edit for inner in near for edit in inner.edits)
    return node.asked_names.difference(edit.name for edit in edits if edit in told)


def _edits_left(pairs: PairAnswers, node: Node, direction: Directions, told: set[Edit]) -> bool:
    """Whether some effective edit of a pair is none of these."""
    return any(edit not in told for edit in pairs.effective(node, direction))


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
            # One row for the pair: those of further parts would be the same edit.
            yield unexplained_edit(node), direction, live, answer
            return


def _is_told(pairs: PairAnswers, node: Node, part: int, direction: Directions) -> bool:
    """Whether some edit that breaks may have been made in a part."""
    key = node, direction
    if key not in pairs.told:
        pairs.told[key] = {*_breaking_parts(pairs, node, direction)}
    return part in pairs.told[key] or None in pairs.told[key]


def _breaking_parts(pairs: PairAnswers, node: Node, direction: Directions) -> Iterator[int | None]:
    assert node.parts is not None
    answers = pairs.settle(node, direction)
    for edit in node.edits:
        if edit in answers and answers[edit].safe is not True:
            yield node.parts.of_edit(edit)
    for edge in node.edges:
        if edge.mask & direction and edge.child in pairs.above_break[direction]:
            yield of_edge(node.parts, node, edge)


def _matching(pairs: PairAnswers, node: Node, direction: Directions, answer: Answer) -> tuple[int, int] | None:
    """How many alternatives of a `oneOf` the witness matches on each side, where the sides differ in that."""
    for first, second in zip(*pairs.graph.groups(node), strict=False):
        if first.keyword == second.keyword == "oneOf":
            base = [pairs.questions.admits("base", a.schema, answer.witness, direction) for a in first.alternatives]
            revision = [
                pairs.questions.admits("revision", a.schema, answer.witness, direction) for a in second.alternatives
            ]
            # `oneOf` takes what matches exactly one.
            if (sum(base) == 1) != (sum(revision) == 1):
                return sum(base), sum(revision)
    return None


def _below(node: Node, direction: Directions) -> list[Node]:
    """The node and all that it leads to in a direction."""
    # A dict, for its order: nodes are hashed by identity, so the order of a set is another one in each run.
    seen = {node: node}
    pending = [node]
    while pending:
        for edge in pending.pop().edges:
            if edge.mask & direction and edge.child not in seen:
                seen[edge.child] = edge.child
                pending.append(edge.child)
    return list(seen.values())


def _cause(node: Node, below: list[Edit], named: list[Edit], counts: tuple[int, int] | None) -> Edit:
    """The one edit in the pair that changes which values are valid; else that alternatives overlap, or nothing.

    `named` are the edits of names that are asked about, which ask nothing by themselves.
    """
    if len(below) == 1 and not named:
        return below[0]
    # No value matches two alternatives, so it is no overlap.
    if counts is None or max(counts) < 2:
        edit = unexplained_edit(node)
    else:
        overlap = ("alternatives that exclude each other", "alternatives that overlap")
        edit = composition_edit(node, *(overlap if counts[0] < counts[1] else reversed(overlap)))
    edit.causes = (*below, *named)
    return edit
