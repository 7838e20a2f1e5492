"""The one error for mistakes that a user can fix, with the place of the mistake and a hint."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A spot in a file: `pointer` is a JSON Pointer (RFC 6901), `line` counts from 1."""

    file: str | None = None
    pointer: str | None = None
    line: int | None = None

    def __truediv__(self, token: str | int) -> Place:
        """The place one reference token further down; its line is not known."""
        return self._replace(pointer=f"{self.pointer or ''}/{escape_token(str(token))}", line=None)

    def __str__(self) -> str:
        spot = self.file or ""
        if self.line is not None:
            spot += f":{self.line}"
        return f"{spot} at {self.pointer}" if self.pointer else spot


def escape_token(token: str) -> str:
    """Escape one reference token of a JSON Pointer (RFC 6901, section 3)."""
    return token.replace("~", "~0").replace("/", "~1") if "~" in token or "/" in token else token


def unescape_token(token: str) -> str:
    """Undo `escape_token` (RFC 6901, section 4)."""
    return token.replace("~1", "/").replace("~0", "~") if "~" in token else token


class InputError(Exception):
    """The input or the invocation is wrong and its owner can fix it. Shown in three lines; exit code 2."""

    def __init__(self, message: str, *, place: Place | None = None, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint


class NoSuchFile(InputError):
    """The source of a description names no file: `source` is what was given."""

    def __init__(self, message: str, *, source: str, place: Place | None = None, hint: str) -> None:
        super().__init__(message, place=place, hint=hint)
        self.source = source


class DanglingReference(InputError):
    """A reference leads to nothing: there is no such file, or nothing of that name in it."""
