"""The comment that a check keeps on a pull request: the check as Markdown, never above the host's size limit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from apidiff.model.verdict import Check
from apidiff.reporting import words
from apidiff.reporting.formats.markdown import Show, check_context
from apidiff.reporting.templating import render, tidy
from apidiff.reporting.views import Link

MARKER = "<!-- apidiff -->"
"""The first line of every comment, by which the next run finds it."""
GITHUB_LIMIT = 65_536
"""Characters of a comment that GitHub accepts; above it answers 422, "body is too long"."""
GITLAB_LIMIT = 1_000_000
"""Characters of a note that GitLab accepts (docs.gitlab.com/administration/instance_limits, "Size of comments")."""


def marker_of(folder: str, api: str | None = None) -> str:
    """The marker of the project in a folder of the repository, so that several projects have a comment each.

    `folder` is relative, with slashes; `.` is the repository's own. Each API of a project has a comment, too.
    """
    if folder in ("", ".") and api is None:
        return MARKER
    # What is quoted holds no `#`. Two hyphens would end the HTML comment.
    told = quote(folder or ".", safe="/") + (f"#{api}" if api else "")
    return f"<!-- apidiff: {told.replace('--', '-%2D')} -->"


def body(
    check: Check,
    *,
    marker: str = MARKER,
    limit: int = GITHUB_LIMIT,
    templates: Path | None = None,
    link: Link = words.no_link,
    received: bool = False,
) -> str:
    """The comment's Markdown, at most `limit` UTF-16 code units long.

    `link` gives the addresses of places; `received` says that another job reported the check.
    Where it would be longer it says less, step by step: no witnesses, no neutral changes, no additive ones, only the
    titles of what breaks, fewer of these, none. The verdict and the commands to copy stay; if the ids alone pass the
    limit, a sentence says where the commands stand.
    """
    context = {**check_context(check, Show(), link), "received": received}
    for show in _steps():
        # The marker is a comment of HTML, which would be escaped and shown otherwise.
        written = tidy(render("comment.md.j2", {**context, "show": show, "marker": Markup(marker)}, templates))
        if _length(written) <= limit:
            return written
    context["commands"] = "apidiff check"
    short = tidy(render("comment.md.j2", {**context, "show": show, "marker": Markup(marker)}, templates))
    # A project's template may be too long by itself.
    return short if _length(short) <= limit else f"{marker}\n## {words.STATUS[check.status]}\n"


def _steps() -> Iterator[Show]:
    yield Show()
    yield Show(witnesses=False)
    yield Show(witnesses=False, neutral=False)
    yield Show(witnesses=False, neutral=False, additive=False)
    yield Show(witnesses=False, neutral=False, additive=False, details=False)
    for most in (300, 100, 30, 0):
        yield Show(witnesses=False, neutral=False, additive=False, details=False, most=most)


def _length(text: str) -> int:
    """UTF-16 code units: never fewer than what any host counts as a character."""
    return len(text.encode("utf-16-le")) // 2
