"""Runtime expressions, in the form in which equal ones are equal texts.

Sources: OpenAPI 3.1.1, 4.8.20.3 (Runtime Expressions: the name of a header is case-insensitive, as RFC 9110, 5.1, has
it).
"""

from __future__ import annotations

import re

from apidiff.openapi.uri import FREE, normal_parts

_HEADER = r"\$(?:request|response)\.header\.[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_WHOLE = _HEADER
_EMBEDDED = r"\{" + _HEADER + r"\}"
_BRACES = r"\{[^{}]*\}"
_VARIED_HOST = f"\\A(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*{FREE[0]}"
"""An authority that an expression takes part in: what it brings may hold a whole path."""


def normal_expression(text: str) -> str:
    """A runtime expression, or a text in which some are embedded, with the names of headers in lower case."""
    if re.fullmatch(_WHOLE, text):
        return text.lower()
    return re.sub(_EMBEDDED, lambda found: found.group().lower(), text)


def normal_address(text: str) -> str:
    """The address of a callback as a normal URL, the names of headers in its expressions in lower case."""
    found: list[str] = []

    def held(expression: re.Match[str]) -> str:
        found.append(expression.group())
        return f"{FREE[0]}{len(found) - 1}{FREE[1]}"

    address = normal_expression(text)
    # The text holds the signs that would stand for its expressions.
    if any(sign in address for sign in FREE):
        return address
    address = re.sub(_BRACES, held, address)
    if re.match(_VARIED_HOST, address):
        scheme, _, behind = address.partition("//")
        address = f"{scheme.lower()}//{behind}"
    else:
        begin, path, rest = normal_parts(address)
        # An http address without a path asks for `/` (RFC 3986, 6.2.3).
        address = begin + (path or "/" * begin.startswith(("http:", "https:"))) + rest
    return re.sub(_HELD, lambda each: found[int(each[1])], address)


_HELD = f"{FREE[0]}([0-9]+){FREE[1]}"
