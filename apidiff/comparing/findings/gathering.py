"""One change per cause: the same edit, made in many inline copies, is told once, with all its places.

How the changes of a rule gather is said in its entry of the catalogue (`gather`):

- `copies`: the same edit in several inline places is one change, and so is one at several of the places that refer to a
  shared part. An edit in a shared part is one already, since it is found at the part.
- `rule`: all edits under the rule are one change. Nobody reads a thousand rows of prose or of what only code generators
  see.
- `never`: each edit is a change of its own.

What one edit elsewhere took away together (`Edit.together`) is one change. Edits with one id are the same edit, found
over several ways, whatever the rule.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from apidiff.comparing.edits import Edit, Effect, Finding
from apidiff.comparing.findings.identity import EVERYTHING, of_members
from apidiff.comparing.serialising import text_of
from apidiff.model.change import GATED, Treated
from apidiff.model.contract import JSON
from apidiff.rules import rule


class Member(NamedTuple):
    """A finding as one path version has it."""

    finding: Finding
    path_version: str
    operations: int
    """A bit set: those of the path version that the finding affects."""
    ids: list[str]
    """One, or one for each use of a shared part at which the edit was made."""
    own: JSON
    """The edit's own values, by which copies of one edit are known."""
    treated: Treated = GATED
    apart: bool = False
    """Whether it was made at some uses of a shared part, and not in the part."""

    @property
    def id(self) -> str:
        return of_members(self.ids)

    @property
    def written(self) -> tuple[str, str]:
        """Where the edit stands, so that it does not matter in which order a description is read."""
        base, revision = self.finding.edit.base, self.finding.edit.revision
        return (revision.pointer if revision else "", base.pointer if base else "")


class Gathered(NamedTuple):
    """What is told as one change: the first member by its place speaks for all."""

    id: str
    path_version: str
    operations: int
    finding: Finding
    """The first member's edit, with the effects of all members."""
    others: tuple[Edit, ...]
    names: tuple[str, ...]
    """Every name that the members speak of, where these are several."""
    treated: Treated = GATED

    @property
    def possibly_renamed_to(self) -> str | None:
        """The name that each member possibly goes by now; `None` if they differ in that."""
        found = {edit.possibly_renamed_to for edit in (self.finding.edit, *self.others)}
        return found.pop() if len(found) == 1 else None


def gather(members: Iterable[Member]) -> list[Gathered]:
    """Join the members that are one change."""
    groups: dict[object, list[Member]] = defaultdict(list)
    for member in members:
        groups[_group(member)].append(member)
    # An edit in a shared part and copies of it in inline ones can have one id.
    by_id: dict[tuple[str, str, bool], list[Member]] = defaultdict(list)
    for group in groups.values():
        id = of_members(id for member in group for id in member.ids)
        by_id[id, group[0].path_version, group[0].finding.unreached] += group
    return [_joined(id, sorted(group, key=lambda member: member.written)) for (id, *_), group in by_id.items()]


def _group(member: Member) -> object:
    edit = member.finding.edit
    # What is neutral or left out of the verdict is never one row with what counts.
    told = member.finding.unreached, member.treated
    if edit.together:
        return member.path_version, edit.rule, edit.together, told
    how = rule(edit.rule).gather
    if how == "rule":
        return member.path_version, edit.rule, told
    # An edit of a component has its place there, and the same edit in another component is another one. What the base
    # writes out in several places are copies, also where the revision made them a component.
    shared = not member.apart and _place(edit).startswith("/components/")
    if how == "never" or shared:
        return member.path_version, member.id, told
    own = text_of(member.own, sort=True)
    # Copies of one inline schema have places of their own; uses of a part have its place, so that fields stay apart.
    place = edit.base.pointer if edit.base and edit.base.pointer.startswith("/components/") else ""
    return member.path_version, edit.rule, edit.name, edit.renamed_to, own, place, told


def _place(edit: Edit) -> str:
    """Where an edit was made: in the base, or in the revision where the base has nothing of its own."""
    places = [spot.pointer for spot in (edit.base, edit.revision) if spot is not None]
    return next((place for place in places if place not in EVERYTHING), "")


def _joined(id: str, group: list[Member]) -> Gathered:
    first = group[0]
    finding = Finding(first.finding.edit, {}, unreached=first.finding.unreached)
    operations = 0
    for member in group:
        operations |= member.operations
        for direction, effects in member.finding.effects.items():
            for effect in effects:
                # A member without operations is of what none leads to, so its effects count as they are.
                if effect.operations & member.operations or not member.operations:
                    finding.note(direction, Effect(effect.operations & member.operations, effect.answer))
    edits = [member.finding.edit for member in group]
    return Gathered(
        id,
        first.path_version,
        operations,
        finding,
        tuple(edits[1:]),
        first.finding.edit.names if len(group) == 1 else tuple(_names(edits)),
        first.treated,
    )


def _names(edits: list[Edit]) -> list[str]:
    listed = [name for edit in edits for name in edit.names or ((edit.name,) if edit.name else ())]
    return list(dict.fromkeys(listed))
