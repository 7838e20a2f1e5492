"""New names in objects: which of them the questions about a pair leave out, and which they ask about."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from apidiff.comparing.asking.covering import known_around
from apidiff.comparing.asking.projection import visible, written_in
from apidiff.comparing.asking.refused import refused
from apidiff.comparing.edits import FROM_SERVER, TO_SERVER, Directions, Edit
from apidiff.comparing.schemas.conjunction import MAPS, Conjunction, Group, conjunction
from apidiff.comparing.walking.declared_beside import declared_beside, read_beside
from apidiff.comparing.walking.graph import SAME_VALUE, Node
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.pointers import find

_READ_ANEW = frozenset({"type", "enum", "examples", "exclusiveMinimum", "exclusiveMaximum"})
"""Keywords whose values can be others than those that are written; see `upgrade_schema` and `without_null`."""


def note_names(graph: PairGraph, node: Node, renamed: Mapping[str, str]) -> None:
    """Let questions about what is around leave out the properties about which one side says nothing.

    An object can be in several pairs: what it declares is left out only if the other side says nothing in any. What a
    `renamed` property holds is asked about under one name, the one that it has where the values come from.
    """
    by_direction = {each: node.unpaired | node.lifted.get(each, set()) for each in (TO_SERVER, FROM_SERVER)}
    for key, schema in _objects_of_both(graph, node):
        leave_out(graph, key, schema, by_direction)
    heirs = {new: old for old, new in renamed.items()}
    both = renamed.keys() | heirs.keys()
    for key, _ in _objects_of_both(graph, node):
        graph.questions.call(key, {name: heirs.get(name, name) for name in both}, TO_SERVER)
        graph.questions.call(key, {name: renamed.get(name, name) for name in both}, FROM_SERVER)


def leave_out(graph: PairGraph, key: tuple[int, int], schema: JSON, by_direction: dict[Directions, set[str]]) -> None:
    for direction, names in by_direction.items():
        before = graph.left_out.get((key, direction))
        graph.left_out[key, direction] = names if before is None else before & names
        # New in one pair and known in another: a question about the object cannot tell the two apart, so it asks about
        # the name.
        if before is not None and before != names:
            declared = schema.get("properties") if isinstance(schema, dict) else None
            graph.questions.ask_about(key, (before ^ names).intersection(declared or ()), direction)
        if names:
            graph.questions.leave_out(key, names, direction)


def look_around(graph: PairGraph, node: Node) -> None:
    """Ask about new names in alternatives that the base knows from what holds beside them, as the policy does not.

    A name that this node declares elsewhere is no new one in its alternatives either.
    """
    if node.moved:
        _ask_about(graph, node, node.moved.keys())
    if not node.groups:
        return
    left = node.left or conjunction(graph.base, node.base)
    right = node.right or conjunction(graph.revision, node.revision)
    if node.exclusive:
        _needed_in_one(graph, node)
    for group in sorted({index for _, index in node.groups}):
        known = known_around(graph.base, left, group)
        children = [child for child, index in node.groups if index == group]
        if group < len(left.groups) and group < len(right.groups):
            _known_beside(graph, node, children, (left.groups[group], right.groups[group]), (left, right))
        if group < len(left.groups) and _opens_beside(graph.base, children, left.groups[group]):
            # Each alternative takes more, and only the whole knows what that is to the clients of another one.
            node.together = True
        if known:
            found = [_ask_about(graph, child, known) for child in children]
            # The name meets what stands beside the alternatives, and only the whole has both.
            node.together |= any(found)


def _opens_beside(base: Contract, children: list[Node], group: Group) -> bool:
    """Whether an alternative may be opened to names that it refuses and that another one of the base declares."""
    opened = [child for child in children if any(_is_of_map(edit) for each in _of_value(child) for edit in each.edits)]
    if not opened:
        return False
    refusing = refused(base, [at.schema for at in group.alternatives], lambda *_: False)
    return any(refusing)


def _is_of_map(edit: Edit) -> bool:
    return not MAPS.isdisjoint({edit.params.get("keyword"), *(edit.patch or ())})


def _needed_in_one(graph: PairGraph, node: Node) -> None:
    """Ask about new names that the server has to send in one of alternatives that exclude each other.

    What lacks them matches that one no more, so that a value which matched too many may match exactly one.
    """
    for child, _ in node.groups:
        if child.left is None or child.right is None:
            continue
        old, new = child.left.properties, child.right.properties
        needed = {name for name in child.unpaired - old.keys() if name in child.right.required}
        needed |= {
            name
            for name in child.right.required.keys() & old.keys() & new.keys()
            if visible(graph.revision, new[name].schema) & ~visible(graph.base, old[name].schema) & FROM_SERVER
        }
        for key, _ in _objects_of_both(graph, child) if needed else ():
            graph.questions.ask_about(key, needed, FROM_SERVER)
        child.asked_names |= needed
        node.together |= bool(needed)


def _known_beside(
    graph: PairGraph,
    node: Node,
    children: list[Node],
    groups: tuple[Group, Group],
    sides: tuple[Conjunction, Conjunction],
) -> None:
    """Ask about new names in an alternative that others of the base declare, where they allow other values."""
    for child, added, edit in declared_beside(graph.base, graph.questions, node, children, groups, sides):
        for key, _ in _objects_of_both(graph, child):
            graph.questions.ask_about(key, {edit.name or ""})
        node.edits.append(edit)
        # Reached from here alone, the new field is told by the edit that asks about it; used elsewhere, it is new
        # there.
        if added is not None and not child.seeds and graph.leading_to[child] == 1:
            added.mask &= ~TO_SERVER
            added.is_half = True
    node.edits.extend(read_beside(graph.base, graph.revision, graph.questions, node, children, groups, sides))


def ask_about_all(graph: PairGraph, node: Node) -> None:
    """Ask about the names of a pair in whatever question: what it stands in is another place on each side."""
    for key, _ in _objects_of_both(graph, node):
        graph.questions.ask_about(key, node.unpaired.union(*node.lifted.values()))


def ask_about_name(graph: PairGraph, node: Node, name: str) -> None:
    for key, _ in _objects_of_both(graph, node):
        graph.questions.ask_about(key, {name})


def _ask_about(graph: PairGraph, start: Node, known: Container[str]) -> bool:
    """Ask about new names that are known, in a pair and all pairs of the same value; whether there are any."""
    found = False
    for inner in _of_value(start):
        old = inner.left.properties if inner.left else {}
        lifted = set().union(*inner.lifted.values())
        names = {name for name in (inner.unpaired - old.keys()) | lifted if name in known}
        for key, _ in _objects_of_both(graph, inner) if names else ():
            graph.questions.ask_about(key, names)
        under = [name for name in inner.came_under if name in known]
        for name in under:
            for key in inner.came_under[name]:
                graph.questions.ask_about(key, {name})
        inner.asked_names.update(names, under)
        found |= bool(names or under)
    return found


def _of_value(start: Node) -> Iterator[Node]:
    """A pair and all pairs of the same value."""
    seen, pending = {start}, [start]
    while pending:
        yield (inner := pending.pop())
        for edge in inner.edges:
            if edge.step == SAME_VALUE and edge.child not in seen:
                seen.add(edge.child)
                pending.append(edge.child)


def _objects_of_both(graph: PairGraph, node: Node) -> Iterator[tuple[tuple[int, int], JSON]]:
    """The schema objects of both sides, as they are walked and as they are written, each with its `written_in`."""
    for contract, side in ((graph.base, node.left), (graph.revision, node.right)):
        if side is not None:
            yield from keys_written(contract, side)


def keys_written(contract: Contract, side: Conjunction) -> Iterator[tuple[tuple[int, int], JSON]]:
    yield from ((key, schema) for key, schema, _ in objects_written(contract, side))


def objects_written(contract: Contract, side: Conjunction) -> Iterator[tuple[tuple[int, int], dict[str, JSON], str]]:
    for schema, pointer in [*side.objects, *(side.as_written.objects if side.as_written else ())]:
        yield written_in(contract, schema), schema, pointer
        # Questions know an object by its identity, and a schema of 3.0 is read as a copy of what is written.
        written = find(contract.document, f"#{pointer}")
        if written is not schema and isinstance(written, dict) and _is_read_as(written, schema):
            yield written_in(contract, written), written, pointer


def _is_read_as(written: dict[str, JSON], schema: dict[str, JSON]) -> bool:
    """Whether a schema object is what another one is read as; a part of the other side can have its place."""
    kept = schema.keys() - _READ_ANEW
    return kept <= written.keys() and all(written[keyword] is schema[keyword] for keyword in kept)
