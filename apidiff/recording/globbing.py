"""A glob of the configuration in, the files that it means out: those in a folder, or those among given paths.

`*`, `?` and `[...]` stand for parts of one name, as in a shell; no glob passes through links to folders.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from glob import has_magic
from pathlib import Path


def is_glob(name: str) -> bool:
    """Whether a path has a character that stands for others."""
    return has_magic(name)


def files_like(root: Path, pattern: str) -> list[str]:
    """The files below `root` that a glob means, in the order of the numbers in their names."""
    return sorted(_below(root, "", _steps(pattern)), key=natural)


def those_like(paths: Iterable[str], pattern: str) -> list[str]:
    """As `files_like`, of given paths."""
    globs = _steps(pattern)
    return sorted((path for path in paths if _is_like(path.split("/"), globs)), key=natural)


def natural(name: str) -> list[tuple[int, str]]:
    """What names are sorted by so that `v9` comes before `v10`."""
    parts = re.split(r"([0-9]+)", name)
    # Texts are at even positions and numbers at odd ones, so like is compared with like.
    return [(int(part), "") if number % 2 else (-1, part) for number, part in enumerate(parts)]


def _steps(pattern: str) -> list[str]:
    return [step for step in pattern.split("/") if step not in ("", ".")]


def _below(root: Path, inside: str, globs: Sequence[str]) -> Iterator[str]:
    try:
        entries = list(os.scandir(root / inside))
    except OSError:
        return
    for entry in entries:
        path = f"{inside}/{entry.name}" if inside else entry.name
        if not _means(globs[0], entry.name):
            continue
        if len(globs) == 1 and entry.is_file():
            yield path
        # A link to a folder may lead out of the repository, or round in a circle.
        elif len(globs) > 1 and entry.is_dir(follow_symlinks=False):
            yield from _below(root, path, globs[1:])


def _is_like(steps: Sequence[str], globs: Sequence[str]) -> bool:
    return len(steps) == len(globs) and all(map(_means, globs, steps))


def _means(glob: str, name: str) -> bool:
    """Whether a step of a glob means a name; a name that begins with a dot only by its own dot."""
    return fnmatchcase(name, glob) and (glob.startswith(".") or not name.startswith("."))
