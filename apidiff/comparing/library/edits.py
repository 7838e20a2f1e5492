"""The edits of the lens: a rule and the two uses in, an edit with what its sentence names out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from apidiff.comparing.edits import Edit, Restated, Spot
from apidiff.comparing.library.rules import CONFIRMED, OF_FIELDS, RESTATED, Rules
from apidiff.comparing.library.types import Generated, Use
from apidiff.comparing.pointers import phrase
from apidiff.comparing.serialising import text_of
from apidiff.model.contract import JSON
from apidiff.model.rule_ids import RuleId


def library_edit(
    rule: RuleId,
    base: Use,
    revision: Use,
    /,
    *,
    name: str | None = None,
    renamed_to: str | None = None,
    names: Sequence[str] = (),
    **params: str,
) -> Edit:
    """An edit of this lens. What it is on both sides, for its id, are the texts that its sentence shows."""
    where = phrase(revision.pointer)
    told = {
        "where": where, "holder": phrase(holder_of(revision.pointer)), "name": name or where, "kind": "",
        "keyword": "", "brings": "", "base": "", "revision": "", "renamed_to": renamed_to or "",
    } | params  # fmt: skip
    edit = Edit(
        rule,
        Spot(base.pointer),
        Spot(revision.pointer),
        name,
        renamed_to,
        params=told,
        own=(told["base"], [name, told["renamed_to"], told["revision"]]),
        names=names,
    )
    return restating(edit, [RESTATED[rule]]) if rule in RESTATED else edit


def restating(edit: Edit, rules: Iterable[Rules]) -> Edit:
    """The edit, of which the wire tells as well if it breaks at its places by a rule of each of these sets."""
    spots: tuple[tuple[Literal["base", "revision"], Spot | None], ...] = (
        ("base", edit.base), ("revision", edit.revision),
    )  # fmt: skip
    # What came is told at its own place, among others of its like.
    sides = spots[1:] if edit.rule in CONFIRMED else spots
    places = tuple((side, spot.pointer) for side, spot in sides if spot is not None)
    edit.restates = tuple(Restated(each, places, names=frozenset(edit.names)) for each in rules)
    return edit


def told_at(edit: Edit, old: Generated, new: Generated) -> Edit:
    """The edit, of which the wire may also tell within what the schemas at its places wrap."""
    sides: tuple[tuple[Literal["base", "revision"], Spot | None, Generated], ...] = (
        ("base", edit.base, old), ("revision", edit.revision, new),
    )  # fmt: skip
    # What a place refers to is the same at others: an edit of one of these stands there on one side alone.
    places = [
        (side, place)
        for side, spot, generated in sides
        if spot is not None and generated.places[:1] == (spot.pointer,)
        for place in generated.places
    ]
    compared = frozenset(
        (side, place)
        for side, spot, generated in sides
        for place in (*generated.places, *((spot.pointer,) if spot is not None else ()))
    )
    # That a component may be null is told of each field that it is the type of.
    behind = frozenset[tuple[str, str]]() if edit.rule in OF_FIELDS else compared
    edit.restates = tuple(
        each._replace(places=(*each.places, *places), behind=behind, wholes=compared) for each in edit.restates
    )
    return edit


def known_by(edit: Edit, told: Mapping[str, str]) -> Edit:
    """The edit, whose id goes by these texts: its sentence shows the names of one document, of several in a whole."""
    known: dict[str, str | None] = {**edit.params, "name": edit.name, **told}
    edit.own = known["base"], [known["name"], known["renamed_to"], known["revision"]]
    return edit


def holder_of(pointer: str) -> str:
    """The place of the object that has a property, or of the list or map that holds values; any other place itself."""
    holder, _, last = pointer.rpartition("/")
    if holder.endswith("/properties"):
        return holder.removesuffix("/properties")
    return holder if last in ("items", "additionalProperties") else pointer


def value_key(value: JSON) -> bytes:
    """What two listed values have in common that are one constant."""
    return text_of(value, sort=True)
