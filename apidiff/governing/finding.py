"""Find the project that a folder belongs to. Apart from `config`, so that a command without a project stays light."""

from __future__ import annotations

from pathlib import Path

from apidiff.errors import InputError, Place

CONFIG_NAME = "apidiff.toml"


def project_root(start: Path) -> Path | None:
    """The nearest folder at or above `start` that holds an `apidiff.toml`; `None` where there is none."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / CONFIG_NAME).is_file()), None)


def find_project(start: Path) -> Path:
    """As `project_root`; raises `InputError` where there is none."""
    root = project_root(start)
    if root is None:
        raise InputError(
            f"no `{CONFIG_NAME}` in this folder or any above it",
            place=Place(str(start)),
            mend="Run `apidiff init` in the folder of your API, or name a configuration with `--config`.",
        )
    return root
