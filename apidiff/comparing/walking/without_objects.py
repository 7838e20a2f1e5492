"""Names of a pair of which a side admits values, and no object among them: its clients name no field there.

What a schema says of the names of objects says nothing of a string. So a kind of value that comes or goes is told as a
whole, by the edit of the `type` or the list that lets it in or out, as where it is an alternative.
"""

from __future__ import annotations

from apidiff.comparing.asking.wire import PLAIN
from apidiff.comparing.edits import ABSENT, Edit
from apidiff.comparing.schemas.types import types_of
from apidiff.comparing.walking.graph import Node
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.comparing.walking.properties import Properties

_CAME = frozenset({"property-added", "required-property-added"})
_GONE = frozenset({"property-removed"})
_ASKED = frozenset({"required-property-added", "property-removed"})
"""Rules of names that the policy calls breaking, so that it has to be known whether a client has the names."""


def settled(graph: PairGraph, node: Node, named: Properties) -> Properties:
    """The names of a pair, but for those that went with all objects, or that no object has on either side.

    What comes with objects is new, required or not: nobody sends an object without it yet.
    """
    if node.travels != PLAIN or not any(edit.rule in _ASKED for edit in named.edits):
        return named
    before = graph.questions.may_admit_objects("base", node.base.schema)
    after = graph.questions.may_admit_objects("revision", node.revision.schema)
    if before and (after or not any(edit.asks for edit in node.edits)):
        return named  # nobody would tell of the kind that went
    # Fields without any `type` beside them are those of an object, though other values are valid too: where another
    # type takes its place, whoever reads them lost them, and not one of several kinds.
    others = (types_of(graph.base, node.base.schema) or frozenset()) - {"object"}
    if before and not others and types_of(graph.revision, node.revision.schema) is not None:
        return named
    kept: list[Edit] = []
    for edit in named.edits:
        if (edit.rule in _GONE and not after) or (edit.rule in _CAME | _GONE and not (before or after)):
            spots = (spot for spot in (edit.base, edit.revision) if spot is not None and spot.value is not ABSENT)
            graph.accounted |= {spot.pointer for spot in spots}
            continue
        if edit.rule == "required-property-added" and not before:
            edit.rule = "property-added"
        kept.append(edit)
    return named._replace(edits=kept)
