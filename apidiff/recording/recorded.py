"""A recorded release in, its contract out, and what lies between it and another under the project's policy."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from apidiff.api import compare as compare_contracts
from apidiff.errors import InputError, Place
from apidiff.governing.deprecation import History, Told, coming_sunset, date_refusals, past_sunset, sunset_refusals
from apidiff.model.change import CLASSES, Comparison
from apidiff.model.contract import JSON, Contract, Description
from apidiff.model.records import Release, ReleaseName
from apidiff.model.refusals import Refusal
from apidiff.reading import contract_of
from apidiff.recording.project import Project
from apidiff.recording.restoring import restore


def contract(description: Description) -> Contract:
    """The contract that comparing works on."""
    return contract_of(description)


def compare(base: Contract, revision: Contract, project: Project) -> Comparison:
    """What lies between the two, under the project's policy, with the path versions of both.

    Audited: what no change explains is an undecided, breaking one, so that a gate fails closed.
    """
    return compare_contracts(base, revision, project.policy, audited=True)


def with_left_out(comparison: Comparison, others: Iterable[Comparison]) -> Comparison:
    """The comparison with what breaks the promises of releases that its base was not held against."""
    changes = list(comparison.changes)
    known = {change.id for change in changes}
    for other in others:
        # What is new to the clients of those releases breaks nothing, and is told as new since the base if it is.
        more = [change for change in other.counted if change.cls == "breaking" and change.id not in known]
        known.update(change.id for change in more)
        changes += more
    if len(changes) == len(comparison.changes):
        return comparison
    changes.sort(key=lambda change: (not change.counted, CLASSES.index(change.cls), change.path_version))
    return comparison._replace(changes=tuple(changes))


def snapshot_contract(project: Project, release: Release) -> Contract:
    """The contract of a recorded release."""
    path = project.snapshot_path(release)
    if not path.is_file():
        raise InputError(
            f"the snapshot of {release.name} is missing",
            place=Place(str(path)),
            hint=f"{restore(path)} Then run `apidiff verify`.",
        )
    return contract(project.snapshots.description(release.file))


def named_release(project: Project, name: str | None) -> Release | None:
    """The recorded release of a name; `None` for none. Raises `InputError` where there is no such release."""
    if name is None:
        return None
    found, newest = project.history.find(name), project.newest
    if found is None:
        hint = f"Name one that is, such as {newest.name}, with `--after`." if newest else "Leave `--after` out."
        raise InputError(f"release {name} is not recorded", place=Place(str(project.index.path)), hint=hint)
    return found


def told_by(
    project: Project,
    base: Release | None,
    document: Callable[[], Mapping[str, JSON]],
    on: datetime.date,
    *,
    recording: Release | None = None,
    unheard: Collection[ReleaseName] = (),
) -> Iterator[Told]:
    """What clients were told: by the base first, then by the releases before it, or all of them beside another base.

    Arguments as for `notices`. A base that is no release has told nobody.
    """
    history = project.history
    known = history.recorded[: history.recorded.index(recording)] if recording else history.recorded
    if base is None:
        yield Told(on, document(), is_heard=False)
    else:
        yield Told(history.told_on(base), document(), base.name not in unheard, str(base.name))
    # From the newest back, in the order in which a `deprecation.History` is read.
    for each in sorted(known, key=lambda release: release.name, reverse=True):
        if not history.is_late(each) and (base is None or each.name < base.name):
            told = snapshot_contract(project, each).document
            yield Told(history.told_on(each), told, each.name not in unheard, str(each.name))


@dataclass(frozen=True, slots=True)
class Notices:
    """What the recorded releases say of the notice of changes."""

    refusals: dict[str, list[Refusal]]
    """What lacks notice, by path version."""
    past_sunset: frozenset[str]
    """The ids of the removals whose announced sunset has come."""
    coming_sunset: Mapping[str, datetime.date] = field(default_factory=dict)
    """The removals that come before their announced sunset, and lack nothing else: the day of each, by its id."""


def notices(
    project: Project,
    comparison: Comparison,
    revision: Callable[[], Mapping[str, JSON]],
    on: datetime.date,
    *,
    base: Release | None,
    document: Callable[[], Mapping[str, JSON]],
    recording: Release | None = None,
    unheard: Collection[ReleaseName] = (),
) -> Notices:
    """Ask of the changes whether they were announced in time, for a release `on` a day.

    `document` is that of the base, `revision` that of the description at hand; both are only read where they are asked
    for. `base` is the release that the base is; `None` for another one, beside which the recorded releases speak. If
    nothing is recorded, nothing is known, and nothing is asked. `recording` is the release that is judged again: what
    was recorded after it was not known then. `unheard` are releases that the same change records: it gives no notice to
    itself, whatever days it writes.
    """
    if base is None and not project.releases:
        return Notices({}, frozenset())
    told = told_by(project, base, document, on, recording=recording, unheard=unheard)
    history = History(told, is_base_recorded=base is not None)
    # No notice is promised of what the policy does not gate.
    gated = [change for change in comparison.changes if change.treatment == "gated"]
    found = sunset_refusals(gated, history, on, project.policy)
    for version, refusals in date_refusals(gated, revision, history, on, project.policy).items():
        found.setdefault(version, []).extend(refusals)
    # What lacks days of notice is refused with the day on which it has them.
    late = {change.id for refusals in found.values() for refusal in refusals for change in refusal.changes}
    early = coming_sunset([change for change in gated if change.id not in late], history, on)
    return Notices(found, past_sunset(gated, history, on), early)
