"""Names that are declared under a condition: which of them one side alone has."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import permutations
from typing import NamedTuple

from apidiff.comparing.asking.covering import Known, known_elsewhere
from apidiff.comparing.asking.projection import visible
from apidiff.comparing.edits import Edit
from apidiff.comparing.equality import key_of
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.conjunction import At, Conjunction, conjunction, forbids
from apidiff.comparing.schemas.naming import declared_names
from apidiff.comparing.walking.mapped_names import is_mapped
from apidiff.comparing.walking.properties import named_edit
from apidiff.model.contract import JSON, Contract
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.keywords import CONDITIONAL

_DEEPEST = 20
"""Values within values under a condition in which names are sought."""


_Conditions = dict[tuple[str, str, str | bytes], list[At]]
"""The schemas under each condition: its keyword, its name if there are several, and its `if`."""


class Conditional(NamedTuple):
    """A name that one side alone has, and declares under a condition."""

    edit: Edit
    objects: list[tuple[Contract, dict[str, JSON]]]
    """The schema objects under that condition, of both sides, each with its document; none where both know the name."""


def conditional(
    base: Contract, revision: Contract, old: tuple[Conjunction, At], new: tuple[Conjunction, At]
) -> Iterator[Conditional]:
    """The properties that `then`, `else` or `dependentSchemas` declare on one side, and nothing on the other.

    The policy decides on them as on others. A name that is asked for there too is left to the question about the whole,
    and so is what comes with a condition that is new itself: that tightens what was taken.
    """
    sides = (base, *old), (revision, *new)
    under = [list(held_by_conditions(whole)) for _, whole, _ in sides]
    left = old[0]
    for side, (contract, whole, _) in enumerate(sides):
        other, its_whole, its_at = sides[1 - side]
        known = declared_names(other, its_at.schema) if under[side] else set()
        # A condition can ask by a name that it does not declare.
        named_there = known_elsewhere(base, left, kinds=False) if side and under[1] else Known(base)
        for condition, part in under[side]:
            named = part.schema.get("properties")
            if not isinstance(named, dict):
                continue
            beside = [(other, at.schema) for one, at in under[1 - side] if one == condition]
            if side == 1 and not beside:
                continue
            for name in sorted(named.keys() - known - whole.properties.keys() - its_whole.required.keys()):
                if name in named_there or _asks_for(name, part.schema) or (side and forbids(contract, named[name])):
                    continue
                # The other side has it too, and asks for it: so the question about the whole is to hold it.
                is_asked = any(_asks_for(name, schema) for _, schema in beside)
                if side and is_asked:
                    continue
                # A map of the base describes the field already, so it is no new one.
                if side and is_mapped(base, left, name):
                    continue
                at = At(named[name], join(part.pointer, "properties", name))
                rule: RuleId = "property-added" if side else "property-removed"
                first, second = (None, at) if side else (at, None)
                found = named_edit(rule, name, first, second, (old[0], new[0]), visible(contract, at.schema))
                yield Conditional(found, [] if is_asked else [(contract, part.schema), *beside])


def _asks_for(name: str, schema: JSON) -> bool:
    required = schema.get("required") if isinstance(schema, dict) else None
    return isinstance(required, list) and name in required


class Nested(NamedTuple):
    """Two schemas that both sides have at one place under one condition, and the optional names that came to them."""

    sides: tuple[Conjunction, Conjunction]
    at: tuple[At, At]
    around: str
    """What holds them, as in `naming.Name`."""
    came: dict[str, Edit]
    is_deeper: bool = False
    """Whether they are an alternative, or stand under another condition, within what the condition asks."""


class _Place(NamedTuple):
    """Two schemas at one place under a condition; the rest as in `Nested`."""

    base: At
    revision: At
    around: str
    is_deeper: bool
    depth: int


def nested(
    base: Contract, revision: Contract, left: Conjunction, right: Conjunction, keywords: AbstractSet[str] = CONDITIONAL
) -> Iterator[Nested]:
    """The pairs of objects under conditions that both sides have, at any depth.

    Through references, members, items, and what is applied to the same value.
    """
    pending = [
        _Place(*each, "*" if keyword == "contains" else "", is_deeper=False, depth=0)
        for keyword, each in by_condition(left, right, keywords)
    ]
    seen: set[tuple[str, str, str, bool]] = set()
    while pending:
        first, second, around, is_deeper, depth = pending.pop()
        # Reached in both ways, a pair counts twice: where it is not deeper, its new names are left out of questions.
        key = first.identity, second.identity, around, is_deeper
        if key in seen or depth > _DEEPEST:
            continue
        seen.add(key)
        sides = conjunction(base, first), conjunction(revision, second)
        before, after = (side.properties for side in sides)
        came = {
            name: named_edit("property-added", name, None, at, sides, visible(revision, at.schema))
            for name, at in after.items()
            if name not in before
            and not any(name in side.required for side in sides)
            and not forbids(revision, at.schema)
        }
        yield Nested(sides, (first, second), around, came, is_deeper)
        members = [(before[name], after[name], name) for name in before if name in after]
        items = tuple(side.child("items") for side in sides)
        if items[0] is not None and items[1] is not None:
            members.append((items[0], items[1], "*"))
        pending += [_Place(*each, is_deeper, depth + 1) for each in members]
        same_value = [pair for _, pair in by_condition(*sides, CONDITIONAL)]
        same_value += [
            pair
            for one, other in zip(sides[0].groups, sides[1].groups, strict=False)
            if one.keyword == other.keyword
            for pair in zip(one.alternatives, other.alternatives, strict=False)
        ]
        pending += [_Place(*pair, around, is_deeper=True, depth=depth + 1) for pair in same_value]


def by_condition(
    left: Conjunction, right: Conjunction, keywords: AbstractSet[str]
) -> Iterator[tuple[str, tuple[At, At]]]:
    """The two schemas under each condition, with its keyword; of several alike, those that stand at one place."""
    return _of_both(*(_conditions(whole, keywords) for whole in (left, right)))


def by_any_condition(
    left: Conjunction, right: Conjunction, keywords: AbstractSet[str]
) -> Iterator[tuple[str, tuple[At, At]]]:
    """The same, and of conditions whose `if` is in none of the other side those that took each other's place.

    A negated `if` has a `then` and its `else` change places, so what is left of one can have taken the other's.
    """
    old, new = (_conditions(whole, keywords) for whole in (left, right))
    yield from _of_both(old, new)
    before, after = (
        {
            keyword: [at for one, held in here.items() if one[0] == keyword and one not in there for at in held]
            for keyword in sorted(keywords & {"then", "else"})
        }
        for here, there in ((old, new), (new, old))
    )
    # Each with its like first.
    for one, other in (*zip(before, before, strict=True), *permutations(before, 2)):
        pairs = list(_at_one_place(before[one], after[other]))
        yield from ((one, pair) for pair in pairs)
        paired = {at for pair in pairs for at in pair}
        before[one] = [at for at in before[one] if at not in paired]
        after[other] = [at for at in after[other] if at not in paired]


def _of_both(old: _Conditions, new: _Conditions) -> Iterator[tuple[str, tuple[At, At]]]:
    for one in [each for each in old if each in new]:
        yield from ((one[0], pair) for pair in _at_one_place(old[one], new[one]))


def _at_one_place(before: list[At], after: list[At]) -> Iterator[tuple[At, At]]:
    """The only one of each side, or those whose places are the same."""
    if len(before) == len(after) == 1:
        yield before[0], after[0]
        return
    places = {at.pointer: at for at in after}
    yield from ((at, places[at.pointer]) for at in before if at.pointer in places)


def _conditions(whole: Conjunction, keywords: AbstractSet[str]) -> _Conditions:
    found: _Conditions = {}
    for schema, pointer in whole.objects:
        for keyword in keywords & schema.keys():
            value = schema[keyword]
            held = value.items() if keyword == "dependentSchemas" and isinstance(value, dict) else [("", value)]
            # `then` and `else` hang on the `if` beside them: with another one, they are another condition.
            which, asked = _branch(keyword, schema.get("if", True)) if keyword in ("then", "else") else (keyword, "")
            for name, child in held:
                if isinstance(child, dict):
                    at = At(child, join(pointer, keyword, name) if name else join(pointer, keyword))
                    found.setdefault((which, name, asked), []).append(at)
    return found


def _branch(keyword: str, condition: JSON) -> tuple[str, str | bytes]:
    """A `then` or an `else` with its `if`: where that is negated, the other one with what is negated."""
    while isinstance(condition, dict) and condition.keys() == {"not"}:
        keyword, condition = "else" if keyword == "then" else "then", condition["not"]
    return keyword, key_of(condition)


def held_by_conditions(whole: Conjunction) -> Iterator[tuple[tuple[str, str], At]]:
    """The schema objects that stand under a condition, each with its keyword and, of several, its name."""
    for keyword in sorted(CONDITIONAL):
        for place, value in whole.written(keyword).items():
            held = value.items() if keyword == "dependentSchemas" and isinstance(value, dict) else [("", value)]
            for name, schema in held:
                if isinstance(schema, dict):
                    yield (keyword, name), At(schema, join(place, name) if name else place)
