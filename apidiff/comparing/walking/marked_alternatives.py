"""`readOnly` and `writeOnly` of alternatives that a property has: pairs that were walked in, an edit for each mark out.

Where all alternatives of a property keep it back, the object that has it tells. Where only some do, fewer or more of
its values travel, so each of these tells by itself.

Source: JSON Schema 2020-12 Validation, 9.4.
"""

from __future__ import annotations

from collections.abc import Iterator

from apidiff.comparing.asking.projection import visible
from apidiff.comparing.edits import FROM_SERVER, TO_SERVER, Directions, Edit
from apidiff.comparing.schemas.keyword_edit import keyword_edit, value_of
from apidiff.comparing.walking.graph import SAME_VALUE, Node
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.model.rule_ids import RuleId

_MARKS: tuple[tuple[str, Directions, RuleId, RuleId], ...] = (
    ("readOnly", TO_SERVER, "read-only-changed", "read-only-lifted"),
    # An alternative that the server comes to send is one that clients do not know.
    ("writeOnly", FROM_SERVER, "write-only-changed", "write-only-changed"),
)


def tell_of_marks(graph: PairGraph, nodes: list[Node]) -> None:
    """Have alternatives of properties tell of their marks, unless the property does, or what stands around them."""
    found: list[tuple[Node, str]] = []
    for node in nodes:
        if not node.is_property or not node.edges:
            continue
        told = visible(graph.base, node.base.schema) ^ visible(graph.revision, node.revision.schema)
        for child in _alternatives(node):
            for keyword, direction, rule, lifted in _MARKS:
                edit = None if keyword in child.told else _turned(child, keyword, rule, lifted)
                if edit is None:
                    continue
                found.append((child, keyword))
                # The property itself turned in this direction: the object that has it tells so.
                if not told & direction and edit.key not in {known.key for known in child.edits}:
                    edit.mask = direction
                    child.edits.append(edit)
    for child, keyword in found:
        # So that no step after this one tells of the mark again as one without effect.
        child.told |= {keyword}
        graph.accounted |= {place for side in (child.left, child.right) if side for place in side.written(keyword)}


def _alternatives(node: Node) -> Iterator[Node]:
    """The pairs of schemas for the same value, over any number of steps."""
    seen, pending = {node}, [node]
    while pending:
        for edge in pending.pop().edges:
            if edge.step == SAME_VALUE and edge.child not in seen:
                seen.add(edge.child)
                pending.append(edge.child)
                yield edge.child


def _turned(node: Node, keyword: str, rule: RuleId, lifted: RuleId) -> Edit | None:
    if node.left is None or node.right is None:
        return None
    before, after = (value_of(side, keyword) is True for side in (node.left, node.right))
    if before == after:
        return None
    return keyword_edit(rule if after else lifted, keyword, node.left, node.right, asks=False)
