"""The question that a pair alone is asked: both schemas without what smaller pairs are asked."""

from __future__ import annotations

from collections.abc import Iterator

from apidiff.comparing.asking.covering import UNEVALUATED, paired, reads_unevaluated
from apidiff.comparing.asking.isolate import Cut, laid_over
from apidiff.comparing.asking.questions import Side
from apidiff.comparing.asking.wire import TEXTUAL, inside
from apidiff.comparing.edits import ABSENT, Edit
from apidiff.comparing.equality import in_one_order, same
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.conjunction import Conjunction
from apidiff.comparing.schemas.differing import Differing
from apidiff.comparing.schemas.keyword_edit import keyword_edit, value_of
from apidiff.comparing.schemas.keyword_rules import COUNTED
from apidiff.comparing.schemas.keywords import counted_alike, type_is_implied
from apidiff.comparing.schemas.reaching import only_what_reads, reach, read_otherwise, touched_by
from apidiff.comparing.schemas.unknowns import unheard
from apidiff.comparing.walking.graph import Node
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import DEFINITIONS, groups_of, with_role, with_shape
from apidiff.openapi.upgrade import BOUNDS

STRUCTURE = (
    with_shape("list", "map") - {"dependentSchemas"} | DEFINITIONS | {"$ref", "readOnly", "writeOnly", "discriminator"}
)
"""Keywords that are compared part by part."""


def frame(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction, groups_compared: bool) -> None:
    """Prepare what the pair alone is asked about, where there is something to ask."""
    # Names that moved are held by the question about the pair. Where there is none, each of them asks by itself.
    if not any(edit.asks and edit.question is None for edit in node.edits):
        node.edits.extend(node.moved.values())
    else:
        node.edits.extend(_listed_in_a_map(graph, node))
    unexplained = _unexplained(graph, node, left, right)
    anew = _reached_anew(node, left, right)
    if not unexplained and not anew and not any(edit.asks and edit.question is None for edit in node.edits):
        return
    cut = Cut(graph.base, graph.revision, left, right, graph.differs, node.unpaired)
    # A text is read by all that is said of it; an object in texts travels field by field, so its pairs can be cut.
    in_text = node.travels in TEXTUAL and not _only_objects(left, right)
    whole = reads_unevaluated(left, right) or in_text or node.moved or node.together
    node.own = (node.base.schema, node.revision.schema) if whole else cut.schemas(groups_compared)
    # What one of them reaches depends on the others of its group, so they are one edit.
    for keywords in groups_of(anew):
        _reach_anew(graph, node, left, right, sorted(keywords))
    if unexplained:
        _explain(graph, node, left, right, [keyword for keyword in unexplained if keyword not in anew])


def _listed_in_a_map(graph: PairGraph, node: Node) -> Iterator[Edit]:
    """The names that one side declares and the other one lists in a map, where they are not the same there."""
    for name, (old, new) in node.mapped.items():
        edit = node.moved[name]
        if not graph.questions.written_the_same(old.schema, new.schema, inside(node.travels, "properties", name)):
            yield edit
            continue
        spots = [spot for spot in (edit.base, edit.revision) if spot is not None and spot.value is not ABSENT]
        graph.accounted |= {spot.pointer for spot in spots}


def _reached_anew(node: Node, left: Conjunction, right: Conjunction) -> list[str]:
    """The keywords that read other neighbours than before, but for those that an edit speaks of, or of a neighbour.

    Such an edit cannot be made alone: what it says depends on where the keyword stands now.
    """
    left_alone = []
    common = left.properties.keys() & right.properties.keys()
    # What is counted, and how often, are edits of their own.
    told = {*paired(left, right), *(COUNTED if counted_alike(left, right) else ())}
    for keyword in read_otherwise(left, right, told):
        touching = [e for e in node.edits if e.asks and not touched_by(keyword).isdisjoint(_keywords_of(e))]
        for edit in touching:
            edit.patch = None
            if edit.params["keyword"] == keyword and edit.own is None:
                # What moved beside it is told by no other edit.
                edit.own = (edit.base, reach(left, keyword, common)), (edit.revision, reach(right, keyword, common))
        if not touching:
            left_alone.append(keyword)
    return left_alone


def _reach_anew(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction, keywords: list[str]) -> None:
    """Keywords that stand beside others than before: one rewrite, if the values stay the same."""
    assert node.own is not None
    names = left.properties.keys() & right.properties.keys()
    edit = keyword_edit("reach-changed", keywords[0], left, right)
    edit.patch = None
    edit.own = [reach(left, name, names) for name in keywords], [reach(right, name, names) for name in keywords]
    base, revision = node.own
    alone = not any(other.asks and other.question is None for other in node.edits)
    # Other edits are asked about in the same schemas: what these keywords do is seen only apart from them.
    if not alone:
        base, revision = only_what_reads(base, keywords), only_what_reads(revision, keywords)
    provable = alone or (UNEVALUATED.isdisjoint(keywords) and not node.together)
    if provable and graph.questions.written_the_same(base, revision, node.travels):
        edit.rule, edit.asks, edit.own = "schema-rewritten", False, None
    node.edits.append(edit)


def _explain(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction, keywords: list[str]) -> None:
    """One rewrite, if the values stay the same; else a change that no rule knows."""
    assert node.own is not None
    alone = not any(edit.asks and edit.question is None for edit in node.edits)
    # What admits anything and came or went beside another edit (`items` with the type `array`) is no edit of its own.
    if not alone and not reads_unevaluated(left, right):
        keywords = [keyword for keyword in keywords if not _admits_anything(keyword, left, right)]
    edits = [keyword_edit("schema-changed", keyword, left, right) for keyword in keywords]
    for edit in edits:
        keyword = edit.params["keyword"]
        # The value only lists the same in another order.
        if same(*(in_one_order(value_of(side, keyword), keyword) for side in (left, right))):
            edit.rule, edit.asks, edit.patch = "schema-rewritten", False, None
    node.edits.extend(edit for edit in edits if not edit.asks)
    edits = [edit for edit in edits if edit.asks]
    if not edits:
        return
    together = Edit(
        "schema-rewritten", None, None, patch={k: v for edit in edits for k, v in (edit.patch or {}).items()}
    )
    # Edits of their own may be below, so that these keywords alone make no difference, though the whole does.
    asked: list[tuple[JSON | None, Side]] = [(node.own[1], "both")] if alone else []
    asked.append((laid_over(node.own[0], together), "base"))
    if any(
        revision is not None and graph.questions.written_the_same(node.own[0], revision, node.travels, of)
        for revision, of in asked
    ):
        for edit in edits:
            edit.rule, edit.asks = "schema-rewritten", False
    node.edits.extend(edits)


_MEMBERS = with_shape("schema") & with_role("by name", "by position", "to names")


def _admits_anything(keyword: str, left: Conjunction, right: Conjunction) -> bool:
    """Whether a keyword that one side lacks says of each member on the other side what leaving it out says."""
    sides = [side for side in (left, right) if keyword in side.keywords]
    return keyword in _MEMBERS and len(sides) == 1 and value_of(sides[0], keyword) in (True, {})


def _unexplained(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> list[str]:
    """The keywords whose text differs though no edit speaks of them: another way to write the same, it is hoped."""
    told = {edit.params["keyword"] for edit in node.edits} | {k for e in node.edits for k in e.patch or ()}
    told |= {group.keyword for side in (left, right) for group in side.choices}
    told |= {"type"} if type_is_implied(left, right) else set()
    told |= unheard(left, right) | node.told
    for side in (left, right):
        for schema, pointer in side.objects:
            read = {keyword for keyword in told | {"required"} if keyword in schema}
            if "3.0" in graph.dialects:
                # Written otherwise than they are read: what `upgrade_schema` takes away or turns into another one.
                read |= {"nullable", "example"} | {written for bound, written in BOUNDS if bound in told}
            graph.accounted |= {join(pointer, keyword) for keyword in read}
    told.update(paired(left, right))
    unexplained = [
        keyword
        for keyword in sorted({**left.keywords, **right.keywords})
        if keyword not in told and _could_be_unexplained(keyword, left, right, graph.differs)
    ]
    for side in (left, right):
        # `_explain` makes an edit of each, which speaks of one of its places only.
        graph.accounted.update(*(side.written(keyword) for keyword in unexplained))
    return unexplained


def _could_be_unexplained(keyword: str, left: Conjunction, right: Conjunction, differs: Differing) -> bool:
    if keyword == "required":
        # The same names, shared out to other lists than before: no edit of a name tells so.
        lists = [sorted((p.partition("/required")[0], *s["required"]) for s, p in side.objects if _has_list(s))
                 for side in (left, right)]  # fmt: skip
        return left.required.keys() == right.required.keys() and [n[1:] for n in lists[0]] != [n[1:] for n in lists[1]]
    old, new = value_of(left, keyword), value_of(right, keyword)
    if keyword in STRUCTURE or keyword.startswith("x-"):
        return False
    return differs(old, new) or not same(*(list(side.written(keyword).values()) for side in (left, right)))


def _has_list(schema: dict[str, JSON]) -> bool:
    return isinstance(schema.get("required"), list) and all(isinstance(n, str) for n in schema["required"])


def _keywords_of(edit: Edit) -> set[str]:
    return {edit.params["keyword"], *(edit.patch or ())}


def _only_objects(left: Conjunction, right: Conjunction) -> bool:
    return left.types == right.types == frozenset({"object"})
