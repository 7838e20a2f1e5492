"""Names that stay declared, and that other keywords let no value have any more: a pair of schemas in, their edits out.

From the server, fewer values are valid then; and yet what clients read is gone, as if the name had been taken out.
"""

from __future__ import annotations

from collections.abc import Iterator

from apidiff.comparing.asking.covering import UNEVALUATED
from apidiff.comparing.asking.projection import visible
from apidiff.comparing.asking.questions import Questions
from apidiff.comparing.asking.wire import PLAIN
from apidiff.comparing.edits import FROM_SERVER, Edit
from apidiff.comparing.schemas.conjunction import At, Conjunction
from apidiff.comparing.schemas.differing import Differing
from apidiff.comparing.schemas.naming import declared_names, located
from apidiff.comparing.walking.graph import Node
from apidiff.comparing.walking.properties import forbidden_edit, told_at
from apidiff.model.contract import Contract
from apidiff.openapi.keywords import ALTERNATIVES, CONDITIONAL

FORBIDDING = frozenset(
    {"not", "if", "dependentRequired", "propertyNames", "maxProperties", "patternProperties", "additionalProperties"}
    | CONDITIONAL
    | UNEVALUATED
)
"""Keywords that can forbid a name which `properties` declare."""


def forbidden_names(
    base: Contract, revision: Contract, questions: Questions, differs: Differing, node: Node
) -> Iterator[Edit]:
    """Yield an edit for each name that both sides declare, that payloads of the base have and none of the revision."""
    left, right = node.left, node.right
    if left is None or right is None or node.travels != PLAIN or not _may_forbid(left, right, differs):
        return
    told = {edit.name for edit in node.edits if edit.rule == "property-removed"}
    names = declared_names(base, node.base.schema) & declared_names(revision, node.revision.schema) - told
    before, after = _places(base, node.base, left, names), _places(revision, node.revision, right, names)
    places = {
        name: (before[name], after[name])
        for name in names
        if visible(base, before[name].schema) & visible(revision, after[name].schema) & FROM_SERVER
    }
    # One guessed payload with all the names, which most schemas have, saves a question for each.
    if not places or questions.can_have("revision", node.revision.schema, [*places], FROM_SERVER, guess=True):
        return
    found: list[Edit] = []
    for name, (first, second) in sorted(places.items()):
        if questions.can_have("revision", node.revision.schema, [name], FROM_SERVER) is False and questions.can_have(
            "base", node.base.schema, [name], FROM_SERVER
        ):
            found.append(forbidden_edit(name, first, second, (left, right)))
    yield from told_at(found, node.base, (left, right))


def _may_forbid(left: Conjunction, right: Conjunction, differs: Differing) -> bool:
    """Whether a keyword came or was edited that can forbid names; alternatives only where there were none."""
    changed = (
        keyword
        for keyword in FORBIDDING.intersection(right.keywords)
        if differs(*([*side.written(keyword).values()] for side in (left, right)))
    )
    return any(changed) or not ALTERNATIVES.isdisjoint({*right.keywords} - {*left.keywords})


def _places(contract: Contract, at: At, side: Conjunction, names: set[str]) -> dict[str, At]:
    """Where a side declares each name: in its `properties`, or in an alternative or condition."""
    elsewhere = {("", name) for name in names - side.properties.keys()}
    found = located(contract, at, elsewhere) if elsewhere else {}
    return {name: side.properties[name] if name in side.properties else found["", name] for name in names}
