"""`schemas/index.json`: the releases in order, each line chained to the one before it by its hash."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from apidiff.errors import InputError, Place
from apidiff.model.records import Release, VersionStatus

INDEX_NAME = "index.json"
FORMAT = "apidiff.index/1"
GENESIS = "0" * 64
"""What the first line calls the hash before it."""

_RESTORE = (
    "Restore it from version control (`git checkout -- {file}`); records are only ever written by `apidiff snapshot`."
)

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    release: Day
    file: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}\.json$")]
    sha256: Sha256
    previous: Sha256
    title: str
    path_versions: list[str]
    source_revision: str | None
    verdicts: dict[str, Literal["pass", "waived", "refused"]]


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    format: Literal["apidiff.index/1"]
    head: Sha256
    releases: list[_Line]


@dataclass(frozen=True)
class Index:
    """The index as it was read. `head` is the hash of the last line, so that its loss is noticed too."""

    path: Path
    releases: tuple[Release, ...] = ()
    head: str = GENESIS
    text: str | None = None
    """What stood in the file; `None` where there is none yet."""

    def line_of(self, release: Release) -> int | None:
        """The line of the file (from 1) on which the release stands."""
        return _line_of(self.text or "", release.release.isoformat())

    def place(self, release: Release) -> Place:
        return Place(str(self.path), pointer=f"/releases/{self.releases.index(release)}", line=self.line_of(release))


def line_document(release: Release) -> dict[str, Any]:
    """One line of the index as it is written and hashed."""
    return {
        "release": release.release.isoformat(),
        "file": release.file,
        "sha256": release.sha256,
        "previous": release.previous,
        "title": release.title,
        "path_versions": list(release.path_versions),
        "source_revision": release.source_revision,
        "verdicts": dict(release.verdicts),
    }


def line_hash(release: Release) -> str:
    """The sha256 of the line's canonical JSON, which includes the hash of the line before it."""
    return hashlib.sha256(_canonical(line_document(release))).hexdigest()


def index_bytes(releases: Iterable[Release], head: str | None = None) -> bytes:
    """The whole index as canonical JSON. `head` is the hash of the last line unless another is given."""
    listed = tuple(releases)
    document = {
        "format": FORMAT,
        "head": head or (line_hash(listed[-1]) if listed else GENESIS),
        "releases": [line_document(release) for release in listed],
    }
    return _canonical(document)


def read_index(schemas: Path) -> Index:
    """Read the index of the folder `schemas`; no file is an empty index.

    Strict in its fields, but silent about the chain: that is `verify`'s question.
    Raises `InputError`, with its line, where the file is no index.
    """
    path = schemas / INDEX_NAME
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return Index(path)
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise _broken(path, f"the index cannot be read: {reason}") from None
    return parse_index(path, text)


def parse_index(path: Path, text: str) -> Index:
    """As `read_index`, from the text of the file."""
    try:
        data = json.loads(text, object_pairs_hook=_unique)
        document = _Document.model_validate(data)
    except json.JSONDecodeError as error:
        raise _broken(path, f"the index is no JSON: {error.msg}", error.lineno) from None
    except _DuplicateKey as error:
        raise _broken(path, f"the index names the key `{error}` twice in one object") from None
    except ValidationError as error:
        raise _misshapen(path, text, data, error) from None
    except (ValueError, RecursionError):
        raise _broken(path, "the index has a number too long or lists too deep to be read") from None
    releases = tuple(_release(path, text, line) for line in document.releases)
    return Index(path, releases, document.head, text)


class _DuplicateKey(ValueError):
    pass


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _DuplicateKey(next(name for name in names if names.count(name) > 1))
    return found


def _release(path: Path, text: str, line: _Line) -> Release:
    try:
        day = datetime.date.fromisoformat(line.release)
    except ValueError:
        where = _line_of(text, line.release)
        raise _broken(path, f"the release `{line.release}` is no date of the calendar", where) from None
    verdicts: dict[str, VersionStatus] = dict(line.verdicts)
    return Release(
        release=day,
        file=line.file,
        sha256=line.sha256,
        previous=line.previous,
        title=line.title,
        path_versions=tuple(line.path_versions),
        source_revision=line.source_revision,
        verdicts=verdicts,
    )


def _misshapen(path: Path, text: str, data: Any, error: ValidationError) -> InputError:
    mistake = error.errors(include_url=False)[0]
    location = mistake["loc"]
    line = None
    if len(location) > 1 and isinstance(location[1], int):
        entry = data["releases"][location[1]]
        name = entry.get("release") if isinstance(entry, dict) else None
        line = _line_of(text, name) if isinstance(name, str) else None
    spot = Place(str(path), "".join(f"/{part}" for part in location) or None, line)
    said = mistake["msg"].removeprefix("Input ")
    return InputError(
        f"the index has `{location[-1] if location else ''}` wrong: {said}",
        place=spot,
        hint=_RESTORE.format(file=path),
    )


def _broken(path: Path, message: str, line: int | None = None) -> InputError:
    return InputError(message, place=Place(str(path), line=line), hint=_RESTORE.format(file=path))


def _line_of(text: str, release: str) -> int | None:
    position = text.find(f'"release": {json.dumps(release)}')
    return None if position < 0 else text.count("\n", 0, position) + 1


def _canonical(document: Any) -> bytes:
    from apidiff.reading import canonical_json

    return canonical_json(document)
