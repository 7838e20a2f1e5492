"""Which part of a whole an edit was made in, and the whole with that part alone edited.

Where several parts of an `allOf` are edited, the whole tells the sides apart by any of these edits. One side of a
question is the smaller one: what the base accepts, or what the revision sends. All that is in it has to be admitted by
each part of the other side, and each part can be asked about by itself: the smaller side, with that one part as the
other side has it. The whole is contained if all of these are, and a witness of one of them is a witness of the whole,
caused by that part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from apidiff.comparing.edits import TO_SERVER, Edit
from apidiff.comparing.nodes import SAME_VALUE, Edge, Node
from apidiff.comparing.parts import At
from apidiff.comparing.projecting import MAPS, Foreign
from apidiff.model.contract import JSON

_COMPOSING = frozenset({"oneOf", "anyOf"})
_OF_MEMBERS = frozenset({"properties", "patternProperties", "additionalProperties"})
_OF_ITEMS = frozenset({"items", "prefixItems", "contains"})


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
            found = [i for i, pair in self._changed() if _stands_in(pair, *edit.within)]
        elif edit.rule in _OF_NAMES:
            found = [i for i, pair in self._changed() if _requires(pair.base, edit) != _requires(pair.revision, edit)]
        elif edit.rule in _OF_KEYWORDS or edit.patch is not None:
            keywords |= _COMPOSING if keywords & _COMPOSING else set()
            found = [i for i, pair in self._changed() if self._differ_in(pair, keywords)]
        else:
            return None
        return found[0] if len(found) == 1 else None

    def of_edge(self, node: Node, edge: Edge) -> int | None:
        """The one edited part through which a smaller pair is reached."""
        keyword, name = edge.step
        if edge.step == SAME_VALUE:
            group = next((index for child, index in node.groups if child is edge.child), None)
            groups = node.left.groups if node.left else []
            pointer = groups[group].pointer if group is not None and group < len(groups) else None
            found = [i for i, pair in self._changed() if any(at.pointer == pointer for at in pair.base)]
            found = found if pointer is not None else []
        else:
            found = [i for i, pair in self._changed() if any(_reaches(at, keyword, name) for at in _both(pair))]
        return found[0] if len(found) == 1 else None

    def sides(self, node: Node, index: int, direction: int) -> tuple[JSON, JSON]:
        """The smaller side, and the same with one part as the other side has it; the second stands in the base."""
        pair = self.pairs[index]
        others = [other for i, other in enumerate(self.pairs) if i != index]
        if direction == TO_SERVER:
            local, foreign = [at for other in others for at in other.base], pair.revision
            smaller = node.base.schema
        else:
            local, foreign = list(pair.base), tuple(at for other in others for at in other.revision)
            smaller = node.revision.schema
        here: JSON = [at.schema for at in local]
        there: JSON = [at.schema for at in foreign]
        joined: list[JSON] = [{"allOf": here}] if here else []
        joined += [{"allOf": Foreign(there)}] if there else []
        return smaller, {"allOf": joined} if joined else True

    @property
    def changed(self) -> list[int]:
        """The edited parts."""
        return [index for index, _ in self._changed()]

    def _changed(self) -> Iterator[tuple[int, PartPair]]:
        return ((index, pair) for index, pair in enumerate(self.pairs) if pair.changed)

    def _differ_in(self, pair: PartPair, keywords: set[str]) -> bool:
        return any(
            self.differs(*([_value(at, keyword) for at in side] for side in (pair.base, pair.revision)))
            for keyword in keywords
        )


_OF_NAMES = frozenset({"property-became-required", "property-became-optional", "required-added", "required-removed"})
_OF_KEYWORDS = frozenset(
    {"composition-changed", "alternative-added", "alternative-removed", "condition-changed", "contains-changed"}
)


def _both(pair: PartPair) -> Iterator[At]:
    yield from pair.base
    yield from pair.revision


def _stands_in(pair: PartPair, base: str, revision: str) -> bool:
    return any(at.pointer == base for at in pair.base) and any(at.pointer == revision for at in pair.revision)


def _value(at: At, keyword: str) -> JSON:
    """The value of a keyword in a list, so that none is another one than null."""
    return [at.schema[keyword]] if isinstance(at.schema, dict) and keyword in at.schema else []


def _requires(parts: tuple[At, ...], edit: Edit) -> bool:
    listed = (at.schema.get("required") for at in parts if isinstance(at.schema, dict))
    return any(edit.name in names for names in listed if isinstance(names, list))


def _reaches(at: At, keyword: str, name: str) -> bool:
    """Whether a part applies something to what a keyword reaches, by whatever keyword."""
    if not isinstance(at.schema, dict):
        return True
    if keyword not in _OF_MEMBERS:
        return keyword in at.schema or (keyword in _OF_ITEMS and not _OF_ITEMS.isdisjoint(at.schema))
    named = at.schema.get("properties")
    return (isinstance(named, dict) and name in named) or not MAPS.isdisjoint(at.schema)
