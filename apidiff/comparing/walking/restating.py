"""Parts of a whole that only are written another way: both conjunctions in, with such parts alike on both sides, out.

`allOf` and `$ref` join schemas, and all of them hold together. If one part admits the same values before and after, the
whole does so too, whatever becomes of the other parts: from A and B to A' and B is no step. So the whole is compared as
if that part had not been written anew, and what is left differs by the edits of the other parts alone.

That holds for a part that says the same wherever it stands. What is unevaluated depends on all that stands beside it, a
discriminator on what inherits from it, and a property that does not travel is left out of the other parts as well:
parts that differ in these are compared keyword by keyword, like all others.

Source: JSON Schema 2020-12 Core, 10.2.1.1 (`allOf`), 7.7.1 and 11 (what reads annotations).
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from apidiff.comparing.asking.covering import UNEVALUATED
from apidiff.comparing.asking.fragments import choices
from apidiff.comparing.asking.projection import visible
from apidiff.comparing.asking.wire import PLAIN
from apidiff.comparing.edits import BOTH, Directions
from apidiff.comparing.equality import key_of, same
from apidiff.comparing.schemas.alternatives import Matched
from apidiff.comparing.schemas.conjunction import At, Conjunction, Group, conjunction, members_of
from apidiff.comparing.schemas.differing import Differing, reached_by
from apidiff.comparing.schemas.naming import Name, declared_names, marks_below
from apidiff.comparing.schemas.part_pairs import PartPair, Parts
from apidiff.comparing.schemas.reaching import READING
from apidiff.comparing.schemas.subtypes import has_kinds, selects_by_keyword, without_kinds
from apidiff.comparing.serialising import text_of
from apidiff.comparing.walking.conditional_names import held_by_conditions
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import ALTERNATIVES, KEYWORDS
from apidiff.openapi.pointers import ABSENT, find
from apidiff.openapi.upgrade import upgrade_schema_deep

MOST_PARTS_ASKED = 12
"""Parts of one whole that may have been written anew: of more, each is compared keyword by keyword."""
MOST_LEVELS = 8
"""Levels of `allOf` and `$ref` that are taken apart."""
_UNSAID = (
    b'"$dynamicRef"', b'"xml"', b'"format":"byte"', b'"format":"binary"', b'"contentEncoding"', b'"contentMediaType"',
    b'"contentSchema"',
)  # fmt: skip
"""What validation says nothing of, such as how a string is written, or says by what leads to it."""


_MARKS = (b'"readOnly":true', b'"writeOnly":true')


class Restated(NamedTuple):
    """One part that says the same on both sides, each as it is written there."""

    base: At
    revision: At
    is_fragment: bool


class Whole(NamedTuple):
    """Both sides with what was restated alike, and what that was."""

    left: Conjunction
    right: Conjunction
    restated: tuple[Restated, ...]
    parts: Parts | None
    """The parts in pairs, if an edit can be attributed to one of them."""


class _Pair(NamedTuple):
    """Parts that stand for the same thing; several where they cannot be told apart, or none."""

    base: tuple[At, ...]
    revision: tuple[At, ...]
    restated: bool = False
    differs: bool = True
    is_fragment: bool = False
    """Whether it is some of the keywords of one schema object on each side."""


class Restating(NamedTuple):
    """What it takes to tell: both contracts, what differs, and what proves that two schemas say the same."""

    base: Contract
    revision: Contract
    differs: Differing
    written_the_same: Callable[[JSON, JSON, str], bool]
    matched: Callable[[Group, Group], Matched]
    names: Callable[[Contract, JSON], AbstractSet[Name] | None]

    def put_together_anew(self, base: At, revision: At) -> bool:
        """Whether two parts differ in more than what is told or compared by its name or position."""
        left, right = conjunction(self.base, base), conjunction(self.revision, revision)
        old, new = left.groups, right.groups
        if [group.keyword for group in old] != [group.keyword for group in new]:
            return True
        if not all(self.matched(*pair).complete for pair in zip(old, new, strict=True)):
            return True
        return self.differs(_outline(left), _outline(right))

    def of(self, sides: tuple[At, At], left: Conjunction, right: Conjunction, travels: str) -> Whole | None:
        """The whole with its restated parts alike; `None` if there are none, or nothing beside them differs."""
        if left.is_false or right.is_false:
            return None
        if any(not UNEVALUATED.isdisjoint(side.keywords) for side in (left, right)):
            return None
        search = _Search(self, left, right, travels)
        pairs = search.taken_apart(_Pair((sides[0],), (sides[1],)), 0, alone=True)
        restated: list[Restated] = []
        found: list[PartPair] = []
        for pair in pairs:
            taken = search.taken_over(pair) if pair.restated else None
            # A part that is restated can refer to what the other document has otherwise. Then it cannot stand on both
            # sides, and counts as edited.
            if taken is None:
                old, new = _flat(self.base, pair.base), _flat(self.revision, pair.revision)
                found.append(PartPair(tuple(old), tuple(new), changed=pair.restated or pair.differs))
            else:
                found.append(PartPair(tuple(taken), tuple(taken), changed=False))
                both = _joined(pair.base, sides[0]), _joined(pair.revision, sides[1])
                restated.append(Restated(*both, is_fragment=pair.is_fragment))
        # One edited part, with nothing to hold fixed beside it, is the pair as it is.
        if not restated and sum(pair.changed for pair in found) < _FEWEST:
            return None
        left = left.of_parts([at for pair in found for at in pair.base])
        right = right.of_parts([at for pair in found for at in pair.revision])
        # A text is read by the types beside it, so no part of it can be asked about alone.
        attributes = travels == PLAIN and self._tells(sides, left, right)
        parts = Parts(tuple(found), self.differs) if attributes else None
        return Whole(left, right, tuple(restated), parts)

    @staticmethod
    def _tells(sides: tuple[At, At], left: Conjunction, right: Conjunction) -> bool:
        """Whether each part can be held as it is while another one changes: nothing selects among heirs."""
        return not any(
            at.inherited or "discriminator" in side.keywords for at, side in zip(sides, (left, right), strict=True)
        )


class _Search:
    """The parts of one whole in pairs."""

    def __init__(self, by: Restating, left: Conjunction, right: Conjunction, travels: str) -> None:
        self._by = by
        self._ways = dict.fromkeys((PLAIN, travels))
        """What is written in texts says more than its values, and less: both have to be the same."""
        self._contracts = (by.base, by.revision)
        self._wholes = (left, right)
        self._taken: set[tuple[tuple[tuple[str, bytes], ...], ...]] = set()
        """The pairs that were taken apart, by place and text: what is joined twice is one part."""
        self._travelling = tuple(_travelling(c, side) for c, side in zip(self._contracts, (left, right), strict=True))

    def taken_apart(self, pair: _Pair, level: int, *, alone: bool) -> list[_Pair]:
        """The parts that two schemas are joined from, in pairs as small as those that are restated.

        `alone`: nothing that differs stands beside the two.
        """
        old, new = (
            [_settled(contract, part) for at in side for part in members_of(contract, at)]
            for side, contract in zip((pair.base, pair.revision), self._contracts, strict=True)
        )
        if level > MOST_LEVELS:
            return [pair]
        # Nothing more to take apart: look for keywords within the two objects that say the same.
        if _are(old, pair.base) and _are(new, pair.revision):
            return self._broken(pair, alone=alone)
        equal, differing = self._matched(old, new)
        if len(differing) > MOST_PARTS_ASKED:
            return [*equal, *differing]
        alone = alone and len(differing) == 1
        for each in differing:
            sides = (each.base, each.revision)
            key = tuple(tuple((at.identity, text_of(at.schema)) for at in side) for side in sides)
            # A diamond (two bases with one base in common) leads here twice.
            if key in self._taken:
                continue
            self._taken.add(key)
            # If nothing else differs, there is nothing to hold it fixed beside: the pair itself may be one rewrite.
            if not alone and self._says_the_same(each):
                equal.append(_Pair(each.base, each.revision, restated=True))
            else:
                equal += self.taken_apart(each, level + 1, alone=alone)
        return equal

    def _broken(self, pair: _Pair, *, alone: bool) -> list[_Pair]:
        """Two schema objects as what was written anew in them and what was edited, if both are found."""
        sides = self._objects(pair)
        for choice in choices(*sides, self._by.differs) if sides else ():
            places = pair.base[0].pointer, pair.revision[0].pointer
            if self._says_the_same(_fragments(choice.asked, places)):
                if alone and self._says_the_same(pair):
                    break  # the whole is one rewrite
                same, rest = _fragments(choice.same, places), _fragments(choice.rest, places)
                return [_Pair(same.base, same.revision, restated=True, is_fragment=True), rest]
        return [pair]

    def _objects(self, pair: _Pair) -> tuple[dict[str, JSON], dict[str, JSON]] | None:
        """The two objects, as they are read; `None` if a part is none or several, or kinds are selected there."""
        if len(pair.base) != 1 or len(pair.revision) != 1 or pair.base[0].inherited or pair.revision[0].inherited:
            return None
        old, new = (
            conjunction(contract, at).parts[0].schema
            for contract, at in zip(self._contracts, (pair.base[0], pair.revision[0]), strict=True)
        )
        if not isinstance(old, dict) or not isinstance(new, dict):
            return None
        if not same(old.get("discriminator"), new.get("discriminator")):
            return None
        return None if "discriminator" in old and any(map(selects_by_keyword, (old, new))) else (old, new)

    def _matched(self, old: list[At], new: list[At]) -> tuple[list[_Pair], list[_Pair]]:
        """The pairs that are equal, and those that differ: by place, then in order; what has no partner is one pair."""
        equal: list[_Pair] = []
        left, right = list(old), list(new)
        # Equal parts first, by place and then wherever they stand: to reorder an `allOf` is no edit.
        for by in (_place, _content):
            found = [pair for pair in _take(list(left), list(right), by) if not self._differ(pair)]
            equal += [_Pair(pair.base, pair.revision, differs=False) for pair in found]
            left = _without(left, [pair.base[0] for pair in equal])
            right = _without(right, [pair.revision[0] for pair in equal])
        differing = _take(left, right, _place)
        if len(left) == len(right):
            differing += [_Pair((a,), (b,)) for a, b in zip(left, right, strict=True)]
        elif left or right:
            differing.append(_Pair(tuple(left), tuple(right)))
        return equal, differing

    def _differ(self, pair: _Pair) -> bool:
        first, second = pair.base[0], pair.revision[0]
        return first.inherited != second.inherited or self._by.differs(first.schema, second.schema)

    def _says_the_same(self, pair: _Pair) -> bool:
        """Whether both parts of a pair are proved to admit the same values wherever they stand."""
        if bool(pair.base) != bool(pair.revision) and self._moved(pair):
            return False
        asked = _without_kinds(pair)
        # What differs in nothing but members that pairs compare is told there, more finely than as one rewrite.
        if asked is None or not self._by.put_together_anew(*asked):
            return False
        # A cheap question first: most choices fail by the names of the value itself.
        if len({frozenset(declared_names(c, at.schema)) for c, at in zip(self._contracts, asked, strict=True)}) > 1:
            return False
        names: list[AbstractSet[Name] | None] = []
        travelling, marks, marked = [], [], []
        for contract, at, around in zip(self._contracts, asked, self._travelling, strict=True):
            side = conjunction(contract, at)
            if "discriminator" in side.keywords:
                return False
            text = _text(contract, at)
            own = _travelling(contract, side)
            # A property that travels otherwise because of another part is left out of this one as well, so its values
            # here are not the ones that travel.
            elsewhere = [name for name, mask in around.items() if own.get(name) != mask]
            # By text, which is quick. A word that is found in vain costs precision alone: the part is compared keyword
            # by keyword.
            if any(word in text for word in (*_UNSAID, *map(text_of, elsewhere))):
                return False
            travelling.append(own)
            # A deprecation is announced, and no proof about values sees that one came or went.
            marks.append(text.count(b'"deprecated":true'))
            # Nor one that travels in one direction: values are asked about without what does not travel.
            marked.append(_marked_below(contract, at, side, text))
            names.append(self._by.names(contract, at.schema))
        # `None`: there are more names than are looked at, so nothing is known of them.
        if names[0] is None or any(two[0] != two[1] for two in (travelling, marks, marked, names)):
            return False
        return all(self._by.written_the_same(asked[0].schema, asked[1].schema, way) for way in self._ways)

    def _moved(self, pair: _Pair) -> bool:
        """Whether a part without a partner holds what reads its neighbours, and the other side has it elsewhere."""
        other = self._wholes[1] if pair.base else self._wholes[0]
        contract = self._contracts[0] if pair.base else self._contracts[1]
        own = {keyword for at in (*pair.base, *pair.revision) for keyword in conjunction(contract, at).keywords}
        return not own.isdisjoint(READING & other.keywords.keys())

    def taken_over(self, pair: _Pair) -> list[At] | None:
        """The parts of one side that the other side can have, too, since all that they refer to is the same there."""
        for here, there, parts in (
            (self._by.base, self._by.revision, pair.base),
            (self._by.revision, self._by.base, pair.revision),
        ):
            found = _flat(here, parts)
            if here.dialect != there.dialect:
                found = [At(upgrade_schema_deep(at.schema), at.pointer) for at in found]
            if all(_reads_alike(here, there, _one(at.schema)) for at in found):
                return found
        return None


_FEWEST = 2


def _fragments(objects: tuple[dict[str, JSON], dict[str, JSON]], places: tuple[str, str]) -> _Pair:
    """Two objects that are some keywords of those at these places; one without any is no part."""
    old, new = ((At(each, place),) if each else () for each, place in zip(objects, places, strict=True))
    return _Pair(old, new)


def _settled(contract: Contract, at: At) -> At:
    """What a schema leads to that joins one other schema, and says nothing itself."""
    for _ in range(MOST_LEVELS):
        members = members_of(contract, at)
        if len(members) != 1 or members[0] is at:
            break
        at = members[0]
    return at


def _outline(side: Conjunction) -> JSON:
    """What a part asks by itself, object by object, without what pairs of their own compare, and without prose."""
    found: list[JSON] = []
    for schema, _ in side.objects:
        told: dict[str, JSON] = {}
        for keyword, value in schema.items():
            row = KEYWORDS.get(keyword)
            if row is None or row.role == "annotation" or keyword in ALTERNATIVES:
                continue
            if isinstance(value, dict) and keyword in ("properties", "patternProperties"):
                told[keyword] = sorted(value)
            elif isinstance(value, dict) and keyword in ("items", "additionalProperties"):
                # That there is one counts; what it asks is a pair of its own, as what stands under each name is.
                told[keyword] = {}
            elif isinstance(value, list) and keyword == "required":
                told[keyword] = sorted(map(str, value))
            else:
                told[keyword] = value
        found.append(told)
    return [each for each in found if each]


def _place(at: At) -> str | bytes:
    return at.pointer


def _content(at: At) -> str | bytes:
    return key_of(at.schema)


def _take(left: list[At], right: list[At], by: Callable[[At], str | bytes]) -> list[_Pair]:
    """Pairs of what goes by the same name; both are taken out of the lists."""
    partners: dict[str | bytes, list[At]] = {}
    for at in right:
        partners.setdefault(by(at), []).append(at)
    found = [_Pair((first,), (partners[by(first)].pop(0),)) for first in left if partners.get(by(first))]
    left[:] = _without(left, [pair.base[0] for pair in found])
    right[:] = _without(right, [pair.revision[0] for pair in found])
    return found


def _without(parts: list[At], gone: list[At]) -> list[At]:
    # By identity: a schema that is listed twice is two parts, each with a partner of its own.
    known = set(gone)
    return [at for at in parts if at not in known]


def _are(parts: list[At], these: tuple[At, ...]) -> bool:
    """Whether taking apart found nothing but what was there."""
    return len(parts) == len(these) and all(a is b for a, b in zip(parts, these, strict=True))


def _travelling(contract: Contract, side: Conjunction) -> dict[str, Directions]:
    """The properties that travel in one direction, or in none, each with its mask."""
    masks = {name: visible(contract, at.schema) for name, at in side.properties.items()}
    return {name: mask for name, mask in masks.items() if mask != BOTH}


def _marked_below(contract: Contract, at: At, side: Conjunction, text: bytes) -> set[tuple[str, Name]]:
    """What travels in one direction alone, at any depth of a part and under each of its conditions."""
    counts = {word: text.count(word) for word in _MARKS}
    if not any(counts.values()):
        return set()
    found = {("", name) for name in marks_below(contract, at.schema)}
    for (keyword, name), held in held_by_conditions(side):
        found |= {(f"{keyword} {name}", each) for each in marks_below(contract, held.schema)}
    # Below it no marks are looked for, so that their number has to do.
    if b'"contains"' in text:
        found |= {("contains", (word.decode(), str(count))) for word, count in counts.items()}
    return found


def _without_kinds(pair: _Pair) -> tuple[At, At] | None:
    """Two parts without what a discriminator selects among those that inherit, if both have the same one."""
    found = []
    for at in (_joined(pair.base), _joined(pair.revision)):
        if at.inherited or (has_kinds(at.schema) and selects_by_keyword(at.schema)):
            return None
        found.append(at)
    kinds = [at.schema.get("discriminator") if isinstance(at.schema, dict) else None for at in found]
    if not same(*kinds):
        return None
    old, new = (At(without_kinds(at.schema), at.pointer) if isinstance(at.schema, dict) else at for at in found)
    return old, new


def _one(schema: JSON) -> JSON:
    """A schema without what a discriminator selects; that is the same on both sides, and compared by its tags."""
    return without_kinds(schema) if isinstance(schema, dict) and not selects_by_keyword(schema) else schema


def _joined(parts: tuple[At, ...], whole: At | None = None) -> At:
    if len(parts) == 1:
        return parts[0]
    pointer = whole.pointer if whole is not None else ""
    return At({"allOf": [at.schema for at in parts]}, pointer, parts) if parts else At(True, pointer)


def _flat(contract: Contract, parts: tuple[At, ...]) -> list[At]:
    return [part for at in parts for part in conjunction(contract, at).parts]


def _text(contract: Contract, at: At) -> bytes:
    """The text of a schema, and of all that it refers to."""
    reached = reached_by(contract.document, at.schema)
    return b"".join([text_of(at.schema), *(text_of(find(contract.document, ref)) for ref in sorted(reached))])


def _reads_alike(here: Contract, there: Contract, schema: JSON) -> bool:
    """Whether a schema of one document says the same in another one."""
    # Read in a document of 3.0, the same text would be upgraded and say something else there.
    if there.dialect == "3.0" != here.dialect and upgrade_schema_deep(schema) is not schema:
        return False
    for ref in reached_by(here.document, schema):
        old, new = find(here.document, ref), find(there.document, ref)
        if old is ABSENT or new is ABSENT or not same(old, new):
            return False
        if here.dialect != there.dialect and upgrade_schema_deep(old) is not old:
            return False
    return True
