"""Which part of a whole an edit was made in, and the whole with that part alone edited.

Where several parts of an `allOf` are edited, the whole tells the sides apart by any of these edits. One side of a
question is the smaller one: what the base accepts, or what the revision sends. All that is in it has to be admitted by
each part of the other side, and each part can be asked about by itself: the smaller side, with that one part as the
other side has it. The whole is contained if all of these are, and a witness of one of them is a witness of the whole,
caused by that part.
"""

from __future__ import annotations

from collections.abc import Callable

from apidiff.comparing.asking.projection import Foreign
from apidiff.comparing.edits import TO_SERVER, Directions
from apidiff.comparing.schemas.part_pairs import Parts
from apidiff.comparing.walking.graph import SAME_VALUE, Edge, Node
from apidiff.model.contract import JSON

_MARKS = {True: "readOnly", False: "writeOnly"}
"""What says that a property does not travel: to the server, and from it."""


def of_edge(parts: Parts, node: Node, edge: Edge) -> int | None:
    """The one edited part through which a smaller pair is reached."""
    if edge.step != SAME_VALUE:
        return parts.of_member(*edge.step)
    group = next((index for child, index in node.groups if child is edge.child), None)
    groups = node.left.groups if node.left else []
    return parts.of_place(groups[group].pointer) if group is not None and group < len(groups) else None


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
    # Two groups, since a reference leads into the document that its part was taken from.
    here: JSON = [at.schema for at in local]
    there: JSON = [at.schema for at in foreign]
    joined: list[JSON] = [{"allOf": here}] if here else []
    joined += [{"allOf": Foreign(there)}] if there else []
    return smaller, {"allOf": joined} if joined else True


def part_alone(parts: Parts, index: int, direction: Directions, hidden: list[str]) -> JSON:
    """The one part as the other side has it, standing in the base.

    What is in the smaller side is in all the other parts, so that this part alone tells whether it is in the larger
    side. `hidden` are the properties that other parts declare not to travel.
    """
    pair = parts.pairs[index]
    is_to_server = direction == TO_SERVER
    own: JSON = [at.schema for at in (pair.revision if is_to_server else pair.base)]
    joined: list[JSON] = [{"allOf": Foreign(own) if is_to_server else own}] if own else []
    # A question leaves such a property out of the whole, so it has to be left out of this part as well.
    if hidden:
        joined.append({"properties": {name: {_MARKS[is_to_server]: True} for name in hidden}})
    return {"allOf": joined} if joined else True


def hidden_by(parts: Parts, direction: Directions, hidden_in: Callable[[JSON], frozenset[str]]) -> dict[str, list[int]]:
    """The properties that do not travel on the smaller side, each with the parts that declare it."""
    found: dict[str, list[int]] = {}
    for index, pair in enumerate(parts.pairs):
        for at in pair.base if direction == TO_SERVER else pair.revision:
            for name in sorted(hidden_in(at.schema)):
                found.setdefault(name, []).append(index)
    return found
