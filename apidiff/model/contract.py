"""A description as it was read, and the contract that comparing works on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from apidiff.errors import Place

JSON = Any
"""A JSON value: `None`, `bool`, `int`, `float`, `Decimal`, `str`, `list` or `dict` with string keys."""


class Locator(Protocol):
    """Finds where the places of a bundled document were written."""

    def locate(self, pointers: Iterable[str]) -> Mapping[str, Place]:
        """Map each pointer of the bundled document to its file, its pointer in that file and its line.

        Reads the files again, once for all pointers together; a pointer that was made by the reader
        (a default, an upgraded keyword) answers with the nearest written place above it.
        """


@dataclass(frozen=True, slots=True)
class Description:
    """An OpenAPI document, bundled: every `$ref` starts with `#/`, the dialect is as it was written."""

    name: str
    """The source as its reader would name it: a path, `-`, `git:REV:PATH`."""
    sha256: str
    """Of the bytes that were read; of all files in the order of their names where there are many."""
    document: dict[str, JSON]
    locator: Locator


@dataclass(frozen=True, slots=True)
class Contract:
    """A description in the 3.1 dialect (JSON Schema 2020-12), so that one comparison serves 3.0, 3.1 and 3.2."""

    name: str
    sha256: str
    document: dict[str, JSON]
    locator: Locator

    @property
    def title(self) -> str:
        return str(self.document.get("info", {}).get("title", ""))
