"""The independent audit: whatever DeepDiff sees between two documents must be claimed by a finding.

The walk accounts for what differs as it goes. This account is checked by something that knows nothing of OpenAPI, over
the subtrees that differ; what no finding claims becomes an `undecided` change, so that the gates fail closed.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any

from apidiff.comparing.edits import ABSENT, Finding
from apidiff.comparing.equality import same
from apidiff.comparing.findings.claims import Claims, without_positions
from apidiff.comparing.findings.differences import Difference, lined_up
from apidiff.comparing.findings.ledger import Reaching, Silent, finding_of
from apidiff.comparing.operations.operations import Operation
from apidiff.comparing.pointers import join
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import ORDERED
from apidiff.openapi.pointers import COPIES

_APART = 3
"""The levels of a document that are looked through here; DeepDiff is asked about what lies below and differs."""


def audit(
    base: dict[str, JSON],
    revision: dict[str, JSON],
    findings: list[Finding],
    accounted: Iterable[str],
    order: list[Operation],
    unreached: Container[str] = (),
) -> list[Finding]:
    """A finding for each difference that none of `findings` claims.

    `order`: the operations of the bit sets; `unreached`: the places that none of them leads to.
    """
    claims = Claims(findings, accounted, by_position=False)
    places: dict[str, Difference] = {}
    # What was copied differs where its original does, or what that refers to.
    base, revision = ({key: value for key, value in each.items() if key != COPIES} for each in (base, revision))
    for item in _differences(base, revision, ""):
        sides = _spelled_out(item.old, item.new)
        # Each side by itself: what went and what came at one place are two things to be claimed.
        if not all(value is ABSENT or claims.cover(item.at, value) for value in sides):
            places.setdefault(without_positions(item.at), item)
    operations = Reaching(order)
    silent = Silent(base, revision)
    found = {place: finding_of(item, base, revision, operations, silent) for place, item in places.items()}
    for place, finding in found.items():
        finding.unreached = place in unreached
    return list(found.values())


def _spelled_out(old: JSON, new: JSON) -> tuple[JSON, JSON]:
    """Both sides, with the schema `true` written as `{}` beside an object that has keywords.

    It is the same schema (JSON Schema 2020-12 core, 4.3.2), so what differs is what the object holds, which has to be
    claimed.
    """
    if old is True and isinstance(new, dict) and new:
        return {}, new
    return (old, {}) if new is True and isinstance(old, dict) and old else (old, new)


def _differences(base: JSON, revision: JSON, pointer: str, depth: int = 0) -> Iterator[Difference]:
    """What DeepDiff sees, asked about the subtrees that differ only."""
    if same(base, revision):
        return
    shared = isinstance(base, dict) and isinstance(revision, dict)
    if shared and depth < _APART:
        for name in {**base, **revision}:
            at = join(pointer, name)
            if name in base and name in revision:
                yield from _differences(base[name], revision[name], at, depth + 1)
            else:
                yield Difference(at, at, base.get(name, ABSENT), revision.get(name, ABSENT))
        return
    yield from _deep(base, revision, pointer)


def _deep(base: JSON, revision: JSON, pointer: str) -> Iterator[Difference]:
    # It takes 240 ms to import, and a plain `diff` does without the audit.
    from deepdiff import DeepDiff

    # Lists are lined up already: member by member, DeepDiff takes time in proportion to their length.
    options: dict[str, Any] = {
        "view": "tree",
        # Otherwise two objects with few keys in common are one difference, of which a claim of one key says nothing.
        "threshold_to_diff_deeper": 0,
        "verbose_level": 1,
        "zip_ordered_iterables": True,
    }
    for levels in DeepDiff(*_aligned(base, revision), **options).values():
        for level in levels:
            at = join(pointer, *level.path(output_format="list"))
            old = ABSENT if type(level.t1).__name__ == "NotPresent" else level.t1
            new = ABSENT if type(level.t2).__name__ == "NotPresent" else level.t2
            yield Difference(at, at, old, new)


def _aligned(base: JSON, revision: JSON, keyword: str = "") -> tuple[JSON, JSON]:
    """The same values with their lists lined up wherever their order says nothing; without what is equal in these."""
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
    # A number that is written another way is the same one: DeepDiff tells `0.0` from `0` by their types in Python.
    return (base, base) if same(base, revision) else (base, revision)


def _lined_up(base: list[JSON], revision: list[JSON]) -> tuple[list[JSON], list[JSON]]:
    """Two lists with what goes by one name first, then the rest: an edit of one member moves no other one."""
    pairs = list(lined_up(base, revision))
    old, new = [first for first, _ in pairs], [second for _, second in pairs]
    return [base[index] for index in old if index is not None], [revision[index] for index in new if index is not None]
