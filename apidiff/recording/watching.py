"""Wait until a file changes of what a site is made from: projects in, and back when something differs."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from watchfiles import watch

from apidiff.recording.project import Project

_LOOK_EVERY_MS = 1000
"""How often files are looked at where nobody tells of changes: some file systems do not, and new folders cannot."""
_SETTLED_MS = 100
"""How long nothing more has to change until a change is told: an editor, or a snapshot, writes several files."""

Seen = dict[str, tuple[int, int, int]]
"""Each file and folder, with what differs once it is written anew."""


class Stop(Protocol):
    """Tells whether to wait no longer."""

    def is_set(self) -> bool: ...


class Watched:
    """The configuration, records, entries and templates of projects that one file configures."""

    def __init__(self, projects: Sequence[Project]) -> None:
        self._config = projects[0].config.path or projects[0].root
        folders = [
            project.root / name
            for project in projects
            for name in (
                project.config.project.schemas,
                project.config.project.changelog,
                project.config.project.templates,
            )
        ]
        self._folders = tuple(dict.fromkeys(folders))

    def look(self) -> Seen:
        """What there is now. No link is followed: nothing that a site is made from is behind one."""
        return {os.fspath(path): _state(path) for path in self._files() if os.path.lexists(path)}

    def wait(self, seen: Seen, ending: Stop | None = None) -> None:
        """Return once something is not as it was `seen`, or `ending` is set."""
        # Looked at before waiting, too: something may have changed while the site was rendered.
        while self.look() == seen and not (ending and ending.is_set()):
            try:
                for _ in watch(
                    *self._watchable(),
                    # No filter of the library's, which passes over names such as `.git`: `look` says what counts.
                    watch_filter=None,
                    step=_SETTLED_MS,
                    rust_timeout=_LOOK_EVERY_MS,
                    yield_on_timeout=True,
                    recursive=False,
                    ignore_permission_denied=True,
                    stop_event=ending,
                ):
                    if self.look() != seen:
                        return
            except (OSError, RuntimeError):
                # A folder has just gone, or the system cannot watch so many: then they are looked at now and then.
                time.sleep(_LOOK_EVERY_MS / 1000)

    def _watchable(self) -> list[Path]:
        """The folders that are there. A file itself is not watched: editors put another one in its place."""
        return [self._config.parent, *(path for path in self._files() if path.is_dir() and not path.is_symlink())]

    def _files(self) -> Iterator[Path]:
        yield self._config
        for folder in self._folders:
            yield folder
            if folder.is_symlink():
                continue
            for at, folders, files in os.walk(folder):
                yield from (Path(at, name) for name in (*folders, *files))


def _state(path: Path) -> tuple[int, int, int]:
    try:
        found = os.lstat(path)
    except OSError:
        return (0, 0, 0)
    # A folder's own time changes with files that are none of it: with a lock, or an editor's.
    return (found.st_ino, 0, 0) if path.is_dir() else (found.st_ino, found.st_size, found.st_mtime_ns)
