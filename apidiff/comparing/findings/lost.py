"""What the base lost: objects other than schemas whose reference leads to nothing.

They are compared as if the revision's own object had stood there, since its name and its place are not known. That is a
guess: it must not pass as unchanged. The schemas in it are undecided as they are; an object without any, or one that
the revision lacks too, is told here.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from apidiff.comparing.edits import ABSENT, Answer, Finding
from apidiff.comparing.findings.ledger import Difference, Reaching, Silent, finding_of
from apidiff.comparing.operations.operations import Operation
from apidiff.comparing.pointers import join
from apidiff.model.contract import Contract, Hole
from apidiff.openapi.grammar import EXAMPLE, LINK
from apidiff.openapi.pointers import ABSENT as NOWHERE
from apidiff.openapi.pointers import find

_ON_NO_WIRE = frozenset({EXAMPLE.name, LINK.name})
_UNKNOWN = Answer(safe=None, reason="what stood there before is not known, since its reference leads to nothing")


def lost(
    base: Contract,
    revision: Contract,
    findings: Iterable[Finding],
    order: list[Operation],
    removed: Sequence[Operation],
    unreached: Container[str],
) -> list[Finding]:
    """A finding for each such object that matters and of which nothing undecided is told yet.

    `order`: the operations of the bit sets; `removed`: those that are gone as a whole, with all that they lost.
    """
    holes = [hole for hole in base.holes if hole.kind not in _ON_NO_WIRE]
    if not holes:
        return []
    told = _undecided(findings)
    gone = {place for operation in removed for place in (operation.pointer, operation.written)}
    operations, silent = Reaching(order), Silent(base.document, revision.document)
    found = []
    for hole in holes:
        place = join("", *hole.tokens)
        if place in told or any(join("", *hole.tokens[:end]) in gone for end in range(1, len(hole.tokens) + 1)):
            continue
        finding = finding_of(_difference(hole, place, revision), base.document, revision.document, operations, silent)
        finding.unreached = place in unreached
        for effects in finding.effects.values():
            for effect in effects:
                effect.answer = _UNKNOWN
        found.append(finding)
    return found


def _undecided(findings: Iterable[Finding]) -> set[str]:
    """The places of what is undecided, and all places around them."""
    found: set[str] = set()
    for finding in findings:
        effects = [effect for each in finding.effects.values() for effect in each]
        spot = finding.edit.base
        if spot and any(effect.answer is not None and effect.answer.safe is None for effect in effects):
            found.update(spot.pointer[:end] for end, each in enumerate(spot.pointer) if each == "/")
            found.add(spot.pointer)
    return found


def _difference(hole: Hole, place: str, revision: Contract) -> Difference:
    now = find(revision.document, place)
    return Difference(place, place, {"$ref": hole.reference}, ABSENT if now is NOWHERE else now)
