"""A document and the beginning of paths in, the part of the document that is about those paths out.

Other paths go, and with them the components that only they lead to. What leads where is asked of the text, so that more
may be kept than is needed, and nothing that is needed goes: a string that names a component, wherever it stands, leads
to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON
from apidiff.openapi.pointers import join, split
from apidiff.openapi.uri import percent_decoded

_COMPONENT = "#/components/"
_PATH = "#/paths/"
Name = tuple[str, str]
"""A section of `components`, and a name in it."""


def begins_with(path: str, prefix: str) -> bool:
    """Whether a path is `prefix`, or goes on from it with a slash."""
    # With the slash, since `/v1` is not the beginning of `/v10/leads`.
    return path == prefix or path.startswith(prefix + "/")


def paths_of(document: Mapping[str, JSON]) -> list[str]:
    """The paths of a description, in its order."""
    paths = document.get("paths")
    return [path for path in paths if path.startswith("/")] if isinstance(paths, dict) else []


def part_of(
    document: dict[str, JSON], prefix: str, payloads: Collection[str] = (), *, has_addresses: bool = False
) -> dict[str, JSON]:
    """The document with only the paths that begin with `prefix`; everything that is not a path stays.

    `payloads` are names of schemas that are surfaces of their own, and stay. With `has_addresses`, references may name
    components otherwise than by pointers, so all of them stay.
    Raises `InputError` where a `$ref` that stays leads to a place in a path that goes. A link may name an operation of
    another API (`operationRef`, `operationId`): nothing of it is read, so that the link is compared by what it says.
    """
    paths = document.get("paths")
    gone = [path for path in paths_of(document) if not begins_with(path, prefix)]
    if not gone or not isinstance(paths, dict):
        return document
    kept = {path: item for path, item in paths.items() if path not in gone}
    components = document.get("components")
    sections = components if isinstance(components, dict) else {}
    part = document | {"paths": kept}
    rest = {key: value for key, value in part.items() if key != "components"}
    if not has_addresses:
        needed = reached([rest], sections, [("schemas", name) for name in payloads])
        # A component that no path leads to stays: nothing says which API it belongs to.
        only = reached([paths[path] for path in gone], sections) - needed
        if only:
            part["components"] = {
                section: {name: value for name, value in named.items() if (section, name) not in only}
                if isinstance(named, dict)
                else named
                for section, named in sections.items()
            }
    _require_kept(part, set(gone), prefix)
    return part


def reached(nodes: list[JSON], sections: Mapping[str, JSON], further: Collection[Name] = ()) -> set[Name]:
    """The components that the nodes lead to over any number of steps, and those in `further` with what they lead to."""
    heirs = _heirs(sections)
    names = [*further, *(name for node in nodes for name in named_in(node))]
    found: set[Name] = set()
    while names:
        name = names.pop()
        node = _component(sections, name)
        if name in found or node is None:
            continue
        found.add(name)
        names += named_in(node)
        # A parent does not refer to its heirs; only a discriminator selects among them.
        if name[0] == "schemas" and any(key == "discriminator" for key, _ in _members(node)):
            names += _descendants(name[1], heirs)
    return found


def _descendants(name: str, heirs: Mapping[str, list[str]]) -> list[Name]:
    """The schemas that inherit from one, over any number of steps."""
    found: dict[str, None] = {}
    pending = list(heirs.get(name, ()))
    while pending:
        heir = pending.pop()
        if heir not in found:
            found[heir] = None
            pending += heirs.get(heir, ())
    return [("schemas", heir) for heir in found]


def _component(sections: Mapping[str, JSON], name: Name) -> JSON:
    named = sections.get(name[0])
    return named.get(name[1]) if isinstance(named, dict) else None


def _heirs(sections: Mapping[str, JSON]) -> dict[str, list[str]]:
    """By schema: those whose `allOf` names it, among which its discriminator selects (OpenAPI 3.1.1, 4.8.25)."""
    found: dict[str, list[str]] = {}
    schemas = sections.get("schemas")
    for name, schema in schemas.items() if isinstance(schemas, dict) else ():
        members = schema.get("allOf") if isinstance(schema, dict) else None
        for member in members if isinstance(members, list) else ():
            ref = member.get("$ref") if isinstance(member, dict) else None
            if isinstance(ref, str) and (parent := _named(ref)):
                found.setdefault(parent[1], []).append(name)
    return found


def named_in(node: JSON) -> Iterator[Name]:
    """The components that a text names: by pointers, as schemes of a requirement, as schemas of a mapping."""
    for key, value in _members(node):
        if isinstance(value, str):
            if name := _named(value):
                yield name
        elif key == "security" and isinstance(value, list):
            yield from (("securitySchemes", scheme) for each in value if isinstance(each, dict) for scheme in each)
        elif key == "discriminator" and isinstance(value, dict):
            mapping = value.get("mapping")
            bare = [*(mapping.values() if isinstance(mapping, dict) else ()), value.get("defaultMapping")]
            yield from (("schemas", name) for name in bare if isinstance(name, str))


def _members(node: JSON) -> Iterator[tuple[Any, JSON]]:
    """Every member of a value at any depth, with its key or index."""
    pending = [node]
    while pending:
        node = pending.pop()
        inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, value in inner:
            yield key, value
            if isinstance(value, dict | list):
                pending.append(value)


def _named(reference: str) -> Name | None:
    """The component that a reference leads to, or into."""
    if not reference.startswith(_COMPONENT):
        return None
    tokens = split(percent_decoded(reference[1:]))
    return (tokens[1], tokens[2]) if len(tokens) > 2 else None


def _require_kept(part: dict[str, JSON], gone: set[str], prefix: str) -> None:
    """Raise `InputError` where a `$ref` leads into a path that goes."""
    for key, value in _members(part):
        if key == "$ref" and isinstance(value, str) and value.startswith(_PATH):
            tokens = split(percent_decoded(value[1:]))
            if tokens[1] in gone:
                raise InputError(
                    f"`{value}` refers into a path that does not begin with `{prefix}`, so it is no part of this API",
                    place=Place(pointer=join(tokens[:2])),
                    hint="Move what both use to `components`, and refer to it there.",
                )
