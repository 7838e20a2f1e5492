"""Alternatives: the members of two `anyOf`s or `oneOf`s, matched by what they stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from functools import cached_property, partial
from typing import NamedTuple

from apidiff.comparing.equality import key_of
from apidiff.comparing.schemas.conjunction import EXAMPLES, PROSE, At, Conjunction, conjunction
from apidiff.comparing.schemas.listed_values import listed
from apidiff.comparing.schemas.types import Types, type_of
from apidiff.comparing.schemas.unwrapping import seen_through
from apidiff.comparing.showing import shown
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.pointers import split

# Two objects are one that was edited if they share half of the properties that either of them has.
ALIKE = 0.5
MOST_COMPARED = 10_000
"""Pairs of alternatives whose nearness is measured; past it, alternatives are known by what is the same alone."""
MOST_SIGNS = 100
MOST_LEVELS = 6
_OBJECT = frozenset({"object"})


class Matched(NamedTuple):
    """Pairs that stand for the same thing, and the alternatives that only one side has."""

    pairs: list[tuple[At, At]]
    removed: list[At]
    added: list[At]
    apart: bool
    """Whether no value can match two alternatives, of one side or of both unless they are a pair, as far as types and
    constants tell: then nothing that one alternative lets out can another one take in."""

    @property
    def complete(self) -> bool:
        return not self.removed and not self.added


def match(
    base: Contract, revision: Contract, old: list[At], new: list[At], differs: Callable[[JSON, JSON], bool]
) -> Matched:
    """Pair alternatives: by reference, by content, by a distinguishing constant, by names, by type, by likeness."""
    pairs: list[tuple[At, At]] = []
    left, right = list(old), list(new)
    # What a component is called is the surest sign: it holds even where everything in the component changed.
    _take(pairs, left, right, _same_reference, _references)
    equal = [pair for pair in pairs if not differs(pair[0].schema, pair[1].schema)]
    by_reference = len(pairs)
    _take(pairs, left, right, lambda a, b: not differs(a.schema, b.schema), lambda at: [key_of(at.schema)])
    equal += pairs[by_reference:]
    known = {at: _Facts(conjunction(base, seen_through(at))) for at in old}
    # Equal schemas share their facts, which are costly to gather in large unions.
    same = {second: known[first] for first, second in equal}
    known |= {at: same.get(at) or _Facts(conjunction(revision, seen_through(at))) for at in new}
    if left and right:
        _pair_by_facts(pairs, left, right, known, (old, new))
    return Matched(pairs, left, right, _all_apart(known, pairs, left, right))


def _pair_by_facts(
    pairs: list[tuple[At, At]], left: list[At], right: list[At], known: dict[At, _Facts], sides: tuple[list[At], ...]
) -> None:
    # A constant that several alternatives share, such as a version, tells none of them from another.
    for side in sides:
        counts = Counter(tag for at in side for tag in known[at].tags)
        for at in side:
            known[at].own_tags = {tag for tag in known[at].tags if counts[tag] == 1}
    # From the surest sign to the weakest; each test sees only what the earlier ones left. `None` stands for nearness.
    # The type is asked a second time near the end: pairs that were taken in between may leave one of a type.
    tests: tuple[_Test | None, ...] = (
        _OWN_TAG, _TAG, _TITLE, _OUTLINE, _ONLY_OF_ITS_TYPE, None, _LIKENESS, _ONLY_OF_ITS_TYPE, _ONLY_ONES_LEFT,
    )  # fmt: skip
    for test in tests:
        if test is None:
            _take_nearest(pairs, left, right, known)
            continue
        rest = _Rest(*(Counter(_kind(known[at]) for at in side) for side in (left, right)))
        _take(pairs, left, right, partial(_by_facts, test, known, rest), partial(_keys_of, test, known, rest))


def _all_apart(known: dict[At, _Facts], pairs: list[tuple[At, At]], left: list[At], right: list[At]) -> bool:
    """Whether the alternatives of each side exclude each other, and those of one side those of the other but a pair."""
    groups = [[known[at] for at in pair] for pair in pairs] + [[known[at]] for at in (*left, *right)]
    # One look at a common tag settles most unions; comparing all pairs takes quadratic time.
    return _by_one_property(groups) or all(
        _disjoint(first, second)
        for index, group in enumerate(groups)
        for other in groups[index + 1 :]
        for first in group
        for second in other
    )


def _by_facts(test: _Test, known: dict[At, _Facts], rest: _Rest, first: At, second: At) -> bool:
    return test.same(known[first], known[second], rest)


def _keys_of(test: _Test, known: dict[At, _Facts], rest: _Rest, at: At) -> Iterable[Hashable]:
    return test.keys(known[at], rest)


def _take(
    pairs: list[tuple[At, At]],
    left: list[At],
    right: list[At],
    same: Callable[[At, At], bool],
    keys: Callable[[At], Iterable[Hashable]],
) -> None:
    """Pair each with the first that is the same. Only those are looked at with which it shares a key."""
    by_key: dict[Hashable, list[int]] = {}
    for index, second in enumerate(right):
        for key in keys(second):
            by_key.setdefault(key, []).append(index)
    taken: dict[int, int] = {}
    for number, first in enumerate(left if by_key else ()):
        # Sorted, so that the first in the description wins and the result hangs on no order of hashes.
        candidates = sorted({index for key in keys(first) for index in by_key.get(key, ())} - taken.keys())
        partner = next((index for index in candidates if same(first, right[index])), None)
        if partner is not None:
            pairs.append((first, right[partner]))
            taken[partner] = number
    gone = set(taken.values())
    # In place: the caller goes on with what is left.
    left[:] = [first for number, first in enumerate(left) if number not in gone]
    right[:] = [second for index, second in enumerate(right) if index not in taken]


def _references(at: At) -> list[Hashable]:
    ref = at.schema.get("$ref") if isinstance(at.schema, dict) else None
    return [ref] if isinstance(ref, str) else []


def _same_reference(first: At, second: At) -> bool:
    a, b = (at.schema.get("$ref") if isinstance(at.schema, dict) else None for at in (first, second))
    return a is not None and a == b


def _take_nearest(pairs: list[tuple[At, At]], left: list[At], right: list[At], known: dict[At, _Facts]) -> None:
    """Pair what says most of the same, of one type, where no other one is as near to either of the two."""
    if len(left) * len(right) > MOST_COMPARED:
        return
    # Measured once: the loop only takes rows and columns away, which changes no score.
    scores = {(first, second): _nearness(known[first], known[second]) for first in left for second in right}
    while left and right:
        near = [[scores[first, second] for second in right] for first in left]
        rows = [max(row) for row in near]
        columns = [max(column) for column in zip(*near, strict=True)]
        # The best of its row and of its column, and the only one that is: a tie is left to the weaker tests, since
        # either choice would be a guess. Each round takes rivals away, so a later one may find more.
        found = [
            (left[i], right[j])
            for i, row in enumerate(near)
            for j, score in enumerate(row)
            if score
            and score == rows[i] == columns[j]
            and row.count(score) == 1
            and sum(other[j] == score for other in near) == 1
        ]
        if not found:
            return
        pairs += found
        for first, second in found:
            left.remove(first)
            right.remove(second)


def _nearness(a: _Facts, b: _Facts) -> float:
    """How much two alternatives say that is the same, 0 to 1; 0 also where that shows nothing."""
    # Two that each have a constant share none, or they would be paired by it already.
    if _kind(a) is None or _kind(a) != _kind(b) or (a.tags and b.tags):
        return 0
    if (a.properties or b.properties) and not (_close(a, b) and a.properties & b.properties):
        return 0
    common = len(a.signs & b.signs)
    return common / len(a.signs | b.signs) if common else 0


def _signs(side: Conjunction) -> set[str]:
    """What a schema says, leaf by leaf, each with the keywords above it: without prose, and without its type."""
    found: set[str] = set()
    pending: list[tuple[str, JSON, int]] = [
        (keyword, schema[keyword], 0)
        for schema, _ in side.objects
        for keyword in schema
        if keyword != "type" and not _says_nothing(keyword)
    ]
    while pending and len(found) < MOST_SIGNS:
        # Level by level, so that the limit cuts off what is deepest and says least.
        path, value, level = pending.pop(0)
        found.add(path)
        if isinstance(value, dict) and value and level < MOST_LEVELS:
            pending += [(f"{path}/{k}", v, level + 1) for k, v in value.items() if not _says_nothing(k)]
        elif isinstance(value, list) and level < MOST_LEVELS:
            # Without the index: members of a list are found again wherever they stand.
            pending += [(path, v, level + 1) for v in value]
        else:
            found.add(f"{path}={shown(value)}")
    return found


def _says_nothing(keyword: str) -> bool:
    return keyword in PROSE or keyword in EXAMPLES or keyword == "default"


class _Facts:
    """What an alternative is known by."""

    def __init__(self, side: Conjunction) -> None:
        self.types = side.types
        self.properties = set(side.properties)
        self.title = next((s["title"] for s, _ in side.objects if isinstance(s.get("title"), str)), None)
        self.tags = {
            (name, shown(values[0])) for name, child in side.properties.items() if len(values := _constants(child)) == 1
        }
        self.own_tags: set[tuple[str, str]] = set()
        """The tags that no other alternative of its side has."""
        self.values = listed(side)
        self._side = side
        self.required = set(side.required)
        self.outline = self.types, self.properties, self.required, self.tags
        self.constants = {
            # Not shortened as in a sentence: two long values that differ at their ends must not be taken for one here.
            name: {shown(value, 10_000) for value in values}
            for name, child in side.properties.items()
            if (values := _constants(child))
        }

    @cached_property
    def keys(self) -> frozenset[str | bytes] | None:
        """The listed values; `None` if others are valid too."""
        return None if self.values is None else frozenset(map(key_of, self.values))

    @cached_property
    def admitted(self) -> Types:
        """The types, as they are written or as those of the listed values."""
        return frozenset(map(type_of, self.values)) if self.types is None and self.values is not None else self.types

    @cached_property
    def signs(self) -> set[str]:
        return _signs(self._side)


def _constants(child: At) -> list[JSON]:
    """The values that a property lists; where several schemas hold together, those of the first that lists some."""
    for part in child.members or (child,):
        if isinstance(part.schema, dict) and (values := _constant(part.schema)):
            return values
    return []


def _constant(schema: dict[str, JSON]) -> list[JSON]:
    if "const" in schema:
        return [schema["const"]]
    values = schema.get("enum")
    return values if isinstance(values, list) else []


def apart(contract: Contract, members: list[JSON]) -> bool:
    """Whether no value can match two of the alternatives, as far as types and constants tell."""
    alternatives = [At(member, "") for member in members]
    known = {at: _Facts(conjunction(contract, at)) for at in alternatives}
    return _all_apart(known, [], alternatives, [])


def apart_beside(first: Conjunction, second: Conjunction, name: str) -> bool:
    """Whether the first alternative cannot be taken for the second whatever property `name` holds.

    By its type, or by another property that it requires and whose listed values differ.
    """
    if _differ_in_type(first.types, second.types):
        return True
    for each in first.required:
        if each != name and each in first.properties and each in second.properties:
            one = _constants(first.properties[each])
            other = _constants(second.properties[each]) if one else []
            if other and {key_of(value) for value in one}.isdisjoint(map(key_of, other)):
                return True
    return False


def _by_one_property(groups: list[list[_Facts]]) -> bool:
    """Whether all are objects that require one property, of which no two groups list the same value."""
    facts = [each for group in groups for each in group]
    if not facts or any(each.types != _OBJECT for each in facts):
        return False
    for name in set.intersection(*(each.required & each.constants.keys() for each in facts)):
        listed_by = [set().union(*(each.constants[name] for each in group)) for group in groups]
        # Sets are disjoint in pairs exactly if their union has as many members as they have together.
        if len(set().union(*listed_by)) == sum(map(len, listed_by)):
            return True
    return False


def _disjoint(first: _Facts, second: _Facts) -> bool:
    """By type, by the listed values, or by those of a property that one of them requires."""
    if _differ_in_type(first.admitted, second.admitted):
        return True
    if first.keys is not None and second.keys is not None:
        return first.keys.isdisjoint(second.keys)
    # It is enough that one of the two requires the property: a value that matches both has it then, and its value is in
    # both lists. Only of objects, since `required` says nothing of other types.
    return first.types == second.types == _OBJECT and any(
        not first.constants[name] & second.constants[name] and name in first.required | second.required
        for name in first.constants.keys() & second.constants.keys()
    )


def _differ_in_type(first: frozenset[str] | None, second: frozenset[str] | None) -> bool:
    # `integer` and `number` overlap: 1 is of both types.
    return first is not None and second is not None and not _numeric(first) & _numeric(second)


def _numeric(types: frozenset[str]) -> set[str]:
    return {"number" if name == "integer" else name for name in types}


def _same_own_tag(a: _Facts, b: _Facts, _: _Rest) -> bool:
    return bool(a.own_tags & b.own_tags)


def _same_tag(a: _Facts, b: _Facts, _: _Rest) -> bool:
    return bool(a.tags & b.tags)


def _same_title(a: _Facts, b: _Facts, _: _Rest) -> bool:
    return a.title is not None and a.title == b.title


def _same_outline(a: _Facts, b: _Facts, _: _Rest) -> bool:
    """Whether both are objects of the same properties, required ones and constants, however they are written."""
    return bool(a.properties) and a.outline == b.outline


def _only_of_its_type(a: _Facts, b: _Facts, rest: _Rest) -> bool:
    kind = _kind(a)
    if kind is None or kind != _kind(b) or (a.tags and b.tags):
        return False
    if a.properties and b.properties and not _close(a, b):  # what names nothing is no other object than what does
        return False
    # Counted before the test takes its first pair, which must not make one of a type out of two.
    return rest.left[kind] == 1 == rest.right[kind]


def _kind(facts: _Facts) -> str | None:
    """Its type, or its types; that it may be null beside makes no other alternative of it."""
    types = facts.types and (facts.types - {"null"} or facts.types)
    return " or ".join(sorted(_numeric(types))) if types else None


def _close(a: _Facts, b: _Facts) -> bool:
    union = a.properties | b.properties
    return not union or len(a.properties & b.properties) / len(union) >= ALIKE


def _alike(a: _Facts, b: _Facts, _: _Rest) -> bool:
    if _kind(a) != _kind(b) or (a.tags and b.tags):
        return False
    if a.properties or b.properties:
        return _close(a, b) and bool(a.properties & b.properties)
    return a.values is not None and b.values is not None and bool({*map(shown, a.values)} & {*map(shown, b.values)})


def label(at: At) -> str:
    """What a person calls an alternative: the component that it refers to, its title, its values, its type."""
    schema = at.schema
    if not isinstance(schema, dict):
        return shown(schema)
    if _name(schema) is None:
        for keyword in ("const", "enum"):
            if keyword in schema:
                values = _constant(schema)
                return shown(values[0] if len(values) == 1 else schema[keyword], 40)
        if "type" not in schema:
            return shown(schema, 40)
    return kind_of(schema)


def kind_of(schema: JSON) -> str:
    """What an alternative is known by whatever is edited in it: its component, its title, its tag, its type."""
    if not isinstance(schema, dict):
        return shown(schema)
    name = _name(schema)
    if name is not None:
        return name
    if "const" in schema:
        return shown(schema["const"])
    kind = schema.get("type")
    kind = kind if isinstance(kind, str) else shown(kind) if kind else ""
    named = schema.get("properties")
    tags = [
        f"{name}={shown(values[0])}"
        for name, child in sorted(named.items() if isinstance(named, dict) else ())
        if isinstance(child, dict) and len(values := _constant(child)) == 1
    ]
    return " ".join([kind, *tags]) if tags else kind


def _only_ones_left(a: _Facts, b: _Facts, rest: _Rest) -> bool:
    """One on each side, of which one does not say its type."""
    untyped = a.types is None or b.types is None
    return (
        rest.left.total() == rest.right.total() == 1
        and untyped
        and not (a.properties or b.properties or a.tags or b.tags)
    )


class _Rest(NamedTuple):
    """How many alternatives of each kind are without a partner yet."""

    left: Counter[str | None]
    right: Counter[str | None]


class _Test(NamedTuple):
    """What alternatives are paired by: only those are the same that share a key."""

    same: Callable[[_Facts, _Facts, _Rest], bool]
    keys: Callable[[_Facts, _Rest], Iterable[Hashable]]


def _likenesses(facts: _Facts, _: _Rest) -> Iterable[Hashable]:
    values = facts.values or ()
    return [*((name,) for name in facts.properties), *(map(shown, values) if not facts.properties else ())]


_OWN_TAG = _Test(_same_own_tag, lambda facts, _: facts.own_tags)
_TAG = _Test(_same_tag, lambda facts, _: facts.tags)
_TITLE = _Test(_same_title, lambda facts, _: [] if facts.title is None else [facts.title])
_OUTLINE = _Test(_same_outline, lambda facts, _: [tuple(sorted(facts.properties))] if facts.properties else [])
_ONLY_OF_ITS_TYPE = _Test(
    _only_of_its_type, lambda facts, rest: [kind] if rest.left[kind := _kind(facts)] == 1 == rest.right[kind] else []
)
_LIKENESS = _Test(_alike, _likenesses)
_ONLY_ONES_LEFT = _Test(_only_ones_left, lambda _, rest: [0] if rest.left.total() == rest.right.total() == 1 else [])


def _name(schema: dict[str, JSON]) -> str | None:
    ref = schema.get("$ref")
    if isinstance(ref, str):
        return split(ref)[-1] if "/" in ref else ref
    return schema["title"] if isinstance(schema.get("title"), str) else None
