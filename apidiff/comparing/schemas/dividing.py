"""One object whose tag lists several values, and a union of objects that each have one of them.

`{kind: {enum: [a, b]}, c}` and `oneOf: [{kind: {const: a}, c}, {kind: {const: b}, c}]` hold the same values. Compared
with the nearest alternative alone, the object would lose the tags of all others. So it is read as a union too: itself
once for each tag.

Source: JSON Schema 2020-12 Core, 10.2.1; Validation, 6.1.2 and 6.1.3.
"""

from typing import NamedTuple

from apidiff.comparing.schemas.alternatives import Matched
from apidiff.comparing.schemas.conjunction import At, Conjunction, Group, both, conjunction
from apidiff.comparing.schemas.hoisting import FIXED, asking, says_nothing_of_kinds, share_out, without_what_asks
from apidiff.comparing.schemas.listed_values import listed as values_listed
from apidiff.comparing.showing import shown
from apidiff.model.contract import JSON, Contract

_OBJECT = frozenset({"object"})
_FEWEST = 2


class Divided(NamedTuple):
    """Both sides as unions, and which alternatives go by the same tag."""

    left: Conjunction
    right: Conjunction
    matched: Matched


def divided(base: Contract, revision: Contract, left: Conjunction, right: Conjunction) -> Divided | None:
    """Both sides as unions, where one is an object with a required tag and the other one a union by that tag.

    `None` if they are anything else, or if fewer than two alternatives have a tag that the object lists.
    """
    if _is_flat(left) and (union := _as_union(right)) is not None:
        return _divide((base, left), (revision, union))
    if _is_flat(right) and (union := _as_union(left)) is not None:
        turned = _divide((revision, right), (base, union))
        if turned is not None:
            # Asked the other way round: what the union of the base has beyond the object was removed.
            pairs = [(new, old) for old, new in turned.matched.pairs]
            return Divided(turned.right, turned.left, Matched(pairs, turned.matched.added, [], apart=True))
    return None


def _is_flat(side: Conjunction) -> bool:
    return (
        not (side.groups or side.choices)
        and side.types == _OBJECT
        and FIXED.isdisjoint(side.keywords)
        and "discriminator" not in side.keywords
    )


def _as_union(side: Conjunction) -> Conjunction | None:
    """A schema of one union, with what it asks beside that in each alternative; `None` if it is no such schema."""
    if len(side.groups) != 1 or side.choices or not FIXED.isdisjoint(side.keywords):
        return None
    return share_out(side) if all(map(says_nothing_of_kinds, side.objects)) else None


def _divide(one: tuple[Contract, Conjunction], many: tuple[Contract, Conjunction]) -> Divided | None:
    """The object (left) once for each tag, and the union (right)."""
    (contract, flat), (other, union) = one, many
    members = [conjunction(other, at) for at in union.groups[0].alternatives]
    if any(member.types != _OBJECT for member in members):
        return None
    for name in flat.required:
        listed = _tags(contract, flat, name)
        tags = [_tags(other, member, name) if name in member.required else None for member in members]
        # Every alternative has to require the tag and to list one value for it; else a payload could be of several.
        if listed is None or any(each is None or len(each) != 1 for each in tags):
            continue
        by_tag = {tag: at for each, at in zip(tags, union.groups[0].alternatives, strict=True) for tag in each or ()}
        shared = [tag for tag in listed if tag in by_tag]
        # Two alternatives with one tag are not told apart by it. With one tag in common there is no union to read, but
        # one object beside another.
        if len(by_tag) == len(members) and len(shared) >= _FEWEST:
            return _by_tags(flat, union, name, listed, by_tag)
    return None


def _by_tags(
    flat: Conjunction, union: Conjunction, name: str, listed: dict[str, JSON], by_tag: dict[str, At]
) -> Divided:
    pairs = []
    left_over = [value for tag, value in listed.items() if tag not in by_tag]
    for tag, value in listed.items():
        if tag in by_tag:  # what no alternative has is told of the first
            pairs.append((_with_tag(flat, name, [value, *left_over]), by_tag[tag]))
            left_over = []
    added = [at for tag, at in by_tag.items() if tag not in listed]
    group = union.groups[0]
    old = without_what_asks(flat)
    old.groups = [Group(group.keyword, tuple(first for first, _ in pairs), flat.pointer)]
    return Divided(old, union, Matched(pairs, [], added, apart=True))


def _tags(contract: Contract, side: Conjunction, name: str) -> dict[str, JSON] | None:
    """The values that an object lists for a property, each by its text; `None` where it lists none."""
    child = side.properties.get(name)
    values = None if child is None else values_listed(conjunction(contract, child))
    return None if values is None else {shown(value, 10_000): value for value in values}


def _with_tag(flat: Conjunction, name: str, values: list[JSON]) -> At:
    """The object with no other tags than these."""
    parts = [At(_narrowed(schema, name, values), pointer) for schema, pointer in asking(flat)]
    return parts[0] if len(parts) == 1 else both(parts)


def _narrowed(schema: dict[str, JSON], name: str, values: list[JSON]) -> dict[str, JSON]:
    named = schema.get("properties")
    if not isinstance(named, dict) or not isinstance(named.get(name), dict):
        return schema
    kept = {} if "$ref" in named[name] else {key: value for key, value in named[name].items() if key != "const"}
    tag: JSON = {**kept, "enum": values}
    return {**schema, "properties": {**named, name: tag}}
