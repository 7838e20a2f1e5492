"""What part of the API a change belongs to, and how the policy treats it: excluded, reported or gated.

A scope is judged on both sides, so that nobody escapes the gate by declaring something internal in the pull request
that breaks it. What goes out of the gated part is a removal for clients, what comes into it an addition.
"""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cached_property, reduce
from operator import or_
from typing import NamedTuple

from apidiff.comparing.contracts import Compared
from apidiff.comparing.edits import ABSENT, Edit, Effect, Finding, Spot
from apidiff.comparing.pointers import phrase
from apidiff.errors import Place
from apidiff.model.change import GATED, Direction, Treated, Treatment
from apidiff.model.contract import JSON, Contract, Warned
from apidiff.model.policy import Policy, Scope, Stability
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.grammar import DATA, OPENAPI, REQUIREMENT, VALUE, Kind, child_kind
from apidiff.openapi.naming import path_in
from apidiff.openapi.operations import Operation
from apidiff.openapi.pointers import split, step

_WEIGHTS: tuple[Treatment, ...] = ("gated", "reported", "excluded")


class Shown(NamedTuple):
    """The operations (a bit set) of a finding that are treated alike."""

    operations: int
    treated: Treated
    beside: bool = False
    """Whether the same finding also counts for operations that are gated."""


class _Standing(NamedTuple):
    """What is known of one side of an operation before a place in it is asked about."""

    tier: Treated
    open: tuple[int | None, ...]
    """For each scope what a place has yet to have, a bit set; `None`: no place in the operation is in the scope."""


_Standings = tuple[_Standing | None, _Standing | None]
_NEEDS_EXTENSION, _NEEDS_SCHEMA = 1, 2
_ANY_MARK = "x-mark"
"""An extension's name: in a map, what goes by it is a member like any other."""


class Side:
    """One side's scopes: how each operation of a description, and each place, is treated."""

    def __init__(self, document: Mapping[str, JSON], policy: Policy) -> None:
        self._document = document
        self._scopes = policy.scopes
        self._stability = policy.stability
        self._known: dict[Operation, _Standing] = {}
        self.unknown: dict[tuple[str, str], str] = {}
        """What names a tier that there is not: by the operation's pointer and the extension, what it says."""

    def treat(self, operation: Operation) -> Treated:
        """How an operation is treated as a whole."""
        return self.at(self.standing(operation), None)

    def standing(self, operation: Operation | None) -> _Standing:
        """What a place in an operation is treated by; `None`: in what no operation leads to."""
        if operation is None:
            return _Standing(GATED, tuple(None if scope.about_operations else _needs(scope) for scope in self._scopes))
        if operation not in self._known:
            open = tuple(self._open(scope, operation) for scope in self._scopes)
            self._known[operation] = _Standing(self._by_tier(operation), open)
        return self._known[operation]

    def at(self, standing: _Standing, pointer: str | None) -> Treated:
        """How a place is treated for an operation of that standing; the last scope that matches decides."""
        for scope, open in zip(reversed(self._scopes), reversed(standing.open), strict=True):
            if open is not None and self._has(scope, open, pointer):
                return Treated(scope.treat, scope.says, scope.reason)
        return standing.tier

    def _open(self, scope: Scope, operation: Operation) -> int | None:
        """What is still to be asked of a place; `None` if the operation is not in the scope."""
        top = operation.top
        if scope.tag is not None and scope.tag not in _tags(top):
            return None
        if scope.path is not None and not fnmatchcase(path_in(operation.name), scope.path):
            return None
        if scope.method is not None and operation.method.upper() != scope.method.upper():
            return None
        if scope.operation is not None and not _is_called(top, scope.operation):
            return None
        needs = _needs(scope)
        marked = scope.extension is not None and any(_is_marked(node, scope) for node in self._around(operation))
        # A mark on the operation, or around it, stands for every place in it.
        return needs & ~_NEEDS_EXTENSION if marked else needs

    def _has(self, scope: Scope, open: int, pointer: str | None) -> bool:
        if not open:
            return True
        if pointer is None:
            return False
        tokens = split(pointer)
        if open & _NEEDS_SCHEMA and not (
            len(tokens) > 2 and tokens[:2] == ("components", "schemas") and fnmatchcase(tokens[2], str(scope.schema))
        ):
            return False
        return not open & _NEEDS_EXTENSION or any(_is_marked(node, scope) for node in self._on_the_way(tokens))

    def _on_the_way(self, tokens: Iterable[str]) -> Iterator[JSON]:
        """The objects on the way to a place that may be marked: no data, and no map, whose keys are names."""
        node: JSON = self._document
        kind: Kind = OPENAPI
        for token in tokens:
            found, node = step(node, token)
            kind = child_kind(kind, token) or DATA
            if not found or kind is DATA:
                return
            # In a map, such as `properties`, `x-mark` is the name of a member and marks nothing. In an object it is an
            # extension.
            if kind is not REQUIREMENT and kind.member(_ANY_MARK) in (DATA, VALUE, None):
                yield node

    def _around(self, operation: Operation) -> Iterator[Mapping[str, JSON]]:
        """What may be marked for an operation: itself, its path item, what it is a callback of, its tags."""
        level: Operation | None = operation
        while level is not None:
            yield level.body
            yield level.item
            level = level.parent
        for tag in _tags(operation.top):
            if tag in self._tags:
                yield self._tags[tag]

    @cached_property
    def _tags(self) -> dict[str, Mapping[str, JSON]]:
        """The objects of the description that describe tags, by name."""
        listed = self._document.get("tags")
        tags = [tag for tag in listed if isinstance(tag, dict)] if isinstance(listed, list) else []
        return {tag["name"]: tag for tag in tags if isinstance(tag.get("name"), str)}

    def _by_tier(self, operation: Operation) -> Treated:
        stability = self._stability
        if stability is None:
            return GATED
        tier = self.tier(operation)
        treatment = stability.treat[stability.tiers.index(tier)]
        return Treated(treatment, "" if treatment == "gated" else f"stability `{tier}`")

    def tier(self, operation: Operation) -> str:
        """The tier of an operation; one that nobody knows counts as the most stable one."""
        assert self._stability is not None
        stability = self._stability
        level: Operation | None = operation
        while level is not None:
            # What the operation says by itself goes before what its tags say.
            for node in (level.body, level.item):
                if found := self._told(node, level.pointer):
                    return found
            level = level.parent
        by_tags = [told for tag in _tags(operation.top) if (told := self._told(self._tags.get(tag, {}), f"tag {tag}"))]
        return max(by_tags, key=stability.tiers.index, default=stability.default)

    def _told(self, node: Mapping[str, JSON], at: str) -> str | None:
        assert self._stability is not None
        for extension in self._stability.extensions:
            value = node.get(extension)
            # `x-beta: false` says that the operation is not beta.
            if value is None or value is False:
                continue
            tier = tier_of(self._stability, extension, value)
            if tier is None:
                self.unknown[at, extension] = str(value)
            # A word that is no tier must not take an operation out of the gate.
            return tier or self._stability.tiers[-1]
        return None


def tier_of(stability: Stability, extension: str, value: JSON) -> str | None:
    """The tier that an extension names: `x-stability-level: beta`, `x-beta: true`; `None` if there is no such tier."""
    word = extension.removeprefix("x-") if value is True else value
    if not isinstance(word, str):
        return None
    # The tiers last, so that a tier goes before an alias that is the same word.
    known = {name.lower(): tier for name, tier in (*stability.aliases, *((tier, tier) for tier in stability.tiers))}
    return known.get(word.strip().lower())


class Scoping:
    """The scopes of a comparison. Of a policy without any, everything is gated, and nothing is looked at."""

    def __init__(self, compared: Compared, base: Contract, revision: Contract, policy: Policy) -> None:
        self._compared = compared
        self._policy = policy
        self.is_used = bool(policy.scopes or policy.stability)
        self._sides = Side(base.document, policy), Side(revision.document, policy)
        self._contracts = base, revision
        if self.is_used:
            self._groups = self._grouped()

    def split(self, finding: Finding, operations: int) -> Iterator[Shown]:
        """The operations of a finding by how it is treated for them, without what others say already.

        What is gated for some operations is told of these. It is told again of those for which it is only reported,
        which may be worse off; where it is excluded, it is not.
        """
        if not self.is_used:
            yield Shown(operations, GATED)
            return
        by: dict[Treated, int] = {}
        # A component that no operation leads to has no operation's standing.
        if not operations:
            nowhere = self._sides[0].standing(None)
            by[self._treated(finding.edit, (nowhere, nowhere))] = 0
        for standings, mask in self._groups.items():
            if mask & operations:
                treated = self._treated(finding.edit, standings)
                by[treated] = by.get(treated, 0) | mask & operations
        alike: dict[int, Shown] = {}
        for treated, mask in by.items():
            # In the order of the treatments, but what is gated as soon as it breaks goes before its own treatment: it
            # may weigh more.
            weight = 2 * _WEIGHTS.index(treated.treatment) - treated.unless_breaking
            known = alike.get(weight)
            says = "; ".join(dict.fromkeys(filter(None, (known.treated.says if known else "", treated.says))))
            joined = Treated(treated.treatment, says, unless_breaking=treated.unless_breaking)
            alike[weight] = Shown(mask | known.operations if known else mask, joined)
        heaviest = min(alike, default=0)
        for weight, shown in alike.items():
            if weight == heaviest or shown.treated.treatment != "excluded":
                yield shown._replace(beside=weight != heaviest)

    def crossings(self) -> list[Finding]:
        """What came into the gated part of the API or went out of it, and tiers that were lowered."""
        if not self.is_used:
            return []
        return [*self._operations_across(), *self._places_across()]

    def versions(self) -> tuple[list[str], list[str]]:
        """The path versions of each side that have an operation which is gated: nothing is promised of the others."""
        if not self.is_used:
            return self._compared.base_versions, self._compared.revision_versions
        old, new = (
            sorted({operation.path_version for operation in operations if side.treat(operation).is_gated})
            for side, operations in zip(self._sides, self._compared.sides, strict=True)
        )
        return old, new

    def warnings(self) -> Iterator[Warned]:
        """The tiers that nobody knows. What is marked with one is gated, as the most stable tier is."""
        revision = self._sides[1]
        for operation in self._compared.sides[1] if self._policy.stability else ():
            # Asked for what it notes in `unknown`: no finding need be about an operation with a wrong mark.
            revision.tier(operation)
        if not revision.unknown:
            return
        assert self._policy.stability is not None
        # Marks of tags are noted under `tag NAME`, which is no pointer.
        places = self._contracts[1].locator.locate([at for at, _ in revision.unknown if at.startswith("/")])
        known = ", ".join(f"`{tier}`" for tier in self._policy.stability.tiers)
        for (at, extension), said in sorted(revision.unknown.items()):
            yield Warned(
                f"`{extension}: {said}` names no stability tier, so what it marks is gated",
                places.get(at, Place(self._contracts[1].name, at if at.startswith("/") else None)),
                f"The tiers are {known}: correct it, or add the word to `aliases` under `[policy.stability]`.",
            )

    def _grouped(self) -> dict[_Standings, int]:
        """The operations (a bit set) by what is known of both of their sides: few groups of many."""
        groups: dict[_Standings, int] = {}
        for bit, (old, new) in enumerate(self._compared.pairs):
            key = old and self._sides[0].standing(old), new and self._sides[1].standing(new)
            groups[key] = groups.get(key, 0) | 1 << bit
        return groups

    def _treated(self, edit: Edit, standings: _Standings) -> Treated:
        """How an edit is treated: as the base has it, where it has what was edited.

        An operation that a scope takes out of the gated part, or lets in, is told of as a whole, so that what was
        edited in it is not gated. One whose tier fell keeps what was promised of it.
        """
        places = (edit.base, edit.revision)
        wholes = [
            side.at(standing, None)
            for side, standing in zip(self._sides, standings, strict=True)
            if standing is not None
        ]
        fell = bool(wholes) and wholes[0].is_gated and standings[1] is not None and wholes[-1] == standings[1].tier
        if len({whole.is_gated for whole in wholes}) > 1 and not fell:
            # `crossings` tells of the operation as a whole, so that what was edited in it is not gated.
            return max(wholes, key=lambda whole: _WEIGHTS.index(whole.treatment))
        for side, standing, spot in zip(self._sides, standings, places, strict=True):
            if standing is not None and spot is not None and spot.value is not ABSENT:
                treated = side.at(standing, spot.pointer)
                # A part that comes into a gated operation can break its clients whatever mark it has: a required
                # parameter, say.
                came = side is self._sides[1] and bool(wholes) and wholes[0].is_gated
                return treated._replace(unless_breaking=True) if came and not treated.is_gated else treated
        return wholes[0] if wholes else GATED

    def _operations_across(self) -> Iterator[Finding]:
        base, revision = self._sides
        stability = self._policy.stability
        for bit, (old, new) in enumerate(self._compared.pairs):
            if old is None or new is None:
                continue
            before, now = base.treat(old), revision.treat(new)
            tiers = (base.tier(old), revision.tier(new)) if stability else ("", "")
            fell = stability is not None and stability.tiers.index(tiers[0]) > stability.tiers.index(tiers[1])
            # Where a scope, and not the tier, kept the operation out of the gate, its tier promised nothing.
            if fell and before.treatment != "excluded" and (before.is_gated or before == base.standing(old).tier):
                lowered = _across("stability-lowered", old, new, bit, tiers)
                if before.is_gated and not now.is_gated:
                    # It is gone for clients, so it needs its notice.
                    lowered.edit.withdraws = "stability lowered from `{}` to `{}`".format(*tiers)
                yield lowered
            elif before.is_gated and not now.is_gated:
                withdrawn = _across("operation-withdrawn", old, new, bit, (before.treatment, now.treatment), now.by)
                withdrawn.edit.withdraws = _unpublished(now.by)
                yield withdrawn
            elif now.is_gated and not before.is_gated:
                yield _across("operation-published", old, new, bit, (before.treatment, now.treatment), before.by)

    def _places_across(self) -> Iterator[Finding]:
        """The places, in operations that stay gated, that a mark puts in or out of the gated part."""
        marks = {scope.extension for scope in self._policy.scopes if scope.extension is not None}
        told: set[tuple[str, str]] = set()
        for finding in self._compared.findings:
            edit = finding.edit
            # Only an edit of a mark itself moves a place across.
            if edit.params.get("keyword") not in marks or edit.base is None or edit.revision is None:
                continue
            old, new = _marked_at(edit.base, edit.params["keyword"]), _marked_at(edit.revision, edit.params["keyword"])
            # Several findings may be about one mark, which moves its place once.
            if (old, new) in told:
                continue
            told.add((old, new))
            yield from self._place_across(finding, old, new)

    def _place_across(self, finding: Finding, old: str, new: str) -> Iterator[Finding]:
        reached = {direction: _reached(effects) for direction, effects in finding.effects.items()}
        affected = reduce(or_, reached.values(), 0)
        by: dict[tuple[RuleId, Treated, Treated], int] = {}
        base, revision = self._sides
        for (was, stands), mask in self._groups.items():
            if not mask & affected or was is None or stands is None:
                continue
            if not (base.at(was, None).is_gated and revision.at(stands, None).is_gated):
                continue
            before, now = base.at(was, old), revision.at(stands, new)
            if before.is_gated != now.is_gated:
                rule: RuleId = "part-withdrawn" if before.is_gated else "part-published"
                by[rule, before, now] = by.get((rule, before, now), 0) | mask & affected
        for (rule, before, now), mask in by.items():
            effects = {way: [Effect(mask & some)] for way, some in reached.items() if mask & some}
            by_now = now.by or before.by
            crossed = _edit(rule, (old, new), effects, phrase(new), (before.treatment, now.treatment), by_now)
            crossed.edit.withdraws = _unpublished(by_now) if rule == "part-withdrawn" else ""
            yield crossed


def _unpublished(by: str) -> str:
    return f"no longer public{f': {by}' if by else ''}"


def _reached(effects: Iterable[Effect]) -> int:
    return reduce(or_, (effect.operations for effect in effects), 0)


def _across(rule: RuleId, old: Operation, new: Operation, bit: int, said: tuple[str, str], by: str = "") -> Finding:
    """What happened to an operation as a whole."""
    direction: Direction = "from-server" if new.outward else "to-server"
    effects = {direction: [Effect(1 << bit)]}
    return _edit(rule, (old.pointer, new.pointer), effects, phrase(new.pointer), said, by)


def _edit(
    rule: RuleId,
    places: tuple[str, str],
    effects: dict[Direction, list[Effect]],
    where: str,
    said: tuple[str, str],
    by: str,
) -> Finding:
    params = {"where": where, "holder": where, "base": said[0], "revision": said[1], "brings": f": {by}" if by else ""}
    edit = Edit(rule, Spot(places[0]), Spot(places[1]), params=params, own=said)
    return Finding(edit, effects)


def _marked_at(spot: Spot, keyword: str) -> str:
    """The place of the object that has the mark; the place of a missing mark may be the object's own."""
    return spot.pointer.removesuffix(f"/{keyword}")


def _needs(scope: Scope) -> int:
    return (scope.extension is not None and _NEEDS_EXTENSION) | (scope.schema is not None and _NEEDS_SCHEMA)


def _is_marked(node: JSON, scope: Scope) -> bool:
    """Whether an object has the extension that a scope asks for, not `false`, and with one of the scope's values."""
    value = node.get(scope.extension) if isinstance(node, dict) else None
    if value is None or value is False:
        return False
    said = value if isinstance(value, list) else [value]
    return not scope.values or any(_same(one, wanted) for one in said for wanted in scope.values)


def _same(value: JSON, wanted: JSON) -> bool:
    # In Python `True == 1`, and in a description `x-level: 1` is not `true`.
    return isinstance(value, bool) == isinstance(wanted, bool) and bool(value == wanted)


def _tags(operation: Operation) -> list[str]:
    tags = operation.body.get("tags")
    return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []


def _is_called(operation: Operation, wanted: str) -> bool:
    names = (operation.name, operation.body.get("operationId"))
    return any(isinstance(name, str) and fnmatchcase(name, wanted) for name in names)
