"""The published files of a changelog: a self-contained `index.html` and a `CHANGELOG.md`, from the page's data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from apidiff.recording.ownership import MARK
from apidiff.reporting.securing import CSP, secured
from apidiff.reporting.site import Site
from apidiff.reporting.templating import render as render_template


def render(site: Site, templates: Path | None = None) -> dict[str, bytes]:
    """Each file's bytes by its name; the same bytes for the same site.

    `templates` is the project's folder of overrides. Raises `InputError` where one of them fails.
    """
    pages = {"index.html": html(site, templates), "CHANGELOG.md": markdown(site, templates)}
    return {name: _marked(text) for name, text in pages.items()}


def _marked(text: str) -> bytes:
    """A page with the mark of its writer, which is no part of a template, so that no override can lose it."""
    return f"{text}<!-- {MARK.decode()} -->\n".encode()


def overview(title: str, apis: Mapping[str, Site], templates: Path | None = None) -> dict[str, bytes]:
    """As `render`, of the page above those of several APIs: it leads to the page of each, by the name of its folder."""
    dates = [site.updated for site in apis.values() if site.updated]
    context = {"title": title, "apis": dict(apis), "updated": max(dates, default=None), "csp": CSP}
    return {"index.html": _marked(secured(render_template("apis.html.j2", context, templates)))}


def html(site: Site, templates: Path | None = None) -> str:
    """The page. Its policy (CSP) allows its own inline styles by their hashes, and otherwise only `data:` images."""
    return secured(render_template("index.html.j2", {"site": site, "csp": CSP}, templates))


def markdown(site: Site, templates: Path | None = None) -> str:
    """The changelog as Markdown, for a repository or a documentation site."""
    text = render_template("CHANGELOG.md.j2", {"site": site}, templates)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
