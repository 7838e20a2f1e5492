"""`diff` and `check` for programs: JSON text in the shape that the schemas under docs/ publish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from apidiff.model.verdict import worst
from apidiff.reporting.formats.style import Style
from apidiff.reporting.json_output import to_json

if TYPE_CHECKING:
    from apidiff.model.change import Comparison
    from apidiff.model.verdict import Check


def diff(comparison: Comparison, style: Style = Style()) -> str:  # noqa: ARG001
    """The document `apidiff.diff/1`: two-space indent, final newline, the same text for the same comparison."""
    return to_json(comparison.to_dict()) + "\n"


def check(check: Check, style: Style = Style()) -> str:  # noqa: ARG001
    """The document `apidiff.check/1`: two-space indent, final newline, the same text for the same check."""
    return to_json(check.to_dict()) + "\n"


def checks(checks: Sequence[Check], style: Style = Style()) -> str:  # noqa: ARG001
    """The document `apidiff.checks/1`: the check of each API by its name."""
    document = {
        "format": "apidiff.checks/1",
        "status": worst(each.status for each in checks),
        "apis": {str(each.api): each.to_dict() for each in checks},
    }
    return to_json(document) + "\n"
