"""Answers about the pair alone: each edit made by itself, with everything left out that smaller pairs compare."""

from __future__ import annotations

from apidiff.comparing.asking.isolate import admitting, all_laid_over, laid_over, put_in, undone, without
from apidiff.comparing.asking.projection import Foreign
from apidiff.comparing.asking.questions import CONTRADICTION, Questions, Side, tolerable
from apidiff.comparing.asking.wire import RAW, TEXTUAL
from apidiff.comparing.edits import BOTH, FROM_SERVER, TO_SERVER, Answer, Directions, Edit
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.differing import references
from apidiff.comparing.walking.graph import Node
from apidiff.comparing.walking.partly import beside
from apidiff.comparing.walking.witnesses import Witnesses
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import FOLLOWING, written_form

# Each edit beside others is a question of its own; of more edits, all have the answer of all together.
MOST_EDITS_ALONE = 12
MOST_VALUES = 10
"""Values that came to an enum, or went, of which one is sought that tells the sides apart."""
_LISTED = frozenset({"enum-value-added", "enum-value-removed", "extensible-enum-value-added"})


def of_question(questions: Questions, edit: Edit, node: Node, direction: Directions) -> Answer:
    assert edit.question is not None
    base, revision, side = edit.question
    # What one side writes the other one has to read, so only the same form is safe.
    if is_written_form(edit):
        same = questions.same(base, revision, direction, node.travels, of=side)
        return Answer(safe=same, same=same)
    admitting = not tolerable(edit)
    return questions.answer(base, revision, direction, node.travels, of=side, admitting=admitting)


def of_keywords(
    questions: Questions, witnesses: Witnesses, node: Node, edits: list[Edit], direction: Directions
) -> dict[Edit, Answer]:
    """The answers about the pair alone, each edit made by itself. What only all together do is put on all."""
    assert node.own is not None
    base, revision = node.own
    # The quickest first: for a list that only grew or shrank, one value that a validator tells apart answers without
    # containment.
    by_value = _of_values(witnesses, node, edits, direction)
    if by_value is not None:
        return by_value
    total = questions.answer(base, revision, direction, node.travels)
    if total.safe and total.same:
        return dict.fromkeys(edits, total)
    if direction == FROM_SERVER and (followed := _of_followed(questions, node, edits)) is not None:
        return followed
    grown = [edit for edit in edits if questions.tolerates(edit, direction)]
    written = [edit for edit in edits if is_written_form(edit)]
    answers = {edit: _by_itself(questions, edit, node, base, direction) or total for edit in grown}
    if written:
        answers |= dict.fromkeys(written, _of_written_form(questions, written, node, direction))
    rest = [edit for edit in edits if edit not in answers]
    if grown and rest:  # clients take the new values, so the others are asked about with these
        for edit in grown:
            base = base if (larger := laid_over(base, edit)) is None else larger
        total = questions.answer(base, revision, direction, node.travels)
    return answers | _of_rest(questions, node, rest, base, total, direction)


def _of_followed(questions: Questions, node: Node, edits: list[Edit]) -> dict[Edit, Answer] | None:
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
    answers = dict.fromkeys(grown, own)
    rest = [edit for edit in edits if edit not in answers]
    others = questions.answer(lifted, revision, FROM_SERVER, node.travels)
    if others.safe:
        return answers | _of_rest(questions, node, rest, lifted, others, FROM_SERVER)
    if len(rest) == 1:
        return answers | {rest[0]: others}
    # The limits have to be where the edits of them can be made and undone.
    total = questions.answer(larger, revision, FROM_SERVER, node.travels)
    return answers | _of_rest(questions, node, rest, larger, total, FROM_SERVER)


def _of_values(witnesses: Witnesses, node: Node, edits: list[Edit], direction: Directions) -> dict[Edit, Answer] | None:
    """The answers if only listed values came or went and one of each edit tells the sides apart; `None` otherwise.

    With values more, and nothing else changed, all the old ones are admitted still.
    """
    if node.together or not all(edit.rule in _LISTED for edit in edits):
        return None
    answers: dict[Edit, Answer] = {}
    for edit in edits:
        spot = edit.base if edit.rule == "enum-value-removed" else edit.revision
        values = spot.value if spot and isinstance(spot.value, list) else []
        narrows = (edit.rule == "enum-value-removed") == (direction == TO_SERVER)
        # Values that break nobody in this direction show in the other one that the sides differ.
        side = direction if narrows else BOTH ^ direction
        found = (witnesses.confirmed(node, side, value, admitting=False) for value in values[:MOST_VALUES])
        held = next((each for each in found if each is not None), None)
        if held is None:
            return None
        answers[edit] = Answer(safe=False, witness=held.instance, has_witness=True) if narrows else Answer(safe=True)
    return answers


def _of_rest(
    questions: Questions, node: Node, edits: list[Edit], base: JSON, total: Answer, direction: Directions
) -> dict[Edit, Answer]:
    if edits and not total.safe and (node.travels in TEXTUAL or node.together) and node.edges:
        # What travels as text, or is read together, is asked about with all that it holds, so that the break may be
        # one further in.
        hybrid = all_laid_over(base, edits) or _made_in_place(node, base, edits)
        total = total if hybrid is None else _of_hybrid(questions, node, base, hybrid, direction)
    if len(edits) == 1 or len(edits) > MOST_EDITS_ALONE or (total.safe and total.same):
        return dict.fromkeys(edits, total)
    alone = {edit: _by_itself(questions, edit, node, base, direction) for edit in edits}
    answers = {
        key: total if answer is None else Answer(safe=True, same=answer.same) if total.safe else answer
        for key, answer in alone.items()
    }
    together = all(answer.safe for answer in answers.values()), all(answer.same for answer in answers.values())
    # Harmless one by one and not together: no one of them can be named, so all of them have the answer.
    if (together[0] and not total.safe) or (together[1] and not total.same):
        return dict.fromkeys(edits, total)
    if total.safe:
        return answers
    return {edit: _beside_others(questions, edit, edits, node, base, answers[edit], total, direction) for edit in edits}


def _made_in_place(node: Node, base: JSON, edits: list[Edit]) -> JSON:
    """The base with these edits made in its own object; `None` if another part of it has their keywords too."""
    made = base
    for edit in edits:
        patch = edit.patch
        if patch is None or not isinstance(made, dict) or node.left is None:
            return None
        # Written in another part too, the keyword holds there whatever is put in here; and a reference in the patch
        # leads into the other document.
        written = {place for keyword in patch for place in node.left.written(keyword)}
        if not written <= {join(node.base.pointer, keyword) for keyword in patch} or any(
            map(references, patch.values())
        ):
            return None
        made = without(made, patch) | put_in(patch)
    return made


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
    # To the server both are joined. If they contradict each other, nothing passes that this edit could stop.
    return alone if found.safe or (direction == TO_SERVER and found.reason == CONTRADICTION) else found


def _by_itself(questions: Questions, edit: Edit, node: Node, base: JSON, direction: Directions) -> Answer | None:
    """What the base with this edit alone says; `None` if the edit cannot be made alone."""
    hybrid = laid_over(base, edit)
    return None if hybrid is None else _of_hybrid(questions, node, base, hybrid, direction)


def _of_hybrid(questions: Questions, node: Node, base: JSON, hybrid: JSON, direction: Directions) -> Answer:
    found = questions.answer(base, hybrid, direction, node.travels, of="base")
    if found.reason != CONTRADICTION or node.own is None:
        return found
    # A `format` that came beside a `pattern` that went: the two contradict each other, but no side has both. What
    # only the mixture refuses is no reason to doubt the edit, which lets nothing through.
    sides: tuple[tuple[JSON, Side], ...] = (base, "base"), (node.own[1], "revision")
    is_mixed = all(questions.has_some(schema, of, direction, node.travels) for schema, of in sides)
    return Answer(safe=True) if is_mixed else found


def _of_written_form(questions: Questions, edits: list[Edit], node: Node, direction: Directions) -> Answer:
    """How a string is written is agreed on by both sides: any other way breaks both directions, without a witness.

    A validator sees no difference.
    """
    assert node.own is not None
    base, revision = node.own
    hybrid = all_laid_over(base, edits)
    if node.travels == RAW and _encoded(base) == _encoded(revision if hybrid is None else hybrid):
        # The key of the content, and not the schema, says what a whole body is: what contradicts it there is ignored
        # (3.1.1, "Working with Binary Data").
        return Answer(safe=True, same=True)
    if hybrid is None:
        same = questions.same(base, revision, direction, node.travels)
    else:
        same = questions.same(base, hybrid, direction, node.travels, of="base")
    return Answer(safe=same, same=same)


def _encoded(schema: JSON) -> JSON:
    """How a string is written, but for its media type."""
    form = written_form(schema) if isinstance(schema, dict) else {}
    return {key: value for key, value in form.items() if key != "contentMediaType"}


def is_written_form(edit: Edit) -> bool:
    return edit.rule == "content-encoding-changed" and edit.params["keyword"] != "contentSchema"
