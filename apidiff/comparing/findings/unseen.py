"""Shared schemas that both sides use where the walk found no counterpart for what holds them.

A schema that becomes one of several alternatives, or a list of itself, is asked about as a whole. Nothing would tell
what was edited in the shared schemas that it holds, so each is compared with itself. What it stands in may absorb the
edit: the pair of surfaces that holds it on both sides decides. Where no such pair does, because it moved from one
surface to another, it counts by itself for the operations that use it. If no pair of operations uses it on both sides,
no client meets both forms of it in one exchange: what uses it came or went, which is told there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from apidiff.comparing.edits import BOTH, DIRECTIONS, FROM_SERVER, TO_SERVER, Directions
from apidiff.comparing.equality import same
from apidiff.comparing.findings.leftovers import Reached
from apidiff.comparing.operations.operations import Operation
from apidiff.comparing.operations.pairing import Match
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.conjunction import At, Conjunction
from apidiff.comparing.schemas.differing import references
from apidiff.comparing.schemas.naming import holders_of
from apidiff.comparing.walking.graph import SOMEWHERE, Edge, Node
from apidiff.comparing.walking.new_names import ask_about_all
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.comparing.walking.walk import expand
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.pointers import ABSENT, find, split
from apidiff.openapi.references import References
from apidiff.openapi.uri import percent_decoded

_SCHEMAS = "schemas"
_TO_SCHEMAS = "#/components/schemas/"
_KINDS = frozenset({_SCHEMAS, "responses", "parameters", "requestBodies", "headers", "links", "mediaTypes"})
"""What an operation refers to in the objects that `_used_by` looks through."""


def compare_unseen(
    base: Contract, revision: Contract, walk: PairGraph, matches: Sequence[Match], reached: Reached
) -> frozenset[str]:
    """Let the walk compare such schemas; `matches` are the pairs of operations in the order of their bits.

    Returns the places of the components, of other kinds as well, that no pair of operations uses on both sides.
    """
    unseen = [
        ref
        for ref in sorted(walk.differs.directly)
        if _kind(ref) in _KINDS and ref[1:] not in walk.paired and ref[1:] not in walk.accounted
        # A component that the base lacks came; what uses it tells so.
        if find(base.document, ref) is not ABSENT and not _is_seen_through(base, revision, walk, ref)
    ]
    # Each test below takes longer than the one before, so it is made of what is left.
    if unseen:
        told = _told(walk)
        unseen = [ref for ref in unseen if ref[1:] not in told]
    if unseen:
        joined = _joined_only(base, (node.left for node in walk.nodes.values()), unseen, walk.differs.references)
        # It has to be so on both sides: wherever else it is used, that use is to be compared.
        joined &= _joined_only(revision, (node.right for node in walk.nodes.values()), joined, walk.differs.references)
        unseen = [ref for ref in unseen if ref not in joined]
    if not unseen:
        return frozenset()
    apart: set[str] = set()
    elsewhere: list[Node] = []
    users = [_users(contract.document, walk.differs.references) for contract in (base, revision)]
    surfaces = _Surfaces(node for node in walk.nodes.values() if node.seeds)
    used = [_by_reference(operations) for operations in ([m.old for m in matches], [m.new for m in matches])]
    for ref in unseen:
        # What one side at least does not lead to is compared last, in `compare_unreached`.
        if ref[1:] not in reached:
            continue
        leading = [_leading_to(ref, each) for each in users]
        # By direction, the operations (as bits of the comparison) both of whose sides use the schema.
        seen = {way: _using(used[0][way], leading[0]) & _using(used[1][way], leading[1]) for way, _ in DIRECTIONS}
        if not any(seen.values()):
            apart.add(ref[1:])
            continue
        old, new = (At(find(contract.document, ref), ref[1:]) for contract in (base, revision))
        node = walk.node(old, new) if _kind(ref) == _SCHEMAS else None
        if node is None:
            continue
        for surface in surfaces.holding(leading):
            if _is_held_elsewhere(base, revision, surface, ref):
                elsewhere.append(node)
            # Gated: what stands between the surface and the schema may absorb the edit.
            surface.edges.append(Edge(node, BOTH, True, SOMEWHERE))
            for mask, bits, _ in surface.seeds:
                # These operations hear of it over the surface. By itself it counts for the others.
                seen = {way: left & ~bits if way & mask else left for way, left in seen.items()}
        node.seeds += [(way, left, ref[1:]) for way, left in seen.items() if left]
    walked = set(expand(walk))
    pending = elsewhere
    while pending:
        node = pending.pop()
        if node in walked:
            # Each pair once, however many ways lead to it.
            walked.remove(node)
            ask_about_all(walk, node)
            pending += [edge.child for edge in node.edges]
    return frozenset(apart)


def _is_held_elsewhere(base: Contract, revision: Contract, surface: Node, ref: str) -> bool:
    """Whether nothing at a surface that a schema was the value of is what it is the value of now.

    Then a name that came to it came to a value of another name, which was sent with whatever under it.
    """
    before = holders_of(base, surface.base.schema, ref)
    after = holders_of(revision, surface.revision.schema, ref)
    return before is not None and after is not None and before.isdisjoint(after)


def _is_seen_through(base: Contract, revision: Contract, walk: PairGraph, ref: str) -> bool:
    """Whether the members of a union are compared with those of what holds it, and nothing else in it differs."""
    if ref[1:] not in walk.seen_through:
        return False
    said: dict[str, JSON] = {"oneOf": None, "anyOf": None}
    if {(0, ref[1:]), (1, ref[1:])} <= walk.said_around:
        said["discriminator"] = None
    old, new = ({**find(each.document, ref), **said} for each in (base, revision))
    return same(old, new)


def _kind(ref: str) -> str:
    """Of which kind the component is that a reference names; empty if it names none, or a part of one."""
    tokens = ref.split("/")
    return tokens[2] if len(tokens) == 4 and tokens[:2] == ["#", "components"] else ""


class _Surfaces:
    """The pairs of schemas at surfaces, found by what both of their sides refer to."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._nodes = list(nodes)
        self._by_reference: tuple[dict[str, list[int]], ...] = defaultdict(list), defaultdict(list)
        for index, node in enumerate(self._nodes):
            for known, at in zip(self._by_reference, (node.base, node.revision), strict=True):
                for ref in references(at.schema):
                    known[ref].append(index)

    def holding(self, leading: Sequence[set[str]]) -> Iterator[Node]:
        """Those both sides of which refer to what leads to a schema."""
        sides = (
            {index for ref in refs for index in known.get(ref, ())}
            for known, refs in zip(self._by_reference, leading, strict=True)
        )
        yield from (self._nodes[index] for index in sorted(set.intersection(*sides)))


def _told(walk: PairGraph) -> set[str]:
    """The places that were compared with others, and those that both sides of a pair join."""
    found: set[str] = set()
    for node in walk.nodes.values():
        found |= {node.base.pointer, node.revision.pointer}
        if node.left and node.right:
            found |= {ref[1:] for ref in set(node.left.refs).intersection(node.right.refs)}
    return found


def _joined_only(
    contract: Contract, sides: Iterable[Conjunction | None], refs: Iterable[str], known: References
) -> set[str]:
    """Those of some references that stand nowhere but where a walked pair joins what they lead to.

    What is joined was compared there, as if it were written in place; it may go by another name on the other side.
    """
    joining: dict[str, set[str]] = defaultdict(set)
    for side in sides:
        for pointer, joined in side.joined.items() if side is not None else ():
            joining[pointer].update(joined)
    left = {_schema_in(ref): ref for ref in refs if ref.startswith(_TO_SCHEMAS)}
    # With each value how many levels are left to the components and path items, which are looked into if they may help.
    pending: list[tuple[Any, _Way, int]] = [(contract.document, (), _LEVELS)]
    while pending and left:
        node, way, levels = pending.pop()
        for key, child in enumerate(node) if isinstance(node, list) else node.items():
            if isinstance(child, dict | list):
                # Path items are one level below the document's fields, components two.
                inner = _LEVELS - 2 if levels == _LEVELS and key != "components" else levels - 1
                if inner or known.may_list(child) or any(map(left.__contains__, _schemas_of(child, known))):
                    pending.append((child, (way, key), inner))
            elif isinstance(child, str) and child.startswith(_TO_SCHEMAS) and (name := _schema_in(child)) in left:
                is_joined = key == "$ref" and left[name] == child and child[1:] in joining[_pointer(way)]
                if not is_joined:
                    del left[name]
    return {*left.values()}


_LEVELS = 3
"""How far down in a document the components are; path items and events are one level above."""


def _schemas_of(part: JSON, known: References) -> Iterator[str]:
    """The names of the schemas that a component, or a path item, leads to."""
    return (_schema_in(ref) for ref in known.of(part) if ref.startswith(_TO_SCHEMAS))


_Way = tuple[Any, ...]
"""The way to a value: that to what holds it, and its key or index there; empty for the document."""


def _pointer(way: _Way) -> str:
    tokens = []
    while way:
        way, token = way
        tokens.append(token)
    return join("", *reversed(tokens))


@lru_cache(maxsize=4_096)
def _schema_in(ref: str) -> str:
    """The name of the schema that a reference leads to, or into."""
    return split(percent_decoded(ref))[2]


def _users(document: dict[str, JSON], known: References) -> dict[str, list[str]]:
    """By each reference, those of the components in which it stands."""
    users: dict[str, list[str]] = defaultdict(list)
    components = document.get("components")
    for kind, named in components.items() if isinstance(components, dict) else ():
        for name, value in named.items() if isinstance(named, dict) else ():
            for ref in known.of(value):
                users[ref].append(f"#{join('/components', kind, name)}")
    return users


def _leading_to(ref: str, users: dict[str, list[str]]) -> set[str]:
    """The reference, and all that lead to it over components."""
    found, pending = {ref}, [ref]
    while pending:
        following = [user for user in users.get(pending.pop(), ()) if user not in found]
        found.update(following)
        pending.extend(following)
    return found


def _by_reference(operations: Iterable[Operation]) -> dict[Directions, dict[str, int]]:
    """By direction and reference, the operations that refer so, as bits in their order."""
    found: dict[Directions, dict[str, int]] = {way: defaultdict(int) for way, _ in DIRECTIONS}
    for bit, operation in enumerate(operations):
        for way, refs in _used_by(operation):
            for ref in refs:
                found[way][ref] |= 1 << bit
    return found


def _using(known: dict[str, int], leading: set[str]) -> int:
    """The operations that use what some references lead to."""
    found = 0
    for ref in leading:
        found |= known.get(ref, 0)
    return found


def _used_by(operation: Operation) -> tuple[tuple[Directions, set[str]], ...]:
    """What an operation refers to in its request, and in its responses, each with the direction."""
    # The server sends the request of an event, so directions turn.
    sent, answered = (FROM_SERVER, TO_SERVER) if operation.outward else (TO_SERVER, FROM_SERVER)
    body = operation.body
    request = [operation.item.get("parameters"), body.get("parameters"), body.get("requestBody")]
    return (sent, _all_references(request)), (answered, _all_references([body.get("responses")]))


def _all_references(parts: Iterable[JSON]) -> set[str]:
    return set().union(*(references(part) for part in parts if part))
