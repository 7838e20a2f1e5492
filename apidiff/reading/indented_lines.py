"""Where the parts of an indented text stand, told by its margins and its value, without a look at what nobody asks for.

What is laid out in any other way is scanned as a whole, that piece alone. How margins tell the members of a mapping is
for the subclasses: `BlockLines` for YAML, `PrettyLines` for JSON.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from functools import partial

from apidiff.model.contract import JSON
from apidiff.model.named_tuple import NamedTuple
from apidiff.openapi.pointers import step
from apidiff.reading.trie import Tokens, Wanted, below, found_in, number, tree_of


class Piece(NamedTuple):
    """A part of the text: what is told as its place, where its value begins, and where it has ended."""

    at: int
    begins: int
    ends: int


class _Step(NamedTuple):
    """A wanted place that was found, and what stands there."""

    wanted: Wanted
    node: JSON
    piece: Piece


class IndentedLines(ABC):
    """`data` is the text, and `value` what it says."""

    def __init__(self, data: bytes, value: JSON) -> None:
        self.data = data
        self.value = value

    def find(self, places: Iterable[Tokens]) -> dict[Tokens, tuple[int, int]]:
        """For each place: how many of its tokens lead to something that is written in the text, and its line."""
        wanted = set(places)
        root, _ = tree_of(wanted)
        steps = [_Step(root, self.value, self.root())]
        # The list grows while it is walked.
        for reached in steps:
            steps.extend(self._further(reached))
        number([(reached.piece.at, reached.wanted) for reached in steps[1:]], partial(self.data.count, b"\n"))
        root.offset = 1
        return {tokens: found_in(root, tokens) for tokens in wanted}

    def _further(self, reached: _Step) -> list[_Step]:
        """The wanted places one token farther on."""
        wanted, node, piece = reached
        if not wanted.children or not isinstance(node, dict | list) or self.is_elsewhere(piece):
            return []
        members = {token: found[1] for token in wanted.children if (found := step(node, token))[0]}
        if self.is_on_one_line(piece):
            pieces: dict[str, Piece] | None = dict.fromkeys(members, piece._replace(at=piece.begins))
        elif isinstance(node, list):
            pieces = self.items(members, len(node), piece)
        else:
            pieces = self.values(members, list(node), piece)
        if pieces is None:
            self._scan(wanted, piece)
            return []
        return [_Step(wanted.children[token], child, pieces[token]) for token, child in members.items()]

    def _scan(self, wanted: Wanted, piece: Piece) -> None:
        """Find what is wanted below this place by a scan of its piece."""
        self.scan(wanted, piece)
        before = self.data.count(b"\n", 0, piece.begins)
        for place in below(wanted):
            if place.offset is not None:
                place.offset += before

    @abstractmethod
    def root(self) -> Piece:
        """The piece of the whole value."""

    @abstractmethod
    def is_elsewhere(self, piece: Piece) -> bool:
        """Whether only a reference stands there, to something that is written elsewhere."""

    @abstractmethod
    def is_on_one_line(self, piece: Piece) -> bool:
        """Whether brackets hold all of the piece, on one line, with nothing in it that is written elsewhere."""

    @abstractmethod
    def values(self, wanted: Collection[str], keys: list[str], piece: Piece) -> dict[str, Piece] | None:
        """The pieces of the wanted ones of a mapping's keys, or `None` where margins do not tell them."""

    @abstractmethod
    def items(self, wanted: Collection[str], size: int, piece: Piece) -> dict[str, Piece] | None:
        """The pieces of the wanted ones of a sequence's items, or `None` where margins do not tell them."""

    @abstractmethod
    def scan(self, wanted: Wanted, piece: Piece) -> None:
        """Note the line within the piece, from 1, of all that is wanted below it."""
