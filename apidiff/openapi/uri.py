"""URI references (RFC 3986). `urllib.parse` is imported only for the few texts that need it."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urljoin

_UNSAFE = re.compile(r"[^A-Za-z0-9_.~/-]")
_URL = re.compile(r"(?:[^:/?#]+:)?(?://[^/?#]*)?([^?#]*)")


def percent_decoded(text: str) -> str:
    """The text with its percent-encoded characters written out."""
    if "%" not in text:
        return text
    return unquote(text)


def percent_encoded(text: str) -> str:
    """The text as it may stand in a path or a fragment."""
    if not _UNSAFE.search(text):
        return text
    return quote(text)


def without_fragment(reference: str) -> tuple[str, str]:
    """What stands before the first `#`, and what stands behind it (RFC 3986, 3.5)."""
    address, _, fragment = reference.partition("#")
    return address, fragment


def joined(base: str, reference: str) -> str:
    """The address that a reference means under a base (RFC 3986, 5.2), without a fragment."""
    address = without_fragment(reference)[0]
    if not address:
        return without_fragment(base)[0]
    return without_fragment(urljoin(base, address))[0]


def path_of(url: str) -> str:
    """The path of a URL reference (RFC 3986, appendix B)."""
    found = _URL.match(url)
    return found.group(1) if found else ""
