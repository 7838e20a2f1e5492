"""A pair of schemas and its place in the graph of pairs: which pairs it leads to, which edits it holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from apidiff.comparing.edits import TO_SERVER, Directions, Edit
from apidiff.comparing.schemas.conjunction import At, Conjunction
from apidiff.comparing.schemas.part_pairs import Parts
from apidiff.model.contract import JSON


class NodeKey(NamedTuple):
    base: str
    revision: str
    travels: str
    variant: str


Step = tuple[str, str]
"""How a value holds a smaller one: (`properties`, name), (`items`, ""), ..."""
SAME_VALUE: Step = ("", "")
SOMEWHERE: Step = ("$ref", "")
"""Over references that the walk did not follow."""


class Edge(NamedTuple):
    """A step to a smaller pair. `gated`: only while the whole around it is not proved safe (alternatives)."""

    child: Node
    mask: Directions
    gated: bool
    step: Step = SAME_VALUE
    """As the revision takes it."""
    was: str = ""
    """The name that the base has for the member, if that is another one."""

    def step_of(self, direction: Directions) -> Step:
        """The step as the side takes it that accepts what is sent in a direction."""
        return (self.step[0], self.was) if self.was and direction == TO_SERVER else self.step


class Node:
    """Two schemas that stand for the same thing. `own` are the schemas without what the edges lead to."""

    # Without `__eq__`: a node is a key by identity. Whatever an order of nodes decides goes by `key`.
    __slots__ = (
        "apart", "asked_names", "base", "came_under", "edges", "edits", "entangled", "exclusive", "groups",
        "is_property", "key", "left", "lifted", "mapped", "moved", "own", "parts", "revision", "right", "seeds", "site",
        "tag_names", "together", "told", "travels", "unpaired", "wrapped", "xml_seeds",
    )  # fmt: skip

    def __init__(self, key: NodeKey, base: At, revision: At, travels: str, site: str) -> None:
        self.key = key
        self.base = base
        self.revision = revision
        self.travels = travels
        self.site = site
        """The pointer in the revision that a person is told: where it is used, if both sides do not share one place."""
        self.left: Conjunction | None = None
        self.right: Conjunction | None = None
        self.own: tuple[JSON, JSON] | None = None
        self.entangled = False
        """Whether keywords were left out of `own` that could still absorb an edit."""
        self.wrapped = False
        """Whether one side is a single schema and the other one alternatives of which it is one."""
        self.exclusive = False
        """Whether its alternatives exclude each other (`oneOf`), so that safe parts can make an unsafe whole."""
        self.apart: bool | None = None
        """Of a pair that only leads on: whether its alternatives exclude each other by their types and constants."""
        self.moved: dict[str, Edit] = {}
        """Properties that one side declares in an alternative or under a condition: only the whole tells of them."""
        self.mapped: dict[str, tuple[At, At]] = {}
        """Of these, those that the other side lists in a map: what both sides say of each."""
        self.unpaired: set[str] = set()
        """Properties that only one side names, and about which the other one says nothing: the policy decides."""
        self.came_under: dict[str, set[tuple[int, int]]] = {}
        """Properties that came under a condition, each with the schema objects there, by `written_in`."""
        self.lifted: dict[Directions, set[str]] = {}
        """By direction: properties that the base declares not to travel in it; see `Properties.lifted`."""
        self.together = False
        """Whether the parts do not prove the whole (see `covering`), so that it is asked once they are judged safe."""
        self.asked_names: set[str] = set()
        """Names that came to it and that the base knows from what is around: asked about, though no edit tells so."""
        self.groups: list[tuple[Node, int]] = []
        """The pairs of alternatives, each with the index of its group."""
        self.tag_names = ("", "")
        """The fields by which the kinds of each side are told apart, where a discriminator says so."""
        self.is_property = False
        """Whether some object has it as a property: that object tells the directions in which it travels."""
        self.parts: Parts | None = None
        """The parts that it is joined from, where several of them are edited."""
        self.told: frozenset[str] = frozenset()
        """The marks that a pair around tells of, since one of the two is an alternative there."""
        self.edges: list[Edge] = []
        self.edits: list[Edit] = []
        self.seeds: list[tuple[Directions, int, str]] = []
        """(mask, bit set of operations, pointer in the revision) for each surface whose schema it is."""
        self.xml_seeds: list[tuple[Directions, int]] = []
        """The same, without the pointer, for each that is written as XML."""


def above(nodes: Iterable[Node], grown: Iterable[Node]) -> set[Node]:
    """The pairs that lead to some of these, and these."""
    users: dict[Node, list[Node]] = {}
    for node in nodes:
        for edge in node.edges:
            users.setdefault(edge.child, []).append(node)
    found: set[Node] = set()
    pending = list(grown)
    while pending:
        node = pending.pop()
        if node not in found:
            found.add(node)
            pending.extend(users.get(node, ()))
    return found
