"""Begin a project: find the description, write `apidiff.toml`, make the folders. Nothing is overwritten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from apidiff.errors import InputError, Place
from apidiff.governing.config import CONFIG_NAME
from apidiff.recording.frontmatter import quoted
from apidiff.recording.project import load_project
from apidiff.recording.writing import unwritable, write_atomically

_FOLDERS = ("", "api", "docs", "spec", "openapi", "specification")
_SUFFIXES = (".yaml", ".yml", ".json")
_MARKS = (re.compile(rb"""^openapi["']?\s*:|"openapi"\s*:\s*"[23]\.""", re.MULTILINE), re.compile(rb"\binfo\b"))
"""In JSON the key may stand anywhere: writers that sort keys put it behind the components."""
_HEAD_BYTES = 16 * 1024 * 1024
_MOST = 200
"""Files of one folder that are looked into."""

_TEMPLATE = """\
# How this API is governed. An unknown key is an error; `apidiff explain RULE` says what a rule means.

[project]
{title}
{description}

# [versions]
# pattern = '^/(?:[^/]+/)*?(v[0-9][^/]*)(?:/|$)'   # over a path; its group is the path version
# events = "v1"                                    # the path version that webhooks belong to

# [policy]
# new-enum-value = "breaking"    # or "additive": a new value of an enum that the server sends
# formats = "assert"             # or "annotate": no format restricts values
# sunset-days = 180              # how long an operation is deprecated before it is removed

# [[policy.overrides]]
# rule = "property-removed"
# path = "/v1/internal/*"
# class = "neutral"

# [page]
# audience = "For the people who build on this API."
# links = [{{ title = "API reference", url = "https://docs.example.com" }}]
"""


@dataclass(frozen=True, slots=True)
class Started:
    """What was done. Paths are relative to where the folder's path is."""

    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    description: Path | None
    others: tuple[Path, ...] = ()
    """Further descriptions, which were not chosen."""


def start(folder: Path) -> Started:
    """Begin a project in `folder`. Raises `InputError` where it is none, or cannot be written to."""
    if not folder.is_dir():
        raise InputError("there is no such folder", place=Place(str(folder)), hint="Make it, or name another.")
    config = folder / CONFIG_NAME
    written: list[Path] = []
    kept: list[Path] = []
    found = descriptions(folder)
    if config.exists():
        kept.append(config)
        chosen, others = load_project(folder).description, []
    else:
        chosen, others = (found[0] if found else None), found[1:]
        write_atomically(config, _config_text(folder, chosen).encode())
        written.append(config)
    project = load_project(folder)
    for path in (project.schemas, project.changelog, project.templates):
        if path.is_dir():
            continue
        try:
            path.mkdir(parents=True)
        except OSError as error:
            raise unwritable(path, error) from None
        written.append(path)
    return Started(tuple(written), tuple(kept), chosen, tuple(others))


def descriptions(folder: Path) -> list[Path]:
    """The files that look like the main file of an OpenAPI description, the likeliest first."""
    found = [path for name in _FOLDERS for path in _candidates(folder / name)]
    return sorted(found, key=lambda path: (path.stem.lower() != "openapi", len(path.parts)))


def _candidates(folder: Path) -> Iterator[Path]:
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)[:_MOST]
    except OSError:
        return
    for path in files:
        try:
            with open(path, "rb") as stream:
                head = stream.read(_HEAD_BYTES)
        except OSError:
            continue
        if all(mark.search(head) for mark in _MARKS):
            yield path


def _config_text(folder: Path, description: Path | None) -> str:
    if description is None:
        return _TEMPLATE.format(title='# title = "My API"', description='# description = "openapi.yaml"')
    name = description.relative_to(folder).as_posix()
    title = _title(description)
    return _TEMPLATE.format(
        title=f"title = {quoted(title)}" if title else '# title = "My API"', description=f"description = {quoted(name)}"
    )


def _title(description: Path) -> str:
    """The description's own title; a description that cannot be read is the next command's to report."""
    from apidiff.reading import contract_of, read

    try:
        return " ".join(contract_of(read(str(description))).title.split())
    except InputError:
        return ""
