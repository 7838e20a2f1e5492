"""The address of a line of a file, as the code host shows it at the pull request's last commit."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from apidiff.model.change import Side
from apidiff.reading.git import Git, GitError
from apidiff.reporting.formats.findings import relative_to


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses under `page`, of files under `root`, the repository's folder, that the commit has."""

    page: str
    commit: str
    root: str
    _known: dict[str, str | None] = field(default_factory=dict)

    def __call__(self, side: Side) -> str | None:
        """The address of a place; `None` for one in no file of the commit, such as one that a command wrote."""
        if side.file is None:
            return None
        # Most changes of a report are in the same few files, and git is asked for each file once.
        if side.file not in self._known:
            path = relative_to(self.root, side.file)
            self._known[side.file] = path if path and self._has(path) else None
        return _address(self.page, self._known[side.file], side.line)

    def _has(self, path: str) -> bool:
        """Whether the commit has the file; if the clone lacks the commit, HEAD tells: it is a merge with it."""
        git = Git(Path(self.root))
        try:
            commit = git.commit(self.commit) or git.commit("HEAD")
            return commit is not None and git.find(commit, path) is not None
        except GitError:
            return False


@dataclass(frozen=True, slots=True)
class ReportedLinks:
    """As `Links`, where the report of another job names the files: from the folder that it ran in, here `folder`.

    Nothing here is looked at: an address leads to a file of the commit or to none.
    """

    page: str
    folder: str

    def __call__(self, side: Side) -> str | None:
        # The report is input from strangers. A name of another form leads to no file of the repository.
        if side.file is None or side.file.startswith("/") or "\\" in side.file or ":" in side.file:
            return None
        path = posixpath.normpath(posixpath.join(self.folder, side.file))
        return None if path.startswith("..") else _address(self.page, path, side.line)


def _address(page: str, path: str | None, line: int | None) -> str | None:
    if path is None:
        return None
    return f"{page}{quote(path, safe='/')}" + (f"#L{line}" if line else "")
