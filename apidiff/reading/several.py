"""The descriptions of several files in, the description of the one API that they are about out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON, Description, Locator
from apidiff.model.digest import Digest
from apidiff.openapi.grammar import ADDRESSING
from apidiff.openapi.merging import Merged, Part, merged, names_as_in, original_tokens, owner_of, renamed_tokens
from apidiff.openapi.pointers import join, split
from apidiff.reading.lines import files_read

_UNFIT = re.compile(r"[^A-Za-z0-9_-]+")
_MOST_NAMED = 3
_SAY_NOTHING = frozenset({"api", "index", "main", "openapi", "spec", "swagger"})
"""Names of files that do not tell one from another, so that the folder's counts as well."""


def in_one(
    descriptions: Sequence[Description], files: Sequence[str], like: Mapping[str, JSON] | None = None
) -> Description:
    """One description of the paths and events of all, in which each keeps components of its own (`openapi.merging`).

    `files` are the paths by which the descriptions are told apart; one is enough, and has its components renamed, too.
    What an older form of the whole, `like`, has under other names keeps these.
    Raises `InputError`, with its place, where they contradict each other, or name places otherwise than by pointers.
    """
    for each in descriptions:
        if each.rare is None or each.rare.intersection(ADDRESSING):
            raise InputError(
                "a description in several files cannot name places by `$id`, anchors or `$self`",
                place=Place(each.name),
                hint="Name them by pointers, `#/components/schemas/NAME`, or list each file under `[[apis]]`.",
            )
    names = part_names(files)
    if like is not None:
        names = names_as_in(like, [each.document for each in descriptions], names)
    parts = [Part(name, each.name, each.document) for name, each in zip(names, descriptions, strict=True)]
    try:
        found = merged(parts)
    except InputError as error:
        # `merging` names the part in the error; the locator of that part knows the file and the line.
        owner = next((each for each in descriptions if error.place and each.name == error.place.file), None)
        if owner is None or error.place is None or error.place.pointer is None:
            raise
        place = owner.locator.locate([error.place.pointer])[error.place.pointer]
        raise InputError(error.message, place=place, hint=error.hint) from None
    shown = ", ".join(each.name for each in descriptions[:_MOST_NAMED])
    more = f" and {len(descriptions) - _MOST_NAMED:,} more" if len(descriptions) > _MOST_NAMED else ""
    return Description(
        shown + more,
        Digest(str(each.digest).encode() for each in descriptions),
        found.document,
        SeveralLocator(found, tuple(names), tuple(each.locator for each in descriptions)),
        frozenset(keyword for each in descriptions for keyword in each.rare or ()),
        tuple(warned for each in descriptions for warned in each.warnings),
        tuple(
            hole._replace(tokens=renamed_tokens(name, hole.tokens))
            for name, each in zip(names, descriptions, strict=True)
            for hole in each.holes
        ),
    )


def part_names(files: Sequence[str]) -> list[str]:
    """What the components of each file begin with: as much of the end of its path as tells it from the others."""
    paths = [os.path.splitext(file)[0].replace(os.sep, "/").split("/") for file in files]
    shortest = 2 if any(path[-1].lower() in _SAY_NOTHING for path in paths) else 1
    for length in range(shortest, max([shortest, *map(len, paths)]) + 1):
        # Nothing is left of a name in other letters, such as `日本.yaml`.
        names = [_UNFIT.sub("-", "_".join(path[-length:])).strip("-") or "x" for path in paths]
        if len(set(names)) == len(names):
            return names
    # Punctuation alone tells them apart, as `a b.yaml` and `a-b.yaml`.
    return [f"{name}-{number}" for number, name in enumerate(names, start=1)]


@dataclass(frozen=True, slots=True)
class SeveralLocator:
    """Finds a place of the description in the file of the one that it is from."""

    merged: Merged
    names: tuple[str, ...]
    locators: tuple[Locator, ...]

    def files(self) -> list[str]:
        """The files that were read."""
        return [file for locator in self.locators for file in files_read(locator)]

    def locate(self, pointers: Iterable[str]) -> Mapping[str, Place]:
        """As of each description by itself."""
        own: dict[int, dict[str, str]] = {}
        for pointer in pointers:
            tokens = split(pointer)
            index = owner_of(self.merged, self.names, tokens)
            own.setdefault(index, {})[pointer] = join(original_tokens(self.names[index], tokens))
        found: dict[str, Place] = {}
        for index, wanted in own.items():
            places = self.locators[index].locate(wanted.values())
            found |= {pointer: places[inner] for pointer, inner in wanted.items()}
        return found
