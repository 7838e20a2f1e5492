"""What the normal form takes away: addresses, anchors, dialects, and references by them. Two contracts in, edits out.

The normal form has plain pointers and one dialect, so that what these keywords mean is compared there. An edit of them
that changes nothing else is still an edit, and is told as one.
"""

from __future__ import annotations

from collections.abc import Iterator

from apidiff.comparing.edits import ABSENT, Edit, Spot
from apidiff.comparing.equality import same
from apidiff.comparing.pointers import phrase
from apidiff.comparing.showing import shown
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.grammar import OPENAPI, Kind, is_schema, members
from apidiff.openapi.pointers import below

_NAMING = ("$schema", "$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor")
_REFERRING = ("$ref", "$dynamicRef", "$recursiveRef")
_APART = 3
"""The levels of a document at which equal parts are skipped: `components`, `schemas`, a schema."""


def identifier_edits(base: Contract, revision: Contract) -> Iterator[Edit]:
    """An edit for each of these keywords that differs in schemas at the same place, as they are written."""
    # Neither side has such keywords, so the normal form is what is written.
    if base.written is None and revision.written is None:
        return
    old, new = (contract.written or contract.document for contract in (base, revision))
    pending: list[tuple[JSON, JSON, Kind, str]] = [(old, new, OPENAPI, "")]
    while pending:
        old, new, kind, at = pending.pop()
        if old is new or (at.count("/") <= _APART and same(old, new)):
            continue
        if isinstance(old, dict) and isinstance(new, dict) and is_schema(kind):
            yield from _of_schema(old, new, at)
        known = {token: child for token, child, _ in members(old, kind)}
        pending += [(known[t], child, inner, below(at, t)) for t, child, inner in members(new, kind) if t in known]


def _of_schema(old: dict[str, JSON], new: dict[str, JSON], at: str) -> Iterator[Edit]:
    for keyword in _NAMING:
        if not same(old.get(keyword), new.get(keyword)):
            yield _edit(keyword, old, new, at)
    for keyword in _REFERRING:
        before, after = old.get(keyword), new.get(keyword)
        # A reference that came or went changes what the schema says, and the normal form shows that.
        if before is None or after is None or same(before, after):
            continue
        if not (_is_plain(before) and _is_plain(after)):
            yield _edit(keyword, old, new, at)


def _is_plain(reference: JSON) -> bool:
    return isinstance(reference, str) and (reference == "#" or reference.startswith("#/"))


def _edit(keyword: str, old: dict[str, JSON], new: dict[str, JSON], at: str) -> Edit:
    place = below(at, keyword)
    spots = [Spot(place, side[keyword]) if keyword in side else Spot(at) for side in (old, new)]
    texts = ["absent" if spot.value is ABSENT else shown(spot.value) for spot in spots]
    where = phrase(at)
    params = {"where": where, "holder": where, "name": keyword, "keyword": keyword, "kind": "", "brings": ""}
    params |= {"base": texts[0], "revision": texts[1]}
    return Edit("identifier-changed", spots[0], spots[1], params=params)
