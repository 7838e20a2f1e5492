"""The named parts of an object: properties that came, went or changed their name, and what is required."""

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from apidiff.comparing.asking.covering import Known, known_elsewhere, met, selects_heirs
from apidiff.comparing.asking.projection import visible
from apidiff.comparing.edits import ABSENT, BOTH, FROM_SERVER, NEITHER, TO_SERVER, Directions, Edit, Spot
from apidiff.comparing.pointers import phrase
from apidiff.comparing.schemas.conjunction import At, Conjunction, conjunction, forbids, holder
from apidiff.comparing.schemas.naming import declared_names
from apidiff.comparing.schemas.renames import pair, possible
from apidiff.comparing.showing import brings, brings_values, shown
from apidiff.comparing.walking.mapped_names import Met, named_in_maps, said_by_maps, undeclared
from apidiff.model.contract import JSON, Contract
from apidiff.model.rule_ids import RuleId

MARKED: dict[str, tuple[Directions, RuleId, RuleId]] = {
    "readOnly": (TO_SERVER, "read-only-changed", "read-only-lifted"),
    "writeOnly": (FROM_SERVER, "write-only-changed", "write-only-lifted"),
}
"""Each mark with the direction out of which it keeps a property, and its rules where it came and where it went."""


class Pair(NamedTuple):
    """Two schemas for one member, under its name in the revision, with the directions in which both travel."""

    name: str
    base: At
    revision: At
    mask: Directions
    was: str = ""
    """Its name in the base, if that is another one."""


class Properties(NamedTuple):
    """`pairs`: the members to compare; `edits`: what came, went and is asked for."""

    pairs: list[Pair]
    edits: list[Edit]
    unpaired: set[str]
    """The names about which the other side says nothing, or that were renamed: the policy alone decides on them."""
    moved: dict[str, Edit]
    """The names that the other side knows from an alternative or a condition, and what to ask about each."""
    told: bool
    """Whether all is known about each name: which patterns match it."""
    lifted: dict[Directions, set[str]]
    """By direction: the names that the base declares not to travel in it, or forbids, and the revision lets travel.

    There the base says nothing about them, so that they are as names that came.
    """
    mapped: dict[str, tuple[At, At]]
    """Of the names that moved: what both sides say of one that the other side lists in a map, and does not declare."""


def compare(
    base: Contract,
    revision: Contract,
    old: tuple[Conjunction, At],
    new: tuple[Conjunction, At],
    can_have: Callable[[JSON, str], bool | None],
) -> Properties:
    """Match the properties of two objects by name, then by likeness.

    `can_have`: whether some object of the revision's schema has a name; `None` if that is not known.
    """
    left, right = old[0], new[0]
    barred = _barred((base, left), (revision, right))
    # What another keyword forbids now is no field that came, so the question about the pair holds it.
    barred -= {n for n in sorted(barred - right.properties.keys()) if can_have(new[1].schema, n) is False}
    # From here on a barred name counts as one that the base does not declare: what lets it stand brings a new field.
    before = left.properties.keys() - barred
    gone = {name: left.properties[name] for name in sorted(before - right.properties.keys())}
    came = {name: right.properties[name] for name in sorted(right.properties.keys() - before)}
    renamed = _successors((base, left), (revision, right), gone, came)
    # A name that no object can have takes the place of none: what went is gone.
    renamed = {name: heir for name, heir in renamed.items() if can_have(new[1].schema, heir) is not False}
    met_by_maps = Met(base, left, right)
    pairs, edits = _kept((base, left), (revision, right), sorted(before & right.properties.keys()), met_by_maps)
    for name, successor in renamed.items():
        pair_of, edit = _renamed(
            (base, left), (revision, right), (name, gone.pop(name)), (successor, came.pop(successor))
        )
        pairs.append(pair_of)
        edits.append(edit)
    mapped = said_by_maps((base, left), (revision, right), gone, came)
    moved = _known_names((base, left), (revision, right), (old[1].schema, new[1].schema), gone, came, mapped)
    gone = {name: at for name, at in gone.items() if name not in moved}
    for pair_of, marks in _still_required(base, (left, right), gone, met_by_maps):
        del gone[pair_of.name]
        pairs.append(pair_of)
        edits.extend(marks)
    likely = possible(*({n: at.schema for n, at in side.items() if n not in moved} for side in (gone, came)))
    for name, at in gone.items():
        edits.extend(_removed(base, name, at, (left, right), likely.get(name)))
    for name in sorted(barred - right.properties.keys()):
        edits.append(named_edit("property-allowed", name, left.properties[name], None, (left, right), BOTH))
    unpaired = {*renamed, *renamed.values(), *(gone.keys() - right.required.keys())}
    for name, at in came.items():
        if name in moved:
            continue
        sees = visible(revision, at.schema)
        counterparts = met_by_maps.instead(name, at)
        # What the base asks for was there, though nothing declared it; the pair tells what is said of it now.
        if counterparts is None or name not in left.required:
            edits.extend(_added(name, at, left, right, sees))
        if name in left.required:
            # The base asks for it without declaring it, so it travels both ways there.
            edits.extend(_marks(name, (undeclared(left, at), at), (left, right), BOTH, sees))
        if counterparts is not None:
            pairs.append(Pair(name, *counterparts, sees))
        elif name not in left.required and name not in barred:
            unpaired.add(name)
    # Of names without a counterpart, an edit of their own says whether they are needed.
    edits.extend(_required(base, revision, left, right, unpaired | barred))
    lifted = _lifted(base, revision, left, right)
    for direction in (TO_SERVER, FROM_SERVER) if barred else ():
        lifted.setdefault(direction, set()).update(barred - moved.keys())
    return Properties(pairs, edits, unpaired, moved, met_by_maps.told, lifted, mapped)


def _successors(
    base: tuple[Contract, Conjunction],
    revision: tuple[Contract, Conjunction],
    gone: dict[str, At],
    came: dict[str, At],
) -> dict[str, str]:
    """By the name of what went: the name of what came in its place, told by its likeness."""
    # A name that the other side requires, though it does not declare it, is known there: it neither goes nor comes.
    renamed = pair(
        {n: at.schema for n, at in gone.items() if n not in revision[1].required},
        {n: at.schema for n, at in came.items() if n not in base[1].required},
    )
    # What travels in other directions takes the place of a name in some of them alone.
    return {
        name: successor
        for name, successor in renamed.items()
        if visible(base[0], gone[name].schema) == visible(revision[0], came[successor].schema)
    }


def _known_names(
    base: tuple[Contract, Conjunction],
    revision: tuple[Contract, Conjunction],
    wholes: tuple[JSON, JSON],
    gone: dict[str, At],
    came: dict[str, At],
    mapped: Collection[str],
) -> dict[str, Edit]:
    """The edits of the names that both sides know, though only one of them declares a field: containment decides.

    `wholes` are the schemas of both sides; `mapped` are the names of which a map of the other side says something.
    """
    sides = left, right = base[1], revision[1]
    # What another keyword of the revision declares or lists did not go, and what the base forbade was no field.
    declared = declared_names(revision[0], wholes[1]) if gone else set[str]()
    in_maps = {*mapped, *(named_in_maps(revision[0], right, gone) if gone else ())}
    moved = {
        name: _moved(name, at, None, sides, by_map=name in in_maps and name not in declared)
        for name, at in gone.items()
        if name in declared or name in in_maps or forbids(base[0], at.schema)
    }
    # Clients know these names, so the policy on new names does not hold for them.
    known = known_elsewhere(base[0], left, kinds=not selects_heirs(right)) if came else Known(base[0])
    # What may not be there is no new field.
    barred_now = {name for name, at in came.items() if forbids(revision[0], at.schema)}
    # Nor is one that a pattern of the base lists alone.
    listed = named_in_maps(base[0], left, came) if came else set[str]()
    asked = [name for name in came if name in known or name in mapped or name in listed or name in barred_now]
    before = declared_names(base[0], wholes[0]) if asked else set[str]()
    return moved | {
        name: _moved(
            name,
            None,
            came[name],
            sides,
            is_forbidden=name in barred_now,
            by_map=name not in {*barred_now, *before, *known.names},
        )
        for name in asked
    }


def _still_required(
    base: Contract, sides: tuple[Conjunction, Conjunction], gone: dict[str, At], met_by_maps: Met
) -> list[tuple[Pair, list[Edit]]]:
    """What is left of names that are declared no more, and that `required` still names; with the edits of their marks.

    Clients go on sending or reading them. What maps leave to such a name is what is said of it now.
    """
    found: list[tuple[Pair, list[Edit]]] = []
    for name in sorted(gone.keys() & sides[1].required.keys()):
        left_to = met_by_maps.left_to(name, gone[name])
        if left_to is not None:
            seen = visible(base, gone[name].schema)  # what is not declared travels both ways
            found.append((Pair(name, *left_to, seen), [*_marks(name, (gone[name], left_to[1]), sides, seen, BOTH)]))
    return found


def _renamed(
    old: tuple[Contract, Conjunction], new: tuple[Contract, Conjunction], gone: tuple[str, At], came: tuple[str, At]
) -> tuple[Pair, Edit]:
    """A property under another name: the pair of what it holds, and the edit."""
    (base, left), (revision, right) = old, new
    (name, first), (successor, second) = gone, came
    both = visible(base, first.schema) & visible(revision, second.schema)
    edit = named_edit("property-renamed", name, first, second, (left, right), both)
    edit.renamed_to = edit.params["renamed_to"] = successor
    edit.heir_required = successor in right.required
    # What the property holds is compared on its own; whether it is required is told by nothing else.
    edit.own = (name, name in left.required), (successor, successor in right.required)
    return Pair(successor, first, second, both, was=name), edit


def _removed(
    base: Contract, name: str, at: At, sides: tuple[Conjunction, Conjunction], likely: str | None
) -> Iterator[Edit]:
    """A property that went; `likely`: what it may be called now."""
    right = sides[1]
    edit = named_edit("property-removed", name, at, None, sides, visible(base, at.schema))
    edit.possibly_renamed_to = likely
    yield edit
    if name in right.required:  # what is not declared travels both ways
        # That it may be missing as well would be told by no other edit.
        edit.own = (name, edit.base), (edit.revision, "required")
        yield from _marks(name, (at, undeclared(right, at)), sides, visible(base, at.schema), BOTH)


def _kept(
    old: tuple[Contract, Conjunction], new: tuple[Contract, Conjunction], names: list[str], met_by_maps: Met
) -> tuple[list[Pair], list[Edit]]:
    """The pairs of names that both sides declare, and the edits of those that travel otherwise or may not be there."""
    (base, left), (revision, right) = old, new
    pairs: list[Pair] = []
    edits: list[Edit] = []
    for name in names:
        first, second = left.properties[name], right.properties[name]
        seen, sees = visible(base, first.schema), visible(revision, second.schema)
        both = seen & sees
        # Fewer values from the server are additive, and yet who reads the field does not find it again.
        if both & FROM_SERVER and forbids(revision, second.schema) and not forbids(base, first.schema):
            both &= TO_SERVER
            edits.append(forbidden_edit(name, first, second, (left, right)))
        pairs.append(Pair(name, *met_by_maps.beside(name, first, second), both))
        if seen != sees:
            for edit in _marks(name, (first, second), (left, right), seen, sees):
                _tell_of_shared(edit, (base, first), (revision, second))
                edits.append(edit)
    return pairs, edits


def marks_of_kept(old: tuple[Contract, Conjunction], new: tuple[Contract, Conjunction]) -> Iterator[Edit]:
    """The edits of names that both sides declare, and that travel in other directions than before."""
    (base, left), (revision, right) = old, new
    for name in sorted(left.properties.keys() & right.properties.keys()):
        first, second = left.properties[name], right.properties[name]
        yield from _marks(
            name, (first, second), (left, right), visible(base, first.schema), visible(revision, second.schema)
        )


def _barred(old: tuple[Contract, Conjunction], new: tuple[Contract, Conjunction]) -> set[str]:
    """The names that the base declares so that no value is valid, and the revision does not: no fields of the base.

    A name that the base knows from elsewhere as well, or that the revision asks for undeclared, is compared as it is.
    """
    (base, left), (revision, right) = old, new
    found = {name for name, at in left.properties.items() if name not in left.required and forbids(base, at.schema)}
    for name in list(found):
        # Forbidden on both sides it is no new field; it is compared as it is.
        if name in right.properties:
            found -= {name} if forbids(revision, right.properties[name].schema) else set()
        elif name in right.required or any(forbids(revision, at.schema) for at in met(right, name) or ()):
            found.remove(name)
    known = known_elsewhere(base, left, kinds=not selects_heirs(right)) if found else Known(base)
    return {name for name in found if name not in known}


def _lifted(base: Contract, revision: Contract, left: Conjunction, right: Conjunction) -> dict[Directions, set[str]]:
    """See `Properties.lifted`; a name that the base knows from elsewhere, or that may not be there, is no new one."""
    found: dict[Directions, set[str]] = {}
    for name in left.properties.keys() & right.properties.keys() - left.required.keys():
        at = right.properties[name]
        new = visible(revision, at.schema) & ~visible(base, left.properties[name].schema)
        for direction in (TO_SERVER, FROM_SERVER):
            if new & direction and not forbids(revision, at.schema):
                found.setdefault(direction, set()).add(name)
    known = known_elsewhere(base, left, kinds=not selects_heirs(right)) if found else Known(base)
    return {direction: {name for name in names if name not in known} for direction, names in found.items()}


def redeclared(name: str, at: At, sides: tuple[Conjunction, Conjunction], question: tuple[JSON, JSON]) -> Edit:
    """A name that is new in one alternative, and that others of the base declare, with what to ask about it.

    A client that knows it from there may send it beside what the one alternative declares.
    """
    edit = _moved(name, None, at, sides)
    edit.question = *question, "both"
    edit.is_half = True
    edit.mask = TO_SERVER
    return edit


def forbidden_edit(name: str, base: At, revision: At, sides: tuple[Conjunction, Conjunction]) -> Edit:
    """A property that stays declared and may hold nothing: what clients read is gone, though fewer values are valid."""
    edit = named_edit("property-removed", name, base, revision, sides, FROM_SERVER)
    edit.is_half = True
    return edit


def told_at(edits: list[Edit], node: At, sides: tuple[Conjunction, Conjunction]) -> list[Edit]:
    """Tell of names that a schema lost by an edit elsewhere where they are lost, as one change.

    The components that declare them may be unchanged, and in use elsewhere.
    """
    site = phrase(sides[1].site)
    for edit in edits:
        edit.params |= {"holder": site, "where": site}
        is_here = edit.base is None or edit.base.pointer.startswith(f"{node.pointer}/")
        if not is_here:
            edit.own = ((edit.name, edit.base), (edit.revision, node.pointer))  # one for each schema that lost it
        if len(edits) > 1 or not is_here:
            edit.together = node.pointer
    return edits


def lost(base: Contract, name: str, at: At, left: Conjunction, right: Conjunction) -> Edit:
    """A property that went with the alternatives that named it."""
    return named_edit("property-removed", name, at, None, (left, right), visible(base, at.schema))


def all_lost(base: Contract, left: Conjunction, right: Conjunction) -> Iterator[Edit]:
    """The properties of a payload that may be nothing any more: gone for those who read it."""
    for name, at in sorted(left.properties.items()):
        if not forbids(base, at.schema):
            edit = lost(base, name, at, left, right)
            # To the server values went, and the edit of the schema tells of these.
            edit.mask &= FROM_SERVER
            edit.is_half = True
            yield edit


def _moved(
    name: str,
    base: At | None,
    revision: At | None,
    sides: tuple[Conjunction, Conjunction],
    *,
    is_forbidden: bool = False,
    by_map: bool = False,
) -> Edit:
    """What holds of a name is said in another part of the schema, so the schema as a whole is asked about it.

    `by_map`: whether the side that does not declare it speaks of it in a map alone.
    """
    edit = named_edit(
        "property-forbidden" if is_forbidden else "property-redeclared", name, base, revision, sides, BOTH
    )
    edit.asks = True
    edit.params["brings"] = ""
    if by_map:
        edit.params["brings"] = ": by a map alone" if revision is None else ": by name, no longer by a map alone"
    return edit


def named_edit(
    rule: RuleId,
    name: str,
    base: At | None,
    revision: At | None,
    sides: tuple[Conjunction, Conjunction],
    mask: Directions,
) -> Edit:
    """An edit of a property that stands on one side, or on both under two names."""
    left, right = sides
    here, other = (revision, left) if base is None else (base, right)
    assert here is not None
    # `.../properties/name`: the schema object that declares it is two tokens up.
    part = here.pointer.rsplit("/", 2)[0]
    site = holder(part, other, right.site)
    # The revision has no such part, so the way to it in the base says which one was meant (`/then`, `/oneOf/1`).
    if base is not None and site == right.site:
        site += _from(left, part)
    params = {
        "name": name,
        "holder": phrase(site),
        "where": phrase(here.pointer),
        "keyword": "properties",
    }
    params |= {"kind": "property", "base": "", "revision": "", "brings": ""}
    if revision is not None:
        names, values = _brought(revision)
        params["brings"] = brings(dict.fromkeys(names, ())) or brings_values(values)
    return Edit(
        rule,
        Spot(base.pointer, base.schema) if base else left.spot(part),
        Spot(revision.pointer, revision.schema) if revision else right.spot(part),
        name=name,
        params=params,
        mask=mask,
    )


def _from(side: Conjunction, place: str) -> str:
    """The way from a schema object of a side to a place in it; empty if the place is in none, or is one itself."""
    around = (pointer for _, pointer in side.objects if place.startswith(f"{pointer}/") and place not in side.places)
    nearest = max(around, key=len, default=place)
    return place[len(nearest) :]


def _brought(at: At) -> tuple[list[str], list[str]]:
    """What a new property brings with it: the names of its own properties, or its listed values."""
    schema = at.schema if isinstance(at.schema, dict) else {}
    items = schema.get("items")
    if isinstance(items, dict):
        schema = items
    named = schema.get("properties")
    if isinstance(named, dict):
        return sorted(named), []
    values = schema.get("enum")
    return [], [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def _added(name: str, at: At, left: Conjunction, right: Conjunction, mask: Directions) -> Iterator[Edit]:
    needed = name in right.required and name not in left.required
    # What only the server sends is asked of no client.
    rule: RuleId = "required-property-added" if needed and mask & TO_SERVER else "property-added"
    yield named_edit(rule, name, None, at, (left, right), mask)


def _marks(
    name: str, pair: tuple[At, At], sides: tuple[Conjunction, Conjunction], seen: Directions, sees: Directions
) -> Iterator[Edit]:
    """A property that travels in another set of directions than before: it leaves one, or it enters one."""
    for keyword, (direction, _, _) in MARKED.items():
        if seen & direction == sees & direction:
            continue
        needed = bool(sees & direction) and name in sides[1].required and direction == TO_SERVER
        if needed:  # a client has to send it now; where only the server sends it, the mark alone is gone
            added = named_edit("required-property-added", name, *pair, sides, direction)
            # What it has to be is no part of the edit of its mark, and nothing else tells of it.
            added.own, added.is_half = ((name, seen), (sees, Spot(pair[1].pointer, pair[1].schema))), True
            yield added
        yield mark_edit(name, pair, sides, keyword, (seen, sees), is_half=needed)


def mark_edit(
    name: str,
    pair: tuple[At, At],
    sides: tuple[Conjunction, Conjunction],
    keyword: str,
    travels: tuple[Directions, Directions],
    *,
    is_half: bool = False,
) -> Edit:
    """A mark that came to a name, or went; `is_half`: another edit tells what that does to clients."""
    direction, came, lifted = MARKED[keyword]
    seen, sees = travels
    rule = lifted if sees & direction else came
    edit = named_edit(rule, name, *pair, sides, NEITHER if is_half else direction)
    edit.params |= {"keyword": keyword, "base": shown(not seen & direction), "revision": shown(not sees & direction)}
    edit.own = (name, seen), sees
    return edit


def _tell_of_shared(edit: Edit, old: tuple[Contract, At], new: tuple[Contract, At]) -> None:
    """Where a schema carries the mark that several properties refer to, it is one edit of that schema."""
    # Whether a name is needed is said by the object that requires it, not by the schema that it refers to.
    if edit.rule == "required-property-added":
        return
    sides = [conjunction(*side) for side in (old, new)]
    written = [side.written(edit.params["keyword"]) for side in sides]
    marked = next((place for places in written for place, value in places.items() if value is True), "")
    # The edit goes to the schema that has the mark if both sides refer to it: then all its users share one change.
    part = marked.rpartition("/")[0]
    if marked and part != new[1].pointer and all(part in side.places for side in sides):
        edit.base, edit.revision = (Spot(marked, places.get(marked, ABSENT)) for places in written)
        edit.name = None
        edit.params |= {"where": phrase(part), "holder": phrase(part), "name": phrase(part)}


def _required(
    base: Contract, revision: Contract, left: Conjunction, right: Conjunction, unpaired: set[str]
) -> Iterator[Edit]:
    """Source: JSON Schema 2020-12 Validation, 6.5.3."""
    for name in sorted(right.required.keys() - left.required.keys() - unpaired):
        yield _requirement(name, base, revision, left, right, needed=True)
    for name in sorted(left.required.keys() - right.required.keys() - unpaired):
        yield _requirement(name, base, revision, left, right, needed=False)


def _requirement(
    name: str, base: Contract, revision: Contract, left: Conjunction, right: Conjunction, *, needed: bool
) -> Edit:
    side, other = (right, left) if needed else (left, right)
    declared = name in left.properties or name in right.properties
    rule: RuleId
    if declared:
        rule = "property-became-required" if needed else "property-became-optional"
    else:
        rule = "required-added" if needed else "required-removed"
    mask = BOTH
    for contract, conj in ((base, left), (revision, right)):
        # What does not travel is not asked for either: `required` beside `readOnly` holds in responses alone (OpenAPI
        # 3.0, Schema Object, `readOnly`).
        if name in conj.properties:
            mask &= visible(contract, conj.properties[name].schema)
    here = Spot(side.required[name], name)
    part = here.pointer.rpartition("/")[0]
    there = other.spot(part)
    where = phrase(holder(part, other, right.site))
    params = {"name": name, "holder": where, "where": where, "keyword": "required"}
    params |= {"base": "optional" if needed else "required", "revision": "required" if needed else "optional"}
    # The list of the base with this name alone put in or taken out: the others are edits of their own.
    names = left.required.keys() | {name} if needed else left.required.keys() - {name}
    return Edit(
        rule,
        there if needed else here,
        here if needed else there,
        name=name,
        params=params,
        asks=True,
        patch={"required": sorted(names)},
        mask=mask,
    )
