"""A main file and the files that it refers to in, one document whose every `$ref` starts with `#/` out.

Targets in other files move to `components/<section>/<Name>` by the kind of place that refers to them; where no
section holds that kind (an operation, a media type), the target is written out in the reference's place.
"""

from __future__ import annotations

import posixpath
from contextlib import suppress
from typing import Any, Protocol

from apidiff.errors import DanglingReference, InputError, Place, escape_token
from apidiff.model.contract import JSON
from apidiff.openapi.bases import is_rooted
from apidiff.openapi.component_names import Wanted, assign_names, ends_like_a_file, names_a_file
from apidiff.openapi.grammar import COMPONENTS, DATA, OPENAPI, REQUIREMENT, SCHEMA, SECURITY_SCHEME, Kind, is_schema
from apidiff.openapi.pointers import find_anchor, join, missing, shortened, split, step
from apidiff.openapi.uri import percent_decoded
from apidiff.openapi.version import is_before_3_2
from apidiff.reading.addresses import Addresses
from apidiff.reading.limits import Limits
from apidiff.reading.lines import Path, Unit, pointer_of, within
from apidiff.reading.sources import join_name

_MAX_HOPS = 100
STAND_IN = "#/x-unresolved/"
"""Begins a reference that stands for one to another file that leads to nothing."""

Lost = dict[str, tuple[str, DanglingReference]]
"""By what stands for it: a reference as it was written, and why it leads to nothing."""


Key = tuple[str, tuple[str, ...], str]
"""A target: its file, its place there, and the section of `components` that it belongs to."""


class Library(Protocol):
    """The files, parsed once each."""

    def load(self, name: str) -> JSON:
        """The value of a file; raises `InputError` where there is none, or it does not parse."""

    def as_written(self, name: str) -> JSON:
        """The value of a file with the anchors that stand in it."""

    def has_references(self, name: str) -> bool:
        """Whether anything in that file may refer to another place."""

    def shown(self, name: str) -> str:
        """The file's name as the user would write it."""


class Target:
    """A place in another file that a component is made of, and the references that wait for its name."""

    __slots__ = ("file", "holders", "kind", "tokens", "unit")

    def __init__(self, file: str, tokens: tuple[str, ...], kind: Kind, unit: Unit) -> None:
        self.file = file
        self.tokens = tokens
        self.kind = kind
        self.unit = unit
        self.holders: list[tuple[dict[str, JSON], str]] = []


class Bundler:
    """Walks the main file and all that it reaches, each part once; what does not change is shared, not copied."""

    def __init__(self, main: str, library: Library, limits: Limits, lost: Lost | None = None) -> None:
        self.main = main
        self.library = library
        self.limits = limits
        self.lost = lost
        """Where to note references to other files that lead to nothing; `None`: they are errors."""
        self.root = Unit(main, "")
        self.targets: dict[Key, Target] = {}
        self.homes: dict[Key, str] = {}
        """Targets that the main file already gives a component's name."""
        self.standing: set[Key] = set()
        """Those of `homes` whose value stands under that name without being moved there."""
        self.followed: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
        self.inlined: dict[tuple[str, tuple[str, ...], str], Unit] = {}
        self.open: set[tuple[str, tuple[str, ...], str]] = set()
        self.queue: list[Target] = []
        self.addresses = Addresses(main, library)
        self.added = 0
        """How many values were written out in a reference's place."""
        self.path_items_move = True
        self.names_schemes_by_uri = False
        self.lost_schemes: dict[str, JSON] = {}
        """By the URI that names it in a requirement: a scheme that is not there."""
        self.requirements: list[tuple[dict[str, JSON], dict[str, dict[str, JSON]]]] = []
        """Security requirements that name schemes by URI, each with the references that wait for a name."""

    def run(self) -> tuple[dict[str, JSON], Unit]:
        """The bundled document, and the unit that says where each of its places was written."""
        try:
            return self._run()
        except RecursionError:
            raise InputError(
                "References between the files form a chain without end",
                place=Place(self.library.shown(self.main)),
                hint="Make each reference name its target directly, not through another reference.",
            ) from None

    def _run(self) -> tuple[dict[str, JSON], Unit]:
        document = self.library.load(self.main)
        self.path_items_move = not str(document.get("openapi")).startswith("3.0")
        self.names_schemes_by_uri = not is_before_3_2(document)
        self._find_homes()
        bundled = self.walk(document, OPENAPI, self.root, None, 0)
        # To walk a target may find more of them. Names come last: which ones collide is known once all targets are.
        while self.queue:
            target = self.queue.pop()
            value = self._part(target.file, target.tokens, target.kind, target.unit, 0)
            target.unit.value = self._with_dialect(value, target)
        self.root.value = self._place_components(bundled)
        # Afterwards only, since it reads the names that the references were filled with.
        self._name_schemes()
        return self.root.value, self.root

    def walk(self, node: JSON, kind: Kind, unit: Unit, path: Path, depth: int) -> JSON:
        """`node` with every reference in it rewritten; the same object where there is none."""
        is_object = isinstance(node, dict)
        if is_object:
            reference = node.get("$ref")
            if isinstance(reference, str):
                return self.reference(node, reference, kind, unit, path, depth)
            if kind.name == "discriminator":
                return self.discriminator(node, unit, path)
            if kind is REQUIREMENT:
                return self._requirement(node, unit, path)
            if kind.name == "link" and isinstance(node.get("operationRef"), str):
                node = self._link(node, unit)
        unit.nodes += len(node) + 1
        if depth > self.limits.depth or self.added > self.limits.nodes:
            raise self._beyond_budget(unit, path)
        changed: Any = None
        for token, child in node.items() if is_object else enumerate(node):
            if not isinstance(child, dict | list):
                continue
            child_kind = kind.member(token) if is_object else kind.item
            if child_kind is None:
                continue
            new = self.walk(child, child_kind, unit, (path, token), depth + 1)
            if new is not child:
                # A file's value is shared with the other release if the file is the same there, so it is never changed.
                if changed is None:
                    changed = node.copy()
                changed[token] = new
        return node if changed is None else changed

    def reference(self, node: dict[str, JSON], reference: str, kind: Kind, unit: Unit, path: Path, depth: int) -> JSON:
        """What stands in the bundle in place of the reference object `node`."""
        is_local = unit.file == self.main and (not reference or reference.startswith("#"))
        if is_local and kind is DATA:
            return node
        try:
            file, tokens = self.follow(unit.file, reference)
        except InputError as error:
            # A broken local reference is found when all of them are checked; data may hold whatever it likes.
            if kind is DATA or is_local:
                return node
            error.place = error.place or self._place(unit, (path, "$ref"))
            # In a base, what is not there is a warning. A file that is there and cannot be read is an error in either.
            if self.lost is None or not isinstance(error, DanglingReference):
                raise
            stand_in = f"{STAND_IN}{len(self.lost)}"
            self.lost[stand_in] = reference, error
            return self._beside(node, {"$ref": stand_in}, kind, unit, path, depth)
        # `components` has a section for path items since 3.1 only; in 3.0 they are written out.
        movable = kind.section is not None and (kind.section != "pathItems" or self.path_items_move)
        if file == self.main and (is_local or movable):
            # A file may refer back to the main one: what is in the bundle already gets no second name.
            pointer = (reference or "#") if is_local else "#" + join(tokens)
            if pointer == reference and len(node) == 1:
                return node
            return self._beside(node, {"$ref": pointer}, kind, unit, path, depth)
        if movable:
            holder: dict[str, JSON] = {"$ref": ""}
            self.target(file, tokens, kind, (holder, "$ref"))
            return self._beside(node, holder, kind, unit, path, depth)
        return self._inline(node, file, tokens, kind, unit, path, depth)

    def _beside(
        self, node: dict[str, JSON], new: dict[str, JSON], kind: Kind, unit: Unit, path: Path, depth: int
    ) -> JSON:
        """The reference `new` with the siblings that the old one had."""
        for token, child in node.items():
            if token != "$ref":
                child_kind = kind.member(token)
                walked = child_kind is not None and isinstance(child, dict | list)
                new[token] = self.walk(child, child_kind or DATA, unit, (path, token), depth + 1) if walked else child
        return new

    def target(
        self, file: str, tokens: tuple[str, ...], kind: Kind, holder: tuple[dict[str, JSON], str] | None
    ) -> None:
        """Let `holder` name the component made of that place; the place is walked later, once."""
        section = kind.section or ""
        key = (file, tokens, section)
        found = self.targets.get(key)
        # `components: {schemas: {$ref: schemas.yaml}}`: the section is written out as a whole, so the target is under
        # its name already, and a component made of it would be a copy.
        if key in self.standing:
            if holder is not None:
                holder[0][holder[1]] = f"#/components/{section}/{escape_token(self.homes[key])}"
            return
        if found is None:
            found = self.targets[key] = Target(file, tokens, kind, Unit(file, join(tokens)))
            self.queue.append(found)
        if holder is not None:
            found.holders.append(holder)

    def _inline(
        self, node: dict[str, JSON], file: str, tokens: tuple[str, ...], kind: Kind, unit: Unit, path: Path, depth: int
    ) -> JSON:
        """The target itself, written out: nothing in `components` could hold it."""
        key = (file, tokens, kind.name)
        if key in self.open:
            # An example may hold anything, references in a circle as well; it stays as it is written there.
            if kind is DATA:
                return node
            raise InputError(
                f"`{shortened(node['$ref'])}` refers back to itself",
                place=self._place(unit, (path, "$ref")),
                hint="Move what repeats to `components/schemas` and refer to it there.",
            )
        part = self.inlined.get(key)
        if part is None:
            part = self.inlined[key] = Unit(file, join(tokens))
            self.open.add(key)
            part.value = self._part(file, tokens, kind, part, depth + 1)
            self.open.discard(key)
        # Counted at each use although the value is shared, since whoever walks the bundle meets it each time: thirty
        # files that each name the next one twice stand for a billion values.
        unit.nodes += part.nodes
        self.added += part.nodes
        if len(node) == 1 or not isinstance(part.value, dict):
            unit.jumps[pointer_of(path)] = part
            return part.value
        # A path item's own fields stand beside those that its `$ref` names, and win over them (OAS 3.0.4, 4.7.9.1).
        merged = dict(part.value)
        for token in part.value:
            if token not in node:
                unit.jumps[pointer_of((path, token))] = within(part, f"/{escape_token(token)}")
        own = self._beside(node, {}, kind, unit, path, depth)
        return merged | own

    def _part(self, file: str, tokens: tuple[str, ...], kind: Kind, unit: Unit, depth: int) -> JSON:
        value = self.library.load(file)
        for token in tokens:
            value = step(value, token)[1]
        if not isinstance(value, dict | list):
            return value
        # Nothing in the file can need another text, so it is not walked.
        if not self.library.has_references(file):
            unit.nodes += len(value)
            return value
        return self.walk(value, kind, unit, None, depth)

    def _with_dialect(self, value: JSON, target: Target) -> JSON:
        """A schema with the `$schema` of the file that it is taken out of: `path_items_move` tells 3.1 from 3.0."""
        if not self.path_items_move or not is_schema(target.kind) or not isinstance(value, dict) or "$schema" in value:
            return value
        dialect: JSON = None
        node = self.library.load(target.file)
        for token in target.tokens:
            # The innermost `$schema` around the target is its dialect; under `components` it would be below none of
            # them.
            if isinstance(node, dict) and isinstance(node.get("$schema"), str):
                dialect = node["$schema"]
            node = step(node, token)[1]
        return value if dialect is None else {"$schema": dialect, **value}

    def discriminator(self, node: dict[str, JSON], unit: Unit, path: Path) -> JSON:
        """A discriminator with what it selects among: schemas of other files that it names become components too.

        Those are the files and names in its `mapping`, and the schemas beside its own that inherit from it (3.1.1,
        4.8.25).
        """
        # The schema that holds the discriminator, by its place in its own file.
        place = (*split(unit.pointer), *split(pointer_of(path)))[:-1]
        if unit.file != self.main and isinstance(node.get("propertyName"), str):
            self._keep_heirs(unit.file, place)
        new = dict(node)
        if isinstance(node.get("mapping"), dict):
            new["mapping"] = dict(node["mapping"])
            for tag in node["mapping"]:
                self._mapped((new["mapping"], tag), unit, ((path, "mapping"), tag), place)
        if "defaultMapping" in node:
            self._mapped((new, "defaultMapping"), unit, (path, "defaultMapping"), place)
        return new  # and what waits for its name in it is filled in later

    def _link(self, node: dict[str, JSON], unit: Unit) -> dict[str, JSON]:
        """A link whose operation is named from the main file; another description is not read for it."""
        address, _, fragment = str(node["operationRef"]).partition("#")
        if not address and unit.file == self.main:
            return node
        # What is no relative path, such as `a\b.yaml`, stays as it is written: nothing is read for a link.
        with suppress(InputError):
            name = address if is_rooted(address) else join_name(unit.file, address) if address else unit.file
            path = name if name == address else posixpath.relpath(name, posixpath.dirname(self.main))
            reference = f"{path}#{fragment}"
            root = self.addresses.in_main(unit.file, address)
            if root is not None or name == self.main:
                reference = f"#{join(root or ())}{fragment}"
            return node if reference == node["operationRef"] else {**node, "operationRef": reference}
        return node

    def _requirement(self, node: dict[str, JSON], unit: Unit, path: Path) -> dict[str, JSON]:
        """A security requirement all of whose schemes are components, those that it names by URI as well.

        Source: OpenAPI 3.2.0, 4.30. A name that is a component's is that first.
        """
        waiting: dict[str, dict[str, JSON]] = {}
        for name in node if self.names_schemes_by_uri else ():
            is_local = unit.file == self.main and name.startswith("#")
            if is_local or not names_a_file(name) or self._is_component(name, "securitySchemes"):
                continue
            try:
                file, tokens = self.follow(unit.file, name)
            except InputError as error:
                error.place = error.place or self._place(unit, (path, name))
                if self.lost is None or not isinstance(error, DanglingReference):
                    raise
                if name not in self.lost_schemes:
                    stand_in = f"{STAND_IN}{len(self.lost)}"
                    self.lost[stand_in] = name, error
                    self.lost_schemes[name] = {"$ref": stand_in}
                continue
            waiting[name] = {"$ref": "#" + join(tokens)}
            if file != self.main:
                self.target(file, tokens, SECURITY_SCHEME, (waiting[name], "$ref"))
        if not waiting:
            return node
        new = dict(node)
        self.requirements.append((new, waiting))
        return new

    def _name_schemes(self) -> None:
        """Give each security requirement the names of the components that its URIs have become."""
        for requirement, waiting in self.requirements:
            # The same object, filled anew: it is in the bundle already, and the order of its keys stays.
            scopes = dict(requirement)
            requirement.clear()
            for name, value in scopes.items():
                reference = str(waiting[name]["$ref"]) if name in waiting else name
                tokens = split(reference[1:]) if name in waiting else ()
                is_moved = tokens[:2] == ("components", "securitySchemes") and len(tokens) == 3
                requirement[tokens[2] if is_moved else reference] = value

    def _mapped(self, holder: tuple[dict[str, JSON], str], unit: Unit, path: Path, place: tuple[str, ...]) -> None:
        """Let what a discriminator at `place` maps a tag to lead into the bundle; a component's name stays one."""
        reference = holder[0][holder[1]]
        is_local = unit.file == self.main and str(reference).startswith("#")
        # A text that could be a name or an address is a name first (OpenAPI 3.1.1, 4.8.25.4).
        if not isinstance(reference, str) or is_local or self._is_component(reference, "schemas"):
            return
        found = self._named_beside(reference, unit.file, place)
        if found is None:
            if not names_a_file(reference):
                return
            try:
                found = self.follow(unit.file, reference)
            except InputError as error:
                is_lost = self.lost is not None and isinstance(error, DanglingReference)
                if is_lost or not ends_like_a_file(reference):
                    # Not every text with a slash is meant as a file; a wrong name is told when it is compared.
                    return
                where = self._place(unit, path)
                raise InputError(error.message, place=error.place or where, hint=error.hint) from None
        file, tokens = found
        holder[0][holder[1]] = "#" + join(tokens)
        if file != self.main:
            self.target(file, tokens, SCHEMA, holder)

    def _is_component(self, name: str, section: str) -> bool:
        """Whether the main file has a component of that name: what could be a name or an address is a name first."""
        # A component's key matches `^[a-zA-Z0-9._-]+$` (Components Object), so this is an address.
        if section == "schemas" and ("/" in name or "#" in name):
            return False
        try:
            file, tokens = self.follow(self.main, f"#/components/{section}")
            return isinstance(components := self._through(file, tokens)[2], dict) and name in components
        except InputError:
            return False

    def _named_beside(self, name: str, file: str, place: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
        """The schema of that name in another file: beside the one at `place`, or among the file's own components."""
        if file == self.main or "/" in name or "#" in name:
            return None
        for around in (place[:-1], ("components", "schemas")):
            schemas = self._at(file, around)
            if place and isinstance(schemas, dict) and isinstance(schemas.get(name), dict):
                return file, (*around, name)
        return None

    def _keep_heirs(self, file: str, place: tuple[str, ...]) -> None:
        """Make components of the schemas beside the one at `place` that inherit from it, over any number of steps."""
        beside = self._at(file, place[:-1]) if place else None
        if not isinstance(beside, dict):
            return
        heirs: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for name, schema in beside.items():
            members = schema.get("allOf") if isinstance(schema, dict) else None
            for member in members if isinstance(members, list) else ():
                reference = member.get("$ref") if isinstance(member, dict) else None
                if isinstance(reference, str):
                    with suppress(InputError):  # told where the reference is walked
                        heirs.setdefault(self.follow(file, reference), []).append(name)
        pending = [(file, place)]
        while pending:
            # Taken out, so that schemas which inherit from each other in a circle come to an end.
            for name in heirs.pop(pending.pop(), ()):
                heir = (*place[:-1], name)
                self.target(file, heir, SCHEMA, None)
                pending.append((file, heir))

    def _at(self, file: str, tokens: tuple[str, ...]) -> JSON:
        node = self.library.load(file)
        for token in tokens:
            node = step(node, token)[1]
        return node

    def follow(self, base: str, reference: str) -> tuple[str, tuple[str, ...]]:
        """The file, and the place in it, that `reference` names when it is written in the file `base`."""
        key = (base, reference)
        found = self.followed.get(key)
        if found is None:
            name, _, fragment = reference.partition("#")
            file, root, address = self.addresses.find(base, name)
            # Percent-encoding is undone before the pointer is taken apart (RFC 6901, 6): `#/paths/~1a%7E1b` has `~1`
            # twice.
            fragment = percent_decoded(fragment)
            if fragment and not fragment.startswith("/"):
                found = file, find_anchor(self.addresses.anchors(file, address), fragment, reference)
            else:
                found = self._descend(file, root + split(fragment), reference, 0)
            self.followed[key] = found
        return found

    def _descend(self, file: str, tokens: tuple[str, ...], reference: str, hops: int) -> tuple[str, tuple[str, ...]]:
        node = self.library.load(file)
        for depth, token in enumerate(tokens):
            found, child = step(node, token)
            if not found:
                through = node.get("$ref") if isinstance(node, dict) else None
                if not isinstance(through, str) or hops >= _MAX_HOPS:
                    raise missing(reference, tokens[:depth], token, node, None)
                # The way leads through a reference: `#/components/schemas/X` where `schemas` has a file of its own.
                next_file, base = self.follow(file, through)
                return self._descend(next_file, base + tokens[depth:], reference, hops + 1)
            node = child
        return file, tokens

    def _find_homes(self) -> None:
        """Note which targets the main file itself names: `components: {schemas: {Pet: {$ref: pet.yaml}}}`."""
        for section, kind in COMPONENTS.fields.items():
            # A media type is written out where it is referred to, so `mediaTypes` names nothing.
            if kind.rest is None or kind.rest.section != section:
                continue
            try:
                file, tokens = self.follow(self.main, f"#/components/{section}")
                file, tokens, entries = self._through(file, tokens)
            except InputError:
                continue
            # Sorted: if two names lead to one target, the order of the keys must not choose between them.
            for name in sorted(entries) if isinstance(entries, dict) else ():
                entry = entries[name]
                if file != self.main:
                    key = (file, (*tokens, name), section)
                    self.homes[key] = name
                    self.standing.add(key)
                if isinstance(entry, dict) and len(entry) == 1 and isinstance(entry.get("$ref"), str):
                    self._find_home(file, entry["$ref"], section, name)

    def _find_home(self, file: str, reference: str, section: str, name: str) -> None:
        try:
            target_file, tokens = self.follow(file, reference)
        except InputError:
            return
        if target_file != self.main and (target_file, tokens, section) not in self.homes:
            self.homes[(target_file, tokens, section)] = name

    def _through(self, file: str, tokens: tuple[str, ...]) -> tuple[str, tuple[str, ...], JSON]:
        """The value at a place, and where it stands once references that stand in its place are followed."""
        for _ in range(_MAX_HOPS):
            value = self.library.load(file)
            for token in tokens:
                value = step(value, token)[1]
            if not (isinstance(value, dict) and isinstance(value.get("$ref"), str)):
                break
            file, tokens = self.follow(file, value["$ref"])
        return file, tokens, value

    def _place_components(self, document: dict[str, JSON]) -> dict[str, JSON]:
        """Give every target its name, put it under `components`, and fill in the references that wait."""
        if not self.targets and not self.lost_schemes:
            return document
        components: dict[str, Any] = document.get("components") or {}
        components = dict(components) if isinstance(components, dict) else {}
        if self.lost_schemes:
            schemes = components.get("securitySchemes")
            components["securitySchemes"] = (schemes if isinstance(schemes, dict) else {}) | self.lost_schemes
        # Names of the main file stay: what comes from other files goes around them.
        taken = {
            (section, name) for section, members in components.items() if isinstance(members, dict) for name in members
        }
        wanted = [Wanted(key, self.homes.get(key)) for key in self.targets]
        copied: set[str] = set()
        # In the order of names, so that the bundle does not depend on which reference was met first.
        for key, name in sorted(assign_names(wanted, taken).items(), key=lambda item: (item[0][2], item[1])):
            target, section = self.targets[key], key[2]
            if section not in copied:
                copied.add(section)
                members = components.get(section)
                components[section] = dict(members) if isinstance(members, dict) else {}
            components[section][name] = target.unit.value
            pointer = f"/components/{section}/{escape_token(name)}"
            self.root.jumps[pointer] = target.unit
            # Holders are objects that the walk made, never a file's own, so they may be changed.
            for holder, token in target.holders:
                holder[token] = f"#{pointer}"
        return document | {"components": components}

    def _place(self, unit: Unit, path: Path) -> Place:
        return Place(self.library.shown(unit.file), unit.pointer + pointer_of(path))

    def _beyond_budget(self, unit: Unit, path: Path) -> InputError:
        return InputError(
            f"The files written into one nest more than {self.limits.depth} deep, or add {self.limits.nodes:,} values",
            place=self._place(unit, path),
            hint="Move what repeats to `components/schemas` and refer to it there.",
        )
