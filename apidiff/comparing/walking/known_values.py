"""Values that came to an enum of one alternative, and that a sibling alternative lists already for the same member.

Clients are asked to cope with values that they do not know. Where they tell alternatives apart by a member, a value of
it that stands for one of them is none of these, so containment decides what it does. A discriminator says itself which
alternative a value stands for, and so does a constant that the alternative requires elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from apidiff.comparing.asking.questions import tolerable
from apidiff.comparing.edits import FROM_SERVER, Edit
from apidiff.comparing.equality import key_of
from apidiff.comparing.pointers import is_below
from apidiff.comparing.schemas.alternatives import apart_beside
from apidiff.comparing.schemas.conjunction import At, Conjunction, conjunction
from apidiff.comparing.schemas.listed_values import listed, of_known_values
from apidiff.comparing.schemas.tagged import selecting
from apidiff.comparing.walking.graph import SAME_VALUE, Node, Step, above
from apidiff.comparing.walking.new_names import objects_written
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import ALTERNATIVES, FOLLOWING

_HOLDING = ("items", "additionalProperties")


class KnownValues:
    """Finds such values below the alternatives of the pairs that were walked."""

    def __init__(self, base: Contract, is_tolerated: Callable[[Edit], bool]) -> None:
        self._base = base
        self._is_tolerated = is_tolerated
        self._sides: dict[str, Conjunction] = {}
        """By the identity of a place in the base."""

    def mark(self, nodes: Iterable[Node]) -> None:
        """Make what came to an enum and is known an edit of its own, which clients are not asked to tolerate."""
        nodes = list(nodes)
        grown = [node for node in nodes if any(map(self._is_tolerated, node.edits))]
        if not grown:
            return
        leading = above(nodes, grown)
        known: dict[Node, dict[bytes | str, JSON]] = {}
        for node in nodes:
            if node in leading and node.groups:
                self._below_alternatives(node, leading, known)
        for node in grown:
            if found := known.get(node):
                node.edits = [each for edit in node.edits for each in self._shared_out(edit, node, found)]

    def _below_alternatives(self, node: Node, leading: set[Node], known: dict[Node, dict[bytes | str, JSON]]) -> None:
        side = node.left or conjunction(self._base, node.base)
        tagged = selecting(self._base, side, node.base)
        for child, index in node.groups:
            if child not in leading or index >= len(side.groups):
                continue
            group = side.groups[index]
            # The discriminator says which alternative is sent, whatever other members hold.
            if tagged is not None and tagged.kinds.selects and tagged.kinds.keyword == group.keyword:
                continue
            self._note(child, child.base, group.alternatives, leading, known)

    def _note(
        self,
        top: Node,
        own: At,
        alternatives: Iterable[At],
        leading: set[Node],
        known: dict[Node, dict[bytes | str, JSON]],
    ) -> None:
        """Walk down from one alternative, and along the same members of all of them."""
        pending = [(top, self._flat(alternatives), "")]
        seen: set[tuple[Node, tuple[str, ...], str]] = set()
        while pending:
            node, beside, name = pending.pop()
            key = node, tuple(at.identity for at in beside), name
            if not beside or key in seen:
                continue
            seen.add(key)
            values = [v for at in beside for v in listed(self._side(at)) or ()]
            # A pair is met over several ways, and one on which the value is known is enough.
            known.setdefault(node, {}).update((key_of(value), value) for value in values)
            for edge in node.edges:
                if edge.child not in leading or not edge.mask & FROM_SERVER:
                    continue
                if edge.step == SAME_VALUE:
                    pending.append((edge.child, beside, name))
                    continue
                having = [(at, inner) for at in beside if (inner := self._step(at, edge.step)) is not None]
                if not name:  # a member of the alternative itself, beside which another one can tell it
                    having = [each for each in having if not self._apart(own, each[0], edge.step[1])]
                inner_name = name or edge.step[1] or edge.step[0]
                pending.append((edge.child, self._flat(inner for _, inner in having), inner_name))

    def _side(self, at: At) -> Conjunction:
        if at.identity not in self._sides:
            self._sides[at.identity] = conjunction(self._base, at)
        return self._sides[at.identity]

    def _apart(self, first: At, second: At, name: str) -> bool:
        return apart_beside(self._side(first), self._side(second), name)

    def _step(self, at: At, step: Step) -> At | None:
        keyword, name = step
        side = self._side(at)
        if keyword == "properties":
            return side.properties.get(name)
        return side.child(keyword) if keyword in _HOLDING else None

    def _flat(self, alternatives: Iterable[At]) -> list[At]:
        """The alternatives, and in place of one that is itself a choice those of that."""
        found: dict[str, At] = {}
        pending = list(alternatives)
        while pending:
            at = pending.pop()
            if at.identity not in found:
                found[at.identity] = at
                pending.extend(each for group in self._side(at).groups for each in group.alternatives)
        return list(found.values())

    def _shared_out(self, edit: Edit, node: Node, known: dict[bytes | str, JSON]) -> list[Edit]:
        if not self._is_tolerated(edit) or edit.revision is None or not isinstance(edit.revision.value, list):
            return [edit]
        shared = [value for value in edit.revision.value if key_of(value) in known]
        return of_known_values(edit, shared, node.left, node.right) if shared else [edit]


def admit_values(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> None:
    """Note the values that came to an enum, where the base lists the old ones; those that are sent at all."""
    limited = not FOLLOWING.isdisjoint(right.keywords)
    for edit in node.edits:
        if tolerable(edit) and edit.revision and isinstance(came := edit.revision.value, list):
            # What a limit beside the list keeps out is never sent, so no client has to cope with it.
            if limited:
                came = [v for v in came if graph.questions.admits("revision", node.revision.schema, v, FROM_SERVER)]
            extensible = edit.rule != "enum-value-added"
            for key, schema, pointer in objects_written(graph.base, left):
                # A schema that is joined from elsewhere is another one's too, unless it brings the list.
                if not _LISTING.isdisjoint(schema) or is_below(pointer, node.base.pointer):
                    graph.questions.admit(key, came, extensible=extensible)


_LISTING = frozenset({"const", "enum", "x-extensible-enum", *ALTERNATIVES})
"""Keywords by which a schema object may list the values that it takes."""
