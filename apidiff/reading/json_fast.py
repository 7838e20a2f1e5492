"""JSON bytes in, the value that orjson reads and its compact form out, if written again it says the same bytes.

orjson keeps the last of two equal keys and the nearest float of a number. What it writes again shows whether it did
either: then the bytes differ from what was read, white space aside, and the careful parser decides.
"""

from __future__ import annotations

import re

import orjson

from apidiff.model.contract import JSON
from apidiff.model.named_tuple import NamedTuple
from apidiff.model.pattern import pattern

FEW_DIGITS = 64
"""More than any number has that is read here: what orjson writes again, it wrote with fewer."""
_SPACE = b" \t\r\n"
_ESCAPE = pattern(rb"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\[/\\]")
"""Those that orjson writes in another way, and the backslash, behind which none of them begins."""
_ZEROS = pattern(rb"\.(\d*?)0+(?=[,\]}])")
_KEPT = frozenset(b'"\\')


class FastRead(NamedTuple):
    """`compact` is the value without spaces, keys in their order."""

    value: JSON
    compact: bytes


def read_fast(data: bytes) -> FastRead | None:
    """`None` where it is no JSON, or not certainly read exactly: a duplicate key, a lost digit, a nesting too deep."""
    try:
        value = orjson.loads(data)
        compact = orjson.dumps(value)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return None
    written, again = data.translate(None, _SPACE), compact.translate(None, _SPACE)
    is_exact = written == again or _without_zeros(_ESCAPE.sub(_character, written)) == _without_zeros(again)
    return FastRead(value, compact) if is_exact else None


def _without_zeros(data: bytes) -> bytes:
    """The same JSON with no zeros at the end of a fraction."""
    return _ZEROS.sub(rb".\1", data)


def _character(escape: re.Match[bytes]) -> bytes:
    """An escape as orjson writes it."""
    text = escape.group()
    if text == b"\\/":
        return b"/"
    if len(text) == 2:
        return text
    try:
        character: str = orjson.loads(b'"%s"' % text)
    except orjson.JSONDecodeError:
        return text
    return text if character < " " or ord(character) in _KEPT else character.encode()
