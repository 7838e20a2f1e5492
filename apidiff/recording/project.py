"""A governed project: its folder, its configuration, and its records, each read when first asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from apidiff.errors import InputError, Place
from apidiff.governing.config import Config
from apidiff.governing.config_loading import load_config
from apidiff.governing.finding import CONFIG_NAME, repository_folder
from apidiff.model.policy import Policy
from apidiff.model.records import UNRELEASED, Entry, Release
from apidiff.reading.git import repository_of
from apidiff.reading.inside import require_inside, require_plain
from apidiff.reading.limits import Limits
from apidiff.reading.outside import Application, Outside
from apidiff.recording.digests import policy_digest
from apidiff.recording.entries import read_entries, read_unreleased
from apidiff.recording.globbing import files_like, is_glob
from apidiff.recording.history import entry_texts, history_of
from apidiff.recording.index import read_index
from apidiff.recording.stored import Snapshots
from apidiff.recording.writing import clear_leftovers, locked, make_folder

if TYPE_CHECKING:
    from apidiff.recording.history import History
    from apidiff.recording.index import Index


@dataclass(frozen=True)
class Project:
    """One project. `releases` and `entries` are ordered from the oldest to the newest."""

    root: Path
    config: Config
    hosts: frozenset[str] = frozenset()
    """The hosts that descriptions may be fetched from, as the command line allows."""
    start: Path | None = None
    """The folder that it was looked for in, as the nearest one; `None` where the project is named."""

    @property
    def description(self) -> Path | None:
        """The main file of the description, the first of several; `None` where the configuration names none."""
        return next(iter(self.descriptions), None)

    @property
    def descriptions(self) -> tuple[Path, ...]:
        """The main files of the description, of a glob in the order of the numbers in their names.

        Raises `InputError` where a glob matches none, or one leads out of the repository.
        """
        found: dict[Path, None] = {}
        for name in self.described_by:
            paths = [name]
            if self._is_glob(name):
                paths = files_like(self.root, name)
                if not paths:
                    raise InputError(
                        f"no file matches `{name}`",
                        place=Place(str(self.config.path or self.root)),
                        hint="Correct `description`: it counts from the folder of the file.",
                    )
            # Two patterns may match the same file.
            found |= dict.fromkeys(map(self._in_repository, paths))
        return tuple(found)

    @property
    def described_by(self) -> tuple[str, ...]:
        """What the configuration names as the description: paths and globs."""
        named = self.config.project.description
        return () if named is None else (named,) if isinstance(named, str) else named

    @property
    def is_divided(self) -> bool:
        """Whether the description may be in several files, however many there are now."""
        return len(self.described_by) > 1 or any(map(self._is_glob, self.described_by))

    def _is_glob(self, name: str) -> bool:
        # A file may be called `api[1].yaml`.
        return is_glob(name) and not os.path.lexists(self.root / name)

    @property
    def roots(self) -> tuple[Path, ...]:
        """Folders besides the description's own that its `$ref`s may name files of."""
        return tuple(self._in_repository(root) for root in self.config.project.roots)

    @cached_property
    def repository(self) -> Path:
        """The working tree of git that the project is in; without one, the project's own folder."""
        return Path(repository_folder(str(self.root)))

    def _in_repository(self, name: str) -> Path:
        """A path of the configuration. Raises `InputError` if it leads out of the repository.

        A pull request edits `apidiff.toml` as it does the description, so neither may name what is elsewhere on the
        machine; only the command line may.
        """
        hint = "Name it on the command line, or move it into the repository: apidiff.toml cannot point elsewhere."
        return require_inside(self.repository, self.root / name, hint)

    @cached_property
    def limits(self) -> Limits:
        """What reading a description may ask of the machine."""
        return self.config.to_limits()

    @property
    def outside(self) -> Outside:
        """What reading a description may do besides opening files."""
        told = self.config.application
        # A path counts from the project's folder; a bare name, such as `python3.12`, is left to be looked up.
        python = told.python and os.path.join(self.root, told.python) if "/" in (told.python or "") else told.python
        return Outside(Application(python, told.environment, told.seconds), self.hosts)

    def _folder(self, name: str) -> Path:
        """A folder of the project. Raises `InputError` if a link leads out of the project there."""
        return require_inside(self.root, self.root / name, "Put the folder itself there, in place of the link.")

    def _records(self, name: str) -> Path:
        """A folder of the records. Raises `InputError` if it is a link, or one is on the way to it."""
        # Git keeps the text of a link and not what it leads to, so no anchor could be held against records behind one.
        return require_plain(self.root, self.root / name)

    def _entries(self, name: str) -> Path:
        """A folder of the entries. Raises `InputError` as `_records`, and if it is in a repository of its own."""
        folder = self._records(name)
        # Of a submodule the project's repository keeps a hash: a waiver in it would be in no diff, and would belong to
        # nobody whom CODEOWNERS names.
        if repository_of(folder) not in (repository_of(self.root), repository_of(self.schemas)):
            raise InputError(
                f"`{name}` is in a repository of its own, and entries are read from the one that has the records",
                place=Place(str(folder)),
                hint="Put the folder itself there, in place of the submodule.",
            )
        return folder

    @cached_property
    def schemas(self) -> Path:
        return self._records(self.config.project.schemas)

    @cached_property
    def changelog(self) -> Path:
        return self._entries(self.config.project.changelog)

    @cached_property
    def unreleased_folder(self) -> Path:
        return self._entries(f"{self.config.project.changelog}/{UNRELEASED}")

    @property
    def templates(self) -> Path:
        return self._folder(self.config.project.templates)

    @property
    def output(self) -> Path:
        return self._folder(self.config.project.output)

    @property
    def overrides(self) -> Path | None:
        """The folder of the templates, where there is one. Raises `PermissionError` if it may not be listed."""
        if not self.templates.is_dir():
            return None
        os.listdir(self.templates)  # who looks for a template in it finds none where it is closed
        return self.templates

    @cached_property
    def policy(self) -> Policy:
        return self.config.to_policy()

    @cached_property
    def policy_digest(self) -> str:
        """What a line of the index says of the policy."""
        return policy_digest(self.policy)

    @cached_property
    def index(self) -> Index:
        """Raises `InputError` where the index cannot be read; whether it is sound is `verify`'s question."""
        return read_index(self.schemas)

    @cached_property
    def texts(self) -> dict[str, bytes]:
        """The content of every entry, by its file's name."""
        return entry_texts(self.changelog)

    @cached_property
    def history(self) -> History:
        """What the index tells, in today's format. Raises `InputError` where the index cannot be read."""
        # The upgrade of the first format alone rests on the entries, and each of them is a file to be read.
        return history_of(self.index, self.texts if self.index.version == 1 else {})

    @property
    def releases(self) -> tuple[Release, ...]:
        """From the oldest to the newest. Raises `InputError` where the index cannot be read."""
        return self.history.releases

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The dated ones, by date, then by file name. Raises `InputError` where one does not parse."""
        return read_entries(self.changelog)

    @cached_property
    def unreleased(self) -> tuple[Entry, ...]:
        """The entries without a date, by file name. Raises `InputError` where one does not parse."""
        return read_unreleased(self.unreleased_folder)

    @cached_property
    def unpublished(self) -> tuple[Entry, ...]:
        """The entries that no release has published: those that the next one may."""
        dated = (entry for entry in self.entries if entry.path.name not in self.history.published)
        return (*dated, *self.unreleased)

    @property
    def newest(self) -> Release | None:
        return self.releases[-1] if self.releases else None

    @contextmanager
    def lock(self, folder: Path) -> Iterator[None]:
        """Hold all of the records for this process alone, in order to write into `folder`, which is made if need be.

        There is one lock for everything, since a release rests on entries and an entry on the newest release. What an
        interrupted write left in the records' folders is removed. Raises `InputError` as `locked` does.
        """
        with locked(self.root):
            make_folder(folder)
            # Nobody else writes while the lock is held, so a temporary file there is of a process that was interrupted.
            for records in (self.schemas, self.changelog, self.unreleased_folder):
                clear_leftovers(records)
            yield

    def reread(self) -> Project:
        """The same project with its records as they are on disk now."""
        # A new object, as this one keeps what it has read.
        return Project(self.root, self.config, self.hosts)

    @cached_property
    def snapshots(self) -> Snapshots:
        """What the files of the recorded releases hold, however they are stored."""
        return Snapshots(self.schemas, self.limits)

    def snapshot_path(self, release: Release) -> Path:
        """Raises `InputError` where a link is in its place."""
        return require_plain(self.schemas, self.schemas / release.file)


def load_project(root: Path, config: Path | None = None) -> Project:
    """The project in `root`, read from `config` or else from the `apidiff.toml` in it."""
    # What the command line names may lie anywhere; the file itself must not be a link.
    path = require_plain(root, root / CONFIG_NAME) if config is None else require_plain(config.parent, config)
    if config is not None and not path.exists():
        hint = "Name the configuration that there is; `apidiff init` writes one."
        raise InputError("there is no such file", place=Place(str(path)), hint=hint)
    if not path.is_file():
        raise InputError(
            f"no `{CONFIG_NAME}` here",
            place=Place(str(path)),
            hint="Run `apidiff init` in the folder of your API, or name a configuration with `--config`.",
        )
    return Project(root, load_config(path))
