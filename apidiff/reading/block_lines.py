"""Where the parts of a YAML text in block style stand, told by its indentation and its value.

The keys of a mapping are what begins a line at one indentation; they must be those of the value, in their order. What
is written in any other way (brackets over many lines, an explicit key) is scanned by libyaml, that piece alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from apidiff.model.contract import JSON
from apidiff.reading.trie import Tokens

_GAP = re.compile(rb"(?:[ \n]+(?:#[^\n]*)?)*")
_HEAD = re.compile(rb"(?:#[^\n]*+)?(?:[ \n]+(?:#[^\n]*+)?)*+(?<![^\n])---(?=[ \n])")
_ANCHOR = re.compile(rb"&[^\s,\[\]{}]+")


class _Piece(NamedTuple):
    """A part of the text: what is told as its place, where its node begins, and where it has ended."""

    at: int
    begins: int
    ends: int


class BlockLines:
    """`data` is the text, and `value` what it says; no merge key stands in it."""

    def __init__(self, data: bytes, value: JSON) -> None:
        self.data = data
        self.value = value
        self._members: dict[int, dict[str, _Piece] | None] = {}
        self._line_ends: list[int] = []
        """Where each line has ended, its newline included."""

    def find(self, places: Iterable[Tokens]) -> dict[Tokens, tuple[int, int]]:
        """For each place: how many of its tokens lead to something that is written in the text, and its line."""
        found: dict[Tokens, tuple[int, int]] = {}
        unread: dict[tuple[int, _Piece], list[Tokens]] = {}
        for tokens in places:
            depth, piece, is_read = self._follow(tokens)
            if is_read:
                found[tokens] = depth, self._line(piece.at) if depth else 1
            else:
                unread.setdefault((depth, piece), []).append(tokens)
        for (depth, piece), left in unread.items():
            found |= self._scanned(left, depth, piece)
        return found

    def _follow(self, tokens: Tokens) -> tuple[int, _Piece, bool]:
        """How far `tokens` lead, the piece there, and whether that is all: else what is left stands in the piece."""
        node, piece = self.value, self._root()
        for depth, token in enumerate(tokens):
            if not isinstance(node, dict | list) or self.data.startswith(b"*", piece.begins):
                return depth, piece, True
            if self._is_on_one_line(piece):
                further = _steps(node, tokens[depth:])
                return depth + further, piece._replace(at=piece.begins) if further else piece, True
            if id(node) not in self._members:
                self._members[id(node)] = self._read(node, piece)
            members = self._members[id(node)]
            if members is None:
                return depth, piece, False
            if token not in members:
                return depth, piece, True
            node, piece = (node[token] if isinstance(node, dict) else node[int(token)]), members[token]
        return len(tokens), piece, True

    def _root(self) -> _Piece:
        head = _HEAD.match(self.data)
        return self._piece(0, head.end() if head else 0, len(self.data))

    def _read(self, node: dict[str, JSON] | list[JSON], piece: _Piece) -> dict[str, _Piece] | None:
        """The pieces of a mapping or a sequence; `None` where it is not written in block style, or not as expected."""
        is_sequence = self.data[piece.begins : piece.begins + 2] in (b"- ", b"-\n")
        if is_sequence != isinstance(node, list):
            return None
        row = _item_row if is_sequence else _key_row
        rows = row(self._column(piece.begins)).finditer(self.data, piece.begins, piece.ends)
        starts = [piece.begins, *(found.end() for found in rows)]
        if len(starts) != len(node):
            return None
        members: dict[str, _Piece] = {}
        for token, start, ends in zip(_tokens(node), starts, [*starts[1:], piece.ends], strict=True):
            after = start + 1 if is_sequence else _after_key(self.data, token.encode(), start)
            if after is None:
                return None
            members[token] = self._piece(start, after, ends, is_item=is_sequence)
        return members

    def _piece(self, at: int, after: int, ends: int, *, is_item: bool = False) -> _Piece:
        """The piece whose node stands behind `after`, white space and comments; an item begins with its node."""
        node_at = self._behind_gap(after, ends)
        anchor = _ANCHOR.match(self.data, node_at, ends)
        begins = self._behind_gap(anchor.end(), ends) if anchor else node_at
        return _Piece(node_at if is_item and node_at < ends else at, begins, ends)

    def _behind_gap(self, at: int, ends: int) -> int:
        gap = _GAP.match(self.data, at, ends)
        return gap.end() if gap else at

    def _is_on_one_line(self, piece: _Piece) -> bool:
        """Whether brackets hold all of the piece, on one line and without an alias."""
        if self.data[piece.begins : piece.begins + 1] not in (b"[", b"{"):
            return False
        line_end = self.data.find(b"\n", piece.begins, piece.ends)
        line_end = piece.ends if line_end < 0 else line_end
        return self._behind_gap(line_end, piece.ends) == piece.ends and b"*" not in self.data[piece.begins : line_end]

    def _scanned(self, places: list[Tokens], depth: int, piece: _Piece) -> dict[Tokens, tuple[int, int]]:
        """What libyaml finds of `places` in the piece that their first `depth` tokens lead to."""
        from apidiff.reading.yaml_lines import yaml_lines

        text = b" " * self._column(piece.begins) + self.data[piece.begins : piece.ends]
        inner = yaml_lines(text.decode(), [tokens[depth:] for tokens in places])
        found = {}
        for tokens in places:
            steps, line = inner[tokens[depth:]]
            found[tokens] = depth + steps, self._line(piece.begins) + line - 1 if steps else self._line(piece.at)
        return found

    def _column(self, at: int) -> int:
        return at - self.data.rfind(b"\n", 0, at) - 1

    def _line(self, at: int) -> int:
        if not self._line_ends:
            self._line_ends = list(accumulate(len(line) + 1 for line in self.data.split(b"\n")))
        return bisect_right(self._line_ends, at) + 1


@lru_cache(maxsize=128)
def _key_row(column: int) -> re.Pattern[bytes]:
    """A line that begins a key at that column, up to the key: no comment, and no item of the key before it."""
    return re.compile(rb"\n%s(?=[^ \n#])(?!-[ \n])" % (b" " * column))


@lru_cache(maxsize=128)
def _item_row(column: int) -> re.Pattern[bytes]:
    return re.compile(rb"\n%s(?=-[ \n])" % (b" " * column))


def _after_key(data: bytes, key: bytes, at: int) -> int | None:
    """Where the colon behind `key` has ended, if that key stands there as it is, or in quotes."""
    for written in (key, b"'%s'" % key, b'"%s"' % key):
        end = at + len(written) + 1
        if data.startswith(written + b":", at) and data[end : end + 1] in (b" ", b"\n", b""):
            return end
    return None


def _tokens(node: dict[str, JSON] | list[JSON]) -> list[str]:
    return list(node) if isinstance(node, dict) else [str(index) for index in range(len(node))]


def _steps(node: JSON, tokens: Tokens) -> int:
    """How many of `tokens` lead from `node` to a member."""
    for depth, token in enumerate(tokens):
        if isinstance(node, dict) and token in node:
            node = node[token]
        elif isinstance(node, list) and token.isdecimal() and token == str(int(token)) and int(token) < len(node):
            node = node[int(token)]
        else:
            return depth
    return len(tokens)
