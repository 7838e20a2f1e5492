"""Names that are new in one schema, and known from another one that describes the same part of a value.

A request is described by several schemas at once: what a member refers to, and what an alternative or a condition
further out says of the same member. An edit in one of them is judged by itself, and a name that came there counts as
new. But a client that knows the name from the other one sends it already. So where the new field does not take what the
others allow under its name, the pair that holds all of them is asked about the objects that clients of the base send.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from apidiff.comparing.asking.covering import met
from apidiff.comparing.asking.projection import Foreign
from apidiff.comparing.asking.questions import Questions
from apidiff.comparing.asking.wire import inside
from apidiff.comparing.edits import TO_SERVER, Edit
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.alternatives import apart_beside
from apidiff.comparing.schemas.conjunction import At, Conjunction
from apidiff.comparing.walking.declared_beside import takes, told_apart, values_at
from apidiff.comparing.walking.graph import SAME_VALUE, Edge, Node, Step, above
from apidiff.comparing.walking.partly import Inseparable, with_put
from apidiff.comparing.walking.properties import redeclared
from apidiff.comparing.walking.spoken import Part, Parts, Place, Spoken
from apidiff.containment.patterns import matches
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import ALTERNATIVES, schemas_in, with_role

MOST_STEPS = 30
"""How deep a new name may lie under the pair that knows it."""
_DESCRIBING = with_role("in place") - {"allOf"} | {"patternProperties", "contains"}
"""Keywords that describe a value, a member or an item beside what else does."""


class _Below(NamedTuple):
    """A pair below another one, the way to it, and what that other one says of the same value."""

    node: Node
    parts: Parts
    way: tuple[Edge, ...]


class DescribedAbove:
    """Finds such names below the pairs that were walked."""

    def __init__(self, base: Contract, questions: Questions, ask_about: Callable[[Node, str], None]) -> None:
        """`ask_about` a name of a pair from now on, in whatever question."""
        self._base = base
        self._questions = questions
        self._ask_about = ask_about
        self._spoken = Spoken(base)
        self._described: dict[Node, frozenset[Place]] = {}
        """The places of all that describes its value by itself."""
        self._values = values_at(base)
        self._apart: dict[tuple[str, str], bool] = {}
        """By the identities of two places in the base."""

    def find(self, nodes: Iterable[Node]) -> Iterator[tuple[Node, Edit]]:
        """Yield the pair that knows such a name, and the edit that asks about it there."""
        nodes = list(nodes)
        gained = {node for node in nodes if any(_came(node))}
        if not gained:
            return
        leading = above(nodes, [node for node in nodes if node in gained])
        for node in nodes:
            if node in leading and self._may_know(node):
                yield from self._below(node, gained, leading)

    def _may_know(self, node: Node) -> bool:
        """Whether more describes the value than what is joined to one schema."""
        found = self._of(node).objects
        return len(found) > 1 or any(not _DESCRIBING.isdisjoint(schema) for schema, _ in found)

    def _of(self, node: Node) -> Conjunction:
        return node.left or self._spoken.side(node.base)

    def _below(self, top: Node, gained: set[Node], leading: set[Node]) -> Iterator[tuple[Node, Edit]]:
        pending = [_Below(top, self._spoken.parts([Part(top.base, is_test=False)]), ())]
        seen: set[tuple[Node, frozenset[Place]]] = set()
        while pending:
            node, parts, way = at = pending.pop()
            # On another way, other schemas can describe the same pair.
            key = node, frozenset(parts)
            # Where nothing from further out describes the value, the search from the pair itself finds the same.
            if key in seen or len(way) > MOST_STEPS or (way and parts.keys() <= self._own(node)):
                continue
            seen.add(key)
            # What describes the very same value is looked at in `new_names.look_around`.
            if node in gained and any(edge.step != SAME_VALUE for edge in way):
                yield from self._known(top, at)
            for edge in node.edges:
                # From the server a new field is tolerated, whoever else knows its name.
                if edge.child in leading and edge.mask & TO_SERVER:
                    beside = self._beside(at, edge)
                    if beside:
                        pending.append(_Below(edge.child, beside, (*way, edge)))

    def _own(self, node: Node) -> frozenset[Place]:
        if node not in self._described:
            self._described[node] = frozenset(self._spoken.parts([Part(node.base, is_test=False)]))
        return self._described[node]

    def _beside(self, at: _Below, edge: Edge) -> Parts:
        """What else describes what an edge leads to."""
        if edge.step == SAME_VALUE or edge.step[0] == "discriminator":
            return self._beside_alternative(at, edge)
        return self._spoken.parts(each for part in at.parts.values() for each in self._held(part, edge.step, at.node))

    def _beside_alternative(self, at: _Below, edge: Edge) -> Parts:
        """Who sends one alternative knows it as that one, not as one of those that a tag or a constant tells apart."""
        index = next((index for child, index in at.node.groups if child is edge.child), None)
        if edge.step == SAME_VALUE and index is None:
            return at.parts
        own = edge.child.base
        groups = [
            (At(each, join(pointer, *tokens)), "discriminator" in schema)
            for schema, pointer in self._of(at.node).objects
            for row, tokens, each in schemas_in(schema)
            if row.name in ALTERNATIVES
        ]
        apart = [each for each, is_tagged in groups if is_tagged or self._is_apart(own, each)]
        told = self._spoken.parts(Part(each, is_test=False) for each in apart)
        kept = {place: part for place, part in at.parts.items() if place not in told}
        return kept | self._spoken.parts([Part(own, is_test=False)])

    def _is_apart(self, one: At, other: At) -> bool:
        key = one.identity, other.identity
        if key not in self._apart:
            own, side = self._spoken.side(one), self._spoken.side(other)
            self._apart[key] = side is not own and (
                apart_beside(own, side, "") or told_apart(own.properties, side.properties, self._values)
            )
        return self._apart[key]

    def _held(self, part: Part, step: Step, node: Node) -> Iterator[Part]:
        """What a schema object applies to the members or items that a step leads to."""
        side = self._spoken.side(part.at)
        yield from (Part(at, part.is_test) for at in self._applied_to(side, step, node))
        if step[0] in ("items", "prefixItems") and (contained := side.child("contains")) is not None:
            yield Part(contained, is_test=True)

    def _applied_to(self, side: Conjunction, step: Step, node: Node) -> Iterator[At]:
        keyword, name = step
        if keyword == "properties":
            yield from (at for at in (side.properties.get(name), *(met(side, name) or ())) if at is not None)
        elif keyword in ("items", "prefixItems"):
            tuple_of = side.children("prefixItems")
            if keyword == "prefixItems" and name in tuple_of:
                yield tuple_of[name]
            else:
                # An item that `items` of the pair meets can be at any position for this schema.
                yield from tuple_of.values() if keyword == "items" else ()
                yield from (at for at in (side.child("items"),) if at is not None)
        elif keyword in ("additionalProperties", "patternProperties"):
            declared = self._of(node).properties
            for each, at in side.properties.items():
                if matches(name, each) if keyword == "patternProperties" else each not in declared:
                    yield at
            yield from side.children("patternProperties").values()
            yield from (at for at in (side.child("additionalProperties"),) if at is not None)

    def _known(self, top: Node, at: _Below) -> Iterator[tuple[Node, Edit]]:
        node, parts, _ = at
        assert node.left is not None
        assert node.right is not None
        for edit in _came(node):
            name = edit.name or ""
            new = node.right.properties[name]
            known = self._spoken.said(parts, name)
            travels = inside(node.travels, "properties", name)
            if not known or all(takes(self._questions, each, new, travels) for each in known):
                continue
            question = self._question(top, at, name, (known, new))
            if self._questions.answer(*question, TO_SERVER, top.travels, of="base").safe is True:
                continue
            self._ask_about(node, name)
            asked = redeclared(name, new, (node.left, node.right), question)
            # Both schemas stand in the base's document; what is taken from the revision is `Foreign`.
            asked.question = *question, "base"
            yield top, asked

    def _question(self, top: Node, at: _Below, name: str, pair: tuple[list[At], At]) -> tuple[JSON, JSON]:
        """The base with what clients send under the name, and the base with the new field and nothing else changed."""
        node, _, way = at
        known, new = pair
        sent: JSON = {"properties": {name: {"anyOf": [each.schema for each in known]}}}
        field: JSON = {"properties": {name: {"allOf": Foreign([new.schema])}}}
        own = [dict(schema) for schema, _ in self._of(node).objects]
        for edge in reversed(way):
            sent = _held_by(edge.step, sent)
        try:
            old = with_put(self._base, top, way, {"allOf": own})
            made = with_put(self._base, top, way, {"allOf": [*own, field]})
        except Inseparable:
            # Not to be made alone: the whole revision is asked, with the name in it.
            self._ask_about(node, name)
            return {"allOf": [top.base.schema, sent]}, {"allOf": Foreign([top.revision.schema])}
        return {"allOf": [old, sent]}, made


def _came(node: Node) -> Iterator[Edit]:
    """The edits of names that the policy decides on, since one side of the pair says nothing of them."""
    if node.left is None or node.right is None:
        return
    for edit in node.edits:
        # A name under a condition has such an edit as well, and is no property of the pair.
        is_new = edit.name in node.right.properties and edit.name not in node.left.properties
        if edit.rule == "property-added" and edit.mask & TO_SERVER and edit.name in node.unpaired and is_new:
            yield edit


def _held_by(step: Step, schema: JSON) -> JSON:
    """What a value asks that holds a smaller one for which a schema holds."""
    keyword, name = step
    if step == SAME_VALUE or keyword == "discriminator":
        return schema
    if keyword in ("properties", "patternProperties"):
        return {keyword: {name: schema}}
    if keyword == "prefixItems":
        return {keyword: [*[True] * int(name), schema]}
    return {keyword: schema}
