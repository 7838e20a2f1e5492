"""A pair of schemas and its place in the graph of pairs: which pairs it leads to, which edits it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from apidiff.comparing.edits import Edit
from apidiff.comparing.parts import At, Conjunction
from apidiff.model.contract import JSON


class NodeKey(NamedTuple):
    base: str
    revision: str
    travels: str
    variant: str


Step = tuple[str, str]
"""How a value holds a smaller one: (`properties`, name), (`items`, ""), ..."""
SAME_VALUE: Step = ("", "")


class Edge(NamedTuple):
    """A step to a smaller pair. `gated`: only while the whole around it is not proved safe (alternatives)."""

    child: Node
    mask: int
    gated: bool
    step: Step = SAME_VALUE


@dataclass(eq=False, slots=True)
class Node:
    """Two schemas that stand for the same thing. `own` are the schemas without what the edges lead to."""

    key: NodeKey
    base: At
    revision: At
    travels: str
    site: str
    """The pointer in the revision that a person is told: where it is used, if both sides do not share one place."""
    left: Conjunction | None = None
    right: Conjunction | None = None
    own: tuple[JSON, JSON] | None = None
    entangled: bool = False
    """Whether keywords were left out of `own` that could still absorb an edit."""
    wrapped: bool = False
    """Whether one side is a single schema and the other one alternatives of which it is one."""
    exclusive: bool = False
    """Whether its alternatives exclude each other (`oneOf`), so that safe parts can make an unsafe whole."""
    apart: bool | None = None
    """Of a pair that only leads on: whether its alternatives exclude each other by their types and constants."""
    moved: dict[str, Edit] = field(default_factory=dict)
    """Properties that one side declares in an alternative or under a condition: only the whole tells of them."""
    is_property: bool = False
    """Whether some object has it as a property: that object tells the directions in which it travels."""
    edges: list[Edge] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    seeds: list[tuple[int, int, str]] = field(default_factory=list)
    """(mask, bit set of operations, pointer in the revision) for each surface whose schema it is."""
