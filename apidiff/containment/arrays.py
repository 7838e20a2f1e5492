"""An array whose items satisfy formulas by position, by count and by being distinct.

Positions up to the last that a literal mentions are looked at one by one, all later ones are alike. Where items are
counted, each position takes one of the combinations of counted formulas that are possible there, and the counts are
followed from position to position. For distinct items a system of distinct representatives is sought.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from apidiff.containment.terms import TRUTH
from apidiff.containment.values import Frozen, size_of

if TYPE_CHECKING:
    from apidiff.containment.asking import Found, Goal, Solver

LONGEST = 3000
MOST_DISTINCT = 40
MOST_DISTINCT_ALIKE = 150
MOST_COUNTED = 10


class Items:
    """The literals of arrays, gathered."""

    __slots__ = ("at", "counted", "each", "least", "most", "repeated", "unique")

    def __init__(self) -> None:
        self.least = 0
        self.most: int | None = None
        self.at: dict[int, set[int]] = {}
        self.each: list[tuple[int, int]] = []
        """A start and what every item from there on is."""
        self.counted: dict[tuple[int, int], list[int | None]] = {}
        """A start and a formula: at least and at most so many of the items from there on."""
        self.unique = False
        self.repeated = False

    @property
    def mentioned(self) -> int:
        """How many first positions differ from the rest."""
        starts = [start for start, _ in self.each] + [start for start, _ in self.counted]
        return max([0, *[index + 1 for index in self.at], *starts])


def gather(search: Solver, literals: Goal) -> Items:
    terms, found = search.terms, Items()
    for literal in sorted(literals, key=abs):
        kind, parts = terms.kinds[abs(literal)], terms.parts[abs(literal)]
        if kind == "unique":
            found.unique |= literal > 0
            found.repeated |= literal < 0
        elif kind == "at":
            found.at.setdefault(parts[0], set()).add(parts[1] if literal > 0 else -parts[1])
            # `at` is true of an array that is too short for the position. Its complement asks for the item to be there.
            if literal < 0:
                found.least = max(found.least, parts[0] + 1)
        elif kind == "count":
            _gather_count(found, *parts, at_least=literal > 0)
    return found


def _gather_count(found: Items, start: int, formula: int, number: int, *, at_least: bool) -> None:
    if formula == TRUTH:
        if at_least:
            found.least = max(found.least, start + number)
        else:
            most = start + number - 1
            found.most = most if found.most is None else min(found.most, most)
    # Not even one item is `formula`: every one is its complement, and nothing has to be counted.
    elif not at_least and number == 1:
        found.each.append((start, -formula))
    else:
        limits = found.counted.setdefault((start, formula), [0, None])
        if at_least:
            limits[0] = max(limits[0] or 0, number)
        else:
            limits[1] = number - 1 if limits[1] is None else min(limits[1], number - 1)


def find_array(search: Solver, literals: Goal) -> Found:
    """An array that satisfies the literals; None where there is none; a reason where it could not be told."""
    search.meter.charge(1 + (len(literals) >> 1))
    items = gather(search, literals)
    if items.most is not None and items.least > items.most:
        return None
    if items.least > LONGEST:
        return "`minItems` asks for more than is written out"
    finder = _Finder(search, items)
    # `uniqueItems` is negated: some item has to occur twice.
    if items.repeated:
        if items.unique:
            return None
        return finder.twins() or finder.unknown
    if items.unique:
        return finder.distinct() or finder.unknown
    return finder.counted(None) or finder.unknown


Choice = tuple["Goal", tuple[int, ...]]
"""What an item must be, and for each counted formula whether it adds one to its count."""
Twins = tuple[int, int, Choice]
"""Two positions that hold the same item, and its choice."""


class _Finder:
    """Looks for one array. `unknown` is set where a way was given up that might have led to one."""

    def __init__(self, search: Solver, items: Items) -> None:
        self.search = search
        self.items = items
        self.alike = items.mentioned
        self.counters = list(items.counted)
        self.unknown: str | None = None
        self._choices: dict[int, list[Choice]] = {}

    def possible(self, goal: Goal) -> bool:
        """Whether an item may be so; a doubt counts as yes, and is noted only if it ends up in an array."""
        return self.search.solve(goal) is not None

    def is_doubtful(self, choice: Choice) -> bool:
        return not isinstance(self.search.solve(choice[0]), tuple)

    def solve(self, goal: Goal) -> Found:
        found = self.search.solve(goal)
        if isinstance(found, str):
            self.unknown = found
        return found

    def base(self, position: int) -> Goal:
        """What the item at a position must be."""
        self.search.meter.charge(1 + (len(self.items.each) >> 3))
        parts = {formula for start, formula in self.items.each if start <= position}
        return frozenset(parts | self.items.at.get(position, set()))

    def choices(self, position: int) -> list[Choice]:
        """The combinations of counted formulas that an item at a position can have."""
        # No literal tells the positions from `alike` on apart.
        kind = min(position, self.alike)
        self.search.meter.charge()
        if kind not in self._choices:
            # Choices that are surely possible come first, since the first way to a count is the one that is kept.
            found = self.combine(self.base(kind), kind, 0, ())
            self._choices[kind] = sorted(found, key=self.is_doubtful)
        return self._choices[kind]

    def combine(self, goal: Goal, position: int, index: int, adds: tuple[int, ...]) -> Iterator[Choice]:
        self.search.meter.charge()
        # Only at the start: each further step asks about what it joins.
        if index == 0 and not self.possible(goal):
            return
        if index == len(self.counters):
            yield goal, adds
            return
        start, formula = self.counters[index]
        if start > position:
            yield from self.combine(goal, position, index + 1, (*adds, 0))
            return
        for sign, add in ((formula, 1), (-formula, 0)):
            joined = goal | {sign}
            if self.possible(joined):
                yield from self.combine(joined, position, index + 1, (*adds, add))

    def longest(self, shortest: int) -> int:
        """A length beyond which nothing more can be gained: a later item that no count needs could be left out."""
        needed = sum(limits[0] or 0 for limits in self.items.counted.values())
        most = max(self.items.least, self.alike, shortest) + needed
        return most if self.items.most is None else min(most, self.items.most)

    def step(self, counts: tuple[int, ...], adds: tuple[int, ...]) -> tuple[int, ...] | None:
        """The counts after one more item; None where one exceeds its limit. Counts without a limit stop at need."""
        after = []
        for count, add, key in zip(counts, adds, self.counters, strict=True):
            least, most = self.items.counted[key]
            total = count + add
            if most is not None and total > most:
                return None
            # A count without an upper limit stops at what is needed: else there would be a new state for each item.
            after.append(total if most is not None else min(total, least or 0))
        return tuple(after)

    def enough(self, counts: tuple[int, ...], length: int) -> bool:
        needs = zip(counts, self.counters, strict=True)
        return length >= self.items.least and all(count >= (self.items.counted[key][0] or 0) for count, key in needs)

    def counted(self, twins: Twins | None) -> Frozen | None:
        """The shortest array that keeps to the counts, breadth first over the counts."""
        if len(self.counters) > MOST_COUNTED:
            self.unknown = "`contains` counts too many things at once"
            return None
        layer: dict[tuple[int, ...], tuple[Choice, ...]] = {(0,) * len(self.counters): ()}
        shortest = twins[1] + 1 if twins else 0
        longest = self.longest(shortest)
        length = 0
        while layer:
            if length >= shortest:
                self.search.meter.charge(1 + (len(layer) >> 1))
                for counts, chosen in layer.items():
                    made = self.build(chosen) if self.enough(counts, length) else None
                    if made is not None:
                        return made
            if length >= longest:
                return None
            layer = self.following(layer, length, twins)
            length += 1
        return None

    def following(
        self, layer: dict[tuple[int, ...], tuple[Choice, ...]], position: int, twins: Twins | None
    ) -> dict[tuple[int, ...], tuple[Choice, ...]]:
        options = [twins[2]] if twins and position in twins[:2] else self.choices(position)
        after: dict[tuple[int, ...], tuple[Choice, ...]] = {}
        if self.items.most is not None and position >= self.items.most:
            return after
        for counts, chosen in layer.items():
            for option in options:
                self.search.meter.charge(1 + (len(self.counters) >> 2) + (len(chosen) >> 8))
                adds = option[1]
                if twins and position == twins[0]:  # a count that starts between the twins counts only the second
                    adds = tuple(
                        add if start <= position else 0 for add, (start, _) in zip(adds, self.counters, strict=True)
                    )
                total = self.step(counts, adds)
                # What may follow depends on the counts alone, so one way to reach them is enough.
                if total is not None and total not in after:
                    after[total] = (*chosen, option)
        return after

    def build(self, chosen: tuple[Choice, ...]) -> Frozen | None:
        made = []
        self.search.meter.charge(1 + len(chosen))
        for goal, _ in chosen:
            value = self.solve(goal)
            if not isinstance(value, tuple):
                return None
            made.append(value)
        return ("a", tuple(made))

    def twins(self) -> Frozen | None:
        """An array that holds one item twice: every pair of positions is tried."""
        # All positions from `alike` on are interchangeable, and a pair needs two of them at most.
        for second in range(1, self.alike + 2):
            if self.items.most is not None and second >= self.items.most:
                return None
            for first in range(second):
                goal = self.base(first) | self.base(second)
                for choice in self.combine(goal, second, 0, ()):
                    made = self.counted((first, second, choice))
                    if made is not None:
                        return made
        return None

    def distinct(self) -> Frozen | None:
        """An array of distinct items: every way to keep to the counts is tried for distinct representatives."""
        longest = self.longest(0)
        # Beside counts, the ways to fill the positions multiply with each item.
        if longest > (MOST_DISTINCT if self.counters else MOST_DISTINCT_ALIKE):
            self.unknown = "`uniqueItems` over more items than are written out"
            return None
        for length in range(self.items.least, longest + 1):
            # Unlike in `counted`, the way matters: another choice for the same counts may have more distinct values.
            for chosen in self.ways(length, 0, (0,) * len(self.counters), ()):
                made = self.represent([goal for goal, _ in chosen])
                if made is not None:
                    return made
        return None

    def ways(
        self, length: int, position: int, counts: tuple[int, ...], chosen: tuple[Choice, ...]
    ) -> Iterator[tuple[Choice, ...]]:
        """The ways to fill the positions; among the alike ones the order of choices does not matter."""
        self.search.meter.charge(2 + (len(self.counters) >> 2) + (len(chosen) >> 8))
        if position == length:
            if self.enough(counts, length):
                yield chosen
            return
        options = self.choices(position)
        first = options.index(chosen[-1]) if position > self.alike and chosen[-1] in options else 0
        for option in options[first:]:
            total = self.step(counts, option[1])
            if total is not None:
                yield from self.ways(length, position + 1, total, (*chosen, option))

    def represent(self, goals: list[Goal]) -> Frozen | None:
        """One value for each goal, all distinct, by augmenting paths over enough values of each goal."""
        values: dict[Goal, list[Frozen]] = {}
        for goal in goals:
            if goal not in values:
                # As many values as there are items are enough: the other items take at least one less.
                values[goal] = self.several(goal, len(goals))
        sizes = {value: size_of(value) for found in values.values() for value in found}
        owner: dict[Frozen, int] = {}

        def settle(place: int, seen: set[Frozen]) -> bool:
            for value in values[goals[place]]:
                self.search.meter.charge(sizes[value])
                if value not in seen:
                    seen.add(value)
                    # A value that is taken becomes free if its owner can have another one.
                    if value not in owner or settle(owner[value], seen):
                        owner[value] = place
                        return True
            return False

        for place in range(len(goals)):
            if not settle(place, set()):
                return None
        by_place = {place: value for value, place in owner.items()}
        return ("a", tuple(by_place[place] for place in range(len(goals))))

    def several(self, goal: Goal, number: int) -> list[Frozen]:
        """Up to `number` distinct values of a goal; fewer only where there are no more."""
        found: list[Frozen] = []
        while len(found) < number:
            # Each further value is a question of its own, which excludes those that are known.
            others = frozenset([-self.search.terms.enum(found)]) if found else frozenset()
            value = self.solve(goal | others)
            if not isinstance(value, tuple):
                break
            found.append(value)
        return found
