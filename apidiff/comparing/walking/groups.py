"""Alternatives of a pair: compared one by one where each has a counterpart, as a whole otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from apidiff.comparing.asking.covering import reads_unevaluated
from apidiff.comparing.asking.projection import written_in
from apidiff.comparing.edits import BOTH, Edit
from apidiff.comparing.equality import key_of, missing
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.alternatives import Matched, kind_of
from apidiff.comparing.schemas.conjunction import (
    GROUPS,
    At,
    Conjunction,
    Group,
    conjunction,
    in_context,
    is_choice,
    values_of,
)
from apidiff.comparing.schemas.keyword_rules import BY_PARENT
from apidiff.comparing.schemas.listed_values import are_of_known_types
from apidiff.comparing.schemas.marks import asks_of_values, marks_of
from apidiff.comparing.schemas.naming import Name, forms_below, located
from apidiff.comparing.schemas.nulls import is_null
from apidiff.comparing.walking import properties as objects
from apidiff.comparing.walking.composition import (
    alternative_edit,
    alternatives_of,
    composition_edit,
    forms_edit,
    rewritten,
    share_no_type,
    values_as_edit,
)
from apidiff.comparing.walking.graph import SAME_VALUE, Edge, Node
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.comparing.walking.written_anew import same_shape
from apidiff.model.contract import JSON, Contract
from apidiff.rules import listed as in_backticks


def pair_choices(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> None:
    """Pair alternatives that are values, each with the same one, for what is written beside them."""
    if not left.choices and not right.choices:
        return
    old, new = (
        {key_of(value): at for group in side.choices for at in group.alternatives for value in values_of(at.schema)}
        for side in (left, right)
    )
    for value, first in old.items():
        second = new.get(value)
        if second is not None and _one_value(first) and _one_value(second):
            child = graph.node(first, second, node.travels, site=node.site)
            if child:
                node.edges.append(Edge(child, BOTH, False, SAME_VALUE))
    for side, other in ((left, right), (right, left)):
        for group in side.choices:
            at = join(group.pointer, group.keyword)
            values = {join(a.pointer, keyword) for a in group.alternatives for keyword in ("const", "enum", "type")}
            # A side without the keyword (`enum`) has no titles of the values either.
            graph.accounted |= values if group.keyword in other.keywords else {at}
    written = [[(g.keyword, [values_of(a.schema) for a in g.alternatives]) for g in s.choices] for s in (left, right)]
    if written[0] != written[1] and not any(edit.rule.startswith("enum-") for edit in node.edits):
        node.edits.append(rewritten(node.base, node.revision, node.site))


def compare_groups(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> bool:
    """Compare alternatives; answers whether they were compared one by one and the question may leave them out."""
    if not left.groups and not right.groups:
        return True
    pairs = _paired_groups(node, left, right)
    unevaluated = reads_unevaluated(left, right)
    if pairs is not None and unevaluated and (node.wrapped or not same_shape(graph, left, right)):
        # What is unevaluated hangs on which alternative matched, so they cannot be told apart from what is beside.
        pairs = None if any(_group_differs(graph, *pair) for pair in pairs) else []
        node.wrapped = False
    if pairs is None:
        node.edits.extend(_lost_names(graph, node, left, right))
        node.edits.extend(_written_otherwise(graph, node))
        own = alternatives_of(left), alternatives_of(right)
        edit = composition_edit(node, _joined_by(left), _joined_by(right), own)
        # "From `oneOf` to `oneOf`" says nothing of what was edited.
        if edit.params["base"] == edit.params["revision"]:
            edit.params["where"] += _edited_in(graph, left, right)
        node.edits.append(edit)
        return False
    if node.wrapped and not any(graph.matched(*pair).pairs for pair in pairs):
        # The one schema is none of the alternatives, so none of them came or went: the whole was replaced.
        node.wrapped = False
        # Without a value in common one kind of values took the place of another, and no field of an object was lost.
        if not _are_apart(graph, left, right):
            node.edits.extend(_lost_names(graph, node, left, right))
            node.edits.extend(_written_otherwise(graph, node))
        node.edits.append(composition_edit(node, _joined_by(left), _joined_by(right)))
        return False
    one_by_one = True
    for index, (first, second) in enumerate(pairs):
        if _group_differs(graph, first, second):
            one_by_one &= _compare_alternatives(graph, node, first, second, index, gated=unevaluated)
    return one_by_one


def _are_apart(graph: PairGraph, left: Conjunction, right: Conjunction) -> bool:
    """Whether by their types no alternative of one side shares a value with the other side."""
    parts = [
        [conjunction(contract, at) for group in side.groups for at in group.alternatives] or [side]
        for contract, side in ((graph.base, left), (graph.revision, right))
    ]
    return all(share_no_type(old, new) for old in parts[0] for new in parts[1])


def _written_otherwise(graph: PairGraph, node: Node) -> list[Edit]:
    """That strings are written in another way, where alternatives are compared as a whole."""
    old, new = (forms_below(c, at.schema) for c, at in ((graph.base, node.base), (graph.revision, node.revision)))
    kept = {"", "*"} | {name for _, name in graph.names(graph.revision, node.revision.schema) or ()}
    gone = {form for form in old - new if form[0] in kept}  # a string that went is written in no way
    return [forms_edit(node, gone, new - old)] if gone or new - old else []


def _edited_in(graph: PairGraph, left: Conjunction, right: Conjunction) -> str:
    """Which alternatives were edited, and of which names, where they are compared as a whole; for a sentence."""
    matched = [graph.matched(*pair) for pair in zip(left.groups, right.groups, strict=False)]
    edited = [pair for each in matched for pair in each.pairs if graph.differs(pair[0].schema, pair[1].schema)]
    old = [at for at, _ in edited] + [at for each in matched for at in each.removed]
    new = [at for _, at in edited] + [at for each in matched for at in each.added]
    before, after = (
        {name for at in members for _, name in graph.names(contract, at.schema) or ()}
        for contract, members in ((graph.base, old), (graph.revision, new))
    )
    names = sorted(before ^ after)
    kinds = [*dict.fromkeys(kind_of(at.schema) for at in (*old, *new))]
    noun = "alternative" if len(kinds) == 1 else "alternatives"
    said = [in_backticks(names)] if names else []
    said += [f"{noun} {in_backticks(kinds)}"] if kinds and all(kinds) else []
    return f" ({' in '.join(said)})" if said else ""


def _lost_names(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> Iterator[Edit]:
    """What clients could name in alternatives that are compared as a whole, and cannot name any more.

    What went with an alternative that nothing replaced is none of it: that is values that went.
    """
    alternatives = [at for group in left.groups for at in group.alternatives]
    if len(left.groups) == len(right.groups):
        matched = [graph.matched(*pair) for pair in zip(left.groups, right.groups, strict=True)]
        alternatives = [old for each in matched for old, _ in each.pairs]
        alternatives += [old for each in matched if each.added for old in each.removed]
    kept = graph.names(graph.revision, node.revision.schema)
    told: set[Name] = set()
    for at in alternatives if kept is not None else ():
        gone = {*(graph.names(graph.base, at.schema) or ())} - (kept or set()) - told
        told |= gone
        for (_, name), place in sorted(located(graph.base, at, gone).items()):
            yield objects.lost(graph.base, name, place, left, right)


def _lost_with(graph: PairGraph, node: Node, gone: At, found: Matched) -> Iterator[Edit]:
    """The names that went with an alternative in whose place another one came, and that did not come elsewhere."""
    names = graph.names(graph.base, gone.schema)
    if not names or node.left is None or node.right is None:
        return
    came = [graph.names(graph.revision, at.schema) for at in found.added]
    lone = len(found.removed) == len(found.added) == 1
    # Of unlike ones, some values went and others came; with a name in common, it is what was there before.
    if None in came or not (lone or any(names & (each or set()) for each in came)):
        return
    kept = {name for each in came for name in each or ()}
    for old, new in found.pairs:
        before, after = graph.names(graph.base, old.schema), graph.names(graph.revision, new.schema)
        if before is None or after is None:
            return
        kept |= after - before
    for (_, name), place in sorted(located(graph.base, gone, {*names} - kept).items()):
        yield objects.lost(graph.base, name, place, node.left, node.right)


def _group_differs(graph: PairGraph, first: Group, second: Group) -> bool:
    members = [[a.schema for a in group.alternatives] for group in (first, second)]
    return first.keyword != second.keyword or graph.differs(*members)


def _paired_groups(node: Node, left: Conjunction, right: Conjunction) -> list[tuple[Group, Group]] | None:
    if len(left.groups) == len(right.groups):
        return list(zip(left.groups, right.groups, strict=True))
    # A schema that stands where the other side has alternatives can be one of them.
    if len(left.groups) == 1 and not right.groups and _only_groups(left):
        whole = Group(left.groups[0].keyword, (node.revision,), node.revision.pointer)
        node.wrapped = True
        return [(left.groups[0], whole)]
    if len(right.groups) == 1 and not left.groups and _only_groups(right):
        whole = Group(right.groups[0].keyword, (node.base,), node.base.pointer)
        node.wrapped = True
        return [(whole, right.groups[0])]
    return None


def _compare_alternatives(
    graph: PairGraph, node: Node, first: Group, second: Group, group: int, *, gated: bool
) -> bool:
    found = graph.matched(first, second)
    listed = _listed_in(graph, (first, second))
    # Where types, constants or listed values keep the alternatives apart, no value matches two of them.
    are_values = listed is not None and not listed.beside_others
    exclusive = "oneOf" in (first.keyword, second.keyword) and not found.apart and not are_values
    for old, new in found.pairs:
        # Of a schema and one of several alternatives, marks are told of the whole or of the alternative: elsewhere the
        # same two schemas are another pair.
        variant = "alternative" if old is node.base or new is node.revision else ""
        told = _told_of_whole(graph, node, old, new) if variant else frozenset()
        # A text is read by the types that it may have, which can stand beside the alternatives.
        if node.travels and node.left and node.right and not variant:
            old, new = in_context(node.left, old), in_context(node.right, new)
        lead_to_alternative(graph, node, old, new, group, gated=gated or not found.apart, variant=variant, told=told)
    for at in found.removed:
        asked = [_asked(node, node.left, old) for old in (*(old for old, _ in found.pairs), at)]
        # What lists values alone is told by these.
        values = _values_alone(graph, listed, at, graph.base)
        instead = () if values else found.added
        edit = alternative_edit(node, "alternative-removed", at, asked, first, second, instead)
        edit.loses = tuple(_lost_with(graph, node, at, found)) if instead else ()
        node.edits.append(_as_values(edit, listed, values, grows=True))
    for at in found.added:
        # Nothing of the base is compared with it, so no name of it is left to the policy.
        graph.questions.know_at(written_in(graph.revision, at.schema))
        asked = [_asked(node, node.right, new) for new in (*(new for _, new in found.pairs), at)]
        edit = alternative_edit(node, "alternative-added", at, asked, second, first)
        # A value that comes in place of another one is no list that grew, so no client is asked to tolerate it.
        values = _values_alone(graph, listed, at, graph.revision)
        node.edits.append(_as_values(edit, listed, values, grows=not found.removed))
    node.exclusive |= exclusive
    # A text can be two values, and which alternatives take it is a question about each of these.
    node.together |= exclusive and node.travels != ""
    if first.keyword != second.keyword and not node.wrapped:
        graph.accounted |= {join(group.pointer, group.keyword) for group in (first, second)}
        kept = [in_context(node.left, old) if node.left else old for old, _ in found.pairs]
        members = [at.schema for at in kept]
        # The two keywords differ for values that match two alternatives, and here none does.
        if _takes_either_keyword(graph, node, members):
            node.edits.append(rewritten(node.base, node.revision, node.site))
            return True
        own = alternatives_of(node.left), alternatives_of(node.right)
        edit = composition_edit(node, _joined_by(node.left), _joined_by(node.right), own)
        edit.within = first.pointer, second.pointer
        if not found.complete:  # of those that come or go, an edit of their own tells
            edit.question = {first.keyword: members}, {second.keyword: members}, "base"
        node.edits.append(edit)
        return False
    return True


def _told_of_whole(graph: PairGraph, node: Node, old: At, new: At) -> frozenset[str]:
    """The marks that the pair of a single schema and of one of several alternatives leaves to the whole."""
    assert node.left is not None
    assert node.right is not None
    if old is node.base:
        return marks_told_around(node, node.left, node.right, conjunction(graph.revision, new))
    return marks_told_around(node, node.right, node.left, conjunction(graph.base, old))


class _Listed(NamedTuple):
    """The alternatives of both sides that list values, each as the schema that does so."""

    base: list[dict[str, JSON]]
    revision: list[dict[str, JSON]]
    beside_others: bool
    """Whether there are alternatives that are neither values nor null."""


def _listed_in(graph: PairGraph, groups: tuple[Group, Group]) -> _Listed | None:
    """The alternatives that list values; `None` if there are none on a side, or if one value is in several.

    Those that are all written in place were read as an enum, unless null is one of them.
    """
    old, new = (
        [graph.settled(each, contract).schema for each in group.alternatives if not is_null(contract, each)]
        for contract, group in zip((graph.base, graph.revision), groups, strict=True)
    )
    before, after = ([each for each in side if is_choice("oneOf", [each])] for side in (old, new))
    if not is_choice(groups[0].keyword, before) or not is_choice(groups[1].keyword, after):
        return None
    return _Listed(before, after, len(before) + len(after) < len(old) + len(new))


def _values_alone(graph: PairGraph, listed: _Listed | None, at: At, contract: Contract) -> list[JSON]:
    """The values that an alternative lists and nothing else, where others do so; none of any other one."""
    schema = graph.settled(at, contract).schema if listed else None
    return values_of(schema) if isinstance(schema, dict) and is_choice("oneOf", [schema]) else []


def _as_values(edit: Edit, listed: _Listed | None, own: list[JSON], *, grows: bool) -> Edit:
    """The edit of an alternative, told by the values that it lists alone, if it does."""
    if listed is None or not own:
        return edit
    old, new = ([value for schema in side for value in values_of(schema)] for side in (listed.base, listed.revision))
    values = [
        value for value in missing(*((new, old) if edit.rule == "alternative-added" else (old, new))) if value in own
    ]
    grows = grows and are_of_known_types(values, old)
    return values_as_edit(edit, values, grows=grows) if values else edit


def _takes_either_keyword(graph: PairGraph, node: Node, members: list[JSON]) -> bool:
    """Whether no value matches two of these alternatives of the base, so that `oneOf` and `anyOf` say the same."""
    first, second = {"oneOf": members}, {"anyOf": members}
    return len(members) < 2 or graph.questions.written_the_same(first, second, node.travels, "base")


def lead_to_alternative(
    graph: PairGraph,
    node: Node,
    old: At,
    new: At,
    group: int,
    *,
    gated: bool,
    variant: str = "",
    told: frozenset[str] = frozenset(),
) -> None:
    child = graph.node(old, new, node.travels, variant, node.site, told)
    # A schema can be an alternative of itself, over references.
    if child and child is not node:
        node.edges.append(Edge(child, BOTH, gated, SAME_VALUE))
        node.groups.append((child, group))


def _asked(node: Node, side: Conjunction | None, alternative: At) -> JSON:
    """An alternative as it is asked about: of a text, with the types that stand beside it."""
    return (in_context(side, alternative) if node.travels and side else alternative).schema


def _joined_by(side: Conjunction | None) -> str:
    """The keywords of its alternatives, for a sentence."""
    return " and ".join(group.keyword for group in side.groups) if side and side.groups else "no alternatives"


def _one_value(at: At) -> bool:
    return isinstance(at.schema, dict) and len(values_of(at.schema)) == 1


def _only_groups(side: Conjunction) -> bool:
    return not side.choices and all(keyword in GROUPS or not asks_of_values(keyword) for keyword in side.keywords)


def marks_left_to_alternatives(left: Conjunction, right: Conjunction) -> set[str]:
    """The marks of a single schema that do not stand around the alternatives of which it is one on the other side.

    If the alternative has them, they are what they were.
    """
    plain, around = (left, right) if right.groups else (right, left)
    return marks_of(plain) - marks_of(around)


def marks_told_around(
    node: Node, plain: Conjunction, around: Conjunction, alternative: Conjunction | None
) -> frozenset[str]:
    """The marks of a single schema that are told of what stands around its alternative on the other side.

    Whether a property travels is told of the property.
    """
    told = node.told | (marks_of(plain) & (marks_of(around) | {*BY_PARENT}))
    return frozenset(told - (marks_of(alternative) if alternative else set()) - {"discriminator"})
