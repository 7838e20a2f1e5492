"""Keywords that are compared as a whole: the names and values within them that came or went."""

from __future__ import annotations

from collections.abc import Iterator

from apidiff.comparing.asking.covering import UNEVALUATED
from apidiff.comparing.asking.projection import written_in
from apidiff.comparing.asking.questions import tolerable
from apidiff.comparing.edits import FROM_SERVER, TO_SERVER, Edit
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.conjunction import At, Conjunction
from apidiff.comparing.schemas.differing import reached_by
from apidiff.comparing.schemas.listed_values import value_edits
from apidiff.comparing.schemas.naming import Name, NamesBelow, located
from apidiff.comparing.walking import conditional_names, mapped_names
from apidiff.comparing.walking import properties as objects
from apidiff.comparing.walking.graph import Node
from apidiff.comparing.walking.new_names import keys_written, leave_out
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import CONDITIONAL, OF_MEMBERS, schemas_in, with_role

_NAMED_IN = with_role(*OF_MEMBERS) - {"properties"} | CONDITIONAL
"""Keywords whose schemas say what a client can name in a value, but for `properties`, of which each is a pair."""
_HOLDING_VALUES = CONDITIONAL | UNEVALUATED | {"contentSchema"}
"""Keywords whose schemas are compared as a whole, and say what a value or a part of it may be."""
_TESTING = frozenset({"contains"})
"""The keyword whose schema no item needs to meet. Under `not` and `if` no name is left out."""
_AS_ONE = frozenset({"propertyNames", "contains", "not", "if", "then", "else", "contentSchema", *UNEVALUATED})
"""Keywords that hold schemas, and are asked about as values."""


def lost_in_whole(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> Iterator[Edit]:
    """What clients could name under keywords that are compared as a whole, and cannot name any more.

    Where a map, a list or a condition is written another way, its values may be as many or more, and a name gone.
    """
    changed = {
        keyword
        for keyword in _NAMED_IN.intersection((*left.keywords, *right.keywords))
        if graph.differs(*([*side.written(keyword).values()] for side in (left, right)))
    }
    # What goes without another one in its place is told of as a whole.
    if changed.isdisjoint(right.keywords):
        return
    # What is a pair of its own tells of its names itself.
    steps = {edge.step for edge in node.edges}
    held = [
        (At(child, join(pointer, *tokens)), "" if row.role == "in place" else "*")
        for schema, pointer in left.objects
        for row, tokens, child in schemas_in(schema)
        if row.name in changed and (row.name, str(tokens[1]) if len(tokens) > 1 else "") not in steps
    ]
    named = graph.names(graph.base, node.base.schema) if held else None
    kept = graph.names(graph.revision, node.revision.schema) if named else None
    gone = {*named} - {*kept} if named and kept is not None else set[Name]()
    if not gone or graph.questions.written_the_same(node.base.schema, node.revision.schema, node.travels):
        return  # no value has them: what stands around lets none in
    told = {edit.base.pointer for edit in node.edits if edit.base and edit.rule == "property-removed"}
    for start, around in held:
        for (_, name), found in sorted(located(graph.base, start, gone, around).items()):
            if found is not start and found.pointer not in told:
                told.add(found.pointer)
                yield objects.lost(graph.base, name, found, left, right)


def compare_conditions(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> None:
    """Names that came or went under a condition, which the question about the condition leaves out."""
    if all(not graph.differs(left.written(each), right.written(each)) for each in CONDITIONAL):
        return
    found = conditional_names.conditional(graph.base, graph.revision, (left, node.base), (right, node.revision))
    for edit, held in found:
        name = edit.name or ""
        for contract, schema in held:
            graph.questions.leave_out(written_in(contract, schema), {name})
            if edit.rule == "property-added":
                node.came_under.setdefault(name, set()).add(written_in(contract, schema))
        node.edits.append(edit)
    _compare_nested(graph, node, left, right)


def _compare_nested(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> None:
    """Optional names that came in components and members under a condition: new ones, unless a client knows them.

    One that it knows is asked about, though the component may be new to it wherever else that is used.
    """
    told = {edit.revision.pointer for edit in node.edits if edit.rule == "property-added" and edit.revision}
    known: NamesBelow | None = None
    for pair in conditional_names.nested(graph.base, graph.revision, left, right):
        came = dict(pair.came)
        if came:
            # Not before a name came: it looks through all that the base says below.
            known = known or NamesBelow(graph.base, [node.base.schema])
            came = {name: edit for name, edit in came.items() if (pair.around, name) not in known}
        if not pair.around:  # the value itself, of which the base may say something by its maps
            came = {name: edit for name, edit in came.items() if not mapped_names.is_mapped(graph.base, left, name)}
        elif came:
            # A member can be described from further out, by a schema that knows the name.
            came = {name: edit for name, edit in came.items() if (pair.around, name) not in graph.names_sent}
        before, after = (side.properties.keys() for side in pair.sides)
        asked = (before & after) | (pair.came.keys() - came.keys())
        # What a side asks for is known under the condition, wherever else its component is compared.
        asked |= {name for name in after - before if any(name in side.required for side in pair.sides)}
        for contract, side in zip((graph.base, graph.revision), pair.sides, strict=True):
            for key, schema in keys_written(contract, side):
                # Deeper, what a name does depends on which condition or alternative holds, so it stays in the question.
                if came and not pair.is_deeper:
                    leave_out(graph, key, schema, {TO_SERVER: {*came}, FROM_SERVER: {*came}})
                    if not pair.around:
                        for name in came:
                            node.came_under.setdefault(name, set()).add(key)
                graph.questions.ask_about(key, asked)
        if not pair.is_deeper:
            node.edits.extend(edit for edit in came.values() if edit.revision and edit.revision.pointer not in told)


def note_grown_values(graph: PairGraph, node: Node, left: Conjunction, right: Conjunction) -> None:
    """Values that came to an enum in what is compared as a whole: clients take them there as anywhere else."""
    if all(not graph.differs(left.written(each), right.written(each)) for each in _HOLDING_VALUES):
        return
    for pair in conditional_names.nested(graph.base, graph.revision, left, right, _HOLDING_VALUES):
        for edit in filter(tolerable, value_edits(*pair.sides)):
            # The pair asks about the keyword as one value. So the edit brings the schemas in which the list stands.
            edit.patch, edit.question = None, (pair.at[0].schema, pair.at[1].schema, "both")
            if edit.revision and isinstance(came := edit.revision.value, list):
                for key, _ in keys_written(graph.base, pair.sides[0]):
                    graph.questions.admit(key, came, extensible=edit.rule != "enum-value-added")
            graph.grown.append((node, edit))


def ask_about_tested(graph: PairGraph, left: Conjunction, right: Conjunction) -> None:
    """Names that came in what a value is held against, and that clients know: values that matched may not now."""
    if all(not graph.differs(left.written(each), right.written(each)) for each in _TESTING):
        return
    known: NamesBelow | None = None
    for pair in conditional_names.nested(graph.base, graph.revision, left, right, _TESTING):
        known = known or NamesBelow(graph.base, (each for schema, _ in left.objects for each in _untested(schema)))
        came = {name for name in pair.came if (pair.around, name) in known}
        for contract, side in zip((graph.base, graph.revision), pair.sides, strict=True):
            for key, _ in keys_written(contract, side) if came else ():
                graph.questions.ask_about(key, came)


def account_for_references(graph: PairGraph, edit: Edit, left: Conjunction, right: Conjunction) -> None:
    """Account for what a keyword refers to whose schemas are compared as one value, and are not walked."""
    for keyword in _AS_ONE & (edit.patch or {}).keys():
        for contract, side in ((graph.base, left), (graph.revision, right)):
            for value in side.written(keyword).values():
                graph.accounted |= {ref[1:] for ref in reached_by(contract.document, value)}


def _untested(schema: dict[str, JSON]) -> Iterator[JSON]:
    """What a schema says of items, whether all or some have to meet it."""
    yield {keyword: value for keyword, value in schema.items() if keyword not in _TESTING}
    yield from ({"items": schema[keyword]} for keyword in _TESTING & schema.keys())
