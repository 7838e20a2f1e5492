"""A document in, the same with all that its discriminators imply written out: every tag, and the schema that it names.

A discriminator names children in four ways: by `mapping`, by the component names of the `oneOf` or `anyOf` beside it,
by the names of the components that inherit from it over `allOf`, and by `defaultMapping` (3.2). In the normal form
`mapping` says all of it: by tag, a `#/` pointer, `SELF` for the schema that holds the discriminator, or `INLINE` and
the place of an alternative that refers to nothing. `loose` is set where the tags do not tell the children apart, and
`constant` lists the tags that the child itself prescribes, `implied` those of components that a mapping which is
written leaves out. `instead` has, by what they are mapped to, the values of children that refuse each of their tags,
`beside` those that children, or the schema itself, list and that no tag is, and `explicit` the tags that the author's
mapping lists, where children list any. `prescribed` is set where each child lists its tags and nothing else. A
component that inherits has a discriminator of its own, `inherited`, of the kinds below it; so have alternatives that
all inherit from one schema.

Source: OpenAPI 3.0.4, 4.7.25; 3.1.1, 4.8.25; 3.2.0, 4.25 (the Discriminator Object).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from apidiff.errors import escape_token
from apidiff.model.contract import JSON
from apidiff.openapi.canonical import compact_json
from apidiff.openapi.grammar import OPENAPI, Kind, is_schema, with_members
from apidiff.openapi.hierarchy import SECTION, Hierarchy, adds_something, component_name, referred
from apidiff.openapi.keywords import ALTERNATIVES, is_null_type
from apidiff.openapi.pointers import find, is_part
from apidiff.openapi.tags import SELF, listed_too, told_apart

INLINE = "@"
"""Begins what a tag is mapped to that names an alternative beside the discriminator: `@oneOf/1`."""
_APART = 3
"""How many tokens the pointer of a component has."""


def spell_out(document: dict[str, JSON], *, siblings: bool) -> dict[str, JSON]:
    """Write out what the discriminators of a document imply; the document itself is not changed.

    `siblings` says whether keywords beside a `$ref` count (3.1) or are ignored (3.0). Raises `InputError` where the
    hierarchies name more kinds than a comparison could look at.
    """
    kinds = _Kinds(Hierarchy(document, siblings=siblings))
    new: dict[str, JSON] = kinds.rewritten(document, OPENAPI, ())
    # After all mappings are written out: what a component inherits is a part of its parent's.
    injected = kinds.inherited()
    if not injected:
        return new
    schemas = dict(new["components"]["schemas"])
    for name, discriminator in injected.items():
        schemas[name] = {**schemas[name], "discriminator": discriminator}
    new = {**new, "components": {**new["components"], "schemas": schemas}}
    grouped: dict[str, JSON] = kinds.with_groups(new, OPENAPI, ())
    return grouped


class _Kinds:
    """The schemas of one document, and what its discriminators say of them."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        self._tree = hierarchy
        self._families: list[tuple[str, dict[str, JSON]]] = []
        """Each component with a discriminator of its own, and what became of that."""

    def rewritten(self, node: JSON, kind: Kind, tokens: tuple[str, ...]) -> JSON:
        """`node` with each discriminator in its normal form; the same object where there is none."""
        # The text of a component or path item tells it without a walk, and most have none.
        if is_part(tokens) and b'"discriminator":' not in compact_json(node):
            return node
        changed: Any = None
        if isinstance(node, dict) and is_schema(kind) and self._has_discriminator(node):
            changed = {**node, "discriminator": self._normal(node, tokens)}

        def member(token: Any, child: JSON, child_kind: Kind) -> JSON:
            return self.rewritten(child, child_kind, (*tokens, str(token)))

        return with_members(node, kind, member, changed)

    def _has_discriminator(self, schema: dict[str, JSON]) -> bool:
        written = schema.get("discriminator")
        ignored = "$ref" in schema and not self._tree.siblings
        return isinstance(written, dict) and isinstance(written.get("propertyName"), str) and not ignored

    def _normal(self, schema: dict[str, JSON], tokens: tuple[str, ...]) -> dict[str, JSON]:
        """The discriminator of `schema`, which stands at `tokens`, with every tag written out."""
        written = schema["discriminator"]
        property_name = written["propertyName"]
        name = tokens[2] if len(tokens) == _APART and tokens[:2] == ("components", "schemas") else None
        own = SECTION + escape_token(name) if name is not None else None
        explicit = self._explicit(written.get("mapping"))
        tags = {tag: SELF if ref == own else ref for tag, ref in explicit.items()}
        if isinstance(written.get("defaultMapping"), str):
            default = self._reference(written["defaultMapping"])
            written = {**written, "defaultMapping": self._tree.target(default) or default}
        grouped = _is_grouped(schema)
        if grouped:
            self._name_members(schema, property_name, tags, explicit)
        elif name is not None:
            self._name_descendants(name, bool(explicit), tags)
        told_apart = self._told_apart(schema, tags, explicit, grouped=grouped)
        implied = [tag for tag in told_apart["mapping"] if tag not in explicit] if explicit and not grouped else []
        discriminator = {**written, **told_apart, **({"implied": sorted(implied)} if implied else {})}
        if isinstance(written.get("mapping"), dict):  # what names no schema stays as it was written
            unknown = {tag: value for tag, value in written["mapping"].items() if tag not in explicit}
            discriminator["mapping"] = unknown | discriminator["mapping"]
        if name is not None:
            self._families.append((name, discriminator))
        return discriminator

    def _explicit(self, mapping: JSON) -> dict[str, str]:
        """The tags that a mapping lists, each with the pointer of its schema; not those that name none."""
        listed = mapping.items() if isinstance(mapping, dict) else ()
        named = {tag: self._tree.target(self._reference(value)) for tag, value in listed if isinstance(value, str)}
        return {tag: ref for tag, ref in named.items() if ref is not None}

    def _reference(self, value: str) -> str:
        """A component's name as a pointer to it: a value that could be either is a name first (3.1.1, 4.8.25.4)."""
        return SECTION + escape_token(value) if value in self._tree.schemas else value

    def _name_members(
        self, schema: dict[str, JSON], property_name: str, tags: dict[str, str], explicit: dict[str, str]
    ) -> None:
        """Add the component names of the alternatives that no tag names yet, and what inline ones list for the tag.

        What the mapping of a union in the union lists is `explicit`, too.
        """
        mapped = set(tags.values())
        listed: dict[str, str] = {}
        unions = self._unions(schema, property_name, mapped)
        for keyword, index, member in _alternatives(schema):
            if (keyword, index) in unions:
                targets, inner = unions[keyword, index]
                for leaf in targets:
                    name = component_name(leaf)
                    own = [tag for tag, ref in (inner or {}).items() if ref == leaf and tag not in tags]
                    if leaf not in mapped and own:
                        tags |= dict.fromkeys(own, leaf)
                        explicit |= dict.fromkeys(own, leaf)
                    # A key of the mapping may be the name of another component; what the author wrote goes first.
                    elif leaf not in mapped and name is not None and name not in tags:
                        tags[name] = leaf
                continue
            ref = referred(member)
            target, name = (None, None) if ref is None else (self._tree.target(ref), component_name(ref))
            if target is not None and target not in mapped and name is not None and name not in tags:
                tags[name] = target
            elif ref is None:
                values = self._tree.constants(member, property_name) or []
                listed |= dict.fromkeys(values, f"{INLINE}{keyword}/{index}")
        # Last, since a value that an inline alternative lists may be a key of the mapping or a component's name as
        # well.
        tags |= {tag: place for tag, place in listed.items() if tag not in tags}

    def _unions(
        self, schema: dict[str, JSON], property_name: str, mapped: set[str]
    ) -> dict[tuple[str, int], tuple[list[str], dict[str, str] | None]]:
        """The alternatives that only stand for others, each of which a tag names, and which these are.

        With what the mapping of a discriminator of their own lists; `None` where they have none.
        """
        found: dict[tuple[str, int], tuple[list[str], dict[str, str] | None]] = {}
        count: Counter[str] = Counter()
        for keyword, index, member in _alternatives(schema):
            ref = referred(member)
            own = None if ref is None else self._tree.target(ref)
            # An alternative that the mapping names has a tag of its own, and is no mere bundle of others.
            targets = None if own in mapped else self._tree.leaves(member, property_name)
            count.update([own or ""] if targets is None else targets)
            if targets is not None:
                found[keyword, index] = targets, self._mapped_in(member, own)
        # A component that two alternatives stand for is told apart by no tag, nor is one without a tag.
        return {
            place: (targets, inner)
            for place, (targets, inner) in found.items()
            if all(
                count[each] == 1
                and (
                    each in mapped
                    or inner is not None
                    or self._tree.constants({"$ref": each}, property_name) is not None
                )
                for each in targets
            )
        }

    def _mapped_in(self, member: JSON, target: str | None) -> dict[str, str] | None:
        """What the mapping of an alternative lists that has a discriminator of its own; `None` of any other one."""
        body = member if target is None else find(self._tree.document, target)
        discriminator = body.get("discriminator") if isinstance(body, dict) else None
        return self._explicit(discriminator.get("mapping")) if isinstance(discriminator, dict) else None

    def _name_descendants(self, name: str, is_mapped: bool, tags: dict[str, str]) -> None:
        """Add the names of the components that inherit, and of the schema itself, where `mapping` does not say more."""
        mapped = set(tags.values())
        below = self._tree.below(name)
        listed = self._with_leaves_in(below, mapped) if is_mapped else set()
        for child in below:
            ref = SECTION + escape_token(child)
            schema = self._tree.schemas[child]
            # `allOf: [{$ref: Pet}]` with `nullable: true` is how 3.0 writes a pet or null, and no kind of pet.
            is_alias = not adds_something(schema) and (is_mapped or schema.get("nullable") is True)
            # Beside a mapping that lists all that inherit from it, a class in between that the mapping leaves out is an
            # abstract one, and what is sent by its own name is an envelope around the parent.
            is_abstract = is_mapped and (child in listed or ref in self._tree.used)
            if ref not in mapped and child not in tags and not is_alias and not is_abstract:
                tags[child] = ref
        # `Pet` may be sent under its own name; a mapping would list that.
        if not is_mapped:
            tags.setdefault(name, SELF)

    def _with_leaves_in(self, below: list[str], mapped: set[str]) -> set[str]:
        """Those of some classes that others inherit from, all of which that nothing inherits from are mapped."""
        children = self._tree.children
        parents: dict[str, list[str]] = {}
        for parent in below:
            for child in children.get(parent, ()):
                parents.setdefault(child, []).append(parent)
        # Upwards from each class at the end that no tag of the mapping leads to.
        pending = [each for each in below if each not in children and SECTION + escape_token(each) not in mapped]
        unlisted = set(pending)
        while pending:
            more = [parent for parent in parents.get(pending.pop(), ()) if parent not in unlisted]
            unlisted.update(more)
            pending += more
        return {each for each in below if each in children and each not in unlisted}

    def _told_apart(
        self, schema: dict[str, JSON], tags: dict[str, str], explicit: dict[str, str], *, grouped: bool
    ) -> dict[str, Any]:
        """What the normal form says of the tags and of what the children list for them."""
        property_name = schema["discriminator"]["propertyName"]
        listed = {ref: self._tree.constants(self._child(schema, ref), property_name) for ref in tags.values()}
        if not grouped:
            listed[SELF] = self._tree.constants(schema, property_name)
        told = told_apart(tags, explicit, listed)
        self._tree.charge(len(told.mapping) + sum(map(len, told.instead.values())))
        found: dict[str, Any] = {"mapping": told.mapping}
        if told.loose:
            found = {"mapping": {tag: ref for tag, ref in tags.items() if grouped or ref != SELF}, "loose": True}
        elif told.constant:
            found["constant"] = sorted(told.constant)
        if told.is_prescribed:
            found["prescribed"] = True
        if told.instead and not told.loose:
            found["instead"] = told.instead
        # With `defaultMapping` every value that is no tag selects that schema (3.2.0, 4.25), so none is beside the
        # tags.
        if told.beside and not told.loose and "defaultMapping" not in schema["discriminator"]:
            found["beside"] = told.beside
        if explicit and any(values is not None for values in listed.values()):
            found["explicit"] = sorted(explicit)
        return found

    def _child(self, schema: dict[str, JSON], ref: str) -> JSON:
        """What a tag in the mapping of a schema is mapped to."""
        if ref == SELF:
            return schema
        if ref.startswith(INLINE):
            keyword, _, index = ref.removeprefix(INLINE).partition("/")
            return schema[keyword][int(index)]
        return find(self._tree.document, ref)

    def inherited(self) -> dict[str, dict[str, JSON]]:
        """By component: the discriminator that it has by inheritance, of the kinds below it."""
        found: dict[str, dict[str, JSON]] = {}
        for name, discriminator in self._families:
            mapping = {tag: ref for tag, ref in discriminator["mapping"].items() if isinstance(ref, str)}
            grouped = _is_grouped(self._tree.schemas[name])
            targets = set(mapping.values()) if grouped else set()
            for child in self._tree.below(name):
                schema = self._tree.schemas[child]
                own = SECTION + escape_token(child)
                # Under a `oneOf` the alternatives alone are kinds; another heir of the same parent is none.
                if child in found or "discriminator" in schema or (grouped and own not in targets):
                    continue
                below = [SECTION + escape_token(other) for other in self._tree.below(child)]
                if not below and own not in mapping.values():
                    continue  # it describes the parent, or wraps it, and so stands for all of its kinds
                kinds: dict[str, JSON] = {}
                if below:
                    known = {*below, own}
                    kinds = {tag: SELF if ref == own else ref for tag, ref in mapping.items() if ref in known}
                    self._tree.charge(len(kinds))
                found[child] = {"propertyName": discriminator["propertyName"], "mapping": kinds, "inherited": True}
                if discriminator.get("loose") and kinds:
                    found[child]["loose"] = True
                found[child] |= listed_too(discriminator, kinds.values())
        return found

    def with_groups(self, node: JSON, kind: Kind, tokens: tuple[str, ...]) -> Any:
        """`node` with a discriminator beside each `oneOf` or `anyOf` whose alternatives inherit from one schema."""
        if is_part(tokens) and not _may_group(node):
            return node
        changed: Any = None
        if isinstance(node, dict) and is_schema(kind) and _is_grouped(node) and "discriminator" not in node:
            discriminator = self._of_group(node)
            changed = {**node, "discriminator": discriminator} if discriminator else None

        def member(token: Any, child: JSON, child_kind: Kind) -> Any:
            return self.with_groups(child, child_kind, (*tokens, str(token)))

        return with_members(node, kind, member, changed)

    def _of_group(self, schema: dict[str, JSON]) -> dict[str, JSON] | None:
        """The discriminator that the alternatives of a schema inherit, if all but null inherit the same one."""
        names: dict[str, str] = {}
        for _, _, member in _alternatives(schema):
            ref = referred(member)
            target = None if ref is None else self._tree.target(ref)
            name = None if target is None else component_name(target)
            if target is not None and name is not None:
                names[name] = target
            elif not is_null_type(member):
                return None
        # `oneOf: [Cat, Dog]` without a discriminator: if both inherit from `Pet`, its tags tell them apart here as
        # well.
        for discriminator, heirs in self._hierarchies if names else ():
            if not heirs.keys() >= names.keys():
                continue
            tags = [dict.fromkeys(heirs[name], ref) for name, ref in names.items()]
            mapping = {tag: ref for each in tags for tag, ref in each.items()}
            # Each alternative has a tag, and no tag stands for two of them.
            if all(tags) and len(mapping) == sum(map(len, tags)):
                constant = sorted(mapping.keys() & set(discriminator.get("constant", ())))
                found = {"propertyName": discriminator["propertyName"], "mapping": mapping, "inherited": True}
                found |= {"constant": constant} if constant else {}
                found |= {"prescribed": True} if discriminator.get("prescribed") else {}
                return found | listed_too(discriminator, mapping.values())
        return None

    @cached_property
    def _hierarchies(self) -> list[tuple[dict[str, JSON], dict[str, list[str]]]]:
        """Each discriminator that others inherit, with the tags that each of them and those below it go by."""
        found = []
        for name, discriminator in self._families:
            # Loose tags tell no kinds apart, so they cannot do it for another `oneOf` either.
            if _is_grouped(self._tree.schemas[name]) or discriminator.get("loose"):
                continue
            by_target: dict[str, list[str]] = {}
            for tag, ref in discriminator["mapping"].items():
                by_target.setdefault(ref, []).append(tag)
            heirs = {
                child: [
                    tag
                    for each in (child, *self._tree.below(child))
                    for tag in by_target.get(SECTION + escape_token(each), ())
                ]
                for child in self._tree.below(name)
            }
            found.append((discriminator, heirs))
        return found


def _is_grouped(schema: dict[str, JSON]) -> bool:
    return any(isinstance(schema.get(keyword), list) for keyword in ALTERNATIVES)


def _may_group(node: JSON) -> bool:
    text = compact_json(node)
    return any(f'"{keyword}":'.encode() in text for keyword in ALTERNATIVES)


def _alternatives(schema: dict[str, JSON]) -> Iterator[tuple[str, int, JSON]]:
    """The members of `oneOf` and `anyOf`, each with its keyword and its index."""
    for keyword in ("oneOf", "anyOf"):
        group = schema.get(keyword)
        for index, member in enumerate(group if isinstance(group, list) else ()):
            yield keyword, index, member
