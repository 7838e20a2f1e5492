"""Where files come from: a folder on disk, standard input, or a revision in git; each file by its name there."""

from __future__ import annotations

import os
import posixpath
import re
import stat
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from apidiff.errors import InputError, Place
from apidiff.openapi.pointers import shortened
from apidiff.openapi.uri import percent_decoded

if TYPE_CHECKING:
    from pathlib import Path

_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:"


_ADDRESS = r"[A-Za-z][A-Za-z0-9+.-]*://"
# On Windows `c:x.yaml` is a file on that drive; elsewhere `c` may be a branch.
_DRIVE = r"[A-Za-z]:(?:[\\/]|$)" if os.name != "nt" else r"[A-Za-z]:"


def git_name(source: str) -> str | None:
    """`git:REV:PATH` for a source that is named so, or as git itself writes it, `REV:PATH`; `None` for any other.

    What else has a colon comes first: an address, an application, a drive of Windows, and a file of that name.
    """
    if source.startswith("git:"):
        return source
    revision, colon, path = source.partition(":")
    if (
        not (colon and revision and path)
        or revision == "python"
        or re.match(_ADDRESS, source)
        or re.match(_DRIVE, source)
    ):
        return None
    return None if os.path.lexists(source) else f"git:{source}"


def is_path(source: str) -> bool:
    """Whether a source is named by its path, as files are."""
    return not (source.startswith("python:") or re.match(_ADDRESS, source) or git_name(source))


class Missing(Exception):
    """There is no such file."""


class Files(Protocol):
    """The files that a description may be read from. A name is a path relative to the main file's folder."""

    main: str

    def read(self, name: str) -> bytes:
        """The bytes of a file; raises `Missing`, and `InputError` where it must not be read."""

    def shown(self, name: str) -> str:
        """The file's name as the user would write it."""

    def near(self, name: str) -> list[str]:
        """Names of files in the same folder, to suggest one of them."""

    def close(self) -> None:
        """Let go of what reading held open; reading again opens it anew."""


def join_name(base: str, reference: str) -> str:
    """The name of the file that `reference` (a relative reference, RFC 3986 4.2) names in the file `base`."""
    return _joined(posixpath.dirname(base), reference)


@lru_cache(maxsize=4096)
def _joined(folder: str, reference: str) -> str:
    path = percent_decoded(reference)
    # The scheme as it is written: `a%3Ab.yaml` is the name of a file.
    if re.match(_SCHEME, reference) or reference.startswith("//"):
        raise InputError(
            f"`{shortened(reference)}` is an address, and no address is read",
            hint="Save what stands there as a file beside the description, and refer to that.",
        )
    if path.startswith("/") or "\\" in path or "\0" in path or "\n" in path:
        raise InputError(
            f"`{shortened(reference)}` is not a relative path",
            hint="Write the path relative to this file, with `/` between folders.",
        )
    return posixpath.normpath(posixpath.join(folder, path))


class DiskFiles:
    """Files on disk: of the main file's folder and of `roots`, links resolved before anything is opened."""

    def __init__(self, path: str, limit: int, roots: tuple[Path, ...] = ()) -> None:
        self.limit = limit
        real = os.path.realpath(path)
        self.folder, self.main = os.path.split(real)
        self.prefix = os.path.dirname(path)
        if os.path.realpath(self.prefix or ".") != self.folder:
            # The main file is a link: what it refers to stands beside the file that it links to.
            self.prefix = self.folder
        self.path = path
        self.allowed = [self.folder, *(os.path.realpath(root) for root in roots)]
        self.folders: dict[str, tuple[str, frozenset[str]]] = {}
        """By a folder's path: where it really is, and which of its files are links."""

    def read(self, name: str) -> bytes:
        # As it was named, not as it resolves: it may be a pipe, such as `<(...)` of a shell.
        if name == self.main:
            return _read_main_file(self.path, self.limit)
        full = os.path.join(self.folder, *name.split("/"))
        folder, last = os.path.split(full)
        if folder not in self.folders:
            real = os.path.realpath(folder)
            self.folders[folder] = real, _links_in(real)
        real, links = self.folders[folder]
        actual = os.path.join(real, last)
        if last in links:
            actual = os.path.realpath(actual)
        # With the separator: `/specs-private` is not in `/specs`.
        if not any(actual.startswith(root.rstrip(os.sep) + os.sep) for root in self.allowed):
            raise InputError(
                f"`{self.shown(name)}` is outside the description's folder",
                hint="Move the file under the folder, or allow its folder with `roots` in apidiff.toml.",
            )
        return _read_plain_file(actual, self.shown(name), self.limit)

    def shown(self, name: str) -> str:
        return self.path if name == self.main else posixpath.normpath(posixpath.join(self.prefix, name))

    def near(self, name: str) -> list[str]:
        folder = posixpath.dirname(name)
        try:
            found = sorted(os.listdir(os.path.join(self.folder, folder)))[:5000]
        except OSError:
            return []
        return [posixpath.join(folder, item) for item in found]

    def close(self) -> None:
        """Nothing is held open."""


# Opening a named pipe would wait for its writer; a link was resolved before, and must not have come back since.
PLAIN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def _links_in(folder: str) -> frozenset[str]:
    """One look at a folder costs less than one at each of its files."""
    try:
        with os.scandir(folder) as found:
            return frozenset(entry.name for entry in found if entry.is_symlink())
    except OSError:
        return frozenset()


def _read_plain_file(path: str, shown: str, limit: int) -> bytes:
    try:
        number = os.open(path, PLAIN_FLAGS)
        try:
            mode = os.fstat(number)
            if stat.S_ISDIR(mode.st_mode):
                raise InputError(f"`{shown}` is a folder", hint="Name a file in it.")
            if not stat.S_ISREG(mode.st_mode):
                raise InputError(f"`{shown}` is not a plain file", hint="Put a plain file there.")
            if mode.st_size > limit:
                raise _at_its_reference(too_large(shown, limit))
            return _all_of(number, mode.st_size)
        finally:
            os.close(number)
    # `a.yaml/b` is missing like `b` itself: a file is where a folder would have to be.
    except (FileNotFoundError, NotADirectoryError):
        raise Missing(shown) from None
    except (OSError, ValueError) as error:
        raise _at_its_reference(_unreadable(shown, error)) from None


def _at_its_reference(error: InputError) -> InputError:
    """The error without a place: what refers to the file is where it is mended."""
    error.place = None
    return error


def _all_of(number: int, size: int) -> bytes:
    """What an open file of so many bytes holds; one read, where the system gives it in one."""
    data = os.read(number, size)
    while len(data) < size and (more := os.read(number, size - len(data))):
        data += more
    return data


def _read_main_file(path: str, limit: int) -> bytes:
    """The file that the user named: a plain file, or a pipe such as a shell's `<(...)`."""
    try:
        if os.path.isdir(path):
            raise InputError(f"`{path}` is a folder", place=Place(path), hint="Name the description's main file.")
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            # One byte more tells whether the file ends where its size says.
            data = file.read(min(size, limit) + 1)
            if len(data) != size:
                # A pipe tells no size, and gives what is in it piece by piece.
                data += file.read(max(0, limit + 1 - len(data)))
    except (FileNotFoundError, NotADirectoryError):
        raise Missing(path) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    if len(data) > limit:
        raise too_large(path, limit)
    return data


def _unreadable(shown: str, error: OSError | ValueError) -> InputError:
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(f"`{shown}` cannot be read: {reason}", place=Place(shown), hint="Check its name and permissions.")


def too_large(shown: str, limit: int) -> InputError:
    """The error for a file beyond the budget."""
    return InputError(
        f"`{shown}` is larger than {limit:,} bytes",
        place=Place(shown),
        hint="Remove what is not needed, or raise the limit: docs/configuration.md, `[limits]`.",
    )


class OneFile:
    """Standard input, or a value that was never a file: it stands alone and cannot refer to files."""

    def __init__(self, main: str, data: bytes, limit: int) -> None:
        self.main = main
        self.data = data
        if len(data) > limit:
            raise too_large(main, limit)

    def read(self, name: str) -> bytes:
        if name != self.main:
            raise InputError(
                f"It refers to the file `{name}`, but it was read without a folder",
                hint="Name the description's main file, so that its folder is known.",
            )
        return self.data

    def shown(self, name: str) -> str:
        return name

    def near(self, name: str) -> list[str]:  # noqa: ARG002
        return []

    def close(self) -> None:
        """Nothing is held open."""
