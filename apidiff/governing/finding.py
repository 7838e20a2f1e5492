"""Find the project that a folder belongs to. Apart from `config`, so that a command without a project loads less."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from apidiff.errors import InputError, Place

CONFIG_NAME = "apidiff.toml"


def project_folder(start: str) -> str | None:
    """The nearest folder at or above `start` that holds an `apidiff.toml`; `None` where there is none."""
    for folder in upwards(start):
        config = os.path.join(folder, CONFIG_NAME)
        # A link, even one that leads nowhere, is an error of this project, and no reason to take the one above.
        if os.path.isfile(config) or os.path.islink(config):
            return folder
    return None


def repository_folder(start: str) -> str:
    """The working tree of git that a folder is in; without one, the folder itself."""
    for folder in upwards(start):
        if os.path.exists(os.path.join(folder, ".git")):
            return folder
    return os.path.realpath(start)


def upwards(start: str) -> Iterator[str]:
    """A folder and each one above it, links resolved."""
    folder, below = os.path.realpath(start), ""
    while folder != below:
        yield folder
        folder, below = os.path.dirname(folder), folder


def project_root(start: Path) -> Path | None:
    """As `project_folder`, of paths."""
    root = project_folder(os.fspath(start))
    if root is None:
        return None
    return Path(root)


def find_project(start: Path) -> Path:
    """As `project_root`; raises `InputError` where there is none."""
    root = project_root(start)
    if root is None:
        raise InputError(
            f"no `{CONFIG_NAME}` in this folder or any above it",
            place=Place(str(start)),
            hint="Run `apidiff init` in the folder of your API, or name a configuration with `--config`.",
        )
    return root
