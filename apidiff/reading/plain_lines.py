"""Where the parts of a JSON file stand, told by its value: what stands before a part is as long as it is written again.

White space aside: the file must say what orjson writes of its value, byte for byte (`json_fast` knows whether it does).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

import orjson

from apidiff.model.contract import JSON
from apidiff.reading.trie import Tokens

SPACE = b" \t\r\n"
_STRETCH = 4096
"""Bytes whose lines are looked at together."""

Member = tuple[str, int, int, JSON]
"""Its token, where its key (or an item itself) and its value begin, and its value."""


class PlainLines:
    """`data` is the file, and `value` what it says. An offset here counts the bytes that are no white space."""

    def __init__(self, data: bytes, value: JSON) -> None:
        self.data = data
        self.value = value
        self._members: dict[int, tuple[dict[str, Member], Iterator[Member]]] = {}
        self._stretches: list[int] = []
        self._lines: dict[int, list[int]] = {}

    def find(self, places: Iterable[Tokens]) -> dict[Tokens, tuple[int, int]]:
        """For each place: how many of its tokens lead to something that stands in the file, and the line (from 1)."""
        return {tokens: self._find(tokens) for tokens in places}

    def _find(self, tokens: Tokens) -> tuple[int, int]:
        node, at, begins = self.value, 0, 0
        for depth, token in enumerate(tokens):
            member = self._member(node, begins, token)
            if member is None:
                return depth, self._line(at) if depth else 1
            _, at, begins, node = member
        return len(tokens), self._line(at) if tokens else 1

    def _member(self, node: JSON, begins: int, token: str) -> Member | None:
        """The member `token` of the value that begins there; only what stands before it is written again."""
        if not isinstance(node, dict | list):
            return None
        known, rest = self._members.setdefault(id(node), ({}, _members(node, begins)))
        while token not in known:
            member = next(rest, None)
            if member is None:
                return None
            known[member[0]] = member
        return known[token]

    def _line(self, offset: int) -> int:
        """The line of the byte at an offset."""
        if not self._stretches:
            parts = range(0, len(self.data), _STRETCH)
            self._stretches = [0, *accumulate(_size(self.data[at : at + _STRETCH]) for at in parts)]
        index = bisect_right(self._stretches, offset) - 1
        start = index * _STRETCH
        if index not in self._lines:
            lines = self.data[start : start + _STRETCH].split(b"\n")
            self._lines[index] = [self.data.count(b"\n", 0, start), *accumulate(map(_size, lines))]
        before, *ends = self._lines[index]
        return before + bisect_right(ends, offset - self._stretches[index]) + 1


def _members(node: dict[str, JSON] | list[JSON], begins: int) -> Iterator[Member]:
    at = begins + 1
    is_object = isinstance(node, dict)
    for token, child in node.items() if isinstance(node, dict) else enumerate(node):
        value_at = at + _size(orjson.dumps(token)) + 1 if is_object else at
        yield str(token), at, value_at, child
        at = value_at + _size(orjson.dumps(child)) + 1


def _size(data: bytes) -> int:
    return len(data.translate(None, SPACE))
