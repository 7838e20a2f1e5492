"""The leaves in which two documents differ, equal subtrees skipped; lists without an order are lined up first."""

from collections.abc import Callable, Collection, Iterator
from collections.abc import Set as AbstractSet
from itertools import zip_longest
from typing import Any, NamedTuple

from apidiff.comparing.edits import ABSENT
from apidiff.comparing.equality import in_one_order, same_values
from apidiff.comparing.pointers import is_below, join
from apidiff.comparing.schemas.conjunction import At
from apidiff.comparing.schemas.differing import only_refers
from apidiff.comparing.schemas.unwrapping import lone_reference
from apidiff.comparing.serialising import text_of
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import KEYWORDS, ORDERED
from apidiff.openapi.pointers import ABSENT as NOWHERE
from apidiff.openapi.pointers import COPIES, find, original

SAYS_NOTHING = frozenset({name for name, row in KEYWORDS.items() if row.part in ("prose", "example")})
_MOST_OPENED = 500
"""Components that the parts of one `allOf` may be; of more, none is opened."""


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
    # Compared under the other name, a component is not compared with what has its own name now.
    for places in crossed:
        comparison.compare(find(base, places[0]), find(revision, places[1]), *places)
        for side, place in zip(comparison.elsewhere, places, strict=True):
            side.add(place)
    return (
        [item for item in comparison.found if not comparison.is_compared_elsewhere(item, paired)],
        comparison.referring | ((comparison.elsewhere[0] | comparison.elsewhere[1]) - paired),
    )


def differences_at(
    base: dict[str, JSON], revision: dict[str, JSON], places: tuple[str, str], alike: Callable[[JSON, JSON], bool]
) -> list[Difference]:
    """The leaves in which two values differ that stand at these places, each marked as one within them."""
    comparison = _Differences(base, revision, alike)
    comparison.within = places
    comparison.compare(find(base, places[0]), find(revision, places[1]), *places)
    return comparison.found


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
        # The component around the place, `/components/schemas/Lead`.
        place = "/".join(item.at.split("/", 4)[:4])
        return item.old_at == item.new_at and place not in paired and any(place in side for side in self.elsewhere)

    def _note(self, old_at: str, new_at: str, old: JSON, new: JSON) -> None:
        self.found.append(Difference(old_at, new_at, old, new, self.within))

    def compare(self, old: JSON, new: JSON, old_at: str, new_at: str, keyword: str = "") -> None:
        """Note the leaves in which two values differ."""
        pending = [(old, new, old_at, new_at, keyword)]
        while pending:
            old, new, old_at, new_at, keyword = pending.pop()
            # Both documents can share the objects of a file that did not change.
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
                # A `$ref` to a component `true` in the place of `true` is no difference.
                self._note(old_at, new_at, old, new)

    def _conjunction(
        self, old: list[JSON], new: list[JSON], old_at: str, new_at: str
    ) -> Iterator[tuple[JSON, JSON, str, str, str]]:
        """The pairs of parts of two `allOf`s; what is one side's alone is noted.

        Where a component came or went between the two, its parts stand for it, down to the components that both have.
        """
        reached = [self._reached(side, members) for side, members in ((0, old), (1, new))]
        first_reached, second_reached = reached
        if first_reached is not None and second_reached is not None and first_reached != second_reached:
            # A base class that comes between two leaves its members in other positions: without the components that
            # both sides have in common, the wrong parts are lined up.
            common = first_reached & second_reached
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
        if is_below(at, around) or not isinstance(part, dict):
            note(at, part)
            return
        for name, child in part.items():
            if name not in SAYS_NOTHING:
                note(join(at, name), child)

    def _reached(self, side: int, members: list[JSON]) -> set[str] | None:
        """The components that the parts of an `allOf` are, and the parts of these; `None` where they are too many."""
        found: set[str] = set()
        pending = [*members]
        while pending:
            part = pending.pop()
            if not isinstance(part, dict):
                continue
            if only_refers(part):
                if part["$ref"] in found:
                    continue
                found.add(part["$ref"])
                if len(found) > _MOST_OPENED:
                    return None
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
            if only_refers(part) and part["$ref"] not in common and part["$ref"] not in seen:
                seen.add(part["$ref"])
                target = find(self._documents[side], part["$ref"])
                if isinstance(target, dict) and isinstance(target.get("allOf"), list):
                    self.referring.add(place)
                    place = original(part["$ref"][1:])
                    self.elsewhere[side].add(place)
                    part = target
            if isinstance(part, dict) and isinstance(inner := part.get("allOf"), list) and not only_refers(part):
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
        if only_refers(value):
            value = find(self._documents[side], self._end(side, value["$ref"]))
            value = True if value == {} else value
        return value if isinstance(value, bool) else None

    def _members(
        self, old: dict[str, JSON], new: dict[str, JSON], old_at: str, new_at: str
    ) -> Iterator[tuple[JSON, JSON, str, str, str]]:
        """The members of two objects that both have; what one of them lacks is noted."""
        # The one side refers, the other may do so in a list of one: `allOf: [{$ref: ...}]` says the same.
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
            # References lead in circles, and many places lead to one pair of components.
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
        targets = {self._end(1 - side, member["$ref"]) for member in members if only_refers(member)}
        if self._end(side, reference) not in targets:
            return value
        return {**{name: child for name, child in value.items() if name != "$ref"}, "allOf": [{"$ref": reference}]}

    def _end(self, side: int, ref: str) -> str:
        """The last reference of a chain of schemas that only refer."""
        seen: set[str] = set()
        while ref not in seen:
            seen.add(ref)
            target = find(self._documents[side], ref)
            if not only_refers(target):
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
            # What stands beside the reference has its place there, not in what it leads to.
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
    if len(value) == 1 and isinstance(members, list) and len(members) == 1:
        (member,) = members
        if isinstance(member, dict) and "$ref" in member:
            return member, join(at, "allOf", 0)
    return value, at


def _in_order(old: list[JSON], new: list[JSON]) -> Iterator[tuple[int | None, int | None]]:
    for index in range(max(len(old), len(new))):
        yield index if index < len(old) else None, index if index < len(new) else None


def lined_up(old: list[JSON], new: list[JSON]) -> Iterator[tuple[int | None, int | None]]:
    """Pairs of positions: without equal members; those of one name, then of one kind, and what is left, in order."""
    left, right = list(range(len(old))), list(range(len(new)))
    for key in (ordered_text, _name, _kind):
        # An enum can have 200,000 values, so partners are looked up and not searched for. Reversed, since `pop` takes
        # the last one.
        waiting: dict[Any, list[int]] = {}
        for index in reversed(right):
            waiting.setdefault(key(new[index]), []).append(index)
        # What has no name, or no kind, is no partner of whatever else has none.
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
            # Equal members have each other and nothing to compare.
            if key is not ordered_text:
                yield index, partner
        left, right = rest, [index for index in right if index not in taken]
    yield from zip_longest(left, right)


def ordered_text(member: JSON) -> bytes:
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
