"""A project and a source in, the description of its API out: of the paths that are the API's, where not all are."""

from __future__ import annotations

import os
import posixpath
import shlex
from collections.abc import Mapping, Sequence
from typing import Literal

from apidiff.errors import InputError, NoSuchFile, Place
from apidiff.model.contract import JSON, Description, Warned
from apidiff.model.records import ReleaseName
from apidiff.openapi.grammar import ADDRESSING
from apidiff.openapi.part_names import without_parts
from apidiff.openapi.parts import begins_with, part_of, paths_of
from apidiff.openapi.payloads import payload_names
from apidiff.reading import read
from apidiff.reading.git import Git
from apidiff.reading.git_source import GitFiles
from apidiff.reading.outside import NOTHING_OUTSIDE
from apidiff.reading.several import in_one
from apidiff.recording.anchor import Anchor
from apidiff.recording.project import Project
from apidiff.recording.stored import is_compressed

_MOST_SHOWN = 3


def described(
    project: Project,
    source: str,
    *,
    dangling: Literal["error", "warn"] = "error",
    closed: bool = False,
    beside: str | None = None,
) -> Description:
    """Read what `source` names as the project does: with its limits and roots, and cut to its `path-prefix`.

    `closed`: nothing but files is read, neither an application nor an address. `beside` is the source that it is
    compared with, if that was named. Raises `InputError` as `reading.read`.
    """
    outside = NOTHING_OUTSIDE if closed else project.outside
    try:
        found = read(source, limits=project.limits, roots=project.roots, outside=outside, dangling=dangling)
    except NoSuchFile as error:
        raise meant(project, error, beside) from None
    return _of_api(project, _as_one(found), project.config.path_prefix)


def meant(project: Project, error: NoSuchFile, beside: str | None = None) -> InputError:
    """The error for a source that is no file: another one where it names a release, or a revision in git.

    `beside` is the source that it would be compared with; else that is the configured description.
    """
    if ReleaseName.parse(error.source):
        return _of_release(project, error, beside)
    # Only an error needs it.
    from apidiff.reading.meant import in_a_revision

    if beside is None and project.described_by:
        try:
            beside = os.path.relpath(project.descriptions[0])
        # A pattern of the configuration matches no file.
        except InputError:
            return in_a_revision(error, None)
        if project.is_divided:
            told = in_a_revision(error, beside)
            return told if told is error else _of_several(told)
    return in_a_revision(error, beside)


def _of_release(project: Project, error: NoSuchFile, beside: str | None) -> InputError:
    """The error for a date where a file is needed; `beside` as for `meant`."""
    release = project.history.find(error.source)
    named = release or project.newest
    if named is None:
        return error
    if is_compressed(named.file):
        # No file that could be read as a description.
        other = shlex.quote(beside or next(iter(project.described_by), "FILE"))
        hint = f"Compare with it by its date: `apidiff diff {named.name} {other}`."
    else:
        hint = f"Name its snapshot: `{shlex.quote(os.path.relpath(project.schemas / named.file))}`."
    if release is not None:
        message = f"`{error.source}` is a recorded release, and a description is a file here"
        return InputError(message, place=error.place, hint=hint)
    message = f"there is no file `{error.source}`, and no release of that date is recorded"
    return InputError(message, place=error.place, hint=f"The newest release is {named.name}. {hint}")


def _of_several(told: InputError) -> InputError:
    """The error where the description at hand is in several files, and a source would be one of them."""
    hint = f"{told.hint} It is one of several files of the description, which only the records join."
    return InputError(told.message, place=told.place, hint=hint)


def configured(
    project: Project, *, dangling: Literal["error", "warn"] = "error", like: Mapping[str, JSON] | None = None
) -> Description:
    """The description that the configuration names. Raises `InputError` where it names none.

    The components of several files are called as in `like`, by default the newest snapshot.
    """
    names = [str(path) for path in project.descriptions]
    if not names:
        table = "`[[apis]]`" if project.config.api else "`[project]`"
        raise InputError(
            "no description is named" + (f" for the API `{project.config.api}`" if project.config.api else ""),
            place=Place(str(project.config.path or project.root)),
            hint=f'Name one on the command line, or set `description = "openapi.yaml"` under {table}.',
        )
    found = [
        read(name, limits=project.limits, roots=project.roots, outside=project.outside, dangling=dangling)
        for name in names
    ]
    # Components are named after their files, so the names must not depend on where this runs.
    inside = [os.path.relpath(name, project.root) for name in names]
    whole = in_one(found, inside, like or _recorded(project)) if project.is_divided else _as_one(found[0])
    mine = _of_api(project, whole, project.config.path_prefix)
    return mine._replace(warnings=(*mine.warnings, *_unowned(project, whole)))


def at_commit(project: Project, git: Git, anchor: Anchor, paths: Sequence[str], *, is_divided: bool) -> Description:
    """The description in these files of the anchor, as `configured` reads it with the configuration of the anchor.

    Raises `InputError`, and `GitError`.
    """
    found = []
    for path in paths:
        name = f"git:{anchor.commit}:{path}"
        files = GitFiles(name, project.limits.file_bytes, git)
        found.append(read(name, limits=project.limits, files=files))
    inside = [posixpath.relpath(path, anchor.root or ".") for path in paths]
    # A change of `path-prefix` is none of what the anchor has.
    prefix = (anchor.config or project.config).path_prefix
    whole = in_one(found, inside, _recorded(project)) if is_divided else _as_one(found[0])
    return _of_api(project, whole, prefix)


def _recorded(project: Project) -> dict[str, JSON] | None:
    """The document of the newest snapshot; `None` where there is none, or it cannot be read."""
    try:
        newest = project.newest
        return newest and project.snapshots.description(newest.file).document
    # Whoever asks for the snapshot itself is told what is wrong with it.
    except (InputError, OSError):
        return None


def _as_one(found: Description) -> Description:
    """A description of one file, which cannot say of itself that it is several."""
    return found._replace(document=without_parts(found.document))


def _of_api(project: Project, found: Description, prefix: str | None) -> Description:
    if prefix is None:
        return found
    payloads = payload_names(found.document, project.policy.event_schemas)
    has_addresses = found.rare is None or bool(found.rare.intersection(ADDRESSING))
    try:
        part = part_of(found.document, prefix, payloads, has_addresses=has_addresses)
    except InputError as error:
        # The cut is made of the document alone, so the place is looked up in what that was read from.
        pointer = error.place.pointer if error.place else None
        place = found.locator.locate([pointer])[pointer] if pointer is not None else None
        raise InputError(error.message, place=place, hint=error.hint) from None
    warnings = found.warnings
    if not paths_of(part):
        message = f"No path of {found.name} begins with `{prefix}`, so the API `{project.config.api}` has no operations"
        hint = f"Correct `path-prefix` in {project.config.path}, unless the API is being retired."
        warnings = (*warnings, Warned(message, Place(found.name, "/paths"), hint))
    return found._replace(document=part, warnings=warnings)


def _unowned(project: Project, found: Description) -> list[Warned]:
    """What no API governs of a description that several divide among them: nobody is asked when it changes."""
    # Only APIs that share this description can divide it among themselves.
    apis = [api for api in project.config.whole.apis if api.description == project.config.project.description]
    prefixes = [api.path_prefix for api in apis]
    # An API without a prefix governs every path.
    if not prefixes or None in prefixes:
        return []
    left = [path for path in paths_of(found.document) if not any(begins_with(path, each or "") for each in prefixes)]
    if not left:
        return []
    more = f" and {len(left) - _MOST_SHOWN:,} more" if len(left) > _MOST_SHOWN else ""
    listed = ", ".join(f"`{path}`" for path in left[:_MOST_SHOWN])
    message = f"No API governs {listed}{more} of {found.name}: no `path-prefix` covers {'them' if left[1:] else 'it'}"
    hint = f"Give each to an API in {project.config.path}."
    return [Warned(message, Place(found.name, "/paths"), hint)]
