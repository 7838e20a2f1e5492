"""Put a rendered site into a folder: each file whole or not at all, only those that differ, never over another's."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from apidiff.errors import InputError, Place
from apidiff.recording.ownership import foreign_to_output
from apidiff.recording.writing import stale_leftovers, unwritable, write_atomically


def _refuse_foreign(folder: Path, names: Iterable[str]) -> None:
    for name in foreign_to_output(folder, names):
        raise InputError(
            f"`{name}` was not written by apidiff, and is not overwritten",
            place=Place(str(folder / name)),
            hint="Name another folder, with `--output` or as `output` in apidiff.toml; or move that file.",
        )


def require_apart(folder: Path, root: Path, records: Iterable[Path]) -> None:
    """Raise `InputError` where a site would be mixed with the project: into, or around, a folder of its own.

    `root` is the project's folder, `records` are its folders of releases, entries and templates.
    """
    at = folder.resolve()
    if root.resolve().is_relative_to(at):
        what = "this is the project's folder, or one around it"
    elif any(at.is_relative_to(each) or each.is_relative_to(at) for each in (one.resolve() for one in records)):
        what = "this is a place of the records or templates"
    else:
        return
    raise InputError(f"{what}, and no site is written into it", place=Place(str(folder)), hint=_OWN_FOLDER)


_OWN_FOLDER = "Name a folder of its own, such as `public`, with `--output` or as `output` in apidiff.toml."
_BESIDE = re.compile(r"\..*|CNAME|README(?:\.md)?", re.IGNORECASE)
"""What may lie in a folder before the first site comes into it: what a host or git reads there."""


def require_site_folder(folder: Path, apis: Collection[str] = ()) -> None:
    """Raise `InputError` where a folder is not the site's yet and holds something else.

    `apis` are the names of the sites below it. Into a folder that a site has been written to, its owner may put more.
    """
    if not folder.is_dir():
        return
    names = sorted(path.name for path in folder.iterdir())
    site = [name for name in names if _AT_ROOT.fullmatch(name)]
    # A foreign file in the place of one of the site's has an error of its own, which names it.
    if site:
        return
    others = [name for name in names if name not in (*FOLDERS, *apis) and not _BESIDE.fullmatch(name)]
    if others:
        raise InputError(
            f"this folder holds what is not the site's, such as `{others[0]}`",
            place=Place(str(folder)),
            hint=_OWN_FOLDER,
        )


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
    r"|llms\.txt|fragment\.html|sitemap(?:-[0-9]+)?\.xml"
)
"""The files of a site that are in none of its folders."""


def publish_site(
    folder: Path,
    files: Iterable[ToPublish],
    known: dict[str, tuple[str, str]],
    *,
    keep: Collection[str] = (),
    dry: bool = False,
) -> Outcome:
    """Write the files of a site that differ, and remove those of its own that it does not have any more.

    Nothing is written if something in the place of one is not apidiff's own. `known` has, by name, what a file was made
    from and the digest of what came of it; a file that is still so is not made again. `keep` names folders that belong
    to other sites. `dry` changes nothing.
    Raises `InputError` where a file of somebody else is in the place of one, where a link stands in the place of a
    folder, or where it cannot write.
    """
    files = list(files)
    names = [file.name for file in files]
    for name in sorted({name.rpartition("/")[0] for name in names}):
        _require_folder(folder, name)
    _refuse_foreign(folder, names)
    outcome = Outcome([], [], [])
    for file in files:
        path, key = folder / file.name, file.key
        before = _digest(path)
        # Both count: what it is made from is the same, and nobody has changed what came of it.
        if before is not None and known.get(file.name) == (key, before):
            outcome.same.append(file.name)
            continue
        content = file.make()
        after = hashlib.sha256(content).hexdigest()
        # Also of a file that is the same: it may have been made from something else that says the same.
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
            # A page can be made again after a crash, and syncing thousands of them takes longer than making them.
            write_atomically(path, content, durable=False)
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
    # A link among the site's folders is somebody else's, and nothing is removed through it.
    below = [folder / name for name in FOLDERS if name not in keep and not (folder / name).is_symlink()]
    for each in below:
        found += sorted(path for path in each.rglob("*") if path.suffix in (".html", ".md", ".json", ".atom"))
    for path in found:
        name = path.relative_to(folder).as_posix()
        # A name of the site alone proves nothing: only what has apidiff's mark is removed.
        if name in names or path.is_symlink() or not path.is_file() or foreign_to_output(folder, [name]):
            continue
        if not dry:
            path.unlink(missing_ok=True)
        yield name
    if not dry:
        for path in [path for each in site_folders(folder) for path in stale_leftovers(each)]:
            path.unlink(missing_ok=True)
        for each in below:
            # The deepest first: a folder of empty folders is empty once those are gone.
            for path in sorted(each.rglob("*"), reverse=True):
                _remove_empty(path)
            _remove_empty(each)


def site_folders(folder: Path) -> Iterator[Path]:
    """The folder of a site, and those in it that a site may have."""
    yield folder
    for name in FOLDERS:
        each = folder / name
        if each.is_dir() and not each.is_symlink():
            yield each
            yield from (path for path in sorted(each.rglob("*")) if path.is_dir() and not path.is_symlink())


def _remove_empty(path: Path) -> None:
    if path.is_dir() and not path.is_symlink() and not any(path.iterdir()):
        path.rmdir()


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
