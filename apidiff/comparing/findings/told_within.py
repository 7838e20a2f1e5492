"""Extensions that hold shared parts: findings in, those but for those that others tell piece by piece.

A `$ref` may lead into an extension (`#/x-shared/Reef`). What differs there is compared where it is used and told at its
place; that the extension around it differs is then no news.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from apidiff.comparing.edits import ABSENT, Finding
from apidiff.comparing.findings.claims import Claims
from apidiff.comparing.findings.differences import differences_at
from apidiff.comparing.pointers import is_below
from apidiff.model.contract import JSON


def told_once(
    base: dict[str, JSON],
    revision: dict[str, JSON],
    findings: list[Finding],
    accounted: Iterable[str],
    alike: Callable[[JSON, JSON], bool],
) -> list[Finding]:
    """The findings without those of extensions in which others tell of each difference."""
    around = [finding for finding in findings if _places(finding) is not None]
    if not around:
        return findings
    others = [finding for finding in findings if _places(finding) is None]
    told = [spot.pointer for each in others for spot in (each.edit.base, each.edit.revision) if spot is not None]
    claims = Claims(others, accounted)

    def is_told(finding: Finding) -> bool:
        places = _places(finding)
        return (
            places is not None
            and any(is_below(pointer, places[1]) for pointer in told)
            and all(map(claims.hold, differences_at(base, revision, places, alike)))
        )

    return [finding for finding in findings if not is_told(finding)]


def _places(finding: Finding) -> tuple[str, str] | None:
    """Where both sides have an extension that differs."""
    old, new = finding.edit.base, finding.edit.revision
    if finding.edit.rule != "extension-changed" or old is None or new is None:
        return None
    return None if ABSENT in (old.value, new.value) or None in (old.value, new.value) else (old.pointer, new.pointer)
