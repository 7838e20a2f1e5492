"""A source in, a `Description` out: read, parsed, checked to be OpenAPI 3, and bundled."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from apidiff.errors import InputError, NoSuchFile, Place
from apidiff.model.contract import JSON, Description, Hole, Locator, Warned
from apidiff.model.digest import Digest
from apidiff.openapi.bases import localise
from apidiff.openapi.canonical import (
    ORJSON_DEPTH,
    canonical_json,
    compact_json,
    depth_of_compact,
    fast_compact_json,
)
from apidiff.openapi.dialects import in_current_dialect
from apidiff.openapi.exact_json import exact_json
from apidiff.openapi.grammar import ADDRESSING
from apidiff.openapi.normal import rare_keywords
from apidiff.openapi.pointers import join
from apidiff.openapi.references import distinct_references
from apidiff.openapi.version import checked, is_3_0
from apidiff.reading.bundle import Bundler
from apidiff.reading.discriminators import unsound, without
from apidiff.reading.json_text import parse_json
from apidiff.reading.library import FileLibrary, Parsed
from apidiff.reading.limits import DEFAULT_LIMITS, Limits, paused_collector
from apidiff.reading.lines import FileLocator, NoLocator, Unit
from apidiff.reading.outside import NOTHING_OUTSIDE, Outside
from apidiff.reading.references import (
    CircularReference,
    keyword_at,
    names_schemes_elsewhere,
    refers_to_files,
    settle,
    unresolved,
)
from apidiff.reading.sources import DiskFiles, Files, OneFile, git_name
from apidiff.reading.text import too_deep

if TYPE_CHECKING:
    from pathlib import Path

    from apidiff.reading.bundle import Lost

_ADDRESS = r"(?i)(?:https?|ftp|file)://"
_VALUE = "document"
"""The name of a description that came as a `dict`."""


Source = str | os.PathLike[str] | dict[str, Any]


def read_pair(
    base: Source,
    revision: Source,
    *,
    limits: Limits = DEFAULT_LIMITS,
    roots: tuple[Path, ...] = (),
    outside: Outside = NOTHING_OUTSIDE,
) -> tuple[Description, Description]:
    """As `read`, of two releases: files that are the same in both are parsed once, and their values shared.

    A reference that leads to nothing is an error in the revision, and a warning in the base.
    """
    parsed: Parsed = {}
    first = read(base, limits=limits, roots=roots, outside=outside, parsed=parsed, dangling="warn")
    return first, read(revision, limits=limits, roots=roots, outside=outside, parsed=parsed)


def read(
    source: Source,
    *,
    limits: Limits = DEFAULT_LIMITS,
    roots: tuple[Path, ...] = (),
    outside: Outside = NOTHING_OUTSIDE,
    bundled: bool = False,
    dangling: Literal["error", "warn"] = "error",
    parsed: Parsed | None = None,
    files: Files | None = None,
) -> Description:
    """Read the OpenAPI 3.0, 3.1 or 3.2 description that `source` names, in its own dialect, with its files bundled.

    `source` is a path, `-` for standard input, `git:REVISION:PATH` or as git writes it `REVISION:PATH`, or a document
    as a `dict` (which is copied); and as
    far as `outside` allows, `python:MODULE:NAME` or an http(s) address.
    Files are read under the main file's folder and under `roots` only, links resolved. With
    `bundled`, as a snapshot is, no other file is read: a reference to one is no more than a text. With
    `dangling="warn"`, as a base is read, a `$ref` without a target makes a warning and what hangs on it undecided (see
    `references.settle`). `parsed` is for `read_pair`. `files`, if they are
    given, hold what `source` names.
    Raises `InputError` where it is no OpenAPI 3, a file or a `$ref`'s target is missing, or a budget is passed.
    """
    with paused_collector():
        if isinstance(source, dict):
            return _read_value(_copied(source, limits), _VALUE, limits, bundled, dangling == "warn")
        name = os.fspath(source)
        if name.startswith("python:"):
            return _read_value(_of_application(name, limits, outside), name, limits, bundled, dangling == "warn")
        library = FileLibrary(files or files_of(name, limits, roots, outside), limits, parsed)
        locator = FileLocator(library, Unit(library.files.main, ""))
        try:
            return _described(git_name(name) or name, library, locator, bundled, dangling == "warn")
        # It has no lines, and whoever asked may know what was meant.
        except NoSuchFile:
            raise
        except InputError as error:
            place = error.place and _with_lines([error.place], locator, library)[0]
            message = error.message
            if isinstance(error, CircularReference):
                message = error.told(locator.locate(error.pointers))
            raise InputError(message, place=place, hint=error.hint) from None
        finally:
            library.files.close()


def _described(name: str, library: FileLibrary, locator: FileLocator, bundled: bool, is_lenient: bool) -> Description:
    main = library.files.main
    document = checked(library.load(main), Place(library.shown(main)), is_lenient=is_lenient)
    try:
        found = _bundled(document, main, library, locator, bundled=bundled, is_lenient=is_lenient)
    except RecursionError:
        raise library.too_deep() from None
    places = _with_lines([warned.place for warned in found.warnings], locator, library)
    warnings = tuple(warned._replace(place=place) for warned, place in zip(found.warnings, places, strict=True))
    return Description(name, library.digest, found.document, locator, found.rare, warnings, found.holes)


def _read_value(value: JSON, name: str, limits: Limits, bundled: bool, is_lenient: bool) -> Description:
    """The description that a value is which was never a file: its places have no lines."""
    # A `dict` came from no file that an error could name.
    file = None if name == _VALUE else name
    document = checked(value, Place(file), is_lenient=is_lenient)
    try:
        data = canonical_json(document)
    except RecursionError:
        raise too_deep(limits, Place(file)) from None
    library = FileLibrary(OneFile(name, data, limits.file_bytes), limits)
    locator: Locator = NoLocator()
    try:
        # So that the library does not parse `data`, the text of this very value.
        library.values[name] = document
        found = _bundled(document, name, library, None, bundled=bundled, is_lenient=is_lenient)
    except RecursionError:
        raise too_deep(limits, Place(file)) from None
    except InputError as error:
        place = error.place and error.place._replace(file=file, line=None)
        raise InputError(error.message, place=place, hint=error.hint) from None
    return Description(name, Digest([data]), found.document, locator, found.rare, found.warnings, found.holes)


def _of_application(name: str, limits: Limits, outside: Outside) -> JSON:
    """The value that an application says that it is."""
    if outside.application is None:
        raise InputError(
            f"`{name}` is an application, and the Python interface runs none",
            hint="Pass what `app.openapi()` returns, or use the command line.",
        )
    # Few sources are an application, Git or an address, and each of their modules costs some milliseconds.
    from apidiff.reading.app_source import asked

    text = asked(name, outside.application, limits.file_bytes).decode()
    try:
        return parse_json(text, name, limits)
    except InputError as error:
        # Nobody sees the one line that the application's process wrote.
        error.place = error.place and error.place._replace(line=None)
        raise


def files_of(name: str, limits: Limits, roots: tuple[Path, ...], outside: Outside = NOTHING_OUTSIDE) -> Files:
    """The files of a source: a path, `-`, `git:REVISION:PATH`, `REVISION:PATH`, or an address on an allowed host.

    Raises `InputError` for anything else.
    """
    if name == "-":
        # One byte more than is allowed tells that there is too much, and an endless input is not read to its end.
        return OneFile("-", sys.stdin.buffer.read(limits.file_bytes + 1), limits.file_bytes)
    if git_name(name):
        from apidiff.reading.git_source import GitFiles

        return GitFiles(name, limits.file_bytes)
    if "://" in name and re.match(_ADDRESS, name):
        from apidiff.reading.http_source import HttpFiles

        return HttpFiles(name, limits.file_bytes, outside.hosts)
    return DiskFiles(name, limits.file_bytes, roots)


class _Bundled(NamedTuple):
    """A document with its files written into it."""

    document: dict[str, JSON]
    rare: frozenset[str]
    """Which rare keywords it holds."""
    warnings: tuple[Warned, ...] = ()
    holes: tuple[Hole, ...] = ()


def _bundled(
    document: dict[str, JSON],
    main: str,
    library: FileLibrary,
    locator: FileLocator | None,
    *,
    bundled: bool,
    is_lenient: bool,
) -> _Bundled:
    """The document as one; from where its files are in one, `locator` knows what was written where."""
    lost: Lost = {}
    whole = _addressed(document, library)
    # Most descriptions are one file, which their compact text tells; they are not walked and copied by the bundler.
    if not bundled and (refers_to_files(whole.compact, whole.references) or names_schemes_elsewhere(whole.local)):
        whole = _in_one(whole, main, library, locator, lost if is_lenient else None)
    elif "$schema" in whole.rare and not is_3_0(document):
        # Older drafts have other names for anchors, and ignore what stands beside a `$ref`.

        local = localise(in_current_dialect(document), binds=False)
        whole = whole._replace(local=local, references=distinct_references(_compact(local, library)))
    document = whole.document
    warnings: tuple[Warned, ...] = ()
    holes: tuple[Hole, ...] = ()
    # Checked after bundling, when a reference to another file that leads to nothing is a stand-in of the bundler, and
    # dangles like any other.
    dangling = unresolved(whole.local, whole.references)
    first = next(dangling, None)
    if first is not None:
        if not is_lenient:
            first.error.place = Place(pointer=join((*first.tokens, keyword_at(document, first.tokens))))
            raise first.error

        places = None if locator is None else locator.locate
        document, warnings, holes = settle(document, [first, *dangling], lost, places)
    # A name in the text is enough to look closer; most descriptions have no discriminator, and skip the walk.
    if b'"discriminator":' in whole.compact:
        for each in (selecting := list(unsound(whole.local, whole.compact))):
            if not is_lenient:
                raise each.error
        document, more = without(document, selecting)
        warnings += more
    return _Bundled(document, whole.rare, warnings, holes)


class _Whole(NamedTuple):
    """A document, and what is asked of it on the way: its text without spaces, its references, its rare keywords."""

    document: dict[str, JSON]
    local: dict[str, JSON]
    """The document with addresses of its own, `$id` and anchors, turned into pointers."""
    compact: bytes
    references: set[str]
    rare: frozenset[str]


def _addressed(document: dict[str, JSON], library: FileLibrary) -> _Whole:
    compact = _compact(document, library)
    rare = rare_keywords(compact)
    if is_3_0(document) or not rare.intersection(ADDRESSING):
        return _Whole(document, document, compact, distinct_references(compact), rare)
    # An address may be that of an `$id` in the document itself, and `#/a` may count from one.

    local = localise(document, binds=False)
    compact = _compact(local, library)
    return _Whole(document, local, compact, distinct_references(compact), rare)


def _in_one(whole: _Whole, main: str, library: FileLibrary, locator: FileLocator | None, lost: Lost | None) -> _Whole:
    """The document with the files that it refers to written into it."""

    # Under the name of the main file, since other files may refer back to it by its addresses.
    library.values[main], library.written[main] = whole.local, whole.document
    library.referring.add(main)
    document, unit = Bundler(main, library, library.limits, lost).run()
    if locator is not None:
        locator.root = unit
    compact = _compact(document, library)
    return _Whole(document, document, compact, distinct_references(compact), rare_keywords(compact))


def _compact(document: dict[str, JSON], library: FileLibrary) -> bytes:
    """The document without spaces; raises `InputError` where it nests beyond the budget."""
    compact = fast_compact_json(document)
    if compact is not None and library.limits.depth >= ORJSON_DEPTH:
        # What orjson wrote nests no deeper than it can.
        return compact
    compact = compact or compact_json(document)
    if depth_of_compact(compact) > library.limits.depth:
        raise library.too_deep()
    return compact


def _copied(source: dict[str, Any], limits: Limits) -> JSON:
    """A JSON value equal to `source`, whose keys are texts, and which nobody else can change."""

    try:
        # A `Decimal` is a `TypeError` here, and is written digit by digit by slower code.
        try:
            text = json.dumps(source, allow_nan=False, ensure_ascii=False)
        except TypeError:
            text = exact_json(source)
        # Refuses a lone surrogate: `ensure_ascii=False` leaves it in the text, and no UTF-8 can hold it.
        text.encode()
    except RecursionError:
        raise InputError("The document is nested too deeply", hint=f"Nest at most {limits.depth} levels.") from None
    except (TypeError, ValueError) as error:
        raise InputError(f"The document is not a JSON value: {error}", hint="Give JSON values only.") from None
    return parse_json(text, None, limits)


def _with_lines(places: Sequence[Place], locator: FileLocator, library: FileLibrary) -> list[Place]:
    """The places with the lines of their pointers, where they have a pointer and no line; each file is read once."""
    pending = [place for place in places if place.line is None and place.pointer is not None]
    located = locator.locate({place.pointer for place in pending if place.file is None and place.pointer is not None})
    names = {library.shown(name): name for name in library.values}
    wanted: dict[str, set[str]] = {}
    for place in pending:
        if place.file in names and place.pointer is not None:
            wanted.setdefault(place.file, set()).add(place.pointer)
    lines = {file: locator.lines(names[file], pointers) for file, pointers in wanted.items()}
    found = []
    for place in places:
        if place.line is not None or place.pointer is None:
            found.append(place)
        elif place.file is None:
            found.append(located[place.pointer])
        else:
            found.append(place._replace(line=lines[place.file][place.pointer]) if place.file in lines else place)
    return found
