"""The named parts of an object: properties that came, went or changed their name, and what is required."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from apidiff.comparing.edits import BOTH, TO_SERVER, Edit, Spot
from apidiff.comparing.parts import At, Conjunction, declared_names
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.projecting import visible
from apidiff.comparing.renames import pair
from apidiff.comparing.showing import brings, shown
from apidiff.model.contract import Contract


class Properties(NamedTuple):
    """`pairs`: (base, revision, directions in which both travel); `edits`: what came, went and is asked for."""

    pairs: list[tuple[At, At, int]]
    edits: list[Edit]


def compare(base: Contract, revision: Contract, old: tuple[Conjunction, At], new: tuple[Conjunction, At]) -> Properties:
    """Match the properties of two objects by name, then by likeness."""
    left, right = old[0], new[0]
    gone = {name: at for name, at in left.properties.items() if name not in right.properties}
    came = {name: at for name, at in right.properties.items() if name not in left.properties}
    renamed = pair({n: at.schema for n, at in gone.items()}, {n: at.schema for n, at in came.items()})
    pairs: list[tuple[At, At, int]] = []
    edits: list[Edit] = []
    for name in left.properties.keys() & right.properties.keys():
        first, second = left.properties[name], right.properties[name]
        seen, sees = visible(base, first.schema), visible(revision, second.schema)
        pairs.append((first, second, seen & sees))
        if seen != sees:
            edits.extend(_marks(name, first, second, seen, sees, needed=name in right.required))
    for name, successor in renamed.items():
        first, second = gone.pop(name), came.pop(successor)
        both = visible(base, first.schema) & visible(revision, second.schema)
        pairs.append((first, second, both))
        edits.append(_renamed(name, successor, first, second, both))
    elsewhere = declared_names(revision, new[1].schema) if gone else set()
    known = declared_names(base, old[1].schema) if came else set()
    for name, at in gone.items():
        if name not in elsewhere:
            lost = set(left.refs) - set(right.refs)
            mask = visible(base, at.schema)
            edits.append(_named("property-removed", name, at, None, right.pointer, mask, right.site, lost))
    for name, at in came.items():
        if name not in known:
            edits.extend(_added(name, at, left, right, visible(revision, at.schema)))
    unpaired = {*renamed, *renamed.values()} | (gone.keys() - elsewhere) | (came.keys() - known)
    edits.extend(_required(base, revision, left, right, unpaired))
    return Properties(pairs, edits)


def _holder(here: At, site: str, refs: frozenset[str] | set[str]) -> str:
    """What a person is told to hold a property: its schema, or the one that only now joins, or no longer joins, it."""
    parent = here.pointer.rsplit("/", 2)[0]
    return site if site and f"#{parent}" in refs else parent


def _named(
    rule: str,
    name: str,
    base: At | None,
    revision: At | None,
    other: str,
    mask: int,
    site: str = "",
    refs: frozenset[str] | set[str] = frozenset(),
) -> Edit:
    here = base or revision
    assert here is not None
    parent = _holder(here, site, refs)
    params = {"name": name, "holder": phrase(parent), "where": phrase(here.pointer), "keyword": "properties"}
    params |= {"kind": "property", "base": "", "revision": "", "brings": ""}
    if revision is not None:
        params["brings"] = brings(_brought(revision))
    return Edit(
        rule,
        Spot(base.pointer, base.schema) if base else Spot(other),
        Spot(revision.pointer, revision.schema) if revision else Spot(other),
        name=name,
        params=params,
        mask=mask,
    )


def _brought(at: At) -> list[str]:
    """The names that a new property brings with it: its own properties, its listed values."""
    schema = at.schema if isinstance(at.schema, dict) else {}
    items = schema.get("items")
    if isinstance(items, dict):
        schema = items
    named = schema.get("properties")
    if isinstance(named, dict):
        return list(named)
    values = schema.get("enum")
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def _added(name: str, at: At, left: Conjunction, right: Conjunction, mask: int) -> Iterator[Edit]:
    needed = name in right.required and name not in left.required
    rule = "required-property-added" if needed and mask & TO_SERVER else "property-added"
    yield _named(rule, name, None, at, left.pointer, mask, right.site, set(right.refs) - set(left.refs))


def _renamed(name: str, successor: str, first: At, second: At, mask: int) -> Edit:
    edit = _named("property-renamed", name, first, second, "", mask)
    edit.renamed_to = edit.params["renamed_to"] = successor
    edit.params["holder"] = phrase(second.pointer.rsplit("/", 2)[0])
    return edit


def _marks(name: str, first: At, second: At, seen: int, sees: int, *, needed: bool) -> Iterator[Edit]:
    """A property that travels in another set of directions than before: it leaves one, or it enters one."""
    for direction, rule in ((TO_SERVER, "read-only-changed"), (BOTH & ~TO_SERVER, "write-only-changed")):
        if seen & direction == sees & direction:
            continue
        if sees & direction:
            needed_now = needed and direction == TO_SERVER
            rule = "required-property-added" if needed_now else rule.replace("changed", "lifted")
        edit = _named(rule, name, first, second, "", direction)
        keyword = "readOnly" if direction == TO_SERVER else "writeOnly"
        edit.params |= {
            "keyword": keyword,
            "base": shown(not seen & direction),
            "revision": shown(not sees & direction),
        }
        yield edit


def _required(
    base: Contract, revision: Contract, left: Conjunction, right: Conjunction, unpaired: set[str]
) -> Iterator[Edit]:
    """Source: JSON Schema 2020-12 Validation, 6.5.3."""
    for name in sorted(right.required.keys() - left.required.keys() - unpaired):
        yield _requirement(name, base, revision, left, right, needed=True)
    for name in sorted(left.required.keys() - right.required.keys() - unpaired):
        yield _requirement(name, base, revision, left, right, needed=False)


def _requirement(
    name: str, base: Contract, revision: Contract, left: Conjunction, right: Conjunction, *, needed: bool
) -> Edit:
    side, other = (right, left) if needed else (left, right)
    declared = name in left.properties or name in right.properties
    verb = "became-required" if needed else "became-optional"
    rule = f"property-{verb}" if declared else "required-added" if needed else "required-removed"
    mask = BOTH
    for contract, conj in ((base, left), (revision, right)):
        if name in conj.properties:
            mask &= visible(contract, conj.properties[name].schema)
    here = Spot(side.required[name], name)
    there = Spot(join(other.pointer))
    params = {"name": name, "holder": phrase(right.site), "where": phrase(right.site), "keyword": "required"}
    params |= {"base": "optional" if needed else "required", "revision": "required" if needed else "optional"}
    names = left.required.keys() | {name} if needed else left.required.keys() - {name}
    return Edit(
        rule,
        there if needed else here,
        here if needed else there,
        name=name,
        params=params,
        asks=True,
        patch={"required": sorted(names)},
        mask=mask,
    )
