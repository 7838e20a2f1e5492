"""Names that are new in one alternative and known from another: a pair of unions in, what to ask about each name out.

A client that knows a name from one alternative may send it beside what another one declares: with what that allows
under it, or with anything if that only asks for it or holds a value against it. So where the new field does not take
what the others allow under its name, the union is asked about the objects that clients of the base send: those that
have under such names what some alternative allows. Of a `oneOf` it is asked in any case where no tag tells the two
apart: what takes as much as another alternative does may match both.
"""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from apidiff.comparing.asking.covering import met, reads_unevaluated, says_nothing
from apidiff.comparing.asking.projection import Foreign, visible, written_in
from apidiff.comparing.asking.questions import Questions
from apidiff.comparing.asking.wire import inside
from apidiff.comparing.edits import FROM_SERVER, TO_SERVER, Edit
from apidiff.comparing.equality import missing, same
from apidiff.comparing.schemas.conjunction import At, Conjunction, Group, conjunction
from apidiff.comparing.schemas.listed_values import listed
from apidiff.comparing.walking.graph import Node
from apidiff.comparing.walking.partly import beside
from apidiff.comparing.walking.properties import redeclared
from apidiff.comparing.walking.spoken import Part, Spoken
from apidiff.model.contract import JSON, Contract


class _Name(NamedTuple):
    """A name that is new in one alternative, and what the others say of it."""

    child: Node
    added: Edit | None
    """The edit that tells of it as new; `None` of one that its clients did not send."""
    name: str
    at: At
    known: list[At]


def declared_beside(
    base: Contract,
    questions: Questions,
    node: Node,
    children: list[Node],
    groups: tuple[Group, Group],
    sides: tuple[Conjunction, Conjunction],
) -> Iterator[tuple[Node, Edit | None, Edit]]:
    """Yield the pair of alternatives, the edit that tells of the name as new if any, and the one that asks about it.

    `groups` are the one group of both `sides`.
    """
    asked = list(_asked(base, questions, node, children, groups))
    if not asked:
        return
    allowed: dict[str, list[JSON]] = {}
    for each in asked:
        listed = allowed.setdefault(each.name, [])
        listed += [at.schema for at in each.known if at.schema not in listed]
    # Clients that know such a name send it as some alternative of the base has it.
    properties: JSON = {name: {"anyOf": listed} for name, listed in allowed.items()}
    sent = {"allOf": [node.base.schema, {"properties": properties}]}
    # What is unevaluated depends on which alternatives match, so that it is asked of nothing that leaves a name out.
    if groups[1].keyword == "oneOf" or reads_unevaluated(*sides):
        old, whole = _sides_written_out(children, groups, sides)
        apart = {"allOf": [old, {"properties": properties}]}
    else:
        # Until it is known to break anything, the name is left out of questions about the alternative itself.
        members = [{"allOf": [at.schema, *_declaring(at, asked)]} for at in groups[1].alternatives]
        apart, whole = sent, {"allOf": [node.revision.schema, {groups[1].keyword: members}]}
    if questions.answer(apart, whole, TO_SERVER, node.travels).safe is True:
        return
    for each in asked:
        left, right = each.child.left, each.child.right
        assert left is not None
        assert right is not None
        question = sent, node.revision.schema
        yield each.child, each.added, redeclared(each.name, each.at, (left, right), question)


def read_beside(
    base: Contract,
    revision: Contract,
    questions: Questions,
    node: Node,
    children: list[Node],
    groups: tuple[Group, Group],
    sides: tuple[Conjunction, Conjunction],
) -> Iterator[Edit]:
    """Yield an edit for each new name of an alternative that clients read as another type in another one.

    A client tolerates a name that it does not know. This one it knows from the alternatives that declare it, so if a
    closed alternative comes to have it with values that none of them allows, what is sent is what no client can read.
    """
    came = [(child, *each) for child in children for each in _came(child)]
    spoken, values = Spoken(base), values_at(base)
    for child, name, added in came:
        at = child.right.properties.get(name) if child.left and child.right else None
        if at is None or added is None or not visible(revision, at.schema) & FROM_SERVER:
            continue
        own = child.left.properties if child.left else {}
        sides_beside = [(each, spoken.side(each)) for each in groups[0].alternatives]
        knowing = {
            each.pointer: known
            for each, side in sides_beside
            if (known := _read_as(base, side, name)) and not told_apart(own, side.properties, values)
        }
        travels = inside(node.travels, "properties", name)
        read: JSON = {"anyOf": [{"allOf": known} for known in knowing.values()]}
        if not knowing or questions.answer(read, at.schema, FROM_SERVER, travels).safe is True:
            continue
        # That a value matches one alternative fewer than before is excused: see the policy.
        old, new = _sides_written_out(children, groups, sides, "anyOf", (name, knowing.keys()))
        without: JSON = {"allOf": [new, {"properties": {name: False}}]}
        # What surrounds the alternatives may keep such values from being sent.
        if questions.answer(old, new, FROM_SERVER, node.travels).safe is True:
            continue
        # Only if all is well without the name is it the name that breaks. What else breaks is sent without it too.
        if questions.answer(old, without, FROM_SERVER, node.travels).safe is not True:
            old = beside(old, {"allOf": Foreign([without])}, FROM_SERVER)
            if questions.answer(old, new, FROM_SERVER, node.travels).safe is True:
                continue
        assert child.left is not None
        assert child.right is not None
        edit = redeclared(name, at, (child.left, child.right), (old, new))
        edit.mask, edit.alone = FROM_SERVER, True
        # Wherever the union is asked about, closed alternatives are not opened to what the map knows.
        for each, side in sides_beside:
            if each.pointer in knowing and name not in side.properties:
                questions.know_by_map(written_in(base, each.schema), name)
        yield edit


def _read_as(base: Contract, side: Conjunction, name: str) -> list[JSON]:
    """What an alternative lets its readers expect under a name: as declared, or by a map. Nothing if it knows none."""
    if name in side.properties:
        declared = side.properties[name].schema
        return [declared] if visible(base, declared) & FROM_SERVER else []
    found = met(side, name)
    if found == []:
        found = [At(schema.get("unevaluatedProperties"), pointer) for schema, pointer in side.objects]
    said = [at.schema for at in found or () if isinstance(at.schema, dict)]
    return [schema for schema in said if not says_nothing(base, schema)]


def _sides_written_out(
    children: list[Node],
    groups: tuple[Group, Group],
    sides: tuple[Conjunction, Conjunction],
    keyword: str = "",
    known: tuple[str, AbstractSet[str]] = ("", frozenset()),
) -> tuple[JSON, JSON]:
    """Both sides with their one group written out; see `_written_out`.

    `known` is a name, and the places of the alternatives of the base that know it.
    """
    old = {child.base.pointer: child.left for child in children if child.left is not None}
    new = {child.revision.pointer: child.right for child in children if child.right is not None}
    return _written_out(sides[0], groups[0], old, keyword, known), _written_out(sides[1], groups[1], new, keyword)


def _written_out(
    side: Conjunction,
    group: Group,
    alternatives: dict[str, Conjunction],
    keyword: str,
    known: tuple[str, AbstractSet[str]] = ("", frozenset()),
) -> JSON:
    """A side with a group whose alternatives are written out, so that no name is left out of questions about them.

    They are under `keyword` if it is given, otherwise under their own. What leaves a field out matches more, and of a
    `oneOf` each alternative may match too much.
    """
    name, knowing = known
    members: list[JSON] = []
    for at in group.alternatives:
        found = alternatives.get(_place(at))
        parts: list[JSON] = [{**part} for part, _ in found.objects] if found else [at.schema]
        # A map knows the name as if it declared it: closed alternatives beside it are not opened to that.
        declaring: list[JSON] = [{"properties": {name: True}}] if at.pointer in knowing else []
        members.append({"allOf": [*parts, *declaring]} if found or declaring else at.schema)
    alternatives_written: JSON = {keyword or group.keyword: members}
    written: list[JSON] = []
    is_written = False
    for schema, pointer in side.objects:
        rest = {k: v for k, v in schema.items() if (k, pointer) != (group.keyword, group.pointer)}
        # The group stays in its object: `unevaluatedProperties` reads what stands beside it.
        is_here = len(rest) < len(schema)
        is_written |= is_here
        written.append(rest | alternatives_written if is_here else rest)
    return {"allOf": written if is_written else [*written, alternatives_written]}


def _asked(
    base: Contract, questions: Questions, node: Node, children: list[Node], groups: tuple[Group, Group]
) -> Iterator[_Name]:
    came = [(child, *each) for child in children for each in _came(child)]
    spoken = Spoken(base)
    alternatives = [spoken.parts([Part(at, is_test=False)]) for at in groups[0].alternatives] if came else []
    listed = [spoken.names(parts) for parts in alternatives]
    values = values_at(base)
    for child, name, added in came:
        having = [index for index, names in enumerate(listed) if name in names]
        declared = [spoken.side(groups[0].alternatives[index]).properties for index in having]
        said = [
            at
            for index, properties in zip(having, declared, strict=True)
            # What it declares itself limits whatever else it says of the name.
            for at in ([properties[name]] if name in properties else spoken.said(alternatives[index], name))
        ]
        known = [at for at in said if visible(base, at.schema) & TO_SERVER]
        at = child.right.properties.get(name) if child.left and child.right else None
        if known and at is not None:
            travels = inside(node.travels, "properties", name)
            own = child.left.properties if child.left else {}
            # In a `oneOf` it must not take what another alternative takes: what both match is refused.
            overlap = groups[1].keyword == "oneOf" and not all(told_apart(own, each, values) for each in declared)
            if overlap or not all(takes(questions, each, at, travels) for each in known):
                yield _Name(child, added, name, at, known)


def _came(child: Node) -> Iterator[tuple[str, Edit | None]]:
    """The names that came to one alternative, and those that its clients send now though they did not travel."""
    yield from ((edit.name or "", edit) for edit in child.edits if edit.rule == "property-added")
    yield from ((name, None) for name in sorted(child.lifted.get(TO_SERVER, ())))


Values = Callable[[At], list[JSON] | None]
"""The values that a schema lists; `None` if it lists none."""


_LISTING = frozenset({"const", "enum", "oneOf", "anyOf", "allOf", "$ref", "not"})
"""A schema without any of these is one part that lists no values."""


def values_at(contract: Contract) -> Values:
    """What the schemas of a description list, each looked at once."""
    known: dict[str, list[JSON] | None] = {}

    def values(at: At) -> list[JSON] | None:
        if not at.members and isinstance(at.schema, dict) and _LISTING.isdisjoint(at.schema):
            return None
        if at.identity not in known:
            known[at.identity] = listed(conjunction(contract, at))
        return known[at.identity]

    return values


def told_apart(first: dict[str, At], second: dict[str, At], values: Values) -> bool:
    """Whether two alternatives list different values of one member: clients send it, required or not."""
    for name in first.keys() & second.keys():
        one = values(first[name])
        other = None if one is None else values(second[name])
        if one is not None and other is not None and len(missing(one, other)) == len(one):
            return True
    return False


def takes(questions: Questions, old: At, new: At, travels: str) -> bool:
    """Whether a schema takes all values of another one."""
    # A `$ref` leads into another document on each side, so equal text is no answer.
    plain = not isinstance(old.schema, dict) or "$ref" not in old.schema
    if plain and same(old.schema, new.schema):
        return True
    return questions.answer(old.schema, new.schema, TO_SERVER, travels).safe is True


def _place(at: At) -> str:
    """The place of an alternative, or that of what it only refers to."""
    ref = at.schema.get("$ref") if isinstance(at.schema, dict) else None
    return ref[1:] if isinstance(ref, str) else at.pointer


def _declaring(at: At, asked: list[_Name]) -> Iterator[JSON]:
    """The new fields of one alternative, which may be a reference to the place where they are declared."""
    for each in asked:
        if each.child.revision.pointer in {at.pointer, _place(at)}:
            yield {"properties": {each.name: each.at.schema}}
