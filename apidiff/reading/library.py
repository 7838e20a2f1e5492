"""The files of a description, each read, hashed and parsed once, under the budgets of `Limits`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from contextlib import suppress
from typing import Protocol

from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON
from apidiff.model.digest import Digest
from apidiff.model.named_tuple import NamedTuple
from apidiff.model.pattern import pattern
from apidiff.openapi.canonical import ORJSON_DEPTH, depth_of
from apidiff.openapi.grammar import ANYTHING, BASE_KEYWORDS, OPENAPI
from apidiff.openapi.pointers import nearest
from apidiff.reading.json_fast import FEW_DIGITS, read_fast
from apidiff.reading.limits import Limits
from apidiff.reading.sources import Files, Missing, too_large
from apidiff.reading.text import decode
from apidiff.reading.trie import Tokens

_START = r'\s*[{\[]\s*(?:["}\[{\]]|\Z)'
JSON_START = pattern(_START)
_JSON_START = pattern(_START.encode())
_KEYWORDS = tuple(keyword.encode() for keyword in BASE_KEYWORDS)
_REFERRING = (b"$ref", b"mapping", rb"\u00", rb"\x", rb"\U")


class Lines(Protocol):
    """Where the parts of one file stand."""

    def find(self, places: Iterable[Tokens]) -> dict[Tokens, tuple[int, int]]:
        """For each place: how many of its tokens lead to something that is written there, and the line (from 1)."""


class Read(NamedTuple):
    """What one file says."""

    value: JSON
    written: bytes
    """Bytes that hold every keyword that stands in the file, unless it is escaped there."""
    lines: Lines | None = None
    """Where its parts stand, if that can be told without a scan."""
    compact: bytes | None = None
    """The value without spaces, where orjson wrote it."""
    is_shallow: bool = False
    """Whether it is certain that the value nests no deeper than the limits allow."""


class Begun(NamedTuple):
    """The main file as it is known already: its bytes, and what they say, if that could be told."""

    data: bytes
    read: Read | None


Parsed = dict[tuple[bytes, bool], Read]
"""What files say, by their bytes and whether they call themselves YAML. Nobody changes a value that was read."""


class FileLibrary:
    """Files by name, with what was read of each.

    `parsed`: what another library has read of files like these. `begun`: how far the main file is.
    """

    def __init__(self, files: Files, limits: Limits, parsed: Parsed | None = None, begun: Begun | None = None) -> None:
        self.files = files
        self.limits = limits
        self.parsed = parsed
        self.begun = begun
        self.values: dict[str, JSON] = {}
        self.data: dict[str, bytes] = {}
        self.referring: set[str] = set()
        self.written: dict[str, JSON] = {}
        """Those values whose anchors are no longer in them."""
        self.size = 0
        self.lines: dict[str, Lines] = {}
        self.main: Read | None = None
        """What was read of the main file."""

    def load(self, name: str) -> JSON:
        """The value of a file; raises `InputError` where there is none, or it does not parse."""
        if name in self.values:
            return self.values[name]
        if len(self.values) >= self.limits.files:
            raise InputError(
                f"The description refers to more than {self.limits.files:,} files",
                place=Place(self.shown(name)),
                hint="Bundle it first, or read a part of it.",
            )
        begun = self.begun if name == self.files.main else None
        try:
            data = self.files.read(name) if begun is None else begun.data
        except Missing:
            raise self._missing(name) from None
        self.size += len(data)
        if self.size > self.limits.total_bytes:
            raise too_large(f"{self.shown(self.files.main)} with its files", self.limits.total_bytes)
        self.data[name] = data
        if begun is None:
            read = self._known(name, data)
        else:  # what could not be read quickly there cannot be here
            read = begun.read or read_text(data, self.shown(name), self.limits)
        value, written = read.value, read.written
        if name == self.files.main:
            self.main = read
        if read.lines is not None:
            self.lines[name] = read.lines
        if name != self.files.main and isinstance(value, dict) and any(keyword in written for keyword in _KEYWORDS):
            from apidiff.reading.bases import localise

            self.written[name] = value
            value = localise(value, OPENAPI if "openapi" in value else ANYTHING)
        self.values[name] = value
        if name != self.files.main and any(word in written for word in _REFERRING):
            self.referring.add(name)
        return value

    def _known(self, name: str, data: bytes) -> Read:
        """As `_parse`; a file beside the main one is the same in most releases, and read once for them."""
        if self.parsed is None:
            return self._parse(name, data)
        key = data, is_yaml(self.shown(name))
        if key in self.parsed:
            return self.parsed[key]
        found = self._parse(name, data)
        if name != self.files.main:
            self.parsed[key] = found
        return found

    def _parse(self, name: str, data: bytes) -> Read:
        return read_quickly(data, self.limits) or read_text(data, self.shown(name), self.limits)

    def has_references(self, name: str) -> bool:
        """Whether anything in that file may refer to another place; the main one is not asked before it is bundled."""
        return name in self.referring

    def as_written(self, name: str) -> JSON:
        """The value of a file with the anchors that stand in it."""
        value = self.load(name)
        return self.written.get(name, value)

    def shown(self, name: str) -> str:
        """The file's name as the user would write it."""
        return self.files.shown(name)

    def too_deep(self) -> InputError:
        """The error for a document that turned out to nest too deeply, at the place in its file if it is JSON."""
        from apidiff.reading.json_faults import first_fault, too_deep

        for name, data in self.data.items():
            text = decode(data, self.shown(name))
            if depth_of(self.values.get(name)) > self.limits.depth and JSON_START.match(text):
                return first_fault(text, self.shown(name), self.limits)
        return too_deep(self.limits, Place(self.shown(self.files.main)))

    @property
    def digest(self) -> Digest:
        """Of the bytes of all files in the order of their names."""
        return Digest([self.data[name] for name in sorted(self.data)])

    def _missing(self, name: str) -> InputError:
        shown = self.shown(name)
        stems = {posixpath.splitext(other)[0]: other for other in self.files.near(name)}
        near = nearest(posixpath.splitext(name)[0], stems)
        hint = f"Did you mean `{self.shown(stems[near])}`?" if near else "Correct the path, or add the file."
        place = Place(shown) if name == self.files.main else None
        return InputError(f"There is no file `{shown}`", place=place, hint=hint)


def read_quickly(data: bytes, limits: Limits) -> Read | None:
    """What a file says, where that is certain without a careful look at all of it."""
    if limits.digits < FEW_DIGITS:
        return None
    if not _JSON_START.match(data):
        from apidiff.reading.block_lines import BlockLines
        from apidiff.reading.yaml_fast import read_fast_yaml

        text = data.replace(b"\r\n", b"\n") if b"\r" in data else data
        yaml = read_fast_yaml(text, limits)
        return yaml and Read(yaml.value, text, BlockLines(text, yaml.value), yaml.compact, is_shallow=True)
    json = read_fast(data)
    if json is None:
        return None
    from apidiff.reading.pretty_lines import PrettyLines

    lines = PrettyLines(data, json.value)
    return Read(json.value, json.compact, lines, json.compact, is_shallow=limits.depth >= ORJSON_DEPTH)


def read_text(data: bytes, shown: str, limits: Limits) -> Read:
    """What a file of JSON or YAML says, read exactly. Raises `InputError` where it does not parse.

    Which of them it is, is read from the text and not from the name. A YAML flow mapping can look like JSON at first;
    where JSON's grammar refuses it and the file calls itself YAML, YAML decides.
    """
    text = decode(data, shown)
    if not JSON_START.match(text):
        return _read_yaml(text, shown, limits)
    from apidiff.reading.json_text import parse_json

    try:
        return Read(parse_json(text, shown, limits), text.encode())
    except InputError as error:
        if is_yaml(shown):
            with suppress(InputError):
                return _read_yaml(text, shown, limits)
        raise error


def _read_yaml(text: str, shown: str, limits: Limits) -> Read:
    from apidiff.reading.yaml_text import parse_yaml

    return Read(parse_yaml(text, shown, limits), text.encode(), is_shallow=True)


def is_yaml(shown: str) -> bool:
    """Whether a file calls itself YAML."""
    return shown.lower().endswith((".yaml", ".yml"))
