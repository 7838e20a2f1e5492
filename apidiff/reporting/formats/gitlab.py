"""GitLab's code quality report, an artefact that a merge request shows beside its lines.

Source: docs.gitlab.com/ci/testing/code_quality, "Code Quality report format".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from apidiff.model.change import ID_DIGITS, Comparison
from apidiff.model.digest import sha256_of_short
from apidiff.model.verdict import Check
from apidiff.reporting.escaping import clean
from apidiff.reporting.formats.findings import Listed, Weight, of_check, of_diff
from apidiff.reporting.formats.style import Style
from apidiff.reporting.json_output import to_json

_SEVERITY: Final[dict[Weight, str]] = {"error": "critical", "warning": "minor", "note": "info", "none": "info"}


def diff(comparison: Comparison, style: Style = Style()) -> str:
    """A list of every change that a client sees; with `verbose`, of every change."""
    return to_json(_issues(of_diff(comparison, style.root), style)) + "\n"


def check(check: Check, style: Style = Style()) -> str:
    """A list of every reason to refuse and every change that a client sees; with `verbose`, of every change."""
    return checks([check], style)


def checks(checks: Sequence[Check], style: Style = Style()) -> str:
    """As `check`, of several APIs in one list: each issue says whose it is."""
    found = (_issues(of_check(each, style.root), style, each.api) for each in checks)
    return to_json([issue for issues in found for issue in issues]) + "\n"


def _issues(rows: list[Listed], style: Style, api: str | None = None) -> list[dict[str, Any]]:
    return [_issue(row, api) for row in rows if row.weight != "none" or style.verbose]


def _issue(row: Listed, api: str | None) -> dict[str, Any]:
    said = f"{row.heading}: {row.says}" + (f" ({row.waived})" if row.waived else "")
    said = f"{api}: {said}" if api else said
    fingerprint = row.change.id if row.change else _fingerprint(row)
    return {
        "description": clean(said),
        "check_name": row.code,
        # Two APIs may share a file, and so an edit, and its id.
        "fingerprint": _digest(api, fingerprint) if api else fingerprint,
        "severity": _SEVERITY[row.weight],
        "location": {
            # Both fields are required, also of what is in no file.
            "path": row.spot.file if row.spot else ".",
            "lines": {"begin": (row.spot.line if row.spot else None) or 1},
        },
    }


def _fingerprint(row: Listed) -> str:
    return _digest(row.code, row.path_version, row.says)


def _digest(*told: str) -> str:
    return sha256_of_short("\0".join(told).encode("utf-8", "replace"))[:ID_DIGITS]
