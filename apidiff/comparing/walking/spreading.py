"""Operations over the graph of pairs: for whom each pair counts, in which direction.

From the surfaces down the edges, as bit sets: those of requests and those of responses in one number each.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable

from apidiff.comparing.edits import BOTH, FROM_SERVER, NEITHER, TO_SERVER, Directions
from apidiff.comparing.walking.graph import Edge, Node

Blocks = Callable[[Node, Edge, Directions], bool]
"""Whether an edge lets nothing pass in a direction, since what stands around absorbs what is changed below."""


class Spread:
    """The operations of a node in a direction: `reached` all that lead to it, `live` those for whom it can break,
    `noticed` those for whom it can change anything, `hidden` those that never see it."""

    def __init__(self, nodes: list[Node]) -> None:
        self._nodes = nodes
        self._width = max((bits.bit_length() for node in nodes for _, bits, _ in node.seeds), default=0)
        # The lower half of the number is for requests, the upper one for responses.
        self._masks = {BOTH: (1 << 2 * self._width) - 1, TO_SERVER: (1 << self._width) - 1}
        self._masks[FROM_SERVER] = self._masks[BOTH] ^ self._masks[TO_SERVER]
        self._masks[NEITHER] = 0
        self._reached = self._carried(self._seeds(), lambda _, edge, bits: bits & self._masks[edge.mask])
        # Until something is held back, whoever is reached can break.
        self._live = self._noticed = self._reached
        self._hidden: dict[Node, int] | None = None
        self._as_xml: dict[Node, int] | None = None

    def reached(self, node: Node, direction: Directions) -> int:
        return self._of(self._reached, node, direction)

    def live(self, node: Node, direction: Directions) -> int:
        return self._of(self._live, node, direction)

    def noticed(self, node: Node, direction: Directions) -> int:
        return self._of(self._noticed, node, direction)

    def hidden(self, node: Node, direction: Directions) -> int:
        """The operations that lead to a node over a property that does not travel in this direction."""
        if self._hidden is None:
            # What is hidden stays so further down, whatever the edges there let pass.
            self._hidden = self._carried(self._beside(), lambda _, __, bits: bits)
        return self._of(self._hidden, node, direction)

    def as_xml(self, node: Node, direction: Directions) -> int:
        """The operations that lead to a node in a body, a part or a parameter that is written as XML."""
        if self._as_xml is None:
            self._as_xml = self._carried(self._xml_seeds(), self._within_xml)
        return self._of(self._as_xml, node, direction) & self.reached(node, direction)

    def hold_back(self, blocks: Blocks) -> None:
        """Spread again what is live, with edges that let nothing pass."""
        self._live = self._passing(blocks)

    def level(self, blocks: Blocks) -> None:
        """Spread again what is noticed, with edges that let nothing pass."""
        self._noticed = self._passing(blocks)

    def _passing(self, blocks: Blocks) -> dict[Node, int]:
        open_to: dict[tuple[Node, Edge], Directions] = {}

        def passed(node: Node, edge: Edge, bits: int) -> int:
            if not edge.gated:
                return bits & self._masks[edge.mask]
            # Each answer can be a question to containment, so it is asked for once for all bits that come by.
            key = node, edge
            if key not in open_to:
                directions = [d for d in (TO_SERVER, FROM_SERVER) if edge.mask & d and self.reached(node, d)]
                shut = Directions(sum(d for d in directions if blocks(node, edge, d)))
                open_to[key] = edge.mask & ~shut
            return bits & self._masks[open_to[key]]

        return self._carried(self._seeds(), passed)

    def _of(self, bits: dict[Node, int], node: Node, direction: Directions) -> int:
        found = bits.get(node, 0)
        return found & self._masks[TO_SERVER] if direction == TO_SERVER else found >> self._width

    def _seeds(self) -> dict[Node, int]:
        seeds: dict[Node, int] = defaultdict(int)
        for node in self._nodes:
            for mask, operations, _ in node.seeds:
                seeds[node] |= (operations | operations << self._width) & self._masks[mask]
        return seeds

    def _within_xml(self, _: Node, edge: Edge, bits: int) -> int:
        """What a string holds is of a media type of its own."""
        return 0 if edge.step[0] == "contentSchema" else bits & self._masks[edge.mask]

    def _xml_seeds(self) -> dict[Node, int]:
        seeds: dict[Node, int] = defaultdict(int)
        for node in self._nodes:
            for mask, operations in node.xml_seeds:
                seeds[node] |= (operations | operations << self._width) & self._masks[mask]
        return {key: bits for key, bits in seeds.items() if bits}

    def _beside(self) -> dict[Node, int]:
        """What an edge does not let pass."""
        found: dict[Node, int] = defaultdict(int)
        for node in self._nodes:
            reached = self._reached.get(node, 0)
            for edge in node.edges:
                if edge.mask != BOTH:
                    found[edge.child] |= reached & ~self._masks[edge.mask]
        return found

    def _carried(self, start: dict[Node, int], passed: Callable[[Node, Edge, int], int]) -> dict[Node, int]:
        """Carry bits down the edges until nothing new arrives."""
        bits = dict(start)
        pending = deque(node for node in self._nodes if bits.get(node))
        waiting = set(pending)
        while pending:
            node = pending.popleft()
            waiting.discard(node)
            own = bits[node]
            for edge in node.edges:
                child = edge.child
                before = bits.get(child, 0)
                after = before | passed(node, edge, own)
                if after != before:
                    bits[child] = after
                    if child not in waiting:
                        waiting.add(child)
                        pending.append(edge.child)
        return bits


class Users:
    """The graph the other way round: from which pairs is a pair reached?"""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._users: dict[Node, list[tuple[Node, Directions]]] = defaultdict(list)
        for node in nodes:
            for edge in node.edges:
                self._users[edge.child].append((node, edge.mask))

    def above(self, start: list[Node], direction: Directions) -> set[Node]:
        """The nodes from which one of `start` is seen in a direction."""
        seen = set(start)
        pending = list(start)
        while pending:
            for user, mask in self._users.get(pending.pop(), ()):
                if mask & direction and user not in seen:
                    seen.add(user)
                    pending.append(user)
        return seen
