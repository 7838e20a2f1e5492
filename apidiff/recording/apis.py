"""A project in, a project for each of its APIs out: those that are selected by name, or all in the file's order.

Each is a project with one description and records of its own, as one without `[[apis]]` is.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace

from apidiff.errors import InputError, Place
from apidiff.recording.project import Project


def each_of(project: Project) -> list[Project]:
    """Every API of the file; the project itself where it has no `[[apis]]`, or is one of them already."""
    # An API's own configuration lists none, so this ends with it.
    apis = project.config.apis
    return [replace(project, config=project.config.of_api(api.name)) for api in apis] or [project]


def selected(project: Project, names: Sequence[str]) -> list[Project]:
    """The APIs of these names, or all without names, in the file's order.

    Raises `InputError` for a name that the file does not have.
    """
    apis = each_of(project)
    known = [api.config.api for api in apis if api.config.api]
    for name in names:
        if name not in known:
            raise _unknown(project, name, known)
    return [api for api in apis if not names or api.config.api in names]


def only(projects: Sequence[Project], why: str) -> Project:
    """The one API. Raises `InputError`, which begins with `why`, where there are several."""
    if len(projects) == 1:
        return projects[0]
    raise InputError(
        f"{why}, and there are several: {named(projects)}",
        place=Place(str(projects[0].config.path)),
        hint=f"Name one of them: `--api {projects[0].config.api}`.",
    )


def named(projects: Sequence[Project]) -> str:
    """The names of APIs, as a message lists them."""
    return ", ".join(f"`{project.config.api}`" for project in projects)


def _unknown(project: Project, name: str, known: Sequence[str]) -> InputError:
    place = Place(str(project.config.path or project.root))
    if not known:
        hint = "Leave `--api` out, or divide the project with `[[apis]]` (docs/configuration.md)."
        return InputError(f"`--api {name}` names an API, and the project has no `[[apis]]`", place=place, hint=hint)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    listed = ", ".join(f"`{each}`" for each in known)
    return InputError(
        f"no API is called `{name}`",
        place=place,
        hint=(f"Did you mean `{near[0]}`? " if near else "") + f"The file has {listed}.",
    )
