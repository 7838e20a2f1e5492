"""JSON text and wanted places in, their lines out: what nobody asks for is skipped at the C scanner's speed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from json import decoder

from apidiff.model.pattern import pattern
from apidiff.reading.trie import Tokens, Wanted, below, found_in, number, tree_of

_SPACE = pattern(r"[ \t\r\n]*")


class _AllFound(Exception):
    """Nothing is left to look for."""


def json_lines(text: str, places: Iterable[Tokens]) -> dict[Tokens, tuple[int, int]]:
    """For each place: how many of its tokens stand in the text, and the line (from 1) of the last of them.

    `text` is JSON that was read before; a member's line is that of its key.
    """
    wanted = set(places)
    root, size = tree_of(wanted)
    root.offset = 1
    if size:
        scan_json(text, root, size)
    return {tokens: found_in(root, tokens) for tokens in wanted}


def scan_json(text: str, root: Wanted, left: int = sys.maxsize) -> None:
    """Note the line of each place below `root`, of which there are at most `left`."""
    scan = _Scan(text, left)
    with suppress(_AllFound):
        scan.value(scan.space(0), root)
    number([(place.offset, place) for place in below(root) if place.offset is not None], partial(text.count, "\n"))


class _Scan:
    def __init__(self, text: str, left: int) -> None:
        self.text = text
        self.left = left
        self.skip: Callable[[str, int], tuple[object, int]] = vars(json.JSONDecoder())["scan_once"]
        self.string: Callable[[str, int, bool], tuple[str, int]] = vars(decoder)["scanstring"]

    def space(self, at: int) -> int:
        return _SPACE.match(self.text, at).end()  # type: ignore[union-attr]

    def value(self, at: int, wanted: Wanted) -> int:
        """Look for the children of `wanted` in the value at `at`; the offset behind that value."""
        opening = self.text[at]
        if not wanted.children or opening not in "{[":
            return int(self.skip(self.text, at)[1])
        at, is_object, index = self.space(at + 1), opening == "{", 0
        while self.text[at] not in "}]":
            start = at
            if is_object:
                token, at = self.string(self.text, at + 1, True)
                at = self.space(self.space(at) + 1)
            else:
                token, index = str(index), index + 1
            child = wanted.children.get(token)
            if child is None:
                at = self.skip(self.text, at)[1]
            else:
                child.offset = start
                self.left -= 1
                if not self.left:
                    raise _AllFound
                at = self.value(at, child)
            at = self.space(at)
            if self.text[at] == ",":
                at = self.space(at + 1)
        return at + 1
