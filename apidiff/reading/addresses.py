"""A reference to another document in, the file and the place there that it means out.

An address is first that of a document, or of a part of one, which calls itself so (`$self`, `$id`). Any other is looked
for in the files: what calls itself by an address stands for the folder there, so that the files around it have the
addresses around that one. Nothing is fetched.

Source: RFC 3986, 5.1; OpenAPI 3.2.0, "Establishing the Base URI"; JSON Schema 2020-12, 8.2.1 and 9.1.2.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Protocol
from urllib.parse import urlsplit

from apidiff.errors import InputError
from apidiff.model.contract import JSON
from apidiff.openapi.bases import Resources, Tokens, address_of, is_rooted, resources_of
from apidiff.openapi.grammar import ANYTHING, OPENAPI, Kind, anchors_of, members
from apidiff.openapi.pointers import shortened
from apidiff.reading.sources import join_name

# `_nearest` keeps every prefix of an address, so their lengths add up to the square of this.
_DEEPEST = 40
"""How many folders of an address are looked at."""

Found = tuple[str, Tokens, str]
"""A file, a place in it, and the address of what stands there."""


class Library(Protocol):
    """The files, parsed once each."""

    def load(self, name: str) -> JSON:
        """The value of a file; raises `InputError` where there is none, or it does not parse."""

    def as_written(self, name: str) -> JSON:
        """The value of a file with the anchors that stand in it."""


class Addresses:
    """What the files of a description call themselves; they are looked through when an address asks for it."""

    def __init__(self, main: str, library: Library) -> None:
        self.main = main
        self.library = library
        self.resources: dict[str, Resources] = {}
        self.known: dict[str, tuple[str, Tokens]] | None = None
        """By each address that something calls itself: its file, and its place there."""
        self.stands: dict[str, str] = {}
        """By file: the address that it was taken to have."""
        self.claims: dict[str, dict[tuple[str, ...], tuple[str, ...]]] = {}
        self.names: dict[tuple[str, str], dict[str, Tokens]] = {}

    def find(self, base: str, address: str) -> Found:
        """What `address`, a reference without its fragment, means in the file `base`. Raises `InputError`."""
        if not address:
            return base, (), ""
        # The two files that are read anyway come first; to ask all others means to load what each one refers to.
        for file in dict.fromkeys((base, self.main)):
            place = self._in(file, base, address)
            if place is not None:
                return file, place, address_of(base, address)
        if is_rooted(address):
            return self._by_address(base, address, address_of(base, address))
        name = join_name(base, address)
        try:
            self.library.load(name)
        except InputError:  # there is none, or none that may be read
            url = address_of(base, address)
            elsewhere = self._known().get(url)
            if elsewhere is None:
                raise
            return *elsewhere, url
        return name, (), ""

    def in_main(self, base: str, address: str) -> Tokens | None:
        """The place in the main file of what calls itself by that address there."""
        return self._in(self.main, base, address)

    def _in(self, file: str, base: str, address: str) -> Tokens | None:
        places = self._of(file).places
        return places.get(address_of(base, address)) if places else None

    def anchors(self, file: str, address: str) -> dict[str, Tokens]:
        """The anchors of what has that address in a file; of the whole file where it is empty."""
        resources = self._of(file)
        if not resources.places:
            address = ""
        key = file, address or resources.root
        if key not in self.names:
            if len(resources.places) > (resources.root in resources.places):
                self.names[key] = {name: place for (of, name), place in resources.anchors.items() if of == key[1]}
            else:
                value = self.library.as_written(file)
                self.names[key] = anchors_of(value, self._kind(file, value))
        return self.names[key]

    def _of(self, name: str) -> Resources:
        if name not in self.resources:
            value = self.library.as_written(name)
            says_nothing = value is self.library.load(name) and not (isinstance(value, dict) and "$self" in value)
            if says_nothing:  # no base was written into its references
                return self.resources.setdefault(name, Resources(address_of(name), {}, {}))
            self.resources[name] = resources_of(value, self._kind(name, value), name)
        return self.resources[name]

    def _kind(self, name: str, value: JSON) -> Kind:
        return OPENAPI if name == self.main or (isinstance(value, dict) and "openapi" in value) else ANYTHING

    def _by_address(self, base: str, address: str, url: str) -> Found:
        known = self._known().get(url)
        if known is not None:
            return *known, url
        name = self._file_at(base, url)
        if name is None:
            join_name(base, address)  # says why that is no file
            raise InputError(
                f"`{shortened(address)}` is the address of nothing in the description",
                hint="Save what stands there as a file beside the description, and refer to that.",
            )
        self.library.load(name)
        other = self.stands.setdefault(name, url)
        # If both counted, the file would have two base URIs, and one `$ref` in it two meanings.
        if other != url:
            raise InputError(
                f"Two addresses lead to the file `{name}`: `{shortened(other)}` and `{shortened(url)}`",
                hint="Give the description the address that its folder has as `$self`, or the file its own as `$id`.",
            )
        return name, (), ""

    def _file_at(self, base: str, url: str) -> str | None:
        """The file at an address, as seen from one that says where it stands itself."""
        wanted = _folders(url)
        # What the file and the main file call themselves places the folders around them: with `$self:
        # https://a.example/v1/api.yaml`, `https://a.example/v1/x/pet.yaml` is `x/pet.yaml` beside that file.
        roots = [(file, _folders(self._of(file).root)) for file in dict.fromkeys((base, self.main))]
        fitting = [(file, claim) for file, claim in roots if claim and claim[:2] == wanted[:2]]
        if fitting:
            file, claim = max(fitting, key=lambda each: len(posixpath.commonprefix([each[1], wanted])))
        else:
            # Neither root fits: the `$id` of a part does, the one that shares most folders, down to scheme and host.
            nearest, deepest = self._nearest(base), min(len(wanted), _DEEPEST)
            file, claim = base, next((nearest[wanted[:n]] for n in range(deepest, 1, -1) if wanted[:n] in nearest), ())
        if not claim:
            return None
        return join_name(file, posixpath.relpath(urlsplit(url).path, "/".join(claim[2:]) or "/"))

    def _nearest(self, file: str) -> dict[tuple[str, ...], tuple[str, ...]]:
        """For each folder of an address: the first one in or under it that a part of the file claims."""
        if file not in self.claims:
            self.claims[file] = {}
            for url in self._of(file).places:
                claim = _folders(url)
                for n in range(2, min(len(claim), _DEEPEST) + 1):
                    self.claims[file].setdefault(claim[:n], claim)
        return self.claims[file]

    def _known(self) -> dict[str, tuple[str, Tokens]]:
        if self.known is None:
            self.known = {}
            self._look_through([self.main])
        return self.known

    def _look_through(self, names: list[str]) -> None:
        """Note what each file calls itself and its parts, and each that those refer to."""
        known: dict[str, tuple[str, Tokens]] = {}
        self.known = known
        seen = set(names)
        later: dict[tuple[str, str], None] = {}
        while names or later:
            # An address waits until every file that is known by its path is read: one of them may call itself so, and
            # then no file is looked for under that address.
            if not names:
                (base, url) = next(iter(later))
                del later[base, url]
                name = None if url in known else self._file_at(base, url)
                names = [] if name is None or name in seen else [name]
                seen.update(names)
                continue
            file = names.pop()
            with suppress(InputError):  # told where the reference is followed
                value = self.library.load(file)
                for url, place in self._of(file).places.items():
                    known.setdefault(url, (file, place))
                for address in _addresses(value):
                    if is_rooted(address):
                        later[file, address_of(file, address)] = None
                        continue
                    with suppress(InputError):
                        name = join_name(file, address)
                        if name not in seen:
                            seen.add(name)
                            names.append(name)


def _addresses(document: JSON) -> Iterator[str]:
    """The address of each `$ref` in a document that leads out of it."""
    stack = [(document, OPENAPI if isinstance(document, dict) and "openapi" in document else ANYTHING)]
    while stack:
        node, kind = stack.pop()
        reference = node.get("$ref") if isinstance(node, dict) else None
        if isinstance(reference, str) and not reference.startswith("#"):
            yield reference.partition("#")[0]
        stack.extend(reversed([(child, child_kind) for _, child, child_kind in members(node, kind)]))


@lru_cache(maxsize=16_384)
def _folders(url: str) -> tuple[str, ...]:
    """The scheme, the host and the folders of an address that was written; empty for the place of a file."""
    scheme, host, path, *_ = urlsplit(url)
    if not host or (host == "description.invalid" and path.startswith("/folder")):
        return ()
    return scheme, host, *path.split("/")[:-1]
