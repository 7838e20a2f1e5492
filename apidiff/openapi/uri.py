"""URI references (RFC 3986). `urllib.parse` is imported only for the few texts that need it."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize
from urllib.parse import quote, unquote, urljoin

# As a text, and `_ENCODED`, too: `re` compiles them when they are first used, and few URLs need them.
_UNSAFE = r"[^A-Za-z0-9_.~/-]"
_URL = re.compile(r"(?:[^:/?#]+:)?(?://[^/?#]*)?([^?#]*)")
_PARTS = re.compile(r"(?s)(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(.*)")
_DEFAULT_PORTS = {"http": "80", "https": "443", "ws": "80", "wss": "443"}
_ENCODED = "%([0-9A-Fa-f]{2})"
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

FREE = ("\ue001", "\ue002")
"""Signs for private use that enclose what stands for any text: they are no part of the URL."""
_VARIED = "[{}\ue001\ue002]"
_NO_URI = re.compile("[^\x00-\x1f!#-;=?-\\]_a-{}~\ue001\ue002]")
"""What a URI cannot have in a path or a query, without those signs, and without braces."""


def percent_decoded(text: str) -> str:
    """The text with its percent-encoded characters written out."""
    if "%" not in text:
        return text
    return unquote(text)


def percent_encoded(text: str) -> str:
    """The text as it may stand in a path or a fragment."""
    if not re.search(_UNSAFE, text):
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


@lru_cache(maxsize=1_024)
def path_of(url: str) -> str:
    """The path of a URL reference (RFC 3986, appendix B)."""
    found = _URL.match(url)
    return found.group(1) if found else ""


def normal_parts(url: str) -> tuple[str, str, str]:
    """A URL with its equal ones made equal texts: up to its path, the path, what follows.

    Sources: RFC 3986, 6.2.2 and 6.2.3 (case, percent-encoding, dot segments, default ports); RFC 3987, 3.1 (an IRI).
    """
    found = _PARTS.match(url)
    if found is None:
        return "", url, ""
    scheme, authority, path, rest = (found.group(1) or "").lower(), *found.groups("")[1:]
    if found.group(2) is not None:
        user, at, host = authority.rpartition("@")
        # Of `[::1]` this takes `1]` for the port, which is no default one, so the host stays whole.
        name, colon, port = host.rpartition(":")
        if colon and (not port or port == _DEFAULT_PORTS.get(scheme)):
            host = name
        authority = f"//{user}{at}{_normal_host(host)}"
    path = _without_dot_segments(normal_octets(path))
    return f"{scheme}:{authority}" if scheme else authority, path, normal_octets(rest)


def normal_octets(text: str) -> str:
    """A path or a query as a URI has it: what a URI cannot have is encoded (RFC 3987, 3.1), and escapes are normal."""
    if _NO_URI.search(text):
        # JSON can escape half of a surrogate pair, which UTF-8 cannot encode otherwise.
        text = _NO_URI.sub(lambda found: quote(found.group().encode("utf-8", "surrogatepass")), text)
    return normal_escapes(text)


def normal_escapes(text: str) -> str:
    """A text with its escapes in capitals, and none for what needs none (RFC 3986, 6.2.2)."""
    return re.sub(_ENCODED, _normal_escape, text) if "%" in text else text


def _normal_escape(found: re.Match[str]) -> str:
    sign = chr(int(found[1], 16))
    return sign if sign in _UNRESERVED else found.group().upper()


def _without_dot_segments(path: str) -> str:
    """A path without `.` and `..` (RFC 3986, 5.2.4); a relative one keeps each `..` that leads out of it.

    A variable may stand for any number of segments, so that no `..` leads out of one.
    """
    if "/." not in path and not path.startswith("."):
        return path
    first, *rest = path.split("/")
    is_absolute = not first and bool(rest)
    kept: list[str] = []
    for segment in rest if is_absolute else [first, *rest]:
        if segment == ".." and kept and kept[-1] != ".." and not re.search(_VARIED, kept[-1]):
            kept.pop()
        elif segment != "." and (segment != ".." or kept or not is_absolute):
            kept.append(segment)
    # Both name a folder: `/a/b/..` is `/a/` (RFC 3986, 5.2.4, 2B and 2C).
    if path.endswith(("/.", "/..")) and kept and kept[-1] != "..":
        kept.append("")
    if is_absolute:
        return "/" + "/".join(kept)
    # Without `./` in front, an empty text would be the base itself, `//a` a host, and `a:b` a scheme (RFC 3986, 4.2).
    would_mislead = not kept or not kept[0] or (":" in kept[0] and kept[0] != first)
    return "./" * would_mislead + "/".join(kept)


def _normal_host(host: str) -> str:
    """A host in lower case, and each label of other letters than those of ASCII as DNS has it.

    Source: RFC 5891, 4.4: normal form C, encoded by Punycode. Nothing is mapped to anything else, as older rules do.
    """
    host = normal_escapes(host).lower()
    return host if host.isascii() else ".".join(map(_label, host.split(".")))


def _label(label: str) -> str:
    # Punycode would hide the variable of a label such as `{région}`.
    if label.isascii() or re.search(_VARIED, label):
        return label
    return "xn--" + normalize("NFC", label).encode("punycode").decode("ascii")
