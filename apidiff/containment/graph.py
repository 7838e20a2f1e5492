"""A pattern laid out as a graph of steps and of empty edges (Thompson's construction), with assertions on the edges.

An assertion looks at most one character back or ahead: the beginning, the end, a word's boundary, a look around at one
character. So that such a look is a property of a step, every step's set of characters is cut along the sets that the
pattern's assertions speak of; `bits` of a step say in which of those its characters are.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from apidiff.containment.intervals import LAST, Intervals, complement, union
from apidiff.containment.limits import Meter, Undecided
from apidiff.containment.regex import MOST_COPIES, WORD, Node

DOTS: dict[bool, Intervals] = {
    True: complement(((10, 10), (13, 13), (0x2028, 0x2029))),
    False: complement(((10, 10),)),
}
"""What `.` stands for: by ECMA-262 no line terminator (True); engines of other languages exclude \\n only (False)."""
MOST_NODES = 40_000
EVERY: Intervals = ((0, LAST),)
ANYTHING: Node = ("rep", ("set", EVERY), 0, None)


class Edge(NamedTuple):
    """An empty edge and what must hold there. `which` is the number of the set that is looked for."""

    target: int
    asks: Literal["", "begin", "end", "boundary", "ahead", "behind"] = ""
    negative: bool = False
    which: int = 0


class Step(NamedTuple):
    """Reading one character. `bits` has a bit for each asserted set that holds all of `characters`."""

    source: int
    characters: Intervals
    target: int
    bits: int


class Spot(NamedTuple):
    """Where a walk over empty edges is, and what it asks of the next character."""

    node: int
    inside: int = 0
    """Bits of the sets that the next character must be in."""
    outside: int = 0
    """Bits of the sets that it must not be in."""
    may_end: bool = True
    may_read: bool = True


class Graph:
    """The graph of one pattern; `strict` says what a dot stands for."""

    __slots__ = ("asserted", "empty", "from_node", "meter", "steps", "strict")

    def __init__(self, strict: bool, meter: Meter) -> None:
        self.strict = strict
        self.meter = meter
        self.asserted: list[Intervals] = []
        self.empty: list[list[Edge]] = [[]]
        self.steps: list[Step] = []
        self.from_node: dict[int, list[int]] = {}

    def node(self) -> int:
        if len(self.empty) > MOST_NODES:
            raise Undecided("`pattern` repeats more than the automaton may hold")
        self.meter.charge()
        self.empty.append([])
        return len(self.empty) - 1

    def lay(self, tree: Node) -> int:
        """Lay out a whole pattern under search semantics; the node where it ends. It begins at node 0."""
        self._collect(tree)
        # A pattern is not anchored (JSON Schema Core, 6.4): it may match anywhere in the string.
        return self.add(("cat", (ANYTHING, tree, ANYTHING)), 0)

    def _collect(self, tree: Node) -> None:
        kind = tree[0]
        if kind in ("cat", "alt"):
            for part in tree[1]:
                self._collect(part)
        elif kind == "rep":
            self._collect(tree[1])
        elif kind == "boundary":
            self._number(WORD)
        elif kind in ("look", "behind"):
            self._number(self._characters(tree[2]))

    def _number(self, characters: Intervals) -> int:
        if characters not in self.asserted:
            self.asserted.append(characters)
        return self.asserted.index(characters)

    def _characters(self, tree: Node) -> Intervals:
        if tree[0] == "set":
            return union(tree[1])
        if tree[0] == "dot":
            return DOTS[self.strict]
        raise Undecided("`pattern` looks around at more than one character in a place where that is not followed")

    def add(self, tree: Node, start: int) -> int:
        """Lay `tree` out from the node `start`; the node where it ends."""
        kind = tree[0]
        if kind in ("set", "dot"):
            return self._step(self._characters(tree), start)
        if kind == "cat":
            for part in tree[1]:
                start = self.add(part, start)
            return start
        if kind == "alt":
            end = self.node()
            for part in tree[1]:
                entry = self.node()
                self.empty[start].append(Edge(entry))
                self.empty[self.add(part, entry)].append(Edge(end))
            return end
        if kind == "rep":
            return self._repeat(tree, start)
        end = self.node()
        if kind in ("begin", "end"):
            self.empty[start].append(Edge(end, kind))
        elif kind == "boundary":
            self.empty[start].append(Edge(end, "boundary", tree[1], self._number(WORD)))
        else:
            which = self._number(self._characters(tree[2]))
            self.empty[start].append(Edge(end, "ahead" if kind == "look" else "behind", tree[1], which))
        return end

    def _step(self, characters: Intervals, start: int) -> int:
        end = self.node()
        self.meter.charge(1 + (len(characters) >> 1))
        pieces = [(union(characters), 0)]
        for number, asserted in enumerate(self.asserted):
            self.meter.charge(2 + (len(characters) + len(asserted)) * len(pieces))
            cut = []
            for piece, bits in pieces:
                cut.append((intersection(piece, asserted), bits | 1 << number))
                cut.append((intersection(piece, complement(asserted)), bits))
            pieces = [(piece, bits) for piece, bits in cut if piece]
        for piece, bits in pieces:
            self.from_node.setdefault(start, []).append(len(self.steps))
            self.steps.append(Step(start, piece, end, bits))
        # Repeats within repeats multiply, so that the whole is counted too.
        if len(self.steps) > MOST_COPIES:
            raise Undecided("`pattern` repeats more than the automaton may hold")
        return end

    def _repeat(self, tree: Node, start: int) -> int:
        _, part, least, most = tree
        # Counts are written out as copies of the part, hence the limit; it is checked before any copy is made.
        if max(least, most or 0) > MOST_COPIES:
            raise Undecided("`pattern` repeats more than the automaton may hold")
        for _ in range(least):
            start = self.add(part, start)
        end = self.node()
        if most is None:
            loop = self.node()
            self.empty[start].append(Edge(loop))
            self.empty[self.add(part, loop)].append(Edge(loop))
            self.empty[loop].append(Edge(end))
            return end
        for _ in range(most - least):
            self.empty[start].append(Edge(end))
            start = self.add(part, start)
        self.empty[start].append(Edge(end))
        return end

    def closure(self, last: Step | None, final: int) -> tuple[int, bool]:
        """The steps (as bits) that may follow the last one (None: the beginning), and whether the word may end."""
        first = Spot(last.target if last else 0)
        seen, todo = {first}, [first]
        following, ends = 0, False
        words = 1 + (len(self.steps) >> 12)
        while todo:
            spot = todo.pop()
            self.meter.charge(1 + len(self.empty[spot.node]) + (words * len(self.from_node.get(spot.node, ())) >> 2))
            ends |= spot.node == final and spot.may_end
            for index in self.from_node.get(spot.node, ()) if spot.may_read else ():
                bits = self.steps[index].bits
                if bits & spot.inside == spot.inside and not bits & spot.outside:
                    following |= 1 << index
            for edge in self.empty[spot.node]:
                reached = _cross(spot, edge, last)
                if reached is not None and reached not in seen:
                    seen.add(reached)
                    todo.append(reached)
        return following, ends


def _cross(spot: Spot, edge: Edge, last: Step | None) -> Spot | None:
    """The spot behind an edge; None where what the edge asks does not hold."""
    here, bit = edge.target, 1 << edge.which
    if edge.asks == "":
        return Spot(here, spot.inside, spot.outside, spot.may_end, spot.may_read)
    if edge.asks == "begin":
        return None if last else Spot(here, spot.inside, spot.outside, spot.may_end, spot.may_read)
    if edge.asks == "end":
        return Spot(here, spot.inside, spot.outside, spot.may_end, False)
    # The beginning counts as no character of the set, and so does the end below: `\b` holds there beside a letter.
    was = last is not None and bool(last.bits & bit)
    if edge.asks == "behind":
        return Spot(here, spot.inside, spot.outside, spot.may_end, spot.may_read) if was != edge.negative else None
    # A boundary asks that the next character differs from the last one: `\b` after a letter wants none, `\B` wants one.
    must_be_in = not edge.negative if edge.asks == "ahead" else was == edge.negative
    if must_be_in:
        return Spot(here, spot.inside | bit, spot.outside, False, spot.may_read)
    return Spot(here, spot.inside, spot.outside | bit, spot.may_end, spot.may_read)


def intersection(one: Intervals, other: Intervals) -> Intervals:
    """The code points that are in both."""
    return complement(union(complement(one) + complement(other)))
