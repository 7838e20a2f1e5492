"""Is there a value that satisfies a set of formulas? Found, excluded, or undecided with a reason.

A question is split by the type of the value, then by cases: a leaf of the case tree is a set of literals of one type,
for which numbers.py, strings.py, arrays.py and objects.py find a value or show that there is none; their parts are
questions again. A value found for the literals decided so far is held against the open disjunctions, so that only
those are split that it violates. Questions are remembered by the set of their formulas. A question that comes up again
below itself is taken as unsatisfiable there: if it has a value at all, it has one that does not contain another
(least fixpoint), and what was concluded on that assumption is forgotten if the assumption turns out wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from apidiff.containment.arrays import find_array
from apidiff.containment.asking import Found, Goal
from apidiff.containment.evaluate import Evaluator
from apidiff.containment.limits import Exhausted, Undecided
from apidiff.containment.numbers import find_number
from apidiff.containment.objects import closed_names, excluded_properties, find_object, too_many
from apidiff.containment.opaque import beside
from apidiff.containment.strings import find_string
from apidiff.containment.terms import (
    ANY,
    ARRAY,
    BOOLEAN,
    FALSITY,
    NULL,
    NUMBER,
    OBJECT,
    OPAQUE,
    STRING,
    TRUTH,
    TYPES,
    Terms,
)
from apidiff.containment.values import FALSE, TRUE, Frozen, size_of
from apidiff.containment.values import NULL as NULL_VALUE

DEEPEST = 300
MOST_NAMES = 100
CHEAP = ("has", "ge", "gt", "long", "many", "unique")
"""Kinds of literals whose negation is worth assuming in the branches after the one that assumed them."""
WEAK = ("at", "prop")
"""Kinds of which only the positive literal is: it restricts what is there and asks for nothing to be there."""


class Case(NamedTuple):
    """What is assumed of a value of one type: its literals, and the disjunctions that are still open.

    `facts` are the conjunctions and disjunctions that were assumed, true or false: what they say stands in the other
    two, but a clause that names one of them need not be split to know.
    """

    literals: Goal
    clauses: list[int]
    facts: Goal


NOTHING_YET = Case(frozenset(), [], frozenset())


class Search:
    """One question's search, with its budget and its stack of open goals."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.goals: dict[Goal, Found] = {}
        """The answers that are known for good, as are those to leaves."""
        self.leaves: dict[tuple[int, Goal], Found] = {}
        self.meter = terms.meter
        self.evaluator = Evaluator(terms)
        self._open: dict[Goal, int] = {}
        self._lowest: list[int] = []
        self._assumed: dict[Goal, int] = {}

    def solve(self, goal: Goal) -> Found:
        """A value that satisfies all formulas of the goal. Raises `Exhausted`."""
        self.meter.charge(1 + (len(goal) >> 4))
        # `None` is an answer (there is no value), so the search itself stands for a goal that is not known.
        known = self.goals.get(goal, self)
        if known is not self:
            return known  # type: ignore[return-value]
        if FALSITY in goal or any(-formula in goal for formula in goal):
            return None
        # A goal that comes up below itself counts as empty, and what was concluded from that rests on it: `_lowest`
        # notes, for each open goal, the outermost open goal that its answer rests on.
        low = self._open.get(goal, self._assumed.get(goal))
        if low is not None:
            self._lowest[-1] = min(self._lowest[-1], low)
            return None
        if len(self._lowest) > DEEPEST:
            raise Exhausted("the instance nests deeper than is followed")
        index = len(self._lowest)
        self._open[goal] = index
        self._lowest.append(index)
        before = len(self._assumed)
        try:
            found = self._by_type(goal)
        finally:
            del self._open[goal]
            low = self._lowest.pop()
        self._conclude(goal, found, index, low, before)
        return found

    def _conclude(self, goal: Goal, found: Found, index: int, low: int, before: int) -> None:
        """Remember an answer for good, or for as long as the open goals that it assumed empty stay open.

        Of what was concluded below this goal (all but the first `before` assumptions) nothing is kept if it turned
        out not to be empty: any of it may have assumed so.
        """
        kept: list[tuple[Goal, int]] = []
        if low < index:
            self._lowest[-1] = min(self._lowest[-1], low)
        # A value stands whatever was assumed: to take goals as empty only hides values. Any other answer is final only
        # if it rests on no goal that is still open.
        if isinstance(found, tuple) or low >= index:
            self.goals[goal] = found
        # `_assumed` is a stack, in order of insertion: what lies past `before` was concluded below this goal.
        while len(self._assumed) > before:
            other, its_low = self._assumed.popitem()
            if found is None and its_low < index:
                # It rests on a goal further out, which is still open.
                kept.append((other, its_low))
            elif found is None and low < index:
                # It rests on this goal, and this goal on one further out.
                kept.append((other, low))
            elif found is None:
                self.goals[other] = None
        self._assumed.update(reversed(kept))
        if found is None and low < index:
            self._assumed[goal] = low

    def _by_type(self, goal: Goal) -> Found:
        reason = None
        possible = self._types_of(goal)
        for bit in TYPES:
            self.meter.charge(1 + (len(goal) >> 3))
            if not possible & bit:
                continue
            items = {self.terms.special(formula, bit) for formula in goal}
            if FALSITY in items:
                continue
            found = self._typed(bit, items)
            if isinstance(found, tuple):
                return found
            # A doubt about one type does not end the search: another type may have a value, and that refutes.
            reason = found or reason
        return reason

    def _types_of(self, goal: Goal) -> int:
        """The types that the formulas leave, as far as they say so outright: of the others nothing has to be asked."""
        mask = ANY
        for formula in goal:
            if formula > 0:
                parts = self.terms.parts[formula] if self.terms.kinds[formula] == "and" else (formula,)
                self.meter.charge(len(parts) >> 4)
                for part in parts:
                    if part > 0 and self.terms.kinds[part] == "type":
                        mask &= self.terms.parts[part][0]
        return mask

    def _typed(self, bit: int, items: set[int]) -> Found:
        # These types have so few values that each is held against all formulas; nothing has to be split.
        if bit in (NULL, BOOLEAN):
            return self._first([NULL_VALUE] if bit == NULL else [FALSE, TRUE], items)
        return self._case(bit, NOTHING_YET, items)

    def _first(self, values: Iterable[Frozen], formulas: Iterable[int]) -> Found:
        """The first of some values that satisfies all formulas, if those are the only values there are."""
        reason = None
        wanted = list(formulas)
        for value in values:
            self.meter.charge()
            try:
                if self.evaluator.all_hold(wanted, value):
                    return value
            except Undecided as stop:
                reason = stop.reason
        return reason

    def _case(self, bit: int, before: Case, added: Iterable[int]) -> Found:
        """A value of one type for a case and what is added to it."""
        case = self._assert(bit, before, added)
        if case is None:
            return None
        # Without this, `maxProperties` beside many disjunctions that each ask for a name is split in all ways before it
        # fails.
        if bit == OBJECT and too_many(self.terms, case.literals, case.clauses):
            return None
        values = self._finite(case.literals)
        if values is not None:
            return self._first(values, [*case.literals, *case.clauses])
        found = self._leaf(bit, case.literals)
        if found is None:
            return None
        # If the leaf is undecided, every clause counts as violated: splitting one adds literals, which may settle it.
        violated = case.clauses
        if isinstance(found, tuple):
            violated = [clause for clause in case.clauses if not self._meets(clause, found)]
            if not violated:
                return found
        if not violated:
            return found
        # The narrowest clause makes the fewest cases.
        return self._split(bit, case, min(violated, key=self._width))

    def _split(self, bit: int, case: Case, chosen: int) -> Found:
        rest = case._replace(clauses=[clause for clause in case.clauses if clause != chosen])
        reason: str | None = None
        excluded = excluded_properties(self, rest.literals) if bit == OBJECT else None
        for alternative in self._alternatives(bit, rest, chosen):
            if excluded and excluded(alternative[0]):
                continue
            found = self._case(bit, rest, alternative)
            if isinstance(found, tuple):
                return found
            reason = found or reason
        return reason

    def _alternatives(self, bit: int, case: Case, chosen: int) -> Iterator[list[int]]:
        """The cases of a disjunction, each with what may be assumed because the earlier ones failed."""
        parts = self.terms.parts[abs(chosen)]
        if self.terms.kinds[abs(chosen)] == "and":
            # Not all parts hold. In the case of one part the earlier ones may be assumed to hold: the cases in which
            # they do not were searched before. Only literals that are cheap to follow are assumed.
            failed: list[int] = []
            for part in sorted(parts, key=self._weight):
                yield [-part, *failed]
                kind = self.terms.kinds[abs(part)]
                if kind in CHEAP or (part > 0 and kind in WEAK):
                    failed.append(part)
        elif chosen > 0:
            for index, part in enumerate(parts):
                yield [part, *[-other for place, other in enumerate(parts) if place != index]]
        else:
            yield [-part for part in parts]
            # Not exactly one holds: none does, or some two do. Pairs are quadratically many, so a part that cannot hold
            # here is left out of all of them.
            possible = [part for part in parts if self._possible(bit, case, part)]
            for index, part in enumerate(possible):
                for other in possible[index + 1 :]:
                    yield [part, other]

    def _possible(self, bit: int, case: Case, formula: int) -> bool:
        """Whether the literals of a formula can be joined to those of the case; the disjunctions are not looked at."""
        joined = self._assert(bit, case._replace(clauses=[]), [formula])
        if joined is None:
            return False
        values = self._finite(joined.literals)
        if values is not None:
            return self._first(values, joined.literals) is not None
        return self._leaf(bit, joined.literals) is not None

    def _width(self, clause: int) -> int:
        return len(self.terms.parts[abs(clause)])

    def _weight(self, part: int) -> int:
        """Simple alternatives first: they make small values."""
        kind = self.terms.kinds[abs(part)]
        return 0 if kind in CHEAP else 2 if kind in ("and", "one", "each") else 1

    def _meets(self, clause: int, value: Frozen) -> bool:
        # A clause that cannot be evaluated counts as not met, so that it is split and not believed.
        try:
            return self.evaluator.holds(clause, value)
        except Undecided:
            return False

    def _finite(self, literals: Goal) -> list[Frozen] | None:
        """The values that the literals list, where they do."""
        lists = [self.terms.parts[f][0] for f in literals if f > 0 and self.terms.kinds[f] == "enum"]
        if not lists:
            return None
        common = min(lists, key=len)
        for each in lists:
            self.meter.charge(1 + (len(common) >> 3))
            common = common & each
        self.meter.charge(sum([size_of(value) for value in common]))
        # The first value that fits becomes the witness: a short one, and the same one in every run.
        return sorted(common, key=lambda value: (len(repr(value)), repr(value)))

    def _assert(self, bit: int, before: Case, added: Iterable[int]) -> Case | None:
        """Join formulas to a case and draw the plain conclusions; None on a contradiction."""
        known, facts = set(before.literals), set(before.facts)
        clauses = dict.fromkeys(before.clauses)
        todo = list(added)
        while True:
            self.meter.charge(2 + (len(known) + len(facts) + len(clauses) >> 5))
            while todo:
                self.meter.charge()
                formula = todo.pop()
                if formula == TRUTH or formula in known or formula in facts:
                    continue
                if formula == FALSITY or -formula in known or -formula in facts:
                    return None
                kind = self.terms.kinds[abs(formula)]
                if kind in ("and", "one"):
                    facts.add(formula)
                    if kind == "and" and formula > 0:
                        todo.extend(self.terms.parts[formula])
                    else:
                        clauses[formula] = None
                elif kind == "enum" and formula < 0 and bit in (ARRAY, OBJECT):
                    # The finders of arrays and objects know no excluded values. So `not: {const: [1]}` is said by
                    # length and items.
                    todo.extend([-self._equal(value) for value in sorted(self.terms.parts[-formula][0], key=repr)])
                else:
                    known.add(formula)
            todo = self._conclusions(known | facts, clauses)
            if todo == [FALSITY]:
                return None
            # Last, once no plain conclusion is left: this takes literals out of `known` and puts disjunctions in their
            # place.
            if not todo and bit == OBJECT:
                todo = self._by_names(known)
            if not todo:
                return Case(frozenset(known), list(clauses), frozenset(facts))

    def _conclusions(self, true: set[int], clauses: dict[int, None]) -> list[int]:
        """Drop the disjunctions that are met, shorten the others; what then must hold, or `FALSITY`."""
        found: list[int] = []
        for clause in list(clauses):
            parts = self.terms.parts[abs(clause)]
            self.meter.charge(1 + (len(parts) >> 3))
            left = [part for part in parts if part not in true and -part not in true]
            if self.terms.kinds[abs(clause)] == "one":
                drawn = self._of_one(clause, left, sum(part in true for part in parts), len(parts))
            elif any(-part in true for part in parts):
                drawn = TRUTH
            else:
                drawn = clause if len(left) == len(parts) else self.terms.either([-part for part in left])
            if drawn == FALSITY:
                return [FALSITY]
            if drawn != clause:
                del clauses[clause]
                if drawn != TRUTH:
                    found.append(drawn)
        return found

    def _of_one(self, clause: int, left: list[int], met: int, size: int) -> int:
        """What is left of exactly one (or, negative, of none or several) where `met` parts hold and `left` may."""
        terms = self.terms
        if met > 1:
            return FALSITY if clause > 0 else TRUTH
        if met == 1:
            return terms.both([-part for part in left]) if clause > 0 else terms.either(left)
        if len(left) == size:
            return clause
        return terms.one(left) if clause > 0 else -terms.one(left)

    def _by_names(self, known: set[int]) -> list[int]:
        """In a closed object, each property that must exist somewhere as a disjunction over the names there may be."""
        terms = self.terms
        some = sorted(f for f in known if f < 0 and terms.kinds[-f] == "each")
        allowed = closed_names(terms, known) if some else None
        if allowed is None or len(allowed) > MOST_NAMES:
            return []
        clauses = []
        for literal in some:
            names, value = terms.parts[-literal]
            try:
                fitting = [name for name in allowed if self.evaluator.holds(names, ("s", name))]
            except Undecided:
                continue
            # `known` is the caller's set: over finitely many names, the disjunction says all that the literal does.
            known.discard(literal)
            clauses.append(terms.either([terms.both([terms.make("has", n), terms.prop(n, -value)]) for n in fitting]))
        return [terms.special(clause, OBJECT) for clause in clauses]

    def _equal(self, value: Frozen) -> int:
        """The formula of being equal to one array or object, by its parts."""
        terms = self.terms
        self.meter.charge(size_of(value))
        if value[0] == "a":
            size = len(value[1])
            items = [terms.at(index, terms.enum([item])) for index, item in enumerate(value[1])]
            return terms.special(
                terms.both([*items, terms.at_least(0, TRUTH, size), terms.at_most(0, TRUTH, size)]), ARRAY
            )
        names = terms.enum([("s", name) for name, _ in value[1]])
        present = [terms.make("has", name) for name, _ in value[1]]
        equal = [terms.prop(name, terms.enum([item])) for name, item in value[1]]
        return terms.special(terms.both([*present, *equal, terms.each(-names, FALSITY)]), OBJECT)

    def _leaf(self, bit: int, literals: Goal) -> Found:
        key = (bit, literals)
        known = self.leaves.get(key, self)
        if known is not self:
            return known  # type: ignore[return-value]
        self.meter.charge()
        # If there is no value even without the opaque literals, that is a proof, whatever they mean.
        opaque = [literal for literal in literals if self.terms.kinds[abs(literal)] in OPAQUE]
        try:
            found = self._value(bit, literals.difference(opaque))
            if opaque and isinstance(found, tuple):
                found = beside(self, literals, opaque)
        except Undecided as stop:
            return stop.reason
        # That there is no array or object may rest on a goal that is assumed empty, and so may what is said of
        # contents. Numbers and strings ask no further goals.
        if isinstance(found, tuple) or (bit in (NUMBER, STRING) and not opaque):
            self.leaves[key] = found
        return found

    def _value(self, bit: int, literals: Goal) -> Found:
        if bit == NUMBER:
            return find_number(self.terms, literals, self.meter)
        if bit == STRING:
            return find_string(self.terms, literals, self.meter)
        return find_array(self, literals) if bit == ARRAY else find_object(self, literals)
