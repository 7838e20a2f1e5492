"""The published files of a changelog: a self-contained `index.html` and a `CHANGELOG.md`, from the page's data."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from apidiff.model.pattern import pattern
from apidiff.recording.ownership import MARK
from apidiff.reporting.site import Site
from apidiff.reporting.templating import render as render_template

_STYLE = pattern(r"<style>(.*?)</style>", re.DOTALL)
_CODE = pattern(r"(<pre\b.*?</pre>)", re.DOTALL)
_BLANK = pattern(r"[ \t]*\n(?:[ \t]*\n)*")
_HASHES = "style-hashes"
_CSP = f"default-src 'none'; style-src {_HASHES}; img-src data:; base-uri 'none'; form-action 'none'"


def render(site: Site, templates: Path | None = None) -> dict[str, bytes]:
    """Each file's bytes by its name; the same bytes for the same site.

    `templates` is the project's folder of overrides. Raises `InputError` where one of them fails.
    """
    pages = {"index.html": html(site, templates), "CHANGELOG.md": markdown(site, templates)}
    # The mark is no part of a template, so that no override can lose it.
    return {name: f"{text}<!-- {MARK.decode()} -->\n".encode() for name, text in pages.items()}


def html(site: Site, templates: Path | None = None) -> str:
    """The page. Its policy (CSP) allows its own inline styles by their hashes, and otherwise only `data:` images."""
    page = render_template("index.html.j2", {"site": site, "csp": _CSP}, templates)
    # Templates leave blank lines behind; those of a code block belong to its author.
    page = "".join(part if part.startswith("<pre") else _BLANK.sub("\n", part) for part in _CODE.split(page)).lstrip()
    hashes = " ".join(dict.fromkeys(_hash(style) for style in _STYLE.findall(page))) or "'none'"
    return page.replace(_HASHES, hashes, 1)


def _hash(style: str) -> str:
    """A style's source expression (Content Security Policy Level 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


def markdown(site: Site, templates: Path | None = None) -> str:
    """The changelog as Markdown, for a repository or a documentation site."""
    text = render_template("CHANGELOG.md.j2", {"site": site}, templates)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
