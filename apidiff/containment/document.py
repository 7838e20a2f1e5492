"""A self-contained JSON Schema document: where its references lead.

Source: JSON Schema 2020-12 Core, 7.1 (dynamic scope), 8.2 (`$id`, `$anchor`, `$dynamicAnchor`, `$ref`, `$dynamicRef`)
and 9.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

from apidiff.containment.limits import Meter
from apidiff.errors import InputError, Place, unescape_token
from apidiff.model.contract import JSON
from apidiff.model.digest import key_of
from apidiff.openapi.uri import joined, percent_decoded, without_fragment

MAPS_OF_SCHEMAS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
NOT_SCHEMAS = ("enum", "const", "default", "examples", "example", "required", "dependentRequired", "type")

Scope = tuple[tuple[str, str], ...]
"""The dynamic scope: for each name of a dynamic anchor, the base of the outermost resource that declares it. Sorted."""


def subschemas(schema: JSON) -> Iterator[JSON]:
    """The values directly below that may be schemas."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key in MAPS_OF_SCHEMAS and isinstance(value, dict):
                yield from value.values()
            elif key not in NOT_SCHEMAS:
                yield value
    elif isinstance(schema, list):
        yield from schema


class Document:
    """One document with its resources and anchors, found by a walk on the first reference that needs them."""

    def __init__(self, root: JSON, meter: Meter) -> None:
        self.root = root
        self.meter = meter
        self.base = without_fragment(str(root.get("$id", "")))[0] if isinstance(root, dict) else ""
        self._has_dynamic: bool | None = None
        self._resources: dict[str, JSON] | None = None
        self._anchors: dict[tuple[str, str], tuple[JSON, bool]] = {}
        self._dynamic: dict[str, set[str]] = {}
        """The names of the dynamic anchors of each resource, by its base."""
        self._outlines: dict[tuple[int, str], tuple[str, list[tuple[str, JSON, str]]]] = {}

    @property
    def was_searched(self) -> bool:
        """Whether a reference was followed, or looked for."""
        return self._resources is not None or self._has_dynamic is not None or bool(self._outlines)

    def resources(self) -> dict[str, JSON]:
        """Each resource by its absolute identifier; the document itself under its base."""
        if self._resources is None:
            self._resources = {self.base: self.root}
            todo: list[tuple[JSON, str]] = [(self.root, self.base)]
            while todo:
                schema, base = todo.pop()
                self.meter.charge()
                if isinstance(schema, dict):
                    base = self.enter(schema, base)
                    # The first schema that is met under a new base is the one whose `$id` gives it: what is below comes
                    # later.
                    self._resources.setdefault(base, schema)
                    for keyword in ("$anchor", "$dynamicAnchor"):
                        if isinstance(schema.get(keyword), str):
                            self._anchors.setdefault((base, schema[keyword]), (schema, keyword == "$dynamicAnchor"))
                    if isinstance(schema.get("$dynamicAnchor"), str):
                        self._dynamic.setdefault(base, set()).add(schema["$dynamicAnchor"])
                todo.extend((below, base) for below in subschemas(schema))
        return self._resources

    def enter(self, schema: JSON, base: str) -> str:
        """The base of what stands inside `schema`, which itself stands under `base`."""
        # The `$id` of the root is in `self.base` already.
        name = schema.get("$id") if isinstance(schema, dict) and schema is not self.root else None
        return joined(base, name) if isinstance(name, str) else base

    def resolve(self, reference: JSON, base: str) -> tuple[JSON, str]:
        """The target of a `$ref` and its base. Raises `InputError` where there is none."""
        if not isinstance(reference, str):
            raise InputError("`$ref` is not a string", hint="Write the reference as a URI in a string.")
        address, fragment = without_fragment(reference)
        # The usual `#/$defs/...` needs no walk over the whole document for resources and anchors.
        if not address and (fragment == "" or fragment.startswith("/")) and base == self.base:
            return self._point(self.root, percent_decoded(fragment), base, reference)
        base = joined(base, address)
        resource = self.resources().get(base)
        if resource is None:
            raise missing(reference)
        if fragment == "" or fragment.startswith("/"):
            return self._point(resource, percent_decoded(fragment), base, reference)
        if (base, fragment) not in self._anchors:
            raise missing(reference)
        return self._anchors[base, fragment][0], base

    def scope_within(self, scope: Scope, base: str) -> Scope:
        """The dynamic scope inside of the resource `base`, entered from one where it was `scope`."""
        if not self._is_dynamic():
            return ()
        self.resources()
        # The outermost resource that declares a name decides where it leads (Core, 8.2.3.2), so a known name stays.
        known = dict(scope)
        added = {name: base for name in self._dynamic.get(base, ()) if name not in known}
        return tuple(sorted((known | added).items())) if added else scope

    def _is_dynamic(self) -> bool:
        """Whether there is a `$dynamicRef`; without one, no scope has to be followed."""
        if self._has_dynamic is None:
            self._has_dynamic = '"$dynamicRef"' in dump(self.root)
        return self._has_dynamic

    def resolve_dynamic(self, reference: JSON, base: str, scope: Scope) -> tuple[JSON, str]:
        """The target of a `$dynamicRef` in a dynamic scope, and its base. Raises `InputError` where there is none."""
        target, target_base = self.resolve(reference, base)
        name = without_fragment(reference)[1]
        self.resources()
        # Only if the first target is a `$dynamicAnchor` itself does the scope matter; else this is a `$ref` (Core,
        # 8.2.3.2).
        if name and self._anchors.get((target_base, name), (None, False))[1]:
            outermost = dict(scope).get(name, target_base)
            return self._anchors[outermost, name][0], outermost
        return target, target_base

    def dynamic_targets(self, reference: JSON, base: str) -> list[tuple[JSON, str]]:
        """Where a `$dynamicRef` may lead in any scope: each target and its base."""
        target, target_base = self.resolve(reference, base)
        name = without_fragment(reference)[1]
        self.resources()
        if not name or not self._anchors.get((target_base, name), (None, False))[1]:
            return [(target, target_base)]
        return [(schema, at) for (at, its), (schema, dynamic) in self._anchors.items() if its == name and dynamic]

    def _point(self, schema: JSON, pointer: str, base: str, reference: str) -> tuple[JSON, str]:
        for token in pointer.split("/")[1:]:
            name = unescape_token(token)
            self.meter.charge()
            if isinstance(schema, list) and is_index(name, len(schema)):
                schema = schema[int(name)]
            elif isinstance(schema, dict) and name in schema:
                schema = schema[name]
            else:
                raise missing(reference)
            # A pointer may pass through an embedded resource: references below are relative to its `$id`.
            base = self.enter(schema, base)
        return schema, base

    def digest(self, schema: JSON, base: str, scope: Scope) -> str:
        """Equal for equal schemas whose references lead to equal schemas, in whatever documents they stand."""
        own, reached = self._outline(schema, base)
        found: dict[str, str] = {}
        todo = list(reached)
        while todo:
            name, target, target_base = todo.pop()
            self.meter.charge()
            if name not in found:
                found[name], further = self._outline(target, target_base)
                todo.extend(further)
        return _hash(dump([own, base, scope, sorted(found.items())]))

    def _outline(self, schema: JSON, base: str) -> tuple[str, list[tuple[str, JSON, str]]]:
        """The digest of a schema's own text, and where its references lead: name, target and base of each."""
        key = (id(schema), base)
        if key not in self._outlines:
            reached = []
            todo: list[tuple[JSON, str]] = [(schema, base)]
            while todo:
                here, its_base = todo.pop()
                self.meter.charge()
                if isinstance(here, dict):
                    its_base = self.enter(here, its_base)
                    if isinstance(here.get("$ref"), str):
                        reached.append((f"$ref {its_base} {here['$ref']}", *self.resolve(here["$ref"], its_base)))
                    if isinstance(here.get("$dynamicRef"), str):
                        for each, at in self.dynamic_targets(here["$dynamicRef"], its_base):
                            reached.append((f"$dynamicRef {its_base} {here['$dynamicRef']} {at}", each, at))
                todo.extend([(below, its_base) for below in subschemas(here) if isinstance(below, (dict, list))])
            self._outlines[key] = (_hash(dump(schema)), reached)
        return self._outlines[key]


def _hash(text: str) -> str:
    return key_of(text.encode("utf-8", "surrogatepass")).hex()


def is_index(token: str, size: int) -> bool:
    """Whether a token of a JSON Pointer names an item of an array of this size (RFC 6901, 4)."""
    if not (token.isascii() and token.isdigit()) or (token[0] == "0" and token != "0"):
        return False
    # A longer token is past the end of every array, and `int()` refuses texts of thousands of digits.
    return len(token) < 20 and int(token) < size


def dump(value: JSON) -> str:
    """One text for one JSON value, whatever the order of its keys; numbers keep the form in which they were read.

    Raises `InputError` for what is no JSON.
    """
    try:
        try:
            return json.dumps(value, sort_keys=True, separators=(",", ":"))
        except TypeError:
            return _written(value)
    except (TypeError, ValueError) as error:
        raise InputError(
            "a schema holds a value that is no JSON", hint="Use strings as keys and JSON values only, without circles."
        ) from error


def _written(value: JSON) -> str:
    """The same text for a value that holds decimal numbers, which `json` does not write."""
    if isinstance(value, dict):
        return "{" + ",".join([f"{json.dumps(name)}:{_written(value[name])}" for name in sorted(value)]) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join([_written(item) for item in value]) + "]"
    return str(value) if isinstance(value, Decimal) else json.dumps(value)


def missing(reference: str) -> InputError:
    """The error of a reference without a target."""
    return InputError(
        f"`$ref` {reference!r} has no target in its document",
        place=Place(pointer=reference[1:]) if reference.startswith("#/") else None,
        hint="Add the target, or correct the reference; the schema must contain all that it refers to.",
    )
