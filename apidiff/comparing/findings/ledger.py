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

from apidiff.comparing.edits import ABSENT, DIRECTIONS, Answer, Edit, Effect, Finding, Spot
from apidiff.comparing.equality import same_values
from apidiff.comparing.findings.claims import Claims, ends_of, without_positions
from apidiff.comparing.findings.differences import SAYS_NOTHING, Difference, differences, ordered_text
from apidiff.comparing.operations.operations import Operation
from apidiff.comparing.pointers import is_below, join, phrase
from apidiff.comparing.serialising import text_of
from apidiff.comparing.showing import shown
from apidiff.model.contract import JSON
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.keywords import KEYWORDS, is_extension, negated_twice
from apidiff.openapi.objects import COMPONENT_NOUNS, EXAMPLE_FIELDS
from apidiff.openapi.pointers import ABSENT as NOWHERE
from apidiff.openapi.pointers import find, split
from apidiff.openapi.references import local_references

_TEXTS = frozenset({"title", "description", "summary", "$comment"})
_MAPS = frozenset({name for name, row in KEYWORDS.items() if row.shape == "map"}) | frozenset(COMPONENT_NOUNS)
"""Fields whose members go by names of the author's: `title` is no text there."""
_NAMING = _MAPS | {"additionalOperations", "content", "dependentRequired", "encoding", "mapping", "scopes", "variables",
                   "webhooks"}  # fmt: skip
"""All fields whose members go by names of the author's: `x-rate` is no extension there."""
_VALUES = frozenset({"const", "default", "enum"})
MOST_TOLD = 500
"""Unclaimed differences that are told one by one; a coarser place of what is undecided loses precision alone."""
_UNCLAIMED = Answer(safe=None, reason="no rule explains this difference")


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
        # One row for `/a/*/b`, whichever members of the list differ.
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
    # Each round goes one level up, and the document itself is one place, so this ends.
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
            # As often as the same came in another member, it only moved.
            stays |= rest[key] <= 0
            rest[key] -= 1
        if stays:
            kept.append(item)
    return kept


def _key(place: str, value: JSON, within: str) -> tuple[str, bytes]:
    """What is equal for one value in two members of a list; `within`: of an operation that moved, its place."""
    if within and is_below(place, within):
        # Both places of an operation that moved count as one.
        place = f"moved{place[len(within) :]}"
    return without_positions(place).replace("/allOf/*", "").replace("/not/not", ""), ordered_text(value)


class Reaching:
    """Which operations a place belongs to, by the pointers above it."""

    def __init__(self, order: list[Operation]) -> None:
        self._bits: dict[str, int] = {}
        for index, operation in enumerate(order):
            # What stands in a path item beside its operations is of all of them.
            for pointer in {operation.pointer, operation.item_pointer}:
                self._bits[pointer] = self._bits.get(pointer, 0) | 1 << index

    def at(self, pointer: str) -> int:
        """The bit set of the operations that a place is in."""
        bits = 0
        for end in ends_of(pointer):
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
                found.update(ref[1:][:end] for end in ends_of(ref[1:]))
        return found

    def rule(self, item: Difference) -> RuleId | None:
        """The rule that tells of the difference; `None` if it may say something."""
        tokens = item.at.split("/")
        texts = all(value is ABSENT or isinstance(value, str) for value in (item.old, item.new))
        for index in range(1, len(tokens)):
            around, token = tokens[index - 1], tokens[index]
            # Data from here on: a member `x-rate` of a `const` is a value.
            if around in _VALUES:
                break
            # Names of the author's. A requirement stands in a list: `/security/0/oauth`.
            if around in _NAMING or "security" in tokens[index - 2 : index - 1]:
                continue
            place = "/".join(tokens[: index + 1])
            # A `$ref` can lead into an extension (`x-schemas`), and then it says something.
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
    # A person is sent to the nearest place that both sides have.
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
