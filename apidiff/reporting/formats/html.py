"""One page for a reviewer that needs nothing else: verdict first, filters, and both sides' lines at each change.

It works from a file, without a script and without a network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from apidiff.model.change import Change, Comparison, Witness
from apidiff.model.verdict import Check
from apidiff.reading.quoting import lines_of
from apidiff.recording.stored import lines_of_snapshot
from apidiff.reporting import views, words
from apidiff.reporting.excerpts import Excerpt, Lines, both
from apidiff.reporting.formats.markdown import Show, check_context, warnings
from apidiff.reporting.formats.style import Style
from apidiff.reporting.json_output import brief
from apidiff.reporting.securing import CSP, secured
from apidiff.reporting.templating import render

MOST_OPEN = 40
"""Above so many changes they are folded, so that the list is seen before its details."""
MOST_PRINTED = 6
"""Lines of a side that differ and are shown on paper, where hundreds of changes would fill a book with quotations."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A change with what stood there and stands there now, and the payload that proves it."""

    view: views.ChangeView
    base: Excerpt
    revision: Excerpt
    request: str
    """The witness as it would be sent, or as a payload: several lines of text."""


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    title: str
    changes: tuple[Shown, ...]


def diff(comparison: Comparison, style: Style = Style()) -> str:
    """The comparison as a page."""
    about: dict[str, Any] = {
        "status": comparison.verdict,
        "versions": [],
        "commands": "",
        "anchor": None,
        "origins": "",
    }
    return _page(comparison, views.groups(comparison), about, style)


def check(check: Check, style: Style = Style()) -> str:
    """The check as a page: the verdict on each path version, its reasons, the changes, and what to run."""
    about = check_context(check, Show())
    return _page(
        check.comparison,
        about["groups"],
        {**about, "status": check.status, "commands_say": words.commands_say(check)},
        style,
    )


def _page(comparison: Comparison, groups: views.Groups, about: dict[str, Any], style: Style) -> str:
    # A view has the short id alone.
    changes = {change.short_id: change for change in comparison.changes}
    # A file is read once for all changes of a page, and anew for the next page.
    lines = cache(_lines)
    neutral = "Other neutral changes" if groups.deprecated else "Neutral"
    listed = [
        Group("breaking", "Breaking", _shown(groups.breaking, changes, lines)),
        Group("additive", "Additive", _shown(groups.additive, changes, lines)),
        Group("deprecated", groups.deprecated_title, _shown(groups.deprecated, changes, lines)),
        Group("neutral", neutral, _shown(groups.neutral, changes, lines)),
        Group("apart", "Generated client libraries, not counted", _shown(groups.apart, changes, lines)),
        *(Group(aside.name, aside.says, _shown(aside.changes, changes, lines)) for aside in groups.asides),
    ]
    path_versions = list(dict.fromkeys(one.view.path_version for group in listed for one in group.changes))
    context = {
        **about,
        # Filters go by a number, as the name of a path version may be any text.
        "path_versions": dict(zip(path_versions, range(len(path_versions)), strict=True)),
        "headline": words.counts(comparison.summary).capitalize(),
        "title": comparison.revision.title or comparison.base.title,
        "base": comparison.base.name,
        "revision": comparison.revision.name,
        "warnings": warnings(comparison),
        "groups": [group for group in listed if group.changes],
        "open": len(comparison.counted) <= MOST_OPEN,
        "printed": MOST_PRINTED,
        "csp": CSP,
    }
    return secured(render("report.html.j2", context, style.templates))


def _lines(shown: str) -> Sequence[str] | None:
    found = lines_of(shown)
    # A compressed snapshot is named without its ending, which is no file.
    return lines_of_snapshot(shown) if found is None else found


def _shown(found: Sequence[views.ChangeView], changes: dict[str, Change], lines: Lines) -> tuple[Shown, ...]:
    return tuple(_one(view, changes[view.id], lines) for view in found)


def _one(view: views.ChangeView, change: Change, lines: Lines) -> Shown:
    base, revision = both(change.base, change.revision, lines, lines)
    # The base has only what would hold the new thing, such as all paths: its lines show nothing of the change.
    if views.is_new(change):
        base = Excerpt("", ())
    return Shown(view, base, revision, _request(change.witness) if change.witness and view.cls == "breaking" else "")


def _request(witness: Witness) -> str:
    """The witness as text to copy; a request's body stands under the operation that takes it."""
    payload = brief(witness.instance, lines=True)
    # Of a response or an event there is no request line to show.
    before, _, operation = witness.at.removeprefix("the ").partition("request body of `")
    return f"{operation.removesuffix('`')}\n\n{payload}" if operation and not before else payload
