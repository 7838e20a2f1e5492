"""Put rendered files into a folder: each whole or not at all, only those that differ, and never over another's file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from apidiff.errors import InputError, Place
from apidiff.recording.ownership import foreign_to_output
from apidiff.recording.writing import unwritable, write_atomically


def outdated(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """The names whose file in the folder differs or is missing.

    Raises `InputError` where a file of that name is not apidiff's own: it lacks the mark that every rendered file has.
    """
    changed = [name for name, content in files.items() if not _same(folder / name, content)]
    _refuse_foreign(folder, changed)
    return changed


def _refuse_foreign(folder: Path, names: Iterable[str]) -> None:
    for name in foreign_to_output(folder, names):
        raise InputError(
            f"`{name}` was not written by apidiff, and is not overwritten",
            place=Place(str(folder / name)),
            hint="Name another folder, with `--output` or as `output` in apidiff.toml; or move that file.",
        )


def publish(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write what differs, and answer with its names. Raises `InputError` as `outdated`, or where it cannot write."""
    changed = outdated(folder, files)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from None
    for name in changed:
        write_atomically(folder / name, files[name])
    return changed


class ToPublish(Protocol):
    """A file of a site, made when it is asked for."""

    @property
    def name(self) -> str:
        """From the site's root, with `/`."""

    @property
    def make(self) -> Callable[[], bytes]: ...

    @property
    def key(self) -> str:
        """A digest of what it is made from."""


class Outcome(NamedTuple):
    """What publishing a site did, or would do: names of files."""

    changed: list[str]
    same: list[str]
    removed: list[str]


FOLDERS = ("releases", "versions", "operations", "compare", "years")
"""The folders of a site."""
_AT_ROOT = re.compile(
    r"index\.(?:html|md)|CHANGELOG\.md|feed\.(?:atom|json)|changelog\.json|search(?:-[0-9]+)?\.json|calendar\.ics"
)
"""The files of a site that are in none of its folders."""


def publish_site(
    folder: Path,
    files: Callable[[], Iterable[ToPublish]],
    known: dict[str, tuple[str, str]],
    *,
    keep: Collection[str] = (),
    dry: bool = False,
) -> Outcome:
    """Write the files of a site that differ, and remove those of its own that it does not have any more.

    `files` is asked twice, first for the names alone: nothing is written if something in the place of one is not
    apidiff's own. `known` has, by name, what a file was made from and the digest of what came of it; a file that is
    still so is not made again. `keep` names folders that belong to other sites. `dry` changes nothing.
    Raises `InputError` as `outdated`, where a link stands in the place of a folder, or where it cannot write.
    """
    names = [file.name for file in files()]
    for name in sorted({name.rpartition("/")[0] for name in names}):
        _require_folder(folder, name)
    _refuse_foreign(folder, names)
    outcome = Outcome([], [], [])
    for file in files():
        path, key = folder / file.name, file.key
        before = _digest(path)
        if before is not None and known.get(file.name) == (key, before):
            outcome.same.append(file.name)
            continue
        content = file.make()
        after = hashlib.sha256(content).hexdigest()
        known[file.name] = (key, after)
        if after == before:
            outcome.same.append(file.name)
            continue
        outcome.changed.append(file.name)
        if not dry:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise unwritable(path.parent, error) from None
            write_atomically(path, content)
    outcome.removed.extend(sorted(_remove(folder, {*names}, {*keep}, dry)))
    for name in {*known} - {*names}:
        del known[name]
    return outcome


def _require_folder(folder: Path, name: str) -> None:
    """A link in the place of a site's folder would lead what is written out of it."""
    at = folder
    for part in filter(None, name.split("/")):
        at = at / part
        if at.is_symlink() or (at.exists() and not at.is_dir()):
            raise InputError(
                f"`{at.name}` is in the place of a folder of the site",
                place=Place(str(at)),
                hint="Name another folder, with `--output` or as `output` in apidiff.toml; or move that file.",
            )


def _remove(folder: Path, names: set[str], keep: set[str], dry: bool) -> Iterator[str]:
    """Remove apidiff's own files that are none of `names`, and the folders that are empty then."""
    found = [path for path in sorted(folder.iterdir()) if _AT_ROOT.fullmatch(path.name)] if folder.is_dir() else []
    below = [folder / name for name in FOLDERS if name not in keep and not (folder / name).is_symlink()]
    for each in below:
        found += sorted(path for path in each.rglob("*") if path.suffix in (".html", ".md", ".json", ".atom"))
    for path in found:
        name = path.relative_to(folder).as_posix()
        if name in names or path.is_symlink() or not path.is_file() or foreign_to_output(folder, [name]):
            continue
        if not dry:
            path.unlink(missing_ok=True)
        yield name
    if not dry:
        for each in below:
            for path in sorted(each.rglob("*"), reverse=True):
                _remove_empty(path)
            _remove_empty(each)


def _remove_empty(path: Path) -> None:
    if path.is_dir() and not path.is_symlink() and not any(path.iterdir()):
        path.rmdir()


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _same(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False
