"""Two contracts and their matched operations in, the findings of the second lens out.

Only what operations and events lead to on both sides is looked at, and only where it differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from apidiff.comparing.edits import DIRECTIONS, Edit, Effect, Finding
from apidiff.comparing.library.alike import alike
from apidiff.comparing.library.fields import MOST_FIELDS, TooManyFields
from apidiff.comparing.library.gone import gone_classes
from apidiff.comparing.library.methods import compare_methods
from apidiff.comparing.library.names import name_edits
from apidiff.comparing.library.walk import Pair, TypeWalk
from apidiff.comparing.operations.pairing import Match
from apidiff.comparing.schemas.differing import Differing
from apidiff.errors import Place
from apidiff.model.change import Direction
from apidiff.model.contract import Contract, Warned


class Seen:
    """What generated code sees. `warnings`: why not all of it was looked at."""

    def __init__(self, findings: tuple[Finding, ...] = (), warnings: tuple[Warned, ...] = ()) -> None:
        self.findings = findings
        self.warnings = warnings

    def tells_of(self, finding: Finding) -> bool:
        """Whether a component that came, went or was renamed is told of by what became of its class."""
        edit = finding.edit
        if edit.rule not in ("component-renamed", "component-removed", "component-added"):
            return False
        sides = [
            (edit.base, self._gone) if edit.rule != "component-added" else None,
            (edit.revision, self._come) if edit.rule != "component-removed" else None,
        ]
        return all(spot is not None and spot.pointer in told for spot, told in filter(None, sides))

    @cached_property
    def _gone(self) -> set[str]:
        return {one.edit.base.pointer for one in self.findings if one.edit.rule in _NAMES and one.edit.base}

    @cached_property
    def _come(self) -> set[str]:
        return {one.edit.revision.pointer for one in self.findings if one.edit.rule in _NAMES and one.edit.revision}


_NAMES = frozenset({"type-removed", "type-renamed", "type-split", "type-merged", "type-inlined", "type-extracted"})


def seen_by_generators(base: Contract, revision: Contract, matches: Sequence[Match], differs: Differing) -> Seen:
    """Find what differs for generated code between operations that stand for the same exchange.

    An operation's place in `matches` is its bit in the effects.
    """
    # Edits that no type shows are taken for none here, so that the second walk enters little of a description.
    differs = differs.but_for(alike)
    walk = TypeWalk(base, revision, differs)
    book = _Book()
    for index, match in enumerate(matches):
        for edit in compare_methods(base, revision, match, differs, walk, 1 << index):
            direction: Direction = "from-server" if edit.rule == "return-type-changed" else "to-server"
            book.note(edit, {direction: 1 << index})
    try:
        pairs = walk.finish()
    except TooManyFields:
        return Seen(warnings=(_unfinished(revision),))
    for edit, met in name_edits(walk.named, walk.types):
        book.note(edit, _together(met))
    for pair in pairs:
        for edit in pair.edits:
            book.note(edit, pair.reached)
    told = {one.edit.base.pointer for one in book.findings.values() if one.edit.base}
    for edit in gone_classes(base, walk.types, told, walk.dropped):
        # No operation used it, and yet its class is gone: an effect for nobody, in both directions.
        book.note(edit, {direction: 0 for _, direction in DIRECTIONS})
    return Seen(tuple(book.findings.values()))


class _Book:
    """Findings by their edits."""

    def __init__(self) -> None:
        self.findings: dict[tuple[str, ...], Finding] = {}

    def note(self, edit: Edit, reached: dict[Direction, int]) -> None:
        if not reached:
            return
        finding = self.findings.setdefault(edit.key, Finding(edit, {}))
        for _, direction in DIRECTIONS:
            if direction in reached:
                finding.note(direction, Effect(reached[direction]))


def _together(pairs: Sequence[Pair]) -> dict[Direction, int]:
    found: dict[Direction, int] = {}
    for pair in pairs:
        for direction, operations in pair.reached.items():
            found[direction] = found.get(direction, 0) | operations
    return found


def _unfinished(revision: Contract) -> Warned:
    return Warned(
        f"the client-library lens looked at {MOST_FIELDS:,} fields and stopped: what generated code sees is not told",
        Place(revision.name),
        'Set `client-library = "off"` in apidiff.toml, or let fewer classes have so many fields by `allOf`.',
    )
