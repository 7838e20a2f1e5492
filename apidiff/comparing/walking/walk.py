"""Schemas: walks a pair of schemas down to the smallest places that differ, each pair once however often reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from functools import partial

from apidiff.comparing.asking.covering import HELD, UNEVALUATED, paired, reads_unevaluated
from apidiff.comparing.asking.isolate import LOGIC, entangled
from apidiff.comparing.asking.members import Members
from apidiff.comparing.asking.projection import visible
from apidiff.comparing.asking.wire import PLAIN, TEXTUAL, is_form
from apidiff.comparing.edits import FROM_SERVER, Edit
from apidiff.comparing.equality import same
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.conjunction import At, Conjunction, conjunction, is_choice, line_up
from apidiff.comparing.schemas.dividing import divided
from apidiff.comparing.schemas.keyword_rules import BY_PARENT
from apidiff.comparing.schemas.keywords import keyword_edits
from apidiff.comparing.schemas.leaves import are_leaves
from apidiff.comparing.schemas.marks import idle_marks, mark_edits, marks_of, travels_differ
from apidiff.comparing.schemas.reaching import joined_otherwise, moved_places
from apidiff.comparing.schemas.subtypes import as_written
from apidiff.comparing.schemas.unknowns import said_by_both, unheard
from apidiff.comparing.schemas.unwrapping import unwrapped
from apidiff.comparing.walking import properties as objects
from apidiff.comparing.walking.as_a_whole import account_for_references
from apidiff.comparing.walking.beside_null import compare_beside_null
from apidiff.comparing.walking.children import compare_children
from apidiff.comparing.walking.composition import boolean_edit, is_list_or_single, rewritten, share_no_type, type_edit
from apidiff.comparing.walking.described_above import DescribedAbove
from apidiff.comparing.walking.forbidding import forbidden_names
from apidiff.comparing.walking.graph import SAME_VALUE, Node, NodeKey, above
from apidiff.comparing.walking.groups import (
    compare_groups,
    lead_to_alternative,
    marks_left_to_alternatives,
    pair_choices,
)
from apidiff.comparing.walking.kinds import hold_untolerated, pair_kinds
from apidiff.comparing.walking.known_values import KnownValues, admit_values
from apidiff.comparing.walking.marked_alternatives import tell_of_marks
from apidiff.comparing.walking.new_names import ask_about_name, look_around
from apidiff.comparing.walking.own_question import STRUCTURE, frame
from apidiff.comparing.walking.pair_graph import PairGraph, reference_of
from apidiff.comparing.walking.passing import passages
from apidiff.comparing.walking.written_anew import (
    as_divided,
    as_shared_out,
    as_unnested,
    may_be_hoisted,
    note_put_together_anew,
    regrouped,
    restate,
    written_anew,
)
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import DEFINITIONS, negated_twice, with_shape
from apidiff.openapi.pointers import resolve

_HOLDING = STRUCTURE | with_shape("schema", "list", "map")


def expand(graph: PairGraph) -> list[Node]:
    """Walk every pair that is waiting, and those that they lead to, in the order in which steps are spent.

    Returns the pairs that were walked, in order.
    """
    # From here on a pair keeps its site: edits of pairs that were walked already name it.
    graph.expanding = True
    walked: list[Node] = []
    while graph.pending:
        # Walking asks questions too, and all share one total of steps. By key, so that what is still decided when it
        # runs out does not depend on the order of keys in the files.
        waiting, graph.pending = sorted(graph.pending, key=_key), []
        for node in waiting:
            _walk_pair(graph, node)
        walked += waiting
    walked.sort(key=_key)
    graph.know_elsewhere()
    # First what stands for a sibling alternative is taken out of the values that clients are asked to tolerate; the
    # rest is admitted.
    KnownValues(graph.base, lambda edit: graph.questions.tolerates(edit, FROM_SERVER)).mark(walked)
    for node in walked:
        if node.left and node.right:
            admit_values(graph, node, node.left, node.right)
    hold_untolerated(graph)
    # Appended only now: these values belong to a schema under a keyword and are admitted there. `admit_values` would
    # admit them to the lists of the pair itself.
    grown, graph.grown = graph.grown, []
    for node, edit in grown:
        node.edits.append(edit)
    graph.leading_to = Counter(edge.child for node in graph.nodes.values() for edge in node.edges)
    _tell_of_references(graph)
    # Before `_finish`, which tells of idle marks: those that an alternative tells of are in its `told` then.
    tell_of_marks(graph, walked)
    for node in walked:
        _finish(graph, node)
    # After `look_around` in `_finish`, which can take the direction to the server from a new name that a sibling
    # alternative knows: that one is asked about there.
    for node, edit in DescribedAbove(graph.base, graph.questions, partial(ask_about_name, graph)).find(walked):
        node.edits.append(edit)
    for node in walked:
        node.edits += forbidden_names(graph.base, graph.revision, graph.questions, graph.differs, node)
    return walked


def _key(node: Node) -> NodeKey:
    return node.key


def _walk_pair(graph: PairGraph, node: Node) -> None:
    """Note what differs in a pair, and the pairs that it leads to."""
    if _leads_on(graph, node):
        return
    sides = unwrapped(node.base, node.revision)
    base, revision = sides or (node.base, node.revision)
    left = node.left = conjunction(graph.base, base)
    right = node.right = conjunction(graph.revision, revision)
    right.site = node.site
    line_up(left, right)
    graph.visited.update(left.refs, right.refs)
    # No edit tells of what says nothing where it stands (3.0 beside a `$ref`, say), and the ledger would ask for one.
    graph.accounted |= left.ignored | right.ignored
    if left.is_false or right.is_false:
        _compare_booleans(graph, node)
    elif sides is None and node.travels == PLAIN and are_leaves(base, revision, left, right):
        _compare_leaves(graph, node, left, right)
    else:
        left, right = restate(graph, node, (base, revision), left, right)
        if not compare_beside_null(graph, node, left, right):
            _compare(graph, node, left, right)


def _compare(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> None:
    """Compare two schemas keyword by keyword, unless one is the other written anew or of another type."""
    alike = _read_alike(graph, node, left, right)
    if alike is None:
        return
    left, right = alike
    # Before the shapes are compared: it takes alternatives that a tag names on both sides out of the groups.
    told = pair_kinds(graph, node, left, right)
    if regrouped(graph, node, left, right):
        return
    if share_no_type(left, right) or is_list_or_single(left, right):
        _replace(graph, node, left, right)
        return
    node.entangled = entangled(left, right)
    node.together |= reads_unevaluated(left, right) or _mixes(graph, node)
    groups_compared = compare_groups(graph, node, left, right)
    node.exclusive &= told
    # What the single schema says is compared with its alternative, in a pair of its own. Marks alone are told around
    # it.
    if node.wrapped:
        node.edits.extend(mark_edits(left, right, node.told | marks_left_to_alternatives(left, right)))
        note_put_together_anew(graph, node)
        graph.accounted |= left.places | right.places
        return
    _compare_keywords(graph, node, left, right)
    pair_choices(graph, node, left, right)
    compare_children(graph, node, left, right)
    if unheard(left, right):
        node.edits = said_by_both(node.edits, left, right)
        graph.accounted |= left.places | right.places
    # Last: what the question leaves out hangs on what the steps above paired, moved or left to the policy.
    frame(graph, node, left, right, groups_compared)
    _note_joins(graph, node, left, right)


def _read_alike(
    graph: PairGraph, node: Node, left: Conjunction, right: Conjunction
) -> tuple[Conjunction, Conjunction] | None:
    """Both sides in one shape where they can be read so; `None` if the whole is proved to be written anew."""
    for side, other in ((left, right), (right, left)):
        # Base `oneOf: [{const: a}, {const: b}]`, revision `oneOf: [{const: a}, {type: object}]`: the first is an enum,
        # the second a group. Read as a group too, its values have counterparts.
        if side.choices and not other.choices and len(side.choices) + len(side.groups) == len(other.groups):
            side.take_choices_apart()
    if (_undispatched(left, right) or may_be_hoisted(graph, left, right)) and written_anew(graph, node, left, right):
        return None
    left, right = as_unnested(graph, node, left, right)
    left, right = as_shared_out(graph, node, left, right)
    apart = divided(graph.base, graph.revision, left, right)
    if apart is None:
        return left, right
    return None if written_anew(graph, node, left, right) else as_divided(graph, node, left, right, apart)


def _compare_keywords(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> None:
    # Kinds are told by `pair_kinds`; a keyword whose schemas correspond is a pair of its own.
    told_below = {"discriminator", *(HELD.keys() & set(paired(left, right)))}
    for edit in keyword_edits(left, right, graph.differs, node.told):
        if edit.params["keyword"] not in told_below:
            node.edits.append(edit)
            account_for_references(graph, edit, left, right)


def _note_joins(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> None:
    """Note what is joined from other parts than before, which an edit tells only where values change."""
    graph.accounted |= moved_places(left, right)
    for place in joined_otherwise(left, right):
        old, new = (At(resolve(c.document, f"#{place}"), place) for c in (graph.base, graph.revision))
        node.edits.append(rewritten(old, new, place))
    if _joins(node.base.schema) != _joins(node.revision.schema):
        if any(edit.rule == "reach-changed" for edit in node.edits):  # which tells that it was joined otherwise
            graph.accounted |= {node.base.pointer, node.revision.pointer}
        elif _told_beside_reference(node, left, right):
            graph.accounted |= {join(at.pointer, "$ref") for at in (node.base, node.revision)}
        else:
            node.edits.append(rewritten(node.base, node.revision, node.site))


def _told_beside_reference(node: Node, left: Conjunction, right: Conjunction) -> bool:
    """Whether one side refers to what the other is, and edits tell of all that it says beside the reference."""
    told = {edit.params["keyword"] for edit in node.edits}
    told |= {*BY_PARENT} if node.is_property and travels_differ(left, right) else set()
    for at, side, other in ((node.base, left, node.revision), (node.revision, right, node.base)):
        if reference_of(at.schema) is not None and f"#{other.pointer}" in side.refs:
            beside = [keyword for keyword in at.schema if keyword != "$ref"]
            return bool(beside) and told.issuperset(beside)
    return False


def _leads_on(graph: PairGraph, node: Node) -> bool:
    """Lead on from two schemas that are equal by text, where nothing in them has to be compared."""
    schema, pointer = node.revision.schema, node.revision.pointer
    # The places below are made from one pointer, so both sides have to stand at the same one.
    if node.key.variant or node.base.pointer != pointer or not isinstance(schema, dict) or "$ref" in schema:
        return False
    if f"#{pointer}" in graph.differs.directly or not same(node.base.schema, schema):
        return False
    found = passages(graph.base, graph.revision, schema, graph.differs)
    if found is None:
        return False
    node.entangled = any(keyword in LOGIC for keyword in schema)
    node.together = not UNEVALUATED.isdisjoint(schema)
    for child, tokens, mask, step in found:
        at = At(child, pointer + tokens)
        if step == SAME_VALUE:
            node.exclusive |= tokens.startswith("/oneOf/")
            lead_to_alternative(graph, node, at, at, _group_of(schema, tokens), gated=True)
        else:
            graph.edge(node, at, at, step, mask)
    return True


def _group_of(schema: dict[str, JSON], tokens: str) -> int:
    """The index of the group that an alternative belongs to; see `Conjunction.groups`."""
    first = schema.get("oneOf")
    # `oneOf` comes first among the groups, so `anyOf` is the second one. But a `oneOf` of constants is an enum and no
    # group, and `false` is no alternative.
    before = isinstance(first, list) and not is_choice("oneOf", [member for member in first if member is not False])
    return int(tokens.startswith("/anyOf/") and before)


def _compare_leaves(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> None:
    """Compare two scalars, in which nothing leads on; see `are_leaves`."""
    if share_no_type(left, right):
        _replace(graph, node, left, right)
        return
    node.entangled = entangled(left, right)
    node.edits.extend(keyword_edits(left, right, graph.differs, node.told))
    frame(graph, node, left, right, groups_compared=True)
    if left.parts[0].pointer != right.parts[0].pointer:
        graph.accounted |= moved_places(left, right)


def _compare_booleans(graph: PairGraph, node: Node) -> None:
    if node.left and node.right and node.left.is_false and node.right.is_false:
        node.edits.append(rewritten(node.base, node.revision, node.site))
        return
    node.edits.append(boolean_edit(node))
    node.own = (node.base.schema, node.revision.schema)
    # At a surface no object tells that the fields are gone; of a member, the object that holds it does.
    if node.seeds and node.left and node.right and node.right.is_false:
        node.edits.extend(objects.all_lost(graph.base, node.left, node.right))


def _replace(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> None:
    """Another type altogether: what the old one asked has no counterpart, and is not told one by one."""
    node.edits.append(type_edit(node, left, right, graph.differs))
    node.edits.extend(mark_edits(left, right, node.told))
    # Marks alone are compared one by one, so that these alone may have moved to another part.
    graph.accounted |= moved_places(left, right, marks_of(left) & marks_of(right))
    node.own = (node.base.schema, node.revision.schema)


def _undispatched(left: Conjunction, right: Conjunction) -> bool:
    """Whether only one side has a discriminator, which says nothing where the alternatives prescribe their tags."""
    return bool(left.groups or right.groups) and ("discriminator" in left.keywords) != (
        "discriminator" in right.keywords
    )


def _mixes(graph: PairGraph, node: Node) -> bool:
    """Whether some member of a value that travels as text has schemas that have to be read together."""
    if node.travels not in TEXTUAL and not is_form(node.travels):
        return False
    sides = ((graph.base, node.base), (graph.revision, node.revision))
    return any(
        Members(partial(resolve, contract.document)).together(at.schema, node.travels) is not True
        for contract, at in sides
    )


def _joins(schema: JSON) -> list[JSON]:
    """How a schema is put together: what it refers to, and how each member of its `allOf` is."""
    members = schema.get("allOf") if isinstance(schema, dict) else None
    negated = negated_twice(schema) if isinstance(schema, dict) else None
    listed = [_joins(member) for member in members] if isinstance(members, list) else None
    return [reference_of(schema), listed, negated is not None]


def _tell_of_references(graph: PairGraph) -> None:
    """Note where a reference leads elsewhere now, unless what it leads to says something else, as is told there."""
    led, graph.led_elsewhere = graph.led_elsewhere, []
    nodes = graph.nodes.values()
    changed = above(nodes, [node for node in nodes if any(map(_tells, node.edits))]) if led else set()
    for node, edit in led:
        if node in changed and edit.base and edit.revision:
            graph.accounted |= {edit.base.pointer, edit.revision.pointer}
        elif edit.key not in {known.key for known in node.edits}:
            node.edits.append(edit)


def _tells(edit: Edit) -> bool:
    """Whether an edit tells that other values are valid, or other names known."""
    return edit.asks or edit.rule in {"property-added", "required-property-added", "property-removed"}


def _finish(graph: PairGraph, node: Node) -> None:
    """Note what says nothing, now that it is known which schemas are those of properties."""
    look_around(graph, node)
    left, right = node.left, node.right
    if left is None or right is None:
        return
    for at, side in ((node.base, left), (node.revision, right)):
        if at.members:  # edits speak of one of the places that were joined
            for part in side.parts:
                plain = [key for key in part.schema if key not in _HOLDING] if isinstance(part.schema, dict) else ()
                graph.accounted |= {join(part.pointer, keyword) for keyword in plain}
                graph.accounted |= {part.pointer} if part.schema in (True, {}) else set()
    # An object tells in which directions its properties travel, by whatever marks.
    told_by_parent = (
        node.is_property
        and travels_differ(left, right)
        and visible(graph.base, node.base.schema) != visible(graph.revision, node.revision.schema)
    )
    node.edits.extend(idle_marks(left, right, is_property=told_by_parent, told=node.told))
    sides = [as_written(node.base.schema), as_written(node.revision.schema)]
    # `differing_definitions` compares those of schemas at the same place alone.
    if node.base.pointer == node.revision.pointer:  # definitions are compared on their own
        sides = [_without(schema, DEFINITIONS) for schema in sides]
    if node.edges:  # what lies below tells its own edits
        sides = [_without(schema, _HOLDING) for schema in sides]
    if node.told:
        sides = [_without(schema, node.told) for schema in sides]
    if wrappers := unwrapped(node.base, node.revision):
        graph.accounted |= {at.pointer for side in wrappers for at in (side, *side.members)}
        note_put_together_anew(graph, node)
    # The text differs and nothing tells of it: without an edit the ledger would call it undecided.
    if not node.edits and not told_by_parent and not same(*sides):
        node.edits.append(rewritten(node.base, node.revision, node.site))


def _without(schema: JSON, keywords: Container[str]) -> JSON:
    return {k: v for k, v in schema.items() if k not in keywords} if isinstance(schema, dict) else schema
