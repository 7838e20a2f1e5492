"""Schemas that allow null in two ways: compares what stands beside `null`."""

from __future__ import annotations

from apidiff.comparing.edits import BOTH, TO_SERVER
from apidiff.comparing.equality import same
from apidiff.comparing.schemas.conjunction import Conjunction, conjunction
from apidiff.comparing.schemas.marks import asks_of_values, mark_edits, marks_of
from apidiff.comparing.schemas.nulls import Nullable, without_null
from apidiff.comparing.walking.composition import null_edit
from apidiff.comparing.walking.graph import SAME_VALUE, Edge, Node
from apidiff.comparing.walking.groups import marks_told_around
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.comparing.walking.written_anew import note_put_together_anew
from apidiff.model.contract import JSON

_BESIDE_NULL = "beside null"


def compare_beside_null(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> bool:
    """Compare what stands beside `null` where the two sides write null differently."""
    first = without_null(graph.base, left, node.base)
    second = without_null(graph.revision, right, node.revision)
    # What stands beside null is a pair of this variant, so that null is taken out once and not for ever.
    if first is None or second is None or node.key.variant.startswith(_BESIDE_NULL):
        return False
    if not (first.wrapped or second.wrapped):
        return False
    if first.wrapped and second.wrapped and first.kind == second.kind == "group":
        cores = conjunction(graph.base, first.core), conjunction(graph.revision, second.core)
        # Null is one alternative among others on both sides, and is paired as such; beside an enum it is none.
        if not any(side.choices for side in cores):
            return False
    if (first.nullable, second.nullable) != _admits_null(graph, node):
        return False  # something else refuses null, so what stands beside it does not tell
    told = _marks_beside_null(graph, node, (left, first), (right, second))
    if first.nullable != second.nullable:
        node.edits.append(null_edit(node, left, right, added=second.nullable))
    if not same(*(_asking(at.schema) for at in (node.base, node.revision))):
        note_put_together_anew(graph, node)
    graph.accounted |= left.places | right.places  # of an `allOf`, whatever part says what holds beside null
    child = graph.node(first.core, second.core, node.travels, _BESIDE_NULL, node.site, told)
    if child:
        node.edges.append(Edge(child, BOTH, True, SAME_VALUE))
    return True


def _marks_beside_null(
    graph: PairGraph, node: Node, base: tuple[Conjunction, Nullable], revision: tuple[Conjunction, Nullable]
) -> frozenset[str]:
    """Compare the marks around null and what stands beside it; answers which are told of that.

    What one side writes around both, the other side may write in the schema that stands beside null.
    """
    outer = base[0], revision[0]
    inner = [
        conjunction(contract, side.core) if side.wrapped and side.kind == "single" else None
        for contract, (_, side) in ((graph.base, base), (graph.revision, revision))
    ]
    around, within = [marks_of(side) for side in outer], [marks_of(side) if side else set() for side in inner]
    if base[1].wrapped and revision[1].wrapped:
        moved = {
            keyword
            for old, new in ((0, 1), (1, 0))
            for keyword in (around[old] - within[old]) & (within[new] - around[new])
        }
        first, second = _joined(outer[0], inner[0]), _joined(outer[1], inner[1])
        node.edits.extend(mark_edits(*outer, node.told | moved))
        others = (marks_of(first) | marks_of(second)) - moved
        node.edits.extend(mark_edits(first, second, node.told | others))
        return node.told | moved
    plain, other = (1, 0) if base[1].wrapped else (0, 1)
    joined = _joined(outer[other], inner[other])
    agreed = {
        keyword
        for keyword in around[0] & around[1] & within[other]
        if same(*(list(side.written(keyword).values()) for side in (outer[plain], joined)))
    }
    node.edits.extend(mark_edits(*outer, node.told | agreed | (around[plain] - around[other])))
    return marks_told_around(node, outer[plain], outer[other], inner[other]) | agreed


def _admits_null(graph: PairGraph, node: Node) -> tuple[bool, bool]:
    return (
        graph.questions.admits("base", node.base.schema, None, TO_SERVER),
        graph.questions.admits("revision", node.revision.schema, None, TO_SERVER),
    )


def _asking(schema: JSON) -> JSON:
    """A schema without what asks nothing of a value."""
    return {k: v for k, v in schema.items() if asks_of_values(k)} if isinstance(schema, dict) else schema


def _joined(outer: Conjunction, inner: Conjunction | None) -> Conjunction:
    """What two schemas say of one value, the outer one first."""
    whole = Conjunction(outer.pointer)
    whole.site = outer.site
    whole.parts = [*outer.parts, *(inner.parts if inner else ())]
    whole.places = outer.places | (inner.places if inner else set())
    return whole
