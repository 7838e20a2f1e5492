"""The independent audit: whatever DeepDiff sees between two documents must be claimed by a finding.

The walk accounts for what differs as it goes. This account is checked by something that knows nothing of OpenAPI, over
the subtrees that differ; what no finding claims becomes an `undecided` change, so that the gates fail closed.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any

from apidiff.comparing.edits import ABSENT, DIRECTIONS, Answer, Edit, Effect, Finding, Spot
from apidiff.comparing.equality import same
from apidiff.comparing.operations import Operation
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.serialising import text_of
from apidiff.comparing.showing import shown
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import ORDERED
from apidiff.openapi.pointers import ABSENT as NOWHERE
from apidiff.openapi.pointers import COPIES, find, original, split

_UNCLAIMED = Answer(safe=None, reason="no rule explains this difference")


class Claims:
    """The places that findings speak of, without positions in lists."""

    def __init__(self, findings: Iterable[Finding], accounted: Iterable[str]) -> None:
        self._claimed = {_without_positions(pointer) for pointer in accounted}
        for finding in findings:
            for spot in (finding.edit.base, finding.edit.revision):
                if spot is not None and spot.value is not ABSENT:
                    self._claimed.add(_without_positions(spot.pointer))

    def cover(self, pointer: str, value: JSON) -> bool:
        """Whether a place, or everything in it, is claimed."""
        if value is ABSENT:
            return True
        place = _without_positions(pointer)
        if any(place[:end] in self._claimed for end in _ends(place)):
            return True
        if isinstance(value, dict) and value:
            return all(self.cover(join(pointer, name), child) for name, child in value.items())
        if isinstance(value, list) and value and all(isinstance(child, dict) for child in value):
            return all(self.cover(join(pointer, "*"), child) for child in value)
        return isinstance(value, dict | list) and not value


def _ends(place: str) -> Iterator[int]:
    yield len(place)
    end = place.rfind("/")
    while end > 0:
        yield end
        end = place.rfind("/", 0, end)


def _without_positions(pointer: str) -> str:
    return "/".join("*" if token.isdigit() and index > 1 and not _status(pointer, index) else token
                    for index, token in enumerate(pointer.split("/")))  # fmt: skip


def _status(pointer: str, index: int) -> bool:
    """Whether a token of digits is a status code or another name, not a position."""
    return pointer.split("/")[index - 1] in {"responses", "properties", "schemas", "patternProperties"}


def audit(
    base: dict[str, JSON],
    revision: dict[str, JSON],
    findings: list[Finding],
    accounted: set[str],
    order: list[Operation],
    unreached: Container[str] = (),
) -> list[Finding]:
    """A finding for each difference that none of `findings` claims.

    `order`: the operations of the bit sets; `unreached`: the places that none of them leads to.
    """
    claims = Claims(findings, map(original, accounted))
    unclaimed: dict[str, Finding] = {}
    # What was copied differs where its original does, or what that refers to.
    base, revision = ({key: value for key, value in each.items() if key != COPIES} for each in (base, revision))
    for pointer, old, new in _differences(base, revision, ""):
        if not (claims.cover(pointer, old) and claims.cover(pointer, new)):
            unclaimed.setdefault(_without_positions(pointer), _finding(pointer, old, new, base, revision, order))
    for place, finding in unclaimed.items():
        finding.unreached = place in unreached
    return list(unclaimed.values())


def _differences(base: JSON, revision: JSON, pointer: str, depth: int = 0) -> Iterator[tuple[str, JSON, JSON]]:
    """What DeepDiff sees, asked about the subtrees that differ only."""
    if same(base, revision):
        return
    shared = isinstance(base, dict) and isinstance(revision, dict)
    if shared and depth < 3:
        for name in {**base, **revision}:
            if name in base and name in revision:
                yield from _differences(base[name], revision[name], join(pointer, name), depth + 1)
            else:
                yield join(pointer, name), base.get(name, ABSENT), revision.get(name, ABSENT)
        return
    yield from _deep(base, revision, pointer)


def _deep(base: JSON, revision: JSON, pointer: str) -> Iterator[tuple[str, JSON, JSON]]:
    from deepdiff import DeepDiff

    found = DeepDiff(*_aligned(base, revision), view="tree", threshold_to_diff_deeper=0, verbose_level=1)
    for levels in found.values():
        for level in levels:
            path = join(pointer, *level.path(output_format="list"))
            old = ABSENT if type(level.t1).__name__ == "NotPresent" else level.t1
            new = ABSENT if type(level.t2).__name__ == "NotPresent" else level.t2
            yield path, old, new


def _aligned(base: JSON, revision: JSON, keyword: str = "") -> tuple[JSON, JSON]:
    """The same values with their lists lined up wherever their order says nothing."""
    if isinstance(base, dict) and isinstance(revision, dict):
        old, new = dict(base), dict(revision)
        for name in base.keys() & revision.keys():
            old[name], new[name] = _aligned(base[name], revision[name], name)
        return old, new
    if isinstance(base, list) and isinstance(revision, list):
        if keyword not in ORDERED:
            base, revision = _lined_up(base, revision)
        pairs = [_aligned(first, second) for first, second in zip(base, revision, strict=False)]
        rest = len(pairs)
        return [old for old, _ in pairs] + base[rest:], [new for _, new in pairs] + revision[rest:]
    return base, revision


def _lined_up(base: list[JSON], revision: list[JSON]) -> tuple[list[JSON], list[JSON]]:
    """Two lists with what is equal first, then what goes by one name, then the rest: an edit of one moves no other."""
    pairs: list[tuple[int, int]] = []
    left, right = list(range(len(base))), list(range(len(revision)))
    for key in (_text, _name):
        waiting: dict[Any, list[int]] = {}
        for index in right:
            waiting.setdefault(key(revision[index]), []).append(index)
        waiting.pop(None, None)
        for index in list(left):
            partners = waiting.get(key(base[index]))
            if partners:
                pairs.append((index, partners.pop(0)))
                left.remove(index)
                right.remove(pairs[-1][1])
    old, new = [first for first, _ in pairs] + left, [second for _, second in pairs] + right
    return [base[index] for index in old], [revision[index] for index in new]


def _text(member: JSON) -> bytes:
    """Equal for members that differ in the order of keys and lists alone."""
    return text_of(_sorted(member), sort=True)


def _sorted(value: JSON, keyword: str = "") -> JSON:
    if isinstance(value, dict):
        return {name: _sorted(child, name) for name, child in value.items()}
    if isinstance(value, list):
        children = [_sorted(child) for child in value]
        return children if keyword in ORDERED else sorted(children, key=lambda child: text_of(child, sort=True))
    return value


def _name(member: JSON) -> tuple[JSON, JSON] | None:
    """What a parameter, a tag or a server goes by."""
    if not isinstance(member, dict):
        return None
    name = member.get("name", member.get("url"))
    return (str(member.get("in")), name) if isinstance(name, str) else None


def _finding(
    pointer: str, old: JSON, new: JSON, base: dict[str, JSON], revision: dict[str, JSON], order: list[Operation]
) -> Finding:
    place = pointer
    while not (_stands(base, place) and _stands(revision, place)):
        place = place.rpartition("/")[0]
    where = phrase(place)
    keyword = split(pointer)[-1] if pointer else ""
    params = {"where": where, "holder": where, "name": keyword, "keyword": keyword, "kind": "", "brings": ""}
    params |= {"base": shown(old), "revision": shown(new)}
    edit = Edit("schema-changed", Spot(pointer, old), Spot(pointer, new), params=params, asks=True)
    bits = 0
    for index, operation in enumerate(order):
        if pointer.startswith((operation.pointer, operation.item_pointer)):
            bits |= 1 << index
    return Finding(edit, {direction: [Effect(bits, _UNCLAIMED)] for _, direction in DIRECTIONS})


def _stands(document: dict[str, JSON], pointer: str) -> bool:
    return find(document, pointer) is not NOWHERE
