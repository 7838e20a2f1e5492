"""A description as it was read, and the contract that comparing works on."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple, Protocol

from apidiff.errors import Place
from apidiff.model.digest import Digest

JSON = Any
"""A JSON value: `None`, `bool`, `int`, `float`, `Decimal`, `str`, `list` or `dict` with string keys."""

UNVERSIONED = "unversioned"
"""The path version of a path that has none."""


class Locator(Protocol):
    """Finds where the places of a bundled document were written."""

    def locate(self, pointers: Iterable[str]) -> Mapping[str, Place]:
        """Map each pointer of the bundled document to its file, its pointer in that file and its line.

        Reads the files again, once for all pointers together; a pointer that was made by the reader
        (a default, an upgraded keyword) answers with the nearest written place above it.
        """


class Warned(NamedTuple):
    """Something in a description that does not stop a comparison, but makes it say less."""

    message: str
    place: Place
    hint: str

    def to_dict(self) -> dict[str, Any]:
        """The shape of `warnings[]` in `apidiff.diff/1`."""
        file, pointer, line = self.place
        return {"message": self.message, "file": file, "pointer": pointer, "line": line, "hint": self.hint}


class Hole(NamedTuple):
    """A place whose object is not known, since a reference there leads to nothing; it holds no schema."""

    tokens: tuple[str, ...]
    reference: str
    kind: str
    """What the specification has there: a parameter, a response, ..."""


class Description(NamedTuple):
    """An OpenAPI document, bundled: every `$ref` starts with `#/`, the dialect is as it was written."""

    name: str
    """The source as its reader would name it: a path, `-`, `git:REV:PATH`."""
    digest: Digest
    """Of the bytes that were read; of all files in the order of their names where there are many."""
    document: dict[str, JSON]
    locator: Locator
    rare: frozenset[str] | None = None
    """Which keywords that need the whole document looked through occur in it (`$id`, ...); `None`: not known."""
    warnings: tuple[Warned, ...] = ()
    holes: tuple[Hole, ...] = ()

    @property
    def sha256(self) -> str:
        return str(self.digest)


class Contract(NamedTuple):
    """A description in the form that comparing works on: every reference a `#/` pointer, its dialect named."""

    name: str
    digest: Digest
    document: dict[str, JSON]
    locator: Locator
    dialect: Literal["3.0", "3.1"] = "3.1"
    """How its schemas are to be read: 3.0's own dialect, or JSON Schema 2020-12 (OpenAPI 3.1 and 3.2)."""
    warnings: tuple[Warned, ...] = ()
    holes: tuple[Hole, ...] = ()
    written: dict[str, JSON] | None = None
    """The document before its schemas were brought to one dialect and its references to pointers; `None` if no schema
    has an address, an anchor or a dialect of its own."""
    as_3_0: dict[str, JSON] | None = None
    """The document in 3.0's dialect, where it was brought to 3.1 to be compared with one that is in it."""
    parts: tuple[str, ...] = ()
    """What the names of its components begin with, where it was put together of several documents."""

    @property
    def sha256(self) -> str:
        return str(self.digest)

    @property
    def title(self) -> str:
        return self._told("title")

    @property
    def version(self) -> str:
        """`info.version`; empty if there is none."""
        return self._told("version")

    def _told(self, field: str) -> str:
        info = self.document.get("info")
        value = info.get(field) if isinstance(info, dict) else None
        # In YAML `version: 1.0` is a number, whose text is taken.
        return "" if value is None or isinstance(value, dict | list) else str(value)
