"""Which part of a whole an edit was made in, and the whole with that part alone edited.

Where several parts of an `allOf` are edited, the whole tells the sides apart by any of these edits. One side of a
question is the smaller one: what the base accepts, or what the revision sends. All that is in it has to be admitted by
each part of the other side, and each part can be asked about by itself: the smaller side, with that one part as the
other side has it. The whole is contained if all of these are, and a witness of one of them is a witness of the whole,
caused by that part.
"""

from __future__ import annotations

from collections.abc import Iterator

from apidiff.comparing.asking.projection import MAPS, Foreign
from apidiff.comparing.edits import TO_SERVER, Directions
from apidiff.comparing.schemas.conjunction import At
from apidiff.comparing.schemas.part_pairs import PartPair, Parts
from apidiff.comparing.walking.graph import SAME_VALUE, Edge, Node
from apidiff.model.contract import JSON

_OF_MEMBERS = frozenset({"properties", "patternProperties", "additionalProperties"})
_OF_ITEMS = frozenset({"items", "prefixItems", "contains"})


def of_edge(parts: Parts, node: Node, edge: Edge) -> int | None:
    """The one edited part through which a smaller pair is reached."""
    keyword, name = edge.step
    if edge.step == SAME_VALUE:
        group = next((index for child, index in node.groups if child is edge.child), None)
        groups = node.left.groups if node.left else []
        pointer = groups[group].pointer if group is not None and group < len(groups) else None
        found = [i for i, pair in parts.edited() if any(at.pointer == pointer for at in pair.base)]
        found = found if pointer is not None else []
    else:
        found = [i for i, pair in parts.edited() if any(_reaches(at, keyword, name) for at in _both(pair))]
    return found[0] if len(found) == 1 else None


def sides(parts: Parts, node: Node, index: int, direction: Directions) -> tuple[JSON, JSON]:
    """The smaller side, and the same with one part as the other side has it; the second stands in the base."""
    pair = parts.pairs[index]
    others = [other for i, other in enumerate(parts.pairs) if i != index]
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


def _both(pair: PartPair) -> Iterator[At]:
    yield from pair.base
    yield from pair.revision


def _reaches(at: At, keyword: str, name: str) -> bool:
    """Whether a part applies something to what a keyword reaches, by whatever keyword."""
    if not isinstance(at.schema, dict):
        return True
    if keyword not in _OF_MEMBERS:
        return keyword in at.schema or (keyword in _OF_ITEMS and not _OF_ITEMS.isdisjoint(at.schema))
    named = at.schema.get("properties")
    return (isinstance(named, dict) and name in named) or not MAPS.isdisjoint(at.schema)
