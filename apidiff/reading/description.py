"""A source in, a `Description` out: read, parsed, checked to be OpenAPI 3, and bundled."""

from __future__ import annotations

import gc
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON, Description
from apidiff.reading.bundle import Bundler, Unit
from apidiff.reading.canonical import canonical_json, compact_json
from apidiff.reading.library import FileLibrary
from apidiff.reading.limits import DEFAULT_LIMITS, Limits
from apidiff.reading.lines import FileLocator, NoLocator
from apidiff.reading.references import check_references, distinct_references, refers_to_files
from apidiff.reading.sources import DiskFiles, Files, StdinFiles

_VERSION = re.compile(r"3\.[012](?:\.[0-9]+.*)?\Z", re.DOTALL)
_PARTS = ("paths", "webhooks", "components")


def read(
    source: str | os.PathLike[str] | dict[str, Any], *, limits: Limits = DEFAULT_LIMITS, roots: tuple[Path, ...] = ()
) -> Description:
    """Read the OpenAPI 3.0, 3.1 or 3.2 description that `source` names, in its own dialect, with its files bundled.

    `source` is a path, `-` for standard input, `git:REVISION:PATH`, or a document as a `dict` (which is not changed).
    Files are read under the main file's folder and under `roots` only, links resolved; nothing is fetched.
    Raises `InputError` where it is no OpenAPI 3, a file or a `$ref`'s target is missing, or a budget is passed.
    """
    with _paused_collector():
        if isinstance(source, dict):
            return _read_value(source)
        name = os.fspath(source)
        library = FileLibrary(_files(name, limits, roots), limits)
        main = library.files.main
        locator = FileLocator(library.files, limits, Unit(main, ""))
        try:
            document = _checked(library.load(main), Place(library.shown(main)))
            locator.root, document = _bundled(document, main, library, limits)
        except InputError as error:
            raise _with_line(error, locator, library) from None
        return Description(name=name, sha256=library.sha256, document=document, locator=locator)


def _files(name: str, limits: Limits, roots: tuple[Path, ...]) -> Files:
    if name == "-":
        return StdinFiles(limits.file_bytes)
    if name.startswith("git:"):
        from apidiff.reading.git_source import GitFiles

        return GitFiles(name, limits.file_bytes)
    if re.match(r"(?:https?|ftp|file)://", name, re.IGNORECASE):
        raise InputError(f"`{name}` is an address, and addresses are not read", mend="Save it as a file and name that.")
    if name.startswith("python:"):
        raise InputError(
            f"`{name}` names an application, which is not run here",
            mend="Let the application write its description to a file, and name that.",
        )
    return DiskFiles(name, limits.file_bytes, roots)


def _bundled(
    document: dict[str, JSON], main: str, library: FileLibrary, limits: Limits
) -> tuple[Unit, dict[str, JSON]]:
    unit = Unit(main, "")
    compact = compact_json(document)
    references = distinct_references(compact)
    if refers_to_files(compact, references):
        document, unit = Bundler(main, library, limits).run()
        references = distinct_references(compact_json(document))
    check_references(document, references)
    return unit, document


def _read_value(document: dict[str, Any]) -> Description:
    _checked(document, Place())
    references = distinct_references(compact_json(document))
    check_references(document, references)
    digest = hashlib.sha256(canonical_json(document)).hexdigest()
    return Description(name="document", sha256=digest, document=document, locator=NoLocator())


def _checked(document: JSON, place: Place) -> dict[str, JSON]:
    """`document`, if it is an OpenAPI 3 description at all."""
    if document is None:
        raise InputError("The description is empty", place=place, mend="Start it with `openapi: 3.1.0`.")
    if not isinstance(document, dict):
        kind = "an array" if isinstance(document, list) else "a text" if isinstance(document, str) else "a single value"
        raise InputError(
            f"The description is {kind}, not an object", place=place, mend="Start it with `openapi: 3.1.0`."
        )
    version = document.get("openapi")
    if version is None:
        raise _no_version(document, place)
    if not isinstance(version, str):
        raise InputError(
            f"`openapi` is {version!r}, not a text", place=place / "openapi", mend='Quote it: `openapi: "3.1.0"`.'
        )
    if not _VERSION.match(version):
        raise InputError(
            f"OpenAPI {version[:40]} is not known", place=place / "openapi", mend="Use OpenAPI 3.0, 3.1 or 3.2."
        )
    if not any(isinstance(document.get(part), dict) for part in _PARTS):
        raise InputError(
            "The description has no `paths`, no `webhooks` and no `components`",
            place=place,
            mend="Add `paths: {}` if it is meant to be empty.",
        )
    return document


def _no_version(document: dict[str, JSON], place: Place) -> InputError:
    if "swagger" in document:
        return InputError(
            f"This is Swagger {str(document['swagger'])[:20]}, not OpenAPI 3",
            place=place / "swagger",
            mend="Convert it to OpenAPI 3, for example with `swagger2openapi`.",
        )
    near = next((key for key in document if key.lower().startswith("openapi")), None)
    mend = f"Rename `{near}` to `openapi`." if near else "Add `openapi: 3.1.0`, or name the description's main file."
    return InputError("This is no OpenAPI description: it has no `openapi`", place=place, mend=mend)


def _with_line(error: InputError, locator: FileLocator, library: FileLibrary) -> InputError:
    """The error with the line of its pointer, where it has a pointer and no line yet."""
    place = error.place
    pointer = place.pointer if place else None
    if place is None or place.line is not None or pointer is None:
        return error
    if place.file is None:
        place = locator.locate([pointer])[pointer]
    else:
        name = next((name for name in library.values if library.shown(name) == place.file), None)
        if name is not None:
            place = replace(place, line=locator.line(name, pointer))
    return InputError(error.message, place=place, mend=error.mend)


@contextmanager
def _paused_collector() -> Iterator[None]:
    """Parsing makes many objects and no garbage; the cyclic collector would look at all of them again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
