"""Names that another keyword of the base lets no payload have, and that the revision lets one have: new ones."""

from __future__ import annotations

from apidiff.comparing.asking.exempt import INEXACT
from apidiff.comparing.asking.projection import visible
from apidiff.comparing.asking.wire import PLAIN
from apidiff.comparing.edits import FROM_SERVER
from apidiff.comparing.schemas.conjunction import Conjunction, forbids
from apidiff.comparing.walking.graph import Node
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import CONDITIONAL, REVERSING, schemas_in
from apidiff.openapi.pointers import resolve

_FORBIDDING = frozenset({"not", "if", "propertyNames", "maxProperties", "patternProperties"}) | CONDITIONAL
"""Keywords that can forbid a name. A closed object, which forbids what it does not declare, is open to clients."""


def once_forbidden(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> set[str]:
    """The names that the revision declares, and that no payload of the base has though it has others.

    Only from the server is that asked: to it, nobody sends such a name.
    """
    names = {
        name
        for name, at in right.properties.items()
        if visible(graph.revision, at.schema) & FROM_SERVER and not forbids(graph.revision, at.schema)
    }
    if not names or node.travels != PLAIN or not _were_edited(graph, left, right):
        return set()
    questions, schema = graph.questions, node.base.schema
    # One guessed payload with all the names, which most schemas have, saves a question for each.
    if questions.can_have("base", schema, sorted(names), FROM_SERVER, guess=True):
        return set()
    barred = {n for n in sorted(names) if questions.can_have("base", schema, [n], FROM_SERVER) is False}
    if barred and any(_holds_against(graph.base, schema) for schema, _ in left.objects):
        return set()
    # Of a schema that contradicts itself nothing is known.
    if not barred or not questions.can_have("base", schema, [], FROM_SERVER):
        return set()
    return {n for n in sorted(barred) if questions.can_have("revision", node.revision.schema, [n], FROM_SERVER)}


def _holds_against(contract: Contract, schema: JSON) -> bool:
    """Whether a schema holds values against what cannot be read without some of their members."""
    seen: set[str] = set()
    pending: list[tuple[JSON, bool]] = [(schema, False)]
    while pending:
        at, is_tested = pending.pop()
        if not isinstance(at, dict):
            continue
        if is_tested and not INEXACT.isdisjoint(at):
            return True
        if isinstance(ref := at.get("$ref"), str) and (key := f"{is_tested}{ref}") not in seen:
            seen.add(key)
            pending.append((resolve(contract.document, ref), is_tested))
        in_place = ((row.name, child) for row, _, child in schemas_in(at) if row.role == "in place")
        pending += [(child, is_tested or keyword in REVERSING) for keyword, child in in_place]
    return False


def _were_edited(graph: PairGraph, left: Conjunction, right: Conjunction) -> bool:
    return any(
        graph.differs(*([*side.written(keyword).values()] for side in (left, right)))
        for keyword in _FORBIDDING.intersection(left.keywords)
        if keyword != "maxProperties" or 0 in left.written(keyword).values()
    )
