"""A document with `$dynamicRef`s that depend on the way to them in, one with plain `$ref`s out.

What a dynamic reference leads to is told by the schema resources that were entered on the way: of those that have the
anchor, the outermost (JSON Schema 2020-12 Core, 8.2.3.2). So a schema that holds one is copied for each way that binds
its anchors otherwise than the place where it stands, and references on that way lead to the copy. Copies stand under
`COPIES`, by the pointer of their original and what they bind.

Where two anchors of one resource share a name, which no validator has to make sense of, the schema at a surface or in
`components` counts as a resource of its own: that is what people mean who leave `$id` out.
"""

from __future__ import annotations

from typing import Any

from apidiff.errors import InputError, Place, escape_token
from apidiff.model.contract import JSON
from apidiff.openapi.grammar import OPENAPI, SCHEMA, Kind, is_schema, members, with_members
from apidiff.openapi.pointers import COPIES, find, join, split
from apidiff.openapi.references import with_reference
from apidiff.openapi.uri import percent_decoded

Tokens = tuple[str, ...]
Anchors = dict[str, Tokens]
"""The schema that each anchor of a resource names."""
_MOST_VISITED = 1_000_000
"""How many values may be looked at while copies are made."""


def bind(document: dict[str, JSON], resources: dict[Tokens, Anchors]) -> dict[str, JSON]:
    """Replace each `$dynamicRef`, whose value is the pointer of an anchored schema, by the `$ref` that it comes to.

    `resources` has every schema resource with its dynamic anchors, by the place of its root; `()` is the document.
    Raises `InputError` where copying takes more steps than the budget has.
    """
    binding = _Binding(document, resources)
    new: dict[str, JSON] = binding.rewritten(document, OPENAPI, (), resources.get((), {}))
    copies: dict[str, JSON] = {}
    # A copy may lead to further ones; `_MOST_VISITED` bounds them all.
    while binding.waiting:
        key, tokens, anchors = binding.waiting.pop()
        copies[key] = binding.rewritten(find(document, join(tokens)), SCHEMA, tokens, anchors)
    return {**new, COPIES: copies} if copies else new


class _Binding:
    def __init__(self, document: dict[str, JSON], resources: dict[Tokens, Anchors]) -> None:
        self._document = document
        self._resources = resources
        self.waiting: list[tuple[str, Tokens, Anchors]] = []
        """Copies to make: the key, the place of the original, what its anchors are bound to."""
        self._known: set[str] = set()
        self._uses: dict[Tokens, frozenset[str]] = {}
        self._visited = 0

    def rewritten(self, node: JSON, kind: Kind, place: Tokens, anchors: Anchors) -> JSON:
        """`node`, which stands at `place`, with its references; the same object where nothing changes."""
        self._visit()
        new: Any = node
        if isinstance(node, dict) and is_schema(kind):
            new = self._schema(node, anchors)
        elif isinstance(node, dict) and kind.name == "discriminator" and isinstance(node.get("mapping"), dict):
            mapping = {tag: self._reference(value, anchors) for tag, value in node["mapping"].items()}
            new = node if mapping == node["mapping"] else {**node, "mapping": mapping}

        def member(token: Any, child: JSON, child_kind: Kind) -> JSON:
            at = (*place, str(token))
            # What is bound already stays: of the resources on the way the outermost one counts.
            inner = {**self._resources[at], **anchors} if at in self._resources else anchors
            return self.rewritten(child, child_kind, at, inner)

        return with_members(new, kind, member)

    def _schema(self, schema: dict[str, JSON], anchors: Anchors) -> dict[str, JSON]:
        new = schema
        if isinstance(schema.get("$ref"), str):
            reference = self._reference(schema["$ref"], anchors)
            new = schema if reference == schema["$ref"] else {**schema, "$ref": reference}
        if isinstance(schema.get("$dynamicAnchor"), str):
            new = {key: value for key, value in new.items() if key != "$dynamicAnchor"}
        initial = schema.get("$dynamicRef")
        if not isinstance(initial, str) or not initial.startswith("#/"):
            return new
        # `bases` writes a pointer here only where the schema has the anchor; what it cannot place stays a name.
        name = find(self._document, initial)["$dynamicAnchor"]
        bound = "#" + join(anchors[name]) if name in anchors else initial
        new = {key: value for key, value in new.items() if key != "$dynamicRef"}
        return with_reference(new, self._reference(bound, anchors))

    def _reference(self, reference: JSON, anchors: Anchors) -> JSON:
        """A reference on a way that has bound `anchors`: to the place itself, or to its copy for that way."""
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return reference
        place = split(percent_decoded(reference[1:]))
        used = self._used_from(place)
        if not used:
            return reference
        # What the way has bound stays: of the resources that were entered the outermost counts.
        entered = self._resource_of(place) | anchors
        # Sorted, so that one binding has one key, and two ways that bind the same share a copy.
        bound = {name: entered[name] for name in sorted(used) if name in entered}
        there = self._within(place)
        # This way binds what the place itself does; without this, every reference would lead to a copy.
        if bound == {name: there[name] for name in used if name in there}:
            return reference
        # `pointers.original` reads the pointer up to the first `!!`.
        key = "!!".join([join(place), *(f"{name}={join(target)}" for name, target in bound.items())])
        if key not in self._known:
            self._known.add(key)
            self.waiting.append((key, place, bound))
        return f"#/{COPIES}/{escape_token(key)}"

    def _resource_of(self, place: Tokens) -> Anchors:
        """The anchors of the resource that a place belongs to: the innermost around it."""
        for end in range(len(place), -1, -1):
            if place[:end] in self._resources:
                return self._resources[place[:end]]
        return {}

    def _within(self, place: Tokens) -> Anchors:
        """What anchors are bound to at a place, on the way down from the root of the document."""
        found: Anchors = {}
        for end in range(len(place) + 1):
            found = self._resources.get(place[:end], {}) | found
        return found

    def _used_from(self, place: Tokens) -> frozenset[str]:
        """The names of the dynamic references in a schema, and in all that it refers to."""
        if place not in self._uses:
            names: set[str] = set()
            seen, pending = {place}, [place]
            while pending:
                at = pending.pop()
                for reference, name in self._references_in(at):
                    if name is not None:
                        names.add(name)
                    # A dynamic reference may lead to each anchor of its name, whichever the way binds.
                    ways = [reference] if name is None else [r[name] for r in self._resources.values() if name in r]
                    pending.extend(way for way in ways if way not in seen)
                    seen.update(ways)
            self._uses[place] = frozenset(names)
        return self._uses[place]

    def _references_in(self, place: Tokens) -> list[tuple[Tokens, str | None]]:
        """The references in the schema at a place, each with the name of its anchor where it is a dynamic one."""
        found: list[tuple[Tokens, str | None]] = []
        pending: list[tuple[JSON, Kind]] = [(find(self._document, join(place)), SCHEMA)]
        while pending:
            self._visit()
            node, kind = pending.pop()
            if isinstance(node, dict) and is_schema(kind):
                for keyword in ("$ref", "$dynamicRef"):
                    reference = node.get(keyword)
                    if isinstance(reference, str) and reference.startswith("#/"):
                        target = find(self._document, reference)
                        name = target["$dynamicAnchor"] if keyword == "$dynamicRef" else None
                        found.append((split(percent_decoded(reference[1:])), name))
            elif isinstance(node, dict) and kind.name == "discriminator" and isinstance(node.get("mapping"), dict):
                refs = [ref for ref in node["mapping"].values() if isinstance(ref, str) and ref.startswith("#/")]
                found.extend((split(percent_decoded(ref[1:])), None) for ref in refs)
            pending.extend((child, child_kind) for _, child, child_kind in members(node, kind))
        return found

    def _visit(self) -> None:
        self._visited += 1
        if self._visited > _MOST_VISITED:
            raise InputError(
                "The dynamic references of the description lead to too many schemas in too many ways",
                place=Place(pointer="/components/schemas"),
                hint="Bind `$dynamicAnchor`s in fewer places, or write the schemas out.",
            )
