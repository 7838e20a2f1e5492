"""Witnesses as a person meets them: the payload around the smallest value that shows the break.

What refutes a question about one pair alone need not be valid in its surroundings. Here it is completed to an instance
of the whole schema, lifted step by step to the request or the payload as far as that works, and confirmed there by the
validator on both sides. What cannot be confirmed is not shown.
"""

from __future__ import annotations

from collections import deque

from apidiff.comparing.edits import TO_SERVER
from apidiff.comparing.nodes import Edge, Node
from apidiff.comparing.parts import Conjunction
from apidiff.comparing.pointers import phrase
from apidiff.comparing.questions import Questions
from apidiff.comparing.serialising import text_of
from apidiff.comparing.subtypes import values_of
from apidiff.comparing.wire import PLAIN
from apidiff.model.contract import JSON
from apidiff.model.named_tuple import NamedTuple

HIGHEST = 12
"""Steps from the smallest pair to the payload."""


class Shown(NamedTuple):
    """A payload that one side accepts and the other rejects, and what it is a payload of."""

    instance: JSON
    at: str


class Witnesses:
    """Completes and lifts; every answer was confirmed on the schemas as they stand in the descriptions."""

    def __init__(self, nodes: list[Node], questions: Questions) -> None:
        self._questions = questions
        self._known: dict[tuple[int, int, bytes], tuple[JSON] | None] = {}
        self._objects: dict[tuple[int, int], dict[str, JSON] | None] = {}
        self._above: dict[int, list[tuple[Node, Edge]]] = {}
        for node in nodes:
            for edge in node.edges:
                self._above.setdefault(id(edge.child), []).append((node, edge))

    def show(self, node: Node, direction: int, instance: JSON, operations: int) -> Shown | None:
        """The payload for a person; `None` where none could be confirmed."""
        whole = self.confirmed(node, direction, instance)
        if whole is None:
            return None
        way = self._way_up(node, direction, operations)
        instance, top = self._lifted(node, way, direction, whole[0])
        surfaces = [site for mask, bits, site in top.seeds if mask & direction and bits & operations]
        return Shown(instance, phrase(surfaces[0] if surfaces else top.site))

    def _lifted(self, node: Node, way: list[tuple[Node, Edge]], direction: int, instance: JSON) -> tuple[JSON, Node]:
        """The value around, as far up as it can be confirmed: at the top if possible, else step by step."""
        whole: tuple[JSON] | None = (instance,)
        for parent, edge in way:
            whole = whole and self._around(parent, edge, direction, whole[0])
        if way and whole and self._told(way[-1][0], direction, whole[0]):
            return whole[0], way[-1][0]
        top = node
        for parent, edge in way:
            whole = self._around(parent, edge, direction, instance)
            if whole is None or not self._told(parent, direction, whole[0]):
                break
            instance, top = whole[0], parent
        return instance, top

    def confirmed(self, node: Node, direction: int, instance: JSON) -> tuple[JSON] | None:
        """The instance itself or completed, if the whole pair tells it apart; in a tuple, since it may be null."""
        key = id(node), direction, text_of(instance)
        if key not in self._known:
            self._known[key] = self._confirm(node, direction, instance)
        return self._known[key]

    def _confirm(self, node: Node, direction: int, instance: JSON) -> tuple[JSON] | None:
        if self._told(node, direction, instance):
            return (instance,)
        completed = self._completed(node, direction, instance)
        return (completed,) if self._told(node, direction, completed) else None

    def _completed(self, node: Node, direction: int, instance: JSON) -> JSON:
        """Put valid values where the question had left everything open."""
        side = node.left if direction == TO_SERVER else node.right
        if side is None:
            return instance
        if isinstance(instance, dict):
            return {name: self._value(side, name, value, direction) for name, value in instance.items()}
        items = side.child("items")
        if isinstance(instance, list) and items is not None:
            return self._varied(items.schema, instance, direction)
        return instance

    def _value(self, side: Conjunction, name: str, value: JSON, direction: int) -> JSON:
        declared = side.properties.get(name) or side.child("additionalProperties")
        if declared is None:
            return value
        sampled = self._questions.sample(declared.schema, direction, value)
        return value if sampled is None else sampled[0]

    def _varied(self, schema: JSON, instance: list[JSON], direction: int) -> list[JSON]:
        """Items that are valid each, and still as equal or as different from each other as they were."""
        found: list[JSON] = []
        for value in instance:
            sampled = self._questions.sample(schema, direction, value)
            found.append(value if sampled is None else sampled[0])
        return found

    def _way_up(self, node: Node, direction: int, operations: int) -> list[tuple[Node, Edge]]:
        """The shortest way to a surface of one of the operations, from below."""
        pending: deque[tuple[Node, list[tuple[Node, Edge]]]] = deque([(node, [])])
        seen = {id(node)}
        while pending:
            at, way = pending.popleft()
            if any(mask & direction and bits & operations for mask, bits, _ in at.seeds):
                return way
            if len(way) >= HIGHEST:
                continue
            for parent, edge in self._above.get(id(at), ()):
                if id(parent) not in seen and edge.mask & direction:
                    seen.add(id(parent))
                    pending.append((parent, [*way, (parent, edge)]))
        return []

    def _around(self, parent: Node, edge: Edge, direction: int, instance: JSON) -> tuple[JSON] | None:
        """A value that holds the smaller one, if there is one; in a tuple."""
        if parent.travels != PLAIN:
            return None
        keyword, name = edge.step
        if keyword == "discriminator":
            return (_tagged(instance, parent.tag_names[0 if direction == TO_SERVER else 1], name),)
        schema = parent.base.schema if direction == TO_SERVER else parent.revision.schema
        if keyword in ("properties", "patternProperties", "additionalProperties"):
            sampled = self._object(schema, direction)
            key = name if keyword == "properties" else "key"
            return None if sampled is None else ({**sampled, key: instance},)
        return ([instance],) if keyword in ("items", "prefixItems") else (instance,)

    def _object(self, schema: JSON, direction: int) -> dict[str, JSON] | None:
        """An object that the side accepts; asked for once, although several ways lead through it."""
        key = id(schema), direction
        if key not in self._objects:
            sampled = self._questions.sample(schema, direction, {}, kind="object")
            self._objects[key] = sampled[0] if sampled and isinstance(sampled[0], dict) else None
        return self._objects[key]

    def _told(self, node: Node, direction: int, instance: JSON) -> bool:
        sides = node.base.schema, node.revision.schema
        return self._questions.tells_apart(*sides, direction, instance, node.travels)


def _tagged(instance: JSON, name: str, tag: str) -> JSON:
    """A payload of one kind with the tag that says so."""
    values = values_of(tag)
    if not tag or not isinstance(instance, dict) or instance.get(name) in values:
        return instance
    return {name: values[0], **{key: value for key, value in instance.items() if key != name}}
