"""What each surface of a contract reaches, and over which references: a document in the normal form in.

An edge is a `$ref`, or a tag of a discriminator (whose normal form has every subtype in its mapping, those that only
inherit too). Dynamic references are plain ones in the normal form. `$defs` and `definitions` apply nothing by
themselves: what stands there is reached if something refers to it.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from apidiff.model.change import Direction
from apidiff.model.contract import JSON
from apidiff.openapi.grammar import DATA, OPERATION, SCHEMA, Kind, is_schema, members
from apidiff.openapi.keywords import DEFINITIONS
from apidiff.openapi.naming import event_name
from apidiff.openapi.operations import Operation
from apidiff.openapi.payloads import payload_names
from apidiff.openapi.pointers import ABSENT, below, find, join, original, split
from apidiff.openapi.uri import percent_decoded

EdgeKind = Literal["$ref", "discriminator", "surface"]


class Surface(NamedTuple):
    """A place where data crosses the contract: what it is called, its direction, and the objects that it starts at."""

    name: str
    direction: Direction
    starts: tuple[tuple[str, Kind], ...]
    """Pointers, each with the kind of object that stands there."""


class Edge(NamedTuple):
    """A reference: `source` is the place that refers, `target` the pointer that it names."""

    source: str
    target: str
    kind: EdgeKind
    of: Kind
    """What the target is."""


def surfaces(operations: Iterable[Operation]) -> list[Surface]:
    """The requests and the responses of each operation, event and callback."""
    found: list[Surface] = []
    for operation in operations:
        directions: tuple[Direction, Direction] = ("to-server", "from-server")
        request, response = directions[::-1] if operation.outward else directions
        body, fields = operation.pointer, OPERATION.fields
        # A parameter of the path item counts even where the operation overrides it: more may count as reached than is
        # sent, and nothing that is sent counts as unreached.
        parts = [(below(body, field), fields[field]) for field in ("parameters", "requestBody")]
        parts.append((below(operation.item_at("parameters"), "parameters"), fields["parameters"]))
        found.append(Surface(operation.name, request, tuple(parts)))
        found.append(Surface(operation.name, response, ((below(body, "responses"), fields["responses"]),)))
    return found


def schemas_as_events(document: Mapping[str, JSON], globs: Iterable[str]) -> list[Surface]:
    """The components that one of `globs` names, each as the payload of an event: a surface from the server."""
    return [
        Surface(event_name(name), "from-server", ((below("/components/schemas", name), SCHEMA),))
        for name in payload_names(document, globs)
    ]


class Reachability:
    """Answers what is reached, from where, and how; each part of the document is looked through once."""

    def __init__(self, document: Mapping[str, JSON], starting: Iterable[Surface], *, siblings: bool = True) -> None:
        """`siblings`: whether keywords beside the `$ref` of a schema count (3.1), or are ignored (3.0)."""
        self._document = document
        self._siblings = siblings
        self._surfaces = list(starting)
        self._edges: dict[str, list[Edge]] = {}
        self._first: dict[str, Edge] = {}
        """For each pointer that is reached: the edge on a shortest way to it."""
        self._bits: dict[str, int] | None = None
        self._walk()

    def is_reached(self, pointer: str) -> bool:
        """Whether some surface leads to the object at a pointer."""
        return pointer in self._first

    def reached(self) -> set[str]:
        """The pointers of all objects that something refers to on a way from a surface; of copies, their originals."""
        return {original(pointer) for pointer in self._first}

    def way_to(self, pointer: str) -> list[Edge]:
        """The edges of a shortest way from a surface; none if there is no way, or it starts there."""
        way: list[Edge] = []
        while pointer in self._first:
            edge = self._first[pointer]
            if edge.kind == "surface":
                break
            way.append(edge)
            pointer = self._holders[edge.source]
        return way[::-1]

    def surfaces_of(self, pointer: str) -> list[Surface]:
        """The surfaces that lead to the object at a pointer."""
        if self._bits is None:
            self._bits = self._spread()
        bits = self._bits.get(pointer, 0)
        return [surface for index, surface in enumerate(self._surfaces) if bits >> index & 1]

    def unreached(self, section: str = "schemas") -> list[str]:
        """The pointers of the components that no surface leads to, in order."""
        reached = self.reached()
        # A path item or a callback in `components` is reached if one of its operations is.
        starts = {"/".join(pointer.split("/", 4)[:4]) for surface in self._surfaces for pointer, _ in surface.starts}
        pointers = (below("/components", section, name) for name in _components(self._document, section))
        return [pointer for pointer in pointers if pointer not in reached and pointer not in starts]

    def _walk(self) -> None:
        self._holders: dict[str, str] = {}
        pending: deque[tuple[str, Kind]] = deque()
        for surface in self._surfaces:
            for pointer, kind in surface.starts:
                if pointer not in self._first:
                    self._first[pointer] = Edge("", pointer, "surface", kind)
                    pending.append((pointer, kind))
        # Breadth first, so that the first edge to reach a place is on a shortest way to it.
        while pending:
            pointer, kind = pending.popleft()
            # A place may wait twice, as what a surface starts at and as what a reference leads to.
            if pointer in self._edges:
                continue
            self._edges[pointer] = list(self._edges_in(pointer, kind))
            for edge in self._edges[pointer]:
                self._holders.setdefault(edge.source, pointer)
                if edge.target not in self._first:
                    self._first[edge.target] = edge
                    pending.append((edge.target, edge.of))

    def _edges_in(self, pointer: str, kind: Kind) -> Iterator[Edge]:
        node = find(self._document, pointer)
        pending: list[tuple[str, JSON, Kind]] = [] if node is ABSENT else [(pointer, node, kind)]
        while pending:
            at, node, kind = pending.pop()
            ref = node.get("$ref") if isinstance(node, dict) else None
            if isinstance(ref, str) and kind is not DATA:
                if ref.startswith("#/"):
                    yield Edge(at, _place(ref), "$ref", kind)
                # Of what is no schema, only a path item and what `components` cannot hold have fields that count beside
                # a `$ref`.
                if not (self._siblings if is_schema(kind) else kind.section in ("pathItems", None)):
                    continue
            if isinstance(node, dict) and is_schema(kind):
                yield from self._kinds(at, node)
            inner = [
                (below(at, token), child, child_kind)
                for token, child, child_kind in members(node, kind)
                if not (is_schema(kind) and isinstance(node, dict) and token in DEFINITIONS)
            ]
            pending.extend(reversed(inner))

    def _kinds(self, at: str, schema: dict[str, Any]) -> Iterator[Edge]:
        discriminator = schema.get("discriminator")
        if not isinstance(discriminator, dict):
            return
        mapping = discriminator.get("mapping")
        mapped = mapping.items() if isinstance(mapping, dict) else ()
        places = [(below(at, "discriminator", "mapping", tag), ref) for tag, ref in mapped]
        places.append((below(at, "discriminator", "defaultMapping"), discriminator.get("defaultMapping")))
        for place, ref in places:
            if isinstance(ref, str) and ref.startswith("#/"):
                yield Edge(place, _place(ref), "discriminator", SCHEMA)

    def _spread(self) -> dict[str, int]:
        """Carry the surfaces along the edges until nothing new arrives."""
        # A set of surfaces is one integer, a bit for each: thousands of operations lead to the same few schemas, and to
        # join two sets is one `|`.
        bits: dict[str, int] = {}
        for index, surface in enumerate(self._surfaces):
            for pointer, _ in surface.starts:
                bits[pointer] = bits.get(pointer, 0) | 1 << index
        pending = deque(bits)
        waiting = set(pending)
        while pending:
            pointer = pending.popleft()
            waiting.discard(pointer)
            for edge in self._edges.get(pointer, ()):
                before = bits.get(edge.target, 0)
                after = before | bits[pointer]
                if after != before:
                    bits[edge.target] = after
                    if edge.target not in waiting:
                        waiting.add(edge.target)
                        pending.append(edge.target)
        return bits


def _place(ref: str) -> str:
    """The pointer that a reference names, without percent-encoding."""
    # An edge names a place by one text, or `#/components/schemas/A%20B` would be reached under another name.
    return join(split(percent_decoded(ref[1:]))) if "%" in ref else ref[1:]


def _components(document: Mapping[str, JSON], section: str) -> list[str]:
    components = document.get("components")
    named = components.get(section) if isinstance(components, dict) else None
    return list(named) if isinstance(named, dict) else []
