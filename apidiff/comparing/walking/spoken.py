"""Schema objects in, what they say of a name out: what holds of a value, and what it is only held against."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from apidiff.comparing.asking.covering import asked_for, met, named, says_nothing
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.conjunction import At, Conjunction, conjunction
from apidiff.model.contract import Contract
from apidiff.openapi.keywords import schemas_in

TESTING = frozenset({"not", "if", "contains"})
"""Keywords whose schemas a value need not meet: who knows a name from there may send anything under it."""


class Part(NamedTuple):
    """A schema object that describes a part of a value, or that the part is only held against."""

    at: At
    is_test: bool

    @property
    def place(self) -> Place:
        return self.at.pointer, self.is_test


Place = tuple[str, bool]
Parts = dict[Place, Part]
"""The schema objects that describe one part of a value, by their places: all that may apply to it."""


class Spoken:
    """Looks at the schemas of one description, each once."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._sides: dict[str, Conjunction] = {}
        """By the identity of a place."""
        self._objects: dict[str, list[tuple[At, list[Part]]]] = {}
        """By the identity of a place."""

    def side(self, at: At) -> Conjunction:
        """A schema as the conjunction that it is."""
        if at.identity not in self._sides:
            self._sides[at.identity] = conjunction(self._contract, at)
        return self._sides[at.identity]

    def parts(self, schemas: Iterable[Part]) -> Parts:
        """All schema objects that these apply to one value."""
        found: Parts = {}
        pending = list(schemas)
        while pending:
            at, is_test = pending.pop()
            for object_at, inner in self._applied(at):
                part = Part(object_at, is_test)
                if part.place not in found:
                    found[part.place] = part
                    pending += (each._replace(is_test=True) for each in inner) if is_test else inner
        return found

    def _applied(self, at: At) -> list[tuple[At, list[Part]]]:
        """The schema objects that one is made of, each with what it applies to the same value."""
        if at.identity not in self._objects:
            self._objects[at.identity] = [
                (
                    At(schema, pointer),
                    [
                        Part(At(child, join(pointer, *tokens)), row.name in TESTING)
                        for row, tokens, child in schemas_in(schema)
                        if row.role == "in place" and row.name != "allOf"
                    ],
                )
                for schema, pointer in self.side(at).objects
            ]
        return self._objects[at.identity]

    def names(self, parts: Parts) -> set[str]:
        """The names that the schema objects speak of one by one."""
        objects = [schema for at, _ in parts.values() for schema, _ in self.side(at).objects]
        return {name for schema in objects for name in named(schema)}

    def said(self, parts: Parts, name: str) -> list[At]:
        """What the schema objects say of a name.

        Of one that they only ask for, or that a value is only held against, that it may hold anything.
        """
        found: list[At] = []
        for at, is_test in parts.values():
            side = self.side(at)
            declared = side.properties.get(name)
            listed = [declared] if declared is not None else met(side, name) or []
            # A name that is declared is known, whatever it holds; a map that asks for nothing knows none.
            said = [each for each in listed if declared is not None or not says_nothing(self._contract, each.schema)]
            asked = any(name in asked_for(schema) for schema, _ in side.objects)
            if (is_test and (said or asked)) or (asked and not listed):
                found.append(At(True, at.pointer))
            found += said
        # Where nothing may stand, no client sends anything.
        return [each for each in found if each.schema is not False]
