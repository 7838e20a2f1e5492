"""Schemas that are written another way: one rewrite if the values stay the same."""

from __future__ import annotations

from collections.abc import Iterator

from apidiff.comparing.edits import BOTH, Edit
from apidiff.comparing.equality import same
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.alternatives import Matched
from apidiff.comparing.schemas.conjunction import At, Conjunction, conjunction
from apidiff.comparing.schemas.differing import reached_by
from apidiff.comparing.schemas.dividing import Divided
from apidiff.comparing.schemas.hoisting import asks_the_same_beside, same_names_in_each, shared_out
from apidiff.comparing.schemas.keyword_edit import value_of
from apidiff.comparing.schemas.listed_values import listed
from apidiff.comparing.schemas.marks import mark_edits
from apidiff.comparing.schemas.naming import located, marks_below
from apidiff.comparing.schemas.unnesting import unnested
from apidiff.comparing.walking.composition import restated_keywords, rewritten
from apidiff.comparing.walking.graph import Node
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.comparing.walking.properties import MARKED, mark_edit
from apidiff.comparing.walking.restating import Restated
from apidiff.model.contract import JSON

_SAID_OTHERWISE = frozenset({"not", "if", "dependentSchemas", "dependentRequired"})
"""Keywords whose demands can be written with others."""


def note_put_together_anew(graph: PairGraph, node: Node) -> None:
    """Note that a schema is put together in another way, unless an edit tells so that changes its values."""
    if any(edit.asks for edit in node.edits):
        graph.accounted |= {node.base.pointer, node.revision.pointer}
    else:
        node.edits.append(rewritten(node.base, node.revision, node.site))


def restate(
    graph: PairGraph, node: Node, sides: tuple[At, At], left: Conjunction, right: Conjunction
) -> tuple[Conjunction, Conjunction]:
    """Both sides with those parts alike that only are written another way; each of them is one rewrite."""
    whole = graph.restating.of(sides, left, right, node.travels)
    if whole is None:
        return left, right
    for part in whole.restated:
        old, new = conjunction(graph.base, part.base), conjunction(graph.revision, part.revision)
        new.site = node.site
        node.edits.extend(mark_edits(old, new, node.told))
        _account_for_part(graph, part, left, right)
        if part.is_fragment or part.base.pointer in left.joined or part.revision.pointer in right.joined:
            # What stands beside other keywords or an `allOf` has no place of its own.
            node.edits.extend(restated_keywords(old, new, names=part.is_fragment))
        else:
            place = part.revision.pointer if part.base.pointer == part.revision.pointer else node.site
            node.edits.append(rewritten(part.base, part.revision, place))
    node.left, node.right, node.parts = whole.left, whole.right, whole.parts
    return whole.left, whole.right


def _account_for_part(graph: PairGraph, part: Restated, left: Conjunction, right: Conjunction) -> None:
    """Answer for what was proved to say the same: all that it refers to, and what it holds itself."""
    for contract, at, joined in ((graph.base, part.base, left.joined), (graph.revision, part.revision, right.joined)):
        side = conjunction(contract, at)
        graph.accounted |= {ref[1:] for ref in reached_by(contract.document, at.schema)}
        if part.is_fragment:
            graph.accounted |= {join(p, *tokens) for schema, p in side.objects for tokens in _held_in(schema)}
            continue
        graph.accounted |= {place for place in side.places if place not in joined or place in side.joined}
        graph.accounted |= {join(p, keyword) for schema, p in side.objects for keyword in schema}


def _held_in(schema: dict[str, JSON]) -> Iterator[tuple[str, ...]]:
    """Where the keywords of a fragment stand in their schema object, which can have more names under them."""
    for keyword, value in schema.items():
        if keyword == "properties" and isinstance(value, dict):
            yield from ((keyword, name) for name in value)
        else:
            yield (keyword,)


def regrouped(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> bool:
    """A pair that was written another way: one rewrite if the values stay the same."""
    if same_shape(graph, left, right) and not _in_other_words(left, right):
        return False
    return written_anew(graph, node, left, right)


def written_anew(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> bool:
    # Names first: `{}` and `{properties: {a: true}}` admit the same values, but clients know `a` from the second alone.
    if not _same_names(graph, node) or not graph.questions.written_the_same(
        node.base.schema, node.revision.schema, node.travels
    ):
        return False
    node.edits.append(rewritten(node.base, node.revision, node.site))
    # The proof is of the whole, with all that it refers to, which is not walked for itself then.
    for contract, at, side in ((graph.base, node.base, left), (graph.revision, node.revision, right)):
        graph.accounted |= {ref[1:] for ref in reached_by(contract.document, at.schema)} | side.places
    # Marks ask nothing of a value, so the proof does not hold for them.
    node.edits.extend(mark_edits(left, right, node.told))
    node.edits.extend(_marked_anew(graph, node, left, right))
    return True


def _marked_anew(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> Iterator[Edit]:
    """What is held at any depth and travels in another set of directions than before, each name once."""
    sides = (graph.base, node.base), (graph.revision, node.revision)
    before, after = (marks_below(contract, at.schema) for contract, at in sides)
    # A mark of the value itself is told of it.
    for name, keyword in sorted(each for each in before ^ after if each[0]):
        wanted = {each for each in graph.names(graph.base, node.base.schema) or () if each[1] == name}
        first = min(wanted, default=("", name))
        old, new = (located(contract, at, {first})[first] for contract, at in sides)
        marked = BOTH ^ MARKED[keyword][0]
        travels = (BOTH, marked) if (name, keyword) in after else (marked, BOTH)
        yield mark_edit(name, (old, new), (left, right), keyword, travels)


def same_shape(graph: PairGraph, left: Conjunction, right: Conjunction) -> bool:
    """Whether each alternative has a counterpart, so that the two can be compared one by one."""
    if [group.keyword for group in left.groups] != [group.keyword for group in right.groups]:
        return False
    pairs = zip(left.groups, right.groups, strict=True)
    return all(graph.matched(*pair).complete for pair in pairs)


def may_be_hoisted(graph: PairGraph, left: Conjunction, right: Conjunction) -> bool:
    """Whether one side may say once, beside alternatives, what the other says in each of them."""
    if not left.groups or asks_the_same_beside(left, right) or not same_shape(graph, left, right):
        return False
    if not same(value_of(left, "discriminator"), value_of(right, "discriminator")):
        return False
    pairs = [pair for groups in zip(left.groups, right.groups, strict=True) for pair in graph.matched(*groups).pairs]
    pairs = [(old, new) for old, new in pairs if graph.differs(old.schema, new.schema)]
    return bool(pairs) and same_names_in_each(graph.base, graph.revision, left, right, pairs)


def as_shared_out(
    graph: PairGraph, node: Node, left: Conjunction, right: Conjunction
) -> tuple[Conjunction, Conjunction]:
    """Both sides with what stands beside alternatives in each, where the other side has it there; one rewrite."""
    sides = shared_out(graph.base, graph.revision, left, right)
    if sides is None:
        return left, right
    return _as_unions(graph, node, left, right, sides)


def as_unnested(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> tuple[Conjunction, Conjunction]:
    """Both sides as unions without unions in them, where one side gathers what the other one lists; one rewrite."""
    if len(left.groups) != 1 or len(right.groups) != 1:
        return left, right
    matched = graph.matched(left.groups[0], right.groups[0])
    sides = None if matched.complete else unnested(graph.base, graph.revision, left, right, matched)
    if sides is None or not _fits_better(graph, matched, sides):
        return left, right
    return _as_unions(graph, node, left, right, sides)


def _fits_better(graph: PairGraph, matched: Matched, sides: tuple[Conjunction, Conjunction]) -> bool:
    """Whether more alternatives have a counterpart than before."""
    return len(graph.matched(sides[0].groups[0], sides[1].groups[0]).pairs) > len(matched.pairs)


def as_divided(
    graph: PairGraph, node: Node, left: Conjunction, right: Conjunction, apart: Divided
) -> tuple[Conjunction, Conjunction]:
    """An object and a union by its tag, both as unions by the tag; one rewrite."""
    groups = apart.left.groups[0], apart.right.groups[0]
    # The tag says which alternatives belong together; `match` would go by likeness.
    graph.matches[groups] = apart.matched
    return _as_unions(graph, node, left, right, (apart.left, apart.right))


def _as_unions(
    graph: PairGraph, node: Node, left: Conjunction, right: Conjunction, sides: tuple[Conjunction, Conjunction]
) -> tuple[Conjunction, Conjunction]:
    """Read both sides as these unions, which say the same: one rewrite."""
    for side in (left, right):
        graph.accounted |= {join(pointer, keyword) for schema, pointer in side.objects for keyword in schema}
    node.left, node.right = sides
    node.parts = None  # what was a part of the whole is one of each alternative now
    node.edits.append(rewritten(node.base, node.revision, node.site))
    return sides


def _same_names(graph: PairGraph, node: Node) -> bool:
    names = graph.names(graph.base, node.base.schema)
    return names is not None and names == graph.names(graph.revision, node.revision.schema)


def _in_other_words(left: Conjunction, right: Conjunction) -> bool:
    """Whether one side says by a condition, or by a list of objects or arrays, what the other may say by keywords."""
    # `enum: [{a: 1}]` says of an object what `properties` and `const` say as well.
    listing = [any(isinstance(value, dict | list) for value in listed(side) or ()) for side in (left, right)]
    return listing[0] != listing[1] or any(
        (keyword in left.keywords) != (keyword in right.keywords) for keyword in _SAID_OTHERWISE
    )
