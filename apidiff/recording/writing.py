"""Write a file whole or not at all, and one process at a time."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from apidiff.errors import InputError, Place

LOCK_WAIT_S = 5.0
"""How long a second process waits for the first; a snapshot's own writing takes milliseconds."""

_TEMPORARY = ".apidiff-"
_LEFTOVER = re.compile(r"^\.apidiff-([0-9]+)-.")
_LONGEST_NAME = 40
"""Characters of the target's name in the name of a temporary file."""

_held: set[tuple[int, int]] = set()
"""The folders, by device and inode, that this process holds: a lock may be asked for again inside of itself."""


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, unless they are there. Raises `InputError` where that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from None


@contextmanager
def locked(folder: Path, wait_s: float | None = None) -> Iterator[None]:
    """Hold the folder for this process alone; inside of it, the same lock is held already.

    The lock lies on the folder itself, so no lock file is left behind, and it ends with the process however that ends.
    Raises `InputError` where another process still holds it after `wait_s` seconds, or the folder cannot be opened.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise unwritable(folder, error) from None
    found = os.fstat(handle)
    key = (found.st_dev, found.st_ino)
    # flock(2) belongs to the open file, so closing this handle leaves the lock of the other one alone.
    if key in _held:
        os.close(handle)
        yield
        return
    try:
        _acquire(handle, folder, LOCK_WAIT_S if wait_s is None else wait_s)
        _held.add(key)
        yield
    finally:
        _held.discard(key)
        os.close(handle)


def _acquire(handle: int, folder: Path, wait_s: float) -> None:
    deadline = time.monotonic() + wait_s
    while True:
        try:
            # It has no deadline of its own, hence the asking again.
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise InputError(
                    "another apidiff is writing these records",
                    place=Place(str(folder)),
                    hint="Wait until it has ended, and run this command again.",
                ) from None
        except OSError as error:
            raise unwritable(folder, error) from None
        time.sleep(0.05)


def write_atomically(path: Path, content: bytes, hint: str | None = None, *, durable: bool = True) -> None:
    """Put `content` at `path`, durably: a reader, or a crash, meets the old file or the new one and nothing between.

    The temporary file has a name that nobody can guess and must not exist, so that no link that lies in wait is
    followed. A link at `path` itself is replaced, not followed. What can be made again need not be `durable`: a crash
    of the machine, not of the process, may then take it.
    Raises `InputError` where the folder cannot be written to or the disk is full; the old file then stands as it was.
    It also does where the new file stands, and only the disk's word for it is missing.
    """
    temporary = path.with_name(f"{_TEMPORARY}{os.getpid()}-{secrets.token_hex(8)}-{path.name[:_LONGEST_NAME]}")
    try:
        with open(temporary, "xb", opener=_open_new) as stream:
            stream.write(content)
            stream.flush()
            # Before the rename: after a crash, the name must not lead to an empty file.
            if durable:
                os.fsync(stream.fileno())
        # A file that was there keeps its permissions.
        with suppress(FileNotFoundError):
            standing = path.lstat()
            if stat.S_ISREG(standing.st_mode):
                os.chmod(temporary, stat.S_IMODE(standing.st_mode))
        os.replace(temporary, path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise unwritable(path, error, hint) from None
    if not durable:
        return
    try:
        # The new name itself is durable once its folder is.
        sync_folder(path.parent)
    except OSError as error:
        raise InputError(
            f"was written, but the disk does not confirm it: {error.strerror or error}",
            place=Place(str(path)),
            hint="Check the disk, then run `apidiff verify` to see whether the records are sound.",
        ) from None


def _open_new(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_EXCL | os.O_NOFOLLOW, 0o666)


def sync_folder(folder: Path) -> None:
    """Make the names in the folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_leftover(name: str) -> bool:
    """Whether a file of that name is what an interrupted write left behind."""
    return _LEFTOVER.match(name) is not None


def stale_leftovers(folder: Path, *, locked: bool = False) -> Iterator[Path]:
    """Files of interrupted writes; without the lock's word, only those whose process has ended."""
    with suppress(OSError):
        for path in folder.iterdir():
            if is_leftover(path.name) and (locked or not _is_running(path.name)):
                yield path


def _is_running(name: str) -> bool:
    """Whether the process that a leftover's name begins with lives; one that cannot be told from it counts as alive."""
    number = _LEFTOVER.match(name)
    if number is None:
        return True
    try:
        # Signal 0 asks only whether there is such a process (kill(2)).
        os.kill(int(number[1]), 0)
    except (ProcessLookupError, OverflowError, ValueError):
        return False
    # There is one, and it is another user's.
    except PermissionError:
        return True
    return True


def clear_leftovers(folder: Path) -> list[Path]:
    """Remove what interrupted writes left in a folder that only the holder of the lock writes to; the removed files."""
    removed = []
    for path in sorted(stale_leftovers(folder, locked=True)):
        with suppress(OSError):
            path.unlink()
            removed.append(path)
    return removed


def unwritable(path: Path, error: OSError, hint: str | None = None) -> InputError:
    """The error to show where the system refuses to write."""
    if isinstance(error, FileNotFoundError) and not path.parent.is_dir():
        hint = f"There is no folder `{path.parent}`: create it first."
    # Where a temporary name is taken, no folder was meant.
    is_temporary = isinstance(error.filename, str | bytes) and is_leftover(
        os.path.basename(os.fsdecode(error.filename))
    )
    if isinstance(error, FileExistsError | NotADirectoryError) and not is_temporary:
        return InputError("a file stands where a folder is needed", place=Place(str(path)), hint="Name a folder.")
    return InputError(
        f"cannot be written: {error.strerror or error}",
        place=Place(str(path)),
        hint=hint or "Free space or allow writing there, and run this command again; the records are unchanged.",
    )
