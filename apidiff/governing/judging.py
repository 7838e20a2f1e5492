"""Turn findings into classified changes under a policy: the one place that decides what is breaking."""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from apidiff.comparing.contracts import Compared
from apidiff.comparing.edits import ABSENT, Answer, Edit, Finding, Spot
from apidiff.comparing.findings.deepest import cause
from apidiff.comparing.findings.gathering import Gathered, Member, gather
from apidiff.comparing.findings.identity import Identity, of_members
from apidiff.comparing.pointers import parameter_name, phrase, with_names
from apidiff.comparing.serialising import text_of
from apidiff.comparing.serialising import told as in_words
from apidiff.errors import Place
from apidiff.governing.meaning import version_in
from apidiff.governing.renaming import guess
from apidiff.governing.restating import told_once
from apidiff.governing.scoping import Scoping, Shown
from apidiff.model.change import (
    CLASSES,
    GATED,
    Change,
    ChangeClass,
    Comparison,
    Direction,
    Gone,
    Impact,
    Side,
    Source,
    Witness,
    worst,
)
from apidiff.model.contract import JSON, UNVERSIONED, Contract, Warned
from apidiff.model.policy import Policy
from apidiff.model.wording import enumerated
from apidiff.openapi.announcements import day_of
from apidiff.openapi.naming import path_in
from apidiff.openapi.places import json_of
from apidiff.openapi.version import loses_zeros
from apidiff.rules import Rule, announces, clause, removes, rule
from apidiff.rules.loading import DATED, NEW_VALUES

LONGEST_VALUE = 4_000
"""Bytes of JSON; a longer value is left to the file that it stands in."""


class _Judged(NamedTuple):
    """One direction of a finding: its class, why, and for whom."""

    direction: Direction
    cls: ChangeClass
    clause: str
    operations: tuple[str, ...]
    answer: Answer | None
    caution: bool = False


def judge(compared: Compared, base: Contract, revision: Contract, policy: Policy) -> Comparison:
    """Classify what lies between two contracts; a finding that several path versions share is a change in each."""
    found: list[tuple[tuple[Any, ...], Change, Gathered]] = []
    told = _Told()
    scoping = Scoping(compared, base, revision, policy)
    everything = gather(_members(compared, Identity(base, revision, compared.compared, compared.uses), scoping))
    # Rules with a `title_beside` come last: their title depends on which other changes were told of the same place.
    for gathered in sorted(everything, key=lambda one: bool(rule(one.finding.edit.rule).title_beside)):
        change = _change(gathered, compared, base, revision, policy, told)
        told.note(change, gathered)
        found.append((_order(change, gathered.finding), change, gathered))
    found.sort(key=lambda item: item[0])
    changes = _with_places(told_once((change, gathered) for _, change, gathered in found), base, revision)
    changes = [change._replace(counted=False) if _is_apart(change, policy) else change for change in changes]
    # The sort is stable, so the order of `found` holds within each group.
    changes.sort(key=lambda change: (not change.counted, change.treatment == "excluded"))
    if scoping.is_used:
        changes = _heavier(changes)
    versions = scoping.versions()
    return Comparison(
        Source(base.name, base.digest, base.title, tuple(versions[0]), base.version),
        Source(revision.name, revision.digest, revision.title, tuple(versions[1]), revision.version),
        tuple(changes),
        (
            *base.warnings,
            *_of_revision(revision, policy),
            *compared.warnings,
            *compared.library.warnings,
            *scoping.warnings(),
        ),
        tuple(_by_server(compared, policy)),
    )


def _of_revision(revision: Contract, policy: Policy) -> Iterator[Warned]:
    yield from revision.warnings
    # The base's version stays as it was read; only the revision's can still be put in quotes.
    if policy.info_version != "off" and (warned := unquoted_version(revision)):
        yield warned


def unquoted_version(contract: Contract) -> Warned | None:
    """A warning if `info.version` is a decimal fraction: `1.10` without quotes is the number 1.1.

    OpenAPI 3.1.1, 4.8.2: the field is a string.
    """
    if not loses_zeros(contract.document):
        return None
    pointer = "/info/version"
    place = contract.locator.locate([pointer]).get(pointer, Place(contract.name, pointer))
    message = f"`info.version` is the number {contract.version}, and a number loses zeros at its end, as `1.10` does"
    return Warned(message, place, "Write the version in quotes in the description.")


def _by_server(compared: Compared, policy: Policy) -> Iterator[tuple[str, str]]:
    """The operations whose path names no version and that have one nevertheless; the base's one goes first."""
    known: set[str] = set()
    for operation in (one for side in compared.sides for one in side if one.kind == "operation"):
        if operation.path_version == UNVERSIONED or operation.name in known:
            continue
        known.add(operation.name)
        if not version_in(operation.path, policy):
            yield operation.name, operation.path_version


def _heavier(changes: list[Change]) -> list[Change]:
    """The changes without those reported beside a gated one of the same edit that is as bad."""
    gated: dict[tuple[object, ...], int] = {}
    for change in changes:
        if change.treatment == "gated":
            gated[_edited(change)] = CLASSES.index(change.cls)
    return [
        change
        for change in changes
        if change.treatment != "reported" or gated.get(_edited(change), len(CLASSES)) > CLASSES.index(change.cls)
    ]


def _edited(change: Change) -> tuple[object, ...]:
    places = (side and side.pointer for side in (change.base, change.revision))
    return change.rule, change.path_version, change.names, *places


def _is_apart(change: Change, policy: Policy) -> bool:
    """Whether a change is reported apart from those that count: of what is not gated, or of the second lens.

    What the project itself gave a class counts as that class says.
    """
    if change.treatment != "gated":
        return True
    lensed = change.lens == "client-library" and change.cls != "neutral" and policy.client_library != "gate"
    # An override is known by its clause: a class that the project itself gave counts as that class says.
    return lensed and change.clause != (policy.clauses.get("overridden") or clause("overridden"))


def _members(compared: Compared, identity: Identity, scoping: Scoping) -> Iterator[Member]:
    library = compared.library
    findings = [finding for finding in compared.findings if not library.tells_of(finding)]
    versions: dict[int, dict[str, int]] = {}  # many findings affect the same operations
    told = [(finding, False) for finding in (*findings, *library.findings)]
    told += [(finding, True) for finding in scoping.crossings()]
    for finding, crosses in told:
        reached = 0
        for effects in finding.effects.values():
            for effect in effects:
                reached |= effect.operations
        if reached not in versions:
            versions[reached] = _by_version(reached, compared)
        for version, operations in versions[reached].items():
            mask = finding.mask
            own = identity.own(finding.edit, mask)
            # What crosses the border of the gated part concerns those whom the gate is for.
            alike = [Shown(operations, GATED)] if crosses else scoping.split(finding, operations)
            for shown in alike:
                ids = identity.of(finding.edit, version, mask)
                if shown.beside:  # told twice, as two changes
                    ids = [of_members([of_members(ids), shown.treated.treatment])]
                yield Member(
                    finding, version, shown.operations, ids, own, shown.treated, apart=identity.is_apart(finding.edit)
                )


def _by_version(reached: int, compared: Compared) -> dict[str, int]:
    """The path versions of the operations that a finding affects, each with the bits of its operations."""
    by_version: dict[str, int] = {}
    for index in _bits(reached):
        version = compared.versions[index]
        by_version[version] = by_version.get(version, 0) | 1 << index
    # No operation leads here: with one path version the change is that version's, and with several it is no version's.
    if not by_version:
        only = {*compared.base_versions, *compared.revision_versions}
        by_version[only.pop() if len(only) == 1 else UNVERSIONED] = 0
    return by_version


def _bits(mask: int) -> Iterator[int]:
    digits = bin(mask)[:1:-1]  # the lowest first; looked through at C speed, however many operations there are
    index = digits.find("1")
    while index >= 0:
        yield index
        index = digits.find("1", index + 1)


class _Told:
    """The places of the changes so far that are more than neutral on the wire, and all places around them."""

    def __init__(self) -> None:
        self._places: set[str] = set()

    def note(self, change: Change, gathered: Gathered) -> None:
        if change.cls == "neutral" or change.lens != "wire":
            return
        for pointer in _pointers(gathered):
            # A place that is known has all places around it in the set already.
            while pointer and pointer not in self._places:
                self._places.add(pointer)
                pointer = pointer.rpartition("/")[0]

    def touches(self, gathered: Gathered) -> bool:
        return any(pointer in self._places for pointer in (*_pointers(gathered), *_holders(gathered)))


def _pointers(gathered: Gathered) -> Iterator[str]:
    for edit in (gathered.finding.edit, *gathered.others):
        yield from (spot.pointer for spot in (edit.base, edit.revision) if spot is not None)


def _holders(gathered: Gathered) -> Iterator[str]:
    """The schemas that sentences name of which a keyword was edited."""
    for edit in (gathered.finding.edit, *gathered.others):
        spots = [spot.pointer.rpartition("/") for spot in (edit.base, edit.revision) if spot is not None]
        yield from (holder for holder, _, keyword in spots if keyword == edit.params.get("keyword"))


def _change(
    gathered: Gathered, compared: Compared, base: Contract, revision: Contract, policy: Policy, told: _Told
) -> Change:
    finding, version = gathered.finding, gathered.path_version
    edit = finding.edit
    kind = rule(edit.rule)
    if kind.title_beside and told.touches(gathered):
        kind = kind._replace(title=kind.title_beside)
    judged = [
        # What no operation leads to is on no wire, whatever the edit is.
        _Judged(direction, "neutral", "unreached", (), None)
        if finding.unreached
        else _judge(kind, direction, effect.answer, _names(effect.operations, compared), policy, edit.grows)
        for direction, effect in finding.among(gathered.operations)
    ]
    cls = worst(one.cls for one in judged)
    # Of directions with one class, the one that asks for caution says why: a reader has to learn what to look at.
    heaviest = min(judged, key=lambda one: (CLASSES.index(one.cls), _is_undecided(one), not one.caution), default=None)
    answer = heaviest.answer if heaviest else None
    params = _told(_with_more(_told_in(version, edit, compared), gathered), base, revision) | {"path_version": version}
    unread = _unread_dates(edit)
    # What is known to break in one direction is decided, whatever it does in the other one.
    undecided = heaviest is not None and _is_undecided(heaviest)
    treated = GATED if gathered.treated.unless_breaking and cls == "breaking" else gathered.treated
    affected = list(dict.fromkeys(name for one in judged for name in one.operations))
    gone = dict.fromkeys(gone for each in (edit, *gathered.others) for gone in _gone(each, affected))
    return Change(
        id=gathered.id,
        rule=edit.rule,
        cls=cls,
        title=_title(kind, params, gathered) + (f": {cause(*edit.deepest)}" if edit.deepest else ""),
        name=edit.name,
        names=gathered.names or ((edit.name,) if edit.name else ()),
        renamed_to=edit.renamed_to,
        possibly_renamed_to=gathered.possibly_renamed_to,
        kind=params.get("kind", ""),
        holder=params.get("holder", ""),
        caution=cls != "breaking"
        and (any(one.caution for one in judged) or ((kind.caution or bool(unread)) and not finding.unreached)),
        undecided=undecided,
        reason=answer.reason if answer else unread or None,
        unreached=finding.unreached,
        # Only a generator makes something of a component that no operation leads to.
        lens="client-library" if finding.unreached else kind.lens,
        treatment=treated.treatment,
        treated_by=treated.says,
        path_version=version,
        clause=_clause(judged, heaviest, policy) if heaviest else "",
        hint=kind.hint_for(params, gathered.names, heaviest and heaviest.direction) if cls == "breaking" else "",
        impacts=tuple(Impact(one.direction, one.cls, one.operations) for one in judged if one.operations),
        base=_side(edit.deepest[0] if edit.deepest else edit.base),
        revision=_side(edit.deepest[1] if edit.deepest else edit.revision),
        also=_further_places(edit, gathered.others),
        witness=_witness(judged, gathered, base, revision),
        gone=() if finding.unreached else tuple(gone),
        heir_breaks=_heir_breaks(gathered, judged, policy),
    )


def _unread_dates(edit: Edit) -> str:
    """What stands in the place of a date that an edit announces, and is none; empty where there is no such thing."""
    if not announces(edit.rule):
        return ""
    told = _CODE.findall(edit.params.get("brings", ""))
    if edit.rule in DATED and edit.params.get("revision") != "absent":
        told.append(edit.params.get("revision", ""))
    unread = [f"`{text}`" for text in told if day_of(text) is None]
    write = "so no calendar has its day. Write it as year-month-day, as in `2026-12-31`"
    return f"{enumerated(unread)} {'are no dates' if len(unread) > 1 else 'is no date'}, {write}" if unread else ""


_CODE = re.compile("`([^`]*)`")


def _is_undecided(one: _Judged) -> bool:
    return one.cls == "breaking" and one.answer is not None and one.answer.safe is None


def _heir_breaks(gathered: Gathered, judged: Iterable[_Judged], policy: Policy) -> bool:
    """Whether what took the place of a name breaks clients by itself: they have to send it, or may be sent it."""
    reached = {one.direction for one in judged if one.operations}
    edits = (gathered.finding.edit, *gathered.others)
    if "to-server" in reached and any(edit.heir_required for edit in edits):
        return True
    strict = policy.new_enum_value == "breaking"
    return strict and "from-server" in reached and any(edit.rule == "subtype-renamed" for edit in edits)


def _gone(edit: Edit, operations: Iterable[str]) -> Iterator[Gone]:
    """What an edit takes away from the `operations` that it affects, or of them: by the kind of its rule."""
    kind, spot = removes(edit.rule), edit.base
    # What leaves the gated part by a rule that removes nothing by itself, as a lower tier, is an operation.
    if kind == "operation" or (not kind and edit.withdraws):
        yield from (Gone("", name, left=edit.withdraws) for name in operations)
        return
    if not kind or spot is None:
        return
    # Each value of an `enum` can be deprecated by itself, so each one is asked about its own notice.
    if kind == "value" and isinstance(spot.value, list):
        for value in spot.value:
            yield Gone(spot.pointer.rpartition("/")[0], in_words(value), json_of(value))
    else:
        yield Gone(spot.pointer, edit.name or "", left=edit.withdraws)


def _clause(judged: list[_Judged], heaviest: _Judged, policy: Policy) -> str:
    """The sentence that the class follows from; of a break in both directions, what it means in each."""
    breaking = [one for one in judged if one.cls == "breaking" and one.operations]
    told = breaking if heaviest in breaking else [heaviest]
    return " ".join(dict.fromkeys(policy.clauses.get(one.clause) or clause(one.clause) for one in told))


def _title(kind: Rule, params: dict[str, str], gathered: Gathered) -> str:
    keywords: list[str] = []
    if kind.gather == "rule":
        params, keywords = _in_common(params, gathered)
    return kind.title_for(params, gathered.names, keywords) + guess(gathered.possibly_renamed_to)


def _in_common(params: dict[str, str], gathered: Gathered) -> tuple[dict[str, str], list[str]]:
    """The parameters without values that are true of some places only, and every field that an edit is about.

    Edits under one rule may be one change though they have nothing else in common.
    """
    edits = [gathered.finding.edit, *gathered.others]
    if len({(edit.params.get("base"), edit.params.get("revision")) for edit in edits}) > 1:
        params = params | {"base": "", "revision": ""}  # of which a title says nothing
    return params, list(dict.fromkeys(edit.params.get("keyword", "") for edit in edits))


def _judge(
    kind: Rule, direction: Direction, answer: Answer | None, operations: tuple[str, ...], policy: Policy, grows: bool
) -> _Judged:
    """The class of one direction: containment's answer, else the catalogue's, then the project's own exceptions.

    `grows`: whether values came beside all that were there.
    """
    caution = False
    if answer is None:
        cls = kind.classes[direction]
        told = kind.clause_for(direction)
    # Undecided is refused as a break is: what nobody proved may harm a client.
    elif answer.safe is None:
        cls, told = "breaking", "undecided"
    elif answer.safe:
        cls = "neutral" if answer.same else "additive"
        told = kind.clause_for(direction, cls)
    else:
        cls, told = "breaking", kind.clause_for(direction, "breaking")
    if kind.id in NEW_VALUES and direction == "from-server" and cls == "breaking":
        # Whatever the policy says, some clients fail on a value that they do not know, so a maintainer has to look.
        caution = True
        if policy.new_enum_value == "additive":
            # A value that comes beside all others is a value more. In place of another, whoever waits for that one
            # breaks.
            cls, told = ("additive", "tolerated-value") if grows else (cls, told)
            if not grows and told != "undecided":
                told = "replaced-value"
    extensible = kind.id == "extensible-enum-value-added" and direction == "from-server"
    if extensible and grows and answer is not None and answer.safe is False:
        cls, told = "additive", "tolerated-value"
    cls, told = kind.by_option(policy) or (cls, told)
    # After everything else, as the project has the last word on each rule.
    overridden = _overridden(kind.id, direction, operations, cls, policy)
    if overridden is not None:
        cls, told = overridden, "overridden"
    return _Judged(direction, cls, told, operations, answer, caution)


def _overridden(
    id: str, direction: Direction, operations: tuple[str, ...], cls: ChangeClass, policy: Policy
) -> ChangeClass | None:
    """The class that the project's policy sets; the worst one where it differs from operation to operation."""
    matching = [
        override
        for override in policy.overrides
        if (override.rule is None or fnmatchcase(id, override.rule))
        and (override.direction is None or override.direction == direction)
    ]
    if not matching:
        return None
    classes: list[ChangeClass] = []
    # A change without operations is in no path, so only an override without a path can meet it.
    for name in operations or ("",):
        found = [o.cls for o in matching if o.path is None or fnmatchcase(path_in(name), o.path)]
        classes.append(found[-1] if found else cls)
    overridden = worst(classes)
    # Overrides for paths may match none of these operations. If the class stays as it was, the catalogue's clause
    # stays.
    return None if overridden == cls and not any(o.path is None for o in matching) else overridden


def _names(mask: int, compared: Compared) -> tuple[str, ...]:
    return tuple(compared.operations[index] for index in _bits(mask))


def _visible(edit: Edit) -> Spot:
    spots = [spot for spot in (edit.revision, edit.base) if spot is not None]
    # The longer pointer is the more exact place; of two equal ones `max` takes the revision's.
    return max(spots, key=lambda spot: len(spot.pointer))


def _further_places(edit: Edit, others: Iterable[Edit]) -> tuple[str, ...]:
    """Where else the same edit was made, each place once: what came may be held against several places of the base."""
    found = dict.fromkeys(_visible(other).pointer for other in others)
    found.pop(_visible(edit).pointer, None)
    return tuple(found)


def _side(spot: Spot | None) -> Side | None:
    if spot is None:
        return None
    value = None if spot.value is ABSENT else spot.value
    if isinstance(value, dict | list) and len(text_of(value)) > LONGEST_VALUE:
        return Side(spot.pointer, is_left_out=True)
    return Side(spot.pointer, value)


def _told_in(version: str, edit: Edit, compared: Compared) -> dict[str, str]:
    """The parameters of an edit's sentence, as they are told in a path version."""
    several = compared.uses is not None and len(set(compared.versions)) > 1
    return compared.uses.told_in(edit, version) if several and compared.uses else edit.params


def _with_more(params: dict[str, str], gathered: Gathered) -> dict[str, str]:
    """The parameters of a sentence about an edit that was made in more places, or about several of one place."""
    others = gathered.others
    if not others:
        return params
    # A name for each edit, all in one holder: the title lists the names, so that counting places would say it twice.
    held = gathered.finding.edit.params.get("holder")
    if len(gathered.names) == len(others) + 1 and all(other.params.get("holder") == held for other in others):
        alike = all(other.params.get("kind") == params.get("kind") for other in others)
        return params if alike else params | {"kind": "component"}
    # Edits of one place, as of its title and its description, are told of that place alone.
    places = {_said_of(other) for other in others} - {_said_of(gathered.finding.edit)}
    if not places:
        return params
    rest = f" and {len(places):,} more place{'s' if len(places) > 1 else ''}"
    return params | {key: params.get(key, "") + rest for key in ("where", "holder")}


def _said_of(edit: Edit) -> tuple[str | None, str | None]:
    """What a sentence about an edit calls its place."""
    return edit.params.get("where"), edit.params.get("holder")


def _told(params: dict[str, str], base: Contract, revision: Contract) -> dict[str, str]:
    """The parameters of a sentence, with the names of the API's parameters filled in."""

    def parameter_at(pointer: str) -> str:
        names = (parameter_name(contract.document, pointer) for contract in (revision, base))
        return next(filter(None, names), f"parameter `{pointer.rpartition('/')[2]}`")

    return {name: with_names(text, parameter_at) for name, text in params.items()}


def _witness(judged: Iterable[_Judged], gathered: Gathered, base: Contract, revision: Contract) -> Witness | None:
    edit = gathered.finding.edit
    for one in judged:
        if one.answer is not None and one.answer.has_witness and one.cls == "breaking":
            accepted, rejected = ("base", "revision") if one.direction == "to-server" else ("revision", "base")
            instance, where = one.answer.witness, one.answer.at
            # An edit of a part that several path versions share was shown in a payload of one of them.
            if one.answer.shown_in and gathered.operations and not one.answer.shown_in & gathered.operations:
                if one.answer.part is None:
                    continue
                instance, where = one.answer.part
            where = where or phrase((edit.revision or edit.base or Spot("")).pointer)
            at = _told({"at": where}, base, revision)["at"]
            return Witness(instance, accepted, rejected, at)  # type: ignore[arg-type]
    return None


def _order(change: Change, finding: Finding) -> tuple[Any, ...]:
    return CLASSES.index(change.cls), change.path_version, _visible(finding.edit).pointer, change.rule, change.title


def _with_places(changes: list[Change], base: Contract, revision: Contract) -> list[Change]:
    """Look up file and line of each side, all at once."""
    where = {
        side: contract.locator.locate([s.pointer for c in changes if (s := getattr(c, side))])
        for side, contract in (("base", base), ("revision", revision))
    }

    def placed(side: Side | None, places: Any) -> Side | None:
        if side is None:
            return None
        place: Place = places.get(side.pointer, Place())
        return side._replace(file=place.file, line=place.line)

    return [
        c._replace(base=placed(c.base, where["base"]), revision=placed(c.revision, where["revision"])) for c in changes
    ]


__all__ = ["JSON", "judge"]
