"""A change as every format shows it: plain words, no paths or objects that a template could act on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from apidiff.governing.announcing import announced_title, is_announced
from apidiff.governing.renaming import likely
from apidiff.model.change import Change, ChangeClass, Comparison, Side, by_class
from apidiff.model.contract import UNVERSIONED
from apidiff.reporting import words
from apidiff.reporting.json_output import brief
from apidiff.rules import rule, rule_ids

if TYPE_CHECKING:
    from apidiff.model.records import Entry, VersionStatus
    from apidiff.model.refusals import Refusal
    from apidiff.model.verdict import Check, VersionVerdict

Link = Callable[[Side], str | None]
"""The address at which a code host shows a place."""


class ChangeView(NamedTuple):
    """One change in words. `status` says who waived it, or that nobody did; empty where no waiver is asked for."""

    id: str
    rule: str
    cls: ChangeClass
    title: str
    path_version: str
    marks: tuple[str, ...]
    status: str
    refused: bool
    places: tuple[tuple[str, str], ...]
    """Labels and places; `also` has words in place of one."""
    also: tuple[str, ...]
    """Every further place, as a pointer."""
    operations: tuple[str, ...]
    """Those that it breaks, or of what breaks nothing, all that it affects."""
    others: tuple[str, ...]
    """Those that a breaking change reaches and does not break."""
    is_explained: bool
    """Whether its clause is shown: nothing is clear of itself but that something was added."""
    clause: str
    reason: str
    hint: str
    witness_says: str
    witness: str
    """The payload as JSON on one line, without most members of what is long."""
    origin: str = ""
    """`from this pull request`, or that its target branch had it; empty where that is not known."""
    links: Mapping[str, str] = MappingProxyType({})
    """The addresses of the places that a code host shows."""


class RefusalView(NamedTuple):
    """Why a path version is refused, and what to do; empty where the commands of the report say it."""

    message: str
    hint: str


class VersionView(NamedTuple):
    """The verdict on a path version in words."""

    path_version: str
    status: VersionStatus
    says: str
    refusals: tuple[RefusalView, ...]


class Aside(NamedTuple):
    """Changes that the policy's scopes or tiers keep out of the verdict, with what says so."""

    name: str
    title: str
    says: str
    changes: tuple[ChangeView, ...]
    """All but the neutral ones. `status` has what in the policy says so, and why."""


class Groups(NamedTuple):
    """The changes in the order in which they are read."""

    breaking: tuple[ChangeView, ...]
    additive: tuple[ChangeView, ...]
    deprecated: tuple[ChangeView, ...]
    """Neutral, and reported anyway: deprecations, sunsets, changed defaults."""
    deprecated_title: str
    neutral: tuple[ChangeView, ...]
    neutral_says: str
    apart: tuple[ChangeView, ...] = ()
    """What only generated client libraries see, where the policy has it reported and not counted."""
    apart_says: str = ""
    asides: tuple[Aside, ...] = ()


def groups(comparison: Comparison, check: Check | None = None, link: Link = words.no_link) -> Groups:
    """The changes by class; with `check`, each with its waiver or the lack of it, those of its pull request first."""
    changes = comparison.counted
    if check is not None:
        # The order among equals stays: by class, path version and place.
        changes = tuple(sorted(changes, key=lambda change: check.origin_of(change) == "target-branch"))
    waived = words.waivers(check) if check else {}
    refused = frozenset(words.unwaived_ids(check.versions)) if check else frozenset()
    past = {change.id: entry for version in check.versions for change, entry in version.announced} if check else {}
    # Whoever announced a day for it has done what the hint of a removal asks for.
    announced = past.keys() | (words.announced_ids(check.versions) if check else frozenset())
    views = [
        (
            change_view(change, waived.get(change.id), change.id in refused, past.get(change.id))._replace(
                origin=words.origin(check, change) if check else "",
                links=_links(change, link),
                hint="" if change.id in announced else change.hint,
            ),
            change,
        )
        for change in changes
    ]
    neutral = [change for change in changes if change.cls == "neutral" and not is_announced(change)]
    return Groups(
        breaking=tuple(view for view, _ in views if view.cls == "breaking"),
        additive=tuple(view for view, _ in views if view.cls == "additive"),
        deprecated=tuple(view for view, change in views if is_announced(change)),
        deprecated_title=announced_title(changes),
        neutral=tuple(view for view, change in views if view.cls == "neutral" and not is_announced(change)),
        neutral_says=words.neutral_says(neutral, further=any(map(is_announced, changes))) if neutral else "",
        # They stand under a heading that says the lens.
        apart=tuple(change_view(change)._replace(marks=()) for change in comparison.client_library),
        apart_says=words.apart_says(comparison.client_library),
        asides=tuple(_asides(comparison)),
    )


def _asides(comparison: Comparison) -> Iterable[Aside]:
    """What the policy's scopes and tiers have reported or excluded."""
    for name, title, changes in (
        ("reported", "Reported, never refused", comparison.reported),
        ("excluded", "Excluded by the policy", comparison.excluded),
    ):
        if changes:
            told = [change for change in changes if change.cls != "neutral" or is_announced(change)]
            # In place of who waived it: nobody is asked to.
            shown = tuple(change_view(change)._replace(status=change.treated_by) for change in told)
            yield Aside(name, title, f"{title}: {words.counts(by_class(changes))}", shown)


def change_view(
    change: Change, waiver: Entry | None = None, refused: bool = False, announced: Entry | None = None
) -> ChangeView:
    """One change in words; `announced` is the entry that tells of a removal after its sunset."""
    witness = change.witness
    # Each of these is made from all of the impacts, so they are asked once.
    broken, operations = change.broken, change.operations
    breaks = frozenset(broken)
    return ChangeView(
        id=change.short_id,
        rule=change.rule,
        cls=change.cls,
        title=change.title,
        path_version=change.path_version,
        marks=tuple(words.marks(change)),
        status="not waived" if refused else _status(waiver, announced),
        refused=refused,
        places=tuple(_places(change)),
        also=tuple(f"#{pointer}" for pointer in change.also),
        # What an additive change breaks is nothing, so all that it affects is named.
        operations=broken or operations,
        others=tuple(name for name in operations if name not in breaks) if breaks else (),
        is_explained=_is_explained(change),
        clause=change.clause,
        reason=change.reason or "",
        hint=change.hint,
        witness_says=words.witness_says(change, witness) if witness else "",
        witness=brief(witness.instance) if witness else "",
    )


def _links(change: Change, link: Link) -> dict[str, str]:
    sides = [side for side in (change.base, change.revision) if side is not None]
    return {words.spot(side): url for side in sides if (url := link(side))}


class Part(NamedTuple):
    """The changes of one path version, or all where there is but one."""

    path_version: str
    """Empty where there is but one."""
    groups: Groups


def parts(check: Check, link: Link = words.no_link) -> list[Part]:
    """The changes by path version, in the order of the verdicts."""
    comparison = check.comparison
    named = [version.path_version for version in check.versions]
    versions = list(dict.fromkeys((*named, *(change.path_version for change in comparison.changes))))
    own = {version: tuple(c for c in comparison.changes if c.path_version == version) for version in versions}
    several = {version: changes for version, changes in own.items() if any(map(_is_seen, changes))}
    # One path version with something to see needs no heading, whatever others there are.
    if len(several) < 2:
        return [Part("", groups(comparison, check, link))]
    # Then also path versions with nothing to list: what is neutral in them is counted.
    return [
        Part(version, groups(comparison._replace(changes=changes), check, link))
        for version, changes in own.items()
        if changes
    ]


def _is_seen(change: Change) -> bool:
    return change.counted and (change.cls != "neutral" or is_announced(change))


def questions(check: Check) -> list[str]:
    """A question for each possible rename, which only a maintainer can answer."""
    asked = (likely(change) for change in check.comparison.counted if change.cls == "breaking")
    return [f"Was `{ask.was}` of `{ask.target}` renamed to `{ask.to}`?" for ask in asked if ask]


def _is_explained(change: Change) -> bool:
    if change.cls == "breaking" or words.marks(change):
        return True
    # A received report may name a rule that this version does not have.
    proved = change.rule in rule_ids() and rule(change.rule).decided_by == "containment"
    return change.cls == "additive" and proved


def _status(waiver: Entry | None, announced: Entry | None) -> str:
    if waiver:
        return words.waived_by(waiver)
    return f"its sunset has come, and {announced.name} tells of it" if announced else ""


def _places(change: Change) -> Iterable[tuple[str, str]]:
    if change.base is not None:
        yield "before", "not there" if is_new(change) else words.spot(change.base)
    if change.revision is not None:
        yield "now", words.spot(change.revision)
    if change.rule in rule_ids() and rule(change.rule).gather == "rule":
        # These edits are of one kind, and not the same one: each place says something of its own.
        shown, more = words.first([f"#{pointer}" for pointer in change.also])
        yield from (("also at", place) for place in shown)
        if more:
            yield "also", f"in {words.number(len(change.also) - len(shown), 'more place')}"
    elif change.also:
        yield "also", f"in {words.number(len(change.also), 'more place')}, the same edit"


def is_new(change: Change) -> bool:
    """Whether the base's place is no more than what would hold an added thing, such as all paths for a new path."""
    base, revision = change.base, change.revision
    if base is None or revision is None or base.value is not None or not change.rule.endswith("-added"):
        return False
    return revision.pointer.startswith(f"{base.pointer}/")


def version_views(check: Check) -> list[VersionView]:
    """The verdicts in words, without one on no path: of what no operation of any path version uses, if it passes."""
    versions = check.versions
    # The only verdict is shown whatever it is about.
    if len(versions) > 1:
        versions = tuple(version for version in versions if not _is_of_no_path(version, check))
    return [version_view(version, check) for version in versions]


def _is_of_no_path(version: VersionVerdict, check: Check) -> bool:
    if version.path_version in check.comparison.path_versions:
        return False
    silent = version.status == "pass" and all(change.cls == "neutral" for change in version.changes)
    # A row `unversioned` that passes would look like one more path version.
    return version.path_version == UNVERSIONED and silent


def version_view(version: VersionVerdict, check: Check) -> VersionView:
    """The verdict on one path version in words."""
    return VersionView(
        path_version=version.path_version,
        status=version.status,
        says=words.version_says(version),
        refusals=tuple(_refusal_view(refusal, check) for refusal in version.refusals),
    )


def _refusal_view(refusal: Refusal, check: Check) -> RefusalView:
    # Without the commands to ship anyway: the report ends with these, ready to copy.
    message = words.sentence(refusal.message)
    if check.origin_of(refusal) == "target-branch":
        message = f"{words.sentence(words.origin(check, refusal)).rstrip('.')}: {message}"
    # Where an entry is all that is missing, that command is the advice.
    return RefusalView(message, "" if refusal.code == "entry-missing" else refusal.advice)
