"""An object with some properties and without others, whose names and values satisfy formulas.

Names that the literals mention are looked at one by one; all other names fall into regions, by which of the formulas
over names they satisfy, and a name of a region is found as a string is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from apidiff.containment.limits import Undecided
from apidiff.containment.terms import FALSITY, OPAQUE, STRING
from apidiff.containment.values import Frozen

if TYPE_CHECKING:
    from apidiff.containment.asking import Found, Goal, Solver
    from apidiff.containment.terms import Terms

MOST_PADDED = 300


class Members:
    """The literals of objects, gathered."""

    __slots__ = ("each", "forbidden", "least", "most", "named", "required", "some")

    def __init__(self) -> None:
        self.required: set[str] = set()
        self.forbidden: set[str] = set()
        self.named: dict[str, set[int]] = {}
        self.each: list[tuple[int, int]] = []
        """Names and what every property of such a name is."""
        self.some: list[tuple[int, int]] = []
        """Names and what at least one property of such a name is."""
        self.least = 0
        self.most: int | None = None


def gather(search: Solver, literals: Goal) -> Members:
    terms, found = search.terms, Members()
    for literal in sorted(literals, key=abs):
        kind, parts = terms.kinds[abs(literal)], terms.parts[abs(literal)]
        if kind == "has":
            (found.required if literal > 0 else found.forbidden).add(parts[0])
        elif kind == "prop":
            found.named.setdefault(parts[0], set()).add(parts[1] if literal > 0 else -parts[1])
            # `prop` is true of an object without the property. Its complement asks for the property to be there.
            if literal < 0:
                found.required.add(parts[0])
        elif kind == "each":
            if literal > 0:
                found.each.append(parts)
            else:
                found.some.append((parts[0], -parts[1]))
        elif literal > 0:
            found.least = max(found.least, parts[0])
        else:
            found.most = parts[0] - 1 if found.most is None else min(found.most, parts[0] - 1)
    return found


def find_object(search: Solver, literals: Goal) -> Found:
    """An object that satisfies the literals; None where there is none; a reason where it could not be told."""
    search.meter.charge(1 + (len(literals) >> 1))
    members = gather(search, literals)
    if members.required & members.forbidden:
        return None
    if members.most is not None and max(members.least, len(members.required)) > members.most:
        return None
    return _Finder(search, members).run()


class Fresh(NamedTuple):
    """A property whose name no literal mentions: what holds of its name and of its value."""

    name: Goal
    value: Goal


class _Finder:
    """Looks for one object. `unknown` is set where a way was given up that might have led to one."""

    def __init__(self, search: Solver, members: Members) -> None:
        self.search = search
        self.members = members
        self.mentioned = members.required | members.forbidden | set(members.named)
        self.unknown: str | None = None
        terms = search.terms
        self.is_name: Goal = frozenset(
            [terms.types(STRING), -terms.enum([("s", name) for name in self.mentioned])]
            if self.mentioned
            else [terms.types(STRING)]
        )

    def run(self) -> Found:
        present: dict[str, Goal] = {}
        for name in sorted(self.members.required, key=self.burden):  # what is asked most of fails soonest
            goal = self.value_of(name)
            if not self.possible(goal):
                return None
            present[name] = goal
        return self.place(0, present, []) or self.unknown

    def burden(self, name: str) -> tuple[int, str]:
        return -len(self.members.named.get(name, ())), name

    def possible(self, goal: Goal) -> bool:
        """Whether a name or a value may be so; a doubt counts as yes, and is noted only if it ends up in an object."""
        return self.search.solve(goal) is not None

    def solve(self, goal: Goal) -> Found:
        """As the search does; a doubt is noted."""
        found = self.search.solve(goal)
        if isinstance(found, str):
            self.unknown = found
        return found

    def value_of(self, name: str) -> Goal:
        """What the value of a mentioned name must be."""
        key = ("s", name)
        self.search.meter.charge(1 + (len(self.members.each) >> 3))
        holds = self.search.evaluator.holds
        parts = {value for names, value in self.members.each if holds(names, key)}
        return frozenset(parts | self.members.named.get(name, set()))

    def place(self, index: int, present: dict[str, Goal], fresh: list[Fresh]) -> Frozen | None:
        """Give each property that must exist somewhere a place, then finish; None where no place leads to an object."""
        self.search.meter.charge(1 + (len(present) + len(self.mentioned) >> 4))
        if index == len(self.members.some):
            return self.finish(present, fresh)
        most = self.members.most
        if most is not None and len(present) + len(fresh) > most:
            return None
        names, value = self.members.some[index]
        # The property may be one that is mentioned, a new one, or one that another literal asked for as well. All three
        # are tried, or `maxProperties` would seem to exclude objects that there are.
        for name in self.candidates(names, present):
            goal = present.get(name, self.value_of(name)) | {value}
            if self.possible(goal):
                done = self.place(index + 1, present | {name: goal}, fresh)
                if done is not None:
                    return done
        for region in self.regions(0, self.is_name | {names}, frozenset([value])):
            done = self.place(index + 1, present, [*fresh, region])
            if done is not None:
                return done
        for spot, old in enumerate(fresh):
            joined = Fresh(old.name | {names}, old.value | {value})
            if self.possible(joined.name) and self.possible(joined.value):
                done = self.place(index + 1, present, [*fresh[:spot], joined, *fresh[spot + 1 :]])
                if done is not None:
                    return done
        return None

    def candidates(self, names: int, present: dict[str, Goal]) -> Iterator[str]:
        """The mentioned names that satisfy a formula, those that are present anyway first."""
        # A property that is there anyway costs no further one, which counts beside `maxProperties`.
        optional = sorted(self.mentioned - self.members.forbidden - set(present))
        for name in [*present, *optional]:
            if self.search.evaluator.holds(names, ("s", name)):
                yield name

    def regions(self, index: int, name: Goal, value: Goal) -> Iterator[Fresh]:
        """The regions of names that no literal mentions, within `name`, each with what its values must be."""
        self.search.meter.charge()
        # Only at the start: each further step asks about what it joins.
        if index == 0 and not (self.possible(value) and self.possible(name)):
            return
        if index == len(self.members.each):
            yield Fresh(name, value)
            return
        names, must_be = self.members.each[index]
        # Its value is so anyway, so it makes no difference whether the name matches: no need for two regions.
        if must_be in value:
            yield from self.regions(index + 1, name, value)
            return
        outside = name | {-names}
        if self.possible(outside):
            yield from self.regions(index + 1, outside, value)
        inside, both = name | {names}, value | {must_be}
        if self.possible(both) and self.possible(inside):
            yield from self.regions(index + 1, inside, both)

    def finish(self, present: dict[str, Goal], fresh: list[Fresh]) -> Frozen | None:
        members = self.members
        if members.most is not None and len(present) + len(fresh) > members.most:
            return None
        made: dict[str, Frozen] = {}
        self.search.meter.charge(1 + len(present))
        for name, goal in present.items():
            value = self.solve(goal)
            if not isinstance(value, tuple):
                return None
            made[name] = value
        for each in fresh:
            value, key = self.solve(each.value), self.new_name(each.name, made)
            if not isinstance(value, tuple) or key is None:
                # Names are given one after the other. Another order might have left a name for this one, so nothing is
                # excluded.
                self.unknown = self.unknown or "names of properties that compete for few values"
                return None
            made[key] = value
        if len(made) < members.least:
            self.pad(made)
        return ("o", tuple(sorted(made.items()))) if len(made) >= members.least else None

    def pad(self, made: dict[str, Frozen]) -> None:
        """Add optional properties until there are enough, or no more can be had."""
        least = self.members.least
        if least > MOST_PADDED:
            self.unknown = "`minProperties` asks for more than is written out"
            return
        for name in sorted(self.mentioned - self.members.forbidden - set(made)):
            value = self.solve(self.value_of(name)) if len(made) < least else None
            if isinstance(value, tuple):
                made[name] = value
        for region in self.regions(0, self.is_name, frozenset()) if len(made) < least else ():
            value = self.solve(region.value)
            # One value serves for all names of a region: only the names have to differ.
            while isinstance(value, tuple) and len(made) < least:
                key = self.new_name(region.name, made)
                if key is None:
                    break
                made[key] = value
            if len(made) >= least:
                return

    def new_name(self, name: Goal, made: dict[str, Frozen]) -> str | None:
        """A name of a region that is not taken, with at least one character where there is such a one."""
        terms = self.search.terms
        taken = frozenset([-terms.enum([("s", key) for key in made])]) if made else frozenset()
        found = self.search.solve(name | taken | {terms.make("long", 1)})
        if not isinstance(found, tuple):
            found = self.solve(name | taken)
        return found[1] if isinstance(found, tuple) else None


def excluded_properties(search: Solver, literals: Goal) -> Callable[[int], bool]:
    """Whether a literal asks for a property that the literals exclude by its value; only its name is looked at."""
    finder: list[_Finder] = []

    def excluded(literal: int) -> bool:
        if literal > 0 or search.terms.kinds[-literal] != "prop":
            return False
        if not finder:
            search.meter.charge(1 + (len(literals) >> 1))
            # What is opaque says nothing of one property; without it no more is excluded.
            told = frozenset(each for each in literals if search.terms.kinds[abs(each)] not in OPAQUE)
            finder.append(_Finder(search, gather(search, told)))
        name, value = search.terms.parts[-literal]
        try:
            return search.solve(finder[0].value_of(name) | {-value}) is None
        except Undecided:
            return False

    return excluded


def too_many(terms: Terms, literals: Goal, clauses: list[int]) -> bool:
    """Whether the properties that literals and disjunctions ask for are more than may be there.

    A disjunction all of whose alternatives ask for a name that is not required yet adds one property; several add up
    as far as they speak of different names.
    """
    terms.meter.charge(1 + (len(literals) >> 3))
    limits = [terms.parts[-literal][0] - 1 for literal in literals if literal < 0 and terms.kinds[-literal] == "many"]
    if not limits:
        return False
    required = {terms.parts[abs(f)][0] for f in literals if _requires(terms, f)}
    number, taken = len(required), set(required)
    for clause in clauses:
        if number > min(limits):
            return True
        asked = _asked(terms, clause)
        # A clause that shares a name with an earlier one may be met by the same property, so it adds none for sure.
        if asked is not None and not asked & taken:
            taken |= asked
            number += 1
    return bool(number > min(limits))


def _requires(terms: Terms, literal: int) -> bool:
    kind = terms.kinds[abs(literal)]
    return (kind == "has" and literal > 0) or (kind == "prop" and literal < 0)


def _asked(terms: Terms, clause: int) -> set[str] | None:
    """The names of which a disjunction asks for at least one; None where some alternative asks for none."""
    terms.meter.charge()
    kind, parts = terms.kinds[abs(clause)], terms.parts[abs(clause)]
    if kind == "and" and clause > 0:
        found = [_asked(terms, part) for part in parts]
        return next((names for names in found if names is not None), None)
    # One alternative holds, it is not known which: each has to ask for some name.
    if kind == "and" or (kind == "one" and clause > 0):
        names: set[str] = set()
        for part in parts:
            asked = _asked(terms, -part if kind == "and" else part)
            if asked is None:
                return None
            names |= asked
        return names if parts else None
    return {parts[0]} if _requires(terms, clause) else None


def closed_names(terms: Terms, literals: Iterable[int]) -> list[str] | None:
    """The only names that an object may have, where the literals close it to finitely many."""
    fewest: frozenset[Frozen] | None = None
    for literal in literals:
        if literal < 0 or terms.kinds[literal] != "each" or terms.parts[literal][1] != FALSITY:
            continue
        # `additionalProperties: false` refuses all names but those of a list. With `patternProperties` beside it, there
        # is a pattern among what it refuses, and the names that are left cannot be listed.
        refused = terms.parts[literal][0]
        parts = terms.parts[refused] if refused > 0 and terms.kinds[refused] == "and" else (refused,)
        if all(part < 0 and terms.kinds[-part] == "enum" for part in parts):
            names = frozenset(value for part in parts for value in terms.parts[-part][0])
            terms.meter.charge(1 + (len(names) >> 1))
            fewest = names if fewest is None or len(names) < len(fewest) else fewest
    return None if fewest is None else sorted(value[1] for value in fewest if value[0] == "s")
