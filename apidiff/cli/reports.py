"""A comparison or a check in the form that was asked for."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from apidiff.cli.output import coloured, width

if TYPE_CHECKING:
    from pathlib import Path

    from apidiff.model.change import Comparison
    from apidiff.model.verdict import Check


def diff_report(
    comparison: Comparison, form: str, *, output: Path | None = None, colour: bool | None = None, verbose: bool = False
) -> str:
    """The comparison as `text`, `json` or `markdown`."""
    if form == "json":
        from apidiff.reporting.formats import machine

        return machine.diff(comparison)
    if form == "markdown":
        from apidiff.reporting.formats import markdown

        return markdown.diff(comparison)
    from apidiff.reporting.formats import text

    return text.diff(comparison, width=width(), colour=coloured(colour, output), verbose=verbose)


def check_report(
    check: Check,
    form: str,
    *,
    output: Path | None = None,
    colour: bool | None = None,
    verbose: bool = False,
    release: datetime.date | None = None,
    templates: Path | None = None,
) -> str:
    """The check as `text`, `json` or `markdown`.

    `release` is the date that its commands to copy name, `templates` the folder that overrides Markdown's.
    """
    from apidiff.reporting.words import ANY_DATE

    date = release.isoformat() if release else ANY_DATE
    if form == "json":
        from apidiff.reporting.formats import machine

        return machine.check(check)
    if form == "markdown":
        from apidiff.reporting.formats import markdown

        return markdown.check(check, release=date, templates=templates)
    from apidiff.reporting.formats import text

    return text.check(check, width=width(), colour=coloured(colour, output), verbose=verbose, release=date)
