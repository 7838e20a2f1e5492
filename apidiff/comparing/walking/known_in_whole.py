"""Names that are new in one place of a schema object, and known in another one that is compared as a whole.

What a pair finds to be new in a schema object is left out of every question that meets the object. A shared component
can bring the same object to a place that is no pair: alternatives without counterparts, a condition, a map. Where the
base says something of the name there that the new field does not take, clients send it, and the question about that
place has to hold it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from apidiff.comparing.asking.covering import met
from apidiff.comparing.asking.projection import written_in
from apidiff.comparing.asking.wire import inside
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.conjunction import At, Conjunction, followed
from apidiff.comparing.walking.declared_beside import takes
from apidiff.comparing.walking.graph import SAME_VALUE, Node, Step
from apidiff.comparing.walking.new_names import objects_written
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.comparing.walking.spoken import Part, Parts, Place, Spoken
from apidiff.containment.patterns import matches
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import ALTERNATIVES, OF_MEMBERS, REVERSING, schemas_in, with_role
from apidiff.openapi.pointers import resolve

MOST_LOOKED_AT = 10_000
"""Schemas in what one pair compares as a whole that are looked at for such names."""
_Key = tuple[int, int]
_IN_PLACE = with_role("in place") - REVERSING
"""Keywords whose schemas describe the value itself; under the reversing ones no name is left out."""
_OF_MEMBERS = frozenset({*OF_MEMBERS, "by count"})
_OF_NAMES = frozenset({"patternProperties", "additionalProperties", "unevaluatedProperties"})


class _Met(NamedTuple):
    """A schema of the revision, and all that the base says of the same value."""

    at: At
    parts: Parts
    travels: str


def ask_about_known(graph: PairGraph) -> None:
    """Ask about the names that pairs left out, and that the base knows where they are compared as a whole.

    Not before all pairs are walked, those of components that are seen through such a place alone included.
    """
    walked = [node for node in graph.nodes.values() if node.left is not None and node.right is not None]
    left_out = _LeftOut(graph, walked)
    spoken = Spoken(graph.base)
    for node in walked if left_out.names else ():
        for key, name in _known(graph, spoken, node, left_out):
            for each in left_out.alike(key):
                graph.questions.ask_about(each, {name})


class _LeftOut:
    """The names that are left out of each schema object of the revision."""

    def __init__(self, graph: PairGraph, walked: Iterable[Node]) -> None:
        self.names: dict[_Key, set[str]] = {}
        self._alike: dict[_Key, set[_Key]] = {}
        """Of an object that is read as a copy of what is written, both."""
        at_place: dict[str, set[_Key]] = {}
        for (key, _), names in graph.left_out.items():
            if names:
                self.names.setdefault(key, set()).update(names)
        for node in walked:
            for name, keys in node.came_under.items():
                for key in keys:
                    self.names.setdefault(key, set()).add(name)
        for node in walked if self.names else ():
            assert node.right is not None
            for key, _, pointer in objects_written(graph.revision, node.right):
                self._alike[key] = at_place.setdefault(pointer, set())
                self._alike[key].add(key)

    def alike(self, key: _Key) -> set[_Key]:
        return self._alike.get(key, {key})


def _known(graph: PairGraph, spoken: Spoken, node: Node, left_out: _LeftOut) -> Iterator[tuple[_Key, str]]:
    """The names in what a pair compares as a whole that the base knows there, each with its schema object."""
    pending = list(_as_a_whole(graph, spoken, node))
    seen: set[tuple[str, frozenset[Place]]] = set()
    while pending and len(seen) < MOST_LOOKED_AT:
        at, parts, travels = pending.pop()
        # Where the base says nothing of a value, all in it is new.
        if not isinstance(at.schema, dict) or not parts or (at.pointer, frozenset(parts)) in seen:
            continue
        seen.add((at.pointer, frozenset(parts)))
        key = written_in(graph.revision, at.schema)
        named = at.schema.get("properties")
        for name in sorted(left_out.names.get(key, ())):
            if isinstance(named, dict) and name in named:
                new = At(named[name], join(at.pointer, "properties", name))
                inner = inside(travels, "properties", name)
                if not all(takes(graph.questions, each, new, inner) for each in _said(spoken, parts, name)):
                    yield key, name
        if isinstance(ref := at.schema.get("$ref"), str):
            pending.append(_Met(At(resolve(graph.revision.document, ref), ref[1:]), parts, travels))
        for row, tokens, child in schemas_in(at.schema):
            below = At(child, join(at.pointer, *tokens))
            if row.name in _IN_PLACE:
                pending.append(_Met(below, parts, travels))
            elif row.role in _OF_MEMBERS:
                pending.append(_held(spoken, _Met(below, parts, travels), _step(tokens)))


def _as_a_whole(graph: PairGraph, spoken: Spoken, node: Node) -> Iterator[_Met]:
    """The schemas of the revision that changed, and that no smaller pair compares."""
    assert node.left is not None
    assert node.right is not None
    compared = {edge.child.revision.pointer for edge in node.edges if edge.step == SAME_VALUE}
    steps = {edge.step for edge in node.edges}
    parts = spoken.parts([Part(node.base, is_test=False)])
    for schema, pointer in node.right.objects:
        for row, tokens, child in schemas_in(schema):
            is_member, step = row.role in _OF_MEMBERS, _step(tokens)
            if not (is_member or row.name in _IN_PLACE - {"allOf"}) or not isinstance(child, dict):
                continue
            # A property is a pair, or new on this side, but for one that the base knows from elsewhere.
            if (is_member and step in steps) or (row.name == "properties" and step[1] not in node.moved):
                continue
            at = _Met(At(child, join(pointer, *tokens)), parts, node.travels)
            is_pair = row.name in ALTERNATIVES and any(
                each.pointer in compared for each in followed(graph.revision, at.at)
            )
            if not is_pair and _is_changed(graph, node.left, row.name, child):
                yield _held(spoken, at, step) if is_member else at


def _step(tokens: tuple[str, ...]) -> Step:
    return tokens[0], tokens[1] if len(tokens) > 1 else ""


def _held(spoken: Spoken, at: _Met, step: Step) -> _Met:
    """A member or an item, with all that the base may say of the same one."""
    held = [
        Part(each, part.is_test)
        for part in at.parts.values()
        for each in _applied(spoken.side(part.at), step)
        if isinstance(each.schema, dict)
    ]
    return _Met(at.at, spoken.parts(held), inside(at.travels, *step))


def _applied(side: Conjunction, step: Step) -> Iterator[At]:
    """What a schema object may say of the members or items that a keyword of the revision speaks of."""
    keyword, name = step
    if keyword == "properties":
        yield from (at for at in (side.properties.get(name), *(met(side, name) or ())) if at is not None)
        yield from _child(side, "unevaluatedProperties")
    elif keyword in _OF_NAMES:
        for each, at in side.properties.items():
            if keyword != "patternProperties" or matches(name, each) is not False:
                yield at
        yield from side.children("patternProperties").values()
        for single in ("additionalProperties", "unevaluatedProperties"):
            yield from _child(side, single)
    else:
        yield from side.children("prefixItems").values()
        for single in ("items", "unevaluatedItems", "contains"):
            yield from _child(side, single)


def _child(side: Conjunction, keyword: str) -> Iterator[At]:
    if (at := side.child(keyword)) is not None:
        yield at


def _said(spoken: Spoken, parts: Parts, name: str) -> list[At]:
    """What the base says of a name; where another schema may be meant (`$dynamicRef`), that it may hold anything."""
    found = spoken.said(parts, name)
    for part in parts.values():
        side = spoken.side(part.at)
        declared = name in side.properties
        found += [] if declared else [at for at in _child(side, "unevaluatedProperties") if isinstance(at.schema, dict)]
        found += [At(True, part.at.pointer)] if "$dynamicRef" in side.keywords else []
    return found


def _is_changed(graph: PairGraph, left: Conjunction, keyword: str, child: JSON) -> bool:
    old = (each for schema, _ in left.objects for row, _, each in schemas_in(schema) if row.name == keyword)
    return all(graph.differs(each, child) for each in old)
