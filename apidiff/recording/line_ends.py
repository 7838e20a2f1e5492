"""Undo git's conversion of line ends: a checkout with `core.autocrlf` has the same records as one without."""

from __future__ import annotations

from apidiff.model.digest import sha256_of_short


def unix_ends(content: bytes) -> bytes:
    """The bytes with each CRLF as LF, as git stores a text.

    Canonical JSON escapes every control character inside a string, so a snapshot loses nothing by it.
    """
    return content.replace(b"\r\n", b"\n") if b"\r\n" in content else content


def text_digest(content: bytes) -> str:
    """The SHA-256 of a text in hexadecimal, whatever its line ends and whether or not it begins with a BOM."""
    return sha256_of_short(unix_ends(content.removeprefix(b"\xef\xbb\xbf")))
