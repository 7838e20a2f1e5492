"""Begin a project: find the description, write `apidiff.toml`, make the folders. Nothing is overwritten."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from apidiff.errors import InputError, Place
from apidiff.governing.config_loading import load_config
from apidiff.governing.config_sections import ProjectSection, is_api_name
from apidiff.governing.finding import CONFIG_NAME, project_root
from apidiff.governing.presetting import PresetName
from apidiff.reading import contract_of, read
from apidiff.reading.git import repository_of
from apidiff.reading.text import beginning
from apidiff.recording.apis import each_of
from apidiff.recording.frontmatter import quoted
from apidiff.recording.ownership import (
    foreign_to_changelog,
    foreign_to_output,
    foreign_to_schemas,
    foreign_to_templates,
)
from apidiff.recording.project import Project, load_project
from apidiff.recording.revisions import dated_folder
from apidiff.recording.writing import locked, unwritable, write_atomically
from apidiff.rules.loading import listed

_FOLDERS = ("", "api", "docs", "spec", "specs", "openapi", "specification", "src/main/resources")
_PATTERNS = ("services/*", "services/*/api", "services/*/src/main/resources")
"""Folders of a repository with several services."""
_SUFFIXES = (".yaml", ".yml", ".json")
_MARKS = (re.compile(rb"""^openapi["']?\s*:|"openapi"\s*:\s*"[23]\.""", re.MULTILINE), re.compile(rb"\binfo\b"))
"""In JSON the key may stand anywhere: writers that sort keys put it behind the components."""
_HEAD_BYTES = 16 * 1024 * 1024
_MOST = 200
"""Files of one folder that are looked into."""
_MOST_FOLDERS = 500
_DEEPEST = 4
_LEFT_OUT = frozenset(
    {"node_modules", "vendor", "build", "dist", "target", "venv", "schemas", "changelog", "templates", "public"}
)
"""Folders that hold what others wrote, or what is written by commands."""
_MOST_READ = 20
"""Candidates that are read, to see whether they can be."""
_SWAGGER = re.compile(rb"""^swagger["']?\s*:|"swagger"\s*:\s*"2""", re.MULTILINE)

_SAYS_NOTHING = frozenset(
    {"api", "apis", "description", "docs", "index", "main", "openapi", "resources", "services", "spec", "specification"}
    | {"specs", "src", "swagger"}
)
"""Names of files and folders that do not tell one API from another."""
_MOST_PROPOSED = 20
"""APIs that a new `apidiff.toml` proposes."""
_BUILT_IN = 'new-enum-value = "additive"      # or "breaking": a new value of an enum that the server sends'
_TEMPLATE = """\
# How this API is governed. An unknown key is an error; `apidiff explain RULE` says what a rule means.

[project]
{title}
{description}
{folders}{apis}
# [versions]
# pattern = '^/(?:[^/]+/)*?(v[0-9][^/]*)(?:/|$)'   # over a path; its group is the path version
# events = "v1"                                    # the path version that webhooks belong to

[policy]
{policy}
# formats = "assert"             # or "annotate": no format restricts values
# sunset-days = 180              # how long something is deprecated before it is removed

# [[policy.overrides]]
# rule = "property-removed"
# path = "/v1/internal/*"
# class = "neutral"

# [approvers]
# names = ["api-owner"]          # who may approve a waiver; else anybody

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
    avoided: tuple[Avoided, ...] = ()
    swagger: tuple[Path, ...] = ()
    """Where no description was found: those in Swagger 2.0, which has to be converted first."""
    has_records: bool = False
    fault: InputError | None = None
    """Why the description that was found cannot be read yet."""
    proposed: tuple[tuple[str, Path], ...] = ()
    """Where several descriptions were found and none stands out: each with the name that an API of it could have."""
    apis: tuple[str, ...] = ()
    """The APIs that the configuration lists."""
    past: Path | None = None
    """The folder where what was found, beside the description if there is one, is the past of one API: a file for each
    date."""
    above: Path | None = None
    """The configuration of a folder above, in the same repository: it governed this folder so far."""


@dataclass(frozen=True, slots=True)
class Avoided:
    """A folder that holds somebody else's files, and the one that `apidiff.toml` names in its place."""

    key: str
    folder: Path
    files: tuple[str, ...]
    chosen: str


_FOREIGN: dict[str, Callable[[Path], list[str]]] = {
    "schemas": foreign_to_schemas,
    "changelog": foreign_to_changelog,
    "templates": foreign_to_templates,
    "output": foreign_to_output,
}
"""For each folder that the configuration names, what finds the files in it that are not apidiff's."""


def start(folder: Path, preset: PresetName | None = None) -> Started:
    """Begin a project in `folder`, under the policy of a preset if one is named.

    A folder that holds somebody else's files is not taken over: a new configuration names another one, and with an
    existing configuration it is an error. Raises `InputError` where `folder` is none, or cannot be written to.
    """
    if folder.is_file():
        hint = f"Name its folder, `apidiff init {shlex.quote(str(folder.parent))}`: init finds the description there."
        raise InputError("This is a file, and a project is a folder", place=Place(str(folder)), hint=hint)
    if not folder.is_dir():
        raise InputError("There is no such folder", place=Place(str(folder)), hint="Create it, or name another one.")
    with locked(folder):
        return _started(folder, preset)


def _started(folder: Path, preset: PresetName | None) -> Started:
    """As `start`, in a folder that is held: no other process writes a configuration between the look and the write."""
    config = folder / CONFIG_NAME
    written: list[Path] = []
    kept: list[Path] = []
    avoided: tuple[Avoided, ...] = ()
    proposed: tuple[tuple[str, Path], ...] = ()
    past: Path | None = None
    if config.is_dir():
        hint = "Move it away, and run `apidiff init` again."
        raise InputError("This is a folder, and the configuration is a file", place=Place(str(config)), hint=hint)
    if config.exists():
        _require_preset(config, preset)
        kept.append(config)
        chosen, others = load_project(folder).description, []
        for project in each_of(load_project(folder)):
            _refuse_foreign(project)
        if chosen is None and not load_project(folder).config.apis:
            others = descriptions(folder)
            past = dated_folder(others)
    else:
        avoided = tuple(_avoided(folder))
        found = descriptions(folder)
        chosen = _standing_out(folder, found)
        others = [path for path in found if path != chosen]
        past = dated_folder(others)
        proposed = () if chosen or past else tuple(_proposed(folder, found))
        write_atomically(config, _config_text(folder, chosen, avoided, proposed, preset).encode())
        written.append(config)
    projects = each_of(load_project(folder))
    for project in projects:
        written += _make_folders(project)
    written += _git_attributes(load_project(folder))
    return Started(
        tuple(written),
        tuple(kept),
        chosen,
        tuple(others),
        avoided,
        swagger=() if chosen or others else tuple(_matching(folder, (_SWAGGER,))),
        has_records=any(project.releases for project in projects),
        fault=_fault(chosen) if chosen and config in written else None,
        proposed=proposed,
        past=past,
        apis=tuple(project.config.api for project in projects if project.config.api),
        above=_above(folder) if config in written else None,
    )


def _above(folder: Path) -> Path | None:
    top, nearest = repository_of(folder), project_root(folder.resolve().parent)
    if top is None or nearest is None or not nearest.is_relative_to(top):
        return None
    return nearest / CONFIG_NAME


def _require_preset(config: Path, preset: PresetName | None) -> None:
    """Raise `InputError` where an existing configuration does not name the preset."""
    if preset is not None and load_config(config).policy.preset != preset:
        raise InputError(
            f"there is a configuration already, and it does not name the preset `{preset}`",
            place=Place(str(config)),
            hint=f'Write `preset = "{preset}"` under `[policy]` there; `apidiff policy` shows what it sets.',
        )


def _make_folders(project: Project) -> list[Path]:
    """Make the folders that the project lacks; answers which."""
    made: list[Path] = []
    for path in (project.schemas, project.changelog, project.templates):
        if path.is_dir():
            continue
        try:
            path.mkdir(parents=True)
        except OSError as error:
            raise unwritable(path, error) from None
        made.append(path)
    if not any(project.changelog.iterdir()):
        # git keeps no empty folder, and `git add changelog` must work at a first release without an entry.
        write_atomically(project.changelog / ".gitkeep", b"")
    return made


def _standing_out(folder: Path, found: Sequence[Path]) -> Path | None:
    """The only description, or of several the nearest one that is called `openapi`.

    Those of the usual folders come before all others, and those that can be read before those that cannot. Between
    equals, none is taken: which API is meant is not to be guessed.
    """
    usual = set(_usual(folder, _MARKS))
    first = [path for path in found if path in usual] or list(found)
    if len(first) > 1:
        first = [path for path in first[:_MOST_READ] if _fault(path) is None] or first
    if len(first) > 1:
        first = [path for path in first if path.stem.lower() == "openapi"]
        nearest = min((len(path.parts) for path in first), default=0)
        first = [path for path in first if len(path.parts) == nearest]
    return first[0] if len(first) == 1 else None


def _proposed(folder: Path, found: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Each description with a name for an API of it, by the nearest part of its path that tells it from others."""
    taken: set[str] = set()
    for path in found[:_MOST_PROPOSED]:
        inside = path.relative_to(folder)
        parts = (path.stem, *(part for part in reversed(inside.parent.parts)))
        told = next((part for part in parts if part.lower() not in _SAYS_NOTHING), path.stem)
        name = re.sub(r"[^A-Za-z0-9_-]+", "-", told, flags=re.ASCII).strip("-_")[:50].lower() or "api"
        names = (name, *(f"{name}-{number}" for number in range(2, _MOST_PROPOSED + 2)))
        # A name that folders may not have, such as `con`, gets a number.
        name = next(each for each in names if each not in taken and is_api_name(each))
        taken.add(name)
        yield name, path


def _avoided(folder: Path) -> Iterator[Avoided]:
    """The default folders that are somebody else's, each with a name that is free."""
    for key, foreign in _FOREIGN.items():
        default = str(getattr(ProjectSection(), key))
        if files := foreign(folder / default):
            yield Avoided(key, folder / default, tuple(files), _free(folder, default, foreign))


def _free(folder: Path, name: str, foreign: Callable[[Path], list[str]]) -> str:
    names = (f"api-{name}", f"apidiff-{name}", *(f"apidiff-{name}-{number}" for number in range(2, 1000)))
    return next(each for each in names if not foreign(folder / each))


def _refuse_foreign(project: Project) -> None:
    for key, foreign in _FOREIGN.items():
        folder = project.root / str(getattr(project.config.project, key))
        if files := foreign(folder):
            raise InputError(
                f"`{folder.name}` holds files that are not apidiff's: {listed(files, 3)}",
                place=Place(str(folder)),
                hint=f'Name another folder in {CONFIG_NAME}: `{key} = "api-{folder.name}"` under `[project]`.',
            )


def _git_attributes(project: Project) -> list[Path]:
    """Keep git from converting the line ends of records; what the file says already stays."""
    path = project.root / ".gitattributes"
    try:
        standing = path.read_bytes()
    except FileNotFoundError:
        standing = b""
    except OSError as error:
        raise unwritable(path, error) from None
    paths = (project.config.project.schemas, project.config.project.changelog)
    lines = [_attribute(name) for name in paths if _attribute(name).encode() not in standing.splitlines()]
    if not lines:
        return []
    # A last line without an end would run into the first one that is added.
    ends = standing if not standing or standing.endswith(b"\n") else standing + b"\n"
    added = "# The records of apidiff: their line ends are never converted.\n" + "".join(f"{line}\n" for line in lines)
    write_atomically(path, ends + added.encode())
    return [path]


def _attribute(folder: str) -> str:
    """A line of `.gitattributes` (gitattributes(5)) for everything in a folder."""
    escaped = re.sub(r"([*?\[\\])", r"\\\1", folder.strip("/"))
    return f"{quoted(f'{escaped}/**')} -text" if re.search(r'[\s"]', escaped) else f"{escaped}/** -text"


def descriptions(folder: Path) -> list[Path]:
    """The files that look like the main file of an OpenAPI description, the likeliest first.

    Those of the usual folders come before all others.
    """
    found = _usual(folder, _MARKS)
    others = [path for path in _below(folder, _MARKS) if path not in found]
    if not found:
        found, others = others, []
    found.sort(key=lambda path: (path.stem.lower() != "openapi", len(path.parts)))
    if len(found) > 1:
        # What cannot be read comes last: it is hardly the one that the API goes by.
        found[:_MOST_READ] = sorted(found[:_MOST_READ], key=lambda path: _fault(path) is not None)
    return found + others


def _fault(path: Path) -> InputError | None:
    """Why a file cannot be read as a description; `None` if it can."""
    try:
        read(str(path))
    except InputError as error:
        return error
    return None


def _matching(folder: Path, marks: Sequence[re.Pattern[bytes]]) -> list[Path]:
    """The files with all the marks in the usual folders; if there are none, in any folder."""
    return _usual(folder, marks) or _below(folder, marks)


def _usual(folder: Path, marks: Sequence[re.Pattern[bytes]]) -> list[Path]:
    folders = [folder / name for name in _FOLDERS]
    for pattern in _PATTERNS:
        found = (path for path in sorted(folder.glob(pattern)) if path.is_dir() and not path.is_symlink())
        folders += (path for path in found if not _LEFT_OUT.intersection(path.relative_to(folder).parts))
    return [path for each in folders for path in _candidates(each, marks)]


def _below(folder: Path, marks: Sequence[re.Pattern[bytes]]) -> list[Path]:
    return [path for each in _folders(folder) for path in _candidates(each, marks)]


def _folders(folder: Path) -> Iterator[Path]:
    """The folders below, those nearest first, as deep and as many as is reasonable."""
    level, seen = [folder], 0
    for _ in range(_DEEPEST):
        below: list[Path] = []
        # Level by level, so that the nearest folders are seen before the limit is reached.
        for each in level:
            try:
                inner = sorted(path for path in each.iterdir() if path.is_dir() and not path.is_symlink())
            except OSError:
                continue
            below += (path for path in inner if not path.name.startswith(".") and path.name not in _LEFT_OUT)
        for path in below:
            seen += 1
            if seen > _MOST_FOLDERS:
                return
            yield path
        level = below


def _candidates(folder: Path, marks: Sequence[re.Pattern[bytes]]) -> Iterator[Path]:
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)[:_MOST]
    except OSError:
        return
    for path in files:
        try:
            with open(path, "rb") as stream:
                head = beginning(stream.read(_HEAD_BYTES))
        except OSError:
            continue
        if all(mark.search(head) for mark in marks):
            yield path


def _config_text(
    folder: Path,
    description: Path | None,
    avoided: Sequence[Avoided],
    proposed: Sequence[tuple[str, Path]],
    preset: PresetName | None,
) -> str:
    policy = (
        f'preset = "{preset}"   # `apidiff policy` shows what it sets; a key beside it wins' if preset else _BUILT_IN
    )
    folders = "".join(
        f"{item.key} = {quoted(item.chosen)}   # {item.folder.name}/ holds files that are not apidiff's\n"
        for item in avoided
    )
    if description is None:
        apis = "".join(f"\n{line}" for line in api_lines(folder, proposed, "# "))
        return _TEMPLATE.format(
            title='# title = "My API"',
            description='# description = "openapi.yaml"',
            folders=folders,
            apis=apis,
            policy=policy,
        )
    name = description.relative_to(folder).as_posix()
    title = _title(description)
    return _TEMPLATE.format(
        title=f"title = {quoted(title)}" if title else '# title = "My API"',
        description=f"description = {quoted(name)}",
        folders=folders,
        apis="",
        policy=policy,
    )


def api_lines(folder: Path, proposed: Sequence[tuple[str, Path]], begin: str = "") -> Iterator[str]:
    """The `[[apis]]` of a configuration in `folder`, line by line, each after `begin`."""
    for name, path in proposed:
        yield f"{begin}[[apis]]"
        yield f"{begin}name = {quoted(name)}"
        yield f"{begin}description = {quoted(path.relative_to(folder).as_posix())}"
        yield begin.rstrip()


def _title(description: Path) -> str:
    """The description's own title; a description that cannot be read is the next command's to report."""
    try:
        return " ".join(contract_of(read(str(description))).title.split())
    except InputError:
        return ""
