"""The comment that a check keeps on a pull request: the check as Markdown, never above the host's size limit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from markupsafe import Markup

from apidiff.model.verdict import Check
from apidiff.reporting import words
from apidiff.reporting.formats.markdown import Show, check_context
from apidiff.reporting.templating import render, tidy
from apidiff.reporting.views import Link

GITHUB_LIMIT = 65_536
"""Characters of a comment that GitHub accepts; above it answers 422, "body is too long"."""
GITLAB_LIMIT = 1_000_000
"""Characters of a note that GitLab accepts (docs.gitlab.com/administration/instance_limits, "Size of comments")."""
_MARKER = re.compile(r"<!-- apidiff(?:: ([^\s#]+)(?:#(\S+))?)? -->")


@dataclass(frozen=True, slots=True)
class Marker:
    """The first line of a comment, by which the next run finds it: of which configuration it is, and of which API."""

    configuration: str = "."
    """Its path from the top of the repository, with slashes; one by the usual name is called by its folder."""
    api: str | None = None
    former: str | None = None
    """What the configuration was called in older comments, where no other one can have been called so."""
    apis: frozenset[str | None] | None = None
    """The APIs that the configuration has, so that a comment on any other is out of date; `None`: nobody knows."""

    def __str__(self) -> str:
        if self.configuration == "." and self.api is None:
            return "<!-- apidiff -->"
        # What is quoted holds no `#`. Two hyphens would end the HTML comment.
        quoted = quote(self.configuration, safe="/", errors="surrogateescape")
        told = quoted + (f"#{self.api}" if self.api else "")
        return f"<!-- apidiff: {told.replace('--', '-%2D')} -->"

    def is_mine(self, text: str) -> bool:
        """Whether a comment is the one that is looked for."""
        found = _read(text)
        return found is not None and self._is_here(found[0]) and found[1] == self.api

    def is_outdated(self, text: str) -> bool:
        """Whether a comment tells of an API that the configuration does not have any more."""
        found = _read(text)
        return found is not None and self.apis is not None and self._is_here(found[0]) and found[1] not in self.apis

    def _is_here(self, configuration: str) -> bool:
        return configuration in (self.configuration, self.former)


MARKER = Marker()
"""That of a repository which has one project, in its own folder."""


def _read(text: str) -> tuple[str, str | None] | None:
    """The configuration and the API in the marker that a text begins with; `None` where there is none."""
    found = _MARKER.match(text.lstrip())
    if found is None:
        return None
    configuration, api = (None if part is None else unquote(part, errors="surrogateescape") for part in found.groups())
    return configuration or ".", api


def body(
    check: Check,
    *,
    marker: Marker = MARKER,
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
        written = tidy(render("comment.md.j2", {**context, "show": show, "marker": Markup(str(marker))}, templates))
        if _length(written) <= limit:
            return written
    context["commands"] = "apidiff check"
    short = tidy(render("comment.md.j2", {**context, "show": show, "marker": Markup(str(marker))}, templates))
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
