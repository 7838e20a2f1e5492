"""What a schema holds by name: its properties and items, through references, `allOf` and every alternative.

Places are JSON Pointers into the document, so that one place is one schema however many ways lead to it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from apidiff.model.contract import JSON
from apidiff.openapi.pointers import ABSENT, below, find

Step = str | int
"""A member of an instance: the name of a property, or 0 for the items of an array."""

# Bounds on what is looked at in one description; what lies beyond them counts as not there.
_MOST_PARTS = 200
_MOST_PLACES = 20_000
_DEEPEST = 16


class Way(NamedTuple):
    """How an instance gets from a schema to a place in it: the members on the way, and the schemas that it passes."""

    steps: tuple[Step, ...]
    through: frozenset[str]


class Members:
    """Looks into the schemas of one document; each place is looked at once."""

    def __init__(self, document: dict[str, JSON]) -> None:
        self._document = document
        self._parts: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {}

    def parts(self, pointer: str) -> tuple[tuple[str, dict[str, Any]], ...]:
        """The schema at a place, and those that hold for the same value: each with its place."""
        if pointer not in self._parts:
            self._parts[pointer] = tuple(self._in_place(pointer))
        return self._parts[pointer]

    def _in_place(self, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
        pending, seen = deque([pointer]), {pointer}

        def put(place: str) -> None:
            if place not in seen and len(seen) < _MOST_PARTS:
                seen.add(place)
                pending.append(place)

        while pending:
            place = pending.popleft()
            schema = find(self._document, place)
            if not isinstance(schema, dict):
                continue
            yield place, schema
            if isinstance(ref := schema.get("$ref"), str) and ref.startswith("#/"):
                put(ref[1:])
            for keyword in ("allOf", "anyOf", "oneOf"):
                members = schema.get(keyword)
                for number in range(len(members) if isinstance(members, list) else 0):
                    put(below(place, keyword, number))

    def properties(self, pointer: str) -> Iterator[tuple[str, str]]:
        """Each name that an object may have, with the place of what it holds; a name as often as it is declared."""
        for place, schema in self.parts(pointer):
            declared = schema.get("properties")
            for name in declared if isinstance(declared, dict) else ():
                yield name, below(place, "properties", name)

    def items(self, pointer: str) -> Iterator[str]:
        """The places of what the items of an array are."""
        for place, schema in self.parts(pointer):
            if isinstance(schema.get("items"), dict):
                yield below(place, "items")

    def has(self, pointer: str, path: str) -> bool:
        """Whether a dotted path leads anywhere from a schema: `customer.name`, `items[].sku`. Names may hold dots."""
        pending = [(pointer, path)]
        seen: set[tuple[str, str]] = set()
        while pending:
            place, rest = pending.pop()
            if not rest:
                return True
            if (place, rest) in seen or len(seen) > _MOST_PLACES:
                continue
            seen.add((place, rest))
            if rest.startswith("[]"):
                pending += ((item, rest[2:].removeprefix(".")) for item in self.items(place))
            for name, held in self.properties(place):
                # `a.b` may be the field `b` of `a`, or a field of that name: each way is tried.
                if rest == name or (rest.startswith(name) and rest[len(name)] in ".["):
                    pending.append((held, rest[len(name) :].removeprefix(".")))
        return False

    def paths(self, pointer: str, most: int) -> list[str]:
        """The first dotted paths from a schema, the shortest ways first."""
        found: list[str] = []
        pending, seen = deque([("", pointer)]), {pointer}
        while pending and len(found) < most:
            path, place = pending.popleft()
            inner = [(f"{path}.{name}" if path else name, held) for name, held in self.properties(place)]
            found += dict.fromkeys(name for name, _ in inner)
            for name, held in [*inner, *((f"{path}[]", item) for item in self.items(place))]:
                if held not in seen and path.count(".") < _DEEPEST:
                    seen.add(held)
                    pending.append((name, held))
        return found

    def way(self, start: str, targets: Sequence[str]) -> Way | None:
        """The shortest way from a schema to one of the places in `targets`, if there is one."""
        wanted = set(targets)
        pending: deque[tuple[str, tuple[Step, ...], frozenset[str]]] = deque([(start, (), frozenset({start}))])
        seen = {start}
        while pending and len(seen) < _MOST_PLACES:
            place, steps, through = pending.popleft()
            for part, _ in self.parts(place):
                if part in wanted:
                    return Way(steps, through | {part})
            if len(steps) >= _DEEPEST:
                continue
            inner: list[tuple[Step, str]] = [*self.properties(place), *((0, item) for item in self.items(place))]
            for step, held in inner:
                if held not in seen:
                    seen.add(held)
                    # `/a/allOf/1/properties/b` is declared by `/a/allOf/1`, which is not always the place that the way
                    # came from.
                    owner = (
                        held.rpartition("/properties/")[0] if isinstance(step, str) else held.rpartition("/items")[0]
                    )
                    pending.append((held, (*steps, step), through | {owner, held}))
        return None


def held(instance: JSON, steps: Sequence[Step]) -> JSON:
    """What an instance has at a place; `ABSENT` where it has nothing there."""
    for step in steps:
        if isinstance(step, int):
            if not isinstance(instance, list) or step >= len(instance):
                return ABSENT
        elif not isinstance(instance, dict) or step not in instance:
            return ABSENT
        instance = instance[step]
    return instance
