"""How much work would a validator have with one instance? Nothing can interrupt it, so it is known beforehand.

A validator that follows each `$ref` anew takes 2^n steps where a schema names another twice, n times over. The number
is found without taking them: each schema object is weighed once for each part of the instance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from math import prod

from apidiff.containment.document import MAPS_OF_SCHEMAS, Document, subschemas
from apidiff.containment.limits import Meter, Undecided
from apidiff.containment.regex import Node, parse
from apidiff.errors import InputError
from apidiff.model.contract import JSON

ENDLESS = 1 << 40
COMPILING = 30
POSITION = 8
ODD_POSITION = 150
COUNT = re.compile(r"\d{1,9}(?=,?\d*\})")
IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas")
ONTO_MEMBERS = ("patternProperties", "additionalProperties", "unevaluatedProperties")
ONTO_ITEMS = ("items", "contains", "unevaluatedItems")
SEES_ALL = frozenset(("unevaluatedProperties", "unevaluatedItems"))
"""Keywords for which a validator goes through what stands beside them once more."""


class Effort:
    """Weighs one schema document against instances."""

    def __init__(self, schema: JSON, meter: Meter) -> None:
        self._document = Document(schema, meter)
        self._meter = meter
        self._known: dict[tuple[int, str, int], int] = {}
        self._patterns: dict[str, int] = {}
        self._of_scalars: dict[tuple[type, int], tuple[int, int]] = {}
        self._compiled: tuple[int, int] | None = None
        """The effort to compile the schema, and what it was charged to find that."""

    def again(self, meter: Meter) -> bool:
        """Weigh another instance next, charged to `meter` as if nothing was known; false if that cannot be done.

        Where references were followed, what that was charged is not known.
        """
        if self._compiled is None or self._document.was_searched:
            return False
        self._meter = self._document.meter = meter
        self._known.clear()
        meter.charge(self._compiled[1])
        return True

    def of(self, instance: JSON) -> int:
        """The effort to compile the schema and to validate the instance; `ENDLESS` at most."""
        try:
            if self._compiled is None:
                before = self._meter.charged
                effort = self._compiling()
                self._compiled = effort, self._meter.charged - before
            return self._compiled[0] + self._validating(instance)
        except InputError:  # the validator ends in an error of its own
            return 0

    def _validating(self, instance: JSON) -> int:
        """What validating takes; of values without parts the same for all of one type and length."""
        key = type(instance), len(instance) if isinstance(instance, str) else 0
        known = None if isinstance(instance, dict | list) else self._of_scalars.get(key)
        if known is not None:
            self._meter.charge(known[1])
            return known[0]
        before = self._meter.charged
        steps = self._steps(self._document.root, self._document.base, instance)
        self._of_scalars[key] = steps, self._meter.charged - before
        return steps

    def _compiling(self) -> int:
        """What compiling takes: every part of the schema is read, every pattern laid out as an automaton."""
        total = 0
        todo: list[JSON] = [self._document.root]
        while todo:
            here = todo.pop()
            self._meter.charge()
            total += COMPILING
            if isinstance(here, dict):
                if isinstance(here.get("pattern"), str):
                    total += self._size(here["pattern"])
                if isinstance(here.get("patternProperties"), dict):
                    total += sum([self._size(pattern) for pattern in here["patternProperties"]])
            todo.extend([each for each in subschemas(here) if isinstance(each, dict | list)])
        return min(total, ENDLESS)

    def _size(self, pattern: str) -> int:
        if pattern not in self._patterns:
            self._patterns[pattern] = effort_of_pattern(pattern, self._meter)
        return self._patterns[pattern]

    def _steps(self, schema: JSON, base: str, instance: JSON) -> int:
        self._meter.charge()
        if not isinstance(schema, dict):
            return 1
        key = (id(schema), base, id(instance))
        if key not in self._known:
            self._known[key] = 0  # a circle of references ends in the validator, and is no work
            self._known[key] = min(self._weigh(schema, self._document.enter(schema, base), instance), ENDLESS)
        return self._known[key]

    def _weigh(self, schema: dict[str, JSON], base: str, instance: JSON) -> int:
        steps = 1 + len(schema)
        for keyword in IN_PLACE:
            steps += sum(self._steps(each, base, instance) for each in _schemas(schema, keyword))
        if "$ref" in schema:
            steps += self._steps(*self._document.resolve(schema["$ref"], base), instance)
        if "$dynamicRef" in schema:
            targets = self._document.dynamic_targets(schema["$dynamicRef"], base)
            # Which target it is depends on the dynamic scope; the most expensive one is a bound.
            steps += max([self._steps(target, at, instance) for target, at in targets])
        if isinstance(instance, str) and isinstance(schema.get("pattern"), str):
            steps += self._size(schema["pattern"]) * (len(instance) + 1) // 8
        if isinstance(instance, list) and schema.get("uniqueItems") is True:
            steps += 16 * len(instance)
        for each, part in _onto_parts(schema, instance):
            steps += self._steps(each, base, part)
        return 2 * steps if SEES_ALL & schema.keys() else steps


def effort_of_pattern(pattern: str, meter: Meter) -> int:
    """The effort to compile a pattern: the positions of its automaton, more for characters beyond ASCII."""
    try:
        return min(8 + _positions(parse(pattern, meter)), ENDLESS)
    except Undecided:  # not known here, but perhaps to the validator: every count may multiply the others
        counts = [int(count) for count in COUNT.findall(pattern)]
        # Not all of the counts: before `min` cuts it, their product could have thousands of digits.
        return min(len(pattern) * ODD_POSITION * prod([max(count, 1) for count in counts[:20]]), ENDLESS)


def _positions(tree: Node) -> int:
    kind = tree[0]
    if kind in ("cat", "alt"):
        return sum([_positions(part) for part in tree[1]])
    if kind == "rep":
        return min(_positions(tree[1]) * int(max(tree[2], tree[3] or tree[2] + 1)), ENDLESS)
    if kind in ("look", "behind"):
        return _positions(tree[2])
    if kind == "set":
        return sum([POSITION if high < 128 else ODD_POSITION for _, high in tree[1]])
    return ODD_POSITION if kind == "dot" else POSITION


def _schemas(schema: dict[str, JSON], keyword: str) -> list[JSON]:
    value = schema.get(keyword)
    if isinstance(value, list):
        return value
    if keyword in MAPS_OF_SCHEMAS and isinstance(value, dict):
        return list(value.values())
    return [value] if isinstance(value, dict) else []


def _onto_parts(schema: dict[str, JSON], instance: JSON) -> Iterator[tuple[JSON, JSON]]:
    """The schemas that go onto parts of the instance, each with the part."""
    if isinstance(instance, dict):
        named = schema.get("properties")
        if isinstance(named, dict):
            yield from ((named[name], value) for name, value in instance.items() if name in named)
        # To which names a map applies is not looked at: a bound is enough.
        yield from product((each for key in ONTO_MEMBERS for each in _schemas(schema, key)), instance.values())
        yield from product(_schemas(schema, "propertyNames"), instance)
    elif isinstance(instance, list):
        yield from zip(_schemas(schema, "prefixItems"), instance, strict=False)
        yield from product((each for key in ONTO_ITEMS for each in _schemas(schema, key)), instance)
