"""Schemas with a discriminator: pairs the kinds that it selects among, by their tags."""

from __future__ import annotations

from functools import partial

from apidiff.comparing.asking.projection import written_in
from apidiff.comparing.asking.questions import CONTRADICTION, Side
from apidiff.comparing.edits import BOTH, FROM_SERVER
from apidiff.comparing.equality import same
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.conjunction import At, Conjunction
from apidiff.comparing.schemas.keyword_edit import keyword_edit
from apidiff.comparing.schemas.one_sided_tags import one_sided, under_either_keyword, unlisted_edit, without_it
from apidiff.comparing.schemas.subtypes import LISTED, has_kinds
from apidiff.comparing.schemas.tagged import Pair as Kind
from apidiff.comparing.schemas.tagged import Side as Tagged
from apidiff.comparing.schemas.tagged import compare_kinds, lost_tags, selecting, under_its_tags, untolerated
from apidiff.comparing.schemas.types import types_of
from apidiff.comparing.showing import shown
from apidiff.comparing.walking.composition import alternatives_of, composition_edit
from apidiff.comparing.walking.graph import Edge, Node
from apidiff.comparing.walking.pair_graph import SCHEMAS, PairGraph, reference_of
from apidiff.model.contract import JSON
from apidiff.openapi.hierarchy import referred
from apidiff.openapi.keywords import is_null_type
from apidiff.openapi.pointers import ABSENT as NOWHERE
from apidiff.openapi.pointers import find


def pair_kinds(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> bool:
    """Compare what discriminators select among; answers whether alternatives exclude each other by being so many.

    The alternatives that a tag names on both sides are no groups any more.
    """
    found = selecting(graph.base, left, node.base), selecting(graph.revision, right, node.revision)
    old, new = found
    if old is None and new is None:
        return True
    for side in found:
        if side is not None:
            graph.accounted.add(join(side.kinds.pointer, "discriminator"))
    if old is None or new is None or old.is_vague or new.is_vague:
        lost = lost_tags(old, new, node.site) if old is not None and new is not None else []
        node.edits.extend(lost)
        return not lost and _one_sided(graph, node, left, right, *found)
    old, new = (_with_possible_tags(graph, side, conj) for side, conj in ((old, left), (new, right)))
    told = compare_kinds(old, new, node.site)
    # If the policy tells clients to cope with tags that they do not know, questions let the base take these.
    if told.came:
        graph.questions.admit(written_in(graph.base, old.kinds.written), told.came, extensible=False)
    # Whoever is sent the name that was the tag knows what it stands for, and may be sent it still.
    if told.unsaid:
        graph.questions.name_kinds(written_in(graph.revision, new.kinds.written), told.unsaid)
    node.edits.extend(told.edits)
    graph.kinds_added += [(node, edit, new) for edit in told.edits if edit.rule == "subtype-added"]
    graph.accounted |= told.accounted
    _see_through(graph, old, new)
    # The values that children prescribe for their tags are edits of the children.
    written = [_as_mapped(side.kinds.written) for side in (old, new)]
    if not told.edits and not same(*written) and old.kinds.selects:
        edit = keyword_edit("discriminator-changed", "discriminator", left, right, asks=False)
        edit.params |= {"base": _discriminator(written[0]), "revision": _discriminator(written[1])}
        node.edits.append(edit)
    for pair in told.pairs:
        _cross(graph, pair.base, pair.revision)
        if graph.differs(pair.base.schema, pair.revision.schema) or reference_of(pair.base.schema) != reference_of(
            pair.revision.schema
        ):
            pair = under_its_tags(old, new, pair)
            # Under its tags alone the component is another schema than wherever else it is used.
            variant = "one kind" if pair.is_narrowed else ""
            child = graph.node(pair.base, pair.revision, node.travels, variant, _site_of_kind(graph, node, pair))
            if child and child is not node:
                node.edges.append(Edge(child, BOTH, False, ("discriminator", pair.sent_tag)))
    # What no tag selects excludes the other alternatives of a `oneOf` as it does without a discriminator. Beside a new
    # kind the whole would ask for what clients are asked to tolerate.
    node.together |= all(edit.rule != "subtype-added" for edit in told.edits) and any(
        side.kinds.keyword == "oneOf"
        and (_may_meet_untagged(side) or not all(child.is_bound for child in side.kinds.children))
        for side in (old, new)
    )
    node.tag_names = (old.kinds.property_name, new.kinds.property_name)
    if bool(old.kinds.keyword) != bool(new.kinds.keyword):
        # Alternatives on one side only narrow the other, if its kinds inherit.
        unlisted = unlisted_edit(old, new, (left, right), (node.base, node.revision))
        node.edits += [] if unlisted is None else [unlisted]
        return True
    if old.kinds.keyword != new.kinds.keyword:
        _tell_of_keyword(graph, node, (old, new), (left, right))
    for side, conj, untagged in ((old, left, 0), (new, right, 1)):
        # Overwrites a cached property, so that all later steps see none but what no tag selects.
        rest = [g for g in conj.groups if (g.keyword, g.pointer) != (side.kinds.keyword, side.kinds.pointer)]
        conj.groups = [*rest, told.groups[untagged]] if told.groups else rest
    return True


def _see_through(graph: PairGraph, *sides: Tagged) -> None:
    """Answer for the members of unions in unions, which were matched by their tags wherever they stand."""
    if not any(side.kinds.unions for side in sides):
        return
    for index, side in enumerate(sides):
        graph.seen_through |= side.kinds.unions
        for place in side.kinds.unions:
            inner = find(side.contract.document, f"#{place}").get("discriminator")
            if (
                has_kinds({"discriminator": inner})
                and inner["mapping"].items() <= side.kinds.written["mapping"].items()
            ):
                graph.said_around.add((index, place))
                graph.accounted.add(join(place, "discriminator"))
        for place in (side.kinds.pointer, *side.kinds.unions):
            holder = find(side.contract.document, f"#{place}")
            for keyword in ("oneOf", "anyOf"):
                members = holder.get(keyword, ()) if isinstance(holder, dict) else ()
                leading = [i for i, each in enumerate(members) if referred(each) is not None or is_null_type(each)]
                graph.accounted |= {join(place, keyword, index) for index in leading}


def _with_possible_tags(graph: PairGraph, side: Tagged, conj: Conjunction) -> Tagged:
    """A side of which it is known which kinds can have their tags."""
    return side._replace(kinds=graph.questions.tags.told(side.contract, _holder(side, conj), side.kinds))


def _holder(side: Tagged, conj: Conjunction) -> dict[str, JSON]:
    """The schema object that has the discriminator."""
    return next(schema for schema, pointer in conj.objects if pointer == side.kinds.pointer)


def _site_of_kind(graph: PairGraph, node: Node, pair: Kind) -> str:
    """Where a person finds a kind whose tag leads to another component now, which is not this one edited."""
    sides = (pair.base, graph.base), (pair.revision, graph.revision)
    places = [graph.settled(at, contract).pointer for at, contract in sides]
    if not pair.tag or places[0] == places[1] or not all(place.startswith(SCHEMAS) for place in places):
        return node.site
    return join(node.site, "discriminator", "mapping", pair.tag)


def _cross(graph: PairGraph, base: At, revision: At) -> None:
    """Note two components that are one kind under two names, of which another component took one."""
    old, new = graph.settled(base, graph.base).pointer, graph.settled(revision, graph.revision).pointer
    if old == new or not all(place.startswith(SCHEMAS) for place in (old, new)):
        return
    if find(graph.revision.document, f"#{old}") is not NOWHERE or find(graph.base.document, f"#{new}") is not NOWHERE:
        graph.crossed.append((old, new))


def _tell_of_keyword(
    graph: PairGraph, node: Node, kinds: tuple[Tagged, Tagged], sides: tuple[Conjunction, Conjunction]
) -> None:
    """Note that `oneOf` became `anyOf`, or back: where tags select, both say the same but for what no tag names."""
    graph.accounted |= {join(side.kinds.pointer, side.kinds.keyword) for side in kinds}
    asked = under_either_keyword(kinds[0].kinds)
    if asked is None or graph.questions.written_the_same(*asked, node.travels, "base"):
        return
    own = alternatives_of(sides[0]), alternatives_of(sides[1])
    edit = composition_edit(node, kinds[0].kinds.keyword, kinds[1].kinds.keyword, own)
    one, several = asked
    edit.question = (one, several, "base") if kinds[0].kinds.keyword == "oneOf" else (several, one, "base")
    node.edits.append(edit)


def _may_meet_untagged(side: Tagged) -> bool:
    """Whether a value that no tag names, such as null, may be one of a kind as well, which a `oneOf` refuses."""
    return bool(side.kinds.untagged) and any(
        types_of(side.contract, child.schema) != frozenset({"object"})
        for child in side.kinds.children
        if not child.is_self
    )


def _one_sided(
    graph: PairGraph, node: Node, left: Conjunction, right: Conjunction, old: Tagged | None, new: Tagged | None
) -> bool:
    """Note a discriminator that came or went, or that did not tell its kinds apart on one side.

    Answers whether the alternatives exclude each other with it as much as without.
    """
    told = [side is not None and _are_told_apart(graph, side, conj) for side, conj in ((old, left), (new, right))]
    if told[0] == told[1]:
        return True
    pairs = None
    if len(left.groups) == len(right.groups) == 1:
        pairs = graph.matched(left.groups[0], right.groups[0]).pairs
    sides = old if told[0] else None, new if told[1] else None
    edit = one_sided(*sides, (node.base, node.revision), pairs)
    node.edits.append(edit)
    index = 0 if told[0] else 1
    here, at = sides[index], (node.base, node.revision)[index]
    asked = None if here is None else without_it(here, at, [pair[index] for pair in pairs or ()])
    of: Side = "revision" if index else "base"
    if asked is None or not graph.questions.written_the_same(*asked, node.travels, of):
        return False
    edit.question = (*asked, of)  # the children list their tags, whatever else is edited in them
    return True


def _are_told_apart(graph: PairGraph, side: Tagged, conj: Conjunction) -> bool:
    hold = graph.questions.tags.hold
    return side.kinds.are_told_apart(lambda child: hold(side.contract, _holder(side, conj), side.kinds, child))


def hold_untolerated(graph: PairGraph) -> None:
    """Tell apart, of kinds that came, what can be sent without a tag: clients cope with unknown tags alone."""
    # Taken out, since the walk goes on later with pairs that come to be known.
    added, graph.kinds_added = graph.kinds_added, []
    for node, edit, side in added:
        if graph.questions.tolerates(edit, FROM_SERVER):
            known, taken = partial(_is_known, graph, node.travels), partial(_is_taken, graph, node.travels)
            half = untolerated(edit, node.base.schema, side, known, taken)
            node.edits += [] if half is None else [half]


def _is_known(graph: PairGraph, travels: str, base: JSON, kind: JSON) -> bool:
    """Whether clients take all that a kind admits; what is not refuted by a payload is asked for no further."""
    return graph.questions.answer(base, kind, FROM_SERVER, travels).safe is True


def _is_taken(graph: PairGraph, travels: str, base: JSON, kind: JSON) -> bool:
    """Whether clients take what is sent of a kind in one way, or nothing is sent so."""
    found = graph.questions.answer(base, kind, FROM_SERVER, travels)
    return found.safe is True or found.reason == CONTRADICTION


def _discriminator(written: dict[str, JSON]) -> str:
    """A discriminator as an author writes it."""
    return shown({keyword: value for keyword, value in written.items() if keyword not in LISTED | {"loose"}})


def _as_mapped(written: dict[str, JSON]) -> dict[str, JSON]:
    """A discriminator without what the children prescribe for their tags, and without which of them are written."""
    return {keyword: value for keyword, value in written.items() if keyword not in LISTED}
