"""Several documents in, one out: the paths and events of all, and the components of each under names of its own.

The documents are those of one API, such as a file for each path version. A component `Lead` of the document that is
called `v72` becomes `v72.Lead`, whatever else is there, so that no document's edit renames what is another's. What
holds for all operations of a document is written out at each of them. Where a component's name is a value that travels,
as a tag of a discriminator, it is written into the mapping.

A document keeps what it was called, whatever its file is called now: `names_as_in`. The merged one lists the names
under `PARTS`, so that it can be told from a description with dots in its names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from apidiff.errors import InputError, Place, escape_token
from apidiff.model.contract import JSON
from apidiff.openapi.canonical import canonical_json
from apidiff.openapi.discriminators import spell_out
from apidiff.openapi.grammar import (
    DATA,
    DISCRIMINATOR,
    LINK,
    OPENAPI,
    OPERATION,
    PATH_ITEM,
    REQUIREMENT,
    Kind,
    members,
)
from apidiff.openapi.hierarchy import SECTION, component_name
from apidiff.openapi.operations import EVENT_FIELDS, operations, unexpected
from apidiff.openapi.part_names import PARTS, part_and_own, parts_in
from apidiff.openapi.parts import named_in, reached
from apidiff.openapi.pointers import ABSENT, below, find, join
from apidiff.openapi.tags import SELF
from apidiff.openapi.upgrade import upgraded_document

Tokens = tuple[str, ...]
_SHARED = ("openapi", "info", "tags", "externalDocs", "jsonSchemaDialect", "servers", "security", "components")
_MAPS = ("paths", *EVENT_FIELDS)
"""What each document adds members to."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the documents."""

    name: str
    """What begins the names of its components: letters, digits, `_` and `-`. Empty: they stay as they are."""
    shown: str
    """What messages call it."""
    document: dict[str, JSON]


@dataclass(frozen=True, slots=True)
class Merged:
    """The documents in one, and whose its parts are."""

    document: dict[str, JSON]
    owners: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """By a field of the document and a name in it, as `("paths", "/v72/leads")`: the index of the part it is from."""


def merged(parts: Sequence[Part]) -> Merged:
    """The documents in one, in the newest version of OpenAPI that one has.

    `info`, and whatever else only one can have, is that of the first.
    Raises `InputError` where two of them define one path or event, and not in the same way; or are written in dialects
    that no one document can have.
    """
    for part in parts:
        try:
            _require_objects(part)
        except InputError as error:
            raise InputError(error.message, place=_in(part, error.place), hint=error.hint) from None
    parts = _in_one_dialect(parts)
    # One list that all have stays at the top. Otherwise each goes to the path items that it is for (`_Renaming`).
    shares_servers = len({canonical_json(part.document.get("servers")) for part in parts}) == 1
    first = parts[0].document
    whole: dict[str, JSON] = {key: first[key] for key in ("openapi", "info", "externalDocs") if key in first}
    # Whatever the order: what only 3.2 knows, such as `query` operations, is in a document of 3.2.
    whole["openapi"] = _newest(parts)
    if shares_servers and "servers" in first:
        whole["servers"] = first["servers"]
    owners: dict[tuple[str, str], int] = {}
    components: dict[str, Any] = {}
    tags: dict[str, JSON] = {}
    for index, part in enumerate(parts):
        renamed = _Renaming(part, shares_servers=shares_servers).document()
        for key in _MAPS:
            for name, item in _object(renamed.get(key)).items():
                # Each file may have a path such as `/health`; one that is the same in both is that of the first.
                owner = owners.setdefault((key, name), index)
                if owner != index and not _is_same(parts[owner], part, key, name):
                    raise _clash(parts[owner], part, key, name)
                if owner == index:
                    whole.setdefault(key, {})[name] = item
        for section, named in _object(renamed.get("components")).items():
            components.setdefault(section, {}).update(_object(named))
        for tag in part.document.get("tags") or ():
            # Files of one API share their tags; each name is there once (OpenAPI Object, `tags`).
            tags.setdefault(str(tag.get("name")) if isinstance(tag, dict) else str(tag), tag)
        for key, value in renamed.items():
            if key not in (*_SHARED, *_MAPS):
                whole[key] = value
                owners[(key, "")] = index
    whole.pop(PARTS, None)
    if listed := [part.name for part in parts if part.name]:
        whole[PARTS] = listed
    # All are empty, and OpenAPI 3.0 requires the field.
    if "paths" not in whole and any("paths" in part.document for part in parts):
        whole["paths"] = {}
    if tags:
        whole["tags"] = list(tags.values())
    if "jsonSchemaDialect" in first:
        whole["jsonSchemaDialect"] = first["jsonSchemaDialect"]
    if components:
        whole["components"] = components
    return Merged(whole, owners)


def renamed_tokens(part: str, tokens: Tokens) -> Tokens:
    """Where a place of a document is in the merged one."""
    if tokens[:1] == ("components",) and len(tokens) > 2:
        return (*tokens[:2], _named(part, tokens[2]), *tokens[3:])
    if tokens and tokens[0] not in (*_SHARED, *_MAPS):
        return (_own_key(part, tokens[0]), *tokens[1:])
    return tokens


def original_tokens(part: str, tokens: Tokens) -> Tokens:
    """Where a place of the merged document that is this part's is in the part's own."""
    if tokens[:1] == ("components",) and len(tokens) > 2:
        return (*tokens[:2], tokens[2].removeprefix(_named(part, "")), *tokens[3:])
    if tokens and tokens[0].startswith(begun := _own_key(part, "")):
        return (tokens[0].removeprefix(begun), *tokens[1:])
    return tokens


def owner_of(merged: Merged, names: Sequence[str], tokens: Tokens) -> int:
    """The index of the part that a place of the merged document is from; the first where it is of all."""
    if tokens[:1] == ("components",) and len(tokens) > 2:
        # The name of a part has no dot, so that what stands before the first one is that name, or none is.
        begun, dot, _ = tokens[2].partition(".")
        return names.index(begun if dot and begun in names else "")
    key = (tokens[0], tokens[1]) if len(tokens) > 1 and tokens[0] in _MAPS else (tokens[0] if tokens else "", "")
    return merged.owners.get(key, 0)


def names_as_in(whole: Mapping[str, JSON], documents: Sequence[Mapping[str, JSON]], names: Sequence[str]) -> list[str]:
    """The names of parts, as a document has them that was made of older forms of the same documents.

    A part is known by its paths and events: its file may have been renamed, or have been the only one, whose components
    stand under their own names. `names` are what the others are called, unless that is taken.
    """
    known = parts_in(whole)
    votes: Counter[tuple[int, str]] = Counter()
    for index, document in enumerate(documents):
        for key in _MAPS:
            items = _object(whole.get(key))
            for path in items.keys() & _object(document.get(key)).keys():
                votes.update((index, part) for part in set(_parts_of(items[path], document, known)))
    found: dict[int, str] = {}
    # By votes first, as files may have swapped their names; among equals the one that has its name still.
    for (index, part), _ in sorted(
        votes.items(), key=lambda vote: (-vote[1], names[vote[0][0]] != vote[0][1], vote[0])
    ):
        if index not in found and part not in found.values():
            found[index] = part
    bare = next((documents[index] for index, part in found.items() if not part), {})
    taken = {*found.values(), *(part_and_own(name, names)[0] for _, name in _components(bare))}
    for index, name in enumerate(names):
        if index not in found:
            found[index] = next(
                each for each in (name, *(f"{name}-{n}" for n in range(2, len(names) + 3))) if each not in taken
            )
            taken.add(found[index])
    return [found[index] for index in range(len(names))]


def _parts_of(item: JSON, document: Mapping[str, JSON], known: Collection[str]) -> Iterator[str]:
    """The parts that the components of a merged path item are of, whose document has become `document`.

    `known` are the parts where the merged document says so; else it goes by the names that the document has.
    """
    own = set(_components(document))
    for section, name in named_in(item):
        if known:
            yield part_and_own(name, known)[0]
        elif (section, name) in own:
            yield ""
        elif (section, name.partition(".")[2]) in own:
            yield name.partition(".")[0]


def _components(document: Mapping[str, JSON]) -> Iterator[tuple[str, str]]:
    for section, named in _object(document.get("components")).items():
        yield from ((section, name) for name in _object(named))


def _named(part: str, name: str) -> str:
    """The name that a component of a part has in the merged document."""
    return f"{part}.{name}" if part else name


def _own_key(part: str, key: str) -> str:
    """The field for what a document has outside of the specification's fields; a reference may lead into it."""
    return f"x-{part}.{key}" if part else key


def _newest(parts: Sequence[Part]) -> str:
    """The version of OpenAPI that all documents can have: the newest; of those that differ in the patch, the first."""
    return max((str(part.document.get("openapi")) for part in parts), key=lambda version: version[:3])


def _in_one_dialect(parts: Sequence[Part]) -> Sequence[Part]:
    """The parts in OpenAPI 3.1 where some are in 3.0 and some are not."""
    old = [str(part.document.get("openapi")).startswith("3.0") for part in parts]
    if any(old) and not all(old):
        # The same keyword means another thing in 3.0 (`exclusiveMinimum: true`), and one document has one version.
        newest = _newest(parts)
        parts = [
            replace(part, document=upgraded_document(part.document) | {"openapi": newest}) if is_old else part
            for part, is_old in zip(parts, old, strict=True)
        ]
    first = parts[0].document.get("jsonSchemaDialect")
    for part in parts[1:]:
        if part.document.get("jsonSchemaDialect") != first:
            raise InputError(
                f"`jsonSchemaDialect` is not the same as in {parts[0].shown}",
                place=Place(part.shown, "/jsonSchemaDialect"),
                hint="Write the files of one API in one dialect.",
            )
    return parts


def _require_objects(part: Part) -> None:
    """Raise `InputError` where what is put together is of another type, so that nothing is left out unseen."""
    components = part.document.get("components")
    sections = components.items() if isinstance(components, dict) else ()
    values = [(key, part.document.get(key)) for key in (*_MAPS, "components")]
    for pointer, value in [*values, *((f"components/{escape_token(name)}", value) for name, value in sections)]:
        if value is not None and not isinstance(value, dict):
            raise unexpected("an object", value, f"/{pointer}")
    # As in a description of one file, `tags: null` is none (`openapi.types`).
    tags = part.document.get("tags")
    if tags is not None and not isinstance(tags, list):
        raise unexpected("an array", tags, "/tags")


def _object(value: JSON) -> dict[str, JSON]:
    return value if isinstance(value, dict) else {}


def _is_same(one: Part, other: Part, key: str, name: str) -> bool:
    """Whether two documents say the same of a path or an event, with all that it leads to."""
    told = []
    for part in (one, other):
        sections = _object(part.document.get("components"))
        item = _object(part.document[key])[name]
        # Two equal path items may say different things under the defaults of their documents.
        inherited = [part.document.get(each) for each in ("security", "servers")]
        names = sorted(reached([item, {"security": inherited[0]}], sections))
        found = [[*each, _object(sections[each[0]])[each[1]]] for each in names]
        told.append(canonical_json([item, inherited, found]))
    return told[0] == told[1]


def _in(part: Part, place: Place | None) -> Place:
    return Place(part.shown, place.pointer if place else None)


def _clash(one: Part, other: Part, key: str, name: str) -> InputError:
    what = "path" if key == "paths" else "event"
    return InputError(
        f"the {what} `{name}` is in {one.shown} as well, and is not the same there",
        place=Place(other.shown, below("", key, name)),
        hint="Files of one API have paths of their own. If each is an API by itself, list them under `[[apis]]`.",
    )


class _Renaming:
    """Gives the components of one document their names in the merged one, wherever something names them."""

    def __init__(self, part: Part, *, shares_servers: bool) -> None:
        self._name = part.name
        self._document = part.document
        self._shares_servers = shares_servers
        self._sections = _object(part.document.get("components"))
        siblings = not str(part.document.get("openapi")).startswith("3.0")
        self._spelled = spell_out(part.document, siblings=siblings)
        self._by_id = {
            str(operation.body["operationId"]): operation.listed
            for operation in operations(part.document, lenient=True)
            if operation.kind == "operation" and isinstance(operation.body.get("operationId"), str)
        }

    def document(self) -> dict[str, JSON]:
        """The document with its names in the merged one."""
        new: dict[str, JSON] = self._walk(self._document, OPENAPI, ())
        components = {
            section: {_named(self._name, name): value for name, value in named.items()}
            for section, named in _object(new.get("components")).items()
            if isinstance(named, dict)
        }
        kept = {key if key in (*_SHARED, *_MAPS) else _own_key(self._name, key): value for key, value in new.items()}
        return kept | ({"components": components} if components else {})

    def _walk(self, node: JSON, kind: Kind, tokens: Tokens) -> Any:
        if not isinstance(node, dict | list):
            return node
        if kind is REQUIREMENT:
            return self._requirement(node)
        if kind is DISCRIMINATOR and isinstance(node, dict):
            return self._discriminator(node, tokens)
        changed: Any = node.copy()
        for token, child, child_kind in members(node, kind):
            changed[token] = self._walk(child, child_kind, (*tokens, str(token)))
        if not isinstance(node, dict):
            return changed
        if isinstance(node.get("$ref"), str) and kind is not DATA:
            changed["$ref"] = self._reference(node["$ref"])
        # Only if the keyword is absent: `security: []` is a value, and means that nothing is required.
        elif kind is OPERATION and "security" not in node and "security" in self._document:
            changed["security"] = self._walk(self._document["security"], OPENAPI.fields["security"], ())
        elif kind is PATH_ITEM and "servers" not in node and not self._shares_servers and "servers" in self._document:
            changed["servers"] = self._document["servers"]
        elif kind is LINK:
            self._link(changed)
        return changed

    def _reference(self, reference: str) -> str:
        # As it is written, without unescaping: whole tokens change here, and the others keep their escapes.
        begun = reference.split("/")
        if begun[0] != "#" or len(begun) < 2:
            return reference
        if begun[1] == "components" and len(begun) > 3:
            begun[3] = _named(self._name, begun[3])
        elif begun[1] not in (*_SHARED, *_MAPS):
            begun[1] = _own_key(self._name, begun[1])
        return "/".join(begun)

    def _requirement(self, node: JSON) -> JSON:
        if not isinstance(node, dict):
            return node
        # Since 3.2 a key may be the URI of a scheme; what could be both is a component's name first (3.2.0, 4.30).
        schemes = _object(self._sections.get("securitySchemes"))
        return {
            _named(self._name, scheme) if scheme in schemes else self._reference(scheme): scopes
            for scheme, scopes in node.items()
        }

    def _link(self, link: dict[str, JSON]) -> None:
        """Two documents may give operations the same id, so a link names the operation by its place."""
        target = self._by_id.get(str(link.get("operationId"))) if "operationRef" not in link else None
        if target is not None:
            del link["operationId"]
            link["operationRef"] = f"#{target}"
        elif isinstance(link.get("operationRef"), str):
            link["operationRef"] = self._reference(link["operationRef"])

    def _discriminator(self, node: dict[str, JSON], tokens: Tokens) -> dict[str, JSON]:
        """With the tags written out that are a component's name."""
        if not self._name or not isinstance(node.get("mapping", {}), dict):
            return node
        new = dict(node)
        mapping = {tag: self._mapped(value) for tag, value in node.get("mapping", {}).items()}
        spelled = find(self._spelled, join(tokens))
        implied = _object(spelled.get("mapping")) if spelled is not ABSENT and isinstance(spelled, dict) else {}
        for tag, ref in implied.items():
            # `SELF` is the component that holds the discriminator, whose name changes here like any other.
            target = SECTION + escape_token(tokens[2]) if ref == SELF and len(tokens) > 2 else ref
            # What a child lists for itself is a tag still; a tag that is the component's name would go with the old
            # name.
            if tag not in mapping and isinstance(target, str) and component_name(target) == tag:
                mapping[tag] = self._reference(target)
        if mapping:
            new["mapping"] = mapping
        if "defaultMapping" in node:
            new["defaultMapping"] = self._mapped(node["defaultMapping"])
        return new

    def _mapped(self, value: JSON) -> JSON:
        """A value of a mapping; what could be a name or an address is a name first (OpenAPI 3.1.1, 4.8.25.4)."""
        if not isinstance(value, str):
            return value
        is_name = value in _object(self._sections.get("schemas"))
        return self._reference(SECTION + escape_token(value) if is_name else value)
