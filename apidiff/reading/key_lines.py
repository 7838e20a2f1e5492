"""Where the keys and items of a YAML document stand, noted as it is composed, so that nobody need scan it again."""

from __future__ import annotations

from functools import cached_property

from apidiff.model.contract import JSON
from apidiff.reading.trie import Tokens


class KeyLines:
    """The line (from 1) of each key and item of one document, by the identity of what holds it."""

    def __init__(self) -> None:
        self.root: JSON = None
        self.containers: list[JSON] = []
        """Every mapping and sequence that is written in the document."""
        self.lines: list[list[int]] = []
        """For each of them, the lines of its keys or items."""
        self.aliases: list[tuple[JSON, int]] = []
        """What holds an alias, and its position there: what the alias stands for is written elsewhere."""

    @cached_property
    def _by_container(self) -> dict[int, list[int]]:
        return {id(container): lines for container, lines in zip(self.containers, self.lines, strict=True)}

    @cached_property
    def _aliases(self) -> set[tuple[int, int]]:
        return {(id(container), position) for container, position in self.aliases}

    def find(self, tokens: Tokens) -> tuple[int, int]:
        """How many of `tokens` lead to something that is written in the document, and the line of the last of them."""
        node, line = self.root, 1
        for depth, token in enumerate(tokens):
            lines = self._by_container.get(id(node), [])
            index = _index(node, token)
            if index is None or index >= len(lines):
                return depth, line
            is_alias = (id(node), index) in self._aliases
            node, line = (node[token] if isinstance(node, dict) else node[index]), lines[index]
            if is_alias:
                return depth + 1, line
        return len(tokens), line


def _index(node: JSON, token: str) -> int | None:
    """The position of a member; `None` where there is none."""
    if isinstance(node, dict):
        return next((index for index, key in enumerate(node) if key == token), None)
    if isinstance(node, list) and token.isdecimal() and str(int(token)) == token:
        return int(token)
    return None
