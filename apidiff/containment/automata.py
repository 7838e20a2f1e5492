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
from functools import lru_cache
from itertools import product

from apidiff.containment.limits import Meter, Undecided
from apidiff.containment.regex import LAST, MOST_COPIES, Intervals, Node, complement

ANYTHING: Node = ("rep", ("set", ((0, LAST),)), 0, None)
DOTS: dict[bool, Intervals] = {
    True: complement(((10, 10), (13, 13), (0x2028, 0x2029))),
    False: complement(((10, 10),)),
}
"""What `.` stands for: by ECMA-262 no line terminator (True); engines of other languages exclude \\n only (False)."""
DISPUTED = (13, 0x2028, 0x2029)
LIKED = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_ .,:/@#+!?=&%$*~^|;'\"()[]{}<>\\`"
PLAIN, AT_BEGIN, AT_END = 0, 1, 2


class _Graph:
    """Thompson's construction: nodes with empty edges, some of which hold at the beginning or the end only."""

    def __init__(self, *, strict: bool) -> None:
        self.empty: list[list[tuple[int, int]]] = [[]]
        self.steps: list[tuple[int, Intervals, int]] = []
        self.dot = DOTS[strict]

    def node(self) -> int:
        self.empty.append([])
        return len(self.empty) - 1

    def add(self, tree: Node, start: int) -> int:
        """Lay `tree` out from the node `start`; the node where it ends."""
        kind = tree[0]
        if kind in ("set", "dot"):
            if len(self.steps) > MOST_COPIES:
                raise Undecided("`pattern` repeats more than the automaton may hold")
            end = self.node()
            self.steps.append((start, tree[1] if kind == "set" else self.dot, end))
            return end
        if kind == "cat":
            for part in tree[1]:
                start = self.add(part, start)
            return start
        if kind in ("begin", "end"):
            end = self.node()
            self.empty[start].append((end, AT_BEGIN if kind == "begin" else AT_END))
            return end
        if kind == "alt":
            end = self.node()
            for part in tree[1]:
                entry = self.node()
                self.empty[start].append((entry, PLAIN))
                self.empty[self.add(part, entry)].append((end, PLAIN))
            return end
        if kind == "rep":
            return self.repeat(tree, start)
        raise Undecided("`pattern` looks around in a place where that is not followed")

    def repeat(self, tree: Node, start: int) -> int:
        _, part, least, most = tree
        if max(least, most or 0) > MOST_COPIES:
            raise Undecided("`pattern` repeats more than the automaton may hold")
        for _ in range(least):
            start = self.add(part, start)
        end = self.node()
        if most is None:
            loop = self.node()
            self.empty[start].append((loop, PLAIN))
            self.empty[self.add(part, loop)].append((loop, PLAIN))
            self.empty[loop].append((end, PLAIN))
            return end
        for _ in range(most - least):
            self.empty[start].append((end, PLAIN))
            start = self.add(part, start)
        self.empty[start].append((end, PLAIN))
        return end

    def closure(self, start: int, *, beginning: bool) -> tuple[set[int], set[int]]:
        """Nodes reached over empty edges: those that may go on reading, and those reached at the end of the word."""
        reading, ending = {start}, {start}
        todo = [(start, True)]
        while todo:
            node, may_read = todo.pop()
            for target, label in self.empty[node]:
                if label == AT_BEGIN and not beginning:
                    continue
                reads = may_read and label != AT_END
                if target in (reading if reads else ending):
                    continue
                ending.add(target)
                if reads:
                    reading.add(target)
                todo.append((target, reads))
        return reading, ending


class Machine:
    """The position automaton of one pattern. The position `size` stands for the beginning."""

    def __init__(self, tree: Node, *, strict: bool) -> None:
        graph = _Graph(strict=strict)
        final = graph.add(("cat", (ANYTHING, tree, ANYTHING)), 0)
        self.size = len(graph.steps)
        by_source: dict[int, int] = {}
        for index, (source, _, _) in enumerate(graph.steps):
            by_source[source] = by_source.get(source, 0) | 1 << index
        self.follow: list[int] = []
        self.accepting = 0
        for index in range(self.size + 1):
            beginning = index == self.size
            reading, ending = graph.closure(0 if beginning else graph.steps[index][2], beginning=beginning)
            follow = 0
            for node in reading:
                follow |= by_source.get(node, 0)
            self.follow.append(follow)
            if final in ending:
                self.accepting |= 1 << index
        self._trim()
        self.classes: dict[Intervals, int] = {}
        self.universal = 0
        for index, (_, intervals, _) in enumerate(graph.steps):
            self.classes[intervals] = self.classes.get(intervals, 0) | 1 << index
            here = 1 << index
            if intervals == ((0, LAST),) and self.follow[index] & here and self.accepting & here:
                self.universal |= here
        self._classes = [(tuple([low for low, _ in c]), c, mask) for c, mask in self.classes.items()]
        self._readers: dict[str, int] = {}
        self._next: dict[int, int] = {}

    def _trim(self) -> None:
        """Drop the positions from which no word is accepted."""
        alive, before = self.accepting, -1
        while alive != before:
            before = alive
            for index in range(self.size, -1, -1):
                if self.follow[index] & alive:
                    alive |= 1 << index
        self.follow = [follow & alive for follow in self.follow]

    def readers(self, character: str) -> int:
        """The positions that read this character."""
        known = self._readers.get(character)
        if known is None:
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
            known = 0
            for index in bits(positions):
                known |= self.follow[index]
            if len(self._next) < 50_000:
                self._next[positions] = known
        return known

    def matches(self, word: str) -> bool:
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


@lru_cache(maxsize=2048)
def machine(tree: Node, *, strict: bool = True) -> Machine:
    """The machine of a pattern's tree; `strict` says what a dot stands for. Raises `Undecided` beyond its size."""
    return Machine(tree, strict=strict)


def has_dot(tree: Node) -> bool:
    """Whether the meaning of the tree depends on what a dot stands for."""
    if tree[0] in ("cat", "alt"):
        return any(has_dot(part) for part in tree[1])
    return tree[0] == "dot" or (tree[0] == "rep" and has_dot(tree[1]))


def alphabet(machines: list[Machine], also: set[str]) -> list[str]:
    """One character for each way that the machines tell characters apart, the readable ones first."""
    starts: set[int] = {0, 0xA1, 0x4E00, 0xE000}
    for each in machines:
        for intervals in each.classes:
            for low, high in intervals:
                starts.update((low, high + 1))
    seen: dict[tuple[int, ...], str] = {}
    characters = dict.fromkeys(sorted(also))
    for character in LIKED:
        if character not in characters and seen.setdefault(tuple([m.readers(character) for m in machines]), character):
            continue
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

    def __init__(self, words: set[str]) -> None:
        self.edges: dict[tuple[int, str], int] = {}
        self.ends: set[int] = set()
        for word in words:
            node = 0
            for character in word:
                node = self.edges.setdefault((node, character), len(self.edges) + 1)
            self.ends.add(node)


State = tuple[tuple[int, ...], tuple[int, ...], int]
MOST_COMPARED = 40


class _Antichain:
    """States seen, without those that reject less than one already seen: of the sets that must not accept, the
    smaller one leads to every word that the larger one leads to."""

    def __init__(self) -> None:
        self._least: dict[tuple[tuple[int, ...], int], list[tuple[int, ...]]] = {}
        self._more: dict[tuple[tuple[int, ...], int], set[tuple[int, ...]]] = {}

    def admit(self, state: State) -> bool:
        """Whether the state adds anything; it counts as seen from then on."""
        positions, sets, node = state
        known = self._least.setdefault((positions, node), [])
        for other in known:
            if other == sets or all(small & ~large == 0 for small, large in zip(other, sets, strict=True)):
                return False
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
    trie = _Trie(unwanted)
    letters = alphabet(matching + missing, {character for word in unwanted for character in word})
    if readable:
        letters = [letter for letter in letters if letter in LIKED]
    start: State = (tuple([m.size for m in matching]), tuple([1 << m.size for m in missing]), 0)
    layer: dict[State, str] = {start: ""}
    seen = _Antichain()
    length = 0
    while layer and (most is None or length <= most):
        if length >= least:
            for state, word in layer.items():
                if _accepts(state, matching, missing, trie):
                    return word
        if length < least:  # too short to be compared with longer words
            seen = _Antichain()
        following: dict[State, str] = {}
        for state, word in layer.items():
            meter.step()
            for letter in letters:
                for successor in _successors(state, letter, matching, missing, trie):
                    if successor not in following:
                        following[successor] = word + letter
        admitted = set()
        for state in sorted(following, key=_size):
            meter.step()
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
        if reached & each.universal:
            return
        sets_after.append(reached)
    choices = []
    for index, each in zip(positions, matching, strict=True):
        reached = each.follow[index] & each.readers(letter)
        if not reached:
            return
        if reached & each.universal:
            reached &= each.universal
        choices.append(list(bits(reached)))
    missed = tuple(sets_after)
    node_after = trie.edges.get((node, letter), -1) if node >= 0 else -1
    for choice in product(*choices):
        yield (choice, missed, node_after)
