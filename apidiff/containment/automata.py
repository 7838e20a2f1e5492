"""Automata of patterns, and the shortest word in an intersection of some and of the complements of others.

A machine is the position automaton of one pattern under search semantics, its sets of positions held as the bits of
an integer. Words are sought breadth first over the product: for patterns that must match, single positions are
followed (no subset construction), for those that must not, the set of all positions reached so far. Nothing is built
ahead of the search, so a step of the search is a step of the budget. After De Wulf, Doyen, Henzinger and Raskin,
Antichains: a new algorithm for checking universality of finite automata, 2006.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import product

from apidiff.containment.graph import EVERY, Graph
from apidiff.containment.intervals import LAST, Intervals
from apidiff.containment.limits import Meter
from apidiff.containment.regex import Node
from apidiff.containment.values import LIKED

LOOKS = ("look", "behind")
# Line terminators of ECMA-262, which `.` does not match there and does in other engines: a witness with one of them
# convinces nobody, so they are tried last.
DISPUTED = (13, 0x2028, 0x2029)


class Machine:
    """The position automaton of one pattern. The position `size` stands for the beginning."""

    def __init__(self, tree: Node, meter: Meter, *, strict: bool) -> None:
        self.meter = meter
        graph = Graph(strict, meter)
        final = graph.lay(tree)
        self.size = len(graph.steps)
        self.follow: list[int] = []
        self.accepting = 0
        for index in range(self.size + 1):
            following, ends = graph.closure(graph.steps[index] if index < self.size else None, final)
            self.follow.append(following)
            self.accepting |= ends << index
        self._trim()
        self.classes: dict[Intervals, int] = {}
        # After a match, search semantics read on to the end. Such a position accepts whatever follows, so the search
        # may stop there.
        self.universal = 0
        for index, step in enumerate(graph.steps):
            here = 1 << index
            self.classes[step.characters] = self.classes.get(step.characters, 0) | here
            if step.characters == EVERY and self.follow[index] & here and self.accepting & here:
                self.universal |= here
        self._classes = [(tuple([low for low, _ in c]), c, mask) for c, mask in self.classes.items()]
        self._readers: dict[str, int] = {}
        self._next: dict[int, int] = {}

    def _trim(self) -> None:
        """Drop the positions from which no word is accepted."""
        alive, before = self.accepting, -1
        while alive != before:
            self.meter.charge(1 + self.size * (1 + (self.size >> 10)) // 8)
            before = alive
            # Backwards, since most edges lead to later positions: then few rounds are needed.
            for index in range(self.size, -1, -1):
                if self.follow[index] & alive:
                    alive |= 1 << index
        self.follow = [follow & alive for follow in self.follow]

    def readers(self, character: str) -> int:
        """The positions that read this character."""
        known = self._readers.get(character)
        if known is None:
            self.meter.charge(1 + (len(self._classes) >> 2))
            code, known = ord(character), 0
            for lows, intervals, mask in self._classes:
                index = bisect_right(lows, code) - 1
                if index >= 0 and code <= intervals[index][1]:
                    known |= mask
            self._readers[character] = known
        return known

    def after(self, positions: int) -> int:
        """The positions that may read next after any of these."""
        known = self._next.get(positions)
        if known is None:
            self.meter.charge(1 + (positions.bit_count() * (1 + (self.size >> 10)) >> 2))
            known = 0
            for index in bits(positions):
                known |= self.follow[index]
            # Bounds the memory; past it, sets of positions are joined anew each time.
            if len(self._next) < 50_000:
                self._next[positions] = known
        return known

    def matches(self, word: str) -> bool:
        self.meter.charge(1 + (len(word) * (1 + (self.size >> 12)) >> 3))
        positions = 1 << self.size
        for character in word:
            positions = self.after(positions) & self.readers(character)
            if positions & self.universal:
                return True
            if not positions:
                return False
        return bool(positions & self.accepting)


def bits(mask: int) -> Iterator[int]:
    """The indices of the bits that are set."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


class Pattern:
    """A pattern of one table of terms: its tree, and its machines once they are asked for."""

    __slots__ = ("_machines", "_meter", "has_boundary", "has_dot", "opaque", "tree")

    def __init__(self, tree: Node, meter: Meter) -> None:
        self.tree = tree
        self.opaque: str = tree[2] if tree[0] == "opaque" else ""
        """Why nothing is known of it but that it equals itself."""
        self.has_dot = has_dot(tree)
        self.has_boundary = has_boundary(tree)
        self._meter = meter
        self._machines: dict[bool, Machine] = {}

    def machine(self, *, strict: bool = True) -> Machine:
        """Its machine; `strict` says what a dot stands for. Raises `Undecided` beyond its size."""
        if strict not in self._machines:
            self._machines[strict] = Machine(self.tree, self._meter, strict=strict)
        return self._machines[strict]


def has_dot(tree: Node) -> bool:
    """Whether the meaning of the tree depends on what a dot stands for."""
    if tree[0] in ("cat", "alt"):
        return any(has_dot(part) for part in tree[1])
    return tree[0] == "dot" or (tree[0] == "rep" and has_dot(tree[1])) or (tree[0] in LOOKS and has_dot(tree[2]))


def has_boundary(tree: Node) -> bool:
    """Whether the tree asks for a word's boundary."""
    if tree[0] in ("cat", "alt"):
        return any(has_boundary(part) for part in tree[1])
    return tree[0] == "boundary" or (tree[0] == "rep" and has_boundary(tree[1]))


def alphabet(machines: list[Machine], also: set[str]) -> list[str]:
    """One character for each way that the machines tell characters apart, the readable ones first."""
    # Beside the ends of the classes, characters that print, and the first one past the surrogates, so that a class of
    # many characters need not stand for itself by a control character.
    starts: set[int] = {0, 0xA1, 0x4E00, 0xE000}
    for each in machines:
        for intervals in each.classes:
            for low, high in intervals:
                starts.update((low, high + 1))
    if machines:
        machines[0].meter.charge((len(starts) + len(LIKED)) * (1 + len(machines)) >> 1)
    seen: dict[tuple[int, ...], str] = {}
    characters = dict.fromkeys(sorted(also))
    for character in LIKED:
        if character not in characters and seen.setdefault(tuple([m.readers(character) for m in machines]), character):
            continue
    # Surrogates are left out: alone they are no character, and the validator cannot hold them.
    blocks = sorted(code for code in starts if code <= LAST and not 0xD800 <= code < 0xE000)
    for code in sorted(blocks, key=lambda code: (code in DISPUTED, code <= 0xA0, code)):
        signature = tuple([m.readers(chr(code)) for m in machines])
        while chr(code) in characters and code < LAST:  # the first of its block that stands for no one else
            code = code + 1 if code != 0xD7FF else 0xE000
        if chr(code) not in characters and tuple([m.readers(chr(code)) for m in machines]) == signature:
            seen.setdefault(signature, chr(code))
    liked = {character: index for index, character in enumerate(LIKED)}
    found = [*characters, *seen.values()]
    return sorted(dict.fromkeys(found), key=lambda c: liked.get(c, len(LIKED) + ord(c)))


class _Trie:
    """The finite set of words that are not wanted, read along; node 0 is the root and -1 is off the set."""

    def __init__(self, words: set[str], meter: Meter) -> None:
        self.edges: dict[tuple[int, str], int] = {}
        self.ends: set[int] = set()
        for word in sorted(words):
            meter.charge(1 + (len(word) >> 2))
            node = 0
            for character in word:
                node = self.edges.setdefault((node, character), len(self.edges) + 1)
            self.ends.add(node)


State = tuple[tuple[int, ...], tuple[int, ...], int]
MOST_COMPARED = 40


class _Antichain:
    """States seen, without those that reject less than one already seen: of the sets that must not accept, the
    smaller one leads to every word that the larger one leads to."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._least: dict[tuple[tuple[int, ...], int], list[tuple[int, ...]]] = {}
        self._more: dict[tuple[tuple[int, ...], int], set[tuple[int, ...]]] = {}

    def admit(self, state: State) -> bool:
        """Whether the state adds anything; it counts as seen from then on."""
        positions, sets, node = state
        known = self._least.setdefault((positions, node), [])
        self._meter.charge(1 + (len(known) * (1 + len(sets)) >> 3))
        for other in known:
            if other == sets or all(small & ~large == 0 for small, large in zip(other, sets, strict=True)):
                return False
        # Past that many, only equal sets are recognised: to compare each with all others would be quadratic.
        if len(known) < MOST_COMPARED:
            known.append(sets)
            return True
        if sets in self._beyond(positions, node):
            return False
        self._beyond(positions, node).add(sets)
        return True

    def _beyond(self, positions: tuple[int, ...], node: int) -> set[tuple[int, ...]]:
        return self._more.setdefault((positions, node), set())


def shortest(
    matching: list[Machine],
    missing: list[Machine],
    least: int,
    most: int | None,
    unwanted: set[str],
    meter: Meter,
    *,
    readable: bool = False,
) -> str | None:
    """The shortest word of at least `least` and at most `most` characters that all of `matching` and none of
    `missing` match and that is not in `unwanted`; None where there is none. `readable` keeps to printable ASCII."""
    trie = _Trie(unwanted, meter)
    letters = alphabet(matching + missing, {character for word in unwanted for character in word})
    if readable:
        letters = [letter for letter in letters if letter in LIKED]
    cost = len(matching) + len(missing)
    start: State = (tuple([m.size for m in matching]), tuple([1 << m.size for m in missing]), 0)
    layer: dict[State, str] = {start: ""}
    seen = _Antichain(meter)
    length = 0
    while layer and (most is None or length <= most):
        if length >= least:
            meter.charge(len(layer) * (1 + cost) >> 2)
            for state, word in layer.items():
                if _accepts(state, matching, missing, trie):
                    return word
        if length < least:  # too short to be compared with longer words
            seen = _Antichain(meter)
        following: dict[State, str] = {}
        for state, word in layer.items():
            for letter in letters:
                meter.charge(1 + (cost >> 1))
                for successor in _successors(state, letter, matching, missing, trie):
                    meter.charge(1 + (len(word) >> 12))
                    if successor not in following:
                        following[successor] = word + letter
        # Smaller sets come first, since they make the larger ones superfluous.
        admitted = set()
        for state in sorted(following, key=_size):
            if seen.admit(state):
                admitted.add(state)
        layer = {state: word for state, word in following.items() if state in admitted}
        length += 1
    return None


def _size(state: State) -> int:
    return sum([mask.bit_count() for mask in state[1]])


def _accepts(state: State, matching: list[Machine], missing: list[Machine], trie: _Trie) -> bool:
    positions, sets, node = state
    for index, each in zip(positions, matching, strict=True):
        if not each.accepting >> index & 1:
            return False
    for mask, each in zip(sets, missing, strict=True):
        if mask & each.accepting:
            return False
    return node not in trie.ends


def _successors(
    state: State, letter: str, matching: list[Machine], missing: list[Machine], trie: _Trie
) -> Iterator[State]:
    positions, sets, node = state
    sets_after = []
    for mask, each in zip(sets, missing, strict=True):
        reached = each.after(mask) & each.readers(letter)
        # The pattern matches whatever comes next, and it must not: no word begins so.
        if reached & each.universal:
            return
        sets_after.append(reached)
    choices = []
    for index, each in zip(positions, matching, strict=True):
        reached = each.follow[index] & each.readers(letter)
        if not reached:
            return
        # Any one of these positions accepts whatever follows, so the others lead to no other word.
        if reached & each.universal:
            reached &= each.universal
        choices.append(list(bits(reached)))
    missed = tuple(sets_after)
    node_after = trie.edges.get((node, letter), -1) if node >= 0 else -1
    for choice in product(*choices):
        yield (choice, missed, node_after)
