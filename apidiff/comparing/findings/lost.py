"""What the base lost: objects other than schemas whose reference leads to nothing.

They are compared as if the revision's own object had stood there, since its name and its place are not known. That is a
guess: it must not pass as unchanged. The schemas in it are undecided as they are; an object without any, or one that
the revision lacks too, is told here.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from apidiff.comparing.edits import ABSENT, Answer, Edit, Effect, Finding, Spot
from apidiff.comparing.findings.differences import Difference
from apidiff.comparing.findings.ledger import Reaching, Silent, finding_of
from apidiff.comparing.operations.operations import Operation
from apidiff.comparing.operations.security import asked_by
from apidiff.comparing.pointers import join
from apidiff.comparing.showing import shown
from apidiff.model.contract import Contract, Hole
from apidiff.openapi.grammar import EXAMPLE, LINK, SECURITY_SCHEME
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
        # An undecided finding in it says enough; with an operation that is gone, all that it held is.
        if place in told or any(join("", *hole.tokens[:end]) in gone for end in range(1, len(hole.tokens) + 1)):
            continue
        item = _difference(hole, place, revision)
        if hole.kind == SECURITY_SCHEME.name:
            finding = _scheme(item, hole.tokens[-1], base, order)
        else:
            finding = finding_of(item, base.document, revision.document, operations, silent)
        finding.unreached = place in unreached
        # The difference is a guess, whatever rule it comes under.
        for effects in finding.effects.values():
            for effect in effects:
                effect.answer = _UNKNOWN
        found.append(finding)
    return found


def _scheme(item: Difference, name: str, base: Contract, order: list[Operation]) -> Finding:
    """A security scheme that is not known any more, for the operations that ask for it."""
    asking = sum(1 << bit for bit, operation in enumerate(order) if name in asked_by(base, operation))
    params = {"name": name, "kind": "security scheme", "where": f"security scheme `{name}`", "holder": "the components"}
    params |= {"base": shown(item.old), "revision": shown(item.new), "keyword": name, "brings": ""}
    edit = Edit(
        "security-scheme-changed", Spot(item.old_at, item.old), Spot(item.new_at, item.new), name, params=params
    )
    return Finding(edit, {"to-server": [Effect(asking)]})


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
