"""Alternatives told apart by a constant: of many, only those are tried that a value could be.

A tagged union of n subtypes is asked about once for each edit in a subtype. Without this each question looks at all n,
and n edits take n times n.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from apidiff.containment.values import Frozen, freeze
from apidiff.containment.varied import Variants, Varied
from apidiff.model.contract import JSON

FEW = 8
"""Fewer alternatives are tried one by one."""
_DEEPEST = 4

Constants = dict[str, set[Frozen]]
Resolve = Callable[[str], JSON]


class Choice(NamedTuple):
    """Which of some alternatives a value may meet, by its member `name`."""

    name: str
    by_value: dict[Frozen, tuple[int, ...]]
    others: tuple[int, ...]
    """Those that take any value there."""

    def candidates(self, value: dict[str, JSON]) -> Sequence[int] | None:
        """The numbers of all alternatives that the object may meet; `None` where it has no such member."""
        if self.name not in value:
            return None
        return (*self.by_value.get(freeze(value[self.name]), ()), *self.others)


class Known:
    """What was found out about the parts of one document, for the questions that follow."""

    __slots__ = ("answers", "choices", "variants", "varied", "wholes")

    def __init__(self, variants: Variants | None = None) -> None:
        self.answers: dict[tuple[str, int], tuple[JSON, bool]] = {}
        """Of a definition and a value by its identity; the value is kept, so that this stays its own."""
        self.wholes: dict[tuple[int, int], tuple[JSON, JSON, bool]] = {}
        """Of a value and a document with the same definitions, by their identities."""
        self.choices: dict[int, tuple[list[JSON], Choice | None]] = {}
        """Of a list of alternatives by its identity; the list is kept, too."""
        self.variants: Variants = {} if variants is None else variants
        self.varied = Varied()

    def choice(self, alternatives: list[JSON], resolve: Resolve) -> Choice | None:
        """How these alternatives are told apart, if they are."""
        key = id(alternatives)
        if key not in self.choices:
            self.choices[key] = alternatives, choice_of(alternatives, resolve)
        return self.choices[key][1]


def choice_of(alternatives: list[JSON], resolve: Resolve) -> Choice | None:
    """The choice by the member that most of the alternatives hold to constants, if most do."""
    constants = [_constants(each, resolve) for each in alternatives]
    ((name, most),) = Counter(name for each in constants for name in each).most_common(1) or [("", 0)]
    # If most alternatives take any value there, nearly all stay candidates and the table is of no use.
    if not most or most * 2 < len(alternatives):
        return None
    by_value: dict[Frozen, list[int]] = {}
    others = []
    for number, each in enumerate(constants):
        if name not in each:
            others.append(number)
        for value in each.get(name, ()):
            by_value.setdefault(value, []).append(number)
    return Choice(name, {value: tuple(numbers) for value, numbers in by_value.items()}, tuple(others))


def _constants(schema: JSON, resolve: Resolve) -> Constants:
    """For members of an object, the only values that a schema lets them have."""
    found: Constants = {}
    for part in _parts(schema, resolve, 0):
        named = part.get("properties")
        for name, member in named.items() if isinstance(named, dict) else ():
            values = _values(member, resolve)
            if values is not None:
                found[name] = found[name] & values if name in found else values
    return found


def _values(schema: JSON, resolve: Resolve) -> set[Frozen] | None:
    for part in _parts(schema, resolve, 0):
        if "const" in part:
            return {freeze(part["const"])}
        if isinstance(part.get("enum"), list) and len(part["enum"]) <= FEW:
            return {freeze(value) for value in part["enum"]}
    return None


def _parts(schema: JSON, resolve: Resolve, depth: int) -> Iterator[dict[str, JSON]]:
    """A schema and all that has to hold beside it."""
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return
    yield schema
    joined = schema.get("allOf")
    # A constant that is not found costs time only: the alternative then counts as one that takes any value.
    for each in joined[:FEW] if isinstance(joined, list) else ():
        yield from _parts(each, resolve, depth + 1)
    if isinstance(schema.get("$ref"), str):
        yield from _parts(resolve(schema["$ref"]), resolve, depth + 1)
