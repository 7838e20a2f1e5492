"""Where the parts of a YAML text in block style stand, told by its indentation and its value.

A key of a mapping begins a line at the column of the mapping, and so does the next one: in between stands its value.
What is written in any other way (brackets over many lines, an explicit key) is scanned by libyaml, that piece alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from apidiff.model.contract import JSON
from apidiff.reading.trie import Tokens, Wanted, found_in, tree_of

_GAP = re.compile(rb"(?:[ \n]+(?:#[^\n]*)?)*")
_HEAD = re.compile(rb"(?:#[^\n]*+)?(?:[ \n]+(?:#[^\n]*+)?)*+(?<![^\n])---(?=[ \n])")
_ANCHOR = re.compile(rb"&[^\s,\[\]{}]+")


class _Piece(NamedTuple):
    """A part of the text: what is told as its place, where its node begins, and where it has ended."""

    at: int
    begins: int
    ends: int


class _Step(NamedTuple):
    """A wanted place that was found, and what stands there."""

    wanted: Wanted
    node: JSON
    piece: _Piece


class BlockLines:
    """`data` is the text, and `value` what it says; no merge key stands in it."""

    def __init__(self, data: bytes, value: JSON) -> None:
        self.data = data
        self.value = value

    def find(self, places: Iterable[Tokens]) -> dict[Tokens, tuple[int, int]]:
        """For each place: how many of its tokens lead to something that is written in the text, and its line."""
        wanted = set(places)
        root, _ = tree_of(wanted)
        head = _HEAD.match(self.data)
        steps = [_Step(root, self.value, self._piece(0, head.end() if head else 0, len(self.data)))]
        # The list grows while it is walked.
        for step in steps:
            steps.extend(self._further(step))
        self._number(steps[1:])
        root.offset = 1
        return {tokens: found_in(root, tokens) for tokens in wanted}

    def _number(self, steps: list[_Step]) -> None:
        """Tell the line of each step, in one pass over the text."""
        line, before = 1, 0
        for step in sorted(steps, key=lambda step: step.piece.at):
            line += self.data.count(b"\n", before, step.piece.at)
            before = step.piece.at
            step.wanted.offset = line

    def _further(self, step: _Step) -> list[_Step]:
        """The wanted places one token farther on."""
        wanted, node, piece = step
        if not wanted.children or not isinstance(node, dict | list) or self.data.startswith(b"*", piece.begins):
            return []
        members = {token: child for token, child in wanted.children.items() if _has(node, token)}
        if self._is_on_one_line(piece):
            pieces: dict[str, _Piece] | None = dict.fromkeys(members, piece._replace(at=piece.begins))
        elif isinstance(node, list):
            pieces = self._items(members, len(node), piece)
        else:
            pieces = self._values(members, list(node), piece)
        if pieces is None:
            self._scan(wanted, piece)
            return []
        return [
            _Step(child, node[token] if isinstance(node, dict) else node[int(token)], pieces[token])
            for token, child in members.items()
        ]

    def _values(self, wanted: Collection[str], keys: list[str], piece: _Piece) -> dict[str, _Piece] | None:
        """The pieces of the wanted ones of a mapping's keys, or `None` where not all are found."""
        margin = b"\n" + b" " * self._column(piece.begins)
        pieces: dict[str, _Piece] = {}
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

    def _items(self, wanted: Iterable[str], size: int, piece: _Piece) -> dict[str, _Piece] | None:
        """The pieces of the wanted items of a sequence, or `None` where it has not as many as its value."""
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

    def _scan(self, wanted: Wanted, piece: _Piece) -> None:
        """Let libyaml find what is wanted below this place, in its piece."""
        from apidiff.reading.yaml_lines import scan_yaml

        text = b" " * self._column(piece.begins) + self.data[piece.begins : piece.ends]
        before = self.data.count(b"\n", 0, piece.begins)
        scan_yaml(text.decode(), wanted)
        for place in _below(wanted):
            if place.offset is not None:
                place.offset += before

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


def _has(node: dict[str, JSON] | list[JSON], token: str) -> bool:
    if isinstance(node, dict):
        return token in node
    return token.isdecimal() and token == str(int(token)) and int(token) < len(node)


def _below(wanted: Wanted) -> Iterator[Wanted]:
    places = [*wanted.children.values()]
    for place in places:
        yield place
        places.extend(place.children.values())
