"""The laws that a comparison of a description with its mutation must hold: each yields what breaks it, in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import apidiff
from apidiff.api import contract
from apidiff.comparing.asking.questions import LIMITED_AROUND
from apidiff.model.change import Change, Comparison
from apidiff.model.contract import Contract
from apidiff.rules import rule
from tests.laws.mutations import Document, Mutation, at

_OPPOSITES = (
    ("added", "removed"),
    ("raised", "lowered"),
    ("became-required", "became-optional"),
    ("opened", "closed"),
    ("deprecated", "undeprecated"),
    ("declared", "undeclared"),
    ("tightened", "relaxed"),
    ("widened", "changed"),
)
_EITHER = (
    ("required-property", "property"),
    ("required-parameter", "parameter"),
    ("required-request-body", "request-body"),
    ("required-response-header", "response-header"),
    ("event-media-type", "media-type"),
    ("media-type-range", "media-type"),
)
"""Rules that tell one addition from another (required, unasked, or a range); a removal is one rule for both."""
_ALSO = {
    "response-added": {"response-taken-over"},
    "response-described-apart": {"response-removed"},
    "response-removed": {"response-described-apart"},
    "response-taken-over": {"response-added"},
    "response-body-added": {"media-type-removed"},
    "media-type-removed": {"response-body-added"},
    "required-property-added": {"read-only-changed", "write-only-changed"},
    "property-added": {"read-only-changed", "write-only-changed"},
    "read-only-changed": {"property-added", "required-property-added"},
    "write-only-changed": {"property-added", "required-property-added"},
    "security-tightened": {"security-changed"},
    "security-changed": {"security-tightened"},
}
"""A response is added beside the `default` that used to answer; once it goes, `default` takes over. A mark that takes a
property out of a direction adds the property to it once the mark is lifted. A body comes
as a whole, and goes by its media types. Credentials come with an event as an addition, and go as a change."""


def unclaimed(comparison: Comparison) -> Iterator[str]:
    """Nothing that differs is left without a rule of its own."""
    for change in comparison.changes:
        if change.rule == "schema-changed" and change.reason == "no rule explains this difference":
            yield f"unclaimed at {_place(change)}: {change.title}"


def silent(comparison: Comparison, base: Document, revision: Document) -> Iterator[str]:
    """Nothing that differs is called identical."""
    if not comparison.changes and base != revision:
        yield "it differs, and nothing is told"


def unplaced(comparison: Comparison, base: Document, mutation: Mutation) -> Iterator[str]:
    """An edit is told at its place: on the way to it, under it, or in what only its place refers to now or before."""
    here = {tuple(_tokens(mutation.pointer))}
    for document in (base, mutation.revision):
        here |= {tuple(_tokens(reached)) for reached in _reached(document, mutation.pointer)}
    for change in comparison.changes:
        if change.rule.startswith("subtype-"):
            continue  # a value of a tag is a kind of its discriminator, and is told there
        if _leads_nowhere(change):
            continue  # told at the link, whose operation lost its id elsewhere
        pointers = [*_pointers(change), *change.also]
        if change.rule == "discriminator-changed":  # it is told of the union that holds the value of a tag
            pointers = [pointer.removesuffix("/discriminator") for pointer in pointers]
        if not any(_related(_tokens(pointer), list(place)) for pointer in pointers for place in here):
            yield f"{change.rule} is told at {pointers}"
    if comparison.changes and not any(
        len(_tokens(p)) > 1 or mutation.pointer.count("/") <= 3 for c in comparison.changes for p in _pointers(c)
    ):
        yield "told at the top of the description alone"


def _reached(document: Document, pointer: str) -> set[str]:
    """The components that a place refers to, directly or through others."""
    try:
        pending = [at(document, pointer)]
    except (KeyError, IndexError):
        return set()
    found: set[str] = set()
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            ref = node.get("$ref")
            if isinstance(ref, str) and ref.startswith("#/") and ref[1:] not in found:
                found.add(ref[1:])
                pending.append(at(document, ref[1:]))
        pending.extend(node.values() if isinstance(node, dict) else node if isinstance(node, list) else ())
    return found


def _pointers(change: Change) -> list[str]:
    return [side.pointer for side in (change.base, change.revision) if side]


def _tokens(pointer: str) -> list[str]:
    return ["*" if token.isdigit() and len(token) < 3 else token for token in pointer.split("/")[1:]]


def _related(first: list[str], second: list[str]) -> bool:
    shorter = min(len(first), len(second))
    return first[:shorter] == second[:shorter]


def opposite(rule: str) -> set[str]:
    """The rules that may tell the same edit made backwards."""
    found = {rule} | _ALSO.get(rule, set())
    for first, second in _OPPOSITES:
        for here, there in ((first, second), (second, first)):
            found |= {re.sub(rf"(^|-){here}$", rf"\g<1>{there}", name) for name in found}
    for long, short in _EITHER:
        found |= {name.replace(f"{long}-", f"{short}-") for name in found if name.startswith(f"{long}-")}
        found |= {name.replace(f"{short}-", f"{long}-", 1) for name in found if name.startswith(f"{short}-")}
    return (
        found
        | {name.replace("lifted", "changed") for name in found}
        | {name.replace("changed", "lifted") for name in found}
    )


ABSORBED = LIMITED_AROUND
"""Of a schema that contradicts itself the one side may absorb what the other does not."""
_ELSEWHERE = frozenset({"response-range-narrowed", "property-removed"})
"""What tells of an edit from the other side whatever it is called from this one: a range without the status that it
described, and a field of a typed map, which is compared keyword by keyword with what the map allows."""


def unswapped(forth: Comparison, back: Comparison) -> Iterator[str]:
    """Swapping the sides swaps added and removed, narrowed and widened."""
    every = [*forth.changes, *back.changes]
    covered = any(c.rule == "response-taken-over" or c.reason == ABSORBED or _leads_nowhere(c) for c in every)
    if not covered and (forth.verdict in ("neutral", "identical")) != (back.verdict in ("neutral", "identical")):
        told = [(c.rule, c.cls) for c in every]
        yield f"{forth.verdict} forth but {back.verdict} back: {told}"
    rules = [Counter(change.rule for change in side.changes) for side in (forth, back)]
    for one in rules[0]:
        # A field that another type of a map leaves no value is gone; the other way round that type alone is told.
        barred = one == "property-removed" and all("type-changed" in side for side in rules)
        if not ((opposite(one) | _ELSEWHERE) & rules[1].keys() or (one == "link-changed" and covered) or barred):
            yield f"{one} forth, but back only {sorted(rules[1])}"
    for change in forth.changes:
        partner = next((c for c in back.changes if c.rule in opposite(change.rule) and _mirrored(change, c)), None)
        if partner is not None:
            yield from _unturned(change, partner)


def _leads_nowhere(change: Change) -> bool:
    """Whether a link lost its operation while it stayed as it was; one that finds its operation is no change of it."""
    sides = change.base, change.revision
    return change.rule == "link-changed" and all(sides) and len({str(side and side.value) for side in sides}) == 1


def _mirrored(change: Change, other: Change) -> bool:
    sides = ([side and side.pointer for side in (change.base, change.revision)],
             [side and side.pointer for side in (other.revision, other.base)])  # fmt: skip
    return sides[0] == sides[1] and change.path_version == other.path_version


def _unturned(change: Change, other: Change) -> Iterator[str]:
    """To the server no exception holds: what is additive one way narrows the other way."""
    classes = [{i.direction: i.cls for i in side.impacts}.get("to-server") for side in (change, other)]
    if classes in (["additive", "additive"], ["additive", "neutral"], ["neutral", "additive"]) and _valued(change):
        yield f"to the server {change.rule} is {classes[0]} forth and {classes[1]} back"


def _valued(change: Change) -> bool:
    """Whether the set of valid values decides the change, and not the table of what is named."""
    return rule(change.rule).group not in {"operations", "security"} and change.lens == "wire"


def moved_by_another(alone: Comparison, together: Comparison) -> Iterator[str]:
    """An edit's changes are the same, by id and class, when an unrelated edit is made as well."""
    there = {(change.id, change.rule): change.cls for change in together.changes}
    for change in alone.changes:
        if rule(change.rule).gather == "rule":
            continue
        cls = there.get((change.id, change.rule))
        if cls is None:
            yield f"{change.rule} {change.id} ({change.title}) has another id beside an unrelated edit"
        elif cls != change.cls:
            yield f"{change.rule} is {change.cls} alone and {cls} beside an unrelated edit"


def on_wire(comparison: Comparison) -> Comparison:
    """Without what generated code alone sees: one edit is told there at every class and argument that it changes."""
    return comparison._replace(changes=tuple(change for change in comparison.changes if change.lens == "wire"))


def unsound(comparison: Comparison) -> Iterator[str]:
    """What is true of every comparison, whatever was compared."""
    ids = Counter(change.id for change in comparison.changes)
    yield from (f"id {id} stands twice" for id, count in ids.items() if count > 1)
    for change in comparison.changes:
        if change.impacts and change.cls != apidiff.model.change.worst(i.cls for i in change.impacts):
            yield f"{change.rule} is {change.cls}, but its impacts are {[i.cls for i in change.impacts]}"
        if change.witness and change.cls != "breaking":
            yield f"{change.rule} is {change.cls} and has a witness"
        if "{" in re.sub(r"`[^`]*`", "", change.title) or "None" in change.title.split():
            yield f"a hole in the title: {change.title}"


def _place(change: Change) -> str:
    return next((pointer for pointer in _pointers(change)), "")


def broken(base: Document, mutation: Mutation, *, read: Contract | None = None) -> list[str]:
    """Every law that one mutation breaks; `read`: the base as it is read. Raises whatever the comparison raises."""
    sides = read or contract(base), contract(mutation.revision)
    forth = apidiff.diff(sides[0], sides[1], audited=True)
    found = [*unsound(forth), *unclaimed(forth), *silent(forth, base, mutation.revision)]
    found += unplaced(on_wire(forth), base, mutation)
    back = apidiff.diff(sides[1], sides[0], audited=True)
    found += [*unsound(back), *(f"backwards: {told}" for told in unclaimed(back))]
    return [*found, *unswapped(on_wire(forth), on_wire(back))]
