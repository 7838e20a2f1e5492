"""The compact text of a value in, the references in it out: read at C speed, without a walk."""

from __future__ import annotations

import re

import orjson

_REFERENCE = re.compile(rb'"\$ref":"([^"\\]*(?:\\.[^"\\]*)*)"')
LOCAL = re.compile(rb':"(#(?:/[^"\\]*(?:\\.[^"\\]*)*)?)"')


def distinct_references(compact: bytes) -> set[str]:
    """Every distinct `$ref` in a value written without spaces; those in examples and other data are among them."""
    return {unquoted(found) for found in set(_REFERENCE.findall(compact))}


def local_references(compact: bytes) -> set[str]:
    """Every distinct local reference (`#/...`), in a `$ref` and in what tags are mapped to."""
    return {unquoted(found) for found in set(LOCAL.findall(compact))}


def unquoted(raw: bytes) -> str:
    """The text that stands between two quotes."""
    return str(orjson.loads(b'"%s"' % raw)) if b"\\" in raw else raw.decode()
