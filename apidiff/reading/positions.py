"""A text that was read and places in it in, their lines and columns out: found in one pass, only when asked for."""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from apidiff.model.contract import JSON
from apidiff.openapi.pointers import is_index
from apidiff.reading.json_text import Tokens
from apidiff.reading.text import with_newlines

Path = tuple[str, ...]
"""The reference tokens that lead to a place: keys, and indexes in decimal."""


class Position(NamedTuple):
    """Where a place is written. `depth` says how many of its tokens lead to something that is written in the text.

    Lines and columns count from 1, a member's from its key. A place that an alias or a merge key supplies has the
    position of its nearest ancestor that is written there.
    """

    depth: int
    line: int
    column: int


class _Wanted:
    """A place on the way to a wanted one, and its offset in the text once it is found."""

    __slots__ = ("children", "offset")

    def __init__(self) -> None:
        self.children: dict[str, _Wanted] = {}
        self.offset: int | None = None


Mark: TypeAlias = "int | tuple[int, Marks]"
Marks = list[Mark]
"""The offset of each key of a mapping, or item of a sequence, as written; beside it the marks of its own value, unless
that is a scalar or an alias."""


def offset_of(mark: Mark) -> int:
    """The offset of a key or item."""
    return mark[0] if isinstance(mark, tuple) else mark


def json_positions(text: str, paths: Iterable[Path]) -> dict[Path, Position]:
    """The position of each path in JSON text that was read before."""
    wanted = set(paths)
    root, size = _tree(wanted)
    # With nothing below the root, the text need not be looked through.
    if size:
        _note_in_json(text, root, size)
    return _positions(text, root, wanted)


def yaml_positions(text: str, value: JSON, marks: Marks, paths: Iterable[Path]) -> dict[Path, Position]:
    """The position of each path in YAML text, of which `value` and `marks` were read."""
    wanted = set(paths)
    root, _ = _tree(wanted)
    _note_in_marks(value, marks, root)
    return _positions(text, root, wanted)


def _tree(paths: Iterable[Path]) -> tuple[_Wanted, int]:
    """The tree that leads to all paths, and how many places it has below its root."""
    root, size = _Wanted(), 0
    for path in paths:
        node = root
        for token in path:
            child = node.children.get(token)
            if child is None:
                child = node.children[token] = _Wanted()
                size += 1
            node = child
    return root, size


def _positions(text: str, root: _Wanted, paths: set[Path]) -> dict[Path, Position]:
    """The positions of all paths, by the offsets that were noted below `root`."""
    found = {path: _deepest(root, path) for path in paths}
    text = with_newlines(text)
    line, before = 1, 0
    at: dict[int, tuple[int, int]] = {}
    # In order, so that the line breaks of the text are counted once for all places.
    for offset in sorted({offset for _, offset in found.values()}):
        line += text.count("\n", before, offset)
        at[offset], before = (line, offset - text.rfind("\n", 0, offset)), offset
    return {path: Position(depth, *at[offset]) for path, (depth, offset) in found.items()}


def _deepest(root: _Wanted, path: Path) -> tuple[int, int]:
    """How many of the tokens were found, and the offset of the last of them."""
    node, offset = root, 0
    for depth, token in enumerate(path):
        node = node.children[token]
        if node.offset is None:
            return depth, offset
        offset = node.offset
    return len(path), offset


def _note_in_marks(value: JSON, marks: Marks, root: _Wanted) -> None:
    """Note the offsets of the places below `root`."""
    steps = [(value, marks, root)]
    for node, here, wanted in steps:  # it grows while it is walked
        numbers = {key: number for number, key in enumerate(node)} if isinstance(node, dict) else None
        for token, place in wanted.children.items():
            if numbers is not None:
                number = numbers.get(token, len(here))
            else:
                number = int(token) if is_index(token) else len(here)
            if number < len(here):  # what a merge key supplies comes behind what is written
                mark = here[number]
                place.offset = offset_of(mark)
                if isinstance(mark, tuple):
                    steps.append((node[token if numbers is not None else number], mark[1], place))


def _note_in_json(text: str, root: _Wanted, left: int) -> None:
    """Note the offsets of the places below `root`, of which there are at most `left`."""
    tokens = Tokens(text)
    stack: list[tuple[_Wanted, bool, int]] = []
    here, in_array, index = root, False, 0
    child: _Wanted | None = root
    while left and (token := tokens.next()):
        if token.kind in ("}", "]"):
            here, in_array, index = stack.pop()
            continue
        is_key = token.kind == "key"
        if is_key or in_array:
            child = here.children.get(tokens.string(token) if is_key else str(index))
            index += 1
            if child is not None:
                child.offset = token.offset
                left -= 1
        if token.kind in ("{", "["):
            if child is None or not child.children:
                # Nothing in it is wanted, and the C scanner passes it whole.
                tokens.skip(token)
            else:
                stack.append((here, in_array, index))
                here, in_array, index = child, token.kind == "[", 0
