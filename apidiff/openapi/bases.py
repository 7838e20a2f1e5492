"""A document with `$id`, `$anchor` and `$dynamicRef` in, the same with plain pointers out.

Source: JSON Schema 2020-12, 8.2 (base URIs and anchors) and 8.2.3.2 (`$dynamicRef`); OpenAPI 3.2.0, 4.1.2 (`$self`).
"""

import posixpath
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote, urldefrag, urljoin, urlsplit, urlunsplit

from apidiff.model.contract import JSON
from apidiff.openapi.component_names import names_a_file
from apidiff.openapi.dynamic import bind
from apidiff.openapi.grammar import DATA, OPENAPI, REQUIREMENT, Kind, is_schema, members, with_members
from apidiff.openapi.keywords import BASES
from apidiff.openapi.pointers import join, split, step
from apidiff.openapi.references import with_reference
from apidiff.openapi.uri import normal_parts, percent_decoded
from apidiff.openapi.version import is_before_3_2

Tokens = tuple[str, ...]

# So many that `../../pet.yaml` never gets to the root, where `urljoin` drops the dots and `/pet.yaml` is another
# address.
_FOLDERS = "/folder" * 40
_NOWHERE = "urn:nowhere:"
"""Begins what stands for a reference that is no address."""
_HOST = "http://description.invalid/"
_DOCUMENT = f"{_HOST[:-1]}{_FOLDERS}/description"
"""Stands for the unknown address of the file; the domain is reserved (RFC 2606), nothing is ever fetched."""


def localise(document: dict[str, JSON], kind: Kind = OPENAPI, *, binds: bool = True) -> dict[str, JSON]:
    """Rewrite references by `$id` and anchor into `#/` pointers, and drop the keywords that they went by.

    Without `$id` a pointer means the same wherever it is read. A `$dynamicRef` whose name stands at one place only, or
    that names no `$dynamicAnchor`, is the `$ref` that it comes down to; any other is bound for each way to it
    (`openapi.dynamic`), or stays unless `binds`. A reference that no `$id` in the document answers leads to another
    document: it becomes an absolute address, or a path from the place of this file (`reading.addresses` finds it).
    The document itself is not changed; what stays the same is shared.
    """
    own = own_address(document) if kind is OPENAPI else ""
    bases = _Bases(document, _defragmented(_joined(_DOCUMENT, own))[0], binds=binds)
    bases.collect(document, kind, bases.root, (), None)
    # Nothing calls itself anything, so every reference is a pointer already; or a `$dynamicRef` that leads nowhere.
    if not (bases.resources or bases.anchors or bases.dynamic or bases.refers_by_way or own):
        return document
    new: dict[str, JSON] = bases.rewrite(document, kind, bases.root)
    if bases.is_bound_by_way:
        new = bind(new, bases.scopes())
    return new


class Resources(NamedTuple):
    """What the parts of a document call themselves, by addresses that are absolute."""

    root: str
    """The address of the whole; the place of its file where it says nothing."""
    places: dict[str, Tokens]
    """Of the whole, and of each schema with an `$id`."""
    anchors: dict[tuple[str, str], Tokens]
    """By the address that they belong to, and their names."""


def resources_of(document: JSON, kind: Kind, name: str) -> Resources:
    """The addresses in a document that stands in the file `name`."""
    place = address_of(name)
    # The schemas of 3.0 know neither `$id` nor anchors: there these are unknown keywords, whatever they hold.
    if not isinstance(document, dict) or str(document.get("openapi")).startswith("3.0"):
        return Resources(place, {}, {})
    root = _defragmented(_joined(place, own_address(document) if kind is OPENAPI else ""))[0]
    bases = _Bases(document, root, binds=False)
    bases.collect(document, kind, root, (), None)
    if is_schema(kind):
        root = bases.base_of(document, root)
    # To a `$ref` a dynamic anchor is a plain one (2020-12 Core, 8.2.2).
    anchors = {key: places[0][0] for key, places in bases.dynamic.items()} | bases.anchors
    return Resources(root, {} if root == place and not bases.resources else {root: ()} | bases.resources, anchors)


@lru_cache(maxsize=16_384)
def address_of(name: str, reference: str = "") -> str:
    """The address that stands for a file, or for what it refers to."""
    return _defragmented(_joined(_joined(_DOCUMENT, quote(name)), reference))[0]


def own_address(document: dict[str, JSON]) -> str:
    """What a description calls itself (OpenAPI 3.2.0, 4.1.2); empty without `$self`, or before 3.2."""
    own = document.get("$self")
    return own if isinstance(own, str) and not is_before_3_2(document) else ""


class _Bases:
    """Where each `$id` and each anchor of a document stands."""

    def __init__(self, document: dict[str, JSON], root: str, *, binds: bool) -> None:
        self.document = document
        self.root = root
        self.binds = binds
        self.resources: dict[str, Tokens] = {}
        self.anchors: dict[tuple[str, str], Tokens] = {}
        self.dynamic: dict[tuple[str, str], list[tuple[Tokens, Tokens]]] = {}
        """For each address and name: the places, each with the outermost schema around it."""
        self.refers_by_way = False
        """Whether there is a `$dynamicRef`."""
        self.is_mistyped = False
        """Whether an anchor is no text: that is the mistake to tell, and not that a reference does not find it."""
        self.is_bound_by_way = False
        """Whether a `$dynamicRef` was met that depends on the way to it."""

    def base_of(self, node: dict[str, JSON], base: str) -> str:
        """The base URI within a schema."""
        own = node.get("$id")
        # Drafts 06 and 07 wrote an anchor as `$id: "#name"`; it changes no base.
        if not isinstance(own, str) or own.startswith("#"):
            return base
        return _defragmented(_joined(base, own))[0]

    def collect(self, node: JSON, kind: Kind, base: str, tokens: Tokens, outermost: Tokens | None) -> None:
        """Note every `$id` and anchor under `node`; `outermost` is the place of the outermost schema around it."""
        if isinstance(node, dict) and is_schema(kind):
            outermost = tokens if outermost is None else outermost
            self.refers_by_way |= "$dynamicRef" in node
            inner = self.base_of(node, base)
            if inner != base:
                # Of two schemas with one address the first in the description counts; so it is with anchors.
                self.resources.setdefault(inner, tokens)
                base = inner
            if isinstance(node.get("$anchor"), str):
                self.anchors.setdefault((base, node["$anchor"]), tokens)
            if isinstance(node.get("$dynamicAnchor"), str):
                self.dynamic.setdefault((base, node["$dynamicAnchor"]), []).append((tokens, outermost))
            self.is_mistyped |= not isinstance(node.get("$dynamicAnchor", ""), str)
        for token, child, child_kind in members(node, kind):
            self.collect(child, child_kind, base, (*tokens, str(token)), outermost)

    def scopes(self) -> dict[Tokens, dict[str, Tokens]]:
        """Every schema resource with its dynamic anchors, by the place of its root.

        Where several anchors of one resource share a name, the outermost schema around each counts as a resource.
        """
        roots = {self.root: ()} | self.resources
        found: dict[Tokens, dict[str, Tokens]] = {tokens: {} for tokens in roots.values()}
        for (base, name), places in self.dynamic.items():
            for tokens, outermost in places:
                root = roots[base] if len(places) == 1 else outermost
                found.setdefault(root, {}).setdefault(name, tokens)
        return found

    def rewrite(self, node: JSON, kind: Kind, base: str) -> JSON:
        """`node` with its references as pointers, or as they read from the file; the same object if nothing changes."""
        new: Any = node
        if isinstance(node, dict) and is_schema(kind):
            base = self.base_of(node, base)
            new = self._schema(node, base)
        elif isinstance(node, dict) and kind.name == "discriminator":
            new = self._discriminator(node, base)
        elif isinstance(node, dict) and kind is REQUIREMENT:
            new = self._requirement(node, base)
        elif isinstance(node, dict) and kind is not DATA:
            new = self._object(node, kind, base)
        return with_members(new, kind, lambda _, child, child_kind: self.rewrite(child, child_kind, base))

    def _schema(self, node: dict[str, JSON], base: str) -> dict[str, JSON]:
        if not any(keyword in node for keyword in ("$ref", *BASES)):
            return node
        new = dict(node)
        if isinstance(node.get("$id"), str):
            del new["$id"]
        if isinstance(node.get("$anchor"), str):
            del new["$anchor"]
        # With one place of that name, no way can lead to another; otherwise binding still needs to find them.
        if isinstance(node.get("$dynamicAnchor"), str) and self._is_single(node["$dynamicAnchor"]):
            del new["$dynamicAnchor"]
        if isinstance(node.get("$ref"), str):
            new["$ref"] = self.read_from(node["$ref"], base)
        if isinstance(node.get("$dynamicRef"), str):
            static = self._static(node["$dynamicRef"], base)
            if static is None and "$ref" not in new and self._leads_nowhere(node["$dynamicRef"], base):
                # As a `$ref` it is told like any other that leads to nothing.
                del new["$dynamicRef"]
                new["$ref"] = self.read_from(node["$dynamicRef"], base)
            elif static is None:
                self.is_bound_by_way |= self.binds
                new["$dynamicRef"] = self._initial(node["$dynamicRef"], base)
            else:
                del new["$dynamicRef"]
                new = with_reference(new, "#" + join(static))
        return node if new == node else new

    def _discriminator(self, node: dict[str, JSON], base: str) -> dict[str, JSON]:
        new = dict(node)
        if isinstance(node.get("mapping"), dict):
            new["mapping"] = {key: self._child(value, base) for key, value in node["mapping"].items()}
        if "defaultMapping" in node:
            new["defaultMapping"] = self._child(node["defaultMapping"], base)
        return node if new == node else new

    def _child(self, value: JSON, base: str) -> JSON:
        """What a mapping names, by a pointer; a value that is a component's name is that first."""
        if not isinstance(value, str) or self._is_component("schemas", value):
            return value
        target = self.target(value, base)
        if target is not None:
            return "#" + join(target)
        return self.read_from(value, base) if names_a_file(value) else value

    def _is_component(self, section: str, name: str) -> bool:
        components = self.document.get("components")
        named = components.get(section) if isinstance(components, dict) else None
        return isinstance(named, dict) and name in named

    def _requirement(self, node: dict[str, JSON], base: str) -> dict[str, JSON]:
        """A security requirement; a name that is no component's is a URI (OpenAPI 3.2.0, 4.30)."""
        names = {
            name: self.read_from(name, base)
            for name in node
            # From the file's own place every reference reads as it is written.
            if base != _DOCUMENT and names_a_file(name) and not self._is_component("securitySchemes", name)
        }
        return {names.get(name, name): scopes for name, scopes in node.items()} if names else node

    def _object(self, node: dict[str, JSON], kind: Kind, base: str) -> dict[str, JSON]:
        """A Reference Object or a link, whose base is the description's own address."""
        keyword = "operationRef" if kind.name == "link" and "$ref" not in node else "$ref"
        reference = node.get(keyword)
        if base == _DOCUMENT or not isinstance(reference, str):
            return node
        read = self.read_from(reference, base)
        return node if read == reference else {**node, keyword: read}

    def read_from(self, reference: str, base: str) -> str:
        """A reference as it reads from the place of the file, or as a pointer if it stays in the file."""
        target = self.target(reference, base)
        if target is not None:
            return "#" + join(target)
        if reference.startswith("#") and reference[1:2] not in ("", "/") and base in self.resources:
            # An anchor that the schema with this base lacks: one of that name elsewhere in the file is another.
            return "#" + join((*self.resources[base], reference))
        if base == _DOCUMENT or reference.startswith("#"):
            return reference
        if (joined := _joined(base, reference)).startswith(_NOWHERE):
            return reference
        address, url, origin = (urlsplit(each) for each in (reference, joined, _DOCUMENT))
        if not url.scheme:  # a base such as `urn:x` has no folder
            return reference
        if url.netloc != origin.netloc:
            return urlunsplit(url)
        # A path from the root, such as `/schemas/pet`: which host it is on is not known.
        if not url.path.startswith("/folder"):
            return urlunsplit(("", "", *url[2:]))
        path = posixpath.relpath(url.path, posixpath.dirname(origin.path))
        if path == posixpath.normpath(address.path):
            return reference
        return urlunsplit(("", "", path, url.query, url.fragment))

    def _is_single(self, name: str) -> bool:
        """Whether one place alone has the anchor; another file may have it too where nothing is bound yet."""
        return self.binds and sum(len(places) for (_, found), places in self.dynamic.items() if found == name) <= 1

    def _initial(self, reference: str, base: str) -> str:
        """Where a `$dynamicRef` leads to if nothing on the way says otherwise; by name where that is left open."""
        uri, fragment = _defragmented(_joined(base, reference))
        places = self.dynamic.get((uri, percent_decoded(fragment)))
        # An anchor of another type than text is none, so that the reference leads nowhere.
        return "#" + (join(places[0][0]) if self.binds and places else fragment)

    def _leads_nowhere(self, reference: str, base: str) -> bool:
        """Whether a `$dynamicRef` names an anchor that its own resource lacks (Core, 8.2.3.2)."""
        uri, fragment = _defragmented(_joined(base, reference))
        is_there = self.is_mistyped or (uri, percent_decoded(fragment)) in self.dynamic
        return reference.startswith("#") and not is_there

    def _static(self, reference: str, base: str) -> Tokens | None:
        """The one place that a `$dynamicRef` can lead to, or `None` where that depends on how one came there."""
        uri, fragment = _defragmented(_joined(base, reference))
        if (uri, percent_decoded(fragment)) in self.dynamic and not self._is_single(percent_decoded(fragment)):
            return None
        found = self.target(reference, base)
        # A pointer names no anchor, so such a `$dynamicRef` is a plain `$ref` (2020-12 Core, 8.2.3.2).
        return found if found is not None or not reference.startswith("#/") else split(percent_decoded(fragment))

    def target(self, reference: str, base: str) -> Tokens | None:
        """The place that a reference names by `$id` or anchor, or within another resource than the document itself."""
        uri, fragment = _defragmented(_joined(base, reference))
        fragment = percent_decoded(fragment)
        if fragment and not fragment.startswith("/"):
            places = self.dynamic.get((uri, fragment))
            return self.anchors.get((uri, fragment), places[0][0] if places else None)
        if uri == self.root:
            # `#/components/...` is the pointer already; with an address before it, the address goes.
            return None if reference.startswith("#") else split(fragment)
        if uri not in self.resources:
            return None
        tokens = self.resources[uri] + split(fragment)
        node: JSON = self.document
        for token in tokens:
            found, node = step(node, token)
            if not found:
                # Many a document keeps `#/components/...` within a schema that has an `$id`, and means the document.
                return None
        return tokens


def is_rooted(reference: str) -> bool:
    """Whether a reference does not depend on the folder that it is read from: an address, or a path from the root."""
    return reference.startswith("/") or ":" in reference.partition("/")[0]


def _defragmented(address: str) -> tuple[str, str]:
    """An address without its fragment, and the fragment."""
    return urldefrag(address)


@lru_cache(maxsize=16_384)
def _joined(base: str, reference: str) -> str:
    """One address from another; kept, since each file and each reference is resolved in several steps of reading."""
    if not reference or reference.startswith("#"):
        return _defragmented(base)[0] + reference  # `urljoin` loses a base such as `urn:x`
    try:
        address = urljoin(base, reference)
    except ValueError:
        # `http://[` and its like are no addresses, and nothing takes them apart: they name nothing here.
        return _NOWHERE + quote(reference, safe="#/")
    # Only addresses of other hosts have a normal form; the name of a file counts letter by letter.
    if "://" not in address or address.startswith(_HOST):
        return address
    return "".join(normal_parts(address))
