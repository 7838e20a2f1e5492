"""The types that go by other names: what the walk met under two names in, one edit for each such pair of names out.

A class exists as long as its component does, whoever uses it. So what became of a class that is called otherwise at
some use is told by what components there are: renamed, if one went and the other came; else split, merged or replaced.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from apidiff.comparing.edits import Edit, Spot
from apidiff.comparing.library.edits import known_by, library_edit
from apidiff.comparing.library.types import Generated, Types, Use
from apidiff.comparing.library.walk import Pair
from apidiff.comparing.pointers import phrase
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.naming import class_name
from apidiff.openapi.pointers import below

INLINE = "inline"


class Relation:
    """What stands under two names, and everywhere that it was met."""

    __slots__ = ("new", "old", "pairs")

    def __init__(self, old: Generated, new: Generated) -> None:
        self.old = old
        self.new = new
        self.pairs: list[Pair] = []


def name_edits(
    named: Iterable[tuple[Generated, Generated, Pair]], types: tuple[Types, Types]
) -> list[tuple[Edit, list[Pair]]]:
    """An edit for each two names, with the pairs at which the one stands for the other."""
    relations: dict[_Key, Relation] = {}
    # By place, so that the first pair, which the sentence speaks of, is the same in every run.
    for old, new, pair in sorted(named, key=lambda met: (met[2].revision.pointer, met[2].base.pointer)):
        if types[0].goes_by(old, new.name) or types[1].goes_by(new, old.name):
            continue
        parts = [side.part(one.component) for side, one in zip(types, (old, new), strict=True)]
        # An inline class is of the document of the component that stands for it.
        parts = [parts[0] if old.component else parts[1], parts[1] if new.component else parts[0]]
        key = _Key(parts[0], parts[1], class_name(old.name), class_name(new.name))
        relations.setdefault(key, Relation(old, new)).pairs.append(pair)
    heirs: dict[tuple[str, ...], set[str]] = {}
    for key in relations:
        # One table for both sides: `<` is what a name of the base became, `>` what a name of the revision was.
        heirs.setdefault(("<", *key.parts, key.old), set()).add(key.new)
        heirs.setdefault((">", *key.parts, key.new), set()).add(key.old)
    return [(_edit(key, relation, types, heirs), relation.pairs) for key, relation in sorted(relations.items())]


class _Key(NamedTuple):
    """Two names, in the documents of which both are."""

    old_part: str
    new_part: str
    old: str
    new: str

    @property
    def parts(self) -> tuple[str, str]:
        return self.old_part, self.new_part


def _edit(key: _Key, relation: Relation, types: tuple[Types, Types], heirs: dict[tuple[str, ...], set[str]]) -> Edit:
    old, new = relation.old, relation.new
    before, after = types[0].classes(key.old_part), types[1].classes(key.new_part)
    went, came = bool(key.old) and key.old not in after, bool(key.new) and key.new not in before
    rule: RuleId
    if not key.new:
        rule = "type-inlined"
    elif not key.old:
        rule = "type-extracted"
    # A rename is one name for one name. Where the new class was there before, or others became it too, it took the old
    # one in.
    elif went and (not came or len(heirs[(">", *key.parts, key.new)]) > 1):
        rule = "type-merged"
    elif came and (not went or len(heirs[("<", *key.parts, key.old)]) > 1):
        rule = "type-split"
    else:
        rule = "type-renamed" if went and came else "type-replaced"
    first = relation.pairs[0]
    # Where a component is gone and one other name stands for it, the two names say all.
    by_name = went and key.new and old.component and len(heirs[("<", *key.parts, key.old)]) == 1
    used = rule == "type-replaced"  # both components are still what they were: what differs is the use
    spots = [
        use if used or not side.component else _component(side)
        for side, use in ((old, first.base), (new, first.revision))
    ]
    where = phrase(first.revision.pointer)
    more = len(relation.pairs) - 1
    if more:
        where += f" and {more:,} more place{'s' if more > 1 else ''}"
    edit = library_edit(
        rule,
        *spots,
        name=old.name or new.name,
        renamed_to=new.name if old.name and new.name else None,
        base=old.name or INLINE,
        revision=new.name or INLINE,
        where=where,
        kind=new.form if new.form == old.form else "class",
    )
    whole = {
        "name": old.in_whole or new.in_whole,
        "renamed_to": new.in_whole if old.name and new.name else "",
        "base": old.in_whole or INLINE,
        "revision": new.in_whole or INLINE,
    }
    edit = known_by(edit, whole)
    edit.base, edit.revision = (Spot(spot.pointer) for spot in spots)
    if not by_name:
        edit.met = tuple(dict.fromkeys(pair.base.pointer for pair in relation.pairs))
    return edit


def _component(generated: Generated) -> Use:
    return Use({}, below("/components/schemas", generated.component))
