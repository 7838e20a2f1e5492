"""GitLab's code quality report, an artefact that a merge request shows beside its lines.

Source: docs.gitlab.com/ci/testing/code_quality, "Code Quality report format".
"""

from __future__ import annotations

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
    return _written(of_diff(comparison, style.root), style)


def check(check: Check, style: Style = Style()) -> str:
    """A list of every reason to refuse and every change that a client sees; with `verbose`, of every change."""
    return _written(of_check(check, style.root), style)


def _written(rows: list[Listed], style: Style) -> str:
    return to_json([_issue(row) for row in rows if row.weight != "none" or style.verbose]) + "\n"


def _issue(row: Listed) -> dict[str, Any]:
    said = f"{row.heading}: {row.says}" + (f" ({row.waived})" if row.waived else "")
    return {
        "description": clean(said),
        "check_name": row.code,
        "fingerprint": row.change.id if row.change else _fingerprint(row),
        "severity": _SEVERITY[row.weight],
        "location": {
            "path": row.spot.file if row.spot else ".",
            "lines": {"begin": (row.spot.line if row.spot else None) or 1},
        },
    }


def _fingerprint(row: Listed) -> str:
    told = "\0".join((row.code, row.path_version, row.says))
    return sha256_of_short(told.encode("utf-8", "replace"))[:ID_DIGITS]
