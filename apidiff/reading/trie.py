"""Wanted places of a file as a tree, so that one pass over the text finds them all and skips what nobody wants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

Tokens = tuple[str, ...]


class Wanted:
    """A place on the way to a wanted one; `offset` is where it was found, as a character or as a line."""

    __slots__ = ("children", "offset")

    def __init__(self) -> None:
        self.children: dict[str, Wanted] = {}
        self.offset: int | None = None


def tree_of(places: Iterable[Tokens]) -> tuple[Wanted, int]:
    """The tree that leads to all places, and how many nodes it has below its root."""
    root, size = Wanted(), 0
    for tokens in places:
        node = root
        for token in tokens:
            child = node.children.get(token)
            if child is None:
                child = node.children[token] = Wanted()
                size += 1
            node = child
    return root, size


def found_in(root: Wanted, tokens: Tokens) -> tuple[int, int]:
    """How many of `tokens` were found, and the offset of the last of them."""
    node, offset = root, root.offset or 0
    for depth, token in enumerate(tokens):
        node = node.children[token]
        if node.offset is None:
            return depth, offset
        offset = node.offset
    return len(tokens), offset


def below(wanted: Wanted) -> Iterator[Wanted]:
    """Every place below one."""
    places = [*wanted.children.values()]
    for place in places:
        yield place
        places.extend(place.children.values())


def number(found: Iterable[tuple[int, Wanted]], breaks: Callable[[int, int], int]) -> None:
    """Tell each place its line (from 1), in one pass: `breaks` counts the line breaks between two offsets."""
    line, before = 1, 0
    for offset, place in sorted(found, key=lambda each: each[0]):
        line += breaks(before, offset)
        before = offset
        place.offset = line
