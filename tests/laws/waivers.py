"""A waiver covers what it was given for, over many edits: `python -m tests.laws.waivers --pairs 2000 --seed 1`.

A schema is made of sibling keywords, groups whose reach depends on one another by the table of keywords. Two revisions
of it differ by one more edit, or by another value in the same keyword or in a neighbour. If all that the second one
breaks has ids that the first one's breaks have, a waiver of the first one ships the second one: then no instance may be
broken by the second one alone. Instances are judged by a validator. Prints each pair that fails and exits with 1.
"""

from __future__ import annotations

import argparse
import copy
import itertools
import random
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import jsonschema_rs

import apidiff
from apidiff.model.policy import Policy
from apidiff.openapi.keywords import KEYWORDS, groups_of
from tests.comparing.describing import received, sent

Schema = dict[str, Any]
Value = Any
Chance = random.Random
STRICT = Policy(new_enum_value="breaking")
SURFACES = {"request": sent, "response": received}

_TEXTS = ("", "a", "ab", "abc", "b", "xy")
_NUMBERS = (0, 1, 2, 3, 4, 5, 6, 9, 2.5, -1)
_FLAT = (*_TEXTS, *_NUMBERS, None, True, False)
_ITEMS = ("a", 1, 5, None, "abc")
_MEMBERS = ("a", 1, 5, None)
POOL: tuple[Value, ...] = (
    *_FLAT,
    *[list(items) for many in range(4) for items in itertools.product(_ITEMS, repeat=many)],
    *(
        {name: value for name, value in zip("abx", each, strict=True) if value != "-"}
        for each in itertools.product((*_MEMBERS, "-"), repeat=3)
    ),
)
"""The instances on which revisions are compared."""


def leaf(chance: Chance) -> Value:
    """A small schema of what an item or a member holds."""
    kinds: tuple[Value, ...] = (
        {"type": "string"},
        {"type": "integer"},
        {"type": "integer", "maximum": chance.choice((1, 4))},
        {"type": "string", "maxLength": chance.choice((1, 2))},
        {"enum": chance.choice((["a", 1], ["a"], [1, None]))},
        {"const": chance.choice(("a", 1, 5))},
        {"type": ["string", "null"]},
        {"not": {"type": chance.choice(("string", "integer", "null"))}},
        {},
        chance.random() < 0.5,
    )
    return copy.deepcopy(chance.choice(kinds))


def _one_of(*values: Value) -> Callable[[Chance], Value]:
    return lambda chance: chance.choice(values)


def _some(values: str, most: int = 2) -> Callable[[Chance], Value]:
    return lambda chance: sorted(chance.sample(values, chance.randint(1, most)))


def _whole(chance: Chance) -> Schema:
    """A schema of whole instances, as alternatives and conditions hold."""
    schemas: tuple[Schema, ...] = (
        {"type": chance.choice(("string", "integer", "array", "object", "null"))},
        {"required": chance.choice((["a"], ["b"]))},
        {"properties": {chance.choice("ab"): leaf(chance)}},
        {"items": leaf(chance)},
        {"minItems": chance.choice((1, 2))},
        {"maxLength": chance.choice((1, 2))},
        {"maximum": chance.choice((2, 4))},
        {"type": "integer", "minimum": chance.choice((2, 4))},
        {"enum": chance.choice((["a", "ab"], [1, 5], ["a", 1]))},
    )
    return chance.choice(schemas)


VALUES: dict[str, Callable[[Chance], Value]] = {
    **dict.fromkeys(("minLength", "minItems", "minProperties", "minContains"), _one_of(0, 1, 2)),
    **dict.fromkeys(("maxLength", "maxItems", "maxProperties", "maxContains"), _one_of(1, 2, 3)),
    **dict.fromkeys(("minimum", "exclusiveMinimum"), _one_of(0, 1, 2)),
    **dict.fromkeys(("maximum", "exclusiveMaximum"), _one_of(2, 4, 5)),
    "multipleOf": _one_of(1, 2, 3),
    "uniqueItems": _one_of(True, False),
    "pattern": _one_of("^a", "b", "^[ab]*$", "^.?$"),
    "type": _one_of("string", "integer", "number", "array", "object", ["string", "null"], ["integer", "string"]),
    "enum": _one_of(["a", "ab"], [1, 2, 5], ["a", 1], [[], ["a"]], [{"a": 1}, {}]),
    "const": _one_of("a", 1, ["a"], {"a": 1}),
    **dict.fromkeys(("items", "contains", "additionalProperties", "unevaluatedProperties", "unevaluatedItems"), leaf),
    "prefixItems": lambda chance: [leaf(chance) for _ in range(chance.randint(1, 2))],
    "properties": lambda chance: {name: leaf(chance) for name in chance.sample("ab", chance.randint(1, 2))},
    "patternProperties": lambda chance: {chance.choice(("^a", "^x", "b")): leaf(chance)},
    "propertyNames": _one_of({"enum": ["a"]}, {"pattern": "^[ab]"}, {"maxLength": 0}, {"const": "b"}),
    "required": _some("abx"),
    "dependentRequired": lambda chance: {chance.choice("ab"): ["x"]},
    "dependentSchemas": lambda chance: {chance.choice("ab"): {"required": ["x"]}},
    **dict.fromkeys(("if", "then", "else", "not"), _whole),
    **dict.fromkeys(("anyOf", "oneOf", "allOf"), lambda chance: [_whole(chance) for _ in range(2)]),
}
"""A value for each keyword that refuses instances."""
OF_ARRAYS = sorted(name for name in VALUES if KEYWORDS[name].applies_to == "array")
OF_OBJECTS = sorted(name for name in VALUES if KEYWORDS[name].applies_to == "object")
OF_VALUES = sorted(name for name in VALUES if name not in (*OF_ARRAYS, *OF_OBJECTS))


class Case(NamedTuple):
    """A schema and two revisions of it."""

    base: Schema
    first: Schema
    second: Schema


def cases(many: int, seed: int) -> Iterator[Case]:
    """`many` cases, the same for the same seed."""
    chance = random.Random(seed)
    while many:
        names = chance.choice((OF_ARRAYS, OF_OBJECTS, OF_VALUES, sorted(VALUES)))
        chosen = [chance.sample(names, chance.randint(2, 4)) for _ in range(chance.choice((1, 1, 2)))]
        base = [{name: VALUES[name](chance) for name in each} for each in chosen]
        first = _edited(base, names, chance)
        second = _edited(first if chance.random() < 0.6 else base, names, chance)
        put = _place(chosen, chance)
        found = [put(each) for each in (base, first, second)]
        if len({str(each) for each in found}) == len(found):
            many -= 1
            yield Case(*found)


def _place(chosen: list[list[str]], chance: Chance) -> Callable[[list[Schema]], Schema]:
    """What makes one whole of the edited schemas: a part each, or all of it, in a member or in items, too."""
    roll, keyword = chance.random(), chance.choice(("oneOf", "oneOf", "anyOf", "allOf"))
    half = chosen[0][: len(chosen[0]) // 2]

    def put(schemas: list[Schema]) -> Schema:
        whole = {keyword: schemas} if len(schemas) > 1 else schemas[0]
        if roll < 0.2 and "allOf" not in whole and len(schemas) == 1:
            return {"allOf": [{k: v for k, v in whole.items() if (k in half) == side} for side in (True, False)]}
        if roll > 0.9:
            return {"type": "object", "properties": {"a": whole}}
        return {"type": "array", "items": whole} if roll > 0.8 else whole

    return put


def _near(names: list[str], base: Schema) -> list[str]:
    """The keywords of a schema and those that would be in a group with one of them."""
    groups = groups_of([*base, *names])
    return sorted({name for group in groups if not group.isdisjoint(base) for name in group} | set(base))


def _edited(schemas: list[Schema], names: list[str], chance: Chance) -> list[Schema]:
    """The schemas, in one of which one keyword was taken away, or has another value."""
    at = chance.randrange(len(schemas))
    name = chance.choice(_near(names, schemas[at]))
    rest = {keyword: value for keyword, value in schemas[at].items() if keyword != name}
    edited = rest if name in schemas[at] and chance.random() < 0.4 else {**rest, name: VALUES[name](chance)}
    return [*schemas[:at], edited, *schemas[at + 1 :]]


def shipped(case: Case, surface: str) -> Value:
    """An instance, in a list, that the second revision alone breaks, though a waiver of the first one covers it."""
    describe = SURFACES[surface]
    told = [apidiff.diff(describe(case.base), describe(revision), STRICT).counted for revision in case[1:]]
    ids, breaks = ([{c.id for c in each if of in (None, c.cls)} for each in told] for of in (None, "breaking"))
    if not breaks[1] <= breaks[0] or not ids[0] <= ids[1]:
        return []  # another waiver is asked for, or an edit that made up for another one is gone, which is no edit more
    base, first, second = (jsonschema_rs.Draft202012Validator(schema).is_valid for schema in case)
    for instance in POOL:
        if surface == "request":
            broken = base(instance) and first(instance) and not second(instance)
            broken = broken and _known(case.base, instance) == instance
        else:
            broken = second(instance) and not base(instance) and not first(instance)
            broken = broken and not _tolerated(case.base, instance) and not _tolerated(case.first, instance)
        if broken:
            return [instance]
    return []


def _tolerated(schema: Schema, instance: Value) -> bool:
    """Whether a client of the schema takes the instance: to it, closed objects are open."""
    return isinstance(instance, dict) and jsonschema_rs.Draft202012Validator(_opened(schema)).is_valid(instance)


def _opened(value: Value) -> Value:
    if isinstance(value, list):
        return [_opened(each) for each in value]
    if not isinstance(value, dict):
        return value
    closing = ("additionalProperties", "unevaluatedProperties")
    return {name: _opened(each) for name, each in value.items() if each is not False or name not in closing}


def _known(schema: Schema, instance: Value) -> Value:
    """The instance without the members that a schema does not name: the policy decides on those."""
    if not isinstance(instance, dict):
        return instance
    return {name: value for name, value in instance.items() if f"'{name}'" in str(schema)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    failed = 0
    for case in cases(options.pairs, options.seed):
        for surface in SURFACES:
            for instance in shipped(case, surface):
                failed += 1
                print(f"{surface}: {case.base} -> {case.first}\n   covers {case.second}\n   {instance!r}")
    print(f"{options.pairs} pairs, {failed} shipped under a waiver of another edit", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
