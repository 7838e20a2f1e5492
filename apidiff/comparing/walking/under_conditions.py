"""What no value tells under conditions that both sides have: a pair of schemas in, its marks and written forms out.

`then`, `else` and `dependentSchemas` are compared as a whole, by the values that they admit. How strings and XML are
written, in which directions a property travels, what is deprecated and which lists say that they grow is told by none
of these, so the schemas are walked for it. What they refer to is compared on its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from apidiff.comparing.asking.projection import visible
from apidiff.comparing.edits import BOTH, Directions, Edit
from apidiff.comparing.schemas.conjunction import At, Conjunction, conjunction
from apidiff.comparing.schemas.keyword_edit import value_of
from apidiff.comparing.schemas.keywords import keyword_edits
from apidiff.comparing.schemas.marks import mark_edits
from apidiff.comparing.walking.conditional_names import by_any_condition
from apidiff.comparing.walking.graph import Node
from apidiff.comparing.walking.pair_alone import is_written_form
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.comparing.walking.properties import marks_of_kept
from apidiff.comparing.walking.xml_form import forms_differ
from apidiff.model.contract import JSON
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.keywords import CONDITIONAL, written_form

_DEEPEST = 20
"""Values within values under a condition that are looked at."""
_SINGLE = ("items", "additionalProperties", "contains")
_SEVERAL = ("patternProperties", "prefixItems")
_TELLING = frozenset[RuleId](
    {
        "default-changed", "deprecation-date-changed", "enum-value-deprecated", "enum-value-undeprecated",
        "extensible-enum-value-added", "extensible-enum-value-removed", "property-deprecated",
        "property-undeprecated", "sunset-changed", "xml-changed",
    }
)  # fmt: skip
"""Marks of which each is told by itself; prose, examples and other extensions are told of the condition."""
_FORMING = ("format", "contentEncoding", "contentMediaType")


class _Pair(NamedTuple):
    """Two schemas for one value under a condition, with the directions in which both travel."""

    base: At
    revision: At
    mask: Directions
    is_whole: bool
    """Whether it is the value itself that has the condition."""
    depth: int


def tell_under_conditions(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> None:
    """Note in a pair what differs under its conditions, and is written there."""
    under = [f"{pointer}/{keyword}" for side in (left, right) for _, pointer in side.objects for keyword in CONDITIONAL]
    known = {edit.key for edit in node.edits}
    for edit in _edits(graph, left, right):
        spots = [spot.pointer for spot in (edit.base, edit.revision) if spot]
        if edit.key not in known and any(place.startswith(f"{start}/") for place in spots for start in under):
            known.add(edit.key)
            node.edits.append(edit)


def _edits(graph: PairGraph, left: Conjunction, right: Conjunction) -> Iterator[Edit]:
    found = by_any_condition(left, right, CONDITIONAL)
    pending = [_Pair(*each, BOTH, is_whole=True, depth=0) for _, each in found]
    seen: set[tuple[str, str, Directions]] = set()
    while pending:
        pair = pending.pop()
        # In other directions, other edits of the same pair are seen.
        key = pair.base.identity, pair.revision.identity, pair.mask
        if key in seen or pair.depth > _DEEPEST or not graph.differs(pair.base.schema, pair.revision.schema):
            continue
        seen.add(key)
        sides = conjunction(graph.base, pair.base), conjunction(graph.revision, pair.revision)
        for edit in (*_of_pair(graph, pair, *sides), *_of_members(graph, pair, sides, (left, right))):
            # What does not travel is not seen in that direction, at any depth below.
            edit.mask &= pair.mask
            yield edit
        pending += _below(graph, pair, *sides)


def _of_pair(graph: PairGraph, pair: _Pair, old: Conjunction, new: Conjunction) -> Iterator[Edit]:
    """The marks of a schema, and how it is written."""
    for edit in mark_edits(old, new):
        if edit.rule in _TELLING:
            if edit.rule == "xml-changed":
                graph.xml_forms[edit] = forms_differ(
                    graph.base, graph.revision, (old, pair.base), (new, pair.revision), is_root=False
                )
            yield edit
    forms: list[JSON] = [
        {"type": "string", **written_form({k: value_of(side, k) for k in _FORMING if k in side.keywords})}
        for side in (old, new)
    ]
    for edit in keyword_edits(old, new, graph.differs) if forms[0] != forms[1] else ():
        if is_written_form(edit):
            # A condition is not taken apart by keyword: the forms alone are asked about.
            edit.patch, edit.question = None, (forms[0], forms[1], "both")
            yield edit


def _of_members(
    graph: PairGraph, pair: _Pair, sides: tuple[Conjunction, Conjunction], around: tuple[Conjunction, Conjunction]
) -> Iterator[Edit]:
    """The properties that travel otherwise than before, unless what stands beside the condition has them travel so."""
    for edit in marks_of_kept((graph.base, sides[0]), (graph.revision, sides[1])):
        if pair.is_whole:
            for contract, side in zip((graph.base, graph.revision), around, strict=True):
                if edit.name in side.properties:
                    edit.mask &= visible(contract, side.properties[edit.name].schema)
        yield edit


def _below(graph: PairGraph, pair: _Pair, old: Conjunction, new: Conjunction) -> Iterator[_Pair]:
    """The pairs of what both sides hold, and of what applies to the same value."""
    depth = pair.depth + 1
    for name in old.properties.keys() & new.properties.keys():
        first, second = old.properties[name], new.properties[name]
        mask = pair.mask & visible(graph.base, first.schema) & visible(graph.revision, second.schema)
        yield _Pair(first, second, mask, is_whole=False, depth=depth)
    for keyword in _SINGLE:
        one, other = old.child(keyword), new.child(keyword)
        if one is not None and other is not None:
            yield _Pair(one, other, pair.mask, is_whole=False, depth=depth)
    for keyword in _SEVERAL:
        before, after = old.children(keyword), new.children(keyword)
        for each in before.keys() & after.keys():
            yield _Pair(before[each], after[each], pair.mask, is_whole=False, depth=depth)
    for _, (one, other) in by_any_condition(old, new, CONDITIONAL):
        yield _Pair(one, other, pair.mask, pair.is_whole, depth)
    for group, others in zip(old.groups, new.groups, strict=False):
        for one, other in graph.matched(group, others).pairs:
            yield _Pair(one, other, pair.mask, pair.is_whole, depth)
