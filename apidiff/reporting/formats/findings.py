"""What a code host lists: each change, or reason for a refusal, with its weight and its place in the repository."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from apidiff.governing.announcing import is_announced
from apidiff.model.change import Change, Comparison, Side
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
    """One row: a change, or a reason for a refusal that no change stands behind."""

    weight: Weight
    heading: str
    """`Breaking in v1, not waived`."""
    says: str
    hint: str = ""
    spot: Spot | None = None
    change: Change | None = None
    code: str = ""
    """The rule of the change, or the code of the refusal."""
    waived: str = ""
    """Who waived it and why."""
    path_version: str = ""


def of_diff(comparison: Comparison, root: str) -> list[Listed]:
    """Every change; what breaks is an error."""
    return [_change(change, _weight(change), "", "", comparison, root) for change in comparison.changes]


def of_check(check: Check, root: str) -> list[Listed]:
    """Every reason to refuse is an error, what breaks and is waived a warning."""
    waivers = words.waivers(check)
    refused = frozenset(words.unwaived_ids(check.versions))
    found = list(_refusals(check, root))
    for change in check.comparison.changes:
        weight, status, waived = _weight(change), "", ""
        if change.id in refused:
            status = "not waived"
        elif entry := waivers.get(change.id):
            weight, status, waived = "warning", "waived", words.waived_by(entry)
        elif change.cls == "breaking":
            weight = "warning"
        found.append(_change(change, weight, status, waived, check.comparison, root))
    return found


def _weight(change: Change) -> Weight:
    if change.cls == "breaking":
        return "error"
    if change.caution or change.undecided:
        return "warning"
    return "note" if change.cls == "additive" or is_announced(change) else "none"


def _change(change: Change, weight: Weight, status: str, waived: str, comparison: Comparison, root: str) -> Listed:
    heading = f"{change.cls.capitalize()} in {change.path_version}"
    return Listed(
        weight=weight,
        heading=", ".join([heading, *([status] if status else []), *words.marks(change)]),
        says=change.title,
        hint=change.hint if change.cls == "breaking" else "",
        spot=_spot(change.revision, comparison.revision.name, root) or _whole(comparison.revision.name, root),
        change=change,
        code=change.rule,
        waived=waived,
        path_version=change.path_version,
    )


def _refusals(check: Check, root: str) -> Iterator[Listed]:
    """The refusals that are no more than the sum of their changes are left to these."""
    for version in check.versions:
        for refusal in version.refusals:
            if refusal.code == "breaking-not-waived":
                continue
            entry = _relative(str(refusal.entry.path), root) if refusal.entry else None
            yield Listed(
                weight="error",
                heading=f"Refused in {version.path_version}",
                says=words.sentence(refusal.message),
                hint=words.hint_says(refusal),
                spot=Spot(entry) if entry else _whole(check.comparison.revision.name, root),
                code=refusal.code,
                path_version=version.path_version,
            )


def _spot(side: Side | None, name: str, root: str) -> Spot | None:
    """A place in the description at hand; what only the base has is in no file of the working tree."""
    file = _relative(side.file or name, root) if side is not None else None
    return Spot(file, side.line) if file and side is not None else None


def _whole(name: str, root: str) -> Spot | None:
    file = _relative(name, root)
    return Spot(file) if file else None


def _relative(file: str, root: str) -> str | None:
    """The path from the repository's folder, or nothing for what is no file in it (`-`, `git:REV:PATH`)."""
    try:
        path = os.path.relpath(file, root)
    except ValueError:
        return None
    return None if path.startswith("..") or not os.path.isfile(file) else path.replace(os.sep, "/")
