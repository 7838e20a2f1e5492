"""Names that stay declared, and that other keywords let no value have any more: a pair of schemas in, their edits out.

From the server, fewer values are valid then; and yet what clients read is gone, as if the name had been taken out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from apidiff.comparing.asking.covering import UNEVALUATED
from apidiff.comparing.asking.projection import visible
from apidiff.comparing.asking.questions import Questions
from apidiff.comparing.asking.wire import PLAIN
from apidiff.comparing.edits import FROM_SERVER, Edit
from apidiff.comparing.schemas.conjunction import At, Conjunction, conjunction
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

_LEFT_OVER = frozenset({"additionalProperties", "unevaluatedProperties"})
"""Keywords that speak of what others leave over."""
_SPARING = ("properties", "patternProperties")


def forbidden_names(
    base: Contract, revision: Contract, questions: Questions, differs: Differing, node: Node
) -> Iterator[Edit]:
    """Yield an edit for each name that both sides declare, that payloads of the base have and none of the revision."""
    sides = _sides(base, revision, node)
    if sides is None or node.travels != PLAIN or not _may_forbid(*sides, differs):
        return
    left, right = sides
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


def _sides(base: Contract, revision: Contract, node: Node) -> tuple[Conjunction, Conjunction] | None:
    """Both sides as conjunctions: those that the walk has, or where the texts are equal and alternatives may forbid."""
    if node.left is not None and node.right is not None:
        return node.left, node.right
    schema = node.revision.schema
    if not isinstance(schema, dict) or ALTERNATIVES.isdisjoint(schema):
        return None
    return conjunction(base, node.base), conjunction(revision, node.revision)


def _may_forbid(left: Conjunction, right: Conjunction, differs: Differing) -> bool:
    """Whether a keyword came, was edited or reaches other names that can forbid some; or alternatives did that can."""
    changed = (
        keyword
        for keyword in FORBIDDING.intersection(right.keywords)
        if differs(*([*side.written(keyword).values()] for side in (left, right)))
        or (keyword in _LEFT_OVER and _spared(left, keyword) != _spared(right, keyword))
    )
    # A name that is needed and declared nowhere: a closed object cannot have it, so that none is valid.
    needed = right.required.keys() - right.properties.keys() - left.required.keys()
    return (
        bool(needed)
        or any(changed)
        or _alternatives_may_forbid(left, right, differs)
        or _is_declared_again(left, right)
    )


def _is_declared_again(left: Conjunction, right: Conjunction) -> bool:
    """Whether a name came to a schema object that another one of the same value may declare as something else."""
    before, after = (
        Counter(chain.from_iterable(named for named in side.written("properties").values() if isinstance(named, dict)))
        for side in (left, right)
    )
    elsewhere = not ALTERNATIVES.isdisjoint(right.keywords)
    return any(count > before[name] and (elsewhere or count > 1) for name, count in after.items())


def _spared(side: Conjunction, keyword: str) -> list[list[str]]:
    """The names that each of the schema objects with a keyword spares from it by declaring them, as far as told."""
    found: list[list[str]] = []
    for part, pointer in side.objects:
        if keyword in part and part[keyword] not in (True, {}):
            near = side.held_by(pointer) if keyword in UNEVALUATED else [part]
            named = (each[listed] for each in near for listed in _SPARING if isinstance(each.get(listed), dict))
            found.append(sorted({name for names in named for name in names}))
    return sorted(found)


def _alternatives_may_forbid(left: Conjunction, right: Conjunction, differs: Differing) -> bool:
    """Whether alternatives came, or were edited, that can forbid a name which something else declares."""
    if ALTERNATIVES.isdisjoint(right.keywords):
        return False
    if ALTERNATIVES.isdisjoint(left.keywords):
        return True
    # An alternative that forbids a name of its own is a pair of its own.
    groups = [[[*side.written(keyword).values()] for keyword in sorted(ALTERNATIVES)] for side in (left, right)]
    return (bool(right.properties) or sum(map(len, groups[1])) > 1) and differs(*groups)


def _places(contract: Contract, at: At, side: Conjunction, names: set[str]) -> dict[str, At]:
    """Where a side declares each name: in its `properties`, or in an alternative or condition."""
    elsewhere = {("", name) for name in names - side.properties.keys()}
    found = located(contract, at, elsewhere) if elsewhere else {}
    return {name: side.properties[name] if name in side.properties else found["", name] for name in names}
