"""The parts of one whole, the members of an `allOf`, of which several are edited: an edit in, its part out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from apidiff.comparing.edits import Edit
from apidiff.comparing.schemas.conjunction import At
from apidiff.model.contract import JSON

_COMPOSING = frozenset({"oneOf", "anyOf"})
_OF_NAMES = frozenset({"property-became-required", "property-became-optional", "required-added", "required-removed"})
_OF_KEYWORDS = frozenset(
    {"composition-changed", "alternative-added", "alternative-removed", "condition-changed", "contains-changed"}
)


@dataclass(frozen=True, slots=True)
class PartPair:
    """Schema objects of both sides that stand for the same part; several where they cannot be told apart, or none."""

    base: tuple[At, ...]
    revision: tuple[At, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one whole, of which several are edited."""

    pairs: tuple[PartPair, ...]
    differs: Callable[[JSON, JSON], bool]

    def of_edit(self, edit: Edit) -> int | None:
        """The one part that an edit of the whole was made in; `None` if that is not one part."""
        keywords = {edit.params["keyword"], *(edit.patch or ())}
        if edit.within is not None:
            found = [i for i, pair in self.edited() if _stands_in(pair, *edit.within)]
        elif edit.rule in _OF_NAMES:
            found = [i for i, pair in self.edited() if _requires(pair.base, edit) != _requires(pair.revision, edit)]
        elif edit.rule in _OF_KEYWORDS or edit.patch is not None:
            keywords |= _COMPOSING if keywords & _COMPOSING else set()
            found = [i for i, pair in self.edited() if self._differ_in(pair, keywords)]
        else:
            return None
        return found[0] if len(found) == 1 else None

    @property
    def changed(self) -> list[int]:
        """The edited parts."""
        return [index for index, _ in self.edited()]

    def edited(self) -> Iterator[tuple[int, PartPair]]:
        """The edited parts, by their index."""
        return ((index, pair) for index, pair in enumerate(self.pairs) if pair.changed)

    def _differ_in(self, pair: PartPair, keywords: set[str]) -> bool:
        return any(
            self.differs(*([_value(at, keyword) for at in side] for side in (pair.base, pair.revision)))
            for keyword in keywords
        )


def _stands_in(pair: PartPair, base: str, revision: str) -> bool:
    return any(at.pointer == base for at in pair.base) and any(at.pointer == revision for at in pair.revision)


def _value(at: At, keyword: str) -> JSON:
    """The value of a keyword in a list, so that none is another one than null."""
    return [at.schema[keyword]] if isinstance(at.schema, dict) and keyword in at.schema else []


def _requires(parts: tuple[At, ...], edit: Edit) -> bool:
    listed = (at.schema.get("required") for at in parts if isinstance(at.schema, dict))
    return any(edit.name in names for names in listed if isinstance(names, list))
