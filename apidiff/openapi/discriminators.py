"""A document in, the same with all that its discriminators imply written out: every tag, and the schema that it names.

A discriminator names children in four ways: by `mapping`, by the component names of the `oneOf` or `anyOf` beside it,
by the names of the components that inherit from it over `allOf`, and by `defaultMapping` (3.2). In the normal form
`mapping` says all of it: by tag, a `#/` pointer, or `SELF` for the schema that holds the discriminator. `loose` is set
where the tags do not tell the children apart, `constant` lists the tags that the child itself prescribes, and a
component that inherits has a discriminator of its own, `inherited`, of the kinds below it.

Source: OpenAPI 3.0.4, 4.7.25; 3.1.1, 4.8.25; 3.2.0, 4.25 (the Discriminator Object).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apidiff.errors import InputError, Place, escape_token
from apidiff.model.contract import JSON
from apidiff.openapi.canonical import compact_json
from apidiff.openapi.grammar import OPENAPI, Kind, is_schema, members
from apidiff.openapi.keywords import ALTERNATIVES, KEYWORDS
from apidiff.openapi.pointers import ABSENT, find, join, split
from apidiff.openapi.uri import percent_decoded

SELF = ""
"""What a tag is mapped to that names the schema with the discriminator itself."""
_HOPS = 100
_STEPS = 200_000
"""How many schemas are looked at for the constants that children prescribe; beyond, none is known."""
_MOST_KINDS = 200_000
_SECTION = "#/components/schemas/"
_APART = 3
"""The levels of a document that are looked through one by one: `components`, `schemas`, a schema."""


def spell_out(document: dict[str, JSON], *, siblings: bool) -> dict[str, JSON]:
    """Write out what the discriminators of a document imply; the document itself is not changed.

    `siblings` says whether keywords beside a `$ref` count (3.1) or are ignored (3.0). Raises `InputError` where the
    hierarchies name more kinds than a comparison could look at.
    """
    kinds = _Kinds(document, siblings=siblings)
    new: dict[str, JSON] = kinds.rewritten(document, OPENAPI, ())
    injected = kinds.inherited()
    if not injected:
        return new
    schemas = dict(new["components"]["schemas"])
    for name, discriminator in injected.items():
        schemas[name] = {**schemas[name], "discriminator": discriminator}
    return {**new, "components": {**new["components"], "schemas": schemas}}


class _Kinds:
    """The schemas of one document, and what its discriminators say of them."""

    def __init__(self, document: dict[str, JSON], *, siblings: bool) -> None:
        self._document = document
        self._siblings = siblings
        components = document.get("components")
        schemas = components.get("schemas") if isinstance(components, dict) else None
        self._schemas: dict[str, JSON] = schemas if isinstance(schemas, dict) else {}
        self._children: dict[str, list[str]] | None = None
        self._families: list[tuple[str, dict[str, JSON]]] = []
        """Each component with a discriminator of its own, and what became of that."""
        self._steps = _STEPS
        self._named = 0

    def rewritten(self, node: JSON, kind: Kind, tokens: tuple[str, ...]) -> JSON:
        """`node` with each discriminator in its normal form; the same object where there is none."""
        if len(tokens) <= _APART and b'"discriminator":' not in compact_json(node):
            return node
        changed: Any = None
        if isinstance(node, dict) and is_schema(kind) and self._has_discriminator(node):
            changed = {**node, "discriminator": self._normal(node, tokens)}
        for token, child, child_kind in members(node, kind):
            new = self.rewritten(child, child_kind, (*tokens, str(token)))
            if new is not child:
                if changed is None:
                    changed = node.copy()
                changed[token] = new
        return node if changed is None else changed

    def _has_discriminator(self, schema: dict[str, JSON]) -> bool:
        written = schema.get("discriminator")
        ignored = "$ref" in schema and not self._siblings
        return isinstance(written, dict) and isinstance(written.get("propertyName"), str) and not ignored

    def _normal(self, schema: dict[str, JSON], tokens: tuple[str, ...]) -> dict[str, JSON]:
        """The discriminator of `schema`, which stands at `tokens`, with every tag written out."""
        written = schema["discriminator"]
        property_name = written["propertyName"]
        name = tokens[2] if len(tokens) == _APART and tokens[:2] == ("components", "schemas") else None
        own = _SECTION + escape_token(name) if name is not None else None
        explicit = self._explicit(written.get("mapping"))
        tags = {tag: SELF if ref == own else ref for tag, ref in explicit.items()}
        if isinstance(written.get("defaultMapping"), str):
            default = self._reference(written["defaultMapping"])
            written = {**written, "defaultMapping": self.target(default) or default}
        grouped = any(isinstance(schema.get(keyword), list) for keyword in ALTERNATIVES)
        if grouped:
            self._name_members(schema, tags)
        elif name is not None:
            self._name_descendants(name, bool(explicit), tags)
        discriminator = {**written, **self._told_apart(schema, property_name, tags, grouped=grouped)}
        if isinstance(written.get("mapping"), dict):  # what names no schema stays as it was written
            unknown = {tag: value for tag, value in written["mapping"].items() if tag not in explicit}
            discriminator["mapping"] = unknown | discriminator["mapping"]
        if name is not None:
            self._families.append((name, discriminator))
        return discriminator

    def _explicit(self, mapping: JSON) -> dict[str, str]:
        """The tags that a mapping lists, each with the pointer of its schema; not those that name none."""
        listed = mapping.items() if isinstance(mapping, dict) else ()
        named = {tag: self.target(self._reference(value)) for tag, value in listed if isinstance(value, str)}
        return {tag: ref for tag, ref in named.items() if ref is not None}

    def _reference(self, value: str) -> str:
        """A component's name as a pointer to it: a value that could be either is a name first (3.1.1, 4.8.25.4)."""
        return _SECTION + escape_token(value) if value in self._schemas else value

    def _name_members(self, schema: dict[str, JSON], tags: dict[str, str]) -> None:
        """Add the component names of the alternatives that no tag names yet."""
        mapped = set(tags.values())
        for keyword in ("oneOf", "anyOf"):
            members = schema.get(keyword)
            for member in members if isinstance(members, list) else ():
                ref = referred(member)
                target, name = (None, None) if ref is None else (self.target(ref), _component(ref))
                if target is not None and target not in mapped and name is not None and name not in tags:
                    tags[name] = target

    def _name_descendants(self, name: str, is_mapped: bool, tags: dict[str, str]) -> None:
        """Add the names of the components that inherit, and of the schema itself, where `mapping` does not say more."""
        mapped = set(tags.values())
        children = self._inheriting()
        for child in self.below(name):
            ref = _SECTION + escape_token(child)
            schema = self._schemas[child]
            is_alias = not adds_something(schema) and (is_mapped or schema.get("nullable") is True)
            # Beside a mapping, a class in between that the mapping leaves out is an abstract one.
            is_abstract = is_mapped and child in children
            if ref not in mapped and child not in tags and not is_alias and not is_abstract:
                tags[child] = ref
        if not is_mapped:
            tags.setdefault(name, SELF)

    def _told_apart(
        self, schema: dict[str, JSON], property_name: str, tags: dict[str, str], *, grouped: bool
    ) -> dict[str, JSON]:
        """The tags as the children have them: one that lists other values for its tag goes by those."""
        by_target: dict[str, list[str]] = {}
        for tag, ref in tags.items():
            by_target.setdefault(ref, []).append(tag)
        mapping: dict[str, str] = {}
        constant: list[str] = []
        loose = False
        for ref, named in by_target.items():
            values = self.constants(schema if ref == SELF else find(self._document, ref), property_name)
            if values is not None:
                agreed = [tag for tag in named if tag in values]
                if ref == SELF and not agreed:
                    continue  # no value of its tag is the parent's own, so the parent is an abstract class
                named = agreed or values
                constant += named
            loose |= not mapping.keys().isdisjoint(named)
            mapping |= dict.fromkeys(named, ref)
        self._named += len(mapping)
        if self._named > _MOST_KINDS:
            raise _too_many()
        if loose:
            tags = {tag: ref for tag, ref in tags.items() if grouped or ref != SELF}
            return {"mapping": tags, "loose": True}
        return {"mapping": mapping, **({"constant": sorted(constant)} if constant else {})}

    def inherited(self) -> dict[str, dict[str, JSON]]:
        """By component: the discriminator that it has by inheritance, of the kinds below it."""
        found: dict[str, dict[str, JSON]] = {}
        for name, discriminator in self._families:
            mapping = discriminator["mapping"]
            grouped = any(isinstance(self._schemas[name].get(keyword), list) for keyword in ALTERNATIVES)
            targets = set(mapping.values()) if grouped else set()
            for child in self.below(name):
                schema = self._schemas[child]
                own = _SECTION + escape_token(child)
                if child in found or "discriminator" in schema or (grouped and own not in targets):
                    continue
                if not adds_something(schema) and own not in mapping.values():
                    continue
                below = [_SECTION + escape_token(other) for other in self.below(child)]
                kinds: dict[str, JSON] = {}
                if below:
                    known = {*below, own}
                    kinds = {tag: SELF if ref == own else ref for tag, ref in mapping.items() if ref in known}
                    self._named += len(kinds) + len(below)
                    if self._named > _MOST_KINDS:
                        raise _too_many()
                found[child] = {"propertyName": discriminator["propertyName"], "mapping": kinds, "inherited": True}
                if discriminator.get("loose") and kinds:
                    found[child]["loose"] = True
        return found

    def target(self, ref: str) -> str | None:
        """As the function `target`, in this document."""
        return target(self._document, ref, siblings=self._siblings)

    def below(self, name: str) -> list[str]:
        """The components that inherit from one, over any number of steps, nearest first."""
        children = self._inheriting()
        found: dict[str, None] = {}
        pending = list(children.get(name, ()))
        for child in pending:
            if child not in found and child != name:
                found[child] = None
                pending.extend(children.get(child, ()))
        self._named += len(found)
        if self._named > _MOST_KINDS:
            raise _too_many()
        return list(found)

    def _inheriting(self) -> dict[str, list[str]]:
        """By component: the components that refer to it in their `allOf`."""
        if self._children is None:
            self._children = {}
            for name, schema in self._schemas.items():
                for ref in dict.fromkeys(self._parents(schema)):
                    parent = _component(ref)
                    if parent is not None and parent != name:
                        self._children.setdefault(parent, []).append(name)
        return self._children

    def _parents(self, schema: JSON) -> Iterator[str]:
        if not isinstance(schema, dict):
            return
        pending: list[tuple[JSON, bool]] = [(schema, False)]
        while pending:
            part, is_member = pending.pop()
            if not isinstance(part, dict):
                continue
            ref = part.get("$ref")
            # A component that only refers to another one is that one under another name.
            if isinstance(ref, str) and (is_member or (self._siblings and adds_something(part))):
                target = self.target(ref)
                if target is not None:
                    yield target
            joined = part.get("allOf")
            if isinstance(joined, list) and (self._siblings or ref is None):
                pending.extend((member, True) for member in joined)

    def constants(self, schema: JSON, property_name: str, depth: int = 0) -> list[str] | None:
        """The texts that a schema lists for a property; `None` where it lists none, or not enough is known."""
        found: list[str] | None = None
        for part in self._in_place(schema):
            named = part.get("properties")
            child = named.get(property_name) if isinstance(named, dict) else None
            for inner in self._in_place(child):
                found = _common(found, _listed(inner))
        if found is None and depth < 4:
            found = self._of_alternatives(schema, property_name, depth)
        return found

    def _of_alternatives(self, schema: JSON, property_name: str, depth: int) -> list[str] | None:
        """What the alternatives of a schema list together, if each of them lists something."""
        for part in self._in_place(schema):
            group = next((part[keyword] for keyword in ("oneOf", "anyOf") if isinstance(part.get(keyword), list)), None)
            if group:
                listed = [self.constants(member, property_name, depth + 1) for member in group]
                if all(values is not None for values in listed):
                    return list(dict.fromkeys(value for values in listed for value in values or ()))
        return None

    def _in_place(self, schema: JSON) -> Iterator[dict[str, JSON]]:
        """The schema objects that hold together: through references and `allOf`."""
        seen: set[str] = set()
        pending = [schema]
        while pending and self._steps > 0:
            self._steps -= 1
            part = pending.pop()
            if not isinstance(part, dict):
                continue
            ref = part.get("$ref")
            if isinstance(ref, str):
                if ref not in seen:
                    seen.add(ref)
                    pending.append(find(self._document, ref))
                if not self._siblings:
                    continue
            yield part
            joined = part.get("allOf")
            pending.extend(joined if isinstance(joined, list) else ())


def target(document: JSON, ref: str, *, siblings: bool) -> str | None:
    """The pointer that a reference leads to in the end, through schemas that only refer; `None`: nowhere."""
    for _ in range(_HOPS):
        if not ref.startswith("#/"):
            return None
        value = find(document, ref)
        if value is ABSENT:
            return None
        inner = value.get("$ref") if isinstance(value, dict) else None
        if not isinstance(inner, str) or (siblings and len(value) > 1):
            return "#" + join(split(percent_decoded(ref[1:])))
        ref = inner
    return None


def adds_something(schema: JSON) -> bool:
    """Whether a schema that inherits asks for more than the one that it inherits from."""
    if not isinstance(schema, dict):
        return False
    joined = schema.get("allOf")
    count = (len(joined) if isinstance(joined, list) else 0) + ("$ref" in schema)
    return count > 1 or any(_asks(keyword) for keyword in schema if keyword not in ("allOf", "$ref"))


def _asks(keyword: str) -> bool:
    row = KEYWORDS.get(keyword)
    return keyword == "discriminator" or (
        row is not None and row.role not in ("annotation", "identifier", "definitions")
    )


def referred(member: JSON) -> str | None:
    """What an alternative refers to: by `$ref`, or by an `allOf` of one that only a description stands beside."""
    if not isinstance(member, dict):
        return None
    joined = member.get("allOf")
    if "$ref" not in member and isinstance(joined, list) and len(joined) == 1 and not adds_something(member):
        member = joined[0] if isinstance(joined[0], dict) else {}
    ref = member.get("$ref")
    return ref if isinstance(ref, str) else None


def _component(ref: str) -> str | None:
    """The name of the component that a pointer names; `None` where it names another place."""
    tokens = split(percent_decoded(ref[1:])) if ref.startswith("#/") else ()
    return tokens[2] if len(tokens) == _APART and tokens[:2] == ("components", "schemas") else None


def _listed(schema: dict[str, JSON]) -> list[str] | None:
    if "const" in schema:
        return [_text(schema["const"])]
    values = schema.get("enum")
    return [_text(value) for value in values] if isinstance(values, list) else None


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else compact_json(value).decode()


def _common(first: list[str] | None, second: list[str] | None) -> list[str] | None:
    if first is None or second is None:
        return second if first is None else first
    return [value for value in first if value in second]


def _too_many() -> InputError:
    return InputError(
        f"The discriminators of the description name more than {_MOST_KINDS:,} kinds in all",
        place=Place(pointer="/components/schemas"),
        hint="Let fewer components inherit from one another through `allOf`.",
    )
