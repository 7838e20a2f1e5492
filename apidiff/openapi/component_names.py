"""Places in files in, names for them as components out: readable, unique, and the same whatever was read first."""

import itertools
import posixpath
import re
from collections.abc import Collection, Iterator, Set
from typing import NamedTuple

Key = tuple[str, tuple[str, ...], str]
"""A file, a place in it, a section of `components`."""

_UNFIT = r"[^A-Za-z0-9._-]+"
_FILE_LIKE = r"(?i)[#/]|\.(?:json|ya?ml)\Z"


class Wanted(NamedTuple):
    """A place that needs a name, and the one that the main file gave it, if any."""

    key: Key
    home: str | None = None


def ends_like_a_file(reference: str) -> bool:
    """Whether the path of a reference ends as the names of descriptions do."""
    return reference.partition("#")[0].lower().endswith((".json", ".yaml", ".yml"))


def names_a_file(reference: str) -> bool:
    """Whether a discriminator's mapping value is a URI reference; a bare `Dog` is a component's name."""
    return bool(re.search(_FILE_LIKE, reference))


def assign_names(wanted: Collection[Wanted], taken: Set[tuple[str, str]]) -> dict[Key, str]:
    """A name for each place, unique in its section, of the characters that a component's name may have.

    It is the last token of the pointer, or the file's name where the whole file is meant. Where several want it, the
    one nearest to the main file has it (the order of file names decides between equals), and the others put as many of
    their folders before it as it takes, and at last a number. So no name hangs on what was read first, and a file added
    further away renames nothing.
    """
    names: dict[Key, str] = {}
    used = set(taken)
    for item in wanted:
        # What the main file has named keeps that name, and the others are named around it.
        if item.home is not None:
            names[item.key] = item.home
            used.add((item.key[2], item.home))
    for key in sorted((item.key for item in wanted if item.home is None), key=_nearness):
        name = next(name for name in _candidates(key) if (key[2], name) not in used)
        names[key] = name
        used.add((key[2], name))
    return names


def _nearness(key: Key) -> tuple[int, int, Key]:
    file, tokens, _ = key
    # One folder up counts as two steps, so that a file outside is further away than one that lies as deep inside.
    return file.count("/") + file.count("../"), len(tokens), key


def _candidates(key: Key) -> Iterator[str]:
    """The names that a place may have, the best first."""
    file, tokens, _ = key
    stem = _stem(file)
    name = _fit(tokens[-1] if tokens else stem)
    yield name
    before = [part for part in posixpath.dirname(file).split("/") if part and part != ".."]
    for part in reversed([*before, stem] if tokens else before):
        name = f"{_fit(part)}_{name}"
        yield name
    yield from (f"{name}_{number}" for number in itertools.count(2))


def _stem(file: str) -> str:
    name = posixpath.basename(file)
    # Of `pet.schema.json` both endings go.
    return re.sub(r"(?:\.(?:json|ya?ml|schema|openapi))+\Z", "", name, flags=re.IGNORECASE) or name


def _fit(name: str) -> str:
    return re.sub(_UNFIT, "_", name).strip("_") or "unnamed"
