"""`diff` and `check` as Markdown, for the reader of a pull request or of a job's summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from apidiff.model.change import Comparison
from apidiff.model.verdict import Check
from apidiff.reporting import views, words
from apidiff.reporting.formats.style import Style
from apidiff.reporting.templating import render, tidy


@dataclass(frozen=True, slots=True)
class Show:
    """How much of the changes is shown."""

    details: bool = True
    """Places, operations, clause and hint of each."""
    witnesses: bool = True
    additive: bool = True
    neutral: bool = True
    most: int = 1_000_000
    """How many changes of a class are listed."""


def diff(comparison: Comparison, style: Style = Style(), show: Show = Show()) -> str:
    """The comparison: verdict first, then what breaks, what is new, and the rest folded."""
    context = {
        "headline": words.diff_headline(comparison),
        "warnings": warnings(comparison),
        "groups": views.groups(comparison),
        "show": show,
    }
    return tidy(render("diff.md.j2", context, style.templates))


def check(check: Check, style: Style = Style(), show: Show = Show()) -> str:
    """The check: verdict per path version first."""
    return tidy(render("check.md.j2", check_context(check, show), style.templates))


def checks(checks: Sequence[Check], style: Style = Style()) -> str:
    """The checks of several APIs, each under its name."""
    return "\n".join(f"# {each.api}\n\n{check(each, style)}" for each in checks)


def check_context(check: Check, show: Show, link: views.Link = words.no_link) -> dict[str, Any]:
    """What the templates of a check know."""
    commands = [line for command in words.commands(check) for line in words.continued(command, 100)]
    return {
        "headline": words.check_headline(check),
        "warnings": warnings(check.comparison),
        "versions": views.version_views(check),
        "groups": views.groups(check.comparison, check, link),
        "parts": views.parts(check, link),
        "questions": views.questions(check),
        "origins": words.origins_say(check),
        "commands": "\n".join(commands),
        "commands_say": words.commands_say(check).rstrip(":"),
        "show": show,
        "anchor": check.anchor,
        "api": check.api,
    }


def warnings(comparison: Comparison) -> list[dict[str, str]]:
    """What is not known of a side, as a template shows it."""
    return [{"says": warned.message, "place": str(warned.place), "hint": warned.hint} for warned in comparison.warnings]
