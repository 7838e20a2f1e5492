"""The grammar of YAML 1.2 where libyaml's is that of 1.1: PyYAML's own parser, with those rules replaced.

It is much slower than libyaml, so it reads only what libyaml refuses or takes for something else. Section numbers are
those of YAML 1.2.2.
"""

# mypy: disallow-untyped-calls=False
# PyYAML's stubs leave many methods without types.

from __future__ import annotations

import re
from collections import deque
from typing import Any
from urllib.parse import unquote

from yaml.events import MappingStartEvent
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError
from yaml.tokens import (
    FlowEntryToken,
    FlowMappingEndToken,
    FlowMappingStartToken,
    FlowSequenceEndToken,
    ScalarToken,
    TagToken,
    ValueToken,
)

_BREAKS = "\0\r\n"
_BLANKS = "\0 \t\r\n"
_FLOW = ",[]{}"
_CONTENT = re.compile(r"(?:[^:\0 \t\r\n]|:(?![\0 \t\r\n]))+")
_FLOW_CONTENT = re.compile(r"(?:[^:,\[\]{}\0 \t\r\n]|:(?![,\[\]{}\0 \t\r\n]))+")
"""A word of a plain scalar."""
_SPACE = re.compile(r"[ \t]*")
_LINE = re.compile(r"[^\0\r\n]*")
_HEADER = re.compile(r"(?:([+-])([1-9])?|([1-9])([+-])?)?(?=[ \t\0\r\n])")
_TAG = re.compile(r"(?:!<([^>\s]+)>|(!(?:[0-9A-Za-z-]*!)?)([^!,\[\]{}\0\s]+)|!)(?=[,\[\]{}\0 \t\r\n])")
_NAME = re.compile(r"[^,\[\]{}\0 \t\r\n]+")
_LONGEST_KEY = 1024
_LONGEST_FLOW_KEY = 65_536
"""Without a limit, a whole file could wait to be a key."""
_DEEPEST = 1000
"""How many brackets may be open: the scanner looks ahead of what is counted against the limits."""


class GrammarParser(Reader, Scanner, Parser):
    """Gives the events of a text by YAML 1.2's grammar; `get_event` is what libyaml's parser has."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        # Many tokens may wait until it is known whether they are a key: taking the first from a list would move all.
        self.tokens: Any = deque(self.tokens)
        self.flow_mappings: list[bool] = []
        """For each open bracket: whether it opens a mapping."""

    # Keys of a flow mapping may be long and span lines (7.4.2); others are on one line (7.4, 8.2.2).

    def fetch_flow_collection_start(self, TokenClass: Any) -> None:
        super().fetch_flow_collection_start(TokenClass)
        self.flow_mappings.append(TokenClass is FlowMappingStartToken)
        if self.flow_level > _DEEPEST:
            raise ScannerError(None, None, f"more than {_DEEPEST} brackets are open", self.get_mark())

    def fetch_flow_collection_end(self, TokenClass: Any) -> None:
        super().fetch_flow_collection_end(TokenClass)
        if self.flow_mappings:
            self.flow_mappings.pop()

    def next_possible_simple_key(self) -> Any:
        # Keys are noted from the outermost level inwards, so the first of them is the first in the text.
        return next((key.token_number for key in self.possible_simple_keys.values()), None)

    def stale_possible_simple_keys(self) -> None:
        # PyYAML looks at every open level for each token. Two are enough: the outermost, whose candidate is the oldest,
        # and this one, whose candidate a `:` would make a key.
        for level in (next(iter(self.possible_simple_keys), 0), self.flow_level):
            key = self.possible_simple_keys.get(level)
            if key is None:
                continue
            in_mapping = level and self.flow_mappings[level - 1]
            is_stale = not in_mapping and (key.line != self.line or self.index - key.index > _LONGEST_KEY)
            if is_stale or self.index - key.index > _LONGEST_FLOW_KEY:
                if key.required:
                    raise ScannerError(
                        "while scanning a simple key", key.mark, "could not find expected ':'", self.get_mark()
                    )
                del self.possible_simple_keys[level]

    def get_token(self) -> Any:
        self.peek_token()
        self.tokens_taken += 1
        return self.tokens.popleft()

    # What begins a plain scalar, and what is an indicator (7.3.3, 7.4.2).

    def _ends_plain(self, character: str) -> bool:
        """Whether a plain scalar ends before the character."""
        return character in _BLANKS or (bool(self.flow_level) and character in _FLOW)

    def check_key(self) -> bool:
        return self._ends_plain(self.peek(1))

    def check_value(self) -> bool:
        if self._ends_plain(self.peek(1)):
            return True
        # Right behind a key in quotes or brackets, `:` needs no space.
        last = self.tokens[-1] if self.tokens else None
        is_json_like = isinstance(last, FlowSequenceEndToken | FlowMappingEndToken) or (
            isinstance(last, ScalarToken) and not last.plain
        )
        return bool(self.flow_level) and is_json_like and self.flow_level in self.possible_simple_keys

    def check_plain(self) -> bool:
        first = self.peek()
        if first in "-?:":
            return not self._ends_plain(self.peek(1))
        return first not in _BLANKS + ",[]{}#&*!|>'\"%@`"

    def scan_plain(self) -> ScalarToken:
        chunks: list[str] = []
        start_mark = end_mark = self.get_mark()
        indent = self.indent + 1
        content = _FLOW_CONTENT if self.flow_level else _CONTENT
        spaces: list[str] = []
        while not spaces or self.peek() != "#":
            found = content.match(self.buffer, self.pointer)
            if found is None:
                break
            self.allow_simple_key = False
            chunks += [*spaces, found.group()]
            self.forward(len(found.group()))
            end_mark = self.get_mark()
            spaces = self.scan_plain_spaces(indent, start_mark)
            if not spaces or (not self.flow_level and self.column < indent):
                break
        return ScalarToken("".join(chunks), True, start_mark, end_mark)

    def scan_plain_spaces(self, indent: int, start_mark: Any) -> list[str]:  # noqa: ARG002
        """The white space that stands before more of a plain scalar, folded; nothing if the scalar ends there."""
        blanks = self._blanks()
        self.forward(len(blanks))
        if not self.scan_line_break():
            return [blanks] if blanks else []
        self.allow_simple_key = True
        breaks: list[str] = []
        while not (self.check_document_start() or self.check_document_end()):
            blanks = self._blanks()
            if self.peek(len(blanks)) not in "\r\n":
                self._pass_indentation(blanks, indent)
                return breaks or [" "]
            self.forward(len(blanks))
            self.scan_line_break()
            breaks.append("\n")
        return []

    # Tabs separate tokens, and indent nothing (5.5, 6.1).

    def scan_to_next_token(self) -> None:
        starts_line, blanks = self.column == 0, self._blanks()
        while True:
            if starts_line and not self.flow_level:
                self._pass_indentation(blanks, self.indent + 1)
            else:
                self.forward(len(blanks))
            if self.peek() == "#":
                self.forward(len(_LINE.match(self.buffer, self.pointer).group()))  # type: ignore[union-attr]
            if not self.scan_line_break():
                break
            if not self.flow_level:
                self.allow_simple_key = True
            starts_line, blanks = True, self._blanks()
        if "\t" in blanks and not self.flow_level:
            # No collection begins behind a tab: its column would be anyone's guess.
            self.allow_simple_key = False

    def _blanks(self) -> str:
        """The spaces and tabs that come next."""
        return _SPACE.match(self.buffer, self.pointer).group()  # type: ignore[union-attr]

    def _pass_indentation(self, blanks: str, indent: int) -> None:
        """Pass the blanks at the start of a line. Before content, the indentation is spaces."""
        is_empty = self.peek(len(blanks)) in _BREAKS + "#"
        if not is_empty and "\t" in blanks and not self.flow_level and blanks.index("\t") < indent:
            self.forward(blanks.index("\t"))
            raise ScannerError(None, None, "found a tab where a line is indented", self.get_mark())
        self.forward(len(blanks))

    def scan_block_scalar_indicators(self, start_mark: Any) -> tuple[bool | None, int | None]:
        header = _HEADER.match(self.buffer, self.pointer)
        if header is None:
            raise ScannerError("while scanning a block scalar", start_mark, "found no indicator", self.get_mark())
        self.forward(len(header.group()))
        chomping, indent = header[1] or header[4], header[2] or header[3]
        return {"+": True, "-": False}.get(chomping), int(indent) if indent else None

    def scan_block_scalar_ignored_line(self, start_mark: Any) -> None:
        self.forward(len(self._blanks()))
        super().scan_block_scalar_ignored_line(start_mark)

    def scan_flow_scalar(self, style: str) -> ScalarToken:
        mark = self.get_mark()
        try:
            token = super().scan_flow_scalar(style)
            token.value.encode()
        except (ValueError, OverflowError):
            raise ScannerError("while scanning a quoted scalar", mark, "an escape is not a character", mark) from None
        return token

    # The name of an anchor holds everything but white space and the indicators of flow style (6.9.2).

    def scan_anchor(self, TokenClass: Any) -> Any:
        start_mark = self.get_mark()
        name = _NAME.match(self.buffer, self.pointer + 1)
        if name is None:
            raise ScannerError("while scanning an anchor or alias", start_mark, "found no name", self.get_mark())
        self.forward(1 + len(name.group()))
        return TokenClass(name.group(), start_mark, self.get_mark())

    # A tag ends where an anchor's name ends (6.9.1).

    def scan_tag(self) -> TagToken:
        mark = self.get_mark()
        found = _TAG.match(self.buffer, self.pointer)
        if found is None:
            raise ScannerError("while scanning a tag", mark, "found no tag", mark)
        self.forward(len(found.group()))
        verbatim, handle, suffix = found.groups()
        value = (None, verbatim or "!") if not suffix else (handle, unquote(suffix))
        return TagToken(value, mark, self.get_mark())

    # A key may be empty (7.2, 8.2.2).

    def parse_block_mapping_key(self) -> Any:
        if self.check_token(ValueToken):
            self.state = self.parse_block_mapping_value
            return self.process_empty_scalar(self.peek_token().start_mark)
        return super().parse_block_mapping_key()

    def parse_flow_mapping_key(self, first: bool = False) -> Any:
        if not first and self.check_token(FlowEntryToken):
            self.get_token()
            first = True
        if first and self.check_token(ValueToken):
            self.state = self.parse_flow_mapping_value
            return self.process_empty_scalar(self.peek_token().start_mark)
        return super().parse_flow_mapping_key(first=first)

    def parse_flow_sequence_entry(self, first: bool = False) -> Any:
        if not first and self.check_token(FlowEntryToken):
            self.get_token()
            first = True
        if first and self.check_token(ValueToken):
            token = self.peek_token()
            self.state = self._parse_empty_key
            return MappingStartEvent(None, None, True, token.start_mark, token.end_mark, flow_style=True)
        return super().parse_flow_sequence_entry(first=first)

    def _parse_empty_key(self) -> Any:
        self.state = self.parse_flow_sequence_entry_mapping_value
        return self.process_empty_scalar(self.peek_token().start_mark)

    def forward(self, length: int = 1) -> None:
        # PyYAML looks at each character for a line break, and most pieces have none.
        piece = self.buffer[self.pointer : self.pointer + length]
        if "\n" in piece or "\r" in piece:
            super().forward(length)
        else:
            self.pointer += length
            self.index += length
            self.column += length
