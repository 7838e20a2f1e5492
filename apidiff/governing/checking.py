"""Give the verdict on each path version from a comparison and the entries. Pure: it reads and prints nothing.

The rules:

- a breaking change inside a path version that the base already had needs a waiver, in an entry that binds it;
- a new path version, and a breaking change inside of it, needs an entry;
- an additive change needs none, and the first snapshot needs none;
- an entry that binds or waives what is no longer among the changes is stale. A stale waiver would silently approve the
  next change that happens to have that id, a stale entry would publish a change that did not happen; both refuse.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from apidiff.governing.coverage import bound_ids, with_whole_ids
from apidiff.governing.meaning import declared_changes
from apidiff.governing.refusing import Question
from apidiff.governing.renaming import with_renames
from apidiff.governing.versioning import version_refusals
from apidiff.governing.waivers import fault
from apidiff.model.change import CLASSES, Comparison
from apidiff.model.contract import UNVERSIONED
from apidiff.model.policy import Policy
from apidiff.model.records import Entry, Release, Rename
from apidiff.model.refusals import Refusal, WaiverFault
from apidiff.model.verdict import Check


def check(
    comparison: Comparison,
    entries: Iterable[Entry],
    *,
    base_release: Release | None = None,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    source: str | None = None,
    base: str | None = None,
    after: str | None = None,
    on: datetime.date | None = None,
    past_sunset: Collection[str] = (),
    coming_sunset: Mapping[str, datetime.date] = MappingProxyType({}),
    policy: Policy | None = None,
    baseline: bool = False,
    others: Mapping[str, Sequence[Refusal]] | None = None,
) -> Check:
    """Give the verdict on each path version of the comparison.

    `entries` are all of the project's; those count that are unreleased, or dated after `since` (default: the date of
    the base release) and not after `until`. `base_release` says that the base is the snapshot recorded before what the
    entries speak of: only then can an entry be stale. `baseline` says that there is no base at all: everything passes.
    `source` is the description that the commands of messages must name, `base` the base, `after` the release
    that is the base although there is a newer one. `on` is the day that a
    waiver must not have expired on; without it, none has. `past_sunset` are the ids of removals that were announced
    for a day that has come: an entry is enough for them; `coming_sunset` has those for which the day is still to come
    `on` that day. `others` are refusals found elsewhere (`deprecation`, unsound
    records), by path version; the key `""` refuses every path version.
    """
    policy = policy or Policy()
    start = since or (base_release.release if base_release else None)
    drawn = _drawn_on(tuple(entries), comparison, start, until, baseline=baseline)
    if baseline:
        # Without a base nothing has changed, and no meaning either.
        untold, unknown = comparison, list[tuple[Entry, Rename]]()
    else:
        untold = with_declared(comparison, drawn.usable, policy)
        comparison, unknown = _with_their_renames(untold, drawn.usable)
    # Declared changes are among them by now: an entry may give the beginning of their ids as well.
    ids = {change.id for change in comparison.changes}
    whole = {entry.path: with_whole_ids(entry, ids) for entry in drawn.pending}
    question = Question(
        comparison=comparison,
        pending=tuple(whole[entry.path] for entry in drawn.usable),
        unusable=tuple(whole[entry.path] for entry in drawn.unusable),
        dated_out=drawn.dated_out,
        declared={entry.path: bound_ids(entry, policy, comparison) for entry in whole.values()},
        faults=_faults(drawn.usable, policy, on) if not baseline else {},
        new=_new_versions(comparison) if not baseline else frozenset(),
        source=source,
        base=base,
        after=after,
        past_sunset=frozenset(past_sunset),
        coming_sunset=coming_sunset,
        on=on,
    )
    may_be_stale = base_release is not None and not baseline
    # After the question is put together, as a break that a correction names asks for no major version.
    if not baseline and (wrong := version_refusals(comparison, question.corrected(), policy)):
        others = {**(others or {}), "": (*(others or {}).get("", ()), *wrong)}
    refused = _refused(question, _versions(comparison), others or {}, unknown if may_be_stale else None)
    verdicts = tuple(question.verdict(version, refusals, baseline) for version, refusals in refused.items())
    asked = tuple(whole[entry.path] for entry in drawn.pending)
    return Check(
        comparison, verdicts, base_release, asked, source, base, after, new_versions=question.new, untold=untold
    )


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The entries of a project, by whether a check can draw on them."""

    pending: tuple[Entry, ...]
    """Unreleased, or dated for this release: the usable ones and the others."""
    usable: tuple[Entry, ...]
    unusable: tuple[Entry, ...]
    """Those for a path version that neither side has."""
    dated_out: tuple[Entry, ...]
    """Those that another release published, or will."""


def _drawn_on(
    entries: Sequence[Entry],
    comparison: Comparison,
    start: datetime.date | None,
    until: datetime.date | None,
    *,
    baseline: bool,
) -> _Drawn:
    """Unreleased entries count, and those dated after `start` and not after `until`."""

    def is_pending(entry: Entry) -> bool:
        return entry.date is None or ((not start or entry.date > start) and (not until or entry.date <= until))

    # An entry without a `version` may speak of any.
    possible = {None, *_versions(comparison)}

    def is_usable(entry: Entry) -> bool:
        return baseline or entry.version in possible

    pending = tuple(entry for entry in entries if is_pending(entry))
    return _Drawn(
        pending,
        usable=tuple(entry for entry in pending if is_usable(entry)),
        unusable=tuple(entry for entry in pending if not is_usable(entry)),
        dated_out=tuple(entry for entry in entries if not is_pending(entry)),
    )


def _with_their_renames(
    comparison: Comparison, entries: Iterable[Entry]
) -> tuple[Comparison, list[tuple[Entry, Rename]]]:
    """The comparison with the renames that the entries declare, and those of which it shows nothing."""
    unknown: list[tuple[Entry, Rename]] = []
    for entry in entries:
        comparison, strange = with_renames(comparison, entry.renames)
        unknown += ((entry, rename) for rename in strange)
    return comparison, unknown


def _refused(
    question: Question,
    versions: Sequence[str],
    others: Mapping[str, Sequence[Refusal]],
    unknown: Sequence[tuple[Entry, Rename]] | None,
) -> dict[str, list[Refusal]]:
    """By path version, what refuses it beside its unwaived changes; `unknown` is `None` where nothing can be stale."""
    found: dict[str, list[Refusal]] = {version: [] for version in versions}
    for version, refusals in others.items():
        # A description without operations has no path version, and what refuses all of them has to refuse it, too.
        for name in [version] if version else versions or [UNVERSIONED]:
            found.setdefault(name, []).extend(refusals)
    # Each of them refuses, since the entry may have been meant for any.
    for name in versions:
        found[name].extend(question.unknown_versions(versions))
    told = [*question.void(versions)]
    if unknown is not None:
        told += question.stale(versions)
        told += question.unreviewed(versions)
        told += question.unknown_renames(versions, unknown)
        told += question.doubled_meanings(versions)
    for version, refusal in told:
        found[version].append(refusal)
    return found


def with_declared(comparison: Comparison, entries: Iterable[Entry], policy: Policy) -> Comparison:
    """The comparison with the entries' declared changes of meaning among its breaking changes, each once."""
    declared = {change.id: change for entry in entries for change in declared_changes(entry, policy, comparison)}
    for change in comparison.changes:
        declared.pop(change.id, None)
    if not declared:
        return comparison
    changes = sorted(
        (*comparison.changes, *declared.values()),
        key=lambda change: (not change.counted, CLASSES.index(change.cls), change.path_version),
    )
    return comparison._replace(changes=tuple(changes))


def _faults(entries: Iterable[Entry], policy: Policy, on: datetime.date | None) -> dict[object, WaiverFault]:
    faults = ((entry.path, fault(entry, policy, on)) for entry in entries)
    return {path: found for path, found in faults if found}


def _versions(comparison: Comparison) -> tuple[str, ...]:
    """The path versions of either side, and of the changes."""
    return tuple(dict.fromkeys((*comparison.path_versions, *(change.path_version for change in comparison.changes))))


def _new_versions(comparison: Comparison) -> frozenset[str]:
    """Paths without a version are one surface that grows: their first one announces no path version."""
    return frozenset(comparison.revision.path_versions) - set(comparison.base.path_versions) - {UNVERSIONED}
