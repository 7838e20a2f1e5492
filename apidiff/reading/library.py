"""The files of a description, each read, hashed and parsed once, under the budgets of `Limits`."""

from __future__ import annotations

import hashlib
import posixpath
import re
from contextlib import suppress
from typing import NamedTuple, Protocol

from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON
from apidiff.reading.grammar import ANYTHING, BASE_KEYWORDS, OPENAPI
from apidiff.reading.json_fast import FEW_DIGITS, read_fast
from apidiff.reading.key_lines import KeyLines
from apidiff.reading.limits import Limits
from apidiff.reading.plain_lines import PlainLines
from apidiff.reading.pointers import nearest
from apidiff.reading.sources import Files, Missing, too_large
from apidiff.reading.text import decode
from apidiff.reading.trie import Tokens

JSON_START = re.compile(r'\s*[{\[]\s*(?:["}\[{\]]|\Z)')
_JSON_START = re.compile(rb"\s*[{\[]")
_KEYWORDS = tuple(keyword.encode() for keyword in BASE_KEYWORDS)
_REFERRING = (b"$ref", b"mapping", rb"\u00", rb"\x", rb"\U")


class Lines(Protocol):
    """Where the parts of one file stand."""

    def find(self, tokens: Tokens) -> tuple[int, int]:
        """How many of `tokens` lead to something that is written there, and the line (from 1) of the last of them."""


class Read(NamedTuple):
    """What one file says."""

    value: JSON
    written: bytes
    """Bytes that hold every keyword that stands in the file, unless it is escaped there."""
    lines: Lines | None = None
    """Where its parts stand, if reading it told."""


Parsed = dict[tuple[bytes, bool], Read]
"""What files say, by their bytes and whether they call themselves YAML. Nobody changes a value that was read."""


class FileLibrary:
    """Files by name, with what was read of each. `parsed`: what another library has read of files like these."""

    def __init__(self, files: Files, limits: Limits, parsed: Parsed | None = None) -> None:
        self.files = files
        self.limits = limits
        self.parsed = parsed
        self.values: dict[str, JSON] = {}
        self.data: dict[str, bytes] = {}
        self.referring: set[str] = set()
        self.written: dict[str, JSON] = {}
        """Those values whose anchors are no longer in them."""
        self.size = 0
        self.lines: dict[str, Lines] = {}
        self.compact: bytes | None = None
        """The main file without spaces, where it was read so."""

    def load(self, name: str) -> JSON:
        """The value of a file; raises `InputError` where there is none, or it does not parse."""
        if name in self.values:
            return self.values[name]
        if len(self.values) >= self.limits.files:
            raise InputError(
                f"The description refers to more than {self.limits.files:,} files",
                place=Place(self.shown(name)),
                mend="Bundle it first, or read a part of it.",
            )
        try:
            data = self.files.read(name)
        except Missing:
            raise self._missing(name) from None
        self.size += len(data)
        if self.size > self.limits.total_bytes:
            raise too_large(f"{self.shown(self.files.main)} with its files", self.limits.total_bytes)
        self.data[name] = data
        value, written, lines = self._known(name, data)
        if lines is not None:
            self.lines[name] = lines
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
        fast = read_fast(data) if _JSON_START.match(data) and self.limits.digits >= FEW_DIGITS else None
        if fast is not None:
            if name == self.files.main:
                self.compact = fast.compact
            return Read(fast.value, fast.compact, PlainLines(data, fast.value) if fast.is_plain else None)
        return read_text(data, self.shown(name), self.limits)

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
    def sha256(self) -> str:
        """Of the bytes of all files in the order of their names."""
        digest = hashlib.sha256()
        for name in sorted(self.data):
            digest.update(self.data[name])
        return digest.hexdigest()

    def _missing(self, name: str) -> InputError:
        shown = self.shown(name)
        stems = {posixpath.splitext(other)[0]: other for other in self.files.near(name)}
        near = nearest(posixpath.splitext(name)[0], stems)
        mend = f"Did you mean `{self.shown(stems[near])}`?" if near else "Correct the path, or add the file."
        place = Place(shown) if name == self.files.main else None
        return InputError(f"There is no file `{shown}`", place=place, mend=mend)


def read_text(data: bytes, shown: str, limits: Limits) -> Read:
    """What a file of JSON or YAML says, read exactly. Raises `InputError` where it does not parse."""
    text = decode(data, shown)
    lines = KeyLines()
    value = parse_text(text, shown, limits, lines)
    return Read(value, text.encode(), lines if lines.containers else None)


def parse_text(text: str, shown: str, limits: Limits, lines: KeyLines | None = None) -> JSON:
    """Parse JSON or YAML: which of them it is, is read from the text and not from the name.

    A YAML flow mapping can look like JSON at first; where JSON's grammar refuses it and the file calls itself YAML,
    YAML decides, and tells `lines` where all stands.
    """
    from apidiff.reading.json_text import parse_json
    from apidiff.reading.yaml_text import parse_yaml

    if not JSON_START.match(text):
        return parse_yaml(text, shown, limits, lines)
    try:
        return parse_json(text, shown, limits)
    except InputError as error:
        if is_yaml(shown):
            with suppress(InputError):
                return parse_yaml(text, shown, limits, lines)
        raise error


def is_yaml(shown: str) -> bool:
    """Whether a file calls itself YAML."""
    return shown.lower().endswith((".yaml", ".yml"))


def depth_of(value: JSON) -> int:
    """How many objects and arrays nest in `value`, itself included."""
    deepest, stack = 0, [(1, value)]
    while stack:
        depth, node = stack.pop()
        if isinstance(node, dict | list):
            deepest = max(deepest, depth)
            stack.extend((depth + 1, child) for child in (node.values() if isinstance(node, dict) else node))
    return deepest
