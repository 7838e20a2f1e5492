"""Finish an HTML page: remove blank lines, and add a content security policy that allows its own inline styles only."""

from __future__ import annotations

import base64
import hashlib
import re

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_CODE = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
_BLANK = re.compile(r"[ \t]*\n(?:[ \t]*\n)*")
_HASHES = "style-hashes"
CSP = f"default-src 'none'; style-src {_HASHES}; img-src data:; base-uri 'none'; form-action 'none'"
"""What a template writes as its Content Security Policy; `secured` fills in the hashes of its styles."""


def secured(page: str) -> str:
    """The page without the blank lines that templates leave behind, its policy with the hash of each inline style."""
    # The lines of a code block belong to its author.
    page = "".join(part if part.startswith("<pre") else _BLANK.sub("\n", part) for part in _CODE.split(page)).lstrip()
    hashes = " ".join(dict.fromkeys(_hash(style) for style in _STYLE.findall(page))) or "'none'"
    return page.replace(_HASHES, hashes, 1)


def _hash(style: str) -> str:
    """A style's source expression (Content Security Policy Level 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
