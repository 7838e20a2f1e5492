"""Percent-encoding (RFC 3986, 2.1). `urllib.parse` is imported where a text needs it, which is seldom."""

from __future__ import annotations

import re

_UNSAFE = re.compile(r"[^A-Za-z0-9_.~/-]")
_URL = re.compile(r"(?:[^:/?#]+:)?(?://[^/?#]*)?([^?#]*)")


def percent_decoded(text: str) -> str:
    """The text with its percent-encoded characters written out."""
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)


def percent_encoded(text: str) -> str:
    """The text as it may stand in a path or a fragment."""
    if not _UNSAFE.search(text):
        return text
    from urllib.parse import quote

    return quote(text)


def path_of(url: str) -> str:
    """The path of a URL reference (RFC 3986, appendix B)."""
    found = _URL.match(url)
    return found.group(1) if found else ""
