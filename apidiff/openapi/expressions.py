"""Runtime expressions, in the form in which equal ones are equal texts.

Sources: OpenAPI 3.1.1, 4.8.20.3 (Runtime Expressions: the name of a header is case-insensitive, as RFC 9110, 5.1, has
it); RFC 3986, 6.2.2.1 (case of a scheme and a host).
"""

from __future__ import annotations

import re

_HEADER = r"\$(?:request|response)\.header\.[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_WHOLE = re.compile(_HEADER)
_EMBEDDED = re.compile(r"\{" + _HEADER + r"\}")
_START = re.compile(r"\A([A-Za-z][A-Za-z0-9+.-]*://)([^/?#{}]*(?=[/?#]|\Z))?")
"""A scheme, and an authority that no expression takes part in: what one brings may hold a whole path."""


def normal_expression(text: str) -> str:
    """A runtime expression, or a text in which some are embedded, with the names of headers in lower case."""
    if _WHOLE.fullmatch(text):
        return text.lower()
    return _EMBEDDED.sub(lambda found: found.group().lower(), text)


def normal_address(text: str) -> str:
    """The address of a callback, with scheme and host in lower case, and the names of headers in its expressions."""
    return _START.sub(_in_lower_case, normal_expression(text))


def _in_lower_case(found: re.Match[str]) -> str:
    user, at, host = (found[2] or "").rpartition("@")
    return f"{found[1].lower()}{user}{at}{host.lower()}"
