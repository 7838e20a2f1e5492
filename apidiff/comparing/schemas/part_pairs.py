"""The parts of one whole, the members of an `allOf`, of which several are edited: an edit in, its part out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

from apidiff.comparing.edits import Edit
from apidiff.comparing.schemas.conjunction import MAPS, At
from apidiff.model.contract import JSON

Key = TypeVar("Key", bound=Hashable)

_OF_MEMBERS = frozenset({"properties", "patternProperties", "additionalProperties"})
_OF_ITEMS = frozenset({"items", "prefixItems", "contains"})
_COMPOSING = frozenset({"oneOf", "anyOf"})
_OF_NAMES = frozenset({"property-became-required", "property-became-optional", "required-added", "required-removed"})
_OF_KEYWORDS = frozenset(
    {"composition-changed", "alternative-added", "alternative-removed", "condition-changed", "contains-changed"}
)


class PartPair(NamedTuple):
    """Schema objects of both sides that stand for the same part; several where they cannot be told apart, or none."""

    base: tuple[At, ...]
    revision: tuple[At, ...]
    changed: bool


class Parts:
    """The parts of one whole, of which several are edited.

    All is looked up, and found once, so that n edits in n parts take no n times n.
    """

    def __init__(self, pairs: tuple[PartPair, ...], differs: Callable[[JSON, JSON], bool]) -> None:
        self.pairs = pairs
        self.differs = differs

    def of_edit(self, edit: Edit) -> int | None:
        """The one part that an edit of the whole was made in; `None` if that is not one part."""
        keywords = {edit.params["keyword"], *(edit.patch or ())}
        if edit.within is not None:
            return only(self._by_places.get(edit.within, ()))
        # An edit of `required` is one of each name, and parts differ in the names that they require.
        if edit.rule in _OF_NAMES:
            return only(self._by_required.get(edit.name or "", ()))
        if edit.rule in _OF_KEYWORDS or edit.patch is not None:
            # `oneOf` that became `anyOf` differs in both keywords, in one part.
            keywords |= _COMPOSING if keywords & _COMPOSING else set()
            return only(*(self._differing_in(keyword) for keyword in keywords))
        return None

    @cached_property
    def changed(self) -> list[int]:
        """The edited parts."""
        return [index for index, pair in enumerate(self.pairs) if pair.changed]

    def of_place(self, pointer: str) -> int | None:
        """The one edited part of the base that stands at a place."""
        return only(self._by_place.get(pointer, ()))

    def of_member(self, keyword: str, name: str) -> int | None:
        """The one edited part, on either side, that reads what a keyword reaches, by whatever keyword."""
        reach = self._reach
        if keyword in _OF_MEMBERS:
            return only(reach.whole, reach.maps, reach.properties.get(name, ()))
        items = reach.items if keyword in _OF_ITEMS else ()
        return only(reach.whole, items, reach.keywords.get(keyword, ()))

    def edited(self) -> Iterator[tuple[int, PartPair]]:
        """The edited parts, by their index."""
        return ((index, self.pairs[index]) for index in self.changed)

    @cached_property
    def _by_places(self) -> dict[tuple[str, str], list[int]]:
        return _indexed((i, (a.pointer, b.pointer)) for i, p in self.edited() for a in p.base for b in p.revision)

    @cached_property
    def _by_place(self) -> dict[str, list[int]]:
        return _indexed((index, at.pointer) for index, pair in self.edited() for at in pair.base)

    @cached_property
    def _by_required(self) -> dict[str, list[int]]:
        """By each name that one side of a part requires and the other does not."""
        return _indexed((i, name) for i, p in self.edited() for name in _required(p.base) ^ _required(p.revision))

    @cached_property
    def _reach(self) -> _Reach:
        reach = _Reach([], [], [], {}, {})
        for index, pair in self.edited():
            for schema in (at.schema for at in (*pair.base, *pair.revision)):
                # `true` and `false` read every member.
                if not isinstance(schema, dict):
                    _put(reach.whole, index)
                    continue
                if not MAPS.isdisjoint(schema):
                    _put(reach.maps, index)
                if not _OF_ITEMS.isdisjoint(schema):
                    _put(reach.items, index)
                for keyword in schema:
                    _put(reach.keywords.setdefault(keyword, []), index)
                named = schema.get("properties")
                for name in named if isinstance(named, dict) else ():
                    _put(reach.properties.setdefault(name, []), index)
        return reach

    @cached_property
    def _by_keyword(self) -> dict[str, list[int]]:
        return {}

    def _differing_in(self, keyword: str) -> list[int]:
        """The parts whose two sides differ in a keyword."""
        if keyword not in self._by_keyword:
            self._by_keyword[keyword] = [
                index
                for index, pair in self.edited()
                if self.differs(*([_value(at, keyword) for at in side] for side in (pair.base, pair.revision)))
            ]
        return self._by_keyword[keyword]


class _Reach(NamedTuple):
    """The parts, by what they look at."""

    whole: list[int]
    """Those that are no objects."""
    maps: list[int]
    items: list[int]
    keywords: dict[str, list[int]]
    properties: dict[str, list[int]]


def only(*found: Sequence[int]) -> int | None:
    """The one part in all of these lists; `None` if there are several, or none."""
    # Several parts that read the same cannot be told apart, even if another list names one of them.
    if any(len(each) > 1 for each in found):
        return None
    parts = {index for each in found for index in each}
    return parts.pop() if len(parts) == 1 else None


def _indexed(found: Iterable[tuple[int, Key]]) -> dict[Key, list[int]]:
    """The parts by a key."""
    index: dict[Key, list[int]] = {}
    for part, key in found:
        _put(index.setdefault(key, []), part)
    return index


def _put(parts: list[int], part: int) -> None:
    """Add a part once; they come in order."""
    if not parts or parts[-1] != part:
        parts.append(part)


def _value(at: At, keyword: str) -> JSON:
    """The value of a keyword in a list, so that none is another one than null."""
    return [at.schema[keyword]] if isinstance(at.schema, dict) and keyword in at.schema else []


def _required(parts: tuple[At, ...]) -> set[str]:
    listed = (at.schema.get("required") for at in parts if isinstance(at.schema, dict))
    return {name for names in listed if isinstance(names, list) for name in names if isinstance(name, str)}
