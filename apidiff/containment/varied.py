"""Values that differ in one member: what a schema says of one of them answers most of what it says of the others.

Each edit of an object or a tuple of n members is shown by a value of its own: the same sample of the whole, with
another value in one place. Without this each of them is held against all n members, and n edits take n times n.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from apidiff.model.contract import JSON

Meets = Callable[[JSON, JSON], bool]
Resolve = Callable[[str], JSON]
Member = str | int
"""A name of an object, or a position of an array."""

_COUNTS = frozenset(("minProperties", "maxProperties"))
_BY_NAME = _COUNTS | {"$ref", "allOf", "description", "properties", "required", "title", "type"}
"""What a part may hold that looks at the members that it names, and at no other one, or at their number."""
_SIZE = None
_DEEPEST = 8


class Variant(NamedTuple):
    """A value that is like another one, but for one member that was replaced or came to it."""

    value: Any
    """Kept, so that its identity stays its own."""
    like: Any
    at: Member


Variants = dict[int, Variant]
"""The variants that were made, by the identity of their values."""


class Varied:
    """What was found out about the values that others are like, each against one keyword of a schema."""

    __slots__ = ("given_up", "lacking", "members", "parts", "readers")

    def __init__(self) -> None:
        self.members: dict[tuple[int, int], tuple[JSON, JSON, frozenset[Member]]] = {}
        """The members that do not meet what a schema asks of them, by the identities of the value and the schema."""
        self.parts: dict[tuple[int, int], tuple[JSON, JSON, frozenset[int]]] = {}
        """The members of an `allOf` that a value does not meet."""
        self.lacking: dict[tuple[int, int], tuple[JSON, JSON, frozenset[Member]]] = {}
        """The names of a `required` that an object has not."""
        self.given_up: dict[tuple[int, int], tuple[JSON, JSON]] = {}
        """What took too long: a value and a document."""
        self.readers: dict[int, tuple[JSON, Readers]] = {}
        """Of an `allOf` by its identity: which of its members look at a name."""

    def members_meet(
        self,
        variant: Variant,
        schema: dict[str, Any],
        members: Iterable[Any],
        asked_of: Callable[[Any], JSON],
        meets: Meets,
    ) -> bool:
        """Whether each member of the variant meets the schema that `asked_of` gives for it.

        `members` are those of the value that it is like of which the schema says something.
        """
        key = id(variant.like), id(schema)
        if key not in self.members:
            like = variant.like
            failing = (at for at in members if not meets(like[at], asked_of(at)))
            self.members[key] = like, schema, frozenset(failing)
        # The value that it is like may fail, but in the replaced member alone.
        others_meet = self.members[key][2] <= {variant.at}
        return others_meet and meets(variant.value[variant.at], asked_of(variant.at))

    def has_all(self, variant: Variant, required: list[str]) -> bool:
        """Whether the variant has every required name."""
        key = id(variant.like), id(required)
        if key not in self.lacking:
            self.lacking[key] = variant.like, required, frozenset(n for n in required if n not in variant.like)
        return self.lacking[key][2] <= {variant.at}

    def meets_parts(self, variant: Variant, parts: list[JSON], meets: Meets, resolve: Resolve) -> bool:
        """Whether the variant meets all members of an `allOf`."""
        if id(parts) not in self.readers:
            self.readers[id(parts)] = parts, readers_of(parts, resolve)
        read = self.readers[id(parts)][1].of(variant)
        key = id(variant.like), id(parts)
        if key not in self.parts:
            failing = frozenset(number for number, part in enumerate(parts) if not meets(variant.like, part))
            self.parts[key] = variant.like, parts, failing
        return self.parts[key][2] <= read and all(meets(variant.value, parts[number]) for number in sorted(read))


class Readers(NamedTuple):
    """Which members of an `allOf` look at a member of a value."""

    by_name: dict[str, tuple[int, ...]]
    counting: tuple[int, ...]
    """Those that count the members."""
    of_any: tuple[int, ...]
    """Those that look at every member."""

    def of(self, variant: Variant) -> frozenset[int]:
        """The parts that may say of the variant what they do not say of the value that it is like."""
        named = self.by_name.get(variant.at, ()) if isinstance(variant.at, str) else ()
        # A replaced member leaves their number as it was.
        counting = self.counting if len(variant.value) != len(variant.like) else ()
        return frozenset((*self.of_any, *counting, *named))


def readers_of(parts: list[JSON], resolve: Resolve) -> Readers:
    """Which of the parts look at which members."""
    by_name: dict[str, list[int]] = {}
    counting, of_any = [], []
    for number, part in enumerate(parts):
        read = _read_by(part, resolve, 0)
        if read is None:
            of_any.append(number)
            continue
        if _SIZE in read:
            counting.append(number)
        for name in read - {_SIZE}:
            by_name.setdefault(str(name), []).append(number)
    return Readers({name: tuple(numbers) for name, numbers in by_name.items()}, tuple(counting), tuple(of_any))


def _read_by(part: JSON, resolve: Resolve, depth: int) -> set[str | None] | None:
    """The names of the members that a schema looks at, and `_SIZE` if it counts them; `None` if it looks at others."""
    if isinstance(part, bool):
        return set()
    # Any other keyword may look at every member, as `additionalProperties` does.
    if not isinstance(part, dict) or depth > _DEEPEST or not part.keys() <= _BY_NAME:
        return None
    named, required, joined = part.get("properties", {}), part.get("required", []), part.get("allOf", [])
    if not (isinstance(named, dict) and isinstance(required, list) and isinstance(joined, list)):
        return None
    found: set[str | None] = {*named, *(name for name in required if isinstance(name, str))}
    if not _COUNTS.isdisjoint(part):
        found.add(_SIZE)
    for schema in (*joined, *([resolve(part["$ref"])] if "$ref" in part else ())):
        inner = _read_by(schema, resolve, depth + 1)
        if inner is None:
            return None
        found |= inner
    return found
