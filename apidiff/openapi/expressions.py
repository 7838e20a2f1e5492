"""Runtime expressions, in the form in which equal ones are equal texts.

Sources: OpenAPI 3.1.1, 4.8.20.3 (Runtime Expressions: the name of a header is case-insensitive, as RFC 9110, 5.1, has
it).
"""

from __future__ import annotations

import re

from apidiff.openapi.uri import FREE, normal_parts

_HEADER = r"\$(?:request|response)\.header\.[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_WHOLE = re.compile(_HEADER)
_EMBEDDED = re.compile(r"\{" + _HEADER + r"\}")
_BRACES = re.compile(r"\{[^{}]*\}")
_VARIED_HOST = re.compile(f"\\A(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*{FREE[0]}")
"""An authority that an expression takes part in: what it brings may hold a whole path."""


def normal_expression(text: str) -> str:
    """A runtime expression, or a text in which some are embedded, with the names of headers in lower case."""
    if _WHOLE.fullmatch(text):
        return text.lower()
    return _EMBEDDED.sub(lambda found: found.group().lower(), text)


def normal_address(text: str) -> str:
    """The address of a callback as a normal URL, the names of headers in its expressions in lower case."""
    found: list[str] = []

    def held(expression: re.Match[str]) -> str:
        found.append(expression.group())
        return f"{FREE[0]}{len(found) - 1}{FREE[1]}"

    address = normal_expression(text)
    if any(sign in address for sign in FREE):
        return address
    address = _BRACES.sub(held, address)
    if _VARIED_HOST.match(address):
        scheme, _, behind = address.partition("//")
        address = f"{scheme.lower()}//{behind}"
    else:
        begin, path, rest = normal_parts(address)
        address = begin + (path or "/" * begin.startswith(("http:", "https:"))) + rest
    return _HELD.sub(lambda each: found[int(each[1])], address)


_HELD = re.compile(f"{FREE[0]}([0-9]+){FREE[1]}")
