"""The ledger: whatever differs between two documents has to be claimed by a change.

Two bundled documents and the findings go in; a finding for each difference that no finding claims comes out, undecided,
so that a comparison fails closed. The ledger is a plain structural diff: it skips equal subtrees, and knows nothing of
what an OpenAPI object is or of what the walk visited. It sees a difference under a key that nobody has heard of as well
as one in a callback of a callback.

A finding claims the places of its edits and what is in them; of a list, the member that it speaks of. Positions above
that do not count, since a list without an order is lined up in another way here than in the walk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import zip_longest
from typing import Any, NamedTuple

from apidiff.comparing.edits import ABSENT, DIRECTIONS, Answer, Edit, Effect, Finding, Spot
from apidiff.comparing.equality import in_one_order, same_values
from apidiff.comparing.operations.operations import Operation
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.schemas.conjunction import At, negated_twice
from apidiff.comparing.schemas.unwrapping import lone_reference
from apidiff.comparing.serialising import text_of
from apidiff.comparing.showing import shown
from apidiff.model.contract import JSON
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.keywords import KEYWORDS, ORDERED, is_extension
from apidiff.openapi.objects import COMPONENT_NOUNS, EXAMPLE_FIELDS
from apidiff.openapi.pointers import ABSENT as NOWHERE
from apidiff.openapi.pointers import COPIES, find, original, split
from apidiff.openapi.references import local_references

SAYS_NOTHING = frozenset({name for name, row in KEYWORDS.items() if row.part in ("prose", "example")})
_TEXTS = frozenset({"title", "description", "summary", "$comment"})
_MAPS = frozenset({name for name, row in KEYWORDS.items() if row.shape == "map"}) | frozenset(COMPONENT_NOUNS)
"""Fields whose members go by names of the author's: `title` is no text there."""
_NAMING = _MAPS | {"additionalOperations", "content", "dependentRequired", "encoding", "mapping", "scopes", "variables",
                   "webhooks"}  # fmt: skip
"""All fields whose members go by names of the author's: `x-rate` is no extension there."""
_VALUES = frozenset({"const", "default", "enum"})
MOST_TOLD = 500
"""Unclaimed differences that are told one by one; a coarser place of what is undecided loses precision alone."""
_MOST_OPENED = 500
"""Components that the parts of one `allOf` may be; of more, none is opened."""
_UNCLAIMED = Answer(safe=None, reason="no rule explains this difference")


class Difference(NamedTuple):
    """A leaf that differs: its place and its value on each side; the value is `ABSENT` on a side that lacks it."""

    old_at: str
    new_at: str
    old: Any
    new: Any
    within: tuple[str, str] = ("", "")
    """The moved operation that was compared with what it became: its places, or nothing."""

    @property
    def at(self) -> str:
        """Where a person is sent."""
        return self.old_at if self.new is ABSENT else self.new_at


def unclaimed(
    base: dict[str, JSON],
    revision: dict[str, JSON],
    findings: list[Finding],
    accounted: Iterable[str],
    paired: AbstractSet[str],
    order: list[Operation],
    unreached: Container[str] = (),
    alike: Callable[[JSON, JSON], bool] = same_values,
    moved: Collection[tuple[str, str]] = (),
    crossed: Collection[tuple[str, str]] = (),
) -> tuple[list[Finding], set[str]]:
    """A finding for each difference that none of `findings` claims; and the places that were compared with others.

    `accounted` are places that the walk answers for without a finding, `paired` the shared parts that it compared with
    themselves, `order` the operations of the bit sets, `unreached` the places that none of these leads to. `alike` says
    whether two values of the documents are equal; `moved` are the places of operations that stand elsewhere now,
    `crossed` those of components that were compared with one of another name.
    """
    claims = Claims(findings, accounted)
    found, elsewhere = differences(base, revision, paired, alike, moved, crossed)
    left = [part for whole in found if not claims.hold(whole) for part in _taken_apart(whole)]
    if left:  # what moved may be claimed where it was
        held = [part for whole in found if claims.hold(whole) for part in _taken_apart(whole)]
        left = _not_moved(left, held)
    places: dict[str, Difference] = {}
    for item in left:
        places.setdefault(without_positions(item.at), item)
    operations = Reaching(order)
    places = _gathered(places, base, revision)
    silent = Silent(base, revision)
    told = [finding_of(item, base, revision, operations, silent) for item in places.values()]
    for finding, item in zip(told, places.values(), strict=True):
        finding.unreached = item.at in unreached
    return told, elsewhere


def _gathered(places: dict[str, Difference], base: dict[str, JSON], revision: dict[str, JSON]) -> dict[str, Difference]:
    """At most `MOST_TOLD` differences: of more, what holds them is told, level by level."""
    while len(places) > MOST_TOLD:
        above: dict[str, Difference] = {}
        for item in places.values():
            old_at, new_at = (place.rpartition("/")[0] for place in (item.old_at, item.new_at))
            if without_positions(new_at) not in above:
                old, new = find(base, old_at), find(revision, new_at)
                above[without_positions(new_at)] = Difference(
                    old_at, new_at, ABSENT if old is NOWHERE else old, ABSENT if new is NOWHERE else new
                )
        places = above
    return places


def differences(
    base: dict[str, JSON],
    revision: dict[str, JSON],
    paired: AbstractSet[str] = frozenset(),
    alike: Callable[[JSON, JSON], bool] = same_values,
    moved: Collection[tuple[str, str]] = (),
    crossed: Collection[tuple[str, str]] = (),
) -> tuple[list[Difference], set[str]]:
    """The leaves in which two documents differ, by key; lists without an order are lined up first.

    What moved is compared with what it became, too, and what was crossed with the other one.

    References are followed where they lead elsewhere than before. A component that was compared with another one in
    that way is not compared by its name, unless it is one of `paired`, which stand for the same thing on both sides.
    The second result are the places of such references and such components.
    """
    comparison = _Differences(base, revision, alike)
    old, new = ({name: side[name] for name in side if name != COPIES} for side in (base, revision))
    comparison.compare(old, new, "", "")
    for old_at, new_at in moved:
        comparison.within = old_at, new_at
        before, after = find(base, old_at), find(revision, new_at)
        comparison.compare(
            ABSENT if before is NOWHERE else before, ABSENT if after is NOWHERE else after, old_at, new_at
        )
    comparison.within = "", ""
    for places in crossed:
        comparison.compare(find(base, places[0]), find(revision, places[1]), *places)
        for side, place in zip(comparison.elsewhere, places, strict=True):
            side.add(place)
    return (
        [item for item in comparison.found if not comparison.is_compared_elsewhere(item, paired)],
        comparison.referring | ((comparison.elsewhere[0] | comparison.elsewhere[1]) - paired),
    )


class _Differences:
    def __init__(self, base: dict[str, JSON], revision: dict[str, JSON], alike: Callable[[JSON, JSON], bool]) -> None:
        self._documents = base, revision
        self._alike = alike
        self._followed: set[tuple[str, str]] = set()
        self.elsewhere: tuple[set[str], set[str]] = set(), set()
        self.referring: set[str] = set()
        self.found: list[Difference] = []
        self.within = "", ""

    def is_compared_elsewhere(self, item: Difference, paired: AbstractSet[str]) -> bool:
        """Whether a difference of a component from itself says nothing, since it was compared with another one."""
        place = "/".join(item.at.split("/", 4)[:4])
        return item.old_at == item.new_at and place not in paired and any(place in side for side in self.elsewhere)

    def _note(self, old_at: str, new_at: str, old: JSON, new: JSON) -> None:
        self.found.append(Difference(old_at, new_at, old, new, self.within))

    def compare(self, old: JSON, new: JSON, old_at: str, new_at: str, keyword: str = "") -> None:
        """Note the leaves in which two values differ."""
        pending = [(old, new, old_at, new_at, keyword)]
        while pending:
            old, new, old_at, new_at, keyword = pending.pop()
            if old is new or self._alike(old, new):
                continue
            if isinstance(old, dict) and isinstance(new, dict):
                pending += self._members(old, new, old_at, new_at)
            elif isinstance(old, list) and isinstance(new, list):
                if keyword == "allOf":
                    pending += self._conjunction(old, new, old_at, new_at)
                    continue
                pairs = _in_order(old, new) if keyword in ORDERED else lined_up(old, new)
                for first, second in pairs:
                    if second is None and first is not None:
                        self._note(join(old_at, first), new_at, old[first], ABSENT)
                    elif first is None and second is not None:
                        self._note(old_at, join(new_at, second), ABSENT, new[second])
                    elif first is not None and second is not None:
                        pending.append((old[first], new[second], join(old_at, first), join(new_at, second), ""))
            elif self._boolean(0, old) is None or self._boolean(0, old) != self._boolean(1, new):
                self._note(old_at, new_at, old, new)

    def _conjunction(
        self, old: list[JSON], new: list[JSON], old_at: str, new_at: str
    ) -> Iterator[tuple[JSON, JSON, str, str, str]]:
        """The pairs of parts of two `allOf`s; what is one side's alone is noted.

        Where a component came or went between the two, its parts stand for it, down to the components that both have.
        """
        reached = [self._reached(side, members) for side, members in ((0, old), (1, new))]
        if reached[0] != reached[1]:
            common = reached[0] & reached[1]
            left = self._opened(0, old, old_at, common)
            right = self._opened(1, new, new_at, common)
        else:
            left, right = _placed(old, old_at), _placed(new, new_at)
        for first, second in lined_up([part for part, _ in left], [part for part, _ in right]):
            if first is not None and second is not None:
                yield left[first][0], right[second][0], left[first][1], right[second][1], ""
            elif first is not None:
                self._note_part(*left[first], old_at, lambda at, part: self._note(at, new_at, part, ABSENT))
            elif second is not None:
                self._note_part(*right[second], new_at, lambda at, part: self._note(old_at, at, ABSENT, part))

    def _note_part(self, part: JSON, at: str, around: str, note: Callable[[str, JSON], None]) -> None:
        """Note a part of an `allOf`; one that a component stands for, keyword by keyword: it has no place here."""
        if _is_below(at, around) or not isinstance(part, dict):
            note(at, part)
            return
        for name, child in part.items():
            if name not in SAYS_NOTHING:
                note(join(at, name), child)

    def _reached(self, side: int, members: list[JSON]) -> set[str]:
        """The components that the parts of an `allOf` are, and the parts of these; too many are none."""
        found: set[str] = set()
        pending = [*members]
        while pending:
            part = pending.pop()
            if not isinstance(part, dict):
                continue
            if _only_refers(part):
                if part["$ref"] in found:
                    continue
                found.add(part["$ref"])
                if len(found) > _MOST_OPENED:
                    return set()
                pending.append(find(self._documents[side], part["$ref"]))
            elif isinstance(inner := part.get("allOf"), list):
                pending += inner
        return found

    def _opened(self, side: int, members: list[JSON], at: str, common: AbstractSet[str]) -> list[tuple[JSON, str]]:
        """The parts of an `allOf` with their places, those of components in place of each that is not `common`."""
        found: list[tuple[JSON, str]] = []
        pending = [(part, join(at, index)) for index, part in reversed([*enumerate(members)])]
        seen: set[str] = set()
        while pending:
            part, place = pending.pop()
            if _only_refers(part) and part["$ref"] not in common and part["$ref"] not in seen:
                seen.add(part["$ref"])
                target = find(self._documents[side], part["$ref"])
                if isinstance(target, dict) and isinstance(target.get("allOf"), list):
                    self.referring.add(place)
                    place = original(part["$ref"][1:])
                    self.elsewhere[side].add(place)
                    part = target
            if isinstance(part, dict) and isinstance(inner := part.get("allOf"), list) and not _only_refers(part):
                beside = {name: child for name, child in part.items() if name != "allOf"}
                if beside:
                    found.append((beside, place))
                within = join(place, "allOf")
                pending += [(child, join(within, index)) for index, child in reversed([*enumerate(inner)])]
            else:
                found.append((part, place))
        return found

    def _boolean(self, side: int, value: JSON) -> bool | None:
        """The boolean schema that a value is or refers to; `None` if it is another schema or none."""
        if _only_refers(value):
            value = find(self._documents[side], self._end(side, value["$ref"]))
            value = True if value == {} else value
        return value if isinstance(value, bool) else None

    def _members(
        self, old: dict[str, JSON], new: dict[str, JSON], old_at: str, new_at: str
    ) -> Iterator[tuple[JSON, JSON, str, str, str]]:
        """The members of two objects that both have; what one of them lacks is noted."""
        if ("$ref" in old) != ("$ref" in new):
            (old, old_at), (new, new_at) = (_seen_through(*side) for side in ((old, old_at), (new, new_at)))
        if old.get("$ref") != new.get("$ref"):
            old, new = self._conjoined(0, old, new), self._conjoined(1, new, old)
        before = {name: join(old_at, name) for name in old}
        after = {name: join(new_at, name) for name in new}
        if old.get("$ref") != new.get("$ref"):
            old, before = self._resolved(0, old, before)
            new, after = self._resolved(1, new, after)
            self.referring |= {old_at, new_at}
            places = before.pop("$ref", old_at), after.pop("$ref", new_at)
            if places in self._followed:
                return
            self._followed.add(places)
            for side, place in zip(self.elsewhere, places, strict=True):
                side.add(place)
        for name in {**before, **after}:
            if name in before and name in after:
                yield old[name], new[name], before[name], after[name], name
            elif name in before:
                self._note(before[name], join(new_at, name), old[name], ABSENT)
            else:
                self._note(join(old_at, name), after[name], ABSENT, new[name])

    def _conjoined(self, side: int, value: dict[str, JSON], other: dict[str, JSON]) -> dict[str, JSON]:
        """A reference as a member of an `allOf`, if the other side has what it leads to as one: that says the same."""
        members, reference = other.get("allOf"), value.get("$ref")
        if "allOf" in value or "$ref" in other or not isinstance(members, list) or not isinstance(reference, str):
            return value
        targets = {self._end(1 - side, member["$ref"]) for member in members if _only_refers(member)}
        if self._end(side, reference) not in targets:
            return value
        return {**{name: child for name, child in value.items() if name != "$ref"}, "allOf": [{"$ref": reference}]}

    def _end(self, side: int, ref: str) -> str:
        """The last reference of a chain of schemas that only refer."""
        seen: set[str] = set()
        while ref not in seen:
            seen.add(ref)
            target = find(self._documents[side], ref)
            if not _only_refers(target):
                break
            ref = target["$ref"]
        return ref

    def _resolved(
        self, side: int, value: dict[str, JSON], places: dict[str, str]
    ) -> tuple[dict[str, JSON], dict[str, str]]:
        """The members of what a reference leads to, under those beside it; `$ref` has the place that it leads to."""
        seen: set[str] = set()
        while isinstance(ref := value.get("$ref"), str) and ref.startswith("#/") and ref not in seen:
            seen.add(ref)
            target = find(self._documents[side], ref)
            if not isinstance(target, dict):
                break
            place = original(ref[1:])
            places = {**{name: join(place, name) for name in target}, **places, "$ref": place}
            value = {**target, **{name: child for name, child in value.items() if name != "$ref"}}
            if "$ref" not in target:
                break
        return value, places


def _placed(members: list[JSON], at: str) -> list[tuple[JSON, str]]:
    return [(member, join(at, index)) for index, member in enumerate(members)]


def _seen_through(value: dict[str, JSON], at: str) -> tuple[dict[str, JSON], str]:
    """What an object refers to as the only member of a list, if it says nothing else: it stands beside a reference."""
    inner = lone_reference(At(value, at))
    if inner is not None:
        return inner.schema, inner.pointer
    members = value.get("allOf")
    if len(value) == 1 and isinstance(members, list) and len(members) == 1 and "$ref" in _object(members[0]):
        return members[0], join(at, "allOf", 0)
    return value, at


def _object(value: JSON) -> dict[str, JSON]:
    return value if isinstance(value, dict) else {}


def _only_refers(value: JSON) -> bool:
    return isinstance(value, dict) and value.keys() == {"$ref"} and isinstance(value["$ref"], str)


def _in_order(old: list[JSON], new: list[JSON]) -> Iterator[tuple[int | None, int | None]]:
    for index in range(max(len(old), len(new))):
        yield index if index < len(old) else None, index if index < len(new) else None


def lined_up(old: list[JSON], new: list[JSON]) -> Iterator[tuple[int | None, int | None]]:
    """Pairs of positions: without equal members; those of one name, then of one kind, and what is left, in order."""
    left, right = list(range(len(old))), list(range(len(new)))
    for key in (_text, _name, _kind):
        waiting: dict[Any, list[int]] = {}
        for index in reversed(right):
            waiting.setdefault(key(new[index]), []).append(index)
        waiting.pop(None, None)
        taken: set[int] = set()
        rest: list[int] = []
        for index in left:
            partners = waiting.get(key(old[index]))
            if not partners:
                rest.append(index)
                continue
            partner = partners.pop()
            taken.add(partner)
            if key is not _text:
                yield index, partner
        left, right = rest, [index for index in right if index not in taken]
    yield from zip_longest(left, right)


def _text(member: JSON) -> bytes:
    """Equal for equal members, whatever the order of their keys and of lists that have none."""
    return text_of(in_one_order(member), sort=True)


def _name(member: JSON) -> tuple[str, str] | None:
    """What a parameter, a tag or a server goes by."""
    if not isinstance(member, dict):
        return None
    name = member.get("name", member.get("url", member.get("$ref")))
    return (str(member.get("in")), name) if isinstance(name, str) else None


def _kind(member: JSON) -> str | None:
    """Where a parameter is sent."""
    place = member.get("in") if isinstance(member, dict) else None
    return place if isinstance(place, str) else None


class Claims:
    """The places that findings speak of; `by_position`: of lists, those members, and not just any."""

    def __init__(self, findings: Iterable[Finding], accounted: Iterable[str], *, by_position: bool = True) -> None:
        self._by_position = by_position
        spots = (spot for finding in findings for spot in (finding.edit.base, finding.edit.revision))
        claimed = [*accounted, *(spot.pointer for spot in spots if spot is not None and spot.value is not ABSENT)]
        self._claimed = {self._place(original(pointer)) for pointer in claimed if pointer}

    def hold(self, item: Difference) -> bool:
        """Whether a difference is claimed, or everything in it is.

        That an operation moved claims its places, not what became of it.
        """
        sides = [(item.old_at, item.old, item.within[0]), (item.new_at, item.new, item.within[1])]
        if item.old_at == item.new_at:
            sides = [side for side in sides if side[1] is not ABSENT]
        return any(
            self._is_in(at, within) if value is ABSENT else self.cover(at, value, within) for at, value, within in sides
        )

    def cover(self, pointer: str, value: JSON, within: str = "") -> bool:
        """Whether a place, or everything in it, is claimed; `within`: by what lies within another place."""
        if self._is_in(pointer, within):
            return True
        if isinstance(value, dict) and value:
            return all(self.cover(join(pointer, name), child, within) for name, child in value.items())
        if isinstance(value, list) and value and all(isinstance(child, dict) for child in value):
            return all(self.cover(join(pointer, index), child, within) for index, child in enumerate(value))
        return isinstance(value, dict | list) and not value

    def _is_in(self, pointer: str, within: str) -> bool:
        above = within.count("/") if within and _is_below(pointer, within) else 0
        return not self._claimed.isdisjoint(self._places(pointer)[above:])

    def _place(self, pointer: str) -> str:
        """The last of `_places`."""
        if not self._by_position:
            return without_positions(pointer)
        above, _, last = pointer.rpartition("/")
        return f"{without_positions(above)}/{last}"

    def _places(self, pointer: str) -> list[str]:
        """The place and all that hold it, the outermost first: `*` for each position in a list, but for a last one."""
        found: list[str] = []
        above, around = "", ""
        for token in pointer.split("/")[1:]:
            starred = f"{above}/*" if token.isdigit() and above and around not in _NAMED else f"{above}/{token}"
            found.append(f"{above}/{token}" if self._by_position else starred)
            above, around = starred, token
        return found


def _is_below(pointer: str, within: str) -> bool:
    """Whether a place is another one, or in it."""
    return pointer == within or pointer.startswith(f"{within}/")


def _ends(place: str) -> Iterator[int]:
    yield len(place)
    end = place.rfind("/")
    while end > 0:
        yield end
        end = place.rfind("/", 0, end)


_NAMED = frozenset({"responses", "properties", "schemas", "patternProperties"})
"""Objects whose keys may be digits: status codes and names."""


def without_positions(pointer: str) -> str:
    """The pointer with `*` for each position in a list."""
    tokens = pointer.split("/")
    for index in range(2, len(tokens)):
        if tokens[index].isdigit() and tokens[index - 1] not in _NAMED:
            tokens[index] = "*"
    return "/".join(tokens)


def _taken_apart(item: Difference) -> Iterator[Difference]:
    """The leaves of a difference that is a part of an `allOf`, without prose and examples; any other one as it is.

    All members of an `allOf` hold at once, so what they say is the same in whichever of them it stands; and so does
    what is negated twice.
    """
    value = item.old if item.new is ABSENT else item.new
    if (item.old is ABSENT) == (item.new is ABSENT):
        yield item
        return
    if item.at.endswith("/not") and isinstance(inner := negated_twice({"not": value}), dict):
        for name, child in inner.items():
            yield from _taken_apart(_alone(item, join(item.at, "not", name), child))
        return
    if not _is_conjoined(item.at, value):
        yield item
        return
    members = enumerate(value) if isinstance(value, list) else value.items()
    for name, child in members:
        place = join(item.at, name)
        if (isinstance(child, dict) and isinstance(value, list)) or (name == "allOf" and isinstance(child, list)):
            yield from _taken_apart(_alone(item, place, child))
        elif name not in SAYS_NOTHING:
            yield _alone(item, place, child)


def _is_conjoined(place: str, value: JSON) -> bool:
    """Whether a value is the list of an `allOf`, or a member of one."""
    tokens = place.rsplit("/", 2)
    return (tokens[-1] == "allOf" and isinstance(value, list)) or (
        len(tokens) == 3 and tokens[1] == "allOf" and isinstance(value, dict)
    )


def _alone(item: Difference, place: str, value: JSON) -> Difference:
    """A part of a difference that only one side has."""
    if item.new is ABSENT:
        return item._replace(old_at=place, old=value)
    return item._replace(new_at=place, new=value)


def _not_moved(items: list[Difference], others: list[Difference]) -> list[Difference]:
    """The items without what one member of a list lost and another one of it gained: they were lined up otherwise.

    What was lost or gained may be among the others, too.
    Members of an `allOf` count as one schema with the one around them, and so does what is negated twice.
    """
    lost = Counter(_key(item.old_at, item.old, item.within[0]) for item in items + others if item.old is not ABSENT)
    gained = Counter(_key(item.new_at, item.new, item.within[1]) for item in items + others if item.new is not ABSENT)
    both = lost & gained
    if not both:
        return items
    left = both.copy(), both.copy()
    kept: list[Difference] = []
    for item in items:
        stays = False
        for rest, place, value, within in zip(left, item[:2], item[2:4], item.within, strict=True):
            if value is ABSENT:
                continue
            key = _key(place, value, within)
            stays |= rest[key] <= 0
            rest[key] -= 1
        if stays:
            kept.append(item)
    return kept


def _key(place: str, value: JSON, within: str) -> tuple[str, bytes]:
    """What is equal for one value in two members of a list; `within`: of an operation that moved, its place."""
    if within and _is_below(place, within):
        place = f"moved{place[len(within) :]}"
    return without_positions(place).replace("/allOf/*", "").replace("/not/not", ""), _text(value)


class Reaching:
    """Which operations a place belongs to, by the pointers above it."""

    def __init__(self, order: list[Operation]) -> None:
        self._bits: dict[str, int] = {}
        for index, operation in enumerate(order):
            for pointer in {operation.pointer, operation.item_pointer}:
                self._bits[pointer] = self._bits.get(pointer, 0) | 1 << index

    def at(self, pointer: str) -> int:
        """The bit set of the operations that a place is in."""
        bits = 0
        for end in _ends(pointer):
            bits |= self._bits.get(pointer[:end], 0)
        return bits


class Silent:
    """Tells which differences say nothing in whatever object they stand: prose, examples, extensions."""

    def __init__(self, base: dict[str, JSON], revision: dict[str, JSON]) -> None:
        self._documents = base, revision

    @cached_property
    def _referred(self) -> set[str]:
        """All places that a reference leads to, and all that hold them."""
        found: set[str] = set()
        for document in self._documents:
            for ref in local_references(text_of(document)):
                found.update(ref[1:][:end] for end in _ends(ref[1:]))
        return found

    def rule(self, item: Difference) -> RuleId | None:
        """The rule that tells of the difference; `None` if it may say something."""
        tokens = item.at.split("/")
        texts = all(value is ABSENT or isinstance(value, str) for value in (item.old, item.new))
        for index in range(1, len(tokens)):
            around, token = tokens[index - 1], tokens[index]
            if around in _VALUES:
                break
            if around in _NAMING or "security" in tokens[index - 2 : index - 1]:
                continue
            place = "/".join(tokens[: index + 1])
            if is_extension(token) and place not in self._referred:
                return "extension-changed"
            if token in EXAMPLE_FIELDS and place not in self._referred:
                return "examples-changed"
            if token in _TEXTS and texts and index == len(tokens) - 1:
                return "documentation-changed"
        return None


def finding_of(
    item: Difference, base: dict[str, JSON], revision: dict[str, JSON], operations: Reaching, silent: Silent
) -> Finding:
    place = item.at
    while find(base, place) is NOWHERE or find(revision, place) is NOWHERE:
        place = place.rpartition("/")[0]
    where = phrase(place)
    keyword = split(item.at)[-1] if item.at else ""
    params = {"where": where, "holder": where, "name": keyword, "keyword": keyword, "kind": "", "brings": ""}
    params |= {"base": shown(item.old), "revision": shown(item.new)}
    spots = Spot(item.old_at, item.old), Spot(item.new_at, item.new)
    if rule := silent.rule(item):
        edit = Edit(rule, *spots, params=params)
        return Finding(edit, {direction: [Effect()] for _, direction in DIRECTIONS})
    edit = Edit("schema-changed", *spots, params=params, asks=True)
    reached = operations.at(item.old_at) | operations.at(item.new_at)
    effect = Effect(reached, _UNCLAIMED)
    return Finding(edit, {direction: [effect] for _, direction in DIRECTIONS})
