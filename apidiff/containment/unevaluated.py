"""`unevaluatedProperties` and `unevaluatedItems`, rewritten into keywords that look at the instance alone.

What a schema evaluates depends on which of its conditional parts hold. Evaluating more only loosens the keyword, so
it holds if and only if for some choice of parts that hold, everything that those leave over meets its subschema: a
disjunction over choices. What the parts evaluate of names and positions that can be listed is read one by one, without
a choice, and so is a part that evaluates all of them.
Source: JSON Schema 2020-12 Core, 7.7.1 and 11.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from apidiff.containment.limits import Undecided
from apidiff.containment.terms import FALSITY, OBJECT, TRUTH
from apidiff.containment.values import Frozen
from apidiff.model.contract import JSON

if TYPE_CHECKING:
    from collections.abc import Callable

    from apidiff.containment.asking import SchemaReader

ENDLESS = 1 << 40
MOST_CHOICES = 300
MOST_REFERENCES = 60


class Evaluated(NamedTuple):
    """What is evaluated where `condition` holds: names, the items before `prefix`, and the items that match."""

    condition: int
    names: int = FALSITY
    prefix: int = 0
    matching: int = FALSITY


_NOTHING = Evaluated(TRUTH)

Group = list[Evaluated]
"""Parts of which at most one is chosen: the branches of one `oneOf`, or `then` and `else`."""


def unevaluated(tr: SchemaReader, schema: dict[str, JSON], base: str) -> int:
    """The formula of both keywords of this schema."""
    terms = tr.terms
    always, *groups = _merged(tr, _groups(tr, schema, base, own=True, budget=[MOST_REFERENCES]))
    sometimes = [part for group in groups for part in group if _matters(part)]
    parts = []
    if "unevaluatedProperties" in schema:
        value = tr.below(schema["unevaluatedProperties"], base)
        listed = [part for part in sometimes if _is_finite(tr, part.names)]
        # Where a part evaluates every name, nothing is left over.
        all_names = [part.condition for part in sometimes if part.names == TRUTH]
        choices = _choices(groups, lambda part: part.names != TRUTH and not _is_finite(tr, part.names))
        left = [_by_name(tr, always[0].names, choice, listed, value) for choice in choices]
        parts.append(terms.either([*all_names, *left]))
    if "unevaluatedItems" in schema:
        value = tr.below(schema["unevaluatedItems"], base)
        choices = _choices(groups, lambda part: part.matching != FALSITY)
        parts.append(terms.either([_by_position(tr, always[0], choice, sometimes, value) for choice in choices]))
    return terms.both(parts)


def _choices(groups: list[Group], is_chosen: Callable[[Evaluated], bool]) -> list[tuple[Evaluated, ...]]:
    """The ways to choose some of the parts that have to be chosen, since what they evaluate cannot be listed."""
    groups = [[part for part in group if is_chosen(part)] for group in groups]
    # `_NOTHING`: no part of the group need be chosen, and of a `oneOf` no two parts hold at once.
    groups = [[_NOTHING, *group] for group in groups if group]
    size = 1
    for group in groups:
        size *= len(group)
        if size > MOST_CHOICES:
            raise Undecided("`unevaluatedProperties` or `unevaluatedItems` depends on too many conditions")
    return list(product(*groups))


def _is_finite(tr: SchemaReader, names: int) -> bool:
    return names == FALSITY or (names > 0 and tr.terms.kinds[names] == "enum")


def _by_name(tr: SchemaReader, always: int, chosen: tuple[Evaluated, ...], listed: list[Evaluated], value: int) -> int:
    """Name by name, where conditional parts evaluate finitely many: evaluated by a part that holds, or of `value`."""
    terms = tr.terms
    always = terms.either([always, *[part.names for part in chosen]])
    conditions: dict[Frozen, list[int]] = {}
    for part in listed:
        for name in sorted(terms.parts[part.names][0]) if part.names != FALSITY else ():
            conditions.setdefault(name, []).append(part.condition)
    named = [
        terms.either([*met, terms.each(terms.both([terms.enum([name]), -always]), value)])
        for name, met in conditions.items()
    ]
    rest = terms.each(terms.both([-always, -terms.enum(conditions)]), value)
    return terms.both([*[part.condition for part in chosen], *named, rest])


def _by_position(
    tr: SchemaReader, always: Evaluated, chosen: tuple[Evaluated, ...], sometimes: list[Evaluated], value: int
) -> int:
    """Position by position: evaluated by a part that holds, or of `value`, or counted by a `contains`."""
    terms = tr.terms
    # Every item is evaluated in any case, so none is left over.
    if always.prefix >= ENDLESS:
        return TRUTH
    left = terms.either([value, always.matching, *[part.matching for part in chosen]])
    last = max([always.prefix, *[part.prefix for part in sometimes if part.prefix < ENDLESS]])
    parts = [part.condition for part in chosen]
    for index in range(always.prefix, last):
        met = [part.condition for part in sometimes if part.prefix > index]
        parts.append(terms.either([*met, terms.at(index, left)]))
    met = [part.condition for part in sometimes if part.prefix >= ENDLESS]
    return terms.both([*parts, terms.either([*met, terms.items(last, left)])])


def _merged(tr: SchemaReader, groups: list[Group]) -> list[Group]:
    """What is evaluated in any case as one group of one, and every other group."""
    always = [group[0] for group in groups if len(group) == 1 and group[0].condition == TRUTH]
    merged = Evaluated(
        TRUTH,
        tr.terms.either([part.names for part in always]),
        max((part.prefix for part in always), default=0),
        tr.terms.either([part.matching for part in always]),
    )
    return [[merged], *[group for group in groups if not (len(group) == 1 and group[0].condition == TRUTH)]]


def _groups(tr: SchemaReader, schema: JSON, base: str, *, own: bool, budget: list[int]) -> list[Group]:
    """The groups of one schema; `own` leaves out its unevaluated keywords, which are the question."""
    if not isinstance(schema, dict):
        return []
    tr.meter.charge()
    # A list of one number, since the whole walk shares it: a schema that names another twice, many times over, has
    # exponentially many ways through.
    budget[0] -= 1
    if budget[0] < 0:
        raise Undecided("`unevaluatedProperties` or `unevaluatedItems` looks through too many references")
    before = tr.scope
    if not own:
        base = tr.document.enter(schema, base)
        tr.scope = tr.document.scope_within(before, base)
    try:
        return _gathered(tr, schema, base, own=own, budget=budget)
    finally:
        tr.scope = before


def _gathered(tr: SchemaReader, schema: dict[str, JSON], base: str, *, own: bool, budget: list[int]) -> list[Group]:
    # `not` makes no group: annotations of a schema that fails are dropped (Core, 7.7.1), and what stands under `not`
    # has failed where the whole holds.
    groups = [[_adjacent(tr, schema, base, own=own)]]

    def inside(part: JSON, its_base: str) -> list[Group]:
        return _groups(tr, part, its_base, own=False, budget=budget)

    for part in schema.get("allOf", []):
        groups += inside(part, base)
    if "$ref" in schema:
        groups += inside(*tr.document.resolve(schema["$ref"], base))
    if "$dynamicRef" in schema:
        groups += inside(*tr.document.resolve_dynamic(schema["$dynamicRef"], base, tr.scope))
    for part in schema.get("anyOf", []):
        groups += _under(tr, tr.formula(part, base), inside(part, base))
    alternatives = [_under(tr, tr.formula(part, base), inside(part, base)) for part in schema.get("oneOf", [])]
    groups += _exclusive(alternatives)
    for name, part in schema.get("dependentSchemas", {}).items():
        present = tr.terms.both([tr.terms.types(OBJECT), tr.terms.make("has", name)])
        groups += _under(tr, present, inside(part, base))
    if "if" in schema:
        condition = tr.formula(schema["if"], base)
        # What `if` matches it evaluates, even without a `then` (Core, 10.2.2.1).
        holds = inside(schema["if"], base) + inside(schema.get("then", True), base)
        fails = inside(schema.get("else", True), base)
        groups += _exclusive([_under(tr, condition, holds), _under(tr, -condition, fails)])
    return [group for group in groups if any(_matters(part) for part in group)]


def _matters(part: Evaluated) -> bool:
    return part.names != FALSITY or part.prefix > 0 or part.matching != FALSITY


def _adjacent(tr: SchemaReader, schema: dict[str, JSON], base: str, *, own: bool) -> Evaluated:
    """What the keywords of the schema itself evaluate."""
    all_names = "additionalProperties" in schema or (not own and "unevaluatedProperties" in schema)
    all_items = "items" in schema or (not own and "unevaluatedItems" in schema)
    # Unlike in 2019-09, `contains` evaluates the items that match (Core, 10.3.1.3).
    matching = tr.below(schema["contains"], base) if "contains" in schema else FALSITY
    prefix = ENDLESS if all_items else len(schema.get("prefixItems", []))
    return Evaluated(TRUTH, TRUTH if all_names else tr.names(schema), prefix, matching)


def _under(tr: SchemaReader, condition: int, groups: list[Group]) -> list[Group]:
    """The groups, of which each part is evaluated only where the condition holds too."""
    return [
        [
            Evaluated(tr.terms.both([condition, part.condition]), part.names, part.prefix, part.matching)
            for part in group
            if condition != FALSITY
        ]
        for group in groups
    ]


def _exclusive(alternatives: list[list[Group]]) -> list[Group]:
    """One group where every alternative is a plain part; otherwise all groups side by side, which is as true."""
    alternatives = [[group for group in groups if any(_matters(p) for p in group)] for groups in alternatives]
    if all(len(groups) <= 1 and all(len(group) == 1 for group in groups) for groups in alternatives):
        together = [part for groups in alternatives for group in groups for part in group]
        return [together] if together else []
    return [group for groups in alternatives for group in groups]
