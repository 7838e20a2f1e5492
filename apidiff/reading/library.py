"""The files of a description, each read, hashed and parsed once, under the budgets of `Limits`."""

import posixpath
import re
from codecs import BOM_UTF8
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

from apidiff.errors import DanglingReference, InputError, NoSuchFile, Place
from apidiff.model.contract import JSON
from apidiff.model.digest import Digest
from apidiff.native import NativeText, native_reader
from apidiff.openapi.bases import localise
from apidiff.openapi.canonical import depth_of
from apidiff.openapi.grammar import ADDRESSING, ANYTHING, OPENAPI
from apidiff.openapi.pointers import nearest
from apidiff.reading.json_text import first_error, parse_json
from apidiff.reading.limits import Limits
from apidiff.reading.positions import Marks, Path, Position, json_positions, yaml_positions
from apidiff.reading.scalars import Resolver
from apidiff.reading.sources import Files, Missing, too_large
from apidiff.reading.text import MARKS, decode, too_deep

# A bracket with what JSON may have behind it: `{a: 1}` is YAML.
JSON_START = r'\s*[{\[]\s*(?:["}\[{\]]|\Z)'
_KEYWORDS = tuple(keyword.encode() for keyword in ADDRESSING)
# An escape may spell a keyword: `"\u0024ref"` is `$ref`, and YAML has `\x24` and `\U00000024` as well.
_REFERRING = (b"$ref", b"mapping", b"defaultMapping", b"operationRef", b"security", rb"\u00", rb"\x", rb"\U")


class Read(NamedTuple):
    """What one file says."""

    value: JSON
    data: bytes
    """In UTF-8, without a byte order mark."""
    marks: Marks | None
    """Of YAML: where its parts are written. JSON is looked through when that is asked for."""
    native: NativeText | None = None
    """What the accelerator read, which then knows where its parts are written."""

    def may_hold(self, words: tuple[bytes, ...]) -> bool:
        """Whether one of the words is in the text, which holds every keyword that is not escaped there."""
        return any(word in self.data for word in words)

    def positions(self, paths: Iterable[Path]) -> dict[Path, Position]:
        """Where those places are written."""
        if self.native is not None:
            wanted = list(paths)
            return {path: Position(*at) for path, at in zip(wanted, self.native.positions(wanted), strict=True)}
        if self.marks is None:
            return json_positions(self.data.decode(), paths)
        return yaml_positions(self.data.decode(), self.value, self.marks, paths)


Parsed = dict[tuple[bytes, bool], Read]
"""What files say, by their bytes and whether they call themselves YAML. Nobody changes a value that was read."""


class FileLibrary:
    """Files by name, with what was read of each. `parsed` is what another library has read of files like these."""

    def __init__(self, files: Files, limits: Limits, parsed: Parsed | None = None) -> None:
        self.files = files
        self.limits = limits
        self.parsed = parsed
        self.values: dict[str, JSON] = {}
        self.read: dict[str, Read] = {}
        self.data: dict[str, bytes] = {}
        self.referring: set[str] = set()
        self.written: dict[str, JSON] = {}
        """Those values whose anchors are no longer in them."""
        self.near: dict[str, dict[str, str]] = {}
        """By folder: the files in it by their names without endings."""
        self.size = 0

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
        try:
            data = self.files.read(name)
        except Missing:
            raise self._missing(name) from None
        self.size += len(data)
        if self.size > self.limits.total_bytes:
            raise too_large(f"{self.shown(self.files.main)} with its files", self.limits.total_bytes)
        self.data[name] = data
        read = self.read[name] = self._known(name, data)
        value = read.value
        # Those of the main file are brought to pointers in `description`, which needs the file as it is written as
        # well.
        if name != self.files.main and isinstance(value, dict) and read.may_hold(_KEYWORDS):
            self.written[name] = value
            value = localise(value, OPENAPI if "openapi" in value else ANYTHING, binds=False)
        self.values[name] = value
        if name != self.files.main and read.may_hold(_REFERRING):
            self.referring.add(name)
        return value

    def _known(self, name: str, data: bytes) -> Read:
        """As `read_text`; a file beside the main one is the same in most releases, and read once for them."""
        if self.parsed is None:
            return read_text(data, self.shown(name), self.limits)
        # By its ending, too: what looks like JSON and is none may be YAML in a file that calls itself so.
        key = data, is_yaml(self.shown(name))
        if key in self.parsed:
            return self.parsed[key]
        found = read_text(data, self.shown(name), self.limits)
        if name != self.files.main:
            self.parsed[key] = found
        return found

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

        for name, read in self.read.items():
            # Levels of YAML are counted while it is composed; the scanner of JSON counts none.
            if read.marks is None and depth_of(self.values.get(name)) > self.limits.depth:
                return first_error(read.data.decode(), self.shown(name), self.limits)
        return too_deep(self.limits, Place(self.shown(self.files.main)))

    @property
    def digest(self) -> Digest:
        """Of the bytes of all files in the order of their names."""
        return Digest([self.data[name] for name in sorted(self.data)])

    def _missing(self, name: str) -> InputError:
        shown = self.shown(name)
        folder = posixpath.dirname(name)
        if folder not in self.near:
            self.near[folder] = {posixpath.splitext(other)[0]: other for other in self.files.near(name)}
        stems = self.near[folder]
        near = nearest(posixpath.splitext(name)[0], stems)
        hint = f"Did you mean `{self.shown(stems[near])}`?" if near else "Correct the path, or add the file."
        message = f"There is no file `{shown}`"
        if not shown:
            return InputError("The name of the description is empty", hint="Name a file, `-` or `git:REV:PATH`.")
        if name == self.files.main:
            return NoSuchFile(message, source=shown, place=Place(shown), hint=hint)
        return DanglingReference(message, hint=hint)


def read_text(data: bytes, shown: str, limits: Limits) -> Read:
    """What a file of JSON or YAML says exactly, by the reader in use. Raises `InputError` if it does not parse."""
    if (native := native_reader()) is not None:
        plain, resolver = data.removeprefix(BOM_UTF8), Resolver(limits.digits)
        found = native.read(
            plain,
            depth=limits.depth,
            nodes=limits.nodes,
            digits=limits.digits,
            plain=resolver.plain,
            tagged=resolver.tagged,
            collection=resolver.check_collection,
        )
        if found is not None:
            return Read(found.value, plain, None, found)
    return read_reference(data, shown, limits)


def read_reference(data: bytes, shown: str, limits: Limits) -> Read:
    """As `read_text`, by the reader in Python, whose errors and values are those of any reader.

    Whether a text is JSON or YAML is decided by the text and not by the name. A YAML flow mapping can look like JSON at
    first; where JSON's grammar refuses it and the file calls itself YAML, YAML decides.
    """
    text = decode(data, shown)
    if not re.match(JSON_START, text):
        try:
            return _read_yaml(text, data, shown, limits)
        except InputError:
            # Whoever called it JSON looks for a mistake in JSON.
            if shown.lower().endswith(".json"):
                parse_json(text, shown, limits)
            raise

    try:
        return Read(parse_json(text, shown, limits), _utf8(text, data), None)
    except InputError as error:
        if is_yaml(shown):
            with suppress(InputError):
                return _read_yaml(text, data, shown, limits)
        # The text looks like JSON, so JSON's error is the one that helps.
        raise error


def _read_yaml(text: str, data: bytes, shown: str, limits: Limits) -> Read:
    # JSON, and what the native reader reads, needs no PyYAML.
    from apidiff.reading.yaml_text import compose_yaml

    value, marks = compose_yaml(text, shown, limits)
    return Read(value, _utf8(text, data), marks)


def _utf8(text: str, data: bytes) -> bytes:
    """`text` in UTF-8: the same object as `data` if the file is in UTF-8, so that nothing is held twice."""
    is_utf8 = not data.startswith(MARKS)
    return data if is_utf8 else text.encode()


def is_yaml(shown: str) -> bool:
    """Whether a file calls itself YAML."""
    return shown.lower().endswith((".yaml", ".yml"))
