"""How much work would a validator have with one instance? Nothing can interrupt it, so it is known beforehand.

A validator that follows each `$ref` anew takes 2^n steps where a schema names another twice, n times over. The number
is found without taking them: each schema object is weighed once for each part of the instance.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from apidiff.containment.document import MAPS_OF_SCHEMAS, Document, dump
from apidiff.containment.limits import Undecided
from apidiff.errors import InputError
from apidiff.model.contract import JSON

MOST_STEPS = 2_000_000
IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas")
ONTO_MEMBERS = ("patternProperties", "additionalProperties", "unevaluatedProperties")
ONTO_ITEMS = ("items", "contains", "unevaluatedItems")
SEES_ALL = frozenset(("unevaluatedProperties", "unevaluatedItems"))
"""Keywords for which a validator goes through what stands beside them once more."""


class Effort:
    """Weighs one schema document against instances."""

    def __init__(self, schema: JSON) -> None:
        self._document = Document(schema)
        self._known: dict[tuple[int, str, int], int] = {}

    def is_within(self, instance: JSON) -> bool:
        """Whether the validator would be done within `MOST_STEPS` steps, or ends in an error of its own."""
        if not any(keyword in dump(self._document.root) for keyword in ('"$ref"', '"$dynamicRef"')):
            return True
        try:
            return self._steps(self._document.root, self._document.base, instance) <= MOST_STEPS
        except (InputError, Undecided):
            return True

    def _steps(self, schema: JSON, base: str, instance: JSON) -> int:
        if not isinstance(schema, dict):
            return 1
        key = (id(schema), base, id(instance))
        if key not in self._known:
            self._known[key] = 0  # a circle of references ends in the validator, and is no work
            self._known[key] = min(self._weigh(schema, self._document.enter(schema, base), instance), MOST_STEPS + 1)
        return self._known[key]

    def _weigh(self, schema: dict[str, JSON], base: str, instance: JSON) -> int:
        steps = 1
        for keyword in IN_PLACE:
            steps += sum(self._steps(each, base, instance) for each in _schemas(schema, keyword))
        for keyword, resolve in (("$ref", self._document.resolve), ("$dynamicRef", self._document.resolve_dynamic)):
            if keyword in schema:
                steps += self._steps(*resolve(schema[keyword], base), instance)
        for each, part in _onto_parts(schema, instance):
            steps += self._steps(each, base, part)
        return 2 * steps if SEES_ALL & schema.keys() else steps


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
        yield from product((each for key in ONTO_MEMBERS for each in _schemas(schema, key)), instance.values())
        yield from product(_schemas(schema, "propertyNames"), instance)
    elif isinstance(instance, list):
        yield from zip(_schemas(schema, "prefixItems"), instance, strict=False)
        yield from product((each for key in ONTO_ITEMS for each in _schemas(schema, key)), instance)
