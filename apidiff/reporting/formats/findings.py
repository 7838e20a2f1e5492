"""What a code host lists: each change, or reason for a refusal, with its weight and its place in the repository."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from apidiff.governing.announcing import is_announced
from apidiff.model.change import Change, Comparison, Side
from apidiff.model.contract import UNVERSIONED
from apidiff.model.refusals import Refusal
from apidiff.model.verdict import Check
from apidiff.reporting import words

Weight = Literal["error", "warning", "note", "none"]


@dataclass(frozen=True, slots=True)
class Spot:
    """A file as the repository knows it, with slashes; `line` counts from 1."""

    file: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One row: a change, a warning, or a reason for a refusal that is not a change."""

    weight: Weight
    heading: str
    """`Breaking in v1, not waived`."""
    says: str
    hint: str = ""
    spot: Spot | None = None
    pointer: str = ""
    """Where it is in a file on one line, as JSON often is: no line tells."""
    change: Change | None = None
    code: str = ""
    """The rule of the change, the code of the refusal, or `warning`."""
    waived: str = ""
    """Who waived it and why."""
    path_version: str = ""


def of_diff(comparison: Comparison, root: str) -> list[Listed]:
    """Every change; what breaks is an error."""
    spots = _Spots(comparison, root)
    changes = [_change(change, _weight(change), "", "", spots) for change in comparison.counted]
    return [*_warnings(comparison, spots), *changes, *_asides(comparison, spots)]


def of_check(check: Check, root: str) -> list[Listed]:
    """Every reason to refuse is an error, what breaks and is waived a warning."""
    waivers = words.waivers(check)
    refused = frozenset(words.unwaived_ids(check.versions))
    spots = _Spots(check.comparison, root)
    found = [*_refusals(check, spots), *_warnings(check.comparison, spots)]
    # A host shows the first few, so those of the pull request come first.
    for change in sorted(check.comparison.counted, key=lambda change: check.origin_of(change) == "target-branch"):
        weight, status, waived = _weight(change), "", ""
        if change.id in refused:
            status = "not waived"
        elif entry := waivers.get(change.id):
            weight, status, waived = "warning", "waived", words.waived_by(entry)
        # What breaks and is neither refused nor waived passes for another reason, as after an announced sunset.
        elif change.cls == "breaking":
            weight = "warning"
        found.append(_change(change, weight, status, waived, spots, _origin(check, change)))
    return [*found, *_asides(check.comparison, spots)]


def _asides(comparison: Comparison, spots: _Spots) -> Iterator[Listed]:
    """What the policy has reported is a note, and says why; what it excludes is in full reports only."""
    for change in (*comparison.reported, *comparison.excluded):
        # What the policy excludes is not annotated; a report that lists everything still has it.
        told = change.cls != "neutral" or is_announced(change)
        weight: Weight = "note" if told and change.treatment == "reported" else "none"
        yield _change(change, weight, change.treatment, f"{change.treatment} by {change.treated_by}", spots)


def _weight(change: Change) -> Weight:
    if change.cls == "breaking":
        return "error"
    if change.caution or change.undecided:
        return "warning"
    return "note" if change.cls == "additive" or is_announced(change) else "none"


def _change(change: Change, weight: Weight, status: str, waived: str, spots: _Spots, origin: str = "") -> Listed:
    heading = change.cls.capitalize() + _within(change.path_version)
    return Listed(
        weight=weight,
        heading=", ".join([heading, *filter(None, (status, origin)), *words.marks(change)]),
        says=change.title,
        hint=change.hint if change.cls == "breaking" else "",
        spot=spots.of(change.revision),
        pointer=change.revision.pointer if change.revision and change.revision.line == 1 else "",
        change=change,
        code=change.rule,
        waived=waived,
        path_version=change.path_version,
    )


def _warnings(comparison: Comparison, spots: _Spots) -> Iterator[Listed]:
    """What is not known of a side, so that a job's log does not look like a comparison of everything."""
    for warned in comparison.warnings:
        file = spots.file(warned.place.file) if warned.place.file else None
        yield Listed(
            weight="warning",
            heading="Warning",
            says=words.sentence(warned.message),
            hint=warned.hint,
            spot=Spot(file, warned.place.line) if file else spots.of(None),
            code="warning",
        )


def _refusals(check: Check, spots: _Spots) -> Iterator[Listed]:
    """The refusals that are no more than the sum of their changes are left to these."""
    for version in check.versions:
        for refusal in version.refusals:
            if refusal.code == "breaking-not-waived":
                continue
            entry = spots.file(str(refusal.entry.path)) if refusal.entry else None
            yield Listed(
                weight="error",
                heading=", ".join(filter(None, (f"Refused{_within(version.path_version)}", _origin(check, refusal)))),
                says=words.sentence(refusal.message),
                hint=refusal.advice,
                spot=Spot(entry) if entry else spots.of(None),
                code=refusal.code,
                path_version=version.path_version,
            )


def _origin(check: Check, about: Change | Refusal) -> str:
    """Where it comes from, in a heading, which has no markup."""
    return words.origin(check, about).replace("`", "")


def _within(version: str) -> str:
    return "" if version == UNVERSIONED else f" in {version}"


class _Spots:
    """Where things are in the repository at hand; each file is looked for once."""

    def __init__(self, comparison: Comparison, root: str) -> None:
        self._description = comparison.revision.name
        self._root = root
        self._known: dict[str, str | None] = {}

    def of(self, side: Side | None) -> Spot | None:
        """A place in the description at hand, else all of it: what only the base has is in no file here."""
        # What only the bundle has is somewhere in the description.
        file = self.file(side.file or self._description) if side is not None else None
        if file and side is not None:
            return Spot(file, side.line)
        whole = self.file(self._description)
        return Spot(whole) if whole else None

    def file(self, name: str) -> str | None:
        """The path from the repository's folder, or nothing for what is no file in it (`-`, `git:REV:PATH`)."""
        if name not in self._known:
            self._known[name] = relative_to(self._root, name)
        return self._known[name]


def relative_to(root: str, file: str) -> str | None:
    """The path of a file from a folder, with slashes; `None` for what is no file in it."""
    try:
        path = os.path.relpath(file, root)
    # On Windows, a file on another drive.
    except ValueError:
        return None
    return None if path.startswith("..") or not os.path.isfile(file) else path.replace(os.sep, "/")
