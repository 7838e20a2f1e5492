"""`schemas/index.json`: a line per record in the order of recording, each chained to the one before it by its hash."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from apidiff._version import __version__
from apidiff.errors import InputError, Place, escape_token
from apidiff.model.mistakes import should_be
from apidiff.model.records import Amendment, Line, RecordedStatus, Release, ReleaseName
from apidiff.openapi.canonical import canonical_json
from apidiff.reading.inside import read_plain
from apidiff.recording.frontmatter import comment
from apidiff.recording.restoring import restore

INDEX_NAME = "index.json"
FORMAT = "apidiff.index/2"
FIRST_FORMAT = "apidiff.index/1"
_FORMATS = "apidiff.index/"
_MOST_SHOWN = 80
GENESIS = "0" * 64
"""What the first line calls the hash before it."""
LIMIT_BYTES = 256 * 1024 * 1024


# `[0-9]` in these patterns, not `\d`: that one matches the digits of every script.
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
ChangeId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[1-9][0-9]{0,3})?$")]
File = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[1-9][0-9]{0,3})?\.json$")]
ObservedFile = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[1-9][0-9]{0,3})?(\.json|(\.patch)?\.json\.gz)$"),
]
# No separator: an entry is a file of the changelog's folder, and a line must not lead out of it.
EntryFile = Annotated[str, StringConstraints(pattern=r"^[^/\\\x00-\x1f\x7f]+\.md$", max_length=255)]


class _Model(BaseModel):
    # Strict: a value that is coerced (`"3"` read as 3) would be hashed as something that the file does not say.
    model_config = ConfigDict(extra="forbid", strict=True)


class _FirstLine(_Model):
    """A line of `apidiff.index/1`."""

    release: Day
    file: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\.json$")]
    sha256: Sha256
    previous: Sha256
    title: str
    path_versions: list[str]
    source_revision: str | None
    verdicts: dict[str, Literal["pass", "waived", "refused"]]


class _FirstDocument(_Model):
    format: Literal["apidiff.index/1"]
    head: Sha256
    releases: list[_FirstLine]


class _Recorded(_Model):
    """What every line of a release has."""

    release: Name
    after: Name | None
    file: File
    sha256: Sha256
    previous: Sha256
    title: str
    path_versions: list[str]
    source_revision: str | None
    entries: dict[EntryFile, Sha256]
    changes: Sha256 | None
    tool: str | None
    ids: int | None
    policy: Sha256 | None


class _ReleaseLine(_Recorded):
    kind: Literal["release"]
    verdicts: dict[str, Literal["pass", "waived", "refused"]]


class _ObservedLine(_Recorded):
    """A release of the time before the project was governed: nobody judged it."""

    file: ObservedFile
    kind: Literal["observed"]
    verdicts: dict[str, Literal["observed"]]


class _BaselineLine(_Recorded):
    """A release that was accepted with what had broken by then, and that nobody waived."""

    kind: Literal["baseline"]
    verdicts: dict[str, Literal["pass", "waived", "baseline"]]
    breaches: list[ChangeId]


class _AmendmentLine(_Model):
    kind: Literal["amendment"]
    release: Name
    date: Day
    entries: Annotated[dict[EntryFile, Sha256], Field(min_length=1)]
    previous: Sha256
    tool: str | None


_AnyLine = Annotated[_ReleaseLine | _ObservedLine | _BaselineLine | _AmendmentLine, Field(discriminator="kind")]


class IndexDocument(_Model):
    """The index of the records, `schemas/index.json`: a line per record, each with the hash of the line before it."""

    format: Literal["apidiff.index/2"]
    head: Sha256
    lines: list[_AnyLine]


@dataclass(frozen=True)
class Index:
    """The index as it was read. `head` is the hash of the last line, so that its loss is noticed too."""

    path: Path
    lines: tuple[Line, ...] = ()
    head: str = GENESIS
    text: str | None = None
    """What the file holds; `None` where there is none yet."""
    version: Literal[1, 2] = 2
    """Of its format."""

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """The lines that record a release, in the order of recording."""
        return tuple(line for line in self.lines if isinstance(line, Release))

    def line_of(self, line: Line) -> int | None:
        """The line of the file (from 1) on which a record is."""
        # An amendment has no file of its own; the hash before it is in no other line.
        key, value = ("file", line.file) if isinstance(line, Release) else ("previous", line.previous)
        return _line_of(self.text or "", key, value)

    def place(self, line: Line) -> Place:
        pointer = f"/{'releases' if self.version == 1 else 'lines'}/{self.lines.index(line)}"
        return Place(str(self.path), pointer, self.line_of(line))


def line_document(line: Line, version: Literal[1, 2] = 2) -> dict[str, Any]:
    """One line of the index as it is written and hashed."""
    if isinstance(line, Amendment):
        return {
            "kind": "amendment",
            "release": str(line.release),
            "date": line.date.isoformat(),
            "entries": dict(line.entries),
            "previous": line.previous,
            "tool": line.tool,
        }
    first = {
        "release": str(line.name),
        "file": line.file,
        "sha256": line.sha256,
        "previous": line.previous,
        "title": line.title,
        "path_versions": list(line.path_versions),
        "source_revision": line.source_revision,
        "verdicts": dict(line.verdicts),
    }
    if version == 1:
        # A line of the first format is hashed as it is written there, so that its chain holds.
        return first
    breaches = {"breaches": list(line.breaches)} if line.kind == "baseline" else {}
    return (
        first
        | breaches
        | {
            "kind": line.kind,
            "after": line.after,
            "entries": dict(line.entries),
            "changes": line.changes,
            "tool": line.tool,
            "ids": line.ids,
            "policy": line.policy,
        }
    )


def line_hash(line: Line, version: Literal[1, 2] = 2) -> str:
    """The sha256 of the line's canonical JSON, which includes the hash of the line before it."""
    return hashlib.sha256(_canonical(line_document(line, version))).hexdigest()


def head_of(lines: Iterable[Line]) -> str:
    """The hash of the last line."""
    # Reversed, so that only the last line is hashed.
    return next((line_hash(line) for line in reversed(tuple(lines))), GENESIS)


def chained(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines with the hash that each one's place asks for."""
    made: list[Line] = []
    previous = GENESIS
    for line in lines:
        made.append(line._replace(previous=previous))
        previous = line_hash(made[-1])
    return tuple(made)


def index_bytes(lines: Iterable[Line], head: str | None = None, version: Literal[1, 2] = 2) -> bytes:
    """The whole index as canonical JSON. `head` is the hash of the last line unless another is given."""
    listed = tuple(lines)
    document = {
        "format": FORMAT if version == 2 else FIRST_FORMAT,
        "head": head or (line_hash(listed[-1], version) if listed else GENESIS),
        "lines" if version == 2 else "releases": [line_document(line, version) for line in listed],
    }
    return _canonical(document)


def recorded_bytes(path: Path, lines: Iterable[Line]) -> bytes:
    """The whole index, as it is to be written to `path`.

    Raises `InputError` where it would not be read as the same lines again: an index that cannot be read is lost.
    """
    listed = tuple(lines)
    try:
        content = index_bytes(listed)
        same = parse_index(path, content).lines == listed
    except (InputError, TypeError, UnicodeError) as error:
        said = error.message if isinstance(error, InputError) else str(error)
        raise InputError(
            f"the index would not be readable: {said}",
            place=Place(str(path)),
            hint="Nothing was written. Look for a name or a revision with unusual characters.",
        ) from None
    if not same:
        hint = "Nothing was written. Please report this, with the records as they are."
        raise InputError("the index would be read as other lines", place=Place(str(path)), hint=hint)
    return content


def read_index(schemas: Path) -> Index:
    """Read the index of the folder `schemas`; no file is an empty index.

    Strict in its fields, but silent about the chain: that is `verify`'s question.
    Raises `InputError`, with its line, where the file is no index.
    """
    path = schemas / INDEX_NAME
    try:
        content = read_plain(schemas, path, LIMIT_BYTES)
    except FileNotFoundError:
        return Index(path)
    except OSError as error:
        # Whether it is broken nobody knows, so restoring it is no advice.
        message, hint = f"the index cannot be read: {error.strerror}", "Check its name and permissions."
        raise InputError(message, place=Place(str(path)), hint=hint) from None
    return parse_index(path, content)


def parse_index(path: Path, content: bytes | str) -> Index:
    """As `read_index`, from the content of the file."""
    try:
        text = content.decode("utf-8") if isinstance(content, bytes) else content
        # `json` keeps the last of two equal keys, and another reader the first: such a file says two things.
        data = json.loads(text, object_pairs_hook=_unique)
        first = isinstance(data, dict) and data.get("format") == FIRST_FORMAT
        document = (_FirstDocument if first else IndexDocument).model_validate(data)
    except UnicodeDecodeError:
        raise _broken(path, "the index cannot be read: it is not UTF-8") from None
    except json.JSONDecodeError as error:
        message = f"the index is not JSON: {error.msg}"
        # Only where it is no JSON: the marks may be part of a title.
        if "<<<<<<<" in text:
            message = "the index has the marks of a merge conflict"
            hint = "Run `apidiff repair --onto REV`, with the branch that you merge or rebase onto."
            raise InputError(message, place=Place(str(path), line=error.lineno), hint=hint) from None
        raise _broken(path, message, error.lineno) from None
    except _DuplicateKey as error:
        raise _broken(path, f"the index names the key `{error}` twice in one object") from None
    except ValidationError as error:
        raise _misshapen(path, text, data, error) from None
    # Last, as all the errors above are `ValueError`s: an integer of more than 4,300 digits, or too many levels.
    except (ValueError, RecursionError):
        raise _broken(path, "the index has a number too long or lists too deep to be read") from None
    listed = document.releases if isinstance(document, _FirstDocument) else document.lines
    lines = tuple(_line(path, text, line) for line in listed)
    return Index(path, lines, document.head, text, 1 if isinstance(document, _FirstDocument) else 2)


class _DuplicateKey(ValueError):
    pass


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _DuplicateKey(next(name for name in names if names.count(name) > 1))
    return found


def _line(path: Path, text: str, line: _FirstLine | _Recorded | _AmendmentLine) -> Line:
    name = ReleaseName.parse(line.release)
    # The pattern lets `2026-02-30` through.
    if name is None:
        where = _line_of(text, "release", line.release)
        raise _broken(path, f"the release `{line.release}` is not a date of the calendar", where)
    if isinstance(line, _AmendmentLine):
        try:
            day = datetime.date.fromisoformat(line.date)
        except ValueError:
            where = _line_of(text, "previous", line.previous)
            raise _broken(path, f"the amendment's `{line.date}` is not a date of the calendar", where) from None
        return Amendment(name, day, line.entries, line.previous, line.tool)
    # Each kind of line has verdicts of a type of its own, so the class that they share declares none.
    verdicts: dict[str, RecordedStatus] = dict(getattr(line, "verdicts", {}))
    release = Release(
        release=name.date,
        number=name.number,
        file=line.file,
        sha256=line.sha256,
        previous=line.previous,
        title=line.title,
        path_versions=tuple(line.path_versions),
        source_revision=line.source_revision,
        verdicts=verdicts,
    )
    # The first format has nothing of what follows: it is left to the upgrade, or stays null.
    if isinstance(line, _FirstLine):
        return release
    return release._replace(
        kind=_kind(line),
        breaches=tuple(line.breaches) if isinstance(line, _BaselineLine) else (),
        after=line.after,
        entries=line.entries,
        changes=line.changes,
        tool=line.tool,
        ids=line.ids,
        policy=line.policy,
    )


def _kind(line: _Recorded) -> Literal["release", "observed", "baseline"]:
    if isinstance(line, _BaselineLine):
        return "baseline"
    return "observed" if isinstance(line, _ObservedLine) else "release"


def _misshapen(path: Path, text: str, data: Any, error: ValidationError) -> InputError:
    mistake = error.errors(include_url=False)[0]
    # The kind of a line is a step of pydantic's own, and no key of the document; so is `[key]`, of a mistake in a key.
    location = tuple(
        part for index, part in enumerate(mistake["loc"]) if part != "[key]" and (index != 2 or part not in _KINDS)
    )
    # `("lines", 3, "sha256")`: a mistake within a line, which is found in the text by the release that it names.
    line = None
    if len(location) > 1 and isinstance(location[1], int):
        entry = data[str(location[0])][location[1]]
        name = entry.get("release") if isinstance(entry, dict) else None
        line = _line_of(text, "release", name) if isinstance(name, str) else None
    spot = Place(str(path), "".join(f"/{escape_token(str(part))}" for part in location) or None, line)
    # `format` is the first field of the model, so another version is told before the keys that it may have changed.
    if location == ("format",) and str(mistake["input"]).startswith(_FORMATS):
        return InputError(
            f"the index has the format `{comment(str(mistake['input']))}`, which this version does not know",
            place=spot,
            hint=f"Use a version of apidiff that does; this is {__version__}.",
        )
    # Which kind of line it is decides which keys it has, so nothing else of it can be told.
    if mistake["type"] in ("union_tag_invalid", "union_tag_not_found"):
        kind = mistake["input"].get("kind") if isinstance(mistake["input"], dict) else None
        said = (
            "is of no kind"
            if kind is None
            else f"is of the kind `{comment(str(kind))[:_MOST_SHOWN]}`, which this version does not know"
        )
        return InputError(
            f"line {int(location[-1]) + 1} of the index {said}",
            place=spot,
            hint=f"{restore(path)} If a newer version of apidiff wrote it, use that; this is {__version__}.",
        )
    said = f"it {should_be([mistake], table='an object')}"
    if mistake["type"] == "string_pattern_mismatch":
        said = f"`{comment(str(mistake['input']))[:_MOST_SHOWN]}` is not written as it should be"
    return InputError(
        f"the index has `{location[-1] if location else ''}` wrong: {said}",
        place=spot,
        hint=f"{restore(path)} Only apidiff writes records.",
    )


_KINDS = ("release", "observed", "baseline", "amendment")


def _broken(path: Path, message: str, line: int | None = None) -> InputError:
    return InputError(message, place=Place(str(path), line=line), hint=f"{restore(path)} Only apidiff writes records.")


def _line_of(text: str, key: str, value: str) -> int | None:
    # As apidiff writes it. In an index that somebody formatted otherwise, no line is found.
    position = text.find(f'"{key}": {json.dumps(value, ensure_ascii=False)}')
    return None if position < 0 else text.count("\n", 0, position) + 1


def _canonical(document: Any) -> bytes:
    return canonical_json(document)
