"""A JSON value in, its canonical bytes out: the form in which releases are recorded and hashed."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

import orjson

from apidiff.model.contract import JSON
from apidiff.openapi.exact_json import as_plain, exact_json

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE

_ASKING = orjson.OPT_PASSTHROUGH_SUBCLASS
_ASKING_SORTED = _ASKING | orjson.OPT_SORT_KEYS
"""Let orjson ask about each value of a subclass: about integers beyond 64 bits (`reading.scalars.LongInteger`)."""

_SHORT = 65_536
"""Bytes of a text that is copied."""
ORJSON_DEPTH = 254
"""How many levels orjson writes before it gives up."""


def canonical_json(document: JSON) -> bytes:
    """UTF-8, keys sorted by code point, two-space indent, a final newline, every number exactly.

    The same value gives the same bytes whatever the order of its keys. `document` holds JSON values only, `Decimal`
    and integers of any size among them.
    """
    try:
        return orjson.dumps(document, option=_OPTIONS)
    except orjson.JSONEncodeError:
        # orjson knows neither decimals nor integers beyond 64 bits, and nests at most 254 deep.
        return (exact_json(document) + "\n").encode()


def fast_compact_json(document: JSON) -> bytes | None:
    """One line without spaces, keys in their order; `None` where orjson cannot write it."""
    try:
        return orjson.dumps(document, default=as_plain, option=_ASKING)
    except orjson.JSONEncodeError:
        return None


def compact_json(document: JSON, *, sort: bool = False) -> bytes:
    """One line without spaces, each number exactly; with `sort`, keys in order.

    What orjson refuses (a plain integer beyond 64 bits, half of a surrogate pair, too many levels) is written member by
    member, so that all beside it is still written by orjson. Raises `RecursionError` where it nests too deeply.
    """
    try:
        text = orjson.dumps(document, default=as_plain, option=_ASKING_SORTED if sort else _ASKING)
    except orjson.JSONEncodeError:
        return _member_by_member(document, sort)
    # The object of orjson keeps what it set aside: four kilobytes at least, eight bytes for each of a string.
    return memoryview(text).tobytes() if len(text) < _SHORT else text


def _member_by_member(value: JSON, sort: bool) -> bytes:
    """One line without spaces, of something that orjson refuses as a whole."""
    if isinstance(value, dict):
        keys: list[Any] = sorted(value) if sort else list(value)
        members = [compact_json(str(key)) + b":" + compact_json(value[key], sort=sort) for key in keys]
        return b"{%s}" % b",".join(members)
    if isinstance(value, list | tuple):
        return b"[%s]" % b",".join(compact_json(item, sort=sort) for item in value)
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


_TEXT = rb'"[^"\\]*(?:\\.[^"\\]*)*"'
_STEPS = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}
_OTHER = bytes(set(range(256)) - _STEPS.keys())


def depth_of_compact(compact: bytes) -> int:
    """How many objects and arrays nest in a document that was written without spaces."""
    # Texts first, whose brackets nest nothing.
    brackets = re.sub(_TEXT, b"", compact).translate(None, _OTHER)
    return max(itertools.accumulate(map(_STEPS.__getitem__, brackets)), default=0)


def depth_of(value: JSON) -> int:
    """How many objects and arrays nest in `value`, itself included."""
    deepest, stack = 0, [(1, value)]
    while stack:
        depth, node = stack.pop()
        if isinstance(node, dict | list):
            deepest = max(deepest, depth)
            stack.extend((depth + 1, child) for child in (node.values() if isinstance(node, dict) else node))
    return deepest
