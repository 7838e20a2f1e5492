"""Where the parts of a JSON text stand that was written with one member a line.

No string of JSON holds a newline, so each line that begins with a quote at the margin of an object begins a member:
of that object, if there are as many as it has members.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache

import orjson

from apidiff.model.pattern import pattern
from apidiff.reading.indented_lines import IndentedLines, Piece
from apidiff.reading.trie import Wanted

_SPACE = pattern(rb"[ \t\r\n]*")
_COLON = pattern(rb"[ \t\r\n]*:[ \t\r\n]*")
_MARGIN = pattern(rb"[{\[][ \t\r]*(\n[ \t]*)")
_CLOSED = pattern(rb"[\s\]},]*\Z")


class PrettyLines(IndentedLines):
    """Of a JSON text in which no key stands twice in one object."""

    def root(self) -> Piece:
        """The piece of the whole text."""
        return Piece(0, self._behind_space(0), len(self.data))

    def is_elsewhere(self, _: Piece) -> bool:
        """JSON says everything where it stands."""
        return False

    def is_on_one_line(self, piece: Piece) -> bool:
        """Whether only brackets are closed on the lines that follow."""
        line_end = self.data.find(b"\n", piece.begins, piece.ends)
        return line_end < 0 or bool(_CLOSED.match(self.data, line_end, piece.ends))

    def values(self, wanted: Collection[str], keys: list[str], piece: Piece) -> dict[str, Piece] | None:
        """Each wanted key, if as many lines begin with a quote at the margin as the object has keys."""
        starts = self._starts(_key_row, len(keys), piece)
        if starts is None:
            return None
        pieces: dict[str, Piece] = {}
        for number, key in enumerate(keys):
            if key not in wanted:
                continue
            at, written = starts[number], orjson.dumps(key)
            colon = _COLON.match(self.data, at + len(written), piece.ends)
            if colon is None or not self.data.startswith(written, at):
                return None
            pieces[key] = Piece(at, colon.end(), starts[number + 1])
        return pieces

    def items(self, wanted: Collection[str], size: int, piece: Piece) -> dict[str, Piece] | None:
        """Each wanted item, if as many lines at the margin close no bracket as the array has items."""
        starts = self._starts(_item_row, size, piece)
        if starts is None:
            return None
        return {token: Piece(starts[int(token)], starts[int(token)], starts[int(token) + 1]) for token in wanted}

    def _starts(self, row: Callable[[bytes], re.Pattern[bytes]], size: int, piece: Piece) -> list[int] | None:
        """Where the members begin, and the end of the piece; `None` where that many are not found."""
        margin = _MARGIN.match(self.data, piece.begins, piece.ends)
        rows = row(margin[1]).finditer(self.data, piece.begins, piece.ends) if margin else ()
        width = len(margin[1]) if margin else 0
        starts = [found.start() + width for found in rows]
        return [*starts, piece.ends] if len(starts) == size else None

    def scan(self, wanted: Wanted, piece: Piece) -> None:
        """Let the standard library's scanner skip what is not wanted."""
        from apidiff.reading.json_lines import scan_json

        scan_json(self.data[piece.begins : piece.ends].decode(), wanted)

    def _behind_space(self, at: int) -> int:
        space = _SPACE.match(self.data, at)
        return space.end() if space else at


@lru_cache(maxsize=128)
def _key_row(margin: bytes) -> re.Pattern[bytes]:
    return re.compile(re.escape(margin) + b'"')


@lru_cache(maxsize=128)
def _item_row(margin: bytes) -> re.Pattern[bytes]:
    return re.compile(re.escape(margin) + rb"(?=[^\s\]}])")
