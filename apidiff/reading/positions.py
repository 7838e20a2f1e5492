"""A text that was read and places in it in, their lines and columns out: found in one pass, only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from apidiff.reading.json_tokens import Tokens

Path = tuple[str, ...]
"""The reference tokens that lead to a place: keys, and indexes in decimal."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a place is written. `depth` says how many of its tokens lead to something that is written in the text.

    Lines and columns count from 1, a member's from its key. A place that an alias or a merge key supplies has the
    position of its nearest ancestor that is written there.
    """

    depth: int
    line: int
    column: int


@dataclass(slots=True, eq=False, repr=False)
class _Wanted:
    """A place on the way to a wanted one. `at` is its line and column, from 0, once it is found."""

    children: dict[str, _Wanted] = field(default_factory=dict)
    at: tuple[int, int] | None = None


def json_positions(text: str, paths: Iterable[Path]) -> dict[Path, Position]:
    """The position of each path in JSON text that was read before."""
    wanted = set(paths)
    root, size = _tree(wanted)
    if size:
        offsets = _json_offsets(text, root, size)
        line, line_start, before = 0, 0, 0
        for offset, place in sorted(offsets, key=lambda found: found[0]):
            line += text.count("\n", before, offset)
            line_start = text.rfind("\n", 0, offset) + 1
            place.at, before = (line, offset - line_start), offset
    return {path: _position(root, path) for path in wanted}


def yaml_positions(text: str, paths: Iterable[Path]) -> dict[Path, Position]:
    """The position of each path in YAML text that was read before."""
    from apidiff.reading.yaml_events import NotYAML, with_events

    wanted = set(paths)
    root, size = _tree(wanted)
    if size:
        # If the rest of the text is not YAML, what comes before it has its position all the same.
        with suppress(NotYAML):
            with_events(text, lambda get_event: _find_in_events(get_event, root, size))
    return {path: _position(root, path) for path in wanted}


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


def _position(root: _Wanted, path: Path) -> Position:
    node, at = root, (0, 0)
    for depth, token in enumerate(path):
        node = node.children[token]
        if node.at is None:
            return Position(depth, at[0] + 1, at[1] + 1)
        at = node.at
    return Position(len(path), at[0] + 1, at[1] + 1)


def _json_offsets(text: str, root: _Wanted, left: int) -> list[tuple[int, _Wanted]]:
    """The offsets of the places below `root`, of which there are at most `left`."""
    tokens = Tokens(text)
    found: list[tuple[int, _Wanted]] = []
    stack: list[tuple[_Wanted, bool, int]] = []
    here, child, in_array, index = root, _some(root), False, 0
    while left and (token := tokens.next()):
        if token.kind in ("}", "]"):
            here, in_array, index = stack.pop()
            continue
        is_key = token.kind == "key"
        if is_key or in_array:
            child = here.children.get(tokens.string(token) if is_key else str(index))
            index += 1
            if child is not None:
                found.append((token.offset, child))
                left -= 1
        if token.kind in ("{", "["):
            if child is None or not child.children:
                tokens.skip(token)
            else:
                stack.append((here, in_array, index))
                here, in_array, index = child, token.kind == "[", 0
    return found


def _find_in_events(get_event: Callable[[], Any], root: _Wanted, left: int) -> None:
    """Note where the places below `root` are, of which there are at most `left`."""
    from yaml import events

    scalar, mapping, sequence = events.ScalarEvent, events.MappingStartEvent, events.SequenceStartEvent
    ends, alias = (events.MappingEndEvent, events.SequenceEndEvent), events.AliasEvent
    stack: list[tuple[_Wanted | None, bool, bool, int]] = []
    here, child = _some(None), _some(root)
    in_map, is_key, index = False, False, 0
    while left:
        event = get_event()
        kind = type(event)
        if kind is events.StreamEndEvent:
            return
        if kind in ends:
            here, in_map, is_key, index = stack.pop()
            continue
        if kind is not scalar and kind is not alias and kind is not mapping and kind is not sequence:
            continue
        if stack and (is_key or not in_map):
            token = str(index) if not in_map else event.value if kind is scalar else ""
            child = here.children.get(token) if here is not None and (kind is not alias or not in_map) else None
            index += 1
            if child is not None and child.at is None:
                child.at = event.start_mark.line, event.start_mark.column
                left -= 1
        was_key, is_key = is_key, in_map and not is_key
        if kind is mapping or kind is sequence:
            stack.append((here, in_map, is_key, index))
            here, in_map, is_key, index = (None if was_key else child), kind is mapping, kind is mapping, 0


def _some(wanted: _Wanted | None) -> _Wanted | None:
    """The same; a type checker takes it for either."""
    return wanted
