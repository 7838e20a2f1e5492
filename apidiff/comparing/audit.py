"""The independent audit: whatever DeepDiff sees between two documents must be claimed by a finding.

The walk accounts for what differs as it goes. This account is checked by something that knows nothing of OpenAPI, over
the subtrees that differ; what no finding claims becomes an `undecided` change, so that the gates fail closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from apidiff.comparing.edits import ABSENT, Answer, Edit, Effect, Finding, Spot
from apidiff.comparing.operations import Operation
from apidiff.comparing.pointers import join, phrase, tokens_of
from apidiff.comparing.serialising import text_of
from apidiff.comparing.showing import shown
from apidiff.errors import InputError
from apidiff.model.contract import JSON
from apidiff.reading import resolve

_ORDERED = frozenset({"prefixItems", "const", "default", "example"})
"""Where the order of a list says something."""
_UNCLAIMED = Answer(safe=None, reason="no rule explains this difference")


class Claims:
    """The places that findings speak of, without positions in lists."""

    def __init__(self, findings: Iterable[Finding], accounted: Iterable[str]) -> None:
        self._claimed = {_without_positions(pointer) for pointer in accounted}
        for finding in findings:
            for edit in (finding.edit, *finding.others):
                for spot in (edit.base, edit.revision):
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
) -> list[Finding]:
    """A finding for each difference that none of `findings` claims. `order`: the operations of the bit sets."""
    claims = Claims(findings, accounted)
    unclaimed: dict[str, Finding] = {}
    for pointer, old, new in _differences(base, revision, ""):
        if not (claims.cover(pointer, old) and claims.cover(pointer, new)):
            unclaimed.setdefault(_without_positions(pointer), _finding(pointer, old, new, base, revision, order))
    return list(unclaimed.values())


def _differences(base: JSON, revision: JSON, pointer: str, depth: int = 0) -> Iterator[tuple[str, JSON, JSON]]:
    """What DeepDiff sees, asked about the subtrees that differ only."""
    if base == revision:
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

    found = DeepDiff(_ordered(base), _ordered(revision), view="tree", threshold_to_diff_deeper=0, verbose_level=1)
    for levels in found.values():
        for level in levels:
            path = join(pointer, *level.path(output_format="list"))
            old = ABSENT if type(level.t1).__name__ == "NotPresent" else level.t1
            new = ABSENT if type(level.t2).__name__ == "NotPresent" else level.t2
            yield path, old, new


def _ordered(value: JSON, keyword: str = "") -> JSON:
    """The same value with its lists in one order, wherever their order says nothing."""
    if isinstance(value, dict):
        return {name: _ordered(child, name) for name, child in value.items()}
    if isinstance(value, list):
        children = [_ordered(child) for child in value]
        return children if keyword in _ORDERED else sorted(children, key=_rank)
    return value


def _rank(child: JSON) -> tuple[str, bytes]:
    """Named things in the order of their names, so that an edit of one does not pair it with another."""
    named = isinstance(child, dict) and isinstance(child.get("name"), str)
    return (f"{child.get('in')} {child['name']}" if named else ""), text_of(child, sort=True)


def _finding(
    pointer: str, old: JSON, new: JSON, base: dict[str, JSON], revision: dict[str, JSON], order: list[Operation]
) -> Finding:
    place = pointer
    while not (_stands(base, place) and _stands(revision, place)):
        place = place.rpartition("/")[0]
    where = phrase(place)
    keyword = tokens_of(pointer)[-1] if pointer else ""
    params = {"where": where, "holder": where, "name": keyword, "keyword": keyword, "kind": "", "brings": ""}
    params |= {"base": shown(old), "revision": shown(new)}
    edit = Edit("schema-changed", Spot(pointer, old), Spot(pointer, new), params=params, asks=True)
    bits = 0
    for index, operation in enumerate(order):
        if pointer.startswith((operation.pointer, operation.item_pointer)):
            bits |= 1 << index
    return Finding(edit, {"to-server": Effect(bits, _UNCLAIMED), "from-server": Effect(bits, _UNCLAIMED)})


def _stands(document: dict[str, JSON], pointer: str) -> bool:
    if not pointer:
        return True
    try:
        resolve(document, f"#{pointer}")
    except InputError:
        return False
    return True
