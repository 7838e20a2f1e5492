"""Places in files in, names for them as components out: readable, unique, and the same whatever was read first."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass

Key = tuple[str, tuple[str, ...], str]
"""A file, a place in it, a section of `components`."""

_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")
_FILE_LIKE = re.compile(r"[#/]|\.(?:json|ya?ml)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place that needs a name, and the one that the main file gave it, if any."""

    key: Key
    home: str | None = None


def names_a_file(reference: str) -> bool:
    """Whether a discriminator's mapping value is a URI reference; a bare `Dog` is a component's name."""
    return bool(_FILE_LIKE.search(reference))


def assign_names(wanted: Iterable[Wanted], taken: Set[tuple[str, str]]) -> dict[Key, str]:
    """A name for each place, unique in its section, of the characters that a component's name may have.

    It is the last token of the pointer, or the file's name where the whole file is meant. Those that would clash take
    the folder's name before it, and then a number in the order of file names, so that reading order counts for nothing.
    """
    names: dict[Key, str] = {}
    used = set(taken)
    open_keys = []
    for item in sorted(wanted, key=lambda item: item.key):
        if item.home is not None:
            names[item.key] = item.home
            used.add((item.key[2], item.home))
        else:
            open_keys.append(item.key)
    plain = {key: _plain(key) for key in open_keys}
    clashes = Counter((key[2], plain[key]) for key in open_keys)
    for key in open_keys:
        section, name = key[2], plain[key]
        if clashes[section, name] > 1 or (section, name) in used:
            name = _with_folder(key, name)
        names[key] = _numbered(section, name, used)
    return names


def _plain(key: Key) -> str:
    file, tokens, _ = key
    return _fit(tokens[-1] if tokens else _stem(file))


def _with_folder(key: Key, name: str) -> str:
    file, tokens, _ = key
    before = _stem(file) if tokens else posixpath.basename(posixpath.dirname(file))
    return f"{_fit(before)}_{name}" if before else name


def _numbered(section: str, name: str, used: set[tuple[str, str]]) -> str:
    candidate, number = name, 2
    while (section, candidate) in used:
        candidate, number = f"{name}_{number}", number + 1
    used.add((section, candidate))
    return candidate


def _stem(file: str) -> str:
    name = posixpath.basename(file)
    return re.sub(r"(?:\.(?:json|ya?ml|schema|openapi))+\Z", "", name, flags=re.IGNORECASE) or name


def _fit(name: str) -> str:
    return _UNFIT.sub("_", name).strip("_") or "unnamed"
