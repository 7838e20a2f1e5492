"""Where the parts of a YAML text in block style stand.

A key of a mapping begins a line at the column of the mapping, and so does the next one: in between stands its value.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from apidiff.model.pattern import pattern
from apidiff.reading.indented_lines import IndentedLines, Piece
from apidiff.reading.trie import Wanted
from apidiff.reading.yaml_fast import HEAD

_GAP = pattern(rb"(?:[ \n]+(?:#[^\n]*)?)*")
_ANCHOR = pattern(rb"&[^\s,\[\]{}]+")


class BlockLines(IndentedLines):
    """Of a YAML text without a merge key, whose lines end with a newline."""

    def root(self) -> Piece:
        """The piece behind the document's marker."""
        head = HEAD.match(self.data)
        return self._piece(0, head.end() - 1 if head else 0, len(self.data))

    def is_elsewhere(self, piece: Piece) -> bool:
        """Whether an alias stands there."""
        return self.data.startswith(b"*", piece.begins)

    def is_on_one_line(self, piece: Piece) -> bool:
        """Whether a flow mapping or sequence without an alias stands there, on one line."""
        if self.data[piece.begins : piece.begins + 1] not in (b"[", b"{"):
            return False
        line_end = self.data.find(b"\n", piece.begins, piece.ends)
        line_end = piece.ends if line_end < 0 else line_end
        return self._behind_gap(line_end, piece.ends) == piece.ends and b"*" not in self.data[piece.begins : line_end]

    def values(self, wanted: Collection[str], keys: list[str], piece: Piece) -> dict[str, Piece] | None:
        """Each wanted key behind the margin, and up to the key after it."""
        margin = b"\n" + b" " * self._column(piece.begins)
        pieces: dict[str, Piece] = {}
        at = piece.begins
        for number, key in enumerate(keys):
            if key not in wanted:
                continue
            found = _key(self.data, key, margin, at, piece.ends)
            if found is None:
                return None
            at, after = found
            is_last = number + 1 == len(keys)
            following = None if is_last else _key(self.data, keys[number + 1], margin, after, piece.ends)
            if following is None and not is_last:
                return None
            pieces[key] = self._piece(at, after, following[0] if following else piece.ends)
        return pieces

    def items(self, wanted: Collection[str], size: int, piece: Piece) -> dict[str, Piece] | None:
        """Each wanted dash at the column, if there are as many as the sequence has items."""
        if self.data[piece.begins : piece.begins + 2] not in (b"- ", b"-\n"):
            return None
        rows = _item_row(self._column(piece.begins)).finditer(self.data, piece.begins, piece.ends)
        starts = [piece.begins, *(row.end() for row in rows)]
        if len(starts) != size:
            return None
        ends = [*starts[1:], piece.ends]
        return {
            token: self._piece(starts[int(token)], starts[int(token)] + 1, ends[int(token)], is_item=True)
            for token in wanted
        }

    def scan(self, wanted: Wanted, piece: Piece) -> None:
        """Let libyaml find it."""
        from apidiff.reading.yaml_lines import scan_yaml

        text = b" " * self._column(piece.begins) + self.data[piece.begins : piece.ends]
        scan_yaml(text.decode(), wanted)

    def _piece(self, at: int, after: int, ends: int, *, is_item: bool = False) -> Piece:
        """The piece whose node stands behind `after`, white space and comments; an item begins with its node."""
        node_at = self._behind_gap(after, ends)
        anchor = _ANCHOR.match(self.data, node_at, ends)
        begins = self._behind_gap(anchor.end(), ends) if anchor else node_at
        return Piece(node_at if is_item and node_at < ends else at, begins, ends)

    def _behind_gap(self, at: int, ends: int) -> int:
        gap = _GAP.match(self.data, at, ends)
        return gap.end() if gap else at

    def _column(self, at: int) -> int:
        return at - self.data.rfind(b"\n", 0, at) - 1


@lru_cache(maxsize=128)
def _item_row(column: int) -> re.Pattern[bytes]:
    """A line that begins an item at that column, up to its dash."""
    return re.compile(rb"\n%s(?=-[ \n])" % (b" " * column))


def _key(data: bytes, key: str, margin: bytes, begins: int, ends: int) -> tuple[int, int] | None:
    """Where a key stands and where its colon has ended: right where the search begins, or else behind a margin."""
    if key[:1] in ("", "-", "?", ":"):
        # What begins a line so may be an item, or half of an explicit pair.
        return None
    plain = key.encode()
    for written in (plain + b":", b"'%s':" % plain, b'"%s":' % plain):
        if data.startswith(written, begins) and _ends_key(data, begins + len(written)):
            return begins, begins + len(written)
        at = data.find(margin + written, begins, ends)
        while at >= 0:
            after = at + len(margin) + len(written)
            if _ends_key(data, after):
                return at + len(margin), after
            at = data.find(margin + written, after, ends)
    return None


def _ends_key(data: bytes, at: int) -> bool:
    """Whether the colon before `at` ends a key."""
    return data[at : at + 1] in (b" ", b"\n", b"")
