"""Pairs that stand at the same place in both schemas: properties, maps, items."""

from __future__ import annotations

from apidiff.comparing.asking.covering import (
    HELD,
    items_as_written,
    items_correspond,
    maps_correspond,
    paired,
    same_maps,
    starts_of_items,
)
from apidiff.comparing.edits import ABSENT, BOTH, NEITHER, TO_SERVER, Directions, Edit, Spot
from apidiff.comparing.schemas.conjunction import Conjunction
from apidiff.comparing.schemas.differing import Differing
from apidiff.comparing.schemas.keyword_edit import keyword_edit, together, value_of
from apidiff.comparing.schemas.reaching import with_reach
from apidiff.comparing.schemas.unknowns import unheard
from apidiff.comparing.showing import shown
from apidiff.comparing.walking import properties as objects
from apidiff.comparing.walking.as_a_whole import ask_about_tested, compare_conditions, lost_in_whole, note_grown_values
from apidiff.comparing.walking.composition import opened_or_shut, pattern_edits
from apidiff.comparing.walking.graph import Node
from apidiff.comparing.walking.new_names import note_names
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.comparing.walking.passing import is_past
from apidiff.comparing.walking.under_conditions import tell_under_conditions
from apidiff.comparing.walking.without_objects import settled
from apidiff.openapi.keywords import CONDITIONAL, read_with

_ITEMS = read_with("prefixItems")


def compare_children(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> None:
    """Pairs that stand at the same place in both: properties, items, tuples, maps."""
    _compare_members(graph, node, left, right)
    _compare_items(graph, node, left, right)
    for keyword in paired(left, right):
        if keyword in HELD:
            _compare_single(graph, keyword, node, left, right)
    node.edits.extend(lost_in_whole(graph, node, left, right))


def _compare_members(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> None:
    named = objects.compare(
        graph.base,
        graph.revision,
        (left, node.base),
        (right, node.revision),
        lambda schema, name: graph.questions.can_have("revision", schema, [name], TO_SERVER),
    )
    named = settled(graph, node, named)
    node.edits.extend(named.edits)
    node.moved, node.mapped = named.moved, named.mapped
    node.unpaired, node.lifted = named.unpaired, named.lifted
    # Some pattern may meet a name or not: no smaller pair is known to hold all that is said of it.
    node.together |= not named.told
    note_names(graph, node, {pair.was: pair.name for pair in named.pairs if pair.was})
    if not CONDITIONAL.isdisjoint({*left.keywords, *right.keywords}):
        compare_conditions(graph, node, left, right)
        tell_under_conditions(graph, node, left, right)
    ask_about_tested(graph, left, right)
    note_grown_values(graph, node, left, right)
    # Whether the other side declares them is not known, so nothing is held against them.
    pairs = [] if "properties" in unheard(left, right) else named.pairs
    for name, old_property, new_property, mask, was in pairs:
        graph.edge(node, old_property, new_property, ("properties", name), mask, was)
    _compare_maps(graph, node, left, right)
    old, new = left.children("patternProperties"), right.children("patternProperties")
    for name in sorted(old.keys() & new.keys()):
        graph.edge(node, old[name], new[name], ("patternProperties", name))
    node.edits.extend(pattern_edits(left, right, old, new))


def _compare_maps(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> None:
    """`additionalProperties`: a pair of its own, unless the two sides' reach other names."""
    if maps_correspond(left, right):
        _compare_single(graph, "additionalProperties", node, left, right)
        return
    first, second = left.child("additionalProperties"), right.child("additionalProperties")
    edits = opened_or_shut("additionalProperties", left, right, first, second)
    # The same schema beside other patterns meets other names.
    if not edits and not same_maps(left, right):
        edit = keyword_edit("additional-properties-changed", "additionalProperties", left, right)
        edits = [with_reach(edit, "additionalProperties", left, right)]
    node.edits.extend(edits)


def _compare_items(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> None:
    if not items_correspond(left, right):
        if graph.differs(items_as_written(left), items_as_written(right)):
            node.edits.append(_items_moved(left, right, graph.differs))
        return
    # `items` of a part reads the positions of that part alone, whatever another part says of them.
    starts = [(side, start) for side in (left, right) for start in starts_of_items(side)]
    _compare_single(graph, "items", node, left, right, _reached(*starts))
    old, new = left.children("prefixItems"), right.children("prefixItems")
    for index in old:
        # What is no list has no positions, and the ledger tells that it went or came.
        if index in new:
            mask = _reached((left, int(index)), (right, int(index)))
            graph.edge(node, old[index], new[index], ("prefixItems", index), mask)


def _reached(*positions: tuple[Conjunction, int]) -> Directions:
    """The directions in which some array has an item at a position of a side: none past the count of both."""
    return NEITHER if all(is_past(value_of(side, "maxItems"), at) for side, at in positions) else BOTH


def _compare_single(
    graph: PairGraph, keyword: str, node: Node, left: Conjunction, right: Conjunction, mask: Directions = BOTH
) -> None:
    """A keyword with one schema: a pair of its own, where both sides have an object there."""
    first, second = left.child(keyword), right.child(keyword)
    if first and second and isinstance(first.schema, dict) and isinstance(second.schema, dict):
        graph.edge(node, first, second, (keyword, ""), mask)
    else:
        node.edits.extend(opened_or_shut(keyword, left, right, first, second))


def _items_moved(left: Conjunction, right: Conjunction, differs: Differing) -> Edit:
    """Positions of an array that other keywords meet than on the other side: its items as a whole."""
    edit = keyword_edit("prefix-items-changed", "prefixItems", left, right)
    # Several parts speak of items, and no patch says in which of them the edit is made.
    if any(len(items_as_written(side)) > 1 for side in (left, right)):
        edit.patch = None
        edit.own = _positions(left), _positions(right)
        return edit
    edit.patch = {k: value_of(right, k) if k in right.keywords else ABSENT for k in _ITEMS}
    differing = [k for k in _ITEMS if differs(value_of(left, k), value_of(right, k))]
    if differing != ["prefixItems"]:  # what reads it is told here as well, so it is no edit of its own
        edit.own = together(left, tuple(differing)), together(right, tuple(differing))
        edit.params |= {"name": " and ".join(differing), "base": shown(edit.own[0].value)}
        edit.params["revision"] = shown(edit.own[1].value)
    return edit


def _positions(side: Conjunction) -> tuple[Spot, ...]:
    """What each part says about items by position, as a schema."""
    parts = ({k: schema[k] for k in _ITEMS if k in schema} for schema, _ in side.objects)
    return tuple(Spot(side.pointer, part) for part in parts if part)
