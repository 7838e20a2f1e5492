"""Schemas as interned formulas: a signed integer names a formula, and its negative names the complement.

Interning gives equal formulas the same number, so a contradiction is `x` beside `-x`, and questions can be remembered
by the set of their numbers. A typed literal speaks of one JSON type only: about instances of other types it is true,
as JSON Schema's keywords are, and its complement is false about them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from apidiff.containment.automata import Pattern
from apidiff.containment.limits import Meter
from apidiff.containment.values import Frozen

if TYPE_CHECKING:
    from apidiff.containment.regex import Node

NULL, BOOLEAN, NUMBER, STRING, ARRAY, OBJECT = 1, 2, 4, 8, 16, 32
ANY = 63
TYPES = (NULL, BOOLEAN, NUMBER, STRING, ARRAY, OBJECT)
TYPE_BITS = {"null": NULL, "boolean": BOOLEAN, "number": NUMBER, "string": STRING, "array": ARRAY, "object": OBJECT}
BIT_OF_TAG = {"n": NULL, "b": BOOLEAN, "x": NUMBER, "s": STRING, "a": ARRAY, "o": OBJECT}

TYPED = {
    "ge": NUMBER,
    "gt": NUMBER,
    "multiple": NUMBER,
    "long": STRING,
    "pattern": STRING,
    "format": STRING,
    "content": STRING,
    "inside": STRING,
    "at": ARRAY,
    "count": ARRAY,
    "unique": ARRAY,
    "many": OBJECT,
    "has": OBJECT,
    "prop": OBJECT,
    "each": OBJECT,
    "depends": OBJECT,
}
"""Which type a literal speaks of.

`ge x`, `gt x`, `multiple m`; `long n` (at least n characters), `pattern p`, `format f`, `content e m` (encoded by e and
of the media type m, if there is one), `inside e m f` (what is so encoded is f); `at i f` (an item at i is f), `count k
f n` (at least n of the items from index k on are f), `unique`; `many n` (at least n properties), `has name`, `prop name
f` (a property of that name is f), `each names f` (a property whose name is `names` has a value that is f), `depends t`
(the keyword `dependencies` of that text).
The others, `and`, `type`, `enum`, `one` (exactly one of) and `ref`, speak of all types.
"""

OPAQUE = {
    "content": "`contentEncoding` and `contentMediaType` are not looked into",
    "inside": "`contentSchema` is not looked into",
    "depends": "`dependencies` is not part of JSON Schema 2020-12, and validators differ on it",
}
"""The literals of which nothing is known but that each equals itself, and what is said where an answer hangs on one."""

TRUTH = 1
FALSITY = -1


class Terms:
    """The table of interned formulas of one question. `kinds[i]` and `parts[i]` describe the formula `i`."""

    def __init__(self, meter: Meter) -> None:
        self.meter = meter
        self.kinds: list[str] = ["", "and"]
        self.parts: list[tuple[Any, ...]] = [(), ()]
        self._numbers: dict[tuple[str, tuple[Any, ...]], int] = {("and", ()): TRUTH}
        self._special: dict[tuple[int, int], int] = {}
        self._patterns: dict[Node, int] = {}
        self.bodies: dict[int, int] = {}
        """What each `ref` stands for; filled in once its target is translated."""

    def __len__(self) -> int:
        return len(self.kinds)

    def make(self, kind: str, *parts: Any) -> int:
        """The number of a formula; equal parts give an equal number."""
        self.meter.charge(1 + (len(parts) >> 4))
        key = (kind, parts)
        number = self._numbers.get(key)
        if number is None:
            number = len(self.kinds)
            self._numbers[key] = number
            self.kinds.append(kind)
            self.parts.append(parts)
        return number

    def pattern(self, tree: Node) -> int:
        """The strings that a tree of a regular expression matches somewhere."""
        if tree not in self._patterns:
            self._patterns[tree] = self.make("pattern", Pattern(tree, self.meter))
        return self._patterns[tree]

    def both(self, formulas: Iterable[int]) -> int:
        """The conjunction, flattened and without repetition."""
        flat: dict[int, None] = {}
        count = 0
        for formula in formulas:
            count += 1
            if formula == TRUTH:
                continue
            if formula > 0 and self.kinds[formula] == "and":
                flat.update(dict.fromkeys(self.parts[formula]))
            else:
                flat[formula] = None
        self.meter.charge((count + len(flat)) >> 3)
        flat = self._listed_once(flat)
        for formula in flat:
            if -formula in flat:
                return FALSITY
        # Not earlier: two lists without a common value have become `FALSITY` only now.
        if FALSITY in flat:
            return FALSITY
        if len(flat) == 1:
            return next(iter(flat))
        # Sorted, since the order of keywords must not make another formula.
        return self.make("and", *sorted(flat))

    def _listed_once(self, flat: dict[int, None]) -> dict[int, None]:
        """The same demands with one list of the values that are left, and one of those that are not."""
        lists = [formula for formula in flat if self.kinds[abs(formula)] == "enum"]
        if len(lists) < 2:
            return flat
        rest = {formula: None for formula in flat if formula not in lists}
        allowed = [self.parts[formula][0] for formula in lists if formula > 0]
        refused = [self.parts[-formula][0] for formula in lists if formula < 0]
        self.meter.charge(sum(map(len, (*allowed, *refused))) >> 3)
        if allowed:
            rest[self.enum(frozenset.intersection(*allowed).difference(*refused))] = None
        elif refused:
            rest[-self.enum(frozenset.union(*refused))] = None
        return rest

    def either(self, formulas: Iterable[int]) -> int:
        """The disjunction."""
        # Types are joined to one `type`: `anyOf` of two types and a `type` that lists both have to be one formula.
        mask, rest = 0, []
        for formula in formulas:
            if formula > 0 and self.kinds[formula] == "type":
                mask |= self.parts[formula][0]
            else:
                rest.append(formula)
        if mask:
            rest.append(self.types(mask))
        # There is no kind `or`: by De Morgan a disjunction and the negation of a conjunction are one formula.
        return -self.both([-formula for formula in rest])

    def types(self, mask: int) -> int:
        """The instances whose type is in the mask."""
        if mask == ANY:
            return TRUTH
        return self.make("type", mask) if mask else FALSITY

    def where(self, kind_of_type: int, formula: int) -> int:
        """What `formula` says, of instances of one type only."""
        return self.either([self.types(ANY & ~kind_of_type), formula])

    def enum(self, values: Iterable[Frozen]) -> int:
        """The finite set of these values."""
        kept = frozenset(values)
        self.meter.charge(len(kept) >> 3)
        return self.make("enum", kept) if kept else FALSITY

    def one(self, formulas: Iterable[int]) -> int:
        """Exactly one of the formulas."""
        rest = sorted(formula for formula in formulas if formula != FALSITY)
        if not rest:
            return FALSITY
        if len(rest) == 1:
            return rest[0]
        if all(formula > 0 and self.kinds[formula] == "enum" for formula in rest):
            sets = [self.parts[formula][0] for formula in rest]
            union = frozenset.union(*sets)
            self.meter.charge(len(union) >> 3)
            # No value is in two of the lists, so that exactly one holds where any does.
            if len(union) == sum(map(len, sets)):
                return self.enum(union)
        if all(formula > 0 and self.kinds[formula] == "type" for formula in rest):
            masks = [self.parts[formula][0] for formula in rest]
            if sum(masks) == (total := reduce(or_, masks)):  # no two of them have a type in common
                return self.types(total)
        # One part always holds, so none of the others may.
        if rest.count(TRUTH) == 1:
            return self.both([-formula for formula in rest if formula != TRUTH])
        return self.make("one", *rest)

    def prop(self, name: str, value: int) -> int:
        if value == TRUTH:
            return TRUTH
        if value == FALSITY:
            # No value is allowed, so the property is absent.
            return self.where(OBJECT, -self.make("has", name))
        return self.make("prop", name, value)

    def each(self, names: int, value: int) -> int:
        if value == TRUTH or names == FALSITY:
            return TRUTH
        if value == FALSITY and names == TRUTH:
            return self.where(OBJECT, -self.make("many", 1))
        return self.make("each", names, value)

    def at(self, index: int, value: int) -> int:
        if value == TRUTH:
            return TRUTH
        if value == FALSITY:
            # No item is allowed at this position, so the array ends before it.
            return self.at_most(0, TRUTH, index)
        return self.make("at", index, value)

    def at_least(self, start: int, value: int, number: int) -> int:
        """At least `number` of the items from `start` on are `value`."""
        if number <= 0:
            return TRUTH
        if value == FALSITY:
            # No item is ever `value`; the keyword says nothing of other types.
            return self.types(ANY & ~ARRAY)
        # So many items past the start are `start` more of all: one demand, one formula.
        if value == TRUTH and start:
            return self.make("count", 0, TRUTH, number + start)
        return self.make("count", start, value, number)

    def at_most(self, start: int, value: int, number: int) -> int:
        """At most `number` of the items from `start` on are `value`."""
        if value == FALSITY:
            return TRUTH
        return self.where(ARRAY, -self.at_least(start, value, number + 1))

    def items(self, start: int, value: int) -> int:
        """Every item from `start` on is `value`."""
        return self.at_most(start, -value, 0) if value != TRUTH else TRUTH

    def special(self, formula: int, bit: int) -> int:
        """The formula as it reads for instances of one type: only `and`, `one`, `enum` and that type's literals."""
        if formula < 0:
            return -self.special(-formula, bit)
        key = (formula, bit)
        known = self._special.get(key)
        if known is None:
            known = self._special[key] = self._specialise(formula, bit)
        return known

    def _specialise(self, formula: int, bit: int) -> int:
        kind, parts = self.kinds[formula], self.parts[formula]
        self.meter.charge(1 + (len(parts) >> 3))
        if kind == "and":
            return self.both([self.special(part, bit) for part in parts])
        if kind == "type":
            return TRUTH if parts[0] & bit else FALSITY
        if kind == "one":
            return self.one([self.special(part, bit) for part in parts])
        if kind == "enum":
            self.meter.charge(len(parts[0]) >> 3)
            return self.enum([value for value in parts[0] if BIT_OF_TAG[value[0]] == bit])
        if kind == "ref":
            # Raises `KeyError` while the target is still being translated.
            return self.special(self.bodies[formula], bit)
        return formula if TYPED[kind] == bit else TRUTH
